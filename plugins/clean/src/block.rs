//! A paragraph and what can be said of it without looking at its neighbours.

use std::ops::Range;

use copydesk_sdk::Span;

use crate::date::{self, DateLine};
use crate::lexicon::{Hit, Lexicon, signal};
use crate::words::{self, Word};

/// How much of a long paragraph is looked at from each end, in bytes. The middle of a long paragraph is running text.
const WINDOW: usize = 128;
/// Most words of a date line.
const DATE_LINE: usize = 20;
/// A number of words for paragraphs whose words were not all counted.
const MANY: u16 = 80;

/// One paragraph with its signals.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// Where it is, without blanks at the ends.
    pub(crate) span: Span,
    /// Its words (those near its ends, if it is long).
    pub(crate) words: Range<usize>,
    /// Whether `words` are all.
    pub(crate) whole: bool,
    /// Whether it was seen to be running text by its bytes, so that its words were not read.
    pub(crate) plain: bool,
    /// How many words it has, or [`MANY`].
    pub(crate) count: u16,
    /// Whether it ends in a full stop or an ellipsis, quotes and brackets aside.
    pub(crate) stop: bool,
    /// Whether it ends in a question or exclamation mark.
    pub(crate) asks: bool,
    /// Whether it begins with a quotation mark.
    pub(crate) quote: bool,
    /// Function words, verbs, verbs of attribution, words of address ("you", "please").
    pub(crate) function: u16,
    pub(crate) verbs: u16,
    pub(crate) attribution: bool,
    pub(crate) address: bool,
    /// Words that begin with a capital, and words that do not.
    pub(crate) capitals: u16,
    pub(crate) smalls: u16,
    /// Whether two words are stuck together: "hereRead".
    pub(crate) glued: bool,
    /// Whether the block was cut off a line whose other half is something else.
    pub(crate) cut: bool,
    /// What its words hash to, the same for lines that differ in marks and case only.
    pub(crate) hash: u64,
    /// Phrases of the lexicon: range in the shared list.
    pub(crate) hits: Range<usize>,
    /// What it says if it is a date line.
    pub(crate) date: Option<DateLine>,
    /// Class of the first and the last character.
    pub(crate) first: u8,
    pub(crate) last: u8,
    /// Whether its first letter is a small one.
    pub(crate) starts_small: bool,
    /// Whether a quotation mark stands inside.
    pub(crate) quotes: bool,
    /// Numbers, stops inside, commas, "I" and "me".
    pub(crate) numbers: u16,
    pub(crate) sentences: u16,
    pub(crate) commas: u16,
    pub(crate) person: u16,
    /// Bits: signs that part the items of a menu; an address; a mark of a list before it.
    pub(crate) signs: u8,
}

/// Buffers that all blocks of a document share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pool {
    pub(crate) words: Vec<Word>,
    pub(crate) hits: Vec<Hit>,
    scratch: Vec<Hit>,
}

impl Pool {
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.hits.clear();
    }
}

impl Block {
    /// A line of plain running text, of which the words were not read.
    pub(crate) fn plain(text: &str, span: Span) -> Self {
        let piece = span.of(text).as_bytes();
        let (head, _) = piece.as_chunks::<8>();
        // Enough to tell lines of one document apart: three places and the length.
        let part = |at: usize| head.get(at).map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let middle =
            part(head.len() / 2).rotate_left(21) ^ part(head.len().saturating_sub(1)).rotate_left(42);
        Self {
            span,
            words: 0..0,
            whole: false,
            plain: true,
            count: MANY,
            stop: true,
            asks: false,
            quote: !piece.first().is_some_and(u8::is_ascii_uppercase),
            function: MANY,
            verbs: 1,
            attribution: false,
            address: false,
            capitals: 1,
            smalls: MANY,
            glued: false,
            cut: false,
            hash: (part(0) ^ middle).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ piece.len() as u64,
            hits: 0..0,
            date: None,
            first: 0,
            last: 0,
            starts_small: false,
            quotes: false,
            numbers: 0,
            sentences: 0,
            commas: 0,
            person: 0,
            signs: 0,
        }
    }

    /// Reads the paragraph at `span` of `text`.
    pub(crate) fn read(text: &str, span: Span, lexicon: &Lexicon, pool: &mut Pool) -> Self {
        let piece = span.of(text);
        let first = pool.words.len();
        let whole = piece.len() <= 2 * WINDOW;
        if whole {
            words::scan(piece, span.start, &mut pool.words);
        } else {
            let head = piece.floor_char_boundary(WINDOW);
            let tail = piece.ceil_char_boundary(piece.len() - WINDOW);
            words::scan(piece.get(..head).unwrap_or(""), span.start, &mut pool.words);
            words::scan(piece.get(tail..).unwrap_or(""), span.start + tail as u32, &mut pool.words);
        }
        let found = pool.words.get(first..).unwrap_or_default();
        pool.scratch.clear();
        lexicon.find(found, whole, &mut pool.scratch);
        let hits = pool.hits.len()..pool.hits.len() + pool.scratch.len();
        pool.hits.extend_from_slice(&pool.scratch);
        let mut block = Self {
            span,
            words: first..pool.words.len(),
            whole,
            plain: false,
            count: if whole { found.len().min(MANY as usize) as u16 } else { MANY },
            stop: ends_in_stop(piece),
            asks: bare_end(piece).ends_with(['?', '!']),
            quote: piece.starts_with(['"', '“', '„', '«', '‘']),
            function: 0,
            verbs: 0,
            attribution: false,
            address: false,
            capitals: 0,
            smalls: 0,
            glued: false,
            cut: false,
            hash: words::hash_all(found),
            hits,
            date: if whole && found.len() <= DATE_LINE && found.iter().any(|word| word.is_number()) {
                date::parse_line(piece)
            } else {
                None
            },
            first: first_class(piece),
            last: last_class(piece),
            starts_small: piece.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase),
            quotes: false,
            numbers: 0,
            sentences: 0,
            commas: 0,
            person: 0,
            signs: 0,
        };
        block.count_words(found, lexicon);
        block.count_bytes(piece);
        block
    }

    fn count_words(&mut self, found: &[Word], lexicon: &Lexicon) {
        for word in found {
            let kind = lexicon.signal(*word);
            self.function += u16::from(kind & signal::FUNCTION != 0);
            self.verbs += u16::from(kind & signal::VERB != 0);
            self.attribution |= kind & signal::ATTRIBUTION != 0;
            self.address |= kind & signal::ADDRESS != 0;
            self.glued |= word.is_glued();
            self.person += u16::from(kind & signal::PERSON != 0);
            self.numbers += u16::from(word.is_number());
            if word.is_capital() {
                self.capitals += 1;
            } else if !word.is_number() {
                self.smalls += 1;
            }
        }
    }

    /// Whether it reads like running text: sentences with their small words and a stop, or plainly long.
    pub(crate) fn is_prose(&self) -> bool {
        let sentence = self.stop && self.count >= 8 && self.function >= 2;
        let question = self.asks && self.count >= 20 && self.function >= 4;
        let long = self.count >= 25 && self.function >= 4;
        let short =
            self.stop && self.count >= 4 && self.verbs + self.function >= 1 && self.smalls > self.capitals;
        let quoted = self.quote && (self.stop || self.asks) && self.count >= 6;
        sentence || question || long || short || quoted
    }

    /// Whether it has the shape of a title: no stop, not long, a letter in it.
    pub(crate) fn is_title_like(&self) -> bool {
        !self.stop && self.whole && (2..=40).contains(&self.count) && self.capitals + self.smalls >= 2
    }

    fn count_bytes(&mut self, piece: &str) {
        let bytes = piece.as_bytes();
        let bytes = bytes.get(..bytes.len().min(4 * WINDOW)).unwrap_or_default();
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b',' => self.commas += 1,
                b'.' | b'!' | b'?' => self.sentences += u16::from(bytes.get(at + 1) == Some(&b' ')),
                b'"' => self.quotes = true,
                // The first two bytes of curly quotation marks, bullets and single arrows are the same.
                0xe2 => match bytes.get(at + 1..at + 3) {
                    Some([0x80, 0x9c..=0x9f]) => self.quotes = true,
                    Some([0x80, 0xa2 | 0xba] | [0x86, _]) => self.signs |= SIGN_MENU,
                    _ => {}
                },
                b'|' => self.signs |= SIGN_MENU,
                b'@' => self.signs |= SIGN_ADDRESS,
                b':' if bytes.get(at + 1..at + 3) == Some(b"//") => self.signs |= SIGN_ADDRESS,
                _ => {}
            }
        }
        let marked = ["* ", "- ", "• ", "# ", "## ", "+ ", "· "].iter().any(|mark| piece.starts_with(mark));
        self.signs |= if marked { SIGN_LIST } else { 0 };
    }

    /// Its words.
    pub(crate) fn of<'a>(&self, pool: &'a Pool) -> &'a [Word] {
        pool.words.get(self.words.clone()).unwrap_or_default()
    }

    /// Its phrases.
    pub(crate) fn hits<'a>(&self, pool: &'a Pool) -> &'a [Hit] {
        pool.hits.get(self.hits.clone()).unwrap_or_default()
    }
}

const SIGN_MENU: u8 = 1;
const SIGN_ADDRESS: u8 = 2;
const SIGN_LIST: u8 = 4;

fn first_class(piece: &str) -> u8 {
    match piece.chars().next().unwrap_or(' ') {
        c if c.is_uppercase() => 0,
        c if c.is_lowercase() => 1,
        c if c.is_numeric() => 2,
        '"' | '“' | '‘' | '\'' | '«' => 3,
        '(' | '[' => 4,
        '*' | '-' | '•' | '·' | '+' | '#' | '|' | '›' | '»' => 5,
        '@' | '©' | '$' | '£' | '€' => 6,
        _ => 7,
    }
}

fn last_class(piece: &str) -> u8 {
    match piece.chars().next_back().unwrap_or(' ') {
        '.' if piece.ends_with("...") => 5,
        '.' => 0,
        '!' | '?' => 1,
        '"' | '”' | '’' | '\'' => 2,
        ')' | ']' => 3,
        ':' | ',' | ';' | '-' | '–' | '—' => 4,
        '…' | '»' | '›' | '>' | '→' => 5,
        c if c.is_numeric() => 6,
        _ => 7,
    }
}

/// `piece` without closing quotes and brackets at its end.
fn bare_end(piece: &str) -> &str {
    piece.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '*', ' '])
}

fn ends_in_stop(piece: &str) -> bool {
    let bare = bare_end(piece);
    let Some(before) = bare.strip_suffix('.') else { return bare.ends_with('…') };
    // "leaves for the U.S." is no sentence end by itself.
    let mut last = before.chars().rev();
    let initial = last.next().is_some_and(char::is_uppercase) && last.next() == Some('.');
    !initial
}
