//! The sentences of one pile with terms and entities numbered from 0, so that whatever is counted about them stands
//! close together in memory however large the run is.

use crate::corpus::{Corpus, Sentence};
use crate::pile::Pile;
use crate::rank::{Ranks, TELLING};
use crate::words::TERMLESS;

/// Stands for "not in this pile".
const ABSENT: u32 = u32::MAX;

/// The terms and entities of a pile's sentences. Positions are those of [`Pile::sentences`](crate::pile::Pile).
#[derive(Default)]
pub(crate) struct Sheet {
    terms: Lists,
    names: Lists,
    /// Filled where several reports are compared.
    pairs: Pairs,
    /// Weight of each term of the pile.
    pub(crate) weights: Vec<f32>,
}

/// Pairs of words that follow each other, those of two function words left out.
#[derive(Default)]
struct Pairs {
    numbers: Numbers,
    starts: Vec<u32>,
    flat: Vec<u32>,
    /// The member that each pair was seen in last, and in how many it stands.
    members: Vec<(u32, u32)>,
}

impl Pairs {
    /// Forgets all pairs; at most `most` are to come.
    fn clear(&mut self, most: usize) {
        self.numbers.clear(most);
        self.starts.clear();
        self.starts.push(0);
        self.flat.clear();
        self.members.clear();
    }

    /// Appends the pairs of a sentence. `member` is the report that it is of, `None` for a copy, which does not count.
    fn push(&mut self, corpus: &Corpus<'_>, sentence: &Sentence, member: Option<u32>) {
        let from = self.flat.len();
        let mut before: Option<u32> = None;
        for tag in corpus.tags(sentence) {
            let Some(last) = before.replace(tag) else { continue };
            if last & tag & TERMLESS != 0 {
                continue;
            }
            let next = self.members.len() as u32;
            let pair = self.numbers.number(u64::from(last) << 32 | u64::from(tag), next);
            if pair == next {
                self.members.push((u32::MAX, 0));
            }
            let (seen, count) = &mut self.members[pair as usize];
            if member.is_some_and(|member| std::mem::replace(seen, member) != member) {
                *count += 1;
            }
            self.flat.push(pair);
        }
        self.flat[from..].sort_unstable();
        let (mut end, mut last) = (from, ABSENT);
        for at in from..self.flat.len() {
            let pair = self.flat[at];
            self.flat[end] = pair;
            end += usize::from(pair != last);
            last = pair;
        }
        self.flat.truncate(end);
        self.starts.push(end as u32);
    }
}

/// Numbers of keys, in a table that is as large as the pile needs: to clear it costs what the pile costs.
#[derive(Default)]
struct Numbers {
    /// Key and number; no number = free.
    slots: Vec<(u64, u32)>,
    shift: u32,
}

impl Numbers {
    fn clear(&mut self, most: usize) {
        let size = (most * 2).next_power_of_two().max(2);
        self.shift = 64 - size.trailing_zeros();
        self.slots.clear();
        self.slots.resize(size, (0, ABSENT));
    }

    /// The number of a key, which is `next` where it is new. At most as many keys may come as were told before.
    fn number(&mut self, key: u64, next: u32) -> u32 {
        let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize;
        loop {
            let slot = &mut self.slots[at];
            if slot.1 == ABSENT {
                *slot = (key, next);
            }
            if slot.0 == key {
                return slot.1;
            }
            at = (at + 1) % self.slots.len();
        }
    }
}

/// What a briefing is made of.
#[derive(Clone, Copy)]
pub(crate) struct Case<'c, 't> {
    pub(crate) corpus: &'c Corpus<'t>,
    pub(crate) pile: &'c Pile<'t>,
    pub(crate) sheet: &'c Sheet,
    pub(crate) ranks: &'c Ranks,
}

/// Lists of numbers one after the other, and the numbers that their members have in the run.
#[derive(Default)]
struct Lists {
    starts: Vec<u32>,
    flat: Vec<u32>,
    /// Number in the run by number in the pile, and the other way.
    global: Vec<u32>,
    local: Vec<u32>,
}

impl Lists {
    fn clear(&mut self, most: usize) {
        for number in self.global.drain(..) {
            self.local[number as usize] = ABSENT;
        }
        self.local.resize(most, ABSENT);
        self.starts.clear();
        self.starts.push(0);
        self.flat.clear();
    }

    fn push(&mut self, list: &[u32]) {
        for &number in list {
            let local = &mut self.local[number as usize];
            if *local == ABSENT {
                *local = self.global.len() as u32;
                self.global.push(number);
            }
            self.flat.push(*local);
        }
        self.starts.push(self.flat.len() as u32);
    }

    fn get(&self, at: usize) -> &[u32] {
        let range = self.starts.get(at).zip(self.starts.get(at + 1));
        range.and_then(|(&from, &to)| self.flat.get(from as usize..to as usize)).unwrap_or(&[])
    }
}

impl Sheet {
    /// Fills the sheet with the sentences of a pile.
    pub(crate) fn fill(&mut self, corpus: &Corpus<'_>, pile: &Pile<'_>) {
        self.terms.clear(corpus.terms.len());
        self.names.clear(corpus.entities);
        let several = pile.members.len() > 1;
        let tokens = |&row: &u32| corpus.sentences[row as usize].tokens;
        let tokens = pile.sentences.iter().map(tokens).map(|(from, to)| to.saturating_sub(from) as usize);
        self.pairs.clear(if several { tokens.sum() } else { 0 });
        for (at, &row) in pile.sentences.iter().enumerate() {
            let sentence = &corpus.sentences[row as usize];
            self.terms.push(corpus.terms(sentence));
            self.names.push(corpus.names(sentence));
            if several {
                let member = pile.of[at];
                self.pairs.push(corpus, sentence, (!pile.is_copy(member)).then_some(member));
            }
        }
        self.weights.clear();
        self.weights.extend(self.terms.global.iter().map(|&term| corpus.weights[term as usize]));
    }

    /// Number of terms.
    pub(crate) fn terms_len(&self) -> usize {
        self.terms.global.len()
    }

    /// Number of entities.
    pub(crate) fn names_len(&self) -> usize {
        self.names.global.len()
    }

    /// The terms of the sentence at a position.
    pub(crate) fn terms(&self, at: usize) -> &[u32] {
        self.terms.get(at)
    }

    /// The entities of the sentence at a position.
    pub(crate) fn names(&self, at: usize) -> &[u32] {
        self.names.get(at)
    }

    /// The pairs of words of the sentence at a position.
    pub(crate) fn pairs(&self, at: usize) -> &[u32] {
        let range = self.pairs.starts.get(at).zip(self.pairs.starts.get(at + 1));
        range.and_then(|(&from, &to)| self.pairs.flat.get(from as usize..to as usize)).unwrap_or(&[])
    }

    /// Number of pairs.
    pub(crate) fn pairs_len(&self) -> usize {
        self.pairs.members.len()
    }

    /// In how many reports a pair stands, copies left out.
    pub(crate) fn tellers(&self, pair: u32) -> u32 {
        self.pairs.members[pair as usize].1
    }

    /// The number here of a term of the run.
    pub(crate) fn term(&self, global: u32) -> Option<u32> {
        self.terms.local.get(global as usize).copied().filter(|&local| local != ABSENT)
    }
}

/// For each term of a sheet the sentences that have it.
#[derive(Default)]
pub(crate) struct Holders {
    lists: Lists,
    counts: Vec<u8>,
    found: Vec<u32>,
}

impl Holders {
    /// Forgets the sheet; the lists are made when they are first asked for.
    pub(crate) fn clear(&mut self) {
        self.lists.starts.clear();
    }

    /// The positions of the sentences that share at least `least` telling terms with the one at `at`, ascending,
    /// itself left out.
    pub(crate) fn sharing(&mut self, sheet: &Sheet, at: usize, least: u8) -> &[u32] {
        if self.lists.starts.is_empty() {
            self.index(sheet);
        }
        self.found.clear();
        for &term in sheet.terms(at) {
            for &other in self.lists.get(term as usize) {
                let count = &mut self.counts[other as usize];
                *count = count.saturating_add(1);
                if *count == least && other as usize != at {
                    self.found.push(other);
                }
            }
        }
        for &term in sheet.terms(at) {
            self.lists.get(term as usize).iter().for_each(|&other| self.counts[other as usize] = 0);
        }
        self.found.sort_unstable();
        &self.found
    }

    /// Turns the lists of telling terms round.
    fn index(&mut self, sheet: &Sheet) {
        let telling = |term: &&u32| sheet.weights[**term as usize] >= TELLING;
        let starts = &mut self.lists.starts;
        starts.resize(sheet.terms_len() + 1, 0);
        for &term in sheet.terms.flat.iter().filter(telling) {
            starts[term as usize] += 1;
        }
        let mut sum = 0;
        for start in starts.iter_mut() {
            sum += *start;
            *start = sum;
        }
        // Filled from behind, so that every start ends where its list begins and the lists are ascending.
        self.lists.flat.clear();
        self.lists.flat.resize(sum as usize, 0);
        let sentences = sheet.terms.starts.len().saturating_sub(1);
        for at in (0..sentences).rev() {
            for &term in sheet.terms(at).iter().filter(telling) {
                let start = &mut self.lists.starts[term as usize];
                *start -= 1;
                self.lists.flat[*start as usize] = at as u32;
            }
        }
        self.counts.clear();
        self.counts.resize(sentences, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_in_order_of_appearance() {
        let mut numbers = Numbers::default();
        for _ in 0..2 {
            numbers.clear(5);
            // Keys that meet in one slot are kept apart.
            let keys = [0, u64::MAX, 7, 0, 1 << 63, 7, 9];
            let mut next = 0;
            let found = keys.map(|key| {
                let number = numbers.number(key, next);
                next += u32::from(number == next);
                number
            });
            assert_eq!(found, [0, 1, 2, 0, 3, 2, 4]);
        }
    }
}
