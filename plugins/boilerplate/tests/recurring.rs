//! Piles of reports with lines that recur.

use copydesk_boilerplate::Boilerplate;
use copydesk_sdk::{Document, Layer, names, tables::Tables};
use serde_json::json;

fn report(id: &str, publisher: &str, lines: &[&str]) -> Document {
    let mut doc = Document::new(id, lines.join("\n"));
    if !publisher.is_empty() {
        doc.set_meta("publisher", publisher, "input");
    }
    let mut segments = Layer::new();
    let mut at = 0;
    for line in lines {
        let end = at + line.len() as u32;
        segments.push(at, end).label("body").attr("reason", "");
        at = end + 1;
    }
    doc.put_layer(names::SEGMENTS, segments);
    doc
}

/// The furniture that is found: (id, line).
fn furniture(docs: Vec<Document>) -> Vec<(String, String)> {
    let ran = copydesk_sdk::testkit::run::<Boilerplate>(&json!({}), docs, Tables::default())
        .expect("the stage runs");
    let mut found = Vec::new();
    for doc in &ran.docs {
        let view = doc.view(names::SEGMENTS).expect("the layer");
        for row in (0..view.len()).filter(|&row| view.label(row) == Some("furniture")) {
            found.push((doc.id.clone(), view.span(row).of(doc.text()).to_owned()));
        }
    }
    found
}

const STORIES: [&str; 4] = [
    "The mill at the bend of the river will become a school, the council said on Monday after a long debate.",
    "Harbour pilots went back to work on Tuesday after the port agreed to hire twelve more of them by summer.",
    "A penguin that was missing for nine days was found in a garden pond half a mile away from the zoo.",
    "Farm ministers could not agree on a new milk quota after talks that lasted through the night in Bonn.",
];

#[test]
fn a_line_of_three_reports_of_one_publisher_is_furniture() {
    let line = "The Gull is read in every harbour.";
    let shouted = "THE GULL IS READ IN EVERY HARBOUR";
    let docs = vec![
        report("a", "The Gull", &[STORIES[0], line]),
        report("b", "the gull", &[STORIES[1], shouted]),
        report("c", "The Gull", &[STORIES[2], line]),
        report("d", "The Heron", &[STORIES[3], line]),
        report("e", "", &[STORIES[3], line]),
    ];
    let found = furniture(docs);
    let expected = [("a", line), ("b", shouted), ("c", line)];
    assert_eq!(found, expected.map(|(id, line)| (id.to_owned(), line.to_owned())));
}

#[test]
fn copies_of_one_report_are_no_evidence() {
    let docs = ["a", "b", "c", "d"].map(|id| report(id, "The Gull", &[STORIES[0], STORIES[1]]));
    assert_eq!(furniture(docs.into()), []);
}
