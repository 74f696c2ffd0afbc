//! Inline datelines: `BONN, 3 May (Wire) - ` at the beginning of a story.

use crate::date;
use crate::names::Names;
use crate::words;

/// A dateline at the beginning of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dateline {
    /// Its length in bytes, the dash or colon included.
    pub(crate) len: usize,
    /// The full date in it.
    pub(crate) date: Option<String>,
    /// The agency in it.
    pub(crate) agency: Option<String>,
}

/// Longest dateline, in bytes.
const MAX_LEN: usize = 110;
/// Most words beside the agency.
const MAX_WORDS: usize = 9;

/// Finds the dateline at the beginning of `text`.
pub(crate) fn find(text: &str, names: &Names) -> Option<Dateline> {
    let window = text.get(..text.floor_char_boundary(MAX_LEN))?;
    if !window.starts_with(|c: char| c.is_uppercase() || c == '(') {
        return None;
    }
    // Every dateline has one of these signs, and most paragraphs have none so early. Where the first word is not
    // shouted, only the name of an agency makes one, which stands between brackets or strokes.
    let bytes = window.as_bytes();
    let shouted = !bytes.get(1).is_some_and(u8::is_ascii_lowercase);
    let bracket = memchr::memchr2(b')', b'/', bytes);
    let sign = |byte: &u8| matches!(byte, b'-' | b':' | 0xe2);
    (bracket.is_some() || shouted && bytes.iter().any(sign)).then_some(())?;
    candidates(window).take(4).find_map(|(prefix, len)| check(window, prefix, len, names))
}

/// The places where a dateline may end: (length before the sign, length with it).
fn candidates(window: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    window.char_indices().filter_map(move |(at, c)| {
        let rest = window.get(at..)?;
        let len = match c {
            '—' | '–' => c.len_utf8(),
            '-' if rest.starts_with("--") => 2,
            '-' if window.get(..at)?.ends_with(' ') && rest.starts_with("- ") => 1,
            ':' if rest.starts_with(": ") => 1,
            '.' if rest.starts_with(". ") && window.get(..at)?.ends_with('/') => 1,
            ')' | '/' if at > 0 => return Some((at + 1, at + 1)),
            _ => return None,
        };
        Some((at, at + len))
    })
}

fn check(window: &str, prefix: usize, len: usize, names: &Names) -> Option<Dateline> {
    let sign = window.get(prefix..len)?;
    let prefix = window.get(..prefix)?.trim_end();
    let (place, agency) = split_agency(prefix, names);
    if sign.is_empty() {
        // Without a dash only a bare agency counts: "(Reuters) The minister", "(CNN)The minister".
        let known = agency
            .is_some_and(|name| names.is_agency_name(name) || name.bytes().all(|b| b.is_ascii_uppercase()));
        let bare = place.is_empty() && known && !has_sign_next(window, len);
        return bare.then(|| Dateline { len, date: None, agency: agency.map(str::to_owned) });
    }
    let mut found = Vec::new();
    words::scan(place, 0, &mut found);
    let first = found.iter().take_while(|word| word.is_all_capitals()).count();
    let shouted = found.first().is_some_and(|word| word.is_all_capitals() && word.end - word.start >= 3);
    let known = first > 0 && (1..=first).any(|len| names.is_place(&found[..len]));
    let dated = place.split_whitespace().any(date::is_of_date);
    let region = place.contains(',');
    let plain = place.split_whitespace().all(|word| {
        word.starts_with(char::is_uppercase)
            || date::is_of_date(word)
            || matches!(word, "and" | "de" | "of" | "the" | "al" | "/" | "|" | "am" | "near" | "in")
    });
    let sound =
        plain && place.split_whitespace().count() <= MAX_WORDS && !place.contains(['"', '“', '(', '?', '!']);
    let certain = match sign {
        // A colon also ends a shouted label, so the place must be known.
        ":" => known && shouted,
        _ if place.is_empty() => agency.is_some(),
        _ if shouted => known || agency.is_some() || dated || region,
        // In ordinary case the agency must be a known one, or the place.
        _ => {
            let place_known = (1..=found.len().min(4)).any(|len| names.is_place(&found[..len]));
            agency.is_some_and(|agency| place_known || names.is_agency_name(agency)) && region_or_place(place)
        }
    };
    (sound && certain).then(|| Dateline {
        len,
        date: date::date_in(place).map(|date| date.to_string()),
        agency: agency.map(str::to_owned),
    })
}

fn has_sign_next(window: &str, at: usize) -> bool {
    window.get(at..).is_some_and(|rest| rest.trim_start().starts_with(['-', '–', '—', ':', '.', ',']))
}

/// "Bonn" or "Bonn, Germany, May 3" in ordinary case, for datelines that name an agency.
fn region_or_place(place: &str) -> bool {
    let capitals = place.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count();
    (1..=6).contains(&capitals) && place.starts_with(char::is_uppercase)
}

/// Cuts `(AP)` or `/TASS/` off the end.
fn split_agency<'a>(prefix: &'a str, names: &Names) -> (&'a str, Option<&'a str>) {
    for (open, close) in [('(', ')'), ('/', '/')] {
        let Some(inner) = prefix.strip_suffix(close) else { continue };
        let Some(at) = inner.rfind(open) else { continue };
        let name = inner.get(at + 1..).unwrap_or("").trim();
        let mut found = Vec::new();
        words::scan(name, 0, &mut found);
        let shaped = (1..=4).contains(&found.len()) && name.len() <= 30;
        let known = names.agency(&found);
        let code = found.len() == 1 && found[0].is_all_capitals() && (2..=6).contains(&name.len());
        let named = found.iter().all(|word| word.is_capital());
        if shaped && (known.is_some() || code || named) {
            let place = inner.get(..at).unwrap_or("").trim_end().trim_end_matches(['.', ',']).trim_end();
            return (place, Some(known.unwrap_or(name)));
        }
    }
    (prefix, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_found() {
        let names = Names::new();
        for (text, prefix, date, agency) in [
            ("BONN, 3 May (Wire) - The port shut.", "BONN, 3 May (Wire) -", None, Some("Wire")),
            (
                "BONN, Germany, May 3, 2021 (AP) — The port shut.",
                "BONN, Germany, May 3, 2021 (AP) —",
                Some("2021-05-03"),
                Some("AP"),
            ),
            ("VIENNA (Reuters) - The port shut.", "VIENNA (Reuters) -", None, Some("Reuters")),
            ("MOSCOW, May 3. /TASS/. The port shut.", "MOSCOW, May 3. /TASS/.", None, Some("TASS")),
            ("NEW DELHI: The port shut.", "NEW DELHI:", None, None),
            ("NEW YORK — The port shut.", "NEW YORK —", None, None),
            (
                "Vienna, May 3 (Interfax) – The port shut.",
                "Vienna, May 3 (Interfax) –",
                None,
                Some("Interfax"),
            ),
            ("(Reuters) - The port shut.", "(Reuters) -", None, Some("Reuters")),
            ("(AFP) The port shut.", "(AFP)", None, Some("AFP")),
            ("SMALLTOWN, Ohio — The port shut.", "SMALLTOWN, Ohio —", None, None),
        ] {
            let found = find(text, &names).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(text.get(..found.len), Some(prefix), "{text}");
            assert_eq!((found.date.as_deref(), found.agency.as_deref()), (date, agency), "{text}");
        }
    }

    #[test]
    fn sentences_have_no_dateline() {
        let names = Names::new();
        for text in [
            "NATO — the alliance — met in Bonn.",
            "The minister (a former sailor) — left.",
            "NATO: a history of the alliance.",
            "Ida Brandt (L-Bonn) - a lawmaker - said no.",
            "(Optional) The minister left.",
            "WATCH: The moment the crane fell",
            "He said: \"No.\"",
            "",
        ] {
            assert_eq!(find(text, &names), None, "{text}");
        }
    }
}
