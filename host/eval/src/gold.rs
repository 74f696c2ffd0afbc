//! Documents with known answers, whatever file they came from, and the readers of JSON gold files that only hold
//! spans.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::json::{self, SpanForm};
use crate::{EvalError, Offsets, Unit};

/// A piece of a text: byte offsets, end exclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The text of the span, empty where it does not fit.
    pub fn of(self, text: &str) -> &str {
        usize::try_from(self.start)
            .ok()
            .zip(usize::try_from(self.end).ok())
            .and_then(|(start, end)| text.get(start..end))
            .unwrap_or("")
    }

    /// The span in bytes of one counted in another unit.
    pub(crate) fn to_bytes(self, offsets: &Offsets<'_>) -> Option<Self> {
        let span = Self { start: offsets.byte(self.start)?, end: offsets.byte(self.end)? };
        (span.start <= span.end).then_some(span)
    }
}

/// A span with what is said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// Its type, such as `PERSON`; may be empty.
    pub label: String,
    /// The entity or cluster it belongs to.
    pub id: Option<String>,
    /// Values that count as right (gold) or the value found (prediction), for dates and amounts.
    pub values: Vec<String>,
}

/// A text with known answers. Fields that its file does not speak of are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoldDocument {
    /// Its id.
    pub id: String,
    /// What it has to be processed together with, and apart from others: a topic or an item to summarise.
    pub group: Option<String>,
    /// The raw text that a pipeline is to be run on.
    pub text: String,
    /// What is known about it: `title`, `published`, `publisher`, `url`.
    pub meta: BTreeMap<String, String>,
    /// Tokens as written: `don't` where the file has it as one surface token.
    pub tokens: Vec<Span>,
    /// Words: `do` and `n't`; the same as the tokens where the file does not tell them apart.
    pub words: Vec<Span>,
    /// Sentences.
    pub sents: Vec<Span>,
    /// Names; for coreference every mention, its cluster as `id`.
    pub ents: Vec<Mark>,
    /// Dates, times and amounts.
    pub dates: Vec<Mark>,
    /// Pieces that are story or furniture.
    pub segments: Vec<Mark>,
    /// What is known about it and has to be found in the text: `title`, `published`, `author`, `publisher`.
    pub says: BTreeMap<String, String>,
}

/// Reads entity spans from JSON lines `{"id","text","entities":[[start,end,label],...]}`; the offsets count code
/// points unless a field `offsets` names another unit.
///
/// # Errors
/// A line that is not of that form, or a span that does not fit its text.
pub fn read_spans(text: &str, file: &str) -> Result<Vec<GoldDocument>, EvalError> {
    let mut docs = Vec::new();
    for (line, raw) in json::lines(text) {
        let row: json::Row = json::parse(raw, file, line)?;
        let unit = row.unit(file, line)?;
        let id = row.id.as_ref().map_or_else(|| docs.len().to_string(), json::Id::to_text);
        let body =
            row.text.ok_or_else(|| EvalError::line(file, line, "a gold document needs the field `text`"))?;
        let forms = row
            .ents
            .ok_or_else(|| EvalError::line(file, line, "a gold document needs the field `entities`"))?;
        let ents = marks(forms, &body, unit, file, line)?;
        docs.push(GoldDocument { id, text: body, ents, ..GoldDocument::default() });
    }
    if docs.is_empty() {
        return Err(EvalError::file(
            file,
            "no documents; expected JSON lines with `id`, `text` and `entities`",
        ));
    }
    Ok(docs)
}

/// Spans of one line in bytes of its text, in order of place.
pub(crate) fn marks(
    forms: Vec<SpanForm>,
    text: &str,
    unit: Unit,
    file: &str,
    line: usize,
) -> Result<Vec<Mark>, EvalError> {
    let offsets = Offsets::new(text, unit);
    let mut marks = Vec::with_capacity(forms.len());
    for form in forms {
        let mut mark = form.into_mark();
        mark.span = mark.span.to_bytes(&offsets).ok_or_else(|| {
            let Span { start, end } = mark.span;
            EvalError::line(
                file,
                line,
                format!("the span {start}..{end} does not fit the text (counted in {unit:?})"),
            )
        })?;
        marks.push(mark);
    }
    marks.sort();
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_code_points() {
        let file =
            "{\"id\":\"a\",\"text\":\"Žofie met Bo\",\"entities\":[[10,12,\"PER\"],[0,5,\"PER\"]]}\n\n";
        let docs = read_spans(file, "gold.jsonl").unwrap();
        let names: Vec<&str> = docs[0].ents.iter().map(|mark| mark.span.of(&docs[0].text)).collect();
        assert_eq!(names, ["Žofie", "Bo"]);
    }

    #[test]
    fn bad_lines_are_named() {
        let rows = [
            ("not json", "{", "gold.jsonl, line 1: not JSON"),
            ("no text", "{\"id\":1,\"entities\":[]}", "needs the field `text`"),
            (
                "too long",
                "\n{\"text\":\"ab\",\"entities\":[[0,3,\"X\"]]}",
                "line 2: the span 0..3 does not fit",
            ),
            ("backwards", "{\"text\":\"ab\",\"entities\":[[2,1,\"X\"]]}", "2..1 does not fit"),
            ("unit", "{\"text\":\"ab\",\"offsets\":\"ells\",\"entities\":[]}", "unknown unit `ells`"),
            ("empty", "", "no documents"),
        ];
        for (name, text, message) in rows {
            let error = read_spans(text, "gold.jsonl").unwrap_err().to_string();
            assert!(error.contains(message), "{name}: {error}");
        }
    }
}
