//! Masks of 64 bytes: one bit a byte.

/// What is no letter in 64 bytes; the first byte is the lowest bit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// Where the 64 bytes begin.
    pub(crate) base: usize,
    /// Anything but ASCII letters.
    pub(crate) others: u64,
}

/// Bytes of a block and those of the word that begins with its last one.
pub(crate) const WINDOW: usize = 64 + 8;

/// The bytes of the block at `base` and the next eight, where the text has so many.
#[inline]
pub(crate) fn window(text: &[u8], base: usize) -> Option<&[u8; WINDOW]> {
    text.get(base..).unwrap_or_default().first_chunk()
}

/// The same near the end of the text, with zeros behind it.
pub(crate) fn last_window(text: &[u8], base: usize) -> [u8; WINDOW] {
    let mut padded = [0; WINDOW];
    padded.iter_mut().zip(text.get(base..).unwrap_or_default()).for_each(|(to, from)| *to = *from);
    padded
}

const fn repeat(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

impl Block {
    /// No block: no place lies within it.
    pub(crate) const NONE: Self = Self { base: usize::MAX - 64, others: 0 };

    /// Reads the 64 bytes from `at`; those at and behind `end` are no letters.
    #[inline]
    pub(crate) fn read(text: &[u8], at: usize, end: usize) -> Self {
        let mut padded = [0; 64];
        let bytes = match text.get(at..at + 64) {
            Some(bytes) => bytes,
            None => {
                let rest = text.get(at..).unwrap_or_default();
                padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                &padded
            }
        };
        let (chunks, _) = bytes.as_chunks::<8>();
        let mut letters = 0;
        for (number, chunk) in chunks.iter().enumerate() {
            let chunk = u64::from_le_bytes(*chunk);
            letters |= gather(letter_bits(chunk)) << (8 * number);
        }
        let inside = if end - at >= 64 { u64::MAX } else { !(u64::MAX << (end - at)) };
        Self { base: at, others: !(letters & inside) }
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

/// Bit 7 of each byte as one bit each: the product brings bit 8i to bit 56 + i.
#[inline]
fn gather(bits: u64) -> u64 {
    (bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_those_of_single_bytes() {
        let bytes: Vec<u8> = (0..=255u8).chain((0..=255).rev()).collect();
        for at in 0..bytes.len() {
            let end = bytes.len().min(at + 70 - at % 70);
            let block = Block::read(&bytes, at, end);
            for bit in 0..64 {
                let byte = if at + bit < end { bytes[at + bit] } else { 0 };
                assert_eq!(block.others >> bit & 1 == 0, byte.is_ascii_alphabetic(), "{byte:#x}");
            }
        }
    }
}
