//! Times of day.

use crate::cx::{Cx, Found};
use crate::sem::Sem;
use crate::value::Value;
use crate::when::When;

/// A time of day: hour and minute, whether "a.m." or "p.m." stood there, and the end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clock {
    hour: u32,
    minute: u32,
    /// As far as they are written.
    second: Option<u32>,
    half: Option<bool>,
    pub(crate) end: usize,
}

impl Clock {
    /// `T17:00`, appended.
    pub(crate) fn write(&self, to: Value) -> Value {
        let to = to.text("T").whole(u64::from(self.hour), 2).text(":").whole(u64::from(self.minute), 2);
        self.second.map_or(to, |second| to.text(":").whole(u64::from(second), 2))
    }

    fn new(hour: u32, minute: u32, half: Option<bool>, end: usize) -> Option<Self> {
        let hour = match half {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(true) => hour % 12 + 12,
            Some(false) => hour % 12,
            None => hour,
        };
        (hour < 24 && minute < 60).then_some(Self { hour, minute, second: None, half, end })
    }
}

/// A time of day, or a range of them: `5 p.m.`, `20:28 BST`, `from 10 p.m. to 6 a.m.`, `7-9 p.m.`.
pub(crate) fn time(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (between, from) = (cx.sem(at) == Sem::Between, cx.sem(at) == Sem::From);
    let start = at + usize::from(between || from);
    let first = clock(cx, start);
    if let Some((first, last)) = range(cx, start, first, between) {
        return Some(Found::new(
            last.end,
            "TIME",
            last.write(first.write(Value::new()).text("/")),
            "clock-range",
        ));
    }
    first
        .filter(|_| start == at)
        .map(|clock| Found::new(clock.end, "TIME", clock.write(Value::new()), "clock"))
}

/// Two times that "to", a hyphen or, after "between", "and" joins. `first` is what stands at `at` by itself.
fn range(cx: &Cx<'_>, at: usize, first: Option<Clock>, between: bool) -> Option<(Clock, Clock)> {
    let joins = |end: usize| match cx.sem(end) {
        Sem::To => true,
        Sem::And => between,
        _ => cx.is_hyphen(end),
    };
    if let Some(first) = first {
        let last = joins(first.end).then(|| clock(cx, first.end + 1)).flatten()?;
        // "12:30-1:15 p.m." has one half of the day for both.
        let last = match (first.half, last.half) {
            // "From 1:30 p.m. to 3:30."
            (Some(true), None)
                if last.hour < 12 && last.hour + 12 > first.hour && cx.is_number(first.end + 1) =>
            {
                Clock { hour: last.hour + 12, ..last }
            }
            _ => last,
        };
        let shared = first.half.is_none() && last.half == Some(true) && cx.is_number(at);
        let hour = if shared && first.hour + 12 <= last.hour { first.hour + 12 } else { first.hour };
        return Some((Clock { hour, ..first }, last));
    }
    // "7-9 p.m.": the first has no half of the day.
    if !joins(at + 1) || half_of_day(cx, at + 3).is_none() {
        return None;
    }
    let (hour, _) = cx.whole(at).filter(|&(hour, digits)| digits <= 2 && (1..=12).contains(&hour))?;
    let last = clock(cx, at + 2)?;
    let afternoon = hour % 12 + 12;
    let hour = if afternoon < last.hour { afternoon } else { hour % 12 };
    Some((Clock { hour, minute: 0, second: None, half: last.half, end: at + 1 }, last))
}

fn half_of_day(cx: &Cx<'_>, at: usize) -> Option<bool> {
    match cx.sem(at) {
        Sem::AmPm(afternoon) => Some(afternoon),
        _ => None,
    }
}

/// One time of day.
fn clock(cx: &Cx<'_>, at: usize) -> Option<Clock> {
    match cx.sem(at) {
        Sem::Noon => return Clock::new(12, 0, None, at + 1),
        Sem::Midnight => return Clock::new(0, 0, None, at + 1),
        Sem::Half if cx.is(at + 1, "past") => return spoken(cx, at + 2, 30),
        Sem::Unit(crate::sem::Unit::Quarter) => return quarter(cx, at),
        Sem::A if cx.is(at + 1, "quarter") => return quarter(cx, at + 1),
        Sem::Small(hour @ 1..=12) => return o_clock(cx, u32::from(hour), at + 1),
        _ => {}
    }
    let Some((first, digits)) = cx.whole(at) else { return pointed(cx, at) };
    if digits == 4 && cx.sem(at + 1) == Sem::Zone && cx.capital(at + 1) {
        return Clock::new(first / 100, first % 100, None, at + 2);
    }
    if digits == 4 && cx.is(at + 1, "hours") && cx.among(at.wrapping_sub(1), &["at", "by", "around", "about"])
    {
        return Clock::new(first / 100, first % 100, None, at + 2);
    }
    if digits > 2 {
        return None;
    }
    let colon = |at: usize| cx.mark(at) == Some(':') && cx.glued(at) && cx.glued(at + 1);
    let two = |at: usize| cx.whole(at).filter(|&(_, digits)| digits == 2).map(|(value, _)| value);
    let minute = two(at + 2).filter(|_| colon(at + 1));
    let mut end = at + if minute.is_some() { 3 } else { 1 };
    let second = two(end + 1).filter(|&second| minute.is_some() && colon(end) && second < 60);
    end += if second.is_some() { 2 } else { 0 };
    // "What I am" is no morning: "5 am" is.
    let half = half_of_day(cx, end).filter(|_| {
        !cx.capital(end)
            || cx.word(end).len() != 2
            || cx.is(end, "pm")
            || minute.is_some()
            || cx.word(end) == "AM"
    });
    end += usize::from(half.is_some());
    if half.is_none() && minute.is_none() {
        return o_clock(cx, first, at + 1);
    }
    let clock = Clock::new(first, minute.unwrap_or(0), half, zone(cx, end))?;
    Some(Clock { second, ..clock })
}

/// Behind a time zone: `ET`, `(GMT)` stays out, `local time` too.
fn zone(cx: &Cx<'_>, at: usize) -> usize {
    let zone = cx.sem(at) == Sem::Zone && cx.capital(at);
    let time = zone && cx.is(at, "Eastern") && cx.is(at + 1, "time");
    at + usize::from(zone) + usize::from(time)
}

/// `half past nine`, `quarter to six`: minutes before or after the hour at `at`.
fn spoken(cx: &Cx<'_>, at: usize, minutes: i64) -> Option<Clock> {
    let hour = match cx.sem(at) {
        Sem::Small(hour @ 1..=12) => i64::from(hour),
        _ => cx
            .whole(at)
            .filter(|&(hour, digits)| digits <= 2 && (1..=12).contains(&hour))
            .map(|(hour, _)| i64::from(hour))?,
    };
    let half = half_of_day(cx, at + 1);
    let total = (hour * 60 + minutes).rem_euclid(24 * 60);
    let end = at + 1 + usize::from(half.is_some());
    Clock::new((total / 60) as u32, (total % 60) as u32, half, end)
}

fn quarter(cx: &Cx<'_>, at: usize) -> Option<Clock> {
    match cx.word(at + 1) {
        "past" => spoken(cx, at + 2, 15),
        "to" => spoken(cx, at + 2, -15),
        _ => None,
    }
}

/// `3 o'clock`.
fn o_clock(cx: &Cx<'_>, hour: u32, at: usize) -> Option<Clock> {
    (cx.is(at, "o") && matches!(cx.mark(at + 1), Some('\'' | '’')) && cx.is(at + 2, "clock"))
        .then(|| Clock::new(hour, 0, None, at + 3))
        .flatten()
}

/// `8.30pm` where the point makes it one number.
fn pointed(cx: &Cx<'_>, at: usize) -> Option<Clock> {
    if !cx.is_number(at) {
        return None;
    }
    let (hour, minute) = cx.word(at).split_once('.')?;
    if minute.len() != 2 || hour.len() > 2 {
        return None;
    }
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    if let Some(half) = half_of_day(cx, at + 1) {
        return Clock::new(hour, minute, Some(half), zone(cx, at + 2));
    }
    if cx.sem(at + 1) == Sem::Zone && cx.capital(at + 1) {
        return Clock::new(hour, minute, None, at + 2);
    }
    // "It began at 11.20": a price or a measure names its unit.
    let bare = !matches!(
        cx.sem(at + 1),
        Sem::Currency(_)
            | Sem::Measure(_)
            | Sem::Percent
            | Sem::Scale(_)
            | Sem::Cents
            | Sem::Unit(_)
            | Sem::Basis
    ) && cx.mark(at + 1) != Some('%');
    let clock_like = cx.word_before(at) == "at" && bare && cx.phrase_ends(at + 1);
    let traded = (at.saturating_sub(8)..at).any(|back| {
        cx.among(
            back,
            &[
                "traded", "trading", "closed", "stood", "quoted", "shares", "price", "fixed", "opened",
                "ended",
            ],
        )
    });
    (clock_like && !traded).then(|| Clock::new(hour, minute, None, at + 1)).flatten()
}

/// Joins a time and the day beside it: `5 p.m. on Friday`, `Friday at 5 p.m.`, `noon on Sunday`.
pub(crate) fn with_day(day: &Found, when: When, time: &Found, end: usize) -> Found {
    let mut value = Value::new();
    for (number, part) in time.value.as_str().split('/').enumerate() {
        if number > 0 {
            value = value.text("/");
        }
        value = when.write(value).text(part);
    }
    Found { end, label: "TIME", value, rule: day.rule, anchored: day.anchored, base: day.base, when: None }
}
