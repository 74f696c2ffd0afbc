//! What agencies and newsrooms put behind the last sentence: "Reuter", "(AFP)", "(Reporting by Ida Brandt; editing by
//! Ole Krag)".

use crate::names;

/// Agencies that sign off in ways that datelines do not have, with the name that `meta.agency` gets.
const MORE: [(&str, &str); 6] = [
    ("bernama", "Bernama"),
    ("cna", "CNA"),
    ("reuter", "Reuters"),
    ("rtt", "RTT"),
    ("unb", "UNB"),
    ("uni", "UNI"),
];
/// Words that say that a report is over, in small letters.
const ENDS: [&str; 3] = ["end", "enditem", "ends"];
/// What begins the list of those who wrote a report, in small letters.
const CREDITS: [&str; 14] = [
    "additional reporting by ",
    "additional writing by ",
    "compiled by ",
    "edited by ",
    "editing by ",
    "reporting and writing by ",
    "reporting by ",
    "translated by ",
    "with additional reporting by ",
    "with contributions from ",
    "with files from ",
    "with input from ",
    "with inputs from ",
    "writing by ",
];
/// Small words of such a list.
const IN_LISTS: [&str; 17] = [
    "additional",
    "and",
    "at",
    "by",
    "de",
    "edited",
    "editing",
    "for",
    "from",
    "in",
    "of",
    "reporting",
    "the",
    "translated",
    "van",
    "with",
    "writing",
];
/// Longest sign-off, in bytes.
const LONGEST: usize = 240;

/// Where the sign-off begins that `line` ends with, in bytes; 0 where it is nothing else.
pub(crate) fn find(line: &str) -> Option<usize> {
    let mut found = None;
    let mut rest = line.trim_end();
    // "(Reporting by Ida Brandt) (Reuters)" is two.
    while let Some(at) = last(rest) {
        found = Some(at);
        rest = rest.get(..at)?.trim_end();
    }
    found
}

/// The agency that a sign-off names, where it names one.
pub(crate) fn agency(signoff: &str) -> Option<&'static str> {
    signoff.rsplit(|c: char| !c.is_alphanumeric()).find_map(agency_of)
}

fn agency_of(name: &str) -> Option<&'static str> {
    let more = || MORE.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, name)| *name);
    names::agency_of(name).or_else(more)
}

fn last(line: &str) -> Option<usize> {
    let at = if let Some(open) = line.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        let inner = line.get(open + 1..line.len() - 1)?;
        (is_agency(inner) || is_credit(inner)).then_some(open)?
    } else if let Some(at) = sign(line) {
        at
    } else {
        credits(line)?
    };
    (line.len() - at <= LONGEST && ends_sentence(line.get(..at)?)).then_some(at)
}

/// Where the name of an agency stands as the last word: "Reuter", "- AFP", "/TASS/".
fn sign(line: &str) -> Option<usize> {
    let from = memchr::memrchr2(b' ', b'\n', line.as_bytes()).map_or(0, |at| at + 1);
    let word = line.get(from..)?;
    let name = word.trim_matches(['/', '-', '–', '—', '.', '#', '*']);
    // "We go to AP" ends in a name too, but no stop stands before it.
    let named = name.starts_with(char::is_uppercase) || name == "dpa" || name == "reuter";
    if !named || !is_agency(name) {
        return None;
    }
    let before = line.get(..from)?;
    let dashes = before.trim_end().trim_end_matches(['-', '–', '—', '/']);
    Some(if dashes.len() < before.trim_end().len() { dashes.len() } else { from })
}

/// Where those who wrote the report are listed without brackets.
fn credits(line: &str) -> Option<usize> {
    let bare = line.trim_end_matches('.').as_bytes();
    let stop = memchr::memrchr3(b'.', b'!', b'?', bare).map_or(0, |at| at + 1);
    let mark = |rest: &[u8]| memchr::memrchr3(b'"', b'\n', 0x9d, rest);
    let mut from = stop;
    let mut end = bare.len();
    while let Some(at) = bare.get(stop..end).and_then(mark).map(|skip| stop + skip) {
        // The last byte of a closing quotation mark is that of other characters too.
        if bare[at] != 0x9d || bare.get(..at).is_some_and(|before| before.ends_with(&[0xe2, 0x80])) {
            from = at + 1;
            break;
        }
        end = at;
    }
    let rest = line.get(from..)?;
    let begin = from + (rest.len() - rest.trim_start().len());
    let list = rest.trim();
    // "Compiled by the bank, the survey found ..." is a sentence.
    let listed = |word: &str| {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        plain.starts_with(char::is_uppercase) || IN_LISTS.contains(&plain)
    };
    (list.starts_with(char::is_uppercase) && is_credit(list) && list.split_whitespace().all(listed))
        .then_some(begin)
}

/// Whether these are agencies, with strokes between them, or a word that ends a report.
fn is_agency(name: &str) -> bool {
    let name = name.trim().trim_end_matches('.');
    let ends = |name: &str| ENDS.iter().any(|word| name.eq_ignore_ascii_case(word));
    name.split('/').map(str::trim).all(|name| agency_of(name).is_some() || ends(name))
}

fn is_credit(list: &str) -> bool {
    let list = list.trim_start();
    // Most sentences begin with another letter.
    let may = list.bytes().next().is_some_and(|first| b"ACERTWacertw".contains(&first));
    may && CREDITS
        .iter()
        .any(|credit| list.get(..credit.len()).is_some_and(|own| own.eq_ignore_ascii_case(credit)))
}

/// Whether a sentence has ended, or nothing stands there.
fn ends_sentence(before: &str) -> bool {
    before.is_empty() || before.trim_end().ends_with(['.', '!', '?', '"', '”', '’', '\'', ')', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_begin_with_one_of_a_few_letters() {
        assert!(CREDITS.iter().all(|credit| is_credit(credit)));
    }

    #[test]
    fn a_signoff_may_name_its_agency() {
        for (signoff, name) in [
            ("(AFP)", Some("AFP")),
            ("REUTER", Some("Reuters")),
            ("(Writing by Ida Brandt) (Reuters)", Some("Reuters")),
            ("(Writing by Ida Brandt)", None),
            ("ENDS", None),
        ] {
            assert_eq!(agency(signoff), name, "{signoff}");
        }
    }

    #[test]
    fn what_stands_behind_the_last_sentence() {
        for (line, off) in [
            ("The bank raised its rates. Reuter", "Reuter"),
            ("The bank raised its rates.” REUTERS", "REUTERS"),
            ("The bank raised its rates. (AFP)", "(AFP)"),
            ("The bank raised its rates. (AP/UPI)", "(AP/UPI)"),
            ("The bank raised its rates. - AFP", "- AFP"),
            ("The bank raised its rates. /TASS/", "/TASS/"),
            (
                "The bank raised its rates. (Reporting by Ida Brandt in Bonn; Editing by Ole Krag)",
                "(Reporting by Ida Brandt in Bonn; Editing by Ole Krag)",
            ),
            (
                "The bank raised its rates. (Writing by Ida Brandt) (Reuters)",
                "(Writing by Ida Brandt) (Reuters)",
            ),
            (
                "The bank raised its rates. Additional reporting by Ida Brandt.",
                "Additional reporting by Ida Brandt.",
            ),
            ("Reporting by Ida Brandt; editing by Ole Krag", "Reporting by Ida Brandt; editing by Ole Krag"),
            ("(AFP)", "(AFP)"),
        ] {
            assert_eq!(find(line).and_then(|at| line.get(at..)), Some(off), "{line}");
        }
        for line in [
            "The bank told AFP",
            "The bank raised its rates, said the agency (AFP)",
            "The bank raised its rates (Reporting by banks is slow) in May.",
            "The bank raised its rates. It will end.",
            "The bank raised its rates. The end",
            "The bank raised its rates. Editing is slow.",
            "Reporting is slow.",
            "Compiled by the Bank of Bonn, the survey found that rates had been raised in May.",
            "The bank raised its rates. (It had lowered them.)",
            "",
        ] {
            assert_eq!(find(line), None, "{line}");
        }
    }
}
