//! Sparse vectors.

/// Features in rising order and their weights.
pub(crate) type Sparse = Vec<(u32, f32)>;

/// A dot product, and its three greatest terms.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Dot {
    total: f32,
    most: [f32; 3],
}

impl Dot {
    fn take(&mut self, term: f32) {
        self.total += term;
        let [first, second, third] = self.most;
        if term > third {
            self.most = if term > first {
                [term, first, second]
            } else if term > second {
                [first, term, second]
            } else {
                [first, second, term]
            };
        }
    }

    /// The dot product with the three heaviest features held down to four times what all others give: one full name,
    /// which is two words and an entity, makes no story.
    pub(crate) fn spread(self) -> f32 {
        let heaviest: f32 = self.most.iter().sum();
        let rest = (self.total - heaviest).max(0.0);
        rest + heaviest.min(4.0 * rest)
    }
}

/// A vector laid out with a place for every feature, for dot products with many others.
#[derive(Debug)]
pub(crate) struct Dense(Vec<f32>);

impl Dense {
    /// The zero vector of so many features.
    pub(crate) fn new(features: usize) -> Self {
        Self(vec![0.0; features])
    }

    /// Takes the weights of `vector`.
    pub(crate) fn set(&mut self, vector: &[(u32, f32)]) {
        vector.iter().for_each(|&(feature, weight)| self.0[feature as usize] = weight);
    }

    /// Zero again where `vector` is not.
    pub(crate) fn clear(&mut self, vector: &[(u32, f32)]) {
        vector.iter().for_each(|&(feature, _)| self.0[feature as usize] = 0.0);
    }

    /// The dot product. Its terms come in the order of the features whichever side is laid out, so that it is the same
    /// both ways.
    pub(crate) fn dot(&self, vector: &[(u32, f32)]) -> Dot {
        let mut dot = Dot::default();
        let mut terms = [0.0; RUN];
        for run in vector.chunks(RUN) {
            // Few features are in both, and which ones cannot be foreseen: each is written, kept are those that count.
            let mut found = 0;
            for &(feature, weight) in run {
                let term = weight * self.0[feature as usize];
                terms[found] = term;
                found += usize::from(term > 0.0);
            }
            terms[..found].iter().for_each(|&term| dot.take(term));
        }
        dot
    }
}

/// Features that are looked up before any of them is added up.
const RUN: usize = 64;

/// Sum of two vectors.
pub(crate) fn sum(a: &[(u32, f32)], b: &[(u32, f32)]) -> Sparse {
    let mut out = Sparse::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => {
                out.push(a[i]);
                i += 1;
            }
            std::cmp::Ordering::Greater => {
                out.push(b[j]);
                j += 1;
            }
            std::cmp::Ordering::Equal => {
                out.push((a[i].0, a[i].1 + b[j].1));
                i += 1;
                j += 1;
            }
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
    out
}

/// Squared length.
pub(crate) fn square(vector: &[(u32, f32)]) -> f32 {
    vector.iter().map(|(_, weight)| weight * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_sums() {
        let a = vec![(0, 1.0), (3, 2.0), (5, 1.0), (9, 3.0)];
        let b = vec![(3, 1.0), (4, 9.0), (5, 4.0), (9, 1.0)];
        let mut dense = Dense::new(10);
        dense.set(&a);
        let dot = dense.dot(&b);
        assert_eq!((dot.total, dot.most), (9.0, [4.0, 3.0, 2.0]));
        assert_eq!(dot.spread(), 0.0, "three features and no more");
        dense.clear(&a);
        dense.set(&b);
        assert_eq!(dense.dot(&a), dot);
        assert_eq!(sum(&a, &b), [(0, 1.0), (3, 3.0), (4, 9.0), (5, 5.0), (9, 4.0)]);
        assert_eq!(square(&a), 15.0);
    }
}
