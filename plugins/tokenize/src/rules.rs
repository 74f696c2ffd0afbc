//! The tables that a user can add to, and the profile.

use std::collections::HashMap;

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
}

/// Tables and switches, shared by all threads.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) profile: Profile,
    /// Words kept whole by the user, by first byte in lower case, longest first.
    keep: Vec<Vec<Box<str>>>,
    abbreviations: HashMap<Box<str>, Abbreviation>,
    starters: HashMap<Box<str>, ()>,
}

/// Longest abbreviation that is looked up, in bytes.
const LONGEST: usize = 24;

impl Rules {
    /// Rules with the user's additions.
    ///
    /// # Errors
    /// Says which entry cannot be used.
    pub(crate) fn new(profile: Profile, abbreviations: &[&str], keep: &[&str]) -> Result<Self, String> {
        let mut rules = Self {
            profile,
            keep: vec![Vec::new(); 256],
            abbreviations: built_in(),
            starters: words_of(STARTERS).map(|word| (word.into(), ())).collect(),
        };
        for entry in abbreviations {
            let bare = entry.trim().trim_end_matches('.').to_lowercase();
            if bare.is_empty() || bare.len() > LONGEST || bare.contains(char::is_whitespace) {
                return Err(format!(
                    "option `abbreviations`: {entry:?} is not one word of up to {LONGEST} bytes"
                ));
            }
            rules.abbreviations.insert(bare.into(), Abbreviation::Title);
        }
        for entry in keep {
            let Some(&first) = entry.as_bytes().first() else {
                return Err("option `keep`: an entry is empty".to_owned());
            };
            rules.keep[first as usize].push((*entry).into());
        }
        for list in &mut rules.keep {
            list.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        }
        Ok(rules)
    }

    /// What kind of abbreviation `word` is, its last stop not included.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        with_lower(word, |lower| self.abbreviations.get(lower).copied()).flatten()
    }

    /// Whether `word` begins sentences.
    pub(crate) fn is_starter(&self, word: &str) -> bool {
        with_lower(word, |lower| self.starters.contains_key(lower)).unwrap_or(false)
    }

    /// Length of the user's whole token at the beginning of `rest`, or 0.
    #[inline]
    pub(crate) fn kept(&self, rest: &[u8]) -> usize {
        let Some(list) = rest.first().map(|&first| &self.keep[first as usize]) else { return 0 };
        if list.is_empty() {
            return 0;
        }
        let ends = |entry: &str| !rest.get(entry.len()).is_some_and(u8::is_ascii_alphanumeric);
        list.iter()
            .find(|entry| rest.starts_with(entry.as_bytes()) && ends(entry))
            .map_or(0, |entry| entry.len())
    }
}

fn with_lower<T>(word: &str, look_up: impl FnOnce(&str) -> T) -> Option<T> {
    let mut buffer = [0; LONGEST];
    let lower = buffer.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().map(look_up)
}

fn words_of(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

fn built_in() -> HashMap<Box<str>, Abbreviation> {
    let mut map = HashMap::new();
    let mut kind = Abbreviation::Any;
    for line in ABBREVIATIONS.lines().filter(|line| !line.starts_with('#')) {
        match line {
            "[title]" => kind = Abbreviation::Title,
            "[number]" => kind = Abbreviation::Number,
            "[time]" => kind = Abbreviation::Time,
            "[any]" => kind = Abbreviation::Any,
            _ => {
                for word in line.split_whitespace() {
                    map.entry(word.into()).or_insert(kind);
                }
            }
        }
    }
    map
}
