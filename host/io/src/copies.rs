//! Exact copies: the same text, or the same page, from the same publisher.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::ids::Seen;

/// Remembers what was read by 128 bits of its SHA-256, about 40 bytes a document.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    seen: HashMap<(u64, u64), u64>,
}

impl Copies {
    /// Takes a page, or the SHA-256 that stands for a text; the place of the first where it was there before. Two
    /// publishers that print the same text have each printed it: that is for the stages to judge.
    pub(crate) fn take(&mut self, content: &[u8], publisher: &str, place: Seen) -> Result<(), Seen> {
        let mut hasher = Sha256::new();
        hasher.update(content);
        // No text holds this byte, so the two cannot be taken for one another.
        hasher.update([0xff]);
        hasher.update(publisher.as_bytes());
        let hash = hasher.finalize();
        let word =
            |from: usize| hash[from..from + 8].iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
        match self.seen.entry((word(0), word(8))) {
            std::collections::hash_map::Entry::Occupied(known) => Err(Seen::unpack(*known.get())),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(place.pack());
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_told_from_another_print() {
        let mut copies = Copies::default();
        let place = |line| Seen { input: 3, line };
        assert_eq!(copies.take(b"text", "", place(1)), Ok(()));
        assert_eq!(copies.take(b"text", "", place(2)), Err(place(1)));
        assert_eq!(copies.take(b"text", "The Daily", place(3)), Ok(()));
        assert_eq!(copies.take(b"other", "", place(4)), Ok(()));
    }
}
