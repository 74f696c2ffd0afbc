//! The rows of the tables `stories` and `events` with the fields that this stage reads; the others are skipped, which
//! is most of the text.

use copydesk_sdk::tables::When;
use serde::Deserialize;

/// Reports about one chain of events.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) documents: Vec<String>,
    #[serde(default)]
    pub(crate) copies: Vec<CopyOf>,
}

/// A document that repeats another one.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CopyOf {
    pub(crate) document: String,
    pub(crate) of: String,
}

/// One thing that happened on one date.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) story: String,
    pub(crate) when: When,
    pub(crate) documents: Vec<String>,
    /// Sentences that tell it, best first.
    #[serde(default)]
    pub(crate) mentions: Vec<Mention>,
}

/// Where a sentence begins.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Mention {
    pub(crate) document: String,
    pub(crate) start: u32,
}
