//! Pages with what is known of their story.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// What is known of a page.
pub(crate) enum Gold {
    /// The whole story.
    Text(String),
    /// Pieces that are of the story, and pieces that are not.
    Pieces { with: Vec<String>, without: Vec<String> },
}

/// A page with its gold.
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) set: String,
    pub(crate) html: String,
    pub(crate) gold: Gold,
}

/// Reads the pages of a folder: `html/ID.html.gz` and `expected.json`.
pub(crate) fn load(folder: &Path) -> Result<Vec<Page>> {
    let path = folder.join("expected.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let expected: serde_json::Map<String, Value> = serde_json::from_str(&text)?;
    let set = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut pages = Vec::new();
    for (id, page) in expected {
        let path = folder.join("html").join(format!("{id}.html.gz"));
        let file = std::fs::File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
        let gold = match page.get("text").and_then(Value::as_str) {
            Some(text) => Gold::Text(text.to_owned()),
            None => Gold::Pieces { with: pieces(&page, "with"), without: pieces(&page, "without") },
        };
        pages.push(Page { id, set: set.clone(), html: String::from_utf8_lossy(&bytes).into_owned(), gold });
    }
    pages.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(pages)
}

fn pieces(page: &Value, key: &str) -> Vec<String> {
    let items = page.get(key).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(squeeze).collect()
}

pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect()
}

/// How much of each block is of the story, and how much that counts.
pub(crate) fn label(gold: &Gold, blocks: &[&str]) -> Vec<(f64, f64)> {
    match gold {
        Gold::Text(text) => {
            let gold = words(text);
            let runs: [HashSet<&[&str]>; 4] =
                [1, 2, 3, 4].map(|length| gold.windows(length).collect::<HashSet<_>>());
            let size = gold.len().max(50) as f64;
            let share = |block: &&str| {
                let words = words(block);
                if words.is_empty() {
                    return (0.0, 0.0);
                }
                let length = words.len().min(4);
                let all = words.windows(length).count();
                let found = words.windows(length).filter(|run| runs[length - 1].contains(run)).count();
                (found as f64 / all as f64, (words.len() as f64 + 2.0) / size * 20.0)
            };
            blocks.iter().map(share).collect()
        }
        Gold::Pieces { with, without } => {
            let squeezed: Vec<String> = blocks.iter().map(|block| squeeze(block)).collect();
            let mut labels = vec![(0.0, 0.0); blocks.len()];
            for (pieces, value) in [(without, 0.0), (with, 1.0)] {
                for piece in pieces {
                    // A piece may reach over several blocks.
                    for (at, block) in squeezed.iter().enumerate() {
                        let is_part = block.contains(piece.as_str())
                            || block.len() > 20 && piece.contains(block.as_str());
                        if is_part {
                            labels[at] = (value, 2.0);
                        }
                    }
                }
            }
            labels
        }
    }
}
