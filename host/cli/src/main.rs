//! The copydesk command
#![forbid(unsafe_code)]
fn main() {}
