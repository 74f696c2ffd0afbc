//! stage group
#![forbid(unsafe_code)]
