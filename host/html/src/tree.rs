//! The elements of a page with what stands below each of them.

use std::collections::HashMap;

use crate::apart::apart;
use crate::blocks::Block;
use crate::dom::Dom;
use crate::features::{is_prose, link_share};
use crate::hints::{HINTS, Hint, Hints, bit};
use crate::tags::{Name, Tag};
use crate::wording::Wording;

/// The farthest that an ancestor is told from the one above.
const FAR: u8 = 12;

/// What stands below each element of the page.
pub(crate) struct Tree<'a> {
    pub(crate) dom: &'a Dom<'a>,
    pub(crate) hints: &'a [Hints],
    pub(crate) blocks: &'a [Block],
    pub(crate) words: &'a [Wording],
    /// Words of prose below, words below, words in links below, by node.
    pub(crate) prose: Vec<u32>,
    pub(crate) all: Vec<u32>,
    pub(crate) linked: Vec<u32>,
    /// Words of prose in blocks whose element is a child of the node.
    pub(crate) children: Vec<u32>,
    pub(crate) total: u32,
    /// The innermost elements that hold so much of the prose.
    pub(crate) holders: [u32; 3],
    /// The element whose children hold the most prose.
    pub(crate) best: u32,
    /// Words of prose and blocks, by the shape of the element.
    pub(crate) shapes: HashMap<u64, (u32, u32)>,
    /// Elements of one parent that look alike, by node.
    pub(crate) alike: Vec<u16>,
    /// How many `article` elements there are.
    pub(crate) articles: usize,
    /// The most prose in one of them.
    pub(crate) largest: u32,
    /// For each node the block element around it.
    pub(crate) outers: Vec<u32>,
    /// For each node whether it is of comments, a menu, a foot or a form.
    pub(crate) apart: Vec<bool>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(
        dom: &'a Dom<'a>,
        blocks: &'a [Block],
        words: &'a [Wording],
        hints: &'a [Hints],
        heading: Option<usize>,
    ) -> Self {
        let size = dom.nodes.len();
        let mut tree = Self {
            dom,
            hints,
            blocks,
            words,
            prose: vec![0; size],
            all: vec![0; size],
            linked: vec![0; size],
            children: vec![0; size],
            total: 0,
            holders: [0; 3],
            best: 0,
            shapes: HashMap::new(),
            alike: alike(dom),
            articles: 0,
            largest: 0,
            outers: outers(dom),
            apart: apart(dom, blocks, words, hints, heading),
        };
        for (block, words) in blocks.iter().zip(words) {
            let node = block.node as usize;
            let prose = if is_prose(block, words) && !tree.apart[node] { words.words } else { 0 };
            tree.prose[node] += prose;
            tree.all[node] += words.words;
            tree.linked[node] += (words.words as f32 * link_share(block)) as u32;
            let parent = dom.nodes[node].parent as usize;
            tree.children[parent] += prose;
            // Paragraphs that stand one level deeper, each in a box of its own.
            tree.children[dom.nodes[parent].parent as usize] += prose / 2;
            let seen = tree.shapes.entry(shape(dom, node)).or_default();
            *seen = (seen.0 + prose, seen.1 + 1);
        }
        for node in (1..size).rev() {
            let parent = dom.nodes[node].parent as usize;
            tree.prose[parent] += tree.prose[node];
            tree.all[parent] += tree.all[node];
            tree.linked[parent] += tree.linked[node];
        }
        tree.total = tree.prose[0];
        let is_article = |node: &usize| hints[*node] & bit(Hint::ArticleElement) != 0;
        tree.articles = (0..size).filter(is_article).count();
        tree.largest = (0..size).filter(is_article).map(|node| tree.prose[node]).max().unwrap_or(0);
        tree.best = (0..size).max_by_key(|&node| (tree.children[node], node)).unwrap_or(0) as u32;
        tree.holders = [0.5, 0.75, 0.9].map(|share| tree.holder(share));
        tree
    }

    /// The innermost element that holds `share` of the prose.
    pub(crate) fn holder(&self, share: f32) -> u32 {
        let wanted = (self.total as f32 * share) as u32;
        let mut holder = 0;
        for (node, &prose) in self.prose.iter().enumerate() {
            // Nodes come before those inside of them, and two that each hold more than half are one in the other.
            if prose > 0 && prose >= wanted && self.dom.nodes[node].tag != Tag::Text {
                holder = node as u32;
            }
        }
        holder
    }

    pub(crate) fn inside(&self, node: u32, outer: u32) -> bool {
        outer <= node && node < self.dom.nodes[outer as usize].end
    }

    /// How much of the text below a node is no link.
    pub(crate) fn purity(&self, node: usize) -> f32 {
        1.0 - self.linked[node] as f32 / self.all[node].max(1) as f32
    }

    /// The block element around a node.
    pub(crate) fn block_parent(&self, node: usize) -> u32 {
        self.outers[node]
    }

    pub(crate) fn share(&self, prose: u32) -> f32 {
        prose as f32 / self.total.max(1) as f32
    }

    /// How the innermost `article` around a block compares to the largest of the page; -1 where there is none.
    pub(crate) fn article(&self, node: usize, _words: &Wording) -> f32 {
        let mut at = node;
        while at > 0 {
            if self.hints[at] & bit(Hint::ArticleElement) != 0 {
                return self.prose[at] as f32 / self.largest.max(1) as f32;
            }
            at = self.dom.nodes[at].parent as usize;
        }
        -1.0
    }

    /// How many elements beside the block's look like it, and beside the three around it.
    pub(crate) fn twins(&self, node: usize) -> [f32; 4] {
        let mut twins = [0.0; 4];
        let mut at = node;
        for slot in &mut twins {
            *slot = f32::from(self.alike[at]);
            at = self.block_parent(at) as usize;
        }
        twins
    }

    /// How a block stands to another, such as the heading of the page: steps from the other one out to the first element
    /// that holds both, steps from there down to the block, and how much of the prose that element holds.
    pub(crate) fn relation(&self, node: u32, other: u32) -> [f32; 3] {
        let (mut common, mut out) = (other, 0);
        while common > 0 && !self.inside(node, common) {
            common = self.outers[common as usize];
            out += 1;
        }
        let (mut at, mut down) = (node, 0);
        while at > common {
            at = self.outers[at as usize];
            down += 1;
        }
        let far = u32::from(FAR);
        [out.min(far) as f32, down.min(far) as f32, self.share(self.prose[common as usize])]
    }

    /// How far up the nearest element that gives each hint is; [`FAR`] where none does.
    pub(crate) fn distances(&self, node: usize, inner: Hints) -> [f32; HINTS] {
        let mut distances = [f32::from(FAR); HINTS];
        let mut seen: Hints = 0;
        let mut level = 0.0;
        let mut new = self.hints[node] | inner;
        let mut at = node;
        loop {
            let mut left = new & !seen;
            seen |= new;
            while left != 0 {
                distances[left.trailing_zeros() as usize] = level;
                left &= left - 1;
            }
            if at == 0 || level + 1.0 >= f32::from(FAR) {
                return distances;
            }
            at = self.dom.nodes[at].parent as usize;
            new = self.hints[at];
            level += 1.0;
        }
    }
}

/// For each node the block element around it.
fn outers(dom: &Dom<'_>) -> Vec<u32> {
    let mut outers = vec![0; dom.nodes.len()];
    for (at, node) in dom.nodes.iter().enumerate().skip(1) {
        let parent = node.parent as usize;
        outers[at] =
            if parent == 0 || dom.nodes[parent].tag.is_block() { node.parent } else { outers[parent] };
    }
    outers
}

/// For each element how many of its parent's children have its name and classes.
fn alike(dom: &Dom<'_>) -> Vec<u16> {
    let key = |node: usize| (dom.nodes[node].parent, shape(dom, node));
    let mut counts: HashMap<(u32, u64), u16> = HashMap::new();
    let is_block = |node: &usize| dom.nodes[*node].tag.is_block();
    for node in (0..dom.nodes.len()).filter(is_block) {
        let count = counts.entry(key(node)).or_default();
        *count = count.saturating_add(1);
    }
    let count = |node: usize| if is_block(&node) { counts.get(&key(node)).copied().unwrap_or(0) } else { 0 };
    (0..dom.nodes.len()).map(count).collect()
}

/// The kind of an element: its name and classes and those of the element around it.
pub(crate) fn shape(dom: &Dom<'_>, node: usize) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    let parent = dom.nodes[node].parent as usize;
    for node in [node, parent] {
        (dom.nodes[node].tag as u8).hash(&mut hasher);
        dom.attribute(node, Name::Class).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::blocks;
    use crate::wording::wording;

    #[test]
    fn comments_stand_in_another_branch() {
        let text = "The mayor opened the bridge on Monday with a speech that hardly anybody heard.";
        let page = format!(
            "<body><div><h1>Bridge</h1><p>{text}</p></div><ul class=comments><li><p>{text}</p></li></ul>"
        );
        let dom = Dom::parse(&page);
        let (blocks, hints) = blocks(&dom);
        let words: Vec<Wording> = blocks.iter().map(|block| wording(&block.text)).collect();
        let tree = Tree::new(&dom, &blocks, &words, &hints, Some(0));
        let found: Vec<[f32; 3]> =
            blocks.iter().map(|block| tree.relation(block.node, blocks[0].node)).collect();
        // The story stands beside the heading, the comments in another branch of the body.
        assert_eq!(found[1], [1.0, 1.0, 1.0]);
        assert_eq!(found[2], [2.0, 3.0, 1.0]);
    }
}
