//! Stage `noise`: how far the language of a report can be trusted.
//!
//! Layer `noise` has a row for every sentence of the story that something speaks against: the greatest reason as label,
//! all of them in the attribute `reason`, and a score from 0 to 1. `meta.noise` is the same for the whole report, with
//! its reasons in `meta.noise_reasons`.
//!
//! | reason | what it says |
//! |---|---|
//! | `translated` | a machine's translation: pairs of words that English does not have, stock phrases of translated wire copy, hardly any articles |
//! | `casing` | capitals were lost or everything is in capitals: names in small letters behind titles or first names |
//! | `ocr` | characters were misread: digits and capitals inside words, words broken into letters |
//! | `encoding` | bytes were decoded wrongly: `â€™`, `Ã©`, U+FFFD |
//! | `truncated` | the report stops in the middle of a sentence |
//!
//! | option | type | default | what |
//! |---|---|---|---|
//! | `min_score` | number | 0.2 | sentences that score less are not written |
//! | `reasons` | list | all | what is looked for |
#![forbid(unsafe_code)]

mod letters;
mod phrases;
mod sentence;

use std::sync::Arc;

use copydesk_sdk::{
    Descriptor, Doc, Docs, Layer, OptionKind, OptionSpec, Options, Output, Span, Stage, StageError,
    names as layers,
};
use copydesk_text::Segments;

use phrases::Phrases;
use sentence::{REASONS, Signs};

/// The layer that the stage writes.
pub const NOISE: &str = "noise";

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "min_score",
        kind: OptionKind::Number(0.2, 0.0, 1.0),
        doc: "Sentences whose score (0 to 1) is lower are not written.",
    },
    OptionSpec {
        name: "reasons",
        kind: OptionKind::TextList(&["translated", "casing", "ocr", "encoding", "truncated"]),
        doc: "What is looked for: `translated`, `casing`, `ocr`, `encoding`, `truncated`.",
    },
];

/// The stage. Clones share the tables.
#[derive(Debug, Clone)]
pub struct Noise {
    phrases: Arc<Phrases>,
    min_score: f32,
    wanted: [bool; REASONS.len()],
    rows: Layer,
}

impl Stage for Noise {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "noise",
            env!("CARGO_PKG_VERSION"),
            "scores sentences and reports by signs of machine translation, lost capitals, OCR and truncation",
        )
        .needs(&[layers::TOKENS, layers::SENTS])
        .uses(&[layers::SEGMENTS])
        .provides(&[NOISE, "meta.noise", "meta.noise_reasons"])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let mut wanted = [false; REASONS.len()];
        for name in options.list("reasons") {
            let Some(at) = REASONS.iter().position(|known| *known == name) else {
                return Err(StageError::options(format!(
                    "option `reasons`: there is no reason `{name}`; known: {}",
                    REASONS.join(", ")
                )));
            };
            wanted[at] = true;
        }
        let min_score = options.number("min_score") as f32;
        Ok(Self { phrases: Arc::new(Phrases::new()), min_score, wanted, rows: Layer::new() })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            self.judge(doc, out)?;
        }
        Ok(())
    }
}

impl Noise {
    fn judge(&mut self, doc: &Doc<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let tokens = doc.needed(layers::TOKENS);
        let sents = doc.needed(layers::SENTS);
        let segments = Segments::of(doc);
        self.rows.clear();
        let mut report = sentence::Report::default();
        let story = |span: Span| segments.is_story(span.start);
        let last = (0..sents.len()).rev().find(|&row| segments.kind_at(sents.span(row).start) == "body");
        for row in 0..sents.len() {
            let span = sents.span(row);
            if !story(span) {
                continue;
            }
            let words = tokens.rows_in(span).map(|token| doc.slice(tokens.span(token)));
            let mut signs = Signs::read(words, &self.phrases);
            if last == Some(row) {
                signs.truncated = sentence::is_cut(doc.slice(span));
            }
            let headline = segments.kind_at(span.start) == "headline";
            let scores = self.keep(signs.scores(headline));
            report.add(&signs, headline);
            if let Some((main, score, reason)) = sentence::named(&scores)
                && score >= self.min_score
            {
                self.rows.push(span.start, span.end).label(main).score(score).attr("reason", &reason);
            }
        }
        let scores = self.keep(report.scores());
        if let Some((_, score, reason)) = sentence::named(&scores) {
            out.meta(doc, "noise", &format!("{score:.2}"), "text");
            out.meta(doc, "noise_reasons", &reason, "text");
        } else {
            out.meta(doc, "noise", "0.00", "text");
        }
        out.put(doc, NOISE, &self.rows)
    }

    fn keep(&self, mut scores: [f32; REASONS.len()]) -> [f32; REASONS.len()] {
        for (score, wanted) in scores.iter_mut().zip(self.wanted) {
            *score = if wanted { *score } else { 0.0 };
        }
        scores
    }
}

copydesk_sdk::export!(Noise);
