//! `cargo xtask new-plugin NAME [--path DIR]`
use crate::workspace::Workspace;
use crate::{Chore, usage};
pub(crate) fn new_plugin(_: &Workspace, _: &[String]) -> Chore {
    usage("not yet")
}
