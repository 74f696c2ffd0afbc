//! What one report alone tells where several speak of the same: a number, a person, a day. Few and right: the others
//! must say the rest of it, and nowhere in the story may anything like it stand a second time.

use copydesk_sdk::Span;
use copydesk_text::calendar::parse_month;

use crate::corpus::{Corpus, Sentence};
use crate::differ::side;
use crate::figures::{Figure, Kind, figures};
use crate::lists::class;
use crate::page::Difference;
use crate::pile::Pile;
use crate::same::supporters;
use crate::sheet::{Case, Holders};
use crate::words::Shape;

/// Most facts that are told.
const MOST: usize = 2;
/// Independent reports that say the rest of it, at least: one alone may be short.
const OTHERS: usize = 2;
/// Letters with which two spellings of one name begin alike.
const SPELLING: usize = 4;

/// The facts of the points `rows`, and of the sentences that say the same, which one report alone has.
pub(crate) fn only_here<'t>(case: Case<'_, 't>, rows: &[u32], holders: &mut Holders) -> Vec<Difference<'t>> {
    let Case { corpus, pile, .. } = case;
    let mut found: Vec<Difference<'t>> = Vec::new();
    let mut told: Vec<u32> = Vec::new();
    for &point in rows {
        if found.len() >= MOST {
            break;
        }
        let mut group = supporters(case, holders, point);
        group.push(point);
        for &row in &group {
            if told.contains(&row)
                || !is_clean(corpus, pile, row)
                || others(corpus, pile, &group, row) < OTHERS
            {
                continue;
            }
            told.push(row);
            let Some(about) = fact(corpus, pile, &group, row) else { continue };
            found.push(Difference { kind: "only-here", about, sides: vec![side(corpus, row)] });
            // One fact of a point is enough.
            break;
        }
    }
    found.truncate(MOST);
    found
}

fn is_clean(corpus: &Corpus<'_>, pile: &Pile<'_>, row: u32) -> bool {
    let sentence = &corpus.sentences[row as usize];
    sentence.verdict.fault.is_none() && !pile.is_copy(pile.place(sentence.doc)) && !pile.is_noisy(corpus, row)
}

/// Independent reports of a group beside that of `row`.
fn others(corpus: &Corpus<'_>, pile: &Pile<'_>, group: &[u32], row: u32) -> usize {
    let origin = |row: u32| pile.origin(corpus.sentences[row as usize].doc);
    let mut origins: Vec<u32> =
        group.iter().map(|&other| origin(other)).filter(|&other| other != origin(row)).collect();
    origins.sort_unstable();
    origins.dedup();
    origins.len()
}

/// What the sentence has that no other report of the story has.
fn fact(corpus: &Corpus<'_>, pile: &Pile<'_>, group: &[u32], row: u32) -> Option<String> {
    let sentence = &corpus.sentences[row as usize];
    let foreign: Vec<&Sentence> = {
        let docs = pile.members.iter().filter(|member| member.origin != pile.origin(sentence.doc));
        let rows = docs.flat_map(|member| corpus.reports[member.doc as usize].sentences.clone());
        rows.map(|row| &corpus.sentences[row]).collect()
    };
    let number = || {
        number(corpus, sentence, &foreign)
            .map(|figure| format!("number: {}", counted(corpus, sentence, &figure)))
    };
    let name = || person(corpus, sentence, &foreign).map(|name| format!("name: {name}"));
    let day = || day(corpus, group, sentence, &foreign).map(|day| format!("date: {day}"));
    number().or_else(name).or_else(day)
}

/// A number with what it counts, adjectives and all: "seven percentage points".
fn counted<'t>(corpus: &Corpus<'t>, sentence: &Sentence, figure: &Figure<'t>) -> &'t str {
    let text = corpus.reports[sentence.doc as usize].text;
    let mut tokens = corpus.tokens(sentence).skip_while(|(span, _)| span.of(text) != figure.shown);
    let Some((first, _)) = tokens.next() else { return figure.noun };
    let mut end = first.end;
    for (span, word) in tokens.take(3) {
        if !word.is_word() || word.class & class::FUNCTION != 0 {
            break;
        }
        end = span.end;
        if span.of(text).ends_with('s') {
            break;
        }
    }
    Span::new(first.start, end).of(text)
}

/// A count that stands in no other report, of a thing that no other report counts.
fn number<'t>(corpus: &Corpus<'t>, sentence: &Sentence, foreign: &[&Sentence]) -> Option<Figure<'t>> {
    if !sentence.verdict.figures {
        return None;
    }
    let counts = figures(corpus, sentence)
        .into_iter()
        .filter(|figure| figure.kind == Kind::Count && figure.value > 2.0);
    let counts: Vec<Figure<'t>> = counts.collect();
    if counts.is_empty() {
        return None;
    }
    let theirs: Vec<Figure<'_>> = foreign.iter().flat_map(|other| figures(corpus, other)).collect();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    counts.into_iter().find(|figure| {
        let known = theirs.iter().any(|other| {
            other.head == figure.head || (other.value - figure.value).abs() <= figure.value * 0.1
        });
        let own = digits(figure.shown);
        let written = |other: &&Sentence| {
            let text = corpus.reports[other.doc as usize].text;
            let same = |span: Span| {
                span.of(text).eq_ignore_ascii_case(figure.shown)
                    || !own.is_empty() && digits(span.of(text)) == own
            };
            corpus.tokens(other).any(|(span, word)| word.class & class::NUMBER != 0 && same(span))
        };
        !known && !foreign.iter().any(written)
    })
}

/// A person of two names or more whom no other report names, in no spelling, and who is not the one who speaks:
/// every report has its own voices.
fn person(corpus: &Corpus<'_>, sentence: &Sentence, foreign: &[&Sentence]) -> Option<String> {
    let report = &corpus.reports[sentence.doc as usize];
    let ents = report.ents.as_ref()?;
    if sentence.verdict.says || sentence.verdict.speech {
        return None;
    }
    let persons =
        ents.rows_in(sentence.span).filter(|&row| matches!(ents.label(row), Some("PERSON" | "PER")));
    persons.map(|row| ents.span(row)).find_map(|span| {
        let words: Vec<Span> = report.tokens.rows_in(span).map(|row| report.tokens.span(row)).collect();
        let names: Vec<&str> = words.iter().map(|span| span.of(report.text)).collect();
        let cased = names.len() >= 2
            && names.iter().all(|name| name.starts_with(char::is_uppercase) && name.chars().count() > 1);
        let last = names.last().filter(|_| cased)?;
        let elsewhere = foreign.iter().any(|other| {
            let text = corpus.reports[other.doc as usize].text;
            corpus.tokens(other).any(|(span, word)| word.shape == Shape::Upper && alike(span.of(text), last))
        });
        (!elsewhere).then(|| corpus.printed(sentence.doc, span).into_owned())
    })
}

/// Whether two words may be spellings of one name.
fn alike(a: &str, b: &str) -> bool {
    let letters = |word: &str| word.chars().flat_map(char::to_lowercase).take(SPELLING).collect::<String>();
    letters(a) == letters(b)
}

/// A day that the sentence gives in words such as "3 May", where the others say the same without a day and no other
/// report has that day.
fn day<'t>(
    corpus: &Corpus<'t>,
    group: &[u32],
    sentence: &Sentence,
    foreign: &[&Sentence],
) -> Option<&'t str> {
    let &[day] = corpus.days(sentence) else { return None };
    let silent = |row: &u32| {
        let other = &corpus.sentences[*row as usize];
        other.doc == sentence.doc || corpus.days(other).is_empty()
    };
    let near = |other: &&Sentence| corpus.days(other).iter().any(|known| (known - day).abs() <= 1);
    if !group.iter().all(silent) || foreign.iter().any(near) {
        return None;
    }
    let text = corpus.reports[sentence.doc as usize].text;
    let tokens: Vec<Span> = corpus.tokens(sentence).map(|(span, _)| span).collect();
    let number = |span: Span| span.of(text).parse::<u32>().is_ok_and(|number| (1..=31).contains(&number));
    let is_date = |a: Span, b: Span| match [a, b].map(|span| parse_month(span.of(text)).is_some()) {
        [true, false] => number(b),
        [false, true] => number(a),
        _ => false,
    };
    let mut pairs = tokens.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
    let (first, last) = pairs.find(|&(a, b)| is_date(a, b))?;
    Some(Span::new(first.start, last.end).of(text))
}
