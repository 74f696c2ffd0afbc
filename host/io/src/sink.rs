//! Sinks: where finished documents and tables go.

use std::path::PathBuf;

use copydesk_core::hash::FastMap;
use copydesk_core::{Document, tables};

use crate::{IoError, Results, Unit};

/// Appends what a sink writes for a document. Called on any thread, for several documents at once.
pub type Encoder = Box<dyn Fn(&Document, &mut Vec<u8>) -> Result<(), IoError> + Send + Sync>;

/// Takes the finished documents of a run one by one, in order, and at the end its tables.
///
/// Making the bytes of a document is apart from writing them, so that workers can do it side by side.
pub trait Sink: Send {
    /// What makes the bytes of a document; none where this sink writes tables only.
    fn encoder(&self) -> Option<Encoder> {
        None
    }

    /// Takes a document as its encoder made it, or nothing where it has none.
    ///
    /// # Errors
    /// When it cannot be written. [`IoError::is_closed`] tells the clean end of a reader such as `head`.
    fn document(&mut self, encoded: &[u8]) -> Result<(), IoError>;

    /// The layers of documents that [`finish`](Self::finish) reads. Text and metadata are there in any case; other layers
    /// may be gone by then, as they are most of what a run holds in memory.
    fn reads_at_end(&self) -> &'static [&'static str] {
        &[]
    }

    /// Takes the tables and writes out what is buffered; a streaming run has no tables and passes empty ones.
    ///
    /// # Errors
    /// When something cannot be written, or a table is wrong or refers to a document that is not found.
    fn finish(&mut self, results: &Results<'_>) -> Result<(), IoError>;
}

/// Finds documents by id.
pub trait Lookup: Sync {
    /// The document of that id.
    fn find(&self, id: &str) -> Option<&Document>;
}

/// Documents that are held in memory, by id.
#[derive(Debug, Default)]
pub struct DocumentIndex<'a>(FastMap<&'a str, &'a Document>);

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
    /// The briefings beside their sources as one page of HTML.
    Html,
    /// `evidence.json`: the briefings with the texts cited, differences and entities in one JSON object.
    Evidence,
    /// Tokens, sentences and entities in Universal Dependencies' ten columns.
    Conllu,
}

impl SinkFormat {
    /// The table that it needs, where it needs one: the host checks that a stage writes it.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::Table(name) => Some(name),
            Self::Markdown | Self::Html | Self::Evidence => Some(tables::BRIEFINGS),
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
