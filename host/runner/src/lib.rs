//! Moves documents through stages over channels
#![forbid(unsafe_code)]
