//! End-to-end tests
#![forbid(unsafe_code)]
