//! Descriptions and relative times across documents: "the climber" of two reports is one where the reports speak of one
//! thing, "Monday" too.
//!
//! What reports have in common is the cosine of their weighted words. Each description looks at the earlier reports that
//! have it, the last ones first, so that the work stays near-linear and later reports change nothing before them.

use std::cmp::Ordering;
use std::hash::{BuildHasher, BuildHasherDefault};

use copydesk_sdk::{Doc, Docs, names, parallel};
use copydesk_text::hash::{Fast, FastMap};
use copydesk_text::words::{fold, is_function_word, stem};

use crate::collect::{Collection, DOCUMENTS};
use crate::keys::Sort;
use crate::links::{Links, Reason};
use crate::sorting::HEAD;

/// Reports with less in common than this are strangers.
const STRANGERS: f32 = 0.006;

/// At most so many earlier reports are looked at for one description.
const LOOKED_AT: usize = 24;

/// So many words of a report are looked at.
const WORDS: usize = 2000;

/// Joins what is left of descriptions and times with their like.
pub(crate) fn join(docs: &Docs<'_>, all: &Collection<'_>, links: &mut Links) {
    let pooled = |node: usize| matches!(all.key(node).sort, Sort::Description | Sort::Moment);
    let wanted: Vec<usize> = (0..all.documents()).filter(|&doc| all.nodes_of(doc).any(pooled)).collect();
    if wanted.is_empty() {
        return;
    }
    let roots = links.roots();
    // What stands for a name in its document is not looked for elsewhere.
    let mut named = vec![false; all.nodes.len()];
    for (node, &root) in roots.iter().enumerate() {
        named[root as usize] |= all.is_name(node);
    }
    // One who is told of before the name is looked for: other reports may never name him.
    let mut told = vec![false; all.nodes.len()];
    for join in links.joins.iter().filter(|join| matches!(join.reason, Reason::Age | Reason::NamedNext)) {
        told[join.b as usize] = true;
    }
    let vectors = vectors(docs, &wanted);
    // Key and class to the reports that have it and a node there.
    let mut known: FastMap<(u32, u8), Vec<(usize, usize)>> = FastMap::default();
    let mut shared: FastMap<usize, f32> = FastMap::default();
    for (number, &doc) in wanted.iter().enumerate() {
        shared.clear();
        for node in all.nodes_of(doc).filter(|&node| pooled(node)) {
            if named[roots[node] as usize] && !told[node] {
                continue;
            }
            let id = (all.nodes[node].key, all.nodes[node].class as u8);
            let earlier = known.entry(id).or_default();
            if let Some(&(_, same)) = earlier.last().filter(|(last, _)| *last == number) {
                links.join(same, node, Reason::Exact, 1.0);
                continue;
            }
            // That both have the word itself says nothing.
            let text = all.keys.text(all.nodes[node].key);
            let head = hash(text.trim_start_matches(HEAD));
            let mut best: Option<(f32, usize)> = None;
            for &(other, other_node) in earlier.iter().rev().take(LOOKED_AT) {
                // Two that have names are known apart already, or one.
                if told[node] && named[roots[other_node] as usize] {
                    continue;
                }
                let score = *shared.entry(other).or_insert_with(|| cosine(&vectors[number], &vectors[other]));
                let score = score - weight_of(&vectors[number], head) * weight_of(&vectors[other], head);
                if score >= STRANGERS && best.is_none_or(|(known, _)| score > known) {
                    best = Some((score, other_node));
                }
            }
            if let Some((_, other)) = best {
                links.join(other, node, Reason::Exact, 1.0);
            }
            earlier.push((number, node));
        }
    }
}

/// The words of a report with their weights, sorted; the weights' squares sum to 1.
type Vector = Vec<(u64, f32)>;

/// The weighted words of some documents; rare ones weigh more, those of a single document nothing.
fn vectors(docs: &Docs<'_>, wanted: &[usize]) -> Vec<Vector> {
    let threads = docs.threads();
    let counts: Vec<Vec<(u64, u32)>> = parallel(threads, DOCUMENTS, wanted, |_, part| {
        part.iter().map(|&doc| docs.get(doc).map_or_else(Vec::new, words)).collect::<Vec<_>>()
    })
    .concat();
    let mut documents: FastMap<u64, u32> = FastMap::default();
    for (word, _) in counts.iter().flatten() {
        *documents.entry(*word).or_default() += 1;
    }
    let all = wanted.len() as f32 + 1.0;
    let weigh = |counts: &Vec<(u64, u32)>| {
        let mut vector: Vector = Vec::with_capacity(counts.len());
        let mut length = 0.0_f32;
        for &(word, count) in counts {
            let documents = documents.get(&word).copied().unwrap_or(1);
            let weight = (1.0 + (count as f32).ln()) * (all / documents as f32).ln();
            length += weight * weight;
            if documents > 1 {
                vector.push((word, weight));
            }
        }
        let length = length.sqrt();
        vector.iter_mut().for_each(|(_, weight)| *weight /= length.max(f32::MIN_POSITIVE));
        vector
    };
    parallel(threads, DOCUMENTS, &counts, |_, part| part.iter().map(weigh).collect::<Vec<_>>()).concat()
}

/// The content words of a document as hashes, sorted, and how often each occurs.
fn words(doc: &Doc<'_>) -> Vec<(u64, u32)> {
    let tokens = doc.needed(names::TOKENS);
    let mut found: Vec<u64> = Vec::new();
    for span in tokens.spans().take(WORDS) {
        let word = doc.slice(span);
        if word.len() < 3 || !word.chars().all(char::is_alphabetic) {
            continue;
        }
        let word = fold(word);
        if !is_function_word(&word) {
            found.push(hash(stem(&word)));
        }
    }
    found.sort_unstable();
    found.chunk_by(|a, b| a == b).filter_map(|group| Some((*group.first()?, group.len() as u32))).collect()
}

/// The number of a stem.
fn hash(word: &str) -> u64 {
    BuildHasherDefault::<Fast>::default().hash_one(word)
}

/// What a word weighs in a report.
fn weight_of(vector: &Vector, word: u64) -> f32 {
    vector
        .binary_search_by_key(&word, |(known, _)| *known)
        .ok()
        .and_then(|at| vector.get(at))
        .map_or(0.0, |(_, weight)| *weight)
}

fn cosine(a: &Vector, b: &Vector) -> f32 {
    let (mut x, mut y, mut sum) = (0, 0, 0.0);
    while let (Some(&(left, weight)), Some(&(right, other))) = (a.get(x), b.get(y)) {
        match left.cmp(&right) {
            Ordering::Less => x += 1,
            Ordering::Greater => y += 1,
            Ordering::Equal => {
                sum += weight * other;
                x += 1;
                y += 1;
            }
        }
    }
    sum
}
