//! `cargo xtask train NAME [-- ARGS]`: makes the model file of a plugin anew.

use crate::workspace::{Workspace, exit_code};
use crate::{Chore, Failure, usage};

/// Hands the arguments to the trainer, the program of crate `copydesk-train-NAME` in `train/NAME`.
pub(crate) fn train(workspace: &Workspace, args: &[String]) -> Chore {
    let known: Vec<&str> =
        workspace.members.iter().filter_map(|member| member.dir.strip_prefix("train/")).collect();
    let Some((name, rest)) = args.split_first() else {
        return usage(format!("`train` needs the name of a trainer: {}", known.join(", ")));
    };
    if !known.contains(&name.as_str()) {
        return usage(format!("there is no trainer `{name}`; known: {}", known.join(", ")));
    }
    let rest = match rest.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => rest,
    };
    let package = format!("copydesk-train-{name}");
    let mut command = workspace.cargo(&["run", "--release", "--quiet", "--package", &package, "--"]);
    let status = command.args(rest).status()?;
    if status.success() { Ok(()) } else { Err(Failure::Code(exit_code(status))) }
}
