//! Bad input: a message that names file and place and says what to do, and no other document is lost.

use copydesk_e2e::Desk;
use serde_json::Value;

const GOOD: &str = "Harbour closes\n\nThe harbour of Bonn was closed on Monday, the port authority said.\n";

/// Runs over `reports/`, which holds a good report beside the bad one, and returns the one line of quarantine.
fn quarantined(desk: &Desk, more: &[&str]) -> Value {
    desk.write("reports/zz-good.txt", GOOD);
    let arguments = [&["run", "--out", "out", "reports"], more].concat();
    desk.run(&arguments)
        .expect(1)
        .says(&["2 read = 1 written + 1 quarantined + 0 filtered", "what was lost and why"]);
    let rows = desk.rows("out/quarantine.jsonl");
    assert_eq!((rows.len(), desk.rows("out/documents.jsonl").len()), (1, 1));
    assert_eq!(rows[0]["stage"], "read");
    rows[0].clone()
}

#[test]
fn files_that_are_no_reports() {
    let cases: &[(&str, &[u8], &str, &str)] = &[
        ("empty.txt", b"", "empty", "empty"),
        ("latin1.txt", b"The caf\xe9 was closed.", "invalid-utf8", "UTF-8"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", "PNG"),
        ("cut.txt", b"The end is cut \xe2\x82", "invalid-utf8", "UTF-8"),
    ];
    for (name, bytes, code, word) in cases {
        let desk = Desk::new();
        desk.write(&format!("reports/{name}"), bytes);
        let row = quarantined(&desk, &[]);
        assert_eq!(row["code"], *code, "{row}");
        assert_eq!(row["path"], format!("reports/{name}"));
        assert!(row["reason"].as_str().is_some_and(|reason| reason.contains(word)), "{row}");
    }
}

#[test]
fn exact_copies_are_left_out_without_a_configuration_too() {
    let desk = Desk::new();
    desk.write("reports/a.txt", GOOD);
    desk.write("reports/b.txt", GOOD);
    desk.run(&["run", "--out", "out", "reports"])
        .expect(0)
        .says(&["2 read = 1 written + 0 quarantined + 1 filtered"]);
}

#[test]
fn invalid_utf8_is_replaced_where_that_is_asked_for() {
    let desk = Desk::new();
    desk.write("reports/latin1.txt", b"The caf\xe9 in Bonn was closed.\n");
    desk.run(&["run", "--out", "out", "--set", "run.invalid_utf8=replace", "reports"]).expect(0);
    let document = &desk.rows("out/documents.jsonl")[0];
    assert!(document["text"].as_str().is_some_and(|text| text.contains('\u{fffd}')), "{document}");
    assert!(document["notes"].as_array().is_some_and(|notes| !notes.is_empty()));
}

#[test]
fn nul_bytes_are_text() {
    let desk = Desk::new();
    desk.write("reports/nul.txt", "The harbour\0 of Bonn was closed on Monday.\n");
    desk.run(&["run", "--out", "out", "reports"]).expect(0);
    assert_eq!(desk.rows("out/documents.jsonl")[0]["text"], "The harbour\0 of Bonn was closed on Monday.\n");
}

#[test]
fn lines_that_are_no_records_name_line_and_offset() {
    let desk = Desk::new();
    let lines = [
        "{\"id\": \"a\", \"text\": \"The harbour of Bonn was closed.\"}",
        "{\"id\": \"b\", \"text\": ",
        "[1, 2]",
        "{\"id\": \"c\"}",
        "{\"id\": \"d\", \"text\": 7}",
        "",
        "{\"id\": \"a\", \"text\": \"Again.\"}",
        "{\"id\": \"e\", \"text\": \"The harbour opened again.\"}",
    ];
    desk.write("reports/wire.jsonl", lines.join("\n"));
    desk.run(&["run", "--out", "out", "reports"]).expect(1).says(&["7 read = 2 written + 5 quarantined"]);
    let rows = desk.rows("out/quarantine.jsonl");
    let found: Vec<(u64, &str)> = rows
        .iter()
        .map(|row| (row["line"].as_u64().unwrap_or(0), row["code"].as_str().unwrap_or("")))
        .collect();
    let codes =
        [(2, "bad-json"), (3, "not-an-object"), (4, "no-text"), (5, "wrong-type"), (7, "duplicate-id")];
    assert_eq!(found, codes);
    let offset = rows[0]["offset"].as_u64().expect("an offset") as usize;
    assert!((lines[0].len() + 1..=lines[0].len() + 1 + lines[1].len()).contains(&offset), "{offset}");
    assert!(
        rows[4]["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("wire.jsonl") && reason.contains('1'))
    );
}

#[test]
fn a_document_over_the_limit_is_refused_by_its_size() {
    let desk = Desk::new();
    desk.write("reports/long.txt", "word ".repeat(30_000));
    let row = quarantined(&desk, &["--set", "run.max_document_bytes=100000"]);
    assert_eq!(row["code"], "too-large");
}

#[test]
fn what_was_named_and_is_not_there_is_wrong_use() {
    let desk = Desk::new();
    desk.run(&["run", "--out", "out", "nothing.txt"]).expect(2).says(&["nothing.txt"]);
    std::fs::create_dir(desk.path("empty")).expect("a folder can be made");
    desk.run(&["run", "--out", "out", "empty"]).expect(2).says(&["empty"]);
    desk.run(&["run", "--out", "out", "*.none"]).expect(2).says(&["*.none"]);
    desk.run(&["run", "--out", "out"]).expect(2).says(&["no input: name files or folders"]);
    assert_eq!(desk.list("out"), [""; 0]);
}

#[test]
fn on_error_decides_what_happens_to_the_rest() {
    let desk = Desk::new();
    desk.write("reports/a.txt", "");
    desk.write("reports/b.txt", GOOD);
    desk.run(&["run", "--out", "skipped", "--set", "run.on_error=skip", "reports"])
        .expect(1)
        .says(&["1 skipped"]);
    assert!(!desk.list("skipped").contains(&"quarantine.jsonl".to_owned()));
    let ran = desk.run(&["run", "--out", "failed", "--set", "run.on_error=fail", "reports"]);
    ran.expect(2).says(&["reports/a.txt", "nothing was written"]);
    assert_eq!(desk.list("failed"), [""; 0]);
}

#[test]
fn standard_input_is_read() {
    let desk = Desk::new();
    desk.write("in.jsonl", "{\"id\": \"a\", \"text\": \"The harbour of Bonn was closed on Monday.\"}\n");
    let mut command = desk.command();
    command.args(["run", "--out", "out", "-"]);
    command.stdin(std::fs::File::open(desk.path("in.jsonl")).expect("it is there"));
    copydesk_e2e::Ran::from(command.output().expect("it starts")).expect(0);
    assert_eq!(desk.rows("out/documents.jsonl")[0]["id"], "a");
}

#[test]
fn a_configuration_says_everything_at_once() {
    let desk = Desk::with_samples();
    desk.write(
        "pipeline.toml",
        "version = 1\n[pipeline]\nstages = [\"resolve\", \"entities\"]\n[run]\nwrkers = 2\nbatch = \"many\"\n",
    );
    desk.run(&["run", "--out", "out", "reports"]).expect(2).says(&[
        "wrkers",
        "did you mean",
        "workers",
        "batch",
        "pipeline.toml:5",
    ]);
    desk.write("pipeline.toml", "version = 1\n[pipeline]\nstages = [\"resolve\", \"entities\"]\n");
    desk.run(&["run", "--out", "out", "reports"]).expect(2).says(&["`resolve` needs `tokens`", "`entities`"]);
    desk.run(&["run", "--out", "out", "--set", "run.wrkers=2", "reports"])
        .expect(2)
        .says(&["--set run.wrkers=2"]);
    assert_eq!(desk.list("out"), [""; 0]);
}
