//! A date as far as it is known, and how it is written.

use copydesk_text::calendar::{Date, days_in_month};

/// Year, month and day, each known or not, or a piece of a year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct When {
    pub(crate) year: Option<i32>,
    pub(crate) month: Option<u32>,
    pub(crate) day: Option<u32>,
    /// `SU`, `Q3`, `H1`: in place of month and day.
    pub(crate) part: Option<&'static str>,
    /// A weekday alone, 1 = Monday.
    pub(crate) weekday: Option<u32>,
}

impl When {
    pub(crate) fn day(date: Date) -> Self {
        Self { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()), ..Self::default() }
    }

    pub(crate) fn month(year: Option<i32>, month: u32) -> Self {
        Self { year, month: Some(month), ..Self::default() }
    }

    pub(crate) fn year(year: i32) -> Self {
        Self { year: Some(year), ..Self::default() }
    }

    /// The value: `2018-08-06`, `2018-08`, `2018`, `2018-SU`, `XXXX-07-25`, `XXXX-WXX-1`.
    pub(crate) fn value(&self) -> String {
        let year = self.year.map_or_else(|| "XXXX".to_owned(), |year| format!("{year:04}"));
        match (self.weekday, self.part, self.month, self.day) {
            (Some(weekday), ..) => format!("XXXX-WXX-{weekday}"),
            (_, Some(part), ..) => format!("{year}-{part}"),
            (_, _, Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
            (_, _, Some(month), None) => format!("{year}-{month:02}"),
            (_, _, None, Some(day)) => format!("{year}-XX-{day:02}"),
            _ => year,
        }
    }

    /// Early, middle or late part: of a month its days 1-10, 11-20 and 21-end, of a year its months 1-4, 5-8 and
    /// 9-12. `None` for anything finer or odder.
    pub(crate) fn third(&self, third: u32) -> Option<String> {
        if self.weekday.is_some() || self.part.is_some() || self.day.is_some() {
            return None;
        }
        match (self.year, self.month) {
            (Some(year), Some(month)) => {
                let last = u32::from(days_in_month(year, month as u8));
                let (from, to) = [(1, 10), (11, 20), (21, last)][third as usize % 3];
                Some(format!("{year:04}-{month:02}-{from:02}/{year:04}-{month:02}-{to:02}"))
            }
            (None, Some(month)) => {
                let (from, to) = [("01", "10"), ("11", "20"), ("21", "XX")][third as usize % 3];
                Some(format!("XXXX-{month:02}-{from}/XXXX-{month:02}-{to}"))
            }
            (Some(year), None) => {
                let (from, to) = [(1, 4), (5, 8), (9, 12)][third as usize % 3];
                Some(format!("{year:04}-{from:02}/{year:04}-{to:02}"))
            }
            _ => None,
        }
    }
}

/// The year that brings a month and day nearest to `anchor`: within half a year on either side, the past first where
/// both are as near. With `future`, the first time on or after the anchor.
pub(crate) fn nearest_year(anchor: Date, month: u32, day: u32, future: bool) -> i32 {
    let distance = |year: i32| {
        let day = day.clamp(1, u32::from(days_in_month(year, month as u8)).max(1));
        Date::new(year, month, day).map_or(i64::MAX / 2, |date| date.days() - anchor.days())
    };
    let year = anchor.year();
    if future {
        return if distance(year) >= 0 { year } else { year + 1 };
    }
    [year, year - 1, year + 1]
        .into_iter()
        .min_by_key(|&year| (distance(year).abs(), distance(year) > 0))
        .unwrap_or(year)
}

/// The month nearest to the anchor's month, as [`nearest_year`] does for days.
pub(crate) fn nearest_month_year(anchor: Date, month: u32, future: bool) -> i32 {
    let distance =
        |year: i32| i64::from(year - anchor.year()) * 12 + i64::from(month) - i64::from(anchor.month());
    let year = anchor.year();
    if future {
        return if distance(year) >= 0 { year } else { year + 1 };
    }
    [year, year - 1, year + 1]
        .into_iter()
        .min_by_key(|&year| (distance(year).abs(), distance(year) > 0))
        .unwrap_or(year)
}

/// The date some months away, its day cut to the month's length.
pub(crate) fn add_months(date: Date, months: i64) -> Option<Date> {
    let total = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let total = total.checked_add(months)?;
    let year = i32::try_from(total.div_euclid(12)).ok()?;
    let month = total.rem_euclid(12) as u32 + 1;
    Date::new(year, month, date.day().min(u32::from(days_in_month(year, month as u8))))
}

/// The ISO week of a date, `2018-W32`: the week, Monday to Sunday, that holds its Thursday.
pub(crate) fn iso_week(date: Date) -> Option<String> {
    let weekday = i64::from(weekday_number(date));
    let thursday = date.plus(4 - weekday)?;
    let first = Date::new(thursday.year(), 1, 1)?;
    Some(format!("{:04}-W{:02}", thursday.year(), (thursday.days() - first.days()) / 7 + 1))
}

/// Monday = 1 to Sunday = 7.
pub(crate) fn weekday_number(date: Date) -> u32 {
    // 1970-01-01 was a Thursday.
    (date.days() + 3).rem_euclid(7) as u32 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_chosen_near_the_anchor() {
        let anchor = Date::new(2018, 8, 8).unwrap();
        assert_eq!(nearest_year(anchor, 7, 25, false), 2018);
        assert_eq!(nearest_year(anchor, 12, 25, false), 2018);
        assert_eq!(nearest_year(anchor, 1, 10, false), 2019);
        assert_eq!(nearest_year(Date::new(2019, 1, 3).unwrap(), 12, 28, false), 2018);
        assert_eq!(nearest_year(Date::new(2018, 8, 8).unwrap(), 7, 25, true), 2019);
        assert_eq!(iso_week(Date::new(2018, 8, 8).unwrap()).as_deref(), Some("2018-W32"));
        assert_eq!(iso_week(Date::new(2021, 1, 3).unwrap()).as_deref(), Some("2020-W53"));
        assert_eq!(add_months(Date::new(2020, 1, 31).unwrap(), 1).unwrap().to_string(), "2020-02-29");
    }
}
