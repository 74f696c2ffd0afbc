//! For the trainer: what the forests see of a page.

use crate::blocks::{Block, blocks};
use crate::dom::Dom;
use crate::features::Known;
use crate::meta::Said;
use crate::{features, story};

pub use crate::model::{Forest, Model, Split};

/// Numbers about a block that the first forest sees.
pub const ALONE: usize = features::FEATURES;
/// Numbers about a block that the second one sees.
pub const TOGETHER: usize = story::TOGETHER;

/// A page as the forests see it.
#[derive(Debug)]
pub struct Sample<'a> {
    dom: Dom<'a>,
    blocks: Vec<Block>,
    known: Known,
    said: Said,
}

impl<'a> Sample<'a> {
    /// Reads a page.
    pub fn new(html: &'a str) -> Self {
        let dom = Dom::parse(html);
        let (blocks, hints) = blocks(&dom);
        let said = crate::meta::said(&dom);
        let known = features::features(&dom, &blocks, &hints, &said);
        Self { dom, blocks, known, said }
    }

    /// The text of each block.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().map(|block| block.text.as_str())
    }

    /// [`ALONE`] numbers for each block.
    pub fn alone(&self) -> &[f32] {
        &self.known.rows
    }

    /// [`TOGETHER`] numbers for each block, given what the first forest says of each.
    pub fn together(&self, alone: &[f32]) -> Vec<f32> {
        story::together(&self.dom, &self.blocks, &self.known, alone)
    }

    /// Whether the forests have no say on a block.
    pub fn is_apart(&self, block: usize) -> bool {
        self.known.apart.get(block).copied().unwrap_or(false)
    }

    /// Makes of what the second forest says of each block what the reader goes by.
    ///
    /// What it gives are paragraphs of the story that no block has.
    pub fn settle(&self, scores: &mut [f32]) -> Vec<String> {
        story::settle(&self.blocks, &self.known, scores);
        crate::told::told(&self.dom, &self.blocks, scores, &self.said)
    }
}
