//! `copydesk show`: a briefing for the terminal, wrapped and coloured.

use std::io::IsTerminal as _;

use anyhow::{Context as _, Result};
use console::{Style, measure_text_width};

use crate::args::ShowArgs;
use crate::{FINE, out};

/// Columns that a line has at most, however wide the terminal is: longer ones are hard to read.
const WIDEST: usize = 92;

/// `copydesk show`.
pub(crate) fn show(args: &ShowArgs) -> Result<u8> {
    let path = &args.briefing;
    let text = std::fs::read_to_string(path).with_context(|| {
        format!("cannot read {}; `copydesk run --out DIR` writes DIR/briefing.md", path.display())
    })?;
    let is_terminal = std::io::stdout().is_terminal();
    let colour = is_terminal && std::env::var_os("NO_COLOR").is_none();
    let width = args.width.unwrap_or_else(|| match console::Term::stdout().size_checked() {
        Some((_, columns)) if is_terminal => usize::from(columns).min(WIDEST),
        _ => WIDEST,
    });
    out::data(&render(&text, width.max(20), colour))?;
    Ok(FINE)
}

/// Lays out copydesk's own Markdown: headings, lists of two levels, paragraphs.
fn render(text: &str, width: usize, colour: bool) -> String {
    let style = |style: Style| style.force_styling(colour);
    let (title, heading) = (style(Style::new().bold()), style(Style::new().bold().cyan()));
    let rule = style(Style::new().dim());
    let mut out = String::new();
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if let Some(text) = content.strip_prefix("## ") {
            out.push_str(&format!("{}\n", heading.apply_to(plain(text))));
        } else if let Some(text) = content.strip_prefix("# ") {
            wrap(&plain(text), width, "", "", &|line| title.apply_to(line).to_string(), &mut out);
        } else if content == "---" {
            out.push_str(&format!("{}\n", rule.apply_to("─".repeat(width))));
        } else if let Some((bullet, text)) = item(content) {
            let first = format!("{}{bullet}", " ".repeat(indent));
            let rest = " ".repeat(measure_text_width(&first));
            wrap(&plain(text), width, &first, &rest, &|line| marked(line, colour), &mut out);
        } else {
            wrap(&plain(content), width, "", "", &|line| marked(line, colour), &mut out);
        }
    }
    out
}

/// A list item: what is printed before it, and its text.
fn item(line: &str) -> Option<(String, &str)> {
    if let Some(text) = line.strip_prefix("- ") {
        return Some(("• ".to_owned(), text));
    }
    let (number, text) = line.split_once(". ")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| (format!("{number:>2}  "), text))
}

/// Markdown's escapes and entities as the characters that they stand for. Marks are not escaped; what looks like one in
/// the text of a report is, and keeps a word joiner so that it is not coloured.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('[') => out.push_str("[\u{2060}"),
                Some(next) => out.push(next),
                None => {}
            },
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.replace("&lt;", "<").replace("&amp;", "&")
}

/// A line with its citation marks in colour and what copydesk adds in brackets dimmed.
fn marked(line: &str, colour: bool) -> String {
    if !colour {
        return line.to_owned();
    }
    let mark = Style::new().yellow().force_styling(true);
    let mut out = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        let digits = from.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        let length =
            if digits > 0 && from.as_bytes().get(digits + 1) == Some(&b']') { digits + 2 } else { 0 };
        out.push_str(before);
        let (shown, after) = from.split_at(length.max(1));
        if length > 0 {
            out.push_str(&mark.apply_to(shown).to_string());
        } else {
            out.push_str(shown);
        }
        rest = after;
    }
    out + rest
}

/// Breaks a text into lines of at most `width` columns; `dress` styles each line without its indent.
fn wrap(text: &str, width: usize, first: &str, rest: &str, dress: &dyn Fn(&str) -> String, out: &mut String) {
    let mut line = String::new();
    let mut prefix = first;
    let mut columns = measure_text_width(first);
    for word in text.split_whitespace() {
        let length = measure_text_width(word);
        if !line.is_empty() && columns + 1 + length > width {
            out.push_str(&format!("{prefix}{}\n", dress(&line)));
            line.clear();
            prefix = rest;
            columns = measure_text_width(rest);
        }
        if !line.is_empty() {
            line.push(' ');
            columns += 1;
        }
        line.push_str(word);
        columns += length;
    }
    out.push_str(&format!("{}\n", format!("{prefix}{}", dress(&line)).trim_end()));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A title\n\nHeadline: [2] · 6 reports\n\n- One sentence that is long enough to be broken \
                        up. [1][12] (2 of 6 reports)\n  - a \\[3\\] side &lt;b> \\* of it [3]\n\n## Sources\n\n1. First\n";

    #[test]
    fn lines_are_broken_and_hang_behind_their_bullet() {
        let expected = "A title\n\nHeadline: [2] · 6 reports\n\n• One sentence that is long\n  enough to be broken up.\n  \
                        [1][12] (2 of 6 reports)\n  • a [\u{2060}3] side <b> * of it [3]\n\nSources\n\n 1  First\n";
        assert_eq!(render(PAGE, 30, false), expected);
    }

    #[test]
    fn only_marks_are_coloured() {
        let page = render(PAGE, 80, true);
        assert!(page.contains("\u{1b}[33m[1]\u{1b}[0m\u{1b}[33m[12]\u{1b}[0m"), "{page:?}");
        assert!(page.contains("[\u{2060}3]") && !page.contains("\u{1b}[33m[\u{2060}3]"), "{page:?}");
        assert_eq!(console::strip_ansi_codes(&page), render(PAGE, 80, false));
    }

    #[test]
    fn odd_pages_do_no_harm() {
        for page in ["", "\\", "[", "- ", "1. ", "#", "# ", "\u{1b}[31mred", &"x".repeat(5000)] {
            assert!(!render(page, 20, false).contains('\u{1b}'), "{page:?}");
        }
    }
}
