//! The last pass of the line model: a sum of decision trees over the buckets of a line's features.
//!
//! Trees see what sums of weights cannot: that a line of names is one thing in a menu and another in a match report.
//! Everything is whole numbers, so that a line scores the same on every machine.

use crate::features::{Groups, Sink};

/// One node of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// The group that is asked for, those of the first pass before those of the later ones; [`Node::LEAF`] for a leaf.
    pub group: u16,
    /// How far behind this node the one for greater buckets is; the one for others is next.
    pub skip: u16,
    /// Buckets up to this one go to the next node. In a leaf what it adds to the sum, in parts of [`Forest::PARTS`].
    pub value: i16,
}

impl Node {
    /// Stands for the group in a leaf.
    pub const LEAF: u16 = u16::MAX;
}

/// The trees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forest {
    /// Each tree from its first node.
    pub trees: Vec<Vec<Node>>,
}

impl Forest {
    /// Parts of one unit of score.
    pub const PARTS: i32 = 16;

    /// The score of a line, given its bucket in each group.
    pub fn score(&self, buckets: &[u16]) -> i32 {
        let mut sum = 0;
        for tree in &self.trees {
            let mut at = 0;
            while let Some(node) = tree.get(at) {
                if node.group == Node::LEAF {
                    sum += i32::from(node.value);
                    break;
                }
                let bucket = buckets.get(usize::from(node.group)).copied().unwrap_or(0);
                let low = i32::from(bucket) <= i32::from(node.value);
                at += if low { 1 } else { usize::from(node.skip).max(1) };
            }
        }
        sum / Self::PARTS
    }

    /// Appends a tree in its text form: `GROUP,SKIP,VALUE` for a node, the value alone for a leaf.
    ///
    /// # Errors
    /// What is no node.
    pub(crate) fn parse_tree<'a>(&mut self, words: impl Iterator<Item = &'a str>) -> Result<(), String> {
        let number = |word: &str| word.parse().map_err(|_| format!("model: `{word}` is no node of a tree"));
        let mut tree = Vec::new();
        for word in words {
            let mut parts = word.split(',');
            let (first, rest) = (parts.next().unwrap_or(""), (parts.next(), parts.next()));
            tree.push(match rest {
                (Some(skip), Some(value)) => Node {
                    group: first.parse().map_err(|_| format!("model: `{word}` is no node of a tree"))?,
                    skip: skip.parse().map_err(|_| format!("model: `{word}` is no node of a tree"))?,
                    value: number(value)?,
                },
                _ => Node { group: Node::LEAF, skip: 0, value: number(word)? },
            });
        }
        self.trees.push(tree);
        Ok(())
    }

    /// The text form, a line for each tree.
    pub(crate) fn print(&self) -> String {
        let mut out = String::new();
        for tree in &self.trees {
            out.push_str("tree");
            for node in tree {
                out.push_str(&match node.group {
                    Node::LEAF => format!(" {}", node.value),
                    group => format!(" {group},{},{}", node.skip, node.value),
                });
            }
            out.push('\n');
        }
        out
    }
}

/// Takes features as buckets of their groups.
#[derive(Debug)]
pub(crate) struct Buckets<'a> {
    groups: std::slice::Iter<'static, (&'static str, usize)>,
    base: usize,
    out: &'a mut Vec<u16>,
}

impl<'a> Buckets<'a> {
    /// Appends to `out` the bucket of each of `groups`.
    pub(crate) fn new(groups: Groups, out: &'a mut Vec<u16>) -> Self {
        Self { groups: groups.iter(), base: 0, out }
    }
}

impl Sink for Buckets<'_> {
    #[inline]
    fn put(&mut self, feature: usize) {
        self.out.push((feature - self.base) as u16);
        self.base += self.groups.next().map_or(0, |group| group.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_walked_and_written() {
        let leaf = |value| Node { group: Node::LEAF, skip: 0, value };
        let tree = vec![Node { group: 1, skip: 2, value: 4 }, leaf(-32), leaf(48)];
        let forest = Forest { trees: vec![tree, vec![leaf(16)]] };
        assert_eq!(forest.score(&[9, 4]), -1);
        assert_eq!(forest.score(&[9, 5]), 4);
        assert_eq!(forest.score(&[]), -1);
        let mut read = Forest::default();
        for line in forest.print().lines() {
            let words = line.split(' ').skip(1);
            assert_eq!(read.parse_tree(words), Ok(()));
        }
        assert_eq!(read, forest);
        assert!(read.parse_tree(["1,x,2"].into_iter()).is_err());
    }
}
