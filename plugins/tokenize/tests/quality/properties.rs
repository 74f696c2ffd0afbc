//! What must hold for every text: tokens and gaps rebuild it, gaps are blank, sentences hold all tokens.

use copydesk_sdk::{Document, names, testkit::hard_texts};
use copydesk_text::lines::is_blank;
use serde_json::json;

fn check(name: &str, text: &str, profile: &str) {
    let doc = crate::common::run(Document::new("x", text), &json!({"profile": profile}));
    let tokens = crate::common::spans(&doc, names::TOKENS);
    let mut at = 0;
    for span in &tokens {
        assert!(!span.is_empty() && span.start >= at, "{name}: token {span:?}");
        let gap = text.get(at as usize..span.start as usize).expect("tokens begin at characters");
        assert!(gap.chars().all(is_blank), "{name}: gap {gap:?} before {:?}", span.of(text));
        at = span.end;
    }
    assert!(
        text.get(at as usize..).is_some_and(|rest| rest.chars().all(is_blank)),
        "{name}: the end is lost"
    );
    let mut held = 0;
    let mut end = 0;
    for sent in crate::common::spans(&doc, names::SENTS) {
        assert!(sent.start >= end, "{name}: sentences overlap");
        end = sent.end;
        let inside = tokens.iter().filter(|token| sent.contains(**token)).count();
        assert!(inside > 0, "{name}: an empty sentence");
        held += inside;
    }
    assert_eq!(held, tokens.len(), "{name}: tokens outside sentences");
}

#[test]
fn hard_texts_are_rebuilt() {
    for (name, text) in hard_texts() {
        // The quadratic check above is for short texts; the contract test runs the long ones.
        let end = text.floor_char_boundary(3_000);
        let text = text.get(..end).expect("a boundary");
        for profile in ["ud", "ptb", "whole"] {
            check(name, text, profile);
        }
    }
}

#[test]
fn random_texts_are_rebuilt() {
    let pieces = [
        "a",
        "B",
        "9",
        ".",
        ",",
        "'",
        "’",
        "\"",
        "“",
        "”",
        "-",
        "–",
        "(",
        ")",
        "[",
        "]",
        " ",
        " ",
        "\n",
        "…",
        "!",
        "?",
        "n't",
        "'s",
        "U.S.",
        "Mr.",
        "http://",
        "@",
        "#",
        "$",
        "%",
        "é",
        "\u{301}",
        "🇩🇪",
        "👩\u{200d}👧",
        "\u{200b}",
        "\u{a0}",
        "e-mail",
        "co-",
        "...",
        ":)",
        "1,000",
        "10:30",
        "www.",
        ".com",
        "*",
        "=",
        "_",
        "&",
        "\u{2028}",
        "x",
        "T",
        "ß",
        "。",
    ];
    let mut state: u64 = 7;
    for round in 0..1500 {
        let mut text = String::new();
        for _ in 0..1 + round % 40 {
            // Numerical Recipes' linear congruential generator.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        check(&format!("{text:?}"), &text, ["ud", "ptb", "whole"][round % 3]);
    }
}
