//! What a report is compared by: weighted words, weighted entities, the dates it names, and word shingles.

use std::rc::Rc;

use copydesk_sdk::{Doc, Docs, LayerView, StringsView, names};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;
use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::common;
use crate::forms::{Forms, mark};

/// A sparse vector: features in rising order and their weights.
pub(crate) type Sparse = Vec<(u32, f32)>;

/// Features of a collection; numbers stand for strings.
#[derive(Debug, Default)]
pub(crate) struct Features<'a> {
    pub docs: Vec<Report>,
    /// The distinct words of all reports.
    pub forms: Forms<'a>,
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
    /// Hashes of runs of five words, in order.
    pub shingles: Vec<u64>,
    /// The form of each token.
    pub tokens: Vec<u32>,
    /// The entity of each mention, [`UNREAD`] where nobody has asked.
    pub mentions: Vec<u32>,
}

/// Stands for the number of a mention that has not been read.
pub(crate) const UNREAD: u32 = u32::MAX;

/// Strings, their numbers, and in how many reports each occurs.
#[derive(Debug, Default)]
pub(crate) struct Table {
    numbers: FastMap<Rc<str>, u32>,
    texts: Vec<Rc<str>>,
    pub documents: Vec<u32>,
}

impl Table {
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        let text: Rc<str> = text.into();
        self.numbers.insert(Rc::clone(&text), number);
        self.texts.push(text);
        self.documents.push(0);
        number
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Weights of all features in a collection of `all` reports.
    fn weights(&self, all: usize) -> Vec<f32> {
        let weight = |(text, &with): (&Rc<str>, &u32)| {
            common::idf(with, all, common::share(text.strip_prefix("e:").unwrap_or(text)))
        };
        self.texts.iter().zip(&self.documents).map(weight).collect()
    }
}

/// Words of a shingle.
const SHINGLE: usize = 5;

/// Reads a collection.
pub(crate) fn read<'a>(docs: &Docs<'a>) -> Features<'a> {
    let mut features = Features::default();
    let mut counts = Counts::default();
    for doc in docs.iter() {
        counts.read(doc, &mut features);
        let report = Report {
            words: counts.words.drain_sorted(&mut features.words),
            entities: counts.entities.drain_sorted(&mut features.entities),
            days: counts.days.drain_sorted(&mut features.days),
            published: doc.meta("published").and_then(Date::parse_iso).map(Date::days),
            shingles: counts.run.windows(SHINGLE).map(combine).collect(),
            tokens: std::mem::take(&mut counts.tokens),
            mentions: std::mem::take(&mut counts.mentions),
        };
        features.docs.push(report);
    }
    let all = features.docs.len();
    let words = features.words.weights(all);
    let entities = features.entities.weights(all);
    let days = features.days.weights(all);
    for report in &mut features.docs {
        weigh(&mut report.words, &words, 4.0);
        // A name that a report repeats twenty times is not ten times as telling.
        weigh(&mut report.entities, &entities, 2.2);
        weigh(&mut report.days, &days, 1.0);
    }
    features
}

/// Turns counts into a unit vector of damped counts times inverse document frequency.
fn weigh(vector: &mut Sparse, weights: &[f32], most: f32) {
    for (feature, weight) in vector.iter_mut() {
        *weight = (1.0 + weight.ln()).clamp(0.5, most) * weights[*feature as usize];
    }
    let norm = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= norm);
    }
}

/// Counts of one report's features.
#[derive(Debug, Default)]
struct Tally {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Tally {
    /// Adds a weight greater than 0.
    fn add(&mut self, feature: u32, weight: f32) {
        let at = feature as usize;
        if at >= self.sums.len() {
            self.sums.resize((at + 1).next_power_of_two(), 0.0);
        }
        if self.sums[at] == 0.0 {
            self.touched.push(feature);
        }
        self.sums[at] += weight;
    }

    fn drain_sorted(&mut self, table: &mut Table) -> Sparse {
        self.touched.sort_unstable();
        let drain = |feature: u32| {
            table.documents[feature as usize] += 1;
            (feature, std::mem::take(&mut self.sums[feature as usize]))
        };
        self.touched.drain(..).map(drain).collect()
    }
}

#[derive(Debug, Default)]
struct Counts {
    words: Tally,
    entities: Tally,
    days: Tally,
    run: Vec<u64>,
    tokens: Vec<u32>,
    mentions: Vec<u32>,
}

impl Counts {
    fn read<'a>(&mut self, doc: &Doc<'a>, features: &mut Features<'a>) {
        let text = doc.text();
        let tokens = doc.needed(names::TOKENS);
        let ents = doc.layer(names::ENTS);
        let mut kind = Kinds::new(doc);
        self.run.clear();
        self.tokens.reserve_exact(tokens.len());
        let lead = lead_end(doc, &kind.segments);
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
            let number = features.forms.number(span.of(text));
            self.tokens.push(number);
            let form = features.forms.get(number);
            if !form.is(mark::WORD) || !kind.is_story(span.start) {
                continue;
            }
            self.run.push(form.hash);
            if span.start < named_until {
                continue;
            }
            let weight = if span.start < lead { 1.5 } else { 1.0 };
            if ents.is_none() && form.is(mark::CAPITAL) {
                // Without a tagger, a capital is the only sign of a name.
                let number = features.entities.number(&fold(features.forms.text(number)));
                self.entities.add(number, weight);
            }
            if form.is(mark::CONTENT) && !form.is(mark::LONG) {
                self.words.add(features.forms.stem(number, &mut features.words), weight);
            }
        }
        self.read_entities(doc, ents.as_ref(), &kind.segments, lead, features);
        self.read_days(doc, &kind.segments, features);
    }

    fn read_entities(
        &mut self,
        doc: &Doc<'_>,
        ents: Option<&LayerView<'_>>,
        segments: &Segments<'_>,
        lead: u32,
        features: &mut Features<'_>,
    ) {
        let Some(ents) = ents else { return };
        self.mentions.resize(ents.len(), UNREAD);
        let ids = ids(ents);
        for row in 0..ents.len() {
            let span = ents.span(row);
            if !is_name(ents.label(row).unwrap_or("")) || !segments.is_story(span.start) {
                continue;
            }
            let number = entity(doc, ents, row, ids, &mut features.entities);
            self.mentions[row] = number;
            self.entities.add(number, if span.start < lead { 1.5 } else { 1.0 });
        }
    }

    fn read_days(&mut self, doc: &Doc<'_>, segments: &Segments<'_>, features: &mut Features<'_>) {
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

/// The column of entity ids.
pub(crate) fn ids<'a>(ents: &LayerView<'a>) -> Option<StringsView<'a>> {
    ents.attrs.iter().find(|(name, _)| *name == "id").map(|(_, ids)| *ids)
}

/// The number of the entity that a mention stands for.
pub(crate) fn entity(
    doc: &Doc<'_>,
    ents: &LayerView<'_>,
    row: usize,
    ids: Option<StringsView<'_>>,
    entities: &mut Table,
) -> u32 {
    match ids.map_or("", |ids| ids.get(row)) {
        "" => {
            let surface: String = doc.slice(ents.span(row)).chars().take(80).collect();
            entities.number(&fold(&surface))
        }
        id => entities.number(id),
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

/// One hash of a run of hashes; the last step is that of SplitMix64, so that low bits are well mixed.
fn combine(run: &[u64]) -> u64 {
    let mut hash = run.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, &word| {
        (hash.rotate_left(13) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 31)
}
