//! A user's own names, which need no training: gazetteers, token patterns and the table `extra` of the options.
//!
//! Own names are found from left to right, the longest first. Of names of one length the table `extra` goes before
//! gazetteers, these before patterns, and earlier files and lines before later ones.

mod gazetteer;
mod patterns;
mod rows;

use std::collections::BTreeMap;

use copydesk_sdk::StageError;

use self::gazetteer::Gazetteer;
use self::patterns::Patterns;
use crate::view::{Sent, View};

/// A name of the user's in a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Own<'a> {
    /// First token.
    pub(crate) first: usize,
    /// One past the last token.
    pub(crate) end: usize,
    pub(crate) label: &'a str,
    /// The user's id for it, or nothing.
    pub(crate) id: &'a str,
    /// What kind of entry found it.
    pub(crate) why: &'static str,
}

/// All of a user's names.
#[derive(Debug, Clone, Default)]
pub(crate) struct UserNames {
    gazetteer: Gazetteer,
    patterns: Patterns,
}

impl UserNames {
    /// Reads the files and the table. Bad rows of gazetteers are left out with a warning that names file and line.
    ///
    /// # Errors
    /// A file that cannot be read, or a pattern that cannot be meant.
    pub(crate) fn open(
        gazetteers: &[String],
        patterns: &[String],
        extra: &BTreeMap<String, String>,
    ) -> Result<Self, StageError> {
        let mut names = Self::default();
        for (text, label) in extra {
            names.gazetteer.add(text, label, "", false).map_err(|wrong| {
                StageError::options(format!("option `extra`, name `{text}`: {}", wrong.what()))
            })?;
        }
        for file in gazetteers {
            let content = read(file, "gazetteer")?;
            rows::add_file(&mut names.gazetteer, file, &content);
        }
        for file in patterns {
            names.patterns.add_file(file, &read(file, "pattern file")?).map_err(StageError::options)?;
        }
        Ok(names)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.gazetteer.is_empty() && self.patterns.is_empty()
    }

    /// Finds the names of a sentence, left to right.
    pub(crate) fn find<'a>(&'a self, view: &View, text: &str, sent: Sent, found: &mut Vec<Own<'a>>) {
        let mut at = sent.first;
        while at < sent.end {
            let token = |step: usize| (at + step < sent.end).then(|| view.toks[at + step].span.of(text));
            let listed = self.gazetteer.longest(token);
            let shaped = self.patterns.longest(token);
            let (size, label, id, why) = match (listed, shaped) {
                (Some((size, label, id)), other) if other.is_none_or(|other| other.0 <= size) => {
                    (size, label, id, "own-gazetteer")
                }
                (_, Some((size, label, id))) => (size, label, id, "own-pattern"),
                _ => {
                    at += 1;
                    continue;
                }
            };
            found.push(Own { first: at, end: at + size, label, id, why });
            at += size;
        }
    }
}

fn read(file: &str, kind: &str) -> Result<String, StageError> {
    let bytes = std::fs::read(file)
        .map_err(|error| StageError::options(format!("{kind} `{file}` cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..good].iter().filter(|&&byte| byte == b'\n').count();
        StageError::options(format!("{kind} `{file}`, line {line}: is not UTF-8; save the file as UTF-8"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        for (name, gazetteers, patterns) in [
            ("gazetteer", vec!["/no/such/file.csv".to_owned()], Vec::new()),
            ("pattern file", Vec::new(), vec!["/no/such/file.csv".to_owned()]),
        ] {
            let error = UserNames::open(&gazetteers, &patterns, &BTreeMap::new()).unwrap_err();
            assert!(
                error.message.contains(&format!("{name} `/no/such/file.csv` cannot be read")),
                "{error:?}"
            );
        }
    }

    #[test]
    fn bytes_that_are_no_text_have_a_line() {
        let path = std::env::temp_dir().join(format!("copydesk-gazetteer-{}.csv", std::process::id()));
        std::fs::write(&path, b"Port Alba,GPE\nPort \xff,GPE\n").unwrap();
        let error = UserNames::open(&[path.display().to_string()], &[], &BTreeMap::new()).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert!(error.message.contains("line 2: is not UTF-8"), "{error:?}");
    }

    #[test]
    fn names_without_a_word_are_refused_in_the_options() {
        let extra = BTreeMap::from([("...".to_owned(), "GPE".to_owned())]);
        let error = UserNames::open(&[], &[], &extra).unwrap_err();
        assert!(error.message.contains("name `...`: there is no word in it"), "{error:?}");
    }
}
