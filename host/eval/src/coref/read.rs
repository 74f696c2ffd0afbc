use serde::Deserialize;

use crate::gold::{Mark, Span};
use crate::json::{self, Id};
use crate::{EvalError, GoldDocument};

/// Which mentions of a file are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Mentions of entities.
    #[default]
    Entity,
    /// Mentions of events.
    Event,
    /// All.
    Any,
}

#[derive(Deserialize)]
struct Row {
    id: Id,
    #[serde(default)]
    topic: Option<Id>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    source: Option<String>,
    sentences: Vec<Vec<String>>,
    mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    sent: usize,
    start: usize,
    end: usize,
    #[serde(default, rename = "type")]
    label: String,
    #[serde(default)]
    kind: String,
    cluster: Id,
}

/// Reads JSON lines `{"id","topic","sentences":[[token,...]],"mentions":[{"sent","start","end","type","kind",
/// "cluster"}]}`, where `sent` is a sentence and `start` and `end` are tokens of it, end exclusive.
///
/// A document's text is its tokens joined by one blank, sentences too, so that every mention has a place in it:
/// tokens, sentences and mentions (`ents`: type as label, cluster as id) can be handed to a pipeline as layers. The
/// group is the topic. Of a mention with gaps the text from its first to its last token is taken.
///
/// # Errors
/// A line of another form, or a mention that does not fit its sentence.
pub fn read(text: &str, file: &str, kind: Kind) -> Result<Vec<GoldDocument>, EvalError> {
    let mut docs = Vec::new();
    for (line, raw) in json::lines(text) {
        let row: Row = json::parse(raw, file, line)?;
        docs.push(document(row, kind).map_err(|message| EvalError::line(file, line, message))?);
    }
    if docs.is_empty() {
        return Err(EvalError::file(
            file,
            "no documents; expected JSON lines with `sentences` and `mentions`",
        ));
    }
    Ok(docs)
}

fn document(row: Row, kind: Kind) -> Result<GoldDocument, String> {
    let meta =
        json::Row { title: row.title, date: row.date, source: row.source, ..json::Row::default() }.meta();
    let group = row.topic.as_ref().map(Id::to_text);
    let mut doc = GoldDocument { id: row.id.to_text(), group, meta, ..GoldDocument::default() };
    let too_long = || "the text is over 4 GiB".to_owned();
    let mut sentences: Vec<Vec<Span>> = Vec::with_capacity(row.sentences.len());
    for tokens in &row.sentences {
        let mut spans = Vec::with_capacity(tokens.len());
        for token in tokens {
            if !doc.text.is_empty() {
                doc.text.push(' ');
            }
            let start = u32::try_from(doc.text.len()).map_err(|_| too_long())?;
            doc.text.push_str(token);
            let end = u32::try_from(doc.text.len()).map_err(|_| too_long())?;
            spans.push(Span { start, end });
        }
        // A token without text keeps its number for the mentions but is no span of the text.
        doc.tokens.extend(spans.iter().filter(|span| span.start < span.end));
        let mut ends = spans.iter().filter(|span| span.start < span.end);
        if let (Some(first), Some(last)) = (ends.clone().next(), ends.next_back()) {
            doc.sents.push(Span { start: first.start, end: last.end });
        }
        sentences.push(spans);
    }
    doc.words.clone_from(&doc.tokens);
    for mention in row.mentions {
        let wanted = match kind {
            Kind::Entity => mention.kind.is_empty() || mention.kind == "entity",
            Kind::Event => mention.kind == "event",
            Kind::Any => true,
        };
        if !wanted {
            continue;
        }
        let Mention { sent, start, end, .. } = mention;
        let misfit = || format!("the mention {start}..{end} of sentence {sent} does not fit its tokens");
        let tokens = sentences.get(sent).and_then(|tokens| tokens.get(start..end)).ok_or_else(misfit)?;
        let (first, last) = tokens.first().zip(tokens.last()).ok_or_else(misfit)?;
        doc.ents.push(Mark {
            span: Span { start: first.start, end: last.end },
            label: mention.label,
            id: Some(mention.cluster.to_text()),
            values: Vec::new(),
        });
    }
    doc.ents.sort();
    Ok(doc)
}
