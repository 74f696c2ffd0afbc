//! The right side: every report as it was read.

use copydesk_core::{Document, LayerView, Span, names};

use super::briefing::{difference_id, moment_id, point_id, quote_id};
use super::people::class;
use super::{Told, escape, push_escaped};
use crate::briefing_page::{day, printed_quotes, short};

/// Bytes of one report that are shown.
const MOST_TEXT: usize = 200_000;

/// Segments that are the story.
const STORY: [&str; 2] = ["headline", "body"];

/// Labels that are coloured.
const NAMES: [&str; 9] = ["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART"];

pub(super) fn write(told: &Told<'_>, out: &mut String) {
    out.push_str("<div class=\"sources\">\n<h3>Sources</h3>\n<p class=\"legend\"><span class=\"ent person\">person</span> <span class=\"ent org\">organisation</span> <span class=\"ent place\">place</span> <span class=\"furniture\">no part of the story</span> <span class=\"cited\">cited</span></p>\n");
    for (index, doc) in told.documents.iter().enumerate() {
        source(told, index + 1, doc, out);
    }
    out.push_str("</div>\n");
}

fn source(told: &Told<'_>, number: usize, doc: &Document, out: &mut String) {
    let id = told.source_id(number);
    let title = doc.meta("title").filter(|title| !title.trim().is_empty()).unwrap_or(&doc.id);
    let publisher = doc.meta("publisher").unwrap_or("");
    let published = day(doc.meta("published").unwrap_or(""));
    let path = if doc.origin.path.is_empty() { &doc.id } else { &doc.origin.path };
    let parts: Vec<String> = [publisher, published, path]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| escape(&short(part)))
        .collect();
    out.push_str(&format!(
        "<article class=\"source\" id=\"{id}\" aria-labelledby=\"{id}-t\"><h4 id=\"{id}-t\"><span class=\"number\">{number}</span> {}</h4>\n<p class=\"origin\">{}</p>\n<div class=\"text\" dir=\"auto\">",
        escape(&short(title)),
        parts.join(" · ")
    ));
    text(told, number, doc, out);
    out.push_str("</div></article>\n");
}

/// A place that something on the left cites.
struct Cited {
    span: Span,
    by: String,
}

fn cited(told: &Told<'_>, doc: &Document) -> Vec<Cited> {
    let mut all = Vec::new();
    let mut add = |cites: &[copydesk_core::tables::Cite], by: &str| {
        for cite in cites.iter().filter(|cite| cite.document == doc.id) {
            all.push(Cited { span: Span::new(cite.start, cite.end), by: by.to_owned() });
        }
    };
    for (index, point) in told.briefing.points.iter().enumerate() {
        let id = point_id(told, index);
        add(&point.cites, &id);
        add(&point.support.cites, &id);
    }
    for (index, difference) in told.briefing.differences.iter().enumerate() {
        let id = difference_id(told, index);
        difference.sides.iter().for_each(|side| add(&side.cites, &id));
    }
    for (index, quote) in printed_quotes(told.briefing) {
        let id = quote_id(told, index);
        add(&quote.cites, &id);
        add(&quote.also, &id);
        quote.wordings.iter().for_each(|other| add(&other.cites, &id));
    }
    for (index, moment) in told.briefing.timeline.iter().enumerate() {
        add(&moment.cites, &moment_id(told, index));
    }
    add(&told.briefing.headline.cites, &format!("h{}", told.number));
    all
}

/// The text, cut where anything begins or ends.
fn text(told: &Told<'_>, number: usize, doc: &Document, out: &mut String) {
    let text = doc.text();
    let end = text.floor_char_boundary(MOST_TEXT);
    let cited = cited(told, doc);
    let segments = doc.view(names::SEGMENTS).unwrap_or_default();
    let ents = doc.view(names::ENTS).unwrap_or_default();
    let mut cuts: Vec<u32> = vec![0, end as u32];
    let layers = segments.spans().chain(ents.spans()).chain(cited.iter().map(|cited| cited.span));
    cuts.extend(layers.flat_map(|span| [span.start, span.end]).filter(|&at| (at as usize) < end));
    cuts.sort_unstable();
    cuts.dedup();
    let mut anchored: Vec<u32> = Vec::new();
    let (mut segment, mut entity) = (Cursor::default(), Cursor::default());
    for pair in cuts.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        let shown = piece.of(text);
        let by: Vec<&Cited> = cited.iter().filter(|cited| cited.span.contains(piece)).collect();
        let aside = segment.innermost(&segments, piece).is_some_and(|label| !STORY.contains(&label));
        let label = entity.innermost(&ents, piece).filter(|label| NAMES.contains(label));
        if let Some(first) = by.first() {
            let mut ids: Vec<&str> = by.iter().map(|cited| cited.by.as_str()).collect();
            ids.dedup();
            // Every place cited can be jumped to; several that begin here share one element.
            let anchor = if by.iter().any(|cited| cited.span.start == piece.start)
                && !anchored.contains(&piece.start)
            {
                anchored.push(piece.start);
                format!(" id=\"{}\"", told.place_id(number, piece.start))
            } else {
                String::new()
            };
            // One stop for the keyboard in each sentence; its other pieces follow it.
            let stop = if anchor.is_empty() { " tabindex=\"-1\"" } else { "" };
            out.push_str(&format!(
                "<a class=\"cited\" href=\"#{}\" data-p=\"{}\"{anchor}{stop}>",
                first.by,
                ids.join(" ")
            ));
        }
        let mut classes = Vec::new();
        if let Some(label) = label {
            classes.extend(["ent", class(label)]);
        }
        if aside {
            classes.push("furniture");
        }
        if classes.is_empty() {
            push_escaped(shown, out);
        } else {
            out.push_str(&format!("<span class=\"{}\">", classes.join(" ")));
            push_escaped(shown, out);
            out.push_str("</span>");
        }
        if !by.is_empty() {
            out.push_str("</a>");
        }
    }
    if end < text.len() {
        out.push_str(&format!(" <em>[{} more bytes are not shown]</em>", text.len() - end));
    }
}

/// Walks over the rows of a layer with pieces that come in order.
#[derive(Default)]
struct Cursor {
    next: usize,
    open: Vec<usize>,
}

impl Cursor {
    /// The label of the row that begins last among those that hold `piece`.
    fn innermost<'a>(&mut self, layer: &LayerView<'a>, piece: Span) -> Option<&'a str> {
        while self.next < layer.len() && layer.start[self.next] <= piece.start {
            self.open.push(self.next);
            self.next += 1;
        }
        self.open.retain(|&row| layer.end[row] > piece.start);
        self.open.last().and_then(|&row| layer.label(row))
    }
}
