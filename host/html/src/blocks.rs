//! The text of a page as blocks: what a reader sees as a paragraph, a heading, an item of a list.

use crate::dom::Dom;
use crate::entities::push_decoded;
use crate::hints::{Hint, Hints, bit, hints_of};
use crate::tags::Tag;

/// A block of text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// The innermost block element around it.
    pub(crate) node: u32,
    /// Its text, blanks made single; lines where the page breaks them.
    pub(crate) text: String,
    /// Bytes of it inside of links.
    pub(crate) link_bytes: u32,
    /// Links in it.
    pub(crate) links: u32,
    /// Bytes of it in bold or in italics.
    pub(crate) strong_bytes: u32,
    /// What the elements inside of it and around its words say.
    pub(crate) inner: Hints,
}

/// The blocks of a page, in its order, and what each node says of itself.
pub(crate) fn blocks(dom: &Dom<'_>) -> (Vec<Block>, Vec<Hints>) {
    let hints: Vec<Hints> = (0..dom.nodes.len())
        .map(|node| if dom.nodes[node].tag == Tag::Text { 0 } else { hints_of(dom, node) })
        .collect();
    let mut cutter = Cutter { blocks: Vec::new(), block: Block::default(), blank: false, breaks: 0 };
    // Block elements that are open, with their ends.
    let mut open: Vec<(u32, u32)> = vec![(0, u32::MAX)];
    let (mut link, mut strong, mut pre) = (0, 0, 0);
    let mut at = 0;
    while let Some(node) = dom.nodes.get(at) {
        let here = at as u32;
        while open.len() > 1 && open.last().is_some_and(|&(_, end)| end <= here) {
            open.pop();
            cutter.flush(open.last().map_or(0, |&(node, _)| node));
        }
        // A phrase that is hidden is said again by what stands beside it, such as a formula by its picture.
        let is_hidden = !node.tag.is_block() && hints[at] & bit(Hint::Hidden) != 0;
        if node.tag.is_unseen() || is_hidden {
            at = node.end as usize;
            continue;
        }
        match node.tag {
            Tag::Text => cutter.text(node.text, here < link, here < strong, here < pre),
            Tag::Br => cutter.line_break(),
            Tag::Hr => cutter.flush(open.last().map_or(0, |&(node, _)| node)),
            tag if tag.is_block() => {
                cutter.flush(here);
                open.push((here, node.end));
                if tag == Tag::Pre {
                    pre = node.end;
                }
            }
            tag => {
                cutter.block.inner |= hints[at] & !bit(Hint::Link);
                match tag {
                    Tag::A => {
                        link = link.max(node.end);
                        cutter.block.links += 1;
                    }
                    Tag::B | Tag::Strong | Tag::Em | Tag::I => strong = strong.max(node.end),
                    _ => {}
                }
            }
        }
        at += 1;
    }
    cutter.flush(0);
    (cutter.blocks, hints)
}

struct Cutter {
    blocks: Vec<Block>,
    block: Block,
    /// Whether a blank is due before the next word.
    blank: bool,
    /// Line breaks since the last word.
    breaks: u32,
}

impl Cutter {
    /// Ends the block; the next one is of `node`.
    fn flush(&mut self, node: u32) {
        self.blank = false;
        self.breaks = 0;
        if self.block.text.is_empty() {
            self.block = Block { node, ..Block::default() };
        } else {
            self.blocks.push(std::mem::replace(&mut self.block, Block { node, ..Block::default() }));
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
    }

    fn text(&mut self, raw: &str, in_link: bool, strong: bool, pre: bool) {
        if self.breaks > 1 && raw.bytes().any(|byte| !byte.is_ascii_whitespace()) {
            self.flush(self.block.node);
        }
        let decoded;
        let text = if memchr::memchr(b'&', raw.as_bytes()).is_some() {
            let mut out = String::with_capacity(raw.len());
            push_decoded(&mut out, raw);
            decoded = out;
            decoded.as_str()
        } else {
            raw
        };
        let before = self.block.text.len();
        if pre {
            self.lines(text);
        } else {
            self.words(text);
        }
        let added = (self.block.text.len() - before) as u32;
        self.block.link_bytes += if in_link { added } else { 0 };
        self.block.strong_bytes += if strong { added } else { 0 };
    }

    fn words(&mut self, text: &str) {
        self.blank |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            self.separate();
            self.block.text.push_str(word);
            self.blank = true;
        }
        if !text.is_empty() {
            self.blank = text.ends_with(char::is_whitespace);
        }
    }

    /// Preformatted text keeps its lines and its indentation.
    fn lines(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            self.breaks += u32::from(number > 0);
            let line = line.trim_end();
            if !line.is_empty() {
                self.separate();
                self.block.text.push_str(line);
            }
        }
    }

    fn separate(&mut self) {
        if !self.block.text.is_empty() {
            if self.breaks > 0 {
                self.block.text.push('\n');
            } else if self.blank {
                self.block.text.push(' ');
            }
        }
        self.blank = false;
        self.breaks = 0;
    }
}
