//! Texts made to be slow or to lose something. No test looks at a clock: quadratic work on texts of this size would
//! not end before the test runner gives up.

use copydesk_clean::Clean;
use copydesk_sdk::{Document, names, tables::Tables};
use serde_json::json;

fn labels(text: String) -> (usize, Vec<String>) {
    let docs = vec![Document::new("x", text)];
    let ran =
        copydesk_sdk::testkit::run::<Clean>(&json!({}), docs, Tables::default()).expect("the stage runs");
    let doc = ran.docs.into_iter().next().expect("one document in, one out");
    let view = doc.view(names::SEGMENTS).expect("the layer");
    let covered = (0..view.len()).map(|row| view.span(row).len() as usize).sum();
    (covered, (0..view.len()).map(|row| view.label(row).unwrap_or("").to_owned()).collect())
}

#[test]
fn a_line_of_ten_megabytes_is_one_segment() {
    let text = "The ferry left the port at nine and came back in the evening. ".repeat(170_000);
    let len = text.trim_end().len();
    assert_eq!(labels(text), (len, vec!["body".to_owned()]));
}

#[test]
fn a_million_empty_lines_hold_nothing() {
    assert_eq!(labels("\n".repeat(1_000_000)), (0, Vec::new()));
    assert_eq!(labels(" \t\r\n".repeat(250_000)), (0, Vec::new()));
}

#[test]
fn furniture_without_end_keeps_every_line() {
    for line in
        ["Read more", "Sign up to our newsletter", "© 2020 The Gull", "12 comments", "{adslot}", "<p>x</p>"]
    {
        let (covered, labels) = labels(format!("{line}\n").repeat(30_000));
        assert!(covered >= line.len() * 25_000 && labels.len() >= 30_000, "{line}: {} rows", labels.len());
    }
}

#[test]
fn openers_without_an_end_are_read_once() {
    for piece in [
        "<",
        "{",
        "[",
        "%%",
        "${",
        "<!--",
        "<script>",
        "[[",
        "{{",
        "<a href=\"",
        "A",
        "a A",
        "said.R",
        "1/",
        "(AP",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        let (covered, _) = labels(text.clone());
        assert!(covered * 10 >= text.len() * 9, "{piece}: {covered} of {}", text.len());
    }
}
