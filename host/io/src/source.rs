//! Sources: documents in a fixed order, and for everything else a rejection that says where and why.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use copydesk_core::Document;

use crate::copies::Copies;
use crate::files::{Listing, list};
use crate::ids::{Ids, Seen};
use crate::opening::{open_entry, open_stream};
use crate::stream::{Body, Context, Next, Parsed, Stream};
use crate::{Input, IoError, SourceSpec, sha256_hex};

/// What a source yields for each record of its inputs.
#[derive(Debug)]
pub enum Read {
    /// A document.
    Document(Document),
    /// A record that is costly to read, to be made a document on another thread.
    Raw(Raw),
    /// Something that is none.
    Rejected(Rejection),
    /// A record that is left out on purpose: a copy of one that was read before.
    LeftOut(Rejection),
}

impl Read {
    /// Makes the document at once where it is still to be made.
    #[must_use]
    pub fn made(self) -> Self {
        match self {
            Self::Raw(raw) => raw.make().map_or_else(|bad| Self::Rejected(*bad), Self::Document),
            other => other,
        }
    }
}

/// A record whose place among the others is settled and which is still to be made a document.
pub struct Raw {
    bytes: usize,
    make: Box<dyn FnOnce() -> Result<Document, Box<Rejection>> + Send>,
}

impl Raw {
    /// Bytes that it holds.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Makes the document; depends on the record alone.
    ///
    /// # Errors
    /// Why it is none.
    pub fn make(self) -> Result<Document, Box<Rejection>> {
        (self.make)()
    }
}

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raw").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// A record, or a whole file, that could not be read as a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejection {
    /// The record's id, where it was read.
    pub id: Option<String>,
    /// The file as the user gave it, `-` for standard input.
    pub path: String,
    /// The line of the record, from 1; none where the whole file is rejected.
    pub line: Option<u64>,
    /// Where it goes wrong, as a byte offset in the file.
    pub offset: Option<u64>,
    /// A word for it that does not change: `unreadable`, `binary`, `empty`, `too-large`, `invalid-utf8`, `bad-json`,
    /// `not-an-object`, `no-text`, `wrong-type`, `duplicate-id`, `bad-record`, `bad-offsets`, `bad-sha256`,
    /// `bad-conll`, `bad-conllu`, `own-output`.
    pub code: &'static str,
    /// One sentence that says what to do.
    pub reason: String,
    /// SHA-256 of the raw record (a line without its line feed, or the file), where it was read.
    pub sha256: Option<String>,
}

/// How far a source is, for a progress bar on another thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes read.
    pub read: AtomicU64,
    /// Bytes that there are as far as is known; 0 where it is not.
    pub total: AtomicU64,
}

/// Yields documents in an order that depends on the input alone.
pub trait Source: Send {
    /// The next document or rejection; none at the end.
    fn next(&mut self) -> Option<Read>;

    /// How far it is.
    fn progress(&self) -> Arc<Progress> {
        Arc::default()
    }
}

/// Opens a source.
///
/// # Errors
/// When a file, folder or pattern that was named leads to nothing. What goes wrong with single files and records
/// comes as [`Read::Rejected`] and the rest is read on.
pub fn open(spec: SourceSpec) -> Result<Box<dyn Source>, IoError> {
    open_all(vec![spec])
}

/// Opens several sources as one; an id counts as given twice wherever the two are.
///
/// # Errors
/// As [`open`].
pub fn open_all(specs: Vec<SourceSpec>) -> Result<Box<dyn Source>, IoError> {
    let mut inputs = Vec::with_capacity(specs.len());
    for spec in specs {
        let listing = list(&spec)?;
        inputs.push(Inputs { listing, reader: None, is_stdin: matches!(spec.input, Input::Stdin), spec });
    }
    if inputs.is_empty() {
        return Err(IoError::NoInput);
    }
    Ok(Box::new(Reader::new(inputs)))
}

/// Reads from any reader as from standard input. `name` stands for its path; documents without an id are named
/// after it.
pub fn open_reader(reader: Box<dyn io::Read + Send>, name: &str, spec: SourceSpec) -> Box<dyn Source> {
    let inputs = Inputs {
        listing: Listing::default(),
        reader: Some((reader, name.to_owned())),
        is_stdin: false,
        spec,
    };
    Box::new(Reader::new(vec![inputs]))
}

/// The inputs of one specification.
struct Inputs {
    spec: SourceSpec,
    listing: Listing,
    reader: Option<(Box<dyn io::Read + Send>, String)>,
    is_stdin: bool,
}

impl Inputs {
    fn places(&self) -> usize {
        self.listing.entries.len() + 1
    }
}

/// The input being read.
pub(crate) struct Open {
    pub(crate) stream: Stream,
    pub(crate) path: String,
    pub(crate) id: String,
}

struct Reader {
    inputs: Vec<Inputs>,
    /// The next entry of which input.
    at: (usize, usize),
    open: Option<Open>,
    ids: Ids,
    copies: Copies,
    progress: Arc<Progress>,
}

impl Reader {
    fn new(inputs: Vec<Inputs>) -> Self {
        let whole = inputs.iter().all(|input| input.reader.is_none() && !input.is_stdin);
        let total = inputs.iter().flat_map(|input| &input.listing.entries).map(|entry| entry.bytes).sum();
        let progress = Progress::default();
        progress.total.store(if whole { total } else { 0 }, Ordering::Relaxed);
        Self {
            inputs,
            at: (0, 0),
            open: None,
            ids: Ids::default(),
            copies: Copies::default(),
            progress: Arc::new(progress),
        }
    }

    /// Opens the next input; a rejection where it cannot be opened, none where there is no other.
    fn open_next(&mut self) -> Option<Result<Open, Box<Rejection>>> {
        loop {
            let inputs = self.inputs.get_mut(self.at.0)?;
            if inputs.is_stdin {
                inputs.is_stdin = false;
                inputs.reader = Some((Box::new(io::stdin()), "-".to_owned()));
            }
            if let Some((reader, path)) = inputs.reader.take() {
                let id = if path == "-" { "stdin".to_owned() } else { path.clone() };
                return Some(open_stream(reader, path, id, "", &inputs.spec, &self.progress));
            }
            let Some(entry) = inputs.listing.entries.get(self.at.1) else {
                self.at = (self.at.0 + 1, 0);
                continue;
            };
            self.at.1 += 1;
            let opened = open_entry(&inputs.listing, entry, &inputs.spec, &self.progress);
            if let Err(rejection) = &opened
                && rejection.code == "own-output"
                && !inputs.listing.roots[entry.root as usize].is_file
            {
                log::warn!("{} {}; it is left out", rejection.path, rejection.reason);
                continue;
            }
            return Some(opened);
        }
    }

    /// The place by which an id is remembered. Each specification has one number for a reader and one for each file.
    fn place(&self, line: u64) -> Seen {
        let before: usize = self.inputs.iter().take(self.at.0).map(Inputs::places).sum();
        Seen { input: (before + self.at.1) as u32, line }
    }

    fn describe(&self, seen: Seen) -> String {
        let mut index = seen.input as usize;
        let mut path = "-".to_owned();
        for inputs in &self.inputs {
            if index < inputs.places() {
                let entry = index.checked_sub(1).and_then(|entry| inputs.listing.entries.get(entry));
                path = entry.map_or(path, |entry| inputs.listing.shown(entry));
                break;
            }
            index -= inputs.places();
        }
        match seen.line {
            0 => format!("`{path}`"),
            line => format!("`{path}`, line {line}"),
        }
    }

    /// Gives a document its place among the ids of the run, unless it is a copy.
    fn admit(&mut self, next: Next, open: &Open) -> Read {
        let mut parsed = match next {
            Ok(parsed) => parsed,
            Err(rejection) => return Read::Rejected(*rejection),
        };
        let place = self.place(parsed.line);
        let (path, raw) = (open.path.as_str(), || open.stream.raw().map(sha256_hex));
        let skip = !open.stream.has_layers()
            && self.inputs.get(self.at.0).is_some_and(|inputs| inputs.spec.skip_copies);
        if let Some(first) = if skip { self.copy_of(&parsed, place) } else { None } {
            let reason = format!(
                "is an exact copy of what {} holds; `duplicates = \"keep\"` reads it all the same",
                self.describe(first)
            );
            return Read::LeftOut(refusal(parsed, path, "copy", reason, raw()));
        }
        let id = std::mem::take(parsed.body.id());
        if !parsed.given {
            *parsed.body.id() = self.ids.derive(id, place);
            return ready(parsed.body);
        }
        let taken = self.ids.take(&id, place);
        let short: String = id.chars().take(80).collect();
        *parsed.body.id() = id;
        match taken {
            Ok(()) => ready(parsed.body),
            Err(first) => {
                let first = self.describe(first);
                let reason =
                    format!("id `{short}` was already used by {first}; give each record an id of its own");
                Read::Rejected(refusal(parsed, path, "duplicate-id", reason, raw()))
            }
        }
    }

    /// Where the same text or page was read before.
    fn copy_of(&mut self, parsed: &Parsed, place: Seen) -> Option<Seen> {
        let taken = match &parsed.body {
            // The text has been hashed already, and its hash stands for it.
            Body::Document(doc) => {
                self.copies.take_text(&doc.origin.sha256, doc.meta("publisher").unwrap_or_default(), place)
            }
            Body::Page(page) => self.copies.take_page(&page.bytes, place),
        };
        taken.err()
    }
}

/// What is handed out: a document, or what a worker makes one of.
fn ready(body: Body) -> Read {
    match body {
        Body::Document(doc) => Read::Document(doc),
        Body::Page(page) => {
            let bytes = page.bytes.len();
            Read::Raw(Raw { bytes, make: Box::new(move || page.make()) })
        }
    }
}

fn refusal(
    mut parsed: Parsed,
    path: &str,
    code: &'static str,
    reason: String,
    sha256: Option<String>,
) -> Rejection {
    let at = (parsed.line > 0).then_some((parsed.line, parsed.offset));
    Rejection {
        id: Some(std::mem::take(parsed.body.id())),
        path: path.to_owned(),
        line: at.map(|at| at.0),
        offset: at.map(|at| at.1),
        code,
        reason,
        sha256,
    }
}

impl Source for Reader {
    fn next(&mut self) -> Option<Read> {
        loop {
            if let Some(mut open) = self.open.take() {
                let spec = &self.inputs[self.at.0].spec;
                let context = Context { path: &open.path, id: &open.id, spec };
                if let Some(next) = open.stream.next(&context) {
                    let read = self.admit(next, &open);
                    self.open = Some(open);
                    return Some(read);
                }
            }
            match self.open_next()? {
                Ok(open) => self.open = Some(open),
                Err(rejection) => return Some(Read::Rejected(*rejection)),
            }
        }
    }

    fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }
}
