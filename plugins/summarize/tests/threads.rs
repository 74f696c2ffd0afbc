//! Threads change nothing: every table and layer is the same bytes for any number of them.

mod common;

use std::sync::atomic::AtomicBool;

use common::{Report, build};
use copydesk_core::{Inputs, Plugin, Staging, StaticPlugin};
use copydesk_sdk::tables::{BRIEFINGS, Briefing, CopyOf, STORIES, Story, Tables};
use copydesk_sdk::{Document, names};
use copydesk_summarize::Summarize;
use serde_json::{Value, json};

/// Sentences that reports share in part, with names, numbers, days and speech.
const SENTENCES: [&str; 12] = [
    "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.",
    "The Harbour Board said divers counted 26 containers beneath the broken crane.",
    "Divers counted 31 containers beneath the broken crane, the Harbour Board said.",
    "“We will repair every pier before the winter,” Ida Brandt told the Bonn Gazette.",
    "Fishermen complained about the closed northern pier.",
    "Ferry Line cancelled six sailings because of strong winds.",
    "The Harbour Board has not yet commented on the cracked stone pillar.",
    "The Harbour Board said the cracked stone pillar was safe.",
    "Vera Lund won the northern cycling race by nine seconds.",
    "He promised to repair the rotten planks of the northern pier.",
    "Children of the village school sang two songs for Nils Holm.",
    "“Žluť is the colour of our harbour and of our bridge,” said Nils Holm, the engineer.",
];

fn texts() -> Vec<String> {
    let pick =
        |report: usize, step: usize| SENTENCES[(report * 5 + step * step + report / 7) % SENTENCES.len()];
    (0..60)
        .map(|report| {
            let lines: Vec<&str> = (0..report % 6).map(|step| pick(report, step)).collect();
            format!("{}\n", lines.join("\n"))
        })
        .collect()
}

/// Stories of one to nine reports; the last reports are in none.
fn stories() -> Tables {
    let (mut next, mut lines) = (0, String::new());
    for size in [1, 3, 1, 9, 2, 5, 1, 1, 7, 4, 2] {
        let documents: Vec<String> = (next..next + size).map(|at| format!("r{at}")).collect();
        let copies = (size > 4).then(|| CopyOf {
            document: documents[1].clone(),
            of: documents[0].clone(),
            containment: 1.0,
            origin: String::new(),
        });
        let story = Story {
            id: format!("s:{next}"),
            documents,
            copies: copies.into_iter().collect(),
            ..Story::default()
        };
        lines.push_str(&(serde_json::to_string(&story).expect("a row") + "\n"));
        next += size;
    }
    let mut tables = Tables::default();
    tables.put(STORIES, lines);
    tables
}

/// The lines of the briefings, and the layers `summary` as text.
fn run(texts: &[String], tables: &Tables, options: &Value, threads: usize) -> (String, String) {
    let mut docs: Vec<Document> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let published = if at % 3 == 0 { "" } else { "2021-05-05" };
            build(Report { id: &format!("r{at}"), text, published, ..Report::default() })
        })
        .collect();
    let plugin = StaticPlugin::<Summarize>::new();
    let mut worker = plugin.load(options).expect("options").open().expect("opens");
    let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
    let inputs = Inputs { docs: &docs, tables, cancelled: &AtomicBool::new(false), threads };
    worker.process(&inputs, &mut staging).expect("runs");
    let mut tables = Tables::default();
    staging.finish().expect("ends").apply("summarize", &mut docs, &mut tables);
    let layers = docs.iter().map(|doc| format!("{:?}\n", doc.view(names::SUMMARY))).collect();
    (tables.get(BRIEFINGS).unwrap_or("").to_owned(), layers)
}

#[test]
fn any_number_of_threads_writes_the_same() {
    let texts = texts();
    for (name, tables, options) in [
        ("stories", stories(), json!({})),
        ("one story", Tables::default(), json!({"fill": true, "max_sentences": 40, "max_words": 900})),
        ("small ones left out", stories(), json!({"min_documents": 3, "repair": true})),
    ] {
        let alone = run(&texts, &tables, &options, 1);
        assert!(alone.0.lines().count() > 0 && alone.1.contains("start: ["), "{name}");
        for threads in [2, 7] {
            assert_eq!(run(&texts, &tables, &options, threads), alone, "{name}, {threads} threads");
        }
    }
}

#[test]
fn rows_are_those_that_the_tables_promise() {
    let (lines, _) = run(&texts(), &stories(), &json!({}), 1);
    let (mut quotes, mut differences) = (0, 0);
    for line in lines.lines() {
        let briefing: Briefing = serde_json::from_str(line).expect("a briefing");
        quotes += briefing.quotes.len();
        differences += briefing.differences.len();
        let again = serde_json::to_value(&briefing).expect("a row");
        assert_eq!(again, serde_json::from_str::<Value>(line).expect("a row"));
    }
    assert!(quotes > 0 && differences > 0, "the fixture has both: {quotes}, {differences}");
}
