//! What of a sentence can be looked up: names, numbers, dates, quotations.

use copydesk_core::{Document, Span, names};
use copydesk_text::calendar::{Weekday, parse_month};
use copydesk_text::words::fold;

use crate::evidence::Evidence;
use crate::{Gap, GapKind};

/// Labels of mentions that are names.
const NAMES: [&str; 11] =
    ["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "MISC"];

/// What a sentence says that can be checked, each as written.
#[derive(Debug, Default)]
pub(crate) struct Claim {
    names: Vec<String>,
    /// Digits, and as written.
    numbers: Vec<(String, String)>,
    /// As written, and the value.
    dates: Vec<(String, String)>,
    quotes: Vec<String>,
}

/// Reads a sentence of a document with the layers that it has.
pub(crate) fn read(doc: &Document, sentence: Span) -> Claim {
    let mut claim = Claim::default();
    let mut taken: Vec<Span> = Vec::new();
    if let Some(dates) = doc.view(names::DATES) {
        for row in (0..dates.len()).filter(|&row| sentence.contains(dates.span(row))) {
            // Amounts are numbers, which are looked up by themselves.
            if matches!(dates.label(row), Some("DATE" | "TIME")) {
                let span = dates.span(row);
                let value = dates.attr(row, "value").unwrap_or("");
                claim.dates.push((span.of(doc.text()).to_owned(), value.to_owned()));
                taken.push(span);
            }
        }
    }
    if let Some(ents) = doc.view(names::ENTS) {
        for row in (0..ents.len()).filter(|&row| sentence.contains(ents.span(row))) {
            let span = ents.span(row);
            if ents.label(row).is_some_and(|label| NAMES.contains(&label))
                && !taken.iter().any(|other| other.overlaps(span))
            {
                claim.names.push(span.of(doc.text()).to_owned());
                taken.push(span);
            }
        }
    }
    capitals(doc, sentence, &taken, &mut claim);
    let text = sentence.of(doc.text());
    for (number, at) in numbers(text) {
        let span = Span::new(sentence.start + at.start, sentence.start + at.end);
        if !taken.iter().any(|other| other.overlaps(span)) {
            claim.numbers.push((number, at.of(text).to_owned()));
        }
    }
    claim.quotes = quotations(text);
    claim
}

/// Words with a capital inside the sentence that no tagger has named: names all the same.
fn capitals(doc: &Document, sentence: Span, taken: &[Span], claim: &mut Claim) {
    let text = sentence.of(doc.text());
    let mut is_first = true;
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !is_word(c)) {
        let (start, end) = (at, at + word.trim_end_matches(|c| !is_word(c)).len());
        at += word.len();
        let bare = text.get(start..end).unwrap_or("");
        if bare.is_empty() {
            continue;
        }
        let opens = std::mem::take(&mut is_first);
        let span = Span::new(sentence.start + start as u32, sentence.start + end as u32);
        let (folded, quoted) =
            (fold(bare), text.get(..start).is_some_and(|text| text.ends_with(['"', '“', '‘', '\''])));
        let told = opens
            || quoted
            || !bare.starts_with(char::is_uppercase)
            || bare.chars().count() < 2
            || copydesk_text::words::is_function_word(&folded)
            || Weekday::parse(bare).is_some()
            || parse_month(bare).is_some()
            || number_of(&folded).is_some()
            || taken.iter().any(|other| other.overlaps(span));
        if !told {
            claim.names.push(bare.to_owned());
        }
    }
}

impl Claim {
    /// Whether nothing of it can be checked.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.numbers.is_empty() && self.dates.is_empty() && self.quotes.is_empty()
    }

    /// Something that it says, for a message.
    pub(crate) fn first(&self) -> &str {
        let number = || self.numbers.first().map(|(_, shown)| shown);
        let date = || self.dates.first().map(|(shown, _)| shown);
        self.names.first().or_else(number).or_else(date).or(self.quotes.first()).map_or("", String::as_str)
    }

    /// What the evidence does not hold.
    pub(crate) fn gaps(&self, evidence: &Evidence) -> Vec<Gap> {
        let gap = |kind, what: &String| Gap { kind, what: what.clone() };
        let names = self.names.iter().filter(|name| !evidence.names(name));
        let numbers = self.numbers.iter().filter(|(number, _)| !evidence.has_number(number));
        let dates = self.dates.iter().filter(|(shown, value)| !evidence.has_date(shown, value));
        let quotes = self.quotes.iter().filter(|quote| !evidence.has_text(quote));
        names
            .map(|name| gap(GapKind::Name, name))
            .chain(numbers.map(|(_, shown)| gap(GapKind::Number, shown)))
            .chain(dates.map(|(shown, _)| gap(GapKind::Date, shown)))
            .chain(quotes.map(|quote| gap(GapKind::Quote, quote)))
            .collect()
    }
}

/// Whether a character is part of a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')
}

/// Numbers in digits, without the commas between thousands, and where they stand. Number words count from two on.
pub(crate) fn numbers(text: &str) -> Vec<(String, Span)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && digit(at + 1)) {
            at += 1;
        }
        let span = Span::new(start as u32, at as u32);
        found.push((span.of(text).replace(',', ""), span));
    }
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !is_word(c)) {
        let bare = word.trim_end_matches(|c| !is_word(c));
        if let Some(number) = number_of(&fold(bare)) {
            found.push((number, Span::new(at as u32, (at + bare.len()) as u32)));
        }
        at += word.len();
    }
    found
}

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A folded number word as digits; "one" is mostly a pronoun and counts for nothing.
pub(crate) fn number_of(word: &str) -> Option<String> {
    let unit = |word: &str| UNITS.iter().position(|known| *known == word);
    let ten = |word: &str| TENS.iter().position(|known| *known == word).map(|at| (at + 2) * 10);
    let value = match word.split_once('-') {
        Some((tens, units)) => ten(tens)? + unit(units).filter(|unit| (1..10).contains(unit))?,
        None => unit(word).filter(|&unit| unit >= 2).or_else(|| ten(word))?,
    };
    Some(value.to_string())
}

/// Whether a quotation is open at the end of a text, where one was `open` before it or not.
pub(crate) fn leaves_open(text: &str, open: bool) -> bool {
    text.chars().fold(open, |open, c| match c {
        '“' | '«' | '„' => true,
        '”' | '»' => false,
        '"' => !open,
        _ => open,
    })
}

/// Words in quotation marks, two or more of them, without the mark that closes a clause.
fn quotations(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('“' | '«' | '„', _) | ('"', None) => open = Some(at + c.len_utf8()),
            ('”' | '»' | '"', Some(start)) => {
                let quote =
                    text.get(start..at).unwrap_or("").trim().trim_end_matches([',', '.', '!', '?', ';']);
                if quote.split_whitespace().count() >= 2 {
                    found.push(quote.to_owned());
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// A text with single blanks and plain quotation marks.
pub(crate) fn single(text: &str) -> String {
    let plain = |c| match c {
        '“' | '”' | '«' | '»' | '„' => '"',
        '‘' | '’' => '\'',
        c => c,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().map(plain).collect()
}
