//! The trees of the line model, rearranged so that a line is scored without walking them.
//!
//! Every inner node says which leaves are out of reach where its question is answered with "greater". The questions
//! of all trees lie together by the group that they ask for, sorted by their value, so that those with that answer
//! are the first few of each group; what is left of each tree begins with its leaf. This is the method of
//! QuickScorer (Lucchese and others, SIGIR 2015). It adds the same whole numbers as [`Forest::score`], in a fifth of
//! the time, since hardly a branch is guessed wrongly.

use std::ops::Range;

use crate::forest::{Forest, Node};

/// One question: whether the bucket of its group is greater than a value.
#[derive(Debug, Clone, Copy)]
struct Question {
    value: i16,
    tree: u16,
    /// The leaves of the tree that stay within reach if so.
    leaves: u32,
}

/// Trees that are asked question by question.
#[derive(Debug, Clone, Default)]
pub(crate) struct Quick {
    questions: Vec<Question>,
    /// The questions of each group that is asked for.
    groups: Vec<(usize, Range<usize>)>,
    /// What the leaves add, tree by tree, and where each tree's begin.
    values: Vec<i16>,
    first: Vec<u32>,
}

/// Most leaves of a tree: as many as fit a word.
const MOST_LEAVES: usize = 32;

impl Quick {
    /// Rearranges trees.
    ///
    /// # Errors
    /// When a tree has more than 32 leaves, or more than 65,536 trees are given.
    pub(crate) fn new(forest: &Forest) -> Result<Self, String> {
        let mut quick = Self::default();
        let mut questions = Vec::new();
        for (number, tree) in forest.trees.iter().enumerate() {
            let number = u16::try_from(number).map_err(|_| "model: too many trees".to_owned())?;
            quick.first.push(quick.values.len() as u32);
            let leaf = |node: &&Node| node.group == Node::LEAF;
            let leaves = tree.iter().filter(leaf).count();
            if leaves > MOST_LEAVES {
                return Err(format!("model: a tree has {leaves} leaves, more than {MOST_LEAVES}"));
            }
            quick.values.extend(tree.iter().filter(leaf).map(|node| node.value));
            for (at, node) in tree.iter().enumerate().filter(|(_, node)| node.group != Node::LEAF) {
                // Leaves are numbered as they stand, and those of the answer "not greater" stand right behind.
                let before = tree.iter().take(at).filter(leaf).count();
                let low = tree.iter().skip(at).take(usize::from(node.skip)).filter(leaf).count();
                let out = (low..MOST_LEAVES).fold(u32::MAX, |out, bit| out & !(1 << bit)) << before;
                questions.push((node.group, Question { value: node.value, tree: number, leaves: !out }));
            }
        }
        questions.sort_by_key(|(group, question)| (*group, question.value, question.tree));
        for (group, question) in questions {
            let at = quick.questions.len();
            quick.questions.push(question);
            match quick.groups.last_mut() {
                Some((known, range)) if *known == usize::from(group) => range.end = at + 1,
                _ => quick.groups.push((usize::from(group), at..at + 1)),
            }
        }
        Ok(quick)
    }

    /// The score of a line, given its bucket in each group, as [`Forest::score`] gives it. `reach` is a buffer.
    pub(crate) fn score(&self, buckets: &[u16], reach: &mut Vec<u32>) -> i32 {
        reach.clear();
        reach.resize(self.first.len(), u32::MAX);
        for (group, range) in &self.groups {
            let bucket = i32::from(buckets.get(*group).copied().unwrap_or(0));
            for question in self.questions.get(range.clone()).unwrap_or_default() {
                if i32::from(question.value) >= bucket {
                    break;
                }
                if let Some(reach) = reach.get_mut(usize::from(question.tree)) {
                    *reach &= question.leaves;
                }
            }
        }
        let leaves = self.first.iter().zip(reach.iter());
        let values = leaves.filter_map(|(first, reach)| {
            self.values.get((first + reach.trailing_zeros()) as usize).map(|&value| i32::from(value))
        });
        values.sum::<i32>() / Forest::PARTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{FIRST, SECOND};
    use crate::model::Model;

    #[test]
    fn trees_say_the_same_either_way() {
        let model = Model::built_in().unwrap();
        let quick = Quick::new(&model.third).unwrap();
        let sizes: Vec<u64> = FIRST.iter().chain(SECOND).map(|group| group.1 as u64).collect();
        let (mut seed, mut reach, mut different) = (1u64, Vec::new(), std::collections::HashSet::new());
        for _ in 0..2_000 {
            let mut bucket = |&size: &u64| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((seed >> 33) % size) as u16
            };
            let buckets: Vec<u16> = sizes.iter().map(&mut bucket).collect();
            let score = quick.score(&buckets, &mut reach);
            assert_eq!(score, model.third.score(&buckets), "{buckets:?}");
            different.insert(score);
        }
        assert!(different.len() > 100);
    }

    #[test]
    fn a_tree_may_be_too_large() {
        let leaf = Node { group: Node::LEAF, skip: 0, value: 1 };
        let split = |skip| Node { group: 0, skip, value: 0 };
        let mut tree: Vec<Node> = (0..32).flat_map(|_| [split(2), leaf]).collect();
        tree.push(leaf);
        let message = Quick::new(&Forest { trees: vec![tree] }).unwrap_err();
        assert!(message.contains("33 leaves"), "{message}");
        let quick = Quick::new(&Forest { trees: vec![vec![leaf], vec![split(2), leaf, leaf]] }).unwrap();
        assert_eq!(quick.score(&[0], &mut Vec::new()), 2 / Forest::PARTS);
    }
}
