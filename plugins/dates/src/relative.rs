//! Dates that count from the publication date: weekdays, yesterday, last month, two weeks ago.

use copydesk_text::calendar::Date;

use crate::cx::{Cx, Found};
use crate::dates::year_shift;
use crate::elapsed::counted;
use crate::grammar::date_point;
use crate::proper;
use crate::sem::{Sem, Unit};
use crate::sets::{adverb, every, repeated};
use crate::stretch::{Stretch, stretch};
use crate::value::Value;
use crate::when::{When, add_months, iso_week, weekday_number};

/// A relative date, time of day, stretch of time or repetition.
pub(crate) fn relative(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match cx.sem(at) {
        Sem::Deictic(_) | Sem::Tonight if proper::day_in_name(cx, at) => None,
        Sem::Deictic(days) => Some(deictic(cx, at, i64::from(days))),
        Sem::Tonight => Some(part_of(cx, at + 1, cx.anchor, *b"NI", "today")),
        Sem::Now if cx.is(at, "now") && !cx.is_hyphen(at + 1) => {
            Some(Found::new(at + 1, "DATE", "PRESENT_REF", "now"))
        }
        Sem::Weekday(weekday, doubtful) => (!(doubtful && !(cx.capital(at) && supported_weekday(cx, at))
            || proper::weekday_in_name(cx, at)))
        .then(|| weekday_date(cx, at, weekday, at + 1, None)),
        Sem::Weekdays(weekday) => {
            let value = Value::from("XXXX-WXX-").whole(u64::from(weekday), 1);
            Some(Found::new(at + 1, "SET", value, "set"))
        }
        Sem::Last | Sem::Past | Sem::Next | Sem::This | Sem::Previous | Sem::Following => shifted(cx, at),
        Sem::Every => every(cx, at),
        Sem::Adverb(value) => adverb(cx, at, value),
        Sem::Times => repeated(cx, at, at),
        Sem::Earlier | Sem::Later => sooner(cx, at),
        Sem::The => with_the(cx, at),
        _ => counted(cx, at),
    }
}

/// `the past two weeks`, `the day before yesterday`, `the following day`, `the evening of July 4`, `in the morning`.
fn with_the(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match cx.sem(at + 1) {
        Sem::Unit(Unit::Day) => match (cx.word(at + 2), cx.sem(at + 3)) {
            ("before", Sem::Deictic(-1)) => Some(days_away(cx, at + 4, -2, "day-before")),
            ("after", Sem::Deictic(1)) => Some(days_away(cx, at + 4, 2, "day-after")),
            _ => None,
        },
        Sem::Previous | Sem::Following => beside_event(cx, at + 1),
        Sem::Next if cx.is(at + 2, "day") => beside_event(cx, at + 1),
        Sem::Past | Sem::Last | Sem::Next => shifted(cx, at + 1),
        Sem::PartOfDay(part) => {
            // Not "the night of the night of ...", which would go as deep as the text is long.
            if cx.sem(at + 2) == Sem::Of
                && cx.sem(at + 3) != Sem::The
                && let Some(day) = date_point(cx, at + 3).filter(|found| found.label == "DATE")
                && day.when.is_some_and(|when| when.is_day())
            {
                return Some(Found {
                    label: "TIME",
                    value: day.value.text("T").text(part),
                    when: None,
                    ..day
                });
            }
            let known = cx.among(at.wrapping_sub(1), &["in", "during"]) && cx.phrase_ends(at + 2);
            known.then(|| part_of(cx, at + 2, None, part, "part-of-day"))
        }
        _ => counted(cx, at + 1).filter(|found| {
            found.label == "DURATION"
                && found.rule == "duration"
                && !cx.among(found.end - 1, &["old", "olds"])
                && !cx.is_hyphen(found.end)
                && cx.phrase_ends(found.end)
                && cx.is_number(at + 1) | matches!(cx.sem(at + 1), Sem::Small(2..) | Sem::Vague)
        }),
    }
}

/// `the following day`, `the previous year`: beside what the text tells of, so nobody knows which.
fn beside_event(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let rule = if cx.sem(at) == Sem::Previous { "relative-to-event-back" } else { "relative-to-event" };
    if let Some(found) = stretch(cx, at + 1) {
        return Some(Found::new(found.end, "DURATION", found.value(), rule));
    }
    let days = if cx.sem(at) == Sem::Previous { -1 } else { 1 };
    if let (Sem::Unit(Unit::Day), Some(day)) = (cx.sem(at + 1), cx.story.day())
        && let Some(when) = day.plus(days).map(When::day)
    {
        return Some(Found { base: Some(day), ..Found::date(at + 2, when, rule) });
    }
    let value = match cx.sem(at + 1) {
        Sem::Unit(Unit::Day) => "XXXX-XX-XX",
        Sem::Unit(Unit::Week) => "XXXX-WXX",
        Sem::Unit(Unit::Weekend) => "XXXX-WXX-WE",
        Sem::Unit(Unit::Month) => "XXXX-XX",
        Sem::Unit(Unit::Quarter) => "XXXX-QX",
        Sem::Unit(Unit::Year | Unit::Decade | Unit::Century) => "XXXX",
        Sem::Weekday(weekday, false) => {
            let when = When { weekday: Some(weekday), ..When::default() };
            return Some(Found { when: None, ..Found::date(at + 2, when, rule) });
        }
        Sem::PartOfDay(part) => return Some(part_of(cx, at + 2, None, part, rule)),
        _ => return None,
    };
    Some(Found::new(at + 2, "DATE", value, rule))
}

/// `earlier this month`, `later Friday`: the thing itself.
fn sooner(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let near = matches!(cx.sem(at + 1), Sem::This | Sem::Deictic(_) | Sem::Weekday(_, false) | Sem::Last);
    date_point(cx, at + 1).filter(|found| near && matches!(found.label, "DATE" | "TIME"))
}

/// A part of a day, or of one that nobody knows.
fn part_of(cx: &Cx<'_>, end: usize, date: Option<Date>, part: [u8; 2], rule: &'static str) -> Found {
    let value = match date {
        Some(date) => When::day(date).value(),
        None => Value::from("XXXX-XX-XX"),
    };
    let anchored = date.is_some() && cx.anchor.is_some();
    Found::new(end, "TIME", value.text("T").text(part), rule).anchored(anchored)
}

fn anchored(
    cx: &Cx<'_>,
    end: usize,
    label: &'static str,
    value: Option<Value>,
    unknown: &str,
    rule: &'static str,
) -> Found {
    let known = value.is_some() && cx.anchor.is_some();
    Found::new(end, label, value.unwrap_or_else(|| unknown.into()), rule).anchored(known)
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
            value: found.value.text("T").text(part),
            when: None,
            ..found
        },
        _ => found,
    }
}

fn supported_weekday(cx: &Cx<'_>, at: usize) -> bool {
    cx.word(at).ends_with('.')
        || cx.among(at.wrapping_sub(1), &["on", "last", "next"])
        || matches!(cx.mark(at + 1), Some(','))
}

/// The date of a weekday: on or before the publication date in the past, after it where the future is meant.
fn weekday_date(cx: &Cx<'_>, at: usize, weekday: u8, end: usize, shift: Option<i32>) -> Found {
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
    let past = matches!(cx.sem(at), Sem::Past | Sem::Last | Sem::Previous);
    let next = at + 1;
    // "Following Monday's vote": a preposition.
    if cx.sem(at) == Sem::Following {
        return None;
    }
    // "will last two years": a verb.
    let modal = ["to", "could", "would", "can", "may", "might", "must", "not", "should"];
    if cx.is(at, "last")
        && (cx.sem_before(at) == Sem::Will
            || cx.sem_before(at) == Sem::And && (cx.is_number(next) || matches!(cx.sem(next), Sem::Small(_)))
            || modal.contains(&cx.word_before(at)))
    {
        return None;
    }
    if let Some(found) = stretch(cx, next).filter(|_| cx.sem(next) != Sem::A && cx.sem(at) != Sem::This) {
        let rule = if past { "past-duration" } else { "next-duration" };
        return Some(Found::new(found.end, "DURATION", found.value(), rule));
    }
    let shift = match cx.sem(at) {
        Sem::Past | Sem::Last | Sem::Previous => -1,
        Sem::This => 0,
        _ => 1,
    };
    match cx.sem(next) {
        // "the coming weeks": nobody knows how many.
        Sem::Unit(unit) if cx.word(next).ends_with('s') => {
            let rule = if past { "past-duration" } else { "next-duration" };
            let stretch = Stretch { count: None, unit, end: next + 1 };
            (shift != 0).then(|| Found::new(stretch.end, "DURATION", stretch.value(), rule))
        }
        Sem::Unit(unit) => shifted_unit(cx, at, unit, shift),
        Sem::Weekday(weekday, false) => Some(weekday_date(cx, at, weekday, next + 1, Some(shift))),
        Sem::Season(season) => {
            let year = cx.anchor.map(|anchor| season_year(anchor, season, shift));
            Some(Found::date(next + 1, When::part(year, season), "relative-season").anchored(year.is_some()))
        }
        Sem::Month(month, doubtful) if cx.capital(next) || !doubtful => {
            let month = u32::from(month);
            let year = cx.anchor.map(|anchor| month_year(anchor, month, shift));
            Some(Found::date(next + 1, When::month(year, month), "relative-month").anchored(year.is_some()))
        }
        Sem::PartOfDay(part) if shift == 0 || part == *b"NI" => {
            let date = cx.anchor.and_then(|anchor| anchor.plus(i64::from(shift.min(0))));
            Some(part_of(cx, next + 1, date, part, "part-of-day"))
        }
        _ => None,
    }
}

fn shifted_unit(cx: &Cx<'_>, at: usize, unit: Unit, shift: i32) -> Option<Found> {
    let end = at + 2;
    let anchor = cx.anchor;
    let found =
        |value: Option<Value>, unknown: &str, rule| Some(anchored(cx, end, "DATE", value, unknown, rule));
    match unit {
        Unit::Decade | Unit::Century if cx.sem(at) == Sem::Past => {
            Some(Found::new(end, "DURATION", Stretch::one(unit, end).value(), "past-duration"))
        }
        Unit::Year if cx.sem(at) == Sem::Past => Some(Found::new(end, "DURATION", "P1Y", "past-duration")),
        Unit::Week | Unit::Month if cx.sem(at) == Sem::Past && !cx.is(at.wrapping_sub(1), "this") => {
            Some(Found::new(end, "DURATION", Stretch::one(unit, end).value(), "past-duration"))
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
            found(saturday.and_then(iso_week).map(|week| week.text("-WE")), "XXXX-WXX-WE", "relative-weekend")
        }
        Unit::Day if shift == 1 => Some(Found::new(end, "DATE", "XXXX-XX-XX", "relative-to-event")),
        Unit::Decade => found(
            anchor.map(|anchor| Value::new().whole(positive(anchor.year() / 10 + shift), 3).text("X")),
            "XXXX",
            "relative-decade",
        ),
        Unit::Century => found(
            anchor.map(|anchor| Value::new().whole(positive(anchor.year() / 100 + shift), 2).text("XX")),
            "XXXX",
            "relative-century",
        ),
        Unit::Quarter => {
            let date = anchor.and_then(|anchor| add_months(anchor, 3 * i64::from(shift)));
            found(
                date.map(|date| {
                    let year = Value::new().whole(positive(date.year()), 4).text("-Q");
                    year.whole(u64::from((date.month() - 1) / 3 + 1), 1)
                }),
                "XXXX-QX",
                "relative-quarter",
            )
        }
        _ => None,
    }
}

fn positive(number: i32) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The Saturday of last, this or the next weekend. On a Saturday or Sunday "this weekend" is that one.
fn weekend(anchor: Date, shift: i32) -> Option<Date> {
    let this = anchor.plus(6 - i64::from(weekday_number(anchor)))?;
    this.plus(7 * i64::from(shift))
}

/// The year of last, this or the next such season, by its middle month in the north.
fn season_year(anchor: Date, season: [u8; 2], shift: i32) -> i32 {
    let (begins, ends) = match &season {
        b"SP" => (3, 5),
        b"SU" => (6, 8),
        b"FA" => (9, 11),
        _ => (12, 2),
    };
    let year = anchor.year();
    let month = anchor.month();
    match shift {
        0 => {
            if season == *b"WI" && month <= 2 {
                year - 1
            } else {
                year
            }
        }
        -1 => {
            if season == *b"WI" {
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
