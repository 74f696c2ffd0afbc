//! What other stages say about the language of a report.

mod common;

use common::{Report, build, summarize, texts};
use copydesk_sdk::tables::Tables;
use copydesk_sdk::{Document, Layer};
use serde_json::json;

const CLEAN: &str = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.\n\
    Fishermen complained about the closed northern pier of Bonn.\n";
const SAID: &str = "“We will repair every pier before the winter,” Ole Krag said on the quay.\n";

fn report(id: &str, text: &str) -> Document {
    build(Report { id, text, ..Report::default() })
}

#[test]
fn quotations_of_a_noisy_report_are_not_printed() {
    let rows: &[(&str, &str, bool)] = &[
        ("1.00", "translated casing", false),
        ("0.90", "ocr", false),
        ("0.90", "encoding", false),
        ("0.30", "translated", true),
        ("1.00", "casing", true),
        ("1.00", "truncated", true),
        ("0.00", "", true),
        ("nonsense", "translated", true),
    ];
    for (score, reasons, printed) in rows {
        let mut doc = report("a", SAID);
        doc.set_meta("noise", score, "text");
        doc.set_meta("noise_reasons", reasons, "text");
        let (_, briefings) = summarize(&json!({}), vec![doc], Tables::default());
        assert_eq!(briefings[0].quotes.len() == 1, *printed, "{score} {reasons}: {:?}", briefings[0].quotes);
    }
}

#[test]
fn a_sentence_that_is_cut_off_or_misread_is_not_printed() {
    for (label, score, printed) in
        [("truncated", 0.9, false), ("ocr", 0.8, false), ("truncated", 0.2, true), ("translated", 0.9, true)]
    {
        let mut doc = report("a", CLEAN);
        let start = CLEAN.find("Fishermen").expect("part of the fixture") as u32;
        let mut noise = Layer::new();
        noise.push(start, CLEAN.trim_end().len() as u32).label(label).score(score);
        doc.put_layer("noise", noise);
        let (_, briefings) = summarize(&json!({}), vec![doc], Tables::default());
        let found = texts(&briefings[0]).iter().any(|text| text.starts_with("Fishermen"));
        assert_eq!(found, printed, "{label} {score}");
    }
}
