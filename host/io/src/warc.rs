//! Web archives (WARC): the pages of a crawl, one record after the other.
//!
//! Read are responses that brought a page of HTML or plain text, resources of these kinds, and the plain text of
//! `conversion` records. Requests, images, redirects and the like are no reports and are passed over.

use std::io::{self, BufRead, BufReader, Read};

use copydesk_core::Document;

use crate::page::PageRecord;
use crate::stream::{Body, Context, Next, Parsed, too_large};
use crate::{RecordError, charset};

/// The longest head of a record or of a response.
const HEAD: usize = 64 << 10;
/// The longest line that is looked for the next record in.
const LINE: u64 = 64 << 10;

/// A web archive that is being read.
pub(crate) struct Warc {
    reader: BufReader<Box<dyn Read + Send>>,
    /// Offset of the next byte, in the unpacked archive.
    offset: u64,
    /// Where the record that is being read begins.
    start: u64,
    ended: bool,
    /// The first line of the next record, where it was looked for and found.
    found: Option<Vec<u8>>,
}

/// What the head of a record says.
#[derive(Debug, Default)]
struct Head {
    kind: String,
    id: String,
    uri: String,
    date: String,
    content_type: String,
    length: u64,
}

/// Something in the archive that is worth a word.
enum Found {
    Page(Box<PageRecord>),
    Text(Box<PageRecord>),
}

impl Warc {
    pub(crate) fn new(reader: Box<dyn Read + Send>) -> Self {
        Self {
            reader: BufReader::with_capacity(256 << 10, reader),
            offset: 0,
            start: 0,
            ended: false,
            found: None,
        }
    }

    /// The next page.
    pub(crate) fn next(&mut self, context: &Context<'_>) -> Option<Next> {
        while !self.ended {
            let head = self.head();
            let start = self.start;
            let fail = |error: RecordError, at: u64| {
                let mut rejection = context.reject(error.code, error.reason);
                rejection.offset = Some(at);
                Some(Err(rejection))
            };
            let head = match head {
                Ok(Some(head)) => head,
                Ok(None) => return None,
                Err(Trouble::Io(error)) => return self.end(context, &error),
                Err(Trouble::Bad(error)) => {
                    if let Err(error) = self.resume() {
                        return self.end(context, &error);
                    }
                    return fail(error, start);
                }
            };
            match self.body(head, start, context) {
                Ok(None) => {}
                Ok(Some(Found::Page(page))) => return Some(Ok(Parsed::page(*page))),
                Ok(Some(Found::Text(page))) => return Some(text(*page, context)),
                Err(Trouble::Io(error)) => return self.end(context, &error),
                Err(Trouble::Bad(error)) => return fail(error, start),
            }
        }
        None
    }

    fn end(&mut self, context: &Context<'_>, error: &io::Error) -> Option<Next> {
        self.ended = true;
        Some(Err(context.broken(error, None, Some(self.offset))))
    }

    fn line(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.offset += (&mut self.reader).take(most).read_until(b'\n', &mut line)? as u64;
        Ok(line)
    }

    /// The head of the next record; none at the end of the archive.
    fn head(&mut self) -> Result<Option<Head>, Trouble> {
        let version = loop {
            if let Some(line) = self.found.take() {
                break line;
            }
            self.start = self.offset;
            let line = self.line(LINE)?;
            if line.is_empty() {
                return Ok(None);
            }
            if !line.trim_ascii().is_empty() {
                break line;
            }
        };
        if !version.starts_with(b"WARC/") {
            let reason =
                "a WARC record should begin here and does not; what stands before the next one is left out";
            return Err(bad(reason.to_owned()));
        }
        let mut head = Head::default();
        let mut length = None;
        loop {
            let line = self.line(LINE)?;
            if line.is_empty() {
                self.ended = true;
                return Err(bad(
                    "the archive ends inside of the head of this record: the file was cut off".to_owned()
                ));
            }
            if line.trim_ascii().is_empty() {
                break;
            }
            if self.offset - self.start > HEAD as u64 {
                return Err(bad(format!("the head of this record is longer than {HEAD} bytes")));
            }
            let line = String::from_utf8_lossy(&line);
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "warc-record-id" => value.trim_matches(['<', '>']).clone_into(&mut head.id),
                "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut head.uri),
                "warc-date" => value.clone_into(&mut head.date),
                "content-type" => head.content_type = value.to_ascii_lowercase(),
                "content-length" => length = value.parse().ok(),
                _ => {}
            }
        }
        head.length = length
            .ok_or_else(|| bad("the record has no `Content-Length`, so its end is unknown".to_owned()))?;
        Ok(Some(head))
    }

    /// Reads lines until one begins a record, which is left to be read.
    fn resume(&mut self) -> io::Result<()> {
        loop {
            self.start = self.offset;
            let line = self.line(LINE)?;
            if line.is_empty() {
                self.ended = true;
                return Ok(());
            }
            if line.starts_with(b"WARC/1.") {
                self.found = Some(line);
                return Ok(());
            }
        }
    }

    /// The content of a record, where it is a page.
    fn body(&mut self, head: Head, start: u64, context: &Context<'_>) -> Result<Option<Found>, Trouble> {
        let is_http = head.content_type.starts_with("application/http");
        let is_wanted = match head.kind.as_str() {
            "response" => is_http,
            "resource" | "conversion" => media(&head.content_type).is_some(),
            _ => false,
        };
        let limit = context.spec.limits.text() as u64 + HEAD as u64;
        if !is_wanted || head.length > limit {
            let skipped = io::copy(&mut (&mut self.reader).take(head.length), &mut io::sink())?;
            self.offset += skipped;
            if skipped < head.length {
                return Err(self.cut(head.length, skipped));
            }
            return if is_wanted { Err(Trouble::Bad(too_large(&context.spec.limits))) } else { Ok(None) };
        }
        let mut bytes = Vec::with_capacity(head.length.min(1 << 20) as usize);
        let read = (&mut self.reader).take(head.length).read_to_end(&mut bytes)? as u64;
        self.offset += read;
        if read < head.length {
            return Err(self.cut(head.length, read));
        }
        let Some((content_type, bytes)) =
            (if is_http { response(bytes)? } else { Some((head.content_type.clone(), bytes)) })
        else {
            return Ok(None);
        };
        let limits = &context.spec.limits;
        if bytes.len() > limits.text() {
            return Err(Trouble::Bad(too_large(limits)));
        }
        let told = charset::of_content_type(&content_type).and_then(charset::by_label);
        let mut page = PageRecord { bytes, told, offset: start, is_record: true, ..context.page() };
        page.id = match head.id.strip_prefix("urn:uuid:").unwrap_or(&head.id) {
            "" => format!("{}:{start}", context.id),
            id => id.to_owned(),
        };
        if !head.uri.is_empty() {
            page.meta.push(("url", head.uri));
        }
        if !head.date.is_empty() {
            page.meta.push(("crawled", head.date));
        }
        Ok(match media(&content_type) {
            Some(Media::Html) => Some(Found::Page(Box::new(page))),
            Some(Media::Plain) => Some(Found::Text(Box::new(page))),
            None => None,
        })
    }

    fn cut(&mut self, length: u64, read: u64) -> Trouble {
        self.ended = true;
        bad(format!(
            "the archive ends inside of this record, after {read} of its {length} bytes: the file was cut off, so \
             fetch it again"
        ))
    }
}

enum Trouble {
    Io(io::Error),
    Bad(RecordError),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn bad(reason: String) -> Trouble {
    Trouble::Bad(RecordError::new("bad-warc", reason))
}

enum Media {
    Html,
    Plain,
}

fn media(content_type: &str) -> Option<Media> {
    match content_type.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => Some(Media::Html),
        "text/plain" => Some(Media::Plain),
        _ => None,
    }
}

/// The content type and the body of a response; none where it is no page that was found.
fn response(bytes: Vec<u8>) -> Result<Option<(String, Vec<u8>)>, Trouble> {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut parsed = httparse::Response::new(&mut headers);
    let config = {
        let mut config = httparse::ParserConfig::default();
        config.allow_spaces_after_header_name_in_responses(true);
        config.allow_obsolete_multiline_headers_in_responses(true);
        config.ignore_invalid_headers_in_responses(true);
        config
    };
    let from = match config.parse_response(&mut parsed, &bytes) {
        Ok(httparse::Status::Complete(from)) => from,
        Ok(httparse::Status::Partial) => return Err(bad("the head of the response does not end".to_owned())),
        Err(error) => return Err(bad(format!("the response cannot be read: {error}"))),
    };
    let value = |name: &str| {
        let header = parsed.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(header.value).trim().to_ascii_lowercase())
    };
    let content_type = value("content-type").unwrap_or_default();
    if parsed.code != Some(200) || media(&content_type).is_none() {
        return Ok(None);
    }
    let chunked = value("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
    let coding = value("content-encoding").unwrap_or_default();
    let mut body = bytes.get(from..).unwrap_or_default().to_vec();
    if chunked && let Some(joined) = unchunk(&body) {
        body = joined;
    }
    // Crawlers often store the body unpacked and leave the header as it was.
    if body.starts_with(b"\x1f\x8b") {
        let mut unpacked = Vec::new();
        flate2::read::MultiGzDecoder::new(body.as_slice())
            .take(LARGEST)
            .read_to_end(&mut unpacked)
            .map_err(|error| bad(format!("the body is packed with gzip and damaged: {error}")))?;
        body = unpacked;
    } else if coding == "br" && std::str::from_utf8(&body).is_err() {
        return Err(bad("the body is packed with Brotli, which is not read; store it unpacked".to_owned()));
    }
    Ok(Some((content_type, body)))
}

/// The most that a packed body is unpacked to; the limit on documents is checked behind.
const LARGEST: u64 = 256 << 20;

/// Joins the pieces of a chunked body; none where it is not chunked, as in archives that store the joined one.
fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = memchr::memmem::find(rest.get(..rest.len().min(100))?, b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

/// A record of plain text.
fn text(page: PageRecord, context: &Context<'_>) -> Next {
    let offset = page.offset;
    let encoding = page.asked.or(page.told).unwrap_or(encoding_rs::UTF_8);
    let text = if encoding == encoding_rs::UTF_8 {
        let decoded = crate::decode::decode(page.bytes, context.spec.limits.invalid_utf8);
        decoded.map(|decoded| decoded.text).map_err(|error| {
            let error_at = offset + error.at as u64;
            let mut rejection = context.reject("invalid-utf8", crate::decode::not_utf8(error));
            rejection.offset = Some(error_at);
            rejection
        })?
    } else {
        encoding.decode(&page.bytes).0.into_owned()
    };
    let mut doc = Document::new(page.id.as_str(), text);
    for (key, value) in &page.meta {
        doc.set_meta(key, value, "input");
    }
    match context.finish(&mut doc, 0, offset) {
        Ok(()) => Ok(Parsed { body: Body::Document(doc), given: false, line: 0, offset }),
        Err(error) => {
            let mut rejection = context.reject(error.code, error.reason);
            rejection.offset = Some(offset);
            Err(rejection)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        assert_eq!(unchunk(b"4\r\nWiki\r\n5;x=1\r\npedia\r\n0\r\n\r\n").as_deref(), Some(&b"Wikipedia"[..]));
        for plain in [&b"<html>no chunks</html>"[..], b"4\r\nWi", b"", b"zz\r\nab\r\n"] {
            assert_eq!(unchunk(plain), None);
        }
    }
}
