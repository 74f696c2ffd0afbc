//! How central each sentence of a pile is.
//!
//! Words are weighted by how rare they are (Spärck Jones 1972), with a background of common news words so that small
//! collections have a scale too. Centrality is the continuous degree of Erkan and Radev, "LexRank" (2004): the sum of
//! a sentence's cosines with all others. With unit vectors that sum is the dot product with the sum of all vectors,
//! so it needs no pairs and takes time in proportion to the text.

use crate::corpus::{Corpus, Sentence};
use crate::pile::Pile;
use crate::sheet::Sheet;
use crate::terms::Terms;

/// Weight from which on a word says something about the subject.
pub(crate) const TELLING: f32 = 0.35;

/// Documents of the imagined background collection.
const BACKGROUND: f32 = 50.0;
/// In how many of them a common news word stands, and any other one.
const COMMON: f32 = 20.0;
const RARE: f32 = 0.5;

/// Weight of every term of the run, 0.02 to about 1. `documents` says in how many of the `reports` each stands.
pub(crate) fn weights(terms: &Terms, documents: &[u32], reports: usize) -> Vec<f32> {
    let all = reports as f32 + BACKGROUND;
    let weigh =
        |count: u32, background: f32| ((all / (count as f32 + background)).ln() / all.ln()).clamp(0.02, 1.0);
    // Most terms stand in few documents.
    let rare: Vec<f32> = (0..64).map(|count| weigh(count, RARE)).collect();
    documents
        .iter()
        .enumerate()
        .map(|(term, &count)| match rare.get(count as usize) {
            Some(&weight) if !terms.is_light(term as u32) => weight,
            _ => weigh(count, if terms.is_light(term as u32) { COMMON } else { RARE }),
        })
        .collect()
}

/// Scores of the sentences of one pile, in its order.
#[derive(Default)]
pub(crate) struct Ranks {
    /// Degree centrality, 0 to 1.
    pub(crate) degree: Vec<f32>,
    /// How much each member is about what the others are about, 0 to 1; 1 for most.
    pub(crate) relevance: Vec<f32>,
    /// Sum of the unit vectors of the sentences, and of those of one member.
    sum: Vec<f32>,
    own: Vec<f32>,
}

/// Share of the best member's relevance from which on a report counts as fully about the story.
const RELEVANT: f32 = 0.6;

impl Ranks {
    /// Ranks the sentences of a pile. Copies do not vote.
    pub(crate) fn fill(&mut self, corpus: &Corpus<'_>, pile: &Pile<'_>, sheet: &Sheet) {
        let weights = &sheet.weights;
        self.sum.clear();
        self.sum.resize(sheet.terms_len(), 0.0);
        for (at, &row) in pile.sentences.iter().enumerate() {
            if pile.is_copy(pile.of[at]) {
                continue;
            }
            let length = corpus.sentences[row as usize].length;
            for &term in sheet.terms(at) {
                self.sum[term as usize] += weights[term as usize] / length;
            }
        }
        self.degree.clear();
        self.degree.extend(pile.sentences.iter().enumerate().map(|(at, &row)| {
            let terms = sheet.terms(at).iter();
            let sum: f32 = terms.map(|&term| weights[term as usize] * self.sum[term as usize]).sum();
            (sum / corpus.sentences[row as usize].length - 1.0).max(0.0)
        }));
        normalise(&mut self.degree);
        self.relevance(corpus, pile, sheet);
    }

    /// What each member says is compared with the others only where there are others.
    fn relevance(&mut self, corpus: &Corpus<'_>, pile: &Pile<'_>, sheet: &Sheet) {
        self.relevance.clear();
        if pile.members.len() == 1 {
            self.relevance.push(1.0);
            return;
        }
        self.own.clear();
        self.own.resize(sheet.terms_len(), 0.0);
        let mut touched: Vec<u32> = Vec::new();
        for (number, member) in pile.members.iter().enumerate() {
            // A copy brings no vector of its own.
            if pile.is_copy(number as u32) {
                self.relevance.push(0.0);
                continue;
            }
            for at in member.rows.clone() {
                let length = corpus.sentences[pile.sentences[at] as usize].length;
                for &term in sheet.terms(at) {
                    let own = &mut self.own[term as usize];
                    if *own == 0.0 {
                        touched.push(term);
                    }
                    *own += sheet.weights[term as usize] / length;
                }
            }
            let (mut dot, mut square) = (0.0_f32, 0.0_f32);
            for term in touched.drain(..) {
                let own = std::mem::take(&mut self.own[term as usize]);
                dot += own * (self.sum[term as usize] - own).max(0.0);
                square += own * own;
            }
            self.relevance.push(dot / square.sqrt().max(0.05));
        }
        normalise(&mut self.relevance);
        for (number, value) in self.relevance.iter_mut().enumerate() {
            let copy = pile.is_copy(number as u32);
            *value = if copy { 1.0 } else { (*value / RELEVANT).clamp(0.05, 1.0) };
        }
    }
}

/// Cosine of two sentences.
pub(crate) fn cosine(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> f32 {
    let shared = shared(corpus.terms(a), corpus.terms(b));
    let dot: f32 = shared.map(|term| corpus.weights[term as usize].powi(2)).sum();
    dot / (a.length * b.length)
}

/// What two ascending lists have in common.
pub(crate) fn shared<'x, T: Ord + Copy>(a: &'x [T], b: &'x [T]) -> impl Iterator<Item = T> + 'x {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    i += 1;
                    j += 1;
                    return Some(*x);
                }
            }
        }
        None
    })
}

fn normalise(values: &mut [f32]) {
    let most = values.iter().copied().fold(0.0, f32::max);
    if most > 0.0 {
        values.iter_mut().for_each(|value| *value /= most);
    }
}
