//! The tagger: scores of every token from the trained weights, and the best sequence of tags.
//!
//! Nearly all of a token's score is a sum over the words around it, and what a word adds depends on its text alone.
//! So each word is read once per document, and seldom anew: its sums for all offsets are a short vector of integers,
//! which is kept. Features that join several words are looked up only where the sum leaves open whether there is a
//! name.

use crate::cache::Key;
use crate::decode::{Decoder, LANES, Scores};
use crate::echo::Echo;
use crate::features::{self, Info, Knowledge, Mode, OFFSETS, REACH};
use crate::labels::{self, Part, TAGS, TYPES};
use crate::lexicon::Lexicon;
use crate::model::{Model, Weights};
use crate::phrases;
use crate::view::{Sent, Setting, View};

/// By how much (in the unit of the chain) "no name" must lead for a token to be left alone at once.
const SURE: f32 = 5.0;
/// Words that are kept from document to document, as a power of two.
const KEPT_BITS: u32 = 16;

/// What a word adds to the tags of the tokens around it.
#[derive(Debug, Clone, Copy)]
struct Record {
    sums: [Scores; OFFSETS],
    info: Info,
}

/// Records of words by their text; the later word drives out the earlier. What comes out never depends on what is in.
#[derive(Debug, Clone, Default)]
struct Kept {
    /// One more than the place in `words`, or 0: a short program touches little memory.
    slots: Vec<u32>,
    words: Vec<(Key, Record)>,
    keys: features::Keys,
}

impl Kept {
    fn record(&mut self, text: &str, mode: Mode, knowledge: &Knowledge<'_>, weights: &Weights<'_>) -> Record {
        let Some(key) = Key::of(text, 0, text.len()) else {
            return self.read(text, mode, knowledge, weights);
        };
        if self.slots.is_empty() {
            self.slots.resize(1 << KEPT_BITS, 0);
        }
        let slot = key.slot_in(KEPT_BITS);
        let place = (self.slots[slot] as usize).checked_sub(1);
        if let Some((other, record)) = place.and_then(|place| self.words.get(place))
            && *other == key
        {
            return *record;
        }
        let record = self.read(text, mode, knowledge, weights);
        match place {
            Some(place) => self.words[place] = (key, record),
            None => {
                self.words.push((key, record));
                self.slots[slot] = self.words.len() as u32;
            }
        }
        record
    }

    fn read(&mut self, text: &str, mode: Mode, knowledge: &Knowledge<'_>, weights: &Weights<'_>) -> Record {
        self.keys.clear();
        let info = features::word(text, mode, knowledge, &mut self.keys);
        let mut record = Record { sums: [[0; LANES]; OFFSETS], info };
        for &(key, _) in &self.keys {
            record.add(weights, key);
        }
        record
    }
}

impl Record {
    fn add(&mut self, weights: &Weights<'_>, key: u64) {
        let Some(row) = weights.words.row(key) else { return };
        for (sums, row) in self.sums.iter_mut().zip(row.chunks_exact(TAGS)) {
            add_row(sums, row);
        }
    }
}

/// One mode's words and chain.
#[derive(Debug, Clone, Default)]
struct Side {
    kept: Kept,
    decoder: Decoder,
    /// Records of this document's words; the first stands beyond the ends of sentences.
    records: Vec<Record>,
    /// The record of each word of the view, 0 where it was not needed yet.
    of_word: Vec<u32>,
}

/// The tagger with its room for one document.
#[derive(Debug, Clone)]
pub struct Tagger {
    model: Model,
    damaged_case: bool,
    lexicon: std::sync::Arc<Lexicon>,
    cased: Side,
    caseless: Side,
    scores: Vec<Scores>,
    /// Whether a token is surely no name.
    still: Vec<bool>,
    tags: Vec<u8>,
    codes: Vec<u8>,
    echo: Echo,
    keys: Vec<u64>,
    /// Tokens of a sentence whose scores the second pass has changed.
    changed: Vec<usize>,
}

/// A name that the tagger found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Its type.
    pub kind: labels::Type,
    /// How sure, 0 to 1.
    pub score: f32,
    /// By how much its type leads, in the unit of the chain.
    pub margin: f32,
    /// Whether the case of its sentence says nothing.
    pub caseless: bool,
}

impl Tagger {
    /// A tagger with this model. With `damaged_case` it reads sentences whose case says nothing by their letters only.
    pub fn new(model: Model, damaged_case: bool) -> Self {
        let side = |mode| Side {
            decoder: model.weights(mode).map(|weights| Decoder::new(&weights)).unwrap_or_default(),
            ..Side::default()
        };
        Self {
            cased: side(Mode::Cased),
            caseless: side(Mode::Caseless),
            model,
            damaged_case,
            lexicon: Lexicon::bundled(),
            scores: Vec::new(),
            still: Vec::new(),
            tags: Vec::new(),
            codes: Vec::new(),
            echo: Echo::default(),
            keys: Vec::new(),
            changed: Vec::new(),
        }
    }

    /// Tags a document. `rules` are the codes that [`crate::rules::Rules::codes`] writes.
    pub fn run(&mut self, view: &View, text: &str, rules: &[u8], found: &mut Vec<Found>) {
        found.clear();
        let model = self.model.clone();
        let lexicon = std::sync::Arc::clone(&self.lexicon);
        let knowledge = Knowledge { lexicon: &lexicon, clusters: model.clusters() };
        let (Some(cased), Some(caseless)) = (model.weights(Mode::Cased), model.weights(Mode::Caseless))
        else {
            return;
        };
        self.scores.clear();
        self.scores.resize(view.toks.len(), [0; LANES]);
        self.still.clear();
        self.still.resize(view.toks.len(), false);
        self.tags.clear();
        self.tags.resize(view.toks.len(), 0);
        for (side, weights) in [(&mut self.cased, &cased), (&mut self.caseless, &caseless)] {
            side.of_word.clear();
            side.of_word.resize(view.words.len(), 0);
            side.records.clear();
            let mut border = Record { sums: [[0; LANES]; OFFSETS], info: Info::default() };
            border.add(weights, features::BORDER);
            side.records.push(border);
        }
        for &sent in &view.sents {
            let mode = self.mode(view, sent);
            let weights = if mode == Mode::Cased { &cased } else { &caseless };
            self.score(view, text, sent, mode, &knowledge, weights, rules);
            self.decode(sent, mode, |_| true);
        }
        self.again(view, &cased, &caseless, rules);
        for &sent in &view.sents {
            let mode = self.mode(view, sent);
            let weights = if mode == Mode::Cased { &cased } else { &caseless };
            self.collect(sent, mode, weights, found);
        }
    }

    /// How the words of a sentence are read.
    fn mode(&self, view: &View, sent: Sent) -> Mode {
        let damaged = sent.setting != Setting::Usual || view.lower_cased;
        if damaged && self.damaged_case { Mode::Caseless } else { Mode::Cased }
    }

    #[expect(clippy::too_many_arguments, reason = "all of it is lent from one place for one sentence")]
    fn score(
        &mut self,
        view: &View,
        text: &str,
        sent: Sent,
        mode: Mode,
        knowledge: &Knowledge<'_>,
        weights: &Weights<'_>,
        rules: &[u8],
    ) {
        let side = if mode == Mode::Cased { &mut self.cased } else { &mut self.caseless };
        for at in sent.first..sent.end {
            let word = view.toks[at].word as usize;
            if side.of_word[word] == 0 {
                let token = view.words[word].of(text);
                let record = match mode {
                    Mode::Cased => side.kept.record(token, mode, knowledge, weights),
                    Mode::Caseless => side.kept.record(&token.to_lowercase(), mode, knowledge, weights),
                };
                side.of_word[word] = side.records.len() as u32;
                side.records.push(record);
            }
        }
        let record = |at: Option<usize>| {
            let word =
                at.filter(|&at| at >= sent.first && at < sent.end).map(|at| view.toks[at].word as usize);
            &side.records[word.map_or(0, |word| side.of_word[word]) as usize]
        };
        let sure = (SURE * weights.unit()) as i16;
        let any_case = mode == Mode::Caseless || sent.setting == Setting::Caps;
        let mut marked = false;
        for at in sent.first..sent.end {
            let mut sum = [0i16; LANES];
            for offset in 0..OFFSETS {
                let part = &record((at + offset).checked_sub(REACH)).sums[offset];
                for (sum, part) in sum.iter_mut().zip(part) {
                    *sum = sum.wrapping_add(*part);
                }
            }
            let most = sum[1..TAGS].iter().copied().max().unwrap_or(0);
            let still = i32::from(sum[0]) - i32::from(most) > i32::from(sure);
            self.still[at] = still;
            if !still {
                if !std::mem::replace(&mut marked, true) {
                    phrases::mark(view, text, knowledge.lexicon, sent, any_case, &mut self.codes);
                }
                self.keys.clear();
                let info = |step: isize| record(at.checked_add_signed(step)).info;
                let rule = |step: isize| {
                    let place = at.checked_add_signed(step).filter(|&at| at >= sent.first && at < sent.end);
                    place.and_then(|at| rules.get(at)).copied().unwrap_or(0)
                };
                let phrase = u64::from(self.codes[at - sent.first]);
                features::site(view, sent, at, mode, phrase, info, rule, &mut self.keys);
                add(&mut sum, weights, &self.keys);
            }
            self.scores[at] = sum;
        }
    }

    /// Decodes the stretches between tokens that are surely no names, those that `wanted` holds for a token of.
    fn decode(&mut self, sent: Sent, mode: Mode, wanted: impl Fn(usize) -> bool) {
        let decoder = if mode == Mode::Cased { &mut self.cased.decoder } else { &mut self.caseless.decoder };
        let mut at = sent.first;
        while at < sent.end {
            if self.still[at] {
                self.tags[at] = 0;
                at += 1;
                continue;
            }
            let end = (at..sent.end).find(|&end| self.still[end]).unwrap_or(sent.end);
            if (at..end).any(&wanted) {
                let (left, right) = (at > sent.first, end < sent.end);
                decoder.decode(&self.scores[at..end], left, right, &mut self.tags[at..end]);
            }
            at = end;
        }
    }

    /// The second pass: what the first found elsewhere in the document counts.
    fn again(&mut self, view: &View, cased: &Weights<'_>, caseless: &Weights<'_>, rules: &[u8]) {
        self.echo.learn(view, &self.tags);
        let first_tags = std::mem::take(&mut self.tags);
        self.tags.clone_from(&first_tags);
        for &sent in &view.sents {
            let mode = self.mode(view, sent);
            let weights = if mode == Mode::Cased { cased } else { caseless };
            self.changed.clear();
            for at in sent.first..sent.end {
                if self.still[at] {
                    continue;
                }
                self.keys.clear();
                let rule = rules.get(at).copied().unwrap_or(0);
                self.echo.keys(view, sent, at, mode, &first_tags, rule, &mut self.keys);
                if !self.keys.is_empty() {
                    add(&mut self.scores[at], weights, &self.keys);
                    self.changed.push(at);
                }
            }
            if !self.changed.is_empty() {
                let changed = std::mem::take(&mut self.changed);
                self.decode(sent, mode, |at| changed.binary_search(&at).is_ok());
                self.changed = changed;
            }
        }
    }

    fn collect(&self, sent: Sent, mode: Mode, weights: &Weights<'_>, found: &mut Vec<Found>) {
        let mut first = sent.first;
        for at in sent.first..sent.end {
            let (kind, part) = match labels::parse(usize::from(self.tags[at])) {
                Some(tag) => tag,
                None => continue,
            };
            if matches!(part, Part::Begin | Part::Single) {
                first = at;
            }
            if matches!(part, Part::End | Part::Single) {
                let margin = self.margin(first, at + 1, kind) / weights.unit();
                let score = weights.score(kind as usize, margin);
                found.push(Found {
                    first,
                    end: at + 1,
                    kind,
                    score,
                    margin,
                    caseless: mode == Mode::Caseless,
                });
            }
        }
    }

    /// By how much the type leads at the token where it leads the least.
    fn margin(&self, first: usize, end: usize, kind: labels::Type) -> f32 {
        let lead = |at: usize| {
            let scores = &self.scores[at];
            let own = 1 + 4 * kind as usize..5 + 4 * kind as usize;
            let of =
                |range: std::ops::Range<usize>| range.map(|tag| i32::from(scores[tag])).max().unwrap_or(0);
            let others = (0..TYPES)
                .filter(|&other| other != kind as usize)
                .map(|other| of(1 + 4 * other..5 + 4 * other))
                .max();
            of(own) - others.unwrap_or(i32::MIN).max(i32::from(scores[0]))
        };
        (first..end).map(lead).min().unwrap_or(0) as f32
    }
}

fn add(sum: &mut Scores, weights: &Weights<'_>, keys: &[u64]) {
    for &key in keys {
        if let Some(row) = weights.sites.row(key) {
            add_row(sum, row);
        }
    }
}

/// Adds one-byte weights. A token has a few hundred at most, so that 16 bits hold any sum.
fn add_row(sum: &mut Scores, row: &[u8]) {
    let Some(row) = row.first_chunk::<TAGS>() else { return };
    for (sum, &weight) in sum.iter_mut().zip(row) {
        *sum = sum.wrapping_add(i16::from(weight as i8));
    }
}
