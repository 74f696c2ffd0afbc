//! The runner's promises, tried with small stages made for the purpose.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use copydesk_core::{
    Descriptor, Docs, Document, Fault, Layer, Options, Output, Plugin, Stage, StageError, StaticPlugin,
    names, tables,
};
use copydesk_runner::{Control, Done, Ends, Item, Raw, Report, RunError, Settings, StageSlot, run};
use serde_json::{Value, json};

/// Writes one token over each text; obeys what the text says.
#[derive(Clone)]
struct Obedient;

impl Stage for Obedient {
    fn descriptor() -> Descriptor {
        Descriptor::new("obedient", "1.0.0", "does what the text says").provides(&["tokens"])
    }

    fn open(_: &Options) -> Result<Self, StageError> {
        Ok(Self)
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            match doc.text() {
                "panic" => panic!("as told by {}", doc.id()),
                "error" => return Err(StageError::failed("as told")),
                "fail" => out.fail(doc, "as told"),
                "filter" => out.filter(doc, "as told"),
                "silent" => continue,
                _ => {}
            }
            let end = if doc.text() == "lie" { 99 } else { doc.text().len() as u32 };
            let mut tokens = Layer::new();
            tokens.push(0, end);
            out.put(doc, names::TOKENS, &tokens)?;
        }
        Ok(())
    }
}

/// Counts all documents into a table; fails documents called `bad-...` and panics on `boom`.
#[derive(Clone)]
struct Census;

impl Stage for Census {
    fn descriptor() -> Descriptor {
        Descriptor::new("census", "1.0.0", "counts").collection().needs(&["tokens"]).provides(&["census"])
    }

    fn open(_: &Options) -> Result<Self, StageError> {
        Ok(Self)
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter().filter(|doc| doc.id().starts_with("bad-")) {
            out.fail(doc, "bad by name");
        }
        assert!(docs.iter().all(|doc| doc.text() != "boom"), "boom");
        out.rows(
            "census",
            &[json!({"documents": docs.len(), "places": docs.iter().map(|doc| {
            json!({"document": doc.id(), "start": 0, "end": 1})
        }).collect::<Vec<Value>>()})],
        )
    }
}

/// Marks documents once the census is there.
#[derive(Clone)]
struct After;

static OPENED: AtomicUsize = AtomicUsize::new(0);

impl Stage for After {
    fn descriptor() -> Descriptor {
        Descriptor::new("after", "1.0.0", "comes after")
            .needs(&["tokens", "census"])
            .provides(&["meta.counted"])
    }

    fn open(_: &Options) -> Result<Self, StageError> {
        OPENED.fetch_add(1, Ordering::Relaxed);
        Ok(Self)
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let rows: Vec<Value> = docs.rows("census")?;
        for doc in docs.iter() {
            out.meta(doc, "counted", &rows[0]["documents"].to_string(), "census");
        }
        Ok(())
    }
}

fn slot<S: Stage>() -> StageSlot {
    let plugin = StaticPlugin::<S>::new();
    StageSlot::load(&plugin.descriptor().name.clone(), &plugin, &Value::Null)
        .expect("the test stages have no options")
}

/// A record that a worker makes a document of; a bad one turns out to be none.
fn raw(id: &str, text: &str) -> Item<String> {
    let (id, text) = (id.to_owned(), text.trim_start_matches("raw ").to_owned());
    let bytes = text.len();
    let make = move || if text == "bad" { Err(id) } else { Ok(Document::new(id, text)) };
    Item::Raw(Raw { bytes, make: Box::new(make) })
}

type Ran = (Report, tables::Tables, Vec<String>);

fn go(texts: &[(&str, &str)], stages: &[StageSlot], settings: &Settings) -> Result<Ran, RunError<String>> {
    let mut items = texts.iter().map(|(id, text)| match *text {
        "reject" => Item::Rejected((*id).to_owned()),
        "copy" => Item::LeftOut((*id).to_owned()),
        text if text.starts_with("raw ") => raw(id, text),
        text => Item::Document(Document::new(*id, text)),
    });
    let mut lines = Vec::new();
    let encode = |doc: &Document| doc.id.len();
    let mut emit = |done: Done<String, usize>| {
        lines.push(match done {
            Done::Finished(doc, encoded) => {
                assert_eq!(encoded, doc.id.len());
                format!("{} ok {:?} {:?}", doc.id, doc.layer("tokens").map(Layer::len), doc.meta("counted"))
            }
            Done::Rejected(id) => format!("{id} rejected"),
            Done::LeftOut(id) => format!("{id} left out"),
            Done::Failed { document, stage, error } => {
                format!("{} lost in {stage}: {} {}", document.id, error.fault.code(), error.message)
            }
            Done::Filtered { document, stage, reason } => {
                format!("{} filtered by {stage}: {reason}", document.id)
            }
        });
        Ok::<(), String>(())
    };
    let ends = Ends { source: &mut || items.next(), encode: &encode, emit: &mut emit };
    let (report, tables) = run(ends, stages, settings, &Control::default())?;
    Ok((report, tables, lines))
}

fn settings(workers: usize, batch_documents: usize) -> Settings {
    Settings { workers, batch_documents, ..Settings::default() }
}

const MIXED: &[(&str, &str)] = &[
    ("a", "fine"),
    ("b", "panic"),
    ("c", "reject"),
    ("d", "filter"),
    ("e", "lie"),
    ("f", "fine too"),
    ("g", "error"),
    ("h", "fail"),
    ("i", "silent"),
    ("j", "fine as well"),
];

#[test]
fn one_bad_document_costs_itself_whatever_the_batch_and_the_workers() {
    let expected = [
        "a ok Some(1) None",
        "b lost in obedient: panicked the stage panicked: as told by b",
        "c rejected",
        "d filtered by obedient: as told",
        "e lost in obedient: bad-output layer `tokens`, row 0: span 0..99 ends past the end of the text; the text has 3 bytes",
        "f ok Some(1) None",
        "g lost in obedient: failed as told",
        "h lost in obedient: failed as told",
        "i lost in obedient: bad-output the stage declares layer `tokens` but wrote none for this document",
        "j ok Some(1) None",
    ];
    for workers in [1, 2, 7] {
        for batch in [1, 3, 16, 256] {
            let (report, _, lines) = go(MIXED, &[slot::<Obedient>()], &settings(workers, batch)).unwrap();
            assert_eq!(lines, expected, "{workers} workers, batches of {batch}");
            assert_eq!((report.read, report.finished, report.failed), (10, 3, 5));
            assert_eq!((report.rejected, report.filtered, report.panicked), (1, 1, true));
        }
    }
}

#[test]
fn order_is_kept_under_tight_credit() {
    let texts: Vec<(String, String)> =
        (0..500).map(|n: usize| (format!("d{n}"), "x".repeat(1 + n * 37 % 900))).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    for bytes in [1, 2_000, 1 << 20] {
        let tight = Settings { max_in_flight_bytes: bytes, workers: 7, batch_documents: 3, batch_bytes: 500 };
        let (report, _, lines) = go(&texts, &[slot::<Obedient>(), slot::<Obedient>()], &tight).unwrap();
        assert_eq!(report.finished, 500);
        let ids: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
        assert!(ids.iter().enumerate().all(|(n, id)| *id == format!("d{n}")), "{bytes} bytes of credit");
    }
}

#[test]
fn collection_stages_see_all_and_run_again_without_what_they_fail() {
    let texts = [("a", "one"), ("bad-b", "two"), ("c", "panic"), ("d", "reject"), ("e", "five")];
    let stages = [slot::<Obedient>(), slot::<Census>(), slot::<After>()];
    for workers in [1, 2, 7] {
        let (report, tables, lines) = go(&texts, &stages, &settings(workers, 2)).unwrap();
        assert_eq!(
            lines,
            [
                "a ok Some(1) Some(\"2\")",
                "bad-b lost in census: failed bad by name",
                "c lost in obedient: panicked the stage panicked: as told by c",
                "d rejected",
                "e ok Some(1) Some(\"2\")",
            ]
        );
        assert!(tables.get("census").is_some_and(|rows| !rows.contains("bad-b")));
        assert_eq!((report.finished, report.failed, report.rejected, report.broken), (2, 2, 1, None));
    }
}

#[test]
fn a_broken_collection_stage_loses_no_document() {
    let texts = [("a", "one"), ("b", "boom")];
    let (report, tables, lines) =
        go(&texts, &[slot::<Obedient>(), slot::<Census>(), slot::<After>()], &settings(2, 1)).unwrap();
    assert_eq!(lines, ["a ok Some(1) None", "b ok Some(1) None"]);
    let (stage, error) = report.broken.unwrap();
    assert_eq!((stage.as_str(), error.fault), ("census", Fault::Panicked));
    assert!(report.panicked && tables.get("census").is_none());
}

#[test]
fn a_document_without_a_needed_layer_is_named() {
    let (report, _, lines) = go(&[("a", "one")], &[slot::<Census>()], &settings(1, 1)).unwrap();
    assert_eq!(
        lines,
        ["a lost in census: failed the stage needs layer `tokens`, which this document does not have"]
    );
    assert_eq!(report.failed, 1);
}

#[test]
fn nothing_in_nothing_out() {
    for stages in [vec![], vec![slot::<Obedient>()], vec![slot::<Census>()]] {
        let (report, _, lines) = go(&[], &stages, &settings(2, 16)).unwrap();
        assert_eq!((report.read, lines.len()), (0, 0));
    }
}

#[test]
fn raw_records_take_their_places_among_the_documents() {
    let texts: Vec<(String, &str)> = (0..200)
        .map(|number| {
            let text = ["a b", "raw a b c", "reject", "raw bad", "copy"][number % 5];
            (number.to_string(), text)
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(id, text)| (id.as_str(), *text)).collect();
    for stages in [vec![], vec![slot::<Obedient>()], vec![slot::<Obedient>(), slot::<Census>()]] {
        let (report, _, lines) = go(&texts, &stages, &settings(1, 1)).unwrap();
        let counts = (report.read, report.finished, report.rejected, report.filtered);
        assert_eq!(counts, (200, 80, 80, 40));
        let ids: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(ids, texts.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        assert_eq!((lines[3].as_str(), lines[4].as_str()), ("3 rejected", "4 left out"));
        for (workers, batch) in [(1, 16), (2, 3), (3, 64)] {
            assert_eq!(go(&texts, &stages, &settings(workers, batch)).unwrap().2, lines);
        }
    }
}

#[test]
fn a_sink_that_gives_up_ends_the_run() {
    let mut left = 100_000;
    let mut source = || {
        left -= 1;
        (left > 0).then(|| Item::<()>::Document(Document::new(left.to_string(), "text")))
    };
    let mut taken = 0;
    let mut emit = |_: Done<(), ()>| {
        taken += 1;
        if taken == 5 { Err("full") } else { Ok(()) }
    };
    let ends = Ends { source: &mut source, encode: &|_| (), emit: &mut emit };
    let result = run(ends, &[slot::<Obedient>()], &settings(3, 4), &Control::default());
    assert!(matches!(result, Err(RunError::Sink("full"))));
    assert_eq!(taken, 5);
    assert!(left > 90_000, "the reader went on for long: {left}");
}

#[test]
fn stopping_finishes_what_was_read() {
    let control = Control::default();
    let mut given = 0;
    let mut source = || {
        given += 1;
        if given == 50 {
            control.stop.store(true, Ordering::Relaxed);
        }
        Some(Item::<()>::Document(Document::new(given.to_string(), "text")))
    };
    let mut taken = BTreeMap::new();
    let mut emit = |done: Done<(), ()>| {
        if let Done::Finished(doc, ()) = done {
            taken.insert(doc.id.parse::<u64>().unwrap_or(0), ());
        }
        Ok::<(), ()>(())
    };
    let ends = Ends { source: &mut source, encode: &|_| (), emit: &mut emit };
    let (report, _) = run(ends, &[slot::<Obedient>()], &settings(2, 4), &control).unwrap();
    assert!(report.interrupted);
    assert_eq!(report.read, report.finished);
    assert_eq!(taken.len(), 50);
}
