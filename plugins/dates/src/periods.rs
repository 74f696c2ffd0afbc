//! Periods by name: seasons, quarters, halves, fiscal years, decades, centuries, years.

use copydesk_text::calendar::Date;

use crate::counts::counts_things;
use crate::cx::{Cx, Found};
use crate::dates::year_shift;
use crate::numbers::number;
use crate::sem::{Sem, Unit};
use crate::value::Value;
use crate::when::When;

/// The year that stands at `at` in figures, or as "last year" or "the year": year, end, and whether it counts from
/// the publication date. The year is `None` where that date would be needed and is not known.
pub(crate) fn of_year(cx: &Cx<'_>, at: usize) -> Option<(Option<i32>, usize, bool)> {
    if let Some(year) = cx.year(at) {
        return Some((Some(year), at + 1, false));
    }
    let shift = match cx.sem(at) {
        Sem::The if cx.is(at + 1, "year") => 0,
        _ => year_shift(cx, at)?,
    };
    let year = cx.anchor.map(|anchor| anchor.year() + shift);
    cx.is(at + 1, "year").then_some((year, at + 2, year.is_some()))
}

/// `the summer of 2018`, `fall 2018`, `in the fall`. A winter bears the year that is written.
pub(crate) fn season(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let Sem::Season(season) = cx.sem(at) else { return None };
    let of = usize::from(cx.sem(at + 1) == Sem::Of);
    if let Some((year, end, anchored)) =
        of_year(cx, at + 1 + of).filter(|_| of > 0 || cx.sem(at + 1) != Sem::The)
    {
        return Some(Found::date(end, When::part(year, season), "season-year").anchored(anchored));
    }
    if cx.capital(at) && !cx.first_word(at) || cx.capital(at) && cx.capital(at + 1) {
        return None;
    }
    // "fall" and "spring" are verbs and waters too: only after "in the" or "the" with a preposition before.
    let change = matches!(season, [b'F', b'A'] | [b'S', b'P']) && !cx.is(at, "autumn");
    let the = cx.sem_before(at) == Sem::The
        && (cx.sem(at.wrapping_sub(2)) == Sem::Before || cx.sem(at.wrapping_sub(2)) == Sem::Of && !change)
        && !(change && cx.among(at + 1, &["in", "of"]));
    let bare = cx.among(at.wrapping_sub(1), &["in", "since", "until", "by"]) && !cx.is(at, "fall");
    let thirds = matches!(cx.sem_before(at), Sem::Early | Sem::Late) || cx.is(at.wrapping_sub(1), "mid");
    ((the || bare || thirds) && cx.phrase_ends(at + 1))
        .then(|| Found::date(at + 1, When::part(None, season), "season"))
}

const QUARTERS: [[u8; 2]; 4] = [*b"Q1", *b"Q2", *b"Q3", *b"Q4"];
const HALVES: [[u8; 2]; 2] = [*b"H1", *b"H2"];

/// `the third quarter of 2018`, `Q3 2018`, `first half of last year`, `second-quarter` profit.
pub(crate) fn quarter(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (part, end) = match cx.sem(at) {
        Sem::Ordinal(rank @ 1..=4) => {
            let next = cx.past_hyphen(at + 1);
            let rank = usize::from(rank) - 1;
            match cx.sem(next) {
                Sem::Unit(Unit::Quarter) if cx.among(next, &["quarter", "qtr"]) => (QUARTERS[rank], next + 1),
                Sem::Half => (*HALVES.get(rank).filter(|_| half_of_year(cx, next + 1))?, next + 1),
                _ => return None,
            }
        }
        Sem::Quarter => match cx.word(at).as_bytes() {
            [b'F', ..] => return fiscal_year(cx, at),
            [letter, digit] => ([letter.to_ascii_uppercase(), *digit], at + 1),
            _ => return None,
        },
        _ => return None,
    };
    let of = usize::from(cx.sem(end) == Sem::Of);
    if cx.sem(end + of) == Sem::Fiscal
        && let Some((year, end)) = cx.year_after(end + of + 1)
    {
        let value = Value::from("FY").whole(u64::from(year.unsigned_abs()), 4).text("-").text(part);
        return Some(Found::new(end, "DATE", value, "fiscal-quarter"));
    }
    if let Some((year, end, anchored)) = of_year(cx, end + of).or_else(|| short_year(cx, end)) {
        return Some(Found::date(end, When::part(year, part), "quarter").anchored(anchored));
    }
    if cx.sem_before(at) == Sem::Fiscal {
        return Some(Found::date(end, When::part(None, part), "fiscal-quarter"));
    }
    let year = cx.anchor.map(|anchor| nearest_part_year(anchor, part));
    Some(Found::date(end, When::part(year, part), "quarter").anchored(year.is_some()))
}

/// `Q3 '18`.
fn short_year(cx: &Cx<'_>, at: usize) -> Option<(Option<i32>, usize, bool)> {
    let (year, end) = cx.year_after(at).filter(|_| cx.mark(at) != Some(','))?;
    Some((Some(year), end, false))
}

/// Whether "first half" is one of a year and not of a match.
fn half_of_year(cx: &Cx<'_>, end: usize) -> bool {
    const MONEY: [&str; 9] =
        ["profit", "profits", "sales", "earnings", "revenue", "revenues", "results", "loss", "pretax"];
    cx.sem(end) == Sem::Of && of_year(cx, end + 1).is_some()
        || cx.year(end).is_some()
        || cx.among(end, &MONEY)
}

/// The year in which a quarter or half is nearest to publication by its middle, the past first.
fn nearest_part_year(anchor: Date, part: [u8; 2]) -> i32 {
    let number = i64::from(part[1].wrapping_sub(b'0'));
    // Middle of the part in half months from the beginning of the year.
    let middle = if part[0] == b'Q' { 6 * number - 3 } else { 12 * number - 6 };
    let now = 2 * i64::from(anchor.month()) - 1;
    let year = anchor.year();
    [year, year - 1, year + 1]
        .into_iter()
        .min_by_key(|&candidate| {
            let distance = middle + 24 * i64::from(candidate - year) - now;
            (distance.abs(), distance > 0)
        })
        .unwrap_or(year)
}

/// `fiscal 2024`, `fiscal year 2023`, `FY2019`: whose year begins when, nobody says.
pub(crate) fn fiscal_year(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let year =
        |year: u64, end: usize| Found::new(end, "DATE", Value::from("FY").whole(year, 4), "fiscal-year");
    if cx.sem(at) == Sem::Quarter {
        let digits = cx.word(at).get(2..)?;
        let number: u64 = digits.parse().ok()?;
        return Some(year(if digits.len() == 2 { 2000 + number } else { number }, at + 1));
    }
    let next = cx.past_hyphen(at + 1);
    let next = next + usize::from(cx.is(next, "year"));
    cx.year(next).map(|number| year(u64::from(number.unsigned_abs()), next + 1))
}

/// `the first five months of 2022`, `the last two quarters of the year`.
pub(crate) fn part_of_year(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let first = match cx.sem(at) {
        Sem::Ordinal(1) => true,
        Sem::Last | Sem::Past => false,
        _ => return None,
    };
    let read = number(cx, at + 1)?;
    let months = match cx.sem(read.end) {
        Sem::Unit(Unit::Month) => read.value,
        Sem::Unit(Unit::Quarter) => 3.0 * read.value,
        _ => return None,
    };
    let (year, end, anchored) = of_year(cx, read.end + 2).filter(|_| cx.sem(read.end + 1) == Sem::Of)?;
    if months.fract() != 0.0 || !(1.0..=12.0).contains(&months) {
        return None;
    }
    let months = months as u32;
    let (from, to) = if first { (1, months) } else { (13 - months, 12) };
    let value = When::month(year, to).write(When::month(year, from).value().text("/"));
    Some(Found::new(end, "DATE", value, "part-of-year").anchored(anchored))
}

/// `the 1990s`, `the '90s`.
pub(crate) fn decade(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let short = usize::from(matches!(cx.mark(at), Some('\'' | '’' | '‘')) && cx.glued(at + 1));
    let (value, digits) = cx.whole(at + short)?;
    let apostrophe = usize::from(matches!(cx.mark(at + short + 1), Some('\'' | '’')));
    let s = at + short + 1 + apostrophe;
    if !cx.is(s, "s") || !cx.glued(s) || value % 10 != 0 {
        return None;
    }
    let start = Value::new();
    let value = match (digits, short) {
        (4, _) if (1000..1900).contains(&value) && value % 100 == 0 => {
            start.whole(u64::from(value / 100), 2).text("XX")
        }
        (4, _) if (1000..2200).contains(&value) => start.whole(u64::from(value / 10), 3).text("X"),
        (2, 1) | (2, 0) if value >= 20 && (short == 1 || supported_decade(cx, at)) => {
            start.text("19").whole(u64::from(value / 10), 1).text("X")
        }
        _ => return None,
    };
    Some(Found::new(s + 1, "DATE", value, "decade"))
}

fn supported_decade(cx: &Cx<'_>, at: usize) -> bool {
    let the = |at: usize| cx.sem(at) == Sem::The;
    let back = at.wrapping_sub(1);
    the(back)
        || matches!(cx.sem(back), Sem::Early | Sem::Mid | Sem::Late)
        || cx.is_hyphen(back) && cx.is(at.wrapping_sub(2), "mid")
}

/// `the 19th century` is `18XX`.
pub(crate) fn century(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (number, end) = match cx.sem(at) {
        Sem::Ordinal(number) => (u32::from(number), at + 1),
        _ => cx.day(at).filter(|&(_, end)| end > at + 1)?,
    };
    let next = cx.past_hyphen(end);
    let name = cx.capital(next) && cx.capital(next + 1);
    (cx.is(next, "century") && (1..=22).contains(&number) && !name).then(|| {
        Found::new(next + 1, "DATE", Value::new().whole(u64::from(number - 1), 2).text("XX"), "century")
    })
}

/// A year by itself. Four digits count as a year after a preposition, after "the", in brackets, or where no plural
/// follows that they could count.
pub(crate) fn year(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let year = cx.year(at)?;
    let before = at.wrapping_sub(1);
    let glued_mark = cx.glued(at)
        && !matches!(cx.mark(before), Some('(' | '[' | '-' | '–' | '—' | '/' | '"' | '“' | '‘' | ',' | '.'));
    let letters = cx.glued(at + 1) && cx.is_word(at + 1);
    if glued_mark
        || letters
        || cx.sem(before) == Sem::Named
        || matches!(
            cx.sem(at + 1),
            Sem::Scale(_)
                | Sem::Measure(_)
                | Sem::Currency(_)
                | Sem::Percent
                | Sem::Zone
                | Sem::Unit(_)
                | Sem::Basis
        )
    {
        return None;
    }
    let supported = matches!(
        cx.sem_before(at),
        Sem::Before
            | Sem::Of
            | Sem::The
            | Sem::To
            | Sem::From
            | Sem::Between
            | Sem::Early
            | Sem::Mid
            | Sem::Late
            | Sem::Season(_)
            | Sem::And
    ) || matches!(cx.mark(before), Some('(' | '-' | '–'));
    let plural = counts_things(cx, at + 1);
    if plural && cx.among(before, &["about", "around", "for", "some", "to", "and", "of"]) {
        return None;
    }
    ((1900..2100).contains(&year) && (supported || !plural)
        || supported && !plural && (1500..1900).contains(&year))
    .then(|| Found::date(at + 1, When::year(year), "year"))
}
