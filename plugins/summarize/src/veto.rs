//! Why a sentence that is worth most is passed over all the same.

use crate::brief::Plan;
use crate::once::{News, restates};
use crate::quotes::is_retold;
use crate::same::{support, supporters};
use crate::sheet::{Case, Holders};

/// Independent reports from which on what a sentence says must be told, however many of its words are known.
const TOLD: u32 = 3;

/// What speaks against a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Objection {
    /// It stands among the quotes.
    Quoted,
    /// It only says that somebody kept silent, which stands with who spoke later.
    Silent,
    /// It quotes in other words than a cleaner report does.
    Retold,
    /// A clean report says what this noisy one says.
    Noisy,
    /// Too few reports say it.
    Support,
    /// The points before it tell most of it, each a piece, and it has no number of its own.
    Restated,
}

/// What is printed before a sentence.
#[derive(Clone, Copy)]
pub(crate) struct Before<'b> {
    /// The points.
    pub(crate) chosen: &'b [u32],
    /// The sentences that the quotes have.
    pub(crate) quoted: &'b [u32],
    /// What the story is about.
    pub(crate) news: &'b News,
}

/// What speaks against printing the sentence `row` of a pile.
pub(crate) fn objection(
    case: Case<'_, '_>,
    plan: &Plan,
    before: Before<'_>,
    holders: &mut Holders,
    row: u32,
) -> Option<Objection> {
    let Case { corpus, pile, .. } = case;
    if before.quoted.contains(&row) {
        return Some(Objection::Quoted);
    }
    if pile.members.len() > 1 && corpus.sentences[row as usize].verdict.no_comment {
        return Some(Objection::Silent);
    }
    if is_retold(case, row) {
        return Some(Objection::Retold);
    }
    let noisy = pile.is_noisy(corpus, row);
    let restates = plan.once && pile.members.len() > 1 && restates(corpus, before.news, before.chosen, row);
    if !noisy && !restates && plan.min_support <= 1 {
        return None;
    }
    let rows = supporters(case, holders, row);
    if noisy && rows.iter().any(|&row| !pile.is_noisy(corpus, row)) {
        return Some(Objection::Noisy);
    }
    let told = support(corpus, pile, row, &rows);
    if restates && told.independent < TOLD {
        return Some(Objection::Restated);
    }
    (told.documents < plan.min_support).then_some(Objection::Support)
}
