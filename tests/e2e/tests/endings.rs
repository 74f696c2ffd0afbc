//! How runs end: interrupted, killed, on a full disk, two at once, with a reader that goes away.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use copydesk_e2e::{Desk, Ran, samples};

/// Enough documents for a run of some seconds.
fn many(desk: &Desk, copies: usize) {
    let mut lines = String::new();
    for round in 0..copies {
        for (name, text) in samples() {
            // Exact copies of one publisher would be left out.
            let (id, publisher) = (format!("{round}-{name}"), format!("Wire {round}"));
            lines.push_str(&serde_json::json!({"id": id, "text": text, "publisher": publisher}).to_string());
            lines.push('\n');
        }
    }
    desk.write("many.jsonl", lines);
}

const STAGES: &str = "pipeline.stages=[\"clean\", \"tokenize\"]";

#[test]
fn an_interruption_drains_keeps_the_parts_and_replaces_nothing() {
    let desk = Desk::new();
    desk.write("out/documents.jsonl", "from before\n");
    // The source never ends, so the run can only end by being told to.
    let mut command = desk.command();
    command.args(["run", "--out", "out", "--set", STAGES, "-"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let feeder = thread::spawn(move || {
        for number in 0.. {
            let text = format!("The harbour of Bonn was closed on Monday, for the {number}th time.");
            let line = serde_json::json!({ "text": text }).to_string() + "\n";
            if std::io::Write::write_all(&mut stdin, line.as_bytes()).is_err() {
                break;
            }
        }
    });
    thread::sleep(Duration::from_millis(800));
    let interrupted =
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(interrupted.success());
    let code = child.wait().expect("it ends").code();
    let mut err = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("text");
    feeder.join().expect("the feeder ends");
    assert_eq!(code, Some(130), "{err}");
    assert!(err.contains("no output file was replaced"), "{err}");
    assert_eq!(desk.read("out/documents.jsonl"), "from before\n");
    let part = desk.list("out").into_iter().find(|name| name.contains(".part")).expect("a part is kept");
    let kept = desk.read(&format!("out/{part}"));
    assert!(kept.ends_with('\n') && kept.lines().count() > 0, "whole lines only");
}

#[test]
fn a_killed_run_leaves_no_output_under_its_final_name() {
    let desk = Desk::new();
    many(&desk, 400);
    for pause in [20, 60, 150, 300] {
        let mut command = desk.command();
        command.args(["run", "-q", "--out", "out", "--set", STAGES, "many.jsonl"]);
        let mut child = command.stderr(Stdio::null()).spawn().expect("it starts");
        thread::sleep(Duration::from_millis(pause));
        drop(child.kill());
        child.wait().expect("it ends");
        if desk.path("out/documents.jsonl").exists() {
            assert_eq!(desk.rows("out/documents.jsonl").len(), 2_400, "a file that is there is whole");
        }
    }
    desk.run(&["run", "-q", "--out", "out", "--set", STAGES, "many.jsonl"]).expect(0);
    assert_eq!(desk.rows("out/documents.jsonl").len(), 2_400);
}

#[test]
fn two_runs_at_once_do_not_mix() {
    let desk = Desk::new();
    many(&desk, 60);
    desk.run(&["run", "-q", "--out", "alone", "--set", STAGES, "many.jsonl"]).expect(0);
    let start = || {
        let mut command = desk.command();
        command.args(["run", "-q", "--out", "out", "--set", STAGES, "many.jsonl"]).spawn().expect("it starts")
    };
    let (mut one, mut two) = (start(), start());
    assert!(one.wait().expect("it ends").success() && two.wait().expect("it ends").success());
    assert_eq!(desk.read("out/documents.jsonl"), desk.read("alone/documents.jsonl"));
    assert!(desk.list("out").iter().all(|name| !name.contains(".part")));
}

#[test]
fn a_full_disk_is_said_and_nothing_is_left() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let desk = Desk::with_samples();
    desk.write(
        "pipeline.toml",
        "version = 1\n[pipeline]\nstages = [\"clean\"]\n[sources.a]\ntype = \"files\"\ninclude = [\"reports\"]\n\
         [sinks.full]\ntype = \"file\"\npath = \"/dev/full\"\ncontent = \"documents\"\n\
         [sinks.good]\ntype = \"file\"\npath = \"documents.jsonl\"\n",
    );
    let ran = desk.run(&["run"]).expect(2).says(&["/dev/full", "space"]);
    assert_eq!(ran.err.matches("os error").count(), 1, "the cause is told twice: {}", ran.err);
    assert!(!desk.path("documents.jsonl").exists(), "an output appeared although the run failed");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::new();
    many(&desk, 40);
    desk.write(
        "pipeline.toml",
        "version = 1\n[pipeline]\nstages = [\"clean\", \"tokenize\"]\n\
         [sinks.out]\ntype = \"stdout\"\ncontent = \"documents\"\n",
    );
    let mut child = desk
        .command()
        .args(["run", "many.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut first = [0; 100];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("some output");
    let ran = Ran::from(child.wait_with_output().expect("it ends"));
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert_eq!(ran.code, 0, "{}", ran.err);
}
