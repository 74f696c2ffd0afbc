//! `cargo xtask bench [NAME] [--corpus FILE]`: what things cost, in release, with the ratio beside each figure.
//!
//! Every figure is the median of several rounds. Machines differ and are noisy: quote ratios.
#![forbid(unsafe_code)]

mod boundary;
mod corpus;
mod host;
mod measure;
mod memory;
mod pipeline;
mod resolve;
mod runner;
mod scale;
mod segmentation;
mod sources;

use std::path::PathBuf;

use anyhow::{Result, bail};

/// What the command line says.
struct Options {
    name: Option<String>,
    corpus: Option<PathBuf>,
    pages: Option<PathBuf>,
    gigabytes: f64,
    documents: usize,
}

/// Name, what it measures, how.
type Bench = (&'static str, &'static str, fn(&Options) -> Result<()>);

const BENCHES: &[Bench] = &[
    ("boundary", "plugin calls, linked in against loaded; validation", boundary::run),
    ("sources", "megabytes of input per second, before any stage", sources::run),
    ("runner", "what the runner adds to a document", runner::run),
    ("pipeline", "megabytes per second, stage by stage and whole, on one core", pipeline::run),
    (
        "segmentation",
        "tokens and sentences beside a bare loop and ICU4X; texts made to be slow",
        segmentation::run,
    ),
    ("scaling", "one worker against two", pipeline::scaling),
    ("resolve", "who is who over 1,000 to 100,000 reports", resolve::run),
    (
        "scale",
        "collection stages on 1,000 and 10,000 documents, with --documents 100000 on so many too",
        scale::run,
    ),
    ("start", "start of the program to the end of one small document", memory::start),
    ("tokens", "bytes of memory per token", memory::per_token),
    ("memory", "peak memory of a long streaming run", memory::streaming),
];

fn main() -> Result<()> {
    let options = parse(std::env::args().skip(1))?;
    for (name, what, bench) in BENCHES {
        if options.name.as_deref().is_none_or(|wanted| wanted == *name) {
            measure::say(&format!("\n# {name}: {what}"));
            bench(&options)?;
        }
    }
    Ok(())
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { name: None, corpus: None, pages: None, gigabytes: 0.1, documents: 10_000 };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--corpus" => options.corpus = arguments.next().map(PathBuf::from),
            "--pages" => options.pages = arguments.next().map(PathBuf::from),
            "--documents" => options.documents = arguments.next().unwrap_or_default().parse()?,
            "--gigabytes" => options.gigabytes = arguments.next().unwrap_or_default().parse()?,
            name if BENCHES.iter().any(|(known, ..)| *known == name) => options.name = Some(name.to_owned()),
            other => {
                let names: Vec<&str> = BENCHES.iter().map(|(name, ..)| *name).collect();
                bail!(
                    "unknown benchmark `{other}`; one of {}, --corpus FILE.jsonl, --pages FOLDER, --gigabytes N, --documents N",
                    names.join(", ")
                );
            }
        }
    }
    Ok(options)
}
