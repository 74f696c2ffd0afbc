//! The README tells the truth: its commands run, its output is what comes out, its pipeline is valid, its plugin works.

use std::process::Command;

use copydesk_e2e::{Desk, Ran, built, root};

/// The contents of the code blocks of one language.
fn blocks(language: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in readme.lines() {
        match &mut open {
            Some(_) if line == "```" => found.extend(open.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
            None if line == format!("```{language}") => open = Some(String::new()),
            None => {}
        }
    }
    found
}

#[test]
fn every_command_runs() {
    let desk = Desk::with_samples();
    for name in ["pipeline.toml", "examples/reports"] {
        let (from, to) = (root().join(name), desk.path(name));
        if from.is_dir() {
            std::fs::create_dir_all(&to).expect("a folder can be made");
            for entry in std::fs::read_dir(&from).expect("the samples are there").flatten() {
                std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a sample can be copied");
            }
        } else {
            std::fs::copy(&from, &to).expect("a file can be copied");
        }
    }
    desk.run(&["run", "-q", "--out", "out", "examples/reports"]).expect(0);
    let mut count = 0;
    for line in blocks("sh").iter().flat_map(|block| block.lines()) {
        count += 1;
        match line.strip_prefix("target/release/copydesk ") {
            Some(arguments) => {
                let arguments: Vec<&str> = arguments.split(' ').collect();
                desk.run(&arguments).expect(0);
            }
            // The whole check cannot run inside itself; continuous integration runs the same words.
            None if line == "cargo xtask test" => {
                let ci = std::fs::read_to_string(root().join(".ci/run")).expect("there is .ci/run");
                assert!(ci.contains(line), "{ci}");
            }
            None => {
                assert_eq!(line, "cargo xtask run", "a command that this test does not know");
                if std::env::var_os("COPYDESK_BIN").is_none() {
                    eprintln!("skipped `{line}`: it builds in release; `cargo xtask test` runs it");
                    continue;
                }
                let output = Command::new(env!("CARGO")).args(["xtask", "run"]).current_dir(root()).output();
                let ran = Ran::from(output.expect("cargo runs")).expect(0);
                assert_eq!(ran.out.trim(), blocks("text")[0].trim(), "the README shows another briefing");
            }
        }
    }
    assert!(count >= 8, "only {count} commands were found");
}

#[test]
fn the_pipeline_is_valid() {
    let desk = Desk::new();
    desk.write("pipeline.toml", &blocks("toml")[0]);
    desk.run(&["check"]).expect(0);
}

#[test]
fn the_plugin_builds_and_marks_what_it_says() {
    let desk = Desk::new();
    let sdk = root().join("core/sdk");
    desk.write(
        "shout/Cargo.toml",
        format!(
            "[package]\nname = \"shout\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n\
             [dependencies]\ncopydesk-sdk = {{ path = {:?} }}\n[workspace]\n",
            sdk.display().to_string()
        ),
    );
    // The versions that the workspace uses, so that nothing newer is looked for.
    std::fs::copy(root().join("Cargo.lock"), desk.path("shout/Cargo.lock")).expect("a file can be copied");
    let source = &blocks("rust")[0];
    assert!(source.lines().count() <= 36, "a plugin in about twenty lines has {}", source.lines().count());
    desk.write("shout/src/lib.rs", source);
    let target = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("outsiders");
    let status = Command::new(env!("CARGO"))
        .current_dir(desk.path("shout"))
        .args(["build", "--quiet", "--target-dir"])
        .arg(&target)
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the plugin of the README does not build");
    let dirs = [built().1.display().to_string(), target.join("debug").display().to_string()];
    desk.write(
        "pipeline.toml",
        format!("version = 1\n[pipeline]\nstages = [\"tokenize\", \"shout\"]\n[plugins]\ndirs = {dirs:?}\n"),
    );
    desk.write("a.txt", "The WHO warned Bonn on Monday. A MAN spoke.\n");
    let mut command = desk.command();
    command.env_remove("COPYDESK_PLUGINS").args(["run", "--out", "out", "a.txt"]);
    Ran::from(command.output().expect("the program starts")).expect(0);
    let document = &desk.rows("out/documents.jsonl")[0];
    let marked: Vec<(u64, u64)> = document["spans"]["shout.words"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|span| (span["start"].as_u64().unwrap_or(0), span["end"].as_u64().unwrap_or(0)))
        .collect();
    assert_eq!(marked, [(4, 7), (33, 36)]);
}
