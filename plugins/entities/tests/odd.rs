//! Text that no newsroom writes: it must cost no more than its length, and every mention must fit.

use copydesk_sdk::tables::Tables;
use copydesk_sdk::testkit::run;
use copydesk_sdk::{Document, Layer};
use serde_json::json;

/// A document of one sentence with a token for each word.
fn document(text: &str) -> Document {
    let (mut tokens, mut sents) = (Layer::new(), Layer::new());
    let mut at = 0u32;
    for word in text.split(' ') {
        let end = at + word.len() as u32;
        if end > at {
            tokens.push(at, end);
        }
        at = end + 1;
    }
    sents.push(0, text.len() as u32);
    let mut doc = Document::new("odd", text);
    doc.put_layer("tokens", tokens);
    doc.put_layer("sents", sents);
    doc
}

#[test]
fn huge_sentences_and_tokens_are_read_to_their_end() {
    let cases = [
        ("one token of a megabyte", "A".repeat(1 << 20)),
        ("one token of a megabyte in small letters", "é".repeat(1 << 19)),
        ("a megabyte of names", "Anna Kovac of Oslo and ".repeat(45_000)),
        ("a hundred thousand names without a stop", "Kovac ".repeat(100_000)),
        ("a hundred thousand initials", "A. ".repeat(100_000)),
        ("a hundred thousand listed beginnings", "New York New ".repeat(33_000)),
        ("a hundred thousand marks", "- ".repeat(100_000)),
        ("capitals", "THE KOVAC OF OSLO ".repeat(25_000)),
        ("small letters", "anna kovac of oslo said ".repeat(20_000)),
        ("many words, each once", (0..100_000).map(|n| format!("Name{n} ")).collect()),
    ];
    for (name, text) in cases {
        let text = format!("{} Kovac", text.trim_end());
        let size = text.len();
        let ran = run::<copydesk_entities::Entities>(&json!({}), vec![document(&text)], Tables::default());
        let ran = ran.unwrap_or_else(|error| panic!("{name}: {error}"));
        let ents = ran.docs[0].view("ents").expect("a layer");
        assert!((0..ents.len()).all(|row| ents.span(row).end as usize <= size), "{name}");
    }
}
