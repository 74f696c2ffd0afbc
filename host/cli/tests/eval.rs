//! `copydesk eval` through the program, on small files whose figures are worked out by hand.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A folder with these files; every test has its own.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("eval").join(name);
    std::fs::create_dir_all(&folder).expect("the folder for tests can be made");
    for (file, text) in files {
        std::fs::write(folder.join(file), text).expect("a file for tests can be written");
    }
    folder
}

fn eval(folder: &PathBuf, line: &str, stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .arg("eval")
        .args(line.split_whitespace())
        .current_dir(folder)
        .env_remove("COPYDESK_PLUGINS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("its input is a pipe");
    // A program that refuses its arguments does not read what is written to it.
    drop(pipe.write_all(stdin.as_bytes()));
    drop(pipe);
    child.wait_with_output().expect("the program ends")
}

fn json(folder: &PathBuf, line: &str) -> Value {
    let output = eval(folder, &format!("{line} --json"), "");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{line}: {errors}");
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

/// Compares numbers of a report by their JSON pointers.
fn check(name: &str, report: &Value, expected: &[(&str, f64)]) {
    for (pointer, value) in expected {
        let found = report.pointer(pointer).and_then(Value::as_f64);
        assert!(
            found.is_some_and(|found| (found - value).abs() < 1e-9),
            "{name}: {pointer} is {found:?}, expected {value}; {report:#}"
        );
    }
}

/// One row of the table of cases: files, arguments, numbers.
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    line: &'static str,
    expected: &'static [(&'static str, f64)],
}

const THIRD: f64 = 1.0 / 3.0;

const CONLLU: &str = "# newdoc id = a\n1\tMud\tmud\tNOUN\t_\t_\t0\troot\t_\t_\n2-3\tdoesn't\t_\t_\t_\t_\t_\t_\t_\t_\n\
                      2\tdoes\tdo\tAUX\t_\t_\t1\taux\t_\t_\n3\tn't\tnot\tPART\t_\t_\t1\tadvmod\t_\t_\n\
                      4\tstick\tstick\tVERB\t_\t_\t1\tx\t_\tSpaceAfter=No\n5\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_\n\n";
const CONLL: &str = "Ida B-PER\nBrandt I-PER\nflew O\nto O\nBonn B-LOC\n. O\n\n";
const COREF: &str = "{\"id\":\"a\",\"topic\":\"t\",\"sentences\":[[\"Ida\",\"met\",\"her\",\"aunt\"]],\"mentions\":[\
                     {\"sent\":0,\"start\":0,\"end\":1,\"type\":\"PER\",\"cluster\":\"x\"},\
                     {\"sent\":0,\"start\":2,\"end\":3,\"type\":\"PER\",\"cluster\":\"x\"},\
                     {\"sent\":0,\"start\":3,\"end\":4,\"type\":\"PER\",\"cluster\":\"y\"}]}\n";
const GROUPS: &str = "d1\tA\nd2\tA\nd3\tB\nd4\tB\n";
const ITEM: &str = "{\"id\":\"i\",\"documents\":[{\"id\":\"d\",\"text\":\"The red fox ran home. It slept.\"}],\
                    \"references\":[\"the red fox ran home\"]}\n";
const BRIEFING: &str = "{\"schema\":\"copydesk.briefing/1\",\"offsets\":\"codepoint\",\"story\":\"s:1\",\
                        \"points\":[{\"text\":\"the fox ran\"}],\"sources\":[{\"document\":\"d\"}]}\n";

const CASES: &[Case] = &[
    // Predicted: Mud, does, n't, "stick." with its full stop. Tokens: of Mud, doesn't, stick, full stop only Mud is
    // there: 1 of 4 and 1 of 4. Words: Mud, does, n't of five: P 3/4, R 3/5, F 2/3. The sentence is right.
    Case {
        name: "tokens",
        files: &[
            ("gold.conllu", CONLLU),
            ("pred.jsonl", "{\"id\":\"a\",\"tokens\":[[0,3],[4,8],[8,11],[12,18]],\"sents\":[[0,18]]}\n"),
        ],
        line: "tokens gold.conllu --pred pred.jsonl",
        expected: &[
            ("/tokens/f1", 0.25),
            ("/words/precision", 0.75),
            ("/words/recall", 0.6),
            ("/words/f1", 2.0 * THIRD),
            ("/sentences/f1", 1.0),
        ],
    },
    Case {
        name: "tokens of another tool's CoNLL-U",
        files: &[("gold.conllu", CONLLU), ("pred.conllu", CONLLU)],
        line: "tokens gold.conllu --pred pred.conllu",
        expected: &[("/tokens/f1", 1.0), ("/sentences/f1", 1.0)],
    },
    // The person is right; the place is called an organisation: 1 of 2 and 1 of 2, without labels both.
    Case {
        name: "entities",
        files: &[
            ("gold.conll", CONLL),
            ("pred.jsonl", "{\"id\":\"doc1\",\"ents\":[[0,10,\"PERSON\"],[19,23,\"ORG\"]]}\n"),
        ],
        line: "entities gold.conll --pred pred.jsonl --preset core",
        expected: &[
            ("/micro/f1", 0.5),
            ("/untyped/f1", 1.0),
            ("/labels/LOC/gold", 1.0),
            ("/labels/ORG/predicted", 1.0),
        ],
    },
    Case {
        name: "entities of a tagger's CoNLL take the gold map",
        files: &[("gold.conll", CONLL), ("pred.conll", CONLL)],
        line: "entities gold.conll --pred pred.conll --preset core",
        expected: &[("/micro/f1", 1.0), ("/micro/gold", 2.0)],
    },
    // With "the" on it the place is wrong until predicted spans are trimmed.
    Case {
        name: "entities of JSON lines, trimmed",
        files: &[
            ("gold.jsonl", "{\"id\":\"a\",\"text\":\"Near the Hague\",\"entities\":[[9,14,\"LOC\"]]}\n"),
            ("pred.jsonl", "{\"id\":\"a\",\"entities\":[[5,14,\"GPE\"]]}\n"),
        ],
        line: "entities gold.jsonl --pred pred.jsonl --pred-labels GPE=LOC --trim predicted",
        expected: &[("/micro/f1", 1.0)],
    },
    // One cluster d1 d2 d3, d4 alone. P = (2/3 + 2/3 + 1/3 + 1) / 4 = 2/3; R = (1 + 1 + 1/2 + 1/2) / 4 = 3/4;
    // F = 2 * 2/3 * 3/4 / (17/12) = 12/17.
    Case {
        name: "groups",
        files: &[("gold.tsv", GROUPS), ("pred.tsv", "d1\ts\nd2\ts\nd3\ts\n")],
        line: "groups gold.tsv --pred pred.tsv",
        expected: &[("/precision", 2.0 * THIRD), ("/recall", 0.75), ("/f1", 12.0 / 17.0)],
    },
    Case {
        name: "groups of briefings",
        files: &[
            ("gold.tsv", GROUPS),
            (
                "pred.jsonl",
                "{\"schema\":\"copydesk.briefing/1\",\"story\":\"s:1\",\"points\":[],\"sources\":[\
                 {\"document\":\"d1\"},{\"document\":\"d2\"},{\"document\":\"d3\"}]}\n",
            ),
        ],
        line: "groups gold.tsv --pred pred.jsonl",
        expected: &[("/f1", 12.0 / 17.0)],
    },
    // Gold {Ida, her} {aunt}, predicted {Ida} {her, aunt}. MUC: no link is right. B3: (1/2 + 1/2 + 1) / 3 both ways.
    // CEAF-e: {Ida, her}-{Ida} 2/3 and {aunt}-{her, aunt} 2/3 of two clusters: 2/3. Mean 4/9.
    Case {
        name: "coref",
        files: &[
            ("gold.jsonl", COREF),
            (
                "pred.jsonl",
                "{\"id\":\"a\",\"ents\":[{\"start\":0,\"end\":3,\"id\":\"1\"},{\"start\":8,\"end\":11,\"id\":\"2\"},\
                 {\"start\":12,\"end\":16,\"id\":\"2\"}]}\n",
            ),
        ],
        line: "coref gold.jsonl --pred pred.jsonl",
        expected: &[
            ("/muc/f1", 0.0),
            ("/b_cubed/f1", 2.0 * THIRD),
            ("/ceaf_e/f1", 2.0 * THIRD),
            ("/conll", 4.0 / 9.0),
        ],
    },
    // With predicted mentions "aunt" is missed. MUC is right: 1 of 1. B3: R (1 + 1 + 0) / 3, P 1, F 4/5. CEAF-e: 1 of
    // 2 gold, 1 of 1 predicted, F 2/3.
    Case {
        name: "coref of entities.jsonl, own mentions",
        files: &[
            ("gold.jsonl", COREF),
            (
                "pred.jsonl",
                "{\"schema\":\"copydesk.entity/1\",\"offsets\":\"codepoint\",\"id\":\"e:ida\",\"label\":\"PERSON\",\
                 \"name\":\"Ida\",\"mentions\":[{\"document\":\"a\",\"start\":0,\"end\":3},\
                 {\"document\":\"a\",\"start\":8,\"end\":11}]}\n",
            ),
        ],
        line: "coref gold.jsonl --pred pred.jsonl --own-mentions",
        expected: &[
            ("/muc/f1", 1.0),
            ("/b_cubed/f1", 0.8),
            ("/ceaf_e/f1", 2.0 * THIRD),
            ("/mentions/recall", 2.0 * THIRD),
        ],
    },
    // "the fox ran": tokens 3 of 3 and 3 of 5, F 3/4; pairs "fox ran" of 2 and of 4, F 1/3. The lead cut at our three
    // words is "The red fox": tokens the same, pairs 2 of 2 and 2 of 4, F 2/3. The oracle finds no sentence that short.
    Case {
        name: "summary",
        files: &[("gold.jsonl", ITEM), ("pred.jsonl", "{\"id\":\"i\",\"summary\":\"the fox ran\"}\n")],
        line: "summary gold.jsonl --pred pred.jsonl",
        expected: &[
            ("/rouge1/f1", 0.75),
            ("/rouge2/f1", THIRD),
            ("/baselines/lead/rouge2/f1", 2.0 * THIRD),
            ("/baselines/lead/ours_less_it/rouge2/mean", -THIRD),
            ("/baselines/oracle/rouge1/f1", 0.0),
        ],
    },
    // Five words: the lead is the reference itself.
    Case {
        name: "summary of briefings at a budget",
        files: &[("gold.jsonl", ITEM), ("pred.jsonl", BRIEFING)],
        line: "summary gold.jsonl --pred pred.jsonl --words auto",
        expected: &[
            ("/budget", 5.0),
            ("/rouge1/f1", 0.75),
            ("/baselines/lead/rouge1/f1", 1.0),
            ("/baselines/lead-3/rouge2/f1", 1.0),
            ("/baselines/oracle/rougeL/f1", 1.0),
        ],
    },
    Case {
        name: "summary of the layer of a document",
        files: &[
            ("gold.jsonl", ITEM),
            (
                "pred.jsonl",
                "{\"schema\":\"copydesk.document/1\",\"id\":\"d\",\"offsets\":\"codepoint\",\
                 \"text\":\"The red fox ran home. It slept.\",\"summary\":[{\"start\":0,\"end\":21}]}\n",
            ),
        ],
        line: "summary gold.jsonl --pred pred.jsonl --no-baselines",
        expected: &[("/rouge2/f1", 1.0)],
    },
    // Of two predicted spans one is right, with its value: P 1/2, R 1, F 2/3.
    Case {
        name: "dates",
        files: &[
            (
                "gold.jsonl",
                "{\"id\":\"a\",\"input\":\"Yesterday it rained at noon\",\"reference\":\"2020-03-02\",\
                 \"expected\":[{\"start\":0,\"end\":9,\"value\":\"2020-03-01\"}]}\n",
            ),
            (
                "pred.jsonl",
                "{\"id\":\"a\",\"dates\":[{\"start\":0,\"end\":9,\"label\":\"DATE\",\"value\":\"2020-03-01\"},\
                 {\"start\":23,\"end\":27,\"label\":\"TIME\",\"value\":\"T12:00\"}]}\n",
            ),
        ],
        line: "dates gold.jsonl --pred pred.jsonl",
        expected: &[("/spans/f1", 2.0 * THIRD), ("/value_accuracy", 1.0), ("/with_value/f1", 2.0 * THIRD)],
    },
    Case {
        name: "dates of one label",
        files: &[],
        line: "dates ../dates/gold.jsonl --pred ../dates/pred.jsonl --labels DATE",
        expected: &[("/spans/f1", 1.0)],
    },
    // Page p: one shingle of two on both sides. Page q was not predicted: it counts for recall alone.
    Case {
        name: "extraction",
        files: &[
            ("gold.json", "{\"p\":{\"text\":\"mud does not stick here\"},\"q\":{\"text\":\"a b c\"}}"),
            ("pred.jsonl", "{\"id\":\"p\",\"text\":\"mud does not stick there\"}\n"),
        ],
        line: "extraction gold.json --pred pred.jsonl",
        expected: &[("/precision", 0.5), ("/recall", 0.25), ("/f1", THIRD)],
    },
];

#[test]
fn figures_are_those_worked_out_by_hand() {
    // Two cases share files, so all files are there before the first case runs.
    for case in CASES {
        folder(case.name, case.files);
    }
    for case in CASES {
        check(case.name, &json(&folder(case.name, &[]), case.line), case.expected);
    }
}

#[test]
fn the_report_is_a_table_and_the_same_every_time() {
    let folder = folder(
        "table",
        &[("gold.jsonl", ITEM), ("pred.jsonl", "{\"id\":\"i\",\"summary\":\"the fox ran\"}")],
    );
    let line = "summary gold.jsonl --pred pred.jsonl --documents";
    let output = eval(&folder, line, "");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in ["# predictions of pred.jsonl", "ROUGE-2", "33.33", "baselines cut", "lead-3", "ours less it"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(output.stdout, eval(&folder, line, "").stdout);
    let report = json(&folder, "summary gold.jsonl --pred pred.jsonl");
    assert_eq!(report["measure"], "summary");
    assert_eq!(report["gold_files"][0], "gold.jsonl");
    assert!(report.get("documents").is_none());
}

#[test]
fn several_gold_files_and_standard_input_are_scored_together() {
    let folder = folder("several", &[("one.tsv", "d1\tA\nd2\tA\n"), ("pred.tsv", "d1\ts\nd2\ts\nd3\ts\n")]);
    let output = eval(&folder, "groups one.tsv - --pred pred.tsv --json", "d3\tB\nd4\tB\n");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    check("together", &report, &[("/f1", 12.0 / 17.0)]);
}

#[test]
fn floors_decide_the_exit_code() {
    let folder = folder("floors", &[("gold.tsv", GROUPS), ("pred.tsv", "d1\ts\nd2\ts\nd3\ts\n")]);
    let rows = [
        ("reached", "--floor F1=0.7", 0, ""),
        ("both", "--floor f1=0.7 --floor recall=0.8", 1, "recall is 0.7500, below its floor of 0.8"),
        ("unknown", "--floor micro.f1=0.7", 2, "no such number; there are precision, recall, f1"),
        ("no number", "--floor f1", 2, "expected NAME=VALUE"),
    ];
    for (name, floors, code, message) in rows {
        let output = eval(&folder, &format!("groups gold.tsv --pred pred.tsv {floors}"), "");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{name}: {errors}");
        assert!(errors.contains(message), "{name}: {errors}");
        assert_eq!(output.stdout.is_empty(), name == "no number", "{name}");
    }
}

#[test]
fn wrong_use_says_what_to_do() {
    let folder = folder(
        "wrong",
        &[
            ("gold.conllu", CONLLU),
            ("gold.tsv", GROUPS),
            ("twice.conll", "a O\n\n-DOCSTART-\n\nb O\n"),
            ("gold.jsonl", "{\"id\":\"a\",\"text\":\"Ida\",\"entities\":[[0,3,\"PER\"]]}\n"),
            ("other.jsonl", "{\"id\":\"a\",\"text\":\"Ido\",\"entities\":[[0,3,\"PER\"]]}\n"),
            ("far.jsonl", "{\"id\":\"z\",\"entities\":[]}\n"),
            ("docs.jsonl", "{\"schema\":\"copydesk.document/1\",\"id\":\"d1\",\"text\":\"x\"}\n"),
            ("bad.jsonl", "{\n"),
        ],
    );
    std::fs::write(folder.join("gold.gz"), [0x1f, 0x8b, 8, 0]).expect("written");
    std::fs::write(folder.join("latin.conll"), b"caf\xe9 O\n").expect("written");
    let rows = [
        ("no gold", "tokens", "GOLD"),
        ("no such file", "tokens gone.conllu", "gone.conllu cannot be read"),
        ("compressed", "tokens gold.gz", "zcat FILE | copydesk eval MEASURE -"),
        ("not UTF-8", "entities latin.conll", "latin.conll is not UTF-8: the first bad byte is at offset 3"),
        ("not the format", "tokens gold.jsonl", "gold.jsonl"),
        ("bad line", "dates bad.jsonl", "bad.jsonl, line 1: not JSON"),
        ("standard input twice", "groups - -", "`-` stands twice"),
        ("other text", "entities gold.jsonl --pred other.jsonl", "they differ at byte 2"),
        ("other ids", "entities gold.jsonl --pred far.jsonl", "no prediction has the id"),
        ("other ids of groups", "groups gold.tsv --pred far.jsonl", "far.jsonl"),
        ("documents as groups", "groups gold.tsv --pred docs.jsonl", "documents have no groups"),
        ("two of one id", "entities gold.jsonl gold.jsonl --pred far.jsonl", "score one file at a time"),
        ("preset", "entities gold.jsonl --pred gold.jsonl --preset cor", "no preset of this name"),
        ("words", "summary gold.jsonl --words few", "expected a number of words, or `auto`"),
        ("pages without predictions", "extraction gold.json", "extraction needs --pred FILE"),
        ("no texts", "groups gold.tsv", "no texts to run the pipeline on: score a file with --pred"),
        ("no plugin", "tokens gold.conllu --plugins nowhere", "score a file with --pred"),
        (
            "no stage",
            "tokens gold.conllu --set pipeline.stages=[]",
            "no stage of this pipeline provides `tokens`",
        ),
        ("configuration", "tokens gold.conllu --set run.wrkers=2", "workers"),
    ];
    for (name, line, message) in rows {
        let output = eval(&folder, line, "");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {errors}");
        assert!(errors.contains(message), "{name}: {errors}");
        assert!(output.stdout.is_empty(), "{name}");
    }
}

#[test]
fn labels_that_never_meet_are_pointed_out() {
    let folder = folder(
        "labels",
        &[("gold.conll", CONLL), ("pred.jsonl", "{\"id\":\"doc1\",\"ents\":[[0,10,\"PERSON\"]]}\n")],
    );
    let output = eval(&folder, "entities gold.conll --pred pred.jsonl", "");
    assert_eq!(output.status.code(), Some(0));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.contains("no label stands on both sides (LOC, PER, PERSON): rename them with --preset core"),
        "{errors}"
    );
}
