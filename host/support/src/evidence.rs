//! What stands at the places cited, in forms that can be looked up.

use std::collections::HashSet;

use copydesk_core::{Document, Span, names};
use copydesk_text::words::fold;

use crate::sentence::{is_word, number_of, numbers, single};

/// The names of one entity and where it is mentioned.
#[derive(Debug, Clone, Default)]
pub struct Alias {
    /// All forms of its name.
    pub names: Vec<String>,
    /// Document and place in bytes of each mention.
    pub mentions: Vec<(String, Span)>,
}

/// The places that one sentence cites.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// Folded words.
    words: HashSet<String>,
    /// Numbers as digits.
    numbers: HashSet<String>,
    /// Values of dates, and days of publication.
    dates: HashSet<String>,
    /// Folded names of entities mentioned there.
    names: HashSet<String>,
    /// The texts with single blanks and plain quotation marks.
    texts: Vec<String>,
}

impl Evidence {
    /// Takes in a place.
    pub(crate) fn add(&mut self, doc: &Document, span: Span, aliases: &[Alias]) {
        let text = span.of(doc.text());
        for word in text.split(|c| !is_word(c)).filter(|word| !word.is_empty()) {
            let folded = fold(word);
            self.numbers.extend(number_of(&folded));
            let bare = folded.strip_suffix("'s").unwrap_or(&folded).to_owned();
            self.words.extend(bare.split('-').map(str::to_owned));
            self.words.insert(bare);
        }
        self.numbers.extend(numbers(text).into_iter().map(|(number, _)| number));
        if let Some(dates) = doc.view(names::DATES) {
            let inside = (0..dates.len()).filter(|&row| span.contains(dates.span(row)));
            self.dates.extend(inside.filter_map(|row| dates.attr(row, "value")).map(str::to_owned));
        }
        self.dates.extend(doc.meta("published").and_then(|date| date.get(..10)).map(str::to_owned));
        for alias in aliases {
            let here = |(document, place): &(String, Span)| *document == doc.id && span.contains(*place);
            if alias.mentions.iter().any(here) {
                self.names.extend(alias.names.iter().map(|name| fold(name)));
            }
        }
        self.texts.push(single(text));
    }

    /// Whether a name stands there: as an entity under any of its names, or word for word.
    pub(crate) fn names(&self, name: &str) -> bool {
        let folded = fold(name);
        let folded = folded.strip_suffix("'s").unwrap_or(&folded);
        self.names.contains(folded) || folded.split(|c| !is_word(c)).all(|word| self.has_word(word))
    }

    /// Whether a folded word stands there, or one of its family: `Russian` for `Russia`.
    fn has_word(&self, word: &str) -> bool {
        let word = word.strip_suffix("'s").unwrap_or(word);
        if word.is_empty() || copydesk_text::words::is_function_word(word) || self.words.contains(word) {
            return true;
        }
        let stem = copydesk_text::words::stem(word);
        let near = |known: &String| {
            copydesk_text::words::stem(known) == stem
                || word.chars().count() >= 6
                    && known.chars().count() >= 5
                    && known.chars().take(5).eq(word.chars().take(5))
        };
        self.words.iter().any(near)
    }

    /// Whether a number stands there, in digits or in words.
    pub(crate) fn has_number(&self, number: &str) -> bool {
        self.numbers.contains(number)
    }

    /// Whether a date stands there: in the same words, or with a value that is as exact or more.
    pub(crate) fn has_date(&self, surface: &str, value: &str) -> bool {
        let exact = !value.is_empty() && self.dates.iter().any(|date| date.starts_with(value));
        exact || self.has_text(surface)
    }

    /// Whether words stand there one after the other, in any case.
    pub(crate) fn has_text(&self, words: &str) -> bool {
        let wanted = single(words).to_lowercase();
        self.texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    }
}
