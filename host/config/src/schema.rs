//! The JSON Schema of `pipeline.toml`, for editors.

use serde_json::{Map, Value, json};

use crate::keys::{Kind, ROOT, Section, VERSION};
use crate::size;

/// The JSON Schema (2020-12) of `pipeline.toml`, written from the table that the reader checks against. An editor uses
/// it through a first line `#:schema ./pipeline.schema.json`.
pub fn json_schema() -> Value {
    let mut schema = object(&ROOT);
    if let Some(map) = schema.as_object_mut() {
        map.shift_insert(0, "$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.shift_insert(1, "title".to_owned(), json!("pipeline.toml of copydesk"));
    }
    schema
}

fn object(section: &Section) -> Value {
    let properties: Map<String, Value> = section
        .keys
        .iter()
        .map(|key| {
            let mut schema = value(&key.kind);
            if let Some(map) = schema.as_object_mut() {
                map.insert("description".to_owned(), Value::from(key.doc));
            }
            (key.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = section.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let others = section.open.as_ref().map_or(Value::Bool(false), |open| value(&open.kind));
    json!({
        "type": "object",
        "description": section.doc,
        "properties": properties,
        "required": required,
        "additionalProperties": others,
    })
}

fn value(kind: &Kind) -> Value {
    let name = json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"});
    let text = json!({"type": "string"});
    match kind {
        Kind::Version => json!({"const": VERSION}),
        Kind::Text(None) | Kind::Path(None) => text,
        Kind::Text(Some(default)) | Kind::Path(Some(default)) => {
            json!({"type": "string", "default": default})
        }
        Kind::Name => name,
        Kind::Hash => json!({"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"}),
        Kind::Choice(words, default) => {
            let words: Vec<Value> = words
                .iter()
                .map(|(word, meaning)| json!({"const": word, "description": meaning.trim()}))
                .collect();
            let mut schema = json!({"type": "string", "oneOf": words});
            if let (Some(map), Some(default)) = (schema.as_object_mut(), default) {
                map.insert("default".to_owned(), json!(default));
            }
            schema
        }
        Kind::Count(default, least, most) => {
            json!({"type": "integer", "default": default, "minimum": least, "maximum": most})
        }
        Kind::Bytes(default, least, most) => json!({
            "default": size::print(*default),
            "anyOf": [
                {"type": "integer", "minimum": least, "maximum": most},
                {"type": "string", "pattern": "^\\s*[0-9]+(\\.[0-9]{1,6})?\\s*([KkMmGgTt]?[Ii]?[Bb])?\\s*$"},
            ],
        }),
        Kind::Workers => json!({
            "default": "auto",
            "anyOf": [{"const": "auto"}, {"type": "integer", "minimum": 1, "maximum": Kind::MAX_WORKERS}],
        }),
        Kind::Flag(default) => json!({"type": "boolean", "default": default}),
        Kind::Texts => json!({"type": "array", "items": {"type": "string", "minLength": 1}}),
        Kind::Names => json!({"type": "array", "items": name, "uniqueItems": true}),
        Kind::TextOrTexts(default) => json!({
            "default": default,
            "anyOf": [text, {"type": "array", "items": {"type": "string", "minLength": 1}}],
        }),
        Kind::Spans(section) => json!({"type": "array", "items": {"anyOf": [text, object(section)]}}),
        Kind::TextMap => json!({"type": "object", "additionalProperties": text}),
        Kind::Scalar => json!({"type": ["string", "number", "boolean"]}),
        Kind::Any => json!({"type": "object"}),
        Kind::Table(section) => object(section),
        Kind::Tables(section) => {
            json!({"type": "object", "additionalProperties": object(section)})
        }
        Kind::List(section) => json!({"type": "array", "items": object(section)}),
    }
}
