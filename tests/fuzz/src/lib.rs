//! Fuzz bodies: each takes any bytes and panics where a promise is broken.
//!
//! They are ordinary functions, so that the inputs in `corpus/` run under `cargo test`, without a fuzzer. The crate in
//! `targets/` hands them to cargo-fuzz.
#![forbid(unsafe_code)]

mod clean;
mod sources;
mod stage;
mod tokenize;

pub use clean::clean;
pub use sources::sources;
pub use tokenize::tokenize;
