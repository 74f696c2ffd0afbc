//! The shapes in which files give ids, spans and documents.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::gold::{Mark, Span};
use crate::{EvalError, Unit};

/// The lines of a file that hold something, with their numbers counted from 1.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim().is_empty())
}

/// One JSON value from a line.
pub(crate) fn parse<T: DeserializeOwned>(raw: &str, file: &str, line: usize) -> Result<T, EvalError> {
    serde_json::from_str(raw).map_err(|error| {
        let what = if error.is_data() { "unexpected value" } else { "not JSON" };
        EvalError::line(file, line, format!("{what}: {error}"))
    })
}

/// An id: a string, or a number as some files have it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Id {
    Text(String),
    Number(serde_json::Number),
}

impl Id {
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A span: `[start, end]`, `[start, end, label]` or an object.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum SpanForm {
    Pair(u32, u32),
    Labelled(u32, u32, String),
    Object {
        start: u32,
        end: u32,
        #[serde(default)]
        label: Option<String>,
        #[serde(default, rename = "type")]
        kind: Option<String>,
        #[serde(default)]
        id: Option<Id>,
        #[serde(default)]
        cluster: Option<Id>,
        #[serde(default)]
        value: Option<Value>,
    },
}

impl SpanForm {
    pub(crate) fn into_mark(self) -> Mark {
        match self {
            Self::Pair(start, end) => Mark { span: Span { start, end }, ..Mark::default() },
            Self::Labelled(start, end, label) => Mark { span: Span { start, end }, label, ..Mark::default() },
            Self::Object { start, end, label, kind, id, cluster, value } => Mark {
                span: Span { start, end },
                label: label.or(kind).unwrap_or_default(),
                id: id.or(cluster).as_ref().map(Id::to_text),
                values: value.as_ref().map(values).unwrap_or_default(),
            },
        }
    }
}

/// The texts in a value that is a string, a number or a list of such.
pub(crate) fn values(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(values).collect(),
        _ => Vec::new(),
    }
}

/// What a summary may be: a text, or the layer of `documents.jsonl`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum SummaryForm {
    Text(String),
    Layer(Vec<SpanForm>),
}

/// One line of a gold or prediction file; unknown fields are passed over, so that other tools' files can be used.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Row {
    #[serde(default)]
    pub(crate) id: Option<Id>,
    #[serde(default)]
    pub(crate) offsets: Option<String>,
    #[serde(default)]
    pub(crate) text: Option<String>,
    #[serde(default)]
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) tokens: Option<Vec<SpanForm>>,
    #[serde(default)]
    pub(crate) sents: Option<Vec<SpanForm>>,
    #[serde(default, alias = "entities")]
    pub(crate) ents: Option<Vec<SpanForm>>,
    #[serde(default)]
    pub(crate) dates: Option<Vec<SpanForm>>,
    #[serde(default)]
    pub(crate) segments: Option<Vec<SpanForm>>,
    #[serde(default)]
    pub(crate) summary: Option<SummaryForm>,
    #[serde(default)]
    pub(crate) cluster: Option<Id>,
    #[serde(default)]
    pub(crate) date: Option<String>,
    #[serde(default)]
    pub(crate) source: Option<String>,
    #[serde(default)]
    pub(crate) url: Option<String>,
    /// What a gold file knows of a document that its text is to be asked for.
    #[serde(default)]
    pub(crate) says: BTreeMap<String, String>,
    /// Metadata as `documents.jsonl` has it.
    #[serde(default, rename = "meta")]
    pub(crate) found: BTreeMap<String, Value>,
}

impl Row {
    pub(crate) fn unit(&self, file: &str, line: usize) -> Result<Unit, EvalError> {
        let Some(name) = &self.offsets else { return Ok(Unit::default()) };
        Unit::parse(name).ok_or_else(|| {
            let known = "use `codepoint`, `byte` or `utf16`";
            EvalError::line(file, line, format!("unknown unit `{name}` in the field `offsets`; {known}"))
        })
    }

    /// The metadata that a document came out with.
    pub(crate) fn found(&self) -> BTreeMap<String, String> {
        let texts =
            self.found.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        let title = self.title.clone().map(|title| ("title".to_owned(), title));
        texts.chain(title).collect()
    }

    /// Title, date, source and address under copydesk's names for them.
    pub(crate) fn meta(&self) -> BTreeMap<String, String> {
        [("title", &self.title), ("published", &self.date), ("publisher", &self.source), ("url", &self.url)]
            .into_iter()
            .filter_map(|(name, value)| {
                Some((name.to_owned(), value.clone().filter(|text| !text.is_empty())?))
            })
            .collect()
    }
}
