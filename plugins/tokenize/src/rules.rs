//! The tables that a user can add to, and the profile.

use copydesk_text::hash::FastMap;

use crate::own::{OwnTokens, Parts};
use crate::packed;
use crate::verdicts::ends_with;

const ABBREVIATIONS: &str = include_str!("abbreviations.txt");
const STARTERS: &str = include_str!("starters.txt");

/// Which conventions tokens follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Universal Dependencies of English (EWT, GUM): contractions and hyphenated words cut.
    Ud,
    /// Penn Treebank: contractions cut, hyphenated words whole.
    Ptb,
    /// Contractions and hyphenated words whole.
    Whole,
}

/// What the full stop after an abbreviation can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// See `abbreviations.txt`.
    Title,
    /// See `abbreviations.txt`.
    Number,
    /// See `abbreviations.txt`.
    Time,
    /// See `abbreviations.txt`.
    Any,
    /// As `Any`, but only with a capital: see `abbreviations.txt`.
    Name,
    /// The user's: its stop never ends a sentence.
    Own,
}

/// What the user asks for, as the options say it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes<'a> {
    /// Abbreviations whose stop ends no sentence.
    pub(crate) abbreviations: Vec<&'a str>,
    /// Tokens that are never cut.
    pub(crate) keep: Vec<&'a str>,
    /// Words and the parts they are cut into, divided by `|`.
    pub(crate) cut: Vec<(&'a str, &'a str)>,
    /// Shapes of tokens that are never cut.
    pub(crate) patterns: Vec<&'a str>,
    /// Texts behind which a sentence always ends.
    pub(crate) sentence_ends: Vec<&'a str>,
    /// Texts behind which a sentence never ends.
    pub(crate) no_sentence_ends: Vec<&'a str>,
}

/// Tables and switches, shared by all threads.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) profile: Profile,
    /// Whether the trained model is asked where the rules are in doubt.
    pub(crate) trained: bool,
    own: OwnTokens,
    abbreviations: Words<Abbreviation>,
    /// The length of the longest abbreviation by first byte.
    longest: Box<[usize; 128]>,
    starters: Words<()>,
    sentence_ends: Vec<Box<str>>,
    no_sentence_ends: Vec<Box<str>>,
}

/// Longest abbreviation that is looked up, in bytes.
const LONGEST: usize = 24;

impl Rules {
    /// Rules with the user's additions.
    ///
    /// # Errors
    /// Says which entry cannot be used.
    pub(crate) fn new(profile: Profile, trained: bool, wishes: &Wishes<'_>) -> Result<Self, String> {
        let mut abbreviations = built_in();
        for entry in &wishes.abbreviations {
            let bare = entry.trim().trim_end_matches('.').to_lowercase();
            if bare.is_empty() || bare.len() > LONGEST || bare.contains(char::is_whitespace) {
                return Err(format!(
                    "option `abbreviations`: {entry:?} is not one word of up to {LONGEST} bytes"
                ));
            }
            abbreviations.insert(bare.into(), Abbreviation::Own);
        }
        let mut longest = Box::new([0; 128]);
        for word in abbreviations.keys() {
            let first = word.as_bytes().first().map_or(0, |first| (first | 0x20) & 0x7f);
            longest[first as usize] = longest[first as usize].max(word.len());
        }
        let texts = |option: &str, entries: &[&str]| match entries.iter().any(|entry| entry.trim().is_empty())
        {
            true => Err(format!("option `{option}`: an entry is empty")),
            false => Ok(entries.iter().map(|entry| (*entry).trim().into()).collect()),
        };
        Ok(Self {
            profile,
            trained,
            own: OwnTokens::new(&wishes.keep, &wishes.cut, &wishes.patterns)?,
            abbreviations: Words::new(abbreviations.into_iter()),
            longest,
            starters: Words::new(words_of(STARTERS).map(|word| (word.into(), ()))),
            sentence_ends: texts("sentence_ends", &wishes.sentence_ends)?,
            no_sentence_ends: texts("no_sentence_ends", &wishes.no_sentence_ends)?,
        })
    }

    /// What kind of abbreviation `word` is, its last stop not included.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        match self.abbreviations.get(word) {
            Some(Abbreviation::Name) => {
                word.starts_with(|first: char| first.is_ascii_uppercase()).then_some(Abbreviation::Any)
            }
            kind => kind,
        }
    }

    /// Whether a word is longer than any abbreviation with its first byte, as most words before a stop are.
    #[inline]
    pub(crate) fn is_too_long(&self, first: u8, len: usize) -> bool {
        first.is_ascii_lowercase() && self.longest[(first & 0x7f) as usize] < len
    }

    /// Whether `word` begins sentences.
    pub(crate) fn is_starter(&self, word: &str) -> bool {
        self.starters.get(word).is_some()
    }

    /// Whether the user has tokens of their own.
    pub(crate) fn has_any_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// Whether a token of the user's may begin with `byte`.
    #[inline]
    pub(crate) fn has_own(&self, byte: u8) -> bool {
        self.own.may_begin(byte)
    }

    /// The lengths of the parts of the user's token at the beginning of `rest`, which has `before` before it.
    pub(crate) fn own(&self, rest: &[u8], before: u8) -> Option<Parts> {
        self.own.find(rest, before)
    }

    /// Whether the user has a word on sentence ends.
    pub(crate) fn has_verdicts(&self) -> bool {
        !(self.sentence_ends.is_empty() && self.no_sentence_ends.is_empty())
    }

    /// Whether the user says that a sentence ends behind `before`.
    pub(crate) fn parts(&self, before: &[u8]) -> bool {
        ends_with(before, &self.sentence_ends)
    }

    /// Whether the user says that no sentence ends behind `before`.
    pub(crate) fn keeps_together(&self, before: &[u8]) -> bool {
        ends_with(before, &self.no_sentence_ends)
    }
}

/// Words in lower case; those of up to eight ASCII bytes as one number each.
#[derive(Debug)]
struct Words<T> {
    short: FastMap<u64, T>,
    long: FastMap<Box<str>, T>,
}

impl<T: Copy> Words<T> {
    fn new(words: impl Iterator<Item = (Box<str>, T)>) -> Self {
        let mut all = Self { short: FastMap::default(), long: FastMap::default() };
        for (word, value) in words {
            match number(word.as_bytes()) {
                Some(short) => all.short.insert(short, value),
                None => all.long.insert(word, value),
            };
        }
        all
    }

    /// What belongs to `word`, whatever its case.
    fn get(&self, word: &str) -> Option<T> {
        if let Some(short) = number(word.as_bytes()) {
            return self.short.get(&short).copied();
        }
        let mut buffer = [0; LONGEST];
        let lower = buffer.get_mut(..word.len())?;
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        self.long.get(std::str::from_utf8(lower).ok()?).copied()
    }
}

/// One to eight ASCII bytes as a number, letters in lower case: different words have different numbers.
#[inline]
fn number(word: &[u8]) -> Option<u64> {
    let small = packed::pack_small(word);
    ((1..=8).contains(&word.len()) && small & 0x8080_8080_8080_8080 == 0).then_some(small)
}

fn words_of(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

fn built_in() -> FastMap<Box<str>, Abbreviation> {
    let mut map = FastMap::default();
    let mut kind = Abbreviation::Any;
    for line in ABBREVIATIONS.lines().filter(|line| !line.starts_with('#')) {
        match line {
            "[title]" => kind = Abbreviation::Title,
            "[number]" => kind = Abbreviation::Number,
            "[time]" => kind = Abbreviation::Time,
            "[any]" => kind = Abbreviation::Any,
            "[name]" => kind = Abbreviation::Name,
            _ => {
                for word in line.split_whitespace() {
                    map.entry(word.into()).or_insert(kind);
                }
            }
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        let words = ["mr", "u.s", "maj.-gen", "al-atty-gen", "gov't"];
        let table = Words::new(words.iter().map(|word| ((*word).into(), *word)));
        for word in words {
            assert_eq!(table.get(word), Some(word));
            assert_eq!(table.get(&word.to_uppercase()), Some(word));
        }
        for word in ["", "m", "mrs", "u.s.", "al-atty-genx", "\u{e9}", "mr\0"] {
            assert_eq!(table.get(word), None, "{word:?}");
        }
    }

    #[test]
    fn entries_that_cannot_be_used_are_refused() {
        let refused = |wishes: Wishes<'_>| Rules::new(Profile::Ud, true, &wishes).unwrap_err();
        let error = refused(Wishes { abbreviations: vec!["two words"], ..Wishes::default() });
        assert!(error.contains("`abbreviations`: \"two words\" is not one word"), "{error}");
        let error = refused(Wishes { sentence_ends: vec![" "], ..Wishes::default() });
        assert!(error.contains("`sentence_ends`: an entry is empty"), "{error}");
    }
}
