//! English text helpers that several stages share: a calendar, word forms, function words and the view of a
//! document's segments.
//!
//! Nothing here decides anything about a document; each stage does that. What only one stage uses lives in that
//! stage.
#![forbid(unsafe_code)]

pub mod calendar;
pub mod given;
pub mod lines;
pub mod pack;
pub mod titles;
pub mod words;

mod segments;

pub use copydesk_core::hash;

pub use segments::Segments;
