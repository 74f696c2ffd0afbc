//! Where reports disagree, and where one brings another up to date. Few and right: a find needs two sentences that
//! are surely about the same thing, and nothing is decided, both sides are printed.

use copydesk_sdk::tables::{Difference, Quoted};
use copydesk_sdk::{Span, names};
use copydesk_text::calendar::Date;

use crate::corpus::{Corpus, Sentence};
use crate::figures::{Figure, Kind, conflict, figures};
use crate::judge::Fault;
use crate::lists::class;
use crate::pile::{NOISY, Pile};
use crate::rank::shared;
use crate::same::{cite, overlap, tell_different_events};

/// Most differences that are printed.
const MOST: usize = 4;
/// Most sentences that are compared for one counted noun.
const COMPARED: usize = 40;
/// Days between two reports from which on their numbers are about different moments.
const APART: i64 = 7;
/// Most "no comment" sentences that are looked at.
const SILENCES: usize = 20;

/// The differences of a pile, updates of a "no comment" first.
pub(crate) fn differences(corpus: &Corpus<'_>, pile: &Pile, weights: &[f32]) -> Vec<Difference> {
    let mut found = updates(corpus, pile, weights);
    found.extend(numbers(corpus, pile, weights));
    found.truncate(MOST);
    found
}

fn printable(sentence: &Sentence) -> bool {
    sentence.verdict.fault.is_none_or(Fault::is_slight)
}

fn side(corpus: &Corpus<'_>, row: u32) -> Quoted {
    let sentence = &corpus.sentences[row as usize];
    Quoted { text: corpus.printed(sentence.doc, sentence.span), cites: vec![cite(corpus, row)] }
}

/// Sentences that count the same thing and come to different numbers.
fn numbers(corpus: &Corpus<'_>, pile: &Pile, weights: &[f32]) -> Vec<Difference> {
    let mut by_head: std::collections::BTreeMap<String, Vec<(u32, usize)>> =
        std::collections::BTreeMap::new();
    let mut counted: Vec<Vec<Figure>> = Vec::new();
    for &row in &pile.sentences {
        let sentence = &corpus.sentences[row as usize];
        let clean =
            printable(sentence) && pile.member(sentence.doc).noise < NOISY && !pile.is_copy(sentence.doc);
        if !clean || !sentence.verdict.figures {
            continue;
        }
        let list = figures(corpus, sentence);
        for figure in &list {
            let rows = by_head.entry(figure.head.clone()).or_default();
            if rows.len() < COMPARED && rows.last().is_none_or(|last| last.0 != row) {
                rows.push((row, counted.len()));
            }
        }
        counted.push(list);
    }
    let mut found = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for (head, rows) in &by_head {
        let pairs = rows.iter().enumerate().flat_map(|(at, a)| rows.iter().skip(at + 1).map(move |b| (a, b)));
        let conflicting = pairs.filter_map(|(a, b)| {
            let score =
                disagreement(corpus, pile, (a.0, b.0), (&counted[a.1], &counted[b.1]), head, weights)?;
            Some((score, *a, *b))
        });
        let best = conflicting.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
        let Some((_, a, b)) = best else { continue };
        let about =
            counted[a.1].iter().find(|figure| figure.head == *head).map_or(head, |figure| &figure.noun);
        if told.contains(about) {
            continue;
        }
        told.push(about.clone());
        found.push(side_by_side(corpus, a.0, b.0, &format!("number: {about}")));
    }
    found
}

/// How sure it is that two sentences of different reports disagree about a number, or `None`.
fn disagreement(
    corpus: &Corpus<'_>,
    pile: &Pile,
    rows: (u32, u32),
    counts: (&[Figure], &[Figure]),
    head: &str,
    weights: &[f32],
) -> Option<f32> {
    let (a, b) = (&corpus.sentences[rows.0 as usize], &corpus.sentences[rows.1 as usize]);
    if a.doc == b.doc || a.verdict.negated != b.verdict.negated {
        return None;
    }
    let found = overlap(corpus, a, b, weights);
    let days_differ = !corpus.days(a).is_empty()
        && !corpus.days(b).is_empty()
        && shared(corpus.days(a), corpus.days(b)).next().is_none();
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.map(Date::days);
    let apart = published(a).zip(published(b)).is_some_and(|(a, b)| (a - b).abs() > APART);
    let (mine, _) = conflict(counts.0, counts.1)?;
    if days_differ || apart || mine.head != head || tell_different_events(pile, rows.0, rows.1) {
        return None;
    }
    // A thing that is counted only in this story needs less around it than people or shares, which are counted in
    // all; labels ("stage 15") tell different things apart.
    let special = corpus.words.term_of(head).is_some_and(|term| weights[term as usize] >= 0.5);
    let sure = match mine.kind {
        Kind::Label => false,
        Kind::Measure => found.telling >= 4 && found.cosine >= 0.5,
        Kind::Count => {
            found.telling >= 3 && found.cosine >= 0.5
                || found.telling >= 4 && found.cosine >= 0.35 && found.names >= 1
                || special && found.telling >= 2 && found.plain >= 2 && found.contained >= 0.15
        }
    };
    sure.then_some(found.cosine)
}

/// The earlier report first. A number that a report of a later day gives is an update.
fn side_by_side(corpus: &Corpus<'_>, a: u32, b: u32, about: &str) -> Difference {
    let published = |row: u32| corpus.reports[corpus.sentences[row as usize].doc as usize].published;
    let (first, second) = match (published(a), published(b)) {
        (Some(x), Some(y)) if y < x => (b, a),
        _ => (a, b),
    };
    let later = published(first).zip(published(second)).is_some_and(|(first, second)| first < second);
    Difference {
        kind: if later { "updates" } else { "differs" }.to_owned(),
        about: about.to_owned(),
        sides: vec![side(corpus, first), side(corpus, second)],
    }
}

/// A report in which somebody has not commented, and a statement of the same in a report that is not older.
fn updates(corpus: &Corpus<'_>, pile: &Pile, weights: &[f32]) -> Vec<Difference> {
    let silent = pile.sentences.iter().copied().filter(|&row| {
        let sentence = &corpus.sentences[row as usize];
        sentence.verdict.no_comment && printable(sentence) && !pile.is_copy(sentence.doc)
    });
    let mut found: Vec<Difference> = Vec::new();
    for row in silent.take(SILENCES) {
        let context = context(corpus, row);
        let best = pile
            .sentences
            .iter()
            .filter_map(|&other| Some((answer(corpus, pile, (row, &context), other, weights)?, other)))
            .max_by(|a, b| a.0.1.total_cmp(&b.0.1).then(b.1.cmp(&a.1)));
        let Some(((who, _), other)) = best else { continue };
        let about = format!("comment: {who}");
        if found.iter().all(|known| known.about != about) {
            found.push(Difference {
                kind: "updates".to_owned(),
                about,
                sides: vec![side(corpus, row), side(corpus, other)],
            });
        }
    }
    found
}

/// Whether `other` is a statement by whom `row` calls silent: who, and how close the subjects are.
fn answer(
    corpus: &Corpus<'_>,
    pile: &Pile,
    (row, context): (u32, &[u32]),
    other: u32,
    weights: &[f32],
) -> Option<(String, f32)> {
    let (silence, statement) = (&corpus.sentences[row as usize], &corpus.sentences[other as usize]);
    let foreign = pile.origin(silence.doc) != pile.origin(statement.doc);
    if !foreign
        || statement.verdict.no_comment
        || !printable(statement)
        || pile.member(statement.doc).noise >= NOISY
    {
        return None;
    }
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published;
    if let (Some(before), Some(after)) = (published(silence), published(statement))
        && after < before
    {
        return None;
    }
    // Cheap first: some name or word must be shared before anyone looks at the tokens.
    let common: Vec<u32> =
        shared(context, corpus.terms(statement)).filter(|&term| weights[term as usize] >= 0.35).collect();
    if common.len() < 2 {
        return None;
    }
    let (who, own) = speaker(corpus, statement)?;
    let silent_one = corpus.terms(silence);
    let named =
        !own.is_empty() && own.iter().all(|term| silent_one.contains(term)) && leads(corpus, silence, &own);
    let topic: f32 =
        common.iter().filter(|term| !own.contains(term)).map(|&term| weights[term as usize]).sum();
    (named && topic >= 0.8).then_some((who, topic))
}

/// The words of a sentence and of the one before it: what a short "no comment" is about.
fn context(corpus: &Corpus<'_>, row: u32) -> Vec<u32> {
    let sentence = &corpus.sentences[row as usize];
    let mut terms = corpus.terms(sentence).to_vec();
    let before = row.checked_sub(1).map(|row| &corpus.sentences[row as usize]);
    if let Some(before) = before.filter(|before| before.doc == sentence.doc && before.is_body()) {
        terms.extend(corpus.terms(before));
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The name that makes a statement in this sentence, as printed, and its terms: a name near the start, followed
/// within a few words by a verb of saying outside quotations.
fn speaker(corpus: &Corpus<'_>, sentence: &Sentence) -> Option<(String, Vec<u32>)> {
    let report = &corpus.reports[sentence.doc as usize];
    let tokens = &report.tokens;
    let ents = report.doc.layer(names::ENTS)?;
    let known = |span: Span| corpus.words.known(report.doc.slice(span));
    for row in ents.rows_in(sentence.span).take(6) {
        let name = ents.span(row);
        let after: Vec<Span> = tokens
            .rows_in(Span::new(name.end, sentence.span.end))
            .map(|token| tokens.span(token))
            .take(16)
            .collect();
        if speaks(corpus, sentence, &after) {
            let mut terms: Vec<u32> = tokens
                .rows_in(name)
                .filter_map(|token| known(tokens.span(token)))
                .map(|word| word.term)
                .filter(|&term| term != crate::words::NO_TERM)
                .collect();
            terms.dedup();
            return Some((corpus.printed(sentence.doc, name), terms));
        }
    }
    None
}

/// Whether a verb of saying follows a name within a few words, what stands between two commas left out.
fn speaks(corpus: &Corpus<'_>, sentence: &Sentence, after: &[Span]) -> bool {
    let report = &corpus.reports[sentence.doc as usize];
    let (mut aside, mut steps) = (false, 0);
    for &span in after {
        let token = report.doc.slice(span);
        if matches!(token, "\"" | "“" | ":" | ";") || steps > 4 {
            return false;
        }
        aside ^= token == ",";
        if !aside && token != "," {
            steps += 1;
            if corpus.words.known(token).is_some_and(|word| word.class & class::SAYING != 0) {
                return true;
            }
        }
    }
    false
}

/// Whether the terms of a name stand before the words of silence: within the first dozen tokens.
fn leads(corpus: &Corpus<'_>, sentence: &Sentence, own: &[u32]) -> bool {
    let report = &corpus.reports[sentence.doc as usize];
    let tokens = &report.tokens;
    let first: Vec<u32> = tokens
        .rows_in(sentence.span)
        .take(12)
        .filter_map(|row| corpus.words.known(report.doc.slice(tokens.span(row))))
        .map(|word| word.term)
        .collect();
    own.iter().all(|term| first.contains(term))
}
