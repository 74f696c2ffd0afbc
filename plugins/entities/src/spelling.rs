//! How a word is spelled: its folded form and the hashes by which tables know it.

use std::borrow::Cow;

use crate::lexicon::{self, SEED, feed_byte, feed_exact, finish};

/// The hashes of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hashes {
    /// Of the word as it stands, streaming.
    pub(crate) exact: u64,
    /// Of its folded form, finished.
    pub(crate) folded: u64,
    /// Of the word in the other case, streaming.
    pub(crate) other: u64,
    /// Of its pattern.
    pub(crate) pattern: u64,
}

impl Hashes {
    /// All in one walk over the bytes where the word is plain; each feeds on the byte before, so that four at once take
    /// hardly longer than one.
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        if bytes.len() > SHORT || !text.is_ascii() {
            return Self::long(text);
        }
        let small = bytes.first().is_some_and(u8::is_ascii_lowercase);
        let (mut exact, mut folded, mut other, mut pattern) = (SEED, SEED, SEED, SEED);
        let (mut last, mut run) = (0, 0);
        for (at, &byte) in bytes.iter().enumerate() {
            let lower = byte.to_ascii_lowercase();
            exact = feed_byte(exact, byte);
            folded = if byte == b'.' { folded } else { feed_byte(folded, lower) };
            let turned = match (small, at) {
                (true, 0) => byte.to_ascii_uppercase(),
                (true, _) => byte,
                (false, _) => lower,
            };
            other = feed_byte(other, turned);
            let class = match byte {
                b'a'..=b'z' => b'x',
                b'A'..=b'Z' => b'X',
                b'0'..=b'9' => b'd',
                _ => byte,
            };
            run = if class == last { run + 1 } else { 1 };
            last = class;
            pattern = if run <= 3 { feed_byte(pattern, class) } else { pattern };
        }
        Self { exact, folded: finish(folded), other, pattern }
    }

    #[cold]
    fn long(text: &str) -> Self {
        Self {
            exact: feed_exact(SEED, text),
            folded: finish(lexicon::feed(SEED, text, false)),
            other: feed_exact(SEED, &other_case(text)),
            pattern: pattern(text),
        }
    }
}

/// Bytes of the longest word that is folded without asking for memory; nearly all are shorter.
pub(crate) const SHORT: usize = 32;

/// The folded form, in `room` where that does.
pub(crate) fn fold<'a>(text: &'a str, room: &'a mut [u8; SHORT]) -> Cow<'a, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii()
        && let Some(room) = room.get_mut(..text.len())
    {
        room.copy_from_slice(text.as_bytes());
        room.make_ascii_lowercase();
        if let Ok(folded) = std::str::from_utf8(room) {
            return Cow::Borrowed(folded);
        }
    }
    Cow::Owned(copydesk_text::words::fold(text))
}

/// The word in the other case: `harbour` for `Harbour` and `HARBOUR`, `Harbour` for `harbour`.
fn other_case(text: &str) -> String {
    if text.is_ascii() {
        let mut other = text.to_owned();
        match text.as_bytes().first() {
            Some(first) if first.is_ascii_lowercase() => {
                if let Some(first) = other.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
            }
            _ => other.make_ascii_lowercase(),
        }
        return other;
    }
    if text.starts_with(|c: char| c.is_lowercase()) { titled(text) } else { text.to_lowercase() }
}

fn titled(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The pattern of a word, `Xxx`, `d.d`, with runs cut to three.
fn pattern(text: &str) -> u64 {
    let (mut pattern, mut last, mut run) = (SEED, '\0', 0);
    for c in text.chars().take(64) {
        let class = match c {
            'a'..='z' => 'x',
            'A'..='Z' => 'X',
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 3 {
            pattern = feed_byte(pattern, class as u32 as u8);
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_without_memory_as_with_it() {
        let long = "Abc-".repeat(12);
        for text in ["", "Nordhavn", "harbour", "NATO", "U.S.", "3rd", "'s", "École", "éva", "ſ", &long] {
            assert_eq!(fold(text, &mut [0; SHORT]), copydesk_text::words::fold(text), "{text}");
            assert_eq!(Hashes::of(text), Hashes::long(text), "{text}");
        }
    }
}
