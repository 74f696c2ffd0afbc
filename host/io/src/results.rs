//! What a run ends with, as sinks take it: tables, the documents that they speak of, and what several sinks read of the
//! entities, read once.

use std::borrow::Cow;
use std::sync::{Mutex, OnceLock, PoisonError};

use copydesk_core::{Tables, tables};
use serde::Deserialize;

use crate::{IoError, Lookup};

/// Rows of entities that one thread reads at a time.
const ENTITIES: usize = 256;

/// The tables of a run and the documents whose places they name.
///
/// Sinks that are finished side by side share it: whoever needs the entities first reads them, the others wait for them.
pub struct Results<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// Finds the documents.
    pub documents: &'a dyn Lookup,
    /// Threads that a sink may use.
    pub threads: usize,
    entities: OnceLock<Vec<EntityHead<'a>>>,
    reading: Mutex<()>,
}

impl<'a> Results<'a> {
    /// Tables, documents and the number of threads to be used.
    pub fn new(tables: &'a Tables, documents: &'a dyn Lookup, threads: usize) -> Self {
        Self { tables, documents, threads, entities: OnceLock::new(), reading: Mutex::new(()) }
    }

    /// The lines of a table. Briefings are read line by line where they are needed: all of them in memory, with a string
    /// for each citation, would be twice their table.
    pub(crate) fn lines(&self, table: &str) -> Vec<&'a str> {
        self.tables.get(table).unwrap_or_default().lines().collect()
    }

    /// What pages tell of the rows of the table of entities.
    ///
    /// # Errors
    /// When a row is no entity.
    pub(crate) fn entities(&self) -> Result<&[EntityHead<'a>], IoError> {
        let _alone = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.entities.get() {
            return Ok(known);
        }
        let lines = self.lines(tables::ENTITIES);
        let parts = copydesk_core::parallel(self.threads, ENTITIES, &lines, |first, lines| {
            let rows = lines.iter().enumerate().map(|(at, line)| row(tables::ENTITIES, first + at, line));
            rows.collect::<Result<Vec<EntityHead<'a>>, IoError>>()
        });
        let mut rows = Vec::with_capacity(lines.len());
        for part in parts {
            rows.append(&mut part?);
        }
        Ok(self.entities.get_or_init(|| rows))
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
