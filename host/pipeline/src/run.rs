//! Running a pipeline over files, and over documents in memory.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use copydesk_config::OnError;
use copydesk_core::{Document, Scope, StageError, Tables};
use copydesk_io::{
    DocumentIndex, Encoder, IoError, Outputs, Quarantine, QuarantineRow, Read, Rejection, Results, Sink,
    Target,
};
use copydesk_runner::{Control, Done, Ends, Item, Report, RunError, Settings, StageSlot};

use crate::{Job, Pipeline};

/// Why a run ended without its outputs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] IoError),
    /// There is nothing to write to.
    #[error("no outputs: add a [sinks.NAME] table to the configuration, or give --out DIR")]
    NoSinks,
    /// A stage could not start.
    #[error("stage `{stage}` cannot start: {error}")]
    Start {
        /// The stage's name.
        stage: String,
        /// Why.
        error: StageError,
    },
    /// `on_error = "fail"` and a document was lost.
    #[error("{what}; the run stops here because run.on_error is \"fail\", and nothing was written")]
    Lost {
        /// Which document, where and why.
        what: String,
    },
}

/// What a run did.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The counts.
    pub report: Report,
    /// What happened to what was lost.
    pub on_error: OnError,
    /// Where lost documents are written down, where there are any.
    pub quarantine: Option<PathBuf>,
    /// For a run that was stopped: the unfinished files it left.
    pub parts: Vec<PathBuf>,
    /// Whether the reader of standard output went away, which is no failure.
    pub output_closed: bool,
}

impl Summary {
    /// Documents and records that were lost.
    pub fn lost(&self) -> u64 {
        self.report.failed + self.report.rejected
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.on_error == OnError::Skip { "skipped" } else { "quarantined" };
        let Report { read, finished, filtered, .. } = &self.report;
        write!(f, "{read} read = {finished} written + {} {word} + {filtered} filtered", self.lost())
    }
}

/// Documents and tables kept in memory.
#[derive(Debug, Default)]
pub struct Kept {
    /// In input order; those that were lost are not among them.
    pub docs: Vec<Document>,
    /// Collection tables.
    pub tables: Tables,
    /// What was lost: id, stage, reason.
    pub lost: Vec<(String, String, String)>,
}

/// Whether the run goes on after a document.
enum Stop {
    Io(IoError),
    Lost(String),
}

impl Pipeline {
    /// How the configuration wants the machine used.
    pub fn settings(&self) -> Settings {
        let run = &self.config().run;
        let default = Settings::default();
        Settings {
            workers: run.workers.unwrap_or(default.workers),
            batch_documents: run.batch,
            batch_bytes: run.batch_bytes,
            max_in_flight_bytes: run.max_in_flight_bytes,
        }
    }

    /// Runs a job. Files appear when everything has ended well; a run that was stopped leaves its unfinished files beside
    /// them under names that end in `.part`.
    ///
    /// # Errors
    /// When a named input is missing, an output cannot be written, a stage cannot start, or a document is lost and
    /// `on_error` is `fail`. No output appears then.
    pub fn run(&self, job: Job, control: &Control) -> Result<Summary, PipelineError> {
        let mut source = copydesk_io::open_all(job.sources)?;
        let mut outputs = Outputs::new();
        let sinks = job.sinks.iter().map(|spec| outputs.sink(spec)).collect::<Result<Vec<_>, _>>()?;
        let quarantine = job.quarantine.as_ref().map(|target| outputs.quarantine(target)).transpose()?;
        // Places in tables refer to texts, so those are kept; a streaming pipeline has no tables.
        let keep = self.stages.iter().any(|slot| slot.descriptor.scope == Scope::Collection);
        let encoders: Vec<Option<Encoder>> = sinks.iter().map(|sink| sink.encoder()).collect();
        let encode = |doc: &Document| encode(&encoders, doc);
        let settings = self.settings();
        let kept_layers = sinks.iter().flat_map(|sink| sink.reads_at_end()).copied().collect();
        let mut writer = Writer {
            pipeline: self,
            sinks,
            kept_layers,
            quarantine,
            files_only: job.sinks.iter().all(|spec| matches!(spec.target, Target::File(_))),
            on_error: job.on_error,
            keep,
            kept: Vec::new(),
            seq: 0,
        };
        let mut feed = || {
            Some(match source.next()? {
                Read::Document(document) => Item::Document(document),
                Read::Raw(raw) => {
                    let bytes = raw.bytes();
                    Item::Raw(copydesk_runner::Raw { bytes, make: Box::new(|| raw.make()) })
                }
                Read::LeftOut(record) => Item::LeftOut(Box::new(record)),
                Read::Rejected(rejection) => Item::Rejected(Box::new(rejection)),
            })
        };
        let ends = Ends { source: &mut feed, encode: &encode, emit: &mut |done| writer.take(done) };
        let ran = copydesk_runner::run(ends, &self.stages, &settings, control);
        let (report, tables) = match ran {
            Ok(ran) => ran,
            Err(RunError::Sink(Stop::Io(error))) if error.is_closed() => {
                outputs.abort();
                return Ok(closed(job.on_error));
            }
            Err(RunError::Sink(Stop::Io(error))) => return Err(error.into()),
            Err(RunError::Sink(Stop::Lost(what))) => return Err(PipelineError::Lost { what }),
            Err(RunError::Open { stage, error }) => return Err(PipelineError::Start { stage, error }),
        };
        let mut summary = Summary { report, ..closed(job.on_error) };
        summary.output_closed = false;
        match writer.finish(&tables, settings.workers) {
            Err(error) if error.is_closed() => summary.output_closed = true,
            other => other?,
        }
        if summary.report.interrupted {
            summary.parts = outputs.keep_parts();
            return Ok(summary);
        }
        outputs.commit()?;
        if let (Some(copydesk_io::Target::File(path)), 1..) = (&job.quarantine, summary.lost()) {
            summary.quarantine = Some(path.clone());
        }
        Ok(summary)
    }

    /// Runs the stages over documents in memory, up to and including the stage `until`, or all of them.
    ///
    /// # Errors
    /// When a stage cannot start or a collection stage fails.
    pub fn process(&self, docs: Vec<Document>, until: Option<&str>) -> Result<Kept, PipelineError> {
        let end = until
            .and_then(|until| self.stages.iter().position(|slot| slot.name == until))
            .map_or(self.stages.len(), |last| last + 1);
        self.process_with(docs, &self.stages[..end])
    }

    fn process_with(&self, docs: Vec<Document>, stages: &[StageSlot]) -> Result<Kept, PipelineError> {
        let mut kept = Kept::default();
        let mut items = docs.into_iter().map(Item::<Infallible>::Document);
        let mut emit = |done: Done<Infallible, ()>| {
            match done {
                Done::Finished(document, ()) => kept.docs.push(*document),
                Done::Failed { document, stage, error } => {
                    kept.lost.push((document.id, stage, error.message))
                }
                Done::Filtered { document, stage, reason } => kept.lost.push((document.id, stage, reason)),
                Done::Rejected(never) | Done::LeftOut(never) => match never {},
            }
            Ok::<(), Infallible>(())
        };
        let ends = Ends { source: &mut || items.next(), encode: &|_| (), emit: &mut emit };
        let ran = copydesk_runner::run(ends, stages, &self.settings(), &Control::default());
        match ran {
            Ok((Report { broken: Some((stage, error)), .. }, _)) | Err(RunError::Open { stage, error }) => {
                Err(PipelineError::Start { stage, error })
            }
            Ok((_, tables)) => Ok(Kept { tables, ..kept }),
            Err(RunError::Sink(never)) => match never {},
        }
    }
}

fn closed(on_error: OnError) -> Summary {
    Summary { report: Report::default(), on_error, quarantine: None, parts: Vec::new(), output_closed: true }
}

/// What the sinks write for one document, in their order.
type Encoded = Vec<Result<Vec<u8>, IoError>>;

fn encode(encoders: &[Option<Encoder>], doc: &Document) -> Encoded {
    let bytes = |encoder: &Option<Encoder>| {
        let mut bytes = Vec::new();
        encoder.as_ref().map_or(Ok(()), |encode| encode(doc, &mut bytes)).map(|()| bytes)
    };
    encoders.iter().map(bytes).collect()
}

/// Hands documents to the sinks in order.
struct Writer<'a> {
    pipeline: &'a Pipeline,
    sinks: Vec<Box<dyn Sink>>,
    /// Layers that sinks read when everything is known.
    kept_layers: Vec<&'static str>,
    quarantine: Option<Quarantine>,
    /// Whether no sink writes to standard output, which has one order.
    files_only: bool,
    on_error: OnError,
    keep: bool,
    kept: Vec<Document>,
    seq: u64,
}

impl Writer<'_> {
    fn take(&mut self, done: Done<Box<Rejection>, Encoded>) -> Result<(), Stop> {
        let seq = self.seq;
        self.seq += 1;
        match done {
            Done::Finished(mut document, encoded) => {
                for (sink, encoded) in self.sinks.iter_mut().zip(encoded) {
                    sink.document(&encoded.map_err(Stop::Io)?).map_err(Stop::Io)?;
                }
                if self.keep {
                    document.retain_layers(|name| self.kept_layers.contains(&name));
                    self.kept.push(*document);
                }
                Ok(())
            }
            Done::Filtered { document, stage, reason } => {
                log::info!("`{}` filtered by stage `{stage}`: {reason}", document.id);
                Ok(())
            }
            Done::LeftOut(record) => {
                log::info!("{}: left out: {}", record.path, record.reason);
                Ok(())
            }
            Done::Rejected(rejection) => self.lose(&QuarantineRow::rejected(seq, *rejection)),
            Done::Failed { document, stage, error } => {
                let plugin = self.pipeline.plugins().iter().find(|plugin| plugin.stage == stage);
                let origin = &document.origin;
                self.lose(&QuarantineRow {
                    seq,
                    id: Some(document.id.clone()),
                    path: origin.path.clone(),
                    line: (origin.line > 0).then_some(origin.line),
                    offset: (origin.line > 0).then_some(origin.offset),
                    plugin: plugin.map(|plugin| plugin.descriptor.name.clone()),
                    version: plugin.map(|plugin| plugin.descriptor.version.clone()),
                    stage,
                    code: error.fault.code().to_owned(),
                    reason: error.message,
                    sha256: Some(copydesk_io::sha256_hex(document.text().as_bytes())),
                })
            }
        }
    }

    fn lose(&mut self, row: &QuarantineRow) -> Result<(), Stop> {
        let what = describe(row);
        log::warn!("{what}");
        if self.on_error == OnError::Fail {
            return Err(Stop::Lost(what));
        }
        match &mut self.quarantine {
            Some(quarantine) => quarantine.row(row).map_err(Stop::Io),
            None => Ok(()),
        }
    }

    fn finish(&mut self, tables: &Tables, threads: usize) -> Result<(), IoError> {
        let index = DocumentIndex::new(&self.kept);
        finish_sinks(&mut self.sinks, &Results::new(tables, &index, threads), self.files_only)?;
        self.quarantine.as_mut().map_or(Ok(()), Quarantine::finish)
    }
}

/// Finishes sinks, several at once where all write files of their own: what one makes on many threads it writes on one.
/// All of it happens on new threads, which go on with the memory that earlier ones have given back.
fn finish_sinks(
    sinks: &mut [Box<dyn Sink>],
    results: &Results<'_>,
    side_by_side: bool,
) -> Result<(), IoError> {
    let several = if side_by_side { results.threads.clamp(1, sinks.len().max(1)) } else { 1 };
    let queue = Mutex::new(sinks.iter_mut());
    let work = || {
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        std::iter::from_fn(next).try_for_each(|sink| sink.finish(results))
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..several).map(|_| scope.spawn(work)).collect();
        let mut result = Ok(());
        for thread in threads {
            let done = thread.join().unwrap_or_else(|payload| std::panic::resume_unwind(payload));
            result = result.and(done);
        }
        result
    })
}

/// One sentence for the log: file and line, document, stage and reason.
fn describe(row: &QuarantineRow) -> String {
    let mut what = row.path.clone();
    if let Some(line) = row.line {
        what.push_str(&format!(":{line}"));
    }
    if let Some(id) = row.id.as_ref().filter(|id| !id.is_empty()) {
        what.push_str(&format!(" (document `{id}`)"));
    }
    format!("{what}: lost in stage `{}`: {}", row.stage, row.reason)
}
