//! What is known of each block, as numbers for the [model](crate::model).

use std::collections::HashMap;

use crate::blocks::Block;
use crate::dom::Dom;
use crate::hints::{HINTS, Hints};
use crate::meta::Said;
use crate::tags::Tag;
use crate::tree::{Tree, shape};
use crate::wording::{Wording, wording};

/// Numbers about one block before its neighbours are looked at.
const OWN: usize = SCALARS + Wording::COUNT;
const SCALARS: usize = 54;
/// Of the neighbour before and of the one behind.
const BESIDE: usize = 7;
/// All numbers about one block.
pub(crate) const FEATURES: usize = OWN + HINTS + 2 * BESIDE;

/// What is known of the blocks of a page.
#[derive(Debug)]
pub(crate) struct Known {
    /// [`FEATURES`] for each.
    pub(crate) rows: Vec<f32>,
    /// Whether each is none of the story by where it stands or by what it says.
    pub(crate) apart: Vec<bool>,
    /// Whether each is program code or the like, which belongs to the text before it.
    pub(crate) code: Vec<bool>,
}

/// Looks at all blocks.
pub(crate) fn features(dom: &Dom<'_>, blocks: &[Block], hints: &[Hints], said: &Said) -> Known {
    let words: Vec<Wording> = blocks.iter().map(|block| wording(&block.text)).collect();
    let title = blocks.iter().position(|block| says_title(block, said));
    let heading = heading(dom, blocks, said);
    let tree = Tree::new(dom, blocks, &words, hints, heading.or(title));
    let page = Page::new(&tree, said, title, heading);
    let own: Vec<[f32; OWN]> = (0..blocks.len()).map(|at| own(&tree, &page, at)).collect();
    let mut rows = Vec::with_capacity(blocks.len() * FEATURES);
    for at in 0..blocks.len() {
        rows.extend_from_slice(&own[at]);
        rows.extend(tree.distances(blocks[at].node as usize, blocks[at].inner));
        for other in [at.checked_sub(1), Some(at + 1)] {
            let other = other.filter(|other| *other < blocks.len());
            let Some(other) = other else {
                rows.extend([-1.0; BESIDE]);
                continue;
            };
            let parent = |at: usize| tree.block_parent(blocks[at].node as usize);
            let same = blocks[at].node == blocks[other].node || parent(at) == parent(other);
            let row = &own[other];
            rows.extend([row[0], row[1], row[2], row[3], f32::from(same), row[10], row[24]]);
        }
    }
    let is_apart = |(block, words): (&Block, &Wording)| words.is_notice || tree.apart[block.node as usize];
    let is_code = |block: &Block| dom.nodes[block.node as usize].tag == Tag::Pre;
    Known {
        rows,
        apart: blocks.iter().zip(&words).map(is_apart).collect(),
        code: blocks.iter().map(is_code).collect(),
    }
}

/// Whether a block reads like a paragraph of prose.
pub(crate) fn is_prose(block: &Block, words: &Wording) -> bool {
    !words.is_notice
        && words.words >= 10
        && link_share(block) < 0.34
        && (words.ends_sentence || words.words > 25)
}

/// Scores by that rule alone.
pub(crate) fn prose(blocks: &[Block]) -> Vec<f32> {
    let score = |block: &Block| if is_prose(block, &wording(&block.text)) { 1.0 } else { -1.0 };
    blocks.iter().map(score).collect()
}

pub(crate) fn link_share(block: &Block) -> f32 {
    block.link_bytes as f32 / block.text.len().max(1) as f32
}

/// What is known of the page as a whole.
struct Page {
    /// Words before each block.
    before: Vec<u32>,
    total: u32,
    /// The block that repeats the title.
    title: Option<usize>,
    heading: Option<usize>,
    /// Blocks whose text stood before.
    repeated: Vec<bool>,
    /// Distance in blocks to the prose before and behind.
    prose_before: Vec<u32>,
    prose_behind: Vec<u32>,
    first_prose: usize,
    /// The first prose behind the heading.
    lead: Option<usize>,
    last_prose: usize,
    /// How much of each block the page gives as the text of the story; -1 where it gives none.
    in_body: Vec<f32>,
    in_description: Vec<f32>,
    /// What the heading above each block speaks of, and how far above it is.
    under_heading: Vec<[f32; 4]>,
}

impl Page {
    fn new(tree: &Tree<'_>, said: &Said, title: Option<usize>, heading: Option<usize>) -> Self {
        let Tree { dom, blocks, words, .. } = *tree;
        let mut total = 0;
        let before = words.iter().map(|words| {
            total += words.words;
            total - words.words
        });
        let before = before.collect();
        let mut seen = HashMap::new();
        let repeated = blocks.iter().map(|block| seen.insert(block.text.as_str(), ()).is_some()).collect();
        let is_story_prose =
            |(block, words): (&Block, &Wording)| is_prose(block, words) && !tree.apart[block.node as usize];
        let prose: Vec<bool> = blocks.iter().zip(words).map(is_story_prose).collect();
        let gap = |order: &mut dyn Iterator<Item = usize>| {
            let mut gaps = vec![0; blocks.len()];
            let mut gap = 50;
            for at in order {
                gaps[at] = gap.min(50);
                gap = if prose[at] { 0 } else { gap + 1 };
            }
            gaps
        };
        let from = heading.or(title).unwrap_or(0);
        Self {
            before,
            total,
            title,
            heading,
            repeated,
            prose_before: gap(&mut (0..blocks.len())),
            prose_behind: gap(&mut (0..blocks.len()).rev()),
            lead: prose.iter().skip(from).position(|prose| *prose).map(|at| at + from),
            first_prose: prose.iter().position(|prose| *prose).unwrap_or(0),
            last_prose: prose.iter().rposition(|prose| *prose).unwrap_or(0),
            in_body: contained(blocks, &said.body),
            in_description: contained(blocks, &said.description),
            under_heading: under_headings(dom, blocks, words),
        }
    }
}

fn says_title(block: &Block, said: &Said) -> bool {
    block.text.len() > 10 && said.title.starts_with(block.text.as_str())
}

/// The heading of the page: the first of the first rank that says the title, or else the first.
fn heading(dom: &Dom<'_>, blocks: &[Block], said: &Said) -> Option<usize> {
    let of_rank = |at: &usize| dom.nodes[blocks[*at].node as usize].tag == Tag::H1;
    let mut headings = (0..blocks.len()).filter(of_rank);
    headings.clone().find(|at| says_title(&blocks[*at], said)).or_else(|| headings.next())
}

/// How much of each block a text has, by runs of three words.
fn contained(blocks: &[Block], text: &str) -> Vec<f32> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 5 {
        return vec![-1.0; blocks.len()];
    }
    let runs: std::collections::HashSet<&[&str]> = words.windows(3).collect();
    let share = |block: &Block| {
        let words: Vec<&str> = block.text.split_whitespace().collect();
        let all = words.windows(3).count();
        words.windows(3).filter(|run| runs.contains(run)).count() as f32 / all.max(1) as f32
    };
    blocks.iter().map(share).collect()
}

fn under_headings(dom: &Dom<'_>, blocks: &[Block], words: &[Wording]) -> Vec<[f32; 4]> {
    let mut last = [0.0, 0.0, 0.0, 50.0];
    let mut rows = Vec::with_capacity(blocks.len());
    for (block, words) in blocks.iter().zip(words) {
        last[3] = f32::min(last[3] + 1.0, 50.0);
        rows.push(last);
        let is_bold = block.strong_bytes as usize * 10 > block.text.len() * 9;
        if dom.nodes[block.node as usize].tag.heading().is_some() || is_bold && words.words <= 8 {
            let [comment, related, other] = words.heading_kinds();
            last = [comment, related, other, 0.0];
        }
    }
    rows
}

/// How many blocks a block stands behind another; -1 where there is no other.
fn behind(at: usize, other: Option<usize>) -> f32 {
    other.map_or(-100.0, |other| (at as f32 - other as f32).clamp(-60.0, 60.0))
}

fn own(tree: &Tree<'_>, page: &Page, at: usize) -> [f32; OWN] {
    let (block, words) = (&tree.blocks[at], &tree.words[at]);
    let node = block.node as usize;
    let parent = tree.block_parent(node) as usize;
    let grand = tree.block_parent(parent) as usize;
    let great = tree.block_parent(grand) as usize;
    let (prose, seen) = tree.shapes.get(&shape(tree.dom, node)).copied().unwrap_or_default();
    let length = block.text.len().max(1) as f32;
    let purity = |node: usize| tree.purity(node);
    let ratio = |part: u32, whole: u32| part as f32 / whole.max(1) as f32;
    let twins = tree.twins(node);
    let heading = page.heading.or(page.title).map(|heading| tree.blocks[heading].node);
    let lead = page.lead.map(|lead| tree.blocks[lead].node);
    let to_lead = lead.map_or([-1.0; 3], |lead| tree.relation(block.node, lead));
    let to_heading = heading.map_or([-1.0; 3], |heading| tree.relation(block.node, heading));
    let mut row = [0.0; OWN];
    let values: [f32; SCALARS] = [
        words.words as f32,
        link_share(block),
        f32::from(words.ends_sentence),
        f32::from(is_prose(block, words)),
        block.links as f32,
        block.strong_bytes as f32 / length,
        tag_number(tree.dom.nodes[node].tag),
        tag_number(tree.dom.nodes[parent].tag),
        tree.share(tree.prose[parent]),
        tree.share(tree.prose[grand]),
        tree.share(tree.prose[node]),
        tree.share(tree.prose[great]),
        purity(parent),
        purity(grand),
        ratio(tree.prose[parent], tree.all[parent]),
        ratio(tree.prose[grand], tree.all[grand]),
        ratio(tree.prose[great], tree.all[great]),
        f32::from(tree.inside(block.node, tree.holders[0])),
        f32::from(tree.inside(block.node, tree.holders[1])),
        f32::from(tree.inside(block.node, tree.holders[2])),
        f32::from(tree.inside(block.node, tree.best)),
        tree.share(tree.children[parent]),
        tree.share(tree.children[grand]),
        tree.share(tree.children[tree.best as usize]),
        tree.share(prose),
        seen as f32,
        page.before[at] as f32 / page.total.max(1) as f32,
        behind(at, page.title),
        behind(at, page.heading),
        f32::from(page.repeated[at]),
        page.prose_before[at] as f32,
        page.prose_behind[at] as f32,
        behind(at, Some(page.first_prose)),
        behind(at, Some(page.last_prose)),
        page.in_body[at],
        page.in_description[at],
        page.under_heading[at][0],
        page.under_heading[at][1],
        page.under_heading[at][2],
        page.under_heading[at][3],
        twins[0],
        twins[1],
        twins[2],
        twins[3],
        tree.article(node, words),
        tree.articles as f32,
        tree.total.min(5000) as f32,
        to_heading[0],
        to_heading[1],
        to_heading[2],
        to_lead[0],
        to_lead[1],
        to_lead[2],
        behind(at, page.lead),
    ];
    row[..SCALARS].copy_from_slice(&values);
    row[SCALARS..].copy_from_slice(&words.numbers());
    row
}

/// Elements by what they are for.
fn tag_number(tag: Tag) -> f32 {
    let number: u8 = match tag {
        Tag::P => 0,
        Tag::Blockquote => 1,
        Tag::Pre => 2,
        Tag::H1 => 3,
        Tag::H2 => 4,
        Tag::H3 => 5,
        Tag::H4 | Tag::H5 | Tag::H6 => 6,
        Tag::Li => 7,
        Tag::Dd | Tag::Dt => 8,
        Tag::Div => 9,
        Tag::Article | Tag::Main | Tag::Section => 10,
        Tag::Td | Tag::Th => 11,
        Tag::Tr | Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption => 12,
        Tag::Figcaption | Tag::Figure => 13,
        Tag::Ul | Tag::Ol | Tag::Dl => 14,
        Tag::Header => 15,
        Tag::Footer => 16,
        Tag::Aside | Tag::Nav => 17,
        Tag::Form => 18,
        _ => 19,
    };
    f32::from(number)
}
