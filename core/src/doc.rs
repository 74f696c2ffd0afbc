//! How a stage sees documents and returns what it found, whichever side of the C boundary it is on.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Fault, Layer, LayerView, Span, StageError};

/// Where the documents of one call can be read. Implemented by the host for stages linked in, and by the SDK
/// over the C table for stages loaded from a library. `doc` is below [`Access::count`]. Every function may be called
/// from any of the [`Access::threads`] that a stage uses.
pub trait Access: Sync {
    /// Number of documents in this call.
    fn count(&self) -> usize;
    /// The id of a document.
    fn id(&self, doc: usize) -> &str;
    /// The text of a document.
    fn text(&self, doc: usize) -> &str;
    /// A metadata value of a document.
    fn meta(&self, doc: usize, key: &str) -> Option<&str>;
    /// A layer of a document.
    fn layer(&self, doc: usize, name: &str) -> Option<LayerView<'_>>;
    /// A collection table as JSON lines, where an earlier stage wrote one.
    fn rows(&self, table: &str) -> Option<&str>;
    /// Whether the run is being cancelled; long loops poll this.
    fn cancelled(&self) -> bool;
    /// How many threads the stage may use in this call, its own included; at least 1.
    fn threads(&self) -> usize;
}

/// Where a stage's results go. Implemented on both sides like [`Access`].
pub trait Receiver {
    /// Takes a copy of a layer, checked.
    ///
    /// # Errors
    /// Why the host refuses it; the document is then failed already.
    fn put_layer(&mut self, doc: usize, name: &str, layer: &LayerView<'_>) -> Result<(), StageError>;
    /// Sets a metadata value.
    fn put_meta(&mut self, doc: usize, key: &str, value: &str, from: &str);
    /// Leaves a remark on a document.
    fn note(&mut self, doc: usize, message: &str);
    /// Gives up on one document.
    fn fail(&mut self, doc: usize, message: &str);
    /// Takes a document out of the run on purpose.
    fn filter(&mut self, doc: usize, reason: &str);
    /// Replaces a collection table by these JSON lines.
    ///
    /// # Errors
    /// Why the host refuses it.
    fn put_rows(&mut self, table: &str, lines: &str) -> Result<(), StageError>;
}

/// One document as a stage sees it: a borrowed, copyable view.
#[derive(Clone, Copy)]
pub struct Doc<'a> {
    access: &'a dyn Access,
    index: usize,
}

impl std::fmt::Debug for Doc<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Doc").field("index", &self.index).field("id", &self.id()).finish()
    }
}

impl<'a> Doc<'a> {
    /// Its place in the slice that the stage was given.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Its id, unique in the run.
    pub fn id(&self) -> &'a str {
        self.access.id(self.index)
    }

    /// Its text exactly as read.
    pub fn text(&self) -> &'a str {
        self.access.text(self.index)
    }

    /// The text of a span, or `""` where the span does not fit.
    pub fn slice(&self, span: Span) -> &'a str {
        span.of(self.text())
    }

    /// A metadata value: `title`, `published`, `publisher`, `author`, `url`, `lang` or a name of your own.
    pub fn meta(&self, key: &str) -> Option<&'a str> {
        self.access.meta(self.index, key)
    }

    /// A layer.
    pub fn layer(&self, name: &str) -> Option<LayerView<'a>> {
        self.access.layer(self.index, name)
    }

    /// A layer that the descriptor's `needs` promises: empty where the host broke that promise.
    pub fn needed(&self, name: &str) -> LayerView<'a> {
        self.layer(name).unwrap_or_default()
    }
}

/// The documents of one call: a slice of [`Doc`] and, for collection stages, the tables written so far.
pub struct Docs<'a> {
    access: &'a dyn Access,
    docs: Vec<Doc<'a>>,
}

impl std::fmt::Debug for Docs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.docs).finish()
    }
}

impl<'a> Docs<'a> {
    /// The documents behind `access`.
    pub fn new(access: &'a dyn Access) -> Self {
        let docs = (0..access.count()).map(|index| Doc { access, index }).collect();
        Self { access, docs }
    }

    /// The rows of a collection table, such as [`tables::EntityRecord`](crate::tables::EntityRecord); none where
    /// no stage wrote it.
    ///
    /// # Errors
    /// When a row does not fit `T`.
    pub fn rows<T: DeserializeOwned>(&self, table: &str) -> Result<Vec<T>, StageError> {
        let lines = self.access.rows(table).unwrap_or("");
        lines
            .lines()
            .enumerate()
            .map(|(row, line)| {
                serde_json::from_str(line)
                    .map_err(|error| StageError::failed(format!("table `{table}`, row {row}: {error}")))
            })
            .collect()
    }

    /// As [`Docs::rows`], with rows that borrow their texts from the table, read on all of the call's threads.
    ///
    /// # Errors
    /// When a row does not fit `T`.
    pub fn lent_rows<'t, T: Deserialize<'t> + Send>(&'t self, table: &str) -> Result<Vec<T>, StageError> {
        let lines: Vec<&'t str> = self.access.rows(table).unwrap_or("").lines().collect();
        let chunk = lines.len().div_ceil(self.threads() * 4).max(16);
        let parts = crate::parallel(self.threads(), chunk, &lines, |first, lines| {
            let read = lines.iter().enumerate().map(|(row, line)| {
                serde_json::from_str(line).map_err(|error| {
                    StageError::failed(format!("table `{table}`, row {}: {error}", first + row))
                })
            });
            read.collect::<Result<Vec<T>, StageError>>()
        });
        let mut rows = Vec::with_capacity(lines.len());
        for part in parts {
            rows.append(&mut part?);
        }
        Ok(rows)
    }

    /// Whether the run is being cancelled; long loops poll this and return early.
    pub fn cancelled(&self) -> bool {
        self.access.cancelled()
    }

    /// How many threads the stage may use in this call, its own included: 1 in document scope, where batches run side
    /// by side, and up to `run.workers` in collection scope. Give it to [`parallel`](crate::parallel()).
    pub fn threads(&self) -> usize {
        self.access.threads()
    }
}

impl<'a> Deref for Docs<'a> {
    type Target = [Doc<'a>];

    fn deref(&self) -> &Self::Target {
        &self.docs
    }
}

/// Takes what a stage returns. Nothing counts until the call ends well.
pub struct Output<'a> {
    receiver: &'a mut dyn Receiver,
}

impl std::fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Output")
    }
}

impl<'a> Output<'a> {
    /// An output into `receiver`.
    pub fn new(receiver: &'a mut dyn Receiver) -> Self {
        Self { receiver }
    }

    /// Returns a layer, replacing one of the same name. Its name must be among the stage's `provides`.
    ///
    /// # Errors
    /// When the host refuses it: out of range, unsorted, cutting a character, overlapping where that is
    /// forbidden, or not declared. The document has then failed; `?` is the right answer to it.
    pub fn put(&mut self, doc: &Doc<'_>, name: &str, layer: &Layer) -> Result<(), StageError> {
        self.receiver.put_layer(doc.index, name, &layer.view())
    }

    /// Returns a layer made of columns that lie elsewhere, such as those of a layer that was lent with one column
    /// exchanged; else as [`Output::put`].
    ///
    /// # Errors
    /// As for [`Output::put`].
    pub fn put_view(&mut self, doc: &Doc<'_>, name: &str, layer: &LayerView<'_>) -> Result<(), StageError> {
        self.receiver.put_layer(doc.index, name, layer)
    }

    /// Sets a metadata value; `from` says where it was found, such as `text:120-138`.
    pub fn meta(&mut self, doc: &Doc<'_>, key: &str, value: &str, from: &str) {
        self.receiver.put_meta(doc.index, key, value, from);
    }

    /// Leaves a remark that appears in the document's `notes`.
    pub fn note(&mut self, doc: &Doc<'_>, message: &str) {
        self.receiver.note(doc.index, message);
    }

    /// Gives up on one document, which goes to quarantine with this reason.
    pub fn fail(&mut self, doc: &Doc<'_>, reason: &str) {
        self.receiver.fail(doc.index, reason);
    }

    /// Takes one document out of the run on purpose; it is counted as filtered.
    pub fn filter(&mut self, doc: &Doc<'_>, reason: &str) {
        self.receiver.filter(doc.index, reason);
    }

    /// Writes a collection table, replacing one of the same name. Rows may carry objects with `document`, `start`
    /// and `end`; the host checks those and adds their `sha256` where it is an empty string.
    ///
    /// # Errors
    /// When a row cannot be written as JSON or the host refuses it.
    pub fn rows<T: Serialize>(&mut self, table: &str, rows: &[T]) -> Result<(), StageError> {
        let mut lines = Vec::new();
        for row in rows {
            push_row(&mut lines, table, row)?;
        }
        self.lines(table, lines)
    }

    /// Writes a collection table whose rows are JSON lines already, made with [`push_row`] on several threads perhaps.
    ///
    /// # Errors
    /// When the host refuses it.
    pub fn lines(&mut self, table: &str, lines: Vec<u8>) -> Result<(), StageError> {
        let lines = String::from_utf8(lines).map_err(|error| StageError::failed(error.to_string()))?;
        self.receiver.put_rows(table, &lines)
    }
}

/// Appends a row of a collection table as a JSON line.
///
/// # Errors
/// When the row cannot be written as JSON; `lines` is then as before.
pub fn push_row<T: Serialize>(lines: &mut Vec<u8>, table: &str, row: &T) -> Result<(), StageError> {
    let before = lines.len();
    let written = serde_json::to_writer(&mut *lines, row);
    match written {
        Ok(()) => lines.push(b'\n'),
        Err(error) => {
            lines.truncate(before);
            return Err(StageError::new(Fault::BadOutput, format!("table `{table}`: {error}")));
        }
    }
    Ok(())
}
