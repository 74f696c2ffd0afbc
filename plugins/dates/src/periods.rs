//! Periods by name: seasons, quarters, decades, centuries, years, holidays.

use copydesk_text::calendar::Date;

use crate::cx::{Cx, Found};
use crate::dates::year_shift;
use crate::when::{When, nearest_year};
use crate::words::Sem;

/// `the summer of 2018`, `fall 2018`, `in the fall`. A winter bears the year that is written.
pub(crate) fn season(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let Sem::Season(season) = cx.sem(at) else { return None };
    let of = usize::from(cx.sem(at + 1) == Sem::Of);
    let when = |year| When { year, part: Some(season), ..When::default() };
    if let Some(year) = cx.year(at + 1 + of) {
        return Some(Found::date(at + 2 + of, when(Some(year)), "season-year"));
    }
    if let (Some(shift), true) = (year_shift(cx, at + 1), cx.is(at + 2, "year")) {
        let year = cx.anchor.map(|anchor| anchor.year() + shift);
        return Some(Found::date(at + 3, when(year), "season-year").anchored(year.is_some()));
    }
    // "fall" and "spring" are verbs and waters too: only after "in the" or "the" with a preposition before.
    let the = cx.sem_before(at) == Sem::The && matches!(cx.sem(at.wrapping_sub(2)), Sem::Before);
    let bare = matches!(cx.word_before(at), "in" | "In" | "since" | "until" | "by") && !cx.is(at, "fall");
    let thirds = matches!(cx.sem_before(at), Sem::Early | Sem::Late);
    (the || bare || thirds).then(|| Found::date(at + 1, when(None), "season"))
}

/// `the third quarter of 2018`, `Q3 2018`, `first half`.
pub(crate) fn quarter(cx: &Cx<'_>, at: usize) -> Option<Found> {
    const QUARTERS: [&str; 4] = ["Q1", "Q2", "Q3", "Q4"];
    const HALVES: [&str; 2] = ["H1", "H2"];
    let (part, end) = match (cx.sem(at), cx.word(at)) {
        (Sem::Ordinal(number), _) => {
            let next = at + 1 + usize::from(cx.is_hyphen(at + 1));
            match cx.sem(next) {
                Sem::Unit(crate::words::Unit::Quarter) => (*QUARTERS.get(number as usize - 1)?, next + 1),
                Sem::Half
                    if cx.sem(next + 1) == Sem::Of
                        && (cx.year(next + 2).is_some() || cx.is(next + 3, "year")) =>
                {
                    (*HALVES.get(number as usize - 1)?, next + 1)
                }
                _ => return None,
            }
        }
        (_, word) => (*QUARTERS.iter().find(|quarter| **quarter == word)?, at + 1),
    };
    let of = usize::from(cx.sem(end) == Sem::Of);
    if let Some(year) = cx.year(end + of) {
        return Some(Found::date(
            end + of + 1,
            When { year: Some(year), part: Some(part), ..When::default() },
            "quarter",
        ));
    }
    let shift = if cx.is(end + of + 1, "year") { year_shift(cx, end + of) } else { None };
    let Some(shift) = shift else {
        return Some(Found::date(end, When { part: Some(part), ..When::default() }, "quarter"));
    };
    let year = cx.anchor.map(|anchor| anchor.year() + shift);
    Some(
        Found::date(end + of + 2, When { year, part: Some(part), ..When::default() }, "quarter")
            .anchored(year.is_some()),
    )
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
    let value = match (digits, short) {
        (4, _) if (1000..2200).contains(&value) && value % 100 == 0 && value % 1000 != 0 && value < 1900 => {
            format!("{:02}XX", value / 100)
        }
        (4, _) if (1000..2200).contains(&value) => format!("{:03}X", value / 10),
        (2, 1) | (2, 0) if cx.sem_before(at) == Sem::The && value >= 20 => format!("19{}X", value / 10),
        _ => return None,
    };
    Some(Found::new(s + 1, "DATE", value, "decade"))
}

/// `the 19th century` is `18XX`.
pub(crate) fn century(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let (number, end) = match cx.sem(at) {
        Sem::Ordinal(number) => (number, at + 1),
        _ => cx.day(at).filter(|&(_, end)| end > at + 1)?,
    };
    let next = end + usize::from(cx.is_hyphen(end));
    (cx.sem(next) == Sem::Unit(crate::words::Unit::Century) && (1..=22).contains(&number))
        .then(|| Found::new(next + 1, "DATE", format!("{:02}XX", number - 1), "century"))
}

/// A year by itself. Four digits count as a year after a preposition, after "the", in brackets, or where no plural
/// follows that they could count.
pub(crate) fn year(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let year = cx.year(at)?;
    let glued_mark = cx.glued(at)
        && !matches!(cx.mark(at.wrapping_sub(1)), Some('(' | '[' | '-' | '–' | '—' | '/' | '"' | '“' | '‘'));
    if glued_mark
        || matches!(
            cx.sem(at + 1),
            Sem::Scale(_) | Sem::Measure(_) | Sem::Currency(_) | Sem::Percent | Sem::Zone | Sem::Unit(_)
        )
        || matches!(cx.mark(at + 1), Some('%'))
    {
        return None;
    }
    let supported = matches!(
        cx.sem_before(at),
        Sem::Before
            | Sem::Of
            | Sem::The
            | Sem::To
            | Sem::Between
            | Sem::Early
            | Sem::Mid
            | Sem::Late
            | Sem::Season(_)
            | Sem::And
    ) || matches!(cx.mark(at.wrapping_sub(1)), Some('(' | '-' | '–'));
    let plural = counts_things(cx, at + 1);
    if matches!(cx.word_before(at), "about" | "around" | "for" | "About" | "Around" | "Some" | "some")
        && plural
    {
        return None;
    }
    ((1900..2100).contains(&year) && (supported || !plural)
        || supported && !plural && (1500..1900).contains(&year))
    .then(|| Found::date(at + 1, When::year(year), "year"))
}

/// Whether the word at `at` is one that a number before it would count: a plural in small letters.
fn counts_things(cx: &Cx<'_>, at: usize) -> bool {
    let word = cx.word(at);
    let plural = word.ends_with('s')
        && !matches!(word, "was" | "is" | "has" | "as" | "s" | "elections" | "us" | "its" | "his" | "this");
    matches!(cx.items.get(at).map(|item| item.kind), Some(crate::lex::Kind::Word(_)))
        && !cx.capital(at)
        && (plural || matches!(word, "people" | "men" | "women" | "children" | "police" | "different"))
}

/// Holidays on a fixed day, and Thanksgiving in the United States (fourth Thursday of November).
pub(crate) fn holiday(cx: &Cx<'_>, at: usize) -> Option<Found> {
    const FIXED: &[(&[&str], u32, u32)] = &[
        (&["Christmas", "Eve"], 12, 24),
        (&["Christmas", "Day"], 12, 25),
        (&["Christmas"], 12, 25),
        (&["Boxing", "Day"], 12, 26),
        (&["New", "Year", "’", "s", "Eve"], 12, 31),
        (&["New", "Year", "'", "s", "Eve"], 12, 31),
        (&["New", "Year", "’", "s", "Day"], 1, 1),
        (&["New", "Year", "'", "s", "Day"], 1, 1),
        (&["Valentine", "'", "s", "Day"], 2, 14),
        (&["Valentine", "’", "s", "Day"], 2, 14),
        (&["Halloween"], 10, 31),
        (&["May", "Day"], 5, 1),
        (&["Bastille", "Day"], 7, 14),
        (&["Fourth", "of", "July"], 7, 4),
        (&["Juneteenth"], 6, 19),
        (&["Armistice", "Day"], 11, 11),
        (&["Veterans", "Day"], 11, 11),
        (&["Remembrance", "Day"], 11, 11),
        (&["Anzac", "Day"], 4, 25),
        (&["Victory", "Day"], 5, 9),
        (&["Epiphany"], 1, 6),
    ];
    // Most capitalised words are told apart by their first letter and their length.
    let first = cx.word(at);
    let shaped = matches!(
        (first.as_bytes().first(), first.len()),
        (Some(b'A'), 5 | 9)
            | (Some(b'B'), 6 | 8)
            | (Some(b'C' | b'H'), 9)
            | (Some(b'E'), 8)
            | (Some(b'F'), 6)
            | (Some(b'J'), 10)
            | (Some(b'M' | b'N'), 3)
            | (Some(b'R'), 11)
            | (Some(b'T'), 12)
            | (Some(b'V'), 7..=9)
    );
    if !shaped {
        return None;
    }
    let fits = |words: &[&str]| words.iter().enumerate().all(|(step, word)| cx.word(at + step) == *word);
    if cx.word(at) == "Thanksgiving" {
        let end = at + 1 + usize::from(cx.word(at + 1) == "Day");
        let (year, end, anchored) = holiday_year(cx, at, 11, 25, end);
        let when = match year
            .and_then(|year| Date::new(year, 11, 22)?.on_or_after(copydesk_text::calendar::Weekday::Thursday))
        {
            Some(date) => When::day(date),
            None => When::month(None, 11),
        };
        return Some(Found::date(end, when, "holiday").anchored(anchored));
    }
    let (words, month, day) =
        FIXED.iter().find(|(words, ..)| words[0].len() == first.len() && fits(words))?;
    // "Christmas tree" and "Victory Day parade": the first is a thing, the second a day; both name the day.
    let (year, end, anchored) = holiday_year(cx, at, *month, *day, at + words.len());
    let when = When { year, month: Some(*month), day: Some(*day), ..When::default() };
    Some(Found::date(end, when, "holiday").anchored(anchored))
}

fn holiday_year(cx: &Cx<'_>, at: usize, month: u32, day: u32, end: usize) -> (Option<i32>, usize, bool) {
    if let Some((year, end)) = cx.year_after(end) {
        return (Some(year), end, false);
    }
    let Some(anchor) = cx.anchor else { return (None, end, false) };
    match cx.sem_before(at) {
        Sem::Last => (
            Some(if Date::new(anchor.year(), month, day).is_some_and(|date| date < anchor) {
                anchor.year()
            } else {
                anchor.year() - 1
            }),
            end,
            true,
        ),
        Sem::Next => (Some(nearest_year(anchor, month, day, true)), end, true),
        Sem::This => (Some(anchor.year()), end, true),
        _ => (Some(nearest_year(anchor, month, day, cx.future(at, end))), end, true),
    }
}
