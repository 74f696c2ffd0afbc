//! The trees of the line model, rearranged so that a line is scored without walking them.
//!
//! Each inner node says which leaves are out of reach where its question is answered with "greater"; what is left of
//! a tree when all questions are answered begins with its leaf. This is the method of QuickScorer (Lucchese and
//! others, SIGIR 2015). Since buckets are small whole numbers, what all questions of a group leave of all trees is
//! laid down for each answer, and a line takes what its answers have in common: a few wide operations a group, and
//! hardly a branch. It adds the same whole numbers as [`Forest::score`].

use crate::forest::{Forest, Node};

/// Trees that are asked together.
const LANES: usize = 32;
/// Most leaves of a tree: as many as fit a lane.
const MOST_LEAVES: usize = u16::BITS as usize;

/// The leaves within reach of some trees, a bit for each.
type Reach = [u16; LANES];

/// Trees that are asked group by group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Quick {
    groups: Vec<Group>,
    /// What each answer leaves of the trees: rows of as many items as there are blocks of trees.
    rows: Vec<Reach>,
    /// What the leaves add, block by block.
    values: Vec<[[i16; MOST_LEAVES]; LANES]>,
}

/// A group that trees ask for.
#[derive(Debug, Clone)]
struct Group {
    number: usize,
    /// The row of each bucket; greater ones have the last.
    rows: Vec<u32>,
}

/// One question: whether the bucket is greater than a value, and which leaves of the tree stay within reach if so.
struct Question {
    group: u16,
    value: i16,
    tree: usize,
    leaves: u16,
}

impl Quick {
    /// Rearranges trees.
    ///
    /// # Errors
    /// When a tree has more than 16 leaves.
    pub(crate) fn new(forest: &Forest) -> Result<Self, String> {
        let mut quick = Self::default();
        let mut questions = Vec::new();
        quick.values.resize(forest.trees.len().div_ceil(LANES), [[0; MOST_LEAVES]; LANES]);
        for (number, tree) in forest.trees.iter().enumerate() {
            let leaves = tree.iter().filter(|node| node.group == Node::LEAF);
            let count = leaves.clone().count();
            if count > MOST_LEAVES {
                return Err(format!("model: a tree has {count} leaves, more than {MOST_LEAVES}"));
            }
            let values = &mut quick.values[number / LANES][number % LANES];
            values.iter_mut().zip(leaves).for_each(|(value, leaf)| *value = leaf.value);
            questions.extend(asked(tree, number));
        }
        questions.sort_by_key(|question| (question.group, question.value));
        for group in questions.chunk_by(|a, b| a.group == b.group) {
            quick.lay_down(group);
        }
        Ok(quick)
    }

    /// Lays down the rows of a group, given its questions sorted by value.
    fn lay_down(&mut self, questions: &[Question]) {
        let blocks = self.values.len();
        let number = |rows: &[Reach]| (rows.len() / blocks) as u32;
        let mut row = vec![[u16::MAX; LANES]; blocks];
        let mut group = Group { number: usize::from(questions[0].group), rows: Vec::new() };
        for same in questions.chunk_by(|a, b| a.value == b.value) {
            // Buckets up to the value are answered as those before it.
            let buckets = usize::try_from(i32::from(same[0].value) + 1).unwrap_or(0);
            group.rows.resize(buckets, number(&self.rows));
            self.rows.extend_from_slice(&row);
            for question in same {
                row[question.tree / LANES][question.tree % LANES] &= question.leaves;
            }
        }
        group.rows.push(number(&self.rows));
        self.rows.extend_from_slice(&row);
        self.groups.push(group);
    }

    /// The score of a line, given its bucket in each group, as [`Forest::score`] gives it. `rows` is a buffer.
    pub(crate) fn score(&self, buckets: &[u16], rows: &mut Vec<usize>) -> i32 {
        rows.clear();
        rows.extend(self.groups.iter().map(|group| {
            let bucket = usize::from(buckets.get(group.number).copied().unwrap_or(0));
            let row = group.rows.get(bucket).or(group.rows.last());
            row.map_or(0, |&row| row as usize * self.values.len())
        }));
        let sums = self.values.iter().enumerate().map(|(block, values)| {
            let mut reach = [u16::MAX; LANES];
            for left in rows.iter().filter_map(|row| self.rows.get(row + block)) {
                reach.iter_mut().zip(left).for_each(|(reach, left)| *reach &= left);
            }
            let leaf = |reach: u16, values: &[i16; MOST_LEAVES]| {
                // One leaf is always within reach.
                i32::from(values[reach.trailing_zeros() as usize % MOST_LEAVES])
            };
            reach.iter().zip(values).map(|(&reach, values)| leaf(reach, values)).sum::<i32>()
        });
        sums.sum::<i32>() / Forest::PARTS
    }
}

/// The questions of a tree. Leaves are numbered as they stand; those of the answer "not greater" stand right behind
/// the question.
fn asked(tree: &[Node], number: usize) -> impl Iterator<Item = Question> {
    let leaves = |nodes: &[Node]| nodes.iter().filter(|node| node.group == Node::LEAF).count() as u32;
    tree.iter().enumerate().filter(|(_, node)| node.group != Node::LEAF).map(move |(at, node)| {
        let rest = tree.get(at..).unwrap_or_default();
        let low = leaves(rest.get(..usize::from(node.skip)).unwrap_or(rest));
        let before = leaves(tree.get(..at).unwrap_or_default());
        let out = ((1u32 << low) - 1) << before;
        Question { group: node.group, value: node.value, tree: number, leaves: !(out as u16) }
    })
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
        let (mut seed, mut rows, mut different) = (1u64, Vec::new(), std::collections::HashSet::new());
        for _ in 0..2_000 {
            let mut bucket = |&size: &u64| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((seed >> 33) % size) as u16
            };
            let buckets: Vec<u16> = sizes.iter().map(&mut bucket).collect();
            let score = quick.score(&buckets, &mut rows);
            assert_eq!(score, model.third.score(&buckets), "{buckets:?}");
            different.insert(score);
        }
        assert!(different.len() > 100);
    }

    #[test]
    fn a_tree_may_be_too_large() {
        let leaf = Node { group: Node::LEAF, skip: 0, value: 1 };
        let split = |skip| Node { group: 0, skip, value: 0 };
        let mut tree: Vec<Node> = (0..16).flat_map(|_| [split(2), leaf]).collect();
        tree.push(leaf);
        let message = Quick::new(&Forest { trees: vec![tree] }).unwrap_err();
        assert!(message.contains("17 leaves"), "{message}");
        let quick = Quick::new(&Forest { trees: vec![vec![leaf], vec![split(2), leaf, leaf]] }).unwrap();
        assert_eq!(quick.score(&[0], &mut Vec::new()), 2 / Forest::PARTS);
    }
}
