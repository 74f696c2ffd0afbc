//! Where sentences may not cross: the ends of segments and paragraphs. And where there is nothing to read: markup.

use copydesk_sdk::{Doc, LayerView, Span, names};
use copydesk_text::lines;

/// Buffers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Units {
    masked: String,
    /// The stretches to scan, in order.
    pub(crate) spans: Vec<Span>,
}

impl Units {
    /// Finds the units of `doc` and returns the text to scan: its own, with markup as blanks.
    pub(crate) fn find<'a>(&'a mut self, doc: &Doc<'a>) -> (&'a str, &'a [Span]) {
        self.spans.clear();
        let text = doc.text();
        let Some(segments) = doc.layer(names::SEGMENTS) else {
            lines::paragraphs(text, Span::new(0, text.len() as u32), &mut self.spans);
            return (text, &self.spans);
        };
        let masked = mask(text, &segments, &mut self.masked);
        let text = if masked { self.masked.as_str() } else { text };
        let mut at = 0;
        for row in 0..segments.len() {
            let span = segments.span(row);
            // Inner segments are part of the outer one that came before.
            if segments.label(row) == Some("markup") || span.start < at {
                continue;
            }
            lines::paragraphs(text, Span::new(at, span.start), &mut self.spans);
            lines::paragraphs(text, span, &mut self.spans);
            at = span.end;
        }
        lines::paragraphs(text, Span::new(at, text.len() as u32), &mut self.spans);
        (text, &self.spans)
    }
}

/// Writes the text with markup as blanks to `masked` and says whether there is any.
fn mask(text: &str, segments: &LayerView<'_>, masked: &mut String) -> bool {
    let mut at = 0;
    masked.clear();
    let rows = (0..segments.len()).filter(|&row| segments.label(row) == Some("markup"));
    for span in rows.map(|row| segments.span(row)) {
        let start = span.start.max(at);
        if span.end <= start {
            continue;
        }
        masked.push_str(Span::new(at, start).of(text));
        masked.extend(std::iter::repeat_n(' ', (span.end - start) as usize));
        at = span.end;
    }
    if at > 0 {
        masked.push_str(Span::new(at, text.len() as u32).of(text));
    }
    at > 0
}
