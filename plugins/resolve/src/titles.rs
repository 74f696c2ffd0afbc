//! Titles and roles that stand before names.

use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::lexicon;

/// A title as it was written, read once.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    /// As written.
    pub text: String,
    /// Whether only women, or only men, bear it: `Some(true)` for women.
    pub woman: Option<bool>,
    /// Its last word, if that says more than `Mr` does.
    word: Option<String>,
}

impl Title {
    /// Whether both say the same, as `Sen` and `Senator` do.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let (Some(a), Some(b)) = (&self.word, &other.word) else { return false };
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        short.len() >= 2 && long.starts_with(short.as_str())
    }
}

/// All titles, numbered in the order of their first appearance.
#[derive(Debug, Default)]
pub(crate) struct Titles {
    pub rows: Vec<Title>,
    known: FastMap<String, u32>,
}

impl Titles {
    /// The number of a title.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.known.get(text) {
            return number;
        }
        let number = self.rows.len() as u32;
        let plain = |word: &str| fold(word.trim_end_matches('.'));
        let woman = text.split(' ').find_map(|word| lexicon::title_gender(&plain(word)));
        // Of "chief of the Harbour" and "chief and owner" the words before the first link.
        let before = |word: &&str| !crate::nouns::ends_noun(word) && *word != "and";
        let word = text.split(' ').take_while(before).last().map(plain);
        let word = word.filter(|word| !matches!(word.as_str(), "mr" | "mrs" | "ms" | "miss" | "dr" | "sir"));
        self.rows.push(Title { text: text.to_owned(), woman, word });
        self.known.insert(text.to_owned(), number);
        number
    }
}
