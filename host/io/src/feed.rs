//! Feeds: RSS 0.9x to 2.0, RSS 1.0 and Atom. Each entry with a text of its own is a document.

use std::io::{BufReader, Read};

use copydesk_core::Document;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use crate::RecordError;
use crate::date::normal_date;
use crate::stream::{Body, Context, Next, Parsed, too_large};

/// A feed that is being read.
pub(crate) struct Feed {
    reader: Reader<BufReader<Box<dyn Read + Send>>>,
    buffer: Vec<u8>,
    /// What the feed says of itself: title and language.
    publisher: String,
    lang: String,
    number: u64,
    ended: bool,
}

/// What an entry says, by what it is for.
#[derive(Debug, Default)]
struct Entry {
    offset: u64,
    id: String,
    title: String,
    link: String,
    date: String,
    updated: String,
    author: String,
    content: String,
    summary: String,
    /// Whether content and summary hold HTML.
    html: bool,
    too_large: bool,
}

impl Feed {
    pub(crate) fn new(reader: Box<dyn Read + Send>) -> Self {
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, reader));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self {
            reader,
            buffer: Vec::new(),
            publisher: String::new(),
            lang: String::new(),
            number: 0,
            ended: false,
        }
    }

    /// The next entry.
    pub(crate) fn next(&mut self, context: &Context<'_>) -> Option<Next> {
        if self.ended {
            return None;
        }
        match self.entry(context) {
            Ok(None) => {
                self.ended = true;
                if self.number == 0 {
                    let reason = "holds no entries: neither `item` nor `entry`; is it a feed?";
                    return Some(Err(context.reject("bad-feed", reason)));
                }
                None
            }
            Ok(Some(entry)) => {
                self.number += 1;
                let offset = entry.offset;
                Some(self.document(entry, context).map_err(|error| {
                    let mut rejection =
                        context.reject(error.code, format!("entry {} {}", self.number, error.reason));
                    rejection.offset = Some(offset);
                    rejection
                }))
            }
            Err(error) => {
                self.ended = true;
                let at = self.reader.buffer_position();
                if let quick_xml::Error::Io(error) = &error {
                    return Some(Err(context.broken(error, None, Some(at))));
                }
                let reason = format!("is not well-formed XML: {error}; what came before was read");
                let mut rejection = context.reject("bad-feed", reason);
                rejection.offset = Some(at);
                Some(Err(rejection))
            }
        }
    }

    fn entry(&mut self, context: &Context<'_>) -> Result<Option<Entry>, quick_xml::Error> {
        let limit = context.spec.limits.text();
        let mut entry: Option<Entry> = None;
        // Names of open elements: those of the entry, or those of the feed.
        let mut open: Vec<String> = Vec::new();
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer)?;
            match event {
                Event::Eof => return Ok(entry.filter(|entry| !entry.is_blank())),
                Event::Start(start) => {
                    let name = local(start.name().as_ref());
                    if matches!(name.as_str(), "item" | "entry") {
                        let offset = self.reader.buffer_position();
                        entry = Some(Entry { offset, ..Entry::default() });
                        open.clear();
                        continue;
                    }
                    look(&start, &name, &mut entry);
                    open.push(name);
                    // Nothing that is read lies deeper.
                    if open.len() > 1 << 16 {
                        open.truncate(1 << 15);
                    }
                }
                Event::Empty(start) => {
                    let name = local(start.name().as_ref());
                    look(&start, &name, &mut entry);
                }
                Event::End(end) => {
                    let name = local(end.name().as_ref());
                    if matches!(name.as_str(), "item" | "entry") && entry.is_some() {
                        return Ok(entry);
                    }
                    if let Some(at) = open.iter().rposition(|known| *known == name) {
                        open.truncate(at);
                    }
                }
                Event::Text(text) => {
                    let text = text.to_string();
                    self.take(&mut entry, &open, &text, limit);
                }
                Event::CData(text) => {
                    let text = text.to_string();
                    self.take(&mut entry, &open, &text, limit);
                }
                Event::GeneralRef(reference) => {
                    let text = copydesk_html::plain_text(&format!("&{};", &*reference));
                    self.take(&mut entry, &open, &text, limit);
                }
                _ => {}
            }
        }
    }

    /// Puts text where it belongs.
    fn take(&mut self, entry: &mut Option<Entry>, open: &[String], text: &str, limit: usize) {
        let (last, before) = match open {
            [.., before, last] => (last.as_str(), before.as_str()),
            [last] => (last.as_str(), ""),
            [] => return,
        };
        let Some(entry) = entry else {
            let slot = match last {
                "title" if before != "image" => &mut self.publisher,
                "language" => &mut self.lang,
                _ => return,
            };
            if slot.len() < 1000 {
                slot.push_str(text);
            }
            return;
        };
        let slot = match last {
            "title" if before.is_empty() => &mut entry.title,
            "link" if before.is_empty() => &mut entry.link,
            "guid" | "id" if before.is_empty() => &mut entry.id,
            "pubdate" | "published" | "date" | "issued" => &mut entry.date,
            "updated" | "modified" => &mut entry.updated,
            "creator" => &mut entry.author,
            "author" if before.is_empty() => &mut entry.author,
            "name" if before == "author" => &mut entry.author,
            "encoded" | "content" => &mut entry.content,
            "description" | "summary" if before.is_empty() => &mut entry.summary,
            // XHTML inside of an Atom entry.
            _ if open.iter().any(|name| name == "content") => &mut entry.content,
            _ if open.iter().any(|name| name == "summary") => &mut entry.summary,
            _ => return,
        };
        // The text may be HTML, which is longer than what will be left of it.
        if slot.len() + text.len() > limit.saturating_mul(2) {
            entry.too_large = true;
            return;
        }
        slot.push_str(text);
    }

    fn document(&self, entry: Entry, context: &Context<'_>) -> Result<Parsed, RecordError> {
        if entry.too_large {
            return Err(too_large(&context.spec.limits));
        }
        let raw = if entry.content.trim().is_empty() { &entry.summary } else { &entry.content };
        let is_html = entry.html
            || raw.contains("</")
            || raw.contains("<br")
            || raw.contains("<p>")
            || raw.contains('&');
        let text = if is_html { copydesk_html::plain_text(raw) } else { raw.trim().to_owned() };
        if text.trim().is_empty() {
            return Err(RecordError::new(
                "no-text",
                "has no text: neither content nor summary; the feed only links to the report",
            ));
        }
        let mut doc = Document::new("", text);
        let mut set = |key: &str, value: &str| {
            let value = copydesk_html::plain_text(value);
            if !value.trim().is_empty() {
                doc.set_meta(key, value.trim(), "input");
            }
        };
        set("title", &entry.title);
        let date = [&entry.date, &entry.updated]
            .into_iter()
            .find_map(|date| normal_date(&Value::String(date.clone())));
        set("published", date.as_deref().unwrap_or_default());
        set("publisher", &self.publisher);
        set("url", &entry.link);
        set("author", &entry.author);
        set("lang", &self.lang);
        context.finish(&mut doc, 0, entry.offset)?;
        let id = entry.id.trim();
        doc.id = if id.is_empty() { format!("{}:{}", context.id, self.number) } else { id.to_owned() };
        Ok(Parsed { body: Body::Document(doc), given: false, line: 0, offset: entry.offset })
    }
}

impl Entry {
    fn is_blank(&self) -> bool {
        self.content.is_empty() && self.summary.is_empty() && self.title.is_empty()
    }
}

/// A name without its prefix, in lower case.
fn local(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

/// What the attributes of an element say.
fn look(start: &BytesStart<'_>, name: &str, entry: &mut Option<Entry>) {
    let Some(entry) = entry else { return };
    let value = |wanted: &str| {
        let attribute = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == wanted)?;
        Some(copydesk_html::plain_text(&attribute.value))
    };
    match name {
        "link" => {
            let rel = value("rel");
            if let (None | Some("alternate"), Some(href)) = (rel.as_deref(), value("href")) {
                entry.link = href;
            }
        }
        "content" | "summary" => {
            entry.html |= value("type").is_some_and(|kind| kind.contains("html"));
        }
        // Elements of XHTML text are blocks or not; their names are kept for the reader of HTML.
        "p" | "br" | "li" | "div" | "h1" | "h2" | "h3" | "blockquote" if entry.html => {
            let target = if entry.content.is_empty() { &mut entry.summary } else { &mut entry.content };
            target.push('<');
            target.push_str(name);
            target.push('>');
        }
        _ => {}
    }
}

/// Whether a file that begins so is a feed.
pub(crate) fn is_feed(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head.get(..2048).unwrap_or(head)).to_ascii_lowercase();
    let mut rest = head.trim_start();
    while let Some(inside) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        rest = inside.split_once('>').map_or("", |(_, rest)| rest).trim_start();
    }
    ["<rss", "<feed", "<rdf:rdf"].iter().any(|start| rest.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_told_by_their_first_element() {
        assert!(is_feed(b"<?xml version=\"1.0\"?>\n<!-- made -->\n<rss version=\"2.0\">"));
        assert!(is_feed(b"<feed xmlns=\"http://www.w3.org/2005/Atom\">"));
        assert!(is_feed(b"<rdf:RDF>"));
        assert!(!is_feed(b"<html><rss>"));
        assert!(!is_feed(b""));
    }
}
