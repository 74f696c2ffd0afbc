//! Telling each thing once: sentences that only put together anew what those before them told.

use copydesk_text::hash::FastMap;

use crate::corpus::{Corpus, Sentence};
use crate::figures::value_of;
use crate::lists::class;
use crate::pile::Pile;

/// Share of its words by weight that a sentence adds at least to those chosen before it.
const FRESH: f32 = 0.55;
/// The same of a sentence that tells the news of the story, which another one has told.
const FRESH_NEWS: f32 = 0.72;
/// Fewest content words of a sentence that is asked what it adds: short ones add little and may be news.
const ASKED: usize = 6;

/// Fewest reports of a story that have news in common.
const REPORTS: usize = 3;
/// Sentences at the top of a report that tell its news.
const TOP: u32 = 2;
/// Share of the reports that have a word of the news at their top.
const COMMON: f32 = 0.65;
/// Share of the words of the news that a sentence has which tells it.
const WHOLE: f32 = 0.7;
/// Fewest words that are news.
const LEAST: usize = 3;

/// What the story is about: the terms that most of its reports have in their title or first sentences, ascending.
#[derive(Debug, Default)]
pub(crate) struct News(Vec<u32>);

impl News {
    /// Reads the tops of all reports of a pile, copies left out.
    pub(crate) fn of(corpus: &Corpus<'_>, pile: &Pile<'_>) -> Self {
        if pile.members.len() < REPORTS {
            return Self::default();
        }
        let originals = (0..).zip(&pile.members).filter(|(number, _)| !pile.is_copy(*number));
        let (mut counts, mut reports, mut own): (FastMap<u32, u32>, u32, Vec<u32>) = Default::default();
        for (_, member) in originals {
            let sentences = &corpus.sentences[corpus.reports[member.doc as usize].sentences.clone()];
            let top = sentences.iter().take_while(|sentence| !sentence.is_body() || sentence.place < TOP);
            own.clear();
            top.filter(|sentence| sentence.headline || sentence.is_body())
                .for_each(|sentence| own.extend_from_slice(corpus.terms(sentence)));
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|&term| *counts.entry(term).or_default() += 1);
            reports += 1;
        }
        let least = COMMON * reports as f32;
        let mut terms: Vec<u32> =
            counts.into_iter().filter(|(_, count)| *count as f32 >= least).map(|(term, _)| term).collect();
        if (reports as usize) < REPORTS || terms.len() < LEAST {
            return Self::default();
        }
        terms.sort_unstable();
        Self(terms)
    }

    fn is_told(&self, corpus: &Corpus<'_>, row: u32) -> bool {
        let own = corpus.terms(&corpus.sentences[row as usize]);
        let told = self.0.iter().filter(|term| own.binary_search(term).is_ok()).count();
        !self.0.is_empty() && told as f32 >= WHOLE * self.0.len() as f32
    }
}

/// Whether the words of a sentence are known from those chosen before it, taken together, and its numbers too.
pub(crate) fn restates(corpus: &Corpus<'_>, news: &News, chosen: &[u32], row: u32) -> bool {
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
    let again = || news.is_told(corpus, row) && chosen.iter().any(|&other| news.is_told(corpus, other));
    let little = fresh < FRESH * all || fresh < FRESH_NEWS * all && again();
    little
        && numbers(corpus, sentence)
            .all(|number| before().any(|other| numbers(corpus, other).any(|known| known == number)))
}

/// The numbers in a sentence, in figures and in words; "one" is none.
fn numbers<'c>(corpus: &'c Corpus<'_>, sentence: &Sentence) -> impl Iterator<Item = f64> + 'c {
    let text = corpus.reports[sentence.doc as usize].text;
    let tokens = corpus.tokens(sentence).filter(|(_, word)| word.class & class::NUMBER != 0);
    tokens.filter_map(|(span, _)| value_of(span.of(text))).filter(|value| *value != 1.0)
}
