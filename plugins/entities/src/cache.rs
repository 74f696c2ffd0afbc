//! What is known about the token texts that came by lately, so that common words are looked up once and not in every
//! document anew.

use crate::lexicon::{Entry, Word};
use crate::view::Shape;

/// Longest token that is kept, in bytes.
const LONGEST: usize = 16;
const SLOT_BITS: u32 = 13;

/// What a token's text says by itself, whatever the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) shape: Shape,
    /// The hash of its folded form.
    pub(crate) hash: u64,
    pub(crate) word: Word,
    /// The acronym that it is, where it is in capitals.
    pub(crate) acronym: Option<Entry>,
}

/// A token text by its bytes; no two texts share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    bytes: u128,
    len: u32,
}

impl Key {
    /// The key of `text[start..end]`, or `None` for tokens that are too long.
    #[inline]
    pub(crate) fn of(text: &str, start: usize, end: usize) -> Option<Self> {
        let len = end.checked_sub(start).filter(|len| (1..=LONGEST).contains(len))?;
        let window = text.as_bytes().get(start..start + LONGEST).and_then(|window| window.try_into().ok());
        let bytes = match window {
            Some(window) => u128::from_le_bytes(window) & (u128::MAX >> (8 * (LONGEST - len))),
            // Near the end of the text there are not as many bytes.
            None => text.as_bytes().get(start..end)?.iter().rev().fold(0, |all, &b| all << 8 | u128::from(b)),
        };
        Some(Self { bytes, len: len as u32 })
    }

    fn slot(self) -> usize {
        self.slot_in(SLOT_BITS)
    }

    /// Its slot in a table of a size.
    pub(crate) fn slot_in(self, bits: u32) -> usize {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.bytes as u64).wrapping_mul(FACTOR) ^ (self.bytes >> 64) as u64;
        (mixed.wrapping_mul(FACTOR) >> (64 - bits)) as usize
    }
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Key,
    facts: Facts,
    /// In which document the next two hold.
    document: u32,
    form: u32,
    word: u32,
}

/// The cache: one slot per key, the later text drives out the earlier. What comes out never depends on what is in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cache {
    slots: Vec<Option<Slot>>,
    document: u32,
}

impl Cache {
    /// Forgets the forms of the document before, but not what is known about texts.
    pub(crate) fn next_document(&mut self) {
        self.slots.resize(1 << SLOT_BITS, None);
        self.document = self.document.wrapping_add(1);
        if self.document == 0 {
            // After four billion documents an old number would come back.
            self.slots.fill(None);
        }
    }

    /// What is known about the text, and its form and word in this document.
    #[inline]
    pub(crate) fn get(&self, key: Key) -> Option<(Facts, Option<(u32, u32)>)> {
        let slot = self.slots.get(key.slot())?.as_ref().filter(|slot| slot.key == key)?;
        Some((slot.facts, (slot.document == self.document).then_some((slot.form, slot.word))))
    }

    /// Keeps what is known about a text, and its form and word in this document.
    pub(crate) fn put(&mut self, key: Key, facts: Facts, form: u32, word: u32) {
        if let Some(slot) = self.slots.get_mut(key.slot()) {
            *slot = Some(Slot { key, facts, document: self.document, form, word });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_bytes() {
        let text = "a ab b\0 é Nordhavn Nordhavn";
        let key = |start, end| Key::of(text, start, end);
        assert_eq!(key(11, 19), key(20, 28), "in the middle and at the end");
        assert_ne!(key(0, 1), key(2, 4));
        assert_ne!(key(5, 6), key(5, 7), "a zero byte counts");
        assert_eq!(key(3, 3), None);
        assert_eq!(Key::of("a token that is too long", 0, 17), None);
    }
}
