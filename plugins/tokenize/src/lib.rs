//! Stage `tokenize`: words, numbers and punctuation marks, and sentences.
//!
//! Tokens follow the English Universal Dependencies treebanks EWT and GUM: `do|n't`, `can|not`, `long|-|term`,
//! `non-profit`, `U.S.`, `$|5`. Sentences never leave a segment or a paragraph. Tokens are found by rules in one pass,
//! which also notes the places where a sentence may end. Most of these are clear; in doubt a small trained model decides
//! (`MODEL.md`). Tokens cover everything but blanks and markup.
//!
//! | option | type | default | what |
//! |---|---|---|---|
//! | `profile` | `ud`, `ptb`, `whole` | `ud` | which words are cut |
//! | `abbreviations` | list | none | more abbreviations whose stop ends no sentence |
//! | `keep` | list | none | tokens that are never cut |
//! | `patterns` | list | none | shapes of tokens that are never cut |
//! | `cut` | table | none | words that are cut, and where |
//! | `sentence_ends` | list | none | texts behind which a sentence always ends |
//! | `no_sentence_ends` | list | none | texts behind which a sentence never ends |
//! | `trained` | true or false | true | whether the model is asked |
#![forbid(unsafe_code)]

mod apostrophes;
mod candidates;
mod class;
mod contractions;
mod currencies;
mod features;
mod given;
mod headings;
mod hyphens;
mod marks;
mod masks;
mod model;
mod numbers;
mod odd;
mod own;
mod packed;
mod plain;
mod rules;
mod scan;
mod sentences;
mod shapes;
mod stops;
pub mod training;
mod units;
mod verdicts;

use std::sync::Arc;

use copydesk_sdk::{
    Descriptor, Doc, Docs, Layer, OptionKind, OptionSpec, Options, Output, Span, Stage, StageError, names,
};

use masks::Masks;
use model::Model;
use rules::{Profile, Rules, Wishes};
use scan::{Found, Scan};
use sentences::Sentences;
use units::Units;

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "profile",
        kind: OptionKind::Choice(&["ud", "ptb", "whole"]),
        doc: "`ud` cuts contractions and hyphenated words as Universal Dependencies do, `ptb` cuts contractions only, \
              `whole` cuts neither.",
    },
    OptionSpec {
        name: "abbreviations",
        kind: OptionKind::TextList(&[]),
        doc: "More abbreviations, with or without their full stop, which then ends no sentence: `[\"Kt.\", \"Hauptm\"]`.",
    },
    OptionSpec {
        name: "keep",
        kind: OptionKind::TextList(&[]),
        doc: "Tokens that are never cut, written exactly as in the text: `[\"C++\", \"T-Mobile\"]`.",
    },
    OptionSpec {
        name: "patterns",
        kind: OptionKind::TextList(&[]),
        doc: "Shapes of tokens that are never cut: `A` stands for capitals, `a` for small letters, `9` for digits, any \
              other sign for itself: `[\"AA-9/9\", \"9.9.9\"]` keeps `KX-12/2021` and `1.20.3` whole.",
    },
    OptionSpec {
        name: "cut",
        kind: OptionKind::TextMap,
        doc: "Words that are cut, exactly as in the text, and the same words with `|` where: \
              `{ whatcha = \"what|cha\" }`.",
    },
    OptionSpec {
        name: "sentence_ends",
        kind: OptionKind::TextList(&[]),
        doc: "Texts behind which a sentence always ends where a blank follows, such as `[\"***\", \"-30-\"]`.",
    },
    OptionSpec {
        name: "no_sentence_ends",
        kind: OptionKind::TextList(&[]),
        doc: "Texts behind which a sentence never ends, such as `[\"Yahoo!\", \"Who's Who?\"]`.",
    },
    OptionSpec {
        name: "trained",
        kind: OptionKind::Bool(true),
        doc: "Whether the trained model decides where it is in doubt that a sentence ends; otherwise rules do.",
    },
];

/// The stage. Clones share the rules and keep their own buffers.
#[derive(Debug, Clone)]
pub struct Tokenize {
    rules: Arc<Rules>,
    units: Units,
    masks: Masks,
    found: Found,
    sentences: Sentences,
    tokens: Layer,
    sents: Layer,
}

impl Stage for Tokenize {
    fn descriptor() -> Descriptor {
        Descriptor::new("tokenize", env!("CARGO_PKG_VERSION"), "finds words, numbers, marks and sentences")
            .uses(&[names::SEGMENTS])
            .provides(&[names::TOKENS, names::SENTS])
            .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let profile = match options.text("profile") {
            "ptb" => Profile::Ptb,
            "whole" => Profile::Whole,
            _ => Profile::Ud,
        };
        let cut = options.get("cut").and_then(|table| table.as_object());
        let wishes = Wishes {
            abbreviations: options.list("abbreviations"),
            keep: options.list("keep"),
            cut: cut
                .into_iter()
                .flatten()
                .filter_map(|(word, parts)| Some((word.as_str(), parts.as_str()?)))
                .collect(),
            patterns: options.list("patterns"),
            sentence_ends: options.list("sentence_ends"),
            no_sentence_ends: options.list("no_sentence_ends"),
        };
        let rules = Rules::new(profile, options.flag("trained"), &wishes).map_err(StageError::options)?;
        Ok(Self {
            rules: Arc::new(rules),
            units: Units::default(),
            masks: Masks::default(),
            found: Found::default(),
            sentences: Sentences::default(),
            tokens: Layer::new(),
            sents: Layer::new(),
        })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            self.read(doc);
            out.put(doc, names::TOKENS, &self.tokens)?;
            out.put(doc, names::SENTS, &self.sents)?;
        }
        Ok(())
    }
}

impl Tokenize {
    /// Fills the two layers for one document.
    fn read(&mut self, doc: &Doc<'_>) {
        self.tokens.clear();
        self.sents.clear();
        self.found.clear();
        self.sentences.clear();
        let rules = &*self.rules;
        let (text, units) = self.units.find(doc);
        self.masks.read(text.as_bytes());
        let mut model = Model { on: rules.trained };
        let mut scan = Scan::new(text, &self.masks, rules, &mut self.found);
        for &unit in units {
            let first = scan.unit(unit);
            self.sentences.unit(text, scan.found(), first, rules, &mut model);
        }
        // Abbreviations at the end of a sentence are cut before their stop.
        let mut row = 0;
        for &(cut_row, at) in &self.sentences.cuts {
            let cut_row = cut_row as usize;
            self.tokens.push_spans(self.found.tokens.get(row..cut_row).unwrap_or_default());
            if let Some(&whole) = self.found.tokens.get(cut_row) {
                self.tokens.push_spans(&[Span::new(whole.start, at), Span::new(at, whole.end)]);
            }
            row = cut_row + 1;
        }
        self.tokens.push_spans(self.found.tokens.get(row..).unwrap_or_default());
        self.sents.push_spans(&self.sentences.spans);
    }
}

copydesk_sdk::export!(Tokenize);
