//! Finds the places in a line of JSON without building a tree of it.
//!
//! Tables of a large run are larger than its text. Trees of JSON values cost several allocations for each citation;
//! this walks over the bytes once.

use std::borrow::Cow;
use std::ops::Range;

/// An object with `document`, `start` and `end`, and where its values stand in the line (byte ranges).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPlace<'a> {
    /// The document's id.
    pub document: Cow<'a, str>,
    /// First byte of the place, as the line says.
    pub start: u64,
    /// One past its last byte, as the line says.
    pub end: u64,
    /// Where the number `start` stands.
    pub start_at: Range<usize>,
    /// Where the number `end` stands.
    pub end_at: Range<usize>,
    /// Where the text of `sha256` stands, without its quotes, where the object has one.
    pub sha256_at: Option<Range<usize>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Key {
    Document,
    Start,
    End,
    Sha256,
    Other,
}

/// Where a value stands: byte offsets; of texts without their quotes.
type At = (u32, u32);

/// Stands for a value that an object does not have.
const NOWHERE: At = (u32::MAX, u32::MAX);

/// An object or list that is open, and where its values of the keys that matter stand.
#[derive(Clone, Copy)]
struct Frame {
    is_object: bool,
    document: At,
    start: At,
    end: At,
    sha256: At,
}

/// Calls `visit` with every place in a line, inner ones first. The line must be valid JSON; what is not gives any
/// places or none, and never a panic.
///
/// # Errors
/// The first error of `visit`.
pub fn scan_places<'a, E>(
    line: &'a str,
    visit: &mut impl FnMut(FoundPlace<'a>) -> Result<(), E>,
) -> Result<(), E> {
    // Offsets are counted in 32 bits; so are those of documents.
    let bytes = line.as_bytes().get(..u32::MAX as usize).unwrap_or(line.as_bytes());
    let mut open: Vec<Frame> = Vec::new();
    let (mut at, mut key, mut key_is_next) = (0, Key::Other, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                key_is_next = byte == b'{';
                let (document, start, end, sha256) = (NOWHERE, NOWHERE, NOWHERE, NOWHERE);
                open.push(Frame { is_object: key_is_next, document, start, end, sha256 });
                key = Key::Other;
            }
            b'}' | b']' => {
                if let Some(place) = open.pop().and_then(|frame| found(line, frame)) {
                    visit(place)?;
                }
                (key, key_is_next) = (Key::Other, false);
            }
            b',' => {
                key_is_next = open.last().is_some_and(|frame| frame.is_object);
                key = Key::Other;
            }
            b'"' => {
                let from = at + 1;
                at = end_of_text(bytes, from);
                if key_is_next {
                    key = key_of(bytes.get(from..at).unwrap_or_default());
                    key_is_next = false;
                } else if key != Key::Other
                    && let Some(frame) = open.last_mut()
                {
                    let text = (from as u32, at as u32);
                    match key {
                        Key::Document => frame.document = text,
                        Key::Sha256 => frame.sha256 = text,
                        _ => {}
                    }
                }
            }
            b'0'..=b'9' => {
                let from = at;
                while bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
                    at += 1;
                }
                set_number(&mut open, key, (from as u32, at as u32 + 1));
            }
            // A sign, a fraction or an exponent makes a number none of ours.
            b'-' | b'.' | b'e' | b'E' | b'+' => {
                set_number(&mut open, key, NOWHERE);
                key = Key::Other;
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

fn set_number(open: &mut [Frame], key: Key, number: At) {
    if let Some(frame) = open.last_mut() {
        match key {
            Key::Start => frame.start = number,
            Key::End => frame.end = number,
            _ => {}
        }
    }
}

/// The index of the quote that closes a text.
fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn key_of(name: &[u8]) -> Key {
    match name {
        b"document" => Key::Document,
        b"start" => Key::Start,
        b"end" => Key::End,
        b"sha256" => Key::Sha256,
        _ => Key::Other,
    }
}

fn found(line: &str, frame: Frame) -> Option<FoundPlace<'_>> {
    let range = |at: At| (at != NOWHERE).then_some(at.0 as usize..at.1 as usize);
    let (document, start_at, end_at) = (range(frame.document)?, range(frame.start)?, range(frame.end)?);
    let raw = line.get(document.clone())?;
    let document = if raw.contains('\\') {
        let quoted = line.get(document.start.checked_sub(1)?..document.end + 1)?;
        Cow::Owned(serde_json::from_str(quoted).ok()?)
    } else {
        Cow::Borrowed(raw)
    };
    let start = line.get(start_at.clone())?.parse().ok()?;
    let end = line.get(end_at.clone())?.parse().ok()?;
    Some(FoundPlace { document, start, end, start_at, end_at, sha256_at: range(frame.sha256) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn scanned(line: &str) -> Vec<(String, u64, u64)> {
        let mut places = Vec::new();
        let result: Result<(), ()> = scan_places(line, &mut |place| {
            assert_eq!(line.get(place.start_at.clone()), Some(place.start.to_string().as_str()));
            assert_eq!(line.get(place.end_at.clone()), Some(place.end.to_string().as_str()));
            places.push((place.document.into_owned(), place.start, place.end));
            Ok(())
        });
        result.expect("nothing fails");
        places
    }

    #[test]
    fn places_are_found_wherever_they_stand() {
        let row = json!({
            "id": "e:1", "document": "not a place", "start": 7,
            "cites": [{"document": "a", "start": 0, "end": 5}, {"end": 9, "x": [1, {"y": 2}], "start": 3, "document": "q\"\\ž"}],
            "deep": {"document": "b", "start": 1, "end": 2, "sha256": "", "inner": {"document": "c", "start": 4, "end": 6}}
        });
        for line in [row.to_string(), format!("{row:#}").replace('\n', " ")] {
            assert_eq!(
                scanned(&line),
                [("a".into(), 0, 5), ("q\"\\ž".into(), 3, 9), ("c".into(), 4, 6), ("b".into(), 1, 2)]
            );
        }
    }

    #[test]
    fn what_only_looks_like_a_place_is_none() {
        for row in [
            json!({"document": "a", "start": -1, "end": 5}),
            json!({"document": "a", "start": 1.5, "end": 5}),
            json!({"document": "a", "start": "1", "end": 5}),
            json!({"document": 1, "start": 1, "end": 5}),
            json!({"document": "a", "start": null, "end": true}),
            json!({"text": "{\"document\": \"a\", \"start\": 1, \"end\": 2}"}),
            json!([["document", "a"], ["start", 1], ["end", 2]]),
        ] {
            assert_eq!(scanned(&row.to_string()), [], "{row}");
        }
    }

    #[test]
    fn broken_lines_never_panic() {
        let whole =
            json!({"a": [{"document": "ž\\", "start": 10, "end": 20, "sha256": "x"}], "b": 1e9}).to_string();
        assert!(serde_json::from_str::<Value>(&whole).is_ok());
        for cut in (0..=whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
            scanned(whole.get(..cut).unwrap_or(""));
            scanned(whole.get(cut..).unwrap_or(""));
        }
    }
}
