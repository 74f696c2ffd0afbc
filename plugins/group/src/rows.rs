//! Rows of the tables as they are written: the fields of [`Story`](copydesk_sdk::tables::Story) and
//! [`Event`](copydesk_sdk::tables::Event), borrowed.

use serde::Serialize;

/// A story.
#[derive(Debug, Serialize)]
pub(crate) struct StoryRow<'a> {
    pub id: &'a str,
    pub documents: Vec<&'a str>,
    pub events: Vec<&'a str>,
    pub copies: Vec<CopyRow<'a>>,
    pub links: Vec<LinkRow<'a>>,
}

/// A copy.
#[derive(Debug, Serialize)]
pub(crate) struct CopyRow<'a> {
    pub document: &'a str,
    pub of: &'a str,
    pub containment: f32,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub origin: &'a str,
}

/// Why two reports are of one story.
#[derive(Debug, Serialize)]
pub(crate) struct LinkRow<'a> {
    pub a: &'a str,
    pub b: &'a str,
    pub score: f32,
    pub entities: Vec<&'a str>,
    pub dates: Vec<String>,
    pub words: Vec<&'a str>,
}

/// An event.
#[derive(Debug, Serialize)]
pub(crate) struct EventRow<'a> {
    pub id: String,
    pub story: &'a str,
    pub when: WhenRow,
    pub documents: Vec<&'a str>,
    pub entities: Vec<&'a str>,
    pub mentions: Vec<PlaceRow<'a>>,
}

/// When something happened.
#[derive(Debug, Serialize)]
pub(crate) struct WhenRow {
    pub date: String,
    pub basis: String,
}

/// A place in a document.
#[derive(Debug, Serialize)]
pub(crate) struct PlaceRow<'a> {
    pub document: &'a str,
    pub start: u32,
    pub end: u32,
}
