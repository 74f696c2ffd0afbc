//! The best sequence of tags, by dynamic programming (Viterbi 1967), over the pairs that BIOES allows.

use crate::labels::{TAGS, TYPES};
use crate::model::Weights;

/// Scores of a token, padded for vector registers.
pub(crate) const LANES: usize = 24;
pub(crate) type Scores = [i16; LANES];

/// What no sequence of scores reaches.
const NEVER: i32 = i32::MIN / 4;
/// `O`, and for each type `B`, `I`, `E`, `S`.
const OUTSIDE: usize = 0;
const fn begin(kind: usize) -> usize {
    1 + 4 * kind
}
const fn single(kind: usize) -> usize {
    4 + 4 * kind
}

/// Tags after which a name may begin, and tags that may begin one, in the same number.
const BORDERS: usize = 1 + 2 * TYPES;

/// The chain's weights, and room for one stretch of tokens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decoder {
    pairs: Vec<[i32; TAGS]>,
    back: Vec<[u8; TAGS]>,
}

/// The tags that may stand before a new beginning: `O`, ends and singles.
fn closing(at: usize) -> usize {
    match at {
        0 => OUTSIDE,
        _ if at <= TYPES => begin(at - 1) + 2,
        _ => single(at - 1 - TYPES),
    }
}

/// The tags of a new beginning: `O`, beginnings and singles.
fn opening(at: usize) -> usize {
    match at {
        0 => OUTSIDE,
        _ if at <= TYPES => begin(at - 1),
        _ => single(at - 1 - TYPES),
    }
}

impl Decoder {
    pub(crate) fn new(weights: &Weights<'_>) -> Self {
        let pairs = (0..TAGS).map(|tag| std::array::from_fn(|next| weights.pair(tag, next))).collect();
        Self { pairs, back: Vec::new() }
    }

    /// Writes the tags of a stretch of tokens. `left` and `right` say whether a token that is no name stands there.
    pub(crate) fn decode(&mut self, scores: &[Scores], left: bool, right: bool, tags: &mut [u8]) {
        let Some(first) = scores.first() else { return };
        self.back.clear();
        self.back.resize(scores.len(), [0; TAGS]);
        let mut now = [NEVER; TAGS];
        for at in 0..BORDERS {
            let tag = opening(at);
            now[tag] = i32::from(first[tag]) + if left { self.pairs[OUTSIDE][tag] } else { 0 };
        }
        for at in 1..scores.len() {
            now = self.step(&now, &scores[at], at);
        }
        let mut best = OUTSIDE;
        let mut most = NEVER * 2;
        for at in 0..BORDERS {
            let tag = closing(at);
            let score = now[tag] + if right { self.pairs[tag][OUTSIDE] } else { 0 };
            if score > most {
                (best, most) = (tag, score);
            }
        }
        for at in (0..scores.len()).rev() {
            tags[at] = best as u8;
            best = usize::from(self.back[at][best]);
        }
    }

    fn step(&mut self, before: &[i32; TAGS], scores: &Scores, at: usize) -> [i32; TAGS] {
        let mut now = [NEVER; TAGS];
        let back = &mut self.back[at];
        for from in 0..BORDERS {
            let from = closing(from);
            if before[from] == NEVER {
                continue;
            }
            let pairs = &self.pairs[from];
            for to in 0..BORDERS {
                let to = opening(to);
                let score = before[from] + pairs[to];
                if score > now[to] {
                    now[to] = score;
                    back[to] = from as u8;
                }
            }
        }
        for kind in 0..TYPES {
            let (begin, inside, end) = (begin(kind), begin(kind) + 1, begin(kind) + 2);
            for to in [inside, end] {
                for from in [begin, inside] {
                    let score = before[from] + self.pairs[from][to];
                    if before[from] != NEVER && score > now[to] {
                        now[to] = score;
                        back[to] = from as u8;
                    }
                }
            }
        }
        for (now, &score) in now.iter_mut().zip(scores) {
            if *now != NEVER {
                *now += i32::from(score);
            }
        }
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{self, Type, closes, follows, opens};

    fn decoder(mut pair: impl FnMut(usize, usize) -> i32) -> Decoder {
        Decoder {
            pairs: (0..TAGS).map(|tag| std::array::from_fn(|next| pair(tag, next))).collect(),
            back: Vec::new(),
        }
    }

    /// All sequences of a short stretch, one by one.
    fn exhaustive(decoder: &Decoder, scores: &[Scores], left: bool, right: bool) -> i32 {
        fn walk(
            decoder: &Decoder,
            scores: &[Scores],
            at: usize,
            last: Option<usize>,
            sum: i32,
            right: bool,
        ) -> i32 {
            let Some(row) = scores.get(at) else {
                let Some(last) = last.filter(|&last| closes(last)) else { return NEVER };
                return sum + if right { decoder.pairs[last][0] } else { 0 };
            };
            (0..TAGS)
                .filter(|&tag| last.map_or(opens(tag), |last| follows(last, tag)))
                .map(|tag| {
                    let pair = last.map_or(0, |last| decoder.pairs[last][tag]);
                    walk(decoder, scores, at + 1, Some(tag), sum + pair + i32::from(row[tag]), right)
                })
                .max()
                .unwrap_or(NEVER)
        }
        if left {
            (0..TAGS)
                .filter(|&tag| opens(tag))
                .map(|tag| {
                    let first = decoder.pairs[0][tag] + i32::from(scores[0][tag]);
                    walk(decoder, scores, 1, Some(tag), first, right)
                })
                .max()
                .unwrap_or(NEVER)
        } else {
            walk(decoder, scores, 0, None, 0, right)
        }
    }

    fn value(decoder: &Decoder, scores: &[Scores], left: bool, right: bool, tags: &[u8]) -> i32 {
        let mut sum = if left { decoder.pairs[0][usize::from(tags[0])] } else { 0 };
        for (at, &tag) in tags.iter().enumerate() {
            sum += i32::from(scores[at][usize::from(tag)]);
            if let Some(&next) = tags.get(at + 1) {
                assert!(follows(tag.into(), next.into()), "{tags:?}");
                sum += decoder.pairs[usize::from(tag)][usize::from(next)];
            }
        }
        sum + if right { decoder.pairs[usize::from(tags[tags.len() - 1])][0] } else { 0 }
    }

    #[test]
    fn the_best_of_all_sequences_is_found() {
        let mut seed = 1u64;
        let mut random = move || {
            seed = crate::lexicon::mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
            (seed % 41) as i32 - 20
        };
        for size in 1..=4 {
            for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
                let mut decoder = decoder(|_, _| random());
                let scores: Vec<Scores> =
                    (0..size).map(|_| std::array::from_fn(|_| random() as i16)).collect();
                let mut tags = vec![0; size];
                decoder.decode(&scores, left, right, &mut tags);
                assert!(opens(tags[0].into()) && closes(tags[size - 1].into()), "{tags:?}");
                let found = value(&decoder, &scores, left, right, &tags);
                assert_eq!(found, exhaustive(&decoder, &scores, left, right), "{size} {left} {right}");
            }
        }
    }

    #[test]
    fn a_name_at_the_edge_stays_whole() {
        let mut decoder = decoder(|_, _| 0);
        let mut scores = [[0i16; LANES]; 2];
        scores[0][Type::Org.tag(0, 2)] = 10;
        scores[1][Type::Org.tag(1, 2)] = 10;
        let mut tags = [0; 2];
        decoder.decode(&scores, true, true, &mut tags);
        assert_eq!(tags.map(|tag| labels::parse(tag.into()).map(|(kind, _)| kind)), [Some(Type::Org); 2]);
    }
}
