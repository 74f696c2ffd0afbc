//! A date as far as it is known, and how it is written.

use copydesk_text::calendar::{Date, days_in_month};

use crate::value::Value;

/// Year, month and day, each known or not, or a piece of a year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct When {
    pub(crate) year: Option<i32>,
    pub(crate) month: Option<u32>,
    pub(crate) day: Option<u32>,
    /// `SU`, `Q3`, `H1`: in place of month and day.
    pub(crate) part: Option<[u8; 2]>,
    /// A weekday alone, 1 = Monday.
    pub(crate) weekday: Option<u8>,
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

    pub(crate) fn part(year: Option<i32>, part: [u8; 2]) -> Self {
        Self { year, part: Some(part), ..Self::default() }
    }

    /// Whether it is as fine as a day, known or not.
    pub(crate) fn is_day(&self) -> bool {
        self.day.is_some() || self.weekday.is_some()
    }

    /// The day, where it is known wholly.
    pub(crate) fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?)
    }

    /// The value: `2018-08-06`, `2018-08`, `2018`, `2018-SU`, `XXXX-07-25`, `XXXX-WXX-1`.
    pub(crate) fn value(&self) -> Value {
        self.write(Value::new())
    }

    /// The value, appended.
    pub(crate) fn write(&self, to: Value) -> Value {
        let number = |value: Value, number: u32| value.text("-").whole(u64::from(number), 2);
        if let Some(weekday) = self.weekday {
            return to.text("XXXX-WXX-").whole(u64::from(weekday), 1);
        }
        let year = match self.year {
            Some(year) => to.whole(u64::from(year.unsigned_abs()), 4),
            None => to.text("XXXX"),
        };
        match (self.part, self.month, self.day) {
            (Some(part), ..) => year.text("-").text(part),
            (_, Some(month), Some(day)) => number(number(year, month), day),
            (_, Some(month), None) => number(year, month),
            (_, None, Some(day)) => number(year.text("-XX"), day),
            _ => year,
        }
    }

    /// Early, middle or late part: of a month its days 1-10, 11-20 and 21-end, of a year its months 1-4, 5-8 and
    /// 9-12. `None` for anything finer or odder.
    pub(crate) fn third(&self, third: usize) -> Option<Value> {
        if self.is_day() || self.part.is_some() {
            return None;
        }
        let third = third % 3;
        if let Some(month) = self.month {
            let last = self.year.map(|year| u32::from(days_in_month(year, month as u8)));
            let day = |day| Self { day, ..*self };
            let from = day(Some([1, 11, 21][third])).value().text("/");
            return Some(match ([Some(10), Some(20), last][third], third) {
                (None, _) => self.write(from).text("-XX"),
                (last, _) => day(last).write(from),
            });
        }
        let year = self.year?;
        let month = |month| Self::month(Some(year), month);
        Some(month([1, 5, 9][third]).write(Value::new()).text("/"))
            .map(|from| month([4, 8, 12][third]).write(from))
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
pub(crate) fn iso_week(date: Date) -> Option<Value> {
    let weekday = i64::from(weekday_number(date));
    let thursday = date.plus(4 - weekday)?;
    let first = Date::new(thursday.year(), 1, 1)?;
    let week = (thursday.days() - first.days()) / 7 + 1;
    Some(
        Value::new().whole(thursday.year().unsigned_abs().into(), 4).text("-W").whole(week.unsigned_abs(), 2),
    )
}

/// Monday = 1 to Sunday = 7.
pub(crate) fn weekday_number(date: Date) -> u8 {
    // 1970-01-01 was a Thursday.
    (date.days() + 3).rem_euclid(7) as u8 + 1
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
        assert_eq!(
            iso_week(Date::new(2018, 8, 8).unwrap()).map(|week| week.as_str().to_owned()).as_deref(),
            Some("2018-W32")
        );
        assert_eq!(
            iso_week(Date::new(2021, 1, 3).unwrap()).map(|week| week.as_str().to_owned()).as_deref(),
            Some("2020-W53")
        );
        assert_eq!(add_months(Date::new(2020, 1, 31).unwrap(), 1).unwrap().to_string(), "2020-02-29");
    }
}
