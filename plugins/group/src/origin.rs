//! The news agency that a report names as its source.

use copydesk_sdk::{Doc, Span};
use copydesk_text::Segments;

/// Agencies: the name as reports write it, and the name that is printed.
const AGENCIES: &[(&str, &str)] = &[
    ("Associated Press", "Associated Press"),
    ("AP", "Associated Press"),
    ("Reuters", "Reuters"),
    ("REUTERS", "Reuters"),
    ("Thomson Reuters", "Reuters"),
    ("Agence France-Presse", "Agence France-Presse"),
    ("AFP", "Agence France-Presse"),
    ("United Press International", "United Press International"),
    ("UPI", "United Press International"),
    ("Press Association", "PA Media"),
    ("PA Media", "PA Media"),
    ("Canadian Press", "Canadian Press"),
    ("Australian Associated Press", "Australian Associated Press"),
    ("AAP", "Australian Associated Press"),
    ("Press Trust of India", "Press Trust of India"),
    ("PTI", "Press Trust of India"),
    ("IANS", "IANS"),
    ("Xinhua", "Xinhua"),
    ("Kyodo", "Kyodo"),
    ("Yonhap", "Yonhap"),
    ("TASS", "TASS"),
    ("ITAR-TASS", "TASS"),
    ("Interfax", "Interfax"),
    ("RIA Novosti", "RIA Novosti"),
    ("dpa", "dpa"),
    ("DPA", "dpa"),
    ("ANSA", "ANSA"),
    ("EFE", "EFE"),
    ("Bloomberg", "Bloomberg"),
];

/// How far from the beginning or the end of a report an agency in brackets is its source.
const NEAR: usize = 240;

/// The agency that a report comes from where it says so: in its byline or dateline, or in brackets near its beginning or
/// end. Empty where it does not.
pub(crate) fn stated(doc: &Doc<'_>) -> &'static str {
    let text = doc.text();
    let segments = Segments::of(doc);
    let lines = segments.of_kind("byline").chain(segments.of_kind("dateline"));
    let in_line = lines.map(|span| agency(doc.slice(span), false)).find(|name| !name.is_empty());
    let begins = (0..=NEAR.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let ends = (text.len().saturating_sub(NEAR)..=text.len()).find(|&at| text.is_char_boundary(at));
    let edges = [Span::new(0, begins as u32), Span::new(ends.unwrap_or(0) as u32, text.len() as u32)];
    in_line
        .or_else(|| edges.iter().map(|&span| agency(doc.slice(span), true)).find(|name| !name.is_empty()))
        .unwrap_or("")
}

/// The first agency named in a piece of text, as words of their own; `bracketed` where it must stand in brackets.
fn agency(piece: &str, bracketed: bool) -> &'static str {
    let stands = |name: &str| {
        piece.match_indices(name).any(|(at, name)| {
            let before = piece.get(..at).and_then(|before| before.chars().next_back());
            let after = piece.get(at + name.len()..).and_then(|after| after.chars().next());
            if bracketed {
                matches!(before, Some('(' | '[')) && matches!(after, Some(')' | ']' | '/' | ',' | ' '))
            } else {
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            }
        })
    };
    AGENCIES.iter().find(|(name, _)| stands(name)).map_or("", |(_, printed)| printed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_are_found_where_they_are_the_source() {
        for (piece, bracketed, expected) in [
            ("QUELL (Reuters) - The ferry sank.", true, "Reuters"),
            ("QUELL, March 3 (AP) — The ferry sank.", true, "Associated Press"),
            ("By Ida Brandt, Associated Press", false, "Associated Press"),
            ("AFP", false, "Agence France-Presse"),
            ("The owner of Reuters said nothing.", true, ""),
            ("The APs (APEX) of Quell", true, ""),
            ("By a MAPPER", false, ""),
            ("", true, ""),
        ] {
            assert_eq!(agency(piece, bracketed), expected, "{piece}");
        }
    }
}
