//! Stage `dates`: marks dates, times, stretches of time, money, percent, measures and numbers, with values.
//!
//! A grammar over words and numbers, no model. Values follow TIMEX3 where it has them:
//!
//! | text | value |
//! |---|---|
//! | August 6, 2018; August 2018; 2018 | `2018-08-06`, `2018-08`, `2018` |
//! | the fall of 2018; third quarter of 2018 | `2018-FA`, `2018-Q3` |
//! | mid-July 2018 | `2018-07-11/2018-07-20`: early is 1-10, mid 11-20, late 21 to the end |
//! | early 2018 | `2018-01/2018-04`: early is months 1-4, mid 5-8, late 9-12 |
//! | the 1990s; the 19th century | `199X`, `18XX` |
//! | Monday, without a publication date | `XXXX-WXX-1` |
//! | July 25, without a year or publication date | `XXXX-07-25` |
//! | three days; several weeks | `P3D`, `PXW` |
//! | Monday morning; 5 p.m. | `2018-08-06TMO`, `T17:00` |
//! | $3.4 billion; 12 percent; 5 km | `3400000000 USD`, `12`, `5 km` |
//!
//! Relative dates are resolved against the publication date (`meta.published`), which then stands in `anchor`:
//! "Monday" is the last Monday up to that day unless the words before it look ahead ("will meet on Monday"), a month
//! and day without a year are put within half a year of it. What cannot be known stays open: "two weeks later" has
//! the value `P2W` and the rule `relative-to-event`; `03/04/2021` is `2021-XX-XX` unless the options say how to read it.
#![forbid(unsafe_code)]

mod cx;
mod dates;
mod grammar;
mod lex;
mod numbers;
mod periods;
mod relative;
mod times;
mod when;
mod words;

use std::sync::Arc;

use copydesk_sdk::{
    Descriptor, Doc, Docs, Layer, OptionKind, OptionSpec, Options, Output, Span, Stage, StageError, names,
};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;
use serde::Deserialize;

use crate::cx::{Cx, NumericDates};
use crate::lex::Item;

/// What the stage can find.
const KINDS: [&str; 9] =
    ["DATE", "TIME", "DURATION", "SET", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"];

/// The options of the stage; their defaults stand here and nowhere else.
const OPTIONS: &[OptionSpec] = &[
    OptionSpec { name: "kinds", kind: OptionKind::TextList(&KINDS), doc: "Kinds of expressions to write." },
    OptionSpec {
        name: "numeric_dates",
        kind: OptionKind::Choice(&["ambiguous", "day-first", "month-first"]),
        doc: "How 03/04/2021 is read. By default it is left unresolved where both readings are possible.",
    },
    OptionSpec {
        name: "segments",
        kind: OptionKind::TextList(&["headline", "byline", "dateline", "body", "caption"]),
        doc: "Kinds of segments in which expressions are looked for, where a stage before has marked segments.",
    },
];

#[derive(Debug, Clone, Deserialize)]
struct Settings {
    kinds: Vec<String>,
    numeric_dates: String,
    segments: Vec<String>,
}

/// The stage.
#[derive(Debug, Clone)]
pub struct Dates {
    settings: Arc<Settings>,
    numeric: NumericDates,
    items: Vec<Item>,
}

impl Stage for Dates {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "dates",
            env!("CARGO_PKG_VERSION"),
            "marks dates, times, money and numbers with their values",
        )
        .uses(&[names::SENTS, names::SEGMENTS, "meta.published"])
        .provides(&[names::DATES])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let settings: Settings = options.parse()?;
        for kind in &settings.kinds {
            if !KINDS.contains(&kind.as_str()) {
                return Err(StageError::options(format!(
                    "kind `{kind}` is unknown (kinds: {})",
                    KINDS.join(", ")
                )));
            }
        }
        let numeric = match settings.numeric_dates.as_str() {
            "day-first" => NumericDates::DayFirst,
            "month-first" => NumericDates::MonthFirst,
            _ => NumericDates::Ambiguous,
        };
        Ok(Self { settings: Arc::new(settings), numeric, items: Vec::new() })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            let layer = self.mark(doc);
            out.put(doc, names::DATES, &layer)?;
        }
        Ok(())
    }
}

impl Dates {
    fn mark(&mut self, doc: &Doc<'_>) -> Layer {
        let mut layer = Layer::new();
        let segments = Segments::of(doc);
        let has_segments = doc.layer(names::SEGMENTS).is_some();
        let anchor = doc.meta("published").and_then(Date::parse_iso);
        let anchor_text = anchor.map(|date| date.to_string()).unwrap_or_default();
        let mut piece_by_piece = |piece: Span| {
            if has_segments {
                let kind = segments.kind_at(piece.start);
                if !self.settings.segments.iter().any(|wanted| wanted == kind) {
                    return;
                }
            }
            self.items.clear();
            let mut from = piece.start;
            if has_segments {
                for markup in segments.markup_in(piece) {
                    let before = Span::new(from.min(piece.end), markup.start.clamp(from, piece.end));
                    lex::lex(doc.text(), before, &mut self.items);
                    from = markup.end.clamp(from, piece.end);
                }
            }
            lex::lex(doc.text(), Span::new(from, piece.end), &mut self.items);
            let cx = Cx { text: doc.text(), items: &self.items, anchor, numeric: self.numeric };
            grammar::scan(&cx, |first, found| {
                if !self.settings.kinds.iter().any(|kind| kind == found.label) {
                    return;
                }
                let first = first + usize::from(found.rule == "range" && leads(&cx, first));
                let span = Span::new(cx.items[first].span.start, cx.items[found.end - 1].span.end);
                layer
                    .push(span.start, span.end)
                    .label(found.label)
                    .attr("value", &found.value)
                    .attr("anchor", if found.anchored { &anchor_text } else { "" })
                    .attr("rule", found.rule);
            });
        };
        match doc.layer(names::SENTS) {
            Some(sents) => sents.spans().for_each(&mut piece_by_piece),
            None => lines(doc.text()).for_each(&mut piece_by_piece),
        }
        layer
    }
}

/// Whether a range begins with "from" or "between", which are no part of it.
fn leads(cx: &Cx<'_>, first: usize) -> bool {
    cx.is(first, "from") || cx.is(first, "between")
}

/// The lines of a text that nobody split into sentences.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0u32;
    text.split_inclusive('\n').map(move |line| {
        let span = Span::new(start, start + line.len() as u32);
        start = span.end;
        span
    })
}

copydesk_sdk::export!(Dates);
