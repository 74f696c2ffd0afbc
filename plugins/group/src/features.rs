//! What a report is compared by: weighted words, weighted entities, the dates it names, and word shingles.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use copydesk_sdk::{Doc, Docs, names};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;
use copydesk_text::words::{fold, is_function_word, stem};

use crate::common;

/// A sparse vector: features in rising order and their weights.
pub(crate) type Sparse = Vec<(u32, f32)>;

/// Features of a collection; numbers stand for strings.
#[derive(Debug, Default)]
pub(crate) struct Features {
    pub docs: Vec<Report>,
    /// Stemmed words.
    pub words: Table,
    /// Entity ids, or folded names where nothing resolved them.
    pub entities: Table,
    /// Days since 1970 as features.
    pub days: Table,
}

/// One report.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Unit vectors.
    pub words: Sparse,
    pub entities: Sparse,
    pub days: Sparse,
    /// Day of publication, in days since 1970.
    pub published: Option<i64>,
    /// Hashes of runs of five words, sorted, without repeats.
    pub shingles: Vec<u64>,
}

/// Strings, their numbers, and in how many reports each occurs.
#[derive(Debug, Default)]
pub(crate) struct Table {
    numbers: HashMap<String, u32>,
    pub texts: Vec<String>,
    pub documents: Vec<u32>,
}

impl Table {
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        self.documents.push(0);
        number
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }

    /// Weight of a feature in a collection of `all` reports.
    pub(crate) fn idf(&self, number: u32, all: usize) -> f32 {
        let text = self.text(number);
        let share = common::share(text.strip_prefix("e:").unwrap_or(text));
        common::idf(self.documents.get(number as usize).copied().unwrap_or(0), all, share)
    }
}

/// Words of a shingle.
const SHINGLE: usize = 5;

/// Reads a collection.
pub(crate) fn read(docs: &Docs<'_>) -> Features {
    let mut features = Features::default();
    let mut counts = Counts::default();
    for doc in docs.iter() {
        counts.read(doc, &mut features);
        let report = Report {
            words: counts.words.drain_sorted(&mut features.words),
            entities: counts.entities.drain_sorted(&mut features.entities),
            days: counts.days.drain_sorted(&mut features.days),
            published: doc.meta("published").and_then(Date::parse_iso).map(Date::days),
            shingles: std::mem::take(&mut counts.shingles),
        };
        features.docs.push(report);
    }
    let all = features.docs.len();
    for report in &mut features.docs {
        weigh(&mut report.words, &features.words, all, 4.0);
        // A name that a report repeats twenty times is not ten times as telling.
        weigh(&mut report.entities, &features.entities, all, 2.2);
        weigh(&mut report.days, &features.days, all, 1.0);
    }
    features
}

/// Turns counts into a unit vector of damped counts times inverse document frequency.
fn weigh(vector: &mut Sparse, table: &Table, all: usize, most: f32) {
    for (feature, weight) in vector.iter_mut() {
        *weight = (1.0 + weight.ln()).clamp(0.5, most) * table.idf(*feature, all);
    }
    let norm = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= norm);
    }
}

/// Counts of one report's features.
#[derive(Debug, Default)]
struct Tally(HashMap<u32, f32>);

impl Tally {
    fn add(&mut self, feature: u32, weight: f32) {
        *self.0.entry(feature).or_insert(0.0) += weight;
    }

    fn drain_sorted(&mut self, table: &mut Table) -> Sparse {
        let mut vector: Sparse = self.0.drain().collect();
        vector.sort_unstable_by_key(|&(feature, _)| feature);
        for &(feature, _) in &vector {
            table.documents[feature as usize] += 1;
        }
        vector
    }
}

#[derive(Debug, Default)]
struct Counts {
    words: Tally,
    entities: Tally,
    days: Tally,
    shingles: Vec<u64>,
    run: Vec<u64>,
    /// Folded word to its stem's number, or `None` where it does not count.
    seen: HashMap<String, Option<u32>>,
}

impl Counts {
    fn read(&mut self, doc: &Doc<'_>, features: &mut Features) {
        let segments = Segments::of(doc);
        let tokens = doc.needed(names::TOKENS);
        let ents = doc.layer(names::ENTS);
        let mut kind = Kinds::new(doc);
        self.run.clear();
        let lead = lead_end(doc, &segments);
        let mut next_ent = 0;
        let mut named_until = 0;
        for span in tokens.spans() {
            if let Some(ents) = &ents {
                while next_ent < ents.len() && ents.start[next_ent] <= span.start {
                    if is_name(ents.label(next_ent).unwrap_or("")) {
                        named_until = named_until.max(ents.end[next_ent]);
                    }
                    next_ent += 1;
                }
            }
            let word = doc.slice(span);
            if !word.starts_with(char::is_alphanumeric) || !kind.is_story(span.start) {
                continue;
            }
            let folded = fold(word);
            self.run.push(hash(&folded));
            let weight = if span.start < lead { 1.5 } else { 1.0 };
            let capital = word.starts_with(char::is_uppercase);
            if span.start < named_until {
                continue;
            }
            if ents.is_none() && capital && folded.len() > 2 && !is_function_word(&folded) {
                // Without a tagger, a capital is the only sign of a name.
                let number = features.entities.number(&folded);
                self.entities.add(number, weight);
            }
            if let Some(number) = self.word(&folded, features) {
                self.words.add(number, weight);
            }
        }
        self.read_entities(doc, &segments, lead, features);
        self.read_days(doc, &segments, features);
        self.shingles = self.run.windows(SHINGLE).map(combine).collect();
        self.shingles.sort_unstable();
        self.shingles.dedup();
    }

    fn word(&mut self, folded: &str, features: &mut Features) -> Option<u32> {
        if let Some(&known) = self.seen.get(folded) {
            return known;
        }
        let plain = folded.len() > 2
            && folded.len() < 40
            && folded.chars().any(char::is_alphabetic)
            && !is_function_word(folded);
        let number = plain.then(|| features.words.number(stem(folded)));
        self.seen.insert(folded.to_owned(), number);
        number
    }

    fn read_entities(&mut self, doc: &Doc<'_>, segments: &Segments<'_>, lead: u32, features: &mut Features) {
        let Some(ents) = doc.layer(names::ENTS) else { return };
        for row in 0..ents.len() {
            let span = ents.span(row);
            if !is_name(ents.label(row).unwrap_or("")) || !segments.is_story(span.start) {
                continue;
            }
            let number = entity(doc, &ents, row, features);
            self.entities.add(number, if span.start < lead { 1.5 } else { 1.0 });
        }
    }

    fn read_days(&mut self, doc: &Doc<'_>, segments: &Segments<'_>, features: &mut Features) {
        let Some(dates) = doc.layer(names::DATES) else { return };
        for row in 0..dates.len() {
            let day = dates.attr(row, "value").and_then(Date::parse_iso);
            if let Some(day) = day.filter(|_| segments.is_story(dates.span(row).start)) {
                let number = features.days.number(&day.to_string());
                self.days.add(number, 1.0);
            }
        }
    }
}

/// The number of the entity that a mention stands for.
pub(crate) fn entity(
    doc: &Doc<'_>,
    ents: &copydesk_sdk::LayerView<'_>,
    row: usize,
    features: &mut Features,
) -> u32 {
    match ents.attr(row, "id") {
        Some(id) => features.entities.number(id),
        None => {
            let surface: String = doc.slice(ents.span(row)).chars().take(80).collect();
            features.entities.number(&fold(&surface))
        }
    }
}

/// Whether a label is one of names rather than of times and quantities.
pub(crate) fn is_name(label: &str) -> bool {
    !matches!(
        label,
        "DATE" | "TIME" | "DURATION" | "SET" | "MONEY" | "PERCENT" | "CARDINAL" | "ORDINAL" | "QUANTITY"
    )
}

/// Where the second sentence of the story ends: what a report is about stands before.
fn lead_end(doc: &Doc<'_>, segments: &Segments<'_>) -> u32 {
    let Some(sents) = doc.layer(names::SENTS) else { return 0 };
    sents.spans().filter(|span| segments.is_story(span.start)).nth(1).map_or(0, |span| span.end)
}

/// Whether places belong to the story, asked in rising order: remembers the segment of the last answer.
struct Kinds<'a> {
    segments: Segments<'a>,
    until: u32,
    story: bool,
    boundaries: Vec<u32>,
    next: usize,
}

impl<'a> Kinds<'a> {
    fn new(doc: &Doc<'a>) -> Self {
        let mut boundaries = Vec::new();
        if let Some(layer) = doc.layer(names::SEGMENTS) {
            boundaries.extend(layer.start.iter().chain(layer.end).copied());
            boundaries.sort_unstable();
        }
        Self { segments: Segments::of(doc), until: 0, story: true, boundaries, next: 0 }
    }

    fn is_story(&mut self, offset: u32) -> bool {
        if offset >= self.until {
            while self.boundaries.get(self.next).is_some_and(|&edge| edge <= offset) {
                self.next += 1;
            }
            self.until = self.boundaries.get(self.next).copied().unwrap_or(u32::MAX);
            self.story = self.segments.is_story(offset);
        }
        self.story
    }
}

/// FNV-1a: stable across machines and versions, which the standard hasher does not promise.
fn hash(word: &str) -> u64 {
    word.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// One hash of a run of hashes; the last step is that of SplitMix64, so that low bits are well mixed.
fn combine(run: &[u64]) -> u64 {
    let mut hash = run.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, &word| {
        (hash.rotate_left(13) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 31)
}

/// A hasher for keys that are hashes already.
#[derive(Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map from hashes.
pub(crate) type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;
