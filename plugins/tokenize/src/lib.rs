//! stage tokenize
#![forbid(unsafe_code)]
