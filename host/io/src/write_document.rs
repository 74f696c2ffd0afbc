//! Lines of `documents.jsonl`.

use copydesk_core::{Document, LayerView, StringsView, names};

use crate::detect::DOCUMENT_SCHEMA;
use crate::json::{push_float, push_key, push_number, push_str};
use crate::{Encoder, IoError, Offsets, Part, Results, Sink, Unit, sha256_hex};

/// Layers with a key of their own, in the order of the file; all others stand under `spans`.
const OWN: [&str; 6] =
    [names::SEGMENTS, names::SENTS, names::TOKENS, names::ENTS, names::DATES, names::SUMMARY];

/// Keys of a row that an attribute may not take.
const RESERVED: [&str; 5] = ["start", "end", "label", "score", "ref"];

/// Appends a document as one JSON object without a line feed. Attributes stand in the order of their names, so that
/// reading the line and writing it again gives the same bytes.
pub fn write_document(doc: &Document, unit: Unit, out: &mut Vec<u8>) {
    let offsets = Offsets::of(doc, unit);
    // A row takes some thirty bytes, those with names and values more.
    let rows: usize = doc.layers().map(|(_, layer)| layer.len()).sum();
    out.reserve(doc.text().len() + 32 * rows + 1024);
    out.push(b'{');
    let pair = |out: &mut Vec<u8>, key: &str, value: &str| {
        push_key(out, key);
        push_str(out, value);
    };
    pair(out, "schema", DOCUMENT_SCHEMA);
    pair(out, "id", &doc.id);
    pair(out, "path", &doc.origin.path);
    if doc.origin.line > 0 {
        push_key(out, "line");
        push_number(out, doc.origin.line);
    }
    if doc.origin.sha256.is_empty() {
        pair(out, "sha256", &sha256_hex(doc.text().as_bytes()));
    } else {
        pair(out, "sha256", &doc.origin.sha256);
    }
    pair(out, "offsets", unit.name());
    write_meta(doc, out);
    pair(out, "text", doc.text());
    for name in OWN {
        if let Some(layer) = doc.view(name) {
            push_key(out, name);
            write_layer(&layer, &offsets, out);
        }
    }
    let mut others = doc.layers().filter(|(name, _)| !OWN.contains(name)).peekable();
    if others.peek().is_some() {
        push_key(out, "spans");
        out.push(b'{');
        for (name, layer) in others {
            push_key(out, name);
            write_layer(&layer.view(), &offsets, out);
        }
        out.push(b'}');
    }
    write_notes(doc, out);
    out.push(b'}');
}

/// `meta` without the title, which has a key of its own; `meta_from` names all keys in the order in which they were
/// found.
fn write_meta(doc: &Document, out: &mut Vec<u8>) {
    push_key(out, "meta");
    out.push(b'{');
    for entry in doc.meta.iter().filter(|entry| entry.key != "title") {
        push_key(out, &entry.key);
        push_str(out, &entry.value);
    }
    out.push(b'}');
    push_key(out, "meta_from");
    out.push(b'{');
    for entry in &doc.meta {
        push_key(out, &entry.key);
        push_str(out, &entry.from);
    }
    out.push(b'}');
    if let Some(title) = doc.meta("title") {
        push_key(out, "title");
        push_str(out, title);
    }
}

fn write_notes(doc: &Document, out: &mut Vec<u8>) {
    push_key(out, "notes");
    out.push(b'[');
    for (index, note) in doc.notes.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.push(b'{');
        push_key(out, "stage");
        push_str(out, &note.stage);
        push_key(out, "message");
        push_str(out, &note.message);
        out.push(b'}');
    }
    out.push(b']');
}

fn write_layer(layer: &LayerView<'_>, offsets: &Offsets<'_>, out: &mut Vec<u8>) {
    let mut attrs: Vec<(String, StringsView<'_>)> =
        layer.attrs.iter().map(|(name, values)| (key(name), *values)).collect();
    attrs.sort_by(|a, b| a.0.cmp(&b.0));
    let labels: Vec<Vec<u8>> = layer.labels.iter().map(quoted).collect();
    out.push(b'[');
    for (row, span) in layer.spans().enumerate() {
        out.extend_from_slice(if row > 0 { b",{\"start\":" } else { b"{\"start\":" });
        push_number(out, u64::from(offsets.unit_at(span.start)));
        out.extend_from_slice(b",\"end\":");
        push_number(out, u64::from(offsets.unit_at(span.end)));
        if let Some(label) = layer.label.get(row).and_then(|&label| labels.get(usize::from(label))) {
            out.extend_from_slice(b",\"label\":");
            out.extend_from_slice(label);
        }
        if let Some(score) = layer.score(row) {
            out.extend_from_slice(b",\"score\":");
            push_float(out, score);
        }
        if let Some(target) = layer.target(row) {
            out.extend_from_slice(b",\"ref\":");
            push_number(out, u64::from(target));
        }
        for (name, values) in &attrs {
            let value = values.get(row);
            if !value.is_empty() {
                push_key(out, name);
                push_str(out, value);
            }
        }
        out.push(b'}');
    }
    out.push(b']');
}

/// An attribute that is called like a key of every row keeps its value under another name.
fn key(name: &str) -> String {
    if RESERVED.contains(&name) { format!("attr:{name}") } else { name.to_owned() }
}

fn quoted(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    push_str(&mut out, text);
    out
}

/// Writes `documents.jsonl`.
pub(crate) struct DocumentSink {
    part: Part,
    unit: Unit,
}

impl DocumentSink {
    pub(crate) fn new(part: Part, unit: Unit) -> Self {
        Self { part, unit }
    }
}

impl Sink for DocumentSink {
    fn encoder(&self) -> Option<Encoder> {
        let unit = self.unit;
        Some(Box::new(move |doc, line| {
            write_document(doc, unit, line);
            line.push(b'\n');
            Ok(())
        }))
    }

    fn document(&mut self, encoded: &[u8]) -> Result<(), IoError> {
        self.part.write(encoded)
    }

    fn finish(&mut self, _: &Results<'_>) -> Result<(), IoError> {
        self.part.flush()
    }
}

#[cfg(test)]
#[path = "write_document_tests.rs"]
mod tests;
