//! `copydesk eval`: written next.

use anyhow::Result;
use clap::Args;

/// `copydesk eval`.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {}

/// `copydesk eval`.
pub(crate) fn eval(_args: &EvalArgs) -> Result<u8> {
    anyhow::bail!("not yet")
}
