//! Words, numbers and marks of a piece of text. The grammar brings its own: it must not matter whether `mid-July`,
//! `$3.4bn` or `2018-08-06` is one token or three.
//!
//! Every word of every text passes here, so it is told apart by its class of bytes, its first letter and its length
//! before anything is looked up, and only what can begin an expression becomes a candidate.

use copydesk_sdk::Span;

use crate::sem::{Sem, Unit};
use crate::table::{A, BEGINS, Key, Meaning, THE, Table, table};

/// One item of the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Item {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    /// Whether it follows the item before without a blank.
    pub(crate) glued: bool,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word and what it means.
    Word(Sem),
    /// Digits, with commas between thousands and a decimal point: where its value stands, the digits before the
    /// point, and whether it is a plain run of digits.
    Number { value: u32, digits: u8, plain: bool },
    /// Anything else.
    Mark(char),
}

/// The items of a piece of text, and which of them can begin an expression.
#[derive(Debug, Clone, Default)]
pub(crate) struct Items {
    pub(crate) all: Vec<Item>,
    pub(crate) numbers: Vec<f64>,
    pub(crate) candidates: Vec<u32>,
}

impl Items {
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.numbers.clear();
        self.candidates.clear();
    }

    /// Makes the item at the end a candidate, once.
    fn nominate(&mut self, back: usize) {
        let Some(item) = self.all.len().checked_sub(back) else { return };
        if self.candidates.last() != Some(&(item as u32)) {
            self.candidates.push(item as u32);
        }
    }
}

/// Classes of bytes.
const MARK: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const BLANK: u8 = 3;
const BEYOND: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [MARK; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => BLANK,
            0x80.. => BEYOND,
            _ => MARK,
        };
        byte += 1;
    }
    classes
};

/// The class of the byte at a place; a blank behind the end.
#[inline]
fn class(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).map_or(BLANK, |&byte| CLASSES[usize::from(byte)])
}

/// Splits a piece of the text into items and appends them. Linear.
pub(crate) fn lex(text: &str, piece: Span, items: &mut Items) {
    let body = piece.of(text);
    let bytes = body.as_bytes();
    let table = table();
    let mut at = 0;
    let mut last_end = usize::MAX;
    // Role of the item before: some expressions begin with an article.
    let mut before = 0;
    while let Some(&byte) = bytes.get(at) {
        let (end, kind, role) = match CLASSES[usize::from(byte)] {
            BLANK => {
                at += 1;
                continue;
            }
            LETTER => {
                let (end, Meaning { sem, role }) = word(body, at, table);
                (end, Kind::Word(sem), role)
            }
            DIGIT => {
                let (end, kind) = number(bytes, at, items);
                (end, kind, BEGINS)
            }
            MARK => {
                let mark = char::from(byte);
                (at + 1, Kind::Mark(mark), opens(mark, last_end == at, class(bytes, at + 1)))
            }
            _ => {
                let (end, kind) = beyond_ascii(body, at);
                let Some(kind) = kind else {
                    at = end;
                    continue;
                };
                let role = match kind {
                    Kind::Mark(mark) => opens(mark, last_end == at, class(bytes, end)),
                    _ => 0,
                };
                (end, kind, role)
            }
        };
        let span = Span::new(piece.start + at as u32, piece.start + end as u32);
        items.all.push(Item { span, kind, glued: last_end == at, capital: byte.is_ascii_uppercase() });
        if role | before != 0 {
            candidates(items, kind, last_end == at, before, role);
        }
        before = role & (THE | A);
        last_end = end;
        // Most items have one blank behind them.
        at = end + usize::from(bytes.get(end) == Some(&b' '));
    }
}

/// Makes the item at the end a candidate if an expression can begin with it, and the one before it if it is its
/// article or, as in "US$5", part of its sign.
fn candidates(items: &mut Items, kind: Kind, glued: bool, before: u8, role: u8) {
    let article = match kind {
        Kind::Number { .. } => before & THE != 0,
        Kind::Word(sem) => match sem {
            Sem::Vague | Sem::Half => before != 0,
            Sem::Past | Sem::Last | Sem::Next | Sem::Previous | Sem::Following => before & THE != 0,
            Sem::PartOfDay(_) | Sem::Small(_) => before & THE != 0,
            Sem::Unit(unit) => before & A != 0 || before & THE != 0 && unit == Unit::Day,
            Sem::Scale(_) | Sem::Dozen | Sem::Couple | Sem::Ordinal(_) => before & A != 0,
            _ => false,
        },
        Kind::Mark(mark) => mark == '$' && glued && items.all.len() > 1,
    };
    if article {
        items.nominate(2);
    }
    if role & BEGINS != 0 {
        items.nominate(1);
    }
}

/// Whether an expression can begin with a mark: `$5`, `'90s`, `-5%`.
fn opens(mark: char, glued: bool, next: u8) -> u8 {
    let number = next == DIGIT;
    let begins = match mark {
        '$' => true,
        '\'' => number,
        '-' | '+' => number && !glued,
        '\0'..='\x7f' => false,
        '’' | '‘' => number,
        '−' => number && !glued,
        _ => matches!(mark, '€' | '£' | '¥' | '₽' | '₹' | '₩' | '₺' | '₴' | '₪' | '₦' | '₱' | '฿'),
    };
    u8::from(begins) * BEGINS
}

/// A word or mark that begins with a character beyond ASCII; white space is nothing.
fn beyond_ascii(body: &str, at: usize) -> (usize, Option<Kind>) {
    match body.get(at..).and_then(|rest| rest.chars().next()) {
        None => (at + 1, Some(Kind::Mark(' '))),
        Some(first) if first.is_alphabetic() => (foreign_end(body, at), Some(Kind::Word(Sem::Other))),
        Some(first) => (at + first.len_utf8(), (!first.is_whitespace()).then_some(Kind::Mark(first))),
    }
}

/// The end of a word with letters beyond ASCII, of which the grammar has none.
fn foreign_end(body: &str, at: usize) -> usize {
    let rest = body.get(at..).unwrap_or("");
    at + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
}

fn number(bytes: &[u8], start: usize, items: &mut Items) -> (usize, Kind) {
    let (mut at, mut value, mut digits) = (start, 0.0f64, 0u32);
    let mut plain = true;
    loop {
        match bytes.get(at) {
            Some(&byte) if byte.is_ascii_digit() => {
                value = value * 10.0 + f64::from(byte - b'0');
                digits += 1;
                at += 1;
            }
            // A comma between thousands.
            Some(b',')
                if (1..=3).all(|step| class(bytes, at + step) == DIGIT) && class(bytes, at + 4) != DIGIT =>
            {
                plain = false;
                at += 1;
            }
            _ => break,
        }
    }
    if bytes.get(at) == Some(&b'.') && class(bytes, at + 1) == DIGIT {
        plain = false;
        at += 1;
        let (mut decimals, mut places) = (0.0f64, 0);
        while let Some(&byte) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
            // Fifteen places are more than a double holds.
            if places < 15 {
                decimals = decimals * 10.0 + f64::from(byte - b'0');
                places += 1;
            }
            at += 1;
        }
        value += decimals / 10f64.powi(places);
    }
    let place = items.numbers.len() as u32;
    items.numbers.push(value);
    (at, Kind::Number { value: place, digits: digits.min(255) as u8, plain })
}

/// The word that begins with the ASCII letter at `start`.
#[inline(always)]
fn word(body: &str, start: usize, table: &Table) -> (usize, Meaning) {
    let bytes = body.as_bytes();
    let (first, mut letters) = letters(bytes, start);
    let mut key = Key::new(first, letters);
    let mut end = start + letters;
    if letters == 8 {
        // Most words are shorter; no word of the grammar is longer than sixteen letters.
        let second;
        (second, letters) = self::letters(bytes, end);
        key = key.longer(second, letters);
        end += letters;
        while letters == 8 {
            (_, letters) = self::letters(bytes, end);
            key = Key::NONE;
            end += letters;
        }
    }
    match class(bytes, end) {
        BLANK => (end, table.meaning(key)),
        MARK if bytes.get(end) == Some(&b'.') => stopped(body, start, end, table, key),
        MARK => (end, table.meaning(key)),
        DIGIT => {
            // "Q3", "FY2019", "A320": only fiscal periods mean something.
            while matches!(class(bytes, end), LETTER | DIGIT) {
                end += 1;
            }
            let period = period(&bytes[start..end]);
            (end, if period { Meaning::of(Sem::Quarter) } else { Meaning::OTHER })
        }
        _ => {
            let further = foreign_end(body, end);
            (further, if further == end { table.meaning(key) } else { Meaning::OTHER })
        }
    }
}

/// The letters from `at` on, eight at most, in lower case, the first in the lowest byte; and how many they are.
#[inline(always)]
fn letters(bytes: &[u8], at: usize) -> (u64, usize) {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let eight = match bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        Some(eight) => u64::from_le_bytes(*eight),
        None => {
            let mut padded = [0; 8];
            let rest = bytes.get(at..).unwrap_or(&[]);
            padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            u64::from_le_bytes(padded)
        }
    };
    let lower = eight | (0x20 * ONES);
    // In each byte the top bit of `from_a` says "a or above", that of `above_z` "above z".
    let seven = lower & (0x7f * ONES);
    let from_a = seven + (0x80 - u64::from(b'a')) * ONES;
    let above_z = seven + (0x7f - u64::from(b'z')) * ONES;
    let letter = from_a & !above_z & !eight & (0x80 * ONES);
    let count = ((!letter & (0x80 * ONES)).trailing_zeros() / 8) as usize;
    let kept = u64::MAX.checked_shr(64 - 8 * count as u32).unwrap_or(0);
    (lower & kept, count)
}

/// `Q1` to `Q4`, `H1`, `H2`, `FY2019`, `FY19`.
fn period(word: &[u8]) -> bool {
    match word {
        [b'Q' | b'q', b'1'..=b'4'] | [b'H', b'1' | b'2'] => true,
        [b'F', b'Y', year @ ..] => matches!(year.len(), 2 | 4) && year.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// A word before a stop: "Aug.", "U.S.", "p.m.", or the end of a sentence.
fn stopped(body: &str, start: usize, end: usize, table: &Table, key: Key) -> (usize, Meaning) {
    let bytes = body.as_bytes();
    let initial = end == start + 1 && class(bytes, end + 1) == LETTER;
    if !initial {
        let meaning = table.meaning(key);
        let end = end + usize::from(takes_stop(body, end, meaning.sem, &bytes[start..end]));
        return (end, meaning);
    }
    let mut stop = end + 1;
    while class(bytes, stop) == LETTER {
        stop += 1;
    }
    let sem = match (&bytes[start] | 0x20, bytes.get(end + 1).map(|byte| byte | 0x20), stop - end) {
        (b'a', Some(b'm'), 2) => Sem::AmPm(false),
        (b'p', Some(b'm'), 2) => Sem::AmPm(true),
        _ => Sem::Other,
    };
    // The stop behind "p.m" is its own.
    let own = bytes.get(stop) == Some(&b'.') && matches!(sem, Sem::AmPm(_));
    (stop + usize::from(own), Meaning::of(sem))
}

/// Whether the stop at `end` belongs to the abbreviation before it: "Aug.", "Sept.", "Rs."
fn takes_stop(body: &str, end: usize, sem: Sem, word: &[u8]) -> bool {
    let abbreviated = match sem {
        Sem::AmPm(_) => true,
        Sem::Month(..) | Sem::Weekday(..) => {
            word.len() <= 4
                && ![&b"may"[..], b"june", b"july"].iter().any(|full| word.eq_ignore_ascii_case(full))
        }
        Sem::Sign(_) => word.len() == 2,
        _ => false,
    };
    if !abbreviated {
        return false;
    }
    let more = body.get(end + 1..).and_then(|rest| rest.trim_start_matches([' ', '\t', '\n']).chars().next());
    more.is_some_and(|c| !c.is_uppercase())
}
