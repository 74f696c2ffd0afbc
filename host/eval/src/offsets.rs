//! Offsets between units: copydesk counts bytes inside; files may count code points or UTF-16 units.

use serde::{Deserialize, Serialize};

/// What an offset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Bytes of UTF-8.
    Byte,
    /// Unicode code points, as Python counts.
    #[default]
    Codepoint,
    /// 16-bit units, as JavaScript and Java count.
    Utf16,
}

impl Unit {
    /// The unit of this name, as in the field `offsets` of copydesk's files.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "byte" => Some(Self::Byte),
            "codepoint" => Some(Self::Codepoint),
            "utf16" => Some(Self::Utf16),
            _ => None,
        }
    }
}

/// Translates one text's offsets to bytes. Building it is linear in the text, a look-up is constant.
#[derive(Debug)]
pub struct Offsets<'a> {
    text: &'a str,
    /// Byte offset by unit; `u32::MAX` inside a pair of UTF-16 units. Empty where units are bytes anyway.
    bytes: Vec<u32>,
}

impl<'a> Offsets<'a> {
    /// The offsets of `text` counted in `unit`.
    pub fn new(text: &'a str, unit: Unit) -> Self {
        let mut bytes = Vec::new();
        if unit != Unit::Byte && !text.is_ascii() {
            for (at, c) in text.char_indices() {
                bytes.push(u32::try_from(at).unwrap_or(u32::MAX));
                if unit == Unit::Utf16 && c.len_utf16() == 2 {
                    bytes.push(u32::MAX);
                }
            }
            bytes.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self { text, bytes }
    }

    /// The byte offset, unless `offset` lies outside the text or inside a character.
    pub fn byte(&self, offset: u32) -> Option<u32> {
        let at = usize::try_from(offset).ok()?;
        if self.bytes.is_empty() {
            self.text.is_char_boundary(at).then_some(offset)
        } else {
            self.bytes.get(at).copied().filter(|&byte| byte != u32::MAX)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_finds_the_same_place() {
        // "é" is 2 bytes, 1 code point, 1 unit; the face is 4 bytes, 1 code point, 2 units.
        let text = "é😀x";
        let rows = [
            (
                "bytes",
                Unit::Byte,
                [(0, Some(0)), (1, None), (2, Some(2)), (6, Some(6)), (7, Some(7)), (8, None)],
            ),
            (
                "code points",
                Unit::Codepoint,
                [(0, Some(0)), (1, Some(2)), (2, Some(6)), (3, Some(7)), (4, None), (9, None)],
            ),
            (
                "utf-16",
                Unit::Utf16,
                [(0, Some(0)), (1, Some(2)), (2, None), (3, Some(6)), (4, Some(7)), (5, None)],
            ),
        ];
        for (name, unit, cases) in rows {
            let offsets = Offsets::new(text, unit);
            for (offset, byte) in cases {
                assert_eq!(offsets.byte(offset), byte, "{name}: {offset}");
            }
        }
        assert_eq!(Offsets::new("abc", Unit::Codepoint).byte(3), Some(3));
        assert_eq!(Offsets::new("", Unit::Utf16).byte(0), Some(0));
        assert_eq!(Unit::parse("chars"), None);
    }
}
