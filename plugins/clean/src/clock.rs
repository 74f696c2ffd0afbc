//! The time of day in a date line.

use crate::date::{Tokens, number, sign, skip_signs, word};
use crate::date_line::is_date_word;

/// A clock time anywhere in the line, after the date if there is a choice.
pub(crate) fn find_time(tokens: Tokens<'_, '_>, used: &mut [bool], from: usize) -> String {
    let order = (from..tokens.len()).chain(0..from.min(tokens.len()));
    for at in order {
        let Some((text, end)) = clock(tokens, at) else { continue };
        if used.get(at..end).is_none_or(|taken| taken.contains(&true)) {
            continue;
        }
        for flag in used.iter_mut().take(end).skip(at) {
            *flag = true;
        }
        return text;
    }
    String::new()
}

/// `20:28 BST`, `1:15 p.m.`, `10.15am`, `10:00:00Z`, `10 am`.
fn clock(tokens: Tokens<'_, '_>, at: usize) -> Option<(String, usize)> {
    let (mut hour, digits) = number(tokens, at)?;
    if digits == 4 {
        return military(tokens, at);
    }
    if hour > 24 || digits > 2 {
        return None;
    }
    let mut end = at + 1;
    let mut minute = None;
    if sign(tokens, end).is_some_and(|sign| matches!(sign, ':' | '.'))
        && let Some((value @ 0..=59, 2)) = number(tokens, end + 1)
    {
        minute = Some(value);
        end += 2;
        if sign(tokens, end) == Some(':')
            && let Some((0..=60, 2)) = number(tokens, end + 1)
        {
            end += 2;
        }
    }
    let (half, after) = half_of_day(tokens, end);
    let minute = match (minute, half) {
        (None, None) => return None,
        (minute, _) => minute.unwrap_or(0),
    };
    if let Some(afternoon) = half {
        hour = hour % 12 + if afternoon && hour <= 12 { 12 } else { 0 };
    }
    if hour > 23 {
        return None;
    }
    let (zone, end) = zone(tokens, after);
    Some((format!("{hour:02}:{minute:02}{zone}"), end))
}

/// `0339 GMT`, `1139 HKT`: only before the name of a zone, since four digits may be a year.
fn military(tokens: Tokens<'_, '_>, at: usize) -> Option<(String, usize)> {
    let (value, _) = number(tokens, at)?;
    let named = word(tokens, at + 1).filter(|word| {
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase()) && is_date_word(word)
    });
    if named.is_none() || value >= 2400 || value % 100 > 59 {
        return None;
    }
    let (zone, _) = zone(tokens, at + 1);
    Some((format!("{:02}:{:02}{zone}", value / 100, value % 100), at + 2))
}

/// `pm`, `p.m.`, `P.M`: afternoon or not, and the token after.
fn half_of_day(tokens: Tokens<'_, '_>, at: usize) -> (Option<bool>, usize) {
    match word(tokens, at).map(str::to_ascii_lowercase).as_deref() {
        Some("am") => (Some(false), at + 1),
        Some("pm") => (Some(true), at + 1),
        Some(letter @ ("a" | "p")) => {
            let next = skip_signs(tokens, at + 1, &['.']);
            match word(tokens, next).map(str::to_ascii_lowercase).as_deref() {
                Some("m") => (Some(letter == "p"), skip_signs(tokens, next + 1, &['.'])),
                _ => (None, at),
            }
        }
        _ => (None, at),
    }
}

/// Zones with one meaning only. "IST", "CST" and "ET" have several and are left out.
fn zone(tokens: Tokens<'_, '_>, at: usize) -> (&'static str, usize) {
    let at = skip_signs(tokens, at, &['(']);
    let known = match word(tokens, at) {
        Some("Z" | "UTC" | "GMT") => "+00:00",
        Some("BST") => "+01:00",
        Some("CET") => "+01:00",
        Some("CEST") => "+02:00",
        Some("EST") => "-05:00",
        Some("EDT") => "-04:00",
        Some("PDT") => "-07:00",
        Some("PST") => "-08:00",
        Some("MSK") => "+03:00",
        _ => return ("", at),
    };
    (known, at + 1)
}
