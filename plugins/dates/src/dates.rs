//! Dates that say what they are: days and months in all their spellings.

use copydesk_text::calendar::Date;

use crate::cx::{Cx, Found, NumericDates};
use crate::holidays::holiday;
use crate::periods::{century, decade, fiscal_year, part_of_year, quarter, season, year};
use crate::sem::Sem;
use crate::value::Value;
use crate::when::{When, nearest_month_year, nearest_year};

/// A date that stands for itself.
pub(crate) fn date(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match cx.sem(at) {
        Sem::Weekday(..) => weekday_first(cx, at),
        Sem::Month(..) => holiday(cx, at).or_else(|| month_first(cx, at, None)),
        Sem::Holiday => holiday(cx, at),
        Sem::Quarter => quarter(cx, at),
        Sem::Fiscal => fiscal_year(cx, at),
        Sem::Season(_) => season(cx, at),
        Sem::Small(_) => day_first(cx, at, None),
        Sem::Ordinal(_) => part_of_year(cx, at)
            .or_else(|| day_first(cx, at, None))
            .or_else(|| quarter(cx, at))
            .or_else(|| century(cx, at)),
        Sem::Last | Sem::Past => part_of_year(cx, at),
        Sem::Other => numeric_first(cx, at),
        _ => None,
    }
}

/// What begins with digits or an apostrophe.
fn numeric_first(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match cx.whole(at) {
        Some((_, 1 | 2)) => slashed(cx, at)
            .or_else(|| day_first(cx, at, None))
            .or_else(|| century(cx, at))
            .or_else(|| decade(cx, at)),
        Some((_, 4)) => {
            iso(cx, at).or_else(|| decade(cx, at)).or_else(|| year_quarter(cx, at)).or_else(|| year(cx, at))
        }
        Some(_) => None,
        None if cx.is_number(at) => dotted(cx, at),
        None => decade(cx, at),
    }
}

/// `2019 Q3`.
fn year_quarter(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let year = cx.year(at).filter(|_| cx.sem(at + 1) == Sem::Quarter)?;
    let quarter = quarter(cx, at + 1)?;
    let part = quarter.when?.part?;
    (quarter.end == at + 2).then(|| Found::date(at + 2, When::part(Some(year), part), "quarter"))
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
        None => {
            let value = Value::new().whole(u64::from(year.unsigned_abs()), 4).text("-XX-XX");
            Found::new(end, "DATE", value, "numeric-ambiguous")
        }
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
fn month_first(cx: &Cx<'_>, at: usize, weekday: Option<u8>) -> Option<Found> {
    let Sem::Month(month, doubtful) = cx.sem(at) else { return None };
    let month = u32::from(month);
    if !cx.capital(at) && doubtful {
        return None;
    }
    if let Some(found) = attacks(cx, at, month) {
        return Some(found);
    }
    let the = usize::from(cx.sem(at + 1) == Sem::The);
    if let Some((day, end)) = cx.day(at + 1 + the)
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
    if let Some((year, end)) = cx.year_after(at + 1 + of) {
        return Some(Found::date(end, When::month(Some(year), month), "month-year"));
    }
    month_alone(cx, at, month, doubtful)
}

/// `Sept. 11 attacks`: the day that everyone means.
fn attacks(cx: &Cx<'_>, at: usize, month: u32) -> Option<Found> {
    let day = month == 9 && cx.whole(at + 1) == Some((11, 2));
    let named = cx.among(at + 2, &["attack", "attacks", "terrorist", "terror", "hijackers", "hijackings"]);
    (day && named)
        .then(|| Date::new(2001, 9, 11))?
        .map(|date| Found::date(at + 2, When::day(date), "holiday"))
}

/// Whether the number before `end` counts something: "May 12 percent".
fn measured(cx: &Cx<'_>, end: usize) -> bool {
    matches!(cx.mark(end), Some('%' | ':')) && cx.glued(end)
        || matches!(cx.sem(end), Sem::Percent | Sem::Scale(_) | Sem::AmPm(_) | Sem::Basis)
}

fn month_day(cx: &Cx<'_>, at: usize, month: u32, day: u32, end: usize, weekday: Option<u8>) -> Found {
    if let Some((year, end)) = cx.year_after(end)
        && let Some(date) = Date::new(year, month, day)
    {
        return Found::date(end, When::day(date), "explicit");
    }
    let (year, anchored) = month_day_year(cx, at, month, day, end, weekday);
    // "July 4 this year" and "30 June last year" say the year in words.
    let end = if anchored && said_year(cx, end).is_some() { end + 2 } else { end };
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
    weekday: Option<u8>,
) -> (Option<i32>, bool) {
    // No year has a 30 February.
    let Some(anchor) = cx.anchor.filter(|_| Date::new(2000, month, day).is_some()) else {
        return (None, false);
    };
    let near = nearest_year(anchor, month, day, false);
    if let Some(weekday) = weekday {
        let fits = |year: &i32| {
            Date::new(*year, month, day).is_some_and(|date| crate::when::weekday_number(date) == weekday)
        };
        if let Some(year) = [near, near - 1, near + 1].into_iter().find(fits) {
            return (Some(year), true);
        }
    }
    if let Some(shift) = said_year(cx, end) {
        return (Some(anchor.year() + shift), true);
    }
    let ahead = Date::new(near, month, day).map_or(0, |date| date.days() - anchor.days());
    if ahead > DOUBTFUL && cx.happened(at) {
        return (Some(near - 1), true);
    }
    if ahead < 0 && cx.future(at, end) {
        return (Some(nearest_year(anchor, month, day, true)), true);
    }
    (Some(near), true)
}

/// Days ahead from which on a verb of the past says that a date is the one of the year before.
pub(crate) const DOUBTFUL: i64 = 30;

/// `last year`, `this year`, `next year` at `at`.
fn said_year(cx: &Cx<'_>, at: usize) -> Option<i32> {
    year_shift(cx, at).filter(|_| cx.is(at + 1, "year"))
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
    let found = Found::new(stop, "DATE", days(year, month, day, last), "day-range");
    Some(found.anchored(!explicit && cx.anchor.is_some()))
}

/// Two days of one month.
fn days(year: Option<i32>, month: u32, first: u32, last: u32) -> Value {
    let on = |day| When { year, month: Some(month), day: Some(day), ..When::default() };
    on(last).write(on(first).value().text("/"))
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
            | Sem::From
            | Sem::Between
            | Sem::Last
            | Sem::Next
            | Sem::This
            | Sem::Past
            | Sem::Earlier
    ) || cx.is_hyphen(at + 1) && matches!(cx.sem(at + 2), Sem::Month(..))
        || cx.is_hyphen(at.wrapping_sub(1)) && cx.is(at.wrapping_sub(2), "mid");
    if !cx.capital(at) || doubtful && !supported {
        return None;
    }
    // "August said" and "April Meyer" are persons.
    if doubtful
        && (cx.capital(at + 1) && cx.sem(at + 1) == Sem::Other && cx.mark(at + 1).is_none()
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
    let year = cx.anchor.map(|anchor| {
        let year = nearest_month_year(anchor, month, cx.future(at, at + 1));
        let ahead =
            12 * (i64::from(year) - i64::from(anchor.year())) + i64::from(month) - i64::from(anchor.month());
        year - i32::from(ahead > 1 && cx.happened(at))
    });
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
fn day_first(cx: &Cx<'_>, at: usize, weekday: Option<u8>) -> Option<Found> {
    let start = at + usize::from(weekday.is_some() && cx.sem(at) == Sem::The);
    let (day, mut next) = cx.day(start)?;
    let first = day;
    let mut last = None;
    if (cx.is_hyphen(next) || matches!(cx.sem(next), Sem::To | Sem::And))
        && cx.whole(next + 1).is_some()
        && let Some((end_day, stop)) = cx.day(next + 1)
    {
        last = Some(end_day).filter(|&end_day| {
            end_day > first && (cx.sem(next) != Sem::And || cx.sem_before(at) == Sem::Between)
        });
        next = if last.is_some() { stop } else { next };
    }
    let next = next + usize::from(cx.sem(next) == Sem::Of);
    let Sem::Month(month, doubtful) = cx.sem(next) else { return None };
    let month = u32::from(month);
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
    Some(Found::new(stop, "DATE", days(year, month, first, last), "day-range").anchored(anchored))
}
