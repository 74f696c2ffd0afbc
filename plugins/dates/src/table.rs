//! The words of the grammar, to be looked up while a text is read.

use std::sync::OnceLock;

use crate::sem::Sem;
use crate::vocabulary::list;

/// Letters of the longest word of the table; a test keeps it true.
const LONGEST: usize = 12;

/// A short word in small letters as one number, its letters in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(u128);

impl Key {
    /// The key of a word of ASCII letters, in any case.
    #[inline]
    pub(crate) fn of(word: &[u8]) -> Self {
        Self(word.iter().fold(0, |letters, &byte| letters << 8 | u128::from(byte | 0x20)))
    }

    /// Multiplicative hashing; the table is fixed, so nobody can choose words that collide.
    fn slot(self) -> usize {
        let folded = self.0 as u64 ^ ((self.0 >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOT_BITS)) as usize
    }
}

const SLOT_BITS: u32 = 12;

/// Open addressing, at most a quarter full, behind a test of first letter and length that most words fail.
#[derive(Debug)]
pub(crate) struct Table {
    /// For each first letter the lengths that its words have, and for each length the second letters.
    lengths: [u16; 26],
    seconds: [[u32; LONGEST + 1]; 26],
    slots: Vec<(Key, Sem)>,
}

/// No word has this key.
const FREE: Key = Key(0);

impl Table {
    /// What a word of ASCII letters means.
    #[inline]
    pub(crate) fn meaning(&self, word: &[u8]) -> Sem {
        let Some(first) = word.first() else { return Sem::Other };
        let first = usize::from((first | 0x20).wrapping_sub(b'a'));
        if word.len() > LONGEST
            || self.lengths.get(first).is_none_or(|lengths| lengths >> word.len() & 1 == 0)
        {
            return Sem::Other;
        }
        let second = word.get(1).map_or(0, |byte| byte & 31);
        if self.seconds[first][word.len()] >> second & 1 == 0 {
            return Sem::Other;
        }
        self.look_up(Key::of(word))
    }

    fn look_up(&self, key: Key) -> Sem {
        let mut slot = key.slot();
        loop {
            match self.slots.get(slot) {
                Some(&(known, sem)) if known == key => return sem,
                Some(&(FREE, _)) | None => return Sem::Other,
                _ => slot = (slot + 1) % (1 << SLOT_BITS),
            }
        }
    }

    fn new() -> Self {
        let mut table = Self {
            lengths: [0; 26],
            seconds: [[0; LONGEST + 1]; 26],
            slots: vec![(FREE, Sem::Other); 1 << SLOT_BITS],
        };
        for (word, sem) in list() {
            let bytes = word.as_bytes();
            let first = usize::from(bytes[0] - b'a');
            table.lengths[first] |= 1 << bytes.len();
            table.seconds[first][bytes.len()] |= 1 << bytes.get(1).map_or(0, |byte| byte & 31);
            let key = Key::of(bytes);
            let mut slot = key.slot();
            // Later rows win, as they say more.
            while table.slots[slot].0 != FREE && table.slots[slot].0 != key {
                slot = (slot + 1) % (1 << SLOT_BITS);
            }
            table.slots[slot] = (key, sem);
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
            assert_eq!(table().meaning(word.as_bytes()), sem, "{word}");
            assert_eq!(table().meaning(word.to_ascii_uppercase().as_bytes()), sem, "{word}");
        }
        for word in ["", "x", "zzz", "monda", "mondayss", "thanksgivings"] {
            assert_eq!(table().meaning(word.as_bytes()), Sem::Other, "{word}");
        }
    }

    #[test]
    fn a_meaning_is_four_bytes() {
        assert!(size_of::<Sem>() <= 4);
    }
}
