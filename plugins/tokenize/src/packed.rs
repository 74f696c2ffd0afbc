//! Short words as numbers, so that they are compared and looked up without a look at each letter.

/// The bits of so many letters, up to eight, in a number.
pub(crate) const LETTERS: [u64; 64] = {
    let mut table = [u64::MAX; 64];
    let mut len = 0;
    while len < 8 {
        table[len] = !(u64::MAX << (8 * len));
        len += 1;
    }
    table
};

/// Bit 5 of every byte: makes capitals small, and of the other signs that words hold it changes none.
pub(crate) const SMALL: u64 = 0x2020_2020_2020_2020;

/// A word of up to eight bytes as a number, the first byte lowest; 0 for longer ones.
#[inline]
pub(crate) fn pack(word: &[u8]) -> u64 {
    let byte = |at: usize| u64::from(word[at]) << (8 * at);
    match word.len() {
        0 => 0,
        // Both halves may hold the same bytes.
        len @ 1..=3 => byte(0) | byte(len / 2) | byte(len - 1),
        len @ 4..=8 => {
            let (first, last) = (word.first_chunk(), word.last_chunk());
            let half =
                |bytes: Option<&[u8; 4]>| bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
            half(first) | half(last) << (8 * (len - 4))
        }
        _ => 0,
    }
}

/// The same with ASCII letters in lower case.
#[inline]
pub(crate) fn pack_small(word: &[u8]) -> u64 {
    (pack(word) | SMALL) & LETTERS[word.len().min(8)]
}

/// [`pack`] for tables that the compiler makes.
pub(crate) const fn key_of(word: &[u8]) -> u64 {
    let mut key = 0;
    let mut at = 0;
    while at < word.len() {
        key |= (word[at] as u64) << (8 * at);
        at += 1;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_packed_as_letter_by_letter() {
        let word = b"aBc_4.\xc3\xa9Z";
        for len in 0..=8 {
            let word = &word[..len];
            assert_eq!(pack(word), key_of(word), "{len}");
            assert_eq!(pack_small(word), key_of(word) | SMALL & LETTERS[len], "{len}");
        }
        assert_eq!(pack(word), 0);
    }
}
