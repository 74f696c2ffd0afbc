//! A text that problems point into: the file, or one `--set` argument.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A line longer than this is shown in part.
const LONG_LINE: usize = 400;
/// What is shown on each side of a place in a long line, in bytes.
const AROUND: usize = 60;
/// No label is longer than this, in bytes.
const LONGEST_LABEL: usize = 120;

/// Bytes `start..end` of one of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// 0 is the file, 1 the first override, and so on.
    pub(crate) text: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A text with its name. It is made fit for a terminal: control characters are replaced by others of the same
/// number of bytes, so that every offset still holds.
#[derive(Debug)]
pub(crate) struct Text {
    name: String,
    text: String,
    /// Where each line starts; the first is 0.
    lines: Vec<usize>,
}

impl Text {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let mut text = harmless(text);
        // A caret behind the last character needs something to stand under.
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let lines =
            std::iter::once(0).chain(text.match_indices('\n').map(|(offset, _)| offset + 1)).collect();
        Self { name: harmless(name).replace(['\n', '\t'], " "), text, lines }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The line of an offset, from 0.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The column of an offset in characters, from 0.
    pub(crate) fn column(&self, offset: usize) -> usize {
        let start = self.line_start(self.line(offset));
        let before = self.text.get(start..self.boundary(offset)).unwrap_or("");
        before.trim_start_matches('\u{feff}').chars().count()
    }

    /// A place cut down to what can be shown: within one line, and not too long.
    pub(crate) fn clip(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        // Nothing is labelled behind the last line end.
        let start = self.boundary(start.min(self.text.len() - 1));
        let line = self.line_start(self.line(start) + 1);
        let rest = self.text.get(start..line).unwrap_or("");
        let line = start + rest.trim_end_matches(['\n', '\r']).len();
        let end = self.boundary(end.min(line).min(start + LONGEST_LABEL));
        start..end.max(start)
    }

    /// Whether the line of an offset can be shown whole.
    pub(crate) fn is_short(&self, offset: usize) -> bool {
        let line = self.line(offset);
        self.line_start(line + 1) - self.line_start(line) <= LONG_LINE
    }

    fn line_start(&self, line: usize) -> usize {
        self.lines.get(line).copied().unwrap_or(self.text.len())
    }

    /// The nearest character boundary at or before an offset.
    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// The bytes to show for a span with so many lines around it.
    fn window(&self, span: &SourceSpan, before: usize, after: usize) -> (usize, usize) {
        let (start, end) = (self.boundary(span.offset()), self.boundary(span.offset() + span.len()));
        let (first, last) = (self.line(start), self.line(end.saturating_sub(1).max(start)));
        let from = if before == 0 { start } else { self.line_start(first.saturating_sub(before)) };
        let to = self.line_start(last + 1 + after);
        if before == 0 || to - from <= LONG_LINE * (1 + before + after) {
            return (from, to);
        }
        let from = self.line_start(first).max(self.boundary(start.saturating_sub(AROUND)));
        let to = self.line_start(last + 1).min(self.boundary(end + AROUND));
        (from, to)
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (from, to) = self.window(span, before, after);
        let data = self.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let (first, last) = (self.line(from), self.line(to.saturating_sub(1).max(from)));
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data.as_bytes(),
            (from, to - from).into(),
            first,
            self.column(from),
            last + 1 - first,
        )))
    }
}

/// Text that cannot command a terminal: each control or direction-changing character becomes one of the same
/// length. Line ends and tabs stay.
pub(crate) fn harmless(text: &str) -> String {
    let dangerous = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    if !text.contains(dangerous) {
        return text.to_owned();
    }
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        out.push(match c.len_utf8() {
            _ if !dangerous(c) || (c == '\r' && chars.peek() == Some(&'\n')) => c,
            1 => '?',
            2 => '·',
            _ => '\u{fffd}',
        });
    }
    out
}

/// Text for the inside of a message: harmless, on one line and not too long.
pub(crate) fn brief(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out: String = harmless(text)
        .chars()
        .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
        .take(LONGEST)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push_str("...");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_hold_after_cleaning() {
        let raw = "a\u{1b}[31m\u{9b}\u{202e}\r\nb\rc\u{0}";
        let clean = harmless(raw);
        assert_eq!(clean, "a?[31m·\u{fffd}\r\nb?c?");
        assert_eq!(clean.len(), raw.len());
    }

    #[test]
    fn lines_and_columns() {
        let text = Text::new("x", "\u{feff}é = 1\r\nb = 2");
        let at = |needle: &str| text.text.find(needle).unwrap();
        assert_eq!((text.line(at("=")), text.column(at("="))), (0, 2));
        assert_eq!((text.line(at("2")), text.column(at("2"))), (1, 4));
        assert_eq!(text.clip(at("="), 100), at("=")..at("\r"));
        assert_eq!(text.clip(900, 1000), text.text.len() - 1..text.text.len() - 1);
        assert_eq!(Text::new("x", "").clip(0, 0), 0..0);
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let line = format!("x = \"{}\" # é{}", "a".repeat(5000), "é".repeat(5000));
        let text = Text::new("x", &line);
        let contents = text.read_span(&(5009, 3).into(), 1, 1).unwrap();
        assert!(contents.data().len() < 200, "{}", contents.data().len());
        assert!(std::str::from_utf8(contents.data()).is_ok());
    }
}
