//! The other commands, and the README: every command in it is run.

use copydesk_e2e::{Desk, root};

#[test]
fn check_and_test_prove_the_default_pipeline() {
    let desk = Desk::new();
    let config = root().join("pipeline.toml");
    let config = config.to_str().expect("a path in UTF-8");
    let ran = desk.run(&["check", "--config", config]).expect(0);
    assert!(ran.out.contains("clean (clean 0.1.0), tokenize (tokenize 0.1.0)"), "{}", ran.out);
    let ran = desk.run(&["test", "--config", config]).expect(0);
    assert!(ran.out.ends_with("2 passed, 0 failed\n"), "{}", ran.out);
}

#[test]
fn a_test_that_fails_says_what_was_missing_and_what_was_not_expected() {
    let desk = Desk::new();
    desk.write(
        "pipeline.toml",
        "version = 1\n[pipeline]\nstages = [\"tokenize\"]\n[[tests]]\nname = \"wrong\"\n\
         input = { text = \"It rained. It stopped.\" }\n[tests.expect]\nsentences = [\"It rained. It stopped.\"]\n",
    );
    let ran = desk.run(&["test"]).expect(1);
    assert!(ran.out.contains("sents: missing \"It rained. It stopped.\""), "{}", ran.out);
    assert!(ran.out.contains("sents: not expected \"It rained.\""), "{}", ran.out);
}

#[test]
fn stages_lists_what_there_is() {
    let desk = Desk::new();
    let ran = desk.run(&["stages", "--options"]).expect(0);
    for name in copydesk_e2e::PLUGINS {
        assert!(
            ran.out.contains(&format!("\n{name}: ")) || ran.out.starts_with(&format!("{name}: ")),
            "{}",
            ran.out
        );
    }
    let rows = desk.run(&["stages", "--json"]).expect(0).out;
    assert!(rows.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{rows}");
}

#[test]
fn every_topic_of_schema_prints_something() {
    let desk = Desk::new();
    for topic in [
        "pipeline",
        "document",
        "entity",
        "story",
        "event",
        "briefing",
        "quarantine",
        "reference",
        "stages-reference",
        "header",
    ] {
        let ran = desk.run(&["schema", topic]).expect(0);
        assert!(ran.out.len() > 400, "{topic}: {}", ran.out);
    }
}

#[test]
fn help_has_examples_and_wrong_use_is_two() {
    let desk = Desk::new();
    for command in ["run", "check", "test", "stages", "schema", "verify", "eval"] {
        let ran = desk.run(&[command, "--help"]).expect(0);
        assert!(ran.out.contains("xample") && ran.out.contains("copydesk "), "{command}: {}", ran.out);
    }
    desk.run(&["rum"]).expect(2).says(&["rum"]);
    desk.run(&["run", "--wat"]).expect(2);
    desk.run(&["run", "--set", "run.workers"]).expect(2);
}

#[test]
fn metrics_hold_the_times_and_no_data_file_does() {
    let desk = Desk::with_samples();
    desk.run(&["run", "--out", "out", "--metrics", "metrics.json", "reports"]).expect(0);
    let metrics: serde_json::Value = serde_json::from_str(&desk.read("metrics.json")).expect("JSON");
    assert_eq!((metrics["read"].as_u64(), metrics["written"].as_u64()), (Some(6), Some(6)));
    assert!(metrics["stage_seconds"]["tokenize"].is_number());
}

#[test]
fn without_a_configuration_the_sinks_that_set_names_are_written() {
    let desk = Desk::with_samples();
    let sink = "sinks.stories={type=\"file\",path=\"stories.jsonl\",content=\"stories\"}";
    desk.run(&["run", "--set", sink, "reports"]).expect(0);
    assert!(desk.read("stories.jsonl").contains("\"id\":\"s:1\""));
    assert!(!desk.path("out").exists());
    desk.run(&["run", "reports"]).expect(2).says(&["no outputs", "--out DIR"]);
}

/// Two invented sentences in CoNLL-U, with a multiword token.
const GOLD: &str = "\
# newdoc id = a\n\
# sent_id = 1\n\
# text = Sen. Ida Brandt didn't fly to Bonn.\n\
1\tSen.\t_\t_\t_\t_\t_\t_\t_\t_\n\
2\tIda\t_\t_\t_\t_\t_\t_\t_\t_\n\
3\tBrandt\t_\t_\t_\t_\t_\t_\t_\t_\n\
4-5\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n\
4\tdid\t_\t_\t_\t_\t_\t_\t_\t_\n\
5\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n\
6\tfly\t_\t_\t_\t_\t_\t_\t_\t_\n\
7\tto\t_\t_\t_\t_\t_\t_\t_\t_\n\
8\tBonn\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
9\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\
\n\
# sent_id = 2\n\
# text = She stayed.\n\
1\tShe\t_\t_\t_\t_\t_\t_\t_\t_\n\
2\tstayed\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
3\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\
\n\
";

#[test]
fn eval_runs_the_pipeline_over_gold_text_and_holds_floors() {
    let desk = Desk::new();
    desk.write("gold.conllu", GOLD);
    let ran =
        desk.run(&["eval", "tokens", "gold.conllu", "--floor", "words.f1=1", "--floor", "sentences.f1=1"]);
    assert!(ran.expect(0).out.contains("tokenize 0.1.0"));
    desk.run(&["eval", "tokens", "gold.conllu", "--floor", "tokens.f1=0.99"]).expect(1);
    desk.run(&["eval", "tokens", "gold.conllu", "--floor", "wrods.f1=1"]).expect(2).says(&["words.f1"]);
    desk.run(&["eval", "tokens", "none.conllu"]).expect(2).says(&["none.conllu"]);
}

#[test]
fn trace_says_why_a_sentence_stands_in_a_briefing() {
    let desk = Desk::with_samples();
    desk.run(&["run", "--out", "out", "reports"]).expect(0);
    let ran = desk.run(&["trace", "out/briefings.jsonl#1"]).expect(0);
    for part in ["Sentence 1 of ", "Score ", "central", "Said by ", "Rivals"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let briefing = &desk.rows("out/briefings.jsonl")[0];
    let (story, points) =
        (briefing["story"].as_str().expect("an id"), briefing["points"].as_array().expect("points"));
    let rows = desk.run(&["trace", &format!("{story}#*"), "--json"]).expect(0).out;
    let rows: Vec<serde_json::Value> =
        rows.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rows.len(), points.len());
    for (row, point) in rows.iter().zip(points) {
        assert_eq!(row["trace"]["text"], point["text"]);
        let said = row["trace"]["support"].as_array().map_or(0, Vec::len) as u64 + 1;
        assert_eq!(point["support"]["documents"], said, "{row}");
    }
    // Another pipeline than that of the run would explain another briefing.
    let other = ["trace", "out/briefings.jsonl#1", "--set", "stages.summarize.options.max_sentences=2"];
    desk.run(&other).expect(2).says(&["give the configuration of the run"]);
    desk.run(&["trace", "out/briefings.jsonl#99"]).expect(2).says(&["give a number from 1 on"]);
    desk.run(&["trace", "out/briefings.jsonl"]).expect(2).says(&["add `#` and its number"]);
    desk.run(&["trace", "s:none#1"]).expect(2).says(&["no story `s:none`"]);
}
