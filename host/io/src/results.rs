//! What a run ends with, as sinks take it: tables and the documents that they speak of.

use std::borrow::Cow;

use copydesk_core::Tables;
use serde::Deserialize;

use crate::{IoError, Lookup};

/// The tables of a run and the documents whose places they name. Sinks that are finished side by side share it.
pub struct Results<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// Finds the documents.
    pub documents: &'a dyn Lookup,
    /// Threads that a sink may use.
    pub threads: usize,
}

impl<'a> Results<'a> {
    /// Tables, documents and the number of threads to be used.
    pub fn new(tables: &'a Tables, documents: &'a dyn Lookup, threads: usize) -> Self {
        Self { tables, documents, threads }
    }

    /// The lines of a table. They are read one by one where they are needed: all rows in memory, with a string for each
    /// citation, would be twice their table.
    pub(crate) fn lines(&self, table: &str) -> Vec<&'a str> {
        self.tables.get(table).unwrap_or_default().lines().collect()
    }
}

/// Reads row number `row` of a table.
pub(crate) fn row<'a, T: Deserialize<'a>>(table: &str, row: usize, line: &'a str) -> Result<T, IoError> {
    serde_json::from_str(line).map_err(|error| IoError::BadRow {
        table: table.to_owned(),
        row,
        message: error.to_string(),
    })
}

/// What is told of an entity; the rest of its row is passed over unread.
#[derive(Deserialize)]
pub(crate) struct EntityHead<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) label: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
    #[serde(default, borrow)]
    pub(crate) titles: Vec<Cow<'a, str>>,
    #[serde(default, borrow)]
    pub(crate) variants: Vec<Spelling<'a>>,
    #[serde(default, borrow)]
    pub(crate) mentions: Vec<InDocument<'a>>,
}

/// A form of a name.
#[derive(Deserialize)]
pub(crate) struct Spelling<'a> {
    #[serde(borrow)]
    pub(crate) text: Cow<'a, str>,
}

/// The document of a mention.
#[derive(Deserialize)]
pub(crate) struct InDocument<'a> {
    #[serde(borrow)]
    pub(crate) document: Cow<'a, str>,
}
