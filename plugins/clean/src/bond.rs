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
    let last = upper.rsplit(' ').next().unwrap_or("");
    above.len() >= SHORTEST_OPEN && OPEN.binary_search(&last).is_ok()
}
