//! Pages with what is known of their story.

use std::collections::{HashMap, HashSet};
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

/// Most words of a block that counts as short: such words may stand in the story by chance.
const SHORT: usize = 3;

/// How much of each block is of the story, and how much that counts.
pub(crate) fn label(gold: &Gold, blocks: &[&str]) -> Vec<(f64, f64)> {
    match gold {
        Gold::Text(text) => label_by_text(&words(text), blocks),
        Gold::Pieces { with, without } => label_by_pieces(with, without, blocks),
    }
}

/// Runs of one to four words.
type Runs<'a> = [HashSet<&'a [&'a str]>; 4];

fn label_by_text(gold: &[&str], blocks: &[&str]) -> Vec<(f64, f64)> {
    let runs: Runs<'_> = [1, 2, 3, 4].map(|length| gold.windows(length).collect());
    let size = gold.len().max(50) as f64;
    let words: Vec<Vec<&str>> = blocks.iter().map(|block| words(block)).collect();
    let mut shares: Vec<f64> = words
        .iter()
        .map(|words| {
            let length = words.len().clamp(1, 4);
            let all = words.windows(length).count().max(1);
            let found = words.windows(length).filter(|run| runs[length - 1].contains(run)).count();
            found as f64 / all as f64
        })
        .collect();
    doubt_short(&words, &runs, &mut shares);
    let copies = copies(&words, &shares);
    let weight = |(words, copy): (&Vec<&str>, bool)| {
        // Nothing is learned from what the story says again: it is of the story and is not.
        if words.is_empty() || copy { 0.0 } else { (words.len() as f64 + 2.0) / size * 20.0 }
    };
    let weights: Vec<f64> = words.iter().zip(copies).map(weight).collect();
    shares.into_iter().zip(weights).collect()
}

/// A short block is of the story only if the story goes on from the block above to it, or from it to the one below.
fn doubt_short(words: &[Vec<&str>], runs: &Runs<'_>, shares: &mut [f64]) {
    let goes_on = |first: &[&str], second: &[&str]| {
        let joined: Vec<&str> = first.iter().chain(second).copied().collect();
        joined.windows(joined.len().min(4)).all(|run| runs[run.len() - 1].contains(run))
    };
    for at in 0..words.len() {
        let own = words[at].as_slice();
        if own.len() > SHORT || shares[at] == 0.0 {
            continue;
        }
        let above =
            (0..at).rev().find(|&other| !words[other].is_empty()).filter(|&other| shares[other] > 0.5);
        let below = (at + 1..words.len()).find(|&other| !words[other].is_empty());
        let from_above = above.map(|other| &words[other][words[other].len().saturating_sub(2)..]);
        let to_below = below.map(|other| &words[other][..words[other].len().min(2)]);
        let bound = from_above.is_some_and(|tail| goes_on(tail, own))
            || to_below.is_some_and(|head| goes_on(own, head));
        if !bound {
            shares[at] = 0.0;
        }
    }
}

/// Which blocks tell again what several blocks of the story said above.
fn copies(words: &[Vec<&str>], shares: &[f64]) -> Vec<bool> {
    let mut said: HashMap<&[&str], usize> = HashMap::new();
    let mut copies = Vec::with_capacity(words.len());
    for (at, words) in words.iter().enumerate() {
        let runs = words.windows(4);
        let again: Vec<usize> = runs.clone().filter_map(|run| said.get(run).copied()).collect();
        let several = again.iter().any(|from| *from != again[0]);
        let copy = several && again.len() >= 8 && again.len() * 10 >= runs.len() * 8;
        if shares[at] > 0.5 && !copy {
            runs.for_each(|run| _ = said.entry(run).or_insert(at));
        }
        copies.push(copy);
    }
    copies
}

fn label_by_pieces(with: &[String], without: &[String], blocks: &[&str]) -> Vec<(f64, f64)> {
    let squeezed: Vec<String> = blocks.iter().map(|block| squeeze(block)).collect();
    let mut labels = vec![(0.0, 0.0); blocks.len()];
    for (pieces, value) in [(without, 0.0), (with, 1.0)] {
        for piece in pieces {
            // A piece may reach over several blocks.
            for (at, block) in squeezed.iter().enumerate() {
                let is_part =
                    block.contains(piece.as_str()) || block.len() > 20 && piece.contains(block.as_str());
                if is_part {
                    labels[at] = (value, 2.0);
                }
            }
        }
    }
    labels
}
