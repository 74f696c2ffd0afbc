//! Every document of a run has an id of its own.

use copydesk_core::hash::FastMap;
use sha2::{Digest, Sha256};

/// Remembers the ids of a run as 128-bit hashes, so that memory does not depend on how long ids are: about 40 bytes
/// a document. The hash is the first half of SHA-256: two different ids that are taken for the same would need
/// some 2^64 tries by somebody who wants it, and do not happen by chance.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// The place is packed into one word: 24 bits of input, 40 of line.
    seen: FastMap<Hash, u64>,
    next: FastMap<Hash, u32>,
}

/// Two words and not a `u128`, whose alignment would cost each entry eight bytes.
pub(crate) type Hash = (u64, u64);

/// Where an id was first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Number of the input.
    pub(crate) input: u32,
    /// Its line, or 0.
    pub(crate) line: u64,
}

/// The first half of the SHA-256 of these parts, one behind the other.
pub(crate) fn hash<const N: usize>(parts: [&[u8]; N]) -> Hash {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    let hash = hasher.finalize();
    let word = |from: usize| hash[from..from + 8].iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
    (word(0), word(8))
}

impl Seen {
    const LINE: u64 = (1 << 40) - 1;

    pub(crate) fn pack(self) -> u64 {
        u64::from(self.input) << 40 | self.line.min(Self::LINE)
    }

    pub(crate) fn unpack(word: u64) -> Self {
        Self { input: (word >> 40) as u32, line: word & Self::LINE }
    }
}

impl Ids {
    /// Takes an id that a record gave.
    pub(crate) fn take(&mut self, id: &str, place: Seen) -> Result<(), Seen> {
        match self.seen.entry(hash([id.as_bytes()])) {
            std::collections::hash_map::Entry::Occupied(known) => Err(Seen::unpack(*known.get())),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(place.pack());
                Ok(())
            }
        }
    }

    /// Takes an id made from a name, with `~2`, `~3` behind it where it is taken.
    pub(crate) fn derive(&mut self, id: String, place: Seen) -> String {
        if self.take(&id, place).is_ok() {
            return id;
        }
        // The counter makes ten thousand files of one name cost ten thousand look-ups, not their square.
        let key = hash([id.as_bytes()]);
        loop {
            let number = self.next.entry(key).or_insert(2);
            let candidate = format!("{id}~{number}");
            *number = number.saturating_add(1);
            if self.take(&candidate, place).is_ok() {
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        let mut ids = Ids::default();
        let place = |line| Seen { input: 0, line };
        assert_eq!(ids.derive("a".into(), place(1)), "a");
        assert_eq!(ids.derive("a".into(), place(2)), "a~2");
        assert_eq!(ids.take("a~3", place(3)), Ok(()));
        assert_eq!(ids.derive("a".into(), place(4)), "a~4");
        assert_eq!(ids.take("a", place(5)), Err(place(1)));
        assert_eq!(ids.take("a~4", place(6)), Err(place(4)));
    }
}
