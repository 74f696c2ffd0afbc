//! Sinks: where finished documents and tables go.

use std::collections::HashMap;
use std::path::PathBuf;

use copydesk_core::{Document, Tables, tables};

use crate::{IoError, Unit};

/// Takes the finished documents of a run one by one, in order, and at the end its tables.
pub trait Sink: Send {
    /// Takes a document.
    ///
    /// # Errors
    /// When it cannot be written. [`IoError::is_closed`] tells the clean end of a reader such as `head`.
    fn document(&mut self, doc: &Document) -> Result<(), IoError>;

    /// Takes the tables and writes out what is buffered. `documents` finds the texts that places in tables refer to; a
    /// streaming run has no tables and passes an empty one.
    ///
    /// # Errors
    /// When something cannot be written, or a table refers to a document that `documents` does not find.
    fn finish(&mut self, tables: &Tables, documents: &dyn Lookup) -> Result<(), IoError>;
}

/// Finds documents by id.
pub trait Lookup {
    /// The document of that id.
    fn find(&self, id: &str) -> Option<&Document>;
}

/// Documents that are held in memory, by id.
#[derive(Debug, Default)]
pub struct DocumentIndex<'a>(HashMap<&'a str, &'a Document>);

impl<'a> DocumentIndex<'a> {
    /// An index of `docs`.
    pub fn new(docs: impl IntoIterator<Item = &'a Document>) -> Self {
        Self(docs.into_iter().map(|doc| (doc.id.as_str(), doc)).collect())
    }
}

impl Lookup for DocumentIndex<'_> {
    fn find(&self, id: &str) -> Option<&Document> {
        self.0.get(id).copied()
    }
}

/// What a sink writes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SinkFormat {
    /// `documents.jsonl`.
    Documents,
    /// A collection table as JSON lines, such as [`tables::BRIEFINGS`].
    Table(String),
    /// The briefings as Markdown.
    Markdown,
    /// Tokens, sentences and entities in Universal Dependencies' ten columns.
    Conllu,
}

impl SinkFormat {
    /// The table that it needs, where it needs one: the host checks that a stage writes it.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::Table(name) => Some(name),
            Self::Markdown => Some(tables::BRIEFINGS),
            _ => None,
        }
    }
}

/// Where a sink writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file; folders above it are made. It appears when the whole run has ended well.
    File(PathBuf),
    /// Standard output, as it comes.
    Stdout,
}

/// A sink in one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkSpec {
    /// What.
    pub format: SinkFormat,
    /// Where to.
    pub target: Target,
    /// The unit of offsets in JSON lines. CoNLL-U counts in code points always.
    pub offsets: Unit,
}
