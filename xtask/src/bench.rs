//! `cargo xtask bench [NAME]`: the benchmarks, against plugins that are up to date.

use crate::workspace::{Workspace, exit_code};
use crate::{Chore, Failure, build};

/// Builds host and plugins, then hands the arguments to the benchmark program.
pub(crate) fn bench(workspace: &Workspace, args: &[String]) -> Chore {
    let args = match args.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => args,
    };
    build::release(workspace)?;
    let mut command = workspace.cargo(&["run", "--release", "--quiet", "--package", "copydesk-bench", "--"]);
    command
        .args(args)
        .env("COPYDESK_BIN", workspace.host_binary())
        .env("COPYDESK_PLUGINS", workspace.release());
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(Failure::Code(exit_code(status))) }
}
