//! Rows of the table `briefings` as they are written: the types of `copydesk_sdk::tables` with texts borrowed from the
//! reports. A test reads what is written here back into those types.

use serde::Serialize;

use crate::rows::{Text, When};

/// The sourced account of one story.
#[derive(Debug, Serialize)]
pub(crate) struct Page<'t> {
    pub(crate) story: Text<'t>,
    pub(crate) when: When<'t>,
    pub(crate) headline: Extract<'t>,
    pub(crate) points: Vec<Point<'t>>,
    pub(crate) differences: Vec<Difference<'t>>,
    pub(crate) timeline: Vec<Moment<'t>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) quotes: Vec<Quote<'t>>,
    pub(crate) sources: Vec<Source<'t>>,
}

/// Where a text stands; the host fills in the hash.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cite<'t> {
    document: &'t str,
    start: u32,
    end: u32,
    sha256: &'static str,
}

impl<'t> Cite<'t> {
    pub(crate) fn new(document: &'t str, span: copydesk_sdk::Span) -> Self {
        Self { document, start: span.start, end: span.end, sha256: "" }
    }
}

/// Text copied from a place.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Extract<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) cites: Vec<Cite<'t>>,
}

/// One sentence of a briefing.
#[derive(Debug, Serialize)]
pub(crate) struct Point<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) mode: &'static str,
    pub(crate) cites: [Cite<'t>; 1],
    pub(crate) support: Support<'t>,
}

/// Who says the same.
#[derive(Debug, Serialize)]
pub(crate) struct Support<'t> {
    pub(crate) documents: u32,
    pub(crate) independent: u32,
    pub(crate) cites: Vec<Cite<'t>>,
}

/// A sentence that tells what somebody said.
#[derive(Debug, Serialize)]
pub(crate) struct Quote<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) kind: &'static str,
    pub(crate) speaker: Text<'t>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) entity: &'t str,
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub(crate) verb: Text<'t>,
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub(crate) relay: Text<'t>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) words: Vec<Extract<'t>>,
    pub(crate) cites: [Cite<'t>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) also: Vec<Cite<'t>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) wordings: Vec<Extract<'t>>,
}

/// Reports side by side that do not say the same.
#[derive(Debug, Serialize)]
pub(crate) struct Difference<'t> {
    pub(crate) kind: &'static str,
    pub(crate) about: String,
    pub(crate) sides: Vec<Extract<'t>>,
}

/// A dated line of the timeline.
#[derive(Debug, Serialize)]
pub(crate) struct Moment<'t> {
    pub(crate) when: When<'t>,
    pub(crate) text: Text<'t>,
    pub(crate) cites: [Cite<'t>; 1],
}

/// A report that a briefing draws on.
#[derive(Debug, Serialize)]
pub(crate) struct Source<'t> {
    pub(crate) document: &'t str,
    pub(crate) publisher: &'t str,
    pub(crate) published: &'t str,
    pub(crate) title: &'t str,
}
