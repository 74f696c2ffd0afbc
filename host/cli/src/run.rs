//! `copydesk run`, and opening a pipeline for the other commands.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use copydesk::config::{Config, Override, Problems};
use copydesk::{Control, Finder, Job, OpenError, Pipeline, Summary, brings};
use serde_json::json;

use crate::args::{Cli, ConfigArgs, RunArgs};
use crate::progress::Bar;
use crate::{CRASHED, FINE, INTERRUPTED, LOST, WRONG, out};

/// The pipeline that runs where there is no `pipeline.toml`.
const DEFAULT: &str = include_str!("../../../pipeline.toml");

/// A configuration, or the exit code after everything wrong with it was said.
pub(crate) fn read_config(args: &ConfigArgs) -> Result<Config, u8> {
    let mut problems = Problems::default();
    let mut overrides = Vec::new();
    for argument in &args.overrides {
        match Override::parse(argument) {
            Ok(one) => overrides.push(one),
            Err(wrong) => problems.append(wrong),
        }
    }
    let here = Path::new("pipeline.toml");
    let read = match &args.config {
        Some(path) => Config::read(path, &overrides),
        None if here.exists() => Config::read(here, &overrides),
        None => Config::parse(DEFAULT, "the default pipeline", Path::new(""), &overrides).map(without_files),
    };
    match read {
        Ok(mut config) if problems.is_empty() => {
            if !args.plugins.is_empty() {
                config.plugin_dirs.clone_from(&args.plugins);
            }
            Ok(config)
        }
        other => {
            problems.append(other.err().unwrap_or_default());
            out::problems(&problems);
            Err(WRONG)
        }
    }
}

/// The default pipeline outside its own checkout, where its sample reports are not: of sources and sinks only what
/// `--set` says stays.
fn without_files(mut config: Config) -> Config {
    if !Path::new("examples/reports").is_dir() {
        let plain = Config::parse(DEFAULT, "the default pipeline", Path::new(""), &[]);
        let (sources, sinks) = plain.map(|plain| (plain.sources, plain.sinks)).unwrap_or_default();
        config.sources.retain(|source| !sources.contains(source));
        config.sinks.retain(|sink| !sinks.contains(sink));
    }
    config
}

/// A pipeline, or the exit code after everything wrong with it was said.
pub(crate) fn open_pipeline(args: &ConfigArgs, paths: &[PathBuf]) -> Result<Pipeline, u8> {
    let config = read_config(args)?;
    let initially = brings(&config, paths);
    let pipeline = Pipeline::open_for(config, &Finder::beside_program(), &initially).map_err(|error| {
        refuse(&error);
        WRONG
    })?;
    // What only looks wrong belongs to `copydesk check`, not into every run.
    if !pipeline.warnings().is_empty() {
        log::info!("{}; `copydesk check` shows them", pipeline.warnings().summary());
    }
    Ok(pipeline)
}

fn refuse(error: &OpenError) {
    out::problems(&error.problems);
    for trouble in &error.plugins {
        out::say(&format!("error: stage `{}`: {}", trouble.stage, trouble.message));
    }
}

/// `copydesk run`.
pub(crate) fn run(args: &RunArgs, cli: &Cli) -> Result<u8> {
    let start = Instant::now();
    let pipeline = match open_pipeline(&args.config, &args.paths) {
        Ok(pipeline) => pipeline,
        Err(code) => return Ok(code),
    };
    let job = match &args.out {
        Some(folder) => Job::into_folder(&pipeline, folder),
        None => Job::configured(&pipeline)?,
    };
    let job = if args.paths.is_empty() { job } else { job.reading(pipeline.config(), &args.paths) };
    let job = job.without_own_files();
    if job.sources.is_empty() {
        bail!("no input: name files or folders, or add a [sources.NAME] table to the configuration");
    }
    let control = Arc::new(Control::default());
    stop_on_interrupt(&control)?;
    let opened = start.elapsed();
    let bar = Bar::start(&control, cli.quiet);
    let summary = pipeline.run(job, &control);
    bar.finish();
    let summary = summary?;
    if let Some(path) = &args.metrics {
        write_metrics(path, &summary, opened, start.elapsed())?;
    }
    if !cli.quiet {
        report(&summary, args.out.as_deref(), start.elapsed());
    }
    Ok(code(&summary))
}

fn code(summary: &Summary) -> u8 {
    if summary.output_closed {
        FINE
    } else if summary.report.interrupted {
        INTERRUPTED
    } else if summary.report.panicked {
        CRASHED
    } else if summary.report.broken.is_some() || summary.lost() > 0 {
        LOST
    } else {
        FINE
    }
}

/// The first interruption stops reading and finishes what was read; the second one leaves at once.
fn stop_on_interrupt(control: &Arc<Control>) -> Result<()> {
    let control = Arc::clone(control);
    let times = AtomicUsize::new(0);
    ctrlc::set_handler(move || {
        if times.fetch_add(1, Ordering::Relaxed) > 0 {
            std::process::exit(i32::from(INTERRUPTED));
        }
        control.stop.store(true, Ordering::Relaxed);
        out::say("stopping: documents under way are finished; interrupt again to leave at once");
    })
    .context("the handler for interruptions cannot be installed")
}

fn report(summary: &Summary, folder: Option<&Path>, elapsed: Duration) {
    let report = &summary.report;
    let seconds = elapsed.as_secs_f64();
    let megabytes = report.bytes as f64 / 1e6;
    out::say(&format!("{summary}; {megabytes:.1} MB in {seconds:.2} s"));
    for (stage, nanoseconds) in &report.nanoseconds {
        log::info!("stage {stage}: {:.3} s", *nanoseconds as f64 / 1e9);
    }
    if let Some((stage, error)) = &report.broken {
        out::say(&format!(
            "error: stage `{stage}` failed on the collection, and the stages after it did not run: {error}"
        ));
    }
    if let Some(path) = &summary.quarantine {
        out::say(&format!("what was lost and why: {}", path.display()));
    }
    if report.interrupted && !summary.output_closed {
        out::say("interrupted: no output file was replaced; what was finished is in");
        for part in &summary.parts {
            out::say(&format!("  {}", part.display()));
        }
    } else if let Some(folder) = folder {
        out::say(&format!("results: {}", folder.display()));
    }
}

fn write_metrics(path: &Path, summary: &Summary, opened: Duration, elapsed: Duration) -> Result<()> {
    let report = &summary.report;
    let stages: serde_json::Map<String, serde_json::Value> = report
        .nanoseconds
        .iter()
        .map(|(stage, nanoseconds)| (stage.clone(), json!(*nanoseconds as f64 / 1e9)))
        .collect();
    let metrics = json!({
        "read": report.read, "written": report.finished, "quarantined": summary.lost(), "filtered": report.filtered,
        "bytes": report.bytes, "start_seconds": opened.as_secs_f64(), "seconds": elapsed.as_secs_f64(),
        "stage_seconds": stages,
    });
    std::fs::write(path, format!("{metrics:#}\n"))
        .with_context(|| format!("{} cannot be written", path.display()))
}
