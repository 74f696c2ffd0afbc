//! What a sentence that supports a point shares with it.

use copydesk_sdk::Span;
use copydesk_text::calendar::Date;
use serde::Serialize;

use crate::corpus::{Corpus, Sentence};
use crate::lists::class;
use crate::page::Cite;
use crate::rank::{cosine, shared};
use crate::rows::Text;
use crate::same::cite;

/// Words that two sentences share which are told.
const WORDS: usize = 8;

/// What a sentence of another report shares with a point.
#[derive(Debug, Serialize)]
pub(crate) struct Shared<'t> {
    text: Text<'t>,
    cites: [Cite<'t>; 1],
    likeness: f32,
    names: Vec<Text<'t>>,
    numbers: Vec<&'t str>,
    dates: Vec<String>,
    words: Vec<&'t str>,
}

/// A sentence as it is printed.
pub(crate) fn printed_text<'t>(corpus: &Corpus<'t>, row: u32) -> Text<'t> {
    let sentence = &corpus.sentences[row as usize];
    corpus.printed(sentence.doc, sentence.span).into()
}

/// What the sentence `other` shares with the point `row`.
pub(crate) fn share<'t>(corpus: &Corpus<'t>, row: u32, other: u32) -> Shared<'t> {
    let (point, rival) = (&corpus.sentences[row as usize], &corpus.sentences[other as usize]);
    let text = corpus.reports[point.doc as usize].text;
    let tokens = |wanted: &[u32]| -> Vec<(f32, &'t str)> {
        let mut found: Vec<(f32, &'t str)> = Vec::new();
        let mut terms: Vec<u32> = Vec::new();
        for (span, word) in corpus.tokens(point) {
            if wanted.contains(&word.term) && !terms.contains(&word.term) {
                terms.push(word.term);
                found.push((corpus.weights[word.term as usize], span.of(text)));
            }
        }
        found
    };
    let plain: Vec<u32> = shared(corpus.plain(point), corpus.plain(rival)).collect();
    let mut words = tokens(&plain);
    words.sort_by(|a, b| b.0.total_cmp(&a.0));
    words.truncate(WORDS);
    Shared {
        text: printed_text(corpus, other),
        cites: [cite(corpus, other)],
        likeness: cosine(corpus, point, rival),
        names: names(corpus, point, rival),
        numbers: numbers(corpus, point, rival),
        dates: shared(corpus.days(point), corpus.days(rival))
            .filter_map(Date::from_days)
            .map(|day| day.to_string())
            .collect(),
        words: words.into_iter().map(|(_, word)| word).collect(),
    }
}

/// The names of the entities that both sentences name, as the first one writes them.
fn names<'t>(corpus: &Corpus<'t>, a: &Sentence, b: &Sentence) -> Vec<Text<'t>> {
    let ids = |sentence: &Sentence| -> Vec<(&'t str, Span)> {
        let Some(ents) = &corpus.reports[sentence.doc as usize].ents else { return Vec::new() };
        let rows = ents.rows_in(sentence.span);
        rows.filter_map(|row| Some((ents.attr(row, "id").filter(|id| !id.is_empty())?, ents.span(row))))
            .collect()
    };
    let theirs = ids(b);
    let mut told: Vec<&str> = Vec::new();
    let mut names = Vec::new();
    for (id, span) in ids(a) {
        if theirs.iter().any(|(other, _)| *other == id) && !told.contains(&id) {
            told.push(id);
            names.push(corpus.printed(a.doc, span).into());
        }
    }
    names
}

/// The numbers that both sentences have, as written.
fn numbers<'t>(corpus: &Corpus<'t>, a: &Sentence, b: &Sentence) -> Vec<&'t str> {
    let numbers = |sentence: &Sentence| -> Vec<&'t str> {
        let text = corpus.reports[sentence.doc as usize].text;
        let tokens = corpus.tokens(sentence).filter(|(_, word)| word.class & class::NUMBER != 0);
        tokens.map(|(span, _)| span.of(text)).collect()
    };
    let theirs = numbers(b);
    let mut both = numbers(a);
    both.retain(|number| theirs.contains(number));
    both.dedup();
    both
}
