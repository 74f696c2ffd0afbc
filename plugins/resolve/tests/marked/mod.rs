//! Documents from text in which mentions are written `[LABEL:surface]`, and what became of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own table has failed")]
#![allow(dead_code, reason = "each test uses some of these")]

use copydesk_resolve::Resolve;
use copydesk_sdk::testkit::{Ran, run};
use copydesk_sdk::{Document, Layer, tables};
use serde_json::json;

/// A document from marked text: tokens are what blanks separate, sentences end at a stop that stands alone.
pub(crate) fn document(id: &str, marked: &str) -> Document {
    let (mut text, mut ents) = (String::new(), Layer::new());
    let (mut tokens, mut sents) = (Layer::new(), Layer::new());
    let mut rest = marked;
    while let Some((before, tail)) = rest.split_once('[') {
        let (mention, after) = tail.split_once(']').unwrap();
        let (label, surface) = mention.split_once(':').unwrap();
        text.push_str(before);
        let start = text.len() as u32;
        text.push_str(surface);
        ents.push(start, text.len() as u32).label(label).score(0.8).attr("why", "test");
        rest = after;
    }
    text.push_str(rest);
    let (mut at, mut sentence) = (0, None);
    for word in text.split(' ') {
        let end = at + word.len() as u32;
        if !word.is_empty() {
            tokens.push(at, end);
            sentence.get_or_insert(at);
        }
        if word == "."
            && let Some(start) = sentence.take()
        {
            sents.push(start, end);
        }
        at = end + 1;
    }
    if let Some(start) = sentence {
        sents.push(start, text.len() as u32);
    }
    let mut doc = Document::new(id, text);
    doc.put_layer("tokens", tokens);
    doc.put_layer("sents", sents);
    doc.put_layer("ents", ents);
    doc
}

/// Runs the stage over marked texts.
pub(crate) fn resolve(texts: &[&str]) -> Ran {
    let docs = texts.iter().enumerate().map(|(at, text)| document(&format!("d{at}"), text)).collect();
    run::<Resolve>(&json!({}), docs, Default::default()).unwrap()
}

/// The entity ids of all mentions in order.
pub(crate) fn ids(docs: &[Document]) -> Vec<String> {
    let views = docs.iter().map(|doc| doc.view("ents").unwrap());
    views
        .flat_map(|view| {
            (0..view.len()).map(move |row| view.attr(row, "id").unwrap().to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

/// The entities of all mentions in order, numbered as they first appear.
pub(crate) fn clusters(ran: &Ran) -> Vec<u32> {
    let mut known: Vec<String> = Vec::new();
    let number = |id: String| {
        let at = known.iter().position(|other| *other == id).unwrap_or_else(|| {
            known.push(id);
            known.len() - 1
        });
        at as u32
    };
    ids(&ran.docs).into_iter().map(number).collect()
}

/// The rows of the table.
pub(crate) fn records(ran: &Ran) -> Vec<tables::EntityRecord> {
    ran.tables.get("entities").unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
