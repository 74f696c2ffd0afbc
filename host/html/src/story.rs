//! Which blocks of a page are its story.

use crate::blocks::Block;
use crate::dom::Dom;
use crate::features::FEATURES;
use crate::model::Model;

/// Numbers that the second forest sees beside the [`FEATURES`].
const AROUND: usize = 14;
/// All numbers that the second forest sees.
pub(crate) const TOGETHER: usize = FEATURES + AROUND;

/// The score of each block; the story is what scores above zero.
pub(crate) fn scores(model: &Model, dom: &Dom<'_>, blocks: &[Block], features: &[f32]) -> Vec<f32> {
    let alone: Vec<f32> = features.chunks_exact(FEATURES).map(|row| model.alone.score(row)).collect();
    let rows = together(dom, blocks, features, &alone);
    rows.chunks_exact(TOGETHER).map(|row| model.together.score(row)).collect()
}

/// The features of each block with what the first forest said of it and of those around it.
pub(crate) fn together(dom: &Dom<'_>, blocks: &[Block], features: &[f32], alone: &[f32]) -> Vec<f32> {
    let parent = |at: usize| dom.nodes[blocks[at].node as usize].parent;
    // Sum of scores and number of blocks, by the element around the block's own.
    let mut families: std::collections::HashMap<u32, (f32, f32)> = std::collections::HashMap::new();
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
    let mut rows = Vec::with_capacity(blocks.len() * TOGETHER);
    let mut before = 0.0;
    for (at, row) in features.chunks_exact(FEATURES).enumerate() {
        let (sum, count) = families.get(&parent(at)).copied().unwrap_or((0.0, 1.0));
        rows.extend_from_slice(row);
        let values: [f32; AROUND] = [
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
        ];
        rows.extend(values);
        before += mass[at];
    }
    rows
}
