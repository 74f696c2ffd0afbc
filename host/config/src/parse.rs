//! From TOML to a tree, with everything that the parser finds wrong.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::ProblemKind;
use crate::report::{Draft, Report};
use crate::text::{Place, brief};
use crate::tree::{Entry, Node, Table, Value};

/// Most parts of one dotted key. Nothing here needs more, and a key of a million parts would make a tree so deep
/// that freeing it overflows the stack.
pub(crate) const MAX_PARTS: usize = 10;
/// Deepest nesting that is kept.
const MAX_DEPTH: usize = 40;

/// Where a piece of TOML stands: in which text, from which offset on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base {
    pub(crate) text: usize,
    pub(crate) offset: usize,
}

impl Base {
    pub(crate) fn place(self, span: Range<usize>) -> Place {
        Place { text: self.text, start: self.offset + span.start, end: self.offset + span.end }
    }
}

/// Parses a whole file. What can be read beside a mistake is in the tree all the same.
pub(crate) fn document(text: &str, report: &mut Report) -> Node {
    let base = Base { text: 0, offset: 0 };
    let start = base.place(0..0);
    if let Some(span) = long_key(text) {
        report.add(too_many_parts(base.place(span)));
        return Node { value: Value::Bad, place: start };
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        report.add(syntax(error, text, base));
    }
    let table = convert_table(table.get_ref(), base, 0, report);
    Node { value: Value::Table(table), place: start }
}

/// Parses a single value.
///
/// # Errors
/// What is wrong with it; the first finding only.
pub(crate) fn value(text: &str, base: Base, report: &mut Report) -> Result<Node, Draft> {
    if let Some(span) = long_key(text) {
        return Err(too_many_parts(base.place(span)));
    }
    let value = DeValue::parse(text).map_err(|error| syntax(&error, text, base))?;
    Ok(convert(value.get_ref(), value.span(), base, 0, report))
}

fn too_many_parts(place: Place) -> Draft {
    Draft::error(ProblemKind::TooDeep, format!("a key has more than {MAX_PARTS} parts"))
        .at(place, "too many dots")
        .help("no key of this file is that long; is this the right file?")
}

/// The first dotted key with too many parts.
fn long_key(text: &str) -> Option<Range<usize>> {
    let (mut dots, mut start) = (0, 0);
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => {
                dots += 1;
                if dots >= MAX_PARTS {
                    return Some(start..token.span().end());
                }
            }
            TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString | TokenKind::Whitespace => {}
            _ => {
                dots = 0;
                start = token.span().end();
            }
        }
    }
    None
}

/// A finding of the parser in our words, with what to do about the usual ones.
fn syntax(error: &toml::de::Error, text: &str, base: Base) -> Draft {
    let span = error.span().unwrap_or(text.len()..text.len());
    let place = base.place(span.clone());
    let found = text.get(span).unwrap_or("");
    let message = error.message();
    if message == "duplicate key" {
        return Draft::error(ProblemKind::Syntax, format!("`{}` is there twice", brief(found)))
            .at(place, "the second one")
            .help("keep one of the two; a table header stands once, and its keys follow it");
    }
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let label = if expected.is_empty() { String::new() } else { format!("expected {expected}") };
    let mut draft = Draft::error(ProblemKind::Syntax, format!("not TOML: {what}")).at(place, label);
    if let Some(help) = advice(message, found) {
        draft = draft.help(help);
    }
    draft
}

fn advice(message: &str, found: &str) -> Option<String> {
    let word = !found.is_empty() && found.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c));
    if message.contains("string values must be quoted") || (message.contains("unquoted") && word) {
        Some(format!("text stands in quotes: \"{}\"", brief(found)))
    } else if message.contains("unclosed array") || message.contains("missing array") {
        Some("close the list with `]`, and put a comma between its entries".to_owned())
    } else if message.contains("key with no value") {
        Some("write `key = value`; a table header stands in brackets, as in `[run]`".to_owned())
    } else if message.contains("escape") {
        Some("in \"...\" a backslash is written `\\\\`; in '...' it stands for itself".to_owned())
    } else {
        None
    }
}

fn convert(value: &DeValue<'_>, span: Range<usize>, base: Base, depth: usize, report: &mut Report) -> Node {
    let place = base.place(span);
    if depth > MAX_DEPTH {
        report.add(
            Draft::error(ProblemKind::TooDeep, format!("nested more than {MAX_DEPTH} levels deep"))
                .at(place, "")
                .help("no setting of this program needs that; make the value flatter"),
        );
        return Node { value: Value::Bad, place };
    }
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => bad_number(place, report),
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(number) => Value::Float(number),
            Err(_) => bad_number(place, report),
        },
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => Value::List(
            items.iter().map(|item| convert(item.get_ref(), item.span(), base, depth + 1, report)).collect(),
        ),
        DeValue::Table(table) => Value::Table(convert_table(table, base, depth, report)),
    };
    Node { value, place }
}

fn bad_number(place: Place, report: &mut Report) -> Value {
    report.add(
        Draft::error(ProblemKind::BadValue, "this number is too large")
            .at(place, "does not fit into 64 bits")
            .help("whole numbers go from -9223372036854775808 to 9223372036854775807"),
    );
    Value::Bad
}

fn convert_table(table: &DeTable<'_>, base: Base, depth: usize, report: &mut Report) -> Table {
    // The parser sorts keys by name; people expect the order of their file.
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut out = Table::default();
    for (key, value) in entries {
        out.put(Entry {
            key: key.get_ref().to_string(),
            key_place: base.place(key.span()),
            node: convert(value.get_ref(), value.span(), base, depth + 1, report),
        });
    }
    out
}
