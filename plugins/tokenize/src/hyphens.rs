//! Words with a hyphen behind them.

use crate::packed::{self, key_of};
use crate::rules::Profile;
use crate::scan::Scan;
use crate::shapes;

/// Prefixes that UD leaves on their word: "non-profit", "e-mail".
const PREFIXES: &[&[u8]] = &[
    b"anti", b"co", b"counter", b"cross", b"de", b"e", b"ex", b"inter", b"intra", b"mega", b"micro", b"mid",
    b"mini", b"multi", b"neo", b"non", b"over", b"post", b"pre", b"pro", b"proto", b"pseudo", b"psycho",
    b"re", b"semi", b"socio", b"sub", b"super", b"trans", b"ultra", b"un", b"under",
];

/// Multiplier that gives every prefix a slot of its own among 128.
const MULTIPLIER: u64 = 0xf927_0f4e_b8b3_33a9;

const fn slot(key: u64) -> usize {
    (key.wrapping_mul(MULTIPLIER) >> 57) as usize
}

/// The prefixes as numbers, each at its slot.
const KEYS: [u64; 128] = {
    let mut table = [0; 128];
    let mut at = 0;
    while at < PREFIXES.len() {
        let key = key_of(PREFIXES[at]);
        assert!(table[slot(key)] == 0, "two prefixes share a slot: choose another multiplier");
        table[slot(key)] = key;
        at += 1;
    }
    table
};

impl Scan<'_> {
    /// "long-term", "non-profit", "th- that": a word from `start` to `end` with a hyphen behind it.
    pub(crate) fn with_hyphen(&mut self, start: usize, end: usize) -> usize {
        let whole = self.rules.profile != Profile::Ud;
        if whole {
            return self.whole_hyphenated(start, end);
        }
        let capital = self.byte(start).is_ascii_uppercase();
        if self.is_prefix(start, end) || capital && self.is_given_name(start, end) {
            let tail = self.run(end + 1);
            let next = self.byte(tail);
            // "the mid-1980's"
            let decade = self.byte(end + 1).is_ascii_digit() && self.byte(tail - 1) == b'0';
            if decade && self.bytes.get(tail..).is_some_and(|rest| rest.starts_with(b"'s")) {
                self.emit(start, tail + 2);
                return tail + 2;
            }
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

    /// Whether the word stays on the one behind its hyphen. "UN-led" has no prefix, nor has the middle of "Hizb-e-Nur".
    fn is_prefix(&self, start: usize, end: usize) -> bool {
        let word = self.bytes.get(start..end).unwrap_or_default();
        let lower = packed::pack_small(word);
        if !(1..=8).contains(&word.len()) || KEYS[slot(lower)] != lower {
            return false;
        }
        let next = self.byte(end + 1);
        let letter = next.is_ascii_alphabetic() || next == b'_' || next >= 0xc3;
        let capitals = word.len() > 1 && word.iter().all(u8::is_ascii_uppercase);
        let inside = self.byte(start.wrapping_sub(1)) == b'-'
            && self.byte(start.wrapping_sub(2)).is_ascii_alphanumeric();
        (letter || next.is_ascii_digit() && lower == key_of(b"mid"))
            && !(capitals && next.is_ascii_lowercase())
            && !inside
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
}
