//! What the line model looks at: shape, words by kind, neighbours, place and repetition. No word is a feature by itself.
//!
//! Every feature is one of a few buckets of a group, and a line's score is the sum of one weight a group. Scores are
//! made in two passes: the first looks at a line and the shapes around it; the second at the first scores around it
//! and at where the bulk of the story lies.

use crate::around::Around;
use crate::block::{Block, Pool};
use crate::bulk::{Bulk, UNIT};
use crate::label::phrase_points;
use crate::lexicon::Lexicon;

/// Where features go: into a sum of weights, or into a list for the trainer.
pub(crate) trait Sink {
    /// Takes a feature: an index below [`count`] of the pass.
    fn put(&mut self, feature: usize);
}

impl Sink for Vec<u16> {
    fn put(&mut self, feature: usize) {
        self.push(feature as u16);
    }
}

/// Name and number of buckets of the groups of a pass.
pub(crate) type Groups = &'static [(&'static str, usize)];

/// Groups of the first pass.
pub(crate) const FIRST: Groups = &[
    ("bias", 1),
    ("shape", 11),
    ("length", 10),
    ("words", 10),
    ("end", 8),
    ("beginning", 8),
    ("capitals", 10),
    ("function-words", 10),
    ("verbs", 6),
    ("attribution", 2),
    ("quote", 3),
    ("addresses-reader", 2),
    ("numbers", 6),
    ("phrases", 10),
    ("category", 24),
    ("repeats-line", 4),
    ("glued", 4),
    ("date", 4),
    ("sentences", 6),
    ("commas", 5),
    ("signs", 8),
    ("above", 11),
    ("below", 11),
    ("above-2", 11),
    ("below-2", 11),
    ("between", 1331),
    ("prose-above", 10),
    ("prose-below", 10),
    ("prose-around", 100),
    ("place", 10),
    ("place-from-end", 10),
    ("document", 8),
    ("shape-in-document", 88),
    ("first-person", 4),
    ("alike", 6),
    ("capitals-of-shape", 110),
    ("function-words-of-shape", 110),
    ("lines-since-prose", 10),
    ("lines-to-prose", 10),
    ("end-of-shape", 88),
    ("bytes", 24),
    ("header", 24),
    ("lines-since-header", 10),
    ("run", 10),
    ("run-of-length", 10),
    ("lines", 14),
];

/// Groups of the second pass.
pub(crate) const SECOND: Groups = &[
    ("bias", 1),
    ("own", 24),
    ("above", 24),
    ("below", 24),
    ("above-2", 12),
    ("below-2", 12),
    ("shape", 11),
    ("region", 14),
    ("shape-in-region", 154),
    ("own-in-region", 140),
    ("before", 12),
    ("after", 12),
    ("around", 144),
    ("share-above", 12),
    ("region-share", 8),
    ("phrases", 30),
    ("words-of-story", 10),
    ("words-of-story-of-shape", 110),
    ("words-of-story-in-region", 140),
    ("rare-words-of-story", 10),
    ("rare-words-around", 10),
    ("names-of-story", 16),
    ("words-of-lead", 10),
    ("strong-between", 12),
    ("story-near", 10),
    ("length-to-story", 10),
];

/// Number of features of a pass.
pub(crate) fn count(groups: Groups) -> usize {
    groups.iter().map(|group| group.1).sum()
}

/// Shapes of lines.
pub(crate) mod shape {
    pub(crate) const PARAGRAPH: u8 = 0;
    pub(crate) const SENTENCE: u8 = 1;
    pub(crate) const SHORT_SENTENCE: u8 = 2;
    pub(crate) const LONG_OPEN: u8 = 3;
    pub(crate) const TITLE: u8 = 4;
    pub(crate) const LABEL: u8 = 5;
    pub(crate) const DATE: u8 = 6;
    pub(crate) const FRAGMENT: u8 = 7;
    pub(crate) const WORDLESS: u8 = 8;
    /// Beyond the first and the last line.
    pub(crate) const NONE: u8 = 9;
    /// Many names or keywords and hardly a small word between them.
    pub(crate) const LIST: u8 = 10;
    /// How many there are.
    pub(crate) const COUNT: usize = 11;
    /// Their names in reasons.
    pub(crate) const NAMES: [&str; COUNT] = [
        "paragraph",
        "sentence",
        "short-sentence",
        "long-open",
        "title",
        "label",
        "date",
        "fragment",
        "wordless",
        "none",
        "list",
    ];
}

/// A line's shape.
pub(crate) fn shape_of(block: &Block) -> u8 {
    let ends = block.stop || block.asks;
    match block.count {
        0 => shape::WORDLESS,
        18.. if u32::from(block.function) * 16 < block.words.len() as u32 => shape::LIST,
        _ if block.date.is_some() && block.count <= 14 => shape::DATE,
        _ if ends && block.count >= 25 => shape::PARAGRAPH,
        _ if ends && block.count >= 9 => shape::SENTENCE,
        _ if ends => shape::SHORT_SENTENCE,
        _ if block.count >= 18 => shape::LONG_OPEN,
        _ if block.starts_small => shape::FRAGMENT,
        1..=4 => shape::LABEL,
        _ => shape::TITLE,
    }
}

/// Writes features with the offsets of their groups.
struct Writer<'a, S> {
    groups: Groups,
    at: usize,
    base: usize,
    sink: &'a mut S,
}

impl<S: Sink> Writer<'_, S> {
    /// Puts the next group's bucket.
    #[inline]
    fn put(&mut self, name: &str, bucket: usize) {
        let (group, buckets) = self.groups[self.at];
        debug_assert!(group == name && bucket < buckets, "{name}: bucket {bucket} of group {group}");
        self.sink.put(self.base + bucket.min(buckets - 1));
        self.base += buckets;
        self.at += 1;
    }
}

/// Bucket of a number: 0, 1, 2, then by powers of two and their halves.
fn rough(value: u32, most: usize) -> usize {
    let bucket = match value {
        0..=2 => value as usize,
        _ => {
            let bits = 31 - value.leading_zeros();
            (2 * bits + ((value >> (bits - 1)) & 1)) as usize - 1
        }
    };
    bucket.min(most - 1)
}

/// Bucket of bytes by powers of two.
fn size(bytes: u32, most: usize) -> usize {
    ((32 - (bytes / 8).leading_zeros()) as usize).min(most - 1)
}

fn share(part: u32, whole: u32) -> usize {
    (part * 8).checked_div(whole).map_or(0, |eighths| (1 + eighths).min(9) as usize)
}

/// The features of a line in the first pass.
pub(crate) fn first<S: Sink>(
    at: usize,
    block: &Block,
    pool: &Pool,
    lexicon: &Lexicon,
    around: &Around,
    sink: &mut S,
) {
    let mut out = Writer { groups: FIRST, at: 0, base: 0, sink };
    let shape = around.shape(at, 0);
    let words = block.of(pool).len() as u32;
    out.put("bias", 0);
    out.put("shape", shape);
    out.put("length", size(block.span.len(), 10));
    out.put("words", rough(u32::from(block.count), 10));
    out.put("end", usize::from(block.last));
    out.put("beginning", usize::from(block.first));
    out.put("capitals", share(u32::from(block.capitals), words));
    out.put("function-words", share(u32::from(block.function), words));
    out.put("verbs", usize::from(block.verbs.min(5)));
    out.put("attribution", usize::from(block.attribution));
    out.put("quote", usize::from(block.quote) + usize::from(block.quotes));
    out.put("addresses-reader", usize::from(block.address));
    out.put("numbers", usize::from(block.numbers.min(5)));
    let points = phrase_points(block, pool).min(4) as usize;
    let prose = usize::from(shape <= usize::from(shape::LONG_OPEN));
    out.put("phrases", points * 2 + prose);
    let hit = block.hits(pool).iter().max_by_key(|hit| hit.points);
    out.put("category", hit.map_or(0, |&hit| 1 + lexicon.group(hit)));
    out.put(
        "repeats-line",
        usize::from(around.repeats[at]) + usize::from(around.repeats[at] > 0 && prose > 0),
    );
    out.put("glued", usize::from(block.glued) + 2 * usize::from(block.cut));
    out.put(
        "date",
        usize::from(block.date.is_some()) + usize::from(block.date.as_ref().is_some_and(|d| d.rest > 0)),
    );
    out.put("sentences", usize::from(block.sentences.min(5)));
    out.put("commas", usize::from(block.commas.min(4)));
    out.put("signs", usize::from(block.signs));
    let (above, below) = (around.shape(at, -1), around.shape(at, 1));
    out.put("above", above);
    out.put("below", below);
    out.put("above-2", around.shape(at, -2));
    out.put("below-2", around.shape(at, 2));
    out.put("between", (shape * shape::COUNT + above) * shape::COUNT + below);
    let (over, under) = (size(around.above[at], 10), size(around.below[at], 10));
    out.put("prose-above", over);
    out.put("prose-below", under);
    out.put("prose-around", over * 10 + under);
    out.put("place", rough(at as u32, 10));
    out.put("place-from-end", rough((around.shapes.len() - 1 - at) as u32, 10));
    out.put("document", usize::from(around.kind));
    out.put("shape-in-document", shape * 8 + usize::from(around.kind));
    out.put("first-person", usize::from(block.person.min(3)));
    let alike = (1..=3).filter(|&step| around.shape(at, -step) == shape).count();
    let alike = alike + (1..=2).filter(|&step| around.shape(at, step) == shape).count();
    out.put("alike", alike);
    out.put("capitals-of-shape", shape * 10 + share(u32::from(block.capitals), words));
    out.put("function-words-of-shape", shape * 10 + share(u32::from(block.function), words));
    out.put("lines-since-prose", rough(around.since[at], 10));
    out.put("lines-to-prose", rough(around.until[at], 10));
    out.put("end-of-shape", shape * 8 + usize::from(block.last));
    out.put("bytes", rough(block.span.len() / 2, 24));
    let (header, since) = around.headers[at];
    out.put("header", header);
    out.put("lines-since-header", rough(since, 10));
    out.put("run", rough(around.runs[at], 10));
    out.put("run-of-length", rough(around.runs_of_length[at], 10));
    out.put("lines", rough(around.shapes.len() as u32, 14));
}

fn level(score: i32, most: usize) -> usize {
    let half = most as i32 / 2;
    (score.div_euclid(UNIT / 2) + half).clamp(0, most as i32 - 1) as usize
}

/// The features of a line in the second pass.
pub(crate) fn second<S: Sink>(
    at: usize,
    block: &Block,
    pool: &Pool,
    around: &Around,
    scores: &[i32],
    bulk: &Bulk,
    sink: &mut S,
) {
    let mut out = Writer { groups: SECOND, at: 0, base: 0, sink };
    let score = |step: isize| {
        let other = at.checked_add_signed(step).and_then(|other| scores.get(other));
        other.copied().unwrap_or(3 * UNIT)
    };
    let shape = around.shape(at, 0);
    let place = bulk.place(at);
    out.put("bias", 0);
    out.put("own", level(score(0), 24));
    out.put("above", level(score(-1), 24));
    out.put("below", level(score(1), 24));
    out.put("above-2", level(score(-2) / 2, 12));
    out.put("below-2", level(score(2) / 2, 12));
    out.put("shape", shape);
    out.put("region", place);
    out.put("shape-in-region", shape * 14 + place);
    out.put("own-in-region", level(score(0) / 2, 10) * 14 + place);
    let (before, after) = (level(bulk.above[at] / 3, 12), level(bulk.below[at] / 3, 12));
    out.put("before", before);
    out.put("after", after);
    out.put("around", before * 12 + after);
    out.put("share-above", bulk.passed(at));
    out.put("region-share", bulk.share);
    let points = phrase_points(block, pool).min(4) as usize;
    let inside = usize::from(place == 13);
    let prose = usize::from(shape <= usize::from(shape::LONG_OPEN));
    out.put("phrases", (points * 2 + inside) * 2 + prose);
    let shared = bulk.topic.line(at);
    let known = usize::from(shared.words);
    out.put("words-of-story", known);
    out.put("words-of-story-of-shape", shape * 10 + known);
    out.put("words-of-story-in-region", place * 10 + known);
    out.put("rare-words-of-story", bulk.topic.around(at, 0));
    out.put("rare-words-around", bulk.topic.around(at, 2));
    out.put("names-of-story", usize::from(shared.names.0) * 4 + usize::from(shared.names.1));
    out.put("words-of-lead", usize::from(shared.lead));
    out.put("strong-between", rough(bulk.between[at], 12));
    out.put("story-near", usize::from(bulk.near[at]));
    out.put("length-to-story", ((block.span.len() * 4).checked_div(bulk.mean).unwrap_or(9) as usize).min(9));
}
