//! Copies and near copies by shingles of five words (Broder 1997), and who copied whom.
//!
//! Reports are taken in order of publication, then of input. Each is compared with earlier originals through an index
//! of shingles, so that two hundred copies of one report cost two hundred comparisons.

use copydesk_text::hash::FastMap;

use crate::features::Report;

/// A copy, what it copies, and the share of the copy's shingles that the original has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Copied {
    pub copy: usize,
    pub of: usize,
    pub containment: f32,
}

/// A shingle that so many originals have is furniture.
const MOST_POSTINGS: usize = 24;
/// Longer reports are compared by a quarter of their shingles, chosen by the hash itself.
const SAMPLED_FROM: usize = 400;
/// A report must have so many shingles to be called a copy.
const LEAST: usize = 8;

/// Finds copies. `threshold` is the least share of shingles in common, 0 to 1. Takes the shingles.
pub(crate) fn find(reports: &mut [Report], threshold: f32) -> Vec<Copied> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by_key(|&doc| (reports[doc].published.unwrap_or(i64::MAX), doc));
    let shingles: Vec<Shingles> = shingles(reports);
    let mut index: FastMap<u64, Vec<u32>> = FastMap::default();
    let mut copies = Vec::new();
    let mut shared: Vec<u32> = vec![0; reports.len()];
    let mut touched: Vec<u32> = Vec::new();
    for doc in order {
        let own = &shingles[doc];
        touched.clear();
        for shingle in own.sampled() {
            for &other in index.get(&shingle).into_iter().flatten() {
                if shared[other as usize] == 0 {
                    touched.push(other);
                }
                shared[other as usize] += 1;
            }
        }
        touched.sort_unstable();
        let mut best: Option<Copied> = None;
        for &other in &touched {
            let common = std::mem::take(&mut shared[other as usize]);
            let theirs = &shingles[other as usize];
            // Sampled counts find candidates; the decision is exact.
            if common * 8 < own.samples.min(theirs.samples) {
                continue;
            }
            let common = intersection(&own.repeated, &theirs.repeated) as f32;
            let containment = common / own.count as f32;
            let covered = common / theirs.count as f32;
            // An update that keeps nearly all of an earlier report and adds to it has the same origin.
            let copied = containment >= threshold || (covered >= 0.8 && containment >= threshold / 2.0);
            if copied && best.is_none_or(|known| containment > known.containment) {
                best = Some(Copied { copy: doc, of: other as usize, containment });
            }
        }
        match best {
            Some(copied) => copies.push(copied),
            None if own.count >= LEAST => {
                for shingle in own.sampled() {
                    let postings = index.entry(shingle).or_default();
                    if postings.len() < MOST_POSTINGS {
                        postings.push(doc as u32);
                    }
                }
            }
            None => {}
        }
    }
    copies.sort_by_key(|copied| copied.copy);
    copies
}

/// The shingles of one report.
#[derive(Debug)]
struct Shingles {
    /// Those that may occur elsewhere too, sorted, each once. No other one can be shared.
    repeated: Vec<u64>,
    /// How many different ones there are, and how many of them are sampled.
    count: usize,
    samples: u32,
    mask: u64,
}

impl Shingles {
    fn sampled(&self) -> impl Iterator<Item = u64> + '_ {
        self.repeated.iter().copied().filter(|shingle| shingle & self.mask == 0)
    }
}

/// Sorts out the shingles that occur once in the collection: nearly all of them.
fn shingles(reports: &mut [Report]) -> Vec<Shingles> {
    let mut seen = Seen::new(reports.iter().map(|report| report.shingles.len()).sum());
    reports.iter().flat_map(|report| &report.shingles).for_each(|&shingle| seen.add(shingle));
    let sort_out = |report: &mut Report| {
        let all = std::mem::take(&mut report.shingles);
        let mut repeated: Vec<u64> = all.iter().copied().filter(|&shingle| seen.twice(shingle)).collect();
        let with_repeats = repeated.len();
        repeated.sort_unstable();
        repeated.dedup();
        let count = all.len() - (with_repeats - repeated.len());
        let mask = if count > SAMPLED_FROM { 3 } else { 0 };
        let samples = if mask == 0 {
            count
        } else {
            let once = all.iter().filter(|&&shingle| shingle & mask == 0 && !seen.twice(shingle)).count();
            once + repeated.iter().filter(|&&shingle| shingle & mask == 0).count()
        };
        Shingles { repeated, count, samples: samples as u32, mask }
    };
    reports.iter_mut().map(sort_out).collect()
}

/// Which hashes were added, and which more than once; now and then it takes one for another.
struct Seen {
    bits: Vec<u64>,
    shift: u32,
}

impl Seen {
    /// Room for `count` hashes, in cells of two bits, eight cells for each.
    fn new(count: usize) -> Self {
        let cells = (count * 8).next_power_of_two().max(64);
        Self { bits: vec![0; cells / 32], shift: 64 - cells.trailing_zeros() }
    }

    fn cell(&self, hash: u64) -> (usize, u32) {
        let cell = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift;
        ((cell / 32) as usize, (cell % 32) as u32 * 2)
    }

    fn add(&mut self, hash: u64) {
        let (word, at) = self.cell(hash);
        let once = self.bits[word] >> at & 1;
        self.bits[word] |= (1 + once) << at;
    }

    fn twice(&self, hash: u64) -> bool {
        let (word, at) = self.cell(hash);
        self.bits[word] >> at & 2 != 0
    }
}

fn intersection(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(shingles: std::ops::Range<u64>, published: Option<i64>) -> Report {
        // Spread so that sampling sees ordinary hashes.
        let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 3;
        let shingles: Vec<u64> = shingles.map(spread).collect();
        Report { shingles, published, ..Report::default() }
    }

    #[test]
    fn copies_are_found_and_dated() {
        type Row = (&'static str, Vec<Report>, &'static [(usize, usize)]);
        let rows: [Row; 7] = [
            ("the same twice", vec![report(0..100, None), report(0..100, None)], &[(1, 0)]),
            ("the later copies", vec![report(0..100, Some(9)), report(0..100, Some(8))], &[(0, 1)]),
            ("rewritten", vec![report(0..100, None), report(30..130, None)], &[(1, 0)]),
            ("an update that adds", vec![report(0..100, None), report(0..230, None)], &[(1, 0)]),
            ("an excerpt", vec![report(0..200, None), report(0..40, None)], &[(1, 0)]),
            ("a paragraph in common", vec![report(0..100, None), report(80..180, None)], &[]),
            ("long ones", vec![report(0..5000, None), report(500..5500, None)], &[(1, 0)]),
        ];
        for (name, mut reports, expected) in rows {
            let found: Vec<(usize, usize)> =
                find(&mut reports, 0.5).iter().map(|copied| (copied.copy, copied.of)).collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn two_hundred_copies_have_one_origin() {
        let mut reports: Vec<Report> = (0..200).map(|_| report(0..300, None)).collect();
        let copies = find(&mut reports, 0.5);
        assert_eq!(copies.len(), 199);
        assert!(copies.iter().all(|copied| copied.of == 0 && copied.containment == 1.0));
    }
}
