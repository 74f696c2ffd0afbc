//! Moves documents through stages over bounded channels.
//!
//! Consecutive document-scope stages are fused into one *segment*: each worker takes a batch through all of them, so a
//! document stays in one core's cache. A collection-scope stage ends a segment: it sees all documents at once. The
//! runner knows nothing of files, libraries or configuration; it is given documents and [`Plugin`]-made models.
//!
//! What it promises:
//! - documents come out in the order in which they went in, and what is said about them does not depend on the number
//!   of workers or the size of batches;
//! - every document that went in comes out once: done, failed, filtered or rejected; [`Report`] counts them;
//! - text in flight stays below a bound in bytes, whatever the number of documents;
//! - a stage that panics, fails or returns nonsense costs at most the documents that made it do so.
#![forbid(unsafe_code)]

mod batch;
mod collect;
mod run;
mod segment;

pub use run::run;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use copydesk_core::{Descriptor, Document, Model, Plugin, StageError};
use serde_json::Value;

/// A stage of a pipeline, ready to run.
pub struct StageSlot {
    /// Its name in the pipeline.
    pub name: String,
    /// What its plugin says about it.
    pub descriptor: Descriptor,
    /// Makes one worker's copy.
    pub model: Box<dyn Model>,
    nanoseconds: AtomicU64,
}

impl std::fmt::Debug for StageSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StageSlot").field("name", &self.name).finish_non_exhaustive()
    }
}

impl StageSlot {
    /// Loads a stage with its options.
    ///
    /// # Errors
    /// When the plugin refuses the options.
    pub fn load(name: &str, plugin: &dyn Plugin, options: &Value) -> Result<Self, StageError> {
        let model = plugin.load(options)?;
        let descriptor = plugin.descriptor().clone();
        Ok(Self { name: name.to_owned(), descriptor, model, nanoseconds: AtomicU64::new(0) })
    }
}

/// How a run uses the machine. Nothing here changes what comes out.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Worker threads, at least 1.
    pub workers: usize,
    /// Most documents in a batch.
    pub batch_documents: usize,
    /// Most bytes of text in a batch; a longer document is a batch of its own.
    pub batch_bytes: usize,
    /// Bound on the memory of documents in flight, in bytes; text counts four times for its layers.
    pub max_in_flight_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        Self { workers, batch_documents: 16, batch_bytes: 256 << 10, max_in_flight_bytes: 64 << 20 }
    }
}

/// What a source gives. `R` is the source's own account of a record that it could not make a document of.
#[derive(Debug)]
pub enum Item<R> {
    /// A document.
    Document(Document),
    /// A record that a worker makes a document of.
    Raw(Raw<R>),
    /// Something that is none.
    Rejected(R),
    /// A record that the source leaves out on purpose, such as a copy.
    LeftOut(R),
}

/// A record that is costly to read: the one reader thread hands it on, and a worker makes the document.
pub struct Raw<R> {
    /// Bytes that it holds until then; they count as text does.
    pub bytes: usize,
    /// Makes the document, or says why it is none. It depends on the record alone and does not panic.
    pub make: Box<dyn FnOnce() -> Result<Document, R> + Send>,
}

impl<R> std::fmt::Debug for Raw<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raw").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// What became of one item, in input order. `T` is what [`Ends`] made of a finished document.
#[derive(Debug)]
pub enum Done<R, T> {
    /// Went through every stage.
    Finished(Box<Document>, T),
    /// Was none to begin with.
    Rejected(R),
    /// Was left out by the source on purpose.
    LeftOut(R),
    /// Was lost in a stage.
    Failed {
        /// As it was before that stage.
        document: Box<Document>,
        /// The stage's name.
        stage: String,
        /// Why.
        error: StageError,
    },
    /// Was taken out by a stage on purpose.
    Filtered {
        /// As it was before that stage.
        document: Box<Document>,
        /// The stage's name.
        stage: String,
        /// Why.
        reason: String,
    },
}

/// What both ends of a run are.
pub struct Ends<'a, R, T, E> {
    /// Gives the items; none at the end. Called on a thread of its own.
    pub source: &'a mut (dyn FnMut() -> Option<Item<R>> + Send),
    /// Called on a worker for each document that went through every stage, such as to make the lines of a file of it.
    pub encode: &'a (dyn Fn(&Document) -> T + Sync),
    /// Called once for each item, in input order, on the calling thread; an error of it ends the run.
    pub emit: &'a mut dyn FnMut(Done<R, T>) -> Result<(), E>,
}

impl<R, T, E> std::fmt::Debug for Ends<'_, R, T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ends")
    }
}

/// Watched from another thread while a run goes on, and used to stop it.
#[derive(Debug, Default)]
pub struct Control {
    /// Set it to stop reading; what was read is finished.
    pub stop: AtomicBool,
    /// Documents read so far.
    pub documents: AtomicU64,
    /// Bytes of text read so far.
    pub bytes: AtomicU64,
    /// Documents finished so far by the segment that is running.
    pub finished: AtomicU64,
    /// Documents lost so far.
    pub lost: AtomicU64,
}

impl Control {
    /// Whether the run was told to stop.
    pub fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The account of a run: `read = finished + failed + rejected + filtered`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Items that the source gave.
    pub read: u64,
    /// Documents that went through every stage.
    pub finished: u64,
    /// Documents lost in a stage.
    pub failed: u64,
    /// Records that were no documents.
    pub rejected: u64,
    /// Documents that the source or a stage took out on purpose.
    pub filtered: u64,
    /// Bytes of text read.
    pub bytes: u64,
    /// Whether the run was told to stop before the source ended.
    pub interrupted: bool,
    /// Whether a stage panicked, on a document or as a whole.
    pub panicked: bool,
    /// A collection stage that failed as a whole, and why; the stages after it did not run.
    pub broken: Option<(String, StageError)>,
    /// Time spent in each stage over all workers, in nanoseconds, in pipeline order.
    pub nanoseconds: Vec<(String, u64)>,
}

/// Why a run ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError<E> {
    /// A worker could not be made.
    #[error("stage `{stage}` cannot start: {error}")]
    Open {
        /// The stage's name.
        stage: String,
        /// Why.
        error: StageError,
    },
    /// Whoever takes the documents gave up.
    #[error("{0}")]
    Sink(E),
}
