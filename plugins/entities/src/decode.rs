//! The best sequence of tags, by dynamic programming (Viterbi 1967), over the pairs that BIOES allows.

use crate::labels::{self, Part, TAGS, TYPES};
use crate::model::Weights;

/// Scores of a token, padded for vector registers.
pub(crate) const LANES: usize = 24;
pub(crate) type Scores = [i16; LANES];

/// Where no sequence comes. Scores are kept relative to the best one, so that 16 bits do.
const NEVER: i16 = -20_000;
const OUTSIDE: usize = 0;
// Three rows of eight, the last of which overlaps the one before, are all tags but `O`: see `lead`.
const _: () = assert!(TAGS > 17 && TAGS <= 25);

/// Tags after which a name may begin, and tags that may begin one: `O` and two for each type.
const BORDERS: usize = 1 + 2 * TYPES;
/// The same and the types, padded for vector registers.
type Border = [i16; 16];
type Kinds = [i16; 8];

/// The best scores of sequences that end at one token.
#[derive(Debug, Clone, Copy)]
struct State {
    /// In `O`, the beginnings and the singles.
    open: Border,
    inside: Kinds,
    end: Kinds,
}

/// The chain's weights, and room for one stretch of tokens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decoder {
    /// From `O`, ends and singles to `O`, beginnings and singles.
    border: [Border; BORDERS],
    /// The same the other way round: by where to, then where from.
    ways: [Border; BORDERS],
    begin_inside: Kinds,
    begin_end: Kinds,
    inside_inside: Kinds,
    inside_end: Kinds,
    /// Where `O` leads by this at every token, no pair of tags makes up for it.
    sure: i16,
    states: Vec<State>,
}

/// The tags that may stand before a new beginning: `O`, ends and singles.
fn closing(at: usize) -> usize {
    match at {
        0 => OUTSIDE,
        _ if at <= TYPES => 4 * at - 1,
        _ => 4 * (at - TYPES),
    }
}

/// The tags of a new beginning: `O`, beginnings and singles.
fn opening(at: usize) -> usize {
    match at {
        0 => OUTSIDE,
        _ if at <= TYPES => 4 * at - 3,
        _ => 4 * (at - TYPES),
    }
}

impl State {
    fn first(scores: &Scores) -> Self {
        let mut state = Self { open: [NEVER; 16], inside: [NEVER; 8], end: [NEVER; 8] };
        for at in 0..BORDERS {
            state.open[at] = scores[opening(at)];
        }
        state
    }

    /// Scores in `O`, the ends and the singles.
    fn close(&self) -> Border {
        let mut close = [NEVER; 16];
        close[0] = self.open[0];
        close[1..=TYPES].copy_from_slice(&self.end[..TYPES]);
        close[1 + TYPES..BORDERS].copy_from_slice(&self.open[1 + TYPES..BORDERS]);
        close
    }

    /// Scores in the beginnings.
    fn begin(&self) -> Kinds {
        let mut begin = [NEVER; 8];
        begin[..TYPES].copy_from_slice(&self.open[1..=TYPES]);
        begin
    }

    /// Makes the best score 0.
    fn relative(&mut self) {
        let (halves, _) = self.open.as_chunks::<8>();
        let lanes = halves.iter().fold(larger(&self.inside, &self.end), |lanes, half| larger(&lanes, half));
        let most = most(lanes);
        self.open = minus(&self.open, most);
        self.inside = minus(&self.inside, most);
        self.end = minus(&self.end, most);
    }
}

fn minus<const N: usize>(a: &[i16; N], b: i16) -> [i16; N] {
    std::array::from_fn(|lane| a[lane].saturating_sub(b))
}

/// Sums lane by lane, held at the ends of 16 bits.
#[inline]
pub(crate) fn plus<const N: usize>(a: &[i16; N], b: &[i16; N]) -> [i16; N] {
    std::array::from_fn(|lane| a[lane].saturating_add(b[lane]))
}

fn larger<const N: usize>(a: &[i16; N], b: &[i16; N]) -> [i16; N] {
    std::array::from_fn(|lane| a[lane].max(b[lane]))
}

/// The largest of eight.
fn most(lanes: [i16; 8]) -> i16 {
    let [a, b, c, d, e, f, g, h] = lanes;
    a.max(b).max(c.max(d)).max(e.max(f).max(g.max(h)))
}

/// By how much `O` leads at a token. Eight tags are looked at together, some of them twice.
fn lead(scores: &Scores) -> i16 {
    let eight = |from: usize| -> [i16; 8] { std::array::from_fn(|lane| scores[from + lane]) };
    let lanes = larger(&larger(&eight(1), &eight(9)), &eight(TAGS - 8));
    scores[OUTSIDE].saturating_sub(most(lanes))
}

impl Decoder {
    pub(crate) fn new(weights: &Weights<'_>) -> Self {
        Self::of_pairs(|tag, next| weights.pair(tag, next))
    }

    fn of_pairs(pair: impl Fn(usize, usize) -> i16) -> Self {
        let kinds = |from: usize, to: usize| {
            let mut kinds = [0; 8];
            for (kind, weight) in kinds.iter_mut().enumerate().take(TYPES) {
                *weight = pair(1 + 4 * kind + from, 1 + 4 * kind + to);
            }
            kinds
        };
        let mut border = [[NEVER; 16]; BORDERS];
        for (from, row) in border.iter_mut().enumerate() {
            for (to, weight) in row.iter_mut().enumerate().take(BORDERS) {
                *weight = pair(closing(from), opening(to));
            }
        }
        let mut ways = [[NEVER; 16]; BORDERS];
        for (to, row) in ways.iter_mut().enumerate() {
            row.iter_mut().zip(&border).for_each(|(way, from)| *way = from[to]);
        }
        // A name of some tokens has one pair of tags more than tokens, so two for each are the most.
        let pairs = (0..TAGS).flat_map(|tag| (0..TAGS).map(move |next| (tag, next)));
        let most =
            pairs.filter(|&(tag, next)| labels::follows(tag, next)).map(|(tag, next)| pair(tag, next)).max();
        let gain = i32::from(most.unwrap_or(0)) - i32::from(pair(OUTSIDE, OUTSIDE));
        Self {
            border,
            ways,
            sure: i16::try_from(2 * gain).unwrap_or(i16::MAX),
            begin_inside: kinds(0, 1),
            begin_end: kinds(0, 2),
            inside_inside: kinds(1, 1),
            inside_end: kinds(1, 2),
            states: Vec::new(),
        }
    }

    /// Writes the tags of a stretch of tokens. `left` and `right` say whether a token that is no name stands there.
    pub(crate) fn decode(&mut self, scores: &[Scores], left: bool, right: bool, tags: &mut [u8]) {
        let Some(first) = scores.first() else { return };
        if scores.iter().all(|scores| lead(scores) > self.sure) {
            tags.fill(OUTSIDE as u8);
            return;
        }
        if let [scores] = scores {
            tags.fill(self.single(scores, left, right) as u8);
            return;
        }
        self.states.clear();
        let mut state = State::first(first);
        if left {
            state.open = plus(&state.open, &self.border[0]);
        }
        state.relative();
        self.states.push(state);
        for scores in &scores[1..] {
            state = self.step(&state, scores);
            self.states.push(state);
        }
        let close = state.close();
        let last = |at: usize| i32::from(close[at]) + if right { i32::from(self.border[at][0]) } else { 0 };
        let best = (1..BORDERS).fold(0, |best, at| if last(at) > last(best) { at } else { best });
        let mut tag = closing(best);
        for at in (0..scores.len()).rev() {
            tags[at] = tag as u8;
            if at > 0 {
                tag = self.before(&self.states[at - 1], tag);
            }
        }
    }

    /// The tag of a stretch of one token: `O` or a single, which is what most stretches are asked about.
    fn single(&self, scores: &Scores, left: bool, right: bool) -> usize {
        let score = |at: usize| {
            let before = if left { i32::from(self.border[0][at]) } else { 0 };
            let after = if right { i32::from(self.border[at][0]) } else { 0 };
            i32::from(scores[opening(at)]) + before + after
        };
        let (mut best, mut most) = (0, score(0));
        for at in 1 + TYPES..BORDERS {
            let score = score(at);
            if score > most {
                (best, most) = (at, score);
            }
        }
        opening(best)
    }

    /// Only scores are computed on the way there; which tag a score came from is asked on the way back, for one tag a
    /// token.
    fn step(&self, before: &State, scores: &Scores) -> State {
        let mut open = [i16::MIN; 16];
        for (row, &close) in self.border.iter().zip(&before.close()) {
            open = larger(&open, &plus(row, &[close; 16]));
        }
        let begin = before.begin();
        let inside = larger(&plus(&begin, &self.begin_inside), &plus(&before.inside, &self.inside_inside));
        let end = larger(&plus(&begin, &self.begin_end), &plus(&before.inside, &self.inside_end));
        let mut state = State { open, inside, end };
        for at in 0..BORDERS {
            state.open[at] = state.open[at].saturating_add(scores[opening(at)]);
        }
        for kind in 0..TYPES {
            state.inside[kind] = state.inside[kind].saturating_add(scores[2 + 4 * kind]);
            state.end[kind] = state.end[kind].saturating_add(scores[3 + 4 * kind]);
        }
        state.relative();
        state
    }

    /// The tag before `tag` on the best way to it.
    fn before(&self, state: &State, tag: usize) -> usize {
        match labels::parse(tag) {
            Some((kind, Part::Inside | Part::End)) => {
                let kind = kind as usize;
                let weights = if tag % 4 == 2 {
                    (&self.begin_inside, &self.inside_inside)
                } else {
                    (&self.begin_end, &self.inside_end)
                };
                let from_begin = state.open[1 + kind].saturating_add(weights.0[kind]);
                let from_inside = state.inside[kind].saturating_add(weights.1[kind]);
                1 + 4 * kind + usize::from(from_inside > from_begin)
            }
            _ => {
                let to = (0..BORDERS).find(|&at| opening(at) == tag).unwrap_or(0);
                let ways = plus(&state.close(), &self.ways[to]);
                closing((1..BORDERS).fold(0, |best, at| if ways[at] > ways[best] { at } else { best }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{Type, closes, follows, opens};

    /// What no sequence reaches.
    const NO: i32 = i32::MIN / 4;

    struct Pairs(Vec<[i16; TAGS]>);

    fn pairs(mut pair: impl FnMut() -> i16) -> Pairs {
        Pairs((0..TAGS).map(|_| std::array::from_fn(|_| pair())).collect())
    }

    impl Pairs {
        fn decoder(&self) -> Decoder {
            Decoder::of_pairs(|tag, next| self.0[tag][next])
        }

        fn pair(&self, tag: usize, next: usize) -> i32 {
            i32::from(self.0[tag][next])
        }
    }

    /// All sequences of a short stretch, one by one.
    fn exhaustive(pairs: &Pairs, scores: &[Scores], left: bool, right: bool) -> i32 {
        fn walk(
            pairs: &Pairs,
            scores: &[Scores],
            at: usize,
            last: Option<usize>,
            sum: i32,
            right: bool,
        ) -> i32 {
            let Some(row) = scores.get(at) else {
                let Some(last) = last.filter(|&last| closes(last)) else { return NO };
                return sum + if right { pairs.pair(last, 0) } else { 0 };
            };
            (0..TAGS)
                .filter(|&tag| last.map_or(opens(tag), |last| follows(last, tag)))
                .map(|tag| {
                    let pair = last.map_or(0, |last| pairs.pair(last, tag));
                    walk(pairs, scores, at + 1, Some(tag), sum + pair + i32::from(row[tag]), right)
                })
                .max()
                .unwrap_or(NO)
        }
        if left {
            (0..TAGS)
                .filter(|&tag| opens(tag))
                .map(|tag| {
                    let first = pairs.pair(0, tag) + i32::from(scores[0][tag]);
                    walk(pairs, scores, 1, Some(tag), first, right)
                })
                .max()
                .unwrap_or(NO)
        } else {
            walk(pairs, scores, 0, None, 0, right)
        }
    }

    fn value(pairs: &Pairs, scores: &[Scores], left: bool, right: bool, tags: &[u8]) -> i32 {
        let mut sum = if left { pairs.pair(0, usize::from(tags[0])) } else { 0 };
        for (at, &tag) in tags.iter().enumerate() {
            sum += i32::from(scores[at][usize::from(tag)]);
            if let Some(&next) = tags.get(at + 1) {
                assert!(follows(tag.into(), next.into()), "{tags:?}");
                sum += pairs.pair(usize::from(tag), usize::from(next));
            }
        }
        sum + if right { pairs.pair(usize::from(tags[tags.len() - 1]), 0) } else { 0 }
    }

    #[test]
    fn the_best_of_all_sequences_is_found() {
        let mut seed = 1u64;
        let mut random = move || {
            seed = crate::lexicon::mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
            (seed % 41) as i16 - 20
        };
        for (size, lift) in (1..=4).flat_map(|size| [0, 40, 90].map(|lift| (size, lift))) {
            for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
                let pairs = pairs(&mut random);
                let mut decoder = pairs.decoder();
                let mut scores: Vec<Scores> = (0..size).map(|_| std::array::from_fn(|_| random())).collect();
                // With much for `O` the short cut is taken, with a little it is not.
                scores.iter_mut().for_each(|scores| scores[OUTSIDE] += lift);
                let mut tags = vec![0; size];
                decoder.decode(&scores, left, right, &mut tags);
                assert!(opens(tags[0].into()) && closes(tags[size - 1].into()), "{tags:?}");
                let found = value(&pairs, &scores, left, right, &tags);
                assert_eq!(found, exhaustive(&pairs, &scores, left, right), "{size} {left} {right} {lift}");
            }
        }
    }

    #[test]
    fn a_name_at_the_edge_stays_whole() {
        let mut decoder = pairs(|| 0).decoder();
        let mut scores = [[0i16; LANES]; 2];
        scores[0][Type::Org.tag(0, 2)] = 10;
        scores[1][Type::Org.tag(1, 2)] = 10;
        let mut tags = [0; 2];
        decoder.decode(&scores, true, true, &mut tags);
        assert_eq!(tags.map(|tag| labels::parse(tag.into()).map(|(kind, _)| kind)), [Some(Type::Org); 2]);
    }
}
