//! The facade: a checked pipeline that can be run
#![forbid(unsafe_code)]
