//! Numbers that count nothing but themselves: cardinals, ranks, and what only looks like them.

use crate::cx::{Cx, Found};
use crate::lex::Kind;
use crate::numbers::number;
use crate::proper::number_in_name;
use crate::sem::Sem;
use crate::value::Value;

/// Something to pass over: a score, a telephone number, a number that is part of a name.
fn nothing(end: usize) -> Found {
    Found::new(end, "", "", "")
}

/// Numbers and ranks by themselves. A found one without a label is to be passed over.
pub(crate) fn bare(cx: &Cx<'_>, at: usize) -> Option<Found> {
    if let Some(found) = ordinal(cx, at) {
        return Some(found);
    }
    if cx.sem(at) == Sem::Between {
        let first = number(cx, at + 1)?;
        let second = number(cx, first.end + 1).filter(|_| cx.sem(first.end) == Sem::And)?;
        let from =
            if first.scale == 1.0 && second.scale > 1.0 && first.value < 1000.0 { second.scale } else { 1.0 };
        let value = Value::new().number(first.value * from).text("/").number(second.value);
        return Some(Found::new(second.end, "CARDINAL", value, "number-range"));
    }
    let read = number(cx, at)?;
    // "one" is mostly a pronoun.
    if read.end == at + 1 && cx.sem(at) == Sem::Small(1) && cx.sem(read.end) != Sem::Of {
        return None;
    }
    if cx.is_number(at)
        && let Some(end) = telephone(cx, at).or_else(|| hyphenated(cx, at))
    {
        return Some(match number_range(cx, at, end) {
            Some(found) => found,
            None => nothing(end),
        });
    }
    if in_name(cx, at, read.end) || matches!(cx.sem(at), Sem::Small(_)) && number_in_name(cx, at, read.end) {
        return Some(nothing(read.end));
    }
    if let Some(found) = to_range(cx, at, read.end) {
        return Some(found);
    }
    Some(Found::new(read.end, "CARDINAL", Value::new().number(read.value), "number"))
}

fn ordinal(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let rank = |end: usize, value: u64| Found::new(end, "ORDINAL", Value::new().whole(value, 1), "ordinal");
    if let Some((value, digits)) = cx.whole(at) {
        if !cx.suffix(at + 1) || digits > 4 {
            return None;
        }
        const PLACES: [&str; 16] = [
            "Street",
            "St",
            "Avenue",
            "Ave",
            "Circuit",
            "Fleet",
            "Division",
            "Brigade",
            "Regiment",
            "Infantry",
            "District",
            "Battalion",
            "Century",
            "Precinct",
            "Airborne",
            "Ward",
        ];
        let named = PLACES.contains(&cx.word(at + 2));
        return Some(if named { nothing(at + 2) } else { rank(at + 2, u64::from(value)) });
    }
    if let (Sem::Small(tens @ 20..), Sem::Ordinal(ones @ 1..=9)) = (cx.sem(at), cx.sem(at + 2))
        && cx.is_hyphen(at + 1)
    {
        return Some(rank(at + 3, u64::from(tens + ones)));
    }
    let Sem::Ordinal(value) = cx.sem(at) else { return None };
    // "19 metres per second", "wait a second", "second-guess": no ranks. "Fifth Avenue", "First Lady": names.
    if cx.is(at, "second") {
        let pause = cx.sem_before(at) == Sem::A
            && (cx.phrase_ends(at + 1)
                || cx.is(at.wrapping_sub(2), "split")
                || cx.is(at.wrapping_sub(2), "for"));
        if cx.is(at.wrapping_sub(1), "per") || pause || cx.is_hyphen(at + 1) && cx.is(at + 2, "guess") {
            return None;
        }
    }
    let title = cx.capital(at) && cx.capital(at + 1) && cx.is_word(at + 1) && !cx.first_word(at);
    let known =
        ["Avenue", "Street", "Amendment", "Lady", "Minister", "Reich", "World", "Republic", "Circuit"];
    if title || cx.capital(at) && known.contains(&cx.word(at + 1)) {
        return Some(nothing(at + 1));
    }
    Some(rank(at + 1, u64::from(value)))
}

/// Groups of digits that are dialled: `020 7946 0018`, `555-0147`, `(202) 555-0123`, `+44 20 7946 0018`.
fn telephone(cx: &Cx<'_>, at: usize) -> Option<usize> {
    let (mut digits, mut groups, mut end) = (0, 0, at);
    let area = matches!(cx.mark_before(at), Some('+')) && cx.glued(at)
        || matches!(cx.mark_before(at), Some('(')) && cx.mark(at + 1) == Some(')') && cx.is_number(at + 2);
    // No telephone number has more groups than these.
    while groups < 6
        && let Some(Kind::Number { digits: more, plain: true, .. }) = cx.kind(end)
    {
        digits += u32::from(more);
        groups += 1;
        end += 1;
        let joined =
            cx.is_hyphen(end) && cx.glued(end) && cx.glued(end + 1) || area && cx.mark(end) == Some(')');
        end += usize::from(joined && cx.is_number(end + 1));
    }
    let zero = cx.word(at).starts_with('0') && cx.whole(at).is_none_or(|(_, digits)| digits > 1);
    (groups > 1 && (area || zero || digits >= 7 && groups < 5 && cx.word(end - 1).len() == 4) && digits >= 7)
        .then_some(end)
}

/// The end of numbers that hyphens, slashes or colons join: `3-1`, `52-48`, `24/7`.
fn hyphenated(cx: &Cx<'_>, at: usize) -> Option<usize> {
    let mut end = at + 1;
    while (cx.is_hyphen(end) || matches!(cx.mark(end), Some('/' | ':' | '.')))
        && cx.glued(end)
        && cx.glued(end + 1)
        && cx.is_number(end + 1)
    {
        end += 2;
    }
    (end > at + 1).then_some(end)
}

/// `30-40 passengers`: two numbers that grow, before what they count.
fn number_range(cx: &Cx<'_>, at: usize, end: usize) -> Option<Found> {
    let (first, last) = (cx.numeral(at)?, cx.numeral(at + 2)?);
    let range = end == at + 3
        && cx.is_hyphen(at + 1)
        && first < last
        && (cx.word(at + 2) == "0" || !cx.word(at + 2).starts_with('0'))
        && counts_things(cx, end);
    range.then(|| {
        Found::new(end, "CARDINAL", Value::new().number(first).text("/").number(last), "number-range")
    })
}

/// `10 to 15 people`.
fn to_range(cx: &Cx<'_>, at: usize, end: usize) -> Option<Found> {
    if !cx.is(end, "to") || cx.is(at.wrapping_sub(1), "from") {
        return None;
    }
    let (first, second) = (number(cx, at)?, number(cx, end + 1)?);
    let factor =
        if first.scale == 1.0 && second.scale > 1.0 && first.value < 1000.0 { second.scale } else { 1.0 };
    let from = first.value * factor;
    let range = from < second.value && second.value <= from * 10.0 && counts_things(cx, second.end);
    let value = Value::new().number(from).text("/").number(second.value);
    range.then(|| Found::new(second.end, "CARDINAL", value, "number-range"))
}

/// Whether the number is part of a name: glued to letters ("737-800", "3D", "F-16"), or behind a word that numbers
/// follow ("Flight 370", "Room 101", "S&P 500").
fn in_name(cx: &Cx<'_>, at: usize, end: usize) -> bool {
    let glued = cx.glued(at)
        && at > 0
        && !matches!(
            cx.mark(at - 1),
            Some('(' | '[' | '"' | '“' | '‘' | '\'' | '#' | '/' | '>' | '—' | '.' | ',' | ':' | ';')
        );
    let letters = cx.glued(end) && matches!(cx.kind(end), Some(Kind::Word(_)))
        || cx.is_hyphen(end) && cx.glued(end) && cx.glued(end + 1) && cx.capital(end + 1);
    if glued || letters {
        return true;
    }
    let Some(before) = at.checked_sub(1).filter(|&before| cx.is_word(before) && cx.is_number(at)) else {
        return false;
    };
    if cx.sem(before) == Sem::Named && !cx.is(before, "page") {
        return true;
    }
    // "Boeing 737", "FTSE 100": a name, unless the number counts something ("In Chicago 14 people").
    cx.capital(before)
        && matches!(cx.sem(before), Sem::Other)
        && !cx.first_word(before)
        && cx.whole(at).is_some()
        && !counts_things(cx, end)
        && !cx.capital(end)
        && cx.phrase_ends(end) | !cx.is_word(end + 1)
        || cx.capital(before) && cx.word(before).len() > 1 && named_index(cx, before)
}

/// Indices of shares and the like, whatever follows.
fn named_index(cx: &Cx<'_>, before: usize) -> bool {
    ["FTSE", "CAC", "DAX", "Nikkei", "P", "Nasdaq", "Fortune", "Russell", "Covid", "COVID", "Euro", "Formula"]
        .contains(&cx.word(before))
        || cx.word(before) == "P" && cx.mark(before.wrapping_sub(1)) == Some('&')
}

/// Whether the word at `at` is one that a number before it would count: a plural in small letters.
pub(crate) fn counts_things(cx: &Cx<'_>, at: usize) -> bool {
    const SINGULAR: [&str; 14] = [
        "was",
        "is",
        "has",
        "as",
        "s",
        "elections",
        "us",
        "its",
        "his",
        "this",
        "across",
        "less",
        "does",
        "times",
    ];
    const MEN: [&str; 9] =
        ["people", "men", "women", "children", "police", "different", "cattle", "sheep", "troops"];
    let word = cx.word(at);
    cx.is_word(at)
        && !cx.capital(at)
        && (word.ends_with('s') && !SINGULAR.contains(&word) || MEN.contains(&word))
}
