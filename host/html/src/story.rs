//! Which blocks of a page are its story.

use std::collections::HashMap;

use crate::blocks::Block;
use crate::dom::Dom;
use crate::features::{FEATURES, Known};
use crate::model::Model;

/// Numbers that the second forest sees beside the [`FEATURES`].
const AROUND: usize = 14;
/// All numbers that the second forest sees.
pub(crate) const TOGETHER: usize = FEATURES + AROUND;

/// The score of each block; the story is what scores above zero.
pub(crate) fn scores(model: &Model, dom: &Dom<'_>, blocks: &[Block], known: &Known) -> Vec<f32> {
    let alone: Vec<f32> = known.rows.chunks_exact(FEATURES).map(|row| model.alone.score(row)).collect();
    let rows = together(dom, blocks, known, &alone);
    let mut scores: Vec<f32> = rows.chunks_exact(TOGETHER).map(|row| model.together.score(row)).collect();
    settle(blocks, known, &mut scores);
    scores
}

/// What the forests do not decide: what stands apart from the story is none of it, program code behind its text is, and
/// what the story said before it does not say again.
pub(crate) fn settle(blocks: &[Block], known: &Known, scores: &mut [f32]) {
    for (score, _) in scores.iter_mut().zip(&known.apart).filter(|(_, apart)| **apart) {
        *score = score.min(NO);
    }
    // A listing has no words that would speak for it.
    for at in 1..scores.len() {
        if known.code[at] && !known.apart[at] && scores[at - 1] > 0.0 {
            scores[at] = scores[at].max(-NO);
        }
    }
    // The block that each run of words stood in first.
    let mut said: HashMap<u64, usize> = HashMap::new();
    for (at, (block, score)) in blocks.iter().zip(scores).enumerate().filter(|(_, (_, score))| **score > 0.0)
    {
        let words: Vec<u64> = block.text.split_ascii_whitespace().map(hash).collect();
        let runs: Vec<u64> = words.windows(RUN).map(hash_all).collect();
        let again: Vec<usize> = runs.iter().filter_map(|run| said.get(run).copied()).collect();
        let several = again.iter().any(|from| *from != again[0]);
        if several && again.len() >= COPY && again.len() * 10 >= runs.len() * 8 {
            *score = score.min(NO);
        } else {
            runs.into_iter().for_each(|run| _ = said.entry(run).or_insert(at));
        }
    }
}

/// The score of what is none of the story.
pub(crate) const NO: f32 = -1.0;
/// Words of a run that two texts share, and the least such runs of a block that tells several others again: the copy of
/// a story on its own page is the whole or a good part of it in one block. A paragraph that stands twice is left alone.
const RUN: usize = 5;
const COPY: usize = 20;

pub(crate) fn hash_all(words: &[u64]) -> u64 {
    words.iter().fold(0, |hash, word| (hash ^ word).wrapping_mul(0x100_0000_01b3).rotate_left(23))
}

/// The features of each block with what the first forest said of it and of those around it.
pub(crate) fn together(dom: &Dom<'_>, blocks: &[Block], known: &Known, alone: &[f32]) -> Vec<f32> {
    // What stands apart is not to speak for what stands beside it.
    let alone: Vec<f32> = alone
        .iter()
        .zip(&known.apart)
        .map(|(score, apart)| if *apart { score.min(NO) } else { *score })
        .collect();
    let alone = alone.as_slice();
    let around = around(dom, blocks, alone);
    let mut rows = Vec::with_capacity(blocks.len() * TOGETHER);
    for (at, row) in known.rows.chunks_exact(FEATURES).enumerate() {
        rows.extend_from_slice(row);
        rows.extend_from_slice(&around[at]);
    }
    rows
}

/// What the first forest said of the blocks before and behind, and how much of the story they are.
fn around(dom: &Dom<'_>, blocks: &[Block], alone: &[f32]) -> Vec<[f32; AROUND]> {
    let parent = |at: usize| dom.nodes[blocks[at].node as usize].parent;
    // Sum of scores and number of blocks, by the element around the block's own.
    let mut families: HashMap<u32, (f32, f32)> = HashMap::new();
    for (at, score) in alone.iter().enumerate() {
        let family = families.entry(parent(at)).or_default();
        *family = (family.0 + score, family.1 + 1.0);
    }
    let mass: Vec<f32> = alone
        .iter()
        .zip(blocks)
        .map(|(score, block)| if *score > 0.0 { block.text.len() as f32 } else { 0.0 })
        .collect();
    let total = mass.iter().sum::<f32>().max(1.0);
    let at_or = |at: Option<usize>| at.and_then(|at| alone.get(at)).copied().unwrap_or(-9.0);
    let first = mass.iter().position(|mass| *mass > 0.0).unwrap_or(0);
    let last = mass.iter().rposition(|mass| *mass > 0.0).unwrap_or(0);
    let mut rows = Vec::with_capacity(blocks.len());
    let mut before = 0.0;
    for at in 0..blocks.len() {
        let (sum, count) = families.get(&parent(at)).copied().unwrap_or((0.0, 1.0));
        rows.push([
            alone[at],
            at_or(at.checked_sub(1)),
            at_or(at.checked_sub(2)),
            at_or(at.checked_sub(3)),
            at_or(Some(at + 1)),
            at_or(Some(at + 2)),
            at_or(Some(at + 3)),
            sum / count,
            count,
            before / total,
            1.0 - (before + mass[at]) / total,
            total.min(20_000.0),
            at as f32 - first as f32,
            at as f32 - last as f32,
        ]);
        before += mass[at];
    }
    rows
}

pub(crate) fn hash(word: &str) -> u64 {
    word.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block { text: text.to_owned(), ..Block::default() }
    }

    #[test]
    fn code_belongs_to_the_text_before_it() {
        let blocks = ["In short:", "make bridge", "Older posts", "make ferry"].map(block);
        let known = Known { rows: Vec::new(), apart: vec![false; 4], code: vec![false, true, false, true] };
        let mut scores = vec![1.0, -3.0, -2.0, -3.0];
        settle(&blocks, &known, &mut scores);
        assert_eq!(scores, [1.0, 1.0, -2.0, -3.0]);
        let mut scores = vec![1.0, -3.0, -2.0, -3.0];
        settle(&blocks, &Known { apart: vec![true; 4], ..known }, &mut scores);
        assert!(scores.iter().all(|score| *score < 0.0));
    }

    #[test]
    fn what_the_story_said_is_not_said_again() {
        let first =
            "The mayor opened the bridge on Monday with a speech about the ferry that it takes the place of.";
        let second = "The ferry was sold to a town in the north, where it will carry apples, pears and now and then a cow.";
        let whole = format!("{first} {second}");
        let blocks =
            [block(first), block(second), block(first), block(&whole), block("The mayor then went home.")];
        let known =
            Known { rows: Vec::new(), apart: vec![false; blocks.len()], code: vec![false; blocks.len()] };
        let mut scores = vec![1.0; blocks.len()];
        settle(&blocks, &known, &mut scores);
        // A paragraph that stands twice is left alone; the block that tells all of it again is not.
        assert_eq!(scores, [1.0, 1.0, 1.0, NO, 1.0]);
        let known = Known {
            rows: Vec::new(),
            apart: vec![true, false, false, false, false],
            code: vec![false; blocks.len()],
        };
        let mut scores = vec![1.0; blocks.len()];
        settle(&blocks, &known, &mut scores);
        // What stands apart is no story, and so nothing was said before.
        assert_eq!(scores, [NO, 1.0, 1.0, NO, 1.0]);
    }
}
