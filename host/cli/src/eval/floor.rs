//! `--floor NAME=VALUE`: the least that a number of the report may be.

use std::str::FromStr;

use anyhow::{Result, bail};
use serde_json::Value;

/// A number of the JSON report and the least it may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Floor {
    /// Keys of the report joined by dots, such as `micro.f1`; case does not matter.
    name: String,
    least: f64,
}

impl FromStr for Floor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "expected NAME=VALUE, such as micro.f1=0.85".to_owned();
        let (name, value) = text.split_once('=').ok_or_else(form)?;
        let least: f64 = value.trim().parse().map_err(|_| form())?;
        if name.trim().is_empty() || !least.is_finite() {
            return Err(form());
        }
        Ok(Self { name: name.trim().to_owned(), least })
    }
}

/// What is below its floor, a line each.
///
/// # Errors
/// A floor for a number that the report does not have.
pub(super) fn failures(floors: &[Floor], report: &Value) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for floor in floors {
        let Some(found) = floor.name.split('.').try_fold(report, member).and_then(Value::as_f64) else {
            let mut names = Vec::new();
            collect(report, "", &mut names);
            bail!("--floor {}: the report has no such number; there are {}", floor.name, names.join(", "));
        };
        if found < floor.least {
            let hint =
                if floor.least > 1.0 && found <= 1.0 { " (shares are fractions: 0.9 is 90 %)" } else { "" };
            out.push(format!("{} is {found:.4}, below its floor of {}{hint}", floor.name, floor.least));
        }
    }
    Ok(out)
}

fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let object = value.as_object()?;
    object
        .get(key)
        .or_else(|| object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

/// The names of all numbers.
fn collect(value: &Value, name: &str, out: &mut Vec<String>) {
    match value {
        Value::Number(_) => out.push(name.to_owned()),
        Value::Object(object) => {
            for (key, inner) in object {
                let dot = if name.is_empty() { "" } else { "." };
                collect(inner, &format!("{name}{dot}{key}"), out);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_read_and_compared() {
        let report = serde_json::json!({"micro": {"f1": 0.5, "gold": 4}, "conll": 0.25, "notes": []});
        let rows = [
            ("reached", "micro.f1=0.5", Ok(0)),
            ("case", "Micro.F1=0.4", Ok(0)),
            ("missed", "conll=0.26", Ok(1)),
            ("per cent", "conll=25", Ok(1)),
            ("no number", "micro=1", Err("there are micro.f1, micro.gold, conll")),
            ("unknown", "f1=1", Err("no such number")),
        ];
        for (name, floor, expected) in rows {
            let found = failures(&[floor.parse().unwrap()], &report);
            match expected {
                Ok(count) => assert_eq!(found.unwrap().len(), count, "{name}"),
                Err(part) => assert!(found.unwrap_err().to_string().contains(part), "{name}"),
            }
        }
        for bad in ["f1", "f1=", "=1", "f1=high", "f1=nan"] {
            assert!(bad.parse::<Floor>().is_err(), "{bad}");
        }
    }
}
