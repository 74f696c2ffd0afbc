//! Times of day.

use crate::cx::{Cx, Found};
use crate::lex::Kind;
use crate::words::Sem;

/// `5 p.m.`, `10:30 a.m. GMT`, `20:28 BST`, `noon`, `3 o'clock`, `1657 UTC`.
pub(crate) fn time(cx: &Cx<'_>, at: usize) -> Option<Found> {
    match cx.sem(at) {
        Sem::Noon => return Some(Found::new(at + 1, "TIME", "T12:00", "clock")),
        Sem::Midnight => return Some(Found::new(at + 1, "TIME", "T00:00", "clock")),
        _ => {}
    }
    let (first, digits) = cx.whole(at)?;
    if digits == 4 && cx.sem(at + 1) == Sem::Zone && cx.capital(at + 1) {
        let (hour, minute) = (first / 100, first % 100);
        return clock(hour, minute, None, at + 2);
    }
    if digits > 2 {
        return None;
    }
    let (minute, mut end) = match cx.whole(at + 2) {
        Some((minute, 2)) if matches!(cx.mark(at + 1), Some(':')) && cx.glued(at + 1) && cx.glued(at + 2) => {
            (Some(minute), at + 3)
        }
        _ => (None, at + 1),
    };
    if minute.is_some()
        && cx.mark(end) == Some(':')
        && cx.glued(end)
        && cx.whole(end + 1).is_some_and(|(_, digits)| digits == 2)
    {
        end += 2;
    }
    let half = match cx.sem(end) {
        Sem::AmPm(afternoon) if !cx.is(end, "am") || cx.glued(end) || minute.is_some() || !cx.capital(at) => {
            end += 1;
            Some(afternoon)
        }
        _ => None,
    };
    if half.is_none()
        && (cx.is(end, "o") && matches!(cx.mark(end + 1), Some('\'' | '’')) && cx.is(end + 2, "clock"))
    {
        return clock(first, 0, None, end + 3);
    }
    if half.is_none() && minute.is_none() {
        return None;
    }
    let zone = usize::from(cx.sem(end) == Sem::Zone && cx.capital(end));
    clock(first, minute.unwrap_or(0), half, end + zone)
}

/// `8.30pm` where the point makes it one number.
pub(crate) fn point_time(cx: &Cx<'_>, at: usize) -> Option<Found> {
    if !matches!(cx.kind(at), Some(Kind::Number(_, _, false))) {
        return None;
    }
    let (hour, minute) = cx.word(at).split_once('.')?;
    if minute.len() != 2 {
        return None;
    }
    let Sem::AmPm(afternoon) = cx.sem(at + 1) else {
        // "It began at 11.20": a price or a measure names its unit.
        let bare = !matches!(
            cx.sem(at + 1),
            Sem::Currency(_) | Sem::Measure(_) | Sem::Percent | Sem::Scale(_) | Sem::Cents | Sem::Unit(_)
        );
        let clock_like = cx.word_before(at) == "at" && bare && cx.mark(at + 1) != Some('%');
        return clock_like.then(|| clock(hour.parse().ok()?, minute.parse().ok()?, None, at + 1)).flatten();
    };
    let zone = usize::from(cx.sem(at + 2) == Sem::Zone && cx.capital(at + 2));
    clock(hour.parse().ok()?, minute.parse().ok()?, Some(afternoon), at + 2 + zone)
}

fn clock(hour: u32, minute: u32, half: Option<bool>, end: usize) -> Option<Found> {
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(true) => hour % 12 + 12,
        Some(false) => hour % 12,
        None => hour,
    };
    (hour < 24 && minute < 60).then(|| Found::new(end, "TIME", format!("T{hour:02}:{minute:02}"), "clock"))
}
