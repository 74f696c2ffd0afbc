//! Words of a run: every form is looked at once and remembered.

use std::sync::Arc;

use copydesk_text::words::{fold, is_function_word, stem};

use crate::lists::{Lexicon, class};
use copydesk_text::hash::FastMap;

/// Stands for "no term": marks, function words.
pub(crate) const NO_TERM: u32 = u32::MAX;

/// What a word form is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Word {
    /// The content term it stands for, or [`NO_TERM`].
    pub(crate) term: u32,
    /// Bits of [`class`].
    pub(crate) class: u32,
    /// What it looks like.
    pub(crate) shape: Shape,
}

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word that begins with a capital.
    Upper,
    /// A word that begins with a small letter.
    Lower,
    /// A word without case, or one that begins with a digit.
    Other,
    /// A mark that opens a quotation.
    Open,
    /// A mark that closes one.
    Close,
    /// A straight mark that does either.
    Quote,
    /// A single mark: a quotation mark or an apostrophe, by what stands beside it.
    Single,
    /// An opening bracket.
    Bracket,
    /// A closing bracket.
    Unbracket,
    /// `?`
    Question,
    /// A mark that ends a sentence.
    End,
    /// Remains of a template, markup or an address.
    Debris,
    /// Any other mark.
    Mark,
}

/// All word forms seen, and the terms they stand for.
pub(crate) struct Words<'a> {
    /// Forms of up to 15 bytes, packed with their length, so that a look-up touches no text.
    short: FastMap<u128, Word>,
    long: FastMap<&'a str, Word>,
    terms: FastMap<String, u32>,
    light: Vec<bool>,
    lexicon: Arc<Lexicon>,
    /// Memory for folding.
    folded: String,
}

impl<'a> Words<'a> {
    /// `bytes` is about how much text is to come.
    pub(crate) fn new(lexicon: Arc<Lexicon>, bytes: usize) -> Self {
        // A run of a megabyte has some 15,000 forms, and new ones come ever more slowly.
        let forms = (bytes / 64).min(20_000);
        Self {
            short: FastMap::with_capacity_and_hasher(forms, Default::default()),
            long: FastMap::default(),
            terms: FastMap::with_capacity_and_hasher(forms, Default::default()),
            light: Vec::new(),
            lexicon,
            folded: String::new(),
        }
    }

    /// Number of terms so far.
    pub(crate) fn count(&self) -> usize {
        self.light.len()
    }

    /// Whether a term is common in news whatever the subject.
    pub(crate) fn is_light(&self, term: usize) -> bool {
        self.light.get(term).copied().unwrap_or(false)
    }

    /// The term of a word, where some document has it.
    pub(crate) fn term_of(&self, word: &str) -> Option<u32> {
        let folded = fold(word);
        self.terms.get(stem(&folded)).copied()
    }

    /// What a token is, where it has been looked up before.
    pub(crate) fn known(&self, token: &str) -> Option<Word> {
        match pack(token) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(token).copied(),
        }
    }

    /// What a token is.
    pub(crate) fn look_up(&mut self, token: &'a str) -> Word {
        let key = pack(token);
        let known = match key {
            Some(key) => self.short.get(&key),
            None => self.long.get(token),
        };
        if let Some(word) = known {
            return *word;
        }
        let word = self.study(token);
        match key {
            Some(key) => self.short.insert(key, word),
            None => self.long.insert(token, word),
        };
        word
    }

    fn study(&mut self, token: &str) -> Word {
        let shape = shape(token);
        let mut buffer = std::mem::take(&mut self.folded);
        buffer.clear();
        if token.is_ascii() {
            buffer.push_str(token);
            buffer.make_ascii_lowercase();
        } else {
            buffer.push_str(&fold(token));
        }
        // "Sen." is "sen".
        let folded = if buffer.len() > 2 { buffer.trim_end_matches('.') } else { buffer.as_str() };
        let word = self.class_and_term(token, folded, shape);
        self.folded = buffer;
        word
    }

    fn class_and_term(&mut self, token: &str, folded: &str, shape: Shape) -> Word {
        let mut word = Word { term: NO_TERM, class: 0, shape };
        // Capitals make a name of a pronoun.
        let name = matches!(token, "US" | "IT" | "WHO");
        word.class = if name { 0 } else { self.lexicon.get(folded).copied().unwrap_or(0) };
        if !matches!(shape, Shape::Upper | Shape::Lower | Shape::Other) {
            return word;
        }
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            word.class |= class::NUMBER;
        }
        let ending =
            folded.len() > 3 && (folded.ends_with("ed") || folded.ends_with('s') && !folded.ends_with("ss"));
        if shape != Shape::Other && ending {
            word.class |= class::VERB;
        }
        if !name && is_function_word(folded) {
            word.class |= class::FUNCTION;
        } else if folded.chars().nth(1).is_some() {
            word.term = self.term(stem(folded), word.class & class::LIGHT != 0);
        }
        word
    }

    fn term(&mut self, stem: &str, light: bool) -> u32 {
        if let Some(&term) = self.terms.get(stem) {
            return term;
        }
        let term = self.light.len() as u32;
        self.light.push(light);
        self.terms.insert(stem.to_owned(), term);
        term
    }
}

/// A form of up to 15 bytes and its length as one number.
fn pack(token: &str) -> Option<u128> {
    let bytes = token.as_bytes();
    let mut packed = [0; 16];
    packed.get_mut(..bytes.len()).filter(|_| bytes.len() < 16)?.copy_from_slice(bytes);
    packed[15] = bytes.len() as u8;
    Some(u128::from_le_bytes(packed))
}

fn shape(token: &str) -> Shape {
    let Some(first) = token.chars().next() else { return Shape::Mark };
    let debris = |byte: u8| matches!(byte, b'{' | b'}' | b'<' | b'>' | b'|' | b'\\');
    if token.bytes().any(debris)
        || !token.is_ascii() && token.contains('\u{fffd}')
        || token.starts_with("http")
        || token.starts_with("www.")
    {
        return Shape::Debris;
    }
    match first {
        '“' | '„' | '«' | '`' => Shape::Open,
        '”' | '»' => Shape::Close,
        '"' => Shape::Quote,
        '(' | '[' => Shape::Bracket,
        ')' | ']' => Shape::Unbracket,
        '?' => Shape::Question,
        '.' | '!' | '…' if token.chars().all(|c| matches!(c, '.' | '!' | '…')) => Shape::End,
        _ if token == "''" => Shape::Close,
        '\'' | '‘' | '’' if token.chars().nth(1).is_none() => Shape::Single,
        _ if first.is_uppercase() => Shape::Upper,
        _ if first.is_lowercase() => Shape::Lower,
        _ if token.chars().any(char::is_alphanumeric) => Shape::Other,
        _ => Shape::Mark,
    }
}
