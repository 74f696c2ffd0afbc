//! Why a sentence that is worth most is passed over all the same.

use crate::brief::Plan;
use crate::corpus::{Corpus, Sentence};
use crate::figures::value_of;
use crate::lists::class;
use crate::quotes::is_retold;
use crate::same::{support, supporters};
use crate::sheet::{Case, Holders};

/// Share of its words by weight that a sentence adds at least to those chosen before it.
const FRESH: f32 = 0.55;
/// Fewest content words of a sentence that is asked what it adds: short ones add little and may be news.
const ASKED: usize = 6;
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

/// What speaks against printing the sentence `row` of a pile behind those `chosen`; `quoted` are the sentences that the
/// quotes have.
pub(crate) fn objection(
    case: Case<'_, '_>,
    plan: &Plan,
    (chosen, quoted): (&[u32], &[u32]),
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
    let restates = plan.once && pile.members.len() > 1 && restates(corpus, chosen, row);
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

/// Whether the words of a sentence are known from those chosen before it, taken together, and its numbers too.
fn restates(corpus: &Corpus<'_>, chosen: &[u32], row: u32) -> bool {
    let sentence = &corpus.sentences[row as usize];
    let terms = corpus.terms(sentence);
    if chosen.is_empty() || terms.len() < ASKED {
        return false;
    }
    let before = || chosen.iter().map(|&row| &corpus.sentences[row as usize]);
    let known = |term: &u32| before().any(|other| corpus.terms(other).binary_search(term).is_ok());
    let (mut all, mut fresh) = (0.0, 0.0);
    for term in terms {
        let weight = corpus.weights[*term as usize];
        all += weight;
        fresh += if known(term) { 0.0 } else { weight };
    }
    fresh < FRESH * all
        && numbers(corpus, sentence)
            .all(|number| before().any(|other| numbers(corpus, other).any(|known| known == number)))
}

/// The numbers in a sentence, in figures and in words; "one" is none.
fn numbers<'c>(corpus: &'c Corpus<'_>, sentence: &Sentence) -> impl Iterator<Item = f64> + 'c {
    let text = corpus.reports[sentence.doc as usize].text;
    let tokens = corpus.tokens(sentence).filter(|(_, word)| word.class & class::NUMBER != 0);
    tokens.filter_map(|(span, _)| value_of(span.of(text))).filter(|value| *value != 1.0)
}
