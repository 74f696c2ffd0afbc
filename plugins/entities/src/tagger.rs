//! The tagger: scores of every token from the trained weights, and the best sequence of tags.
//!
//! Three steps, each over fewer tokens than the one before. A *gate*, a sum of one number for each of the words around a
//! token, closes all tokens that are hardly part of a name. Tokens that stay open get scores: what the words around them
//! add, which depends on each word's text alone and is kept from document to document, and the weights of features that
//! join several words, which are looked up for these tokens only. Rows of open tokens are decoded; a second pass hears
//! what the first found elsewhere in the document.

use crate::decode::{Decoder, LANES, Scores, plus};
use crate::echo::Echo;
use crate::features::{self, Info, Knowledge, Mode, OFFSETS, REACH, SITE_KEYS};
use crate::forms::Forms;
use crate::labels::{self, Part, TYPES};
use crate::lexicon::Lexicon;
use crate::model::{Model, Weights};
use crate::phrases;
use crate::records::Records;
use crate::view::{Sent, Setting, View};

/// One mode's words and chain.
#[derive(Debug, Clone, Default)]
struct Side {
    decoder: Decoder,
    records: Records,
}

/// The tagger with its room for one document.
#[derive(Debug, Clone)]
pub struct Tagger {
    model: Model,
    damaged_case: bool,
    lexicon: std::sync::Arc<Lexicon>,
    cased: Side,
    caseless: Side,
    room: Room,
}

/// Room for one document.
#[derive(Debug, Clone, Default)]
struct Room {
    /// Tokens that may be part of a name, in order, and their scores.
    open: Vec<u32>,
    scores: Vec<Scores>,
    /// For each token of the document.
    tags: Vec<u8>,
    first_tags: Vec<u8>,
    /// For each token of a sentence.
    codes: Vec<u8>,
    gates: Vec<bool>,
    sums: Vec<i32>,
    /// The records of a sentence's words, with borders on both sides.
    words: Vec<u32>,
    echo: Echo,
    keys: Vec<u64>,
    /// Places in `open` whose scores the second pass has changed.
    changed: Vec<usize>,
}

/// What one document is tagged with.
#[derive(Debug, Clone, Copy)]
struct Desk<'a> {
    view: &'a View,
    text: &'a str,
    rules: &'a [u8],
    knowledge: Knowledge<'a>,
    cased: Weights<'a>,
    caseless: Weights<'a>,
    damaged_case: bool,
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
            room: Room::default(),
        }
    }

    /// What lists of persons and towns say about words; `None` where the model has none.
    pub(crate) fn lists(&self) -> Option<Forms<'_>> {
        Some(self.model.lists()).filter(|lists| !lists.is_empty())
    }

    /// Tags a document. `rules` are the codes that [`crate::rules::Rules::codes`] writes.
    pub fn run(&mut self, view: &View, text: &str, rules: &[u8], found: &mut Vec<Found>) {
        found.clear();
        let Self { model, damaged_case, lexicon, cased, caseless, room } = self;
        let Some((cased_weights, caseless_weights)) =
            model.weights(Mode::Cased).zip(model.weights(Mode::Caseless))
        else {
            return;
        };
        let desk = Desk {
            view,
            text,
            rules,
            knowledge: Knowledge { lexicon, clusters: model.clusters(), lists: model.lists() },
            cased: cased_weights,
            caseless: caseless_weights,
            damaged_case: *damaged_case,
        };
        cased.records.begin(view, &desk.cased);
        caseless.records.begin(view, &desk.caseless);
        room.open.clear();
        room.scores.clear();
        room.tags.clear();
        room.tags.resize(view.toks.len(), 0);
        for &sent in &view.sents {
            let side = if desk.mode(sent) == Mode::Cased { &mut *cased } else { &mut *caseless };
            let from = room.open.len();
            desk.gate(sent, &mut side.records, room);
            if room.open.len() > from {
                desk.score(sent, &side.records, room, from);
                room.decode(sent, &mut side.decoder, from..room.open.len(), |_| true);
            }
        }
        room.echo.learn(view, &room.tags);
        room.first_tags.clone_from(&room.tags);
        let mut from = 0;
        for &sent in &view.sents {
            let side = if desk.mode(sent) == Mode::Cased { &mut *cased } else { &mut *caseless };
            let end = from + room.open[from..].iter().take_while(|&&at| (at as usize) < sent.end).count();
            if end > from {
                desk.again(sent, side, room, from..end);
                desk.collect(sent, room, from..end, found);
            }
            from = end;
        }
    }
}

impl Desk<'_> {
    /// How the words of a sentence are read.
    fn mode(&self, sent: Sent) -> Mode {
        let damaged = sent.setting != Setting::Usual || self.view.lower_cased;
        if damaged && self.damaged_case { Mode::Caseless } else { Mode::Cased }
    }

    fn weights(&self, sent: Sent) -> &Weights<'_> {
        if self.mode(sent) == Mode::Cased { &self.cased } else { &self.caseless }
    }

    /// Finds the open tokens of a sentence.
    fn gate(&self, sent: Sent, records: &mut Records, room: &mut Room) {
        let (mode, weights) = (self.mode(sent), self.weights(sent));
        let size = sent.end - sent.first;
        let least = weights.gate() as i32;
        room.words.clear();
        room.words.resize(REACH, 0);
        room.sums.clear();
        // A word, or a border, says something to the tokens from REACH places to its right to REACH to its left. What
        // was said to the tokens whose sums are not whole yet stays in registers, the leftmost first.
        let mut sums = [0i32; OFFSETS];
        let say = |sums: &mut [i32; OFFSETS], gates: &[i16; OFFSETS]| {
            // A new array and not a shifted one: what is written in pieces and read whole has to be waited for.
            let said = |place: usize| sums[place] + i32::from(gates[OFFSETS - 1 - place]);
            let whole = said(0);
            *sums = std::array::from_fn(|place| if place + 1 < OFFSETS { said(place + 1) } else { 0 });
            whole
        };
        let border = records.border().sums;
        for _ in 0..REACH {
            say(&mut sums, &border);
        }
        let toks = &self.view.toks[sent.first..sent.end];
        records.look(toks.iter().map(|tok| tok.word), &mut room.words);
        for (tok, record) in toks.iter().zip(&mut room.words[REACH..]) {
            let text = || tok.span.of(self.text);
            let gates = records.gates((tok.word, text), mode, &self.knowledge, weights);
            *record = gates.record;
            room.sums.push(say(&mut sums, &gates.sums));
        }
        room.words.resize(size + 2 * REACH, 0);
        for _ in 0..REACH {
            room.sums.push(say(&mut sums, &border));
        }
        room.gates.clear();
        // The first whole sums are those of places before the sentence.
        room.gates.extend(room.sums.iter().skip(REACH).map(|&sum| sum >= least));
        features::bridge(&mut room.gates);
        let open = (sent.first..sent.end).zip(&room.gates).filter(|(_, gate)| **gate);
        room.open.extend(open.map(|(at, _)| at as u32));
    }

    /// Scores the open tokens of a sentence, those of the document from `from` on.
    fn score(&self, sent: Sent, records: &Records, room: &mut Room, from: usize) {
        let (mode, weights) = (self.mode(sent), self.weights(sent));
        let any_case = mode == Mode::Caseless || sent.setting == Setting::Caps;
        phrases::mark(self.view, self.text, self.knowledge.lexicon, sent, any_case, &mut room.codes);
        // Records lie far apart: a short loop looks at those of many tokens side by side, before anything costs more.
        room.scores.extend(room.open[from..].iter().map(|&at| {
            let first = at as usize - sent.first;
            let words = room.words[first..first + OFFSETS].iter().enumerate();
            words.fold([0; LANES], |sum, (offset, &word)| plus(&sum, &records.part(word, offset).sums))
        }));
        for (&at, sum) in room.open[from..].iter().zip(&mut room.scores[from..]) {
            let at = at as usize;
            let words = &room.words[at - sent.first..at - sent.first + OFFSETS];
            let info = |step: isize| -> Info {
                let offset = REACH.saturating_add_signed(step);
                words.get(offset).map(|&word| records.part(word, offset).info).unwrap_or_default()
            };
            let rule = |step: isize| {
                let place = at.checked_add_signed(step).filter(|&at| at >= sent.first && at < sent.end);
                place.and_then(|at| self.rules.get(at)).copied().unwrap_or(0)
            };
            let phrase = room.codes.get(at - sent.first).copied().unwrap_or(0).into();
            let (mut keys, mut count) = ([0u64; SITE_KEYS], 0);
            features::site(self.view, sent, at, mode, phrase, info, rule, |key| {
                if let Some(place) = keys.get_mut(count) {
                    *place = key;
                    count += 1;
                }
            });
            add(sum, weights, &keys[..count]);
        }
    }

    /// The second pass over a sentence, whose open tokens are `range`: what the first found elsewhere in the document
    /// counts.
    fn again(&self, sent: Sent, side: &mut Side, room: &mut Room, range: std::ops::Range<usize>) {
        let (mode, weights) = (self.mode(sent), self.weights(sent));
        let mut changed = std::mem::take(&mut room.changed);
        changed.clear();
        for place in range.clone() {
            let at = room.open[place] as usize;
            room.keys.clear();
            let rule = self.rules.get(at).copied().unwrap_or(0);
            room.echo.keys(self.view, sent, at, mode, &room.first_tags, rule, &mut room.keys);
            if !room.keys.is_empty() {
                add(&mut room.scores[place], weights, &room.keys);
                changed.push(place);
            }
        }
        if !changed.is_empty() {
            room.decode(sent, &mut side.decoder, range, |place| changed.binary_search(&place).is_ok());
        }
        room.changed = changed;
    }

    /// The names of a sentence whose open tokens are `range`.
    fn collect(&self, sent: Sent, room: &Room, range: std::ops::Range<usize>, found: &mut Vec<Found>) {
        let (mode, weights) = (self.mode(sent), self.weights(sent));
        let mut first = range.start;
        for place in range {
            let at = room.open[place] as usize;
            let Some((kind, part)) = labels::parse(usize::from(room.tags[at])) else { continue };
            if matches!(part, Part::Begin | Part::Single) {
                first = place;
            }
            if matches!(part, Part::End | Part::Single) {
                let margin = room.scores[first..=place].iter().map(|scores| lead(scores, kind)).min();
                let margin = margin.unwrap_or(0) as f32 / weights.unit();
                found.push(Found {
                    first: room.open[first] as usize,
                    end: at + 1,
                    kind,
                    score: weights.score(kind as usize, margin),
                    margin,
                    caseless: mode == Mode::Caseless,
                });
            }
        }
    }
}

impl Room {
    /// Decodes the rows of open tokens in a sentence whose open tokens are `range`, those that `wanted` holds for a
    /// place of.
    fn decode(
        &mut self,
        sent: Sent,
        decoder: &mut Decoder,
        range: std::ops::Range<usize>,
        wanted: impl Fn(usize) -> bool,
    ) {
        let mut from = range.start;
        while from < range.end {
            let first = self.open[from] as usize;
            let row =
                self.open[from..range.end].iter().zip(first..).take_while(|&(&at, next)| at as usize == next);
            let end = from + row.count();
            if (from..end).any(&wanted) {
                let last = first + (end - from);
                let (left, right) = (first > sent.first, last < sent.end);
                decoder.decode(&self.scores[from..end], left, right, &mut self.tags[first..last]);
            }
            from = end;
        }
    }
}

/// By how much a type leads at a token.
fn lead(scores: &Scores, kind: labels::Type) -> i32 {
    let of = |kind: usize| scores[1 + 4 * kind..5 + 4 * kind].iter().copied().max().unwrap_or(0);
    let others = (0..TYPES).filter(|&other| other != kind as usize).map(of).max().unwrap_or(i16::MIN);
    i32::from(of(kind as usize)) - i32::from(others.max(scores[0]))
}

/// Adds the weights of keys. Places are computed and rows are fetched side by side, before anything is added.
fn add(sum: &mut Scores, weights: &Weights<'_>, keys: &[u64]) {
    let mut places = [0; SITE_KEYS];
    for (place, &key) in places.iter_mut().zip(keys) {
        *place = weights.sites.place(key);
    }
    let kept = weights.sites.keep(&mut places, keys.iter().copied());
    weights.sites.add(&places[..kept], sum);
}
