//! Tokens that begin with anything but a letter or digit: marks, runs of marks, emoticons, pictures.

use copydesk_text::lines::is_blank;

use crate::candidates::{Candidate, Kind};
use crate::class;
use crate::scan::Scan;

impl Scan<'_> {
    /// A character beyond ASCII that does not continue a word.
    pub(crate) fn high(&mut self, at: usize) -> usize {
        let c = self.char_at(at);
        let end = at + c.len_utf8();
        if is_blank(c) {
            return end;
        }
        if class::is_word(c) {
            return self.long_word(at);
        }
        match c {
            '…' => return self.stops(at),
            '’' | '‘' => return self.apostrophe(at, end),
            '–' | '—' | '“' | '”' | '€' | '£' => {
                self.emit(at, end);
                return end;
            }
            _ if class::is_foreign_stop(c) => return self.stops(at),
            _ => {}
        }
        let end = self.picture(c, end);
        self.emit(at, end);
        end
    }

    /// The end of a picture that begins with `first`: flags, skin tones, families.
    fn picture(&self, first: char, mut end: usize) -> usize {
        if class::is_flag_letter(first) && class::is_flag_letter(self.char_at(end)) {
            return end + self.char_at(end).len_utf8();
        }
        loop {
            let c = self.char_at(end);
            if c == '\0' || !class::joins_picture(c) {
                return end;
            }
            end += c.len_utf8();
            let next = self.char_at(end);
            if c == '\u{200d}' && !next.is_ascii() && !class::is_word(next) && !is_blank(next) {
                end += next.len_utf8();
            }
        }
    }

    /// A token that begins with an ASCII mark.
    pub(crate) fn mark(&mut self, at: usize) -> usize {
        let byte = self.byte(at);
        if self.rules.has_own(byte)
            && let Some(end) = self.own(at)
        {
            return end;
        }
        match byte {
            b'.' if self.byte(at + 1).is_ascii_digit() && self.is_fraction(at) => {
                let end = crate::numbers::end(self, at + 1);
                self.emit(at, end);
                return end;
            }
            b'.' | b'!' | b'?' => return self.stops(at),
            b'\'' => return self.apostrophe(at, at + 1),
            b',' | b'"' | b')' => {
                self.emit(at, at + 1);
                return at + 1;
            }
            _ => {}
        }
        let end = self.mark_end(at, byte);
        self.emit(at, end);
        if end - at >= 2 && matches!(byte, b':' | b';') {
            self.mark_before_capital(end);
        }
        end
    }

    /// Behind an emoticon a capital begins a sentence.
    fn mark_before_capital(&mut self, end: usize) {
        if self.byte(end) == b' ' && self.byte(end + 1).is_ascii_uppercase() {
            let (row, at) = (self.row(), end as u32 + 1);
            self.candidate(Candidate {
                row,
                at,
                kind: Kind::Own,
                rule: true,
                blank: true,
                ..Candidate::default()
            });
        }
    }

    /// ".265": a dot that begins a number.
    fn is_fraction(&self, at: usize) -> bool {
        matches!(self.byte(at.wrapping_sub(1)), b' ' | b'(' | b'=' | b'\n' | b'-' | b'$')
            && self.last as usize != at
    }

    /// The length of "->", "==>" or "<--" at `at`, whose first sign comes `run` times.
    fn arrow(&self, at: usize, byte: u8, run: usize) -> Option<usize> {
        let (after, len) = match byte {
            b'-' | b'=' if self.byte(at + run) == b'>' => (at + run + 1, run + 1),
            b'<' if run == 1 && self.byte(at + 1) == b'-' => {
                let rest = self.bytes.get(at + 1..).unwrap_or_default();
                let len = 1 + rest.iter().take_while(|&&other| other == b'-').count();
                (at + len, len)
            }
            _ => return None,
        };
        (self.byte(after) <= b' ').then_some(len)
    }

    /// The length of a contraction at `at` that has a backtick for its apostrophe: "Brandt`s".
    fn backtick(&self, at: usize, byte: u8, run: usize) -> Option<usize> {
        let after_word = self.last as usize == at && at > 0 && self.byte(at - 1).is_ascii_alphanumeric();
        if byte != b'`' || run != 1 || !after_word {
            return None;
        }
        let tail = self.run(at + 1);
        let letters = self.bytes.get(at + 1..tail).unwrap_or_default();
        crate::contractions::is_suffix(letters).then_some(tail - at)
    }

    /// How far a token goes that begins with the mark `byte`.
    fn mark_end(&self, at: usize, byte: u8) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        if let Some(len) = crate::shapes::emoticon(rest, self.byte(at.wrapping_sub(1))) {
            return at + len;
        }
        match byte {
            b'@' | b'#' => {
                let letter =
                    self.byte(at + 1).is_ascii_alphabetic() || byte == b'@' && self.byte(at + 1) == b'_';
                let before = self.byte(at.wrapping_sub(1));
                if letter && (at == 0 || !before.is_ascii_alphanumeric()) {
                    return self.run(at + 1);
                }
                at + 1
            }
            b'-' | b'=' | b'*' | b'~' | b'+' | b'<' | b'>' | b'`' | b'$' => {
                let run = rest.iter().take_while(|&&other| other == byte).count();
                if let Some(len) = self.arrow(at, byte, run).or_else(|| self.backtick(at, byte, run)) {
                    return at + len;
                }
                if byte == b'+'
                    && run == 1
                    && self.byte(at + 1).is_ascii_digit()
                    && !self.byte(at.wrapping_sub(1)).is_ascii_alphanumeric()
                {
                    return crate::numbers::end(self, at + 1);
                }
                at + run
            }
            _ => at + 1,
        }
    }
}
