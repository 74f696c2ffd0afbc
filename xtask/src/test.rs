//! `cargo xtask test`: the whole check, in the order in which failures are cheapest to find.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, cargo, must};
use crate::{Chore, Failure, build, codegen, floors, say, tidy, usage};

/// One part of the check.
struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Workspace) -> Chore,
}

const STEPS: [Step; 9] = [
    Step { name: "format", what: "the sources are formatted", run: format },
    Step { name: "tidy", what: "arrows, manifests and sources keep the rules of the house", run: tidy::tidy },
    Step { name: "clippy", what: "no warning in any target", run: clippy },
    Step { name: "docs", what: "the documentation builds without a warning", run: docs },
    Step { name: "build", what: "host and plugins build in release", run: build::build },
    Step { name: "tests", what: "every test of every crate", run: tests },
    Step {
        name: "examples",
        what: "the examples build and pass as an outsider would build them",
        run: examples,
    },
    Step { name: "generated", what: "generated pages and schemas are current", run: codegen::check },
    Step { name: "floors", what: "the sample reports still give what they gave", run: floors::floors },
];

/// The command.
pub(crate) fn test(workspace: &Workspace, args: &[String]) -> Chore {
    let mut keep_going = false;
    let mut chosen: Vec<&Step> = Vec::new();
    for arg in args {
        match arg.as_str() {
            "--" => {}
            "--keep-going" => keep_going = true,
            "--list" => {
                STEPS.iter().for_each(|step| say::line(&format!("{:<10} {}", step.name, step.what)));
                return Ok(());
            }
            name => match STEPS.iter().find(|step| step.name == name) {
                Some(step) => chosen.push(step),
                None => {
                    let names = STEPS.map(|step| step.name).join(", ");
                    return usage(format!("`test` has no step or option `{name}`; the steps are {names}"));
                }
            },
        }
    }
    if chosen.is_empty() {
        chosen = STEPS.iter().collect();
    }
    let results = run(&chosen, keep_going, |step| (step.run)(workspace));
    say::line(&closing(&results, chosen.len()));
    if results.iter().all(|&passed| passed) { Ok(()) } else { Err(Failure::Code(1)) }
}

/// Whether each step passed, as far as they were run.
fn run(steps: &[&Step], keep_going: bool, mut call: impl FnMut(&Step) -> Chore) -> Vec<bool> {
    let mut results = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        say::note(&format!("\n== {} ({} of {}): {}", step.name, number + 1, steps.len(), step.what));
        let started = Instant::now();
        let result = call(step);
        let seconds = started.elapsed().as_secs_f64();
        results.push(result.is_ok());
        let Err(failure) = result else {
            say::note(&format!("== {}: passed in {seconds:.1} s", step.name));
            continue;
        };
        match failure {
            Failure::Other(error) => say::note(&format!("error: {error:#}")),
            Failure::Usage(message) => say::note(&format!("error: {message}")),
            Failure::Code(_) => {}
        }
        say::note(&format!(
            "== {}: FAILED after {seconds:.1} s; `cargo xtask test {}` repeats this step alone",
            step.name, step.name
        ));
        if !keep_going {
            break;
        }
    }
    results
}

/// The last line, in the plain form that scripts look for.
fn closing(results: &[bool], planned: usize) -> String {
    let passed = results.iter().filter(|&&passed| passed).count();
    let mut line = format!("{passed} passed, {} failed", results.len() - passed);
    if results.len() < planned {
        line.push_str(&format!(", {} not run", planned - results.len()));
    }
    line
}

fn format(workspace: &Workspace) -> Chore {
    must(&mut workspace.cargo(&["fmt", "--all", "--check"]))
        .context("`cargo fmt --all` formats the sources")?;
    Ok(())
}

fn clippy(workspace: &Workspace) -> Chore {
    let args = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "--deny", "warnings"];
    Ok(must(&mut workspace.cargo(&args))?)
}

fn docs(workspace: &Workspace) -> Chore {
    let mut command = workspace.cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
    Ok(must(command.env("RUSTDOCFLAGS", "-D warnings"))?)
}

/// The tests run the built host and load the built plugins, wherever cargo was told to put them.
fn tests(workspace: &Workspace) -> Chore {
    build::release(workspace)?;
    must(with_build(workspace, workspace.cargo(&["test", "--workspace"])).arg("--quiet"))?;
    // What is not built by default is tested as well; the features only add.
    Ok(must(&mut workspace.cargo(&["test", "--package", "copydesk-io", "--features", "parquet", "--quiet"]))?)
}

/// Every example with a manifest is built and tested for itself; every one in C is compiled against the header.
/// The end-to-end tests run them through the host.
fn examples(workspace: &Workspace) -> Chore {
    let folder = workspace.root.join("examples");
    let mut folders: Vec<_> = std::fs::read_dir(&folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let target = workspace.target.join("examples");
    std::fs::create_dir_all(&target).with_context(|| format!("cannot create {}", target.display()))?;
    for example in folders {
        if example.join("Cargo.toml").is_file() {
            let mut command = cargo();
            command.current_dir(&example).args(["test", "--quiet"]).env("CARGO_TARGET_DIR", &target);
            must(with_build(workspace, command).current_dir(&example))?;
        }
        for source in c_sources(&example)? {
            let stem = source.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let library = target.join(format!("lib{stem}{}", std::env::consts::DLL_SUFFIX));
            must(compile(workspace, &source, &library).current_dir(&example))?;
        }
    }
    Ok(())
}

fn c_sources(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut sources: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "c"))
        .collect();
    sources.sort();
    Ok(sources)
}

fn compile(workspace: &Workspace, source: &Path, library: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    command
        .args(["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I"])
        .arg(workspace.root.join("core/abi/include"))
        .arg("-o")
        .arg(library)
        .arg(source);
    command
}

fn with_build(workspace: &Workspace, mut command: Command) -> Command {
    command.env("COPYDESK_BIN", workspace.host_binary()).env("COPYDESK_PLUGINS", workspace.release());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_steps() {
        let rows: [(&str, &[bool], usize, &str); 4] = [
            ("all", &[true, true], 2, "2 passed, 0 failed"),
            ("stopped", &[true, false], 9, "1 passed, 1 failed, 7 not run"),
            ("kept going", &[false, true], 2, "1 passed, 1 failed"),
            ("none", &[], 0, "0 passed, 0 failed"),
        ];
        for (name, results, planned, expected) in rows {
            assert_eq!(closing(results, planned), expected, "{name}");
        }
    }

    #[test]
    fn the_first_failure_stops_unless_told_otherwise() {
        let steps: Vec<&Step> = STEPS.iter().take(3).collect();
        let second_fails = |step: &Step| if step.name == STEPS[1].name { usage("broken") } else { Ok(()) };
        assert_eq!(run(&steps, false, second_fails), [true, false]);
        assert_eq!(run(&steps, true, second_fails), [true, false, true]);
    }

    #[test]
    fn steps_have_names_of_their_own() {
        let mut names = STEPS.map(|step| step.name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
