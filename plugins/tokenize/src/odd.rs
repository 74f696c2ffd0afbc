//! Words that do not simply end: apostrophes, hyphens, dots, addresses.

use crate::class;
use crate::contractions;
use crate::rules::{Abbreviation, Profile};
use crate::scan::Scan;
use crate::shapes;
use crate::stops::is_initial;

/// Prefixes that UD leaves on their word: "non-profit", "e-mail".
const PREFIXES: &[&str] = &[
    "anti", "co", "counter", "cross", "de", "e", "ex", "inter", "intra", "mega", "micro", "mid", "mini",
    "multi", "neo", "non", "over", "post", "pre", "pro", "proto", "pseudo", "psycho", "re", "semi", "socio",
    "sub", "super", "trans", "ultra", "un", "under",
];

impl Scan<'_> {
    /// A word from `start` to `end` with `next` behind it, which needs a second look.
    pub(crate) fn odd_word(&mut self, start: usize, end: usize, next: u8) -> usize {
        match next {
            b'\'' => self.with_apostrophe(start, end, end + 1),
            b'-' => self.with_hyphen(start, end),
            b'.' => self.with_dot(start, end),
            b'@' => self.with_at(start, end),
            b':' if self.bytes.get(end..).is_some_and(|rest| rest.starts_with(b"://")) => self.address(start),
            b':' if self.piece(start, end).eq_ignore_ascii_case("mailto") => self.address(start),
            b'&' if self.is_company(start, end) => {
                let end = self.run(end + 1);
                self.emit(start, end);
                end
            }
            b'$' if end - start <= 3
                && self.byte(start).is_ascii_uppercase()
                && self.byte(end + 1).is_ascii_digit() =>
            {
                self.emit(start, end + 1);
                end + 1
            }
            b'*' if self.censored(end) > 0 => {
                let end = self.run(self.censored(end));
                self.emit(start, end);
                end
            }
            0x80.. if matches!(self.char_at(end), '’' | 'ʼ') => {
                self.with_apostrophe(start, end, end + self.char_at(end).len_utf8())
            }
            _ => {
                self.plain_word(start, end);
                end
            }
        }
    }

    /// "AT&T", "R&D": capitals on both sides.
    fn is_company(&self, start: usize, end: usize) -> bool {
        end - start <= 3 && self.byte(end - 1).is_ascii_uppercase() && self.byte(end + 1).is_ascii_uppercase()
    }

    /// "f**k": where the word goes on behind the stars, or 0.
    fn censored(&self, end: usize) -> usize {
        let stars = self
            .bytes
            .get(end..)
            .unwrap_or_default()
            .iter()
            .take(6)
            .take_while(|&&byte| byte == b'*')
            .count();
        if self.byte(end + stars).is_ascii_lowercase() { end + stars } else { 0 }
    }

    fn address(&mut self, start: usize) -> usize {
        let end = shapes::address_end(self.bytes, start).max(self.run(start));
        self.emit_address(start, end);
        end
    }

    /// `after` is one past the apostrophe.
    fn with_apostrophe(&mut self, start: usize, end: usize, after: usize) -> usize {
        let tail = self.run(after);
        let letters = self.bytes.get(after..tail).unwrap_or_default();
        if letters.is_empty() {
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

    fn with_hyphen(&mut self, start: usize, end: usize) -> usize {
        let whole = self.rules.profile != Profile::Ud;
        let letter =
            |at: usize| self.byte(at).is_ascii_alphabetic() || self.byte(at) == b'_' || self.byte(at) >= 0xc3;
        if whole {
            return self.whole_hyphenated(start, end);
        }
        let prefix = letter(end + 1) && end - start <= 7 && {
            let mut lower = [0; 7];
            let lower = &mut lower[..end - start];
            lower.copy_from_slice(self.bytes.get(start..end).unwrap_or_default());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).is_ok_and(|word| PREFIXES.binary_search(&word).is_ok())
        };
        if prefix {
            let tail = self.run(end + 1);
            let next = self.byte(tail);
            if next == b'\'' || next == 0xe2 && self.char_at(tail) == '’' {
                let after = tail + self.char_at(tail).len_utf8();
                return self.with_apostrophe(start, tail, after);
            }
            self.emit(start, tail);
            return tail;
        }
        if self.is_broken_off(start, end) {
            self.emit(start, end + 1);
            return end + 1;
        }
        if self.is_joined_by_vowel(start, end) {
            self.emit(start, end + 2);
            return end + 2;
        }
        // A chain of hyphens is looked at once, at its beginning.
        let in_chain = self.byte(start.wrapping_sub(1)) == b'-';
        if !in_chain && let Some(end) = self.dotted_behind_hyphens(start, end) {
            self.emit_address(start, end);
            return end;
        }
        self.plain_word(start, end);
        end
    }

    /// "th- that", "y- your", "Stoddar- Stoddart": a word that its speaker broke off keeps its hyphen. It is a single
    /// letter, it has no vowel, or the next word says it in full.
    fn is_broken_off(&self, start: usize, end: usize) -> bool {
        if self.byte(end + 1) != b' '
            || matches!(self.byte(start.wrapping_sub(1)), b'-' | b'&' | b'/' | b'\'')
        {
            return false;
        }
        let word = self.bytes.get(start..end).unwrap_or_default();
        let vowel = |byte: &u8| matches!(byte | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if let [letter] = word {
            return letter.is_ascii_alphabetic() && !matches!(letter | 0x20, b'a' | b'i');
        }
        if word.len() <= 3 && word.iter().all(|byte| byte.is_ascii_lowercase() && !vowel(byte)) {
            return true;
        }
        let next = self.bytes.get(end + 2..end + 3 + word.len()).unwrap_or_default();
        next.split_last()
            .is_some_and(|(last, same)| last.is_ascii_alphabetic() && same.eq_ignore_ascii_case(word))
    }

    /// "Naqsh-e Jahan": the vowel that joins the parts of a Persian name belongs to the first one.
    fn is_joined_by_vowel(&self, start: usize, end: usize) -> bool {
        self.byte(start).is_ascii_uppercase()
            && self.byte(end - 1).is_ascii_lowercase()
            && self.bytes.get(end + 1..end + 3) == Some(b"e ")
            && self.byte(end + 3).is_ascii_uppercase()
    }

    /// "first-rate" as one token, for profiles that keep such words.
    fn whole_hyphenated(&mut self, start: usize, mut end: usize) -> usize {
        while self.byte(end) == b'-' && self.byte(end + 1).is_ascii_alphanumeric() {
            end = self.run(end + 1);
        }
        let next = self.byte(end);
        if next == b'\'' || next == 0xe2 && self.char_at(end) == '’' {
            return self.with_apostrophe(start, end, end + self.char_at(end).len_utf8());
        }
        self.emit(start, end);
        end
    }

    /// "bailey-ross@example.org", "get-a-house.com": an address with hyphens before its dot or at-sign.
    fn dotted_behind_hyphens(&self, start: usize, end: usize) -> Option<usize> {
        let rest = self.bytes.get(start..self.bytes.len().min(start + 80))?;
        let len = rest
            .iter()
            .position(|&byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')))?;
        let after = rest.get(len).copied();
        if after == Some(b'@') && rest.get(len + 1).is_some_and(u8::is_ascii_alphanumeric) {
            return Some(shapes::address_end(self.bytes, start)).filter(|&found| found > end);
        }
        let name = rest.get(..len)?;
        let name = name.strip_suffix(b".").unwrap_or(name);
        let dot = name.iter().rposition(|&byte| byte == b'.')?;
        let label = name.get(dot + 1..)?;
        let hyphen = name.iter().position(|&byte| byte == b'-')?;
        let host = shapes::is_ending(label) && hyphen < dot && label.iter().all(u8::is_ascii_alphanumeric);
        host.then_some(start + name.len())
    }

    fn with_at(&mut self, start: usize, end: usize) -> usize {
        if !self.byte(end + 1).is_ascii_alphanumeric() {
            self.plain_word(start, end);
            return end;
        }
        self.address(start)
    }

    /// A word with a dot behind it: abbreviation, address, number in front, or the end of a sentence.
    fn with_dot(&mut self, start: usize, end: usize) -> usize {
        let next = self.byte(end + 1);
        if next.is_ascii_alphanumeric() || next >= 0xc3 && self.char_at(end + 1).is_alphabetic() {
            return self.inner_dot(start, end);
        }
        if next == b'.' {
            self.plain_word(start, end);
            return end;
        }
        if (next <= b' ') && self.rules.is_too_long(self.byte(start), end - start) {
            self.plain_word(start, end);
            return self.stops(end);
        }
        let word = self.piece(start, end);
        // A capital is an initial, whatever its small letter stands for.
        let kind = if is_initial(word) { Some(Abbreviation::Any) } else { self.rules.abbreviation(word) };
        self.abbreviated(start, end, kind)
    }

    /// A dot with a letter or digit directly behind it.
    fn inner_dot(&mut self, start: usize, end: usize) -> usize {
        let word = self.piece(start, end);
        if word.eq_ignore_ascii_case("www") {
            return self.address(start);
        }
        if let Some(end) = self.acronym(start) {
            let word = self.piece(start, end);
            let dotted = self.byte(end) == b'.';
            if dotted && self.byte(end + 1) != b'.' {
                let kind = self.rules.abbreviation(word).unwrap_or(Abbreviation::Any);
                return self.abbreviated(start, end, Some(kind));
            }
            self.emit(start, end);
            return end;
        }
        if let Some(found) = self.dotted_name(start) {
            self.emit_address(start, found);
            return found;
        }
        let kind = self.rules.abbreviation(word).or(is_initial(word).then_some(Abbreviation::Title));
        if kind.is_some_and(|kind| kind != Abbreviation::Number || self.byte(end + 1).is_ascii_digit()) {
            self.emit(start, end + 1);
            return end + 1;
        }
        self.plain_word(start, end);
        end
    }

    /// "U.S", "a.m", "Ph.D", "J.R.R": one past its last letter, a last dot not included.
    fn acronym(&self, start: usize) -> Option<usize> {
        let mut at = start;
        let mut parts = 0;
        loop {
            let end = self.run(at);
            let letters = self.bytes.get(at..end)?;
            let short = letters.len() == 1
                || letters.len() == 2 && letters[0].is_ascii_uppercase() && letters[1].is_ascii_lowercase();
            if !short || !letters.iter().all(u8::is_ascii_alphabetic) {
                return None;
            }
            parts += 1;
            let more = self.byte(end) == b'.' && self.byte(end + 1).is_ascii_alphabetic();
            if !more || parts > 8 {
                return (2..=8).contains(&parts).then_some(end);
            }
            at = end + 1;
        }
    }

    /// "example.com", "report.pdf", "news.example.co.uk/path", "name.surname@example.org".
    fn dotted_name(&self, start: usize) -> Option<usize> {
        let rest = self.bytes.get(start..self.bytes.len().min(start + 120))?;
        let len = rest
            .iter()
            .position(|&byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')))
            .unwrap_or(rest.len());
        match rest.get(len) {
            Some(b'@') if rest.get(len + 1).is_some_and(u8::is_ascii_alphanumeric) => {
                return Some(shapes::address_end(self.bytes, start));
            }
            _ => {}
        }
        let name = rest.get(..len)?;
        let name = name
            .get(..name.len() - name.iter().rev().take_while(|&&byte| matches!(byte, b'.' | b'-')).count())?;
        let dot = name.iter().rposition(|&byte| byte == b'.')?;
        let label = name.get(dot + 1..)?;
        let label = label.split(|&byte| byte == b'-').next().unwrap_or(label);
        let dots = name.iter().filter(|&&byte| byte == b'.').count();
        let small = |label: &[u8]| {
            label.first().is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let lower = name
            .split(|&byte| byte == b'.')
            .skip(1)
            .all(|label| small(label) || label.iter().all(u8::is_ascii_uppercase));
        let known = shapes::is_ending(label) && (lower || dots > 1);
        let digits = label.iter().all(u8::is_ascii_digit) && !label.is_empty();
        if !(known || lower && dots >= 2 && !name.windows(2).any(|pair| pair == b"..") || digits && dots == 1)
        {
            return None;
        }
        let end = start + dot + 1 + label.len();
        // A path goes on with the address.
        if self.byte(end) == b'/' && self.byte(end + 1).is_ascii_alphanumeric() && known {
            return Some(shapes::address_end(self.bytes, start));
        }
        Some(end)
    }
}
