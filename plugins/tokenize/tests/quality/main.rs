//! Quality of tokens and sentences, as tables of invented sentences, and what must hold for every text.

mod common;
mod properties;
mod sentences;
mod tokens;
