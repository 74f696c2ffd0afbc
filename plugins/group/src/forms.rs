//! The distinct words of a collection, each read once: a news corpus has fifty times as many words as forms of words.

use std::borrow::Cow;

use copydesk_text::hash::FastMap;
use copydesk_text::words::{fold, is_function_word, stem};

use crate::features::Table;

/// What a form is, as bits of [`Form::marks`].
pub(crate) mod mark {
    /// Begins with a letter or a digit.
    pub(crate) const WORD: u16 = 1;
    /// Begins with a capital letter and is no function word.
    pub(crate) const CAPITAL: u16 = 1 << 1;
    /// Has content of its own.
    pub(crate) const CONTENT: u16 = 1 << 2;
    /// Longer than words are.
    pub(crate) const LONG: u16 = 1 << 3;
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
    pub hash: u64,
    pub marks: u16,
    /// The number of the stem, once somebody has asked.
    stem: Option<u32>,
}

impl Form {
    /// Reads a word.
    pub(crate) fn read(word: &str) -> Self {
        let folded = folded(word);
        let content = folded.len() > 2 && !is_function_word(&folded);
        let tests = [
            (mark::WORD, word.starts_with(char::is_alphanumeric)),
            (mark::CAPITAL, content && word.starts_with(char::is_uppercase)),
            (mark::CONTENT, content && folded.chars().any(char::is_alphabetic)),
            (mark::LONG, folded.len() >= 40),
        ];
        let marks =
            tests.iter().filter(|(_, holds)| *holds).fold(tense(&folded), |marks, (bit, _)| marks | bit);
        Self { hash: hash(&folded), marks, stem: None }
    }

    /// Whether the form has one of the marks.
    pub(crate) fn is(self, marks: u16) -> bool {
        self.marks & marks != 0
    }
}

/// All forms of a collection.
#[derive(Debug, Default)]
pub(crate) struct Forms<'a> {
    known: FastMap<&'a str, u32>,
    all: Vec<Form>,
    texts: Vec<&'a str>,
}

impl<'a> Forms<'a> {
    /// The number of a form.
    pub(crate) fn number(&mut self, word: &'a str) -> u32 {
        if let Some(&known) = self.known.get(word) {
            return known;
        }
        let number = self.all.len() as u32;
        self.known.insert(word, number);
        self.all.push(Form::read(word));
        self.texts.push(word);
        number
    }

    /// The form of a number.
    pub(crate) fn get(&self, number: u32) -> Form {
        self.all[number as usize]
    }

    /// The form as printed.
    pub(crate) fn text(&self, number: u32) -> &'a str {
        self.texts[number as usize]
    }

    /// The number of the form's stem in a table of stems. There must be only one such table.
    pub(crate) fn stem(&mut self, number: u32, stems: &mut Table) -> u32 {
        let text = self.texts[number as usize];
        *self.all[number as usize].stem.get_or_insert_with(|| stems.number(stem(&folded(text))))
    }
}

/// As [`fold`]; most words are folded as they stand.
fn folded(word: &str) -> Cow<'_, str> {
    let plain = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if plain { Cow::Borrowed(word) } else { Cow::Owned(fold(word)) }
}

/// FNV-1a: stable across machines and versions, which the standard hasher does not promise.
fn hash(word: &str) -> u64 {
    word.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
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
        let mut forms = Forms::default();
        let mut stems = Table::default();
        let [a, b, c] = ["Harbours", "harbour", "harbour"].map(|word| forms.number(word));
        assert!(a != b && b == c);
        assert_eq!(forms.stem(a, &mut stems), forms.stem(b, &mut stems));
        for (word, marks) in [
            ("Harbour", mark::WORD | mark::CAPITAL | mark::CONTENT),
            ("The", mark::WORD),
            (",", 0),
            ("2018", mark::WORD),
            ("arrived", mark::WORD | mark::CONTENT | mark::PAST),
        ] {
            let form = forms.number(word);
            assert_eq!(forms.get(form).marks, marks, "{word}");
        }
        assert!(PAST.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
