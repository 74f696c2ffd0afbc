//! `cargo xtask build`: host and plugins in release, with one call of cargo.

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::workspace::{HOST, Workspace, ended, shown};
use crate::{Chore, say};

/// The command: builds and says where the results are.
pub(crate) fn build(workspace: &Workspace) -> Chore {
    release(workspace)?;
    say::note(&format!("host and plugins are in {}", workspace.release().display()));
    Ok(())
}

/// Builds the host and every plugin. Cargo's own progress goes to standard error as usual.
pub(crate) fn release(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo(&["build", "--release", "--package", HOST]);
    for plugin in workspace.plugins() {
        command.args(["--package", &plugin.name]);
    }
    // Standard output belongs to what the user asked for.
    let status = command.stdout(Stdio::null()).status().context("cannot start cargo")?;
    if !status.success() {
        bail!("{} {}", shown(&command), ended(status));
    }
    Ok(())
}
