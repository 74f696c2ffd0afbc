//! stage resolve
#![forbid(unsafe_code)]
