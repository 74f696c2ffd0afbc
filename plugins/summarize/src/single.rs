//! The sentences that sum up one report alone.
//!
//! On single news reports the first sentences beat every ranking of sentences by several points of ROUGE (Nenkova
//! 2005, and measured again on our development set), so position weighs most here and the rest decides between
//! neighbours.

use copydesk_sdk::Layer;

use crate::brief::Bench;
use crate::choose::{Budget, Reserve, choose};
use crate::corpus::Corpus;
use crate::pile::Pile;
use crate::rank::rank;

/// Weight of the position: the first sentence counts five times as much as the last.
pub(crate) const POSITION: f32 = 8.0;

/// The layer `summary` of one document: the chosen sentences in text order, score = centrality.
pub(crate) fn summary(
    corpus: &Corpus<'_>,
    doc: u32,
    weights: &[f32],
    sentences: usize,
    bench: &mut Bench,
) -> Layer {
    let mut layer = Layer::new();
    if sentences == 0 {
        return layer;
    }
    let pile = Pile::of(corpus, "", &[doc]);
    let ranks = rank(corpus, &pile, weights, &mut bench.ranking);
    let mut budget = Budget {
        sentences,
        words: usize::MAX,
        per_document: usize::MAX,
        position: POSITION,
        following: 1.0,
        enough: 0.02,
        reserve: Reserve::None,
        about: Vec::new(),
    };
    let mut chosen = choose(corpus, &pile, &ranks, weights, &budget, &mut bench.choosing, &mut |_| false);
    if chosen.is_empty() {
        budget.reserve = Reserve::Slight;
        chosen = choose(corpus, &pile, &ranks, weights, &budget, &mut bench.choosing, &mut |_| false);
    }
    chosen.sort_unstable();
    for row in chosen {
        let sentence = &corpus.sentences[row as usize];
        let at = pile.sentences.partition_point(|&other| other < row);
        layer
            .push(sentence.span.start, sentence.span.end)
            .score(ranks.degree.get(at).copied().unwrap_or(0.0));
    }
    layer
}
