//! Publication dates as sources write them, made ISO 8601.

use serde_json::Value;

/// The ISO 8601 form of a date that is written as ISO 8601, as RFC 2822 (`Wed, 08 Aug 2018 19:28:00 +0100`), or
/// as seconds or milliseconds since 1970. The result is `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS`, followed by `Z` or
/// `+HH:MM` where the source names a zone; the zone is kept, since the local day is what a report calls "today".
pub fn normal_date(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => {
            epoch(number.as_i64().or_else(|| number.as_f64().map(|float| float as i64))?)
        }
        Value::String(text) => {
            let text = text.trim();
            iso(text).or_else(|| rfc2822(text)).or_else(|| {
                // Ten digits are seconds until the year 2286; eight were taken for a basic ISO date above.
                let digits = text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
                if digits { epoch(text.parse().ok()?) } else { None }
            })
        }
        _ => None,
    }
}

/// A cursor over the bytes of a date.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn number(&mut self, digits: usize) -> Option<u32> {
        let head = self.0.get(..digits)?;
        if !head.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = &self.0[digits..];
        Some(head.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

fn day(year: u32, month: u32, day: u32) -> Option<String> {
    let fits = year >= 1000 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    fits.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn iso(text: &str) -> Option<String> {
    let mut cursor = Cursor(text.as_bytes());
    let year = cursor.number(4)?;
    let separator = [b'-', b'/'].into_iter().find(|&byte| cursor.take(byte));
    let month = cursor.number(2)?;
    if let Some(byte) = separator
        && !cursor.take(byte)
    {
        return None;
    }
    let mut date = day(year, month, cursor.number(2)?)?;
    if cursor.0.is_empty() {
        return Some(date);
    }
    if !(cursor.take(b'T') || cursor.take(b't') || cursor.take(b' ')) {
        return None;
    }
    time(&mut cursor, &mut date)?;
    zone(&mut cursor, &mut date)?;
    Some(date)
}

/// `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff` or the same without colons.
fn time(cursor: &mut Cursor<'_>, date: &mut String) -> Option<()> {
    let hour = cursor.number(2)?;
    cursor.take(b':');
    let minute = cursor.number(2)?;
    cursor.take(b':');
    let second = if cursor.0.first().is_some_and(u8::is_ascii_digit) { cursor.number(2)? } else { 0 };
    if cursor.take(b'.') || cursor.take(b',') {
        while cursor.0.first().is_some_and(u8::is_ascii_digit) {
            cursor.0 = &cursor.0[1..];
        }
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    date.push_str(&format!("T{hour:02}:{minute:02}:{second:02}"));
    Some(())
}

fn zone(cursor: &mut Cursor<'_>, date: &mut String) -> Option<()> {
    while cursor.take(b' ') {}
    // Names of zones in RFC 2822; other names are ambiguous.
    const NAMES: &[(&[u8], &str)] = &[
        (b"Z", "Z"),
        (b"z", "Z"),
        (b"UTC", "Z"),
        (b"GMT", "Z"),
        (b"UT", "Z"),
        (b"EST", "-05:00"),
        (b"EDT", "-04:00"),
        (b"CST", "-06:00"),
        (b"CDT", "-05:00"),
        (b"MST", "-07:00"),
        (b"MDT", "-06:00"),
        (b"PST", "-08:00"),
        (b"PDT", "-07:00"),
    ];
    if cursor.0.is_empty() {
        return Some(());
    }
    if let Some((_, offset)) = NAMES.iter().find(|(name, _)| *name == cursor.0) {
        date.push_str(offset);
        return Some(());
    }
    let sign = if cursor.take(b'+') {
        '+'
    } else if cursor.take(b'-') {
        '-'
    } else {
        return None;
    };
    let hours = cursor.number(2)?;
    cursor.take(b':');
    let minutes = if cursor.0.is_empty() { 0 } else { cursor.number(2)? };
    // RFC 2822 allows a comment behind, such as `(PDT)`.
    while cursor.take(b' ') {}
    if hours > 14 || minutes > 59 || !(cursor.0.is_empty() || cursor.0.starts_with(b"(")) {
        return None;
    }
    if hours == 0 && minutes == 0 {
        date.push('Z');
    } else {
        date.push_str(&format!("{sign}{hours:02}:{minutes:02}"));
    }
    Some(())
}

fn rfc2822(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let rest = match text.split_once(',') {
        Some((weekday, rest)) if weekday.trim().len() >= 3 && weekday.trim().len() <= 9 => rest,
        Some(_) => return None,
        None => text,
    };
    let mut words = rest.split_ascii_whitespace();
    let number = words.next()?.parse().ok()?;
    let name = words.next()?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| name == *month)? as u32 + 1;
    let year: u32 = words.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut date = day(year, month, number)?;
    let clock: Vec<&str> = words.collect();
    if !clock.is_empty() {
        let clock = clock.join(" ");
        let mut cursor = Cursor(clock.as_bytes());
        time(&mut cursor, &mut date)?;
        zone(&mut cursor, &mut date)?;
    }
    Some(date)
}

/// Seconds since 1970, or milliseconds where seconds would lie beyond the year 5138.
fn epoch(number: i64) -> Option<String> {
    let seconds = if number.unsigned_abs() > 100_000_000_000 { number.div_euclid(1000) } else { number };
    if number == 0 || !(-30_000_000_000..100_000_000_000).contains(&seconds) {
        return None;
    }
    let (days, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let date = day(u32::try_from(year).ok()?, month as u32, day_of_month as u32)?;
    Some(format!("{date}T{:02}:{:02}:{:02}Z", clock / 3600, clock / 60 % 60, clock % 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_become_iso() {
        let cases = [
            (json!("2018-08-08"), Some("2018-08-08")),
            (json!(" 2018-08-08 "), Some("2018-08-08")),
            (json!("2018/08/08"), Some("2018-08-08")),
            (json!("20180808"), Some("2018-08-08")),
            (json!("2018-08-08T20:28"), Some("2018-08-08T20:28:00")),
            (json!("2018-08-08T20:28:05.123Z"), Some("2018-08-08T20:28:05Z")),
            (json!("2018-08-08 20:28:05+01:00"), Some("2018-08-08T20:28:05+01:00")),
            (json!("2018-08-08 20:28:05 UTC"), Some("2018-08-08T20:28:05Z")),
            (json!("20180808T202805-0500"), Some("2018-08-08T20:28:05-05:00")),
            (json!("Wed, 08 Aug 2018 19:28:00 +0100"), Some("2018-08-08T19:28:00+01:00")),
            (json!("8 Aug 2018 19:28 GMT"), Some("2018-08-08T19:28:00Z")),
            (json!("Tue, 7 Aug 2018 06:00:00 -0700 (PDT)"), Some("2018-08-07T06:00:00-07:00")),
            (json!(1_533_758_880), Some("2018-08-08T20:08:00Z")),
            (json!(1_533_758_880_000_i64), Some("2018-08-08T20:08:00Z")),
            (json!(1_533_758_880.5), Some("2018-08-08T20:08:00Z")),
            (json!("1533758880"), Some("2018-08-08T20:08:00Z")),
            (json!(-86_400), Some("1969-12-31T00:00:00Z")),
            (json!(951_782_400), Some("2000-02-29T00:00:00Z")),
            (json!("2018-02-29"), None),
            (json!("2016-02-29"), Some("2016-02-29")),
            (json!("2018-13-01"), None),
            (json!("2018-08-08T25:00"), None),
            (json!("08/09/2018"), None),
            (json!("August 8, 2018"), None),
            (json!("yesterday"), None),
            (json!(""), None),
            (json!("é018-08-08"), None),
            (json!(0), None),
            (json!(i64::MIN), None),
            (json!(1e300), None),
            (json!(null), None),
            (json!(true), None),
        ];
        for (given, expected) in cases {
            assert_eq!(normal_date(&given).as_deref(), expected, "{given}");
        }
    }
}
