//! Everything that is written: valid against the published schemas, true to the documents, whole or not there.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test, as the tests do")]

use std::fs;
use std::path::Path;

use copydesk_core::tables::{self, *};
use copydesk_core::{Document, Layer, Tables, names};
use copydesk_io::{
    DocumentIndex, Format, Input, Limits, Outputs, QuarantineRow, Read, Rejection, Results, SCHEMAS, Sink,
    SinkFormat, SinkSpec, SourceSpec, Target, Unit, open, schema, verify,
};
use serde_json::{Value, json};

const FIRST: &str = "Žofie Müller 🎉 won the race in <b>Port</b> Haven on  Friday.\nNobody was hurt.";
const SECOND: &str = "PORT HAVEN - Müller won the race, organisers said. “Nobody was hurt,” they added.";

fn span(text: &str, piece: &str) -> (u32, u32) {
    let start = text.find(piece).unwrap();
    (start as u32, (start + piece.len()) as u32)
}

fn documents() -> Vec<Document> {
    let mut first = Document::new("one", FIRST);
    first.origin.path = "in/one.txt".to_owned();
    first.set_meta("title", "Race", "input");
    first.set_meta("published", "2031-05-02", "text:0-3");
    let mut segments = Layer::new();
    segments.push(0, FIRST.len() as u32).label("body");
    for tag in ["<b>", "</b>"] {
        let (start, end) = span(FIRST, tag);
        segments.push(start, end).label("markup").attr("reason", "tag");
    }
    first.put_layer(names::SEGMENTS, segments);
    let mut second = Document::new("two", SECOND);
    second.origin.line = 3;
    for doc in [&mut first, &mut second] {
        let text = doc.text().to_owned();
        let mut tokens = Layer::new();
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            tokens.push(start as u32, (start + word.len()) as u32);
        }
        doc.put_layer(names::TOKENS, tokens);
        let (start, end) = span(&text, "Müller");
        let mut ents = Layer::new();
        ents.push(start, end).label("PERSON").score(0.75).attr("id", "e:muller").attr("why", "shape");
        doc.put_layer(names::ENTS, ents);
        let mut own = Layer::new();
        own.push(0, 0).target(0);
        doc.put_layer("own.places", own);
    }
    first.notes.push(copydesk_core::Note { stage: "clean".to_owned(), message: "two tags".to_owned() });
    vec![first, second]
}

fn cite(document: &str, text: &str, piece: &str) -> Cite {
    let (start, end) = span(text, piece);
    Cite::new(document, start, end)
}

fn quoted(text: &str, cite: Cite) -> Quoted {
    Quoted { text: text.to_owned(), cites: vec![cite] }
}

fn briefing() -> Briefing {
    let won = cite("one", FIRST, "Žofie Müller 🎉 won the race in <b>Port</b> Haven on  Friday.");
    let when = When { date: "2031-05-02".to_owned(), basis: "weekday".to_owned() };
    let said = "Žofie Müller 🎉 won the race in Port Haven on Friday.";
    let support =
        Support { documents: 2, independent: 2, cites: vec![cite("two", SECOND, "Müller won the race")] };
    Briefing {
        story: "s:1".to_owned(),
        event: None,
        when: when.clone(),
        headline: quoted("Müller won the race", cite("two", SECOND, "Müller won the race")),
        points: vec![
            Point { text: said.to_owned(), mode: "extract".to_owned(), cites: vec![won.clone()], support },
            Point {
                text: "[Müller] was hurt.".to_owned(),
                mode: "extract".to_owned(),
                cites: vec![cite("one", FIRST, "Nobody was hurt.")],
                support: Support::default(),
            },
        ],
        differences: vec![Difference {
            kind: "differs".to_owned(),
            about: "who says so".to_owned(),
            sides: vec![
                quoted("Nobody was hurt.", cite("one", FIRST, "Nobody was hurt.")),
                quoted(
                    "“Nobody was hurt,” they added.",
                    cite("two", SECOND, "“Nobody was hurt,” they added."),
                ),
            ],
        }],
        timeline: vec![Moment { when, text: said.to_owned(), cites: vec![won] }],
        quotes: vec![Quote {
            text: "“Nobody was hurt,” they added.".to_owned(),
            kind: "direct".to_owned(),
            speaker: "they".to_owned(),
            cites: vec![cite("two", SECOND, "“Nobody was hurt,” they added.")],
            also: vec![cite("one", FIRST, "Nobody was hurt.")],
            ..Quote::default()
        }],
        sources: ["one", "two"].map(|id| Source { document: id.to_owned(), ..Source::default() }).into(),
    }
}

fn tables() -> Tables {
    let line = |row: Value| format!("{row}\n");
    let (start, end) = span(SECOND, "Müller");
    let place = Place { document: "two".to_owned(), start, end };
    let entity = EntityRecord {
        id: "e:muller".to_owned(),
        label: "PERSON".to_owned(),
        name: "Žofie Müller".to_owned(),
        titles: Vec::new(),
        variants: vec![Variant { text: "Müller".to_owned(), documents: 2, count: 2 }],
        mentions: vec![place.clone()],
        merges: vec![Merge {
            a: "a".to_owned(),
            b: "b".to_owned(),
            reason: "title+name".to_owned(),
            score: 0.5,
        }],
        kept_apart: vec![Apart { id: "e:x".to_owned(), name: "X".to_owned(), reason: "initials".to_owned() }],
    };
    let story = Story {
        id: "s:1".to_owned(),
        documents: vec!["one".to_owned(), "two".to_owned()],
        events: vec!["s:1/2031-05-02".to_owned()],
        copies: vec![CopyOf {
            document: "two".to_owned(),
            of: "one".to_owned(),
            containment: 0.25,
            ..CopyOf::default()
        }],
        links: vec![Link { a: "one".to_owned(), b: "two".to_owned(), score: 0.5, ..Link::default() }],
    };
    let event = Event {
        id: "s:1/2031-05-02".to_owned(),
        story: "s:1".to_owned(),
        documents: vec!["one".to_owned()],
        mentions: vec![place],
        ..Event::default()
    };
    let mut tables = Tables::default();
    tables.put(tables::ENTITIES, line(serde_json::to_value(entity).unwrap()));
    tables.put(tables::STORIES, line(serde_json::to_value(story).unwrap()));
    tables.put(tables::EVENTS, line(serde_json::to_value(event).unwrap()));
    tables.put(tables::BRIEFINGS, line(serde_json::to_value(briefing()).unwrap()));
    tables
}

/// Writes everything into a folder.
fn write_all(folder: &Path, unit: Unit, docs: &[Document], tables: &Tables) {
    let mut outputs = Outputs::new();
    let formats = [
        ("documents.jsonl", SinkFormat::Documents),
        ("entity.jsonl", SinkFormat::Table("entities".to_owned())),
        ("story.jsonl", SinkFormat::Table("stories".to_owned())),
        ("event.jsonl", SinkFormat::Table("events".to_owned())),
        ("briefing.jsonl", SinkFormat::Table("briefings".to_owned())),
        ("briefing.md", SinkFormat::Markdown),
        ("tokens.conllu", SinkFormat::Conllu),
    ];
    let mut sinks: Vec<_> = formats
        .into_iter()
        .map(|(name, format)| {
            let target = Target::File(folder.join(name));
            outputs.sink(&SinkSpec { format, target, offsets: unit }).unwrap()
        })
        .collect();
    let mut quarantine = outputs.quarantine(&Target::File(folder.join("quarantine.jsonl"))).unwrap();
    let rejection = Rejection {
        path: "in/x".to_owned(),
        code: "empty",
        reason: "is empty".to_owned(),
        ..Rejection::default()
    };
    quarantine.row(&QuarantineRow::rejected(0, rejection.clone())).unwrap();
    let sha256 = Some(copydesk_io::sha256_hex(b"x"));
    let rejection =
        Rejection { line: Some(2), offset: Some(9), id: Some("a".to_owned()), sha256, ..rejection };
    quarantine.row(&QuarantineRow::rejected(1, rejection)).unwrap();
    assert_eq!(quarantine.rows(), 2);
    quarantine.finish().unwrap();
    for sink in &mut sinks {
        for doc in docs {
            put(sink.as_mut(), doc);
        }
        sink.finish(&Results::new(tables, &DocumentIndex::new(docs), 2)).unwrap();
    }
    outputs.commit().unwrap();
}

fn put(sink: &mut dyn Sink, doc: &Document) {
    let mut encoded = Vec::new();
    if let Some(encode) = sink.encoder() {
        encode(doc, &mut encoded).unwrap();
    }
    sink.document(&encoded).unwrap();
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_is_written_fits_the_published_schemas() {
    let dir = tempfile::tempdir().unwrap();
    for unit in [Unit::Codepoint, Unit::Byte, Unit::Utf16] {
        write_all(dir.path(), unit, &documents(), &tables());
        for (name, text) in SCHEMAS {
            let text: Value = serde_json::from_str(text).unwrap();
            jsonschema::meta::validate(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let validator = jsonschema::validator_for(&text).unwrap();
            let file = if name == "document" { "documents" } else { name };
            let rows = lines(&dir.path().join(format!("{file}.jsonl")));
            assert!(!rows.is_empty(), "{name}");
            for row in rows {
                let problems: Vec<_> = validator
                    .iter_errors(&row)
                    .map(|error| format!("{error} at {}", error.instance_path()))
                    .collect();
                assert!(problems.is_empty(), "{name}: {problems:?}\n{row}");
                assert_eq!(row["schema"], format!("copydesk.{name}/1"));
                // A key that nobody knows, or one that is gone, is noticed.
                let mut more = row.clone();
                more["surprise"] = json!(1);
                assert!(!validator.is_valid(&more), "{name}");
                let mut less = row.clone();
                less.as_object_mut().unwrap().shift_remove("schema");
                assert!(!validator.is_valid(&less), "{name}");
            }
        }
    }
    assert!(schema("copydesk.document/1").is_some() && schema("nothing").is_none());
}

#[test]
fn a_pipeline_can_be_cut_in_two() {
    let dir = tempfile::tempdir().unwrap();
    for unit in [Unit::Codepoint, Unit::Byte, Unit::Utf16] {
        write_all(dir.path(), unit, &documents(), &tables());
        let path = dir.path().join("documents.jsonl");
        let before = fs::read(&path).unwrap();
        let spec = SourceSpec { input: Input::paths([&path]), ..SourceSpec::default() };
        let mut source = open(spec).unwrap();
        let docs: Vec<Document> = std::iter::from_fn(|| source.next())
            .map(|read| match read {
                Read::Document(doc) => doc,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(docs[1].origin.line, 3);
        write_all(&dir.path().join("again"), unit, &docs, &tables());
        assert!(fs::read(dir.path().join("again/documents.jsonl")).unwrap() == before, "{unit}");
    }
}

#[test]
fn records_whose_layers_do_not_fit_are_rejected_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), Unit::Codepoint, &documents(), &tables());
    let path = dir.path().join("documents.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let first = text.lines().next().unwrap();
    let bent = text.replacen("\"tokens\":[{\"start\":0,", "\"tokens\":[{\"start\":900,", 1);
    fs::write(&path, &bent).unwrap();
    let limits = Limits { max_document_bytes: SECOND.len() as u64, ..Limits::default() };
    for limits in [Limits::default(), limits] {
        let mut source =
            open(SourceSpec { input: Input::paths([&path]), limits, ..SourceSpec::default() }).unwrap();
        let Some(Read::Rejected(bad)) = source.next() else { panic!("a rejection") };
        assert_eq!((bad.code, bad.line, bad.offset), ("bad-offsets", Some(1), Some(0)));
        assert!(
            bad.reason.contains("layer `tokens`, row 0: offset 900 (codepoint) lies past the end"),
            "{}",
            bad.reason
        );
        assert_eq!(
            bad.sha256.as_deref(),
            Some(copydesk_io::sha256_hex(bent.lines().next().unwrap().as_bytes()).as_str())
        );
        assert!(matches!(source.next(), Some(Read::Document(doc)) if doc.id == "two"));
    }
    // Gold layers without a hash, read as plain JSON lines: the text alone.
    fs::write(&path, first).unwrap();
    let spec = SourceSpec { input: Input::paths([&path]), format: Format::Jsonl, ..SourceSpec::default() };
    let Some(Read::Document(doc)) = open(spec).unwrap().next() else { panic!("a document") };
    assert_eq!((doc.layers().count(), doc.meta("title")), (0, Some("Race")));
}

/// Changes the first briefing, or the documents, and returns what the check says.
fn failures(
    unit: Unit,
    change: impl Fn(&mut Value),
    change_documents: impl Fn(String) -> String,
) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), unit, &documents(), &tables());
    let (briefings, documents) = (dir.path().join("briefing.jsonl"), dir.path().join("documents.jsonl"));
    let mut row = lines(&briefings).remove(0);
    change(&mut row);
    fs::write(&briefings, format!("{row}\n")).unwrap();
    let text = fs::read_to_string(&documents).unwrap();
    fs::write(&documents, change_documents(text)).unwrap();
    let report = verify(&briefings, &documents).unwrap();
    assert_eq!(report.briefings, 1);
    assert_eq!(report.is_good(), report.failures.is_empty());
    report.failures.iter().map(ToString::to_string).collect()
}

#[test]
fn every_citation_is_read_again() {
    for unit in [Unit::Codepoint, Unit::Byte, Unit::Utf16] {
        let none: [String; 0] = [];
        assert_eq!(failures(unit, |_| {}, |text| text), none, "{unit}");
    }
    type Change = fn(&mut Value);
    let cases: &[(&str, Change, &str)] = &[
        (
            "text",
            |row| row["points"][0]["text"] = json!("Žofie Müller lost."),
            "briefing 1, points[0], document `one`: prints `Žofie Müller lost.`, but its source says `Žofie Müller 🎉 won the race in Port Haven on Friday.`",
        ),
        (
            "offset",
            |row| row["points"][0]["cites"][0]["start"] = json!(1),
            "points[0].cites[0], document `one`: the text at 1..60 has SHA-256",
        ),
        (
            "past the end",
            |row| row["points"][1]["cites"][0]["end"] = json!(9999),
            "9999 does not fit its text of 77 (codepoint)",
        ),
        ("reversed", |row| row["points"][1]["cites"][0]["end"] = json!(0), "does not fit"),
        (
            "hash",
            |row| row["headline"]["cites"][0]["sha256"] = json!(""),
            "headline.cites[0], document `two`: the text at",
        ),
        (
            "document",
            |row| row["timeline"][0]["cites"][0]["document"] = json!("three"),
            "timeline[0].cites[0], document `three`: is not in the documents file",
        ),
        ("no citation", |row| row["points"][0]["cites"] = json!([]), "points[0]: cites nothing"),
        (
            "support",
            |row| row["points"][0]["support"]["cites"][0]["end"] = json!(30),
            "points[0].support.cites[0]",
        ),
        (
            "a side",
            |row| row["differences"][0]["sides"][1]["text"] = json!("Somebody was hurt."),
            "differences[0].sides[1], document `two`: prints",
        ),
        ("headline", |row| row["headline"]["text"] = json!("Müller won"), "headline, document `two`"),
        ("unit", |row| row["offsets"] = json!("byte"), "points[0].cites[0], document `one`: "),
    ];
    for (name, change, expected) in cases {
        let found = failures(Unit::Codepoint, change, |text| text);
        assert!(found.iter().any(|failure| failure.contains(expected)), "{name}: {found:#?}");
    }
    // Another text under the same id.
    let found =
        failures(Unit::Codepoint, |_| {}, |text| text.lines().nth(1).unwrap().replace("\"two\"", "\"one\""));
    assert!(found.len() > 5, "{found:#?}");
    // Sentences of other modes need their citations only.
    let found = failures(
        Unit::Codepoint,
        |row| {
            row["points"][0]["text"] = json!("In other words.");
            row["points"][0]["mode"] = json!("rewrite");
        },
        |text| text,
    );
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn files_that_cannot_be_checked_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let (briefings, documents) = (dir.path().join("b.jsonl"), dir.path().join("d.jsonl"));
    let error = verify(&briefings, &documents).unwrap_err().to_string();
    assert!(error.contains("cannot read") && error.contains("b.jsonl"), "{error}");
    fs::write(&briefings, "{}\n").unwrap();
    let error = verify(&briefings, &documents).unwrap_err().to_string();
    assert!(error.contains("b.jsonl`, line 1: missing field"), "{error}");
}

#[test]
fn equal_input_gives_equal_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let hashes = |name: &str| {
        let folder = dir.path().join(name);
        write_all(&folder, Unit::Codepoint, &documents(), &tables());
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|path| (path.file_name().unwrap().to_owned(), fs::read(path).unwrap()))
            .collect::<Vec<_>>()
    };
    let first = hashes("first");
    assert_eq!(first.len(), 8, "no part is left over");
    assert_eq!(first, hashes("second"));
    let folder = dir.path().to_string_lossy().into_owned();
    assert!(first.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains(&folder)));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut outputs = Outputs::new();
    let target = |path: &str| Target::File(path.into());
    let whole = dir.path().join("documents.jsonl");
    let sink = |outputs: &mut Outputs, target: Target| {
        outputs.sink(&SinkSpec { format: SinkFormat::Documents, target, offsets: Unit::Byte }).unwrap()
    };
    let mut good = sink(&mut outputs, Target::File(whole.clone()));
    let mut full = sink(&mut outputs, target("/dev/full"));
    let docs = documents();
    put(good.as_mut(), &docs[0]);
    put(full.as_mut(), &docs[0]);
    let (tables, documents) = (Tables::default(), DocumentIndex::default());
    good.finish(&Results::new(&tables, &documents, 1)).unwrap();
    let error = full.finish(&Results::new(&tables, &documents, 1)).unwrap_err();
    assert!(error.to_string().starts_with("no space left while writing `/dev/full`"), "{error}");
    assert!(!error.is_closed());
    drop(outputs);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}
