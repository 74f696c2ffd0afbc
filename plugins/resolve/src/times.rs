//! The normal form of times: "on Monday morning" and "Monday" are one day, "22 Feb." and "February 22" too.

use copydesk_text::calendar::{Weekday, parse_month};

/// The part of a time that says when; relative ones ("Monday", "last year") begin with `@`, absolute ones with `#`.
pub(crate) fn normal(folded: &str) -> String {
    let words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-'))
        .map(plain)
        .filter(|w| !w.is_empty())
        .collect();
    if let Some(date) = date(&words) {
        return date;
    }
    if let Some(day) = words.iter().find_map(|word| weekday(word)) {
        return format!("@weekday {}", day.number() + 1);
    }
    if let Some(year) = words.iter().find(|word| is_year(word)) {
        return format!("#{year}");
    }
    if let Some(decade) = words.iter().find(|word| word.strip_suffix('s').is_some_and(is_year)) {
        return format!("#{decade}");
    }
    let told = words.iter().filter(|word| !says_nothing(word));
    let told: Vec<String> = told.map(|word| crate::nouns::singular(in_figures(word))).collect();
    if told.is_empty() { format!("@{folded}") } else { format!("@{}", told.join(" ")) }
}

fn plain(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix("'s").unwrap_or(word)
}

fn weekday(word: &str) -> Option<Weekday> {
    Weekday::parse(word).or_else(|| Weekday::parse(word.strip_suffix('s')?))
}

/// Month, with its day where there is one.
fn date(words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| parse_month(word).is_some())?;
    let month = parse_month(words.get(at)?)?;
    let before = at.checked_sub(1).and_then(|at| words.get(at)).and_then(|word| day(word));
    let day = words.get(at + 1).and_then(|word| day(word)).or(before);
    Some(match day {
        Some(day) => format!("#{month}-{day}"),
        None => format!("#{month}"),
    })
}

fn day(word: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let rest = word.get(digits.len()..)?;
    let ordinal = matches!(rest, "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| ordinal && (1..=31).contains(day))
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|b| b.is_ascii_digit())
}

/// Small numbers in figures: "eight years" is "8 years".
fn in_figures(word: &str) -> &str {
    match word {
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
        "ten" => "10",
        "eleven" => "11",
        other => other,
    }
}

/// Words beside a time that do not change which one it is.
fn says_nothing(word: &str) -> bool {
    (crate::nouns::is_determiner(word) && in_figures(word) == word && !matches!(word, "this" | "that"))
        || matches!(
            word,
            "in" | "at"
                | "on"
                | "by"
                | "from"
                | "since"
                | "until"
                | "during"
                | "for"
                | "around"
                | "about"
                | "past"
                | "early"
                | "late"
                | "earlier"
                | "later"
                | "nearly"
                | "approximately"
                | "only"
                | "just"
                | "into"
                | "within"
                | "over"
                | "through"
                | "between"
                | "to"
                | "of"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_form() {
        for (time, expected) in [
            ("on monday morning", "@weekday 1"),
            ("monday", "@weekday 1"),
            ("feb. 22", "#2-22"),
            ("on sunday , february 22 , 2009", "#2-22"),
            ("22nd february", "#2-22"),
            ("in february", "#2"),
            ("in 2014", "#2014"),
            ("of the 1950s", "#1950s"),
            ("the last year", "@last year"),
            ("last years", "@last year"),
            ("early", "@early"),
            ("eight - year", "@8 year"),
            ("the eight years", "@8 year"),
            ("an 8-year", "@8 year"),
        ] {
            assert_eq!(normal(time), expected, "{time}");
        }
    }
}
