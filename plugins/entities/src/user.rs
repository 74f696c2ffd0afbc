//! A user's own names: files with a text, a label and perhaps an id per row, and a table in the options.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk_sdk::{StageError, log};
use serde_json::Value;

use crate::lexicon::{Entry, HashTable, LABELS};

/// Labels beyond the bundled ones, and what user entries bring along.
#[derive(Debug, Clone, Default)]
pub(crate) struct UserNames {
    labels: Vec<String>,
    ids: Vec<String>,
    entries: HashTable<(Entry, Option<u32>)>,
    words: HashTable<u8>,
}

/// An entry that was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UserEntry<'a> {
    pub(crate) label: &'a str,
    pub(crate) id: &'a str,
}

impl UserNames {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads the files and the table. Bad rows are left out with a warning that names file and line.
    pub(crate) fn open(files: &[String], extra: &BTreeMap<String, String>) -> Result<Self, StageError> {
        let mut names = UserNames::default();
        for (text, label) in extra {
            names.add(text, label, "");
        }
        for file in files {
            let content = std::fs::read_to_string(file).map_err(|error| {
                StageError::options(format!("gazetteer `{file}` cannot be read: {error}"))
            })?;
            names.add_file(file, &content);
        }
        Ok(names)
    }

    fn add_file(&mut self, file: &str, content: &str) {
        let extension =
            Path::new(file).extension().and_then(|end| end.to_str()).unwrap_or("").to_ascii_lowercase();
        let mut bad = 0usize;
        for (number, line) in content.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let row = match extension.as_str() {
                "jsonl" | "ndjson" | "json" => json_row(line),
                "tsv" | "tab" => separated_row(line, '\t'),
                _ => separated_row(line, ','),
            };
            let [text, label, id] = row.unwrap_or_default();
            if number == 0 && text.eq_ignore_ascii_case("text") && label.eq_ignore_ascii_case("label") {
                continue;
            }
            if !self.add(&text, &label, &id) {
                bad += 1;
                if bad <= 5 {
                    log::warn!(
                        "gazetteer `{file}`, line {}: no text and label in it; the row is left out",
                        number + 1
                    );
                }
            }
        }
        if bad > 5 {
            log::warn!("gazetteer `{file}`: {bad} rows are left out in all");
        }
    }

    /// Adds a name; the first entry of a text counts.
    fn add(&mut self, text: &str, label: &str, id: &str) -> bool {
        let (text, label) = (text.trim(), label.trim());
        let hash = phrase_hash(text);
        let (Some(first), false) = (first_word(text), label.is_empty()) else { return false };
        let label = self.label_id(label);
        let id = (!id.trim().is_empty()).then(|| {
            self.ids.push(id.trim().to_owned());
            (self.ids.len() - 1) as u32
        });
        self.entries.entry(hash).or_insert((Entry { label, source: 0 }, id));
        let longest = u8::try_from(parts(text).count() * 2).unwrap_or(u8::MAX);
        let known = self.words.entry(first).or_default();
        *known = longest.max(*known);
        true
    }

    fn label_id(&mut self, label: &str) -> u16 {
        if let Some(at) = LABELS.iter().position(|known| *known == label) {
            return at as u16;
        }
        let at = self.labels.iter().position(|known| known == label).unwrap_or_else(|| {
            self.labels.push(label.to_owned());
            self.labels.len() - 1
        });
        u16::try_from(LABELS.len() + at).unwrap_or(u16::MAX)
    }

    /// The longest entry that begins with the first of these tokens: how many tokens it takes, and itself.
    pub(crate) fn longest<'t>(
        &self,
        mut token: impl FnMut(usize) -> Option<&'t str>,
    ) -> Option<(usize, UserEntry<'_>)> {
        use crate::lexicon::{SEED, feed, feed_blank, finish};
        let first = token(0)?;
        let longest = self.words.get(&first_word(first)?).copied()?;
        let (mut state, mut best, mut begun) = (SEED, None, false);
        for size in 1..=usize::from(longest) {
            let Some(text) = token(size - 1) else { break };
            if text == "-" || text == "." {
                continue;
            }
            if begun {
                state = feed_blank(state);
            }
            state = feed(state, text, true);
            begun = true;
            if let Some(&(entry, id)) = self.entries.get(&finish(state)) {
                best = Some((size, entry, id));
            }
        }
        best.map(|(size, entry, id)| {
            let at = usize::from(entry.label);
            let label =
                LABELS.get(at).copied().or_else(|| self.labels.get(at - LABELS.len()).map(String::as_str));
            let id = id.and_then(|id| self.ids.get(id as usize)).map_or("", String::as_str);
            (size, UserEntry { label: label.unwrap_or("MISC"), id })
        })
    }
}

/// The parts of a text as tokenizers see them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '-').filter(|part| !part.is_empty())
}

fn first_word(text: &str) -> Option<u64> {
    parts(text).next().map(crate::lexicon::hash_word)
}

fn phrase_hash(text: &str) -> u64 {
    use crate::lexicon::{SEED, feed, feed_blank, finish};
    let spaced = text.replace("'s", " 's").replace("’s", " 's");
    let mut state = SEED;
    for (at, part) in parts(&spaced).enumerate() {
        if at > 0 {
            state = feed_blank(state);
        }
        state = feed(state, part, false);
    }
    finish(state)
}

fn json_row(line: &str) -> Option<[String; 3]> {
    let value: Value = serde_json::from_str(line).ok()?;
    let field = |keys: &[&str]| {
        keys.iter().find_map(|key| value.get(key).and_then(Value::as_str)).unwrap_or("").to_owned()
    };
    Some([field(&["text", "pattern"]), field(&["label"]), field(&["id", "kb_id"])])
}

/// A row of separated values. A field may stand in double quotes, in which a doubled quote is one quote.
fn separated_row(line: &str, separator: char) -> Option<[String; 3]> {
    let mut fields = [String::new(), String::new(), String::new()];
    let (mut at, mut quoted) = (0, false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let field = fields.get_mut(at)?;
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            _ if c == separator && !quoted => {
                at += 1;
                if at == fields.len() {
                    break;
                }
            }
            _ => field.push(c),
        }
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &UserNames, text: &str) -> Option<(usize, String, String)> {
        let tokens: Vec<&str> = text.split(' ').collect();
        names
            .longest(|at| tokens.get(at).copied())
            .map(|(size, entry)| (size, entry.label.to_owned(), entry.id.to_owned()))
    }

    #[test]
    fn rows_of_three_kinds() {
        let mut names = UserNames::default();
        names.add_file("a.csv", "text,label,id\n\"Kovac, Anna\",PERSON,Q1\nPort Alba,GPE\n,ORG\n");
        names.add_file("b.tsv", "Blue Heron Fund\tFUND\tf-7\n");
        names.add_file("c.jsonl", "{\"text\":\"Nordhavn-Ost\",\"label\":\"LOC\"}\nnot json\n");
        let hit = |text: &str| found(&names, text);
        assert_eq!(hit("Port Alba sleeps"), Some((2, "GPE".to_owned(), String::new())));
        assert_eq!(hit("blue heron fund"), Some((3, "FUND".to_owned(), "f-7".to_owned())));
        assert_eq!(hit("Nordhavn - Ost"), Some((3, "LOC".to_owned(), String::new())));
        assert_eq!(hit("Nordhavn-Ost"), Some((1, "LOC".to_owned(), String::new())));
        assert_eq!(hit("Port Said"), None);
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = UserNames::open(&["/no/such/file.csv".to_owned()], &BTreeMap::new()).unwrap_err();
        assert!(error.message.contains("/no/such/file.csv"), "{}", error.message);
    }
}
