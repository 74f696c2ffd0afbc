//! Scores on the checked-in news cases have floors. `copydesk eval dates` gives the same figures with more detail;
//! `docs/dates.md` is the guideline that the cases were annotated by.

use std::collections::BTreeMap;

use copydesk_sdk::testkit::run;
use copydesk_sdk::{Document, tables::Tables};
use serde_json::{Value, json};

/// Counts of one label.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    gold: usize,
    found: usize,
    /// Spans that are right, and those of them whose value is right too.
    spans: usize,
    values: usize,
}

impl Counts {
    fn f1(&self) -> f64 {
        2.0 * self.spans as f64 / (self.gold + self.found) as f64
    }

    fn accuracy(&self) -> f64 {
        self.values as f64 / self.spans as f64
    }

    fn with_value(&self) -> f64 {
        2.0 * self.values as f64 / (self.gold + self.found) as f64
    }
}

/// (start, end, label) in code points, and the value.
type Marks = BTreeMap<(u64, u64, String), String>;

fn gold(case: &Value) -> Marks {
    let mark = |row: &Value| {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let place = |key: &str| row[key].as_u64().unwrap_or_default();
        ((place("start"), place("end"), text("label")), text("value"))
    };
    case["expected"].as_array().into_iter().flatten().map(mark).collect()
}

fn found(case: &Value) -> Marks {
    let text = case["input"].as_str().unwrap_or_default();
    let mut doc = Document::new("case", text);
    if let Some(published) = case["reference"].as_str() {
        doc.set_meta("published", published, "input");
    }
    let ran = run::<copydesk_dates::Dates>(&json!({}), vec![doc], Tables::default()).expect("the stage runs");
    let dates = ran.docs[0].view("dates").expect("a layer");
    let points = |byte: u32| text.get(..byte as usize).unwrap_or_default().chars().count() as u64;
    (0..dates.len())
        .map(|row| {
            let span = dates.span(row);
            let label = dates.label(row).unwrap_or_default().to_owned();
            (
                (points(span.start), points(span.end), label),
                dates.attr(row, "value").unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

/// Counts by label, and under "all" over all labels.
fn score(file: &str) -> BTreeMap<String, Counts> {
    let mut all: BTreeMap<String, Counts> = BTreeMap::new();
    for line in file.lines() {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let (gold, found) = (gold(&case), found(&case));
        for label in ["all", "MONEY", "PERCENT"] {
            let counts = all.entry(label.to_owned()).or_default();
            let of = |key: &&(u64, u64, String)| label == "all" || key.2 == label;
            counts.gold += gold.keys().filter(of).count();
            counts.found += found.keys().filter(of).count();
            for (key, value) in gold.iter().filter(|(key, _)| of(key)) {
                counts.spans += usize::from(found.contains_key(key));
                counts.values += usize::from(found.get(key) == Some(value));
            }
        }
    }
    all
}

/// A label, a measure, and the least that it must be.
type Floor = (&'static str, fn(&Counts) -> f64, f64);

fn check(file: &str, floors: &[Floor]) {
    let scores = score(file);
    for (label, measure, floor) in floors {
        let counts = scores[*label];
        let reached = measure(&counts);
        assert!(reached >= *floor, "{label}: {reached:.4} is below {floor} ({counts:?})");
    }
}

#[test]
fn the_half_that_the_grammar_was_written_on() {
    check(
        include_str!("news-dev.jsonl"),
        &[
            ("all", Counts::accuracy, 0.99),
            ("all", Counts::with_value, 0.98),
            ("MONEY", Counts::f1, 0.98),
            ("PERCENT", Counts::f1, 0.98),
        ],
    );
}

#[test]
fn the_half_that_was_scored_once() {
    check(
        include_str!("news-unseen.jsonl"),
        &[
            ("all", Counts::accuracy, 0.96),
            ("all", Counts::with_value, 0.95),
            ("MONEY", Counts::f1, 0.97),
            ("PERCENT", Counts::f1, 0.97),
        ],
    );
}
