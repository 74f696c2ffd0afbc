//! All rules over one sentence, longest match first, and what joins two dates into a range.

use crate::amounts::amount;
use crate::counts::bare;
use crate::cx::{Cx, Found};
use crate::dates::date;
use crate::lex::Kind;
use crate::periods::year;
use crate::relative::relative;
use crate::sem::{Sem, Unit};
use crate::times::{self, time, with_day};
use crate::value::Value;
use crate::when::When;

/// Finds all expressions of a sentence, in order and without overlaps: (first item, what).
pub(crate) fn scan(cx: &Cx<'_>, mut keep: impl FnMut(usize, &Found)) {
    let mut free = 0;
    for &candidate in &cx.items.candidates {
        let at = candidate as usize;
        if at < free {
            continue;
        }
        if let Some(found) = expression(cx, at).filter(|found| found.end > at) {
            let first = at - usize::from(at > free && takes_the(cx, at, &found));
            free = found.end;
            if !found.label.is_empty() {
                cx.note(at, &found);
                keep(first, &found);
            }
        }
    }
}

/// Whether the article before the expression belongs to it: "the fall of 2018", but not "the 2016 vote".
fn takes_the(cx: &Cx<'_>, at: usize, found: &Found) -> bool {
    if cx.sem_before(at) != Sem::The {
        return false;
    }
    let headed = matches!(
        found.rule,
        "season-year"
            | "season"
            | "decade"
            | "century"
            | "quarter"
            | "fiscal-quarter"
            | "part-of-date"
            | "part-of-year"
            | "past-duration"
            | "next-duration"
            | "ago"
    ) || found.rule.starts_with("relative-")
        || matches!(found.rule, "month-day" | "explicit" | "day-range")
            && (matches!(cx.sem(at), Sem::Ordinal(_)) || cx.suffix(at + 1));
    headed && cx.phrase_ends(found.end)
}

/// The best expression that begins at `at`: only the rules that such an item can begin are tried.
fn expression(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match cx.kind(at)? {
        Kind::Number { .. } => counted(cx, at),
        Kind::Mark('\'' | '’' | '‘') => date(cx, at),
        Kind::Mark(_) => amount(cx, at),
        // "US$5", "A$5"
        Kind::Word(_) if cx.mark(at + 1) == Some('$') && cx.glued(at + 1) => amount(cx, at),
        Kind::Word(sem) => match sem {
            Sem::Sign(_) | Sem::Scales => amount(cx, at),
            Sem::From => range(cx, at).or_else(|| time(cx, at)),
            Sem::Between => {
                range(cx, at).or_else(|| time(cx, at)).or_else(|| amount(cx, at)).or_else(|| bare(cx, at))
            }
            Sem::Noon | Sem::Midnight | Sem::Unit(_) => time(cx, at).map(|found| with_later_day(cx, found)),
            Sem::The => relative(cx, at),
            Sem::This => match cx.sem(at + 1) {
                Sem::Unit(_) | Sem::Weekday(..) | Sem::Season(_) | Sem::Month(..) | Sem::PartOfDay(_) => {
                    dated(cx, at)
                }
                _ => None,
            },
            Sem::Small(_) if counts_alone(cx, at) => bare(cx, at),
            Sem::Vague => match cx.sem(at + 1) {
                Sem::Unit(_) | Sem::Scale(_) | Sem::Link | Sem::PartOfDay(_) | Sem::Ordinal(_) => {
                    anything(cx, at)
                }
                _ => None,
            },
            Sem::A | Sem::Half | Sem::Small(_) => anything(cx, at),
            Sem::Ordinal(_) => dated(cx, at).or_else(|| bare(cx, at)),
            _ => dated(cx, at),
        },
    }
}

/// What begins with digits.
fn counted(cx: &Cx<'_>, at: usize) -> Option<Found> {
    if counts_alone(cx, at) {
        return year(cx, at).or_else(|| bare(cx, at));
    }
    match cx.kind(at + 1) {
        Some(
            Kind::Mark('%')
            | Kind::Word(
                Sem::Percent
                | Sem::Basis
                | Sem::Currency(_)
                | Sem::Sign(_)
                | Sem::Cents
                | Sem::Measure(_)
                | Sem::Scale(_),
            ),
        ) => amount(cx, at).or_else(|| anything(cx, at)),
        Some(Kind::Word(Sem::Month(..))) => dated(cx, at).or_else(|| anything(cx, at)),
        _ => anything(cx, at),
    }
}

/// A date, a range of dates, or what is longer and begins with a date.
fn dated(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let found = part_of_date(cx, at).or_else(|| {
        let first = date_point(cx, at)?;
        Some(range_from(cx, &first, false).unwrap_or(first))
    })?;
    Some(joined(cx, found))
}

/// Whether what follows the number at `at` shows that it can only be a year or a count, as most numbers are.
fn counts_alone(cx: &Cx<'_>, at: usize) -> bool {
    if cx.sem_before(at) == Sem::At || cx.is_hyphen(at.wrapping_sub(1)) {
        return false;
    }
    match cx.kind(at + 1) {
        None => true,
        // "3 o'clock" is neither.
        Some(Kind::Word(Sem::Other | Sem::Function)) => {
            !cx.glued(at + 1) && !cx.capital(at + 1) && !cx.glued(at + 2)
        }
        Some(Kind::Mark(',' | '.' | ')' | ';')) => !cx.glued(at + 2),
        _ => false,
    }
}

fn anything(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let longer = |best: Option<Found>, found: Option<Found>| match (best, found) {
        (Some(best), Some(found)) if found.end > best.end => Some(found),
        (None, found) => found,
        (best, _) => best,
    };
    let timed = time(cx, at).map(|found| with_later_day(cx, found));
    longer(longer(dated(cx, at), timed), amount(cx, at)).or_else(|| bare(cx, at))
}

/// A date or stretch of time that begins at `at`, the longest.
pub(crate) fn date_point(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let absolute = date(cx, at);
    let counting = relative(cx, at);
    match (absolute, counting) {
        (Some(a), Some(b)) if b.end > a.end => Some(b),
        (Some(a), _) => Some(a),
        (None, found) => found,
    }
}

/// `early 2018`, `in mid-July`, `late last year`, `the end of the month`, `the beginning of May`.
fn part_of_date(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (third, mut next) = match cx.sem(at) {
        Sem::Early => (0, at + 1),
        Sem::Mid => (1, at + 1),
        Sem::Late => (2, at + 1),
        Sem::Begin if cx.sem(at + 1) == Sem::Of => (0, at + 2),
        Sem::End if cx.sem(at + 1) == Sem::Of => (2, at + 2),
        _ => return None,
    };
    if cx.sem(at) == Sem::Mid && cx.sem(next) == Sem::Of {
        next += 1;
    }
    next = cx.past_hyphen(next);
    let the = cx.sem(next) == Sem::The;
    next += usize::from(the);
    // "the end of the year" means the one of publication.
    if let (Sem::Unit(unit @ (Unit::Year | Unit::Month)), Some(anchor), true) = (cx.sem(next), cx.anchor, the)
    {
        let when = match unit {
            Unit::Year => When::year(anchor.year()),
            _ => When::month(Some(anchor.year()), anchor.month()),
        };
        return Some(Found::new(next + 1, "DATE", when.third(third)?, "part-of-date").anchored(true));
    }
    let inner = date_point(cx, next)?;
    if inner.label == "TIME" {
        return Some(inner);
    }
    if inner.label != "DATE" {
        return None;
    }
    let value = inner.when.and_then(|when| when.third(third)).unwrap_or(inner.value);
    // A day stays one, so that a clock time may follow: "late Monday".
    let when = inner.when.filter(|when| when.is_day());
    Some(Found { label: "DATE", rule: "part-of-date", value, when, ..inner })
}

/// `between 2016 and 2018`, `from May 3 to June 2`, `from Monday`.
fn range(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let between = cx.sem(at) == Sem::Between;
    let start = at + 1 + usize::from(cx.sem(at + 1) == Sem::The);
    let first = part_of_date(cx, start).or_else(|| date_point(cx, start))?;
    range_from(cx, &first, between)
}

/// The range that begins with the date `first`.
fn range_from(cx: &Cx<'_>, first: &Found, between: bool) -> Option<Found> {
    let when = first.when.filter(|_| first.label == "DATE")?;
    let mark = cx.is_hyphen(first.end) || cx.mark(first.end) == Some('/') && cx.glued(first.end);
    let joins = match cx.sem(first.end) {
        Sem::To => true,
        Sem::And => between,
        _ => mark,
    };
    if !joins {
        return None;
    }
    // "2016-18", "1985/86"
    let bare_year = when.month.is_none() && when.part.is_none() && when.weekday.is_none();
    if mark
        && bare_year
        && let (Some(year), Some((short, 2))) = (when.year, cx.whole(first.end + 1))
        && cx.glued(first.end + 1)
    {
        let last = year / 100 * 100 + short as i32;
        let value = When::year(last).write(when.value().text("/"));
        return (last > year).then(|| Found::new(first.end + 2, "DATE", value, "range"));
    }
    let next = first.end + 1;
    let next = next + usize::from(cx.sem(next) == Sem::The);
    let second = date_point(cx, next).filter(|found| found.label == "DATE")?;
    let (mut from, mut to) = (when, second.when?);
    if (from.is_day(), from.month.is_some(), from.part.is_some())
        != (to.is_day(), to.month.is_some(), to.part.is_some())
    {
        return None;
    }
    // "from May to July 2018": the year belongs to both. "From December to March": the second follows the first.
    // "Thursday through Sunday": the Sunday after.
    if second.rule.starts_with("weekday")
        && let (Some(first_day), Some(second_day)) = (from.date(), to.date())
    {
        let ahead = (second_day.days() - first_day.days()).rem_euclid(7);
        to = first_day.plus(ahead).map_or(to, When::day);
    } else if let (Some(first_month), Some(second_month)) = (from.month, to.month) {
        if first.anchored && !second.anchored {
            from.year = to.year.map(|year| year - i32::from(first_month > second_month));
        } else if second.anchored {
            let earlier = (second_month, to.day) < (first_month, from.day);
            to.year = from.year.map(|year| year + i32::from(earlier)).or(to.year);
        }
    }
    let value = to.write(from.value().text("/"));
    let anchored = second.anchored || first.anchored && to.year.is_none();
    Some(Found { end: second.end, label: "DATE", value, rule: "range", anchored, base: None, when: None })
}

/// A part of the day or a clock time after a day: "Monday night", "Friday at 5 p.m.".
fn joined(cx: &Cx<'_>, found: Found) -> Found {
    let Some(when) = found.when.filter(|when| found.label == "DATE" && when.is_day()) else { return found };
    if let Sem::PartOfDay(part) = cx.sem(found.end) {
        let value = when.write(Value::new()).text("T").text(part);
        return Found { end: found.end + 1, label: "TIME", value, when: None, ..found };
    }
    let mut next = found.end + usize::from(cx.mark(found.end) == Some(','));
    next += usize::from(cx.sem(next) == Sem::At);
    next += usize::from(cx.sem(next - 1) == Sem::At && cx.among(next, &["about", "around"]));
    match time(cx, next) {
        Some(clock) if !beside(cx, clock.end) => with_day(&found, when, &clock, clock.end),
        _ => found,
    }
}

/// Whether a day follows that the time before it belongs to rather than to the day before.
fn beside(cx: &Cx<'_>, end: usize) -> bool {
    let next = end + usize::from(cx.is(end, "on"));
    matches!(cx.sem(next), Sem::Weekday(_, false)) && next > end
}

/// A day after a clock time: "5 p.m. on Friday", "8:15 p.m. ET, Tue August 7".
fn with_later_day(cx: &Cx<'_>, time: Found) -> Found {
    let mut next = time.end + usize::from(cx.mark(time.end) == Some(','));
    next += usize::from(cx.is(next, "on"));
    let day = match cx.kind(next) {
        Some(Kind::Word(
            Sem::Weekday(..) | Sem::Month(..) | Sem::Deictic(_) | Sem::This | Sem::Next | Sem::Last,
        )) => date_point(cx, next),
        Some(Kind::Number { .. }) => date(cx, next),
        _ => None,
    };
    match day {
        Some(day) if day.label == "DATE" => match day.when.filter(|when| when.is_day()) {
            Some(when) => times::with_day(&day, when, &time, day.end),
            None => time,
        },
        _ => time,
    }
}
