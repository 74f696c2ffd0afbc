//! What stands apart from the story wherever it stands.

use crate::blocks::Block;
use crate::dom::Dom;
use crate::features::is_prose;
use crate::hints::{Hint, Hints, bit};
use crate::tags::Tag;
use crate::wording::Wording;

/// No story unless the page keeps its heading or nearly all of its prose in there.
const APART: Hints =
    bit(Hint::Comment) | bit(Hint::NavElement) | bit(Hint::FooterElement) | bit(Hint::FormElement);
/// No story unless it holds the heading or the first prose behind it: these may be longer than the story.
const BESIDE: Hints =
    bit(Hint::AsideElement) | bit(Hint::Note) | bit(Hint::Gallery) | bit(Hint::Popup) | bit(Hint::Elsewhere);
/// Words of prose that make an article, and so many times its words make another one no teaser.
const ARTICLE: u32 = 40;
const MUCH: u32 = 10;

/// For each node whether it is none of the story: comments, menus, feet, forms, asides, galleries, notices, what pops
/// up, boxes of other stories and of newsletters; and other articles, where the heading of the page stands in an
/// `article` element with some prose.
pub(crate) fn apart(
    dom: &Dom<'_>,
    blocks: &[Block],
    words: &[Wording],
    hints: &[Hints],
    heading: Option<usize>,
) -> Vec<bool> {
    let inside = inside(dom, blocks, words);
    let whole = inside[0].prose;
    let mut apart = vec![false; dom.nodes.len()];
    mark(dom, &mut apart, |node| {
        hints[node] & APART != 0 && !inside[node].has_heading && inside[node].prose * 10 < whole * 9
    });
    let is_lead = |at: &usize| is_prose(&blocks[*at], &words[*at]) && !apart[blocks[*at].node as usize];
    let lead = (heading.unwrap_or(0)..blocks.len()).find(is_lead);
    let node_of = |block: Option<usize>| block.map(|block| blocks[block].node as usize);
    let (heading, lead) = (node_of(heading), node_of(lead));
    let holds = |outer: usize, node: usize| (outer..dom.nodes[outer].end as usize).contains(&node);
    // A story that is told in slides has its first words in one.
    let in_slides =
        lead.is_some_and(|lead| outer(dom, lead, |at| hints[at] & bit(Hint::Gallery) != 0).is_some());
    let beside = if in_slides { BESIDE & !bit(Hint::Gallery) } else { BESIDE };
    let article = heading
        .and_then(|heading| outer(dom, heading, |at| dom.nodes[at].tag == Tag::Article))
        .filter(|article| inside[*article].prose >= ARTICLE);
    mark(dom, &mut apart, |node| {
        let other = dom.nodes[node].tag == Tag::Article
            && article.is_some_and(|own| !holds(own, node) && inside[node].prose < inside[own].prose * MUCH);
        let holds_start = || [heading, lead].iter().flatten().any(|&within| holds(node, within));
        (hints[node] & beside != 0 || other) && !holds_start()
    });
    apart
}

/// What stands inside of a node.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    /// Words of prose.
    prose: u32,
    /// Whether there is a heading of the first rank.
    has_heading: bool,
}

fn inside(dom: &Dom<'_>, blocks: &[Block], words: &[Wording]) -> Vec<Inside> {
    let mut inside = vec![Inside::default(); dom.nodes.len()];
    for (block, words) in blocks.iter().zip(words) {
        let node = block.node as usize;
        inside[node].prose += if is_prose(block, words) { words.words } else { 0 };
        inside[node].has_heading |= dom.nodes[node].tag == Tag::H1;
    }
    for node in (1..inside.len()).rev() {
        let Inside { prose, has_heading } = inside[node];
        let parent = &mut inside[dom.nodes[node].parent as usize];
        parent.prose += prose;
        parent.has_heading |= has_heading;
    }
    inside
}

/// Marks nodes and all that is inside of them.
fn mark(dom: &Dom<'_>, marks: &mut [bool], is_marked: impl Fn(usize) -> bool) {
    for node in 1..marks.len() {
        marks[node] = marks[node] || marks[dom.nodes[node].parent as usize] || is_marked(node);
    }
}

/// The innermost of a node and those around it that is wanted.
fn outer(dom: &Dom<'_>, node: usize, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
    let mut at = node;
    while at > 0 && !is_wanted(at) {
        at = dom.nodes[at].parent as usize;
    }
    (at > 0).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::blocks;
    use crate::wording::wording;

    /// For each block of a page whether it stands apart.
    fn read(page: &str) -> Vec<bool> {
        let dom = Dom::parse(page);
        let (blocks, hints) = blocks(&dom);
        let words: Vec<Wording> = blocks.iter().map(|block| wording(&block.text)).collect();
        let heading = blocks.iter().position(|block| dom.nodes[block.node as usize].tag == Tag::H1);
        let apart = apart(&dom, &blocks, &words, &hints, heading);
        blocks.iter().map(|block| apart[block.node as usize]).collect()
    }

    const STORY: &str =
        "<p>The mayor opened the bridge on Monday with a speech that hardly anybody heard.</p>";
    const COMMENT: &str = "<p>I liked the old ferry more, it was slow but it was ours, and cheap.</p>";

    #[test]
    fn comments_stand_apart_unless_they_are_the_page() {
        let page = format!(
            "<body><div><h1>Bridge</h1>{STORY}</div><ul class=comments><li>{COMMENT}</li><li>{COMMENT}</li></ul>"
        );
        assert_eq!(read(&page), [false, false, true, true]);
        let within = format!("<body><div class=comment-page><h1>Bridge</h1>{STORY}{COMMENT}</div>");
        assert!(read(&within).iter().all(|apart| !apart));
        let review = format!("<body><h1>Bridge</h1>{STORY}<div class=review>{STORY}</div>");
        assert!(read(&review).iter().all(|apart| !apart));
    }

    #[test]
    fn what_is_no_story_by_its_element_stands_apart() {
        let classes = [
            "div class=disclaimer",
            "div class=photo-gallery",
            "div class=related-posts",
            "div role=dialog",
            "div class=popup-box",
        ];
        for start in ["nav", "footer", "form", "aside"].iter().chain(&classes) {
            let end = start.split(' ').next().unwrap_or_default();
            let page = format!("<body><h1>Bridge</h1>{STORY}<{start}>{COMMENT}</{end}>");
            assert_eq!(read(&page), [false, false, true], "{start}");
        }
    }

    #[test]
    fn a_gallery_longer_than_the_story_stands_apart_but_a_story_in_slides_does_not() {
        let slides = format!("<ul class=gallery><li>{COMMENT}</li><li>{COMMENT}</li><li>{COMMENT}</li></ul>");
        assert_eq!(read(&format!("<body><h1>Bridge</h1>{STORY}{slides}")), [false, false, true, true, true]);
        let told = format!("<div class=slide>{STORY}</div><div class=slide>{COMMENT}</div>");
        assert_eq!(read(&format!("<body><h1>Bridge</h1>{told}")), [false; 3]);
    }

    #[test]
    fn other_articles_stand_apart_from_the_one_with_the_heading() {
        let own = format!("<article><h1>Bridge</h1>{}</article>", STORY.repeat(4));
        let other = format!("<article>{COMMENT}</article>");
        assert_eq!(read(&format!("<body>{own}{other}")), [false, false, false, false, false, true]);
        // A heading with a line or two is the head of an article that goes on elsewhere.
        let head = format!("<article><h1>Bridge</h1>{STORY}</article>");
        assert_eq!(read(&format!("<body>{head}{other}")), [false; 3]);
    }
}
