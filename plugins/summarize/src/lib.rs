//! stage summarize
#![forbid(unsafe_code)]
