//! Civil dates of the proleptic Gregorian calendar: no time zone, no clock.

use std::fmt;

/// A day. Ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// Day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

const WEEKDAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

impl Weekday {
    /// Days from Monday, 0 to 6.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// Reads an English name or its usual abbreviation, in any case, with or without a stop.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.strip_suffix('.').unwrap_or(word).to_ascii_lowercase();
        let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let short: [&[&str]; 7] =
            [&["mon"], &["tue", "tues"], &["wed"], &["thu", "thur", "thurs"], &["fri"], &["sat"], &["sun"]];
        (0..7).find(|&day| full[day] == word || short[day].contains(&word.as_str())).map(|day| WEEKDAYS[day])
    }
}

impl Date {
    /// A date, or `None` where there is no such day. Years 1 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let valid = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= u32::from(days_in_month(year, month as u8));
        valid.then_some(Self { year, month: month as u8, day: day as u8 })
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u32 {
        self.month as u32
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u32 {
        self.day as u32
    }

    /// Days since 1970-01-01. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    pub fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * shifted + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The inverse of [`Date::days`]; `None` outside years 1 to 9999.
    pub fn from_days(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = i32::try_from(year_of_era + era * 400 + i64::from(month <= 2)).ok()?;
        Self::new(year, month as u32, day as u32)
    }

    /// The date `days` later, or earlier where negative.
    pub fn plus(self, days: i64) -> Option<Self> {
        Self::from_days(self.days().checked_add(days)?)
    }

    /// Day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        WEEKDAYS[(self.days() + 3).rem_euclid(7) as usize]
    }

    /// The latest date on `weekday` that is not after this one.
    pub fn on_or_before(self, weekday: Weekday) -> Option<Self> {
        self.plus(-(self.weekday().number() - weekday.number()).rem_euclid(7))
    }

    /// The earliest date on `weekday` that is not before this one.
    pub fn on_or_after(self, weekday: Weekday) -> Option<Self> {
        self.plus((weekday.number() - self.weekday().number()).rem_euclid(7))
    }

    /// Easter Sunday of the western churches. The "anonymous Gregorian algorithm" (Nature, 1876; Meeus, Astronomical
    /// Algorithms, 1991).
    pub fn easter(year: i32) -> Option<Self> {
        let golden = year.rem_euclid(19);
        let (century, rest) = (year.div_euclid(100), year.rem_euclid(100));
        let lunar = (century - (century + 8) / 25 + 1) / 3;
        let epact = (19 * golden + century - century / 4 - lunar + 15).rem_euclid(30);
        let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4).rem_euclid(7);
        let late = (golden + 11 * epact + 22 * weekday) / 451;
        let day = epact + weekday - 7 * late + 114;
        Self::new(year, u32::try_from(day / 31).ok()?, u32::try_from(day % 31 + 1).ok()?)
    }

    /// Reads `YYYY-MM-DD`, alone or at the beginning of an ISO 8601 date-time.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let date = text.get(..10)?;
        if text.as_bytes().get(10).is_some_and(|&next| next != b'T' && next != b' ') {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |digits: usize| {
            parts
                .next()
                .filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?
                .parse()
                .ok()
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        Self::new(year as i32, month, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Length of a month, 28 to 31; 0 where there is no such month.
pub const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        _ => 0,
    }
}

/// Reads an English month name or its usual abbreviation, in any case, with or without a stop: 1 to 12.
pub fn parse_month(word: &str) -> Option<u32> {
    // Asked of words of every kind: most are let go by their first letter or their length.
    let word = word.strip_suffix('.').unwrap_or(word);
    let first = word.as_bytes().first()?.to_ascii_lowercase();
    if !(3..=9).contains(&word.len())
        || !matches!(first, b'j' | b'f' | b'm' | b'a' | b's' | b'o' | b'n' | b'd')
    {
        return None;
    }
    let named = |(_, names): &(u32, [&str; 2])| names.iter().any(|name| name.eq_ignore_ascii_case(word));
    MONTHS.iter().find(|month| named(month)).map(|(month, _)| *month)
}

/// The names of the months; September has two abbreviations and May none.
const MONTHS: [(u32, [&str; 2]); 13] = [
    (1, ["january", "jan"]),
    (2, ["february", "feb"]),
    (3, ["march", "mar"]),
    (4, ["april", "apr"]),
    (5, ["may", "may"]),
    (6, ["june", "jun"]),
    (7, ["july", "jul"]),
    (8, ["august", "aug"]),
    (9, ["september", "sep"]),
    (9, ["sept", "sep"]),
    (10, ["october", "oct"]),
    (11, ["november", "nov"]),
    (12, ["december", "dec"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        for days in (-700_000..2_900_000).step_by(97) {
            let Some(date) = Date::from_days(days) else { continue };
            assert_eq!(date.days(), days, "{date}");
        }
        assert_eq!(Date::new(1970, 1, 1).map(Date::days), Some(0));
        assert_eq!(Date::new(2000, 3, 1).map(Date::days), Some(11_017));
    }

    #[test]
    fn weekdays() {
        let date = Date::new(2024, 2, 29).unwrap();
        assert_eq!(date.weekday(), Weekday::Thursday);
        assert_eq!(date.on_or_before(Weekday::Monday).unwrap().to_string(), "2024-02-26");
        assert_eq!(date.on_or_after(Weekday::Monday).unwrap().to_string(), "2024-03-04");
        assert_eq!(date.on_or_before(Weekday::Thursday), Some(date));
        assert_eq!(Weekday::parse("Thurs."), Some(Weekday::Thursday));
    }

    #[test]
    fn easter_sundays() {
        for (year, expected) in [
            (1818, "1818-03-22"),
            (1943, "1943-04-25"),
            (2000, "2000-04-23"),
            (2019, "2019-04-21"),
            (2024, "2024-03-31"),
        ] {
            assert_eq!(Date::easter(year).unwrap().to_string(), expected);
        }
        assert!(
            (1..=9999).all(|year| Date::easter(year).is_some_and(|day| day.weekday() == Weekday::Sunday))
        );
        assert_eq!(Date::easter(0), None);
    }

    #[test]
    fn impossible_days_are_refused() {
        for (year, month, day) in
            [(2023, 2, 29), (2023, 13, 1), (2023, 0, 1), (2023, 4, 31), (0, 1, 1), (10_000, 1, 1)]
        {
            assert_eq!(Date::new(year, month, day), None);
        }
        assert_eq!(Date::new(9999, 12, 31).unwrap().plus(1), None);
    }

    #[test]
    fn iso_dates() {
        for (text, expected) in [
            ("2021-05-03", Some("2021-05-03")),
            ("2021-05-03T10:00:00Z", Some("2021-05-03")),
            ("2021-5-3", None),
            ("2021-05-031", None),
            ("ž021-05-03", None),
            ("", None),
        ] {
            assert_eq!(Date::parse_iso(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}
