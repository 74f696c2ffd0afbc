//! The sentences of one pile with terms and entities numbered from 0, so that whatever is counted about them stands
//! close together in memory however large the run is.

use crate::corpus::Corpus;
use crate::pile::Pile;
use crate::rank::{Ranks, TELLING};

/// Stands for "not in this pile".
const ABSENT: u32 = u32::MAX;

/// The terms and entities of a pile's sentences. Positions are those of [`Pile::sentences`](crate::pile::Pile).
#[derive(Default)]
pub(crate) struct Sheet {
    terms: Lists,
    names: Lists,
    /// Weight of each term of the pile.
    pub(crate) weights: Vec<f32>,
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
    /// Fills the sheet with the sentences `rows` of the corpus.
    pub(crate) fn fill(&mut self, corpus: &Corpus<'_>, rows: &[u32]) {
        self.terms.clear(corpus.terms.len());
        self.names.clear(corpus.entities);
        for &row in rows {
            let sentence = &corpus.sentences[row as usize];
            self.terms.push(corpus.terms(sentence));
            self.names.push(corpus.names(sentence));
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
