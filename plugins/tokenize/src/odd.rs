//! Words that do not simply end: dots, signs inside, addresses.

use crate::rules::Abbreviation;
use crate::scan::Scan;
use crate::shapes;
use crate::stops::is_initial;

/// Words that UD keeps whole though they hold a slash.
const SLASHED: &[&str] = &["b/c", "i/c", "l/c", "n/a", "s/he", "w/o", "w/out"];

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
            b':' if self.is_identifier(start, end) => self.address(start),
            b'/' if self.slashed(start, end) > 0 => {
                let end = self.slashed(start, end);
                self.emit(start, end);
                end
            }
            b'&' if self.is_company(start, end) => {
                let end = self.run(end + 1);
                self.emit(start, end);
                end
            }
            b'$' if end - start <= 3
                && self.byte(start).is_ascii_uppercase()
                && self.byte(end + 1 + usize::from(self.byte(end + 1) == b' ')).is_ascii_digit() =>
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

    /// "doi:10.1000/182".
    fn is_identifier(&self, start: usize, end: usize) -> bool {
        self.piece(start, end).eq_ignore_ascii_case("doi")
            && self.bytes.get(end + 1..).is_some_and(|rest| rest.starts_with(b"10."))
    }

    /// "w/o": where a word with a slash ends that UD keeps whole, or 0.
    fn slashed(&self, start: usize, end: usize) -> usize {
        let tail = self.run(end + 1);
        let word = self.piece(start, tail);
        if self.byte(tail) != b'/' && SLASHED.iter().any(|whole| word.eq_ignore_ascii_case(whole)) {
            tail
        } else {
            0
        }
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
            return self.before_dots(start, end);
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

    /// A word with more than one dot behind it.
    fn before_dots(&mut self, start: usize, end: usize) -> usize {
        // "ida...@example.org": an address with a part left out.
        let masked = self.bytes.get(end..).is_some_and(|rest| rest.starts_with(b"...@"));
        if masked && self.byte(end + 4).is_ascii_alphanumeric() {
            return self.address(start);
        }
        // "Acme Inc..": the abbreviation's stop and that of the sentence.
        let word = self.piece(start, end);
        let named = self.byte(start).is_ascii_uppercase() && end - start > 1 || word == "etc";
        let kind = self.rules.abbreviation(word).filter(|kind| *kind != Abbreviation::Number);
        if named && kind.is_some() && self.byte(end + 2) <= b' ' {
            self.emit(start, end + 1);
            return end + 1;
        }
        self.plain_word(start, end);
        end
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
            let end = end + usize::from(dotted && self.byte(end + 2) != b'.');
            self.emit(start, end);
            return end;
        }
        if self.is_before_note(start, end) {
            self.plain_word(start, end);
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

    /// "in the harbour.23 The": the number of a footnote behind the stop.
    fn is_before_note(&self, start: usize, end: usize) -> bool {
        let word = self.bytes.get(start..end).unwrap_or_default();
        let note = self.run(end + 1);
        word.len() >= 4
            && word.iter().all(u8::is_ascii_lowercase)
            && note - end <= 4
            && (end + 1..note).all(|at| self.byte(at).is_ascii_digit())
            && self.byte(note) <= b' '
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
