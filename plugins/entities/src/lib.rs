//! stage entities
#![forbid(unsafe_code)]
