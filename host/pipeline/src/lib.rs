//! copydesk as a library: a checked configuration joined with its plugins, ready to run.
//!
//! ```no_run
//! use copydesk::{Control, Finder, Job, Pipeline, config::Config};
//!
//! let config = Config::read("pipeline.toml".as_ref(), &[])?;
//! let pipeline = Pipeline::open(config, &Finder::beside_program())?;
//! let summary = pipeline.run(Job::configured(&pipeline)?, &Control::default())?;
//! println!("{summary}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This is the one crate that knows configuration, loader, runner and files together; each of them knows none of
//! the others. Use [`Pipeline::process`] for documents in memory.
#![forbid(unsafe_code)]

mod finder;
mod job;
mod open;
mod run;
mod selftest;
mod specs;

pub use copydesk_config as config;
pub use copydesk_core as core;
pub use copydesk_io as io;
pub use copydesk_loader as loader;
pub use copydesk_runner::{Control, Report, Settings};

pub use finder::Finder;
pub use job::{Job, brings};
pub use open::{OpenError, Pipeline, PluginInfo, Trouble};
pub use run::{Kept, PipelineError, Summary};
pub use selftest::TestOutcome;
