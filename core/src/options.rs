//! The options of one stage, as given in `[stages.NAME.options]`.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::StageError;

/// Checked options with every default filled in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    values: Map<String, Value>,
}

impl Options {
    /// Checks `given` against a descriptor's option schema and fills in the defaults.
    ///
    /// # Errors
    /// All that is wrong with the options, in one message.
    pub fn new(schema: &Value, given: &Value) -> Result<Self, StageError> {
        let problems = check_options(schema, given);
        if !problems.is_empty() {
            let all: Vec<String> = problems
                .into_iter()
                .map(|(key, what)| if key.is_empty() { what } else { format!("option `{key}` {what}") })
                .collect();
            return Err(StageError::options(all.join("; ")));
        }
        let given = given.as_object();
        let mut values = Map::new();
        for (key, spec) in schema["properties"].as_object().into_iter().flatten() {
            let value = given.and_then(|given| given.get(key)).or_else(|| spec.get("default"));
            if let Some(value) = value {
                values.insert(key.clone(), value.clone());
            }
        }
        Ok(Self { values })
    }

    /// The options as a type of your own that derives `Deserialize`.
    ///
    /// # Errors
    /// When the type does not fit the option table, which is a mistake in the plugin.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, StageError> {
        serde_json::from_value(Value::Object(self.values.clone())).map_err(|error| {
            StageError::options(format!("options do not fit the plugin's own type: {error}"))
        })
    }

    /// The options as a JSON object.
    pub fn to_json(&self) -> String {
        Value::Object(self.values.clone()).to_string()
    }

    /// One value.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// A whole number, or 0.
    pub fn integer(&self, key: &str) -> i64 {
        self.get(key).and_then(Value::as_i64).unwrap_or(0)
    }

    /// A number, or 0.
    pub fn number(&self, key: &str) -> f64 {
        self.get(key).and_then(Value::as_f64).unwrap_or(0.0)
    }

    /// A flag, or `false`.
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A text, or `""`.
    pub fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Value::as_str).unwrap_or("")
    }

    /// A list of texts, or none.
    pub fn list(&self, key: &str) -> Vec<&str> {
        self.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// Checks options against a descriptor's schema: (key, what is wrong with it), empty when all is well.
///
/// The part of JSON Schema that is understood is what [`OptionSpec`](crate::OptionSpec) can say: `type`, `enum`,
/// `minimum`, `maximum`, `items.type`, `additionalProperties`.
pub fn check_options(schema: &Value, given: &Value) -> Vec<(String, String)> {
    let Some(given) = given.as_object() else {
        return if given.is_null() {
            Vec::new()
        } else {
            vec![(String::new(), "options are not a table".to_owned())]
        };
    };
    let empty = Map::new();
    let known = schema["properties"].as_object().unwrap_or(&empty);
    let mut problems = Vec::new();
    for (key, value) in given {
        match known.get(key) {
            Some(spec) => {
                if let Some(what) = mismatch(spec, value) {
                    problems.push((key.clone(), what));
                }
            }
            None if schema["additionalProperties"] == Value::Bool(true) => {}
            None => {
                let names: Vec<&str> = known.keys().map(String::as_str).collect();
                let names = if names.is_empty() { "it has none".to_owned() } else { names.join(", ") };
                problems.push((key.clone(), format!("is unknown to this stage (options: {names})")));
            }
        }
    }
    problems
}

fn mismatch(spec: &Value, value: &Value) -> Option<String> {
    let kind = spec["type"].as_str().unwrap_or("");
    let fits = match kind {
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    };
    if !fits {
        return Some(format!("must be {}, not {value}", article(kind)));
    }
    if let Some(choices) = spec["enum"].as_array()
        && !choices.contains(value)
    {
        let choices: Vec<String> = choices.iter().map(Value::to_string).collect();
        return Some(format!("must be one of {}, not {value}", choices.join(", ")));
    }
    let number = value.as_f64();
    if let (Some(number), Some(least)) = (number, spec["minimum"].as_f64())
        && number < least
    {
        return Some(format!("must be at least {}, not {value}", spec["minimum"]));
    }
    if let (Some(number), Some(most)) = (number, spec["maximum"].as_f64())
        && number > most
    {
        return Some(format!("must be at most {}, not {value}", spec["maximum"]));
    }
    for item in value.as_array().into_iter().flatten() {
        if let Some(what) = mismatch(&spec["items"], item) {
            return Some(format!("has an entry that {what}"));
        }
    }
    if kind == "object" {
        for (key, item) in value.as_object().into_iter().flatten() {
            if let Some(what) = mismatch(&spec["additionalProperties"], item) {
                return Some(format!("has an entry `{key}` that {what}"));
            }
        }
    }
    None
}

fn article(kind: &str) -> &str {
    match kind {
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text in quotes",
        "array" => "a list in brackets",
        "object" => "a table",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Descriptor, OptionKind, OptionSpec};
    use serde_json::json;

    fn schema() -> Value {
        Descriptor::new("x", "1.0.0", "")
            .options(&[
                OptionSpec { name: "top", kind: OptionKind::Integer(3, 1, 9), doc: "" },
                OptionSpec { name: "mode", kind: OptionKind::Choice(&["a", "b"]), doc: "" },
                OptionSpec { name: "words", kind: OptionKind::TextList(&["x"]), doc: "" },
                OptionSpec { name: "map", kind: OptionKind::TextMap, doc: "" },
            ])
            .options
    }

    #[test]
    fn defaults_are_filled_in() {
        let options = Options::new(&schema(), &json!({"top": 5})).unwrap();
        assert_eq!(
            (options.integer("top"), options.text("mode"), options.list("words")),
            (5, "a", vec!["x"])
        );
        assert_eq!(Options::new(&schema(), &Value::Null).unwrap().integer("top"), 3);
    }

    #[test]
    fn all_that_is_wrong_is_said() {
        let given = json!({"top": 50, "mode": "c", "words": [1], "map": {"k": 1}, "tpo": 1});
        let error = Options::new(&schema(), &given).unwrap_err().message;
        for part in [
            "`top` must be at most 9, not 50",
            "`mode` must be one of \"a\", \"b\", not \"c\"",
            "`words` has an entry that must be a text in quotes, not 1",
            "`map` has an entry `k` that must be a text in quotes",
            "`tpo` is unknown to this stage (options: top, mode, words, map)",
        ] {
            assert!(error.contains(part), "{part} not in: {error}");
        }
    }
}
