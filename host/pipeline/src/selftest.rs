//! `[[tests]]` of a configuration.

use std::collections::BTreeMap;

use copydesk_config::{Expect, ExpectedSpan, TestCase};
use copydesk_core::{Document, Span, tables};
use serde_json::Value;

use crate::Pipeline;
use crate::run::Kept;

/// How one test of a configuration went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome {
    /// Its name.
    pub name: String,
    /// What was not as expected, line by line; empty when it passed.
    pub failures: Vec<String>,
}

impl Pipeline {
    /// Runs the tests of the configuration, or those whose name contains `only`.
    pub fn test(&self, only: Option<&str>) -> Vec<TestOutcome> {
        let chosen =
            self.config().tests.iter().filter(|test| only.is_none_or(|only| test.name.contains(only)));
        chosen.map(|test| TestOutcome { name: test.name.clone(), failures: self.test_one(test) }).collect()
    }

    fn test_one(&self, test: &TestCase) -> Vec<String> {
        let docs = test.inputs.iter().map(|input| {
            let mut doc = Document::new(&input.id, &input.text);
            for (key, value) in &input.meta {
                doc.set_meta(key, value, "input");
            }
            doc
        });
        match self.process(docs.collect(), test.until.as_deref()) {
            Ok(kept) => compare(&kept, &test.expect),
            Err(error) => vec![error.to_string()],
        }
    }
}

fn compare(kept: &Kept, expect: &Expect) -> Vec<String> {
    let mut failures: Vec<String> = kept
        .lost
        .iter()
        .map(|(id, stage, why)| format!("document `{id}` was lost in stage `{stage}`: {why}"))
        .collect();
    for (layer, expected) in &expect.layers {
        let found: Vec<ExpectedSpan> = kept.docs.iter().flat_map(|doc| spans(doc, layer)).collect();
        compare_layer(layer, expected, &found, expect.contains, &mut failures);
    }
    for (key, value) in &expect.meta {
        for doc in &kept.docs {
            if doc.meta(key) != Some(value) {
                let found = doc.meta(key).unwrap_or("nothing");
                failures.push(format!("document `{}`: meta `{key}` is `{found}`, not `{value}`", doc.id));
            }
        }
    }
    let rows: Vec<Value> = kept
        .tables
        .get(tables::BRIEFINGS)
        .unwrap_or("")
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let printed: Vec<&str> = rows
        .iter()
        .flat_map(|row| row["points"].as_array().into_iter().flatten())
        .filter_map(|point| point["text"].as_str())
        .collect();
    for text in &expect.points {
        if !printed.iter().any(|point| point.contains(text.as_str())) {
            failures.push(format!("no point of a briefing contains `{text}`; points: {printed:?}"));
        }
    }
    failures
}

fn spans(doc: &Document, layer: &str) -> Vec<ExpectedSpan> {
    let Some(view) = doc.view(layer) else { return Vec::new() };
    view.spans()
        .enumerate()
        .map(|(row, span): (usize, Span)| ExpectedSpan {
            text: span.of(doc.text()).to_owned(),
            label: view.label(row).map(str::to_owned),
            document: Some(doc.id.clone()),
            attrs: view
                .attrs
                .iter()
                .filter(|(_, values)| !values.get(row).is_empty())
                .map(|(name, values)| ((*name).to_owned(), values.get(row).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        })
        .collect()
}

fn fits(expected: &ExpectedSpan, found: &ExpectedSpan) -> bool {
    expected.text == found.text
        && (expected.label.is_none() || expected.label == found.label)
        && (expected.document.is_none() || expected.document == found.document)
        && expected.attrs.iter().all(|(key, value)| found.attrs.get(key) == Some(value))
}

/// Compares in order: each expected span must be found after the one before it, and, unless others may be there as
/// well, nothing else.
fn compare_layer(
    layer: &str,
    expected: &[ExpectedSpan],
    found: &[ExpectedSpan],
    contains: bool,
    failures: &mut Vec<String>,
) {
    let mut used = vec![false; found.len()];
    for span in expected {
        match (0..found.len()).find(|&row| !used[row] && fits(span, &found[row])) {
            Some(row) => used[row] = true,
            None => failures.push(format!("{layer}: missing {}", show(span))),
        }
    }
    if contains {
        return;
    }
    for (span, used) in found.iter().zip(used) {
        if !used {
            failures.push(format!("{layer}: not expected {}", show(span)));
        }
    }
}

fn show(span: &ExpectedSpan) -> String {
    let label = span.label.as_ref().map_or_else(String::new, |label| format!(" {label}"));
    let attrs: String = span.attrs.iter().map(|(key, value)| format!(" {key}={value}")).collect();
    format!("\"{}\"{label}{attrs}", span.text)
}
