//! Listed names, found by the hash of their folded words: a million of them load in a fraction of a second and cost
//! a token no more than a look-up.

use copydesk_text::hash::FastMap;

use crate::lexicon::{self, HashTable, SEED};

/// One listed name.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    label: u16,
    /// Where its id stands in the arena of ids, and how long it is.
    id: (u32, u16),
}

/// Why a row was not taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wrong {
    NoWord,
    NoLabel,
    /// The same name, listed before.
    Again,
    /// The same name, listed before under this label, which stays.
    Conflict(String),
    TooMany,
}

impl Wrong {
    pub(super) fn what(&self) -> String {
        match self {
            Self::NoWord => "there is no word in it".to_owned(),
            Self::NoLabel => "it has no label".to_owned(),
            Self::Again => "it is listed before".to_owned(),
            Self::Conflict(label) => format!("it is listed before as {label}, which stays"),
            Self::TooMany => "there are more than 65,535 labels".to_owned(),
        }
    }
}

/// All listed names.
#[derive(Debug, Clone, Default)]
pub(super) struct Gazetteer {
    labels: Vec<String>,
    label_ids: FastMap<String, u16>,
    ids: String,
    /// Names in any case, by the hash of their folded words.
    any_case: HashTable<Entry>,
    /// Names in this case only, by the hash of their words.
    exact: HashTable<Entry>,
    /// For each first word, folded, the most tokens of a name that begins with it.
    first: HashTable<u8>,
}

impl Gazetteer {
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// Number of names.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.any_case.len() + self.exact.len()
    }

    /// Makes room for more names, so that a long list is not moved again and again.
    pub(super) fn reserve(&mut self, more: usize) {
        self.any_case.reserve(more);
        self.first.reserve(more / 2);
    }

    /// Adds a name; the first entry of a name counts.
    pub(super) fn add(&mut self, text: &str, label: &str, id: &str, exact: bool) -> Result<(), Wrong> {
        let Some((first, parts)) = first_word(text) else { return Err(Wrong::NoWord) };
        if label.is_empty() {
            return Err(Wrong::NoLabel);
        }
        let label = self.label(label)?;
        let hash = phrase_hash(text, exact);
        let table = if exact { &mut self.exact } else { &mut self.any_case };
        if let Some(known) = table.get(&hash) {
            let name = self.labels.get(usize::from(known.label)).cloned().unwrap_or_default();
            return Err(if known.label == label { Wrong::Again } else { Wrong::Conflict(name) });
        }
        let at = (self.ids.len() as u32, u16::try_from(id.len()).unwrap_or(0));
        self.ids.push_str(id);
        table.insert(hash, Entry { label, id: at });
        // Hyphens, stops and possessives may be tokens of their own.
        let longest = u8::try_from(parts * 2).unwrap_or(u8::MAX);
        let known = self.first.entry(first).or_default();
        *known = longest.max(*known);
        Ok(())
    }

    fn label(&mut self, name: &str) -> Result<u16, Wrong> {
        if let Some(&id) = self.label_ids.get(name) {
            return Ok(id);
        }
        let id = u16::try_from(self.labels.len()).map_err(|_| Wrong::TooMany)?;
        self.labels.push(name.to_owned());
        self.label_ids.insert(name.to_owned(), id);
        Ok(id)
    }

    /// The longest name that begins with the first of these tokens: how many tokens it takes, its label and its id.
    pub(super) fn longest<'t>(
        &self,
        token: impl Fn(usize) -> Option<&'t str>,
    ) -> Option<(usize, &str, &str)> {
        if self.first.is_empty() {
            return None;
        }
        let first = first_word(token(0)?)?.0;
        let longest = self.first.get(&first).copied()?;
        let (mut folded, mut exact, mut best, mut begun) = (SEED, SEED, None, false);
        for size in 1..=usize::from(longest) {
            let Some(text) = token(size - 1) else { break };
            if text == "-" || text == "." {
                continue;
            }
            if begun {
                folded = lexicon::feed_blank(folded);
                exact = lexicon::feed_blank(exact);
            }
            folded = lexicon::feed(folded, text, true);
            exact = feed_cased(exact, text);
            begun = true;
            let found = self
                .exact
                .get(&lexicon::finish(exact))
                .or_else(|| self.any_case.get(&lexicon::finish(folded)));
            if let Some(entry) = found {
                best = Some((size, *entry));
            }
        }
        best.map(|(size, entry)| {
            let label = self.labels.get(usize::from(entry.label)).map_or("", String::as_str);
            let from = entry.id.0 as usize;
            (size, label, self.ids.get(from..from + usize::from(entry.id.1)).unwrap_or(""))
        })
    }
}

/// As [`lexicon::feed`], but with the case and the accents that are there.
fn feed_cased(state: u64, token: &str) -> u64 {
    token
        .bytes()
        .filter(|&byte| byte != b'.')
        .fold(state, |state, byte| lexicon::feed_byte(state, if byte == b'-' { b' ' } else { byte }))
}

/// The parts of a text as tokenizers see them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '-').filter(|part| part.bytes().any(|byte| byte != b'.'))
}

/// The hash of the first word, folded, and the number of words; none where there is no letter or digit.
fn first_word(text: &str) -> Option<(u64, usize)> {
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut parts = parts(text);
    let first = parts.next()?;
    let first = first.strip_suffix("'s").or_else(|| first.strip_suffix("’s")).unwrap_or(first);
    Some((lexicon::hash_word(first), 1 + parts.count()))
}

fn phrase_hash(text: &str, exact: bool) -> u64 {
    let spaced;
    let text = if text.contains("'s") || text.contains("’s") {
        spaced = text.replace("'s", " 's").replace("’s", " ’s");
        spaced.as_str()
    } else {
        text
    };
    let mut state = SEED;
    for (at, part) in parts(text).enumerate() {
        if at > 0 {
            state = lexicon::feed_blank(state);
        }
        state = if exact { feed_cased(state, part) } else { lexicon::feed(state, part, false) };
    }
    lexicon::finish(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(names: &Gazetteer, text: &str) -> Option<(usize, String, String)> {
        let tokens: Vec<&str> = text.split(' ').collect();
        let found = names.longest(|at| tokens.get(at).copied());
        found.map(|(size, label, id)| (size, label.to_owned(), id.to_owned()))
    }

    #[test]
    fn case_and_hyphens() {
        let mut names = Gazetteer::default();
        for (text, label, id, exact) in [
            ("Nordhavn-Ost", "LOC", "", false),
            ("blue heron fund", "FUND", "f-7", false),
            ("IT", "ORG", "", true),
            ("Anna's Bakery", "SHOP", "", false),
            ("St. Ives", "GPE", "", false),
        ] {
            names.add(text, label, id, exact).unwrap();
        }
        for (text, expected) in [
            ("Nordhavn - Ost", Some((3, "LOC", ""))),
            ("Nordhavn-Ost", Some((1, "LOC", ""))),
            ("BLUE Heron Fund Ltd", Some((3, "FUND", "f-7"))),
            ("IT pays", Some((1, "ORG", ""))),
            ("it pays", None),
            ("It pays", None),
            ("Anna 's Bakery", Some((3, "SHOP", ""))),
            ("St. Ives", Some((2, "GPE", ""))),
            ("St . Ives", Some((3, "GPE", ""))),
            ("Blue heron", None),
            ("- Ost", None),
        ] {
            let expected = expected.map(|(size, label, id)| (size, label.to_owned(), id.to_owned()));
            assert_eq!(hit(&names, text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let mut names = Gazetteer::default();
        assert_eq!(names.add("Port Alba", "GPE", "", false), Ok(()));
        for (text, label, wrong) in [
            ("", "GPE", Wrong::NoWord),
            (" . - ", "GPE", Wrong::NoWord),
            ("Oslo", "", Wrong::NoLabel),
            ("port alba", "GPE", Wrong::Again),
            ("PORT-ALBA", "ORG", Wrong::Conflict("GPE".to_owned())),
        ] {
            assert_eq!(names.add(text, label, "", false), Err(wrong), "{text}");
        }
        assert_eq!(names.len(), 1);
    }
}
