//! Lists of persons' names and of towns: what each says about a single word, in few bits.
//!
//! The file `words.tsv` of the folder, which `lists.py` writes, has a line for each word of each list: the kind of list
//! and a class from 1 to 3, a tab, the word in small letters.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use copydesk_entities::{features, forms};

/// Kinds of lists, where the bits of each begin, and the highest class.
const KINDS: [(&str, u16, u16); 8] = [
    ("surname", 0, 3),
    ("given", 2, 3),
    ("town", 4, 3),
    ("town-first", 6, 1),
    ("town-last", 7, 1),
    ("foreign-surname", 8, 1),
    ("foreign-given", 9, 1),
    ("town-other", 10, 3),
];

/// What the lists say, by the hash of a word.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    words: BTreeMap<u64, u16>,
}

impl Lists {
    /// Reads the folder.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("words.tsv");
        let content =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&content).with_context(|| format!("{}", path.display()))
    }

    fn parse(content: &str) -> Result<Self> {
        let mut lists = Self::default();
        for (number, line) in content.lines().enumerate() {
            let parts = line.split_once('\t').and_then(|(list, word)| Some((list.split_once(' ')?, word)));
            let ((kind, class), word) =
                parts.with_context(|| format!("line {}: must be `kind class`, a tab, a word", number + 1))?;
            let found = KINDS.iter().find(|(name, ..)| *name == kind);
            let &(_, at, most) =
                found.with_context(|| format!("line {}: unknown kind `{kind}`", number + 1))?;
            let class: u16 = class
                .parse()
                .ok()
                .filter(|class| (1..=most).contains(class))
                .with_context(|| format!("line {}: class `{class}` must be 1 to {most}", number + 1))?;
            lists.note(word, at, most, class);
        }
        Ok(lists)
    }

    /// The highest class of a word counts.
    fn note(&mut self, word: &str, at: u16, most: u16, class: u16) {
        let bits = self.words.entry(features::listed_hash(word)).or_default();
        let before = *bits >> at & most;
        *bits = *bits & !(most << at) | before.max(class) << at;
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// As the model file has them.
    pub(crate) fn pack(&self) -> [Vec<u8>; 2] {
        forms::pack(self.words.iter().map(|(&hash, &bits)| (hash, bits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_class_counts_and_kinds_are_kept_apart() {
        let lists =
            Lists::parse("surname 1\tnordahl\ntown 2\tNordahl\nsurname 3\tnordahl\ntown-last 1\tby\n");
        let words = lists.unwrap().words;
        let bits = |word: &str| words.get(&features::listed_hash(word)).copied();
        assert_eq!([bits("NORDAHL"), bits("by"), bits("else")], [Some(3 | 2 << 4), Some(1 << 7), None]);
    }

    #[test]
    fn messages_name_the_line() {
        for (content, message) in [
            ("surname 1\tx\nnothing", "line 2: must be `kind class`, a tab, a word"),
            ("river 1\tx", "line 1: unknown kind `river`"),
            ("town-last 2\tx", "line 1: class `2` must be 1 to 1"),
        ] {
            assert_eq!(Lists::parse(content).unwrap_err().to_string(), message);
        }
    }
}
