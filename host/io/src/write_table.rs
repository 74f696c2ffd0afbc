//! Collection tables as JSON lines.

use std::collections::HashMap;

use serde_json::{Map, Value};

use copydesk_core::{Document, Span, Tables, tables};

use crate::{IoError, Lookup, Offsets, Part, Sink, Unit, sha256_hex};

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
    fn document(&mut self, _doc: &Document) -> Result<(), IoError> {
        Ok(())
    }

    fn finish(&mut self, tables: &Tables, documents: &dyn Lookup) -> Result<(), IoError> {
        let mut known = HashMap::new();
        let lines = tables.get(&self.table).unwrap_or_default().lines();
        for (row, line) in lines.filter(|line| !line.trim().is_empty()).enumerate() {
            let line = translate(&self.table, row, line, self.unit, documents, &mut known)?;
            self.part.write(&line)?;
        }
        self.part.flush()
    }
}

fn translate<'a>(
    table: &str,
    row: usize,
    line: &str,
    unit: Unit,
    documents: &'a dyn Lookup,
    known: &mut HashMap<String, (&'a Document, Offsets<'a>)>,
) -> Result<Vec<u8>, IoError> {
    let bad = |message: String| IoError::BadRow { table: table.to_owned(), row, message };
    let mut value: Value =
        serde_json::from_str(line).map_err(|error| bad(format!("is not JSON: {error}")))?;
    tables::visit_places(&mut value, &mut |object, id, start, end| {
        if !known.contains_key(id) {
            let doc = documents.find(id).ok_or_else(|| IoError::MissingDocument {
                table: table.to_owned(),
                row,
                document: id.to_owned(),
            })?;
            known.insert(id.to_owned(), (doc, Offsets::of(doc, unit)));
        }
        let Some((doc, offsets)) = known.get(id) else { return Ok(()) };
        let span = u32::try_from(start).ok().zip(u32::try_from(end).ok());
        let span = span.map(|(start, end)| Span::new(start, end));
        let fits = |span: &Span| doc.text().get(span.start as usize..span.end as usize).is_some();
        let span = span
            .filter(fits)
            .ok_or_else(|| bad(format!("place {start}..{end} does not fit document `{id}`")))?;
        object.insert("start".to_owned(), offsets.unit_at(span.start).into());
        object.insert("end".to_owned(), offsets.unit_at(span.end).into());
        if object.get("sha256").and_then(Value::as_str) == Some("") {
            object.insert("sha256".to_owned(), sha256_hex(span.of(doc.text()).as_bytes()).into());
        }
        Ok(())
    })?;
    let Value::Object(object) = value else { return Err(bad("is not an object".to_owned())) };
    let schema = schema_of(table);
    let mut whole = Map::new();
    whole.insert("schema".to_owned(), schema.into());
    if schema == "copydesk.table/1" {
        whole.insert("table".to_owned(), table.into());
    }
    whole.insert("offsets".to_owned(), unit.name().into());
    whole.extend(object.into_iter().filter(|(key, _)| key != "schema" && key != "offsets"));
    let mut line = serde_json::to_vec(&whole).map_err(|error| bad(error.to_string()))?;
    line.push(b'\n');
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DocumentIndex;
    use serde_json::json;

    fn translated(table: &str, row: &Value, unit: Unit, docs: &[Document]) -> Result<Value, IoError> {
        let index = DocumentIndex::new(docs);
        let line = translate(table, 0, &row.to_string(), unit, &index, &mut HashMap::new())?;
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
