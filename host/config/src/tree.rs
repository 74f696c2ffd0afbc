//! A parsed configuration whose every key and value knows where it stands.

use std::collections::BTreeMap;

use crate::text::Place;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    /// A TOML date, time or date-time, as it is written.
    Date(String),
    List(Vec<Node>),
    Table(Table),
    /// Something that has already been reported.
    Bad,
}

/// A key of a table with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) node: Node,
}

/// A table in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    entries: Vec<Entry>,
    index: BTreeMap<String, usize>,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(*self.index.get(key)?)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Puts an entry in place of the one with its key, or last.
    pub(crate) fn put(&mut self, entry: Entry) {
        match self.index.get(&entry.key) {
            Some(&at) => {
                if let Some(old) = self.entries.get_mut(at) {
                    *old = entry;
                }
            }
            None => {
                self.index.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    /// The entry of a key; `make` is put there first if there is none.
    pub(crate) fn entry(&mut self, key: &str, make: impl FnOnce() -> Entry) -> Option<&mut Entry> {
        if !self.index.contains_key(key) {
            self.put(make());
        }
        let at = *self.index.get(key)?;
        self.entries.get_mut(at)
    }
}

impl Node {
    /// Stands for a table that is not there, so that its keys have their defaults.
    pub(crate) fn empty_table(place: Place) -> Self {
        Self { value: Value::Table(Table::default()), place }
    }

    pub(crate) fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entry at the end of a path of keys.
    pub(crate) fn entry(&self, path: &[&str]) -> Option<&Entry> {
        let (first, rest) = path.split_first()?;
        let entry = self.as_table()?.get(first)?;
        if rest.is_empty() { Some(entry) } else { entry.node.entry(rest) }
    }

    /// What it is, for messages: `this is a text`.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Bad => "broken",
        }
    }

    /// A single value as text: dates, numbers and flags as they are written.
    pub(crate) fn as_scalar(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) | Value::Date(text) => Some(text.clone()),
            Value::Integer(number) => Some(number.to_string()),
            Value::Float(number) => Some(number.to_string()),
            Value::Flag(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// As JSON, dates as text. The errors are places of numbers that JSON does not have.
    pub(crate) fn to_json(&self, bad: &mut Vec<Place>) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Text(text) | Value::Date(text) => Json::from(text.as_str()),
            Value::Integer(number) => Json::from(*number),
            Value::Flag(flag) => Json::from(*flag),
            Value::Float(number) => serde_json::Number::from_f64(*number).map_or_else(
                || {
                    bad.push(self.place);
                    Json::Null
                },
                Json::Number,
            ),
            Value::List(items) => items.iter().map(|item| item.to_json(bad)).collect(),
            Value::Table(table) => {
                Json::Object(table.iter().map(|entry| (entry.key.clone(), entry.node.to_json(bad))).collect())
            }
            Value::Bad => Json::Null,
        }
    }
}
