//! Options, needs and provides: the checks that use the descriptors of plugins.

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use copydesk_config::{Config, Override};
use copydesk_core::{Descriptor, OptionKind, OptionSpec, Options};
use serde_json::json;

const WORDS: OptionSpec =
    OptionSpec { name: "max_words", kind: OptionKind::Integer(150, 20, 2000), doc: "words of a briefing" };
const ORDER: OptionSpec = OptionSpec {
    name: "order",
    kind: OptionKind::Choice(&["time", "weight"]),
    doc: "order of the sentences",
};
const LISTS: OptionSpec =
    OptionSpec { name: "lists", kind: OptionKind::PathList, doc: "files with more names" };

fn plugins() -> Vec<Descriptor> {
    vec![
        Descriptor::new("clean", "1.0.0", "").provides(&["segments", "meta.title"]),
        Descriptor::new("tokenize", "1.0.0", "")
            .uses(&["segments"])
            .provides(&["tokens", "sents"])
            .options(&[LISTS]),
        Descriptor::new("entities", "1.0.0", "")
            .needs(&["tokens", "sents"])
            .provides(&["ents"])
            .options(&[LISTS]),
        Descriptor::new("dates", "1.0.0", "").needs(&["tokens"]).provides(&["dates"]),
        Descriptor::new("resolve", "1.0.0", "")
            .collection()
            .needs(&["ents"])
            .provides(&["ents.id", "entities"]),
        Descriptor::new("summarize", "1.0.0", "")
            .collection()
            .needs(&["ents.id"])
            .uses(&["dates"])
            .provides(&["briefings"])
            .options(&[WORDS, ORDER]),
        Descriptor::new("stamp", "1.0.0", "")
            .needs(&["meta.received", "tokenz", "magic"])
            .provides(&["stamps"]),
    ]
}

/// (name, list of stages, rest of the file, what documents bring)
const ROWS: &[(&str, &str, &str, &[&str])] = &[
    ("check_fine", r#"["clean", "tokenize", "entities", "dates", "resolve", "summarize"]"#, "", &[]),
    ("check_order", r#"["clean", "resolve", "tokenize", "entities"]"#, "", &[]),
    ("check_left_out", r#"["clean", "tokenize", "resolve"]"#, "", &[]),
    (
        "check_switched_off",
        r#"["tokenize", "entities", "resolve"]"#,
        "[stages.entities]\nenabled = false\n",
        &[],
    ),
    ("check_attribute", r#"["tokenize", "entities", "summarize"]"#, "", &["meta.*"]),
    ("check_gold", r#"["resolve", "dates", "summarize"]"#, "", &["ents", "tok*"]),
    ("check_no_provider", r#"["tokenize", "stamp"]"#, "", &[]),
    ("check_from_source", r#"["tokenize", "stamp"]"#, "", &["meta.received", "tokenz", "magic"]),
    ("check_late_use", r#"["tokenize", "clean", "entities", "resolve", "summarize", "dates"]"#, "", &[]),
    ("check_no_card", r#"["mystery", "resolve"]"#, "[sinks.a]\npath = \"events.jsonl\"\n", &[]),
    (
        "check_options",
        r#"["tokenize", "entities", "resolve", "summarize"]"#,
        "[stages.resolve.options]\nx = 1\n[stages.summarize.options]\nmaxwords = 3\nmax_words = 5000\norder = \"size\"\n\
         [stages.tokenize.options]\nlists = [\"a\", 1]\n",
        &[],
    ),
    (
        "check_sinks",
        r#"["clean", "tokenize"]"#,
        "[sinks.a]\npath = \"entities.jsonl\"\n[sinks.b]\npath = \"x.conllu\"\n[sinks.c]\npath = \"c.jsonl\"\ncontent = \"briefing\"\n",
        &[],
    ),
    (
        "check_tests",
        r#"["clean", "tokenize", "entities"]"#,
        "[[tests]]\nname = \"a\"\ninput = { text = \"x\" }\nexpect = { tokens = [\"x\"], entites = [], dates = [] }\n",
        &[],
    ),
    (
        "check_twice",
        r#"["tokenize", "words", "entities"]"#,
        "[stages.words]\nplugin = \"tokenize\"\n[stages.words.options]\nlist = [\"a.txt\"]\n",
        &[],
    ),
];

#[expect(clippy::unwrap_used, reason = "the rows of this test are valid files")]
fn config(stages: &str, rest: &str, sets: &[&str]) -> Config {
    let text = format!("version = 1\n[pipeline]\nstages = {stages}\n{rest}");
    let sets: Vec<Override> = sets.iter().map(|set| Override::parse(set).unwrap()).collect();
    Config::parse(&text, "pipeline.toml", Path::new("desk"), &sets).unwrap()
}

/// The descriptor of each stage, as the loader would find it.
fn found(config: &Config) -> BTreeMap<String, Descriptor> {
    let plugins = plugins();
    let card = |plugin: &str| plugins.iter().find(|card| card.name == plugin).cloned();
    config.stages.iter().filter_map(|stage| Some((stage.name.clone(), card(&stage.plugin)?))).collect()
}

#[test]
fn each_pipeline_is_told_as_in_its_snapshot() {
    common::finish(ROWS.iter().map(|(name, stages, rest, initially)| {
        let config = config(stages, rest, &[]);
        let problems = config.check_stages(&found(&config), &plugins(), initially);
        common::check(name, &problems.render(false, 100))
    }));
}

#[test]
fn an_overridden_option_is_shown_where_it_was_given() {
    let stages = r#"["tokenize", "entities", "resolve", "summarize"]"#;
    let rest = "[stages.summarize.options]\nmax_words = 100\n";
    let config =
        config(stages, rest, &["stages.summarize.options.max_words=1", "stages.summarize.options.ordr=time"]);
    let problems = config.check_stages(&found(&config), &[], &[]);
    common::check("check_set_option", &problems.render(false, 100)).unwrap();
}

#[test]
fn paths_among_the_options_become_absolute() {
    let config = config(
        r#"["tokenize"]"#,
        "[stages.tokenize.options]\nlists = [\"a.txt\", \"/b.txt\"]\nother = \"a.txt\"\n",
        &[],
    );
    let card = found(&config).remove("tokenize").unwrap();
    let options = config.plugin_options(config.stage("tokenize").unwrap(), &card);
    let first = options["lists"][0].as_str().unwrap();
    assert!(Path::new(first).is_absolute() && Path::new(first).ends_with("desk/a.txt"), "{first}");
    assert_eq!((&options["lists"][1], &options["other"]), (&json!("/b.txt"), &json!("a.txt")));
}

#[test]
fn options_arrive_as_the_plugin_reads_them() {
    let config = config(r#"["summarize"]"#, "", &["stages.summarize.options.max_words=120"]);
    let stage = config.stage("summarize").unwrap();
    let card = found(&config).remove("summarize").unwrap();
    let options = Options::new(&card.options, &config.plugin_options(stage, &card)).unwrap();
    assert_eq!((options.integer("max_words"), options.text("order")), (120, "time"));
}
