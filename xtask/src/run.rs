//! `cargo xtask run [-- ARGS]`: a briefing from a fresh clone, in one command.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, exit_code, must};
use crate::{Chore, Failure, build, say};

/// What is run when no paths are given.
const SAMPLE: &str = "examples/reports";

const BRIEFING: &str = "briefing.md";

/// Builds, runs `copydesk run`, prints the briefing and says where the files are.
///
/// The host runs in the folder that the user stands in, so that relative paths mean what they mean in a shell.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Chore {
    // Cargo's alias hands the separator through; a later `--` is the host's own.
    let args = match args.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => args,
    };
    build::release(workspace)?;
    let help = help_page(workspace)?;
    let given = read(args, &options_with_values(&help));
    if given.help {
        say::line(help.trim_end());
        return Ok(());
    }

    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let mut command = workspace.host();
    command.arg("run");
    if !given.config {
        command.arg("--config").arg(from_here(&here, &workspace.root.join("pipeline.toml")));
    }
    let out = given.out.as_ref().map_or_else(|| from_here(&here, &workspace.root.join("out")), PathBuf::from);
    if given.out.is_none() {
        command.arg("--out").arg(&out);
    }
    command.args(args);
    if !given.paths {
        command.arg(from_here(&here, &workspace.root.join(SAMPLE)));
    }

    let before = times(&out);
    let status =
        command.status().with_context(|| format!("cannot start {}", workspace.host_binary().display()))?;
    let code = exit_code(status);
    // Code 1 means that it finished, although not every document came through.
    if code <= 1 {
        tell(workspace, &out, &before)?;
    }
    if code == 0 { Ok(()) } else { Err(Failure::Code(code)) }
}

/// Prints the briefing if this run wrote one, and names what it wrote; an earlier run may have left more.
fn tell(workspace: &Workspace, out: &Path, before: &Times) -> Result<()> {
    let after = times(out);
    let written: Vec<&str> = after
        .iter()
        .filter(|(name, time)| before.get(*name) != Some(time))
        .map(|(name, _)| name.as_str())
        .collect();
    if written.contains(&BRIEFING) {
        let path = out.join(BRIEFING);
        if std::io::stdout().is_terminal() {
            must(workspace.host().arg("show").arg(&path))?;
        } else {
            let text = std::fs::read_to_string(&path);
            say::line(text.with_context(|| format!("cannot read {}", path.display()))?.trim_end());
        }
    } else {
        say::note(&format!("this pipeline wrote no {BRIEFING}"));
    }
    if !written.is_empty() {
        say::note(&format!("\nthe files are in {}: {}", out.display(), written.join(", ")));
    }
    Ok(())
}

/// When each file of a folder was last written.
type Times = BTreeMap<String, SystemTime>;

/// Nothing for a folder that is not there: a pipeline with sinks of its own may write elsewhere.
fn times(folder: &Path) -> Times {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            Some((entry.file_name().into_string().ok()?, entry.metadata().ok()?.modified().ok()?))
        })
        .filter(|(name, _)| !name.ends_with(".part"))
        .collect()
}

fn help_page(workspace: &Workspace) -> Result<String> {
    let output = workspace
        .host()
        .args(["run", "--help"])
        .output()
        .with_context(|| format!("cannot start {}", workspace.host_binary().display()))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What the arguments settle already.
#[derive(Debug, Default, PartialEq)]
struct Given {
    paths: bool,
    config: bool,
    help: bool,
    out: Option<String>,
}

/// The options that take a value, as the help page of the host shows them: `-o, --out <DIR>`.
/// Asking it keeps this file out of step with nothing.
fn options_with_values(help: &str) -> Vec<String> {
    let mut options = Vec::new();
    for line in help.lines().filter(|line| line.trim_start().starts_with('-')) {
        let mut names = Vec::new();
        for word in line.split_whitespace() {
            if word.starts_with('-') {
                names.push(word.trim_end_matches(',').to_owned());
            } else {
                if word.starts_with('<') {
                    options.append(&mut names);
                }
                break;
            }
        }
    }
    options
}

fn read(args: &[String], with_values: &[String]) -> Given {
    let mut given = Given::default();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--" {
            given.paths |= rest.next().is_some();
            break;
        }
        if arg == "-" || !arg.starts_with('-') {
            given.paths = true;
            continue;
        }
        let (name, value) = match arg.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None if with_values.contains(arg) => (arg.as_str(), rest.next().cloned()),
            None => (arg.as_str(), None),
        };
        match name {
            "--help" | "-h" => given.help = true,
            "--config" | "-c" => given.config = true,
            "--out" | "-o" => given.out = value,
            _ => {}
        }
    }
    given
}

/// A path inside the workspace as seen from a folder inside it; absolute when that folder is elsewhere.
///
/// Relative paths keep the machine's folders out of what is printed and written.
fn from_here(here: &Path, path: &Path) -> PathBuf {
    let ours: Vec<Component<'_>> = here.components().collect();
    let theirs: Vec<Component<'_>> = path.components().collect();
    let shared = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let up = ours.len() - shared;
    // Climbing far out of an unrelated folder is harder to read than the absolute path.
    if up > 3 || shared <= 1 {
        return path.to_path_buf();
    }
    let mut relative = PathBuf::new();
    for _ in 0..up {
        relative.push("..");
    }
    relative.extend(theirs.iter().skip(shared));
    relative
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELP: &str = "Usage: copydesk run [OPTIONS] [PATHS]...\n\nOptions:\n  -c, --config <FILE>   the pipeline\n\
        \x20     --set <KEY=VALUE>\n          any key\n  -o, --out <DIR>  where\n      --quiet  no bar <yet>\n";

    #[test]
    fn the_help_page_says_which_options_take_values() {
        assert_eq!(options_with_values(HELP), ["-c", "--config", "--set", "-o", "--out"]);
    }

    #[test]
    fn arguments_settle_what_need_not_be_added() {
        let none = Given::default;
        let out = |dir: &str| Some(dir.to_owned());
        let rows: [(&str, &[&str], Given); 9] = [
            ("nothing", &[], none()),
            ("a path", &["reports"], Given { paths: true, ..none() }),
            ("standard input", &["-"], Given { paths: true, ..none() }),
            ("a value is no path", &["--set", "run.workers=2"], none()),
            ("out with a space", &["--out", "x"], Given { out: out("x"), ..none() }),
            ("out with a sign", &["--out=x", "y"], Given { out: out("x"), paths: true, ..none() }),
            ("short forms", &["-o", "x", "-c", "p.toml"], Given { out: out("x"), config: true, ..none() }),
            ("a flag takes nothing", &["--quiet", "y"], Given { paths: true, ..none() }),
            ("after the separator", &["--", "--out"], Given { paths: true, ..none() }),
        ];
        for (name, args, expected) in rows {
            let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
            assert_eq!(read(&args, &options_with_values(HELP)), expected, "{name}");
        }
    }

    #[test]
    fn paths_are_shown_from_where_the_user_stands() {
        let rows = [
            ("in the root", "/ws", "/ws/out", "out"),
            ("in a folder of it", "/ws/host/cli", "/ws/out", "../../out"),
            ("beside it", "/home2/me/news", "/home2/me/ws/out", "../ws/out"),
            ("far away", "/srv/a", "/ws/out", "/ws/out"),
            ("very deep", "/ws/a/b/c/d", "/ws/out", "/ws/out"),
        ];
        for (name, here, path, expected) in rows {
            assert_eq!(from_here(Path::new(here), Path::new(path)), Path::new(expected), "{name}");
        }
    }
}
