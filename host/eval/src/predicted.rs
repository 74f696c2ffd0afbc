//! Predictions: copydesk's own files, or a simple form that any tool can write.
//!
//! A document line is JSON with `id` and whatever was predicted:
//!
//! * `tokens`, `sents`: `[[start,end],...]` or `[{"start","end"},...]`;
//! * `ents` or `entities`: `[[start,end,label],...]` or `[{"start","end","label","id"},...]`;
//! * `dates`: `[{"start","end","label","value"},...]`;
//! * `title`, `meta`: metadata by key;
//! * `summary`: a text, or the layer of that name;
//! * `cluster`: the group the document is in;
//! * `text`: the text the offsets are for; it has to be the gold text where it is given;
//! * `offsets`: `codepoint` (the default), `byte` or `utf16`.
//!
//! Copydesk's `documents.jsonl` has this form.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::gold::{Mark, Span};
use crate::json::{self, SpanForm, SummaryForm};
use crate::{EvalError, GoldDocument, Offsets, Unit};

/// What was predicted for one document. Layers that its file does not speak of are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Predicted {
    /// The document's id.
    pub id: String,
    /// The text, where the file repeats it.
    pub text: Option<String>,
    /// What the spans count. [`Predicted::in_bytes`] translates.
    pub unit: Unit,
    /// Tokens.
    pub tokens: Option<Vec<Span>>,
    /// Sentences.
    pub sents: Option<Vec<Span>>,
    /// Names, with label and entity id.
    pub ents: Option<Vec<Mark>>,
    /// Dates, times and amounts, with label and value.
    pub dates: Option<Vec<Mark>>,
    /// Parts of the text with their kind: `headline`, `body`, `furniture`, ...
    pub segments: Option<Vec<Mark>>,
    /// Places of the sentences of a summary, in order of text.
    pub summary_spans: Option<Vec<Span>>,
    /// A summary as text.
    pub summary: Option<String>,
    /// The group the document was put in.
    pub cluster: Option<String>,
    /// Metadata, the title among it.
    pub meta: BTreeMap<String, String>,
}

impl From<GoldDocument> for Predicted {
    /// Takes another gold file (a CoNLL file that a tagger has written, say) as a prediction.
    fn from(doc: GoldDocument) -> Self {
        Self {
            id: doc.id,
            text: Some(doc.text),
            unit: Unit::Byte,
            tokens: Some(doc.tokens),
            sents: Some(doc.sents),
            ents: Some(doc.ents),
            dates: Some(doc.dates),
            ..Self::default()
        }
    }
}

impl Predicted {
    /// The same with every span in bytes of `text`, the gold text of this document.
    ///
    /// # Errors
    /// The prediction is for another text, or a span does not fit it.
    pub fn in_bytes(&self, text: &str) -> Result<Self, EvalError> {
        if let Some(own) = &self.text
            && own != text
        {
            let at = own.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
            let message = format!("the predicted text is not the gold text: they differ at byte {at}");
            return Err(EvalError::document(&self.id, message));
        }
        let offsets = Offsets::new(text, self.unit);
        let span = |span: Span| {
            span.to_bytes(&offsets).ok_or_else(|| {
                let Span { start, end } = span;
                let message =
                    format!("the span {start}..{end} does not fit the text (counted in {:?})", self.unit);
                EvalError::document(&self.id, message)
            })
        };
        let spans = |list: &Option<Vec<Span>>| -> Result<Option<Vec<Span>>, EvalError> {
            list.as_ref().map(|list| list.iter().map(|&place| span(place)).collect()).transpose()
        };
        let marks = |list: &Option<Vec<Mark>>| -> Result<Option<Vec<Mark>>, EvalError> {
            let one = |mark: &Mark| Ok(Mark { span: span(mark.span)?, ..mark.clone() });
            list.as_ref().map(|list| list.iter().map(one).collect()).transpose()
        };
        Ok(Self {
            unit: Unit::Byte,
            tokens: spans(&self.tokens)?,
            sents: spans(&self.sents)?,
            ents: marks(&self.ents)?,
            dates: marks(&self.dates)?,
            segments: marks(&self.segments)?,
            summary_spans: spans(&self.summary_spans)?,
            id: self.id.clone(),
            text: Some(text.to_owned()),
            summary: self.summary.clone(),
            cluster: self.cluster.clone(),
            meta: self.meta.clone(),
        })
    }

    /// The summary as text: as given, or the summary layer's sentences cut from the document's text, a line each.
    pub fn summary_text(&self) -> Option<String> {
        if self.summary.is_some() {
            return self.summary.clone();
        }
        let text = self.text.as_deref()?;
        let offsets = Offsets::new(text, self.unit);
        let spans = self.summary_spans.as_ref()?.iter().filter_map(|span| span.to_bytes(&offsets));
        Some(lines_of(text, spans))
    }

    /// The text of the segments of these kinds, a line each, such as the `body` that extraction is judged by.
    pub fn segment_text(&self, kinds: &[&str]) -> Option<String> {
        let text = self.text.as_deref()?;
        let offsets = Offsets::new(text, self.unit);
        let segments = self.segments.as_ref()?;
        let markup: Vec<Span> = segments
            .iter()
            .filter(|mark| mark.label == "markup")
            .filter_map(|mark| mark.span.to_bytes(&offsets))
            .collect();
        let spans = segments.iter().filter(|mark| kinds.contains(&mark.label.as_str()));
        let pieces = spans.filter_map(|mark| mark.span.to_bytes(&offsets));
        let pieces: Vec<String> = pieces.map(|span| without(text, span, &markup)).collect();
        Some(pieces.join("\n"))
    }
}

/// The texts of the spans, a line each, their own line breaks made blanks.
fn lines_of(text: &str, spans: impl Iterator<Item = Span>) -> String {
    let lines: Vec<String> =
        spans.map(|span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.join("\n")
}

/// The text of a span without the markup in it. `markup` is in order of place.
fn without(text: &str, span: Span, markup: &[Span]) -> String {
    let mut out = String::new();
    let mut from = span.start;
    let first = markup.partition_point(|hole| hole.start < span.start);
    for hole in markup.iter().skip(first).take_while(|hole| hole.start < span.end) {
        out.push_str(Span::new(from, hole.start.max(from)).of(text));
        from = from.max(hole.end.min(span.end));
    }
    out.push_str(Span::new(from, span.end).of(text));
    out
}

#[derive(Deserialize)]
struct Schema {
    schema: String,
}

/// The schema that a file of JSON lines names in its first row, such as `copydesk.document/1`, `copydesk.entity/1`
/// or `copydesk.briefing/1`; `None` for a file that names none. It tells which reader a prediction needs.
pub fn schema(text: &str) -> Option<String> {
    let (_, first) = json::lines(text).next()?;
    serde_json::from_str::<Schema>(first).ok().map(|row| row.schema)
}

/// Reads document lines: copydesk's `documents.jsonl` or the simple form above.
///
/// # Errors
/// A line that is not of that form.
pub fn read(text: &str, file: &str) -> Result<Vec<Predicted>, EvalError> {
    let mut docs = Vec::new();
    for (line, raw) in json::lines(text) {
        let row: json::Row = json::parse(raw, file, line)?;
        let unit = row.unit(file, line)?;
        let spans = |list: Vec<SpanForm>| list.into_iter().map(|form| form.into_mark().span).collect();
        let marks = |list: Vec<SpanForm>| list.into_iter().map(SpanForm::into_mark).collect();
        let meta = row.found();
        let (summary, summary_spans) = match row.summary {
            Some(SummaryForm::Text(text)) => (Some(text), None),
            Some(SummaryForm::Layer(list)) => (None, Some(spans(list))),
            None => (None, None),
        };
        docs.push(Predicted {
            id: row.id.as_ref().map_or_else(|| docs.len().to_string(), json::Id::to_text),
            meta,
            text: row.text,
            unit,
            tokens: row.tokens.map(spans),
            sents: row.sents.map(spans),
            ents: row.ents.map(marks),
            dates: row.dates.map(marks),
            segments: row.segments.map(marks),
            summary_spans,
            summary,
            cluster: row.cluster.as_ref().map(json::Id::to_text),
        });
    }
    Ok(docs)
}

#[derive(Deserialize)]
struct EntityRow {
    id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    offsets: Option<String>,
    #[serde(default)]
    mentions: Vec<MentionRow>,
}

#[derive(Deserialize)]
struct MentionRow {
    document: String,
    start: u32,
    end: u32,
}

/// Reads copydesk's `entities.jsonl` as predictions: every mention, with its entity's id, under its document.
///
/// # Errors
/// A line that is not of that form, or rows that count in different units.
pub fn read_entities(text: &str, file: &str) -> Result<Vec<Predicted>, EvalError> {
    let mut docs: Vec<Predicted> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut first_unit = None;
    for (line, raw) in json::lines(text) {
        let row: EntityRow = json::parse(raw, file, line)?;
        let unit = json::Row { offsets: row.offsets, ..json::Row::default() }.unit(file, line)?;
        if *first_unit.get_or_insert(unit) != unit {
            return Err(EvalError::line(
                file,
                line,
                "this row counts offsets in another unit than the first one",
            ));
        }
        for MentionRow { document, start, end } in row.mentions {
            let place = *places.entry(document).or_insert_with_key(|id| {
                docs.push(Predicted { id: id.clone(), unit, ents: Some(Vec::new()), ..Predicted::default() });
                docs.len() - 1
            });
            if let Some(ents) = docs.get_mut(place).and_then(|doc| doc.ents.as_mut()) {
                ents.push(Mark {
                    span: Span { start, end },
                    label: row.label.clone(),
                    id: Some(row.id.clone()),
                    values: Vec::new(),
                });
            }
        }
    }
    for doc in &mut docs {
        if let Some(ents) = &mut doc.ents {
            ents.sort();
        }
    }
    Ok(docs)
}

/// One briefing: its text and the documents it draws on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BriefingText {
    /// The story it is about.
    pub story: String,
    /// Its points, a line each.
    pub text: String,
    /// Ids of its sources.
    pub documents: Vec<String>,
}

#[derive(Deserialize)]
struct BriefingRow {
    #[serde(default)]
    story: String,
    points: Vec<PointRow>,
    #[serde(default)]
    sources: Vec<SourceRow>,
}

#[derive(Deserialize)]
struct PointRow {
    text: String,
}

#[derive(Deserialize)]
struct SourceRow {
    document: String,
}

/// Reads copydesk's `briefings.jsonl`.
///
/// # Errors
/// A line that is not of that form.
pub fn read_briefings(text: &str, file: &str) -> Result<Vec<BriefingText>, EvalError> {
    json::lines(text)
        .map(|(line, raw)| {
            let row: BriefingRow = json::parse(raw, file, line)?;
            let points: Vec<String> =
                row.points.into_iter().map(|point| point.text.replace('\n', " ")).collect();
            Ok(BriefingText {
                story: row.story,
                text: points.join("\n"),
                documents: row.sources.into_iter().map(|source| source.document).collect(),
            })
        })
        .collect()
}

/// The summaries of items from the briefings of one run over all their documents. A briefing belongs to the item
/// that most of its sources are of (the first of equals); an item's briefings follow each other, the one with the
/// most sources first.
pub fn item_summaries(briefings: &[BriefingText], item_of: &HashMap<String, String>) -> Vec<Predicted> {
    let mut by_item: BTreeMap<&str, Vec<&BriefingText>> = BTreeMap::new();
    for briefing in briefings {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for item in briefing.documents.iter().filter_map(|id| item_of.get(id)) {
            *votes.entry(item).or_default() += 1;
        }
        let winner = votes.iter().fold(None, |best: Option<(&str, usize)>, (&item, &count)| match best {
            Some((_, most)) if most >= count => best,
            _ => Some((item, count)),
        });
        if let Some((item, _)) = winner {
            by_item.entry(item).or_default().push(briefing);
        }
    }
    by_item
        .into_iter()
        .map(|(item, mut list)| {
            list.sort_by_key(|briefing| std::cmp::Reverse(briefing.documents.len()));
            let texts: Vec<&str> = list.iter().map(|briefing| briefing.text.as_str()).collect();
            Predicted { id: item.to_owned(), summary: Some(texts.join("\n")), ..Predicted::default() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copydesk_documents_are_read_in_their_unit() {
        // "Ž" is one code point, one UTF-16 unit and two bytes.
        let rows = [("codepoint", 0, 2), ("utf16", 0, 2), ("byte", 0, 3)];
        for (unit, start, end) in rows {
            let line = format!(
                "{{\"schema\":\"copydesk.document/1\",\"id\":\"a\",\"offsets\":\"{unit}\",\"text\":\"Že jo.\",\
                 \"tokens\":[{{\"start\":{start},\"end\":{end}}}],\
                 \"ents\":[{{\"start\":{start},\"end\":{end},\"label\":\"ORG\",\"score\":0.5,\"id\":\"e:ze\"}}],\
                 \"dates\":[{{\"start\":{start},\"end\":{end},\"label\":\"DATE\",\"value\":\"2018\",\"anchor\":\"2019\"}}],\
                 \"summary\":[{{\"start\":{start},\"end\":{end}}}],\"notes\":[{{\"stage\":\"x\",\"message\":\"y\"}}]}}"
            );
            assert_eq!(schema(&line).as_deref(), Some("copydesk.document/1"));
            let doc = read(&line, "d.jsonl").unwrap().remove(0);
            assert_eq!(doc.summary_text().as_deref(), Some("Že"), "{unit}");
            let doc = doc.in_bytes("Že jo.").unwrap();
            assert_eq!(doc.tokens, Some(vec![Span::new(0, 3)]), "{unit}");
            let ent = &doc.ents.unwrap()[0];
            assert_eq!(
                (ent.span, ent.label.as_str(), ent.id.as_deref()),
                (Span::new(0, 3), "ORG", Some("e:ze"))
            );
            assert_eq!(doc.dates.unwrap()[0].values, ["2018"]);
            assert_eq!(doc.sents, None);
        }
    }

    #[test]
    fn a_prediction_for_another_text_is_refused() {
        let doc = read("{\"id\":\"a\",\"text\":\"one\",\"tokens\":[[0,3]]}", "d.jsonl").unwrap().remove(0);
        let error = doc.in_bytes("onto").unwrap_err().to_string();
        assert_eq!(error, "document `a`: the predicted text is not the gold text: they differ at byte 2");
        let doc = read("{\"id\":\"a\",\"tokens\":[[0,9]]}", "d.jsonl").unwrap().remove(0);
        assert!(doc.in_bytes("one").unwrap_err().to_string().contains("0..9 does not fit"));
    }

    #[test]
    fn entity_tables_become_mentions_by_document() {
        let table = "{\"id\":\"e:bo\",\"label\":\"PERSON\",\"offsets\":\"byte\",\"mentions\":[\
                     {\"document\":\"b\",\"start\":4,\"end\":6},{\"document\":\"a\",\"start\":0,\"end\":2}]}\n\
                     {\"id\":\"e:al\",\"label\":\"PERSON\",\"offsets\":\"byte\",\"mentions\":[\
                     {\"document\":\"b\",\"start\":0,\"end\":2}]}";
        let docs = read_entities(table, "e.jsonl").unwrap();
        let ids: Vec<(&str, Vec<&str>)> = docs
            .iter()
            .map(|doc| {
                let ents = doc.ents.as_ref().unwrap();
                (doc.id.as_str(), ents.iter().map(|mark| mark.id.as_deref().unwrap()).collect())
            })
            .collect();
        assert_eq!(ids, [("b", vec!["e:al", "e:bo"]), ("a", vec!["e:bo"])]);
    }

    #[test]
    fn briefings_go_to_the_item_of_most_sources() {
        let table = "{\"story\":\"s:1\",\"points\":[{\"text\":\"One.\"}],\"sources\":[{\"document\":\"x\"}]}\n\
                     {\"story\":\"s:2\",\"points\":[{\"text\":\"Two.\"},{\"text\":\"Three.\"}],\
                     \"sources\":[{\"document\":\"w\"},{\"document\":\"x\"},{\"document\":\"y\"}]}";
        let briefings = read_briefings(table, "b.jsonl").unwrap();
        let item_of: HashMap<String, String> =
            [("w", "2"), ("x", "1"), ("y", "1")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let items = item_summaries(&briefings, &item_of);
        assert_eq!(items.len(), 1);
        assert_eq!((items[0].id.as_str(), items[0].summary.as_deref()), ("1", Some("Two.\nThree.\nOne.")));
    }

    #[test]
    fn segments_leave_markup_out() {
        let doc = read(
            "{\"id\":\"a\",\"text\":\"Lead <b>text</b> here. Share\",\"segments\":[\
             {\"start\":0,\"end\":23,\"label\":\"body\"},{\"start\":5,\"end\":8,\"label\":\"markup\"},\
             {\"start\":12,\"end\":16,\"label\":\"markup\"},{\"start\":23,\"end\":28,\"label\":\"furniture\"}]}",
            "d.jsonl",
        )
        .unwrap();
        assert_eq!(doc[0].segment_text(&["body", "headline"]).as_deref(), Some("Lead text here. "));
    }
}
