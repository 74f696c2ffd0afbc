//! Holidays by name, on fixed days and on those that move with weekdays and Easter.

use copydesk_text::calendar::{Date, Weekday, days_in_month};

use crate::cx::{Cx, Found};
use crate::dates::DOUBTFUL;
use crate::sem::Sem;
use crate::when::When;

/// The day of a holiday.
#[derive(Debug, Clone, Copy)]
enum Day {
    Fixed(u32, u32),
    /// The so-manieth weekday of a month, and days after it.
    Nth(u32, Weekday, u32, i64),
    /// The last weekday of a month.
    Last(u32, Weekday),
    /// Days after Easter Sunday.
    Easter(i64),
}

/// Longer names before shorter ones.
const HOLIDAYS: &[(&[&str], Day)] = &[
    (&["Christmas", "Eve"], Day::Fixed(12, 24)),
    (&["Christmas", "Day"], Day::Fixed(12, 25)),
    (&["Christmas"], Day::Fixed(12, 25)),
    (&["Boxing", "Day"], Day::Fixed(12, 26)),
    (&["New", "Year", "'", "s", "Eve"], Day::Fixed(12, 31)),
    (&["New", "Year", "'", "s", "Day"], Day::Fixed(1, 1)),
    (&["Valentine", "'", "s", "Day"], Day::Fixed(2, 14)),
    (&["Halloween"], Day::Fixed(10, 31)),
    (&["May", "Day"], Day::Fixed(5, 1)),
    (&["Bastille", "Day"], Day::Fixed(7, 14)),
    (&["Juneteenth"], Day::Fixed(6, 19)),
    (&["Armistice", "Day"], Day::Fixed(11, 11)),
    (&["Veterans", "Day"], Day::Fixed(11, 11)),
    (&["Remembrance", "Day"], Day::Fixed(11, 11)),
    (&["Anzac", "Day"], Day::Fixed(4, 25)),
    (&["Victory", "Day"], Day::Fixed(5, 9)),
    (&["Earth", "Day"], Day::Fixed(4, 22)),
    (&["Epiphany"], Day::Fixed(1, 6)),
    (&["Thanksgiving", "Day"], Day::Nth(11, Weekday::Thursday, 4, 0)),
    (&["Thanksgiving"], Day::Nth(11, Weekday::Thursday, 4, 0)),
    (&["Black", "Friday"], Day::Nth(11, Weekday::Thursday, 4, 1)),
    (&["Cyber", "Monday"], Day::Nth(11, Weekday::Thursday, 4, 4)),
    (&["Labor", "Day"], Day::Nth(9, Weekday::Monday, 1, 0)),
    (&["Memorial", "Day"], Day::Last(5, Weekday::Monday)),
    (&["Martin", "Luther", "King", "Jr", ".", "Day"], Day::Nth(1, Weekday::Monday, 3, 0)),
    (&["Martin", "Luther", "King", "Day"], Day::Nth(1, Weekday::Monday, 3, 0)),
    (&["Presidents", "'", "Day"], Day::Nth(2, Weekday::Monday, 3, 0)),
    (&["Presidents", "Day"], Day::Nth(2, Weekday::Monday, 3, 0)),
    (&["Columbus", "Day"], Day::Nth(10, Weekday::Monday, 2, 0)),
    (&["Father", "'", "s", "Day"], Day::Nth(6, Weekday::Sunday, 3, 0)),
    (&["Easter", "Sunday"], Day::Easter(0)),
    (&["Easter", "Monday"], Day::Easter(1)),
    (&["Easter", "Day"], Day::Easter(0)),
    (&["Easter"], Day::Easter(0)),
    (&["Good", "Friday"], Day::Easter(-2)),
    (&["Palm", "Sunday"], Day::Easter(-7)),
    (&["Ash", "Wednesday"], Day::Easter(-46)),
    (&["Pentecost"], Day::Easter(49)),
];

impl Day {
    fn of(self, year: i32) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day),
            Self::Nth(month, weekday, number, after) => {
                Date::new(year, month, 1)?.on_or_after(weekday)?.plus(7 * i64::from(number - 1) + after)
            }
            Self::Last(month, weekday) => {
                Date::new(year, month, u32::from(days_in_month(year, month as u8)))?.on_or_before(weekday)
            }
            Self::Easter(after) => Date::easter(year)?.plus(after),
        }
    }

    /// Where no year is known: month and day, month, or nothing.
    fn without_year(self) -> When {
        match self {
            Self::Fixed(month, day) => When { month: Some(month), day: Some(day), ..When::default() },
            Self::Nth(month, ..) | Self::Last(month, _) => When::month(None, month),
            Self::Easter(_) => When::default(),
        }
    }
}

/// A holiday that begins at `at`.
pub(crate) fn holiday(cx: &Cx<'_>, at: usize) -> Option<Found> {
    let same = |at: usize, word: &str| match word {
        "'" => matches!(cx.mark(at), Some('\'' | '’')),
        _ => cx.word(at) == word,
    };
    let fits = |words: &[&str]| words.iter().enumerate().all(|(step, word)| same(at + step, word));
    let first = cx.word(at);
    let (words, day) = HOLIDAYS.iter().find(|(words, _)| words[0] == first && fits(words))?;
    let end = at + words.len();
    // "Easter Island", "the Good Friday Agreement": names of other things. "Christmas tree" still names the day.
    if cx.is_word(end) && cx.capital(end) && cx.sem(end) == Sem::Other {
        return None;
    }
    Some(dated(cx, at, end, *day))
}

fn dated(cx: &Cx<'_>, at: usize, end: usize, day: Day) -> Found {
    let found = |year: i32, end: usize, anchored: bool| {
        day.of(year).map(|date| Found::date(end, When::day(date), "holiday").anchored(anchored))
    };
    if let Some((year, stop)) = cx.year_after(end).filter(|_| cx.mark(end) != Some(',')) {
        return found(year, stop, false).unwrap_or_else(|| Found::date(end, day.without_year(), "holiday"));
    }
    let year = cx.anchor.map(|anchor| match cx.sem_before(at) {
        Sem::Last => past_year(anchor, day),
        Sem::Next => coming_year(anchor, day),
        Sem::This => anchor.year(),
        _ if cx.future(at, end) => coming_year(anchor, day),
        _ => {
            let year = nearest_year(anchor, day);
            let ahead = day.of(year).map_or(0, |date| date.days() - anchor.days());
            year - i32::from(ahead > DOUBTFUL && cx.happened(at))
        }
    });
    year.and_then(|year| found(year, end, true))
        .unwrap_or_else(|| Found::date(end, day.without_year(), "holiday"))
}

fn past_year(anchor: Date, day: Day) -> i32 {
    anchor.year() - i32::from(day.of(anchor.year()).is_some_and(|date| date >= anchor))
}

fn coming_year(anchor: Date, day: Day) -> i32 {
    anchor.year() + i32::from(day.of(anchor.year()).is_some_and(|date| date < anchor))
}

/// The year that brings the day nearest to publication, the past first where both are as near.
fn nearest_year(anchor: Date, day: Day) -> i32 {
    let distance = |year: i32| day.of(year).map_or(i64::MAX / 2, |date| date.days() - anchor.days());
    let year = anchor.year();
    [year, year - 1, year + 1]
        .into_iter()
        .min_by_key(|&year| (distance(year).abs(), distance(year) > 0))
        .unwrap_or(year)
}
