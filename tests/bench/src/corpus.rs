//! Text to measure on: a file of JSON lines, or the sample reports shuffled into as much as is asked for.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use copydesk_sdk::Document;
use serde_json::Value;

/// Texts of about `bytes` in all.
pub(crate) fn texts(corpus: Option<&Path>, bytes: usize) -> Result<Vec<String>> {
    let all = match corpus {
        Some(path) => read(path)?,
        None => shuffled(bytes)?,
    };
    let mut left = bytes as i64;
    Ok(all
        .into_iter()
        .take_while(|text| {
            let go_on = left > 0;
            left -= text.len() as i64;
            go_on
        })
        .collect())
}

/// The same as documents.
pub(crate) fn documents(corpus: Option<&Path>, bytes: usize) -> Result<Vec<Document>> {
    let texts = texts(corpus, bytes)?;
    Ok(texts
        .into_iter()
        .enumerate()
        .map(|(number, text)| Document::new(format!("d{number}"), text))
        .collect())
}

fn read(path: &Path) -> Result<Vec<String>> {
    let lines =
        std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    lines
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line)?;
            Ok(value["text"].as_str().unwrap_or("").to_owned())
        })
        .collect()
}

/// Where the sample reports are.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports")
}

/// Reports put together from the paragraphs of the sample reports, always the same ones.
fn shuffled(bytes: usize) -> Result<Vec<String>> {
    let folder = samples();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut paragraphs = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
        let text = std::fs::read_to_string(path)?;
        paragraphs.extend(text.split("\n\n").map(str::to_owned));
    }
    // Knuth's MMIX generator: good enough to shuffle, and the same everywhere.
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut texts = Vec::new();
    let mut total = 0;
    while total < bytes && !paragraphs.is_empty() {
        let count = 6 + next() % 12;
        let chosen: Vec<&str> = (0..count).map(|_| paragraphs[next() % paragraphs.len()].as_str()).collect();
        let text = chosen.join("\n\n");
        total += text.len();
        texts.push(text);
    }
    Ok(texts)
}
