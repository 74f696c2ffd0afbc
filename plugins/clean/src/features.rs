//! What the line model looks at: shape, words by kind, neighbours, place and repetition. No word is a feature by itself.
//!
//! Every feature is one of a few buckets of a group, and a line's score is the sum of one weight a group. Scores are
//! made in two passes: the first looks at a line and the shapes around it; the second at the first scores around it
//! and at where the bulk of the story lies.

use crate::block::{Block, Pool};
use crate::label::phrase_points;
use crate::lexicon::{Lexicon, WordMap, signal};
use crate::words::Word;

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
    ("told", 10),
    ("loud", 10),
    ("prices", 4),
    ("calls", 7),
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

/// What the lines of a document share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    shapes: Vec<u8>,
    /// Decaying sums of the bytes of prose above and below each line.
    above: Vec<u32>,
    below: Vec<u32>,
    /// Lines since the last prose above each line, and to the next one below.
    since: Vec<u32>,
    until: Vec<u32>,
    /// How often each line stands in the document, and whether this is not the first time.
    repeats: Vec<u8>,
    kind: u8,
    /// The category of the last title of a list or of comments above each line, and how many lines it is away.
    headers: Vec<(u8, u32)>,
    /// How many lines in a row have the same shape, and about the same length.
    runs: Vec<(u32, u32)>,
}

fn bytes_of_prose(shape: u8, block: &Block) -> u32 {
    match shape {
        shape::PARAGRAPH => block.span.len().min(400),
        shape::SENTENCE => block.span.len().min(300) * 3 / 4,
        shape::LONG_OPEN => block.span.len().min(300) / 2,
        shape::SHORT_SENTENCE => block.span.len() / 2,
        _ => 0,
    }
}

impl Around {
    /// Looks at all lines of a document. `repeats` says of each line which one above says the same.
    pub(crate) fn read(
        &mut self,
        blocks: &[Block],
        pool: &Pool,
        lexicon: &Lexicon,
        repeats: impl Iterator<Item = Option<usize>>,
    ) {
        self.shapes.clear();
        self.shapes.extend(blocks.iter().map(shape_of));
        decayed(&self.shapes, blocks, &mut self.above, false);
        decayed(&self.shapes, blocks, &mut self.below, true);
        steps(&self.shapes, &mut self.since, false);
        steps(&self.shapes, &mut self.until, true);
        self.repeats.clear();
        self.repeats.resize(blocks.len(), 0);
        for (at, first) in repeats.enumerate() {
            if let Some(first) = first {
                self.repeats[at] = 2;
                self.repeats[first] = self.repeats[first].max(1);
            }
        }
        let all: u32 = blocks.iter().map(|block| block.span.len()).sum();
        let prose: u32 =
            blocks.iter().zip(&self.shapes).map(|(block, &shape)| bytes_of_prose(shape, block)).sum();
        let share = prose * 4 / all.max(1);
        let many = u32::from(blocks.len() > 40);
        self.kind = (share.min(3) + 4 * many) as u8;
        self.read_headers(blocks, pool, lexicon);
        self.read_runs(blocks);
    }

    fn read_headers(&mut self, blocks: &[Block], pool: &Pool, lexicon: &Lexicon) {
        self.headers.clear();
        let mut last = (0, 99);
        for block in blocks {
            self.headers.push(last);
            last.1 += 1;
            if block.count <= 6 && !block.stop {
                if let Some(&hit) = block.hits(pool).iter().filter(|hit| hit.points >= 2).max_by_key(|hit| hit.points) {
                    last = (1 + lexicon.group(hit) as u8, 0);
                }
            }
        }
    }

    fn read_runs(&mut self, blocks: &[Block]) {
        self.runs.clear();
        self.runs.resize(blocks.len(), (0, 0));
        let alike = |a: usize, b: usize| {
            let (a, b) = (blocks[a].span.len(), blocks[b].span.len());
            a * 2 >= b && b * 2 >= a
        };
        let fill = |runs: &mut Vec<(u32, u32)>, same: &dyn Fn(usize, usize) -> bool, second: bool| {
            let mut from = 0;
            for at in 1..=blocks.len() {
                if at == blocks.len() || !same(at - 1, at) {
                    for run in &mut runs[from..at] {
                        let len = (at - from) as u32;
                        if second { run.1 = len } else { run.0 = len }
                    }
                    from = at;
                }
            }
        };
        let shapes = &self.shapes;
        fill(&mut self.runs, &|a, b| shapes[a] == shapes[b], false);
        fill(&mut self.runs, &alike, true);
    }

    /// The shape of line `at`.
    pub(crate) fn shape_at(&self, at: usize) -> u8 {
        self.shapes.get(at).copied().unwrap_or(shape::NONE)
    }

    /// Whether a line above says the same as line `at`.
    pub(crate) fn is_repeat(&self, at: usize) -> bool {
        self.repeats.get(at) == Some(&2)
    }

    fn shape(&self, at: usize, step: isize) -> usize {
        let other = at.checked_add_signed(step);
        usize::from(other.and_then(|other| self.shapes.get(other)).copied().unwrap_or(shape::NONE))
    }
}

fn decayed(shapes: &[u8], blocks: &[Block], out: &mut Vec<u32>, backward: bool) {
    out.clear();
    out.resize(shapes.len(), 0);
    let mut sum = 0;
    for step in 0..shapes.len() {
        let at = if backward { shapes.len() - 1 - step } else { step };
        out[at] = sum;
        sum = sum * 3 / 4 + bytes_of_prose(shapes[at], &blocks[at]);
    }
}

fn steps(shapes: &[u8], out: &mut Vec<u32>, backward: bool) {
    out.clear();
    out.resize(shapes.len(), 0);
    let mut count = 99;
    for step in 0..shapes.len() {
        let at = if backward { shapes.len() - 1 - step } else { step };
        out[at] = count;
        count = if shapes[at] <= shape::SENTENCE { 0 } else { count + 1 };
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
    out.put("told", share(u32::from(block.told), words));
    out.put("loud", share(u32::from(block.loud), words));
    out.put("prices", usize::from(block.prices.min(3)));
    out.put("calls", usize::from(block.calls.min(6)));
    out.put("bytes", rough(block.span.len() / 2, 24));
    let (header, since) = around.headers[at];
    out.put("header", usize::from(header));
    out.put("lines-since-header", rough(since, 10));
    let (run, run_of_length) = around.runs[at];
    out.put("run", rough(run, 10));
    out.put("run-of-length", rough(run_of_length, 10));
    out.put("lines", rough(around.shapes.len() as u32, 14));
}

/// What the first scores say of the whole document. A score below zero speaks for the story.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bulk {
    /// The stretch of lines that holds the most story.
    region: std::ops::Range<usize>,
    above: Vec<i32>,
    below: Vec<i32>,
    /// Bytes of story above each line, and in all.
    before: Vec<u32>,
    all: u32,
    /// How much of the story lies in the region, in eighths.
    share: usize,
    /// In how many lines of the region each word with content stands.
    words: WordMap<(u32, u32)>,
    /// For each line how many of its words with content stand in other lines of the region, in eighths; 9 without.
    known: Vec<u8>,
    /// The same for rare words by weight: what is known and all, for each line.
    rare: Vec<(u16, u16)>,
    /// The same for words of the first lines of the story, in eighths.
    lead: Vec<u8>,
    /// Names that are known, and names that are not.
    names: Vec<(u8, u8)>,
    lead_words: WordMap<(u32, u32)>,
    /// Furniture by score between the region and each line.
    between: Vec<u32>,
    /// Lines with a story's score among those near each line, in eighths.
    near: Vec<u8>,
    /// Mean length of the region's lines.
    mean: u32,
}

/// Scores are whole numbers; this many make one unit of log-odds.
pub(crate) const UNIT: i32 = 64;

impl Bulk {
    /// Reads the first scores.
    pub(crate) fn read(&mut self, blocks: &[Block], pool: &Pool, lexicon: &Lexicon, scores: &[i32]) {
        let mass = |at: usize| {
            let len = blocks[at].span.len().min(400) as i32;
            -scores[at].clamp(-3 * UNIT, 3 * UNIT) * len / UNIT
        };
        // The contiguous stretch with the greatest sum.
        let (mut best, mut sum, mut from) = (0, 0, 0);
        self.region = 0..0;
        for at in 0..blocks.len() {
            sum += mass(at);
            if sum <= 0 {
                (sum, from) = (0, at + 1);
            } else if sum > best {
                best = sum;
                self.region = from..at + 1;
            }
        }
        let soft = |at: usize| scores[at].clamp(-3 * UNIT, 3 * UNIT);
        self.above.clear();
        self.below.clear();
        self.before.clear();
        let mut run = 0;
        let mut story = 0;
        for at in 0..blocks.len() {
            self.above.push(run);
            self.before.push(story);
            run = run * 3 / 4 + soft(at);
            story += u32::try_from(mass(at)).unwrap_or(0);
        }
        self.all = story;
        self.below.resize(blocks.len(), 0);
        run = 0;
        for at in (0..blocks.len()).rev() {
            self.below[at] = run;
            run = run * 3 / 4 + soft(at);
        }
        let end = self.before.get(self.region.end).copied().unwrap_or(story);
        let start = self.before.get(self.region.start).copied().unwrap_or(0);
        self.share = ((u64::from(end - start) * 8 / u64::from(story.max(1))) as usize).min(7);
        self.read_words(blocks, pool, lexicon, scores);
        self.read_rare(blocks, pool, lexicon, scores);
        self.read_near(blocks, scores);
    }

    fn read_near(&mut self, blocks: &[Block], scores: &[i32]) {
        self.between.clear();
        self.between.resize(blocks.len(), 0);
        let strong = |at: usize| u32::from(scores[at] > UNIT);
        let mut sum = 0;
        for at in self.region.end..blocks.len() {
            self.between[at] = sum;
            sum += strong(at);
        }
        sum = 0;
        for at in (0..self.region.start).rev() {
            self.between[at] = sum;
            sum += strong(at);
        }
        self.near.clear();
        const NEAR: usize = 6;
        for at in 0..blocks.len() {
            let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(blocks.len());
            let all = near.len() - 1;
            let story = near.filter(|&other| other != at && scores[other] < 0).count();
            self.near.push((story * 8).checked_div(all).unwrap_or(9) as u8);
        }
        let lines = self.region.clone().filter(|&at| scores[at] < 0);
        let (count, bytes) =
            lines.fold((0, 0), |sum: (u32, u32), at| (sum.0 + 1, sum.1 + blocks[at].span.len()));
        self.mean = bytes / count.max(1);
    }

    /// What the lines are about, by words that are not common and by names.
    fn read_rare(&mut self, blocks: &[Block], pool: &Pool, lexicon: &Lexicon, scores: &[i32]) {
        const LEAD: usize = 3;
        self.lead_words.clear();
        let lead = self.region.clone().filter(|&at| scores[at] < 0 && blocks[at].count >= 9).take(LEAD);
        let mut lead_end = self.region.start;
        for at in lead {
            lead_end = at + 1;
            for word in blocks[at].of(pool) {
                let entry = self.lead_words.entry(word.hash).or_insert((0, u32::MAX));
                if entry.1 != at as u32 {
                    *entry = (entry.0 + 1, at as u32);
                }
            }
        }
        self.rare.clear();
        self.lead.clear();
        self.names.clear();
        for (at, block) in blocks.iter().enumerate() {
            let needed = if self.region.contains(&at) && scores[at] < 0 { 2 } else { 1 };
            let in_lead = (self.region.start..lead_end).contains(&at);
            let needed_lead = if in_lead { 2 } else { 1 };
            let (mut all, mut known, mut led) = (0, 0, 0);
            let mut names = (0_u8, 0_u8);
            for (place, word) in block.of(pool).iter().enumerate() {
                if word.end - word.start < 4 {
                    continue;
                }
                let kind = lexicon.signal(*word);
                if kind & signal::FUNCTION != 0 {
                    continue;
                }
                let name = place > 0 && word.is_capital() && kind == 0;
                let weight: u16 = match kind & (signal::COMMON | signal::VERB | signal::TOLD) {
                    0 if name => 4,
                    0 => 3,
                    _ => 1,
                };
                all += weight;
                let is_known = self.words.get(&word.hash).is_some_and(|&(lines, _)| lines >= needed);
                known += if is_known { weight } else { 0 };
                let is_led = self.lead_words.get(&word.hash).is_some_and(|&(lines, _)| lines >= needed_lead);
                led += if is_led { weight } else { 0 };
                if name {
                    let count = if is_known { &mut names.0 } else { &mut names.1 };
                    *count = (*count + 1).min(3);
                }
            }
            self.rare.push((known, all));
            self.lead.push(if in_lead { 9 } else { (led * 8).checked_div(all).unwrap_or(9) as u8 });
            self.names.push(names);
        }
    }

    fn rare_around(&self, at: usize, far: usize) -> usize {
        let near = at.saturating_sub(far)..(at + far + 1).min(self.rare.len());
        let (known, all) = self.rare[near]
            .iter()
            .fold((0_u32, 0_u32), |sum, one| (sum.0 + u32::from(one.0), sum.1 + u32::from(one.1)));
        (known * 8).checked_div(all).unwrap_or(9) as usize
    }

    /// Which words the story has.
    fn read_words(&mut self, blocks: &[Block], pool: &Pool, lexicon: &Lexicon, scores: &[i32]) {
        let has_content =
            |word: &Word| word.end - word.start >= 4 && lexicon.signal(*word) & signal::FUNCTION == 0;
        self.words.clear();
        for at in self.region.clone() {
            if scores[at] >= 0 {
                continue;
            }
            for word in blocks[at].of(pool).iter().filter(|word| has_content(word)) {
                let entry = self.words.entry(word.hash).or_insert((0, u32::MAX));
                if entry.1 != at as u32 {
                    *entry = (entry.0 + 1, at as u32);
                }
            }
        }
        self.known.clear();
        for (at, block) in blocks.iter().enumerate() {
            // A line of the story does not vouch for itself.
            let needed = if self.region.contains(&at) && scores[at] < 0 { 2 } else { 1 };
            let (mut all, mut known) = (0_usize, 0_usize);
            for word in block.of(pool).iter().filter(|word| has_content(word)) {
                all += 1;
                known += usize::from(self.words.get(&word.hash).is_some_and(|&(lines, _)| lines >= needed));
            }
            self.known.push((known * 8).checked_div(all).map_or(9, |eighths| eighths as u8));
        }
    }

    fn place(&self, at: usize) -> usize {
        let far = |lines: usize| match lines {
            0..=2 => lines,
            3..=4 => 3,
            5..=9 => 4,
            _ => 5,
        };
        if self.region.is_empty() {
            0
        } else if at < self.region.start {
            1 + far(self.region.start - at - 1)
        } else if at >= self.region.end {
            7 + far(at - self.region.end)
        } else {
            13
        }
    }

    fn passed(&self, at: usize) -> usize {
        if self.all == 0 {
            return 11;
        }
        match u64::from(self.before[at]) * 100 / u64::from(self.all) {
            0 => usize::from(self.before[at] > 0),
            1..=4 => 2,
            5..=14 => 3,
            15..=84 => 4,
            85..=94 => 5,
            95..=98 => 6,
            _ => 7 + usize::from(self.before[at] == self.all),
        }
    }
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
    let known = usize::from(bulk.known[at]);
    out.put("words-of-story", known);
    out.put("words-of-story-of-shape", shape * 10 + known);
    out.put("words-of-story-in-region", place * 10 + known);
    out.put("rare-words-of-story", bulk.rare_around(at, 0));
    out.put("rare-words-around", bulk.rare_around(at, 2));
    let (names, others) = bulk.names[at];
    out.put("names-of-story", usize::from(names) * 4 + usize::from(others));
    out.put("words-of-lead", usize::from(bulk.lead[at]));
    out.put("strong-between", rough(bulk.between[at], 12));
    out.put("story-near", usize::from(bulk.near[at]));
    out.put("length-to-story", ((block.span.len() * 4).checked_div(bulk.mean).unwrap_or(9) as usize).min(9));
}
