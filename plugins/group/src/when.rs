//! Reads the rows of layer `dates` as days, intervals, or expressions that wait for an anchor.

use copydesk_text::calendar::{Date, Weekday, days_in_month, parse_month};
use copydesk_text::words::fold;

/// What a date expression says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// A day.
    Day(Date, Basis),
    /// One of the days from first to last, both included.
    Between(Date, Date),
    /// A weekday near a day of publication that nobody knows.
    Weekday(Weekday),
    /// Days of an unknown year: (month, day) first and last.
    MonthDays((u32, u32), (u32, u32)),
    /// The month so many before or after the month of an unknown publication.
    Month(i32),
}

/// How a day is known. Greater is firmer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Basis {
    /// From what other reports say about the same happening, or from another day of the same report.
    Inferred,
    /// Day and month, the year from the story.
    MonthDay,
    /// A weekday before the day of publication.
    Weekday,
    /// "today" and its like, or nothing but the day of publication.
    Published,
    /// Day, month and year.
    Stated,
}

impl Basis {
    /// As written in the tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::MonthDay => "month-day",
            Self::Weekday => "weekday",
            Self::Published => "published",
            Self::Stated => "stated",
        }
    }
}

/// Reads one row: its value and the text that it covers.
pub(crate) fn read(value: &str, text: &str) -> Option<Said> {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(16).collect();
    if let Some((from, to)) = value.split_once('/') {
        return between(from, to);
    }
    if let Some(day) = Date::parse_iso(value) {
        return Some(Said::Day(day, basis(&words)));
    }
    // "November last year" says its year in words that need an anchor.
    if value.starts_with("XXXX-") && words.contains(&"year") {
        return None;
    }
    let parts: Vec<&str> = value.split('T').next().unwrap_or("").split('-').collect();
    let number = |text: &str| text.parse::<u32>().ok();
    match parts[..] {
        ["XXXX", "WXX", day] => weekday(number(day)?).map(Said::Weekday),
        ["XXXX", month, day] => {
            let at = (number(month)?, number(day)?);
            Date::new(2000, at.0, at.1).map(|_| Said::MonthDays(at, at))
        }
        ["XXXX", month] if digits(month) => month_days(number(month)?),
        [year, month] if digits(year) && digits(month) => {
            let first = Date::new(year.parse().ok()?, number(month)?, 1)?;
            Some(Said::Between(
                first,
                first.plus(i64::from(days_in_month(first.year(), month.parse().ok()?)) - 1)?,
            ))
        }
        [year, week] if digits(year) => {
            let week: i64 = week.strip_prefix('W')?.parse().ok()?;
            // Week 1 is the week of 4 January.
            let first =
                Date::new(year.parse().ok()?, 1, 4)?.on_or_before(Weekday::Monday)?.plus(7 * (week - 1))?;
            Some(Said::Between(first, first.plus(6)?))
        }
        _ => relative(&words),
    }
}

fn between(from: &str, to: &str) -> Option<Said> {
    match (read(from, ""), read(to, "")) {
        (Some(Said::Day(from, _)), Some(Said::Day(to, _))) if from <= to => Some(Said::Between(from, to)),
        (Some(Said::MonthDays(from, _)), Some(Said::MonthDays(_, to))) if from <= to => {
            Some(Said::MonthDays(from, to))
        }
        _ => None,
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn month_days(month: u32) -> Option<Said> {
    let last = days_in_month(2001, u8::try_from(month).ok()?);
    (last > 0).then_some(Said::MonthDays((month, 1), (month, u32::from(last))))
}

fn weekday(number: u32) -> Option<Weekday> {
    // Day 1 of a week is Monday; 2001-01-01 was one.
    (1..=7).contains(&number).then(|| Date::new(2001, 1, number).map(Date::weekday))?
}

/// What the words say where no value does.
fn relative(words: &[&str]) -> Option<Said> {
    match words {
        ["last", "month"] | ["the", "previous", "month"] => Some(Said::Month(-1)),
        ["this", "month"] => Some(Said::Month(0)),
        ["next", "month"] => Some(Said::Month(1)),
        [day] | ["on", day] => Weekday::parse(day).map(Said::Weekday),
        _ => None,
    }
}

/// How a resolved day was said.
fn basis(words: &[&str]) -> Basis {
    let year = words.iter().any(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()));
    let numeric = words.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).count() >= 3;
    let month = words.iter().any(|word| word.len() > 2 && parse_month(word).is_some());
    if (year && month) || numeric {
        Basis::Stated
    } else if month {
        Basis::MonthDay
    } else if words.iter().any(|word| word.len() > 2 && Weekday::parse(word).is_some()) {
        Basis::Weekday
    } else if words.iter().any(|word| matches!(*word, "later" | "earlier" | "following" | "previous")) {
        Basis::Inferred
    } else {
        Basis::Published
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read() {
        let day = |text: &str| Date::parse_iso(text).unwrap();
        for (value, text, expected) in [
            ("2021-05-03", "3 May 2021", Some(Said::Day(day("2021-05-03"), Basis::Stated))),
            ("2021-05-03", "03/05/2021", Some(Said::Day(day("2021-05-03"), Basis::Stated))),
            ("2021-05-03", "May 3", Some(Said::Day(day("2021-05-03"), Basis::MonthDay))),
            ("2021-05-03", "on Monday", Some(Said::Day(day("2021-05-03"), Basis::Weekday))),
            ("2021-05-03T09:00", "this morning", Some(Said::Day(day("2021-05-03"), Basis::Published))),
            ("2021-05-17", "Two weeks later", Some(Said::Day(day("2021-05-17"), Basis::Inferred))),
            ("2021-05", "in May", Some(Said::Between(day("2021-05-01"), day("2021-05-31")))),
            ("2021-W01", "that week", Some(Said::Between(day("2021-01-04"), day("2021-01-10")))),
            ("2021-05-01/2021-05-10", "early May", Some(Said::Between(day("2021-05-01"), day("2021-05-10")))),
            ("XXXX-WXX-3", "Wednesday", Some(Said::Weekday(Weekday::Wednesday))),
            ("XXXX-05-03", "3 May", Some(Said::MonthDays((5, 3), (5, 3)))),
            ("XXXX-05-11/XXXX-05-20", "mid-May", Some(Said::MonthDays((5, 11), (5, 20)))),
            ("XXXX-02", "in February", Some(Said::MonthDays((2, 1), (2, 28)))),
            ("", "last month", Some(Said::Month(-1))),
            ("XXXX-XX", "last month", Some(Said::Month(-1))),
            ("XXXX-11", "November last year", None),
            ("XXXX-WXX", "the coming weeks", None),
            ("2018-FA", "fall of 2018", None),
            ("PAST_REF", "recently", None),
            ("2021", "2021", None),
            ("XXXX-13-45", "", None),
            ("P3D", "three days", None),
        ] {
            assert_eq!(read(value, text), expected, "{value} {text}");
        }
    }
}
