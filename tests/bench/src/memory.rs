//! Memory and start-up, seen from outside the process.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use copydesk::config::Config;
use copydesk::core::{Plugin, StaticPlugin};
use copydesk::{Finder, Pipeline};
use serde_json::json;

use crate::measure::{median, say};
use crate::pipeline::{program, scratch};
use crate::{Options, corpus};

/// Start-up: one small document through the whole default pipeline.
pub(crate) fn start(_: &Options) -> Result<()> {
    let folder = scratch()?;
    let report = folder.join("report.txt");
    std::fs::write(
        &report,
        "The harbour was closed on Monday. Minister Ida Brandt said it would open soon.\n",
    )?;
    let mut times = Vec::new();
    for _ in 0..21 {
        let mut command = Command::new(program()?);
        command.args(["-q", "run", "--config"]).arg(corpus::samples().join("../../pipeline.toml"));
        command.arg("--out").arg(folder.join("out")).arg(&report);
        let start = Instant::now();
        let status = command.status()?;
        times.push(start.elapsed().as_secs_f64());
        ensure!(status.success(), "copydesk ended with {status}");
    }
    let (least, middle) = (times.iter().copied().fold(f64::INFINITY, f64::min), median(&mut times));
    say(&format!(
        "whole process, all seven stages, files written: {:.1} ms (least {:.1})",
        middle * 1e3,
        least * 1e3
    ));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Heap bytes of text, tokens, sentences and entities by token.
pub(crate) fn per_token(options: &Options) -> Result<()> {
    let config = "version = 1\n[pipeline]\nstages = [\"clean\", \"tokenize\", \"entities\"]\n";
    let config = Config::parse(config, "bench", Path::new(""), &[])?;
    let linked: Vec<std::sync::Arc<dyn Plugin>> = vec![
        std::sync::Arc::new(StaticPlugin::<copydesk_clean::Clean>::new()),
        std::sync::Arc::new(StaticPlugin::<copydesk_tokenize::Tokenize>::new()),
        std::sync::Arc::new(StaticPlugin::<copydesk_entities::Entities>::new()),
    ];
    let pipeline = Pipeline::open(config, &Finder { linked, default_dirs: Vec::new() })?;
    let kept = pipeline.process(corpus::documents(options.corpus.as_deref(), 4 << 20)?, None)?;
    let (mut tokens, mut bytes, mut text) = (0, 0, 0);
    for doc in &kept.docs {
        tokens += doc.layer("tokens").map_or(0, copydesk::core::Layer::len);
        text += doc.text().len();
        bytes += doc.text().len();
        for name in ["tokens", "sents", "ents"] {
            bytes += doc.layer(name).map_or(0, copydesk::core::Layer::heap_bytes);
        }
    }
    let each = |sum: usize| sum as f64 / tokens.max(1) as f64;
    say(&format!(
        "{tokens} tokens: {:.1} bytes a token with text, sentences and entities (text alone {:.1})",
        each(bytes),
        each(text)
    ));
    Ok(())
}

/// Peak memory of a long run of document-scope stages. `--gigabytes` says how long; 1 is what the figure is quoted for.
pub(crate) fn streaming(options: &Options) -> Result<()> {
    let folder = scratch()?;
    let input = folder.join("long.jsonl");
    let target = options.gigabytes * 1e9;
    let texts = corpus::texts(options.corpus.as_deref(), 8 << 20)?;
    let mut written = 0;
    let mut number = 0;
    let mut file = BufWriter::new(File::create(&input)?);
    'full: loop {
        for text in &texts {
            // Copies are left out of a run, so that each text must be one of its own.
            let text = format!("{text}\n\nReport number {number} ended here.");
            let line = json!({"id": format!("d{number}"), "text": text}).to_string();
            written += line.len() + 1;
            number += 1;
            writeln!(file, "{line}")?;
            if written as f64 >= target {
                break 'full;
            }
        }
    }
    file.flush()?;
    drop(file);
    let start = Instant::now();
    let mut command = Command::new(program()?);
    command.args(["-q", "run", "--config"]).arg(corpus::samples().join("../../pipeline.toml"));
    command.args(["--set", "pipeline.stages=[\"clean\", \"tokenize\"]", "--set", "run.workers=2"]);
    let child = command.arg("--out").arg(folder.join("out")).arg(&input).stdout(Stdio::null()).spawn()?;
    let peak = watch(child)?;
    say(&format!(
        "{:.2} GB of JSON lines, {number} documents, clean + tokenize, 2 workers: peak {:.0} MB, {:.0} MB/s",
        written as f64 / 1e9,
        peak as f64 / 1e6,
        written as f64 / 1e6 / start.elapsed().as_secs_f64()
    ));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Waits for a process and returns the peak of its resident memory in bytes, as the kernel keeps it.
fn watch(mut child: Child) -> Result<u64> {
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(status) = std::fs::read_to_string(&status_file) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        }
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "copydesk ended with {status}");
            ensure!(peak > 0, "this system does not say how much memory a process used");
            return Ok(peak);
        }
        thread::sleep(Duration::from_millis(20));
    }
}
