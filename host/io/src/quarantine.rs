//! The quarantine file: what became no document, or was lost on the way, and why.

use serde::Serialize;

use crate::{IoError, Part, Rejection, STAGE};

/// A line of the quarantine file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct QuarantineRow {
    /// Position in the input, counted from 0 over documents and rejections alike.
    pub seq: u64,
    /// The document's id, where it had one.
    pub id: Option<String>,
    /// The file as the user gave it.
    pub path: String,
    /// The line in it, from 1, where it has lines.
    pub line: Option<u64>,
    /// The byte offset in it.
    pub offset: Option<u64>,
    /// The stage, by its name in the pipeline; `read` where it could not be read.
    pub stage: String,
    /// The plugin behind the stage; none for reading.
    pub plugin: Option<String>,
    /// The plugin's version; none for reading.
    pub version: Option<String>,
    /// A word for what happened.
    pub code: String,
    /// One sentence.
    pub reason: String,
    /// SHA-256 of the raw record when it was rejected on reading, of the text when a stage lost it.
    pub sha256: Option<String>,
}

impl QuarantineRow {
    /// The row of a rejection, `seq` being its position in the input.
    pub fn rejected(seq: u64, rejection: Rejection) -> Self {
        let Rejection { id, path, line, offset, code, reason, sha256 } = rejection;
        Self {
            seq,
            id,
            path,
            line,
            offset,
            stage: STAGE.to_owned(),
            plugin: None,
            version: None,
            code: code.to_owned(),
            reason,
            sha256,
        }
    }
}

/// Writes `quarantine.jsonl`.
#[derive(Debug)]
pub struct Quarantine {
    part: Part,
    rows: u64,
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    #[serde(flatten)]
    row: &'a QuarantineRow,
}

impl Quarantine {
    pub(crate) fn new(part: Part) -> Self {
        Self { part, rows: 0 }
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, row: &QuarantineRow) -> Result<(), IoError> {
        let line = serde_json::to_vec(&Line { schema: "copydesk.quarantine/1", row });
        let mut line = line.map_err(|error| IoError::BadRow {
            table: "quarantine".to_owned(),
            row: self.rows as usize,
            message: error.to_string(),
        })?;
        line.push(b'\n');
        self.rows += 1;
        self.part.write(&line)
    }

    /// Rows written so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&mut self) -> Result<(), IoError> {
        self.part.flush()
    }
}
