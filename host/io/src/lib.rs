//! Sources and sinks: reading documents, writing results
#![forbid(unsafe_code)]
