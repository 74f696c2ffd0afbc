//! Dates as tokens: numbers, names of months and the signs between them.

use copydesk_text::calendar::{Date, Weekday, parse_month};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'a> {
    Number(u32, usize),
    Word(&'a str),
    Sign(char),
}

/// Cuts a line into numbers, words and signs.
pub(crate) fn tokens(line: &str) -> Vec<(Token<'_>, usize, usize)> {
    let mut out = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        let digits = first.is_ascii_digit();
        if digits || first.is_alphabetic() {
            let mut last = first;
            while let Some(&(at, next)) = chars.peek() {
                let more = if digits {
                    next.is_ascii_digit()
                } else {
                    // A capital behind a small letter begins what was stuck to a word: "PressDecember 2, 2016".
                    let stuck = last.is_lowercase() && next.is_uppercase();
                    !stuck && (next.is_alphabetic() || matches!(next, '\'' | '’' | '&'))
                };
                last = next;
                if !more {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let piece = line.get(start..end).unwrap_or("");
        let token = match digits {
            true => Token::Number(piece.parse().unwrap_or(u32::MAX), piece.len()),
            false if first.is_alphabetic() => Token::Word(piece),
            false => Token::Sign(first),
        };
        out.push((token, start, end));
    }
    out
}

/// The tokens of a line with the bytes where they begin and end.
pub(crate) type Tokens<'a, 'b> = &'b [(Token<'a>, usize, usize)];

pub(crate) fn sign(tokens: Tokens<'_, '_>, at: usize) -> Option<char> {
    match tokens.get(at)?.0 {
        Token::Sign(sign) => Some(sign),
        _ => None,
    }
}

pub(crate) fn number(tokens: Tokens<'_, '_>, at: usize) -> Option<(u32, usize)> {
    match tokens.get(at)?.0 {
        Token::Number(value, digits) => Some((value, digits)),
        _ => None,
    }
}

pub(crate) fn word<'a>(tokens: Tokens<'a, '_>, at: usize) -> Option<&'a str> {
    match tokens.get(at)?.0 {
        Token::Word(word) => Some(word),
        _ => None,
    }
}

/// The first date from a token on (`None` inside where day, month or year is missing or unclear) and the token after it.
pub(crate) fn find_date(
    tokens: Tokens<'_, '_>,
    used: &mut [bool],
    from: usize,
) -> Option<(Option<Date>, usize)> {
    for at in from..tokens.len() {
        let found = numeric(tokens, at).or_else(|| month_first(tokens, at)).or_else(|| day_first(tokens, at));
        if let Some((date, end)) = found {
            for flag in used.iter_mut().take(end).skip(at) {
                *flag = true;
            }
            return Some((date, end));
        }
    }
    None
}

/// `2018-08-06`, `2018/08/06`, `19.03.2025`, `08/20/2018`, `08/20/18`.
fn numeric(tokens: Tokens<'_, '_>, at: usize) -> Option<(Option<Date>, usize)> {
    let (first, digits) = number(tokens, at)?;
    let mark = sign(tokens, at + 1).filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let (second, _) = number(tokens, at + 2)?;
    sign(tokens, at + 3).filter(|&other| other == mark)?;
    let (third, last_digits) = number(tokens, at + 4)?;
    let end = at + 5;
    if digits == 4 {
        return Some((Some(Date::new(first as i32, second, third)?), end));
    }
    let year = match last_digits {
        4 => third as i32,
        2 if mark == '/' => 2000 + third as i32,
        _ => return None,
    };
    let day_first = Date::new(year, second, first);
    let month_first = Date::new(year, first, second);
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => Some((None, end)),
        (None, None) => None,
        (one, other) => Some((one.or(other), end)),
    }
}

fn after_ordinal(tokens: Tokens<'_, '_>, at: usize) -> usize {
    let ordinal = word(tokens, at).is_some_and(|word| matches!(word, "st" | "nd" | "rd" | "th"));
    if ordinal { at + 1 } else { at }
}

pub(crate) fn skip_signs(tokens: Tokens<'_, '_>, mut at: usize, signs: &[char]) -> usize {
    while sign(tokens, at).is_some_and(|sign| signs.contains(&sign)) {
        at += 1;
    }
    at
}

fn year(tokens: Tokens<'_, '_>, at: usize) -> Option<(i32, usize)> {
    let at = skip_signs(tokens, at, &[',', '.', '-', '/']);
    match number(tokens, at)? {
        (year @ 1900..=2099, 4) => Some((year as i32, at + 1)),
        _ => None,
    }
}

/// `August 6, 2018`, `Aug. 6th 2018`, `Aug 6`.
fn month_first(tokens: Tokens<'_, '_>, at: usize) -> Option<(Option<Date>, usize)> {
    let month = parse_month(word(tokens, at).filter(|word| word.starts_with(char::is_uppercase))?)?;
    let day_at = skip_signs(tokens, at + 1, &['.', '-']);
    let (day, digits) = number(tokens, day_at)?;
    if !(1..=31).contains(&day) || digits > 2 {
        return None;
    }
    let end = after_ordinal(tokens, day_at + 1);
    match year(tokens, end) {
        Some((year, end)) => Some((Some(Date::new(year, month, day)?), end)),
        None => Some((None, end)),
    }
}

/// `6 August 2018`, `06-Aug-2018`, `6th of August, 2018`, `6 August`.
fn day_first(tokens: Tokens<'_, '_>, at: usize) -> Option<(Option<Date>, usize)> {
    let (day, digits) = number(tokens, at)?;
    if !(1..=31).contains(&day) || digits > 2 {
        return None;
    }
    let mut next = skip_signs(tokens, after_ordinal(tokens, at + 1), &['-', '.']);
    if word(tokens, next) == Some("of") {
        next += 1;
    }
    let month = parse_month(word(tokens, next).filter(|word| word.starts_with(char::is_uppercase))?)?;
    match year(tokens, next + 1) {
        Some((year, end)) => Some((Some(Date::new(year, month, day)?), end)),
        None => Some((None, next + 1)),
    }
}

/// Reads a full date anywhere in a short prefix, for inline datelines: `March 18, 2025`, `3 May 2021`.
pub(crate) fn date_in(text: &str) -> Option<Date> {
    let tokens = tokens(text);
    find_date(&tokens, &mut vec![false; tokens.len()], 0)?.0
}

/// Whether a word of an inline dateline belongs to a date: a month, a weekday or a number.
pub(crate) fn is_of_date(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    parse_month(word).is_some()
        || Weekday::parse(word).is_some()
        || (!word.is_empty() && word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
}
