//! How central each sentence of a pile is.
//!
//! Words are weighted by how rare they are (Spärck Jones 1972), with a background of common news words so that small
//! collections have a scale too. Centrality is the continuous degree of Erkan and Radev, "LexRank" (2004): the sum of
//! a sentence's cosines with all others. With unit vectors that sum is the dot product with the sum of all vectors,
//! so it needs no pairs and takes time in proportion to the text.

use crate::corpus::{Corpus, Sentence};
use crate::pile::Pile;

/// Documents of the imagined background collection.
const BACKGROUND: f32 = 50.0;
/// In how many of them a common news word stands, and any other one.
const COMMON: f32 = 20.0;
const RARE: f32 = 0.5;

/// Weight of every term of the corpus, 0.02 to about 1.
pub(crate) fn weights(corpus: &Corpus<'_>) -> Vec<f32> {
    let mut documents = vec![0_u32; corpus.words.count()];
    let mut last = vec![u32::MAX; corpus.words.count()];
    for sentence in corpus.sentences.iter().filter(|sentence| sentence.is_body()) {
        for &term in corpus.terms(sentence) {
            if last[term as usize] != sentence.doc {
                last[term as usize] = sentence.doc;
                documents[term as usize] += 1;
            }
        }
    }
    let all = corpus.reports.len() as f32 + BACKGROUND;
    documents
        .iter()
        .enumerate()
        .map(|(term, &count)| {
            let background = if corpus.words.is_light(term) { COMMON } else { RARE };
            ((all / (count as f32 + background)).ln() / all.ln()).clamp(0.02, 1.0)
        })
        .collect()
}

/// Scores of the sentences of one pile, in its order.
pub(crate) struct Ranks {
    /// Degree centrality, 0 to 1.
    pub(crate) degree: Vec<f32>,
    /// How much each member is about what the others are about, 0 to 1; 1 for most.
    pub(crate) relevance: Vec<f32>,
}

/// Share of the best member's relevance from which on a report counts as fully about the story.
const RELEVANT: f32 = 0.6;

/// Ranks the sentences of a pile. Copies do not vote.
pub(crate) fn rank(corpus: &Corpus<'_>, pile: &Pile, weights: &[f32], scratch: &mut Scratch) -> Ranks {
    scratch.reset(weights.len());
    // What each member says is compared with the others only where there are others.
    let several = pile.members.len() > 1;
    let mut own: Vec<Vec<(u32, f32)>> = vec![Vec::new(); pile.members.len()];
    for &row in &pile.sentences {
        let sentence = &corpus.sentences[row as usize];
        if pile.is_copy(sentence.doc) {
            continue;
        }
        let terms = corpus.terms(sentence);
        for &term in terms {
            scratch.add(term, weights[term as usize] / sentence.length);
        }
        if several {
            let shares = terms.iter().map(|&term| (term, weights[term as usize] / sentence.length));
            own[pile.place(sentence.doc)].extend(shares);
        }
    }
    own.iter_mut().for_each(merge);
    let mut degree: Vec<f32> = pile
        .sentences
        .iter()
        .map(|&row| {
            let sentence = &corpus.sentences[row as usize];
            let sum: f32 =
                corpus.terms(sentence).iter().map(|&term| weights[term as usize] * scratch.get(term)).sum();
            (sum / sentence.length - 1.0).max(0.0)
        })
        .collect();
    normalise(&mut degree);
    let relevance = relevance(pile, &own, scratch);
    Ranks { degree, relevance }
}

/// Cosine of two sentences.
pub(crate) fn cosine(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence, weights: &[f32]) -> f32 {
    let shared = shared(corpus.terms(a), corpus.terms(b));
    let dot: f32 = shared.map(|term| weights[term as usize].powi(2)).sum();
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

fn relevance(pile: &Pile, own: &[Vec<(u32, f32)>], scratch: &Scratch) -> Vec<f32> {
    if own.len() == 1 {
        return vec![1.0];
    }
    let mut relevance: Vec<f32> = own
        .iter()
        .map(|terms| {
            let dot: f32 =
                terms.iter().map(|&(term, share)| share * (scratch.get(term) - share).max(0.0)).sum();
            let square: f32 = terms.iter().map(|&(_, share)| share * share).sum();
            dot / square.sqrt().max(0.05)
        })
        .collect();
    normalise(&mut relevance);
    for (at, value) in relevance.iter_mut().enumerate() {
        let member = &pile.members[at];
        // A copy brought no vector of its own.
        *value = if member.origin as usize == at { (*value / RELEVANT).clamp(0.05, 1.0) } else { 1.0 };
    }
    relevance
}

fn merge(terms: &mut Vec<(u32, f32)>) {
    terms.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    terms.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0.0 };
        same
    });
}

fn normalise(values: &mut [f32]) {
    let most = values.iter().copied().fold(0.0, f32::max);
    if most > 0.0 {
        values.iter_mut().for_each(|value| *value /= most);
    }
}

/// A dense column over all terms that is cleared by what was written, so that small piles of a large run stay cheap.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    values: Vec<f32>,
    touched: Vec<u32>,
}

impl Scratch {
    /// Makes every value 0 again.
    pub(crate) fn reset(&mut self, terms: usize) {
        for term in self.touched.drain(..) {
            self.values[term as usize] = 0.0;
        }
        self.values.resize(terms, 0.0);
    }

    /// The terms whose value has been set since the last reset; a few may stand twice.
    pub(crate) fn touched(&self) -> &[u32] {
        &self.touched
    }

    pub(crate) fn get(&self, term: u32) -> f32 {
        self.values[term as usize]
    }

    pub(crate) fn add(&mut self, term: u32, by: f32) {
        let value = &mut self.values[term as usize];
        if *value == 0.0 {
            self.touched.push(term);
        }
        *value += by;
    }

    pub(crate) fn set(&mut self, term: u32, to: f32) {
        if self.values[term as usize] == 0.0 {
            self.touched.push(term);
        }
        self.values[term as usize] = to;
    }
}
