//! Words with apostrophes, and tokens that begin with one.

use crate::class;
use crate::contractions;
use crate::rules::Profile;
use crate::scan::Scan;

impl Scan<'_> {
    /// `after` is one past the apostrophe.
    pub(crate) fn with_apostrophe(&mut self, start: usize, end: usize, after: usize) -> usize {
        let tail = self.run(after);
        let letters = self.bytes.get(after..tail).unwrap_or_default();
        if letters.is_empty() {
            // "fish n' chips"
            let stands_apart = self.byte(start.wrapping_sub(1)) == b' ' && self.byte(after) == b' ';
            if stands_apart && self.piece(start, end) == "n" {
                self.emit(start, after);
                return after;
            }
            // The apostrophe is a token of its own: "dogs'", or a closing quote.
            self.plain_word(start, end);
            return end;
        }
        if self.rules.profile == Profile::Whole {
            self.emit(start, tail);
            return tail;
        }
        let number = self.byte(end - 1).is_ascii_digit() && self.byte(start).is_ascii_digit();
        if number && crate::numbers::keeps_suffix(letters) {
            self.emit(start, tail);
            return tail;
        }
        if letters.eq_ignore_ascii_case(b"t")
            && self.byte(end - 1).eq_ignore_ascii_case(&b'n')
            && end - start >= 2
        {
            self.emit(start, end - 1);
            self.emit(end - 1, tail);
            return tail;
        }
        if contractions::is_suffix(letters) {
            self.emit(start, end);
            self.emit(end, tail);
            return tail;
        }
        // "O'Connor", "rock'n'roll", and "wouldn't've" once more.
        let next = self.byte(tail);
        if next == b'\'' && tail > start {
            self.emit(start, tail);
            return tail;
        }
        if next == 0 || class::PLAIN_END[next as usize] {
            self.emit(start, tail);
            return tail;
        }
        self.odd_tail(start, tail, next)
    }

    /// A word with an apostrophe inside that ends in another sign.
    fn odd_tail(&mut self, start: usize, end: usize, next: u8) -> usize {
        if next == 0xe2 && matches!(self.char_at(end), '’') {
            let after = end + '’'.len_utf8();
            let tail = self.run(after);
            let letters = self.bytes.get(after..tail).unwrap_or_default();
            self.emit(start, end);
            if contractions::is_suffix(letters) {
                self.emit(end, tail);
                return tail;
            }
            return end;
        }
        self.emit(start, end);
        end
    }

    /// An apostrophe or single quote that does not follow a word's letters at once, or ends one.
    pub(crate) fn apostrophe(&mut self, at: usize, end: usize) -> usize {
        let before = self.byte(at.wrapping_sub(1));
        let after_word =
            at > 0 && self.last as usize == at && (before.is_ascii_alphanumeric() || before >= 0x80);
        let tail = self.run(end);
        let letters = self.bytes.get(end..tail).unwrap_or_default();
        let decade =
            letters.len() >= 2 && letters.iter().take(2).all(u8::is_ascii_digit) && letters.len() <= 3;
        if !after_word && (decade || contractions::is_clipped(letters)) {
            // "rock 'n' roll"
            let tail = if letters == b"n" && self.char_at(tail) == self.char_at(at) {
                tail + (end - at)
            } else {
                tail
            };
            self.emit(at, tail);
            return tail;
        }
        // "AT&T's", "O'Hara's", "wouldn't've": the word before ended in a sign of its own.
        if after_word && contractions::is_suffix(letters) {
            self.emit(at, tail);
            return tail;
        }
        // An 's that stands apart.
        let apart = !after_word && contractions::is_suffix(letters) && letters.len() <= 2 && at > 0;
        if apart && self.byte(tail) != b'\'' && self.last > 0 && letters.iter().all(u8::is_ascii_lowercase) {
            self.emit(at, tail);
            return tail;
        }
        let doubled = match self.byte(at) {
            b'\'' => usize::from(self.byte(end) == b'\''),
            _ if self.char_at(end) == '’' => '’'.len_utf8(),
            _ => 0,
        };
        let end = end + doubled;
        self.emit(at, end);
        end
    }
}
