//! Every kind of problem with the message that a user sees.

mod common;

use std::path::Path;

use copydesk_config::{Config, Override, Problems};

const START: &str = "version = 1\n[pipeline]\nstages = [\"clean\", \"tokenize\"]\n";

/// What a file of START and a body, with overrides, is told.
fn told(file: &str, sets: &[&str]) -> Problems {
    let mut overrides = Vec::new();
    for set in sets {
        match Override::parse(set) {
            Ok(one) => overrides.push(one),
            Err(problems) => return problems,
        }
    }
    match Config::parse(file, "pipeline.toml", Path::new("desk"), &overrides) {
        Ok(config) => config.warnings,
        Err(problems) => problems,
    }
}

/// (name, what follows START, overrides)
const AFTER_START: &[(&str, &str, &[&str])] = &[
    ("fine", "", &[]),
    ("unknown_key", "[stages.tokenize]\npluign = \"x\"\n", &[]),
    ("unknown_key_option", "[stages.tokenize]\nabbreviations = []\n", &[]),
    ("unknown_key_home", "[plugins]\nworkers = 2\n", &[]),
    ("unknown_table", "[sink.x]\npath = \"x\"\n", &[]),
    (
        "wrong_types",
        "[run]\nworkers = true\nbatch = \"many\"\non_error = 1\nquarantine = []\nbatch_bytes = 1.5\n",
        &[],
    ),
    (
        "out_of_range",
        "[run]\nworkers = 0\nbatch = 5000\nbatch_bytes = \"0 MiB\"\nmax_document_bytes = \"5 GiB\"\n",
        &[],
    ),
    ("choice", "[run]\non_error = \"quarantin\"\ninvalid_utf8 = \"explode\"\n", &[]),
    ("limits_conflict", "[run]\nmax_document_bytes = \"100 MiB\"\n", &[]),
    ("path", "[run]\nquarantine = \"\"\n", &[]),
    ("number_too_large", "[run]\nbatch = 99999999999999999999\n", &[]),
    ("not_a_table", "run = 3\n", &[]),
    ("not_tables", "[sources]\nwire = \"in/*.txt\"\n[sinks]\n\"a b\" = {}\n", &[]),
    ("tests_not_a_list", "[tests]\nname = \"x\"\n", &[]),
    ("plugin_path", "[stages.tokenize]\nplugin = \"./libtokenize.so\"\nsha256 = \"abc\"\n", &[]),
    ("options_not_a_table", "[stages.tokenize]\noptions = 1\n[stages.clean.options]\nx = nan\n", &[]),
    ("unused_stage", "[stages.tokenise]\nenabled = false\n[stages.zebra]\n", &[]),
    ("source_without_files", "[sources.a]\n[sources.b]\ninclude = []\n[sources.c]\ninclude = [\"\"]\n", &[]),
    (
        "source_stdin",
        "[sources.a]\ntype = \"stdin\"\ninclude = [\"x\"]\n[sources.b]\ntype = \"stdin\"\n",
        &[],
    ),
    (
        "source_fields",
        "[sources.a]\ninclude = [\"x\"]\nfields = { body = \"b\", text = [1] }\nmetadata = { year = 2024 }\n",
        &[],
    ),
    ("sink_without_path", "[sinks.a]\n[sinks.b]\ntype = \"stdout\"\npath = \"x\"\n", &[]),
    (
        "sinks_collide",
        "[sinks.a]\npath = \"x.jsonl\"\n[sinks.b]\npath = \"x.jsonl\"\n[sinks.c]\npath = \"quarantine.jsonl\"\n",
        &[],
    ),
    (
        "sink_format",
        "[sinks.a]\npath = \"entities.md\"\n[sinks.b]\npath = \"x\"\nformat = \"conllu\"\ncontent = \"events\"\n",
        &[],
    ),
    ("test_incomplete", "[[tests]]\n[[tests]]\nname = \"a\"\ninputs = []\nexpect = {}\n", &[]),
    (
        "test_both_inputs",
        "[[tests]]\nname = \"a\"\ninput = { text = \"x\" }\ninputs = [{ txt = \"y\" }]\nexpect = { tokens = [\"x\"] }\n",
        &[],
    ),
    (
        "test_twice",
        "[[tests]]\nname = \"a\"\ninput = { text = \"x\" }\nexpect = { tokens = [\"x\"] }\n\n\n\n[[tests]]\nname = \"a\"\ninput = { text = \"x\" }\nexpect = { ents = [\"x\"], entities = [] }\n",
        &[],
    ),
    (
        "test_until",
        "[[tests]]\nname = \"a\"\nuntil = \"tokenise\"\ninput = { text = \"x\" }\nexpect = { tokens = [\"x\"] }\n",
        &[],
    ),
    (
        "test_until_shortened",
        "[[tests]]\nname = \"a\"\nuntil = \"tokenize\"\ninput = { text = \"x\" }\nexpect = { tokens = [\"x\"] }\n",
        &["pipeline.stages=[\"clean\"]"],
    ),
    (
        "test_same_ids",
        "[[tests]]\nname = \"a\"\ninputs = [{ text = \"x\" }, { id = \"input-1\", text = \"y\" }]\nexpect = { tokens = [\"x\"] }\n",
        &[],
    ),
    (
        "test_spans",
        "[[tests]]\nname = \"a\"\ninput = { text = \"x\" }\nexpect = { tokens = \"x\", entities = [1, { label = \"ORG\" }, { text = \"x\", why = [] }] }\n",
        &[],
    ),
    ("test_expects_nothing", "[[tests]]\nname = \"a\"\ninput = { text = \"x\" }\nexpect = {}\n", &[]),
    ("syntax_quotes", "[run]\non_error = quarantine\nbatch = 1\nbatches = 2\n", &[]),
    ("syntax_several", "[run\nbatch = \n[plugins]\ndirs = [\"a\" \"b\"]\nfolders = 1\n", &[]),
    ("syntax_duplicate", "[run]\nbatch = 1\nbatch = 2\n[run]\nworkers = 1\n", &[]),
    ("syntax_unclosed", "[plugins]\ndirs = [\"a\",\n", &[]),
    ("syntax_no_value", "[run]\nworkers\n", &[]),
    ("syntax_escape", "[plugins]\ndirs = [\"C:\\plugins\"]\n", &[]),
    ("set_bad_value", "[run]\nbatch = 1\n", &["run.batch=0", "run.on_error=quarantin"]),
    ("set_unknown_key", "", &["run.wrokers=2"]),
    ("set_not_a_table", "", &["pipeline.stages.tokenize=1"]),
    ("set_not_toml", "", &["pipeline.stages=[\"clean\""]),
    ("set_no_value", "", &["run.workers"]),
    ("set_empty_part", "", &["run..workers=1"]),
    ("set_open_quote", "", &["stages.\"x=1"]),
    ("terminal_escape", "[run]\n\"\\u001b[31mred\" = 1\n# \u{202e}evil\n", &[]),
];

/// (name, the whole file)
const WHOLE: &[(&str, &str)] = &[
    ("empty_file", ""),
    ("only_a_comment", "# nothing here\n"),
    ("version_missing", "[pipeline]\nstages = []\n"),
    ("version_newer", "version = 2\nsomething = \"new\"\n"),
    ("version_text", "version = \"1\"\n[pipeline]\nstages = [\"clean\"]\n"),
    ("no_stages", "version = 1\n[pipeline]\nname = \"x\"\n"),
    ("empty_stages", "version = 1\n[pipeline]\nstages = []\n"),
    ("stage_twice", "version = 1\n[pipeline]\nstages = [\"clean\", \"tokenize\", \"clean\"]\n"),
    ("stage_names", "version = 1\n[pipeline]\nstages = [\"cl ean\", \"\", 3]\ndisabled = [\"x\"]\n"),
    (
        "disabled_unknown",
        "version = 1\n[pipeline]\nstages = [\"clean\", \"tokenize\"]\ndisabled = [\"tokenise\"]\n",
    ),
    ("misplaced", "version = 1\nstages = [\"clean\"]\n[pipeline]\nstages = [\"clean\"]\n"),
    ("bom_and_crlf", "\u{feff}version = 1\r\n[pipeline]\r\nstages = [\"clean\"]\r\nnmae = \"x\"\r\n"),
    (
        "non_ascii_column",
        "version = 1\n[pipeline]\nstages = [\"clean\"]\n[sources.a]\ninclude = [\"é\", \"日本\", 3]\n",
    ),
];

#[test]
fn each_problem_is_told_as_in_its_snapshot() {
    let after = AFTER_START.iter().map(|(name, body, sets)| (*name, told(&format!("{START}{body}"), sets)));
    let whole = WHOLE.iter().map(|(name, file)| (*name, told(file, &[])));
    common::finish(
        after.chain(whole).map(|(name, problems)| common::check(name, &problems.render(false, 100))),
    );
}

#[test]
fn the_file_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipeline.toml");
    let rows: &[(&str, &[u8])] = &[
        ("file_latin1", b"version = 1\n[pipeline]\nname = \"caf\xe9 desk\"\nstages = [\"clean\"]\n"),
        ("file_utf16", b"\xff\xfev\0e\0r\0"),
        ("file_binary", b"\x7fELF\0\0\0\xff\xfe"),
        ("file_nul", b"version = 1\n\0\n[pipeline]\nstages = []\n"),
    ];
    let shown = |problems: Problems| {
        problems.render(false, 200).replace(&folder.path().display().to_string(), "FOLDER").replace('\\', "/")
    };
    for (name, bytes) in rows {
        std::fs::write(&path, bytes).unwrap();
        let problems = Config::read(&path, &[]).unwrap_err();
        common::check(name, &shown(problems)).unwrap();
    }
    std::fs::write(&path, vec![b'#'; copydesk_config::MAX_BYTES + 1]).unwrap();
    common::check("file_too_large", &shown(Config::read(&path, &[]).unwrap_err())).unwrap();
    let folder_problem = shown(Config::read(folder.path(), &[]).unwrap_err());
    common::check("file_is_folder", &folder_problem).unwrap();
    let missing = shown(Config::read(&folder.path().join("no.toml"), &[]).unwrap_err());
    assert!(missing.contains("cannot read the configuration FOLDER/no.toml"), "{missing}");
    assert!(missing.contains("help: check the path"), "{missing}");
}

#[test]
fn the_file_can_be_read_from_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipeline.toml");
    std::fs::write(&path, format!("{START}[plugins]\ndirs = [\"more\"]\n")).unwrap();
    let config = Config::read(&path, &[]).unwrap();
    assert_eq!(config.plugin_dirs, [folder.path().join("more")]);
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let problems = told("version = 2\n", &[]);
    assert!(problems.render(true, 80).contains('\u{1b}'));
    assert!(problems.render(false, 80).is_ascii());
    assert_eq!(told(START, &[]).render(true, 80), "");
}

#[test]
fn many_problems_are_counted_and_a_few_shown() {
    let body: String = (0..5000).map(|number| format!("x{number} = 1\n")).collect();
    let problems = told(&format!("{START}{body}"), &[]);
    assert_eq!((problems.errors(), problems.iter().count()), (5000, 100));
    let shown = problems.render(false, 80);
    assert!(shown.contains("... and 4900 more"), "{shown}");
    assert!(shown.ends_with("5000 errors in pipeline.toml\n"), "{shown}");
}

#[test]
fn places_are_given_by_line_and_column() {
    let problems = told(&format!("{START}[run]\nbatch = 0\n"), &["run.workers=no"]);
    let places: Vec<_> = problems.iter().filter_map(|problem| problem.place()).collect();
    assert_eq!(places, [("pipeline.toml", 5, 9), ("command line", 1, 19)]);
    assert!(problems.to_string().contains("pipeline.toml:5:9: `run.batch` must be"), "{problems}");
}
