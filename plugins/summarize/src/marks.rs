//! Quotation marks and capitals: how a text is written.

use copydesk_sdk::Span;

use crate::judge::Tok;
use crate::words::Shape;

/// Marks which tokens stand between quotation marks; false where a mark has no partner.
pub(crate) fn mark_quoted(tokens: &mut [Tok]) -> bool {
    let (mut open, mut sound) = (false, true);
    for at in 0..tokens.len() {
        let before = at.checked_sub(1).map(|at| tokens[at]);
        match tokens[at].word.shape {
            Shape::Open => {
                // Two in a row are one mark in the typewriter's manner; else the first has no partner.
                sound &= !open || before.is_some_and(|before| before.word.shape == Shape::Open);
                open = true;
            }
            Shape::Close => {
                sound &= open;
                open = false;
            }
            Shape::Quote => open = !open,
            Shape::Single if open && before.is_some_and(|before| before.word.shape == Shape::Single) => {
                open = false
            }
            _ => tokens[at].quoted = open,
        }
    }
    mark_single(tokens);
    sound && !open
}

/// Marks what stands between single quotation marks. A mark after a blank opens, one before a blank closes; one that
/// finds no partner was an apostrophe.
fn mark_single(tokens: &mut [Tok]) {
    let mut open = None;
    for at in 0..tokens.len() {
        if tokens[at].word.shape != Shape::Single || tokens[at].quoted {
            continue;
        }
        let touches_before = at > 0 && tokens[at - 1].span.end == tokens[at].span.start;
        let touches_after = tokens.get(at + 1).is_some_and(|next| next.span.start == tokens[at].span.end);
        match open {
            None if touches_after && !touches_before => open = Some(at),
            Some(start) if touches_before || !touches_after => {
                tokens[start + 1..at].iter_mut().for_each(|token| token.quoted = true);
                open = None;
            }
            _ => {}
        }
    }
}

/// Most sentences that are read as one because a quotation runs through them.
const JOINED: usize = 4;

/// Joins the sentences through which one quotation runs, so that it is printed whole or not at all. A quotation that
/// does not close before the line ends, or within [`JOINED`] sentences, joins nothing.
pub(crate) fn whole_quotations(text: &str, sents: impl Iterator<Item = Span>, joined: &mut Vec<Span>) {
    joined.clear();
    // Most reports of a wire have no mark at all; looked for without leaving early, that costs little.
    if !text.as_bytes().iter().fold(false, |any, byte| any | (*byte == b'"') | !byte.is_ascii()) {
        joined.extend(sents);
        return;
    }
    let mut pending: Vec<Span> = Vec::with_capacity(JOINED);
    let flush = |pending: &mut Vec<Span>, joined: &mut Vec<Span>| joined.append(pending);
    let mut open = false;
    for span in sents {
        if let Some(last) = pending.last() {
            let gap = Span::new(last.end, span.start).of(text);
            if gap.bytes().any(|byte| byte == b'\n') || pending.len() >= JOINED {
                flush(&mut pending, joined);
                open = false;
            }
        }
        open = opens(span.of(text), open);
        pending.push(span);
        if !open {
            let first = pending.first().map_or(span.start, |first| first.start);
            pending.clear();
            joined.push(Span::new(first, span.end));
        }
    }
    flush(&mut pending, joined);
}

/// Whether words inside sentences begin with capitals, as they do in English: more than one in a hundred.
pub(crate) fn is_cased(text: &str) -> bool {
    let (words, capitals) = if text.is_ascii() { count_ascii(text.as_bytes()) } else { count(text) };
    capitals * 100 > words
}

/// Words after a blank, and those among them that begin with a capital and follow a letter or a comma: there no
/// sentence begins.
fn count(text: &str) -> (u32, u32) {
    let (mut words, mut capitals) = (0, 0);
    let mut before = ['\n'; 2];
    for first in text.chars() {
        if before[1] == ' ' && first.is_alphabetic() {
            words += 1;
            let inside = before[0].is_alphabetic() || before[0] == ',';
            capitals += u32::from(inside && first.is_uppercase());
        }
        before = [before[1], first];
    }
    (words, capitals)
}

/// The same for ASCII, in stretches that are counted byte beside byte.
fn count_ascii(bytes: &[u8]) -> (u32, u32) {
    let upper = |byte: u8| byte.wrapping_sub(b'A') < 26;
    let letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let (mut words, mut capitals) = (0, 0);
    // A blank at the very beginning has nothing before it.
    if let [b' ', first, ..] = bytes {
        words += u32::from(letter(*first));
    }
    let middle = bytes.get(1..).unwrap_or(&[]);
    let last = bytes.get(2..).unwrap_or(&[]);
    let length = last.len();
    let (first, middle) = (bytes.get(..length).unwrap_or(&[]), middle.get(..length).unwrap_or(&[]));
    for ((a, b), c) in first.chunks(128).zip(middle.chunks(128)).zip(last.chunks(128)) {
        let (mut some, mut high) = (0_u8, 0_u8);
        for ((a, b), c) in a.iter().zip(b).zip(c) {
            let begins = (*b == b' ') & letter(*c);
            some += u8::from(begins);
            high += u8::from(begins & upper(*c) & (letter(*a) | (*a == b',')));
        }
        words += u32::from(some);
        capitals += u32::from(high);
    }
    (words, capitals)
}

/// Whether a quotation is open after `text`.
fn opens(text: &str, open: bool) -> bool {
    let bytes = text.as_bytes();
    let mut open = open;
    let mark = |&byte: &u8| byte == b'"' || !byte.is_ascii();
    // Most stretches hold no mark: looked at without leaving early, they cost little.
    let stretches = bytes.chunks(32).enumerate();
    let stretches = stretches.filter(|(_, stretch)| stretch.iter().fold(false, |any, byte| any | mark(byte)));
    let places = stretches.flat_map(|(at, stretch)| (at * 32..).zip(stretch));
    for (at, &byte) in places {
        // The marks beyond ASCII are told by their bytes in UTF-8, of which no other character has a part.
        match byte {
            b'"' => open = !open,
            0xe2 if bytes.get(at + 1) == Some(&0x80) => match bytes.get(at + 2) {
                Some(0x9c | 0x9e) => open = true,
                Some(0x9d) => open = false,
                _ => {}
            },
            0xc2 => match bytes.get(at + 1) {
                Some(0xab) => open = true,
                Some(0xbb) => open = false,
                _ => {}
            },
            _ => {}
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_counted_alike_with_and_without_ascii() {
        let long = "Ole Krag of Bonn met the board, Ida said. The pier is closed. ".repeat(20);
        for text in ["", " ", " A", "a B", "A  B, C d. E", " Bonn and Bonn", ", Bonn", "x\n B", long.as_str()]
        {
            let wide = count(text);
            assert_eq!(count_ascii(text.as_bytes()), wide, "{text:?}");
        }
        assert!(is_cased(&long) && !is_cased(&long.to_lowercase()) && !is_cased(""));
        assert!(is_cased("žluť, Bonn"));
    }
}
