//! Short words as numbers, so that a map of words is asked without a look at their text.
//!
//! Nine of ten words of a report have at most 15 bytes. A map that has such a number for its key needs no string to
//! compare, which would lie wherever the word was first read; longer words go to a map of their own.

use copydesk_core::Span;

/// A token of up to 15 bytes and its length as one number.
#[inline]
pub fn pack(text: &str, span: Span) -> Option<u128> {
    let length = span.len() as usize;
    if length >= 16 {
        return None;
    }
    let start = span.start as usize;
    let bytes = text.as_bytes();
    // Sixteen bytes are read at once wherever the text has so many left.
    let packed = match bytes.get(start..start + 16).and_then(|bytes| bytes.first_chunk::<16>()) {
        Some(bytes) => u128::from_le_bytes(*bytes) & ((1 << (8 * length)) - 1),
        None => pack_end(bytes.get(start..start + length).unwrap_or_default()),
    };
    Some(packed | (length as u128) << 120)
}

fn pack_end(bytes: &[u8]) -> u128 {
    let mut packed = [0; 16];
    packed.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u128::from_le_bytes(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_depends_on_the_token_alone() {
        let text = "harbour and a harbour";
        let at = |start: u32, end: u32| pack(text, Span::new(start, end));
        assert_eq!(at(0, 7), at(14, 21));
        assert_ne!(at(0, 6), at(0, 7));
        assert_eq!(at(0, 16), None);
        assert_ne!(pack("a", Span::new(0, 1)), pack("a\0", Span::new(0, 2)));
    }
}
