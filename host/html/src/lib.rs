//! The story of a page of HTML, and what the page says about it.
//!
//! [`Page::read`] takes a page apart into blocks of visible text and tells for each whether it is of the story;
//! [`Page::meta`] is what JSON-LD, OpenGraph, `meta` and `time` elements say, with the place of each. Nothing here
//! fails: what is no HTML is text, and what is badly nested is read as well as can be. Time and memory grow with the
//! length of the page alone.
//!
//! This is for pages as they come from a crawl, not for showing them: no styles, no scripts, no element tree.
#![forbid(unsafe_code)]

mod apart;
mod blocks;
mod dom;
mod entities;
mod features;
mod hints;
pub mod learn;
mod meta;
mod model;
mod page;
mod phrases;
mod story;
mod tags;
mod tokens;
mod told;
mod tree;
mod wording;

pub use meta::Found;
pub use page::{Follows, Page, PageBlock, Parts, plain_text};
