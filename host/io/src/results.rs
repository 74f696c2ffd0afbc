//! What a run ends with, as sinks take it: tables, the documents that they speak of, and rows that several sinks read,
//! each read once.

use std::borrow::Cow;
use std::sync::{Mutex, OnceLock, PoisonError};

use copydesk_core::Tables;
use copydesk_core::tables::{self, Briefing};
use serde::Deserialize;

use crate::{IoError, Lookup};

/// Rows of briefings, and of entities, that one thread reads at a time.
const BRIEFINGS: usize = 16;
const ENTITIES: usize = 256;

/// The tables of a run and the documents whose places they name.
///
/// Sinks that are finished side by side share it: whoever needs the briefings first reads them, the others wait for them.
pub struct Results<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// Finds the documents.
    pub documents: &'a dyn Lookup,
    /// Threads that a sink may use.
    pub threads: usize,
    briefings: OnceLock<Vec<Briefing>>,
    entities: OnceLock<Vec<EntityHead<'a>>>,
    reading: Mutex<()>,
}

impl<'a> Results<'a> {
    /// Tables, documents and the number of threads to be used.
    pub fn new(tables: &'a Tables, documents: &'a dyn Lookup, threads: usize) -> Self {
        let (briefings, entities) = (OnceLock::new(), OnceLock::new());
        Self { tables, documents, threads, briefings, entities, reading: Mutex::new(()) }
    }

    /// The rows of the table of briefings.
    ///
    /// # Errors
    /// When a row is no briefing.
    pub(crate) fn briefings(&self) -> Result<&[Briefing], IoError> {
        self.once(&self.briefings, || self.rows(tables::BRIEFINGS, BRIEFINGS))
    }

    /// What pages tell of the rows of the table of entities.
    ///
    /// # Errors
    /// When a row is no entity.
    pub(crate) fn entities(&self) -> Result<&[EntityHead<'a>], IoError> {
        self.once(&self.entities, || self.rows(tables::ENTITIES, ENTITIES))
    }

    fn once<'s, T>(
        &'s self,
        known: &'s OnceLock<Vec<T>>,
        read: impl FnOnce() -> Result<Vec<T>, IoError>,
    ) -> Result<&'s [T], IoError> {
        let _alone = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get() {
            return Ok(known);
        }
        let rows = read()?;
        Ok(known.get_or_init(|| rows))
    }

    fn rows<T: Deserialize<'a> + Send>(&self, table: &str, chunk: usize) -> Result<Vec<T>, IoError> {
        let lines: Vec<&'a str> = self.tables.get(table).unwrap_or_default().lines().collect();
        let parts = copydesk_core::parallel(self.threads, chunk, &lines, |first, lines| {
            let rows = lines.iter().enumerate().map(|(at, line)| row(table, first + at, line));
            rows.collect::<Result<Vec<T>, IoError>>()
        });
        let mut rows = Vec::with_capacity(lines.len());
        for part in parts {
            rows.append(&mut part?);
        }
        Ok(rows)
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
