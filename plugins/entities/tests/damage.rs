//! Damaged text: each kind of damage has invented sentences of its own and a floor under its F1.

#[expect(
    clippy::string_slice,
    reason = "the stand-in cuts where it found marks itself, on invented sentences"
)]
mod support;

use copydesk_sdk::tables::Tables;
use copydesk_sdk::testkit::run;
use serde_json::json;

/// Kind of damage, and the least F1 (in per cent) on persons, organisations and places.
const FLOORS: [(&str, f64); 11] = [
    ("plain", 94.0),
    ("capitals", 88.0),
    ("lower", 78.0),
    ("title", 78.0),
    ("small", 88.0),
    ("diacritics", 95.0),
    ("transliteration", 87.0),
    ("hyphens", 70.0),
    ("possessives", 95.0),
    ("glued", 80.0),
    ("translated", 74.0),
];

/// A sentence without its marks, and the spans that count.
fn unmarked(line: &str) -> (String, Vec<(usize, usize, String)>) {
    let (mut text, mut spans, mut rest) = (String::new(), Vec::new(), line);
    while let Some((before, after)) = rest.split_once('[') {
        let (mark, tail) = after.split_once(']').expect("a closing bracket");
        let (kind, name) = mark.split_once(' ').expect("a type and a name");
        text.push_str(before);
        let start = text.len();
        text.push_str(name);
        if matches!(kind, "PER" | "ORG" | "LOC") {
            spans.push((start, text.len(), kind.to_owned()));
        }
        rest = tail;
    }
    text.push_str(rest);
    (text, spans)
}

/// As headings are set: a capital on every word, and no stop.
fn title_case(text: &str) -> String {
    let mut begins = true;
    let heading = text.strip_suffix('.').map_or(text.to_owned(), |text| format!("{text} "));
    heading
        .chars()
        .map(|c| {
            let c = if begins { c.to_ascii_uppercase() } else { c };
            begins = c == ' ';
            c
        })
        .collect()
}

/// F1 over lines, each a document; `damage` must not move bytes.
fn f1(lines: &[&str], damage: fn(&str) -> String) -> (f64, String) {
    let (mut gold, mut predicted, mut right, mut misses) = (0, 0, 0, String::new());
    for line in lines {
        let (text, spans) = unmarked(line);
        let damaged = damage(&text);
        assert_eq!(damaged.len(), text.len(), "{text}");
        let docs = vec![support::document(&damaged)];
        let ran =
            run::<copydesk_entities::Entities>(&json!({}), docs, Tables::default()).expect("the stage runs");
        let ents = ran.docs[0].view("ents").expect("a layer");
        let found: Vec<(usize, usize, String)> = (0..ents.len())
            .filter_map(|row| {
                let kind = match ents.label(row)? {
                    "PERSON" => "PER",
                    "ORG" => "ORG",
                    "GPE" | "LOC" | "FAC" => "LOC",
                    _ => return None,
                };
                let span = ents.span(row);
                Some((span.start as usize, span.end as usize, kind.to_owned()))
            })
            .collect();
        gold += spans.len();
        predicted += found.len();
        right += found.iter().filter(|span| spans.contains(span)).count();
        if found != spans {
            misses.push_str(&format!("{damaged}\n   {found:?}\n"));
        }
    }
    (200.0 * right as f64 / (gold + predicted) as f64, misses)
}

#[test]
fn every_kind_of_damage_has_its_floor() {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in include_str!("damage.txt").lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('@') {
            Some(name) => sections.push((name, Vec::new())),
            None => sections.last_mut().expect("a section").1.push(line),
        }
    }
    let plain = sections[0].1.clone();
    let mut report = String::new();
    let mut failed = false;
    for (kind, floor) in FLOORS {
        let (score, misses) = match kind {
            "capitals" => f1(&plain, str::to_ascii_uppercase),
            "lower" => f1(&plain, str::to_ascii_lowercase),
            "title" => f1(&plain, title_case),
            _ => {
                let lines = &sections.iter().find(|(name, _)| *name == kind).expect("a section").1;
                f1(lines, str::to_owned)
            }
        };
        report.push_str(&format!("{kind}: {score:.1}, floor {floor}\n"));
        if score < floor {
            failed = true;
            report.push_str(&misses);
        }
    }
    assert!(!failed, "{report}");
    // Seen with `cargo test -- --nocapture`.
    print!("{report}");
}
