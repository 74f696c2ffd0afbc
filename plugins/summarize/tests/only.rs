//! What one report alone has, and what only looks like it.

mod common;

use common::{Report, brief};
use serde_json::json;

const A: &str = "Divers lifted the broken crane from the northern harbour basin of Bonn.\n";
const B: &str = "The broken crane was lifted by divers from the northern harbour basin.\n";

/// The facts that the briefing of three reports finds in one only.
fn found(third: &str) -> Vec<String> {
    let reports =
        [("a", A), ("b", B), ("c", third)].map(|(id, text)| Report { id, text, ..Report::default() });
    let briefing = brief(&json!({"max_sentences": 1}), &reports);
    let only = briefing.differences.into_iter().filter(|found| found.kind == "only-here");
    only.map(|found| {
        assert_eq!(found.sides.len(), 1);
        assert_eq!(found.sides[0].cites[0].document, "c");
        found.about
    })
    .collect()
}

#[test]
fn a_number_a_person_or_a_day_that_one_report_has() {
    let rows: &[(&str, &str, &[&str])] = &[
        (
            "a number",
            "Nineteen divers lifted the broken crane from the northern harbour basin.\n",
            &["number: Nineteen divers"],
        ),
        (
            "a person",
            "Divers lifted the broken crane of Nils Holm from the northern harbour basin.\n",
            &["name: Nils Holm"],
        ),
        ("nothing more", "Divers lifted the broken crane from the northern harbour basin at last.\n", &[]),
        (
            "a person who speaks",
            "Divers lifted the broken crane from the northern harbour basin, Nils Holm said.\n",
            &[],
        ),
        ("of something else", "Nineteen children sang two songs for the mayor in the village school.\n", &[]),
    ];
    for (name, third, expected) in rows {
        assert_eq!(found(third), *expected, "{name}");
    }
}

#[test]
fn what_stands_elsewhere_in_another_report_is_not_only_here() {
    let number = "19 divers lifted the broken crane from the northern harbour basin.\n";
    let person = "Divers lifted the broken crane of Nils Holm from the northern harbour basin.\n";
    for (name, third, more) in [
        ("the number in words", number, "Nineteen people watched from the quay with their dogs.\n"),
        ("another count of the same", number, "The harbour employs 40 divers in all seasons.\n"),
        ("the person further down", person, "Children of the village school cheered Holm.\n"),
        ("another spelling", person, "Children of the village school cheered Holmes.\n"),
    ] {
        let first = format!("{A}{more}");
        let reports = [("a", first.as_str()), ("b", B), ("c", third)].map(|(id, text)| Report {
            id,
            text,
            ..Report::default()
        });
        let briefing = brief(&json!({"max_sentences": 1}), &reports);
        assert!(
            briefing.differences.iter().all(|found| found.kind != "only-here"),
            "{name}: {:?}",
            briefing.differences
        );
    }
}

#[test]
fn one_other_report_is_not_enough() {
    let third = "19 divers lifted the broken crane from the northern harbour basin.\n";
    let reports = [("a", A), ("c", third)].map(|(id, text)| Report { id, text, ..Report::default() });
    assert!(brief(&json!({}), &reports).differences.is_empty());
}
