//! Words of a run: every form is looked at once and remembered.

use std::sync::Arc;

use copydesk_sdk::Span;
use copydesk_text::words::{fold, is_function_word};

use crate::cues::cues_of;
use crate::lists::{Lexicon, class};
use crate::synonyms::sense;
use crate::terms::Terms;
use copydesk_text::hash::FastMap;
use copydesk_text::pack::pack;

/// Stands for "no term": marks, function words.
pub(crate) const NO_TERM: u32 = u32::MAX;
/// Stands for "not looked at": tokens outside sentences and in markup.
pub(crate) const NO_FORM: u32 = u32::MAX;

/// Stands for "no tag": marks.
pub(crate) const NO_TAG: u32 = u32::MAX;
/// Set in the tags of words that stand for no term, and in no number of a term.
pub(crate) const TERMLESS: u32 = 1 << 31;

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

impl Shape {
    /// A bit of its own for each shape.
    pub(crate) fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Word {
    /// Whether it is a word and not a mark.
    pub(crate) fn is_word(self) -> bool {
        matches!(self.shape, Shape::Upper | Shape::Lower | Shape::Other)
    }
}

/// The word forms of one part of a run, and the terms they stand for.
pub(crate) struct Words<'a> {
    /// Forms of up to 15 bytes, packed with their length, so that a look-up touches no text.
    short: FastMap<u128, (Word, u32)>,
    long: FastMap<&'a str, u32>,
    /// What each form is, in order of first appearance.
    pub(crate) forms: Vec<Word>,
    /// The cues of each form, and by what it is followed in pairs of words.
    pub(crate) cues: Vec<u32>,
    pub(crate) tags: Vec<u32>,
    pub(crate) terms: Terms,
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
            forms: Vec::with_capacity(forms),
            cues: Vec::with_capacity(forms),
            tags: Vec::with_capacity(forms),
            terms: Terms::with_capacity(forms),
            lexicon,
            folded: String::new(),
        }
    }

    /// What a token is, and the number of its form.
    #[inline]
    pub(crate) fn look_up(&mut self, text: &'a str, span: Span) -> (Word, u32) {
        let Some(key) = pack(text, span) else { return self.look_up_long(span.of(text)) };
        if let Some(&known) = self.short.get(&key) {
            return known;
        }
        let word = self.study(span.of(text));
        let found = (word, self.forms.len() as u32 - 1);
        self.short.insert(key, found);
        found
    }

    fn look_up_long(&mut self, token: &'a str) -> (Word, u32) {
        if let Some(&form) = self.long.get(token) {
            return (self.forms[form as usize], form);
        }
        let word = self.study(token);
        let form = self.forms.len() as u32 - 1;
        self.long.insert(token, form);
        (word, form)
    }

    /// Looks at a form for the first time and numbers it.
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
        self.forms.push(word);
        self.cues.push(cues_of(&buffer));
        self.tags.push(if word.is_word() { tag(token) } else { NO_TAG });
        self.folded = buffer;
        word
    }

    fn class_and_term(&mut self, token: &str, folded: &str, shape: Shape) -> Word {
        let mut word = Word { term: NO_TERM, class: 0, shape };
        // Capitals make a name of a pronoun.
        let name = matches!(token, "US" | "IT" | "WHO");
        word.class = if name { 0 } else { self.lexicon.get(folded).copied().unwrap_or(0) };
        if !word.is_word() {
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
            word.term = self.terms.intern(sense(folded), word.class & class::LIGHT != 0);
        }
        word
    }
}

/// A number for a word without a term that its capitals do not change.
fn tag(word: &str) -> u32 {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
        (sum ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    ((hash ^ hash >> 32) as u32 | TERMLESS).min(NO_TAG - 1)
}

/// Whether a word stands right behind a year: "2005Through", where a date line ran into the text.
fn is_glued(token: &str) -> bool {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let rest = token.get(digits..).unwrap_or("");
    digits == 4
        && rest.len() > 2
        && rest.starts_with(char::is_uppercase)
        && rest.chars().skip(1).all(char::is_lowercase)
}

fn shape(token: &str) -> Shape {
    let Some(first) = token.chars().next() else { return Shape::Mark };
    let debris = |byte: u8| matches!(byte, b'{' | b'}' | b'<' | b'>' | b'|' | b'\\');
    if token.bytes().any(debris)
        || !token.is_ascii() && token.contains('\u{fffd}')
        || token.starts_with("http")
        || token.starts_with("www.")
        || is_glued(token)
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
