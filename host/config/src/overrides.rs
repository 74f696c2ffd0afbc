//! `--set KEY=VALUE`.

use crate::ProblemKind;
use crate::parse::{self, Base, MAX_PARTS};
use crate::report::{Draft, Report};
use crate::text::{Place, Text, brief};
use crate::tree::{Entry, Node, Table, Value};
use crate::{Problem, Problems};
use std::sync::Arc;

/// What stands before the argument when a problem with it is shown.
const PREFIX: &str = "--set ";
/// The name of the text that such a problem is shown in.
const NAME: &str = "command line";

/// One `--set KEY=VALUE`: a value that takes the place of the one in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// `--set KEY=VALUE`, whole.
    text: String,
    /// The parts of the key, each with its place in `text`.
    path: Vec<(String, std::ops::Range<usize>)>,
    /// Where the value starts in `text`.
    value: usize,
}

impl Override {
    /// Reads `KEY=VALUE`. KEY is a dotted path as in TOML, parts with odd characters in quotes. VALUE is any TOML
    /// value; what is not TOML and does not start like a list, a table or a quoted text is taken as text, so that
    /// `run.on_error=fail` and `run.batch_bytes=64 KiB` need no quotes.
    ///
    /// # Errors
    /// A [`Problem`] that points at the part that cannot be read. Whether the key exists is checked when the
    /// override meets the file.
    pub fn parse(argument: &str) -> Result<Self, Problems> {
        let text = format!("{PREFIX}{argument}");
        match parse_key(&text, PREFIX.len()) {
            Ok((path, value)) => Ok(Self { text, path, value }),
            Err((start, end, message)) => {
                let mut report = Report::new(vec![Arc::new(Text::new(NAME, &text))]);
                let place = Place { text: 0, start, end };
                report.add(
                    Draft::error(ProblemKind::Override, message)
                        .at(place, "")
                        .help("write KEY=VALUE, for example: --set run.workers=2"),
                );
                Err(report.into_problems())
            }
        }
    }

    pub(crate) fn source(&self) -> Arc<Text> {
        Arc::new(Text::new(NAME, &self.text))
    }

    /// The key as dotted parts.
    pub fn path(&self) -> impl Iterator<Item = &str> {
        self.path.iter().map(|(part, _)| part.as_str())
    }

    /// Puts the value into the tree; `text` is the number of this override's text in the report.
    pub(crate) fn apply(&self, root: &mut Node, text: usize, report: &mut Report) {
        let place = |span: &std::ops::Range<usize>| Place { text, start: span.start, end: span.end };
        let Some(node) = self.node(text, report) else { return };
        let Some(((last, last_span), parents)) = self.path.split_last() else { return };
        let mut table = match &mut root.value {
            Value::Table(table) => table,
            _ => return,
        };
        for (part, span) in parents {
            let made = || Entry {
                key: part.clone(),
                key_place: place(span),
                node: Node { value: Value::Table(Table::default()), place: place(span) },
            };
            let Some(entry) = table.entry(part, made) else { return };
            let kind = entry.node.kind();
            match &mut entry.node.value {
                Value::Table(inner) => table = inner,
                _ => {
                    report.add(
                        Draft::error(
                            ProblemKind::Override,
                            format!("`{}` is {kind}, not a table", brief(part)),
                        )
                        .at(place(span), "has no keys of its own")
                        .help("set it as a whole, without what follows in the key"),
                    );
                    return;
                }
            }
        }
        table.put(Entry { key: last.clone(), key_place: place(last_span), node });
    }

    fn node(&self, text: usize, report: &mut Report) -> Option<Node> {
        let raw = self.text.get(self.value..).unwrap_or("");
        let trimmed = raw.trim();
        let offset = self.value + (raw.len() - raw.trim_start().len());
        let base = Base { text, offset };
        match parse::value(trimmed, base, report) {
            Ok(node) => Some(node),
            Err(draft) if trimmed.starts_with(['[', '{', '"', '\'']) => {
                report.add(
                    draft.help("the value is TOML; put the whole argument in single quotes for the shell"),
                );
                None
            }
            Err(_) => {
                Some(Node { value: Value::Text(trimmed.to_owned()), place: base.place(0..trimmed.len()) })
            }
        }
    }
}

/// A part of a key with its place.
type Part = (String, std::ops::Range<usize>);

/// The parts of the key and where the value starts; or the place of what is wrong, in words.
fn parse_key(text: &str, from: usize) -> Result<(Vec<Part>, usize), (usize, usize, String)> {
    let mut path = Vec::new();
    let mut at = from;
    loop {
        let rest = text.get(at..).unwrap_or("");
        at += rest.len() - rest.trim_start_matches(' ').len();
        let rest = text.get(at..).unwrap_or("");
        let (part, length) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = rest.get(1..).unwrap_or("");
                let Some(end) = inner.find(quote) else {
                    return Err((at, text.len(), "a quoted part of the key is not closed".to_owned()));
                };
                (inner.get(..end).unwrap_or("").to_owned(), end + 2)
            }
            _ => {
                let end = rest.find(['.', '=']).unwrap_or(rest.len());
                let part = rest.get(..end).unwrap_or("").trim_end();
                (part.to_owned(), part.len())
            }
        };
        if length == 0 {
            let what =
                if rest.is_empty() || !text.contains('=') { "no value" } else { "an empty part in the key" };
            return Err((from, text.len().max(from + 1), format!("{what} in `{}`", brief(text))));
        }
        path.push((part, at..at + length));
        at += length;
        let rest = text.get(at..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        at += blanks;
        match rest.chars().nth(blanks) {
            Some('=') => break Ok((path, at + 1)),
            Some('.') if path.len() < MAX_PARTS => at += 1,
            Some('.') => return Err((from, at, format!("a key has more than {MAX_PARTS} parts"))),
            Some(_) => {
                return Err((at, at + 1, "a part of the key is followed by neither `.` nor `=`".to_owned()));
            }
            None => return Err((from, at, format!("no value in `{}`", brief(text)))),
        }
    }
}

/// So that one override's problem can be asked for alone.
impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        let mut problems = Self::default();
        problems.push(problem);
        problems
    }
}
