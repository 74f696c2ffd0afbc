//! The sample reports through the default pipeline, held against `examples/expected.json`.
//!
//! The file says what a careful reader of the six reports expects at the least. A change may do better; it may not
//! fall below. Words are compared, not whole outputs, so that this stays a floor and does not become a golden file.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::workspace::{Workspace, must};
use crate::{Chore, Failure, build, say};

const SAMPLE: &str = "examples/reports";

/// The command: builds first.
pub(crate) fn command(workspace: &Workspace) -> Chore {
    build::release(workspace)?;
    floors(workspace)
}

/// Runs the sample with what is built and reports everything that fell below its floor.
pub(crate) fn floors(workspace: &Workspace) -> Chore {
    let out = workspace.target.join("xtask-floors");
    if out.exists() {
        std::fs::remove_dir_all(&out).with_context(|| format!("cannot empty {}", out.display()))?;
    }
    host(workspace, &["test", "--config", "pipeline.toml"], None)?;
    host(workspace, &["run", "--config", "pipeline.toml", SAMPLE, "--out"], Some(&out))?;
    host(workspace, &["verify"], Some(&out.join("briefings.jsonl")))?;
    let expected = parse(&workspace.root.join("examples/expected.json"))?;
    let short = Sample::load(&out)?.shortfalls(&expected);
    for line in &short {
        say::note(&format!("floor: {line}"));
    }
    if short.is_empty() { Ok(()) } else { Err(Failure::Code(1)) }
}

/// Calls the host in the root of the workspace and expects success.
fn host(workspace: &Workspace, args: &[&str], path: Option<&Path>) -> Result<()> {
    let mut command = workspace.host();
    // What the host prints here is news of the check, not something that was asked for.
    command.current_dir(&workspace.root).args(args).args(path).stdout(std::io::stderr());
    must(&mut command)
}

/// What a run of the sample wrote.
#[derive(Debug, Default)]
struct Sample {
    documents: Vec<Value>,
    entities: Vec<Value>,
    briefings: Vec<Value>,
    markdown: String,
}

impl Sample {
    fn load(out: &Path) -> Result<Self> {
        Ok(Self {
            documents: parse_lines(&out.join("documents.jsonl"))?,
            entities: parse_lines(&out.join("entities.jsonl"))?,
            briefings: parse_lines(&out.join("briefings.jsonl"))?,
            markdown: read(&out.join("briefing.md"))?,
        })
    }

    /// Everything that is less than expected, one line each.
    fn shortfalls(&self, expected: &Value) -> Vec<String> {
        let mut short = Vec::new();
        let mut count = |what: &str, found: usize, wanted: &Value| {
            if wanted.as_u64() != Some(found as u64) {
                short.push(format!("{found} {what}, expected {wanted}"));
            }
        };
        count("documents", self.documents.len(), &expected["documents"]);
        count("briefings", self.briefings.len(), &expected["briefings"]);
        self.metadata(expected, &mut short);
        self.one_entity(expected, &mut short);
        for briefing in self.briefings.iter().take(1) {
            timeline(briefing, expected, &mut short);
            points(briefing, expected, &mut short);
        }
        for words in texts(&expected["never_in_the_briefing"]) {
            if self.markdown.contains(words) {
                short.push(format!("the briefing contains `{words}`"));
            }
        }
        short
    }

    fn metadata(&self, expected: &Value, short: &mut Vec<String>) {
        for (report, wanted) in expected["published"].as_object().into_iter().flatten() {
            let document = self.documents.iter().find(|row| text(&row["id"]).contains(report));
            let Some(document) = document else {
                short.push(format!("no document has `{report}` in its id"));
                continue;
            };
            let found = text(&document["meta"]["published"]);
            if !found.starts_with(text(wanted)) {
                short.push(format!("{report} was published on `{found}`, expected {wanted}"));
            }
        }
    }

    /// Forms of one name belong to one entity, forms of different names do not.
    fn one_entity(&self, expected: &Value, short: &mut Vec<String>) {
        let forms = |entity: &Value| -> BTreeSet<String> {
            list(&entity["variants"]).map(|variant| text(&variant["text"]).to_lowercase()).collect()
        };
        for group in list(&expected["one_entity"]) {
            let wanted: Vec<String> = texts(group).map(str::to_lowercase).collect();
            let together = |entity: &Value| wanted.iter().all(|form| forms(entity).contains(form));
            if !self.entities.iter().any(together) {
                short.push(format!("no entity has all of {group}"));
            }
        }
        for group in list(&expected["different_entities"]) {
            let wanted: Vec<String> = texts(group).map(str::to_lowercase).collect();
            for entity in &self.entities {
                let found = forms(entity);
                if wanted.iter().filter(|form| found.contains(*form)).count() > 1 {
                    short.push(format!("entity `{}` merges some of {group}", text(&entity["id"])));
                }
            }
        }
    }
}

/// The wanted dates are in the timeline, which is in order.
fn timeline(briefing: &Value, expected: &Value, short: &mut Vec<String>) {
    let dates: Vec<&str> = list(&briefing["timeline"]).map(|moment| text(&moment["when"]["date"])).collect();
    if !dates.is_sorted() {
        short.push(format!("the timeline is out of order: {}", dates.join(", ")));
    }
    for wanted in texts(&expected["moments"]) {
        if !dates.contains(&wanted) {
            short.push(format!("{wanted} is not in the timeline: {}", dates.join(", ")));
        }
    }
}

/// Length of the account and number of reports that it quotes.
fn points(briefing: &Value, expected: &Value, short: &mut Vec<String>) {
    let found = list(&briefing["points"]).count() as u64;
    let (least, most) = (&expected["points"]["least"], &expected["points"]["most"]);
    if found < least.as_u64().unwrap_or(0) || found > most.as_u64().unwrap_or(u64::MAX) {
        short.push(format!("the briefing has {found} sentences, expected {least} to {most}"));
    }
    let quoted: BTreeSet<&str> = list(&briefing["points"])
        .flat_map(|point| list(&point["cites"]))
        .map(|cite| text(&cite["document"]))
        .collect();
    let reports = &expected["points"]["reports"];
    if (quoted.len() as u64) < reports.as_u64().unwrap_or(0) {
        short.push(format!("the briefing quotes {} reports, expected at least {reports}", quoted.len()));
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    list(value).filter_map(Value::as_str)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn parse(path: &Path) -> Result<Value> {
    serde_json::from_str(&read(path)?).with_context(|| format!("{} is not JSON", path.display()))
}

fn parse_lines(path: &Path) -> Result<Vec<Value>> {
    let parsed = read(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>();
    parsed.with_context(|| format!("{} is not JSON lines", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn expected() -> Value {
        json!({
            "documents": 2, "briefings": 1, "published": {"2-wire": "2025-03-18"},
            "one_entity": [["Ada Berg", "Berg"]], "different_entities": [["Berg", "Borg"]],
            "moments": ["2025-03-18"], "points": {"least": 1, "most": 2, "reports": 2},
            "never_in_the_briefing": ["Read more"],
        })
    }

    fn sample() -> Sample {
        let cite = |document: &str| json!({"cites": [{"document": document, "start": 0, "end": 1}]});
        Sample {
            documents: vec![
                json!({"id": "1-x"}),
                json!({"id": "2-wire", "meta": {"published": "2025-03-18T10:00"}}),
            ],
            entities: vec![json!({"id": "e:berg", "variants": [{"text": "Berg"}, {"text": "ada berg"}]})],
            briefings: vec![json!({
                "timeline": [{"when": {"date": "2025-03-18"}}, {"when": {"date": "2025-03-21"}}],
                "points": [cite("1-x"), cite("2-wire")],
            })],
            markdown: "Harbour closed [1].".to_owned(),
        }
    }

    #[test]
    fn a_sample_that_holds_has_no_shortfalls() {
        assert_eq!(sample().shortfalls(&expected()), [""; 0]);
    }

    type Row = (&'static str, fn(&mut Sample), &'static str);

    #[test]
    fn every_floor_can_be_missed() {
        let rows: [Row; 9] = [
            ("documents", |s| s.documents.push(json!({})), "3 documents, expected 2"),
            ("briefings", |s| s.briefings.push(json!({})), "2 briefings, expected 1"),
            ("date", |s| s.documents[1]["meta"] = json!({}), "2-wire was published on ``"),
            ("no such report", |s| s.documents[1]["id"] = json!("x"), "no document has `2-wire`"),
            ("not merged", |s| s.entities[0]["variants"] = json!([{"text": "Berg"}]), "no entity has all of"),
            ("wrongly merged", |s| s.entities[0]["variants"][2] = json!({"text": "Borg"}), "`e:berg` merges"),
            ("moment", |s| s.briefings[0]["timeline"] = json!([]), "2025-03-18 is not in the timeline"),
            ("reports", |s| s.briefings[0]["points"] = json!([{}]), "quotes 0 reports, expected at least 2"),
            ("furniture", |s| s.markdown.push_str("Read more"), "contains `Read more`"),
        ];
        for (name, harm, message) in rows {
            let mut sample = sample();
            if name == "wrongly merged" {
                sample.entities[0]["variants"] = json!([{"text": "Berg"}, {"text": "Ada Berg"}, {}]);
            }
            harm(&mut sample);
            let short = sample.shortfalls(&expected());
            assert!(short.len() == 1 && short[0].contains(message), "{name}: {short:?}");
        }
    }

    #[test]
    fn a_timeline_out_of_order_and_a_wrong_length_are_told() {
        let mut sample = sample();
        let dates = json!([{"when": {"date": "2025-03-21"}}, {"when": {"date": "2025-03-18"}}]);
        sample.briefings[0]["timeline"] = dates;
        sample.briefings[0]["points"] = json!([]);
        let short = sample.shortfalls(&expected()).join("\n");
        for part in ["out of order", "0 sentences, expected 1 to 2", "quotes 0 reports"] {
            assert!(short.contains(part), "{short}");
        }
    }
}
