//! Why sentences were chosen.

mod common;

use common::{Report, build};
use copydesk_sdk::tables::{TRACES, Tables, Trace};
use copydesk_sdk::testkit::run;
use copydesk_summarize::Summarize;
use serde_json::{Value, json};

const A: &str = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.\n\
    He promised that rotten planks of fourteen northern piers would be replaced before autumn.\n\
    Will the rotten planks of the northern piers ever be replaced in Bonn?\n\
    Fishermen complained about the closed northern pier of Bonn.\n";
const B: &str = "Ole Krag, the harbour chief, opened the stone bridge in Bonn.\n\
    Children of the village school sang two songs below the stone bridge.\n";

fn traces(options: &Value) -> Vec<Trace> {
    let docs = [("a", A), ("b", B)].map(|(id, text)| build(Report { id, text, ..Report::default() }));
    let ran = run::<Summarize>(options, docs.into(), Tables::default()).expect("the stage runs");
    let lines = ran.tables.get(TRACES).unwrap_or("");
    lines.lines().map(|line| serde_json::from_str(line).expect("a trace")).collect()
}

#[test]
fn only_what_is_asked_for_is_explained() {
    assert!(traces(&json!({})).is_empty());
    assert!(traces(&json!({"trace": "s:9"})).is_empty());
    assert_eq!(traces(&json!({"trace": "s:1"})), traces(&json!({"trace": "*"})));
}

#[test]
fn every_point_has_its_score_and_its_rivals_their_reason() {
    let trace = traces(&json!({"trace": "*", "max_sentences": 3})).remove(0);
    assert_eq!(trace.story, "s:1");
    let mut turns: Vec<u32> = trace.points.iter().map(|point| point.chosen).collect();
    turns.sort_unstable();
    assert_eq!(turns, [1, 2, 3]);
    for point in &trace.points {
        // The score is what its features make: a sum, then factors.
        let (factors, parts): (Vec<_>, Vec<_>) =
            point.features.iter().partition(|part| part.name.starts_with("x_"));
        let sum: f32 = parts.iter().map(|part| part.value).sum();
        let score = factors.iter().fold(sum, |score, part| score * part.value);
        assert!((score - point.score).abs() < 1e-4, "{point:?}");
    }
    let reason = |text: &str| -> Vec<&str> {
        let rivals = trace.points.iter().flat_map(|point| &point.rivals);
        rivals.filter(|rival| rival.text.starts_with(text)).map(|rival| rival.reason.as_str()).collect()
    };
    assert!(reason("Will the rotten").iter().all(|reason| *reason == "question"));
    assert!(!reason("Will the rotten").is_empty());
    let opened =
        trace.points.iter().position(|point| point.text.contains("stone bridge in Bonn")).expect("a point");
    let support = &trace.points[opened].support;
    assert_eq!(support.len(), 1);
    assert_eq!(
        (support[0].names.as_slice(), support[0].words.is_empty()),
        (&["Ole Krag".to_owned()][..], false)
    );
    // Once one of the two is printed, the other one repeats it.
    let other = if trace.points[opened].cites[0].document == "a" { "Ole Krag, the" } else { "Harbour chief" };
    let repeats = trace
        .points
        .iter()
        .flat_map(|point| &point.rivals)
        .find(|rival| rival.text.starts_with(other) && rival.reason == "repeats");
    assert_eq!(repeats.and_then(|rival| rival.point), Some(opened as u32 + 1));
}

#[test]
fn limits_and_dangling_words_are_named() {
    let reasons = |options: &Value| -> Vec<(String, String)> {
        let trace = traces(options).remove(0);
        let rivals = trace.points.into_iter().flat_map(|point| point.rivals);
        rivals.map(|rival| (rival.reason, rival.text)).collect()
    };
    let all = reasons(&json!({"trace": "*", "max_sentences": 6, "max_words": 20}));
    assert!(all.iter().any(|(reason, _)| reason == "budget"), "{all:?}");
    let dangling = reasons(&json!({"trace": "*", "max_sentences": 1}));
    let he = dangling.iter().find(|(_, text)| text.starts_with("He promised"));
    assert!(he.is_none_or(|(reason, _)| reason == "dangling"), "{dangling:?}");
}
