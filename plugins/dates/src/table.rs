//! The words of the grammar, to be looked up while a text is read.

use std::sync::OnceLock;

use crate::sem::Sem;
use crate::vocabulary::list;

/// Letters of the longest word of the table, at most sixteen; a test keeps it true.
const LONGEST: usize = 12;

/// A short word in small letters as two numbers, its letters in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    first: u64,
    second: u64,
    len: u8,
}

impl Key {
    /// Equal to no word of the grammar.
    pub(crate) const NONE: Self = Self { first: 0, second: 0, len: u8::MAX };

    /// The key of a word of up to eight letters, the first in the lowest byte.
    #[inline]
    pub(crate) const fn new(letters: u64, len: usize) -> Self {
        Self { first: letters, second: 0, len: len as u8 }
    }

    /// With up to eight letters more, behind eight.
    #[inline]
    pub(crate) const fn longer(self, letters: u64, len: usize) -> Self {
        Self { second: letters, len: self.len + len as u8, ..self }
    }

    /// The key of a word of at most sixteen small letters.
    fn of(word: &str) -> Self {
        let number =
            |letters: &[u8]| letters.iter().rev().fold(0, |all, &letter| all << 8 | u64::from(letter));
        let (first, second) = word.as_bytes().split_at(word.len().min(8));
        Self { first: number(first), second: number(second), len: word.len() as u8 }
    }

    /// Multiplicative hashing; the table is fixed, so nobody can choose words that collide.
    #[inline]
    fn slot(self) -> usize {
        let folded = self.first ^ self.second.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOT_BITS)) as usize
    }
}

const SLOT_BITS: u32 = 12;

/// Open addressing, at most a quarter full, behind a test of length and first two letters that most words fail.
#[derive(Debug)]
pub(crate) struct Table {
    /// For each length and first letter the second letters that words have, as bits.
    seconds: [[u32; 32]; LONGEST + 1],
    slots: Vec<(Key, Meaning)>,
}

/// What a word means, with what a reader of texts must know about it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) sem: Sem,
    /// Bits: [`BEGINS`], [`THE`], [`A`]; 0 for most words.
    pub(crate) role: u8,
}

/// An expression can begin with the word.
pub(crate) const BEGINS: u8 = 1;
/// It is the definite article.
pub(crate) const THE: u8 = 2;
/// It is the indefinite article.
pub(crate) const A: u8 = 4;

impl Meaning {
    /// That of a word which is nothing to the grammar.
    pub(crate) const OTHER: Self = Self { sem: Sem::Other, role: 0 };

    pub(crate) const fn of(sem: Sem) -> Self {
        let role = match sem {
            Sem::The => THE,
            Sem::A => A,
            _ if sem.begins() => BEGINS,
            _ => 0,
        };
        Self { sem, role }
    }
}

impl Table {
    /// What a word means.
    #[inline]
    pub(crate) fn meaning(&self, key: Key) -> Meaning {
        let (first, second) = (key.first as usize & 31, (key.first >> 8) as u32 & 31);
        match self.seconds.get(usize::from(key.len)) {
            Some(seconds) if seconds[first] >> second & 1 == 1 => self.look_up(key),
            _ => Meaning::OTHER,
        }
    }

    fn look_up(&self, key: Key) -> Meaning {
        let mut slot = key.slot();
        loop {
            match self.slots.get(slot) {
                Some(&(known, meaning)) if known == key => return meaning,
                Some(&(Key::NONE, _)) | None => return Meaning::OTHER,
                _ => slot = (slot + 1) % (1 << SLOT_BITS),
            }
        }
    }

    fn new() -> Self {
        let mut table = Self {
            seconds: [[0; 32]; LONGEST + 1],
            slots: vec![(Key::NONE, Meaning::OTHER); 1 << SLOT_BITS],
        };
        for (word, sem) in list() {
            let key = Key::of(word);
            if let Some(seconds) = table.seconds.get_mut(word.len()) {
                seconds[key.first as usize & 31] |= 1 << ((key.first >> 8) as u32 & 31);
            }
            let mut slot = key.slot();
            // Later rows win, as they say more.
            while table.slots[slot].0 != Key::NONE && table.slots[slot].0 != key {
                slot = (slot + 1) % (1 << SLOT_BITS);
            }
            table.slots[slot] = (key, Meaning::of(sem));
        }
        table
    }
}

/// The table, made once per process.
pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(Table::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found() {
        let last: std::collections::BTreeMap<_, _> = list().into_iter().collect();
        assert!(last.len() * 4 <= 1 << SLOT_BITS, "{} words need more slots", last.len());
        for (word, sem) in last {
            assert!(word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
            assert_eq!(table().meaning(Key::of(word)).sem, sem, "{word}");
        }
        for word in ["", "x", "zzz", "monda", "mondayss", "thanksgivings"] {
            assert_eq!(table().meaning(Key::of(word)), Meaning::OTHER, "{word}");
        }
    }

    #[test]
    fn a_meaning_is_four_bytes() {
        assert!(size_of::<Sem>() <= 4);
    }
}
