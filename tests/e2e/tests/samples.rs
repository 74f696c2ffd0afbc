//! The main job: a folder of reports in, a sourced briefing out.

use std::collections::BTreeSet;

use copydesk_e2e::{Desk, root, samples};
use serde_json::Value;

fn briefed() -> Desk {
    let desk = Desk::with_samples();
    desk.run(&["run", "--out", "out", "reports"])
        .expect(0)
        .says(&["6 read = 6 written + 0 quarantined + 0 filtered"]);
    desk
}

#[test]
fn the_standard_files_appear_and_fit_their_schemas() {
    let desk = briefed();
    let files = [
        "briefing.md",
        "briefings.jsonl",
        "documents.jsonl",
        "entities.jsonl",
        "evidence.json",
        "quarantine.jsonl",
        "report.html",
    ];
    assert_eq!(desk.list("out"), files);
    let evidence: Value = serde_json::from_str(&desk.read("out/evidence.json")).expect("one JSON object");
    let story = &evidence["stories"][0];
    let mark = story["points"][0]["cites"][0]["mark"].as_str().expect("a mark");
    assert!(story["sources"].as_array().is_some_and(|sources| sources.len() == 6), "{story}");
    // What is copied from the evidence with its mark is supported; a number of one's own is not.
    let text = story["points"][0]["cites"][0]["text"].as_str().expect("the text cited");
    desk.write("copied.md", format!("{text} {mark}\n"));
    desk.run(&["verify", "out/briefings.jsonl", "--text", "copied.md"]).expect(0);
    desk.write("bent.md", format!("{} {mark}\n", text.replace("26", "62")));
    let ran = desk.run(&["verify", "out/briefings.jsonl", "--text", "bent.md"]).expect(1);
    assert!(ran.out.contains("number `62` is not in"), "{}", ran.out);
    for (file, schema) in [("documents", "document"), ("entities", "entity"), ("briefings", "briefing")] {
        let text =
            std::fs::read_to_string(root().join(format!("schemas/{schema}.schema.json"))).expect("a schema");
        let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema is valid");
        let rows = desk.rows(&format!("out/{file}.jsonl"));
        assert!(!rows.is_empty(), "{file} is empty");
        for row in rows {
            let errors: Vec<String> = validator.iter_errors(&row).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{file}: {errors:?}");
        }
    }
}

#[test]
fn every_citation_holds_and_a_changed_text_is_found() {
    let desk = briefed();
    let ran = desk.run(&["verify", "out/briefings.jsonl"]).expect(0);
    assert!(ran.out.contains(" 0 wrong"), "{}", ran.out);
    let briefing = &desk.rows("out/briefings.jsonl")[0];
    let cite = &briefing["points"][0]["cites"][0];
    let documents = desk.rows("out/documents.jsonl");
    let document = documents.iter().find(|document| document["id"] == cite["document"]).expect("it is there");
    let sentence: String = document["text"]
        .as_str()
        .expect("a text")
        .chars()
        .skip(cite["start"].as_u64().expect("an offset") as usize)
        .take(8)
        .collect();
    let good = desk.read("out/documents.jsonl");
    let changed = good.replace(&sentence, &sentence.to_uppercase());
    desk.write("out/documents.jsonl", &changed);
    let ran = desk.run(&["verify", "out/briefings.jsonl"]).expect(1);
    assert!(ran.out.contains("`sha256` is not that of `text`"), "{}", ran.out);
    // Whoever mends that hash as well is found by those of the citations.
    let mut unmarked = String::new();
    for line in changed.lines() {
        let mut row: Value = serde_json::from_str(line).expect("a line of JSON");
        row.as_object_mut().expect("an object").remove("sha256");
        unmarked.push_str(&format!("{row}\n"));
    }
    desk.write("out/documents.jsonl", unmarked);
    let ran = desk.run(&["verify", "out/briefings.jsonl"]).expect(1);
    assert!(ran.out.contains("points[0]"), "{}", ran.out);
}

#[test]
fn the_briefing_draws_on_several_reports_and_on_no_furniture() {
    let desk = briefed();
    let briefings = desk.rows("out/briefings.jsonl");
    assert_eq!(briefings.len(), 1, "the six reports are one story");
    let points = briefings[0]["points"].as_array().expect("points");
    assert!((3..=6).contains(&points.len()), "{} points", points.len());
    let cited: BTreeSet<&str> =
        points.iter().filter_map(|point| point["cites"][0]["document"].as_str()).collect();
    assert!(cited.len() >= 3, "only {cited:?} are cited");
    let documents = desk.rows("out/documents.jsonl");
    for point in points {
        let cite = &point["cites"][0];
        let document =
            documents.iter().find(|document| document["id"] == cite["document"]).expect("it is there");
        let kind = document["segments"].as_array().into_iter().flatten().find(|segment| {
            segment["label"] != "markup"
                && segment["start"].as_u64() <= cite["start"].as_u64()
                && cite["end"].as_u64() <= segment["end"].as_u64()
        });
        assert_eq!(kind.map(|segment| &segment["label"]), Some(&Value::from("body")), "{point}");
        let text = point["text"].as_str().expect("a text");
        assert!(!text.contains(['<', '>', '{', '}']), "markup in: {text}");
        assert!(point["support"]["documents"].as_u64() >= Some(1));
    }
    let moments: Vec<&str> = briefings[0]["timeline"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|moment| moment["when"]["date"].as_str())
        .collect();
    assert!(moments.len() >= 2 && moments.is_sorted(), "timeline {moments:?}");
}

#[test]
fn a_pipeline_cut_in_two_gives_the_same() {
    let desk = briefed();
    let first = "pipeline.stages=[\"clean\", \"tokenize\", \"entities\"]";
    let second = "pipeline.stages=[\"dates\", \"resolve\", \"group\", \"summarize\"]";
    desk.run(&["run", "--out", "half", "--set", first, "reports"]).expect(0);
    assert_eq!(desk.list("half"), ["documents.jsonl", "quarantine.jsonl"]);
    desk.run(&["run", "--out", "whole", "--set", second, "half/documents.jsonl"]).expect(0);
    for file in ["documents.jsonl", "entities.jsonl", "briefings.jsonl", "briefing.md"] {
        assert_eq!(desk.read(&format!("whole/{file}")), desk.read(&format!("out/{file}")), "{file}");
    }
}

#[test]
fn the_words_of_the_reports_are_kept_to_the_byte() {
    let desk = briefed();
    for ((name, text), document) in samples().into_iter().zip(desk.rows("out/documents.jsonl")) {
        assert_eq!(document["text"].as_str(), Some(text.as_str()), "{name}");
        assert_eq!(document["path"].as_str(), Some(format!("reports/{name}").as_str()));
    }
    assert!(
        !desk.read("out/documents.jsonl").contains(&desk.path("").display().to_string()),
        "a path of the machine"
    );
}

#[test]
fn article_text_never_becomes_markup_in_the_briefing() {
    let desk = Desk::new();
    let report = "Harbour *chief* resigns\n\nHarbour chief Ole Krag resigned on Monday after the \
                  [report] of the *inspector* was published in Bonn. He had led the \
                  port since 2010.\n\nThe port of Bonn said that | a new # chief `will` be named by <others> in \
                  June.\n";
    desk.write("a.txt", report);
    desk.run(&["run", "--out", "out", "a.txt"]).expect(0);
    let briefing = desk.read("out/briefing.md");
    for (raw, escaped) in
        [("*chief*", "\\*chief\\*"), ("[report]", "\\[report\\]"), ("<others>", ""), ("`will`", "")]
    {
        assert!(!briefing.contains(raw) && briefing.contains(escaped), "{raw} in:\n{briefing}");
    }
}

#[test]
fn results_inside_an_input_folder_are_no_reports() {
    for (out, input) in [("reports/out", "reports"), ("reports", "./reports/")] {
        let desk = Desk::with_samples();
        for _ in 0..2 {
            desk.run(&["run", "--out", out, input]).expect(0).says(&["6 read = 6 written"]);
        }
    }
}
