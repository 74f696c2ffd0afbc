//! Two ways of dividing things into clusters, side by side: what B-cubed, MUC, CEAF, Rand and entropy measures are
//! all computed from.

use std::collections::HashMap;

/// The overlaps of two clusterings. Things may be missing on either side.
///
/// Building it costs `n log n`; everything that is computed from it is linear in [`Partitions::cells`], of which
/// there are at most as many as things.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partitions {
    /// Sizes of the key's clusters.
    pub key: Vec<u32>,
    /// Sizes of the response's clusters.
    pub response: Vec<u32>,
    /// Non-empty overlaps: key cluster, response cluster, number of things in both; in that order.
    pub cells: Vec<(u32, u32, u32)>,
}

impl Partitions {
    /// From each thing's cluster on either side; `None` where a side does not have it.
    pub fn new<K, R>(things: impl IntoIterator<Item = (Option<K>, Option<R>)>) -> Self
    where
        K: std::hash::Hash + Eq,
        R: std::hash::Hash + Eq,
    {
        let (mut keys, mut responses) = (HashMap::new(), HashMap::new());
        let mut out = Self::default();
        let mut both = Vec::new();
        for (key, response) in things {
            let key = key.map(|key| number(&mut keys, &mut out.key, key));
            let response = response.map(|response| number(&mut responses, &mut out.response, response));
            both.extend(key.zip(response));
        }
        both.sort_unstable();
        for (key, response) in both {
            match out.cells.last_mut() {
                Some((k, r, count)) if (*k, *r) == (key, response) => *count += 1,
                _ => out.cells.push((key, response, 1)),
            }
        }
        out
    }

    /// The same with key and response exchanged.
    #[must_use]
    pub fn swapped(&self) -> Self {
        let mut cells: Vec<_> = self.cells.iter().map(|&(k, r, count)| (r, k, count)).collect();
        cells.sort_unstable();
        Self { key: self.response.clone(), response: self.key.clone(), cells }
    }

    /// Things in the key.
    pub fn key_things(&self) -> u64 {
        self.key.iter().map(|&size| u64::from(size)).sum()
    }

    /// Things in the response.
    pub fn response_things(&self) -> u64 {
        self.response.iter().map(|&size| u64::from(size)).sum()
    }

    pub(crate) fn key_size(&self, cluster: u32) -> u32 {
        usize::try_from(cluster).ok().and_then(|at| self.key.get(at)).copied().unwrap_or(0)
    }

    pub(crate) fn response_size(&self, cluster: u32) -> u32 {
        usize::try_from(cluster).ok().and_then(|at| self.response.get(at)).copied().unwrap_or(0)
    }

    /// B-cubed recall as a sum over the key's things and their number: a thing counts with the share of its key
    /// cluster that the response puts together with it (Bagga and Baldwin 1998). Things that the response does not
    /// have count 0 (Cai and Strube 2010 as settled by Pradhan et al. 2014). Precision is this of the swapped pair.
    pub fn b_cubed(&self) -> (f64, u64) {
        let part = |&(key, _, count): &(u32, u32, u32)| {
            f64::from(count) * f64::from(count) / f64::from(self.key_size(key).max(1))
        };
        (self.cells.iter().map(part).sum(), self.key_things())
    }
}

/// The number of a cluster in order of first appearance; counts one more thing in it.
fn number<T: std::hash::Hash + Eq>(numbers: &mut HashMap<T, u32>, sizes: &mut Vec<u32>, cluster: T) -> u32 {
    let next = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
    let at = *numbers.entry(cluster).or_insert(next);
    if at == next {
        sizes.push(0);
    }
    if let Some(size) = usize::try_from(at).ok().and_then(|at| sizes.get_mut(at)) {
        *size += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_counted() {
        let things = [
            (Some("a"), Some(7)),
            (Some("a"), Some(8)),
            (Some("b"), Some(8)),
            (Some("a"), Some(7)),
            (None, Some(7)),
            (Some("b"), None),
        ];
        let partitions = Partitions::new(things);
        assert_eq!((partitions.key.as_slice(), partitions.response.as_slice()), (&[3, 2][..], &[3, 2][..]));
        assert_eq!(partitions.cells, [(0, 0, 2), (0, 1, 1), (1, 1, 1)]);
        assert_eq!(partitions.swapped().swapped(), partitions);
        // Recall: a: 2*2/3 + 1*1/3; b: 1*1/2; together 13/6 over 5 things.
        let (sum, of) = partitions.b_cubed();
        assert!((sum - 13.0 / 6.0).abs() < 1e-12 && of == 5);
    }
}
