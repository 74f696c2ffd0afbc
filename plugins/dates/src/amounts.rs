//! What numbers count: money, percent, measures, and ranges of them.

use crate::cx::{Cx, Found};
use crate::money::{self, Code};
use crate::numbers::{Number, number};
use crate::sem::Sem;
use crate::value::Value;
use crate::vocabulary::symbol;

/// What an amount is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum In {
    /// Nothing: a number alone.
    Ones,
    Percent,
    Money(Code),
    /// A measure and its power.
    Measure(&'static str, u8),
}

/// An amount: a number and what it is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Amount {
    value: f64,
    scale: f64,
    /// What one of the unit is worth: a cent 0.01 of a dollar.
    factor: f64,
    end: usize,
    unit: In,
    /// Whether the unit stands before the number, as signs of money do.
    before: bool,
}

/// Money, percent, a measure, or a range of them that begins at `at`.
pub(crate) fn amount(cx: &Cx<'_>, at: usize) -> Option<Found> {
    if cx.sem(at) == Sem::Between {
        let first = single(cx, at + 1)?;
        return (cx.sem(first.end) == Sem::And).then(|| range(cx, at, &first, true)).flatten();
    }
    if let Some(found) = vague_money(cx, at) {
        return Some(found);
    }
    let first = single(cx, at)?;
    if let Some(found) = range(cx, at, &first, false) {
        return Some(found);
    }
    (first.unit != In::Ones).then(|| write(&first, None, first.end))
}

/// `tens of millions of dollars`, `several million euros`.
fn vague_money(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let mut next = match cx.sem(at) {
        Sem::Scales => at + 1,
        Sem::Vague if matches!(cx.sem(at + 1), Sem::Scale(_)) => at + 2,
        _ => return None,
    };
    // "Tens of millions", at most "hundreds of thousands of millions".
    for _ in 0..2 {
        if cx.sem(next) == Sem::Of && cx.sem(next + 1) == Sem::Scales {
            next += 2;
        }
    }
    next += usize::from(cx.sem(next) == Sem::Of);
    let (code, end) = money::name(cx, next)?;
    Some(Found::new(end, "MONEY", Value::from("X ").text(code), "vague-money"))
}

/// One amount.
fn single(cx: &Cx<'_>, at: usize) -> Option<Amount> {
    if let Some((code, next)) = money::sign(cx, at) {
        let read = number(cx, next).filter(|_| cx.is_number(next))?;
        let mut end = read.end;
        // "$5 million dollars", "US$ 5"
        let named = cx.past_hyphen(end);
        if matches!(cx.sem(named), Sem::Currency(code2) if code2 == code) && !cx.is(named, "won") {
            end = named + 1;
        }
        return Some(Amount {
            value: read.value,
            scale: read.scale,
            factor: 1.0,
            end,
            unit: In::Money(code),
            before: true,
        });
    }
    let negative = matches!(cx.mark(at), Some('-' | '−'));
    if negative || cx.mark(at) == Some('+') {
        if cx.glued(at) && !matches!(cx.mark_before(at), Some('(' | '"' | '“'))
            || !cx.glued(at + 1)
            || !cx.is_number(at + 1)
        {
            return None;
        }
        let amount =
            single(cx, at + 1).filter(|amount| matches!(amount.unit, In::Percent | In::Measure(..)))?;
        return Some(Amount { value: if negative { -amount.value } else { amount.value }, ..amount });
    }
    if let Some(amount) = part_of_percent(cx, at) {
        return Some(amount);
    }
    let read = number(cx, at)?;
    let with = |factor: f64, end: usize, unit: In| {
        Some(Amount { value: read.value * factor, scale: read.scale, factor, end, unit, before: false })
    };
    if let Some((factor, end)) = percent(cx, read.end) {
        return with(factor, end, In::Percent);
    }
    if let Some((factor, code, end)) = money_after(cx, at, &read) {
        return with(factor, end, In::Money(code));
    }
    if let Some((unit, end)) = measure(cx, at, &read) {
        return with(1.0, end, unit);
    }
    with(1.0, read.end, In::Ones)
}

/// The unit of percent at `at`: its part of a percent, and the end.
fn percent(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    if cx.mark(at) == Some('%') {
        return Some((1.0, at + 1));
    }
    let at = cx.past_hyphen(at);
    match cx.sem(at) {
        Sem::Percent if cx.is(at, "percentage") => {
            cx.among(at + 1, &["point", "points"]).then_some((1.0, at + 2))
        }
        Sem::Percent => Some((1.0, at + 1)),
        Sem::Basis if cx.is(at, "basis") => cx.among(at + 1, &["point", "points"]).then_some((0.01, at + 2)),
        Sem::Basis => Some((0.01, at + 1)),
        _ if cx.is(at, "per") && cx.is(at + 1, "cent") => Some((1.0, at + 2)),
        _ => None,
    }
}

/// `half a percentage point`, `a quarter of a percent`, `half of one percent`.
fn part_of_percent(cx: &Cx<'_>, at: usize) -> Option<Amount> {
    let (value, mut next) = match cx.sem(at) {
        Sem::Half => (0.5, at + 1),
        Sem::A | Sem::Small(1..=9) => {
            number(cx, at).filter(|read| read.value < 1.0).map(|read| (read.value, read.end))?
        }
        _ => return None,
    };
    next += usize::from(cx.sem(next) == Sem::Of);
    if !matches!(cx.sem(next), Sem::A | Sem::Small(1)) {
        return None;
    }
    let (factor, end) = percent(cx, next + 1)?;
    Some(Amount { value: value * factor, scale: 1.0, factor, end, unit: In::Percent, before: false })
}

/// The currency behind a number: what one of it is worth in the currency, its code, and the end.
fn money_after(cx: &Cx<'_>, at: usize, read: &Number) -> Option<(f64, Code, usize)> {
    let next = cx.past_hyphen(read.end);
    if cx.glued(next) && cx.word(next) == "p" && next == read.end {
        return Some((0.01, *b"GBP", next + 1));
    }
    match cx.sem(next) {
        Sem::Cents if cx.among(next, &["cents", "cts", "ct", "pence", "penny"]) => {
            let code = if cx.word(next).starts_with(['p', 'P']) { *b"GBP" } else { *b"USD" };
            return Some((0.01, code, next + 1));
        }
        _ => {}
    }
    let (code, end) = money::name(cx, next)?;
    let last = end - 1;
    // "Italy have won 3 won" is no money, nor are three marks for style.
    if cx.is(last, "won") && read.value < 1000.0 || cx.is(last, "marks") && read.value < 100.0 {
        return None;
    }
    (!weighs(cx, at, read, next)).then_some((1.0, code, end))
}

/// Whether the pounds at `next` are a weight: "weighed 600 pounds", "50 pounds of rice", "a 300-pound bear".
fn weighs(cx: &Cx<'_>, at: usize, read: &Number, next: usize) -> bool {
    if read.scale > 1.0 || !cx.among(next, &["pound", "pounds"]) {
        return false;
    }
    let weighing = (at.saturating_sub(4)..at).any(|back| {
        cx.among(back, &["weighed", "weighs", "weighing", "weigh", "lost", "gained"]) && !cx.capital(back)
    });
    weighing || cx.sem(next + 1) == Sem::Of || next > read.end && cx.is(next, "pound")
}

/// The measure behind a number, and the end.
fn measure(cx: &Cx<'_>, at: usize, read: &Number) -> Option<(In, usize)> {
    let next = cx.past_hyphen(read.end);
    if cx.mark(next) == Some('°') {
        let scale = matches!(cx.word(next + 1), "C" | "F") && cx.glued(next + 1);
        let symbol = match cx.word(next + 1) {
            "C" if scale => "C",
            "F" if scale => "F",
            _ => "deg",
        };
        return Some((In::Measure(symbol, 1), next + 1 + usize::from(scale)));
    }
    if weighs(cx, at, read, next) {
        return Some((In::Measure("lb", 1), next + 1));
    }
    if cx.glued(next) && next == read.end {
        match cx.word(next) {
            "C" => return Some((In::Measure("C", 1), next + 1)),
            "F" => return Some((In::Measure("F", 1), next + 1)),
            "m" => return Some((In::Measure("m", 1), next + 1)),
            _ => {}
        }
    }
    let power = match cx.word(next) {
        "square" | "sq" => 2,
        "cubic" => 3,
        _ => 1,
    };
    let at = cx.past_hyphen(next + usize::from(power > 1));
    let at = at + usize::from(cx.among(at, &["nautical", "metric", "troy"]));
    let Sem::Measure(number) = cx.sem(at) else { return None };
    Some(with_time(cx, symbol(number), power, at + 1))
}

/// `miles per hour`, `km/h`, `degrees Celsius`.
fn with_time(cx: &Cx<'_>, symbol: &'static str, power: u8, end: usize) -> (In, usize) {
    if symbol == "deg" {
        return match cx.word(end) {
            "Celsius" | "celsius" | "C" | "centigrade" | "Centigrade" => (In::Measure("C", 1), end + 1),
            "Fahrenheit" | "fahrenheit" | "F" => (In::Measure("F", 1), end + 1),
            _ => (In::Measure(symbol, 1), end),
        };
    }
    let per = cx.is(end, "per") || cx.sem(end) == Sem::A && cx.among(end + 1, &["hour", "second"]);
    let slash = cx.mark(end) == Some('/') && cx.glued(end) && cx.glued(end + 1);
    if per || slash {
        let hour = cx.is(end + 1, "hour") || slash && cx.among(end + 1, &["h", "hr"]);
        let second = cx.is(end + 1, "second") || slash && cx.is(end + 1, "s");
        let speed = match symbol {
            "mi" if hour => "mph",
            "km" if hour => "km/h",
            "km" if second => "km/s",
            "m" if second => "m/s",
            "ft" if second => "ft/s",
            _ => return (In::Measure(symbol, power), end),
        };
        return (In::Measure(speed, 1), end + 2);
    }
    (In::Measure(symbol, power), end)
}

/// The range from `first` to the amount behind "to", a hyphen or, after "between", "and".
fn range(cx: &Cx<'_>, at: usize, first: &Amount, between: bool) -> Option<Found> {
    let hyphen = cx.is_hyphen(first.end);
    let joined = if between { cx.sem(first.end) == Sem::And } else { hyphen || cx.is(first.end, "to") };
    if !joined {
        return None;
    }
    let second = single(cx, first.end + 1)?;
    let unit = match (first.unit, second.unit) {
        (one, other) if one == other => one,
        (In::Ones, other) if !second.before => other,
        (In::Money(code), In::Ones) if first.before => In::Money(code),
        _ => return None,
    };
    let mut from = first.value;
    // "$3-4 million": the first takes the scale of the second.
    if first.scale == 1.0 && second.scale > 1.0 && first.value < 1000.0 {
        from *= second.scale;
    }
    if first.unit == In::Ones {
        from *= second.factor;
    }
    let sure = match (unit, first.unit) {
        // Numbers alone are for those who count things.
        (In::Ones, _) => return None,
        _ if between => from <= second.value,
        (_, In::Ones) => from < second.value && (hyphen || !cx.is(at.wrapping_sub(1), "from")),
        (In::Money(_), _) if hyphen => {
            from < second.value && cx.glued(first.end) && !cx.is(second.end, "year")
        }
        // "Rose $1.12 to $81.43" tells a change; "put at $3 billion to $4 billion" a range.
        (In::Money(_), _) => {
            from < second.value
                && (matches!(cx.sem_before(at), Sem::At | Sem::Of | Sem::Before)
                    || cx.among(
                        at.wrapping_sub(1),
                        &["cost", "costs", "worth", "estimated", "between", "pay", "charge"],
                    ))
        }
        _ => hyphen && from < second.value,
    };
    sure.then(|| write(&Amount { value: from, unit, ..*first }, Some(second.value), second.end))
}

/// The amount as it is written down, or the range from it to `last`.
fn write(amount: &Amount, last: Option<f64>, end: usize) -> Found {
    let mut value = Value::new().number(amount.value);
    if let Some(last) = last {
        value = value.text("/").number(last);
    }
    match amount.unit {
        In::Money(code) => Found::new(end, "MONEY", value.text(" ").text(code), "money"),
        In::Measure(symbol, power) => {
            let power = ["", "", "2", "3"].get(usize::from(power)).copied().unwrap_or("");
            Found::new(end, "QUANTITY", value.text(" ").text(symbol).text(power), "quantity")
        }
        In::Percent | In::Ones => Found::new(end, "PERCENT", value, "percent"),
    }
}
