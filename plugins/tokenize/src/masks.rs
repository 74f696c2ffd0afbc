//! Masks of a text: one bit a byte.

/// Where a text has anything but ASCII letters; the first byte is the lowest bit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Masks {
    bytes: Vec<u8>,
}

/// What [`Masks::letters`] says of a run of letters that it sees no end of, which is 57 or longer.
pub(crate) const UNKNOWN: usize = 64;

const fn repeat(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

impl Masks {
    /// Reads a text. What lies behind its end is no letter.
    pub(crate) fn read(&mut self, text: &[u8]) {
        let (chunks, rest) = text.as_chunks::<64>();
        self.bytes.clear();
        self.bytes.extend(chunks.iter().flat_map(others));
        let mut last = [0; 64];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.bytes.extend(others(&last));
        self.bytes.extend([u8::MAX; 8]);
    }

    /// Number of ASCII letters from `at` on, or [`UNKNOWN`].
    #[inline]
    pub(crate) fn letters(&self, at: usize) -> usize {
        let mask = self.bytes.get(at / 8..).and_then(<[u8]>::first_chunk);
        let mask = mask.map_or(u64::MAX, |mask| u64::from_le_bytes(*mask));
        (mask >> (at % 8)).trailing_zeros() as usize
    }
}

/// Bit 7 of every byte that is an ASCII letter: a range test on eight bytes at once, no sum leaves its byte.
#[inline]
pub(crate) fn letter_bits(chunk: u64) -> u64 {
    let low = chunk & repeat(0x7f) | repeat(0x20);
    let from_a = low + repeat(0x80 - b'a');
    let beyond_z = low + repeat(0x7f - b'z');
    from_a & !(beyond_z | chunk) & repeat(0x80)
}

/// One bit for each byte that is no letter.
#[inline]
fn others(block: &[u8; 64]) -> [u8; 8] {
    let flags = block.map(|byte| if (byte | 0x20).wrapping_sub(b'a') < 26 { 0u8 } else { u8::MAX });
    let (chunks, _) = flags.as_chunks::<8>();
    let mut masks = [0; 8];
    for (mask, chunk) in masks.iter_mut().zip(chunks) {
        // A bit of its own for each byte; the product sums them in the highest byte.
        let bits = u64::from_le_bytes(*chunk) & 0x8040_2010_0804_0201;
        *mask = (bits.wrapping_mul(0x0101_0101_0101_0101) >> 56) as u8;
    }
    masks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_those_of_single_bytes() {
        let bytes: Vec<u8> = (0..=255u8).chain((0..=255).rev()).chain([b'a'; 60]).collect();
        let mut masks = Masks::default();
        for end in [0, 1, 7, 8, 9, 300, bytes.len()] {
            let text = &bytes[..end];
            masks.read(text);
            for at in 0..end + 20 {
                let rest = text.get(at..).unwrap_or_default();
                let expected = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                let found = masks.letters(at);
                assert!(found == expected || found == UNKNOWN && expected >= 57, "{at} of {end}: {found}");
            }
        }
    }
}
