//! What happens again and again: every day, weekly, twice a month.

use crate::cx::{Cx, Found};
use crate::sem::Sem;
use crate::stretch::{Stretch, stretch};
use crate::value::Value;

/// `every day`, `each Monday`, `every two weeks`, `every other day`.
pub(crate) fn every(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let next = at + 1;
    let set = |end: usize, value: Value| Some(Found::new(end, "SET", value, "set"));
    if let Some(found) = stretch(cx, next) {
        return set(found.end, found.value());
    }
    let unknown = Value::from("XXXX-");
    match cx.sem(next) {
        Sem::Unit(unit) => set(next + 1, Stretch::one(unit, next + 1).value()),
        Sem::Weekday(weekday, _) => set(next + 1, unknown.text("WXX-").whole(u64::from(weekday), 1)),
        Sem::Month(month, _) if cx.capital(next) => set(next + 1, unknown.whole(u64::from(month), 2)),
        Sem::Season(season) => set(next + 1, unknown.text(season)),
        Sem::PartOfDay(part) => set(next + 1, unknown.text("XX-XXT").text(part)),
        Sem::Other if cx.is(next, "other") => match cx.sem(next + 1) {
            Sem::Unit(unit) => set(next + 2, Stretch { count: Some(2.0), unit, end: next + 2 }.value()),
            _ => None,
        },
        _ => None,
    }
}

/// `daily`: not where it is part of a name ("Daily Mail").
pub(crate) fn adverb(cx: &Cx<'_>, at: usize, value: [u8; 2]) -> Option<Found> {
    let time = if value == *b"1H" { "PT" } else { "P" };
    (!cx.capital(at)).then(|| Found::new(at + 1, "SET", Value::from(time).text(value), "set"))
}

/// `twice a week`, `once every two years`, `three times a month`: `times` is where "twice" or "times" stands.
pub(crate) fn repeated(cx: &Cx<'_>, at: usize, times: usize) -> Option<Found> {
    let next = times + 1;
    // "Times" alone is a newspaper or history.
    if at == times && cx.is(times, "times") {
        return None;
    }
    if (matches!(cx.sem(next), Sem::A) || cx.is(next, "per"))
        && let Sem::Unit(unit) = cx.sem(next + 1)
    {
        return Some(Found::new(next + 2, "SET", Stretch::one(unit, next + 2).value(), "set"));
    }
    if cx.sem(next) == Sem::Every {
        return every(cx, next);
    }
    None
}
