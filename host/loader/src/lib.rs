//! Finds, checks and loads plugin libraries
#![forbid(unsafe_code)]
