//! conll
