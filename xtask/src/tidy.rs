//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! Every rule is a function from facts (the answer of `cargo metadata`, a manifest's text, a source's text) to
//! offences, so that its tests can feed it invented facts. All offences are shown at once.

mod arrows;
mod lexer;
mod manifests;
mod sources;
mod tree;

use crate::workspace::{Graph, Workspace};
use crate::{Chore, Failure, say};

/// Something that breaks a rule: where, and what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Offence {
    place: String,
    message: String,
}

impl Offence {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

/// Crates that may contain unsafe code.
const UNSAFE_CRATES: [&str; 3] = ["core/abi", "core/sdk", "host/loader"];

/// The command.
pub(crate) fn tidy(workspace: &Workspace) -> Chore {
    let files = tree::Files::load(&workspace.root)?;
    let mut offences = arrows::check(workspace, &Graph::load()?);
    offences.extend(manifests::check(workspace, &files));
    let (found, long) = sources::check(workspace, &files);
    offences.extend(found);
    offences.extend(tree::check(workspace, &files));

    for (path, lines) in &long {
        say::note(&format!("note: {path} has {lines} lines; consider splitting it"));
    }
    offences.sort();
    offences.dedup();
    for offence in &offences {
        say::note(&format!("{}: {}", offence.place, offence.message));
    }
    if offences.is_empty() {
        say::note(&format!(
            "tidy: {} crates and {} files are in order",
            workspace.members.len(),
            files.len()
        ));
        return Ok(());
    }
    let plural = if offences.len() == 1 { "" } else { "s" };
    say::note(&format!("tidy: {} offence{plural}", offences.len()));
    Err(Failure::Code(1))
}
