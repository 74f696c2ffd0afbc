//! Builds small collections of invented reports.
#![allow(dead_code, reason = "each test file uses its own part of these helpers")]

use copydesk_sdk::tables::{BRIEFINGS, Briefing, Tables};
use copydesk_sdk::testkit::{document, run};
use copydesk_sdk::{Document, Layer, names};
use copydesk_summarize::Summarize;
use serde_json::Value;

/// One report: its id, text, publication date or "", and what is special about it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Report<'a> {
    pub(crate) id: &'a str,
    pub(crate) text: &'a str,
    pub(crate) published: &'a str,
    /// Whether the first line is the headline.
    pub(crate) titled: bool,
    pub(crate) translated: bool,
}

/// Persons that the reports below speak of: the stand-in for the stages that find and resolve names.
const PERSONS: [&str; 9] =
    ["Ole Krag", "Krag", "krag", "Ida Brandt", "Brandt", "Nils Holm", "Holm", "Vera Lund", "Lund"];
const ORGS: [&str; 4] = ["Bonn Gazette", "Harbour Board", "Ferry Line", "White Tower"];

/// A report with layers: mentions of the names above with their ids, and sentences that end at stops.
pub(crate) fn build(report: Report<'_>) -> Document {
    let mut doc = document(report.id, report.text);
    let mut found: Vec<(usize, usize, &str, String)> = Vec::new();
    for (list, label) in [(&PERSONS[..], "PERSON"), (&ORGS[..], "ORG")] {
        for name in list {
            for (at, _) in report.text.match_indices(name) {
                let id = name.rsplit(' ').next().unwrap_or(name).to_lowercase();
                let end = at + name.len();
                let inside = found.iter().any(|row| row.0 <= at && end <= row.1);
                if !inside {
                    found.push((at, end, label, id));
                }
            }
        }
    }
    found.sort();
    let mut ents = Layer::new();
    for (start, end, label, id) in &found {
        ents.push(*start as u32, *end as u32).label(label).attr("id", id);
    }
    doc.put_layer(names::ENTS, ents);
    if report.titled {
        let end = report.text.find('\n').unwrap_or(report.text.len());
        let mut segments = Layer::new();
        segments.push(0, end as u32).label("headline");
        if let Some(body) = report.text.get(end..).filter(|body| !body.trim().is_empty()) {
            let start = end + body.len() - body.trim_start().len();
            segments.push(start as u32, report.text.trim_end().len() as u32).label("body");
        }
        doc.put_layer(names::SEGMENTS, segments);
    }
    if !report.published.is_empty() {
        doc.set_meta("published", report.published, "input");
    }
    if report.translated {
        doc.set_meta("translated", "true", "input");
    }
    doc
}

/// Runs the stage and returns its documents and briefings.
pub(crate) fn summarize(
    options: &Value,
    docs: Vec<Document>,
    tables: Tables,
) -> (Vec<Document>, Vec<Briefing>) {
    let ran = run::<Summarize>(options, docs, tables).expect("the stage runs");
    let lines = ran.tables.get(BRIEFINGS).unwrap_or("").to_owned();
    let briefings = lines.lines().map(|line| serde_json::from_str(line).expect("a briefing")).collect();
    (ran.docs, briefings)
}

/// The only briefing of some reports without tables.
pub(crate) fn brief(options: &Value, reports: &[Report<'_>]) -> Briefing {
    let docs = reports.iter().copied().map(build).collect();
    let (_, mut briefings) = summarize(options, docs, Tables::default());
    assert_eq!(briefings.len(), 1);
    briefings.remove(0)
}

/// The texts of a briefing's points.
pub(crate) fn texts(briefing: &Briefing) -> Vec<&str> {
    briefing.points.iter().map(|point| point.text.as_str()).collect()
}
