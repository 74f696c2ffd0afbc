//! Collection tables: what stages found across documents.
//!
//! A table is a list of JSON objects, one per line. The bundled stages write the types below; a plugin may
//! write tables of its own. Every object anywhere in a row that has `document`, `start` and `end` is a *place*:
//! the host checks it against that document's text, writers translate its offsets into the unit of the output and
//! fill an empty `sha256` with the hash of the text at that place.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::Document;
use crate::hash::FastMap;
use crate::places::scan;
pub use crate::places::{FoundPlace, scan_places};
pub use crate::traces::{Feature, Rival, Shared, TRACES, Trace, TracedPoint};

/// Name of the table of [`EntityRecord`]s.
pub const ENTITIES: &str = "entities";
/// Name of the table of [`Story`] rows.
pub const STORIES: &str = "stories";
/// Name of the table of [`Event`] rows.
pub const EVENTS: &str = "events";
/// Name of the table of [`Briefing`]s.
pub const BRIEFINGS: &str = "briefings";

/// The tables of a run: name to JSON lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    lines: BTreeMap<String, String>,
}

impl Tables {
    /// The rows of a table as JSON lines.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.lines.get(name).map(String::as_str)
    }

    /// Puts a table in place of the one of that name.
    pub fn put(&mut self, name: &str, lines: String) {
        self.lines.insert(name.to_owned(), lines);
    }

    /// All tables by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().map(|(name, lines)| (name.as_str(), lines.as_str()))
    }
}

/// A place in a document: byte offsets inside the host, the writer's unit outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The document's id.
    pub document: String,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place with the SHA-256 of the text there, so that a reader can prove that it has not changed. A place of no length
/// stands for the title that came beside the document's text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cite {
    /// The document's id.
    pub document: String,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// SHA-256 of the raw text at the place, lower-case hexadecimal; leave it empty and the writer fills it in.
    #[serde(default)]
    pub sha256: String,
}

impl Cite {
    /// A citation whose hash the writer fills in.
    pub fn new(document: &str, start: u32, end: u32) -> Self {
        Self { document: document.to_owned(), start, end, sha256: String::new() }
    }
}

/// One entity of the real world and where the reports speak of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityRecord {
    /// Stable name, such as `e:rand-paul`; mentions carry it as the attribute `id` of layer `ents`.
    pub id: String,
    /// Type: `PERSON`, `ORG`, ...
    pub label: String,
    /// Canonical name: the fullest clean variant.
    pub name: String,
    /// Titles and roles seen beside the name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// The forms in which it is mentioned, most frequent first.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// Every mention.
    #[serde(default)]
    pub mentions: Vec<Place>,
    /// Why forms were taken for the same entity.
    #[serde(default)]
    pub merges: Vec<Merge>,
    /// Entities with a similar name that were kept apart, and why.
    #[serde(default)]
    pub kept_apart: Vec<Apart>,
}

/// One form of a name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// As written.
    pub text: String,
    /// In how many documents.
    pub documents: u32,
    /// How often.
    pub count: u32,
}

/// A reason for taking two forms for one entity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// One form.
    pub a: String,
    /// The other form.
    pub b: String,
    /// The rule: `surname-of-full-name`, `title+name`, `acronym`, `transliteration`, `case-damage`, ...
    pub reason: String,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// A pair that looks alike and was not merged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Apart {
    /// The other entity.
    pub id: String,
    /// Its canonical name.
    pub name: String,
    /// Why the two stay apart.
    pub reason: String,
}

/// When something happened and how that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct When {
    /// ISO 8601 date, `YYYY-MM-DD`; shorter where only month or year is known; empty where nothing is.
    pub date: String,
    /// How it is known: `stated`, `published`, `weekday`, ... or `unknown`.
    pub basis: String,
}

/// Reports about one chain of events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Stable name, such as `s:1`.
    pub id: String,
    /// Ids of its documents in input order.
    pub documents: Vec<String>,
    /// Ids of its events in order of time.
    pub events: Vec<String>,
    /// Documents that copy another one.
    #[serde(default)]
    pub copies: Vec<CopyOf>,
    /// Why documents were put together: the links that made the group.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// A document that repeats another one almost word for word.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CopyOf {
    /// The copy.
    pub document: String,
    /// What it copies.
    pub of: String,
    /// Share of the copy's word shingles that the original has, 0 to 1.
    pub containment: f32,
    /// The news agency that the copy names (metadata `agency`), or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
}

/// Evidence that two documents are about the same story.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// One document.
    pub a: String,
    /// The other document.
    pub b: String,
    /// Weighted sum of what follows, 0 to 1.
    pub score: f32,
    /// Entities that both name.
    pub entities: Vec<String>,
    /// Dates that both name.
    pub dates: Vec<String>,
    /// The weightiest words that both use.
    pub words: Vec<String>,
}

/// One thing that happened on one date.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Stable name, such as `s:1/2018-08-06`.
    pub id: String,
    /// The story it belongs to.
    pub story: String,
    /// When it happened.
    pub when: When,
    /// Documents that speak of it, most central first.
    pub documents: Vec<String>,
    /// Ids of its main entities.
    #[serde(default)]
    pub entities: Vec<String>,
    /// Sentences that tell it, best first.
    #[serde(default)]
    pub mentions: Vec<Place>,
}

/// The sourced account of one story.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Briefing {
    /// The story it is about.
    pub story: String,
    /// The event, where the briefing is about a single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// When its main event happened.
    pub when: When,
    /// A headline copied from a report.
    pub headline: Quoted,
    /// The account, sentence by sentence.
    pub points: Vec<Point>,
    /// Where reports disagree or one brings another up to date.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// What happened when.
    #[serde(default)]
    pub timeline: Vec<Moment>,
    /// Who said what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quote>,
    /// The reports it draws on, numbered from 1 in this order.
    pub sources: Vec<Source>,
}

/// Text copied from a place, with marked-up parts left out and blanks made single.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quoted {
    /// The text as printed.
    pub text: String,
    /// Where it stands.
    pub cites: Vec<Cite>,
}

/// One sentence of a briefing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The sentence as printed.
    pub text: String,
    /// How it was made; `extract` = copied.
    pub mode: String,
    /// Where it was copied from.
    pub cites: Vec<Cite>,
    /// Who else says so.
    pub support: Support,
}

/// Who says the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// Number of documents that say it, the cited one included.
    pub documents: u32,
    /// Number of independent origins among them: copies count once.
    pub independent: u32,
    /// The sentences of the other documents that say it.
    #[serde(default)]
    pub cites: Vec<Cite>,
}

/// A sentence that tells what somebody said, with the speaker.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// The sentence as printed.
    pub text: String,
    /// `direct` = it holds the words said, `reported` = it tells them in the report's words.
    pub kind: String,
    /// Who said it, in the fullest form that the reports of the story have.
    pub speaker: String,
    /// Id of the speaker's entity, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entity: String,
    /// The verb of saying beside the speaker, as the sentence has it, or empty ("according to").
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub verb: String,
    /// To whom it was said or by whom it was passed on, as the sentence has it: an agency, a newspaper; or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub relay: String,
    /// The exact words of a direct quote, without quotation marks: one piece, or several that the sentence parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Quoted>,
    /// Where the sentence stands.
    pub cites: Vec<Cite>,
    /// Sentences of other reports with the same quotation, in these words or in others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Cite>,
    /// The quotation as other reports word it where their words differ, such as a translation of a translation: not to
    /// be printed as what was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<Quoted>,
}

/// Reports side by side that do not say the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// `differs`, `updates` or `only-here`.
    pub kind: String,
    /// What it is about, in a few words.
    pub about: String,
    /// What each side says.
    pub sides: Vec<Quoted>,
}

/// A dated line of the timeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// When.
    pub when: When,
    /// What happened, copied.
    pub text: String,
    /// Where it stands.
    pub cites: Vec<Cite>,
}

/// A report that a briefing draws on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The document's id.
    pub document: String,
    /// Who published it, or empty.
    #[serde(default)]
    pub publisher: String,
    /// When, as ISO 8601, or empty.
    #[serde(default)]
    pub published: String,
    /// Its title, or empty.
    #[serde(default)]
    pub title: String,
}

/// Lines that one thread checks at a time.
const CHUNK: usize = 256;

/// Checks the JSON lines of a table on up to `threads` threads: each is an object and every place in it fits a document
/// of the collection.
///
/// # Errors
/// The first row at fault, in words.
pub fn check_rows(table: &str, lines: &str, docs: &[Document], threads: usize) -> Result<(), String> {
    let by_id: FastMap<&str, &Document> = docs.iter().map(|doc| (doc.id.as_str(), doc)).collect();
    let lines: Vec<&str> = lines.lines().collect();
    let checked = crate::parallel(threads, CHUNK, &lines, |first, lines| {
        let mut rows = lines.iter().enumerate();
        rows.try_for_each(|(at, line)| {
            check_row(line, &by_id)
                .map_err(|message| format!("table `{table}`, row {}: {message}", first + at))
        })
    });
    checked.into_iter().collect()
}

fn check_row(line: &str, by_id: &FastMap<&str, &Document>) -> Result<(), String> {
    let mut fits = |place: FoundPlace<'_>| check_place(&place, by_id);
    if line.starts_with('{') && scan(line, &mut fits) == Ok(true) {
        return Ok(());
    }
    // Something is wrong, or may be: whatever comes first in this order is told.
    serde_json::from_str::<IgnoredAny>(line).map_err(|error| format!("not JSON: {error}"))?;
    if !line.trim_start().starts_with('{') {
        return Err("not an object".to_owned());
    }
    scan_places(line, &mut fits)
}

fn check_place(place: &FoundPlace<'_>, by_id: &FastMap<&str, &Document>) -> Result<(), String> {
    let (id, start, end) = (place.document.as_ref(), place.start, place.end);
    let Some(doc) = by_id.get(id) else {
        return Err(format!("refers to document `{id}`, which is not in this run"));
    };
    let text = doc.text();
    let fits = |offset: u64| usize::try_from(offset).is_ok_and(|offset| text.is_char_boundary(offset));
    if start > end || !fits(start) || !fits(end) {
        let bytes = text.len();
        return Err(format!("place {start}..{end} does not fit document `{id}` of {bytes} bytes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_are_checked_wherever_they_hide() {
        let docs = [Document::new("a", "žluť")];
        let row = |start: u32, end: u32, id: &str| {
            json!({"points": [{"cites": [{"document": id, "start": start, "end": end}]}]}).to_string()
        };
        assert_eq!(check_rows("t", &row(0, 6, "a"), &docs, 2), Ok(()));
        assert!(
            check_rows("t", &row(0, 7, "a"), &docs, 2)
                .unwrap_err()
                .contains("0..7 does not fit document `a` of 6")
        );
        assert!(check_rows("t", &row(1, 2, "a"), &docs, 2).unwrap_err().contains("1..2"));
        assert!(
            check_rows("t", &row(0, 1, "b"), &docs, 2).unwrap_err().contains("`b`, which is not in this run")
        );
        assert!(check_rows("t", "[]", &docs, 2).unwrap_err().contains("not an object"));
        assert!(check_rows("t", "{", &docs, 2).unwrap_err().contains("row 0: not JSON"));
    }
}
