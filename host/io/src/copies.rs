//! Exact copies: the same text, or the same page, from the same publisher.

use std::collections::hash_map::Entry;

use copydesk_core::hash::FastMap;

use crate::ids::{Hash, Seen, hash};

/// Remembers what was read by 128 bits of its SHA-256, about 40 bytes a document.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    seen: FastMap<Hash, u64>,
}

impl Copies {
    /// Takes a text by its SHA-256 in hexadecimal, or says where it was there before. Two publishers that print the
    /// same text have each printed it: that is for the stages to judge.
    pub(crate) fn take_text(&mut self, sha256: &str, publisher: &str, place: Seen) -> Result<(), Seen> {
        let word = |from: usize| u64::from_str_radix(sha256.get(from..from + 16)?, 16).ok();
        let known = if publisher.is_empty() { word(0).zip(word(16)) } else { None };
        // No text holds the byte between the two, so they cannot be taken for one another.
        let hash = known.unwrap_or_else(|| hash([sha256.as_bytes(), &[0xff], publisher.as_bytes()]));
        self.take(hash, place)
    }

    /// Takes a page, or says where it was there before.
    pub(crate) fn take_page(&mut self, page: &[u8], place: Seen) -> Result<(), Seen> {
        self.take(hash([page]), place)
    }

    fn take(&mut self, hash: Hash, place: Seen) -> Result<(), Seen> {
        match self.seen.entry(hash) {
            Entry::Occupied(known) => Err(Seen::unpack(*known.get())),
            Entry::Vacant(free) => {
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
        let (text, other) = (crate::sha256_hex(b"text"), crate::sha256_hex(b"other"));
        assert_eq!(copies.take_text(&text, "", place(1)), Ok(()));
        assert_eq!(copies.take_text(&text, "", place(2)), Err(place(1)));
        assert_eq!(copies.take_text(&text, "The Daily", place(3)), Ok(()));
        assert_eq!(copies.take_text(&text, "The Daily", place(4)), Err(place(3)));
        assert_eq!(copies.take_text(&other, "", place(5)), Ok(()));
        assert_eq!(copies.take_page(b"page", place(6)), Ok(()));
        assert_eq!(copies.take_page(b"page", place(7)), Err(place(6)));
    }
}
