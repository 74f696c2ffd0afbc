//! From bytes to text: byte order marks, bytes that are not UTF-8, files that are no text at all.

use copydesk_core::{Document, Note};

use crate::{InvalidUtf8, STAGE};

/// The UTF-8 byte order mark.
pub(crate) const BOM: &[u8] = "\u{feff}".as_bytes();

/// Beginnings of files that are not reports. The second word is what to say.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"%PDF-", "a PDF file; extract its text first"),
    (b"PK\x03\x04", "a ZIP file or an office document; unpack it or save it as text first"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"BZh9", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR file; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document; save it as text first"),
    (b"{\\rtf", "an RTF document; save it as text first"),
];

/// How much of a file is looked at to tell text from anything else.
const SAMPLE: usize = 8 << 10;

/// What the beginning of a file looks like, where that is no text. A text with a few NUL bytes is still a text; one
/// with more than a tenth of control characters is not.
pub(crate) fn looks_binary(head: &[u8]) -> Option<String> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(format!("looks like {what}"));
    }
    let sample = head.get(..SAMPLE).unwrap_or(head);
    // Without branches and in small sums, so that it is done for many bytes at once.
    let odd = |byte: u8| {
        let control = byte < 32 && byte != 27 && byte.wrapping_sub(9) > 4;
        u8::from(control) | u8::from(byte == 127)
    };
    let few = sample.chunks(128).map(|few| few.iter().map(|&byte| odd(byte)).sum::<u8>());
    let controls = few.map(usize::from).sum::<usize>();
    (controls > 2 && controls * 10 > sample.len()).then(|| {
        let bytes = sample.len();
        format!("is not text: {controls} of its first {bytes} bytes are control characters")
    })
}

/// Text made of bytes, and what had to be done for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) notes: Vec<String>,
}

/// Where bytes are not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotUtf8 {
    /// Offset of the first bad byte.
    pub(crate) at: usize,
    /// That byte.
    pub(crate) byte: u8,
}

/// Decodes a whole file.
pub(crate) fn decode(mut bytes: Vec<u8>, invalid: InvalidUtf8) -> Result<Decoded, NotUtf8> {
    let mut notes = Vec::new();
    let mark = if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
        notes.push("the file begins with a byte order mark, which is not part of the text".to_owned());
        BOM.len()
    } else {
        0
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text, notes }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            if invalid == InvalidUtf8::Quarantine {
                return Err(NotUtf8 { at: at + mark, byte: bytes.get(at).copied().unwrap_or(0) });
            }
            let (text, count) = replace(bytes);
            notes.push(replaced_note(count, at + mark));
            Ok(Decoded { text, notes })
        }
    }
}

/// Decodes one line; `Ok` borrows where it can. The offset in the error counts from the start of the line.
pub(crate) fn decode_line(
    bytes: &[u8],
    invalid: InvalidUtf8,
) -> Result<(std::borrow::Cow<'_, str>, Option<String>), NotUtf8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.into(), None)),
        Err(error) => {
            let at = error.valid_up_to();
            if invalid == InvalidUtf8::Quarantine {
                return Err(NotUtf8 { at, byte: bytes.get(at).copied().unwrap_or(0) });
            }
            let (text, count) = replace(bytes);
            Ok((text.into(), Some(replaced_note(count, at))))
        }
    }
}

fn replace(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len());
    let mut count = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            count += 1;
        }
    }
    (text, count)
}

fn replaced_note(count: usize, at: usize) -> String {
    let what = if count == 1 { "1 place that is" } else { "places that are" };
    let many = if count == 1 { String::new() } else { format!("{count} ") };
    format!(
        "{many}{what} not UTF-8 became U+FFFD, the first at byte {at}; offsets count in the text after that"
    )
}

/// What to tell the user about bytes that are not UTF-8.
pub(crate) fn not_utf8(error: NotUtf8) -> String {
    format!(
        "byte 0x{:02x} is not UTF-8; set `encoding` for this source (such as `windows-1252`) or `invalid_utf8 = \"replace\"`",
        error.byte
    )
}

/// Leaves a remark of the reader on a document.
pub(crate) fn note(doc: &mut Document, message: impl Into<String>) {
    doc.notes.push(Note { stage: STAGE.to_owned(), message: message.into() });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_is_told_from_odd_text() {
        let zeros = [0u8; 100];
        let mut few = b"A report with a NUL\0 in it, and some more words after that.".to_vec();
        let cases: &[(&str, &[u8], Option<&str>)] = &[
            ("png", b"\x89PNG\r\n\x1a\n....", Some("PNG")),
            ("pdf", b"%PDF-1.7 ...", Some("PDF")),
            ("docx", b"PK\x03\x04....", Some("office")),
            ("zeros", &zeros, Some("control characters")),
            ("one nul", b"a\0", None),
            ("empty", b"", None),
            ("colours of a terminal", b"\x1b[1mbold\x1b[0m", None),
            ("latin-1", b"caf\xe9", None),
        ];
        for (name, bytes, expected) in cases {
            let found = looks_binary(bytes);
            assert_eq!(found.is_some(), expected.is_some(), "{name}: {found:?}");
            if let (Some(found), Some(expected)) = (found, expected) {
                assert!(found.contains(expected), "{name}: {found}");
            }
        }
        few.push(0);
        assert_eq!(looks_binary(&few), None);
    }

    #[test]
    fn bytes_become_text() {
        let bytes = |text: &[u8]| text.to_vec();
        let plain = decode(bytes("\u{feff}žluť".as_bytes()), InvalidUtf8::Quarantine).unwrap();
        assert_eq!((plain.text.as_str(), plain.notes.len()), ("žluť", 1));
        let bad = decode(bytes(b"\xef\xbb\xbfcaf\xe9 ol\xe9"), InvalidUtf8::Quarantine);
        assert_eq!(bad, Err(NotUtf8 { at: 6, byte: 0xe9 }));
        let mended = decode(bytes(b"caf\xe9 ol\xe9"), InvalidUtf8::Replace).unwrap();
        assert_eq!(mended.text, "caf\u{fffd} ol\u{fffd}");
        assert!(mended.notes[0].contains("2 places that are not UTF-8 became U+FFFD, the first at byte 3"));
    }
}
