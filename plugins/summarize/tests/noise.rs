//! What other stages say about the language of a report.

mod common;

use common::{Report, build, summarize, texts};
use copydesk_sdk::tables::Tables;
use copydesk_sdk::{Document, Layer};
use serde_json::json;

const CLEAN: &str = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.\n\
    Fishermen complained about the closed northern pier of Bonn.\n";
const ROUGH: &str = "Chief of harbour Ole Krag opened stone bridge in Bonn on Monday.\n";

fn report(id: &str, text: &str) -> Document {
    build(Report { id, text, ..Report::default() })
}

#[test]
fn a_noisy_report_gives_way_to_a_clean_one() {
    let rows: &[(&str, &str, bool)] = &[
        ("1.00", "translated casing", false),
        ("0.90", "ocr", false),
        ("1.00", "truncated", true),
        ("0.00", "", true),
        ("nonsense", "translated", true),
    ];
    for (score, reasons, printed) in rows {
        let mut rough = report("a", ROUGH);
        rough.set_meta("noise", score, "text");
        rough.set_meta("noise_reasons", reasons, "text");
        let options = json!({"max_sentences": 6});
        let (_, briefings) = summarize(&options, vec![rough, report("b", CLEAN)], Tables::default());
        let first = texts(&briefings[0]).contains(&ROUGH.trim());
        // Both say the same, so that one of the two is printed.
        assert!(first <= *printed, "{score} {reasons}: {:?}", texts(&briefings[0]));
        assert!(texts(&briefings[0]).iter().any(|text| text.contains("bridge in Bonn")), "{score} {reasons}");
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
