//! pipeline.toml: reading, checking, overriding
#![forbid(unsafe_code)]
