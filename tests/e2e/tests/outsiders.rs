//! Plugins from outside the workspace: built as their authors would build them, and run by the program.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use copydesk_e2e::{Desk, built, root};

/// Builds both examples outside the checkout's own target folder and returns the folder with the libraries.
fn examples() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outsiders");
        let status = Command::new(env!("CARGO"))
            .current_dir(root().join("examples/byline"))
            .args(["build", "--quiet", "--target-dir"])
            .arg(&target)
            .status()
            .expect("cargo runs");
        assert!(status.success(), "examples/byline does not build");
        let folder = target.join("debug");
        // The header comes from the program, as it would for somebody without the checkout.
        let header =
            Command::new(&built().0).args(["schema", "header"]).output().expect("the program runs").stdout;
        std::fs::write(folder.join("copydesk.h"), header).expect("a file can be written");
        let status = Command::new("cc")
            .args(["-std=c11", "-O2", "-shared", "-fPIC", "-I"])
            .arg(&folder)
            .arg("-o")
            .arg(folder.join(format!("libstopwords{}", std::env::consts::DLL_SUFFIX)))
            .arg(root().join("examples/stopwords-c/stopwords.c"))
            .status()
            .expect("the C compiler `cc` is needed for this test");
        assert!(status.success(), "examples/stopwords-c does not build");
        folder
    })
}

fn desk(stages: &str, more: &str) -> Desk {
    let desk = Desk::with_samples();
    let dirs = [built().1.display().to_string(), examples().display().to_string()];
    desk.write(
        "pipeline.toml",
        format!(
            "version = 1\n[pipeline]\nstages = {stages}\n[plugins]\ndirs = {dirs:?}\n\
             [sources.all]\ntype = \"files\"\ninclude = [\"reports\"]\n{more}"
        ),
    );
    desk
}

/// Runs with the folders that `pipeline.toml` names.
fn run(desk: &Desk, arguments: &[&str], log: &str) -> copydesk_e2e::Ran {
    let mut command = desk.command();
    command.env_remove("COPYDESK_PLUGINS").env("RUST_LOG", log).args(arguments);
    command.output().expect("the program starts").into()
}

#[test]
fn a_rust_plugin_and_a_c_plugin_run_beside_the_bundled_ones() {
    let desk = desk("[\"byline\", \"clean\", \"tokenize\", \"stopwords\"]", "");
    desk.write(
        "reports/z.txt",
        "Harbour closes\n\nBy Ida Brandt and Ole Krag\n\nThe harbour of Bonn was closed on Monday.\n",
    );
    run(&desk, &["run", "--out", "out"], "warn").expect(0);
    let documents = desk.rows("out/documents.jsonl");
    let last = documents.last().expect("documents");
    let names: Vec<&str> = last["spans"]["byline.names"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|span| {
            let (start, end) = (span["start"].as_u64().unwrap_or(0), span["end"].as_u64().unwrap_or(0));
            last["text"].as_str().and_then(|text| text.get(start as usize..end as usize)).unwrap_or("")
        })
        .collect();
    assert_eq!(names, ["Ida Brandt", "Ole Krag"]);
    assert_eq!(last["meta"]["function_words"], "6", "By and The of was on");
    assert_eq!(last["spans"]["stopwords.words"][0]["label"], "STOPWORD");
}

#[test]
fn a_plugin_logs_through_the_host_under_its_own_name() {
    let desk = desk("[\"byline\"]", "");
    let ran = run(&desk, &["run", "--out", "out"], "copydesk_byline=debug").expect(0);
    assert!(ran.err.contains("DEBUG copydesk_byline] 1-minister-announces-visit: "), "{}", ran.err);
    let ran = run(&desk, &["run", "--out", "out"], "info").expect(0);
    assert!(!ran.err.contains("copydesk_byline"), "the host's level holds in plugins: {}", ran.err);
}

#[test]
fn one_plugin_under_two_names_with_two_sets_of_options() {
    let more =
        "[stages.first]\nplugin = \"byline\"\noptions.lines = 1\n[stages.second]\nplugin = \"byline\"\n";
    let desk = desk("[\"first\", \"second\"]", more);
    run(&desk, &["run", "--out", "out"], "warn").expect(0);
    assert_eq!(desk.rows("out/documents.jsonl").len(), 6);
}

#[test]
fn options_of_an_outside_plugin_are_checked_with_their_place() {
    let desk = desk("[\"byline\"]", "[stages.byline.options]\nlines = 0\nlimes = 3\n");
    run(&desk, &["check"], "warn").expect(2).says(&[
        "must be at least 1, not 0",
        "limes",
        "pipeline.toml:10:9",
        "pipeline.toml:11:1",
    ]);
}

#[test]
fn a_pinned_plugin_that_changed_is_refused() {
    let desk = desk("[\"byline\"]", &format!("[stages.byline]\nsha256 = \"{}\"\n", "0".repeat(64)));
    run(&desk, &["run", "--out", "out"], "warn").expect(2).says(&[
        "libcopydesk_byline",
        "pins 0000",
        "put its hash into `sha256`",
    ]);
    assert_eq!(desk.list("out"), [""; 0]);
}

#[test]
fn a_missing_plugin_is_named_with_what_to_do() {
    let desk = desk("[\"bylines\", \"tokenise\"]", "");
    run(&desk, &["check"], "warn").expect(2).says(&[
        "stage `bylines`: plugin `bylines` was not found",
        "did you mean `byline`?",
        "plugin `tokenise` was not found",
        "did you mean `tokenize`?",
        "add its folder to `dirs` in [plugins]",
    ]);
}

#[test]
fn plugins_are_never_taken_from_the_working_folder() {
    let desk = Desk::new();
    let name = format!("libcopydesk_byline{}", std::env::consts::DLL_SUFFIX);
    std::fs::copy(examples().join(&name), desk.path(&name)).expect("a library can be copied");
    desk.write("a.txt", "By Ida Brandt\n");
    let ran = desk.run(&["run", "--out", "out", "--set", "pipeline.stages=[\"byline\"]", "a.txt"]);
    ran.expect(2).says(&["plugin `byline` was not found"]);
}
