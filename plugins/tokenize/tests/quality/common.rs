//! What the quality tests share.

use copydesk_sdk::{Document, Layer, Span, names, tables::Tables};
use copydesk_tokenize::Tokenize;
use serde_json::Value;

/// Runs the stage over a text and returns its tokens and sentences as text.
pub(crate) fn split<'a>(text: &'a str, options: &Value) -> (Vec<&'a str>, Vec<&'a str>) {
    let doc = run(Document::new("x", text), options);
    let pieces = |name: &str| {
        doc.view(name).map_or_else(Vec::new, |view| view.spans().map(|span| span.of(text)).collect())
    };
    (pieces(names::TOKENS), pieces(names::SENTS))
}

/// Runs the stage over one document.
pub(crate) fn run(doc: Document, options: &Value) -> Document {
    let ran = copydesk_sdk::testkit::run::<Tokenize>(options, vec![doc], Tables::default())
        .expect("the stage runs");
    ran.docs.into_iter().next().expect("one document in, one out")
}

/// A document with segments: (start, end, label).
pub(crate) fn segmented(text: &str, segments: &[(u32, u32, &str)]) -> Document {
    let mut doc = Document::new("x", text);
    let mut layer = Layer::new();
    for &(start, end, label) in segments {
        layer.push(start, end).label(label);
    }
    doc.put_layer(names::SEGMENTS, layer);
    doc
}

/// The text of all spans of a layer.
pub(crate) fn spans(doc: &Document, name: &str) -> Vec<Span> {
    doc.view(name).map_or_else(Vec::new, |view| view.spans().collect())
}
