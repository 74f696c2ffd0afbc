//! All rules over one sentence, longest match first, and what joins two dates into a range.

use crate::cx::{Cx, Found};
use crate::dates::date;
use crate::lex::Kind;
use crate::numbers::{bare, counted, money_first};
use crate::periods::{holiday, quarter};
use crate::relative::relative;
use crate::times::{point_time, time};
use crate::words::{Sem, Unit};

/// Finds all expressions of a sentence, in order and without overlaps: (first item, what).
pub(crate) fn scan(cx: &Cx<'_>, mut keep: impl FnMut(usize, Found)) {
    let mut at = 0;
    while at < cx.items.len() {
        match expression(cx, at) {
            Some(found) if found.end > at => {
                let end = found.end;
                keep(at, found);
                at = end;
            }
            _ => at += 1,
        }
    }
}

/// The best expression that begins at `at`.
fn expression(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match begins(cx, at) {
        Begins::Nothing => None,
        Begins::Name => holiday(cx, at).or_else(|| quarter(cx, at)).or_else(|| money_first(cx, at)),
        Begins::Money => money_first(cx, at),
        Begins::Range => range(cx, at),
        Begins::Anything => anything(cx, at),
    }
}

fn anything(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let dated = part_of_date(cx, at)
        .or_else(|| {
            let first = date_point(cx, at)?;
            Some(range_from(cx, &first, false).unwrap_or(first))
        })
        .map(|found| joined(cx, found));
    let timed = time(cx, at).or_else(|| point_time(cx, at));
    let money = money_first(cx, at).or_else(|| counted(cx, at));
    [dated, timed, money].into_iter().flatten().max_by_key(|found| found.end).or_else(|| bare(cx, at))
}

/// Which rules an item can begin. Most words begin nothing, and this is where they are let go.
enum Begins {
    Nothing,
    /// A holiday, a quarter or money at most.
    Name,
    Money,
    Range,
    Anything,
}

fn begins(cx: &Cx<'_>, at: usize) -> Begins {
    let keep = |wanted: bool| if wanted { Begins::Anything } else { Begins::Nothing };
    match cx.items[at].kind {
        Kind::Number(..) => Begins::Anything,
        Kind::Mark('\'' | '’' | '‘') => keep(matches!(cx.kind(at + 1), Some(Kind::Number(..)))),
        Kind::Mark(mark) if mark == '$' || !mark.is_ascii() => Begins::Money,
        Kind::Mark(_) => Begins::Nothing,
        Kind::Word(sem) => match sem {
            Sem::Other if cx.items[at].capital => Begins::Name,
            Sem::Other
            | Sem::Unit(_)
            | Sem::Scale(_)
            | Sem::PartOfDay(_)
            | Sem::Ago
            | Sem::Later
            | Sem::And
            | Sem::Of
            | Sem::To
            | Sem::Couple
            | Sem::Dozen
            | Sem::Percent
            | Sem::Cents
            | Sem::Measure(_)
            | Sem::AmPm(_)
            | Sem::Zone
            | Sem::Will
            | Sem::Planned
            | Sem::Said => Begins::Nothing,
            Sem::Currency(_) => Begins::Money,
            Sem::Between => Begins::Range,
            Sem::Before if cx.is(at, "from") => Begins::Range,
            Sem::Before => Begins::Nothing,
            Sem::The => {
                keep(matches!(cx.sem(at + 1), Sem::Past | Sem::Last | Sem::Next | Sem::Unit(Unit::Day)))
            }
            Sem::This => keep(matches!(
                cx.sem(at + 1),
                Sem::Unit(_) | Sem::Weekday(..) | Sem::Season(_) | Sem::Month(..) | Sem::PartOfDay(_)
            )),
            Sem::A => {
                let counts = matches!(
                    cx.sem(at + 1),
                    Sem::Scale(_)
                        | Sem::Dozen
                        | Sem::Couple
                        | Sem::Vague
                        | Sem::Half
                        | Sem::Unit(_)
                        | Sem::Ordinal(_)
                );
                keep(counts || cx.mark(at + 1) == Some('$'))
            }
            _ => Begins::Anything,
        },
    }
}

fn date_point(cx: &Cx<'_>, at: usize) -> Option<Found> {
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
    let hyphen = cx.is_hyphen(next) && cx.glued(next);
    next += usize::from(hyphen);
    next += usize::from(cx.sem(next) == Sem::The);
    // "the end of the year" means the one of publication.
    if let (Sem::Unit(unit @ (Unit::Year | Unit::Month)), Some(anchor)) = (cx.sem(next), cx.anchor)
        && cx.sem(next - 1) == Sem::The
    {
        let when = match unit {
            Unit::Year => crate::when::When::year(anchor.year()),
            _ => crate::when::When::month(Some(anchor.year()), anchor.month()),
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
    let value = match inner.when {
        Some(when) => when.third(third).unwrap_or_else(|| inner.value.clone()),
        None => inner.value.clone(),
    };
    Some(Found { label: "DATE", rule: "part-of-date", value, when: None, ..inner })
}

/// `between 2016 and 2018`, `from May 3 to June 2`, `2016-2018`, `July to September`.
fn range(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let between = cx.sem(at) == Sem::Between;
    let from = cx.is(at, "from");
    let first = date_point(cx, at + usize::from(between || from))?;
    range_from(cx, &first, between)
}

/// The range that begins with the date `first`.
fn range_from(cx: &Cx<'_>, first: &Found, between: bool) -> Option<Found> {
    let when = first.when.filter(|_| first.label == "DATE")?;
    let joins = match cx.sem(first.end) {
        Sem::To => true,
        Sem::And => between,
        _ => cx.is_hyphen(first.end) || cx.mark(first.end) == Some('/') && cx.glued(first.end),
    };
    if !joins {
        return None;
    }
    // "2016-18", "1985/86"
    if (cx.is_hyphen(first.end) || cx.mark(first.end) == Some('/'))
        && when.month.is_none()
        && let (Some(year), Some((short, 2))) = (when.year, cx.whole(first.end + 1))
        && cx.glued(first.end + 1)
        && when.part.is_none()
    {
        let last = year / 100 * 100 + short as i32;
        return (last > year)
            .then(|| Found::new(first.end + 2, "DATE", format!("{year:04}/{last:04}"), "range"));
    }
    let second = date_point(cx, first.end + 1).filter(|found| found.label == "DATE")?;
    let (mut from_when, to_when) = (when, second.when?);
    // "from May to July 2018": the year belongs to both.
    if first.anchored && !second.anchored && from_when.month.is_some() && to_when.month.is_some() {
        from_when.year = to_when.year.map(|year| year - i32::from(from_when.month > to_when.month));
    }
    if (from_when.day.is_some(), from_when.month.is_some())
        != (to_when.day.is_some(), to_when.month.is_some())
    {
        return None;
    }
    let value = format!("{}/{}", from_when.value(), to_when.value());
    // The preposition is no part of the expression, but it is skipped with it.
    let anchored = second.anchored || first.anchored && to_when.year.is_none();
    Some(Found { end: second.end, label: "DATE", value, rule: "range", anchored, when: None })
}

/// A part of the day after a date: "July 25 in the morning" stays two, "Monday night" is one.
fn joined(cx: &Cx<'_>, found: Found) -> Found {
    if found.label == "DATE"
        && found.when.is_some_and(|when| when.day.is_some())
        && let Sem::PartOfDay(part) = cx.sem(found.end)
    {
        return Found {
            end: found.end + 1,
            label: "TIME",
            value: format!("{}T{part}", found.value),
            when: None,
            ..found
        };
    }
    found
}
