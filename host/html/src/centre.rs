//! Where on a page the story most likely lies, and where a block stands from there.
//!
//! The first guess follows the idea of Readability: every paragraph gives points to the element around it, by its
//! length and commas, and half as many to the one around that; names of elements and classes add and take; the share of
//! links takes. What has the most points is the centre.

use crate::blocks::Block;
use crate::dom::Dom;
use crate::hints::{Hint, Hints, bit};
use crate::tags::Tag;
use crate::wording::Wording;

/// The most steps that are told apart.
const FAR: u32 = 12;

/// For each node the block element around it.
pub(crate) fn outers(dom: &Dom<'_>) -> Vec<u32> {
    let mut outers = vec![0; dom.nodes.len()];
    for (at, node) in dom.nodes.iter().enumerate().skip(1) {
        let parent = node.parent as usize;
        outers[at] =
            if parent == 0 || dom.nodes[parent].tag.is_block() { node.parent } else { outers[parent] };
    }
    outers
}

/// Where a block stands from a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Relation {
    /// Steps from the centre out to the first element that holds both; none if the block is inside of it.
    pub(crate) out: u32,
    /// Steps from that element down to the block.
    pub(crate) down: u32,
    /// The element one step below that one which holds the block, or the block's own.
    pub(crate) branch: u32,
    /// Before the centre, inside, or behind.
    pub(crate) side: i8,
}

/// Where the block of `node` stands from `centre`.
pub(crate) fn relation(dom: &Dom<'_>, outers: &[u32], centre: u32, node: u32) -> Relation {
    let holds = |outer: u32| outer <= node && node < dom.nodes[outer as usize].end;
    let (mut common, mut out) = (centre, 0);
    while common > 0 && !holds(common) {
        common = outers[common as usize];
        out += 1;
    }
    let (mut branch, mut down) = (node, 0);
    while branch > common && outers[branch as usize] > common {
        branch = outers[branch as usize];
        down += 1;
    }
    let side = match (out, node < centre) {
        (0, _) => 0,
        (_, true) => -1,
        (_, false) => 1,
    };
    Relation { out: out.min(FAR), down: down.min(FAR), branch, side }
}

/// Adds what each node has to those around it.
pub(crate) fn gather(dom: &Dom<'_>, of: &mut [f32]) {
    for node in (1..of.len()).rev() {
        of[dom.nodes[node].parent as usize] += of[node];
    }
}

/// Shortest block that gives points, in bytes.
const SHORTEST: usize = 25;

/// The points of each element.
pub(crate) fn points(
    dom: &Dom<'_>,
    outers: &[u32],
    blocks: &[Block],
    words: &[Wording],
    hints: &[Hints],
    purity: impl Fn(usize) -> f32,
) -> Vec<f32> {
    let mut points = vec![0.0; dom.nodes.len()];
    for (block, words) in blocks.iter().zip(words) {
        let gives = matches!(
            dom.nodes[block.node as usize].tag,
            Tag::P | Tag::Pre | Tag::Td | Tag::Div | Tag::Section | Tag::Article | Tag::Blockquote
        );
        if !gives || block.text.len() < SHORTEST {
            continue;
        }
        let own = 1.0 + words.commas as f32 + (block.text.len() as f32 / 100.0).min(3.0);
        let mut at = block.node;
        for divisor in [1.0, 2.0, 6.0, 9.0, 12.0] {
            at = outers[at as usize];
            if at == 0 {
                break;
            }
            points[at as usize] += own / divisor;
        }
    }
    for (node, points) in points.iter_mut().enumerate().filter(|(_, points)| **points > 0.0) {
        *points = (*points + standing(dom.nodes[node].tag, hints[node])) * purity(node);
    }
    points
}

/// What the name and the classes of an element are worth.
fn standing(tag: Tag, hints: Hints) -> f32 {
    use Hint::*;
    const GOOD: Hints =
        bit(Text) | bit(Article) | bit(Content) | bit(ArticleElement) | bit(MainElement) | bit(BodyProperty);
    const BAD: Hints = bit(Comment)
        | bit(Related)
        | bit(Share)
        | bit(Navigation)
        | bit(Foot)
        | bit(Side)
        | bit(Advert)
        | bit(Subscribe)
        | bit(Overlay)
        | bit(Topics)
        | bit(Hidden);
    let by_name = match tag {
        Tag::Div | Tag::Article | Tag::Main => 5.0,
        Tag::Pre | Tag::Td | Tag::Blockquote => 3.0,
        Tag::Address | Tag::Ol | Tag::Ul | Tag::Dl | Tag::Dd | Tag::Dt | Tag::Li | Tag::Form => -3.0,
        _ if tag.heading().is_some() => -5.0,
        _ => 0.0,
    };
    let good = if hints & GOOD != 0 { 25.0 } else { 0.0 };
    let bad = if hints & BAD != 0 { 25.0 } else { 0.0 };
    by_name + good - bad
}

/// The node that has most; the innermost of equals.
pub(crate) fn greatest(of: &[f32]) -> u32 {
    let mut best = 0;
    for (at, value) in of.iter().enumerate() {
        if *value >= of[best] && *value > 0.0 {
            best = at;
        }
    }
    best as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::blocks;
    use crate::wording::wording;

    const PAGE: &str = "<body><div id=menu><p>Home</p></div><div id=page><div class=story>\
        <p>The mayor opened the bridge on Monday, after years, with a speech that nobody heard.</p>\
        <p>The ferry, old and slow, was sold to a town in the north, the council said.</p></div>\
        <div class=comments><ul><li><p>I liked the ferry, it was slow but it was ours.</p></li></ul></div></div>";

    #[test]
    fn the_centre_is_where_the_paragraphs_are() {
        let dom = Dom::parse(PAGE);
        let (blocks, hints) = blocks(&dom);
        let words: Vec<Wording> = blocks.iter().map(|block| wording(&block.text)).collect();
        let outers = outers(&dom);
        let points = points(&dom, &outers, &blocks, &words, &hints, |_| 1.0);
        let centre = greatest(&points);
        let found: Vec<(u32, u32, i8)> = blocks
            .iter()
            .map(|block| relation(&dom, &outers, centre, block.node))
            .map(|relation| (relation.out, relation.down, relation.side))
            .collect();
        assert_eq!(found, [(2, 1, -1), (0, 0, 0), (0, 0, 0), (1, 3, 1)]);
    }

    #[test]
    fn what_is_inside_is_gathered() {
        let dom = Dom::parse("<body><div><p>One</p><p>Two</p></div><p>Three</p>");
        let mut of: Vec<f32> =
            dom.nodes.iter().map(|node| f32::from(u8::from(node.tag == Tag::Text))).collect();
        gather(&dom, &mut of);
        assert_eq!(of[0], 3.0);
        let div = dom.nodes.iter().position(|node| node.tag == Tag::Div).unwrap();
        assert_eq!(of[div], 2.0);
        assert_eq!(greatest(&[0.0, 2.0, 2.0, 1.0]), 2);
        assert_eq!(greatest(&[0.0, -2.0]), 0);
    }
}
