//! Sources and sinks: reading documents, writing results, and proving that what was written is true.
//!
//! A [`Source`] yields [`Document`](copydesk_core::Document)s in a fixed order, and for each record that
//! cannot be one a [`Rejection`] that says where it stood and what to do. [`Outputs`] opens [`Sink`]s whose
//! files appear whole, under their final name, or not at all. [`verify()`] re-reads every citation of a
//! briefing.
//!
//! Units: documents hold **byte** offsets; files hold whatever [`Unit`] their `offsets` key names. A text never
//! includes a byte order mark: the mark is left out, noted, and offsets count from behind it.
//!
//! This crate knows no `pipeline.toml`, no plugin and no thread.
#![forbid(unsafe_code)]

mod briefing_page;
mod charset;
mod columns;
mod conll;
mod conllu;
mod copies;
mod date;
mod decode;
mod detect;
mod documents;
mod error;
mod escape;
mod feed;
mod files;
mod ids;
mod in_order;
mod json;
mod layers;
mod lines;
mod offsets;
mod opening;
mod outputs;
mod page;
mod quarantine;
mod record;
mod results;
mod schema;
mod sink;
mod source;
mod spec;
mod stream;
#[cfg(feature = "parquet")]
mod table_parquet;
mod unpack;
mod verify;
mod warc;
mod write_conllu;
mod write_document;
mod write_evidence;
mod write_html;
mod write_markdown;
mod write_table;

pub use date::normal_date;
pub use documents::{RecordError, read_document};
pub use error::IoError;
pub use json::sha256_hex;
pub use offsets::{Offsets, Unit};
pub use outputs::{Outputs, Part};
pub use quarantine::{Quarantine, QuarantineRow};
pub use results::Results;
pub use schema::{SCHEMAS, schema};
pub use sink::{DocumentIndex, Encoder, Lookup, Sink, SinkFormat, SinkSpec, Target};
pub use source::{Progress, Raw, Read, Rejection, Source, open, open_all, open_reader};
pub use spec::{Fields, Format, HtmlText, Input, InvalidUtf8, Limits, SourceSpec};
pub use verify::{Failure, VerifyReport, verify};
pub use write_document::write_document;

/// The name under which this crate appears in notes and in the quarantine file.
pub const STAGE: &str = "read";
