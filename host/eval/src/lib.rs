//! Quality measures for everything copydesk finds, and readers for gold files and predictions.
//!
//! The crate is pure: it takes text that somebody else has read and gives back reports; it opens no file and runs
//! no pipeline. A measure is used in three steps:
//!
//! 1. read the gold file ([`gold`], [`conllu`], [`conll`], [`coref::read`], [`summary::read`], ...), which gives
//!    [`GoldDocument`]s with their raw text, so that a pipeline can be run on it;
//! 2. read predictions ([`predicted::read`]: copydesk's own `documents.jsonl` or a simple form of it);
//! 3. score, which gives a report that prints as a table ([`Report::to_text`]) and as JSON ([`Report::to_json`]).
//!
//! | measure | module | numbers |
//! |---|---|---|
//! | tokens | [`tokens`] | token, word and sentence precision, recall, F1 |
//! | entities | [`entities`] | span F1 per label and micro, with label maps |
//! | groups | [`groups`] | B-cubed, adjusted Rand index, V-measure |
//! | coref | [`coref`] | MUC, B-cubed, CEAF-e and their mean |
//! | summary | [`summary`] | ROUGE-1, 2, L with bootstrap intervals |
//! | dates | [`dates`] | span F1 and value accuracy |
//! | extraction | [`extraction`] | F1 over 4-word shingles |
//! | clean | [`clean`] | furniture recall, story precision |
//!
//! Shares are kept as fractions (0 to 1) in the reports' fields and in JSON, and printed as percentages with two
//! decimals, as the usual scorers do. All spans are byte offsets, end exclusive. The same input gives the same
//! output: nothing depends on hash order, time or threads. Every measure is near-linear in its input except CEAF's
//! assignment and ROUGE-L, whose costs stand at [`assign::best_assignment`] and [`rouge`].
#![forbid(unsafe_code)]

pub mod align;
pub mod assign;
pub mod bootstrap;
pub mod clean;
pub mod conll;
pub mod conllu;
pub mod coref;
pub mod dates;
pub mod entities;
mod error;
pub mod extraction;
pub mod gold;
pub mod groups;
mod json;
pub mod labels;
mod metadata;
pub mod offsets;
pub mod partition;
pub mod porter;
pub mod predicted;
pub mod report;
pub mod rouge;
mod score;
pub mod summary;
pub mod tokens;

pub use error::EvalError;
pub use gold::{GoldDocument, Mark, Span};
pub use metadata::MetaScore;
pub use offsets::{Offsets, Unit};
pub use predicted::Predicted;
pub use report::{Report, Table};
pub use score::{Score, f1, ratio};
