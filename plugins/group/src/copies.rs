//! Copies and near copies by shingles of five words (Broder 1997), and who copied whom.
//!
//! Reports come in order of publication. Each is compared with earlier ones that share sampled shingles with it, found
//! through an index, so that two hundred copies of one report cost two hundred comparisons.

use copydesk_sdk::parallel;

use crate::chains::Chains;
use crate::reading::Report;

/// A copy, what it copies, and the share of the copy's shingles that the original has. Numbers are those of the desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Copied {
    pub copy: usize,
    pub of: usize,
    pub containment: f32,
}

/// Words of a shingle.
const SHINGLE: usize = 5;
/// A report must have so many shingles to be called a copy, or to be copied.
const LEAST: u32 = 8;
/// Reports with more shingles than this keep a sample of them, chosen by the hash itself.
const KEPT: usize = 256;
/// Of longer reports a quarter of the shingles kept look for copies.
const ALL_PROBE: u32 = 64;
/// A shingle that so many earlier reports have is furniture; the latest of them are looked at.
const MOST_POSTINGS: usize = 24;
/// Earlier reports with which one report is compared in full.
const COMPARED: usize = 4;

/// The shingles of one report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shingles {
    /// Hashes, sorted, each once; of a long report those only that have zeros where the mask has ones.
    hashes: Vec<u32>,
    mask: u32,
    /// How many runs of words there are, and how many of their hashes look for copies.
    count: u32,
    probing: u32,
}

impl Shingles {
    /// The shingles of a run of words, given by their hashes.
    pub(crate) fn of(words: &[u32]) -> Self {
        let count = words.len().saturating_sub(SHINGLE - 1);
        let mask = (count.div_ceil(KEPT).next_power_of_two() - 1) as u32;
        let mut hashes: Vec<u32> = Vec::with_capacity(if mask == 0 { count } else { KEPT });
        hashes.extend(words.windows(SHINGLE).map(combine).filter(|hash| hash & mask == 0));
        hashes.sort_unstable();
        hashes.dedup();
        hashes.shrink_to_fit();
        let mut shingles = Self { hashes, mask, count: count as u32, probing: 0 };
        shingles.probing = shingles.probes().count() as u32;
        shingles
    }

    /// Those that look for earlier reports, or wait for later ones.
    fn probes(&self) -> impl Iterator<Item = u32> + '_ {
        let mask = if self.count > ALL_PROBE { self.mask << 2 | 3 } else { self.mask };
        self.hashes.iter().copied().filter(move |hash| hash & mask == 0)
    }

    /// How many shingles both have, and of how many on each side; a sample where one is a sample.
    fn common(&self, other: &Self) -> (u32, u32, u32) {
        let mask = self.mask.max(other.mask);
        let sample = |shingles: &Self| {
            if shingles.mask == mask {
                shingles.hashes.len() as u32
            } else {
                shingles.hashes.iter().filter(|&hash| hash & mask == 0).count() as u32
            }
        };
        let (a, b) = (&self.hashes, &other.hashes);
        let (mut i, mut j, mut both) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            // What one side has sampled away is not in both.
            both += u32::from(a[i] == b[j]);
            let (x, y) = (a[i], b[j]);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        (both, sample(self), sample(other))
    }
}

/// One hash of a run of words; the last step is that of SplitMix64, so that low bits are well mixed.
fn combine(run: &[u32]) -> u32 {
    let mut hash = run.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, &word| {
        (hash.rotate_left(13) ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (hash ^ (hash >> 31)) as u32
}

/// The copies among the reports so far.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    index: Chains,
    /// Copies in the order of the desk.
    pub found: Vec<Copied>,
    /// What each report copies, its own number if nothing.
    original: Vec<u32>,
}

impl Copies {
    /// Looks at the reports from number `first` on. `threshold` is the least share of shingles in common, 0 to 1.
    pub(crate) fn add(&mut self, reports: &[Report], first: usize, threshold: f32, threads: usize) {
        for (number, report) in reports.iter().enumerate().skip(first) {
            if report.shingles.count >= LEAST {
                report.shingles.probes().for_each(|hash| self.index.push(hash, number as u32));
            }
            self.index.end_owner();
        }
        let numbers: Vec<u32> = (first as u32..reports.len() as u32).collect();
        let index = &self.index;
        let candidates = parallel(threads, 256, &numbers, |_, numbers| {
            let mut found: Vec<(u32, u32)> = Vec::new();
            numbers.iter().for_each(|&number| candidates(index, reports, number, &mut found));
            found
        });
        self.original.extend(&numbers);
        for of_one in candidates.concat().chunk_by(|a, b| a.0 == b.0) {
            self.decide(reports, of_one, threshold);
        }
    }

    /// Chooses what a report copies among its candidates and what those copy.
    fn decide(&mut self, reports: &[Report], candidates: &[(u32, u32)], threshold: f32) {
        let copy = candidates[0].0 as usize;
        let compare = |other: u32| {
            let (both, own, theirs) = reports[copy].shingles.common(&reports[other as usize].shingles);
            let containment = both as f32 / own.max(1) as f32;
            let covered = both as f32 / theirs.max(1) as f32;
            // An update that keeps nearly all of an earlier report and adds to it has the same origin.
            let copied = containment >= threshold || (covered >= 0.8 && containment >= threshold / 2.0);
            (copied, containment)
        };
        let mut best: Option<(f32, u32)> = None;
        let mut asked: Vec<u32> = Vec::new();
        for &(_, candidate) in candidates {
            // What the candidate copies itself comes first: a hundred copies of one report have one origin.
            for other in [self.original[candidate as usize], candidate] {
                if asked.contains(&other) {
                    continue;
                }
                asked.push(other);
                let (copied, containment) = compare(other);
                if copied && best.is_none_or(|(known, _)| containment > known + SLIGHTLY) {
                    best = Some((containment, other));
                }
            }
        }
        if let Some((containment, of)) = best {
            self.original[copy] = self.original[of as usize];
            self.found.push(Copied { copy, of: of as usize, containment });
        }
    }
}

/// A copy of a copy counts as one of the original unless it has so much more in common with the copy.
const SLIGHTLY: f32 = 0.02;

/// Earlier reports that share shingles with one, those with most in common, in order.
fn candidates(index: &Chains, reports: &[Report], number: u32, found: &mut Vec<(u32, u32)>) {
    let mut owners: Vec<u32> = Vec::new();
    for entry in index.of(number as usize) {
        owners.extend(index.earlier(entry).take(MOST_POSTINGS));
    }
    owners.sort_unstable();
    // Sampled counts find candidates; the decision looks at all that is kept.
    let probes = |number: u32| reports[number as usize].shingles.probing;
    let own = probes(number);
    let mut counts: Vec<(u32, u32)> = owners
        .chunk_by(|a, b| a == b)
        .map(|of_one| (of_one[0], of_one.len() as u32))
        .filter(|&(other, common)| common * 8 >= own.min(probes(other)))
        .collect();
    counts.sort_unstable_by_key(|&(other, common)| (std::cmp::Reverse(common), other));
    found.extend(counts.iter().take(COMPARED).map(|&(other, _)| (number, other)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(words: std::ops::Range<u32>) -> Report {
        let words: Vec<u32> = words.map(|n| n.wrapping_mul(0x9e37_79b9)).collect();
        Report { shingles: Shingles::of(&words), ..Report::default() }
    }

    fn find(reports: &[Report]) -> Vec<Copied> {
        let mut copies = Copies::default();
        copies.add(reports, 0, 0.5, 1);
        let mut one_by_one = Copies::default();
        (0..reports.len()).for_each(|at| one_by_one.add(&reports[..=at], at, 0.5, 2));
        assert_eq!(one_by_one.found, copies.found);
        copies.found
    }

    #[test]
    fn copies_are_found() {
        type Row = (&'static str, Vec<Report>, &'static [(usize, usize)]);
        let rows: [Row; 8] = [
            ("the same twice", vec![report(0..100), report(0..100)], &[(1, 0)]),
            ("rewritten", vec![report(0..100), report(30..130)], &[(1, 0)]),
            ("an update that adds", vec![report(0..100), report(0..230)], &[(1, 0)]),
            ("an excerpt", vec![report(0..200), report(0..40)], &[(1, 0)]),
            ("a paragraph in common", vec![report(0..100), report(80..180)], &[]),
            ("long ones", vec![report(0..5000), report(500..5500)], &[(1, 0)]),
            ("of a copy", vec![report(0..100), report(40..140), report(80..180)], &[(1, 0), (2, 1)]),
            ("too short to say", vec![report(0..9), report(0..9)], &[]),
        ];
        for (name, reports, expected) in rows {
            let found: Vec<(usize, usize)> =
                find(&reports).iter().map(|copied| (copied.copy, copied.of)).collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn two_hundred_copies_have_one_origin() {
        let reports: Vec<Report> = (0..200).map(|_| report(0..300)).collect();
        let copies = find(&reports);
        assert_eq!(copies.len(), 199);
        assert!(copies.iter().all(|copied| copied.of == 0 && copied.containment == 1.0));
    }
}
