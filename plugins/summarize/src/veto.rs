//! Why a sentence that is worth most is passed over all the same.

use crate::brief::Plan;
use crate::quotes::is_retold;
use crate::same::{support, supporters};
use crate::sheet::{Case, Holders};

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
}

/// What speaks against printing the sentence `row` of a pile; `quoted` are the sentences that the quotes have.
pub(crate) fn objection(
    case: Case<'_, '_>,
    plan: &Plan,
    quoted: &[u32],
    holders: &mut Holders,
    row: u32,
) -> Option<Objection> {
    let Case { corpus, pile, .. } = case;
    if quoted.contains(&row) {
        return Some(Objection::Quoted);
    }
    if pile.members.len() > 1 && corpus.sentences[row as usize].verdict.no_comment {
        return Some(Objection::Silent);
    }
    if is_retold(case, row) {
        return Some(Objection::Retold);
    }
    let noisy = pile.is_noisy(corpus, row);
    if !noisy && plan.min_support <= 1 {
        return None;
    }
    let rows = supporters(case, holders, row);
    if noisy && rows.iter().any(|&row| !pile.is_noisy(corpus, row)) {
        return Some(Objection::Noisy);
    }
    (support(corpus, pile, row, &rows).documents < plan.min_support).then_some(Objection::Support)
}
