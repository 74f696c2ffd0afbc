//! Numbers in digits and words, and what they count: money, percent, measures, stretches of time.

use crate::cx::{Cx, Found, plain};
use crate::lex::Kind;
use crate::words::{Sem, Unit};

/// A number at `at`: its value, the end, and whether it is vague (`several`).
pub(crate) fn number(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    let (mut value, mut end) = match cx.items.get(at)?.kind {
        Kind::Number(value, ..) => fraction(cx, at, value),
        Kind::Word(Sem::Small(_)) => words_below_hundred(cx, at)?,
        Kind::Word(Sem::A)
            if matches!(cx.sem(at + 1), Sem::Scale(_) | Sem::Dozen) && cx.word(at + 1).len() > 2 =>
        {
            (1.0, at + 1)
        }
        Kind::Word(Sem::Half)
            if matches!(cx.sem(at + 1), Sem::A) && matches!(cx.sem(at + 2), Sem::Scale(_) | Sem::Dozen) =>
        {
            (0.5, at + 2)
        }
        _ => return None,
    };
    let mut total = 0.0;
    // Each scale multiplies what was read since the last larger one: "two hundred and five thousand".
    for _ in 0..8 {
        let Some((scale, next)) = scale(cx, end) else { break };
        value *= scale;
        end = next;
        let after = end + usize::from(cx.sem(end) == Sem::And && scale >= 100.0);
        if scale >= 1000.0 {
            total += value;
            value = 0.0;
        }
        let Some((more, next)) = words_below_hundred(cx, after) else { continue };
        value += more;
        end = next;
    }
    Some((total + value, end))
}

/// `1/2`, `7-1/2`: halves down to sixty-fourths, as prices have them. Anything else is the number itself.
fn fraction(cx: &Cx<'_>, at: usize, value: f64) -> (f64, usize) {
    let part = |at: usize| {
        let (above, _) = cx.whole(at)?;
        let (below, _) = cx
            .whole(at + 2)
            .filter(|_| cx.mark(at + 1) == Some('/') && cx.glued(at + 1) && cx.glued(at + 2))?;
        let whole =
            matches!(below, 2 | 3 | 4 | 8 | 16 | 32 | 64) && above < below && cx.mark(at + 3) != Some('/');
        whole.then(|| f64::from(above) / f64::from(below))
    };
    if let Some(part) = part(at) {
        return (part, at + 3);
    }
    if cx.is_hyphen(at + 1)
        && cx.glued(at + 1)
        && cx.glued(at + 2)
        && let Some(part) = part(at + 2)
    {
        return (value + part, at + 5);
    }
    (value, at + 1)
}

fn scale(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    let at = if cx.is_hyphen(at) && cx.glued(at) && cx.glued(at + 1) { at + 1 } else { at };
    match cx.sem(at) {
        Sem::Scale(scale) => Some((scale, at + 1)),
        Sem::Dozen => Some((12.0, at + 1)),
        _ if cx.glued(at) && (cx.word(at) == "m" || cx.word(at) == "k") => {
            Some((if cx.word(at) == "m" { 1e6 } else { 1e3 }, at + 1))
        }
        _ => None,
    }
}

fn words_below_hundred(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    let Sem::Small(value) = cx.sem(at) else { return None };
    if value >= 20 {
        let hyphen = usize::from(cx.is_hyphen(at + 1));
        if let Sem::Small(ones @ 1..=9) = cx.sem(at + 1 + hyphen) {
            return Some((f64::from(value + ones), at + 2 + hyphen));
        }
    }
    Some((f64::from(value), at + 1))
}

/// Money that begins with its sign or code: `$3.4bn`, `US$5 million`, `EUR 20`.
pub(crate) fn money_first(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (code, next) = currency_sign(cx, at)?;
    let (value, end) = number(cx, next).filter(|_| matches!(cx.items[next].kind, Kind::Number(..)))?;
    // "$3 to $4 million" and "$3-4 million" keep both ends; the first takes the scale of the second.
    let mut found = Found::new(end, "MONEY", format!("{} {code}", plain(value)), "money");
    if cx.is_hyphen(end)
        && cx.glued(end)
        && let Some((second, stop)) = number(cx, end + 1 + usize::from(currency_sign(cx, end + 1).is_some()))
        && second >= value
        && !cx.is(stop, "year")
    {
        let factor = if second >= 1e6 && value < 1e3 {
            10f64.powi((second.log10() / 3.0).floor() as i32 * 3)
        } else {
            1.0
        };
        found =
            Found::new(stop, "MONEY", format!("{}/{} {code}", plain(value * factor), plain(second)), "money");
    }
    let named = found.end + usize::from(cx.is_hyphen(found.end));
    if let Sem::Currency(code2) = cx.sem(named)
        && code2 == code
        && !cx.is(named, "won")
    {
        found.end = named + 1;
    }
    Some(found)
}

fn currency_sign(cx: &Cx<'_>, at: usize) -> Option<(&'static str, usize)> {
    let sign = |mark: Option<char>| match mark {
        Some('$') => Some("USD"),
        Some('€') => Some("EUR"),
        Some('£') => Some("GBP"),
        Some('¥') => Some("JPY"),
        Some('₽') => Some("RUB"),
        Some('₹') => Some("INR"),
        Some('₩') => Some("KRW"),
        Some('₺') => Some("TRY"),
        Some('₴') => Some("UAH"),
        Some('₪') => Some("ILS"),
        _ => None,
    };
    if let Some(code) = sign(cx.mark(at)) {
        return Some((code, at + 1));
    }
    if cx.mark(at + 1) == Some('$') && cx.glued(at + 1) {
        let code = match cx.word(at) {
            "US" | "U.S" => "USD",
            "A" | "AU" => "AUD",
            "C" | "CA" => "CAD",
            "NZ" => "NZD",
            "HK" => "HKD",
            "S" => "SGD",
            "R" => "BRL",
            _ => return None,
        };
        return Some((code, at + 2));
    }
    match cx.word(at) {
        code @ ("USD" | "EUR" | "GBP" | "JPY" | "CHF" | "CNY") => match cx.sem(at) {
            Sem::Currency(known) if known == code => Some((known, at + 1)),
            _ => None,
        },
        _ => None,
    }
}

/// What a number at `at` counts.
pub(crate) fn counted(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (value, end) = number(cx, at)?;
    let next = end + usize::from(cx.is_hyphen(end) && cx.glued(end) && cx.glued(end + 1));
    if cx.mark(end) == Some('%') {
        return Some(Found::new(end + 1, "PERCENT", plain(value), "percent"));
    }
    if cx.sem(next) == Sem::Percent {
        // "two percentage points" counts points, "two percent" parts of a hundred: both are written as a number.
        let points = usize::from(cx.is(next, "percentage") && cx.word(next + 1).starts_with("point"));
        return Some(Found::new(next + 1 + points, "PERCENT", plain(value), "percent"));
    }
    if cx.is(next, "per") && cx.is(next + 1, "cent") {
        return Some(Found::new(next + 2, "PERCENT", plain(value), "percent"));
    }
    if let Some(found) = money_last(cx, next, value) {
        return Some(found);
    }
    if let Some(found) = measure(cx, next, value) {
        return Some(found);
    }
    None
}

fn money_last(cx: &Cx<'_>, next: usize, value: f64) -> Option<Found> {
    let (demonym, at) = match cx.word(next) {
        "US" | "U.S" | "American" => (Some("USD"), next + 1 + usize::from(cx.mark(next + 1) == Some('.'))),
        "Canadian" => (Some("CAD"), next + 1),
        "Australian" => (Some("AUD"), next + 1),
        "British" => (Some("GBP"), next + 1),
        "Swiss" => (Some("CHF"), next + 1),
        "Mexican" => (Some("MXN"), next + 1),
        "Swedish" => (Some("SEK"), next + 1),
        "Norwegian" => (Some("NOK"), next + 1),
        "Hong" if cx.is(next + 1, "Kong") => (Some("HKD"), next + 2),
        _ => (None, next),
    };
    let at = at.max(next);
    match cx.sem(at) {
        Sem::Currency(code) => {
            if cx.is(at, "won") && value < 1000.0 || cx.is(at, "pound") && value < 2.0 {
                return None;
            }
            let code = demonym.unwrap_or(code);
            let end = at + 1 + usize::from(cx.is(at, "pounds") && cx.is(at + 1, "sterling"));
            Some(Found::new(end, "MONEY", format!("{} {code}", plain(value)), "money"))
        }
        Sem::Cents if demonym.is_none() && (cx.is(at, "cents") || cx.is(at, "pence")) => {
            let code = if cx.is(at, "pence") { "GBP" } else { "USD" };
            Some(Found::new(at + 1, "MONEY", format!("{} {code}", plain(value / 100.0)), "money"))
        }
        _ => None,
    }
}

fn measure(cx: &Cx<'_>, next: usize, value: f64) -> Option<Found> {
    let squared = match cx.word(next) {
        "square" | "sq" => Some("2"),
        "cubic" => Some("3"),
        _ => None,
    };
    let at =
        next + usize::from(squared.is_some()) + usize::from(matches!(cx.word(next), "nautical" | "metric"));
    match cx.sem(at) {
        Sem::Measure(symbol) => {
            // "5 in the morning" and "6 feet" differ; a lone "in" is not a unit here, "m" only when glued.
            let power = squared.unwrap_or("");
            Some(Found::new(at + 1, "QUANTITY", format!("{} {symbol}{power}", plain(value)), "quantity"))
        }
        _ if cx.mark(at) == Some('°') => {
            let scale = matches!(cx.word(at + 1), "C" | "F") && cx.glued(at + 1);
            let symbol = if scale { cx.word(at + 1) } else { "deg" };
            Some(Found::new(
                at + 1 + usize::from(scale),
                "QUANTITY",
                format!("{} {symbol}", plain(value)),
                "quantity",
            ))
        }
        _ => None,
    }
}

/// `P3D`, `PT2H`, `P20Y`.
pub(crate) fn duration_value(amount: &str, unit: Unit) -> String {
    let scaled = |factor: f64, letter: &str| match amount.parse::<f64>() {
        Ok(number) => format!("P{}{letter}", plain(number * factor)),
        Err(_) => format!("PX{letter}"),
    };
    match unit {
        Unit::Second => format!("PT{amount}S"),
        Unit::Minute => format!("PT{amount}M"),
        Unit::Hour => format!("PT{amount}H"),
        Unit::Day => format!("P{amount}D"),
        Unit::Weekend => format!("P{amount}WE"),
        Unit::Week => format!("P{amount}W"),
        Unit::Fortnight => scaled(2.0, "W"),
        Unit::Month => format!("P{amount}M"),
        Unit::Quarter => scaled(3.0, "M"),
        Unit::Year => format!("P{amount}Y"),
        Unit::Decade => scaled(10.0, "Y"),
        Unit::Century => scaled(100.0, "Y"),
    }
}

/// How many of which unit: (amount or `X`, unit, end). `three days`, `several weeks`, `a couple of months`,
/// `half an hour`, `a year`, `two-week`.
pub(crate) fn amount(cx: &Cx<'_>, at: usize) -> Option<(String, Unit, usize)> {
    let unit = |at: usize| match cx.sem(at) {
        Sem::Unit(unit) => Some(unit),
        _ if cx.is(at, "second") => Some(Unit::Second),
        _ => None,
    };
    if let Some((value, end)) = number(cx, at) {
        let mut value = value;
        let mut end = end;
        if cx.sem(end) == Sem::And && cx.sem(end + 1) == Sem::A && cx.sem(end + 2) == Sem::Half {
            value += 0.5;
            end += 3;
        }
        let next = end + usize::from(cx.is_hyphen(end) && cx.glued(end) && cx.glued(end + 1));
        let next = next
            + usize::from(matches!(
                cx.word(next),
                "full" | "straight" | "consecutive" | "long" | "more" | "working" | "business"
            ));
        let found = unit(next)?;
        if found == Unit::Second && cx.is(next, "second") && next == end {
            return None;
        }
        // "15-year-old" is an age: a stretch of time all the same.
        return Some((plain(value), found, next + 1));
    }
    match cx.sem(at) {
        Sem::Vague => {
            unit(at + 1).or_else(|| cx.is(at + 1, "more").then(|| unit(at + 2)).flatten()).map(|found| {
                let end = at + 2 + usize::from(cx.is(at + 1, "more"));
                ("X".to_owned(), found, end)
            })
        }
        Sem::Half if cx.sem(at + 1) == Sem::A => match unit(at + 2)? {
            Unit::Hour => Some(("30".to_owned(), Unit::Minute, at + 3)),
            Unit::Year => Some(("6".to_owned(), Unit::Month, at + 3)),
            Unit::Century => Some(("50".to_owned(), Unit::Year, at + 3)),
            other => Some(("0.5".to_owned(), other, at + 3)),
        },
        Sem::A => match cx.sem(at + 1) {
            Sem::Couple => {
                let next = at + 2 + usize::from(cx.sem(at + 2) == Sem::Of);
                unit(next).map(|found| ("2".to_owned(), found, next + 1))
            }
            Sem::Vague if cx.is(at + 1, "few") => unit(at + 2).map(|found| ("X".to_owned(), found, at + 3)),
            Sem::Half if cx.is_hyphen(at + 2) => match unit(at + 3)? {
                Unit::Hour => Some(("30".to_owned(), Unit::Minute, at + 4)),
                other => Some(("0.5".to_owned(), other, at + 4)),
            },
            _ => unit(at + 1)
                .filter(|unit| {
                    *unit != Unit::Second
                        || cx.is(at + 1, "second") && matches!(cx.sem(at + 2), Sem::Ago | Sem::Later)
                })
                .map(|found| ("1".to_owned(), found, at + 2)),
        },
        _ => None,
    }
}

/// Bare numbers and ranks.
pub(crate) fn bare(cx: &Cx<'_>, at: usize) -> Option<Found> {
    if let Some((value, digits)) = cx.whole(at) {
        let suffix = cx.glued(at + 1) && ["st", "nd", "rd", "th"].iter().any(|end| cx.is(at + 1, end));
        if suffix && digits <= 4 {
            return Some(Found::new(at + 2, "ORDINAL", value.to_string(), "ordinal"));
        }
    }
    if let Sem::Ordinal(value) = cx.sem(at) {
        // "19 metres per second": the unit.
        if cx.is(at, "second") && cx.word_before(at) == "per" {
            return None;
        }
        return Some(Found::new(at + 1, "ORDINAL", value.to_string(), "ordinal"));
    }
    if let (Sem::Small(tens @ 20..), Sem::Ordinal(ones @ 1..=9)) = (cx.sem(at), cx.sem(at + 2))
        && cx.is_hyphen(at + 1)
    {
        return Some(Found::new(at + 3, "ORDINAL", (tens + ones).to_string(), "ordinal"));
    }
    let (value, end) = number(cx, at)?;
    // "one" is mostly a pronoun.
    if end == at + 1 && cx.sem(at) == Sem::Small(1) && cx.sem(end) != Sem::Of {
        return None;
    }
    // Digits glued to letters are names of things: "737-800", "3D", "F-16".
    let in_name = cx.glued(at)
        && at > 0
        && !matches!(cx.mark(at - 1), Some('(' | '[' | '"' | '“' | '‘' | '#' | '/' | '>'))
        || cx.glued(end) && matches!(cx.items.get(end).map(|item| item.kind), Some(Kind::Word(_)));
    (!in_name).then(|| Found::new(end, "CARDINAL", plain(value), "number"))
}
