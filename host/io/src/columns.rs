//! Tables of text: comma- or tab-separated, with the names of the columns in the first line.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, ReaderBuilder};
use serde_json::Value;

use crate::decode::{decode_line, not_utf8, note};
use crate::record::Record;
use crate::stream::{Context, Next, Parsed, from_record};
use crate::{Fields, RecordError, Rejection, SourceSpec, sha256_hex};

/// A table that is being read.
pub(crate) struct Columns {
    reader: csv::Reader<Fence>,
    fence: Arc<AtomicU64>,
    limit: u64,
    /// For each column what it is for.
    names: Option<Vec<String>>,
    record: ByteRecord,
    ended: bool,
}

/// Ends the input where one record takes more than it may: a quote that is never closed would make one of the rest.
struct Fence {
    reader: Box<dyn Read + Send>,
    left: Arc<AtomicU64>,
}

/// The reader reads ahead by so much.
const AHEAD: usize = 64 << 10;

impl Read for Fence {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other(
                "a row is longer than a document may be; is there a quote that is never closed?",
            ));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.reader.read(&mut buffer[..most])?;
        self.left.store(left - count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Columns {
    pub(crate) fn new(reader: Box<dyn Read + Send>, delimiter: u8, spec: &SourceSpec) -> Self {
        let limit = (spec.limits.text() as u64).saturating_mul(2).saturating_add(1 << 20);
        let fence = Arc::new(AtomicU64::new(limit));
        let reader = Fence { reader, left: Arc::clone(&fence) };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            // The default takes `\r\n` in two steps, and the second line of a file would count as its first.
            .terminator(csv::Terminator::Any(b'\n'))
            .has_headers(false)
            .buffer_capacity(AHEAD)
            .from_reader(reader);
        Self { reader, fence, limit, names: None, record: ByteRecord::new(), ended: false }
    }

    /// The next row.
    pub(crate) fn next(&mut self, context: &Context<'_>) -> Option<Next> {
        if !self.ended
            && self.names.is_none()
            && let Err(rejection) = self.head(context)
        {
            self.ended = true;
            return Some(Err(rejection));
        }
        loop {
            if self.ended {
                return None;
            }
            self.fence.store(self.limit, Ordering::Relaxed);
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) if self.record.iter().all(|field| field.trim_ascii().is_empty()) => {}
                Ok(true) => return Some(self.row(context)),
                Ok(false) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    let place = self.reader.position().clone();
                    let error = io::Error::other(error.to_string());
                    return Some(Err(context.broken(&error, Some(place.line()), Some(place.byte()))));
                }
            }
        }
    }

    fn head(&mut self, context: &Context<'_>) -> Result<(), Box<Rejection>> {
        let read = self.reader.read_byte_record(&mut self.record);
        read.map_err(|error| context.broken(&io::Error::other(error.to_string()), Some(1), Some(0)))?;
        let name = |(at, field): (usize, &[u8])| {
            let field = if at == 0 { field.strip_prefix(crate::decode::BOM).unwrap_or(field) } else { field };
            String::from_utf8_lossy(field).trim().to_owned()
        };
        let names: Vec<String> = self.record.iter().enumerate().map(name).collect();
        check_names(&names, &context.spec.fields)
            .map_err(|error| context.reject(error.code, error.reason))?;
        self.names = Some(names);
        Ok(())
    }

    fn row(&self, context: &Context<'_>) -> Next {
        let place = self.record.position().map_or((0, 0), |place| (place.line(), place.byte()));
        self.parse(context, place).map_err(|(id, error)| {
            let sha256 = Some(sha256_hex(self.record.as_slice()));
            Box::new(Rejection { id, sha256, ..*context.reject_at(error, place.0, place.1) })
        })
    }

    fn parse(
        &self,
        context: &Context<'_>,
        place: (u64, u64),
    ) -> Result<Parsed, (Option<String>, RecordError)> {
        let mut record = Record::default();
        let mut mended = None;
        for (at, (name, field)) in self.names.iter().flatten().zip(self.record.iter()).enumerate() {
            if field.trim_ascii().is_empty() || !Record::wants(name, &context.spec.fields) {
                continue;
            }
            let field =
                if at + 1 == self.record.len() { field.strip_suffix(b"\r").unwrap_or(field) } else { field };
            let (text, note) = decode_line(field, context.spec.limits.invalid_utf8).map_err(|error| {
                (None, RecordError::new("invalid-utf8", format!("in column `{name}`: {}", not_utf8(error))))
            })?;
            mended = mended.or(note);
            record.put(name, Value::String(text.into_owned()), &context.spec.fields);
        }
        let mut parsed = from_record(record, context, place.0, place.1)?;
        if let (Some(message), Some(doc)) = (mended, parsed.body.document()) {
            note(doc, message);
        }
        Ok(parsed)
    }
}

/// Refuses a table without a column for the text.
pub(crate) fn check_names(names: &[String], fields: &Fields) -> Result<(), RecordError> {
    if names.iter().any(|name| fields.text.contains(name)) {
        return Ok(());
    }
    let shown: Vec<&str> = names.iter().take(20).map(String::as_str).collect();
    Err(RecordError::new(
        "no-text",
        format!(
            "has no column `{}`; its columns are `{}`: say which holds the text with `fields = {{ text = \"...\" }}`",
            fields.text.join("`, `"),
            shown.join("`, `")
        ),
    ))
}
