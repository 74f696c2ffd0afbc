//! Which part of a document a place belongs to.

use copydesk_core::{Doc, LayerView, Span, names};

/// The segments of one document, ready to be asked. Without a `segments` layer all text counts as `body`.
#[derive(Debug, Clone, Default)]
pub struct Segments<'a> {
    layer: Option<LayerView<'a>>,
}

impl<'a> Segments<'a> {
    /// Kind of segments that hold the story itself, in which stages look for names, dates and sentences.
    pub const STORY: [&'static str; 2] = ["headline", "body"];

    /// The segments of `doc`.
    pub fn of(doc: &Doc<'a>) -> Self {
        Self { layer: doc.layer(names::SEGMENTS) }
    }

    /// Whether a stage has marked segments at all.
    pub fn are_marked(&self) -> bool {
        self.layer.is_some()
    }

    /// The kind of the smallest segment that is not markup at `offset`, or `body` where none covers it.
    pub fn kind_at(&self, offset: u32) -> &'a str {
        let Some(layer) = &self.layer else { return "body" };
        // Segments that are not markup do not nest more than a few deep; look back over the rows that begin
        // before the offset until one that is not markup covers it.
        let after = layer.start.partition_point(|&start| start <= offset);
        (0..after)
            .rev()
            .take(64)
            .filter(|&row| layer.end[row] > offset)
            .filter_map(|row| layer.label(row))
            .find(|kind| *kind != "markup")
            .unwrap_or("body")
    }

    /// Whether the text at `offset` tells the story: headline or body.
    pub fn is_story(&self, offset: u32) -> bool {
        Self::STORY.contains(&self.kind_at(offset))
    }

    /// Whether `offset` lies in markup: a tag or a template token.
    pub fn is_markup(&self, offset: u32) -> bool {
        self.markup_in(Span::new(offset, offset + 1)).next().is_some()
    }

    /// The markup inside `span`, in order.
    pub fn markup_in(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let layer = self.layer.as_ref();
        let rows = layer.map_or(0..0, |layer| {
            let first = layer.start.partition_point(|&start| start < span.start);
            // A tag that began a little earlier may reach into the span.
            first.saturating_sub(8)..layer.start.partition_point(|&start| start < span.end)
        });
        rows.filter_map(move |row| {
            let layer = layer?;
            let markup = layer.label(row) == Some("markup") && layer.span(row).overlaps(span);
            markup.then(|| layer.span(row))
        })
    }

    /// The text of `span` as it should be printed: without markup, and with every run of blanks as one blank.
    pub fn printed(&self, doc: &Doc<'_>, span: Span) -> String {
        let mut text = String::with_capacity(span.len() as usize);
        let mut at = span.start;
        for markup in self.markup_in(span) {
            push_folded(&mut text, doc.slice(Span::new(at, markup.start.max(at))));
            at = markup.end.max(at);
        }
        push_folded(&mut text, doc.slice(Span::new(at.min(span.end), span.end)));
        text.truncate(text.trim_end().len());
        text
    }

    /// All segments of a kind, in order.
    pub fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = Span> + '_ {
        let layer = self.layer.as_ref();
        (0..layer.map_or(0, LayerView::len)).filter_map(move |row| {
            layer.filter(|layer| layer.label(row) == Some(kind)).map(|layer| layer.span(row))
        })
    }
}

/// Appends `piece` with every run of white space as a single blank, none at the beginning.
fn push_folded(text: &mut String, piece: &str) {
    for c in piece.chars() {
        if !c.is_whitespace() {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_core::{Docs, Document, Inputs, Layer, Tables};
    use std::sync::atomic::AtomicBool;

    #[test]
    fn markup_is_left_out_and_kinds_are_found() {
        let text = "Title\n\nHe <u>met</u>  her.\nRead more";
        let mut doc = Document::new("a", text);
        let mut layer = Layer::new();
        layer.push(0, 5).label("headline");
        layer.push(7, 26).label("body");
        layer.push(10, 13).label("markup");
        layer.push(16, 20).label("markup");
        layer.push(27, 36).label("furniture");
        doc.put_layer("segments", layer);
        let docs = [doc];
        let inputs = Inputs {
            docs: &docs,
            tables: &Tables::default(),
            cancelled: &AtomicBool::new(false),
            threads: 1,
        };
        let docs = Docs::new(&inputs);
        let segments = Segments::of(&docs[0]);
        assert_eq!(segments.printed(&docs[0], Span::new(7, 26)), "He met her.");
        assert_eq!(segments.printed(&docs[0], Span::new(11, 26)), "met her.");
        let kinds: Vec<&str> = [0, 8, 11, 22, 30, 6].iter().map(|&at| segments.kind_at(at)).collect();
        assert_eq!(kinds, ["headline", "body", "body", "body", "furniture", "body"]);
        assert!(
            segments.is_story(8)
                && !segments.is_story(30)
                && segments.is_markup(11)
                && !segments.is_markup(15)
        );
        assert_eq!(segments.of_kind("markup").count(), 2);
        assert!(segments.are_marked() && !Segments::default().are_marked());
    }
}
