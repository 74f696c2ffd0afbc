//! What a good file means, and that no file at all brings the program down.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use copydesk_config::{
    Config, FieldNames, InputFormat, InvalidUtf8, OffsetUnit, OnError, Override, Problems, SinkFormat,
    SinkKind, SourceKind, json_schema, reference,
};
use serde_json::{Value, json};

const FULL: &str = include_str!("full.toml");

fn parse(text: &str, sets: &[&str]) -> Result<Config, Problems> {
    let sets: Result<Vec<Override>, Problems> = sets.iter().map(|set| Override::parse(set)).collect();
    Config::parse(text, "pipeline.toml", Path::new("desk"), &sets?)
}

fn full(sets: &[&str]) -> Config {
    parse(FULL, sets).unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)))
}

fn paths(paths: &[PathBuf]) -> Vec<&str> {
    paths.iter().filter_map(|path| path.to_str()).collect()
}

#[test]
fn run_and_stages_are_read() {
    let config = full(&[]);
    assert!(config.warnings.is_empty(), "{}", config.warnings);
    assert_eq!(
        (config.name.as_str(), paths(&config.plugin_dirs)),
        ("harbour desk", vec!["desk/plugins", "desk/../more"])
    );
    let run = &config.run;
    assert_eq!((run.workers, run.batch, run.batch_bytes), (Some(2), 32, 131_072));
    assert_eq!((run.max_in_flight_bytes, run.max_document_bytes), (1 << 29, 8_000_000));
    assert_eq!((run.on_error, run.invalid_utf8), (OnError::Skip, InvalidUtf8::Replace));
    assert_eq!(run.quarantine, Path::new("desk/out/failed.jsonl"));
    let enabled: Vec<&str> = config.enabled_stages().map(|stage| stage.name.as_str()).collect();
    assert_eq!(enabled, ["clean", "tokenize", "entities", "resolve", "group", "summarize"]);
    assert_eq!(config.stages.len(), 8);
    let stage = |name: &str| config.stage(name).unwrap();
    assert_eq!((stage("words").plugin.as_str(), stage("clean").plugin.as_str()), ("tokenize", "clean"));
    assert_eq!(
        stage("tokenize").sha256.as_deref(),
        Some("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")
    );
    assert_eq!(
        stage("tokenize").options,
        json!({"lists": ["data/abbreviations.toml"], "since": "2024-01-01"})
    );
    assert_eq!(
        serde_json::to_string(&stage("summarize").options).unwrap(),
        r#"{"max_words":120,"order":"time","weights":{"title":1.5,"lead":2}}"#,
        "in the order of the file"
    );
    assert_eq!(stage("clean").options, json!({}));
}

#[test]
fn sources_and_sinks_are_read() {
    let config = full(&[]);
    let [wire, archive, pipe] = config.sources.as_slice() else { panic!("{:?}", config.sources) };
    assert_eq!((wire.name.as_str(), wire.kind, wire.format), ("wire", SourceKind::Files, InputFormat::Text));
    assert_eq!(paths(&wire.include), ["desk/in/**/*.txt", "desk/in/late"]);
    assert_eq!(paths(&wire.exclude), ["**/README*", "desk/in/old/*"]);
    assert_eq!(wire.metadata["received"], "2024-05-06");
    assert_eq!(wire.fields, FieldNames::usual());
    assert_eq!(
        (&archive.fields.text[..], &archive.fields.date[..]),
        (&["body".into(), "content".into()][..], &["pubDate".into()][..])
    );
    assert_eq!(
        archive.fields.publisher,
        [
            "publisher",
            "source",
            "sitename",
            "meta_site_name",
            "source-hostname",
            "hostname",
            "copyrightholder"
        ]
    );
    assert_eq!((pipe.kind, pipe.format), (SourceKind::Stdin, InputFormat::Documents));
    let sinks: Vec<_> =
        config.sinks.iter().map(|sink| (sink.content.as_str(), sink.format, sink.offsets)).collect();
    use SinkFormat::{Conllu, Jsonl, Markdown};
    let code = OffsetUnit::Codepoint;
    assert_eq!(
        sinks,
        [
            ("documents", Jsonl, OffsetUnit::Byte),
            ("briefings", Markdown, code),
            ("documents", Conllu, code),
            ("entities", Jsonl, code)
        ]
    );
    assert_eq!(config.sinks[1].path.as_deref(), Some(Path::new("desk/out/briefing.md")));
    assert_eq!((config.sinks[3].kind, &config.sinks[3].path), (SinkKind::Stdout, &None));
}

#[test]
fn tests_are_read() {
    let config = full(&[]);
    let [first, second] = config.tests.as_slice() else { panic!("{:?}", config.tests) };
    assert_eq!((first.until.as_deref(), first.inputs[0].id.as_str()), (Some("tokenize"), "input-1"));
    let meta = BTreeMap::from([("published", "2024-05-06"), ("title", "Sailing")]);
    assert!(first.inputs[0].meta.iter().map(|(key, value)| (key.as_str(), value.as_str())).eq(meta));
    assert!(first.expect.contains && !second.expect.contains);
    let layers: Vec<(&str, usize)> =
        first.expect.layers.iter().map(|(layer, spans)| (layer.as_str(), spans.len())).collect();
    assert_eq!(layers, [("ents", 2), ("own.layer", 1), ("sents", 2)]);
    let person = &first.expect.layers["ents"][0];
    assert_eq!((person.text.as_str(), person.label.as_deref()), ("Orla Finch", Some("PERSON")));
    assert_eq!((person.attrs["checked"].as_str(), person.attrs["rank"].as_str()), ("true", "2"));
    assert_eq!(second.inputs.iter().map(|input| input.id.as_str()).collect::<Vec<_>>(), ["a", "input-2"]);
    assert_eq!(
        (second.expect.points.as_slice(), second.expect.meta["lang"].as_str()),
        (&["ferry".to_owned()][..], "en")
    );
}

#[test]
fn a_minimal_file_has_every_default() {
    let config = parse("version = 1\n[pipeline]\nstages = [\"a\"]\n", &[]).unwrap();
    let run = &config.run;
    assert_eq!((run.workers, run.batch, run.batch_bytes), (None, 16, 262_144));
    assert_eq!((run.max_in_flight_bytes, run.max_document_bytes), (67_108_864, 16_777_216));
    assert_eq!(
        (run.on_error, run.quarantine.as_path()),
        (OnError::Quarantine, Path::new("desk/quarantine.jsonl"))
    );
    assert!(config.plugin_dirs.is_empty() && config.sources.is_empty() && config.sinks.is_empty());
}

#[test]
fn overrides_reach_every_place() {
    let config = full(&[
        "run.workers=auto",
        "run.on_error=fail",
        "run.batch_bytes=64 KiB",
        "pipeline.name=",
        "pipeline.disabled=[]",
        "pipeline.stages=[\"clean\", \"tokenize\"]",
        "stages.\"tokenize\".options.since = 2025-02-03",
        "stages.clean.options.deep.er='x = y'",
        "sources.new.include=[\"a b/*.txt\"]",
        "sinks.names.offsets=utf16",
        "tests=[]",
    ]);
    assert_eq!(
        (config.run.workers, config.run.on_error, config.run.batch_bytes),
        (None, OnError::Fail, 65_536)
    );
    assert_eq!((config.name.as_str(), config.stages.len()), ("", 2));
    assert_eq!(config.stage("tokenize").unwrap().options["since"], "2025-02-03");
    assert_eq!(config.stage("clean").unwrap().options["deep"]["er"], "x = y");
    assert_eq!(paths(&config.sources[3].include), ["desk/a b/*.txt"]);
    assert_eq!((config.sinks[3].offsets, config.tests.len()), (OffsetUnit::Utf16, 0));
    let later_wins = full(&["run.batch=3", "run.batch=4"]);
    assert_eq!(later_wins.run.batch, 4);
    let key: Vec<String> = Override::parse("a.\"b.c\".'d'=1").unwrap().path().map(str::to_owned).collect();
    assert_eq!(key, ["a", "b.c", "d"]);
}

#[test]
fn globs_keep_the_folder_as_it_is() {
    let text = "version = 1\n[pipeline]\nstages = [\"a\"]\n[sources.a]\ninclude = [\"*.txt\", \"b.txt\"]\nexclude = [\"**/x\"]\n";
    let config = Config::parse(text, "p", Path::new("odd [1]"), &[]).unwrap();
    assert_eq!(paths(&config.sources[0].include), ["odd [[]1[]]/*.txt", "odd [1]/b.txt"]);
    assert_eq!(paths(&config.sources[0].exclude), ["**/x"]);
}

fn to_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), to_json(value))).collect(),
        toml::Value::Array(items) => items.iter().map(to_json).collect(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
    }
}

#[test]
fn the_schema_and_the_reader_agree() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    let valid = |text: &str| schema.is_valid(&to_json(&toml::from_str(text).unwrap()));
    assert!(valid(FULL));
    let start = "version = 1\npipeline.stages = [\"a\"]\n";
    for (fine, rest) in [
        (true, ""),
        (true, "[run]\nworkers = \"auto\"\nbatch_bytes = \"1.5 MiB\"\n"),
        (false, "[run]\nworkers = 0\n"),
        (false, "[run]\nbatch_bytes = \"much\"\n"),
        (false, "[run]\non_error = \"explode\"\n"),
        (false, "[rnu]\n"),
        (false, "[stages.a]\nsha256 = \"ab\"\n"),
        (false, "[stages.a]\noptions = 1\n"),
        (false, "[sinks.a]\npath = 1\n"),
        (false, "[[tests]]\nname = \"a\"\n"),
        (
            true,
            "[[tests]]\nname = \"a\"\ninput.text = \"x\"\nexpect.tokens = [\"x\", { text = \"y\", rank = 1 }]\n",
        ),
        (false, "[[tests]]\nname = \"a\"\ninput.text = \"x\"\nexpect.tokens = [1]\n"),
        (false, "[sources.a]\ninclude = [\"x\"]\nfields.text = 1\n"),
    ] {
        let text = format!("{start}{rest}");
        assert_eq!((valid(&text), parse(&text, &[]).is_ok()), (fine, fine), "{rest}");
    }
}

#[test]
fn the_reference_has_every_key_of_the_schema() {
    fn keys(schema: &Value, found: &mut Vec<String>) {
        for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
            found.push(key.clone());
            keys(inner, found);
        }
        for inner in [&schema["additionalProperties"], &schema["items"]] {
            if inner.is_object() {
                keys(inner, found);
            }
        }
    }
    let mut found = Vec::new();
    keys(&json_schema(), &mut found);
    assert!(found.len() > 50, "{found:?}");
    let page = reference();
    for key in found {
        assert!(page.contains(&format!("\n| `{key}` | ")), "{key}");
    }
}

/// Reads a text in every way there is; it must not panic.
fn survive(text: &str) {
    if let Err(problems) = parse(text, &[]) {
        assert!(!problems.render(false, 80).is_empty() && problems.errors() > 0);
    }
    if let Ok(one) = Override::parse(text)
        && let Err(problems) = Config::parse("version = 1\n", "x", Path::new(""), &[one])
    {
        assert!(!problems.render(true, 80).is_empty());
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_or_read() {
    let text = format!("\u{feff}{}", FULL.replace("harbour", "hâ\u{301}rbour"));
    for end in 0..text.len() {
        if let Some(cut) = text.get(..end) {
            survive(cut);
            survive(&cut.replace('\n', "\r\n"));
        }
    }
}

#[test]
fn a_file_with_a_byte_replaced_is_refused_or_read() {
    let marks = ["\"", "[", "]", "{", "}", "=", ".", "\\", "'''", "\n", "\r", "\0", "#", "é", "-", "1"];
    for (number, (at, c)) in FULL.char_indices().enumerate() {
        let mark = marks[number % marks.len()];
        let (before, after) = (FULL.get(..at).unwrap(), FULL.get(at + c.len_utf8()..).unwrap());
        survive(&format!("{before}{mark}{after}"));
        survive(&format!("{before}{after}"));
    }
}

#[test]
fn hostile_files_are_refused_in_good_time() {
    // Deep enough to overflow the stack of a parser or a destructor that recurses without limit.
    let deep = 100_000;
    let many = 20_000;
    let start = "version = 1\npipeline.stages = [\"a\"]\n";
    let rows = [
        ("deep list", format!("a = {}", "[".repeat(deep))),
        ("deep table", format!("a = {}", "{a=".repeat(deep))),
        ("deep key", format!("a{} = 1", ".a".repeat(deep))),
        ("deep quoted key", format!("a{} = 1", " . \"a\"".repeat(deep))),
        ("deep header", format!("[a{}]", ".a".repeat(deep))),
        ("deep and dotted", format!("a = {}", "{a.a.a.a.a.a.a.a.a=".repeat(deep))),
        ("70 levels", format!("{start}[stages.a.options]\na = {}{}", "[".repeat(70), "]".repeat(70))),
        ("unclosed text", format!("a = \"{}", "x".repeat(many))),
        ("unclosed long text", format!("a = '''{}", "\n".repeat(many))),
        ("one long line", format!("{start}run = {{ {} }}", "x".repeat(many))),
        ("long key", format!("{start}{} = 1", "x".repeat(many))),
        ("long value", format!("{start}run.on_error = \"{}\"", "\u{1b}é".repeat(many))),
        ("many keys", format!("{start}{}", (0..many).map(|n| format!("k{n}=1\n")).collect::<String>())),
        ("same key", format!("{start}{}", "k=1\n".repeat(many))),
        ("same header", "[a]\n".repeat(many)),
        ("many tests", format!("{start}{}", "[[tests]]\n".repeat(many))),
        ("many stages", format!("version = 1\npipeline.stages = [{}]", "\"a\",".repeat(many))),
        ("many disabled", format!("{start}pipeline.disabled = [{}]", "\"b\",".repeat(many))),
        (
            "many tables",
            format!("{start}{}", (0..many / 4).map(|n| format!("[stages.s{n}]\n")).collect::<String>()),
        ),
        (
            "many sinks",
            format!(
                "{start}{}",
                (0..many / 4).map(|n| format!("[sinks.s{n}]\npath='{n}'\n")).collect::<String>()
            ),
        ),
        ("garbage", "\u{7}[[[=\"\n}\n'''".repeat(many / 10)),
    ];
    for (name, text) in rows {
        match parse(&text, &[]) {
            Ok(_) => assert!(["many tables", "many sinks"].contains(&name), "{name} was accepted"),
            Err(problems) => {
                let shown = problems.render(false, 80);
                assert!(shown.len() < 200_000, "{name}: {} bytes of message", shown.len());
            }
        }
        survive(&text);
    }
}
