//! Takes the citation marks out of a text.

/// A text without its marks, and the marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The text as a pipeline should read it: no marks, no markup of lists, headings left out.
    pub text: String,
    /// In the order of the text.
    pub marks: Vec<Mark>,
    /// First byte in `text` of each line that was kept, and its number in the text as given, from 1.
    lines: Vec<(u32, usize)>,
}

/// A citation mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where it stood: a byte of [`Claims::text`].
    pub at: u32,
    /// As written, one target alone.
    pub text: String,
    /// What it names.
    pub target: Target,
}

/// What a mark names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Source number N of the briefing, from 1.
    Source(usize),
    /// A place, in the unit of the file that the marks were copied from.
    Place {
        /// The document's id.
        document: String,
        /// First unit.
        start: u32,
        /// One past the last unit.
        end: u32,
    },
}

impl Claims {
    /// The line of the text as given that holds a byte of [`Claims::text`].
    pub fn line_of(&self, at: u32) -> usize {
        let after = self.lines.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).and_then(|row| self.lines.get(row)).map_or(1, |(_, line)| *line)
    }
}

/// Reads plain text or Markdown. Headings, list items that only introduce a deeper list, what copydesk itself puts
/// behind its sentences ("(2 of 6 reports)") and a list of sources at the end say nothing and are left out.
pub fn read(text: &str) -> Claims {
    let mut claims = Claims::default();
    let lines: Vec<&str> = text.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let content = line.trim_start();
        if content.starts_with('#') {
            if content.trim_start_matches('#').trim().eq_ignore_ascii_case("sources") {
                break;
            }
            claims.text.push('\n');
            continue;
        }
        if content.starts_with("Headline:") || introduces(&lines, number) {
            claims.text.push('\n');
            continue;
        }
        claims.lines.push((claims.text.len() as u32, number + 1));
        push_line(without_date(without_bullet(content)), &mut claims);
        // Each list item and each line of a page ends a paragraph of its own; a wrapped line goes on.
        let goes_on = lines.get(number + 1).is_some_and(|next| {
            let next = next.trim_start();
            !next.is_empty() && without_bullet(next) == next && !next.starts_with('#')
        });
        claims.text.push_str(if goes_on { "\n" } else { "\n\n" });
    }
    claims
}

/// Whether a list item is followed by items below it.
fn introduces(lines: &[&str], number: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_item = |line: &str| without_bullet(line.trim_start()) != line.trim_start();
    let line = lines[number];
    is_item(line) && lines.get(number + 1).is_some_and(|next| is_item(next) && indent(next) > indent(line))
}

fn without_bullet(line: &str) -> &str {
    for bullet in ["- ", "* ", "+ ", "> ", "• "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return rest.trim_start();
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or("");
    match rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")) {
        Some(rest) if (1..=3).contains(&digits) => rest.trim_start(),
        _ => line,
    }
}

/// "2031-02-03 (stated): text": the date is copydesk's, the text the source's.
fn without_date(line: &str) -> &str {
    let iso = |date: &str| date.len() >= 4 && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let Some((head, rest)) = line.split_once(": ") else { return line };
    let date = head.split(" (").next().unwrap_or(head);
    if (iso(date) || date == "date unknown") && (head == date || head.ends_with(')')) { rest } else { line }
}

/// Appends a line without its marks.
fn push_line(line: &str, claims: &mut Claims) {
    let mut rest = line;
    while let Some(open) = opening(rest) {
        let (before, from) = rest.split_at(open);
        let Some(close) = from.find(']') else { break };
        let inside = from.get(1..close).unwrap_or("");
        let targets = targets(inside);
        if targets.is_empty() {
            let kept = from.get(..=close).unwrap_or(from);
            push_text(before, claims);
            push_text(kept, claims);
        } else {
            // The blank before a mark goes with it.
            push_text(before.trim_end(), claims);
            let at = claims.text.len() as u32;
            claims.marks.extend(targets.into_iter().map(|(text, target)| Mark { at, text, target }));
        }
        rest = from.get(close + 1..).unwrap_or("");
        if let Some(after) = without_support(rest) {
            rest = after;
        }
    }
    push_text(rest, claims);
}

/// Where a bracket opens that is not escaped.
fn opening(text: &str) -> Option<usize> {
    let escaped = |at: usize| at > 0 && text.as_bytes().get(at - 1) == Some(&b'\\');
    text.match_indices('[').map(|(at, _)| at).find(|&at| !escaped(at))
}

/// Text of Markdown as text.
fn push_text(text: &str, claims: &mut Claims) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        if !escapes {
            claims.text.push(c);
        } else if let Some(next) = chars.next() {
            claims.text.push(next);
        }
    }
}

/// " (2 of 6 reports, 1 independent)" at the beginning.
fn without_support(rest: &str) -> Option<&str> {
    let inside = rest.trim_start().strip_prefix('(')?;
    let close = inside.find(')')?;
    let (inside, after) = inside.split_at(close);
    let ours = inside.contains(" of ") && (inside.contains("report") || inside.contains("source"));
    ours.then(|| after.get(1..).unwrap_or(""))
}

fn targets(inside: &str) -> Vec<(String, Target)> {
    let inside = inside.trim_start_matches('^');
    if let Some(place) = place(inside) {
        return vec![(format!("[{inside}]"), place)];
    }
    let numbers: Option<Vec<usize>> = inside
        .split(',')
        .map(|part| {
            let part = part.trim();
            let plain = !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| plain)
        })
        .collect();
    let target = |number| (format!("[{number}]"), Target::Source(number));
    numbers.unwrap_or_default().into_iter().map(target).collect()
}

fn place(inside: &str) -> Option<Target> {
    let (document, range) = inside.rsplit_once(':')?;
    let (start, end) = range.split_once('-')?;
    let (start, end) = (start.trim().parse().ok()?, end.trim().parse().ok()?);
    (!document.trim().is_empty()).then(|| Target::Place { document: document.trim().to_owned(), start, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets_of(text: &str) -> Vec<(String, String)> {
        let claims = read(text);
        let shown = |mark: &Mark| {
            let before = claims.text.get(..mark.at as usize).unwrap_or("");
            (before.chars().rev().take(5).collect::<Vec<_>>().iter().rev().collect(), mark.text.clone())
        };
        claims.marks.iter().map(shown).collect()
    }

    #[test]
    fn marks_are_taken_out_and_remembered() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let rows = [
            (
                "numbers",
                "It rained. [1][2]",
                "It rained.\n\n",
                vec![pair("ined.", "[1]"), pair("ined.", "[2]")],
            ),
            (
                "a list",
                "It rained [1, 12].",
                "It rained.\n\n",
                vec![pair("ained", "[1]"), pair("ained", "[12]")],
            ),
            ("a place", "It rained. [a:b/c:3-10]", "It rained.\n\n", vec![pair("ined.", "[a:b/c:3-10]")]),
            ("no mark", "He [the mayor] left [sic].", "He [the mayor] left [sic].\n\n", vec![]),
            ("a year", "In [2031-02] it was [12345].", "In [2031-02] it was [12345].\n\n", vec![]),
            (
                "support",
                "- It rained. [2] (2 of 6 reports, 1 independent)",
                "It rained.\n\n",
                vec![pair("ined.", "[2]")],
            ),
            ("escapes", r"Al\_one 5\. \[x\] [1]", "Al_one 5. [x]\n\n", vec![pair(". [x]", "[1]")]),
            ("open", "It [1 rained", "It [1 rained\n\n", vec![]),
        ];
        for (name, text, left, marks) in rows {
            assert_eq!(read(text).text, left, "{name}");
            assert_eq!(targets_of(text), marks, "{name}");
        }
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let page = "# A title of 5 words\n\nHeadline: [2] · 6 reports\n\n- One. [1]\n\n## Where reports differ\n\n\
                    - number: boats (x)\n  - Two. [2]\n\n## Timeline\n\n- 2031-02-03 (stated): Three. [3]\n\n\
                    ## Sources\n\n1. Title of 7\n";
        let claims = read(page);
        assert_eq!(claims.text.split_whitespace().collect::<Vec<_>>(), ["One.", "Two.", "Three."]);
        let two = claims.text.find("Two").unwrap() as u32;
        assert_eq!(claims.line_of(two), 10);
    }
}
