//! The default pipeline: megabytes per second, stage by stage and whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::measure::{median, say};
use crate::{Options, corpus};

/// Bytes of text that a run is measured on.
const BYTES: usize = 20 << 20;
const ROUNDS: usize = 5;

/// The copydesk program.
pub(crate) fn program() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("COPYDESK_BIN") {
        return Ok(path.into());
    }
    let beside = std::env::current_exe()?.with_file_name("copydesk");
    ensure!(
        beside.exists(),
        "{} is not there: build it, or run this through `cargo xtask bench`",
        beside.display()
    );
    Ok(beside)
}

/// A folder of this benchmark's own.
pub(crate) fn scratch() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("copydesk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Writes texts as JSON lines and returns their size in bytes of text.
pub(crate) fn write_lines(path: &Path, texts: &[String]) -> Result<usize> {
    let mut lines = String::new();
    for (number, text) in texts.iter().enumerate() {
        lines.push_str(&json!({"id": format!("d{number}"), "text": text, "date": "2021-05-03"}).to_string());
        lines.push('\n');
    }
    std::fs::write(path, lines).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(texts.iter().map(String::len).sum())
}

/// Runs copydesk once and returns what its metrics say.
pub(crate) fn metrics(input: &Path, folder: &Path, workers: usize, stages: Option<&[&str]>) -> Result<Value> {
    let file = folder.join("metrics.json");
    let mut command = Command::new(program()?);
    command.args(["-q", "run", "--config"]).arg(corpus::samples().join("../../pipeline.toml"));
    command.arg("--out").arg(folder.join("out")).arg("--metrics").arg(&file);
    command.args(["--set", &format!("run.workers={workers}")]);
    if let Some(stages) = stages {
        command.args(["--set", &format!("pipeline.stages={stages:?}")]);
    }
    let status = command.arg(input).status()?;
    ensure!(status.success(), "copydesk ended with {status}");
    Ok(serde_json::from_str(&std::fs::read_to_string(&file)?)?)
}

/// The benchmark: one worker, every stage.
pub(crate) fn run(options: &Options) -> Result<()> {
    let folder = scratch()?;
    let input = folder.join("corpus.jsonl");
    let texts = corpus::texts(options.corpus.as_deref(), BYTES)?;
    let bytes = write_lines(&input, &texts)?;
    say(&format!("corpus: {} documents, {:.1} MB of text", texts.len(), bytes as f64 / 1e6));
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut whole = Vec::new();
    for _ in 0..ROUNDS {
        let result = metrics(&input, &folder, 1, None)?;
        whole.push(number(&result["seconds"]) - number(&result["start_seconds"]));
        for (stage, seconds) in result["stage_seconds"].as_object().into_iter().flatten() {
            times.entry(stage.clone()).or_default().push(number(seconds));
        }
    }
    for (stage, mut seconds) in times {
        say(&format!("{stage:<12} {:>8.1} MB/s", bytes as f64 / 1e6 / median(&mut seconds)));
    }
    let whole = median(&mut whole);
    say(&format!(
        "{:<12} {:>8.1} MB/s (reading, all stages, writing; one worker)",
        "whole",
        bytes as f64 / 1e6 / whole
    ));
    for stages in [&["clean"][..], &["clean", "tokenize"], &["clean", "tokenize", "entities", "dates"]] {
        let mut seconds = Vec::new();
        for _ in 0..ROUNDS {
            let result = metrics(&input, &folder, 1, Some(stages))?;
            seconds.push(number(&result["seconds"]) - number(&result["start_seconds"]));
        }
        let speed = bytes as f64 / 1e6 / median(&mut seconds);
        say(&format!("{:<34} {speed:>8.1} MB/s with reading and writing", stages.join(" + ")));
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// The benchmark: one worker against two, in turn.
pub(crate) fn scaling(options: &Options) -> Result<()> {
    let folder = scratch()?;
    let input = folder.join("corpus.jsonl");
    let texts = corpus::texts(options.corpus.as_deref(), BYTES)?;
    write_lines(&input, &texts)?;
    let document_scope = ["clean", "tokenize", "entities", "dates"];
    for (what, stages) in
        [("default pipeline", None), ("its document-scope stages", Some(&document_scope[..]))]
    {
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let one = metrics(&input, &folder, 1, stages)?;
            let two = metrics(&input, &folder, 2, stages)?;
            ratios.push(number(&one["seconds"]) / number(&two["seconds"]));
        }
        say(&format!("{what:<28} 1 to 2 workers: {:.2}x", median(&mut ratios)));
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}
