//! Collection tables as JSON lines.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use copydesk_core::hash::FastMap;
use copydesk_core::{Span, tables};

use crate::in_order::in_order;
use crate::json::push_number;
use crate::{IoError, Lookup, Offsets, Part, Results, Sink, Unit, sha256_hex};

/// The schema of a table's lines.
fn schema_of(table: &str) -> &'static str {
    match table {
        tables::ENTITIES => "copydesk.entity/1",
        tables::STORIES => "copydesk.story/1",
        tables::EVENTS => "copydesk.event/1",
        tables::BRIEFINGS => "copydesk.briefing/1",
        _ => "copydesk.table/1",
    }
}

/// Writes one table: its rows with `schema` and `offsets` before them (and `table` where the schema does not say
/// which), places in the unit of the file, empty hashes filled in.
pub(crate) struct TableSink {
    part: Part,
    table: String,
    unit: Unit,
}

impl TableSink {
    pub(crate) fn new(part: Part, table: &str, unit: Unit) -> Self {
        Self { part, table: table.to_owned(), unit }
    }
}

impl Sink for TableSink {
    fn document(&mut self, _: &[u8]) -> Result<(), IoError> {
        Ok(())
    }

    fn finish(&mut self, results: &Results<'_>) -> Result<(), IoError> {
        let (documents, threads) = (results.documents, results.threads);
        let head = head(&self.table, self.unit);
        let lines = results.tables.get(&self.table).unwrap_or_default().lines();
        let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).collect();
        let make = |first: usize, lines: &[&str], out: &mut Vec<u8>| {
            let mut known = Known::default();
            out.reserve(lines.iter().map(|line| line.len() + head.len() + 16).sum());
            lines.iter().enumerate().try_for_each(|(at, line)| {
                translate((&self.table, first + at), line, self.unit, &head, documents, &mut known, out)
            })
        };
        in_order(threads, CHUNK, &lines, make, &mut |bytes| self.part.write(bytes))?;
        self.part.flush()
    }
}

/// Lines that one thread takes at a time.
const CHUNK: usize = 64;

/// The means to translate offsets of documents, by their ids.
type Known<'a> = FastMap<&'a str, Offsets<'a>>;

/// What takes the place of a part of a line.
enum Edit {
    Number(u32),
    Hash(String),
}

/// The line as it is written, which is known to be JSON: copied, with the numbers and hashes of its places replaced.
fn translate<'a>(
    (table, row): (&str, usize),
    line: &str,
    unit: Unit,
    head: &str,
    documents: &'a dyn Lookup,
    known: &mut Known<'a>,
    out: &mut Vec<u8>,
) -> Result<(), IoError> {
    let bad = |message: String| IoError::BadRow { table: table.to_owned(), row, message };
    let line = &*without_own_keys(line);
    let body = line.trim().strip_prefix('{').and_then(|line| line.strip_suffix('}'));
    let Some(body) = body else { return Err(bad("is not an object".to_owned())) };
    let mut edits: Vec<(Range<usize>, Edit)> = Vec::new();
    tables::scan_places(line, &mut |place| {
        let id = place.document.as_ref();
        let doc = documents.find(id).ok_or_else(|| IoError::MissingDocument {
            table: table.to_owned(),
            row,
            document: id.to_owned(),
        })?;
        let (start, end) = (place.start, place.end);
        let span = u32::try_from(start).ok().zip(u32::try_from(end).ok());
        let span = span.map(|(start, end)| Span::new(start, end));
        let fits = |span: &Span| doc.text().get(span.start as usize..span.end as usize).is_some();
        let span = span
            .filter(fits)
            .ok_or_else(|| bad(format!("place {start}..{end} does not fit document `{id}`")))?;
        // Offsets that stay as they are need no edit and no look at the text.
        if !doc.is_ascii() && unit != Unit::Byte {
            let offsets = known.entry(&doc.id).or_insert_with(|| Offsets::of(doc, unit));
            edits.push((place.start_at, Edit::Number(offsets.unit_at(span.start))));
            edits.push((place.end_at, Edit::Number(offsets.unit_at(span.end))));
        }
        if let Some(hash) = place.sha256_at.filter(Range::is_empty) {
            edits.push((hash, Edit::Hash(sha256_hex(span.of(doc.text()).as_bytes()))));
        }
        Ok(())
    })?;
    out.extend_from_slice(head.as_bytes());
    if !body.trim_start().is_empty() {
        out.push(b',');
    }
    edits.sort_by_key(|(range, _)| range.start);
    let first = line.find('{').map_or(0, |brace| brace + 1);
    let mut at = first;
    for (range, edit) in edits {
        out.extend_from_slice(line.get(at..range.start).unwrap_or("").as_bytes());
        match edit {
            Edit::Number(number) => push_number(out, u64::from(number)),
            Edit::Hash(hash) => out.extend_from_slice(hash.as_bytes()),
        }
        at = range.end;
    }
    out.extend_from_slice(line.get(at..).unwrap_or("").trim_end().as_bytes());
    out.push(b'\n');
    Ok(())
}

/// The line without keys that this crate writes itself. Rows that were read from a file have them.
fn without_own_keys(line: &str) -> Cow<'_, str> {
    if !line.contains("\"schema\"") && !line.contains("\"offsets\"") {
        return Cow::Borrowed(line);
    }
    let Ok(Value::Object(mut object)) = serde_json::from_str(line) else { return Cow::Borrowed(line) };
    object.retain(|key, _| !matches!(key.as_str(), "schema" | "offsets"));
    Cow::Owned(Value::Object(object).to_string())
}

/// What every line of a table begins with: which schema it follows and in which unit its offsets are.
fn head(table: &str, unit: Unit) -> String {
    let schema = schema_of(table);
    let mut head = format!("{{\"schema\":\"{schema}\"");
    if schema == "copydesk.table/1" {
        head.push_str(&format!(",\"table\":{}", Value::from(table)));
    }
    head.push_str(&format!(",\"offsets\":\"{}\"", unit.name()));
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DocumentIndex;
    use copydesk_core::Document;
    use serde_json::json;

    fn translated(table: &str, row: &Value, unit: Unit, docs: &[Document]) -> Result<Value, IoError> {
        let index = DocumentIndex::new(docs);
        let mut line = Vec::new();
        let head = head(table, unit);
        translate((table, 0), &row.to_string(), unit, &head, &index, &mut Known::default(), &mut line)?;
        Ok(serde_json::from_slice(&line).unwrap())
    }

    #[test]
    fn places_are_translated_and_hashed() {
        let docs = [Document::new("a", "žluť 🎉 end"), Document::new("b", "plain")];
        let row = json!({"story": "s:1", "points": [{"cites": [
            {"document": "a", "start": 6, "end": 11, "sha256": ""},
            {"document": "b", "start": 1, "end": 3, "sha256": "kept"},
            {"document": "a", "start": 12, "end": 15}
        ]}]});
        let cites = |unit| translated("briefings", &row, unit, &docs).unwrap()["points"][0]["cites"].clone();
        let hash = sha256_hex(" 🎉".as_bytes());
        let expected = |first: [u32; 2], last: [u32; 2]| {
            json!([
                {"document": "a", "start": first[0], "end": first[1], "sha256": hash},
                {"document": "b", "start": 1, "end": 3, "sha256": "kept"},
                {"document": "a", "start": last[0], "end": last[1]}
            ])
        };
        assert_eq!(cites(Unit::Codepoint), expected([4, 6], [7, 10]));
        assert_eq!(cites(Unit::Utf16), expected([4, 7], [8, 11]));
        assert_eq!(cites(Unit::Byte), expected([6, 11], [12, 15]));
    }

    #[test]
    fn rows_say_what_they_are() {
        let keys = |table: &str| {
            let row = translated(table, &json!({"id": "x", "schema": "wrong"}), Unit::Byte, &[]).unwrap();
            let keys: Vec<String> = row.as_object().unwrap().keys().cloned().collect();
            (row["schema"].as_str().unwrap().to_owned(), keys.join(" "))
        };
        assert_eq!(keys("entities"), ("copydesk.entity/1".to_owned(), "schema offsets id".to_owned()));
        assert_eq!(keys("own"), ("copydesk.table/1".to_owned(), "schema table offsets id".to_owned()));
    }

    #[test]
    fn rows_that_lie_are_named() {
        let docs = [Document::new("a", "ž")];
        let cases = [
            (json!({"document": "b", "start": 0, "end": 0}), "row 0: document `b` is not among"),
            (json!({"document": "a", "start": 0, "end": 1}), "place 0..1 does not fit document `a`"),
            (json!({"document": "a", "start": 2, "end": 0}), "place 2..0 does not fit"),
            (json!({"document": "a", "start": 0, "end": 5_000_000_000_u64}), "does not fit"),
            (json!([]), "is not an object"),
        ];
        for (row, expected) in cases {
            let error = translated("t", &row, Unit::Byte, &docs).unwrap_err().to_string();
            assert!(error.contains(expected), "{row}: {error}");
        }
    }
}
