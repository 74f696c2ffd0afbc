//! Printing a report and judging it by its floors.

use std::path::Path;

use anyhow::Result;
use copydesk_eval::Report;
use serde_json::{Map, Value, json};

use super::args::Common;
use super::floor;
use crate::{FINE, LOST, out};

/// Where predictions came from.
pub(super) struct Origin {
    note: String,
    key: &'static str,
    value: Value,
}

impl Origin {
    /// A file.
    pub(super) fn file(path: &Path) -> Self {
        let shown = path.display().to_string();
        Self { note: format!("predictions of {shown}"), key: "predictions", value: shown.into() }
    }

    /// The stages that ran: name, plugin, version.
    pub(super) fn stages(stages: &[(String, String, String)]) -> Self {
        let names: Vec<String> =
            stages.iter().map(|(name, plugin, version)| format!("{name} ({plugin} {version})")).collect();
        let rows = stages
            .iter()
            .map(|(name, plugin, version)| json!({"name": name, "plugin": plugin, "version": version}));
        Self { note: format!("stages: {}", names.join(", ")), key: "stages", value: rows.collect() }
    }
}

/// A report in both forms.
pub(super) struct Shown {
    /// The tables.
    pub(super) text: String,
    /// The object of the JSON form.
    pub(super) json: Map<String, Value>,
}

impl Shown {
    /// The forms of a report.
    pub(super) fn of(report: &impl Report, common: &Common) -> Self {
        let json = match report.to_json(common.documents) {
            Value::Object(object) => object,
            other => Map::from_iter([("report".to_owned(), other)]),
        };
        Self { text: report.to_text(common.documents), json }
    }

    /// Prints the report; the exit code says whether all floors were reached.
    pub(super) fn finish(self, measure: &str, common: &Common, origin: Origin) -> Result<u8> {
        let gold: Value = common.gold.iter().map(|path| path.display().to_string()).collect();
        let report = Value::Object(self.json);
        let failures = floor::failures(&common.floors, &report);
        if common.json {
            let mut whole = Map::new();
            whole.insert("measure".to_owned(), measure.into());
            whole.insert("gold_files".to_owned(), gold);
            whole.insert(origin.key.to_owned(), origin.value);
            if let Value::Object(object) = report {
                whole.extend(object);
            }
            out::data(&format!("{:#}\n", Value::Object(whole)))?;
        } else {
            out::data(&format!("# {}\n{}", origin.note, self.text))?;
        }
        let failures = failures?;
        for failure in &failures {
            out::say(&format!("error: {failure}"));
        }
        Ok(if failures.is_empty() { FINE } else { LOST })
    }
}
