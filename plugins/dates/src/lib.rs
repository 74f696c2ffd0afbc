//! stage dates
#![forbid(unsafe_code)]
