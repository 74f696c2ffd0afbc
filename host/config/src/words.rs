//! The words of messages about keys and values.

use crate::ProblemKind;
use crate::keys::{Key, Kind, ROOT, Section, VERSION};
use crate::report::{Draft, Report};
use crate::size;
use crate::tree::{Node, Value};

/// Checks that the file is not of another version, in which case everything else would be a guess.
pub(crate) fn is_our_version(root: &Node, report: &mut Report) -> bool {
    let Some(entry) = root.entry(&["version"]) else { return true };
    let Value::Integer(other) = entry.node.value else { return true };
    if other == VERSION {
        return true;
    }
    let help = if other > VERSION {
        "the file was written for a newer copydesk: update the program, or write `version = 1` and see which keys it \
         does not know"
    } else {
        "write `version = 1`"
    };
    let message = format!("this program reads `version = {VERSION}`, not `version = {other}`");
    report.add(Draft::error(ProblemKind::Version, message).at(entry.node.place, "").help(help));
    false
}

pub(crate) fn wrong_value(key: &Key, message: String, node: &Node, report: &mut Report) {
    let (kind, label) = match &node.value {
        Value::Bad => return,
        Value::Text(text) if key.kind.takes_text() => (
            ProblemKind::BadValue,
            match &key.kind {
                _ if text.is_empty() => "this is empty".to_owned(),
                Kind::Bytes(..) if size::parse(text).is_some() => "out of range".to_owned(),
                Kind::Bytes(..) => "not a size".to_owned(),
                Kind::Hash => format!("this has {} characters", text.chars().count()),
                _ => format!("this is {}", node.kind()),
            },
        ),
        Value::Integer(_) if matches!(key.kind, Kind::Bytes(..) | Kind::Count(..) | Kind::Workers) => {
            (ProblemKind::BadValue, "out of range".to_owned())
        }
        _ => (ProblemKind::WrongType, format!("this is {}", node.kind())),
    };
    let help = format!("write, for example: {}", key.example);
    report.add(Draft::error(kind, message).at(node.place, label).help(help));
}

/// `[run]` for a table of one place, `[stages.tokenize]` for one of the user's naming.
pub(crate) fn named(path: &str, section: &Section) -> String {
    if path.is_empty() {
        "the file".to_owned()
    } else if section.title.starts_with("[[") {
        format!("[[{path}]]")
    } else if section.title.starts_with('[') {
        format!("[{path}]")
    } else {
        format!("`{path}`")
    }
}

pub(crate) fn example(section: &Section) -> String {
    let keys = section.keys.iter().take(2).map(|key| key.example).collect::<Vec<_>>().join(", ");
    if section.title.starts_with('[') {
        format!("write a header {} with its keys below it, for example: {keys}", section.title)
    } else {
        format!("write a table in braces, for example: {{ {keys} }}")
    }
}

/// Where a key belongs that stands in the wrong table.
pub(crate) fn home_of(key: &str, wrong: &Section) -> Option<String> {
    let home = ROOT.keys.iter().find_map(|entry| match entry.kind {
        Kind::Table(section)
            if section.title != wrong.title && section.keys.iter().any(|known| known.name == key) =>
        {
            Some(section.title)
        }
        _ => None,
    })?;
    Some(format!("`{key}` belongs under {home}"))
}

/// `` `a`, `b` and `c` ``.
pub(crate) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "none".to_owned(),
    }
}

/// `"a", "b", "c"`.
pub(crate) fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

impl Kind {
    /// Whether a text may be right: then a wrong text is a bad value, not a wrong type.
    pub(crate) fn takes_text(&self) -> bool {
        matches!(
            self,
            Self::Text(_)
                | Self::Name
                | Self::Hash
                | Self::Path(_)
                | Self::Choice(..)
                | Self::Bytes(..)
                | Self::Workers
                | Self::TextOrTexts(_)
                | Self::Texts
                | Self::Names
        )
    }

    /// What a value must be, for messages and the reference.
    pub(crate) fn noun(&self) -> String {
        match self {
            Self::Version => format!("the number {VERSION}"),
            Self::Text(_) => "a text in quotes".to_owned(),
            Self::Name => "a name of letters, digits, `-` and `_`, in quotes".to_owned(),
            Self::Hash => "64 hexadecimal digits in quotes".to_owned(),
            Self::Path(_) => "a path in quotes".to_owned(),
            Self::Choice(words, _) => format!("one of {}", quoted(words.iter().map(|(word, _)| *word))),
            Self::Count(_, least, most) => format!("a whole number from {least} to {most}"),
            Self::Bytes(_, least, most) => format!(
                "a size from {} to {}, in bytes or as text such as \"64 MiB\"",
                size::print(*least),
                size::print(*most)
            ),
            Self::Workers => {
                format!("\"auto\" or a whole number from 1 to {MAX_WORKERS}", MAX_WORKERS = Self::MAX_WORKERS)
            }
            Self::Flag(_) => "true or false".to_owned(),
            Self::Texts => "a list of texts in quotes".to_owned(),
            Self::Names => "a list of names in quotes".to_owned(),
            Self::TextOrTexts(_) => "a text in quotes or a list of them".to_owned(),
            Self::Spans(_) => "a list of texts or of tables with `text`".to_owned(),
            Self::TextMap => "a table from text to text".to_owned(),
            Self::Scalar => "a single value".to_owned(),
            Self::Any | Self::Table(_) => "a table".to_owned(),
            Self::Tables(_) => "a table of tables".to_owned(),
            Self::List(_) => "a list of tables".to_owned(),
        }
    }
}
