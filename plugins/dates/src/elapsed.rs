//! Stretches of time, and the points that they reach from a known day: two weeks ago, three days later.

use copydesk_text::calendar::Date;

use crate::cx::{Cx, Found};
use crate::numbers::number;
use crate::sem::{Sem, Unit};
use crate::sets::repeated;
use crate::stretch::{Stretch, stretch};
use crate::when::{When, add_months};

/// `two weeks ago`, `three days later`, `for six months`, `in five years`.
pub(crate) fn counted(cx: &Cx<'_>, at: usize) -> Option<Found> {
    if let Some(found) = stretch_range(cx, at) {
        return Some(found);
    }
    let Some(found) = stretch(cx, at) else {
        let times = number(cx, at).map(|read| read.end).filter(|&end| cx.is(end, "times"))?;
        return repeated(cx, at, times);
    };
    let end = found.end;
    match cx.sem(end) {
        Sem::Ago => Some(away(cx, &found, -1, end + 1, "ago")),
        Sem::Later => Some(from_story(cx, &found, 1, end + 1)),
        Sem::Earlier => Some(from_story(cx, &found, -1, end + 1)),
        Sem::From if cx.is(end + 1, "now") || cx.is(end + 1, "today") => {
            Some(away(cx, &found, 1, end + 2, "from-now"))
        }
        // "will open in two weeks"; "rebuilt in two weeks" is a stretch of time.
        _ if cx.is(at.wrapping_sub(1), "in") && found.count.is_some() && cx.future(at, end) => {
            Some(away(cx, &found, 1, end, "in-future"))
        }
        _ if cx.sem(at) == Sem::A && end == at + 2 && !lasting(cx, at, end) => {
            rate(cx, at, found.unit).then(|| Found::new(end, "SET", found.value(), "set"))
        }
        _ => Some(Found::new(end, "DURATION", found.value(), "duration")),
    }
}

/// `six to eight weeks`, `10-15 minutes`, `two or three years`.
fn stretch_range(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let number = number(cx, at)?;
    if !(cx.among(number.end, &["to", "or"]) || cx.is_hyphen(number.end) && cx.glued(number.end)) {
        return None;
    }
    let last = stretch(cx, number.end + 1)?;
    last.count.filter(|&count| number.value < count && !cx.is(last.end - 1, "old"))?;
    let first = Stretch { count: Some(number.value), ..last };
    let value = first.value().text("/").text(last.value().as_str());
    Some(Found::new(last.end, "DURATION", value, "duration-range"))
}

/// Whether "a day", which by itself says how often or nothing, lasts: "for a day", "a day after".
fn lasting(cx: &Cx<'_>, at: usize, end: usize) -> bool {
    cx.among(
        at.wrapping_sub(1),
        &[
            "for", "in", "within", "than", "about", "over", "nearly", "almost", "after", "lasted", "lasts",
            "took",
        ],
    ) || cx.among(end, &["after", "before"])
}

/// Whether "a year" follows something that is counted by the year: "three times a year", "$5 million a year",
/// "40,000 people a year".
fn rate(cx: &Cx<'_>, at: usize, unit: Unit) -> bool {
    if matches!(
        unit,
        Unit::Weekend | Unit::Night | Unit::Fortnight | Unit::Quarter | Unit::Decade | Unit::Century
    ) {
        return false;
    }
    let near = |back: usize| at.checked_sub(back).is_some_and(|place| counts(cx, place));
    let things = |back: usize| {
        at.checked_sub(back)
            .is_some_and(|place| cx.sem(place) == Sem::Other && cx.is_word(place) && !cx.capital(place))
    };
    near(1) || things(1) && (near(2) || things(2) && near(3))
}

/// Whether an amount ends at this item.
fn counts(cx: &Cx<'_>, at: usize) -> bool {
    cx.is_number(at)
        || cx.mark(at) == Some('%')
        || matches!(
            cx.sem(at),
            Sem::Times
                | Sem::Scale(_)
                | Sem::Currency(_)
                | Sem::Measure(_)
                | Sem::Percent
                | Sem::Cents
                | Sem::Small(2..)
        )
}

/// `two weeks later`, counted from the day that the text last told of; where it tells of none, how long and which way.
fn from_story(cx: &Cx<'_>, stretch: &Stretch, sign: i64, end: usize) -> Found {
    let rule = if sign > 0 { "relative-to-event" } else { "relative-to-event-back" };
    let known = cx.story.day().zip(stretch.count).filter(|_| !stretch.is_clock());
    let when = known.and_then(|(day, count)| point(day, stretch.unit, whole(count)? * sign));
    match when {
        Some(when) => Found { base: cx.story.day(), ..Found::date(end, when, rule) },
        None => Found::new(end, "DATE", stretch.value(), rule),
    }
}

/// A number of units that is whole and not beyond all calendars.
fn whole(count: f64) -> Option<i64> {
    (count.fract() == 0.0 && count < 10_000.0).then_some(count as i64)
}

/// The point so many units from a day, as fine as the unit: days and weeks to the day, months to the month.
fn point(day: Date, unit: Unit, number: i64) -> Option<When> {
    let year = |years: i64| {
        let year = i32::try_from(i64::from(day.year()) + years).ok()?;
        (1..=9999).contains(&year).then(|| When::year(year))
    };
    Some(match unit {
        Unit::Day | Unit::Night => When::day(day.plus(number)?),
        Unit::Week => When::day(day.plus(7 * number)?),
        Unit::Fortnight => When::day(day.plus(14 * number)?),
        Unit::Month => {
            let date = add_months(day, number)?;
            When::month(Some(date.year()), date.month())
        }
        Unit::Year => year(number)?,
        Unit::Decade => year(10 * number)?,
        Unit::Century => year(100 * number)?,
        Unit::Hour | Unit::Minute | Unit::Second if number.abs() < 6 => When::day(day),
        _ => return None,
    })
}

/// A point counted from the publication date, as fine as the unit: days and weeks to the day, months to the month.
fn away(cx: &Cx<'_>, stretch: &Stretch, sign: i64, end: usize, rule: &'static str) -> Found {
    let exact = stretch.count.and_then(whole);
    let when = cx.anchor.zip(exact).and_then(|(anchor, number)| point(anchor, stretch.unit, sign * number));
    match when {
        Some(when) => Found::date(end, when, rule).anchored(true),
        None => Found::new(end, "DATE", if sign < 0 { "PAST_REF" } else { "FUTURE_REF" }, rule),
    }
}
