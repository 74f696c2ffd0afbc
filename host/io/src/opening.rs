//! Opening an input: unpacking, encoding, format.

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::charset;
use crate::decode::looks_binary;
use crate::detect::{DOCUMENT_SCHEMA, detect, extension, own_schema};
use crate::files::{Entry, Listing};
use crate::source::{Open, Progress};
use crate::stream::{Stream, xml_encoding};
use crate::unpack::{Packing, Unpack};
use crate::{Format, Rejection, SourceSpec};

/// Opens a file of a listing.
pub(crate) fn open_entry(
    listing: &Listing,
    entry: &Entry,
    spec: &SourceSpec,
    progress: &Arc<Progress>,
) -> Result<Open, Box<Rejection>> {
    let (path, shown) = (listing.path(entry), listing.shown(entry));
    let reject = |code, reason: String| {
        Box::new(Rejection { path: shown.clone(), code, reason, ..Rejection::default() })
    };
    let unreadable = |problem: &dyn std::fmt::Display| {
        reject("unreadable", format!("cannot be read: {problem}; check that it is there and its permissions"))
    };
    if let Some(problem) = &entry.problem {
        return Err(unreadable(problem));
    }
    let file = File::open(&path).map_err(|error| unreadable(&error))?;
    let meta = file.metadata().map_err(|error| unreadable(&error))?;
    let kind = extension(&path);
    // The byte order mark is not part of the text.
    let limit = spec.limits.text() as u64 + 3;
    let is_text = match spec.format {
        Format::Auto => {
            matches!(kind.as_str(), "txt" | "text" | "md" | "markdown" | "html" | "htm" | "xhtml")
        }
        format => matches!(format, Format::Text | Format::Html),
    };
    if is_text && meta.is_file() && meta.len() > limit {
        let reason = format!(
            "has {} bytes, more than the {} allowed; split it or raise `max_document_bytes`",
            meta.len(),
            spec.limits.max_document_bytes
        );
        return Err(reject("too-large", reason));
    }
    let is_parquet = match spec.format {
        Format::Auto => kind == "parquet",
        format => format == Format::Parquet,
    };
    if is_parquet {
        return open_parquet(file, shown, listing.id(entry), spec);
    }
    open_stream(Box::new(file), shown, listing.id(entry), &kind, spec, progress)
}

/// How many bytes are looked at to tell the format.
const HEAD: u64 = 64 << 10;

/// Opens a stream. `id` is the id of a document that is the whole of it.
pub(crate) fn open_stream(
    reader: Box<dyn io::Read + Send>,
    path: String,
    id: String,
    extension: &str,
    spec: &SourceSpec,
    progress: &Arc<Progress>,
) -> Result<Open, Box<Rejection>> {
    let reject = |code, reason: String| {
        Box::new(Rejection { path: path.clone(), code, reason, ..Rejection::default() })
    };
    let counted: Box<dyn io::Read + Send> = Box::new(Counted { reader, progress: Arc::clone(progress) });
    let (reader, head, is_page) =
        decoded(counted, extension, spec).map_err(|reason| reject("unreadable", reason))?;
    // An archive holds images, a page may be in any encoding: what they hold is judged record by record.
    if let Some(what) = looks_binary(&head).filter(|_| !is_page) {
        return Err(reject(
            "binary",
            format!(
                "{what}; copydesk reads text, HTML, JSON lines, tables, feeds, web archives and CoNLL files"
            ),
        ));
    }
    let format = match spec.format {
        Format::Auto => {
            if let Some(schema) = own_schema(&head).filter(|schema| schema != DOCUMENT_SCHEMA) {
                return Err(reject(
                    "own-output",
                    format!("is copydesk's own output ({schema}), which holds no reports"),
                ));
            }
            detect(extension, &head)
        }
        format => format,
    };
    if format == Format::Parquet {
        let reason = "is Parquet, which is read from a plain file only; unpack it and name the file";
        return Err(reject("unreadable", reason.to_owned()));
    }
    log::debug!("reading {path} as {format:?}");
    let reader = Box::new(io::Cursor::new(head).chain(reader));
    Ok(Open { stream: Stream::new(reader, format, spec), path, id })
}

/// A stream of bytes.
type Bytes = Box<dyn io::Read + Send>;

/// The bytes of a stream with their beginning, unpacked and as UTF-8; the last value says that it holds pages, which
/// have declarations of their own that are looked for later. An error is what to tell the user.
fn decoded(counted: Bytes, extension: &str, spec: &SourceSpec) -> Result<(Bytes, Vec<u8>, bool), String> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::InvalidData => error.to_string(),
        _ => format!("cannot be read: {error}; check that it is a file and its permissions"),
    };
    let (mut reader, mut head) = unpacked(counted, spec).map_err(unreadable)?;
    let asked = match &spec.encoding {
        Some(label) => Some(
            charset::by_label(label)
                .ok_or_else(|| format!("cannot be read as `{label}`: no encoding has this name"))?,
        ),
        None => None,
    };
    let holds_pages = |format| matches!(format, Format::Html | Format::Warc);
    let is_page =
        holds_pages(spec.format) || spec.format == Format::Auto && holds_pages(detect(extension, &head));
    let declared = || charset::by_mark(&head).or_else(|| xml_encoding(&head));
    let other = |encoding: &&'static encoding_rs::Encoding| *encoding != encoding_rs::UTF_8;
    if !is_page && let Some(encoding) = asked.or_else(declared).filter(other) {
        let whole = Box::new(io::Cursor::new(head).chain(reader));
        reader = Box::new(charset::Transcode::new(whole, encoding));
        head = read_head(&mut reader).map_err(unreadable)?;
    }
    Ok((reader, head, is_page))
}

/// The bytes of a stream with their beginning, unpacked where they are packed.
fn unpacked(mut reader: Bytes, spec: &SourceSpec) -> io::Result<(Bytes, Vec<u8>)> {
    let head = read_head(&mut reader)?;
    let Some(packing) = Packing::of(&head) else { return Ok((reader, head)) };
    let whole = Box::new(io::Cursor::new(head).chain(reader));
    let mut reader: Bytes = Box::new(Unpack::new(whole, packing, spec.limits.max_expansion));
    let head = read_head(&mut reader)?;
    Ok((reader, head))
}

/// Gives an error that was met too early: what came before it is read first.
struct Failed(Option<io::Error>);

impl io::Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(feature = "parquet")]
fn open_parquet(file: File, path: String, id: String, spec: &SourceSpec) -> Result<Open, Box<Rejection>> {
    let context = crate::stream::Context { path: &path, id: &id, spec };
    let parquet = crate::table_parquet::Parquet::open(file, &context)?;
    Ok(Open { stream: Stream::Parquet(Box::new(parquet)), path, id })
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(_: File, path: String, _: String, _: &SourceSpec) -> Result<Open, Box<Rejection>> {
    let reason = "is Parquet, and this copydesk was built without it; build it with `--features parquet`, or take one \
                  of the releases, which have it";
    Err(Box::new(Rejection { path, code: "not-built", reason: reason.to_owned(), ..Rejection::default() }))
}

/// Reads the beginning: until there is enough, or a whole first line after which nothing can change the format, so
/// that a slow pipe is not waited for.
fn read_head(reader: &mut Box<dyn io::Read + Send>) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut chunk = vec![0; 8 << 10];
    while (head.len() as u64) < HEAD {
        let count = match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if head.is_empty() => return Err(error),
            Err(error) => {
                *reader = Box::new(Failed(Some(error)));
                break;
            }
        };
        head.extend_from_slice(&chunk[..count]);
        if head.starts_with(b"{\"") && head.contains(&b'\n') {
            break;
        }
    }
    Ok(head)
}

/// Counts what is read for the progress bar.
struct Counted {
    reader: Box<dyn io::Read + Send>,
    progress: Arc<Progress>,
}

impl io::Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.progress.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
