//! The phrases that furniture is made of, and which of them a line holds.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::pattern::{Anchor, Item, Pattern, fits, parse};
use crate::words::{self, Word, hash_letters, hash_of};

/// Keys are good hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| hash.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map from word hashes.
pub(crate) type WordMap<T> = HashMap<u64, T, BuildHasherDefault<Identity>>;

const BUILT_IN: &str = include_str!("lexicon.txt");
const SIGNALS: &str = include_str!("signals.txt");
/// One phrase found in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index for [`Lexicon::category`].
    pub(crate) category: u16,
    /// Points: 1 weak, 2 strong, 3 strong and the whole line, 9 where the user says so.
    pub(crate) points: u8,
    /// Whether titles below belong to it.
    pub(crate) header: bool,
}

/// What kind of small word a word is.
pub(crate) mod signal {
    /// Articles, prepositions, conjunctions, pronouns.
    pub(crate) const FUNCTION: u16 = 1;
    /// Auxiliaries and common verbs of news.
    pub(crate) const VERB: u16 = 2;
    /// Verbs that attribute a statement.
    pub(crate) const ATTRIBUTION: u16 = 4;
    /// Words that address the reader.
    pub(crate) const ADDRESS: u16 = 16;
    /// The first person.
    pub(crate) const PERSON: u16 = 32;
    /// Words that are no part of a person's name.
    pub(crate) const STOP_NAME: u16 = 8;
    /// The commonest words that are none of those: they say little about what a line is about.
    pub(crate) const COMMON: u16 = 64;
    /// All of these.
    pub(crate) const ALL: u16 = 127;
    /// Words that a phrase begins with which stands anywhere in a line, and one at its beginning.
    pub(super) const ANYWHERE: u16 = 128;
    pub(super) const AT_START: u16 = 256;
}

/// All phrases, the user's included.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    patterns: Vec<Pattern>,
    /// Patterns that stand at the beginning of a line, by the hash of their first word.
    at_start: WordMap<Vec<u32>>,
    /// Patterns that may stand anywhere, by the hash of their first word.
    anywhere: WordMap<Vec<u32>>,
    /// Patterns that begin with a number or a name.
    other: Vec<u32>,
    categories: Vec<String>,
    /// Hashes of the first two words that a pattern may begin with; of one word where the second is open.
    openings: HashSet<u64, BuildHasherDefault<Identity>>,
    /// Whether the user gave phrases: then every word may matter.
    has_own: bool,
    keep: Vec<Pattern>,
    /// What is known of each word: bits of [`signal`], and whether a phrase begins with it.
    kinds: WordMap<u16>,
}

impl Lexicon {
    /// The built-in phrases and the user's own: `furniture` adds, `keep` forbids.
    ///
    /// # Errors
    /// Names the phrase that holds no word.
    pub(crate) fn new(furniture: &[&str], keep: &[&str]) -> Result<Self, String> {
        let mut lexicon = Self {
            patterns: Vec::new(),
            at_start: WordMap::default(),
            anywhere: WordMap::default(),
            other: Vec::new(),
            categories: Vec::new(),
            openings: HashSet::default(),
            has_own: !(furniture.is_empty() && keep.is_empty()),
            keep: Vec::new(),
            kinds: signals(),
        };
        lexicon.read_table(BUILT_IN)?;
        lexicon.categories.push("user".to_owned());
        let user = (lexicon.categories.len() - 1) as u16;
        for phrase in furniture {
            let pattern = parse(phrase, user, true, false).ok_or_else(|| bad("furniture", phrase))?;
            lexicon.patterns.push(pattern);
        }
        for phrase in keep {
            lexicon.keep.push(parse(phrase, user, true, false).ok_or_else(|| bad("keep", phrase))?);
        }
        lexicon.index();
        Ok(lexicon)
    }

    fn read_table(&mut self, table: &str) -> Result<(), String> {
        let (mut strong, mut header) = (false, false);
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let name = section.split(' ').next().unwrap_or(section);
                strong = section.contains(" strong");
                header = section.contains(" header");
                if self.categories.last().is_none_or(|last| last != name) {
                    self.categories.push(name.to_owned());
                }
                continue;
            }
            let category = self.categories.len().saturating_sub(1) as u16;
            self.patterns.push(parse(line, category, strong, header).ok_or_else(|| bad("lexicon", line))?);
        }
        Ok(())
    }

    fn index(&mut self) {
        for (row, pattern) in self.patterns.iter().enumerate() {
            let row = row as u32;
            let start = matches!(pattern.anchor, Anchor::Whole | Anchor::Start);
            let map = if start { &mut self.at_start } else { &mut self.anywhere };
            match pattern.items.first() {
                Some(Item::Word(hash)) => map.entry(*hash).or_default().push(row),
                Some(Item::OneOf(hashes)) => {
                    for hash in hashes {
                        map.entry(*hash).or_default().push(row);
                    }
                }
                _ => self.other.push(row),
            }
            let firsts: &[u64] = match pattern.items.first() {
                Some(Item::Word(hash)) => std::slice::from_ref(hash),
                Some(Item::OneOf(hashes)) => hashes,
                _ => &[],
            };
            for &first in firsts {
                let second = match pattern.items.get(1) {
                    Some(Item::Word(second)) => first.rotate_left(1) ^ second,
                    // "Read" alone is a label, and no sentence begins with a label.
                    None if pattern.anchor == Anchor::Whole => continue,
                    _ => first,
                };
                self.openings.insert(second);
            }
        }
        for (map, bit) in [(&self.anywhere, signal::ANYWHERE), (&self.at_start, signal::AT_START)] {
            for &hash in map.keys() {
                *self.kinds.entry(hash).or_insert(0) |= bit;
            }
        }
    }

    /// Appends the words of `piece`, which begins at byte `offset` of the text, to `out`, each with what is known of it.
    pub(crate) fn scan(&self, piece: &str, offset: u32, out: &mut Vec<Word>) {
        let from = out.len();
        words::scan(piece, offset, out);
        for word in out.iter_mut().skip(from) {
            word.kind = self.kind(word.hash);
        }
    }

    fn kind(&self, hash: u64) -> u16 {
        self.kinds.get(&hash).copied().unwrap_or(0)
    }

    /// Whether the user gave phrases of their own.
    pub(crate) fn has_own(&self) -> bool {
        self.has_own
    }

    /// Whether a phrase may begin with the first words of `text`, which begins with a capital.
    pub(crate) fn may_begin(&self, text: &[u8]) -> bool {
        let letters = |from: usize| {
            let rest = text.get(from..).unwrap_or_default();
            from + rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
        };
        let end = letters(0);
        let first = hash_letters(text, 0, end);
        if self.openings.contains(&first) {
            return true;
        }
        let rest = text.get(end..).unwrap_or_default();
        let next = end + rest.iter().take_while(|byte| !byte.is_ascii_alphabetic()).count();
        let second = hash_letters(text, next, letters(next));
        self.openings.contains(&(first.rotate_left(1) ^ second))
    }

    /// The name of a category.
    pub(crate) fn category(&self, hit: Hit) -> &str {
        self.categories.get(hit.category as usize).map_or("", String::as_str)
    }

    /// The number of a category for the line model; the user's own phrases share that of their kind.
    pub(crate) fn group(&self, hit: Hit) -> usize {
        usize::from(hit.category).min(22)
    }

    /// What kind of small word a word in lower case is, as bits of [`signal`].
    pub(crate) fn signal_of(&self, word: &str) -> u16 {
        self.kind(hash_of(word))
    }

    /// Whether a phrase begins with this word.
    pub(crate) fn can_start(&self, word: Word) -> bool {
        self.kind(word.hash) & (signal::ANYWHERE | signal::AT_START) != 0
    }

    /// Appends the phrases that `words`, from [`Lexicon::scan`], hold to `out`: the best of each category, in order of
    /// category. `whole` says that these are all words of the line.
    pub(crate) fn find(&self, words: &[Word], whole: bool, out: &mut Vec<Hit>) {
        if let Some(first) = words.first() {
            if first.kind & signal::AT_START != 0
                && let Some(rows) = self.at_start.get(&first.hash)
            {
                self.try_rows(rows, words, 0, whole, out);
            }
            self.try_rows(&self.other, words, 0, whole, out);
        }
        for (at, word) in words.iter().enumerate().filter(|(_, word)| word.kind & signal::ANYWHERE != 0) {
            if let Some(rows) = self.anywhere.get(&word.hash) {
                self.try_rows(rows, words, at, whole, out);
            }
        }
        out.sort_by_key(|hit| (hit.category, std::cmp::Reverse(hit.points), !hit.header));
        out.dedup_by_key(|hit| hit.category);
    }

    fn try_rows(&self, rows: &[u32], words: &[Word], at: usize, whole: bool, out: &mut Vec<Hit>) {
        for &row in rows {
            let Some(pattern) = self.patterns.get(row as usize) else { continue };
            // Most phrases fail at their second word, and seeing that is cheaper than trying them.
            if let [Item::Word(_) | Item::OneOf(_) | Item::Number, Item::Word(second), ..] =
                pattern.items.as_slice()
                && words.get(at + 1).is_none_or(|word| word.hash != *second)
            {
                continue;
            }
            let Some(all) = fits(pattern, words, at, whole) else { continue };
            let user = pattern.category as usize + 1 == self.categories.len();
            let points = match (user, pattern.strong, all) {
                (true, ..) => 9,
                (_, true, true) => 3,
                (_, true, false) => 2,
                (_, false, _) => 1,
            };
            // A second phrase of the same category is a second piece of evidence.
            if let Some(known) = out.iter_mut().find(|hit| hit.category == pattern.category) {
                known.points = (known.points.max(points) + 1).min(if user { 9 } else { 3 }).max(known.points);
                known.header |= pattern.header;
            } else {
                out.push(Hit { category: pattern.category, points, header: pattern.header });
            }
        }
    }

    /// Whether the user forbids to call these words furniture.
    pub(crate) fn is_kept(&self, words: &[Word]) -> bool {
        self.keep.iter().any(|pattern| (0..words.len()).any(|at| fits(pattern, words, at, true).is_some()))
    }
}

fn bad(option: &str, phrase: &str) -> String {
    format!("option `{option}`: the phrase {phrase:?} holds no word")
}

fn signals() -> WordMap<u16> {
    let mut map = WordMap::default();
    let mut bit = 0;
    for line in SIGNALS.lines().filter(|line| !line.starts_with('#')) {
        match line {
            "[function]" => bit = signal::FUNCTION,
            "[verb]" => bit = signal::VERB,
            "[attribution]" => bit = signal::ATTRIBUTION,
            "[address]" => bit = signal::ADDRESS,
            "[person]" => bit = signal::PERSON,
            "[stopname]" => bit = signal::STOP_NAME,
            "[common]" => bit = signal::COMMON,
            _ => {
                for word in line.split_whitespace() {
                    *map.entry(hash_of(word)).or_insert(0) |= bit;
                }
            }
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(lexicon: &Lexicon, line: &str) -> Vec<(String, u8)> {
        let (mut words, mut out) = (Vec::new(), Vec::new());
        lexicon.scan(line, 0, &mut words);
        lexicon.find(&words, true, &mut out);
        out.iter().map(|&hit| (lexicon.category(hit).to_owned(), hit.points)).collect()
    }

    #[test]
    fn phrases_are_found() {
        let lexicon = Lexicon::new(&["=Harbour quiz", "our ferry app"], &[]).unwrap();
        for (line, category, points) in [
            ("Comments", "comments", 3),
            ("12 comments", "comments", 3),
            ("SHARE THIS STORY", "share", 2),
            ("Get the Gull Morning Brief every day", "newsletter", 2),
            ("New to The Gull? Register", "account", 2),
            ("Harbour quiz", "user", 9),
            ("Try our ferry app today", "user", 9),
            ("This site uses cookies", "cookies", 3),
        ] {
            assert!(
                hits(&lexicon, line).contains(&(category.to_owned(), points)),
                "{line}: {:?}",
                hits(&lexicon, line)
            );
        }
        for line in ["The harbour quizmaster left.", "He commented on it", "Ministers met in Bonn"] {
            assert_eq!(hits(&lexicon, line), [], "{line}");
        }
    }

    #[test]
    fn empty_phrases_are_refused() {
        assert!(Lexicon::new(&["  !"], &[]).unwrap_err().contains("holds no word"));
    }
}
