//! Pages of HTML: from bytes to a document, on whatever thread there is time.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use copydesk_core::{Document, Layer, Origin, names};
use copydesk_html::{Found, Page};
use encoding_rs::{Encoding, UTF_8};
use serde_json::Value;

use crate::date::normal_date;
use crate::decode::{decode, not_utf8, note};
use crate::{HtmlText, Limits, RecordError, Rejection, charset, sha256_hex};

/// A page that was read but not looked at yet. Its id is settled.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageRecord {
    pub(crate) id: String,
    pub(crate) path: String,
    /// Where its record begins in the file that is being read; 0 where the file is the page.
    pub(crate) offset: u64,
    /// Whether it is one record of many.
    pub(crate) is_record: bool,
    pub(crate) bytes: Vec<u8>,
    /// The encoding that the configuration asks for, and the one that came with the page.
    pub(crate) asked: Option<&'static Encoding>,
    pub(crate) told: Option<&'static Encoding>,
    /// What is known beside the page, such as its address.
    pub(crate) meta: Vec<(&'static str, String)>,
    /// For what neither the page nor its record says.
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) limits: Limits,
    pub(crate) html: HtmlText,
}

impl PageRecord {
    /// Makes the document.
    pub(crate) fn make(mut self) -> Result<Document, Box<Rejection>> {
        let bytes = std::mem::take(&mut self.bytes);
        let sha256 = sha256_hex(&bytes);
        // A mistake in reading one page must not end the run.
        let made = catch_unwind(AssertUnwindSafe(|| self.document(bytes, &sha256)));
        let made = made.unwrap_or_else(|_| {
            let reason = "cannot be read as HTML: the reader failed on it, which is a mistake in copydesk";
            Err((None, RecordError::new("bad-page", reason)))
        });
        made.map_err(|(at, error)| {
            let place = self.is_record.then_some(self.offset);
            Box::new(Rejection {
                id: Some(self.id.clone()),
                path: self.path.clone(),
                line: None,
                offset: at.map(|at| at + self.offset).or(place),
                code: error.code,
                reason: error.reason,
                sha256: Some(sha256),
            })
        })
    }

    fn document(&self, bytes: Vec<u8>, sha256: &str) -> Result<Document, (Option<u64>, RecordError)> {
        let (html, notes) = self.decoded(bytes)?;
        let page = Page::read(&html);
        let (text, parts) = match self.html {
            HtmlText::Story => (page.story(), Vec::new()),
            HtmlText::Page => page.text(),
        };
        if text.trim().is_empty() {
            let reason = match self.html {
                HtmlText::Story => {
                    "no story was found in this page; set `html = \"page\"` to read all of its text"
                }
                HtmlText::Page => "this page has no text",
            };
            return Err((None, RecordError::new("no-text", reason)));
        }
        if text.len() > self.limits.text() {
            return Err((None, crate::stream::too_large(&self.limits)));
        }
        let mut doc = Document::new(self.id.as_str(), text);
        if !parts.is_empty() {
            let mut layer = Layer::new();
            for (start, end, is_story) in parts {
                layer
                    .push(start, end)
                    .label(if is_story { "body" } else { "furniture" })
                    .attr("reason", "page");
            }
            doc.put_layer(names::SEGMENTS, layer);
        }
        let sha = sha256_hex(doc.text().as_bytes());
        doc.origin = Origin { path: self.path.clone(), line: 0, offset: self.offset, sha256: sha };
        for (key, value) in &self.meta {
            doc.set_meta(key, value, "input");
        }
        add_found(&mut doc, &page.meta);
        doc.set_meta("page_sha256", sha256, "input");
        for (key, value) in &self.metadata {
            if doc.meta(key).is_none() {
                doc.set_meta(key, value, "input");
            }
        }
        notes.into_iter().for_each(|message| note(&mut doc, message));
        Ok(doc)
    }

    /// The page as text: in the encoding that is asked for, else in the one that it declares, else in UTF-8.
    fn decoded(&self, bytes: Vec<u8>) -> Result<(String, Vec<String>), (Option<u64>, RecordError)> {
        let declared = charset::by_mark(&bytes).or(self.told).or_else(|| charset::of_page(&bytes));
        let encoding = self.asked.or(declared).unwrap_or(UTF_8);
        let is_utf8 = || !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok();
        let mut notes = Vec::new();
        if encoding != UTF_8 && self.asked.is_none() && charset::by_mark(&bytes).is_none() && is_utf8() {
            // Text in another encoding is valid UTF-8 by chance about never.
            notes.push(format!("the page declares {} but is UTF-8, and was read as such", encoding.name()));
        } else if encoding != UTF_8 {
            let (text, _, had_errors) = encoding.decode(&bytes);
            if had_errors && self.limits.invalid_utf8 == crate::InvalidUtf8::Quarantine {
                let reason = format!(
                    "holds bytes that are not {}, which it declares; set `encoding` for this source, or \
                     `invalid_utf8 = \"replace\"`",
                    encoding.name()
                );
                return Err((None, RecordError::new("invalid-encoding", reason)));
            }
            if had_errors {
                notes.push(format!("bytes that are not {} became U+FFFD", encoding.name()));
            }
            let text: Cow<'_, str> = text;
            return Ok((text.into_owned(), notes));
        }
        let decoded = decode(bytes, self.limits.invalid_utf8)
            .map_err(|error| (Some(error.at as u64), RecordError::new("invalid-utf8", not_utf8(error))))?;
        notes.extend(decoded.notes);
        Ok((decoded.text, notes))
    }
}

/// Takes for each key the first value that is good, and says where in the page it stood.
fn add_found(doc: &mut Document, found: &[Found]) {
    for Found { key, value, from } in found {
        if doc.meta(key).is_some() {
            continue;
        }
        let value = match *key {
            "published" => normal_date(&Value::String(value.clone())),
            _ => Some(value.clone()),
        };
        if let Some(value) = value {
            doc.set_meta(key, &value, &format!("page:{from}"));
        }
    }
}
