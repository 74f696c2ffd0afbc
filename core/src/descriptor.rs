//! What a stage says about itself.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How much a stage sees at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Any slice of documents, on any thread: what it writes for a document depends on that document alone.
    Document,
    /// All documents of the run at once, once.
    Collection,
}

/// A stage's card: what it is, what it reads and what it writes.
///
/// Entries of `needs`, `uses` and `provides` are names of layers (`tokens`), of one attribute of a layer
/// (`ents.id`), of metadata (`meta.published`) or of collection tables (`entities`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descriptor {
    /// The stage's own name, which is also its usual name in `pipeline.toml`.
    pub name: String,
    /// Semantic version of the plugin.
    pub version: String,
    /// One sentence for `copydesk stages`.
    #[serde(default)]
    pub summary: String,
    /// How much it sees at once.
    pub scope: Scope,
    /// What must be there before it runs.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What it reads if it is there.
    #[serde(default)]
    pub uses: Vec<String>,
    /// What it writes.
    #[serde(default)]
    pub provides: Vec<String>,
    /// JSON Schema of its options: an object schema with `properties` of simple types.
    #[serde(default = "no_options")]
    pub options: Value,
}

fn no_options() -> Value {
    json!({"type": "object", "properties": {}, "additionalProperties": false})
}

impl Descriptor {
    /// A document-scope stage that reads and writes nothing yet.
    pub fn new(name: &str, version: &str, summary: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            summary: summary.to_owned(),
            scope: Scope::Document,
            needs: Vec::new(),
            uses: Vec::new(),
            provides: Vec::new(),
            options: no_options(),
        }
    }

    /// Makes it a collection-scope stage.
    #[must_use]
    pub fn collection(mut self) -> Self {
        self.scope = Scope::Collection;
        self
    }

    /// What must be there before it runs.
    #[must_use]
    pub fn needs(mut self, names: &[&str]) -> Self {
        self.needs = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    /// What it reads if it is there.
    #[must_use]
    pub fn uses(mut self, names: &[&str]) -> Self {
        self.uses = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    /// What it writes.
    #[must_use]
    pub fn provides(mut self, names: &[&str]) -> Self {
        self.provides = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    /// Its options.
    #[must_use]
    pub fn options(mut self, specs: &[OptionSpec]) -> Self {
        let properties: Map<String, Value> =
            specs.iter().map(|spec| (spec.name.to_owned(), spec.schema())).collect();
        self.options = json!({"type": "object", "properties": properties, "additionalProperties": false});
        self
    }

    /// The layers that it promises to write for every document: `provides` without attributes, metadata and tables of
    /// a collection stage.
    pub fn promised_layers(&self) -> impl Iterator<Item = &str> {
        let layers = self.provides.iter().filter(|_| self.scope == Scope::Document);
        layers.map(String::as_str).filter(|name| is_layer(name))
    }

    /// The layers or tables that must be there before the stage sees a document: `needs` without attributes and
    /// metadata.
    pub fn needed_layers(&self) -> impl Iterator<Item = &str> {
        self.needs.iter().map(String::as_str).filter(|name| is_layer(name))
    }

    /// Whether it may write a layer, or an attribute of it, or a table of this name.
    pub fn may_write(&self, name: &str) -> bool {
        self.provides
            .iter()
            .any(|entry| entry == name || entry.split_once('.').is_some_and(|(layer, _)| layer == name))
    }
}

/// One option of a stage. The table of these is the only place where its default stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionSpec {
    /// The key in `[stages.NAME.options]`.
    pub name: &'static str,
    /// Type, limits and default.
    pub kind: OptionKind,
    /// One or two sentences for the reference, units included.
    pub doc: &'static str,
}

/// The type of an option with its default.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum OptionKind {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number: default, least, greatest.
    Integer(i64, i64, i64),
    /// A number: default, least, greatest.
    Number(f64, f64, f64),
    /// Any text.
    Text(&'static str),
    /// One of a closed set; the first is the default.
    Choice(&'static [&'static str]),
    /// A list of texts, with its default.
    TextList(&'static [&'static str]),
    /// A list of files; the host makes each absolute, from the folder of `pipeline.toml`. Default: none.
    PathList,
    /// A table from text to text, such as `{ "Corp." = "abbreviation" }`. Default: empty.
    TextMap,
}

impl OptionSpec {
    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            OptionKind::Bool(default) => json!({"type": "boolean", "default": default}),
            OptionKind::Integer(default, least, most) => {
                json!({"type": "integer", "default": default, "minimum": least, "maximum": most})
            }
            OptionKind::Number(default, least, most) => {
                json!({"type": "number", "default": default, "minimum": least, "maximum": most})
            }
            OptionKind::Text(default) => json!({"type": "string", "default": default}),
            OptionKind::Choice(values) => {
                json!({"type": "string", "enum": values, "default": values.first().copied().unwrap_or("")})
            }
            OptionKind::TextList(default) => {
                json!({"type": "array", "items": {"type": "string"}, "default": default})
            }
            OptionKind::PathList => {
                json!({"type": "array", "items": {"type": "string", "format": "path"}, "default": []})
            }
            OptionKind::TextMap => {
                json!({"type": "object", "additionalProperties": {"type": "string"}, "default": {}})
            }
        };
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), Value::from(self.doc));
        }
        schema
    }
}

/// Whether a name in `needs` or `provides` is a layer: not an attribute of a known layer (`ents.id`), not metadata.
fn is_layer(name: &str) -> bool {
    match name.split_once('.') {
        None => true,
        Some((before, _)) => before != "meta" && !crate::names::ALL.contains(&before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_survives_json() {
        let card = Descriptor::new("x", "1.0.0", "says x")
            .needs(&["tokens"])
            .provides(&["ents.id"])
            .options(&[OptionSpec { name: "top", kind: OptionKind::Integer(3, 1, 9), doc: "how many" }]);
        let back: Descriptor = serde_json::from_value(serde_json::to_value(&card).unwrap()).unwrap();
        assert_eq!(back, card);
        assert!(back.may_write("ents") && !back.may_write("tokens"));
        assert_eq!(back.options["properties"]["top"]["maximum"], 9);
    }
}
