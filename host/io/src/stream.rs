//! One opened input, whatever its format, as a sequence of documents and rejections.

use std::io::{self, Read};

use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::Value;

use copydesk_core::{Document, Origin};

use crate::columns::Columns;
use crate::conll::Conll;
use crate::conllu::Conllu;
use crate::decode::{NotUtf8, decode, decode_line, not_utf8, note};
use crate::detect::DOCUMENT_SCHEMA;
use crate::documents::DocumentRecord;
use crate::feed::Feed;
use crate::lines::{Line, Lines};
use crate::page::PageRecord;
use crate::record::{Record, RecordSeed, json_error, parse_line};
use crate::warc::Warc;
use crate::{
    Format, InvalidUtf8, Limits, RecordError, Rejection, SourceSpec, charset, read_document, sha256_hex,
};

/// What streams know of the input that they read.
pub(crate) struct Context<'a> {
    /// The file as it is shown.
    pub(crate) path: &'a str,
    /// The id that a file with one document gets.
    pub(crate) id: &'a str,
    pub(crate) spec: &'a SourceSpec,
}

/// What a record is, before its id is known to be free.
#[derive(Debug)]
pub(crate) enum Body {
    Document(Document),
    /// A page that is still to be made a document.
    Page(Box<PageRecord>),
}

impl Body {
    /// The document, where it is one already.
    pub(crate) fn document(&mut self) -> Option<&mut Document> {
        match self {
            Self::Document(doc) => Some(doc),
            Self::Page(_) => None,
        }
    }

    /// The id that it has or asks for.
    pub(crate) fn id(&mut self) -> &mut String {
        match self {
            Self::Document(doc) => &mut doc.id,
            Self::Page(page) => &mut page.id,
        }
    }
}

/// A record before its id is known to be free.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) body: Body,
    /// Whether the record gave the id itself.
    pub(crate) given: bool,
    /// Where the record stands in the file that is being read.
    pub(crate) line: u64,
    pub(crate) offset: u64,
}

impl Parsed {
    /// A page whose id is not given by itself.
    pub(crate) fn page(page: PageRecord) -> Self {
        let offset = page.offset;
        Self { body: Body::Page(Box::new(page)), given: false, line: 0, offset }
    }
}

/// A rejection is boxed: it is rare, and larger than what else comes back.
pub(crate) type Next = Result<Parsed, Box<Rejection>>;

/// An input being read.
pub(crate) enum Stream {
    Text(Box<dyn Read + Send>),
    Html(Box<dyn Read + Send>),
    Warc(Box<Warc>),
    Feed(Box<Feed>),
    Columns(Box<Columns>),
    #[cfg(feature = "parquet")]
    Parquet(Box<crate::table_parquet::Parquet>),
    Records {
        lines: Lines<Box<dyn Read + Send>>,
        documents: bool,
    },
    Json {
        file: Box<dyn Read + Send>,
    },
    Items {
        items: std::vec::IntoIter<Value>,
        index: usize,
    },
    Conll(Conll<Box<dyn Read + Send>>),
    Conllu(Conllu<Box<dyn Read + Send>>),
    Done,
}

impl Stream {
    /// A stream over an input of a known format.
    pub(crate) fn new(reader: Box<dyn Read + Send>, format: Format, spec: &SourceSpec) -> Self {
        let lines = |reader| Lines::new(reader, spec.limits.line(format));
        match format {
            // Parquet is opened as a file, never as a stream; see the source.
            Format::Auto | Format::Text | Format::Parquet => Self::Text(reader),
            Format::Html => Self::Html(reader),
            Format::Warc => Self::Warc(Box::new(Warc::new(reader))),
            // The reader of XML takes UTF-8 only.
            Format::Feed if spec.limits.invalid_utf8 == InvalidUtf8::Replace => {
                Self::Feed(Box::new(Feed::new(Box::new(charset::Transcode::mending(reader)))))
            }
            Format::Feed => Self::Feed(Box::new(Feed::new(reader))),
            Format::Csv => Self::Columns(Box::new(Columns::new(reader, b',', spec))),
            Format::Tsv => Self::Columns(Box::new(Columns::new(reader, b'\t', spec))),
            Format::Jsonl => Self::Records { lines: lines(reader), documents: false },
            Format::Documents => Self::Records { lines: lines(reader), documents: true },
            Format::Json => Self::Json { file: reader },
            Format::Conll => Self::Conll(Conll::new(lines(reader))),
            Format::Conllu => Self::Conllu(Conllu::new(lines(reader))),
        }
    }

    /// The next document or rejection.
    pub(crate) fn next(&mut self, context: &Context<'_>) -> Option<Next> {
        match self {
            Self::Text(_) => {
                let Self::Text(reader) = std::mem::replace(self, Self::Done) else { return None };
                Some(read_text(reader, context))
            }
            Self::Html(_) => {
                let Self::Html(reader) = std::mem::replace(self, Self::Done) else { return None };
                Some(read_page(reader, context))
            }
            Self::Warc(warc) => warc.next(context),
            Self::Feed(feed) => feed.next(context),
            Self::Columns(columns) => columns.next(context),
            #[cfg(feature = "parquet")]
            Self::Parquet(parquet) => parquet.next(context),
            Self::Records { lines, documents } => {
                let next = next_record(lines, *documents, context);
                if matches!(next, Some((_, true))) {
                    *self = Self::Done;
                }
                next.map(|(next, _)| next)
            }
            Self::Json { .. } => {
                let Self::Json { file } = std::mem::replace(self, Self::Done) else { return None };
                match read_items(file, context) {
                    Ok(items) => *self = Self::Items { items: items.into_iter(), index: 0 },
                    Err(rejection) => return Some(Err(rejection)),
                }
                self.next(context)
            }
            Self::Items { items, index } => {
                let item = items.next()?;
                *index += 1;
                Some(read_item(item, *index, items.len() + *index, context))
            }
            Self::Conll(conll) => conll.next(context),
            Self::Conllu(conllu) => conllu.next(context),
            Self::Done => None,
        }
    }

    /// Whether its documents bring layers: those are results or gold, and equal texts among them are meant.
    pub(crate) fn has_layers(&self) -> bool {
        matches!(self, Self::Records { documents: true, .. } | Self::Conll(_) | Self::Conllu(_))
    }

    /// The bytes of the record last read, where they are still at hand.
    pub(crate) fn raw(&self) -> Option<&[u8]> {
        match self {
            Self::Records { lines, .. } => Some(lines.bytes()),
            _ => None,
        }
    }
}

impl Context<'_> {
    /// A rejection of the whole input.
    pub(crate) fn reject(&self, code: &'static str, reason: impl Into<String>) -> Box<Rejection> {
        Box::new(Rejection {
            path: self.path.to_owned(),
            code,
            reason: reason.into(),
            ..Rejection::default()
        })
    }

    /// A rejection of one record.
    pub(crate) fn reject_at(&self, error: RecordError, line: u64, offset: u64) -> Box<Rejection> {
        let mut rejection = self.reject(error.code, error.reason);
        rejection.line = Some(line);
        rejection.offset = Some(offset);
        rejection
    }

    /// An error of the system in the middle of an input.
    pub(crate) fn broken(&self, error: &io::Error, line: Option<u64>, offset: Option<u64>) -> Box<Rejection> {
        let reason = format!("cannot be read on: {error}; what came before was read");
        Box::new(Rejection { line, offset, ..*self.reject("unreadable", reason) })
    }

    fn too_large(&self) -> RecordError {
        too_large(&self.spec.limits)
    }

    /// A page of this input, still without its bytes.
    pub(crate) fn page(&self) -> PageRecord {
        PageRecord {
            id: self.id.to_owned(),
            path: self.path.to_owned(),
            asked: self.spec.encoding.as_deref().and_then(charset::by_label),
            metadata: self.spec.metadata.clone(),
            limits: self.spec.limits,
            html: self.spec.html,
            ..PageRecord::default()
        }
    }

    /// Fills in what every document of this input has, and refuses texts that are too long or empty.
    pub(crate) fn finish(&self, doc: &mut Document, line: u64, offset: u64) -> Result<(), RecordError> {
        if doc.text().trim().is_empty() {
            return Err(RecordError::new("empty", "has no text: it is empty or holds only blanks"));
        }
        if doc.text().len() > self.spec.limits.text() {
            return Err(self.too_large());
        }
        let sha256 = sha256_hex(doc.text().as_bytes());
        doc.origin = Origin { path: self.path.to_owned(), line, offset, sha256 };
        self.add_metadata(doc);
        Ok(())
    }

    fn add_metadata(&self, doc: &mut Document) {
        for (key, value) in &self.spec.metadata {
            if doc.meta(key).is_none() {
                doc.set_meta(key, value, "input");
            }
        }
    }
}

/// What to say of a text that is too long.
pub(crate) fn too_large(limits: &Limits) -> RecordError {
    let limit = limits.max_document_bytes;
    RecordError::new(
        "too-large",
        format!("is longer than {limit} bytes; split it or raise `max_document_bytes`"),
    )
}

/// The encoding that the declaration of an XML file names, where it is not UTF-8.
pub(crate) fn xml_encoding(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let is_xml = head.trim_ascii_start().starts_with(b"<?xml");
    let found = if is_xml { charset::of_page(head) } else { None };
    found.filter(|encoding| *encoding != encoding_rs::UTF_8)
}

/// Reads a file that is one page of HTML; it is looked at later.
fn read_page(reader: Box<dyn Read + Send>, context: &Context<'_>) -> Next {
    let limit = context.spec.limits.text();
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(limit as u64 + 1).read_to_end(&mut bytes) {
        return Err(context.broken(&error, None, None));
    }
    if bytes.len() > limit {
        let error = context.too_large();
        return Err(context.reject(error.code, error.reason));
    }
    Ok(Parsed::page(PageRecord { bytes, ..context.page() }))
}

/// The document of a record whose keys are known.
pub(crate) fn from_record(
    mut record: Record,
    context: &Context<'_>,
    line: u64,
    offset: u64,
) -> Result<Parsed, (Option<String>, RecordError)> {
    let id = record.take_id().map_err(|error| (None, error))?;
    let fails = |id: Option<String>| move |error| (id, error);
    let mut doc = record.into_document(&context.spec.fields).map_err(fails(id.clone()))?;
    context.finish(&mut doc, line, offset).map_err(fails(id.clone()))?;
    let given = id.is_some();
    doc.id = id.unwrap_or_else(|| format!("{}:{line}", context.id));
    Ok(Parsed { body: Body::Document(doc), given, line, offset })
}

/// Reads a file that is one document.
fn read_text(reader: Box<dyn Read + Send>, context: &Context<'_>) -> Next {
    let limit = context.spec.limits.text();
    let mut bytes = Vec::new();
    // One byte order mark and one byte more than fits, so that a file that grows is still noticed.
    if let Err(error) = reader.take(limit as u64 + 4).read_to_end(&mut bytes) {
        return Err(context.broken(&error, None, None));
    }
    if bytes.len() > limit + 3 {
        let error = context.too_large();
        return Err(context.reject(error.code, error.reason));
    }
    let sha256 = |bytes: &[u8]| Some(sha256_hex(bytes));
    // The bytes are gone once they are text, so a rejected file is hashed before.
    let hash = std::str::from_utf8(&bytes).is_err().then(|| sha256_hex(&bytes));
    let decoded = decode(bytes, context.spec.limits.invalid_utf8).map_err(|error: NotUtf8| {
        let rejection = context.reject("invalid-utf8", not_utf8(error));
        Box::new(Rejection { offset: Some(error.at as u64), sha256: hash, ..*rejection })
    })?;
    let mut doc = Document::new(context.id, decoded.text);
    for message in decoded.notes {
        note(&mut doc, message);
    }
    if let Err(error) = context.finish(&mut doc, 0, 0) {
        let sha256 = sha256(doc.text().as_bytes());
        return Err(Box::new(Rejection { sha256, ..*context.reject(error.code, error.reason) }));
    }
    Ok(Parsed { body: Body::Document(doc), given: false, line: 0, offset: 0 })
}

/// The next line that is not blank; the second value says that the input ends here, whatever follows.
fn next_record<R: Read>(
    lines: &mut Lines<R>,
    documents: bool,
    context: &Context<'_>,
) -> Option<(Next, bool)> {
    loop {
        let line = match lines.advance() {
            Ok(line) => line?,
            Err(error) => {
                let place = (Some(lines.number() + 1), Some(lines.offset()));
                return Some((Err(context.broken(&error, place.0, place.1)), true));
            }
        };
        if line.too_long {
            let reason = format!(
                "the line of {} bytes is longer than {} bytes may need; it was skipped: split it or raise `max_document_bytes`",
                line.length, context.spec.limits.max_document_bytes
            );
            let error = RecordError::new("too-large", reason);
            return Some((Err(context.reject_at(error, line.number, line.offset)), false));
        }
        if lines.bytes().trim_ascii().is_empty() {
            continue;
        }
        let parsed = parse_record(lines.bytes(), line, documents, context);
        let next = parsed.map_err(|(id, bad, error)| {
            let sha256 = Some(sha256_hex(lines.bytes()));
            Box::new(Rejection { id, sha256, ..*context.reject_at(error, line.number, line.offset + bad) })
        });
        return Some((next, false));
    }
}

/// A failed record: its id where it has one, where in the line it is bad, and why.
type BadRecord = (Option<String>, u64, RecordError);

fn parse_record(
    bytes: &[u8],
    line: Line,
    documents: bool,
    context: &Context<'_>,
) -> Result<Parsed, BadRecord> {
    let (text, mended) = decode_line(bytes, context.spec.limits.invalid_utf8)
        .map_err(|error| (None, error.at as u64, RecordError::new("invalid-utf8", not_utf8(error))))?;
    let fails = |id: Option<String>| move |error| (id, 0, error);
    let fields = &context.spec.fields;
    let record = if documents { None } else { Some(parse_line(&text, fields).map_err(fails(None))?) };
    // Where nobody said what the file is, a record is believed that says it is copydesk's own.
    let record = record.filter(|record| !(record.is_own && context.spec.format == Format::Auto));
    let mut parsed = if let Some(record) = record {
        from_record(record, context, line.number, line.offset).map_err(|(id, error)| (id, 0, error))?
    } else {
        let mut doc = read_document(&text).map_err(fails(None))?;
        if doc.text().len() > context.spec.limits.text() {
            return Err((Some(doc.id), 0, context.too_large()));
        }
        context.add_metadata(&mut doc);
        Parsed { body: Body::Document(doc), given: true, line: line.number, offset: line.offset }
    };
    if let (Some(message), Some(doc)) = (mended, parsed.body.document()) {
        note(doc, message);
    }
    Ok(parsed)
}

/// Reads a JSON file as a whole: the elements of an array, or the one object.
fn read_items(file: Box<dyn Read + Send>, context: &Context<'_>) -> Result<Vec<Value>, Box<Rejection>> {
    let limit = context.spec.limits.line(Format::Documents);
    let mut bytes = Vec::new();
    if let Err(error) = file.take(limit as u64 + 1).read_to_end(&mut bytes) {
        return Err(context.broken(&error, None, None));
    }
    if bytes.len() > limit {
        let reason = format!(
            "is a JSON file of more than {limit} bytes; write one object a line (JSON lines) instead"
        );
        return Err(context.reject("too-large", reason));
    }
    let reject = |offset: Option<u64>, error: RecordError| {
        let sha256 = Some(sha256_hex(&bytes));
        Box::new(Rejection { offset, sha256, ..*context.reject(error.code, error.reason) })
    };
    let bare = bytes.strip_prefix(crate::decode::BOM).unwrap_or(&bytes);
    let (text, _) = decode_line(bare, context.spec.limits.invalid_utf8)
        .map_err(|error| reject(Some(error.at as u64), RecordError::new("invalid-utf8", not_utf8(error))))?;
    match serde_json::from_str(&text) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(item) => Ok(vec![item]),
        Err(error) => Err(reject(None, json_error(&error))),
    }
}

fn read_item(item: Value, index: usize, total: usize, context: &Context<'_>) -> Next {
    let fails = |id: Option<String>| {
        move |error: RecordError| {
            let place = if total > 1 { format!("element {index} ") } else { String::new() };
            Box::new(Rejection { id, ..*context.reject(error.code, format!("{place}{}", error.reason)) })
        }
    };
    let schema = item.get("schema").and_then(Value::as_str);
    if schema == Some(DOCUMENT_SCHEMA) {
        let record = DocumentRecord::deserialize(item)
            .map_err(|error| fails(None)(RecordError::new("bad-record", error.to_string())))?;
        let mut doc = record.into_document().map_err(fails(None))?;
        context.add_metadata(&mut doc);
        return Ok(Parsed { body: Body::Document(doc), given: true, line: 0, offset: 0 });
    }
    let fields = &context.spec.fields;
    let mut record = RecordSeed(fields).deserialize(item).map_err(|error| fails(None)(json_error(&error)))?;
    let id = record.take_id().map_err(fails(None))?;
    let mut doc = record.into_document(fields).map_err(fails(id.clone()))?;
    context.finish(&mut doc, 0, 0).map_err(fails(id.clone()))?;
    let given = id.is_some();
    let derived = || if total > 1 { format!("{}:{index}", context.id) } else { context.id.to_owned() };
    doc.id = id.unwrap_or_else(derived);
    Ok(Parsed { body: Body::Document(doc), given, line: 0, offset: 0 })
}
