//! A page as a tree.
//!
//! This is no browser. The tree is built in one pass, elements are only ever put at its end, and so the nodes of a
//! subtree stand side by side: every later pass is a loop over a slice. What real pages get wrong most (missing end
//! tags, end tags of nothing, blocks inside of paragraphs) is mended as the standard says; the reordering that it asks
//! for around tables and formatting is left out, as it changes where text stands by little and costs the loop.

use crate::tags::{Name, Tag};
use crate::tokens::{Token, Tokens};

/// The deepest that elements are nested; below, they stand side by side.
const DEEPEST: usize = 400;

/// One element or text.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) tag: Tag,
    /// The element around it; the root is its own.
    pub(crate) parent: u32,
    /// One past the last node inside of it.
    pub(crate) end: u32,
    /// Its attributes: a range of [`Dom::attributes`].
    pub(crate) attributes: (u32, u32),
    /// The text as written, with its references; empty for elements.
    pub(crate) text: &'a str,
}

/// A page.
#[derive(Debug)]
pub(crate) struct Dom<'a> {
    /// In the order of the page. The first is a root without a name.
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) attributes: Vec<(Name, &'a str)>,
}

impl<'a> Dom<'a> {
    /// Reads a page.
    pub(crate) fn parse(html: &'a str) -> Self {
        let mut builder = Builder {
            dom: Dom { nodes: Vec::with_capacity(html.len() / 40 + 8), attributes: Vec::new() },
            open: vec![0],
            over: 0,
        };
        let root = Node { tag: Tag::Other, parent: 0, end: 0, attributes: (0, 0), text: "" };
        builder.dom.nodes.push(root);
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next(&mut builder.dom.attributes) {
            match token {
                Token::Text(text) => builder.text(text),
                Token::Start { tag, attributes, closed } => builder.start(tag, attributes, closed),
                Token::End(tag) => builder.end(tag),
            }
        }
        builder.close_to(0);
        let end = builder.dom.nodes.len() as u32;
        if let Some(root) = builder.dom.nodes.first_mut() {
            root.end = end;
        }
        builder.dom
    }

    /// The value of an attribute as written.
    pub(crate) fn attribute(&self, node: usize, name: Name) -> Option<&'a str> {
        let (from, to) = self.nodes[node].attributes;
        let attributes = &self.attributes[from as usize..to as usize];
        attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// All text inside of a node, with references resolved and blanks made single.
    pub(crate) fn text_of(&self, node: usize) -> String {
        let mut text = String::new();
        for inner in &self.nodes[node..self.nodes[node].end as usize] {
            if inner.tag == Tag::Text {
                crate::entities::push_decoded(&mut text, inner.text);
            } else if inner.tag == Tag::Br || inner.tag.is_block() {
                text.push(' ');
            }
        }
        squeeze(&text)
    }
}

/// The text with single blanks between words.
pub(crate) fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

struct Builder<'a> {
    dom: Dom<'a>,
    /// Open elements, the root first.
    open: Vec<u32>,
    /// Elements that were too deep to be opened and still have an end tag to come.
    over: usize,
}

impl<'a> Builder<'a> {
    fn tag(&self, at: usize) -> Tag {
        self.dom.nodes[self.open[at] as usize].tag
    }

    fn push(&mut self, tag: Tag, attributes: (u32, u32), text: &'a str) -> u32 {
        let index = self.dom.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(0);
        self.dom.nodes.push(Node { tag, parent, end: index + 1, attributes, text });
        index
    }

    /// Closes open elements until `depth` and the root are left.
    fn close_to(&mut self, depth: usize) {
        let end = self.dom.nodes.len() as u32;
        while self.open.len() > depth.max(1) {
            if let Some(node) = self.open.pop() {
                self.dom.nodes[node as usize].end = end;
            }
        }
    }

    /// Closes the innermost open element that `wanted` names, unless `stop` names one further in.
    fn close(&mut self, wanted: impl Fn(Tag) -> bool, stop: impl Fn(Tag) -> bool) -> bool {
        for at in (1..self.open.len()).rev() {
            let tag = self.tag(at);
            if wanted(tag) {
                self.close_to(at);
                return true;
            }
            if stop(tag) {
                return false;
            }
        }
        false
    }

    fn text(&mut self, text: &'a str) {
        self.push(Tag::Text, (0, 0), text);
    }

    fn start(&mut self, tag: Tag, attributes: (u32, u32), closed: bool) {
        use Tag::*;
        if matches!(tag, Html | Body)
            && self.open.iter().any(|&node| self.dom.nodes[node as usize].tag == tag)
        {
            return;
        }
        let is_head = |tag| matches!(tag, Meta | Link | Title | Script | Style | Base | Noscript | Template);
        if !is_head(tag) {
            self.close(|open| open == Head, |_| false);
        }
        if tag.ends_paragraph() {
            self.close(|open| open == P, |open| open.is_scope());
        }
        self.close_siblings(tag);
        let node = self.push(tag, attributes, "");
        if tag.is_void() || closed && matches!(tag, Other) {
            return;
        }
        if self.open.len() >= DEEPEST {
            self.over += 1;
        } else {
            self.open.push(node);
        }
    }

    /// Ends what the start of another of its kind ends.
    fn close_siblings(&mut self, tag: Tag) {
        use Tag::*;
        match tag {
            Li => self.close(|open| open == Li, |open| open.is_scope() || matches!(open, Ul | Ol | Menu)),
            Dd | Dt => self.close(|open| matches!(open, Dd | Dt), |open| open.is_scope() || open == Dl),
            Td | Th => self.close(|open| matches!(open, Td | Th), |open| matches!(open, Table | Tr)),
            Tr => self.close(|open| open == Tr, |open| open == Table),
            Tbody | Thead | Tfoot => {
                self.close(|open| matches!(open, Tbody | Thead | Tfoot), |open| open == Table)
            }
            Option => self.close(|open| open == Option, |open| open == Select),
            A => self.close(|open| open == A, |open| open.is_block() || open.is_scope()),
            _ if tag.heading().is_some() => {
                let last = self.open.len() - 1;
                last > 0 && self.tag(last).heading().is_some() && {
                    self.close_to(last);
                    true
                }
            }
            _ => false,
        };
    }

    fn end(&mut self, tag: Tag) {
        use Tag::*;
        match tag {
            // What stands behind the end of the body is of the body all the same.
            Html | Body => {}
            Br => {
                self.push(Br, (0, 0), "");
            }
            _ if tag.is_void() => {}
            _ if self.over > 0 => self.over -= 1,
            Head => {
                self.close(|open| open == Head, |_| false);
            }
            Td | Th | Tr | Tbody | Thead | Tfoot | Caption => {
                self.close(|open| open == tag, |open| open == Table);
            }
            Table => {
                self.close(|open| open == Table, |_| false);
            }
            _ if tag.heading().is_some() => {
                self.close(|open| open.heading().is_some(), Tag::is_scope);
            }
            Li => {
                self.close(|open| open == Li, |open| open.is_scope() || matches!(open, Ul | Ol | Menu));
            }
            Other => {
                self.close(|open| open == Other, |open| open.is_block() || open.is_scope());
            }
            _ if tag.is_block() => {
                self.close(|open| open == tag, Tag::is_scope);
            }
            _ => {
                self.close(|open| open == tag, |open| open.is_block() || open.is_scope() && tag != open);
            }
        }
    }
}
