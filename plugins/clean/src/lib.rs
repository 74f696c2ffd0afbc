//! stage clean
#![forbid(unsafe_code)]
