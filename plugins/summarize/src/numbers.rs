//! The numbers of a sentence with what stands around them: bounds, guesses, parts of a whole, how far they are rounded.

use std::borrow::Cow;

use copydesk_sdk::Span;
use copydesk_text::calendar::parse_month;
use copydesk_text::words::fold;

use crate::corpus::{Corpus, Sentence};
use crate::figures::{CURRENCIES, ROUNDING, multiplier, value_of};
use crate::lists::class;
use crate::words::{Shape, Word};

/// Most tokens of a sentence that are looked at.
const MOST: usize = 200;
/// Relative difference up to which two numbers may be the same where one of them is a guess.
const GUESS: f64 = 0.25;

/// A token of a sentence.
pub(crate) struct Piece<'t> {
    pub(crate) span: Span,
    pub(crate) raw: &'t str,
    /// Folded.
    pub(crate) low: Cow<'t, str>,
    pub(crate) word: Word,
    pub(crate) cues: u32,
}

impl Piece<'_> {
    /// Whether it is a word that carries content.
    pub(crate) fn is_content(&self) -> bool {
        self.word.is_word() && self.word.class & (class::FUNCTION | class::NUMBER) == 0
    }

    pub(crate) fn is_upper(&self) -> bool {
        self.word.shape == Shape::Upper
    }
}

/// The tokens of a sentence, and the cues of all of them.
pub(crate) struct Line<'t>(Vec<Piece<'t>>, u32);

impl<'t> Line<'t> {
    pub(crate) fn new(corpus: &Corpus<'t>, sentence: &Sentence) -> Self {
        let text = corpus.reports[sentence.doc as usize].text;
        let mut all = 0;
        let mut pieces =
            Vec::with_capacity((sentence.tokens.1 - sentence.tokens.0).min(MOST as u32) as usize);
        pieces.extend(corpus.cued(sentence).take(MOST).map(|(span, word, cues)| {
            let raw = span.of(text);
            let plain = raw.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
            let low = if plain { Cow::Borrowed(raw) } else { Cow::Owned(fold(raw)) };
            all |= cues;
            Piece { span, raw, low, word, cues }
        }));
        Self(pieces, all)
    }

    /// The cues of all tokens together.
    pub(crate) fn cues(&self) -> u32 {
        self.1
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Piece<'t>> {
        self.0.get(at)
    }

    /// A token folded, or nothing beyond the ends.
    pub(crate) fn low(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |piece| &piece.low)
    }

    /// The token `steps` before `at`.
    pub(crate) fn before(&self, at: usize, steps: usize) -> &str {
        at.checked_sub(steps).map_or("", |at| self.low(at))
    }

    /// The tokens folded, in order.
    pub(crate) fn lows(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.iter().map(|piece| &*piece.low)
    }

    pub(crate) fn has(&self, words: &[&str]) -> bool {
        self.lows().any(|low| words.contains(&low))
    }

    /// The first token at or behind `at` that is no hyphen.
    pub(crate) fn past_hyphen(&self, at: usize) -> usize {
        if matches!(self.low(at), "-" | "–" | "‑") { at + 1 } else { at }
    }

    /// The text of a number with the words that bound it, and the `unit` tokens behind it: "at least 60", "15 years".
    pub(crate) fn shown(&self, number: &Number, unit: usize) -> Option<Span> {
        let mut from = number.from;
        let sign = |piece: &Piece<'_>| piece.raw.ends_with(CURRENCIES);
        if from > 0 && number.currency.is_some() && self.get(from - 1).is_some_and(sign) {
            from -= 1;
        }
        let two = [self.before(from, 2), self.before(from, 1)];
        from -= match two {
            ["at", "least"] | ["more" | "fewer" | "less", "than"] | ["up", "to"] => 2,
            [_, "about" | "around" | "some" | "nearly" | "almost" | "over" | "roughly" | "approximately"] => {
                1
            }
            _ => 0,
        };
        let last = self.get((number.to + unit).checked_sub(1)?)?;
        Some(Span::new(self.get(from)?.span.start, last.span.end))
    }

    /// The index of the token at or behind an offset.
    pub(crate) fn at_offset(&self, offset: u32) -> usize {
        self.0.partition_point(|piece| piece.span.start < offset)
    }
}

/// On which side of the truth a number says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// It is the number itself.
    Exact,
    /// "At least 60".
    Low,
    /// "Up to 60".
    High,
}

/// A number of a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    /// Its tokens, words such as "million" with it.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) value: f64,
    pub(crate) bound: Bound,
    /// Whether it is a guess ("about 60").
    pub(crate) near: bool,
    /// Whether it counts a part or a rest ("another 60", "including 60", "60 more"), or is the end of a range.
    pub(crate) part: bool,
    /// Whether it stands in digits.
    pub(crate) digits: bool,
    /// The currency whose sign it has, as its place in [`CURRENCIES`].
    pub(crate) currency: Option<usize>,
    /// By how much the next number would differ that is rounded like it.
    step: f64,
}

impl Number {
    /// A plain number.
    pub(crate) fn of(from: usize, to: usize, value: f64) -> Self {
        let bound = Bound::Exact;
        Self { from, to, value, bound, near: false, part: false, digits: true, currency: None, step: 0.0 }
    }

    /// Whether both numbers may be true of one thing. What is `counted` one by one is rounded where its last digits are
    /// noughts, what is measured by some per cent too.
    pub(crate) fn agrees(&self, other: &Self, counted: bool) -> bool {
        let (a, b) = (self.value, other.value);
        let bounded = |bound: Bound, own: f64, theirs: f64| match bound {
            Bound::Exact => false,
            Bound::Low => theirs >= own,
            Bound::High => theirs <= own,
        };
        // Of two lower bounds each is what its report knows.
        if self.bound != other.bound && (bounded(self.bound, a, b) || bounded(other.bound, b, a)) {
            return true;
        }
        let most = a.abs().max(b.abs());
        let guess = if self.near || other.near { GUESS * most } else { 0.0 };
        let measured = if counted { 0.0 } else { ROUNDING * most };
        (a - b).abs() <= measured.max(self.step.max(other.step) * 0.5).max(guess) * 1.000_001
    }

    /// Whether both are the same number, written with other precision perhaps.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let gap = (self.value - other.value).abs();
        gap <= self.step.max(other.step).min(0.05 * self.value.abs().max(other.value.abs())) * 0.5
    }

    /// Whether it is written without decimals.
    pub(crate) fn is_whole(&self) -> bool {
        self.step >= 1.0 || self.step == 0.0
    }

    /// How many times one is the other.
    pub(crate) fn ratio(&self, other: &Self) -> f64 {
        let (a, b) = (self.value.abs(), other.value.abs());
        a.max(b) / a.min(b).max(f64::MIN_POSITIVE)
    }

    /// The same number in another unit.
    pub(crate) fn scaled(&self, scale: f64) -> Self {
        Self { value: self.value * scale, step: self.step * scale, ..self.clone() }
    }
}

/// The numbers of a sentence in their order. Years, days of a month, times, parts of words and labels are left out.
pub(crate) fn numbers(line: &Line<'_>) -> Vec<Number> {
    let (mut numbers, mut at) = (Vec::new(), 0);
    while at < line.len() {
        match number(line, at) {
            // "1, 500" may be a number that was torn apart, or two.
            Some(number) if is_torn(line, number.to) => at = number.to + 2,
            Some(number) => {
                at = number.to;
                numbers.push(number);
            }
            None => at += 1,
        }
    }
    // Of "1.4 to 2", "between 3 and 5" nobody knows which.
    for at in 1..numbers.len() {
        let (to, from) = (numbers[at - 1].to, numbers[at].from);
        let between = line.low(to) == "and" && line.before(numbers[at - 1].from, 1) == "between";
        if from == to + 1 && (between || matches!(line.low(to), "to" | "-" | "–" | "or")) {
            numbers[at - 1].part = true;
            numbers[at].part = true;
        }
    }
    numbers
}

fn number(line: &Line<'_>, at: usize) -> Option<Number> {
    let piece = line.get(at)?;
    let odd = |byte: Option<&u8>| byte.is_some_and(|byte| *byte == b'$' || !byte.is_ascii());
    let sign = |text: &str| {
        // Nearly no token begins or ends with anything like a sign.
        let bytes = text.as_bytes();
        let may = odd(bytes.first()) || odd(bytes.last());
        CURRENCIES.iter().position(|sign| may && (text.ends_with(*sign) || text.starts_with(*sign)))
    };
    if piece.word.class & class::NUMBER == 0 && sign(piece.raw).is_none() {
        return None;
    }
    let (mut value, mut to) = (value_of(piece.raw)?, at + 1);
    let digits = piece.raw.contains(|c: char| c.is_ascii_digit());
    let mut step = if digits { step(piece.raw, value) } else { 0.0 };
    // "Forty-five", "$2.6-million".
    let joined = line.past_hyphen(to);
    let unit = line.get(joined).filter(|_| joined > to && !digits && value % 10.0 == 0.0 && value >= 20.0);
    if let Some(unit) = unit.and_then(|unit| value_of(unit.raw)).filter(|unit| *unit < 10.0) {
        (value, to) = (value + unit, joined + 1);
    }
    while let Some(scale) = multiplier(line.low(line.past_hyphen(to))) {
        (value, step, to) = (value * scale, step.max(1.0) * scale, line.past_hyphen(to) + 1);
    }
    let currency = sign(piece.raw).or_else(|| at.checked_sub(1).and_then(|at| sign(line.get(at)?.raw)));
    if currency.is_none() && is_no_count(line, at, to, value) {
        return None;
    }
    let (bound, near) = bound(line, at, to);
    Some(Number { from: at, to, value, bound, near, part: is_part(line, at, to), digits, currency, step })
}

/// Whether a comma and three digits follow with a blank between.
fn is_torn(line: &Line<'_>, to: usize) -> bool {
    let digits = |low: &str| low.len() == 3 && low.bytes().all(|byte| byte.is_ascii_digit());
    line.low(to) == "," && digits(line.low(to + 1))
}

/// The weight of the last digit that is not a nought, for numbers from a hundred on and decimals.
fn step(raw: &str, value: f64) -> f64 {
    let digits: String = raw.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    match digits.trim_end_matches('.').split_once('.') {
        Some((_, decimals)) => 10_f64.powi(-(decimals.len() as i32)),
        None if value >= 100.0 => {
            10_f64.powi((digits.len() - digits.trim_end_matches('0').len()).min(12) as i32)
        }
        None => 0.0,
    }
}

/// Years, days of a month, times of day, labels, halves of scores and of words.
fn is_no_count(line: &Line<'_>, at: usize, to: usize, value: f64) -> bool {
    let (before, after) = (line.before(at, 1), line.low(to));
    let own = line.low(at);
    let year = (1800.0..2200.0).contains(&value) && value.fract() == 0.0 && own.len() == 4;
    let is_month = |low: &str| low.len() > 2 && parse_month(low).is_some();
    let time = |low: &str| matches!(low, "a.m" | "p.m" | "am" | "pm" | "gmt" | "bst" | "est" | "o'clock");
    // "Covid-19", but "52-48".
    let word = matches!(before, "-" | "–") && !line.before(at, 2).ends_with(|c: char| c.is_ascii_digit());
    year || word
        || is_month(before)
        || is_month(after)
        || time(after)
        || matches!(before, ":" | "/" | "№" | "#" | "no." | "article" | "flight" | "chapter" | "page" | "no")
        || matches!(after, ":" | "/")
}

/// Words that stand between a verb and its number.
pub(crate) const BOUNDS: [&str; 19] = [
    "at",
    "least",
    "more",
    "than",
    "about",
    "around",
    "some",
    "an",
    "estimated",
    "up",
    "to",
    "as",
    "many",
    "nearly",
    "almost",
    "over",
    "roughly",
    "approximately",
    "the",
];

fn bound(line: &Line<'_>, at: usize, to: usize) -> (Bound, bool) {
    // The sign of a currency may stand between.
    let sign = at.checked_sub(1).and_then(|before| line.get(before));
    let at = if sign.is_some_and(|piece| piece.raw.ends_with(CURRENCIES)) { at - 1 } else { at };
    let (two, one) = (line.before(at, 2), line.before(at, 1));
    let more = line.low(to) == "or" && matches!(line.low(to + 1), "more" | "so");
    let bound = match (two, one) {
        ("at", "least") | ("more", "than") | (_, "over" | "above" | "exceeding") => Bound::Low,
        _ if more => Bound::Low,
        ("up", "to") | ("as", "many") | ("fewer" | "less", "than") | (_, "under" | "below") => Bound::High,
        _ if line.before(at, 3) == "as" && two == "many" && one == "as" => Bound::High,
        _ => Bound::Exact,
    };
    const NEAR: [&str; 10] = [
        "about",
        "around",
        "some",
        "roughly",
        "nearly",
        "almost",
        "approximately",
        "estimated",
        "perhaps",
        "maybe",
    ];
    (bound, NEAR.contains(&one) || NEAR.contains(&two))
}

/// Whether a number counts a part of something, or what comes on top of it.
fn is_part(line: &Line<'_>, at: usize, to: usize) -> bool {
    const BEFORE: [&str; 15] = [
        "another",
        "other",
        "further",
        "additional",
        "extra",
        "remaining",
        "first",
        "last",
        "next",
        "including",
        "included",
        "includes",
        "among",
        "final",
        "these",
    ];
    const AFTER: [&str; 9] =
        ["more", "other", "others", "additional", "further", "of", "fewer", "less", "extra"];
    let mut back = (1..=3).map(|steps| line.before(at, steps));
    // "A toll of 60", "a total of 60" are none.
    let told = |low: &str| {
        matches!(
            low,
            "toll"
                | "total"
                | "number"
                | "depth"
                | "magnitude"
                | "group"
                | "age"
                | "vote"
                | "margin"
                | "sum"
                | "fine"
                | "team"
                | "crew"
                | "speed"
                | "height"
                | "price"
                | "cost"
        )
    };
    let of = line.before(at, 1) == "of" && !told(line.before(at, 2));
    let after = line.low(to);
    // "Three of the 60", "60 of them", but "60 or more of them" says no more than 60.
    let before = back.any(|low| BEFORE.contains(&low))
        || of
        || line.before(at, 1) == "the" && line.before(at, 2) == "of" && !told(line.before(at, 3));
    let half = matches!(after, "and" | "-") && line.low(to + 1) == "a" && line.low(to + 2) == "half";
    before || AFTER.contains(&after) || half
}
