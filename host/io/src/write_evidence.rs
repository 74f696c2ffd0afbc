//! `evidence.json`: all that a writer needs, a person or a language model, and nothing else.
//!
//! Points, differences, quotes and timeline of each briefing, each citation with the text that stands there, the sources, and
//! the entities that the sources name. A text written from it can carry the citation marks `[document:start-end]` and be
//! checked with `copydesk verify --text`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use copydesk_core::hash::{FastMap, FastSet};
use copydesk_core::tables::{self, Briefing, Cite, Quote, Quoted, Source, When};
use copydesk_core::{Document, Span};
use serde::Serialize;
use serde_json::json;

use crate::in_order::in_order;
use crate::results::{EntityHead, row};
use crate::{IoError, Lookup, Offsets, Part, Results, Sink, Unit};

/// The schema of the file.
const SCHEMA: &str = "copydesk.evidence/1";

/// Writes `evidence.json`.
pub(crate) struct EvidenceSink {
    part: Part,
    unit: Unit,
}

impl EvidenceSink {
    pub(crate) fn new(part: Part, unit: Unit) -> Self {
        Self { part, unit }
    }
}

impl Sink for EvidenceSink {
    fn document(&mut self, _: &[u8]) -> Result<(), IoError> {
        Ok(())
    }

    fn finish(&mut self, results: &Results<'_>) -> Result<(), IoError> {
        let head = json!({"schema": SCHEMA, "offsets": self.unit.name(), "mark": "[document:start-end]"});
        let head = head.to_string();
        self.part.write(head.trim_end_matches('}').as_bytes())?;
        self.part.write(b",\n\"stories\":[")?;
        let sources = self.stories(results)?;
        self.part.write(b"],\n\"entities\":[")?;
        self.entities(results, &sources)?;
        self.part.write(b"]}\n")?;
        self.part.flush()
    }
}

impl EvidenceSink {
    /// Writes the briefings and returns the documents that are their sources.
    fn stories<'r>(&mut self, results: &Results<'r>) -> Result<FastSet<&'r str>, IoError> {
        let (unit, documents) = (self.unit, results.documents);
        let sources = Mutex::new(FastSet::default());
        let make = |first: usize, lines: &[&str], out: &mut Vec<u8>| {
            let mut seen: Vec<&'r str> = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                let number = first + at;
                let briefing: Briefing = row(tables::BRIEFINGS, number, line)?;
                let listed = briefing.sources.iter().filter_map(|source| documents.find(&source.document));
                seen.extend(listed.map(|doc| doc.id.as_str()));
                let texts = Texts { unit, documents, known: RefCell::default() };
                out.extend_from_slice(if number > 0 { b",\n" } else { b"\n" });
                write(tables::BRIEFINGS, number, &story(&briefing, &texts), out)?;
            }
            sources.lock().unwrap_or_else(PoisonError::into_inner).extend(seen);
            Ok(())
        };
        let lines = results.lines(tables::BRIEFINGS);
        in_order(results.threads, 16, &lines, make, &mut |bytes| self.part.write(bytes))?;
        Ok(sources.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes the entities that the sources name.
    fn entities(&mut self, results: &Results<'_>, sources: &FastSet<&str>) -> Result<(), IoError> {
        let make = |first: usize, lines: &[&str], out: &mut Vec<u8>| {
            for (at, line) in lines.iter().enumerate() {
                let record: EntityHead<'_> = row(tables::ENTITIES, first + at, line)?;
                if let Some(entity) = entity(&record, sources) {
                    out.extend_from_slice(b",\n");
                    write(tables::ENTITIES, first + at, &entity, out)?;
                }
            }
            Ok(())
        };
        // No chunk knows whether one before it has anything to tell.
        let mut told = false;
        let lines = results.lines(tables::ENTITIES);
        in_order(results.threads, 256, &lines, make, &mut |bytes| {
            let comma = usize::from(!told && !bytes.is_empty());
            told |= !bytes.is_empty();
            self.part.write(bytes.get(comma..).unwrap_or_default())
        })
    }
}

/// A briefing as the file has it; the order of fields is that of the file.
#[derive(Serialize)]
struct Story<'a> {
    story: &'a str,
    when: &'a When,
    headline: Piece<'a>,
    points: Vec<Point<'a>>,
    differences: Vec<Difference<'a>>,
    quotes: Vec<Said<'a>>,
    timeline: Vec<Moment<'a>>,
    sources: &'a [Source],
}

#[derive(Serialize)]
struct Piece<'a> {
    text: &'a str,
    cites: Vec<Cited<'a>>,
}

#[derive(Serialize)]
struct Point<'a> {
    text: &'a str,
    cites: Vec<Cited<'a>>,
    documents: u32,
    independent: u32,
    also: Vec<Cited<'a>>,
}

#[derive(Serialize)]
struct Difference<'a> {
    kind: &'a str,
    about: &'a str,
    sides: Vec<Piece<'a>>,
}

/// A quote; `words` alone is what was said.
#[derive(Serialize)]
struct Said<'a> {
    speaker: &'a str,
    entity: &'a str,
    kind: &'a str,
    verb: &'a str,
    relay: &'a str,
    words: Vec<Piece<'a>>,
    text: &'a str,
    cites: Vec<Cited<'a>>,
    also: Vec<Cited<'a>>,
    other_wordings: Vec<Piece<'a>>,
}

#[derive(Serialize)]
struct Moment<'a> {
    date: &'a str,
    basis: &'a str,
    text: &'a str,
    cites: Vec<Cited<'a>>,
}

/// A citation with the text that stands there.
#[derive(Serialize)]
struct Cited<'a> {
    mark: String,
    document: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

fn story<'a>(briefing: &'a Briefing, texts: &Texts<'a>) -> Story<'a> {
    let points = briefing.points.iter().map(|point| Point {
        text: &point.text,
        cites: texts.cites(&point.cites),
        documents: point.support.documents,
        independent: point.support.independent,
        also: texts.cites(&point.support.cites),
    });
    let differences = briefing.differences.iter().map(|difference| Difference {
        kind: &difference.kind,
        about: &difference.about,
        sides: difference.sides.iter().map(|side| texts.piece(&side.text, &side.cites)).collect(),
    });
    let timeline = briefing.timeline.iter().map(|moment| Moment {
        date: &moment.when.date,
        basis: &moment.when.basis,
        text: &moment.text,
        cites: texts.cites(&moment.cites),
    });
    Story {
        story: &briefing.story,
        when: &briefing.when,
        headline: texts.piece(&briefing.headline.text, &briefing.headline.cites),
        points: points.collect(),
        differences: differences.collect(),
        quotes: briefing.quotes.iter().map(|quote| said(quote, texts)).collect(),
        timeline: timeline.collect(),
        sources: &briefing.sources,
    }
}

fn said<'a>(quote: &'a Quote, texts: &Texts<'a>) -> Said<'a> {
    let pieces =
        |pieces: &'a [Quoted]| pieces.iter().map(|piece| texts.piece(&piece.text, &piece.cites)).collect();
    Said {
        speaker: &quote.speaker,
        entity: &quote.entity,
        kind: &quote.kind,
        verb: &quote.verb,
        relay: &quote.relay,
        words: pieces(&quote.words),
        text: &quote.text,
        cites: texts.cites(&quote.cites),
        also: texts.cites(&quote.also),
        other_wordings: pieces(&quote.wordings),
    }
}

/// Finds the texts of citations.
struct Texts<'a> {
    unit: Unit,
    documents: &'a dyn Lookup,
    /// The citations of a briefing that lie in one document share the table that translates its offsets.
    known: RefCell<FastMap<&'a str, (&'a Document, Offsets<'a>)>>,
}

impl<'a> Texts<'a> {
    fn piece(&self, text: &'a str, cites: &'a [Cite]) -> Piece<'a> {
        Piece { text, cites: self.cites(cites) }
    }

    fn cites(&self, cites: &'a [Cite]) -> Vec<Cited<'a>> {
        let mut known = self.known.borrow_mut();
        let mut found = Vec::with_capacity(cites.len());
        for cite in cites {
            let document = cite.document.as_str();
            if !known.contains_key(document) {
                let Some(doc) = self.documents.find(document) else { continue };
                known.insert(document, (doc, Offsets::of(doc, self.unit)));
            }
            if let Some((doc, offsets)) = known.get(document) {
                let mut text = Span::new(cite.start, cite.end).of(doc.text());
                // A title that came beside the text stands at no place in it.
                if text.is_empty() {
                    text = doc.meta("title").unwrap_or("");
                }
                let (start, end) = (offsets.unit_at(cite.start), offsets.unit_at(cite.end));
                found.push(Cited { mark: format!("[{document}:{start}-{end}]"), document, start, end, text });
            }
        }
        found
    }
}

/// An entity as the file has it.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    label: &'a str,
    name: &'a str,
    titles: &'a [Cow<'a, str>],
    also: Vec<&'a str>,
    mentions: usize,
}

/// An entity that one of the sources names.
fn entity<'a>(record: &'a EntityHead<'a>, sources: &FastSet<&str>) -> Option<Named<'a>> {
    let mentions = record.mentions.iter().filter(|place| sources.contains(&*place.document)).count();
    if mentions == 0 {
        return None;
    }
    let also = record.variants.iter().map(|variant| &*variant.text);
    let also = also.filter(|text| *text != record.name).take(8).collect();
    let (id, label, name) = (&*record.id, &*record.label, &*record.name);
    Some(Named { id, label, name, titles: &record.titles, also, mentions })
}

/// Appends a part of the file made of row number `row` of a table.
fn write(table: &str, row: usize, value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), IoError> {
    serde_json::to_writer(out, value).map_err(|error| IoError::BadRow {
        table: table.to_owned(),
        row,
        message: error.to_string(),
    })
}
