//! The distinct words of a run of reports, each read once: news has fifty times as many words as forms of words.

use std::borrow::Cow;

use copydesk_sdk::Span;
use copydesk_text::hash::FastMap;
use copydesk_text::pack::pack;
use copydesk_text::words::{fold, is_function_word, stem};

use crate::terms::Terms;

/// What a form is, as bits of [`Form::marks`].
pub(crate) mod mark {
    /// Begins with a letter or a digit.
    pub(crate) const WORD: u16 = 1;
    /// A number of two to eleven characters: as telling as a word.
    pub(crate) const NUMBER: u16 = 1 << 1;
    /// Has content of its own.
    pub(crate) const CONTENT: u16 = 1 << 2;
    /// A past form of a verb.
    pub(crate) const PAST: u16 = 1 << 4;
    /// "set", which is past unless "to" follows.
    pub(crate) const SET: u16 = 1 << 5;
    /// Speaks of things to come.
    pub(crate) const FUTURE: u16 = 1 << 6;
    /// Speaks of things to come if "to" follows.
    pub(crate) const PLAN: u16 = 1 << 7;
    /// "to".
    pub(crate) const TO: u16 = 1 << 8;
    /// Speaks of things to come if a period follows.
    pub(crate) const COMING: u16 = 1 << 9;
    /// "weeks" and the like.
    pub(crate) const PERIOD: u16 = 1 << 10;
}

/// A word as printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// Hash of the folded word.
    pub hash: u32,
    pub marks: u16,
    /// The number of its stem, or [`NONE`] where it says nothing about what a report is about.
    pub stem: u32,
}

/// Stands for the stem of words without content.
pub(crate) const NONE: u32 = u32::MAX;

impl Form {
    /// Reads a word.
    fn read(word: &str, stems: &mut Terms) -> Self {
        let folded = folded(word);
        let marks = marks(word, &folded);
        let stem = if marks & mark::CONTENT != 0 {
            stems.number(stem(&folded))
        } else if marks & mark::NUMBER != 0 {
            stems.number(&folded)
        } else {
            NONE
        };
        Self { hash: hash(&folded), marks, stem }
    }

    /// Whether the form has one of the marks.
    pub(crate) fn is(self, marks: u16) -> bool {
        self.marks & marks != 0
    }
}

fn marks(word: &str, folded: &str) -> u16 {
    let begins = word.starts_with(char::is_alphanumeric);
    let letters = folded.chars().any(char::is_alphabetic);
    let digits = folded.bytes().any(|byte| byte.is_ascii_digit());
    let content = (3..40).contains(&folded.len()) && letters && !is_function_word(folded);
    let tests = [
        (mark::WORD, begins),
        (mark::CONTENT, begins && content),
        (mark::NUMBER, begins && digits && !content && (2..12).contains(&folded.len())),
    ];
    tests.iter().filter(|(_, holds)| *holds).fold(tense(folded), |marks, (bit, _)| marks | bit)
}

/// The forms of a run of reports: short ones by their bytes, so that a look-up touches no text.
#[derive(Debug, Default)]
pub(crate) struct Forms<'a> {
    short: FastMap<u128, Form>,
    long: FastMap<&'a str, Form>,
}

impl<'a> Forms<'a> {
    /// Forms of a run of so many bytes of text.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        // A run of a megabyte has some 15,000 forms, and new ones come ever more slowly.
        let forms = (bytes / 64).min(20_000);
        Self { short: FastMap::with_capacity_and_hasher(forms, Default::default()), long: FastMap::default() }
    }

    /// Reads the word at a place. Its stem is numbered in `terms`, which must always be the same.
    #[inline]
    pub(crate) fn read(&mut self, text: &'a str, span: Span, terms: &mut Terms) -> Form {
        let Some(key) = pack(text, span) else { return self.read_long(span.of(text), terms) };
        if let Some(&known) = self.short.get(&key) {
            return known;
        }
        let form = Form::read(span.of(text), terms);
        self.short.insert(key, form);
        form
    }

    /// Reads a word that stands by itself.
    pub(crate) fn read_word(&mut self, word: &'a str, terms: &mut Terms) -> Form {
        self.read(word, Span::new(0, word.len() as u32), terms)
    }

    fn read_long(&mut self, word: &'a str, terms: &mut Terms) -> Form {
        if let Some(&known) = self.long.get(word) {
            return known;
        }
        let form = Form::read(word, terms);
        self.long.insert(word, form);
        form
    }
}

/// As [`fold`]; most words are folded as they stand.
fn folded(word: &str) -> Cow<'_, str> {
    let plain = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if plain { Cow::Borrowed(word) } else { Cow::Owned(fold(word)) }
}

/// FNV-1a, its halves folded together: stable across machines and versions, which the standard hasher does not promise.
fn hash(word: &str) -> u32 {
    let hash = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 32)) as u32
}

/// What a folded word says about the time of what is told.
fn tense(word: &str) -> u16 {
    let ed = word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed");
    let past = if ed || (word != "set" && PAST.binary_search(&word).is_ok()) { mark::PAST } else { 0 };
    let other = match word {
        "set" => mark::SET | mark::PLAN,
        "will" | "'ll" | "shall" | "wo" | "upcoming" => mark::FUTURE,
        "plans" | "plan" | "planned" | "intends" | "hopes" | "expects" | "expected" | "scheduled"
        | "wants" | "ready" | "going" | "poised" | "slated" | "agreed" | "is" | "are" => mark::PLAN,
        "to" => mark::TO,
        "coming" | "next" => mark::COMING,
        "days" | "weeks" | "months" | "week" | "month" => mark::PERIOD,
        _ => 0,
    };
    past | other
}

/// Irregular past forms of verbs that news is told with. Sorted.
const PAST: &[&str] = &[
    "ate", "became", "began", "bought", "broke", "brought", "built", "came", "caught", "chose", "cut", "did",
    "drew", "drove", "fell", "felt", "flew", "fought", "found", "gave", "got", "had", "held", "hit", "kept",
    "knew", "laid", "led", "left", "lost", "made", "met", "paid", "put", "quit", "ran", "rose", "said",
    "sank", "sat", "saw", "sent", "set", "shot", "shut", "slept", "sold", "spent", "spoke", "stood",
    "struck", "swore", "taught", "thought", "told", "took", "was", "went", "were", "withdrew", "won",
    "wrote",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_once() {
        let (mut forms, mut terms) = (Forms::default(), Terms::default());
        let [a, b, c] = ["Harbours", "harbour", "harbour"].map(|word| forms.read_word(word, &mut terms));
        assert_eq!((a.stem, a.hash != b.hash, b.hash), (b.stem, true, c.hash));
        for (word, marks, told) in [
            ("Harbour", mark::WORD | mark::CONTENT, true),
            ("The", mark::WORD, false),
            (",", 0, false),
            ("2018", mark::WORD | mark::NUMBER, true),
            ("4.6", mark::WORD | mark::NUMBER, true),
            ("7", mark::WORD, false),
            ("76ers", mark::WORD | mark::CONTENT, true),
            ("arrived", mark::WORD | mark::CONTENT | mark::PAST, true),
        ] {
            let form = forms.read_word(word, &mut terms);
            assert_eq!((form.marks, form.stem != NONE), (marks, told), "{word}");
        }
        assert!(PAST.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
