//! Dates that count from the publication date: weekdays, yesterday, last month, two weeks ago.

use copydesk_text::calendar::Date;

use crate::cx::{Cx, Found};
use crate::dates::year_shift;
use crate::numbers::{amount, duration_value};
use crate::when::{When, add_months, iso_week, weekday_number};
use crate::words::{Sem, Unit};

/// A relative date, time of day, stretch of time or repetition.
pub(crate) fn relative(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match cx.sem(at) {
        Sem::Deictic(days) => Some(deictic(cx, at, days)),
        Sem::Tonight => Some(anchored(
            cx,
            at + 1,
            "TIME",
            cx.anchor.map(|date| format!("{date}TNI")),
            "XXXX-XX-XXTNI",
            "today",
        )),
        Sem::Now if cx.is(at, "now") => Some(Found::new(at + 1, "DATE", "PRESENT_REF", "now")),
        Sem::Weekday(weekday, doubtful) => (!doubtful || cx.capital(at) && supported_weekday(cx, at))
            .then(|| weekday_date(cx, at, weekday, at + 1, None)),
        Sem::Weekdays(weekday) => Some(Found::new(at + 1, "SET", format!("XXXX-WXX-{weekday}"), "set")),
        Sem::Last | Sem::Past | Sem::Next | Sem::This => shifted(cx, at),
        Sem::Every => every(cx, at),
        Sem::Adverb(value) => adverb(cx, at, value),
        Sem::Times => repeated(cx, at),
        Sem::The if cx.is(at + 1, "day") => match (cx.word(at + 2), cx.sem(at + 3)) {
            ("before", Sem::Deictic(-1)) => Some(days_away(cx, at + 4, -2, "day-before")),
            ("after", Sem::Deictic(1)) => Some(days_away(cx, at + 4, 2, "day-after")),
            _ => None,
        },
        Sem::The if matches!(cx.sem(at + 1), Sem::Past | Sem::Last | Sem::Next) => shifted(cx, at + 1),
        _ => counted(cx, at),
    }
}

fn anchored(
    cx: &Cx<'_>,
    end: usize,
    label: &'static str,
    value: Option<String>,
    unknown: &str,
    rule: &'static str,
) -> Found {
    let known = value.is_some() && cx.anchor.is_some();
    Found::new(end, label, value.unwrap_or_else(|| unknown.to_owned()), rule).anchored(known)
}

fn deictic(cx: &Cx<'_>, at: usize, days: i64) -> Found {
    let rule = ["yesterday", "today", "tomorrow"][(days + 1).clamp(0, 2) as usize];
    let found = days_away(cx, at + 1, days, rule);
    with_part(cx, found)
}

fn days_away(cx: &Cx<'_>, end: usize, days: i64, rule: &'static str) -> Found {
    match cx.anchor.and_then(|anchor| anchor.plus(days)) {
        Some(date) => Found::date(end, When::day(date), rule).anchored(true),
        None => Found::new(end, "DATE", "XXXX-XX-XX", rule),
    }
}

/// "Monday morning": the part of the day makes it a time.
fn with_part(cx: &Cx<'_>, found: Found) -> Found {
    match cx.sem(found.end) {
        Sem::PartOfDay(part) => Found {
            end: found.end + 1,
            label: "TIME",
            value: format!("{}T{part}", found.value),
            when: None,
            ..found
        },
        _ => found,
    }
}

fn supported_weekday(cx: &Cx<'_>, at: usize) -> bool {
    cx.word(at).ends_with('.')
        || matches!(cx.word_before(at), "on" | "On" | "last" | "next")
        || matches!(cx.mark(at + 1), Some(','))
}

/// The date of a weekday: on or before the publication date in the past, after it where the future is meant.
fn weekday_date(cx: &Cx<'_>, at: usize, weekday: u32, end: usize, shift: Option<i32>) -> Found {
    let unknown = When { weekday: Some(weekday), ..When::default() };
    let Some(anchor) = cx.anchor else {
        return with_part(cx, Found::date(end, unknown, "weekday"));
    };
    let back = (i64::from(weekday_number(anchor)) - i64::from(weekday)).rem_euclid(7);
    // "Monday last week", "Monday next week", "last week's" is not read.
    let week = if cx.is(end + 1, "week") { year_shift(cx, end) } else { None };
    let this_week = i64::from(weekday) - i64::from(weekday_number(anchor));
    let (days, rule, end) = match (week, shift) {
        (Some(weeks), _) => (this_week + 7 * i64::from(weeks), "weekday-of-week", end + 2),
        (_, Some(-1)) => (-if back == 0 { 7 } else { back }, "weekday-past", end),
        (_, Some(1)) => (7 - back, "weekday-next", end),
        (_, Some(_)) => (if cx.future(at, end) { (7 - back) % 7 } else { this_week }, "weekday-this", end),
        _ if cx.future(at, end) => ((7 - back) % 7, "weekday-next", end),
        _ => (-back, "weekday-past", end),
    };
    match anchor.plus(days) {
        Some(date) => with_part(cx, Found::date(end, When::day(date), rule).anchored(true)),
        None => with_part(cx, Found::date(end, unknown, "weekday")),
    }
}

/// `last month`, `this fall`, `next Monday`, `the past two years`, `this morning`.
fn shifted(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let past = matches!(cx.sem(at), Sem::Past | Sem::Last);
    let next = at + 1;
    // "will last two years": a verb.
    let modal = ["to", "could", "would", "can", "may", "might", "must", "not", "should"];
    if cx.is(at, "last") && (matches!(cx.sem_before(at), Sem::Will) || modal.contains(&cx.word_before(at))) {
        return None;
    }
    if let Some((count, unit, end)) =
        amount(cx, next).filter(|_| cx.sem(next) != Sem::A && !matches!(cx.sem(at), Sem::This))
    {
        let rule = if past { "past-duration" } else { "next-duration" };
        return Some(Found::new(end, "DURATION", duration_value(&count, unit), rule));
    }
    let shift = match cx.sem(at) {
        Sem::Past | Sem::Last => -1,
        Sem::This => 0,
        _ => 1,
    };
    match cx.sem(next) {
        // "the coming weeks": nobody knows how many.
        Sem::Unit(unit) if cx.word(next).ends_with('s') => {
            let rule = if past { "past-duration" } else { "next-duration" };
            (shift != 0).then(|| Found::new(next + 1, "DURATION", duration_value("X", unit), rule))
        }
        Sem::Unit(unit) => shifted_unit(cx, at, unit, shift),
        Sem::Weekday(weekday, false) => Some(weekday_date(cx, at, weekday, next + 1, Some(shift))),
        Sem::Season(season) => {
            let year = cx.anchor.map(|anchor| season_year(anchor, season, shift));
            let when = When { year, part: Some(season), ..When::default() };
            Some(Found::date(next + 1, when, "relative-season").anchored(year.is_some()))
        }
        Sem::Month(month, doubtful) if cx.capital(next) || !doubtful => {
            let year = cx.anchor.map(|anchor| month_year(anchor, month, shift));
            Some(Found::date(next + 1, When::month(year, month), "relative-month").anchored(year.is_some()))
        }
        Sem::PartOfDay(part) if shift == 0 || part == "NI" => {
            let date = cx.anchor.and_then(|anchor| anchor.plus(i64::from(shift.min(0))));
            Some(anchored(
                cx,
                next + 1,
                "TIME",
                date.map(|date| format!("{date}T{part}")),
                &format!("XXXX-XX-XXT{part}"),
                "part-of-day",
            ))
        }
        _ => None,
    }
}

fn shifted_unit(cx: &Cx<'_>, at: usize, unit: Unit, shift: i32) -> Option<Found> {
    let end = at + 2;
    let anchor = cx.anchor;
    let found =
        |value: Option<String>, unknown: &str, rule| Some(anchored(cx, end, "DATE", value, unknown, rule));
    match unit {
        Unit::Year if cx.sem(at) == Sem::Past => Some(Found::new(end, "DURATION", "P1Y", "past-duration")),
        Unit::Week | Unit::Month if cx.sem(at) == Sem::Past && !cx.is(at.wrapping_sub(1), "this") => {
            Some(Found::new(end, "DURATION", duration_value("1", unit), "past-duration"))
        }
        Unit::Year => {
            let year = anchor.map(|anchor| anchor.year() + shift);
            Some(Found::date(end, When { year, ..When::default() }, "relative-year").anchored(year.is_some()))
        }
        Unit::Month => {
            let date = anchor.and_then(|anchor| add_months(anchor, i64::from(shift)));
            let when = date.map(|date| When::month(Some(date.year()), date.month()));
            match when {
                Some(when) => Some(Found::date(end, when, "relative-month").anchored(true)),
                None => found(None, "XXXX-XX", "relative-month"),
            }
        }
        Unit::Week => found(
            anchor.and_then(|anchor| iso_week(anchor.plus(7 * i64::from(shift))?)),
            "XXXX-WXX",
            "relative-week",
        ),
        Unit::Weekend => {
            let saturday = anchor.and_then(|anchor| weekend(anchor, shift));
            found(
                saturday.and_then(iso_week).map(|week| format!("{week}-WE")),
                "XXXX-WXX-WE",
                "relative-weekend",
            )
        }
        Unit::Day if shift == 1 => Some(Found::new(end, "DATE", "XXXX-XX-XX", "relative-to-event")),
        Unit::Decade => found(
            anchor.map(|anchor| format!("{:03}X", anchor.year() / 10 + shift)),
            "XXXX",
            "relative-decade",
        ),
        Unit::Century => found(
            anchor.map(|anchor| format!("{:02}XX", anchor.year() / 100 + shift)),
            "XXXX",
            "relative-century",
        ),
        Unit::Quarter => {
            let date = anchor.and_then(|anchor| add_months(anchor, 3 * i64::from(shift)));
            found(
                date.map(|date| format!("{:04}-Q{}", date.year(), (date.month() - 1) / 3 + 1)),
                "XXXX-QX",
                "relative-quarter",
            )
        }
        _ => None,
    }
}

/// The Saturday of last, this or the next weekend. On a Saturday or Sunday "this weekend" is that one.
fn weekend(anchor: Date, shift: i32) -> Option<Date> {
    let this = anchor.plus(6 - i64::from(weekday_number(anchor)))?;
    this.plus(7 * i64::from(shift))
}

/// The year of last, this or the next such season, by its middle month in the north.
fn season_year(anchor: Date, season: &str, shift: i32) -> i32 {
    let (begins, ends) = match season {
        "SP" => (3, 5),
        "SU" => (6, 8),
        "FA" => (9, 11),
        _ => (12, 2),
    };
    let year = anchor.year();
    let month = anchor.month();
    match shift {
        0 => {
            if season == "WI" && month <= 2 {
                year - 1
            } else {
                year
            }
        }
        -1 => {
            if season == "WI" {
                year - 1
            } else if month > ends {
                year
            } else {
                year - 1
            }
        }
        _ => {
            if month < begins {
                year
            } else {
                year + 1
            }
        }
    }
}

/// The year of last, this or the next such month.
fn month_year(anchor: Date, month: u32, shift: i32) -> i32 {
    match shift {
        -1 => anchor.year() - i32::from(month >= anchor.month()),
        1 => anchor.year() + i32::from(month <= anchor.month()),
        _ => anchor.year(),
    }
}

/// `every day`, `each Monday`, `every two weeks`.
fn every(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let next = at + 1;
    if let Some((count, unit, end)) = amount(cx, next) {
        return Some(Found::new(end, "SET", duration_value(&count, unit), "set"));
    }
    match cx.sem(next) {
        Sem::Unit(unit) => Some(Found::new(next + 1, "SET", duration_value("1", unit), "set")),
        Sem::Weekday(weekday, _) => Some(Found::new(next + 1, "SET", format!("XXXX-WXX-{weekday}"), "set")),
        Sem::Month(month, _) if cx.capital(next) => {
            Some(Found::new(next + 1, "SET", format!("XXXX-{month:02}"), "set"))
        }
        Sem::Season(season) => Some(Found::new(next + 1, "SET", format!("XXXX-{season}"), "set")),
        Sem::PartOfDay(part) => Some(Found::new(next + 1, "SET", format!("XXXX-XX-XXT{part}"), "set")),
        _ => None,
    }
}

/// `daily`: not where it is part of a name ("Daily Mail").
fn adverb(cx: &Cx<'_>, at: usize, value: &str) -> Option<Found> {
    (!cx.capital(at)).then(|| Found::new(at + 1, "SET", value, "set"))
}

/// `twice a week`, `once every two years`: the "once" or "times" with the unit that it is counted by.
fn repeated(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let next = at + 1;
    if (matches!(cx.sem(next), Sem::A) || cx.is(next, "per"))
        && let Sem::Unit(unit) = cx.sem(next + 1)
    {
        return Some(Found::new(next + 2, "SET", duration_value("1", unit), "set"));
    }
    if cx.sem(next) == Sem::Every {
        return every(cx, next);
    }
    None
}

/// `two weeks ago`, `three days later`, `for six months`, `in five years`.
fn counted(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (count, unit, end) = amount(cx, at)?;
    match cx.sem(end) {
        Sem::Ago => Some(away(cx, &count, unit, -1, end + 1, "ago")),
        Sem::Later => Some(Found::new(end + 1, "DATE", duration_value(&count, unit), "relative-to-event")),
        _ if cx.is(end, "from") && (cx.is(end + 1, "now") || cx.is(end + 1, "today")) => {
            Some(away(cx, &count, unit, 1, end + 2, "from-now"))
        }
        // "will open in two weeks"; "rebuilt in two weeks" is a stretch of time.
        _ if matches!(cx.word_before(at), "in" | "In") && count != "X" && cx.future(at, end) => {
            Some(away(cx, &count, unit, 1, end, "in-future"))
        }
        _ => {
            let hour = matches!(unit, Unit::Hour | Unit::Minute | Unit::Second);
            // "a day" and "a second" by themselves say how often or nothing.
            let weak = cx.sem(at) == Sem::A
                && end == at + 2
                && !matches!(
                    cx.word_before(at),
                    "for" | "in" | "within" | "than" | "about" | "over" | "nearly" | "almost" | "after"
                );
            if weak {
                let set = matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year) || hour;
                return (set && cx.items.get(at.wrapping_sub(1)).is_some() && at > 0 && rate_before(cx, at))
                    .then(|| Found::new(end, "SET", duration_value("1", unit), "set"));
            }
            Some(Found::new(end, "DURATION", duration_value(&count, unit), "duration"))
        }
    }
}

/// Whether "a year" follows something that is counted by the year: "three times a year", "$5 million a year".
fn rate_before(cx: &Cx<'_>, at: usize) -> bool {
    matches!(
        cx.sem_before(at),
        Sem::Times | Sem::Scale(_) | Sem::Currency(_) | Sem::Measure(_) | Sem::Percent
    )
}

/// A point counted from the publication date, as fine as the unit: days and weeks to the day, months to the month.
fn away(cx: &Cx<'_>, count: &str, unit: Unit, sign: i64, end: usize, rule: &'static str) -> Found {
    let exact = count
        .parse::<f64>()
        .ok()
        .filter(|number| number.fract() == 0.0 && *number < 10_000.0)
        .map(|number| number as i64 * sign);
    let when = cx.anchor.zip(exact).and_then(|(anchor, number)| {
        Some(match unit {
            Unit::Day => When::day(anchor.plus(number)?),
            Unit::Week => When::day(anchor.plus(7 * number)?),
            Unit::Fortnight => When::day(anchor.plus(14 * number)?),
            Unit::Month => {
                let date = add_months(anchor, number)?;
                When::month(Some(date.year()), date.month())
            }
            Unit::Year => When::year(
                i32::try_from(i64::from(anchor.year()) + number)
                    .ok()
                    .filter(|year| (1..=9999).contains(year))?,
            ),
            Unit::Decade => When::year(
                i32::try_from(i64::from(anchor.year()) + 10 * number)
                    .ok()
                    .filter(|year| (1..=9999).contains(year))?,
            ),
            Unit::Hour | Unit::Minute | Unit::Second if number.abs() < 6 => When::day(anchor),
            _ => return None,
        })
    });
    match when {
        Some(when) => Found::date(end, when, rule).anchored(true),
        None => Found::new(end, "DATE", if sign < 0 { "PAST_REF" } else { "FUTURE_REF" }, rule),
    }
}
