//! Numbers in sentences and whether two of them disagree.

use copydesk_sdk::Span;
use copydesk_text::calendar::parse_month;
use copydesk_text::words::{fold, stem};

use crate::corpus::{Corpus, Sentence};
use crate::lists::{NUMBERS, class};
use crate::words::Shape;

/// A number and what it counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) value: f64,
    /// Whether it is a guess or a bound ("about 60").
    pub(crate) hedged: bool,
    /// Whether it is a lower bound ("at least 60", "more than 60"), which a greater number does not contradict.
    floor: bool,
    pub(crate) kind: Kind,
    /// Stem of the noun that it counts, `%`, or a currency.
    pub(crate) head: String,
    /// That noun as written.
    pub(crate) noun: String,
}

/// What a number is to its noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// "26 containers".
    Count,
    /// "26 metres", "26 %", "$26".
    Measure,
    /// "stage 26": it tells which one.
    Label,
}

/// Nouns that tell nothing about what is counted, or count time, whose numbers differ for a hundred reasons.
const EMPTY_HEADS: &[&str] = &[
    "year", "month", "week", "day", "hour", "minut", "second", "time", "old", "more", "other", "of", "p.m",
    "a.m", "am", "pm", "gmt", "bst", "est", "edt", "th", "st", "nd", "rd", "decad", "morning", "night",
];

/// Relative difference up to which two numbers are the same, rounded.
const ROUNDING: f64 = 0.03;
/// The same where one of them is a guess or a bound.
const GUESS: f64 = 0.25;

/// The countable numbers of a sentence. Years, days of a month, times, ages and ordinals are left out.
pub(crate) fn figures(corpus: &Corpus<'_>, sentence: &Sentence) -> Vec<Figure> {
    let report = &corpus.reports[sentence.doc as usize];
    let layer = &report.tokens;
    let tokens: Vec<&str> = layer
        .rows_in(sentence.span)
        .take(400)
        .map(|row| layer.span(row))
        .filter(|span: &Span| !report.markup || !report.segments.is_markup(span.start))
        .map(|span| report.doc.slice(span))
        .collect();
    let mut figures = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let number = token.starts_with(CURRENCIES)
            || corpus.words.known(token).is_some_and(|word| word.class & class::NUMBER != 0);
        if let Some(value) = number.then(|| value_of(token)).flatten() {
            figures.extend(figure(corpus, &tokens, at, value));
        }
    }
    figures
}

const CURRENCIES: [char; 4] = ['$', '€', '£', '¥'];

fn value_of(token: &str) -> Option<f64> {
    let token = token.strip_prefix(CURRENCIES).unwrap_or(token);
    if token.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
        if !digits.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.') || digits.len() > 15 {
            return None;
        }
        let number: f64 = digits.replace(',', "").parse().ok()?;
        let scale = match token.get(digits.len()..)? {
            "" | "%" => 1.0,
            "k" | "K" => 1e3,
            "m" | "M" | "mn" => 1e6,
            "bn" | "b" | "B" => 1e9,
            _ => return None,
        };
        return Some(number * scale);
    }
    let folded = token.to_lowercase();
    let index = NUMBERS.split(' ').position(|word| word == folded)?;
    Some(if index <= 18 { index as f64 + 2.0 } else { (index - 18) as f64 * 10.0 + 20.0 })
}

fn figure(corpus: &Corpus<'_>, tokens: &[&str], at: usize, value: f64) -> Option<Figure> {
    let before =
        |steps: usize| at.checked_sub(steps).and_then(|index| tokens.get(index)).map_or("", |token| *token);
    let previous = before(1);
    let joined = |token: &str| matches!(token, "-" | "–" | ":" | "/" | "№" | "#");
    if parse_month(previous).is_some()
        || joined(previous)
        || matches!(previous, "aged" | "No." | "No" | "Article" | "Flight")
    {
        return None;
    }
    let own = tokens[at].chars().next();
    let currency = own.into_iter().chain(previous.chars().last()).find(|sign| CURRENCIES.contains(sign));
    let mut value = value;
    let mut next = at + 1;
    while let Some(scale) = tokens.get(next).and_then(|word| multiplier(word)) {
        value *= scale;
        next += 1;
    }
    let hedged = (1..=3)
        .any(|steps| corpus.words.known(before(steps)).is_some_and(|word| word.class & class::HEDGE != 0));
    let floor = matches!((before(2), previous), ("at" | "At", "least") | ("more" | "More", "than"))
        || matches!(previous, "over" | "Over" | "above");
    let percent = tokens[at].ends_with('%')
        || tokens.get(next) == Some(&"%")
        || tokens.get(next).is_some_and(|word| matches!(*word, "percent" | "pct"))
        || tokens.get(next..next + 2) == Some(&["per", "cent"]);
    if percent {
        return Some(Figure {
            value,
            hedged,
            floor,
            kind: Kind::Measure,
            head: "%".to_owned(),
            noun: "share".to_owned(),
        });
    }
    if let Some(sign) = currency {
        return Some(Figure {
            value,
            hedged,
            floor,
            kind: Kind::Measure,
            head: sign.to_string(),
            noun: "amount".to_owned(),
        });
    }
    let year = (1800.0..2200.0).contains(&value) && value.fract() == 0.0 && !tokens[at].contains(',');
    if year {
        return None;
    }
    let (kind, noun, head) = match head(corpus, tokens.get(next)?) {
        Some((noun, head)) => {
            let unit = corpus.words.known(&noun).is_some_and(|word| word.class & class::UNIT != 0);
            // "1,500 deaths a day" is no count of deaths.
            let rate =
                tokens.get(next + 1).is_some_and(|word| matches!(*word, "a" | "per" | "each" | "every"));
            (if unit || rate { Kind::Measure } else { Kind::Count }, noun, head)
        }
        None => head(corpus, previous).map(|(noun, head)| (Kind::Label, noun, head))?,
    };
    Some(Figure { value, hedged, floor, kind, head, noun })
}

fn multiplier(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 100.0,
        "thousand" => 1e3,
        "million" | "m" => 1e6,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

/// The counted noun: the word right after the number, which must be a content word in small letters. Adjectives stay
/// in its place, which keeps "four Russian containers" from ever meeting "five containers": fewer finds, none false.
fn head(corpus: &Corpus<'_>, word: &str) -> Option<(String, String)> {
    let known = corpus.words.known(word)?;
    if known.shape != Shape::Lower || known.class & class::FUNCTION != 0 || parse_month(word).is_some() {
        return None;
    }
    let folded = fold(word);
    let head = stem(&folded).to_owned();
    (head.len() > 2 && !EMPTY_HEADS.contains(&head.as_str())).then(|| (word.to_owned(), head))
}

/// Whether two numbers cannot both be true of the same thing.
fn disagree(a: &Figure, b: &Figure) -> bool {
    if a.kind != b.kind {
        return false;
    }
    if a.kind == Kind::Label {
        return a.value != b.value;
    }
    if a.floor && b.value >= a.value || b.floor && a.value >= b.value {
        return false;
    }
    let gap = (a.value - b.value).abs() / a.value.abs().max(b.value.abs()).max(f64::MIN_POSITIVE);
    gap > if a.hedged || b.hedged { GUESS } else { ROUNDING }
}

/// The figures that two sentences give for the same noun and that disagree, where each gives it once.
pub(crate) fn conflict<'x>(a: &'x [Figure], b: &'x [Figure]) -> Option<(&'x Figure, &'x Figure)> {
    fn only<'y>(list: &'y [Figure], head: &str) -> Option<&'y Figure> {
        let mut found = list.iter().filter(|figure| figure.head == head);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
    a.iter().find_map(|figure| {
        let (mine, other) = (only(a, &figure.head)?, only(b, &figure.head)?);
        disagree(mine, other).then_some((mine, other))
    })
}
