//! Numbers in sentences and whether two of them disagree.

use std::sync::LazyLock;

use copydesk_text::calendar::parse_month;
use copydesk_text::words::{fold, stem};

use crate::corpus::{Corpus, Report, Sentence};
use crate::lists::{NUMBERS, class};
use crate::words::{NO_TERM, Shape, Word};

/// A number and what it counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure<'t> {
    pub(crate) value: f64,
    /// Whether it is a guess or a bound ("about 60").
    pub(crate) hedged: bool,
    /// Whether it is a lower bound ("at least 60", "more than 60"), which a greater number does not contradict.
    floor: bool,
    pub(crate) kind: Kind,
    /// The term of the noun that it counts, or one of the numbers for shares and currencies.
    pub(crate) head: u32,
    /// That noun as written, or what stands for it.
    pub(crate) noun: &'t str,
    /// The number as written.
    pub(crate) shown: &'t str,
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
pub(crate) const ROUNDING: f64 = 0.03;
/// The same where one of them is a guess or a bound.
const GUESS: f64 = 0.25;

/// Stands for a share in per cent; the numbers below it stand for the currencies. No term has them.
const PERCENT: u32 = u32::MAX - 1;

/// A token and what it is.
type Token<'t> = (&'t str, Word);

/// The tokens of a sentence, looked at where a number stands only.
struct Line<'c, 't> {
    corpus: &'c Corpus<'t>,
    report: &'c Report<'t>,
    rows: std::ops::Range<usize>,
}

impl<'t> Line<'_, 't> {
    fn at(&self, row: usize) -> Option<Token<'t>> {
        let word = self.corpus.word(self.report, row).filter(|_| self.rows.contains(&row))?;
        Some((self.report.tokens.span(row).of(self.report.text), word))
    }

    fn text(&self, row: usize) -> Option<&'t str> {
        self.at(row).map(|token| token.0)
    }
}

/// The countable numbers of a sentence. Years, days of a month, times, ages and ordinals are left out.
pub(crate) fn figures<'t>(corpus: &Corpus<'t>, sentence: &Sentence) -> Vec<Figure<'t>> {
    let report = &corpus.reports[sentence.doc as usize];
    let rows = sentence.tokens.0 as usize..sentence.tokens.1 as usize;
    let line = Line { corpus, report, rows: rows.clone() };
    let mut figures = Vec::new();
    for row in rows.take(400) {
        let Some(word) = corpus.word(report, row) else { continue };
        let token = report.tokens.span(row).of(report.text);
        if word.class & class::NUMBER == 0 && !token.starts_with(CURRENCIES) {
            continue;
        }
        if let Some(value) = value_of(token) {
            figures.extend(figure(&line, row, value));
        }
    }
    figures
}

/// Words for numbers, in their order.
static NUMBER_WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| NUMBERS.split_whitespace().collect());

pub(crate) const CURRENCIES: [char; 4] = ['$', '€', '£', '¥'];

pub(crate) fn value_of(token: &str) -> Option<f64> {
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
    // Asked of every word: most differ from all numbers in their length or first letter already.
    if !(3..=9).contains(&token.len())
        || !token.starts_with(['t', 'f', 's', 'e', 'n', 'd', 'T', 'F', 'S', 'E', 'N', 'D'])
    {
        return None;
    }
    if token.eq_ignore_ascii_case("dozen") {
        return Some(12.0);
    }
    let index = NUMBER_WORDS.iter().position(|word| word.eq_ignore_ascii_case(token))?;
    Some(if index <= 18 { index as f64 + 2.0 } else { (index - 18) as f64 * 10.0 + 20.0 })
}

fn figure<'t>(line: &Line<'_, 't>, at: usize, value: f64) -> Option<Figure<'t>> {
    let token = |row: usize| line.text(row);
    let before = |steps: usize| at.checked_sub(steps).and_then(token).unwrap_or("");
    let previous = before(1);
    let joined = |token: &str| matches!(token, "-" | "–" | ":" | "/" | "№" | "#");
    if parse_month(previous).is_some()
        || joined(previous)
        || matches!(previous, "aged" | "No." | "No" | "Article" | "Flight")
    {
        return None;
    }
    let own = token(at)?;
    let sign = own.chars().next().into_iter().chain(previous.chars().last());
    // "157 of 338 seats" counts 157; "dozens" and "two dozen" are dozens of something.
    let part = token(at + 1) == Some("of") && token(at + 2).and_then(value_of).is_some();
    let whole = previous == "of"
        && before(2).chars().all(|c| c.is_ascii_digit() || c == ',')
        && !before(2).is_empty();
    if whole || value_of(previous).is_some() && own.eq_ignore_ascii_case("dozen") {
        return None;
    }
    let currency = sign.filter_map(|sign| CURRENCIES.iter().position(|known| *known == sign)).next();
    let (mut value, mut next) = (value, if part { at + 3 } else { at + 1 });
    while let Some(scale) = token(next).and_then(multiplier) {
        value *= scale;
        next += 1;
    }
    let near = (1..=3).filter_map(|steps| line.at(at.checked_sub(steps)?));
    let hedged = near.into_iter().any(|token| token.1.class & class::HEDGE != 0);
    let floor = matches!((before(2), previous), ("at" | "At", "least") | ("more" | "More", "than"))
        || matches!(previous, "over" | "Over" | "above");
    let made = |kind, head, noun| Figure { value, hedged, floor, kind, head, noun, shown: own };
    let percent = own.ends_with('%')
        || matches!(token(next), Some("%" | "percent" | "pct"))
        || token(next) == Some("per") && token(next + 1) == Some("cent");
    if percent {
        return Some(made(Kind::Measure, PERCENT, "share"));
    }
    if let Some(sign) = currency {
        return Some(made(Kind::Measure, PERCENT - 1 - sign as u32, "amount"));
    }
    let year = (1800.0..2200.0).contains(&value) && value.fract() == 0.0 && !own.contains(',');
    if year {
        return None;
    }
    let counted = line.at(next)?;
    if let Some(head) = head(counted) {
        // "1,500 deaths a day" is no count of deaths.
        let rate = matches!(token(next + 1), Some("a" | "per" | "each" | "every"));
        let unit = counted.1.class & class::UNIT != 0;
        return Some(made(if unit || rate { Kind::Measure } else { Kind::Count }, head, counted.0));
    }
    let labelled = line.at(at.checked_sub(1)?)?;
    Some(made(Kind::Label, head(labelled)?, labelled.0))
}

pub(crate) fn multiplier(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" => 12.0,
        "hundred" => 100.0,
        "thousand" => 1e3,
        "million" | "m" | "mn" | "mln" => 1e6,
        "billion" | "bn" | "bln" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

/// The counted noun: the word right after the number, which must be a content word in small letters. Adjectives stay
/// in its place, which keeps "four Russian containers" from ever meeting "five containers": fewer finds, none false.
fn head((token, word): Token<'_>) -> Option<u32> {
    if word.shape != Shape::Lower || word.class & class::FUNCTION != 0 || parse_month(token).is_some() {
        return None;
    }
    let folded = fold(token);
    let head = stem(&folded);
    // Short words keep their "s".
    let empty = EMPTY_HEADS.contains(&head) || EMPTY_HEADS.contains(&folded.trim_end_matches('s'));
    (head.len() > 2 && !empty && word.term != NO_TERM).then_some(word.term)
}

/// Whether a number of one sentence is the sum of two or more of the other: "2.5 million to Mexico and 1.5 million to
/// Canada" is no other number than "4 million".
pub(crate) fn adds_up(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    let (a, b) = (values(corpus, a), values(corpus, b));
    sums(&a).iter().any(|sum| b.iter().any(|value| near(*sum, *value)))
        || sums(&b).iter().any(|sum| a.iter().any(|value| near(*sum, *value)))
}

fn near(a: f64, b: f64) -> bool {
    let most = a.abs().max(b.abs());
    // Small numbers are not rounded.
    (a - b).abs() <= if most < 100.0 { 1e-6 } else { ROUNDING * most }
}

/// All numbers of a sentence, whatever they count.
fn values(corpus: &Corpus<'_>, sentence: &Sentence) -> Vec<f64> {
    let text = corpus.reports[sentence.doc as usize].text;
    let mut values: Vec<f64> = Vec::new();
    let mut follows = false;
    for (span, _) in corpus.tokens(sentence).take(400) {
        let token = span.of(text);
        match (multiplier(token), value_of(token), values.last_mut()) {
            (Some(scale), _, Some(last)) if follows => *last *= scale,
            (_, Some(value), _) => {
                values.push(value);
                follows = true;
                continue;
            }
            _ => follows = false,
        }
    }
    values.truncate(6);
    values
}

/// The sums of two numbers, of three and so on, of those that stand side by side.
fn sums(values: &[f64]) -> Vec<f64> {
    let mut sums = Vec::new();
    for from in 0..values.len() {
        let mut sum = values[from];
        for value in values.iter().skip(from + 1) {
            sum += value;
            sums.push(sum);
        }
    }
    sums
}

/// Whether two numbers cannot both be true of the same thing.
fn disagree(a: &Figure<'_>, b: &Figure<'_>) -> bool {
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
pub(crate) fn conflict<'x, 't>(
    a: &'x [Figure<'t>],
    b: &'x [Figure<'t>],
) -> Option<(&'x Figure<'t>, &'x Figure<'t>)> {
    fn only<'y, 't>(list: &'y [Figure<'t>], head: u32) -> Option<&'y Figure<'t>> {
        let mut found = list.iter().filter(|figure| figure.head == head);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
    a.iter().find_map(|figure| {
        let (mine, other) = (only(a, figure.head)?, only(b, figure.head)?);
        disagree(mine, other).then_some((mine, other))
    })
}
