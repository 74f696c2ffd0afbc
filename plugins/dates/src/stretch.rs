//! Stretches of time: how many of which unit.

use crate::cx::Cx;
use crate::numbers::number;
use crate::sem::{Sem, Unit};
use crate::value::Value;

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stretch {
    /// `None` where nobody knows how many: "several weeks".
    pub(crate) count: Option<f64>,
    pub(crate) unit: Unit,
    pub(crate) end: usize,
}

impl Stretch {
    /// `P3D`, `PT2H`, `P20Y`, `PXW`.
    pub(crate) fn value(&self) -> Value {
        let (time, factor, letter) = match self.unit {
            Unit::Second => (true, 1.0, "S"),
            Unit::Minute => (true, 1.0, "M"),
            Unit::Hour => (true, 1.0, "H"),
            Unit::Day | Unit::Night => (false, 1.0, "D"),
            Unit::Weekend => (false, 1.0, "WE"),
            Unit::Week => (false, 1.0, "W"),
            Unit::Fortnight => (false, 2.0, "W"),
            Unit::Month => (false, 1.0, "M"),
            Unit::Quarter => (false, 3.0, "M"),
            Unit::Year => (false, 1.0, "Y"),
            Unit::Decade => (false, 10.0, "Y"),
            Unit::Century => (false, 100.0, "Y"),
        };
        let value = Value::from(if time { "PT" } else { "P" });
        match self.count {
            Some(count) => value.number(count * factor),
            None => value.text("X"),
        }
        .text(letter)
    }

    /// One of a unit.
    pub(crate) fn one(unit: Unit, end: usize) -> Self {
        Self { count: Some(1.0), unit, end }
    }

    pub(crate) fn is_clock(&self) -> bool {
        matches!(self.unit, Unit::Hour | Unit::Minute | Unit::Second)
    }
}

fn unit(cx: &Cx<'_>, at: usize) -> Option<Unit> {
    match cx.sem(at) {
        Sem::Unit(unit) => Some(unit),
        Sem::Ordinal(2) => Some(Unit::Second),
        Sem::PartOfDay([b'N', b'I']) => Some(Unit::Night),
        _ => None,
    }
}

/// `three days`, `several weeks`, `a couple of months`, `half an hour`, `a year`, `two-week`, `15-year-old`.
pub(crate) fn stretch(cx: &Cx<'_>, at: usize) -> Option<Stretch> {
    match cx.sem(at) {
        Sem::Vague => {
            let next = at + 1 + usize::from(cx.is(at + 1, "more"));
            unit(cx, next).map(|unit| Stretch { count: None, unit, end: next + 1 })
        }
        Sem::Half if cx.sem(at + 1) == Sem::A => half(cx, at + 2),
        Sem::A => with_article(cx, at),
        _ => counted(cx, at),
    }
}

/// A number of units. "15-year-old" is an age: a stretch of time all the same.
fn counted(cx: &Cx<'_>, at: usize) -> Option<Stretch> {
    let read = number(cx, at)?;
    let (mut value, mut end) = (read.value, read.end);
    if cx.sem(end) == Sem::And && cx.sem(end + 1) == Sem::A && cx.sem(end + 2) == Sem::Half {
        value += 0.5;
        end += 3;
    }
    let hyphen = cx.past_hyphen(end);
    const BETWEEN: [&str; 7] = ["full", "straight", "consecutive", "long", "more", "working", "business"];
    let next = hyphen + usize::from(hyphen == end && cx.among(hyphen, &BETWEEN));
    let found = unit(cx, next)?;
    if matches!(cx.sem(next), Sem::Ordinal(_)) && (next == read.end || !cx.is_hyphen(next - 1)) {
        return None;
    }
    // "1986 year" is a column of figures.
    if cx.year(at).is_some() && next == end && !cx.word(next).ends_with('s') {
        return None;
    }
    if found == Unit::Night && cx.is(next, "night") && next == end && value != 1.0 {
        return None;
    }
    let mut end = next + 1;
    let old = cx.past_hyphen(end);
    // "Two years older" and "the two-year old-age plan" go on otherwise.
    if cx.among(old, &["old", "olds"]) && !cx.is_hyphen(old + 1) {
        end = old + 1;
    }
    Some(Stretch { count: Some(value), unit: found, end })
}

/// Half of the unit at `at`.
fn half(cx: &Cx<'_>, at: usize) -> Option<Stretch> {
    let (count, unit) = match unit(cx, at)? {
        Unit::Hour => (30.0, Unit::Minute),
        Unit::Year => (6.0, Unit::Month),
        Unit::Century => (50.0, Unit::Year),
        Unit::Decade => (5.0, Unit::Year),
        other => (0.5, other),
    };
    Some(Stretch { count: Some(count), unit, end: at + 1 })
}

/// `a year`, `a few weeks`, `a couple of months`, `a half-hour`, `a year and a half`.
fn with_article(cx: &Cx<'_>, at: usize) -> Option<Stretch> {
    match cx.sem(at + 1) {
        Sem::Couple => {
            let next = at + 2 + usize::from(cx.sem(at + 2) == Sem::Of);
            let next = next + usize::from(cx.is(next, "more"));
            unit(cx, next).map(|unit| Stretch { count: Some(2.0), unit, end: next + 1 })
        }
        Sem::Vague if cx.is(at + 1, "few") => {
            let next = at + 2 + usize::from(cx.is(at + 2, "more"));
            unit(cx, next).map(|unit| Stretch { count: None, unit, end: next + 1 })
        }
        Sem::Half => half(cx, cx.past_hyphen(at + 2)),
        Sem::Scale(_) | Sem::Dozen => counted(cx, at),
        Sem::Unit(unit) => {
            let half = cx.sem(at + 2) == Sem::And && cx.sem(at + 3) == Sem::A && cx.sem(at + 4) == Sem::Half;
            let (count, end) = if half { (1.5, at + 5) } else { (1.0, at + 2) };
            Some(Stretch { count: Some(count), unit, end })
        }
        // "A second ago"; every other second is a rank.
        Sem::Ordinal(2) if matches!(cx.sem(at + 2), Sem::Ago | Sem::Later | Sem::Earlier) => {
            Some(Stretch::one(Unit::Second, at + 2))
        }
        _ => None,
    }
}
