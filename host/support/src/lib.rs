//! Whether a text says what the places that it cites say.
//!
//! A text written from a briefing, by a person or a language model, keeps its citation marks: `[3]` is source number 3
//! of the briefing, `[3, 5]` two of them, `[document:120-240]` a place. [`claims::read`] takes the marks out and
//! remembers where they stood; a pipeline finds sentences, names and dates in what is left; [`check()`] then asks of each
//! sentence whether the places cited behind it hold its names, numbers, dates and quotations.
//!
//! That is a check of facts that can be pointed at, not of meaning: a sentence that turns "denied" into "said" with the
//! same names passes. What it reports is really not there.
#![forbid(unsafe_code)]

pub mod claims;
mod evidence;
mod sentence;

use copydesk_core::{Document, Span, names};

pub use evidence::Alias;

use crate::claims::{Claims, Mark, Target};
use crate::evidence::Evidence;

/// What cannot be found at the places cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What kind of thing.
    pub kind: GapKind,
    /// The thing itself, as written.
    pub what: String,
}

/// Kinds of [`Gap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// The sentence says something that can be checked and cites nothing.
    Uncited,
    /// A mark names no source, or a place that is not there.
    Mark,
    /// A name.
    Name,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Words in quotation marks.
    Quote,
}

impl GapKind {
    /// The kind as reports name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uncited => "no source",
            Self::Mark => "mark",
            Self::Name => "name",
            Self::Number => "number",
            Self::Date => "date",
            Self::Quote => "quotation",
        }
    }
}

/// One sentence of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its line in the text as given, from 1.
    pub line: usize,
    /// The sentence without its marks.
    pub text: String,
    /// Its marks as written.
    pub marks: Vec<String>,
    /// What is not supported. Empty is the good case.
    pub gaps: Vec<Gap>,
}

/// What marks may refer to.
pub struct Sources<'a> {
    /// Finds a document by its id.
    pub find: &'a dyn Fn(&str) -> Option<&'a Document>,
    /// Ids of the sources of the briefing: number 1 is the first.
    pub numbered: &'a [String],
    /// A place in the unit that marks use, as bytes of the document's text.
    pub place: &'a dyn Fn(&Document, u32, u32) -> Option<Span>,
    /// Other names of the entities that documents name.
    pub aliases: &'a [Alias],
}

impl std::fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources").field("numbered", &self.numbered).finish_non_exhaustive()
    }
}

/// Checks every sentence. `doc` is the text of `claims` with the layers that a pipeline found in it: `sents`, and `ents`
/// and `dates` where it has them. Sentences that say nothing that can be checked and cite nothing are left out.
pub fn check(claims: &Claims, doc: &Document, sources: &Sources<'_>) -> Vec<Checked> {
    let sents = doc.view(names::SENTS).unwrap_or_default();
    let spans: Vec<Span> = sents.spans().collect();
    let marks = marks_of(claims, doc.text(), &spans);
    let mut checked = Vec::new();
    for (&span, marks) in spans.iter().zip(&marks) {
        let text = span.of(doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        let claim = sentence::read(doc, span);
        let mut gaps = Vec::new();
        let mut evidence = Evidence::default();
        for mark in marks {
            match places(&mark.target, sources) {
                Some((document, place)) => evidence.add(document, place, sources.aliases),
                None => gaps.push(Gap { kind: GapKind::Mark, what: mark.text.clone() }),
            }
        }
        if marks.is_empty() && !claim.is_empty() {
            gaps.push(Gap { kind: GapKind::Uncited, what: claim.first().to_owned() });
        } else if gaps.is_empty() {
            gaps = claim.gaps(&evidence);
        }
        if !marks.is_empty() || !gaps.is_empty() {
            let marks = marks.iter().map(|mark| mark.text.clone()).collect();
            checked.push(Checked { line: claims.line_of(span.start), text, marks, gaps });
        }
    }
    checked
}

/// The marks of each sentence. Those behind a stop belong to the sentence before them; a quotation that runs through
/// several sentences has its marks behind the last one.
fn marks_of<'c>(claims: &'c Claims, text: &str, spans: &[Span]) -> Vec<Vec<&'c Mark>> {
    let until = |row: usize| spans.get(row + 1).map_or(u32::MAX, |next| next.start);
    let own = |row: usize, span: &Span| -> Vec<&'c Mark> {
        claims.marks.iter().filter(|mark| mark.at > span.start && mark.at <= until(row)).collect()
    };
    let mut marks: Vec<Vec<&Mark>> = spans.iter().enumerate().map(|(row, span)| own(row, span)).collect();
    // Whether a quotation is open where each sentence ends; none runs on to another line.
    let mut open = false;
    let goes_on: Vec<bool> = spans
        .iter()
        .enumerate()
        .map(|(row, span)| {
            let next = spans.get(row + 1).map_or(span.end, |next| next.start);
            let whole = Span::new(span.start, next).of(text);
            open = !whole.contains('\n') && sentence::leaves_open(whole, open);
            open
        })
        .collect();
    for row in (0..spans.len().saturating_sub(1)).rev() {
        if marks[row].is_empty() && goes_on[row] {
            marks[row] = marks[row + 1].clone();
        }
    }
    marks
}

fn places<'a>(target: &Target, sources: &Sources<'a>) -> Option<(&'a Document, Span)> {
    match target {
        Target::Source(number) => {
            let document = (sources.find)(sources.numbered.get(number.checked_sub(1)?)?)?;
            Some((document, Span::new(0, document.text().len() as u32)))
        }
        Target::Place { document, start, end } => {
            let document = (sources.find)(document)?;
            Some((document, (sources.place)(document, *start, *end)?))
        }
    }
}

#[cfg(test)]
mod tests;
