//! `evidence.json`: all that a writer needs, a person or a language model, and nothing else.
//!
//! Points, differences, quotes and timeline of each briefing, each citation with the text that stands there, the sources, and
//! the entities that the sources name. A text written from it can carry the citation marks `[document:start-end]` and be
//! checked with `copydesk verify --text`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use copydesk_core::tables::{self, Briefing, Cite, Quote, Quoted};
use copydesk_core::{Document, Span, Tables};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::briefing_page::row;
use crate::{IoError, Lookup, Offsets, Part, Sink, Unit};

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

    fn finish(&mut self, tables: &Tables, documents: &dyn Lookup, threads: usize) -> Result<(), IoError> {
        let lines: Vec<&str> = tables.get(tables::BRIEFINGS).unwrap_or_default().lines().collect();
        let stories = copydesk_core::parallel(threads, 16, &lines, |first, lines| {
            let mut stories = Vec::with_capacity(lines.len());
            for (at, line) in lines.iter().enumerate() {
                let briefing: Briefing = row(tables::BRIEFINGS, first + at, line)?;
                let cited: HashSet<String> =
                    briefing.sources.iter().map(|source| source.document.clone()).collect();
                stories.push((cited, story(&briefing, self.unit, documents).to_string()));
            }
            Ok(stories)
        });
        let head = json!({"schema": SCHEMA, "offsets": self.unit.name(), "mark": "[document:start-end]"});
        let head = head.to_string();
        self.part.write(head.trim_end_matches('}').as_bytes())?;
        self.part.write(b",\n\"stories\":[")?;
        let mut sources: HashSet<String> = HashSet::new();
        let mut first = true;
        for chunk in stories {
            for (cited, story) in chunk? {
                sources.extend(cited);
                self.part.write(if first { b"\n" } else { b",\n" })?;
                self.part.write(story.as_bytes())?;
                first = false;
            }
        }
        self.part.write(b"],\n\"entities\":[")?;
        first = true;
        let lines: Vec<&str> = tables.get(tables::ENTITIES).unwrap_or_default().lines().collect();
        let entities = copydesk_core::parallel(threads, 256, &lines, |first, lines| {
            let rows = lines.iter().enumerate().map(|(at, line)| row(tables::ENTITIES, first + at, line));
            let told = rows.map(|record| Ok(entity(&record?, &sources).map(|entity| entity.to_string())));
            told.collect::<Result<Vec<Option<String>>, IoError>>()
        });
        for chunk in entities {
            for entity in chunk?.into_iter().flatten() {
                self.part.write(if first { b"\n" } else { b",\n" })?;
                self.part.write(entity.as_bytes())?;
                first = false;
            }
        }
        self.part.write(b"]}\n")?;
        self.part.flush()
    }
}

fn story(briefing: &Briefing, unit: Unit, documents: &dyn Lookup) -> Value {
    let texts = Texts { unit, documents, known: RefCell::default() };
    let points: Vec<Value> = briefing
        .points
        .iter()
        .map(|point| {
            json!({
                "text": point.text,
                "cites": texts.cites(&point.cites),
                "documents": point.support.documents,
                "independent": point.support.independent,
                "also": texts.cites(&point.support.cites),
            })
        })
        .collect();
    let differences: Vec<Value> = briefing
        .differences
        .iter()
        .map(|difference| {
            let sides = difference.sides.iter();
            let sides: Vec<Value> =
                sides.map(|side| json!({"text": side.text, "cites": texts.cites(&side.cites)})).collect();
            json!({"kind": difference.kind, "about": difference.about, "sides": sides})
        })
        .collect();
    let quotes: Vec<Value> = briefing.quotes.iter().map(|quote| said(quote, &texts)).collect();
    let timeline: Vec<Value> = briefing
        .timeline
        .iter()
        .map(|moment| {
            let cites = texts.cites(&moment.cites);
            json!({"date": moment.when.date, "basis": moment.when.basis, "text": moment.text, "cites": cites})
        })
        .collect();
    json!({
        "story": briefing.story,
        "when": briefing.when,
        "headline": {"text": briefing.headline.text, "cites": texts.cites(&briefing.headline.cites)},
        "points": points,
        "differences": differences,
        "quotes": quotes,
        "timeline": timeline,
        "sources": briefing.sources,
    })
}

/// A quote; `words` alone is what was said.
fn said(quote: &Quote, texts: &Texts<'_>) -> Value {
    let pieces = |pieces: &[Quoted]| -> Vec<Value> {
        pieces.iter().map(|piece| json!({"text": piece.text, "cites": texts.cites(&piece.cites)})).collect()
    };
    json!({
        "speaker": quote.speaker,
        "entity": quote.entity,
        "kind": quote.kind,
        "verb": quote.verb,
        "relay": quote.relay,
        "words": pieces(&quote.words),
        "text": quote.text,
        "cites": texts.cites(&quote.cites),
        "also": texts.cites(&quote.also),
        "other_wordings": pieces(&quote.wordings),
    })
}

/// Finds the texts of citations.
struct Texts<'a> {
    unit: Unit,
    documents: &'a dyn Lookup,
    /// The citations of a briefing that lie in one document share the table that translates its offsets.
    known: RefCell<HashMap<String, (&'a Document, Offsets<'a>)>>,
}

impl Texts<'_> {
    fn cites(&self, cites: &[Cite]) -> Vec<Value> {
        let mut known = self.known.borrow_mut();
        let mut found = Vec::with_capacity(cites.len());
        for cite in cites {
            let id = cite.document.as_str();
            if !known.contains_key(id) {
                let Some(doc) = self.documents.find(id) else { continue };
                known.insert(id.to_owned(), (doc, Offsets::of(doc, self.unit)));
            }
            if let Some((doc, offsets)) = known.get(id) {
                let mut text = Span::new(cite.start, cite.end).of(doc.text());
                // A title that came beside the text stands at no place in it.
                if text.is_empty() {
                    text = doc.meta("title").unwrap_or("");
                }
                let (start, end) = (offsets.unit_at(cite.start), offsets.unit_at(cite.end));
                found.push(json!({
                    "mark": format!("[{id}:{start}-{end}]"), "document": id, "start": start, "end": end, "text": text,
                }));
            }
        }
        found
    }
}

/// What is told of an entity; the rest of its row is passed over unread.
#[derive(Deserialize)]
struct EntityHead<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    label: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default, borrow)]
    titles: Vec<Cow<'a, str>>,
    #[serde(default, borrow)]
    variants: Vec<Spelling<'a>>,
    #[serde(default, borrow)]
    mentions: Vec<InDocument<'a>>,
}

#[derive(Deserialize)]
struct Spelling<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct InDocument<'a> {
    #[serde(borrow)]
    document: Cow<'a, str>,
}

/// An entity that one of the sources names.
fn entity(record: &EntityHead<'_>, sources: &HashSet<String>) -> Option<Value> {
    let mentions = record.mentions.iter().filter(|place| sources.contains(&*place.document)).count();
    if mentions == 0 {
        return None;
    }
    let also = record.variants.iter().map(|variant| &*variant.text);
    let also: Vec<&str> = also.filter(|text| *text != record.name).take(8).collect();
    Some(json!({
        "id": record.id, "label": record.label, "name": record.name, "titles": record.titles, "also": also,
        "mentions": mentions,
    }))
}
