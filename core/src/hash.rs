//! A fast hash for maps that live no longer than one call.
//!
//! The standard hasher is made to withstand chosen keys and costs several times the look-up itself. This one is the same
//! on every machine and in every run, but the order of a map's entries still means nothing: ask these maps for single
//! keys, never let the order of a walk reach the output.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map with the fast hash.
pub type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Fast>>;

/// A set with the fast hash.
pub type FastSet<K> = HashSet<K, BuildHasherDefault<Fast>>;

/// The multiply-rotate hash of the Firefox and rustc "Fx" maps, eight bytes at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fast(u64);

impl Fast {
    #[inline]
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Fast {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        // The length goes in with the rest: "a" and "a\0" are two words.
        let rest_word = rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        self.add(rest_word ^ (rest.len() as u64) << 56);
    }

    #[inline]
    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    #[inline]
    fn write_u32(&mut self, word: u32) {
        self.add(u64::from(word));
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    #[inline]
    fn write_u128(&mut self, word: u128) {
        self.add(word as u64);
        self.add((word >> 64) as u64);
    }

    #[inline]
    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        // The table takes its bucket from the low bits, which a multiplication mixes least.
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_differ_a_little_are_kept_apart() {
        let words = ["", "a", "a\0", "\0", "harbour", "harbours", "harbour's", "the harbour of wid"];
        let map: FastMap<&str, usize> = words.iter().enumerate().map(|(at, word)| (*word, at)).collect();
        assert_eq!(words.map(|word| map[word]), [0, 1, 2, 3, 4, 5, 6, 7]);
        let hash = |bytes: &[u8]| {
            let mut hasher = Fast::default();
            hasher.write(bytes);
            hasher.finish()
        };
        let hashes: FastSet<u64> = words.iter().map(|word| hash(word.as_bytes())).collect();
        assert_eq!(hashes.len(), words.len());
    }
}
