//! English text helpers that stages share: calendar, word forms, segments
#![forbid(unsafe_code)]
