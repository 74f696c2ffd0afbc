//! Stage `tokenize`: words, numbers and punctuation marks, and sentences.
//!
//! Tokens follow the English Universal Dependencies treebanks EWT and GUM: `do|n't`, `can|not`, `long|-|term`,
//! `non-profit`, `U.S.`, `$|5`. Sentences never leave a segment or a paragraph. Both are found by rules in one pass;
//! tables hold abbreviations and the words that begin sentences. Tokens cover everything but blanks and markup.
//!
//! | option | type | default | what |
//! |---|---|---|---|
//! | `profile` | `ud`, `ptb`, `whole` | `ud` | which words are cut |
//! | `abbreviations` | list | none | more abbreviations whose stop ends no sentence |
//! | `keep` | list | none | tokens that are never cut |
#![forbid(unsafe_code)]

mod class;
mod contractions;
mod numbers;
mod odd;
mod rules;
mod scan;
mod shapes;
mod stops;
mod units;

use std::sync::Arc;

use copydesk_sdk::{
    Descriptor, Docs, Layer, OptionKind, OptionSpec, Options, Output, Stage, StageError, names,
};

use rules::{Profile, Rules};
use scan::Scan;
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
];

/// The stage. Clones share the rules and keep their own buffers.
#[derive(Debug, Clone)]
pub struct Tokenize {
    rules: Arc<Rules>,
    units: Units,
    tokens: Layer,
    sents: Layer,
}

impl Stage for Tokenize {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "tokenize",
            env!("CARGO_PKG_VERSION"),
            "finds words, numbers, marks and sentences by rules",
        )
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
        let rules = Rules::new(profile, &options.list("abbreviations"), &options.list("keep"))
            .map_err(StageError::options)?;
        Ok(Self {
            rules: Arc::new(rules),
            units: Units::default(),
            tokens: Layer::new(),
            sents: Layer::new(),
        })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            self.tokens.clear();
            self.sents.clear();
            let (text, spans) = self.units.find(doc);
            let mut scan = Scan::new(text, &self.rules, &mut self.tokens, &mut self.sents);
            for &span in spans {
                scan.unit(span);
            }
            out.put(doc, names::TOKENS, &self.tokens)?;
            out.put(doc, names::SENTS, &self.sents)?;
        }
        Ok(())
    }
}

copydesk_sdk::export!(Tokenize);
