//! Writing JSON into a byte buffer, for the big arrays where a serializer's generality would cost.

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let digit = |four: u8| four + if four < 10 { b'0' } else { b'a' - 10 };
    let mut hex = Vec::with_capacity(64);
    hex.extend(hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    String::from_utf8(hex).unwrap_or_default()
}

/// Bytes that a JSON string may not hold as they are.
const fn must_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

const ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = must_escape(byte as u8);
        byte += 1;
    }
    table
};

/// Where the first byte from `from` on is that must be escaped. Blocks are tested as a whole, without a branch for each
/// byte, which compilers turn into vector code.
fn next_escape(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let (blocks, _) = rest.as_chunks::<32>();
    let must = |block: &[u8; 32]| block.iter().fold(0, |any, &byte| any | u8::from(must_escape(byte)));
    let skipped = 32 * blocks.iter().take_while(|block| must(block) == 0).count();
    let at = rest.get(skipped..)?.iter().position(|&byte| ESCAPED[usize::from(byte)])?;
    Some(from + skipped + at)
}

/// Appends a JSON string with its quotes.
pub(crate) fn push_str(out: &mut Vec<u8>, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let (mut copied, mut from) = (0, 0);
    while let Some(at) = next_escape(bytes, from) {
        let byte = bytes[at];
        out.extend_from_slice(&bytes[copied..at]);
        (copied, from) = (at + 1, at + 1);
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                out.extend_from_slice(b"\\u00");
                out.push(DIGITS[usize::from(byte >> 4)]);
                out.push(DIGITS[usize::from(byte & 15)]);
            }
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    out.push(b'"');
}

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// Appends a whole number.
pub(crate) fn push_number(out: &mut Vec<u8>, number: u64) {
    // Four digits at a time, as one word: most numbers in these files are offsets of short texts.
    let (high, low) = (number / 10_000, (number % 10_000) as usize);
    let ([a, b], [c, d]) = (PAIRS[low / 100], PAIRS[low % 100]);
    if high > 0 {
        push_number(out, high);
        out.extend_from_slice(&[a, b, c, d]);
        return;
    }
    let zeros = usize::from(low < 10) + usize::from(low < 100) + usize::from(low < 1000);
    let digits = u32::from_le_bytes([a, b, c, d]) >> (8 * zeros);
    out.extend_from_slice(&digits.to_le_bytes());
    out.truncate(out.len() - zeros);
}

/// Appends the shortest decimal that reads back as the same number; `null` where JSON has none.
pub(crate) fn push_float(out: &mut Vec<u8>, number: f32) {
    if serde_json::to_writer(&mut *out, &number).is_err() {
        // A vector takes every byte, so this is the answer to a case that cannot occur.
        out.extend_from_slice(b"null");
    }
}

/// Appends `,"key":` (or without the comma as the first key of an object).
pub(crate) fn push_key(out: &mut Vec<u8>, key: &str) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    push_str(out, key);
    out.push(b':');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back() {
        let long =
            "A line of plain words that is longer than a block of bytes, \"quoted\"\nand ended.\n".repeat(3);
        for text in [
            "",
            "plain",
            "a\"b\\c",
            "line\nline\r\t\u{8}\u{0}\u{1f}\u{7f}",
            "é 🇫🇷 \u{2028}",
            "\\u0041",
            long.as_str(),
            long.trim_end(),
        ] {
            let mut out = Vec::new();
            push_str(&mut out, text);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text, "{text:?}");
            // The serializer of the ecosystem writes the same bytes but for \b and \f, which have short forms there.
            if !text.contains('\u{8}') {
                assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(text).unwrap());
            }
        }
    }

    #[test]
    fn numbers_are_decimal() {
        for number in
            [0, 7, 10, 99, 100, 999, 1000, 9999, 10_000, 10_007, 120_000_000, 4_294_967_295, u64::MAX]
        {
            let mut out = Vec::new();
            push_number(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }

    #[test]
    fn hashes_are_known() {
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
