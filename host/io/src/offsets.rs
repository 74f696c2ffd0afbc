//! From byte offsets to the units that other programs count in, and back.

use std::fmt;

use serde::{Deserialize, Serialize};

use copydesk_core::Document;

/// What an offset counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Unicode code points, as Python, spaCy, brat and Hugging Face count.
    #[default]
    Codepoint,
    /// Bytes of UTF-8.
    Byte,
    /// 16-bit units of UTF-16, as JavaScript and Java count.
    Utf16,
}

impl Unit {
    /// The word for it in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Codepoint => "codepoint",
            Self::Byte => "byte",
            Self::Utf16 => "utf16",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Bytes per block: a look-up counts at most this many bytes.
const BLOCK: usize = 64;

/// Translates offsets of one text. Made in one pass over the text and held in a sixteenth of its size; plain ASCII
/// and [`Unit::Byte`] cost nothing. A look-up is constant from bytes and logarithmic towards bytes, in any order.
#[derive(Debug, Clone)]
pub struct Offsets<'a> {
    text: &'a str,
    unit: Unit,
    /// Units before each block; empty where units are bytes.
    before: Vec<u32>,
}

impl<'a> Offsets<'a> {
    /// The translation for a document.
    pub fn of(doc: &'a Document, unit: Unit) -> Self {
        Self::new(doc.text(), doc.is_ascii(), unit)
    }

    /// The translation for a text; `ascii` says that it is plain ASCII.
    pub fn new(text: &'a str, ascii: bool, unit: Unit) -> Self {
        let mut before = Vec::new();
        if !ascii && unit != Unit::Byte {
            before.reserve_exact(text.len() / BLOCK + 1);
            let mut total = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                before.push(total);
                total += count(block, unit);
            }
        }
        Self { text, unit, before }
    }

    /// Whether units are bytes in this text.
    pub fn is_identity(&self) -> bool {
        self.before.is_empty()
    }

    /// The offset in units of a byte offset. Past the end it is that of the end; inside a character, of what follows
    /// that character.
    #[inline]
    pub fn unit_at(&self, byte: u32) -> u32 {
        if self.before.is_empty() {
            return byte;
        }
        let byte = (byte as usize).min(self.text.len());
        let block = (byte / BLOCK).min(self.before.len() - 1);
        let rest = self.text.as_bytes().get(block * BLOCK..byte).unwrap_or_default();
        self.before[block] + count(rest, self.unit)
    }

    /// Byte offsets of a column of offsets, or the first row that [`Offsets::byte_at`] has no answer for. A column that
    /// rises in small steps, as those of tokens do, is walked through once.
    ///
    /// # Errors
    /// The row.
    pub fn bytes_at(&self, column: &[u32]) -> Result<Vec<u32>, usize> {
        let mut found = Vec::with_capacity(column.len());
        let (mut unit, mut byte) = (0, 0);
        for (row, &offset) in column.iter().enumerate() {
            byte = if !self.is_identity() && offset >= unit && offset - unit < BLOCK as u32 {
                self.walk(byte, unit, offset).ok_or(row)?
            } else {
                self.byte_at(offset).ok_or(row)?
            };
            unit = offset;
            found.push(byte);
        }
        Ok(found)
    }

    /// The byte offset of an offset in units, or nothing where it lies past the end or inside a character.
    pub fn byte_at(&self, offset: u32) -> Option<u32> {
        if self.before.is_empty() {
            return self.text.is_char_boundary(offset as usize).then_some(offset);
        }
        // `before` never falls and begins with 0, so one block begins at or before the offset.
        let block = self.before.partition_point(|&before| before <= offset).saturating_sub(1);
        self.walk((block * BLOCK) as u32, self.before[block], offset)
    }

    /// The byte offset of `offset`, looked for from `byte` on, before which there are `at` units.
    fn walk(&self, byte: u32, mut at: u32, offset: u32) -> Option<u32> {
        let bytes = self.text.as_bytes();
        let mut byte = byte as usize;
        while byte < bytes.len() {
            if is_lead(bytes[byte]) {
                if at >= offset {
                    break;
                }
                at += width(bytes[byte], self.unit);
            }
            byte += 1;
        }
        (at == offset).then_some(byte as u32)
    }
}

/// Whether a byte begins a character.
const fn is_lead(byte: u8) -> bool {
    (byte as i8) >= -0x40
}

fn width(lead: u8, unit: Unit) -> u32 {
    1 + u32::from(unit == Unit::Utf16 && lead >= 0xf0)
}

/// Units in at most [`BLOCK`] bytes. Sums in a byte, which a block cannot overflow, so that it becomes a few vector
/// instructions.
#[inline]
fn count(bytes: &[u8], unit: Unit) -> u32 {
    let sum: u8 = if unit == Unit::Utf16 {
        bytes.iter().map(|&byte| u8::from(is_lead(byte)) + u8::from(byte >= 0xf0)).sum()
    } else {
        bytes.iter().map(|&byte| u8::from(is_lead(byte))).sum()
    };
    u32::from(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator, so that the texts differ and the test does not.
    fn random(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        *state >> 33
    }

    fn slow(text: &str, byte: usize, unit: Unit) -> u32 {
        let head = text.get(..byte).unwrap();
        let units = match unit {
            Unit::Byte => head.len(),
            Unit::Codepoint => head.chars().count(),
            Unit::Utf16 => head.encode_utf16().count(),
        };
        units as u32
    }

    #[test]
    fn every_boundary_goes_there_and_back() {
        let pieces = [
            "a",
            "news ",
            "é",
            "e\u{301}",
            "\u{feff}",
            "Москва",
            "東京",
            "🇫🇷",
            "👩‍👩‍👧",
            "\n",
            "\u{0}",
            "𝒳",
            "ا",
        ];
        let mut state = 7;
        for round in 0..300 {
            let pieces_wanted = random(&mut state) % 80;
            let text: String =
                (0..pieces_wanted).map(|_| pieces[random(&mut state) as usize % pieces.len()]).collect();
            for unit in [Unit::Byte, Unit::Codepoint, Unit::Utf16] {
                let offsets = Offsets::new(&text, text.is_ascii(), unit);
                let boundaries = (0..=text.len()).filter(|&byte| text.is_char_boundary(byte));
                let mut valid = Vec::new();
                for byte in boundaries {
                    let expected = slow(&text, byte, unit);
                    assert_eq!(offsets.unit_at(byte as u32), expected, "{round} {unit} {text:?} {byte}");
                    assert_eq!(
                        offsets.byte_at(expected),
                        Some(byte as u32),
                        "{round} {unit} {text:?} {byte}"
                    );
                    valid.push(expected);
                }
                let bytes: Vec<u32> = offsets.bytes_at(&valid).unwrap();
                assert_eq!(bytes.iter().map(|&byte| offsets.unit_at(byte)).collect::<Vec<_>>(), valid);
                let back: Vec<u32> = valid.iter().rev().copied().collect();
                let mut again = offsets.bytes_at(&back).unwrap();
                again.reverse();
                assert_eq!(again, bytes, "{round} {unit} {text:?}");
                assert_eq!(offsets.bytes_at(&[0, valid[valid.len() - 1] + 1]), Err(1));
                for offset in 0..=slow(&text, text.len(), unit) + 3 {
                    if !valid.contains(&offset) {
                        assert_eq!(offsets.byte_at(offset), None, "{round} {unit} {text:?} {offset}");
                    }
                }
            }
        }
    }

    #[test]
    fn ascii_is_free() {
        assert!(Offsets::new("plain", true, Unit::Utf16).is_identity());
        assert!(Offsets::new("žluť", false, Unit::Byte).is_identity());
        assert!(!Offsets::new("žluť", false, Unit::Codepoint).is_identity());
    }
}
