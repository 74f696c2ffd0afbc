//! The `copydesk` command: arguments in, exit code out. The work is done by the library `copydesk`.
//!
//! Data goes to standard output; progress, logs and messages go to standard error. Exit codes: 0 fine, 1 finished but
//! documents were lost or a check failed, 2 wrong use, configuration or files, 3 a plugin crashed, 130 interrupted.
#![forbid(unsafe_code)]

mod args;
mod claims;
mod eval;
mod inspect;
mod out;
mod progress;
mod run;
mod schema;
mod show;
mod trace;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};

/// Everything went well.
pub(crate) const FINE: u8 = 0;
/// Finished, but documents were lost or a check failed.
pub(crate) const LOST: u8 = 1;
/// Wrong use, configuration or files.
pub(crate) const WRONG: u8 = 2;
/// A plugin crashed.
pub(crate) const CRASHED: u8 = 3;
/// Stopped by the user.
pub(crate) const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    // clap prints its own messages and leaves with 2 for wrong use, 0 for help.
    let cli = Cli::parse();
    start_log(&cli);
    let result = match &cli.command {
        Command::Run(args) => run::run(args, &cli),
        Command::Check(args) => inspect::check(args),
        Command::Test(args) => inspect::test(args),
        Command::Stages(args) => inspect::stages(args),
        Command::Schema(args) => schema::print(args),
        Command::Show(args) => show::show(args),
        Command::Verify(args) => verify::verify(args),
        Command::Trace(args) => trace::trace(args),
        Command::Eval(args) => eval::eval(args),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) if out::is_closed(&error) => ExitCode::from(FINE),
        Err(error) => {
            out::error(&error);
            ExitCode::from(WRONG)
        }
    }
}

/// Log messages of the host and of all plugins, on standard error. `RUST_LOG` goes before `-v` and `-q`.
fn start_log(cli: &Cli) {
    let level = match (cli.quiet, cli.verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "info",
        (false, 2) => "debug",
        _ => "trace",
    };
    let environment = env_logger::Env::default().default_filter_or(level);
    env_logger::Builder::from_env(environment).format_timestamp(None).init();
}
