//! assign
