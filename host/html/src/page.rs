//! A page read as a whole.

use std::sync::OnceLock;

use crate::blocks::{Block, blocks};
use crate::dom::Dom;
use crate::meta::{Found, found, said};
use crate::model::Model;
use crate::tags::Tag;
use crate::{features, story, told};

/// What a page holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// What the page says about itself: for each key all that it says, the most trusted first.
    pub meta: Vec<Found>,
    /// Its visible text, block by block.
    pub blocks: Vec<PageBlock>,
}

/// A paragraph, a heading, an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageBlock {
    /// Its text, blanks made single; lines where the page breaks them.
    pub text: String,
    /// Whether it is of the story.
    pub is_story: bool,
    /// Whether it is an item of the list that the block before is an item of, or the next cell of its row.
    pub follows: Option<Follows>,
}

/// How a block belongs to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// The next item of the same list.
    Item,
    /// The next cell of the same row.
    Cell,
}

/// Spans of blocks in a text: start, end, and whether it is of the story.
pub type Parts = Vec<(u32, u32, bool)>;

/// A page of more blocks is no report but a book or an attack. What reads like prose is taken for its story then: the
/// forests need a kilobyte for each block.
const MOST: usize = 20_000;

impl Page {
    /// Reads a page. Any text will do; there is no page that cannot be read.
    pub fn read(html: &str) -> Self {
        let dom = Dom::parse(html);
        let said = said(&dom);
        let (blocks, hints) = blocks(&dom);
        let mut scores = if blocks.len() > MOST {
            features::prose(&blocks)
        } else {
            let known = features::features(&dom, &blocks, &hints, &said);
            story::scores(model(), &dom, &blocks, &known)
        };
        let told = told::told(&dom, &blocks, &mut scores, &said);
        let behind = scores.iter().rposition(|score| *score > 0.0).map_or(blocks.len(), |last| last + 1);
        let mut page = Self { meta: found(&dom, &said), blocks: Vec::with_capacity(blocks.len()) };
        let mut before: Option<u32> = None;
        for (block, score) in blocks.into_iter().zip(scores) {
            let follows = before.and_then(|before| follows(&dom, before, &block));
            before = Some(block.node);
            page.blocks.push(PageBlock { text: block.text, is_story: score > 0.0, follows });
        }
        let told = told.into_iter().map(|text| PageBlock { text, is_story: true, follows: None });
        page.blocks.splice(behind..behind, told);
        page
    }

    /// The story: its blocks, apart by an empty line, items of a list by a line feed, cells by a tab. Empty where the
    /// page has none.
    pub fn story(&self) -> String {
        self.render(|block| block.is_story).0
    }

    /// All of the visible text, and which of it is the story.
    pub fn text(&self) -> (String, Parts) {
        self.render(|_| true)
    }

    fn render(&self, wanted: impl Fn(&PageBlock) -> bool) -> (String, Parts) {
        let mut text = String::new();
        let mut parts = Parts::new();
        let mut whole = true;
        for block in &self.blocks {
            if !wanted(block) {
                whole = false;
                continue;
            }
            if !text.is_empty() {
                // What stood between two items may be left out; then they are no neighbours.
                text.push_str(match block.follows.filter(|_| whole) {
                    Some(Follows::Item) => "\n",
                    Some(Follows::Cell) => "\t",
                    None => "\n\n",
                });
            }
            whole = true;
            let start = text.len() as u32;
            text.push_str(&block.text);
            parts.push((start, text.len() as u32, block.is_story));
        }
        (text, parts)
    }
}

fn follows(dom: &Dom<'_>, before: u32, block: &Block) -> Option<Follows> {
    let around = |node: u32, tags: &[Tag]| {
        let mut at = node;
        while at > 0 && !tags.contains(&dom.nodes[at as usize].tag) {
            at = dom.nodes[at as usize].parent;
        }
        (at > 0).then_some(at)
    };
    let row = around(block.node, &[Tag::Tr]);
    if row.is_some() && row == around(before, &[Tag::Tr]) && before != block.node {
        return Some(Follows::Cell);
    }
    let item = |node: u32| dom.nodes[node as usize].tag == Tag::Li;
    let list = |node: u32| around(node, &[Tag::Ul, Tag::Ol, Tag::Menu]);
    let is_next = item(block.node) && item(before) && list(block.node) == list(before);
    is_next.then_some(Follows::Item)
}

/// The model that is compiled in.
fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::from_bytes(include_bytes!("model.bin")).unwrap_or_default())
}

/// The text of a piece of HTML, such as the body of a feed's entry: all of its blocks.
pub fn plain_text(html: &str) -> String {
    let dom = Dom::parse(html);
    let (blocks, _) = blocks(&dom);
    let mut text = String::new();
    let mut before = None;
    for block in blocks {
        if let Some(before) = before {
            text.push_str(match follows(&dom, before, &block) {
                Some(Follows::Item) => "\n",
                Some(Follows::Cell) => "\t",
                None => "\n\n",
            });
        }
        before = Some(block.node);
        text.push_str(&block.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_model_is_whole() {
        assert!(Model::from_bytes(include_bytes!("model.bin")).is_some());
    }
}
