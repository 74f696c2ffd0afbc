//! Whether two sentences of different reports say the same, and who supports a point.

use crate::contrast::contradict_each_other;
use crate::corpus::{Corpus, Sentence};
use crate::figures::{conflict, figures};
use crate::page::{Cite, Support};
use crate::pile::Pile;
use crate::rank::{TELLING, cosine, shared};
use crate::sheet::{Case, Holders};

/// Fewest telling words that two sentences share which say the same.
const LEAST: u8 = 3;

/// How two sentences overlap.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Overlap {
    /// Cosine of the weighted words.
    pub(crate) cosine: f32,
    /// Share of the shorter one's weight that the other one has.
    pub(crate) contained: f32,
    /// Shared words that tell something.
    pub(crate) telling: usize,
    /// Those among them that are not part of a name or a role.
    pub(crate) plain: usize,
    /// Shared entities.
    pub(crate) names: usize,
}

/// Measures the overlap of two sentences.
pub(crate) fn overlap(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> Overlap {
    let (mut dot, mut telling) = (0.0, 0);
    for term in shared(corpus.terms(a), corpus.terms(b)) {
        let weight = corpus.weights[term as usize];
        dot += weight * weight;
        telling += usize::from(weight >= TELLING);
    }
    if telling == 0 {
        return Overlap::default();
    }
    let (la, lb) = (a.length, b.length);
    Overlap {
        cosine: dot / (la * lb),
        contained: dot / la.min(lb).powi(2),
        telling,
        plain: shared(corpus.plain(a), corpus.plain(b))
            .filter(|&term| corpus.weights[term as usize] >= TELLING)
            .count(),
        names: shared(corpus.names(a), corpus.names(b)).count(),
    }
}

/// Whether two sentences say the same. Conservative: much must be shared, and nothing that both state may differ
/// (days, numbers of the same thing, a negation).
pub(crate) fn says_same(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    if a.verdict.negated != b.verdict.negated {
        return false;
    }
    let found = overlap(corpus, a, b);
    let much = found.cosine >= 0.5 && found.telling >= 3
        || found.contained >= 0.6 && found.cosine >= 0.35 && found.telling >= 4
        || found.cosine >= 0.33 && found.telling >= 5 && found.names >= 2
        // Long sentences that each say more besides.
        || found.cosine >= 0.35 && found.telling >= 7 && found.plain >= 6
        || found.cosine >= 0.29 && found.telling >= 8 && found.plain >= 4 && found.names >= 2;
    // Names alone say whom two sentences are about, not that they say the same of them.
    let much = much && found.plain >= 1;
    if !much {
        return false;
    }
    let (days_a, days_b) = (corpus.days(a), corpus.days(b));
    if !days_a.is_empty() && !days_b.is_empty() && shared(days_a, days_b).next().is_none() {
        return false;
    }
    !(a.verdict.figures
        && b.verdict.figures
        && (conflict(&figures(corpus, a), &figures(corpus, b)).is_some()
            || contradict_each_other(corpus, a, b)))
}

/// The sentences of other documents that say what `row` says: the best one of each document.
pub(crate) fn supporters(case: Case<'_, '_>, holders: &mut Holders, row: u32) -> Vec<u32> {
    let Case { corpus, pile, sheet, .. } = case;
    let (true, Some(at)) = (pile.members.len() > 1, pile.at(row)) else { return Vec::new() };
    let sentence = &corpus.sentences[row as usize];
    let mut found: Vec<(u32, f32)> = Vec::new();
    for &other in holders.sharing(sheet, at, LEAST) {
        let other = pile.sentences[other as usize];
        let rival = &corpus.sentences[other as usize];
        if rival.doc == sentence.doc || !says_same(corpus, sentence, rival) {
            continue;
        }
        if tell_different_events(pile, row, other) {
            continue;
        }
        let score = cosine(corpus, sentence, rival);
        match found.last_mut() {
            Some((last, best)) if corpus.sentences[*last as usize].doc == rival.doc => {
                if score > *best {
                    (*last, *best) = (other, score);
                }
            }
            _ => found.push((other, score)),
        }
    }
    let mut rows: Vec<u32> = found.into_iter().map(|(row, _)| row).collect();
    copies(case, row, &mut rows);
    rows
}

/// Adds the sentences of the same words in the copies of a report, in order. Where most of the run are copies, no word
/// tells anything, and yet they say the same.
fn copies(Case { corpus, pile, .. }: Case<'_, '_>, row: u32, rows: &mut Vec<u32>) {
    let sentence = &corpus.sentences[row as usize];
    let own = pile.origin(sentence.doc);
    // In order, since rows are.
    let known: Vec<u32> = rows.iter().map(|&row| corpus.sentences[row as usize].doc).collect();
    let before = rows.len();
    for member in pile.members.iter().filter(|member| member.origin == own && member.doc != sentence.doc) {
        if known.binary_search(&member.doc).is_ok() {
            continue;
        }
        let mut theirs = pile.sentences.get(member.rows.clone()).unwrap_or(&[]).iter();
        let same = |&&other: &&u32| {
            let other = &corpus.sentences[other as usize];
            other.words == sentence.words && corpus.terms(other) == corpus.terms(sentence)
        };
        rows.extend(theirs.find(same));
    }
    if rows.len() > before {
        rows.sort_unstable();
    }
}

/// Whether both sentences tell dated events of the story and none of them in common.
pub(crate) fn tell_different_events(pile: &Pile<'_>, a: u32, b: u32) -> bool {
    let date = |at: u32| &*pile.events[at as usize].when.date;
    let (a, b) = (pile.told(a), pile.told(b));
    let told = a.clone().next().is_some() && b.clone().next().is_some();
    told && !a.into_iter().any(|x| b.clone().any(|y| date(x) == date(y)))
}

/// Counts supporters by document and by origin.
pub(crate) fn support<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>, row: u32, rows: &[u32]) -> Support<'t> {
    let doc = |row: u32| corpus.sentences[row as usize].doc;
    let mut origins: Vec<u32> = rows.iter().chain([&row]).map(|&row| pile.origin(doc(row))).collect();
    origins.sort_unstable();
    origins.dedup();
    Support {
        documents: rows.len() as u32 + 1,
        independent: origins.len() as u32,
        cites: rows.iter().map(|&row| cite(corpus, row)).collect(),
    }
}

/// The citation of a sentence.
pub(crate) fn cite<'t>(corpus: &Corpus<'t>, row: u32) -> Cite<'t> {
    let sentence = &corpus.sentences[row as usize];
    Cite::new(corpus.reports[sentence.doc as usize].doc.id(), sentence.span)
}
