//! Dates that say what they are: days and months in all their spellings.

use copydesk_text::calendar::Date;

use crate::cx::{Cx, Found, NumericDates};
use crate::periods::{century, decade, holiday, quarter, season, year};
use crate::when::{When, nearest_month_year, nearest_year};
use crate::words::Sem;

/// A date that stands for itself.
pub(crate) fn date(cx: &Cx<'_>, at: usize) -> Option<Found> {
    iso(cx, at)
        .or_else(|| slashed(cx, at))
        .or_else(|| weekday_first(cx, at))
        .or_else(|| month_first(cx, at, None))
        .or_else(|| day_first(cx, at, None))
        .or_else(|| holiday(cx, at))
        .or_else(|| quarter(cx, at))
        .or_else(|| season(cx, at))
        .or_else(|| decade(cx, at))
        .or_else(|| century(cx, at))
        .or_else(|| year(cx, at))
}

/// `2018-08-06`, perhaps with a time after `T`.
fn iso(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let year = cx.year(at)?;
    let glued = (1..=4).all(|step| cx.glued(at + step)) && cx.is_hyphen(at + 1) && cx.is_hyphen(at + 3);
    let ((month, 2), (day, 2)) = (cx.whole(at + 2).filter(|_| glued)?, cx.whole(at + 4)?) else {
        return None;
    };
    let date = Date::new(year, month, day)?;
    Some(Found::date(at + 5, When::day(date), "iso"))
}

/// `31/12/1999`, `12/31/99`, `31.12.1999`.
fn slashed(cx: &Cx<'_>, at: usize) -> Option<Found> {
    if let Some(found) = dotted(cx, at) {
        return Some(found);
    }
    let (first, d1) = cx.whole(at)?;
    if cx.mark(at + 1) != Some('/') || !cx.glued(at + 1) || !cx.glued(at + 2) {
        return None;
    }
    let (second, d2) = cx.whole(at + 2)?;
    if first == 9 && second == 11 && cx.mark(at + 3) != Some('/') {
        return Date::new(2001, 9, 11).map(|date| Found::date(at + 3, When::day(date), "holiday"));
    }
    if cx.mark(at + 3) != Some('/') || !cx.glued(at + 3) || !cx.glued(at + 4) || d1 > 2 || d2 > 2 {
        return None;
    }
    let (year, digits) = cx.whole(at + 4)?;
    let year = match digits {
        4 => year as i32,
        2 => (if year < 40 { 2000 } else { 1900 }) + year as i32,
        _ => return None,
    };
    numeric(cx, first, second, year, at + 5)
}

fn dotted(cx: &Cx<'_>, at: usize) -> Option<Found> {
    // The lexer reads "31.12" as a number and ".1999" after it.
    if cx.mark(at + 1) != Some('.') {
        return None;
    }
    let (day, month) = cx.word(at).split_once('.')?;
    if !cx.glued(at + 1) || !cx.glued(at + 2) || day.len() > 2 || month.len() > 2 {
        return None;
    }
    let date = Date::new(cx.year(at + 2)?, month.parse().ok()?, day.parse().ok()?)?;
    Some(Found::date(at + 3, When::day(date), "numeric"))
}

fn numeric(cx: &Cx<'_>, first: u32, second: u32, year: i32, end: usize) -> Option<Found> {
    let month_first = Date::new(year, first, second);
    let day_first = Date::new(year, second, first);
    let date = match (cx.numeric, month_first, day_first) {
        (_, Some(date), None) | (_, None, Some(date)) => Some(date),
        (NumericDates::MonthFirst, Some(date), _) | (NumericDates::DayFirst, _, Some(date)) => Some(date),
        (NumericDates::Ambiguous, Some(date), Some(other)) if date == other => Some(date),
        (_, Some(_), Some(_)) => None,
        _ => return None,
    };
    Some(match date {
        Some(date) => Found::date(end, When::day(date), "numeric"),
        None => Found::new(end, "DATE", format!("{year:04}-XX-XX"), "numeric-ambiguous"),
    })
}

/// `Wednesday, 8 August 2018`, `Monday July 16`.
fn weekday_first(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let Sem::Weekday(weekday, _) = cx.sem(at) else { return None };
    let mut next = at + 1;
    while matches!(cx.mark(next), Some(',' | '.' | '(')) {
        next += 1;
    }
    month_first(cx, next, Some(weekday))
        .or_else(|| day_first(cx, next, Some(weekday)))
        .filter(|found| found.when.is_some_and(|when| when.day.is_some()))
}

/// `July 25`, `July 25, 2018`, `July 3-5`, `July 2018`, `July`.
fn month_first(cx: &Cx<'_>, at: usize, weekday: Option<u32>) -> Option<Found> {
    let Sem::Month(month, doubtful) = cx.sem(at) else { return None };
    let the = usize::from(cx.sem(at + 1) == Sem::The);
    if let Some((day, end)) = cx.day(at + 1 + the)
        && (!doubtful || cx.capital(at))
        && !matches!(cx.sem(at + 1), Sem::Ordinal(_))
        && !measured(cx, end)
    {
        if let Some(found) = day_range(cx, month, day, end) {
            return Some(found);
        }
        return Some(month_day(cx, at, month, day, end, weekday));
    }
    if weekday.is_some() {
        return None;
    }
    let of = usize::from(cx.sem(at + 1) == Sem::Of);
    if let Some((year, end)) = cx.year_after(at + 1 + of)
        && (!doubtful || cx.capital(at))
    {
        return Some(Found::date(end, When::month(Some(year), month), "month-year"));
    }
    month_alone(cx, at, month, doubtful)
}

/// Whether the number before `end` counts something: "May 12 percent".
fn measured(cx: &Cx<'_>, end: usize) -> bool {
    cx.mark(end) == Some('%') || matches!(cx.sem(end), Sem::Percent | Sem::Scale(_))
}

fn month_day(cx: &Cx<'_>, at: usize, month: u32, day: u32, end: usize, weekday: Option<u32>) -> Found {
    if let Some((year, end)) = cx.year_after(end)
        && let Some(date) = Date::new(year, month, day)
    {
        return Found::date(end, When::day(date), "explicit");
    }
    let (year, anchored) = month_day_year(cx, at, month, day, end, weekday);
    let when = When { year, month: Some(month), day: Some(day), ..When::default() };
    Found::date(end, when, "month-day").anchored(anchored)
}

/// The year of a month and day that name none: one in which the weekday fits where it is given, else the nearest.
fn month_day_year(
    cx: &Cx<'_>,
    at: usize,
    month: u32,
    day: u32,
    end: usize,
    weekday: Option<u32>,
) -> (Option<i32>, bool) {
    let Some(anchor) = cx.anchor else { return (None, false) };
    let near = nearest_year(anchor, month, day, false);
    if let Some(weekday) = weekday {
        let fits = |year: &i32| {
            Date::new(*year, month, day).is_some_and(|date| crate::when::weekday_number(date) == weekday)
        };
        if let Some(year) = [near, near - 1, near + 1].into_iter().find(fits) {
            return (Some(year), true);
        }
    }
    if matches!(cx.sem(end), Sem::Last) || cx.is(end, "last") && cx.is(end + 1, "year") {
        return (Some(anchor.year() - 1), true);
    }
    if Date::new(near, month, day).is_some_and(|date| date < anchor) && cx.future(at, end) {
        return (Some(nearest_year(anchor, month, day, true)), true);
    }
    (Some(near), true)
}

/// `May 3-5`, `May 3 to 5`, `May 3 - June 2`.
fn day_range(cx: &Cx<'_>, month: u32, day: u32, end: usize) -> Option<Found> {
    let to = cx.is_hyphen(end) || matches!(cx.sem(end), Sem::To) && !cx.is(end, "till");
    let (last, stop) = cx.day(end + 1).filter(|_| to)?;
    if last <= day
        || matches!(cx.sem(end + 1), Sem::Ordinal(_))
        || cx.mark(stop) == Some(':')
        || matches!(cx.sem(stop), Sem::Unit(_))
    {
        return None;
    }
    let (year, stop, explicit) = match cx.year_after(stop) {
        Some((year, stop)) => (Some(year), stop, true),
        None => (cx.anchor.map(|anchor| nearest_year(anchor, month, day, false)), stop, false),
    };
    let write = |day| When { year, month: Some(month), day: Some(day), ..When::default() }.value();
    let found = Found::new(stop, "DATE", format!("{}/{}", write(day), write(last)), "day-range");
    Some(found.anchored(!explicit && cx.anchor.is_some()))
}

/// A month by itself, which needs support where its name is an ordinary word.
fn month_alone(cx: &Cx<'_>, at: usize, month: u32, doubtful: bool) -> Option<Found> {
    let supported = matches!(
        cx.sem_before(at),
        Sem::Before
            | Sem::Of
            | Sem::Early
            | Sem::Mid
            | Sem::Late
            | Sem::To
            | Sem::Between
            | Sem::Last
            | Sem::Next
            | Sem::This
            | Sem::Past
    ) || cx.is_hyphen(at.wrapping_sub(1)) && cx.is(at.wrapping_sub(2), "mid");
    if !cx.capital(at) || doubtful && !supported {
        return None;
    }
    // "August said" and "April Meyer" are persons.
    if doubtful
        && (cx.capital(at + 1) && cx.sem(at + 1) == crate::words::Sem::Other && cx.mark(at + 1).is_none()
            || matches!(cx.sem(at + 1), Sem::Said))
        && !matches!(cx.sem_before(at), Sem::Mid | Sem::Early | Sem::Late | Sem::Of)
    {
        return None;
    }
    // "November last year", "July this year".
    if let (Some(shift), true) = (year_shift(cx, at + 1), cx.is(at + 2, "year")) {
        let year = cx.anchor.map(|anchor| anchor.year() + shift);
        return Some(Found::date(at + 3, When::month(year, month), "month-of-year").anchored(year.is_some()));
    }
    let year = cx.anchor.map(|anchor| nearest_month_year(anchor, month, cx.future(at, at + 1)));
    Some(Found::date(at + 1, When::month(year, month), "month").anchored(year.is_some()))
}

/// `last`, `this`, `next` before a unit: -1, 0, 1.
pub(crate) fn year_shift(cx: &Cx<'_>, at: usize) -> Option<i32> {
    match cx.sem(at) {
        Sem::Last => Some(-1),
        Sem::This => Some(0),
        Sem::Next => Some(1),
        _ => None,
    }
}

/// `25 July 2018`, `the 25th of July`, `3-5 May`.
fn day_first(cx: &Cx<'_>, at: usize, weekday: Option<u32>) -> Option<Found> {
    let start = at + usize::from(weekday.is_some() && cx.sem(at) == Sem::The);
    let (day, mut next) = cx.day(start)?;
    let first = day;
    let mut last = None;
    if (cx.is_hyphen(next) || matches!(cx.sem(next), Sem::To | Sem::And))
        && cx.whole(next + 1).is_some()
        && let Some((end_day, stop)) = cx.day(next + 1)
    {
        last = Some(end_day).filter(|&end_day| end_day > first);
        next = if last.is_some() { stop } else { next };
    }
    let next = next + usize::from(cx.sem(next) == Sem::Of);
    let Sem::Month(month, doubtful) = cx.sem(next) else { return None };
    if doubtful && !cx.capital(next)
        || matches!(cx.sem(start), Sem::Ordinal(_)) && cx.sem(next - 1) != Sem::Of
    {
        return None;
    }
    let Some(last) = last else { return Some(month_day(cx, at, month, day, next + 1, weekday)) };
    let (year, stop, anchored) = match cx.year_after(next + 1) {
        Some((year, stop)) => (Some(year), stop, false),
        None => {
            (cx.anchor.map(|anchor| nearest_year(anchor, month, day, false)), next + 1, cx.anchor.is_some())
        }
    };
    let write = |day| When { year, month: Some(month), day: Some(day), ..When::default() }.value();
    Some(
        Found::new(stop, "DATE", format!("{}/{}", write(first), write(last)), "day-range").anchored(anchored),
    )
}
