//! Lines and paragraphs of plain text.
//!
//! Reports come in two shapes: one paragraph per line, or paragraphs wrapped at some width with blank lines between
//! them. A line break is *soft* where a paragraph goes on behind it. The test is the one a typesetter would make: in
//! a wrapped paragraph the first word of a line would not have fitted on the line above.

use copydesk_core::Span;

/// Whether a character is blank: white space, or one of the invisible separators U+200B, U+2060 and U+FEFF.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Widths, in characters, between which wrapped text is looked for.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 45..=120;
/// A lone line that goes on in lower case is at least this long.
const SHORTEST_WRAPPED: usize = 40;

/// The lines inside `span` of `text`, without their ends, blank ones included. Lines end at LF, CR, CR LF, VT, FF,
/// U+0085, U+2028 and U+2029.
pub fn lines(text: &str, span: Span) -> Lines<'_> {
    let end = (span.end as usize).min(text.len());
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    let inside = bytes.get(span.start as usize..).unwrap_or_default();
    Lines { bytes, at: span.start as usize, done: false, plain: ends_plainly(inside) }
}

/// Whether no line ends but at LF, CR and CR LF: nearly every text, and much quicker to read.
fn ends_plainly(bytes: &[u8]) -> bool {
    memchr::memchr2(0x0b, 0x0c, bytes).is_none()
        && (bytes.is_ascii()
            || [&b"\xc2\x85"[..], b"\xe2\x80\xa8", b"\xe2\x80\xa9"]
                .iter()
                .all(|end| memchr::memmem::find(bytes, end).is_none()))
}

/// Iterator over lines.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    done: bool,
    plain: bool,
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        if self.done || self.at > self.bytes.len() {
            return None;
        }
        let start = self.at;
        let mut at = start;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let found = if self.plain { memchr::memchr2(b'\n', b'\r', rest) } else { position_of_end(rest) };
            let Some(skip) = found else {
                self.done = true;
                return Some(Span::new(start as u32, self.bytes.len() as u32));
            };
            at += skip;
            let ending = line_end(rest.get(skip..).unwrap_or_default());
            if ending > 0 {
                self.at = at + ending;
                return Some(Span::new(start as u32, at as u32));
            }
            at += 1;
        }
    }
}

const MAY_END_LINE: [bool; 256] = {
    let mut table = [false; 256];
    table[b'\n' as usize] = true;
    table[b'\r' as usize] = true;
    table[0x0b] = true;
    table[0x0c] = true;
    table[0xc2] = true;
    table[0xe2] = true;
    table
};

/// Where the first byte is that may end a line. Blocks are tested as a whole, without a branch for each byte, which
/// compilers turn into vector code.
fn position_of_end(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<32>();
    let may_end = |block: &[u8; 32]| {
        block.iter().fold(0, |any, &byte| {
            any | u8::from(byte.wrapping_sub(b'\n') < 4) | u8::from(byte == 0xc2 || byte == 0xe2)
        })
    };
    let at = 32 * blocks.iter().take_while(|block| may_end(block) == 0).count();
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|&byte| MAY_END_LINE[byte as usize]).map(|skip| at + skip)
}

/// Length of the line end at the beginning of `bytes`, or 0.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r' | 0x0b | 0x0c, ..] => 1,
        [0xc2, 0x85, ..] => 2,
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
        _ => 0,
    }
}

/// `span` without blanks at both ends; empty where all of it is blank.
pub fn trim(text: &str, span: Span) -> Span {
    let piece = span.of(text);
    // Most lines begin and end with plain ASCII that is no blank.
    let visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if visible(piece.as_bytes().first()) && visible(piece.as_bytes().last()) {
        return span;
    }
    let start = span.start + (piece.len() - piece.trim_start_matches(is_blank).len()) as u32;
    let kept = Span::new(start, span.end).of(text).trim_end_matches(is_blank).len() as u32;
    Span::new(start, start + kept)
}

/// Appends the paragraphs inside `span` to `out`: trimmed, without empty ones, soft line breaks joined.
pub fn paragraphs(text: &str, span: Span, out: &mut Vec<Span>) {
    // The lines of the run lie at the end of `out` until it is complete.
    let mut first = out.len();
    for line in lines(text, span).chain([Span::new(span.end, span.end)]) {
        let line = trim(text, line);
        if !line.is_empty() {
            out.push(line);
            continue;
        }
        if out.len() > first + 1 {
            let kept = join(text, out.get_mut(first..).unwrap_or_default());
            out.truncate(first + kept);
        }
        first = out.len();
    }
}

/// Joins a run of consecutive lines, none of them blank, to paragraphs, which are written over the lines. Returns how
/// many they are.
fn join(text: &str, run: &mut [Span]) -> usize {
    let width = wrap_width(text, run);
    let mut open = 0;
    for next in 1..run.len() {
        // What was written lies before both lines, or is the first of them as it was.
        let (line, behind) = (run[next - 1], run[next]);
        if is_soft(text, line, behind, width) {
            run[open].end = behind.end;
        } else {
            open += 1;
            run[open] = behind;
        }
    }
    (open + 1).min(run.len())
}

/// The width at which a run of lines is wrapped, or `None` where it is not: three lines or more, and nearly every
/// line is full.
fn wrap_width(text: &str, run: &[Span]) -> Option<usize> {
    let limit = *WRAP_WIDTHS.end() as u32;
    if run.len() < 3 || run.iter().any(|line| line.len() > limit * 4) {
        return None;
    }
    // Most reports have a longer line, which is seen without counting any.
    if run.iter().any(|line| line.len() > limit && chars(text, *line) > limit as usize) {
        return None;
    }
    let width = run.iter().map(|line| chars(text, *line)).max()?;
    if !WRAP_WIDTHS.contains(&width) {
        return None;
    }
    let full = run.windows(2).filter(|pair| is_full(text, pair[0], pair[1], width)).count();
    (full * 10 >= (run.len() - 1) * 7).then_some(width)
}

fn is_soft(text: &str, line: Span, next: Span, width: Option<usize>) -> bool {
    if let Some(width) = width {
        return is_full(text, line, next, width);
    }
    if line.len() as usize > WRAP_WIDTHS.end() * 4 {
        return false;
    }
    let ends_open =
        line.of(text).chars().next_back().is_some_and(|c| c.is_lowercase() || matches!(c, ',' | '-' | ';'));
    if !ends_open {
        return false;
    }
    let next_text = next.of(text);
    if !next_text.chars().next().is_some_and(char::is_lowercase) {
        return false;
    }
    // "by Ida Brandt" goes on in lower case too, but neither ends a sentence nor fills a line.
    let is_text =
        next_text.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '?', '…', ',', ';', ':'])
            || chars(text, next) >= SHORTEST_WRAPPED;
    is_text && (SHORTEST_WRAPPED..=*WRAP_WIDTHS.end()).contains(&chars(text, line))
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: Span, next: Span, width: usize) -> bool {
    let first = next.of(text).split(char::is_whitespace).next().unwrap_or("");
    chars(text, line) + 1 + first.chars().take(width + 1).count() > width
}

fn chars(text: &str, span: Span) -> usize {
    let piece = span.of(text);
    if piece.is_ascii() {
        return piece.len();
    }
    // Every character has one byte that does not go on with another one.
    piece.bytes().filter(|&byte| (byte as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        paragraphs(text, Span::new(0, text.len() as u32), &mut out);
        out.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn paragraphs_are_found() {
        let wrapped = "The harbour board met on Monday to discuss the new crane and the noise\n\
                       it makes at night. Residents of the old town had complained since May.\n\
                       A vote is due next week.";
        let cases: &[(&str, &str, &[&str])] = &[
            ("nothing", "", &[]),
            ("blank", " \n\t\r\n \u{feff}", &[]),
            ("lines are paragraphs", "One here.\nTwo here.\n", &["One here.", "Two here."]),
            ("blank line", "Title\n\nBody goes on.", &["Title", "Body goes on."]),
            ("crlf", "One.\r\n\r\nTwo.\r\n", &["One.", "Two."]),
            ("separators", "One.\u{2028}Two.\u{2029}Three.\u{85}Four.", &["One.", "Two.", "Three.", "Four."]),
            ("wrapped", wrapped, &[wrapped]),
            (
                "two lines, lower case goes on",
                "The ferry was late again because of the fog, said\nthe captain on Monday.",
                &["The ferry was late again because of the fog, said\nthe captain on Monday."],
            ),
            (
                "a byline in small letters",
                "The ferry was late again because of the fog and the strike\nby Ida Brandt",
                &["The ferry was late again because of the fog and the strike", "by Ida Brandt"],
            ),
            ("a short line is a line", "Anna Kovac\nof Bonn", &["Anna Kovac", "of Bonn"]),
            (
                "a list of titles",
                "Port strike enters its third week with no talks in sight\nMayor quits\nFlood warning for the lower valley lifted",
                &[
                    "Port strike enters its third week with no talks in sight",
                    "Mayor quits",
                    "Flood warning for the lower valley lifted",
                ],
            ),
        ];
        for (name, text, expected) in cases {
            assert_eq!(split(text), *expected, "{name}");
        }
    }

    #[test]
    fn a_short_line_ends_a_paragraph_of_wrapped_text() {
        let text = "The harbour board met on Monday to discuss the new crane and the noise\n\
                    it makes at night.\n\
                    Residents of the old town had complained since May about the trucks at\n\
                    the gate, and the mayor promised them a new road by the end of summer,\n\
                    which nobody believed.";
        assert_eq!(split(text).len(), 2);
    }
}
