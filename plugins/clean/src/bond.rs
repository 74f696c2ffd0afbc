//! Lines that are pieces of one sentence: tools that write a line for every piece of text between two tags break
//! paragraphs at their links. Such pieces are read as one line, since a link inside a sentence looks like a label.

use copydesk_sdk::Span;

/// Shortest longer piece of two that go together, in bytes: a menu in small letters is left alone.
const SHORTEST: u32 = 30;
/// Shortest piece whose last word calls for more.
const SHORTEST_OPEN: u32 = 20;
/// Longest line that is put together, in bytes.
const LONGEST: u32 = 4_000;

/// Words that no line ends with, but one that goes on.
const OPEN: [&str; 32] = [
    "a", "an", "and", "are", "as", "at", "but", "by", "for", "from", "had", "has", "have", "her", "his",
    "in", "into", "is", "its", "of", "on", "or", "than", "that", "the", "their", "to", "was", "were",
    "which", "who", "with",
];

/// Joins the lines that are pieces of one sentence, in place.
pub(crate) fn join(text: &str, lines: &mut Vec<Span>) {
    let mut kept = 0;
    for at in 1..lines.len() {
        let (above, below) = (lines[kept], lines[at]);
        if is_bond(text, above, below) {
            lines[kept].end = below.end;
        } else {
            kept += 1;
            lines[kept] = below;
        }
    }
    lines.truncate(kept + 1);
}

/// Whether a sentence goes on from one line to the next, with nothing but a line end between them.
fn is_bond(text: &str, above: Span, below: Span) -> bool {
    if below.start != above.end + 1 || above.len() + below.len() > LONGEST {
        return false;
    }
    let (upper, lower) = (above.of(text), below.of(text));
    let long = above.len().max(below.len()) >= SHORTEST;
    match lower.chars().next() {
        Some(',' | '.' | ';' | ':' | ')' | '’' | '”') => return long,
        Some(first) if first.is_lowercase() => {
            let open = upper.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == ',');
            // "by Ida Brandt" names the author.
            return open && long && !lower.starts_with("by ");
        }
        _ => {}
    }
    // Most lines end in a stop, and such words are short.
    if above.len() < SHORTEST_OPEN || !upper.ends_with(|last: char| last.is_ascii_lowercase()) {
        return false;
    }
    let last = memchr::memrchr(b' ', upper.as_bytes()).map_or(upper, |at| upper.get(at + 1..).unwrap_or(""));
    OPEN.binary_search(&last).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_sentence_are_joined_and_lines_of_their_own_are_not() {
        for (name, text, expected) in [
            ("link in a sentence", "The mayor opened at last the\nGull Bridge\nover the bay on Monday.", 1),
            ("stop behind a link", "The mayor opened the bridge over\nthe bay\n.", 1),
            ("two paragraphs", "The mayor opened the bridge on Monday.\nThe ferry was sold on Friday.", 2),
            ("blank line", "The mayor opened the long\n\nbridge over the bay on Monday.", 2),
            ("byline", "The mayor opened the long bridge over the bay\nby Ida Krag in Gull Bay", 2),
            ("menu", "home\nnews\nabout us", 3),
            ("title", "Bridge opened over Gull Bay\nThe mayor opened the bridge on Monday.", 2),
        ] {
            let mut lines: Vec<Span> = Vec::new();
            let mut at = 0;
            for line in text.split('\n') {
                let end = at + line.len() as u32;
                lines.extend((!line.is_empty()).then(|| Span::new(at, end)));
                at = end + 1;
            }
            join(text, &mut lines);
            assert_eq!(lines.len(), expected, "{name}: {lines:?}");
        }
        join("", &mut Vec::new());
    }

    #[test]
    fn words_that_stay_open_are_sorted() {
        assert!(OPEN.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
