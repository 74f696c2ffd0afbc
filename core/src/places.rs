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

impl Frame {
    fn new(is_object: bool) -> Self {
        Self { is_object, document: NOWHERE, start: NOWHERE, end: NOWHERE, sha256: NOWHERE }
    }

    /// Takes a text under a key.
    fn set_text(&mut self, key: Key, text: At) {
        match key {
            Key::Document => self.document = text,
            Key::Sha256 => self.sha256 = text,
            _ => {}
        }
    }

    /// Takes a number under a key.
    fn set_number(&mut self, key: Key, number: At) {
        match key {
            Key::Start => self.start = number,
            Key::End => self.end = number,
            _ => {}
        }
    }
}

/// What may follow at a place in a line.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Value,
    /// A value, or the end of the list that has just begun.
    ValueOrEnd,
    Key,
    /// A key, or the end of the object that has just begun.
    KeyOrEnd,
    Colon,
    /// A comma or the end of what is open; nothing where nothing is.
    CommaOrEnd,
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
    scan(line, visit).map(drop)
}

/// As [`scan_places`]; says whether the whole line is surely one JSON value. That costs nothing besides, and so saves a
/// parser's walk over tables that are larger than the text.
///
/// # Errors
/// The first error of `visit`.
pub(crate) fn scan<'a, E>(
    line: &'a str,
    visit: &mut impl FnMut(FoundPlace<'a>) -> Result<(), E>,
) -> Result<bool, E> {
    // Offsets are counted in 32 bits; so are those of documents.
    let bytes = line.as_bytes().get(..u32::MAX as usize).unwrap_or(line.as_bytes());
    let mut open: Vec<Frame> = Vec::with_capacity(8);
    let (mut at, mut key, mut next) = (0, Key::Other, Next::Value);
    while let Some(&byte) = bytes.get(at) {
        let value = matches!(next, Next::Value | Next::ValueOrEnd);
        let (from, in_object) = (at, open.last().is_some_and(|frame| frame.is_object));
        at += 1;
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {}
            b'"' if value || matches!(next, Next::Key | Next::KeyOrEnd) => {
                let Some(end) = end_of_text(bytes, at) else { return Ok(false) };
                if !value {
                    (key, next) = (key_of(bytes.get(at..end).unwrap_or_default()), Next::Colon);
                } else {
                    let frame = open.last_mut().filter(|_| in_object);
                    frame.into_iter().for_each(|frame| frame.set_text(key, (at as u32, end as u32)));
                    next = Next::CommaOrEnd;
                }
                at = end + 1;
            }
            b':' if next == Next::Colon => next = Next::Value,
            b',' if next == Next::CommaOrEnd && !open.is_empty() => {
                next = if in_object { Next::Key } else { Next::Value };
            }
            b'{' | b'[' if value => {
                open.push(Frame::new(byte == b'{'));
                next = if byte == b'{' { Next::KeyOrEnd } else { Next::ValueOrEnd };
            }
            b'}' if in_object && matches!(next, Next::KeyOrEnd | Next::CommaOrEnd) => {
                if let Some(place) = open.pop().and_then(|frame| found(line, frame)) {
                    visit(place)?;
                }
                next = Next::CommaOrEnd;
            }
            b']' if !in_object && !open.is_empty() && matches!(next, Next::ValueOrEnd | Next::CommaOrEnd) => {
                open.pop();
                next = Next::CommaOrEnd;
            }
            b'-' | b'0'..=b'9' if value => {
                let Some((end, whole)) = end_of_number(bytes, from) else { return Ok(false) };
                let number = if whole { (from as u32, end as u32) } else { NOWHERE };
                let frame = open.last_mut().filter(|_| in_object);
                frame.into_iter().for_each(|frame| frame.set_number(key, number));
                (at, next) = (end, Next::CommaOrEnd);
            }
            b't' | b'f' | b'n' if value => {
                let Some(end) = end_of_word(bytes, from) else { return Ok(false) };
                (at, next) = (end, Next::CommaOrEnd);
            }
            _ => return Ok(false),
        }
    }
    Ok(open.is_empty() && next == Next::CommaOrEnd && bytes.len() == line.len())
}

/// The end of the `true`, `false` or `null` that begins at `from`.
fn end_of_word(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let words: [&[u8]; 3] = [b"true", b"false", b"null"];
    words.iter().find(|word| rest.starts_with(word)).map(|word| from + word.len())
}

/// The end of the number that begins at `from`, and whether it has neither sign, fraction nor exponent.
fn end_of_number(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let digits = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len())
    };
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let signed = byte(from) == b'-';
    let first = from + usize::from(signed);
    let count = digits(first);
    if count == 0 || count > 1 && byte(first) == b'0' {
        return None;
    }
    let (mut at, mut whole) = (first + count, !signed);
    if byte(at) == b'.' {
        let count = digits(at + 1);
        (at, whole) = (at + 1 + count, false);
        if count == 0 {
            return None;
        }
    }
    if matches!(byte(at), b'e' | b'E') {
        let sign = usize::from(matches!(byte(at + 1), b'+' | b'-'));
        let count = digits(at + 1 + sign);
        (at, whole) = (at + 1 + sign + count, false);
        if count == 0 {
            return None;
        }
    }
    Some((at, whole))
}

/// The index of the quote that closes a text whose first byte is at `at`, unless the text is broken.
fn end_of_text(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = plain_until(bytes, at);
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => match bytes.get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' if bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => at += 6,
                _ => return None,
            },
            // Eight bytes may have been refused for one of them.
            b' '.. => at += 1,
            _ => return None,
        }
    }
}

/// The first place from `at` on that a quote, a backslash or a control character may be at.
fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;
    // A byte is 0 where subtracting 1 borrows and it had no top bit; what lies above such a byte may be found too.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
    while let Some(chunk) = bytes.get(at..at + 8).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let escape = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * u64::from(b' ')) & !word & TOPS;
        let found = quote | escape | control;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at
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
    fn what_is_surely_json_is_what_a_parser_takes() {
        let sure = |line: &str| scan(line, &mut |_| Ok::<(), ()>(())).expect("nothing fails");
        let long = format!("[\"{}\\n\"]", "žluť ".repeat(9));
        for line in [
            "{}",
            " [ ] ",
            "[1,-2,0.5,-0.25e+9,1E-3,0]",
            "{\"a\":{\"b\":[true,false,null]},\"c\":\"\\u00e9\\/\"}",
            "\"x\"",
            "12",
            &long,
        ] {
            assert!(sure(line) && serde_json::from_str::<Value>(line).is_ok(), "{line}");
        }
        for line in [
            "",
            " ",
            "{",
            "]",
            "{]",
            "[}",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{1:2}",
            "{,}",
            "01",
            "1.",
            ".5",
            "-",
            "+1",
            "1e",
            "1e+",
            "tru",
            "nulll",
            "\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\t\"",
            "\"twelve bytes\u{1}\"",
            "{} {}",
            "{},",
            "[1]]",
            "{\"a\" 1}",
            "{\"a\"::1}",
            "\u{feff}{}",
            "'a'",
        ] {
            assert!(!sure(line) && serde_json::from_str::<Value>(line).is_err(), "{line}");
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
