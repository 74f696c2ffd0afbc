//! The sentences that sum up one report alone.
//!
//! On single news reports the first sentences beat every ranking of sentences by several points of ROUGE (Nenkova
//! 2005, and measured again on our development set), so position weighs most here and the rest decides between
//! neighbours.

use copydesk_sdk::Span;

use crate::brief::Tools;
use crate::choose::{Budget, Reserve, choose};
use crate::sheet::Case;

/// Weight of the position: the first sentence counts nine times as much as one far down.
pub(crate) const POSITION: f32 = 8.0;

/// The chosen sentences of the only report of a pile, in text order, each with its centrality.
pub(crate) fn summary(case: Case<'_, '_>, sentences: usize, tools: &mut Tools<'_>) -> Vec<(Span, f32)> {
    if sentences == 0 {
        return Vec::new();
    }
    let mut budget = Budget {
        sentences,
        words: usize::MAX,
        characters: usize::MAX,
        per_document: usize::MAX,
        position: POSITION,
        following: 0.6,
        enough: 0.02,
        reserve: Reserve::None,
        openings: true,
        repair: false,
        speech: 0.0,
        events: false,
        about: Vec::new(),
    };
    let mut chosen = choose(case, &budget, tools.choosing, &mut |_, _| false);
    if chosen.is_empty() {
        budget.reserve = Reserve::Slight;
        chosen = choose(case, &budget, tools.choosing, &mut |_, _| false);
    }
    chosen.sort_unstable();
    let degree = |row: u32| case.pile.at(row).map_or(0.0, |at| case.ranks.degree[at]);
    chosen.iter().map(|&row| (case.corpus.sentences[row as usize].span, degree(row))).collect()
}
