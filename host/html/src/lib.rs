//! The story of a page of HTML, and what the page says about it.
#![forbid(unsafe_code)]

mod blocks;
mod dom;
mod entities;
mod features;
mod hints;
pub mod learn;
mod meta;
mod model;
mod story;
mod tags;
mod tokens;
mod wording;
