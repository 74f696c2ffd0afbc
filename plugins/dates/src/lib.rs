//! Stage `dates`: marks dates, times, stretches of time, money, percent, measures and numbers, with values.
//!
//! A grammar over words and numbers, no model. `docs/dates.md` says what a span covers and which value it gets; values
//! follow TIMEX3 where it has them:
//!
//! | text | value |
//! |---|---|
//! | August 6, 2018; August 2018; 2018 | `2018-08-06`, `2018-08`, `2018` |
//! | the fall of 2018; third quarter of 2018 | `2018-FA`, `2018-Q3` |
//! | mid-July 2018 | `2018-07-11/2018-07-20`: early is 1-10, mid 11-20, late 21 to the end |
//! | early 2018 | `2018-01/2018-04`: early is months 1-4, mid 5-8, late 9-12 |
//! | fiscal 2024 | `FY2024` |
//! | the 1990s; the 19th century | `199X`, `18XX` |
//! | Monday, without a publication date | `XXXX-WXX-1` |
//! | July 25, without a year or publication date | `XXXX-07-25` |
//! | three days; several weeks | `P3D`, `PXW` |
//! | Monday morning; 5 p.m.; Friday at 5 p.m. | `2018-08-06TMO`, `T17:00`, `2018-08-10T17:00` |
//! | $3.4 billion; Rs 4 crore; 75p | `3400000000 USD`, `40000000 INR`, `0.75 GBP` |
//! | 12 percent; 25 basis points; 5 to 10 percent | `12`, `0.25`, `5/10` |
//! | 5 km; two-thirds; 30-40 people | `5 km`, `0.6667`, `30/40` |
//!
//! Relative dates are resolved against the publication date (`meta.published`), which then stands in `anchor`:
//! "Monday" is the last Monday up to that day unless the words before it look ahead ("will meet on Monday", "opens on
//! Monday"), a month and day without a year are put within half a year of it. "Two weeks later" counts from the day that
//! the sentence or the one before it told of, which then stands in `anchor`. What cannot be known stays open: without
//! such a day it has the value `P2W` and the rule `relative-to-event`; `03/04/2021` is `2021-XX-XX` unless the options
//! say how to read it.
//!
//! # Speed
//! Every word of every text passes the reader in `lex`, so it finds the end of a word and its letters eight bytes at a
//! time, and a test of length and first two letters spares most words a look-up. Only items that can begin an expression
//! start the grammar, and only with the rules that they can begin; values are written into memory on the stack.
#![forbid(unsafe_code)]

mod amounts;
mod counts;
mod cx;
mod dates;
mod elapsed;
mod grammar;
mod holidays;
mod lex;
mod money;
mod numbers;
mod periods;
mod proper;
mod relative;
mod sem;
mod sets;
mod stretch;
mod table;
mod times;
mod value;
mod vocabulary;
mod when;

use std::sync::Arc;

use copydesk_sdk::{
    Descriptor, Doc, Docs, Layer, OptionKind, OptionSpec, Options, Output, Span, Stage, StageError, names,
};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;
use serde::Deserialize;

use crate::cx::{Cx, NumericDates, Story};
use crate::lex::Items;

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
    items: Items,
    layer: Layer,
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
        Ok(Self { settings: Arc::new(settings), numeric, items: Items::default(), layer: Layer::new() })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            self.mark(doc);
            out.put(doc, names::DATES, &self.layer)?;
        }
        Ok(())
    }
}

impl Dates {
    /// Marks one document; the rows are left in `self.layer`.
    fn mark(&mut self, doc: &Doc<'_>) {
        let Self { settings, numeric, items, layer } = self;
        layer.clear();
        let text = doc.text();
        let segments = Some(Segments::of(doc)).filter(Segments::are_marked);
        let anchor = doc.meta("published").and_then(Date::parse_iso);
        let anchor_text = anchor.map(|date| date.to_string()).unwrap_or_default();
        let story = Story::default();
        let mut piece_by_piece = |piece: Span| {
            items.clear();
            story.go_on();
            match &segments {
                None => lex::lex(text, piece, items),
                Some(segments) => {
                    let kind = segments.kind_at(piece.start);
                    if settings.segments.iter().any(|wanted| wanted == kind) {
                        lex_without_markup(text, piece, segments, items);
                    }
                }
            }
            if items.candidates.is_empty() {
                return;
            }
            let cx = Cx { text, items, anchor, numeric: *numeric, story: &story };
            grammar::scan(&cx, |first, found| {
                if !settings.kinds.iter().any(|kind| kind == found.label) {
                    return;
                }
                let (Some(first), Some(last)) = (cx.item(first), cx.item(found.end - 1)) else { return };
                let mut row = layer.push(first.span.start, last.span.end);
                row.label(found.label).attr("value", found.value.as_str());
                match found.base {
                    Some(base) => {
                        row.attr("anchor", &base.to_string());
                    }
                    None if found.anchored => {
                        row.attr("anchor", &anchor_text);
                    }
                    None => {}
                }
                row.attr("rule", found.rule);
            });
        };
        match doc.layer(names::SENTS) {
            Some(sents) => sents.spans().for_each(&mut piece_by_piece),
            None => lines(text).for_each(&mut piece_by_piece),
        }
    }
}

/// Reads a piece around the markup in it.
fn lex_without_markup(text: &str, piece: Span, segments: &Segments<'_>, items: &mut Items) {
    let mut from = piece.start;
    for markup in segments.markup_in(piece) {
        lex::lex(text, Span::new(from.min(piece.end), markup.start.clamp(from, piece.end)), items);
        from = markup.end.clamp(from, piece.end);
    }
    lex::lex(text, Span::new(from, piece.end), items);
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
