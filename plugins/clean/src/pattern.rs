//! One phrase of the lexicon: how it is written and where it stands in a line.

use crate::words::{self, Word};

/// Words that a gap or a name in a pattern may stand for.
const GAP: usize = 6;

/// Where in a line a pattern stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Whole,
    Start,
    End,
    Anywhere,
}

/// What one word of a line has to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    Word(u64),
    OneOf(Vec<u64>),
    Number,
    /// The word before ends in a colon.
    Colon,
    Gap,
    Name,
}

/// A phrase of the lexicon.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(crate) anchor: Anchor,
    pub(crate) items: Vec<Item>,
    pub(crate) category: u16,
    pub(crate) strong: bool,
    pub(crate) header: bool,
}

/// Reads a phrase; none where it holds no word. How one is written is told at the top of `lexicon.txt`.
pub(crate) fn parse(line: &str, category: u16, strong: bool, header: bool) -> Option<Pattern> {
    let (anchor, phrase) = match line.chars().next()? {
        '=' => (Anchor::Whole, line.get(1..)?),
        '^' => (Anchor::Start, line.get(1..)?),
        '$' => (Anchor::End, line.get(1..)?),
        '*' => (Anchor::Anywhere, line.get(1..)?),
        _ => (Anchor::Anywhere, line),
    };
    let mut items = Vec::new();
    for part in phrase.split_whitespace() {
        match part {
            "#" => items.push(Item::Number),
            "~" => items.push(Item::Gap),
            "NAME" => items.push(Item::Name),
            _ if part.contains('/') => items.push(Item::OneOf(part.split('/').flat_map(hashes).collect())),
            _ => {
                items.extend(hashes(part).map(Item::Word));
                if part.ends_with(':') {
                    items.push(Item::Colon);
                }
            }
        }
    }
    let plain = |item: &Item| !matches!(item, Item::Gap);
    // A pattern that began with a gap would have to be tried everywhere.
    (items.first().is_some_and(plain)).then_some(Pattern { anchor, items, category, strong, header })
}

/// The words of a part of a phrase, cut as the words of a text are.
fn hashes(part: &str) -> impl Iterator<Item = u64> {
    let mut words = Vec::new();
    words::scan(part, 0, &mut words);
    words.into_iter().map(|word| word.hash)
}

/// Whether the pattern stands at word `at`, and if so whether it is all of the line.
pub(crate) fn fits(pattern: &Pattern, words: &[Word], at: usize, whole: bool) -> Option<bool> {
    if at > 0 && matches!(pattern.anchor, Anchor::Whole | Anchor::Start) {
        return None;
    }
    let to_end = matches!(pattern.anchor, Anchor::Whole | Anchor::End);
    let end = run(&pattern.items, words, at, to_end)?;
    let reaches = whole && at == 0 && end == words.len();
    let open = matches!(pattern.items.last(), Some(Item::Gap | Item::Name));
    let all = reaches && (!open || pattern.anchor == Anchor::Whole);
    (all || pattern.anchor != Anchor::Whole).then_some(all)
}

/// Matches `items` from word `at` and returns the word after, or `None`.
fn run(items: &[Item], words: &[Word], at: usize, to_end: bool) -> Option<usize> {
    let Some((item, rest)) = items.split_first() else {
        return (!to_end || at == words.len()).then_some(at);
    };
    if *item == Item::Colon {
        let colon =
            at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word.has_colon());
        return colon.then(|| run(rest, words, at, to_end)).flatten();
    }
    let word = *words.get(at)?;
    match item {
        Item::Colon => None,
        Item::Word(hash) => (word.hash == *hash).then(|| run(rest, words, at + 1, to_end)).flatten(),
        Item::OneOf(hashes) => {
            hashes.contains(&word.hash).then(|| run(rest, words, at + 1, to_end)).flatten()
        }
        Item::Number => word.is_number().then(|| run(rest, words, at + 1, to_end)).flatten(),
        Item::Name if !word.is_capital() => None,
        Item::Gap | Item::Name => {
            let most = GAP.min(words.len() - at);
            (1..=most).rev().find_map(|len| run(rest, words, at + len, to_end))
        }
    }
}
