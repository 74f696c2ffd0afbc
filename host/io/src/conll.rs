//! Columns of token and tag: the CoNLL 2003 family.
//!
//! The text is made of the tokens: one blank between tokens, one line feed between sentences.

use std::io::Read;

use copydesk_core::{Document, Layer, names};

use crate::decode::{decode_line, not_utf8, note};
use crate::lines::Lines;
use crate::stream::{Body, Context, Next, Parsed};
use crate::{RecordError, Rejection};

/// A document that is being put together, shared with the CoNLL-U reader.
#[derive(Debug, Default)]
pub(crate) struct Building {
    /// The id that the file gives it.
    pub(crate) id: Option<String>,
    pub(crate) text: String,
    pub(crate) tokens: Layer,
    pub(crate) sents: Layer,
    pub(crate) ents: Layer,
    pub(crate) notes: Vec<String>,
    /// Line and offset where it begins.
    pub(crate) begins: (u64, u64),
    /// The first thing wrong with it, with line and offset; the rest of it is then skipped.
    pub(crate) bad: Option<(u64, u64, RecordError)>,
    open: Option<OpenEntity>,
}

#[derive(Debug)]
struct OpenEntity {
    label: String,
    id: String,
    start: u32,
    end: u32,
}

impl Building {
    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.bad.is_none()
    }

    /// Marks the document as bad unless it is already.
    pub(crate) fn fail(&mut self, line: u64, offset: u64, code: &'static str, reason: impl Into<String>) {
        if self.bad.is_none() {
            self.bad = Some((line, offset, RecordError::new(code, reason)));
            self.text = String::new();
        }
    }

    /// Appends to the text unless the document would grow past the limit.
    pub(crate) fn push(&mut self, piece: &str, limit: usize, line: u64, offset: u64) {
        if self.bad.is_some() {
            return;
        }
        if self.text.len() + piece.len() > limit {
            let reason = format!("is longer than {limit} bytes; split it or raise `max_document_bytes`");
            self.fail(line, offset, "too-large", reason);
            return;
        }
        self.text.push_str(piece);
    }

    /// Takes the tag of a token: BIO, IOB1, BIOES and BILOU all come to the same spans.
    pub(crate) fn tag(&mut self, tag: &str, id: &str, start: u32, end: u32) {
        let Some((prefix, label)) = tag.split_once('-').filter(|(_, label)| !label.is_empty()) else {
            self.close();
            return;
        };
        match prefix {
            "I" | "E" | "L" => match &mut self.open {
                Some(open) if open.label == label => open.end = end,
                _ => self.begin(label, id, start, end),
            },
            "B" | "S" | "U" => self.begin(label, id, start, end),
            _ => self.close(),
        }
        if matches!(prefix, "E" | "L" | "S" | "U") {
            self.close();
        }
    }

    fn begin(&mut self, label: &str, id: &str, start: u32, end: u32) {
        self.close();
        self.open = Some(OpenEntity { label: label.to_owned(), id: id.to_owned(), start, end });
    }

    /// Ends an open entity: none goes on over the end of a sentence.
    pub(crate) fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.ents.push(open.start, open.end).label(&open.label).attr("id", &open.id);
        }
    }

    /// The document, or what is wrong with it. `derived` is its id where the file gives none.
    pub(crate) fn finish(mut self, derived: String, entities: bool, context: &Context<'_>) -> Next {
        self.close();
        let (line, offset) = self.begins;
        if let Some((line, offset, error)) = self.bad {
            return Err(Box::new(Rejection { id: self.id, ..*context.reject_at(error, line, offset) }));
        }
        let given = self.id.is_some();
        let mut doc = Document::new(self.id.unwrap_or(derived), self.text);
        if let Err(error) = context.finish(&mut doc, line, offset) {
            return Err(Box::new(Rejection { id: Some(doc.id), ..*context.reject_at(error, line, offset) }));
        }
        doc.put_layer(names::TOKENS, self.tokens);
        doc.put_layer(names::SENTS, self.sents);
        if entities {
            doc.put_layer(names::ENTS, self.ents);
        }
        for message in self.notes {
            note(&mut doc, message);
        }
        Ok(Parsed { body: Body::Document(doc), given, line, offset })
    }
}

/// A file of token and tag columns.
pub(crate) struct Conll<R> {
    lines: Lines<R>,
    building: Building,
    /// Documents begun by `-DOCSTART-` so far, this one included.
    marked: usize,
    sentence: Option<(u32, u32)>,
    ended: bool,
}

impl<R: Read> Conll<R> {
    pub(crate) fn new(lines: Lines<R>) -> Self {
        Self { lines, building: Building::default(), marked: 0, sentence: None, ended: false }
    }

    pub(crate) fn next(&mut self, context: &Context<'_>) -> Option<Next> {
        while !self.ended {
            let line = match self.lines.advance() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    self.ended = true;
                    let place = (self.lines.number() + 1, self.lines.offset());
                    return Some(Err(context.broken(&error, Some(place.0), Some(place.1))));
                }
            };
            if line.too_long {
                self.building.fail(line.number, line.offset, "bad-conll", "has a line that is too long");
                continue;
            }
            let decoded = decode_line(self.lines.bytes(), context.spec.limits.invalid_utf8);
            let (row, mended) = match decoded {
                Ok((row, mended)) => (row.into_owned(), mended),
                Err(error) => {
                    let offset = line.offset + error.at as u64;
                    self.building.fail(line.number, offset, "invalid-utf8", not_utf8(error));
                    continue;
                }
            };
            self.building.notes.extend(mended.map(|message| format!("line {}: {message}", line.number)));
            let row = row.trim_end();
            if row.starts_with("-DOCSTART-") {
                self.end_sentence();
                let done = self.take(context);
                self.marked += 1;
                self.building.begins = (line.number, line.offset);
                if done.is_some() {
                    return done;
                }
            } else if row.is_empty() {
                self.end_sentence();
            } else if !(row.starts_with("# ") && row.contains(" = ")) {
                self.token(row, line.number, line.offset, context);
            }
        }
        self.ended = true;
        self.end_sentence();
        self.take(context)
    }

    fn token(&mut self, row: &str, line: u64, offset: u64, context: &Context<'_>) {
        let (token, tag) = if row.contains('\t') {
            (row.split('\t').next().unwrap_or_default(), row.rsplit('\t').next().unwrap_or_default())
        } else {
            let mut words = row.split_whitespace();
            let token = words.next().unwrap_or_default();
            (token, words.next_back().unwrap_or_default())
        };
        let token = token.trim();
        if token.is_empty() {
            self.building.fail(line, offset, "bad-conll", "has a row without a token");
            return;
        }
        let building = &mut self.building;
        if building.tokens.is_empty() && building.begins == (0, 0) {
            building.begins = (line, offset);
        }
        let limit = context.spec.limits.text();
        if !building.text.is_empty() {
            building.push(if self.sentence.is_some() { " " } else { "\n" }, limit, line, offset);
        }
        let start = building.text.len() as u32;
        building.push(token, limit, line, offset);
        if building.bad.is_some() {
            return;
        }
        let end = building.text.len() as u32;
        building.tokens.push(start, end);
        if context.spec.tagged_entities {
            building.tag(tag, "", start, end);
        }
        self.sentence = Some((self.sentence.map_or(start, |(first, _)| first), end));
    }

    fn end_sentence(&mut self) {
        self.building.close();
        if let Some((start, end)) = self.sentence.take()
            && self.building.bad.is_none()
        {
            self.building.sents.push(start, end);
        }
    }

    fn take(&mut self, context: &Context<'_>) -> Option<Next> {
        let building = std::mem::take(&mut self.building);
        if building.is_empty() {
            return None;
        }
        let derived =
            if self.marked == 0 { context.id.to_owned() } else { format!("{}:{}", context.id, self.marked) };
        Some(building.finish(derived, context.spec.tagged_entities, context))
    }
}
