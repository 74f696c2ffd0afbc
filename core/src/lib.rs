//! What a copydesk plugin may use: documents, layers, collection tables and the [`Stage`] trait.
//!
//! A [`Document`] is one report exactly as it was read, plus *layers*: tables of spans over its text.
//! A [`Stage`] reads some layers and writes others. It never sees a `Document` itself but a [`Doc`], a
//! cheap view that looks the same whether the stage is linked into the program or loaded as a library;
//! that is the one design choice here, and the reason why a plugin crosses the C boundary without a copy.
//!
//! Plugin authors depend on `copydesk-sdk`, which re-exports this crate. Depend on this one directly only
//! to build a host.
//!
//! Units: every offset in this crate is a **byte** offset into the document's text, `u32`, end exclusive.
#![forbid(unsafe_code)]

mod call;
mod columns;
mod descriptor;
mod doc;
mod document;
mod error;
pub mod fields;
pub mod hash;
mod layer;
mod options;
mod parallel;
mod places;
mod stage;
mod strings;
pub mod tables;
mod traces;
mod validate;

pub use call::{Inputs, Outcome, Staged, Staging};
pub use columns::Attr;
pub use descriptor::{Descriptor, OptionKind, OptionSpec, Scope};
pub use doc::{Access, Doc, Docs, Output, Receiver, push_row};
pub use document::{Document, MetaEntry, Note, Origin};
pub use error::{Fault, StageError};
pub use layer::{Layer, LayerView, NO_LABEL, NO_REF, Row, Span};
pub use options::{Options, check_options};
pub use parallel::parallel;
pub use stage::{Model, Plugin, Stage, StaticPlugin, Worker};
pub use strings::{Strings, StringsView};
pub use tables::Tables;
pub use validate::{Rule, check_layer};

/// Names of the layers that the bundled stages write. A plugin's own layer is named `plugin.layer`.
pub mod names {
    /// Parts of the text and what they are: label = kind (`headline`, `body`, `furniture`, ...).
    pub const SEGMENTS: &str = "segments";
    /// Words, numbers and punctuation; they never overlap.
    pub const TOKENS: &str = "tokens";
    /// Sentences; they never overlap.
    pub const SENTS: &str = "sents";
    /// Entity mentions: label = type (`PERSON`, `ORG`, ...), attribute `id` = the resolved entity.
    pub const ENTS: &str = "ents";
    /// Dates and times: attributes `value` (ISO 8601 / TIMEX3), `anchor`, `rule`.
    pub const DATES: &str = "dates";
    /// Sentences chosen for the summary of this one document: score = centrality.
    pub const SUMMARY: &str = "summary";
    /// All of the above, in the order in which the output has them.
    pub const ALL: [&str; 6] = [SEGMENTS, SENTS, TOKENS, ENTS, DATES, SUMMARY];
}
