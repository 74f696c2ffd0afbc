//! copydesk's own `documents.jsonl` as an input: layers, metadata and notes come back as they were written.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use copydesk_core::{Document, Note, Origin, check_layer, names};

use crate::detect::DOCUMENT_SCHEMA;
use crate::layers::RawLayer;
use crate::record::{json_error, place_of};
use crate::{Offsets, Unit, sha256_hex};

/// Why one record is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct RecordError {
    /// The word for it in the quarantine file.
    pub code: &'static str,
    /// One sentence, lower case, without the place.
    pub reason: String,
}

impl RecordError {
    pub(crate) fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

#[derive(Deserialize)]
pub(crate) struct DocumentRecord {
    schema: String,
    id: String,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    line: Option<u64>,
    #[serde(default)]
    sha256: Option<String>,
    #[serde(default)]
    offsets: Option<Unit>,
    #[serde(default)]
    meta: Map<String, Value>,
    #[serde(default)]
    meta_from: Map<String, Value>,
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default)]
    segments: Option<RawLayer>,
    #[serde(default)]
    sents: Option<RawLayer>,
    #[serde(default)]
    tokens: Option<RawLayer>,
    #[serde(default)]
    ents: Option<RawLayer>,
    #[serde(default)]
    dates: Option<RawLayer>,
    #[serde(default)]
    summary: Option<RawLayer>,
    #[serde(default)]
    spans: Spans,
    #[serde(default)]
    notes: Vec<NoteRow>,
}

#[derive(Deserialize)]
struct NoteRow {
    stage: String,
    message: String,
}

/// The layers of plugins, in the order of the file.
#[derive(Default)]
struct Spans(Vec<(String, RawLayer)>);

impl<'de> Deserialize<'de> for Spans {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpansVisitor;
        impl<'de> Visitor<'de> for SpansVisitor {
            type Value = Spans;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of layers by name")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Spans, A::Error> {
                let mut layers = Vec::new();
                while let Some(layer) = map.next_entry()? {
                    layers.push(layer);
                }
                Ok(Spans(layers))
            }
        }
        deserializer.deserialize_map(SpansVisitor)
    }
}

/// Reads one line of `documents.jsonl`. Offsets become bytes, every layer is checked against the text, and a hash in
/// the line must be that of the text.
///
/// # Errors
/// What does not fit; the record must then be rejected as a whole, since its offsets cannot be trusted.
pub fn read_document(line: &str) -> Result<Document, RecordError> {
    let record: DocumentRecord = serde_json::from_str(line).map_err(|error| {
        if !error.is_data() {
            return json_error(&error);
        }
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or_default();
        let reason = format!("does not fit {DOCUMENT_SCHEMA}: {message}{}", place_of(&error, message));
        RecordError::new("bad-record", reason)
    })?;
    record.into_document()
}

/// A document holds its metadata and layers in lists that are searched from the front.
const MAX_NAMES: usize = 1000;

impl DocumentRecord {
    pub(crate) fn into_document(mut self) -> Result<Document, RecordError> {
        if self.schema != DOCUMENT_SCHEMA {
            let reason = format!(
                "has schema `{}`; this version reads {DOCUMENT_SCHEMA}",
                self.schema.chars().take(60).collect::<String>()
            );
            return Err(RecordError::new("bad-record", reason));
        }
        if self.id.is_empty() {
            return Err(RecordError::new("bad-record", "has an empty `id`"));
        }
        let mut doc = Document::new(std::mem::take(&mut self.id), std::mem::take(&mut self.text));
        let sha256 = sha256_hex(doc.text().as_bytes());
        if self.sha256.as_deref().is_some_and(|given| !given.is_empty() && given != sha256) {
            return Err(RecordError::new(
                "bad-sha256",
                "`sha256` is not that of `text`, so the text was changed after its layers were made; remove the layers and the key `sha256` to read it as new",
            ));
        }
        let path = self.path.take().unwrap_or_default();
        doc.origin = Origin { path, line: self.line.unwrap_or(0), offset: 0, sha256 };
        self.put_meta(&mut doc)?;
        let notes = std::mem::take(&mut self.notes).into_iter();
        doc.notes.extend(notes.map(|note| Note { stage: note.stage, message: note.message }));
        self.put_layers(&mut doc)?;
        Ok(doc)
    }

    /// `meta_from` names every key in the order in which it was found; keys that somebody added follow.
    fn put_meta(&mut self, doc: &mut Document) -> Result<(), RecordError> {
        if let Some(title) = self.title.take() {
            self.meta.insert("title".to_owned(), Value::String(title));
        }
        if self.meta.len() > MAX_NAMES || self.spans.0.len() > MAX_NAMES {
            return Err(RecordError::new(
                "bad-record",
                format!("has more than {MAX_NAMES} metadata keys or layers"),
            ));
        }
        let froms = self.meta_from.iter().map(|(key, from)| (key.clone(), from.as_str().unwrap_or("input")));
        for (key, from) in froms {
            if let Some(value) = self.meta.get_mut(&key).map(Value::take) {
                set_meta(doc, &key, &value, from)?;
            }
        }
        for (key, value) in &self.meta {
            set_meta(doc, key, value, "input")?;
        }
        Ok(())
    }

    fn put_layers(self, doc: &mut Document) -> Result<(), RecordError> {
        let own = [
            (names::SEGMENTS, self.segments),
            (names::SENTS, self.sents),
            (names::TOKENS, self.tokens),
            (names::ENTS, self.ents),
            (names::DATES, self.dates),
            (names::SUMMARY, self.summary),
        ];
        let own = own.into_iter().filter_map(|(name, layer)| Some((name.to_owned(), layer?)));
        let layers: Vec<_> = own.chain(self.spans.0).collect();
        if layers.is_empty() {
            return Ok(());
        }
        let Some(unit) = self.offsets else {
            return Err(RecordError::new(
                "bad-record",
                "has layers but no `offsets`; say `codepoint`, `byte` or `utf16`",
            ));
        };
        let mut checked = Vec::with_capacity(layers.len());
        let offsets = Offsets::of(doc, unit);
        for (name, raw) in layers {
            let layer = raw.into_layer(&offsets).map_err(|(row, offset)| {
                let reason = format!(
                    "layer `{name}`, row {row}: offset {offset} ({unit}) lies past the end of the text or inside a character"
                );
                RecordError::new("bad-offsets", reason)
            })?;
            let disjoint = name == names::TOKENS || name == names::SENTS;
            check_layer(&layer.view(), doc.text(), doc.is_ascii(), disjoint).map_err(|(row, rule)| {
                let reason = format!("layer `{name}`, row {row}: the span {}", rule.explain());
                RecordError::new("bad-offsets", reason)
            })?;
            checked.push((name, layer));
        }
        for (name, layer) in checked {
            doc.put_layer(&name, layer);
        }
        Ok(())
    }
}

fn set_meta(doc: &mut Document, key: &str, value: &Value, from: &str) -> Result<(), RecordError> {
    match value {
        Value::String(text) => doc.set_meta(key, text, from),
        Value::Null => {}
        Value::Number(_) | Value::Bool(_) => doc.set_meta(key, &value.to_string(), from),
        Value::Array(_) | Value::Object(_) => {
            return Err(RecordError::new("bad-record", format!("`meta.{key}` must be a string")));
        }
    }
    Ok(())
}
