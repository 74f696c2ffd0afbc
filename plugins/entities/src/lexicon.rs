//! The tables under `tables/`, compiled into two hash maps over 64-bit hashes of folded text.
//!
//! A word or phrase is compared by a streaming hash (FNV-1a, 64 bits) of its folded form, so that no string is
//! built to look a token up. Two different entries with one hash are next to impossible at this size; a test
//! keeps the bundled tables free of it.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, OnceLock};

use copydesk_text::{titles, words};

/// Labels of mentions, in the order of the score columns.
pub(crate) const LABELS: [&str; 10] =
    ["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "LAW", "MISC"];
pub(crate) const PERSON: usize = 0;
pub(crate) const ORG: usize = 1;
pub(crate) const GPE: usize = 2;
pub(crate) const LOC: usize = 3;
pub(crate) const FAC: usize = 4;
pub(crate) const NORP: usize = 5;
pub(crate) const EVENT: usize = 6;
pub(crate) const WORK_OF_ART: usize = 7;
pub(crate) const LAW: usize = 8;
pub(crate) const MISC: usize = 9;

/// What is known about one word form: a set of bits.
pub(crate) type Flags = u32;

/// Gives each kind of word its bit and its name in the tables.
macro_rules! flags {
    ($($name:ident = $word:literal),* $(,)?) => {
        flags!(@bits 0u32, $($name)*);
        const FLAG_NAMES: &[(&str, Flags)] = &[$(($word, $name)),*];
    };
    (@bits $bit:expr, $name:ident $($rest:ident)*) => {
        pub(crate) const $name: Flags = 1 << ($bit);
        flags!(@bits $bit + 1, $($rest)*);
    };
    (@bits $bit:expr,) => {};
}

flags! {
    GIVEN = "given", SURNAME = "surname", PARTICLE = "particle", SUFFIX = "suffix",
    COMMON = "common", FUNCTION = "function", SAYING = "saying", RELATION = "relation",
    HONORIFIC = "honorific", TITLE = "title", ROLE = "role", TITLEMOD = "titlemod",
    ORGHEAD = "orghead", ORGSUFFIX = "orgsuffix", FACHEAD = "fachead", LOCHEAD = "lochead", LOCFRONT = "locfront",
    GPEHEAD = "gpehead", EVENTHEAD = "eventhead", LAWHEAD = "lawhead", WORKHEAD = "workhead",
    PLACENOUN = "placenoun", ORGNOUN = "orgnoun", PLACEPREP = "placeprep", PORTFOLIO = "portfolio",
}

/// Any word that makes the name it ends something other than a person.
pub(crate) const HEADS: Flags =
    ORGHEAD | ORGSUFFIX | FACHEAD | LOCHEAD | GPEHEAD | EVENTHEAD | LAWHEAD | WORKHEAD;

/// An entry of a gazetteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Index into [`LABELS`], or into the user's own labels after those.
    pub(crate) label: u16,
    /// Which table it came from, for `why`.
    pub(crate) source: u16,
}

/// A word form.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    pub(crate) flags: Flags,
    /// The most tokens of a phrase that begins with this word; 0 where none does.
    pub(crate) longest: u8,
    /// The letters that the second words of those phrases begin with, as [`letter`] has them.
    pub(crate) seconds: u32,
    /// The gazetteer entry for the word alone.
    pub(crate) entry: Option<Entry>,
}

/// A hasher for keys that are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 << 8) | u64::from(byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map over finished hashes. It is only ever looked up, never walked, so its order is nobody's business.
pub(crate) type HashTable<T> = HashMap<u64, T, BuildHasherDefault<Identity>>;

/// The beginning of a streaming hash.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

pub(crate) fn feed_byte(state: u64, byte: u8) -> u64 {
    (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Feeds the folded form of a token: lower case, no accents, no stops, straight apostrophes. With `split`, hyphens
/// count as blanks, as they do inside phrases.
pub(crate) fn feed(state: u64, token: &str, split: bool) -> u64 {
    if !token.is_ascii() {
        return feed_bytes(state, words::fold(token).as_bytes(), split);
    }
    feed_bytes(state, token.as_bytes(), split)
}

fn feed_bytes(mut state: u64, bytes: &[u8], split: bool) -> u64 {
    for &byte in bytes {
        state = match byte {
            b'.' => state,
            b'-' if split => feed_byte(state, b' '),
            _ => feed_byte(state, byte.to_ascii_lowercase()),
        };
    }
    state
}

/// Feeds a text byte by byte, exactly as it stands.
pub(crate) fn feed_exact(state: u64, text: &str) -> u64 {
    text.bytes().fold(state, feed_byte)
}

/// Spreads the bits of a number over all 64.
#[inline]
pub(crate) fn mix(value: u64) -> u64 {
    finish(value)
}

/// Feeds the blank between two tokens of a phrase.
pub(crate) fn feed_blank(state: u64) -> u64 {
    feed_byte(state, b' ')
}

/// Spreads the bits of a streaming hash, so that a map may use any of them (splitmix64).
pub(crate) fn finish(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// A bit for the letter that a word begins with, all bits where it begins otherwise.
#[inline]
pub(crate) fn letter(word: &str) -> u32 {
    match word.as_bytes().first() {
        Some(byte) if byte.is_ascii_alphabetic() => 1 << ((byte | 0x20) - b'a'),
        _ => u32::MAX,
    }
}

/// The hash of one word.
pub(crate) fn hash_word(word: &str) -> u64 {
    finish(feed(SEED, word, false))
}

/// Words, phrases and acronyms.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    words: HashTable<Word>,
    phrases: HashTable<Entry>,
    acronyms: HashTable<Entry>,
    sources: Vec<String>,
}

impl Lexicon {
    /// The bundled tables, compiled once per process.
    pub fn bundled() -> Arc<Self> {
        static BUNDLED: OnceLock<Arc<Lexicon>> = OnceLock::new();
        Arc::clone(BUNDLED.get_or_init(|| {
            let mut lexicon = Lexicon::default();
            for table in [
                include_str!("../tables/people.txt"),
                include_str!("../tables/places.txt"),
                include_str!("../tables/organisations.txt"),
                include_str!("../tables/words.txt"),
            ] {
                lexicon.add_table(table);
            }
            for (kind, list) in
                [(HONORIFIC, titles::HONORIFICS), (TITLE, titles::TITLES), (ROLE, titles::ROLES)]
            {
                for word in list.split_whitespace() {
                    lexicon.word_mut(word).flags |= kind;
                }
            }
            Arc::new(lexicon)
        }))
    }

    /// What is known about the word with this hash.
    pub(crate) fn word(&self, hash: u64) -> Word {
        self.words.get(&hash).copied().unwrap_or_default()
    }

    /// The phrase with this hash.
    pub(crate) fn phrase(&self, hash: u64) -> Option<Entry> {
        self.phrases.get(&hash).copied()
    }

    /// The acronym with this hash, which counts for tokens in capitals only.
    pub(crate) fn acronym(&self, hash: u64) -> Option<Entry> {
        self.acronyms.get(&hash).copied()
    }

    /// The name of the table that an entry came from.
    pub(crate) fn source(&self, entry: Entry) -> &str {
        self.sources.get(usize::from(entry.source)).map_or("", String::as_str)
    }

    /// The number of a source, new or known.
    pub(crate) fn source_id(&mut self, name: &str) -> u16 {
        let at = self.sources.iter().position(|known| known == name).unwrap_or_else(|| {
            self.sources.push(name.to_owned());
            self.sources.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    fn word_mut(&mut self, word: &str) -> &mut Word {
        self.words.entry(hash_word(word)).or_default()
    }

    /// Adds a phrase or a single word. A phrase is split where tokenizers split: at blanks, hyphens, `'s` and a
    /// final apostrophe; a word with such marks is also known in one piece.
    pub(crate) fn add_phrase(&mut self, phrase: &str, entry: Entry) {
        let folded = words::fold(phrase.trim()).replace('.', "");
        let spaced = folded.replace('-', " ").replace("'s", " 's").replace("' ", " ' ").replace(',', " , ");
        let parts: Vec<&str> = spaced.split_whitespace().collect();
        let Some(first) = parts.first() else { return };
        if parts.len() == 1 {
            self.word_mut(first).entry.get_or_insert(entry);
            return;
        }
        if !folded.contains(' ') {
            self.word_mut(&folded).entry.get_or_insert(entry);
        }
        // A hyphen may be a token of its own, so that many more tokens may be looked at.
        let hyphens = folded.matches('-').count();
        let longest = u8::try_from(parts.len() + hyphens).unwrap_or(u8::MAX);
        let mut begin = |word: &str, second: u32| {
            let known = self.words.entry(hash_word(word)).or_default();
            known.longest = known.longest.max(longest);
            known.seconds |= second;
        };
        begin(first, parts.get(1).map_or(0, |second| letter(second)));
        // A first word that tokenizers may leave whole has parts of its own.
        if let Some(whole) = folded.split_whitespace().next().filter(|whole| whole != first) {
            begin(whole, u32::MAX);
        }
        self.phrases.entry(finish(feed(SEED, &parts.join(" "), false))).or_insert(entry);
    }

    /// Adds an acronym, which counts for tokens in capitals only.
    pub(crate) fn add_acronym(&mut self, acronym: &str, entry: Entry) {
        self.acronyms.entry(hash_word(acronym)).or_insert(entry);
    }

    fn add_table(&mut self, table: &str) {
        let mut section: Vec<&str> = Vec::new();
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(head) = line.strip_prefix('@') {
                section = head.split_whitespace().collect();
                continue;
            }
            match section.as_slice() {
                ["words", kind] => {
                    let bit = FLAG_NAMES.iter().find(|(name, _)| name == kind).map_or(0, |&(_, bit)| bit);
                    for word in line.split_whitespace() {
                        self.word_mut(word).flags |= bit;
                    }
                }
                ["phrases", label, source] => {
                    let at = LABELS.iter().position(|name| name == label).unwrap_or(MISC);
                    let entry = Entry { label: at as u16, source: self.source_id(source) };
                    for phrase in line.split(';').map(str::trim).filter(|phrase| !phrase.is_empty()) {
                        if *source == "acronym" {
                            self.add_acronym(phrase, entry);
                        } else {
                            self.add_phrase(phrase, entry);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_names_a_known_kind() {
        for table in [
            include_str!("../tables/people.txt"),
            include_str!("../tables/places.txt"),
            include_str!("../tables/organisations.txt"),
            include_str!("../tables/words.txt"),
        ] {
            for head in table.lines().filter_map(|line| line.strip_prefix('@')) {
                let parts: Vec<&str> = head.split_whitespace().collect();
                let known = match parts.as_slice() {
                    ["words", kind] => FLAG_NAMES.iter().any(|(name, _)| name == kind),
                    ["phrases", label, _] => LABELS.contains(label),
                    _ => false,
                };
                assert!(known, "{head}");
            }
        }
    }

    #[test]
    fn words_phrases_and_acronyms_are_found() {
        let lexicon = Lexicon::bundled();
        let word = |text: &str| lexicon.word(hash_word(text));
        assert_eq!(word("France").entry.map(|entry| usize::from(entry.label)), Some(GPE));
        assert_eq!(word("Guinea-Bissau").entry.map(|entry| usize::from(entry.label)), Some(GPE));
        assert!(word("Sen.").flags & TITLE != 0 && word("MR").flags & HONORIFIC != 0);
        let phrase = |text: &str| lexicon.phrase(finish(feed(SEED, text, true)));
        assert_eq!(phrase("White House").map(|entry| usize::from(entry.label)), Some(ORG));
        assert_eq!(phrase("Nagorno-Karabakh").map(|entry| usize::from(entry.label)), Some(GPE));
        assert!(lexicon.acronym(hash_word("U.S.")).is_some() && word("us").entry.is_none());
    }
}
