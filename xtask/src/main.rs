//! Chores of the workspace: `cargo xtask help` lists them.
//!
//! This program links none of our crates, so that it stays quick to compile and still works when they do not.
//! It finds everything it needs by asking `cargo metadata`.
#![forbid(unsafe_code)]

mod bench;
mod build;
mod codegen;
mod floors;
mod new_plugin;
mod run;
mod say;
mod test;
mod tidy;
mod train;
mod workspace;

use std::process::ExitCode;

use crate::workspace::Workspace;

const USAGE: &str = "\
chores of the copydesk workspace

usage: cargo xtask COMMAND [ARGS]

  run [-- ARGS]            build host and plugins, run the default pipeline on the sample reports or on the
                           paths given, print the briefing; ARGS are those of `copydesk run`
  build                    build host and plugins in release
  test [STEP...]           the whole check, or only some of its steps; --keep-going, --list
  ci                       the same as `test`
  tidy                     check the arrows between crates, the manifests and the sources
  codegen [--check]        write the generated pages and schemas, or only compare them
  floors                   run the sample reports and hold the result against examples/expected.json
  bench [NAME]             run the benchmarks, or those whose name contains NAME
  train NAME [-- ARGS]     make the model file of plugin NAME anew, with the trainer in train/NAME
  new-plugin NAME [--path DIR]
                           start a plugin: in plugins/NAME, or as a crate of its own in DIR
  help                     this page

examples:
  cargo xtask run
  cargo xtask run -- ../my-reports --out /tmp/desk --set run.workers=2
  cargo xtask test clippy tidy
  cargo xtask new-plugin headlines --path ../headlines";

/// Why a chore ended: with an exit code of its own, or with something to tell.
pub(crate) enum Failure {
    /// Wrong use: what is wrong, and exit code 2.
    Usage(String),
    /// All has been said already.
    Code(u8),
    /// Anything else: exit code 1.
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Other(error.into())
    }
}

/// What a chore returns.
pub(crate) type Chore = Result<(), Failure>;

/// Wrong use, with exit code 2.
pub(crate) fn usage<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Usage(message.into()))
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Code(code)) => ExitCode::from(code),
        Err(Failure::Usage(message)) => {
            say::note(&format!("error: {message}\nhelp: `cargo xtask help` lists the commands"));
            ExitCode::from(2)
        }
        Err(Failure::Other(error)) => {
            say::note(&format!("error: {error:#}"));
            ExitCode::from(1)
        }
    }
}

fn dispatch(args: &[String]) -> Chore {
    let Some((command, rest)) = args.split_first() else {
        say::note(USAGE);
        return Err(Failure::Code(2));
    };
    match command.as_str() {
        "help" | "--help" | "-h" => {
            say::line(USAGE);
            Ok(())
        }
        "run" => run::run(&Workspace::load()?, rest),
        "build" => no_arguments("build", rest).and_then(|()| build::build(&Workspace::load()?)),
        "test" | "ci" => test::test(&Workspace::load()?, rest),
        "tidy" => no_arguments("tidy", rest).and_then(|()| tidy::tidy(&Workspace::load()?)),
        "codegen" => codegen::codegen(&Workspace::load()?, rest),
        "floors" => no_arguments("floors", rest).and_then(|()| floors::command(&Workspace::load()?)),
        "bench" => bench::bench(&Workspace::load()?, rest),
        "train" => train::train(&Workspace::load()?, rest),
        "new-plugin" => new_plugin::new_plugin(&Workspace::load()?, rest),
        other => usage(format!("there is no command `{other}`{}", suggestion(other))),
    }
}

fn no_arguments(command: &str, rest: &[String]) -> Chore {
    match rest.first() {
        None => Ok(()),
        Some(extra) => usage(format!("`{command}` takes no arguments, but `{extra}` was given")),
    }
}

const COMMANDS: [&str; 10] =
    ["run", "build", "test", "ci", "tidy", "codegen", "floors", "bench", "train", "new-plugin"];

/// A command that starts alike, as a hint.
fn suggestion(typed: &str) -> String {
    let alike = COMMANDS.iter().find(|name| {
        let shared = name.chars().zip(typed.chars()).take_while(|(a, b)| a == b).count();
        shared >= 2 || (name.starts_with(typed) && !typed.is_empty())
    });
    alike.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_use_is_told_apart_from_failure() {
        let rows: [(&str, &[&str], &str); 4] = [
            ("unknown command", &["rnu"], "there is no command `rnu`"),
            ("a slip", &["tidyy"], "did you mean `tidy`?"),
            ("stray argument", &["build", "now"], "`build` takes no arguments, but `now` was given"),
            ("tidy takes none", &["tidy", "--fix"], "`tidy` takes no arguments, but `--fix` was given"),
        ];
        for (name, args, expected) in rows {
            let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
            match dispatch(&args) {
                Err(Failure::Usage(message)) => assert!(message.contains(expected), "{name}: {message}"),
                _ => panic!("{name}: no usage error"),
            }
        }
    }

    #[test]
    fn every_command_is_on_the_usage_page() {
        for command in COMMANDS {
            assert!(USAGE.contains(&format!("\n  {command}")), "{command}");
        }
    }
}
