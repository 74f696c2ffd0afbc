//! The trees that tell the story of a page from what stands around it.
//!
//! Two sums of decision trees: the first looks at each block with its [features](crate::features), the second also at
//! what the first said of the blocks around it. The trees are made by the trainer of this crate; see `MODEL.md`.

/// A sum of decision trees.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Forest {
    /// All nodes, tree by tree. A tree is entered at its first node.
    pub nodes: Vec<Split>,
    /// Where each tree begins.
    pub trees: Vec<u32>,
}

/// A node of a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// The feature that is asked for; [`Split::LEAF`] for a leaf.
    pub feature: u16,
    /// How far behind this node the one for larger values is; the one for others is next.
    pub skip: u16,
    /// Values up to this one go to the next node. In a leaf, what it adds to the sum.
    pub value: f32,
}

impl Split {
    /// Stands for the feature in a leaf.
    pub const LEAF: u16 = u16::MAX;
}

impl Forest {
    /// The sum over all trees, as the logarithm of odds.
    pub fn score(&self, row: &[f32]) -> f32 {
        let mut sum = 0.0;
        for &tree in &self.trees {
            let mut at = tree as usize;
            while let Some(node) = self.nodes.get(at) {
                if node.feature == Split::LEAF {
                    sum += node.value;
                    break;
                }
                let value = row.get(usize::from(node.feature)).copied().unwrap_or(0.0);
                at += if value <= node.value { 1 } else { usize::from(node.skip).max(1) };
            }
        }
        sum
    }
}

/// Both forests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Each block alone.
    pub alone: Forest,
    /// Each block among its neighbours.
    pub together: Forest,
}

const MAGIC: &[u8; 8] = b"cd-html1";

impl Model {
    /// Writes the model down: little-endian, a forest after the other.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for forest in [&self.alone, &self.together] {
            out.extend((forest.trees.len() as u32).to_le_bytes());
            out.extend((forest.nodes.len() as u32).to_le_bytes());
            forest.trees.iter().for_each(|tree| out.extend(tree.to_le_bytes()));
            for node in &forest.nodes {
                out.extend(node.feature.to_le_bytes());
                out.extend(node.skip.to_le_bytes());
                out.extend(node.value.to_le_bytes());
            }
        }
        out
    }

    /// Reads what [`Model::to_bytes`] wrote; none where it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut word = || {
            let (word, tail) = rest.split_first_chunk::<4>()?;
            rest = tail;
            Some(*word)
        };
        let mut forest = || {
            let trees = u32::from_le_bytes(word()?);
            let nodes = u32::from_le_bytes(word()?);
            let trees = (0..trees).map(|_| Some(u32::from_le_bytes(word()?))).collect::<Option<_>>()?;
            let node = |_| {
                let [a, b, c, d] = word()?;
                let value = f32::from_le_bytes(word()?);
                Some(Split { feature: u16::from_le_bytes([a, b]), skip: u16::from_le_bytes([c, d]), value })
            };
            Some(Forest { trees, nodes: (0..nodes).map(node).collect::<Option<_>>()? })
        };
        let model = Self { alone: forest()?, together: forest()? };
        rest.is_empty().then_some(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_walked_and_written() {
        let leaf = |value| Split { feature: Split::LEAF, skip: 0, value };
        let forest = Forest {
            nodes: vec![Split { feature: 1, skip: 2, value: 0.5 }, leaf(-1.0), leaf(2.0), leaf(0.25)],
            trees: vec![0, 3],
        };
        assert_eq!(forest.score(&[9.0, 0.5]), -0.75);
        assert_eq!(forest.score(&[9.0, 0.6]), 2.25);
        assert_eq!(forest.score(&[]), -0.75);
        let model = Model { alone: forest, together: Forest::default() };
        assert_eq!(Model::from_bytes(&model.to_bytes()), Some(model.clone()));
        let bytes = model.to_bytes();
        assert_eq!(Model::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Model::from_bytes(b"something else"), None);
    }
}
