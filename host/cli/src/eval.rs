//! `copydesk eval`: scores against gold files, of predictions in a file or of what the pipeline makes of the gold
//! texts. The measures are those of `copydesk-eval`; here files are read, the needed stages are run, and the report is
//! printed.

mod args;
mod baselines;
pub(crate) mod chain;
mod coref;
mod files;
mod floor;
mod groups;
mod show;
mod spans;
mod summary;

use anyhow::Result;

pub(crate) use args::EvalArgs;
use args::Measure;
use chain::Said;

/// `copydesk eval`.
pub(crate) fn eval(args: &EvalArgs) -> Result<u8> {
    let done = match &args.measure {
        Measure::Tokens(args) => spans::tokens(args),
        Measure::Entities(args) => spans::entities(args),
        Measure::Dates(args) => spans::dates(args),
        Measure::Groups(args) => groups::groups(args),
        Measure::Coref(args) => coref::coref(args),
        Measure::Summary(args) => summary::summary(args),
        Measure::Extraction(args) => groups::extraction(args),
        Measure::Clean(args) => spans::clean(args),
    };
    done.or_else(|error| match error.downcast_ref::<Said>() {
        Some(Said(code)) => Ok(*code),
        None => Err(error),
    })
}
