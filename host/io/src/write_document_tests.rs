use copydesk_core::{Layer, Note};

use super::*;
use crate::read_document;

fn sample() -> Document {
    let text = "Žofie Müller 🎉 won.\u{0}\n“Yes”, e\u{301}.";
    let mut doc = Document::new("a/1 \"x\"", text);
    doc.origin.path = "in/ž.txt".to_owned();
    doc.set_meta("publisher", "The Daily\tPost", "input");
    doc.set_meta("title", "Won \\ lost", "text:0-8");
    doc.set_meta("own", "", "stage");
    doc.notes.push(Note { stage: "clean".to_owned(), message: "a \"note\"".to_owned() });
    let at = |piece: &str| text.find(piece).unwrap() as u32;
    let mut tokens = Layer::new();
    let mut ents = Layer::new();
    for piece in ["Žofie", "Müller", "🎉", "won", ".", "“", "Yes", "”", ","] {
        let start = at(piece);
        tokens.push(start, start + piece.len() as u32);
    }
    ents.push(0, at(" 🎉")).label("PERSON").score(0.1);
    ents.push(at("won"), at("won")).attr("why", "b").attr("id", "e:1").target(3);
    ents.push(at("Yes"), text.len() as u32)
        .label("X\"Y")
        .score(f32::MIN_POSITIVE)
        .attr("id", "e:2")
        .attr("label", "odd");
    doc.put_layer("own.later", ents.clone());
    doc.put_layer(names::TOKENS, tokens);
    doc.put_layer(names::SENTS, Layer::new());
    doc.put_layer(names::ENTS, ents);
    doc.put_layer("own.first", Layer::new());
    doc
}

fn write(doc: &Document, unit: Unit) -> String {
    let mut out = Vec::new();
    write_document(doc, unit, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn what_is_written_reads_back_the_same() {
    for unit in [Unit::Codepoint, Unit::Byte, Unit::Utf16] {
        let line = write(&sample(), unit);
        let back = read_document(&line).unwrap();
        assert_eq!(write(&back, unit), line, "{unit}");
        assert_eq!(back.text(), sample().text());
        assert_eq!(back.meta, sample().meta);
        assert_eq!(back.notes, sample().notes);
        let spans = |doc: &Document, name: &str| doc.view(name).unwrap().spans().collect::<Vec<_>>();
        for name in [names::TOKENS, names::ENTS, "own.later", "own.first", names::SENTS] {
            assert_eq!(spans(&back, name), spans(&sample(), name), "{unit} {name}");
        }
        // The unit can change on the way: the bytes inside are the same.
        assert_eq!(write(&back, Unit::Byte), write(&sample(), Unit::Byte));
    }
}

#[test]
fn offsets_are_in_the_unit_that_the_line_names() {
    let slice = |unit: Unit, start: usize, end: usize| -> String {
        let doc = sample();
        match unit {
            Unit::Byte => doc.text().get(start..end).unwrap().to_owned(),
            Unit::Codepoint => doc.text().chars().skip(start).take(end - start).collect(),
            Unit::Utf16 => {
                let units: Vec<u16> = doc.text().encode_utf16().collect();
                String::from_utf16(&units[start..end]).unwrap()
            }
        }
    };
    for unit in [Unit::Codepoint, Unit::Byte, Unit::Utf16] {
        let value: serde_json::Value = serde_json::from_str(&write(&sample(), unit)).unwrap();
        assert_eq!(value["offsets"], unit.name());
        let tokens = value["tokens"].as_array().unwrap();
        let words: Vec<String> = tokens
            .iter()
            .map(|row| {
                slice(unit, row["start"].as_u64().unwrap() as usize, row["end"].as_u64().unwrap() as usize)
            })
            .collect();
        assert_eq!(words, ["Žofie", "Müller", "🎉", "won", ".", "“", "Yes", "”", ","], "{unit}");
    }
}

#[test]
fn scores_keep_every_bit() {
    let mut state = 1_u32;
    let mut doc = Document::new("a", "abc");
    let mut layer = Layer::new();
    let mut scores = vec![0.0, 1.0, f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1), 0.1 + 0.2];
    for _ in 0..2000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let score = f32::from_bits(state);
        if score.is_finite() {
            scores.push(score);
        }
    }
    for &score in &scores {
        layer.push(0, 1).score(score);
    }
    doc.put_layer("x", layer);
    let back = read_document(&write(&doc, Unit::Byte)).unwrap();
    let view = back.view("x").unwrap();
    for (row, score) in scores.iter().enumerate() {
        assert_eq!(view.score(row).map(f32::to_bits), Some(score.to_bits()), "{score}");
    }
}

#[test]
fn records_that_do_not_fit_are_refused() {
    let cases = [
        ("{", "bad-json", "EOF"),
        ("[]", "bad-record", "invalid"),
        (r#"{"schema":"copydesk.document/9","id":"a","text":"x"}"#, "bad-record", "this version reads"),
        (r#"{"schema":"copydesk.document/1","text":"x"}"#, "bad-record", "missing field `id`"),
        (r#"{"schema":"copydesk.document/1","id":"a"}"#, "bad-record", "missing field `text`"),
        (r#"{"schema":"copydesk.document/1","id":"","text":"x"}"#, "bad-record", "empty `id`"),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"x","sha256":"00"}"#,
            "bad-sha256",
            "was changed",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"x","tokens":[{"start":0,"end":1}]}"#,
            "bad-record",
            "no `offsets`",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"ž","offsets":"byte","tokens":[{"start":0,"end":1}]}"#,
            "bad-offsets",
            "row 0",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"ž","offsets":"codepoint","tokens":[{"start":0,"end":2}]}"#,
            "bad-offsets",
            "offset 2 (codepoint)",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"𝒳","offsets":"utf16","tokens":[{"start":1,"end":2}]}"#,
            "bad-offsets",
            "inside a character",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"abc","offsets":"byte","tokens":[{"start":0,"end":2},{"start":1,"end":3}]}"#,
            "bad-offsets",
            "row 1: the span overlaps",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"abc","offsets":"byte","ents":[{"start":2,"end":3},{"start":0,"end":1}]}"#,
            "bad-offsets",
            "out of order",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"abc","offsets":"byte","ents":[{"start":-1,"end":3}]}"#,
            "bad-record",
            "invalid value",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"abc","offsets":"byte","ents":[{"end":3}]}"#,
            "bad-record",
            "missing field `start`",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"abc","offsets":"byte","ents":[{"start":0,"end":3,"why":[1]}]}"#,
            "bad-record",
            "expected a string",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"abc","offsets":"bits"}"#,
            "bad-record",
            "unknown variant",
        ),
        (
            r#"{"schema":"copydesk.document/1","id":"a","text":"abc","meta":{"x":[]}}"#,
            "bad-record",
            "`meta.x` must be a string",
        ),
        (r#"{"schema":"copydesk.document/1","id":"a","text":"\ud800"}"#, "bad-json", "surrogate"),
    ];
    for (line, code, expected) in cases {
        let error = read_document(line).expect_err(line);
        assert_eq!(error.code, code, "{line}: {error}");
        assert!(error.reason.contains(expected), "{line}: {error}");
    }
}

#[test]
fn a_file_of_hostile_labels_is_refused_and_quick() {
    let rows: Vec<String> =
        (0..200_000).map(|row| format!(r#"{{"start":0,"end":0,"label":"L{row}","a{row}":"x"}}"#)).collect();
    let line = format!(
        r#"{{"schema":"copydesk.document/1","id":"a","text":"x","offsets":"byte","spans":{{"x":[{}]}}}}"#,
        rows.join(",")
    );
    assert!(read_document(&line).unwrap_err().reason.contains("more than"));
}
