//! Words, numbers and marks of a piece of text. The grammar brings its own: it must not matter whether `mid-July`,
//! `$3.4bn` or `2018-08-06` is one token or three.

use copydesk_sdk::Span;

use crate::words::{Sem, meaning};

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
pub(crate) fn lex(text: &str, piece: Span, lower: &mut String, items: &mut Vec<Item>) {
    let body = piece.of(text);
    let bytes = body.as_bytes();
    let mut at = 0;
    let mut last_end = usize::MAX;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (end, kind) = if byte.is_ascii_digit() { number(bytes, at) } else { word(body, at, lower) };
        if let Some((end, kind)) = Some((end.max(at + 1), kind)) {
            let span = Span::new(piece.start + at as u32, piece.start + end as u32);
            if kind != Kind::Mark('\u{a0}') {
                items.push(Item { span, kind, glued: last_end == at, capital: byte.is_ascii_uppercase() });
                last_end = end;
            }
            at = end;
        }
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

fn word(body: &str, start: usize, lower: &mut String) -> (usize, Kind) {
    let rest = body.get(start..).unwrap_or("");
    let Some(first) = rest.chars().next() else { return (start + 1, Kind::Mark(' ')) };
    if !first.is_alphabetic() {
        let mark = if first.is_whitespace() { '\u{a0}' } else { first };
        return (start + first.len_utf8(), Kind::Mark(mark));
    }
    let bytes = body.as_bytes();
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let inner_stop =
            byte == b'.' && end == start + 1 && bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic);
        if byte.is_ascii_alphanumeric() || byte >= 0x80 && is_letter_at(body, end) || inner_stop {
            end += 1;
            while !body.is_char_boundary(end) {
                end += 1;
            }
        } else {
            break;
        }
    }
    lower.clear();
    lower.extend(
        body.get(start..end)
            .unwrap_or("")
            .bytes()
            .take(24)
            .filter(|&b| b != b'.')
            .map(|b| char::from(b.to_ascii_lowercase())),
    );
    let sem = meaning(lower);
    // The stop of an abbreviation belongs to it: "Aug.", "p.m.", "Sept."
    let abbreviated = match sem {
        Sem::AmPm(_) => true,
        Sem::Month(..) | Sem::Weekday(..) => {
            lower.len() <= 4 && !matches!(lower.as_str(), "may" | "june" | "july")
        }
        _ => false,
    };
    let more = body.get(end + 1..).and_then(|rest| rest.trim_start().chars().next());
    let sentence_goes_on = more.is_some_and(|c| !c.is_uppercase())
        || matches!(sem, Sem::AmPm(_)) && lower.len() == 2 && bytes.get(end - 2) == Some(&b'.');
    if abbreviated && bytes.get(end) == Some(&b'.') && sentence_goes_on {
        end += 1;
    }
    (end, Kind::Word(sem))
}

fn is_letter_at(body: &str, at: usize) -> bool {
    body.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
}
