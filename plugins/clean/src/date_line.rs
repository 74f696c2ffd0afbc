//! Date lines: lines that say when a report was published, and nothing else.

use copydesk_text::calendar::{Date, Weekday};

use crate::clock::find_time;
use crate::date::{Token, Tokens, find_date, number, sign, tokens, word};
use crate::words::{Word, hash_of};

/// What a date line says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DateLine {
    /// The day, where the line gives day, month and year in an unambiguous way.
    pub(crate) date: Option<Date>,
    /// `HH:MM` and, where the zone is certain, its offset: `20:28+01:00`.
    pub(crate) time: String,
    /// Whether it says "updated" rather than "published".
    pub(crate) updated: bool,
    /// Whether it says "published" or the like.
    pub(crate) published: bool,
    /// Byte offset in the line after the last word that belongs to the date.
    pub(crate) end: usize,
    /// Byte offset in the line of the first word that belongs to the date.
    pub(crate) start: usize,
    /// Words beside the date: a place, an author, an outlet.
    pub(crate) rest: usize,
}

impl DateLine {
    /// The value for `meta.published`.
    pub(crate) fn iso(&self) -> Option<String> {
        let date = self.date?;
        Some(if self.time.is_empty() { date.to_string() } else { format!("{date}T{}", self.time) })
    }
}

/// Longest line that is looked at, in bytes.
const MAX_LINE: usize = 160;
/// Most words beside the date.
const MAX_REST: usize = 6;

/// The names of months, hashed as words are.
const MONTHS: [u64; 24] = {
    let names = [
        "january",
        "jan",
        "february",
        "feb",
        "march",
        "mar",
        "april",
        "apr",
        "may",
        "june",
        "jun",
        "july",
        "jul",
        "august",
        "aug",
        "september",
        "sept",
        "sep",
        "october",
        "oct",
        "november",
        "nov",
        "december",
        "dec",
    ];
    let (mut hashes, mut at) = ([0; 24], 0);
    while at < names.len() {
        hashes[at] = hash_of(names[at]);
        at += 1;
    }
    hashes
};

/// Whether a line of these words may hold a date: three numbers, or one beside the name of a month.
pub(crate) fn may_hold_date(words: &[Word]) -> bool {
    let numbers = words.iter().filter(|word| word.is_number()).count();
    let month = |word: &Word| word.is_capital() && MONTHS.contains(&word.hash);
    numbers >= 3 || numbers >= 1 && words.iter().any(month)
}

/// Reads a line as a date line, or says that it is none.
pub(crate) fn parse_line(line: &str) -> Option<DateLine> {
    if line.len() > MAX_LINE {
        return None;
    }
    let tokens = tokens(line);
    let mut used = vec![false; tokens.len()];
    let (date, first) = find_date(&tokens, &mut used, 0)?;
    let time = find_time(&tokens, &mut used, first);
    more_dates(&tokens, &mut used, date, first);
    let mut updated = false;
    let mut published = false;
    let mut rest = 0;
    let (mut start, mut end) = (line.len(), 0);
    let mut free: Vec<usize> = Vec::new();
    for (at, &(token, from, to)) in tokens.iter().enumerate() {
        let plain = match token {
            Token::Sign(_) => continue,
            Token::Word(word) => {
                let lower = word.to_ascii_lowercase();
                // Behind the date the word belongs to another one.
                updated |= is_update(&lower) && at < first;
                published |= matches!(lower.as_str(), "published" | "posted" | "created" | "first");
                let handle = at > 0 && sign(&tokens, at - 1) == Some('@');
                is_date_word(&lower) || handle || Weekday::parse(word).is_some()
            }
            Token::Number(..) => false,
        };
        if used[at] || plain {
            start = start.min(from);
            end = end.max(to);
        } else {
            rest += 1;
            free.push(at);
        }
    }
    let dated = DateLine { date, time, updated: updated && !published, published, end, start, rest };
    is_only_a_date(line, &tokens, &used, &free, &dated).then_some(dated)
}

fn is_update(lower: &str) -> bool {
    matches!(lower, "updated" | "modified" | "edited")
}

/// Whether a word belongs to dates and times.
pub(crate) fn is_date_word(word: &str) -> bool {
    DATE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Marks what else belongs to a date: the day of a later version, the same day or hour once more, how long the report
/// takes to read.
fn more_dates(tokens: Tokens<'_, '_>, used: &mut [bool], date: Option<Date>, first: usize) {
    for at in 0..tokens.len() {
        let minutes = word(tokens, at + 1).is_some_and(|word| {
            ["min", "mins", "minute", "minutes"].iter().any(|known| known.eq_ignore_ascii_case(word))
        });
        if number(tokens, at).is_some() && minutes && word(tokens, at + 2).is_some_and(|word| word == "read")
        {
            used.iter_mut().skip(at).take(3).for_each(|used| *used = true);
        }
    }
    let mut before = used.to_vec();
    let mut from = first;
    while let Some((other, end)) = find_date(tokens, &mut before, from) {
        let update =
            (from..end).any(|at| word(tokens, at).is_some_and(|word| is_update(&word.to_ascii_lowercase())));
        if !update && (other.is_none() || other != date) {
            return;
        }
        used.copy_from_slice(&before);
        find_time(tokens, used, end);
        before.copy_from_slice(used);
        from = end;
    }
    // "(1139 HKT)" says the same hour again.
    if let Some(at) = (1..tokens.len())
        .find(|&at| !used[at] && number(tokens, at).is_some() && sign(tokens, at - 1) == Some('('))
    {
        find_time(tokens, used, at);
    }
}

/// Beside the date there may be nothing, or a name that a sign keeps apart from it; a sentence has other words.
fn is_only_a_date(
    line: &str,
    tokens: &[(Token<'_>, usize, usize)],
    used: &[bool],
    free: &[usize],
    dated: &DateLine,
) -> bool {
    if free.is_empty() {
        return true;
    }
    // Without a year, only a line that is nothing else counts: "May 5, Bonn" may be a title.
    let stop = line.trim_end().ends_with(['.', '?', '!']);
    if dated.rest > MAX_REST || stop || dated.date.is_none() {
        return false;
    }
    // "June 4, 2019 Ida Brandt": a name, and the line is over.
    let behind = tokens.len().checked_sub(free.len());
    let is_over = (2..=3).contains(&free.len())
        && behind.is_some_and(|from| free[0] == from && from > 0 && used[from - 1])
        && free
            .iter()
            .all(|&at| matches!(tokens[at].0, Token::Word(word) if word.starts_with(char::is_uppercase)));
    is_over
        || free.iter().all(|&at| {
            let is_name = match tokens[at].0 {
                Token::Word(word) => {
                    let by = at > 0 && tokens[at - 1].0 == Token::Word("By");
                    word.starts_with(char::is_uppercase)
                        || by
                        || matches!(word, "by" | "in" | "and" | "of" | "the" | "for")
                }
                _ => false,
            };
            let touches = |other: Option<usize>| other.is_some_and(|other| used.get(other) == Some(&true));
            is_name
                && !touches(at.checked_sub(1))
                && (!touches(Some(at + 1)) || at == 0 || glued_end(line, tokens, at))
        })
}

/// "Bonn 3 May 2021" has no sign between place and date, and neither has "Jane Doe 3 May 2021".
fn glued_end(line: &str, tokens: &[(Token<'_>, usize, usize)], at: usize) -> bool {
    line.get(..tokens[at].2).is_some_and(|before| before.split_whitespace().count() <= 4)
}

const DATE_WORDS: &[&str] = &[
    "published",
    "updated",
    "posted",
    "last",
    "modified",
    "on",
    "at",
    "first",
    "date",
    "publication",
    "release",
    "released",
    "created",
    "edited",
    "time",
    "dated",
    "am",
    "pm",
    "local",
    "hrs",
    "hours",
    "th",
    "st",
    "nd",
    "rd",
    "bst",
    "gmt",
    "utc",
    "est",
    "edt",
    "et",
    "cst",
    "cdt",
    "ct",
    "pst",
    "pdt",
    "pt",
    "ist",
    "cet",
    "cest",
    "msk",
    "eet",
    "eest",
    "aest",
    "sgt",
    "hkt",
    "jst",
    "kst",
    "mst",
    "mdt",
    "hst",
    "akst",
    "akdt",
    "aedt",
    "nzst",
    "nzdt",
    "sast",
    "pkt",
    "wib",
    "z",
    "t",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_lines_are_read() {
        for (line, expected) in [
            ("Tuesday 4 June 2019 07:40 BST", "2019-06-04T07:40+01:00"),
            ("June 4, 2019", "2019-06-04"),
            ("Published 4 June 2019, 10:15", "2019-06-04T10:15"),
            ("Published: 19.06.2019, 16:25", "2019-06-19T16:25"),
            ("Jun. 4, 2019, 1:15 p.m. EDT", "2019-06-04T13:15-04:00"),
            ("2019-06-04T10:00:00Z", "2019-06-04T10:00+00:00"),
            ("2019/06/04", "2019-06-04"),
            ("06/24/2019", "2019-06-24"),
            ("4 June 2019, 15:02 | Gull Post", "2019-06-04T15:02"),
            ("Bonn, June 4th, 2019", "2019-06-04"),
            ("By Ida Brandt | 04 Jun 2019", "2019-06-04"),
            ("Last updated on June 4, 2019 at 12.05 am", "2019-06-04T00:05"),
            ("04-Jun-2019 09:00 IST", "2019-06-04T09:00"),
            ("Ida Brandt 4 June 2019", "2019-06-04"),
            ("June 4, 2019 Ida Brandt", "2019-06-04"),
            ("By admin - 2019-06-04", "2019-06-04"),
            ("By Ida Brandt@idabrandt Jun 4, 2019, 7:53pm EST", "2019-06-04T19:53-05:00"),
            ("Jun 4, 2019 at 6:46 pm ET • 2 min read", "2019-06-04T18:46"),
            ("Updated 0339 GMT (1139 HKT) June 4, 2019", "2019-06-04T03:39+00:00"),
            ("4 Jun, 2019 4 Jun, 2019", "2019-06-04"),
            ("June 4, 2019 at 6:01 am Updated June 5, 2019 at 3:33 pm", "2019-06-04T06:01"),
            ("Gull PostJune 4, 2019", "2019-06-04"),
            ("By Ida Brandt - 06/24/19 06:56 AM EST", "2019-06-24T06:56-05:00"),
            ("By Gull Staff | June 4, 2019 at 2:26 PM HST - Updated June 4 at 4:46 PM", "2019-06-04T14:26"),
        ] {
            let read = parse_line(line).unwrap_or_else(|| panic!("{line} is not read"));
            assert_eq!(read.iso().as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn unclear_dates_give_no_value() {
        for line in ["05/06/2019", "05.06.2019", "Tuesday, 4 June", "June 4, 10:15 am"] {
            assert_eq!(parse_line(line).map(|read| read.iso()), Some(None), "{line}");
        }
    }

    #[test]
    fn sentences_are_no_date_lines() {
        for line in [
            "On 4 June 2019 he left.",
            "Mr Krag resigned on 4 June 2019",
            "Protests of 4 June 2019 remembered",
            "The ferry runs until June 4, 2019, the company said.",
            "31 February 2019",
            "May 5 protests in Bonn",
            "Room 12:30",
            "",
            "4 June 2019 crash: what we know",
            "4 June 2019 - 6 June 2019",
            "June 4, 2019 protests remembered",
        ] {
            assert_eq!(parse_line(line), None, "{line}");
        }
        assert!(parse_line("Updated 4 June 2019").is_some_and(|read| read.updated));
        assert!(parse_line("4 June 2019, updated 5 June 2019").is_some_and(|read| !read.updated));
    }
}
