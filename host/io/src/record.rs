//! JSON objects that other programs write: which key holds what.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use copydesk_core::Document;

use crate::date::normal_date;
use crate::decode::note;
use crate::detect::DOCUMENT_SCHEMA;
use crate::{Fields, RecordError};

/// The keys that count, in the order of [`ROLES`]; a null is the same as no key.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Whether it says that it is one of copydesk's own documents.
    pub(crate) is_own: bool,
    values: [Option<(usize, String, Value)>; ROLES],
    /// The first address under a key for the publisher: `source` is the publisher in some programs' files and the
    /// address in others'.
    address: Option<String>,
}

const ROLES: usize = 8;
const ID: usize = 0;
const TITLE: usize = 1;
const TEXT: usize = 2;
const DATE: usize = 3;
const PUBLISHER: usize = 4;
/// Roles whose value is metadata as it is, and the metadata key.
const PLAIN: [(usize, &str); 4] = [(PUBLISHER, "publisher"), (5, "url"), (6, "author"), (7, "lang")];

fn keys(fields: &Fields) -> [&Vec<String>; ROLES] {
    let Fields { id, title, text, date, publisher, url, author, lang } = fields;
    [id, title, text, date, publisher, url, author, lang]
}

/// What a key is for, and its rank among the keys for that.
fn role_of(key: &str, fields: &Fields) -> Option<(usize, usize)> {
    let place = |names: &Vec<String>| names.iter().position(|name| name == key);
    keys(fields).into_iter().enumerate().find_map(|(role, names)| Some((role, place(names)?)))
}

impl Record {
    /// Whether a key is for anything.
    pub(crate) fn wants(key: &str, fields: &Fields) -> bool {
        role_of(key, fields).is_some()
    }

    /// Takes a value under its key, as a column of a table.
    pub(crate) fn put(&mut self, key: &str, value: Value, fields: &Fields) {
        if let Some((role, rank)) = role_of(key, fields) {
            self.keep(role, rank, key, value);
        }
    }

    fn keep(&mut self, role: usize, rank: usize, key: &str, value: Value) {
        if role == PUBLISHER
            && let Some(address) = value.as_str().filter(|text| text.contains("://"))
        {
            self.address.get_or_insert_with(|| address.to_owned());
            return;
        }
        let slot = &mut self.values[role];
        let blank = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        let better = |(known, _, old): &(usize, String, Value)| {
            rank <= *known || old.as_str().is_some_and(|text| text.trim().is_empty())
        };
        // A key without a value is the same as no key; a blank text is told apart from a missing one.
        if value.is_null() || blank && slot.is_some() {
            return;
        }
        if slot.as_ref().is_none_or(better) {
            *slot = Some((rank, key.to_owned(), value));
        }
    }
}

/// Reads an object and keeps only what counts: the rest of a record costs no memory.
pub(crate) struct RecordSeed<'a>(pub(crate) &'a Fields);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let Some((role, rank)) = role_of(&key, self.0) else {
                if key == "schema" {
                    record.is_own = map.next_value::<Value>()?.as_str() == Some(DOCUMENT_SCHEMA);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
                continue;
            };
            let value: Value = map.next_value()?;
            record.keep(role, rank, &key, value);
        }
        Ok(record)
    }
}

/// Reads one line.
pub(crate) fn parse_line(line: &str, fields: &Fields) -> Result<Record, RecordError> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let record = RecordSeed(fields).deserialize(&mut deserializer);
    record.and_then(|record| deserializer.end().map(|()| record)).map_err(|error| json_error(&error))
}

/// Says what is wrong with a line, with the place in it.
pub(crate) fn json_error(error: &serde_json::Error) -> RecordError {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or_default();
    if error.is_data() {
        return RecordError::new("not-an-object", format!("is not a JSON object: {message}"));
    }
    RecordError::new("bad-json", format!("is not JSON: {message}{}", place_of(error, message)))
}

/// Where JSON goes wrong, and a hint where the parser's words need one.
pub(crate) fn place_of(error: &serde_json::Error, message: &str) -> String {
    let line = if error.line() > 1 { format!("line {}, ", error.line()) } else { String::new() };
    // A half of a pair cannot be a character; other languages write such strings.
    let hint = if message.contains("hex escape") { "; half of a surrogate pair is no character" } else { "" };
    format!(" ({line}byte {}{hint})", error.column())
}

impl Record {
    fn take(&mut self, role: usize) -> Option<(String, Value)> {
        self.values[role].take().map(|(_, key, value)| (key, value))
    }

    /// The id, where the record gives one.
    pub(crate) fn take_id(&mut self) -> Result<Option<String>, RecordError> {
        match self.take(ID) {
            Some((_, Value::String(id))) => Ok(Some(id).filter(|id| !id.trim().is_empty())),
            Some((_, Value::Number(id))) if !id.is_f64() => Ok(Some(id.to_string())),
            Some((key, value)) => Err(wrong_type(&key, "a string or a whole number", &value)),
            None => Ok(None),
        }
    }

    /// The document; its id is left empty.
    pub(crate) fn into_document(mut self, fields: &Fields) -> Result<Document, RecordError> {
        let text = match self.take(TEXT) {
            Some((key, Value::String(text))) if is_html(&key) => copydesk_html::plain_text(&text),
            Some((_, Value::String(text))) => text,
            Some((key, value)) => bodies(&value).ok_or_else(|| wrong_type(&key, "a string", &value))?,
            None => {
                let names = fields.text.join("`, `");
                return Err(RecordError::new("no-text", format!("has no text: none of the keys `{names}`")));
            }
        };
        let title = match self.take(TITLE) {
            Some((_, Value::String(title))) => Some(title),
            Some((_, value @ Value::Array(_))) => bodies(&value),
            Some((key, value)) => return Err(wrong_type(&key, "a string", &value)),
            None => None,
        };
        let mut doc = Document::new("", text);
        let mut set = |key: &str, value: &str| {
            if !value.trim().is_empty() {
                doc.set_meta(key, value.trim(), "input");
            }
        };
        set("title", title.as_deref().unwrap_or_default());
        let mut notes = Vec::new();
        if let Some((key, value)) = self.take(DATE) {
            match normal_date(&value) {
                Some(date) => set("published", &date),
                None if value.as_str().is_some_and(|text| text.trim().is_empty()) => {}
                None => notes.push(format!(
                    "`{key}` is {}, which is not an ISO 8601, RFC 2822 or epoch date; it was not taken as publication date",
                    shorten(&value)
                )),
            }
        }
        for (role, name) in PLAIN {
            if let Some((key, value)) = self.take(role) {
                match plain(&value) {
                    Some(text) => set(name, &text),
                    None => {
                        notes.push(format!("`{key}` is {}, which was not taken as {name}", shorten(&value)))
                    }
                }
            }
        }
        if let Some(address) = self.address.filter(|_| doc.meta("url").is_none()) {
            doc.set_meta("url", address.trim(), "input");
        }
        for message in notes {
            note(&mut doc, message);
        }
        Ok(doc)
    }
}

/// Whether a key holds HTML, as those of ninjs do.
fn is_html(key: &str) -> bool {
    key.ends_with("_html") || key.ends_with("_xhtml")
}

/// The text of a list of bodies or headlines (ninjs 2): the main one, plain where there is a plain one.
fn bodies(value: &Value) -> Option<String> {
    let items = value.as_array()?;
    let text = |item: &Value, key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    let kind = |item: &Value| text(item, "contenttype").unwrap_or_default();
    let is_main = |item: &&Value| matches!(text(item, "role").as_deref(), None | Some("main"));
    let plain = |item: &&Value| !kind(item).contains("html");
    let chosen = items
        .iter()
        .filter(is_main)
        .find(plain)
        .or_else(|| items.iter().find(is_main))
        .or_else(|| items.first())?;
    let value = text(chosen, "value")?;
    Some(if plain(&chosen) { value } else { copydesk_html::plain_text(&value) })
}

/// A string, an object with a `name`, or a list of them.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Object(object) => object.get("name").and_then(plain),
        Value::Array(items) => {
            let names: Option<Vec<String>> = items.iter().map(plain).collect();
            Some(names?.join(", "))
        }
        _ => None,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn wrong_type(key: &str, wanted: &str, value: &Value) -> RecordError {
    RecordError::new("wrong-type", format!("`{key}` is {} and must be {wanted}", kind(value)))
}

fn shorten(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(57).chain("...".chars()).collect()
}
