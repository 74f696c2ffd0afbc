//! Words, numbers and marks of a piece of text. The grammar brings its own: it must not matter whether `mid-July`,
//! `$3.4bn` or `2018-08-06` is one token or three.

use copydesk_sdk::Span;

use crate::words::{Key, Sem, Table, table};

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
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// A word and what it means.
    Word(Sem),
    /// Digits, with commas between thousands and a decimal point: the value, the digits before the point, and whether
    /// it is a plain run of digits.
    Number(f64, u32, bool),
    /// Anything else.
    Mark(char),
}

/// Splits `text[from..to]` into items and appends them. Linear.
pub(crate) fn lex(text: &str, piece: Span, items: &mut Vec<Item>) {
    let body = piece.of(text);
    let bytes = body.as_bytes();
    let table = table();
    let mut at = 0;
    let mut last_end = usize::MAX;
    while let Some(&byte) = bytes.get(at) {
        let (end, kind) = match byte {
            b' ' | b'\t' | b'\n' | b'\x0c' | b'\r' => {
                at += 1;
                continue;
            }
            b'0'..=b'9' => number(bytes, at),
            b'a'..=b'z' | b'A'..=b'Z' => word(body, at, table),
            0..=0x7f => {
                let mark = char::from(byte);
                (at + 1, Kind::Mark(if mark.is_whitespace() { BLANK } else { mark }))
            }
            _ => beyond_ascii(body, at, table),
        };
        let end = end.max(at + 1);
        if kind != Kind::Mark(BLANK) {
            let span = Span::new(piece.start + at as u32, piece.start + end as u32);
            items.push(Item { span, kind, glued: last_end == at, capital: byte.is_ascii_uppercase() });
            last_end = end;
        }
        at = end;
    }
}

/// What stands for white space beyond the usual.
const BLANK: char = '\u{a0}';

/// A word or mark that begins with a character beyond ASCII.
fn beyond_ascii(body: &str, at: usize, table: &Table) -> (usize, Kind) {
    match body.get(at..).and_then(|rest| rest.chars().next()) {
        None => (at + 1, Kind::Mark(' ')),
        Some(first) if first.is_alphabetic() => word(body, at, table),
        Some(first) => (at + first.len_utf8(), Kind::Mark(if first.is_whitespace() { BLANK } else { first })),
    }
}

fn number(bytes: &[u8], start: usize) -> (usize, Kind) {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut at, mut value, mut digits) = (start, 0.0f64, 0);
    let mut plain = true;
    loop {
        if digit(at) {
            value = value * 10.0 + f64::from(bytes[at] - b'0');
            digits += 1;
            at += 1;
        } else if bytes.get(at) == Some(&b',')
            && (1..=3).all(|step| digit(at + step))
            && !digit(at + 4)
            && at > start
        {
            plain = false;
            at += 1;
        } else {
            break;
        }
    }
    if bytes.get(at) == Some(&b'.') && digit(at + 1) {
        plain = false;
        at += 1;
        let mut place = 0.1;
        while digit(at) {
            value += f64::from(bytes[at] - b'0') * place;
            place /= 10.0;
            at += 1;
        }
    }
    (at, Kind::Number(value, digits, plain))
}

/// The word that begins with the letter at `start`.
fn word(body: &str, start: usize, table: &Table) -> (usize, Kind) {
    let bytes = body.as_bytes();
    let (mut end, mut key) = (start, Key::default());
    // Most words are plain small letters with perhaps a capital in front.
    while let Some(&byte) = bytes.get(end).filter(|byte| byte.is_ascii_alphabetic()) {
        key.push(byte | 0x20);
        end += 1;
    }
    while let Some(&byte) = bytes.get(end) {
        if byte.is_ascii_alphanumeric() {
            key.push(byte.to_ascii_lowercase());
            end += 1;
        } else if byte == b'.' {
            // "U.S", "p.m": a stop behind the first letter, with a letter behind it.
            if end != start + 1 || !bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic) {
                break;
            }
            end += 1;
        } else if byte >= 0x80 {
            let Some(c) =
                body.get(end..).and_then(|rest| rest.chars().next()).filter(|c| c.is_alphanumeric())
            else {
                break;
            };
            key.spoil();
            end += c.len_utf8();
        } else {
            break;
        }
    }
    let sem = table.meaning(key);
    if bytes.get(end) == Some(&b'.') && takes_stop(body, end, sem, key) {
        end += 1;
    }
    (end, Kind::Word(sem))
}

/// Whether the stop at `end` belongs to the abbreviation before it: "Aug.", "p.m.", "Sept."
fn takes_stop(body: &str, end: usize, sem: Sem, key: Key) -> bool {
    let abbreviated = match sem {
        Sem::AmPm(_) => true,
        Sem::Month(..) | Sem::Weekday(..) => {
            key.len() <= 4 && ![Key::of("may"), Key::of("june"), Key::of("july")].contains(&key)
        }
        _ => false,
    };
    if !abbreviated {
        return false;
    }
    let more = body.get(end + 1..).and_then(|rest| rest.trim_start().chars().next());
    more.is_some_and(|c| !c.is_uppercase())
        || matches!(sem, Sem::AmPm(_)) && key.len() == 2 && body.as_bytes().get(end - 2) == Some(&b'.')
}
