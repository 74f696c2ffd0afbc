//! Reports to stories: average-link clustering of a sparse graph.
//!
//! An inverted index over the weightiest features proposes pairs. Groups are joined best pair first while their average
//! likeness, computed exactly from sums of vectors, stays above the threshold. Features that very many reports have
//! propose nothing, so time grows with the number of reports.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use copydesk_text::hash::FastMap;

use crate::copies::Copied;
use crate::features::{Features, Sparse};
use crate::linking::{Dense, Group, Scale, judge, likeness};

/// Features of one report that look for partners.
const PROBES: usize = 48;
/// Partners kept for one report.
const PARTNERS: usize = 40;
/// A feature of more reports than this proposes no pairs.
const MOST_POSTINGS: usize = 400;

/// Groups the reports; each group is in input order, groups in order of their first report.
pub(crate) fn group(
    features: &Features<'_>,
    copies: &[Copied],
    scale: Scale,
    cancelled: impl Fn() -> bool,
) -> Vec<Vec<usize>> {
    let count = features.docs.len();
    let mut sets = Sets::new(features);
    for copied in copies {
        sets.join(copied.copy, copied.of);
    }
    let mut heap: BinaryHeap<Proposal> = BinaryHeap::new();
    sets.weigh(features, &propose(features), scale, &mut heap);
    // (a, b) to the versions at which the pair was last weighed.
    let mut weighed: FastMap<(u32, u32), (u32, u32)> = FastMap::default();
    while let Some(best) = heap.pop() {
        if cancelled() {
            break;
        }
        let (a, b) = (sets.root(best.a as usize), sets.root(best.b as usize));
        if a == b {
            continue;
        }
        let versions = (sets.version[a.min(b)], sets.version[a.max(b)]);
        let current = best.a as usize == a.min(b) && best.b as usize == a.max(b) && best.versions == versions;
        if current {
            sets.join(a, b);
            continue;
        }
        let pair = (a.min(b) as u32, a.max(b) as u32);
        if weighed.insert(pair, versions) == Some(versions) {
            continue;
        }
        let again = sets.proposal(a, b, scale);
        if again.score >= scale.threshold {
            heap.push(again);
        }
    }
    let mut number: FastMap<usize, usize> = FastMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for doc in 0..count {
        let group = *number.entry(sets.root(doc)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(doc);
    }
    groups
}

/// Two groups that may be one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Proposal {
    score: f32,
    a: u32,
    b: u32,
    versions: (u32, u32),
}

impl Eq for Proposal {}

impl Ord for Proposal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Highest score first; among equals the pair that came first.
        self.score
            .total_cmp(&other.score)
            .then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
            .then_with(|| self.versions.cmp(&other.versions))
    }
}

impl PartialOrd for Proposal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Groups that grow together.
struct Sets {
    parent: Vec<u32>,
    groups: Vec<Group>,
    /// Changes whenever a group grows.
    version: Vec<u32>,
}

impl Sets {
    fn new(features: &Features<'_>) -> Self {
        let groups = features.docs.iter().map(|report| Group {
            size: 1,
            words: report.words.clone(),
            names: report.entities.clone(),
            days: report.days.clone(),
            span: report.published.map(|day| (day, day)),
        });
        let groups: Vec<Group> = groups.collect();
        Self { parent: (0..groups.len() as u32).collect(), version: vec![0; groups.len()], groups }
    }

    fn root(&mut self, doc: usize) -> usize {
        let mut at = doc as u32;
        while self.parent[at as usize] != at {
            self.parent[at as usize] = self.parent[self.parent[at as usize] as usize];
            at = self.parent[at as usize];
        }
        at as usize
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (keep, gone) = (a.min(b), a.max(b));
        if keep != gone {
            self.parent[gone] = keep as u32;
            self.version[keep] += 1;
            let taken = std::mem::take(&mut self.groups[gone]);
            self.groups[keep].absorb(&taken);
        }
    }

    /// Weighs pairs in order of their first report, which is laid out once for all its partners.
    fn weigh(
        &mut self,
        features: &Features<'_>,
        pairs: &[(usize, usize)],
        scale: Scale,
        heap: &mut BinaryHeap<Proposal>,
    ) {
        let mut words = Dense::new(features.words.len());
        let mut names = Dense::new(features.entities.len());
        for partners in pairs.chunk_by(|x, y| x.0 == y.0) {
            let first = self.root(partners[0].0);
            words.set(&self.groups[first].words);
            names.set(&self.groups[first].names);
            for &(_, second) in partners {
                let second = self.root(second);
                if first == second {
                    continue;
                }
                let (a, b) = (&self.groups[first], &self.groups[second]);
                let score = judge(a, b, words.dot(&b.words), names.dot(&b.names), scale);
                if score >= scale.threshold {
                    let (a, b) = (first.min(second), first.max(second));
                    let versions = (self.version[a], self.version[b]);
                    heap.push(Proposal { score, a: a as u32, b: b as u32, versions });
                }
            }
            words.clear(&self.groups[first].words);
            names.clear(&self.groups[first].names);
        }
    }

    fn proposal(&mut self, a: usize, b: usize, scale: Scale) -> Proposal {
        let (a, b) = (self.root(a), self.root(b));
        let (a, b) = (a.min(b), a.max(b));
        let score = if a == b { 0.0 } else { likeness(&self.groups[a], &self.groups[b], scale) };
        Proposal { score, a: a as u32, b: b as u32, versions: (self.version[a], self.version[b]) }
    }
}

/// Pairs of reports that share weighty features, each once, in order.
fn propose(features: &Features<'_>) -> Vec<(usize, usize)> {
    let words: Vec<Sparse> = features.docs.iter().map(|report| heaviest(&report.words)).collect();
    let names: Vec<Sparse> = features.docs.iter().map(|report| heaviest(&report.entities)).collect();
    let families = [
        (&words, Postings::new(&words, features.words.len())),
        (&names, Postings::new(&names, features.entities.len())),
    ];
    let mut sums: Vec<f32> = vec![0.0; features.docs.len()];
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut touched: Vec<usize> = Vec::new();
    let mut ranked: Vec<u64> = Vec::new();
    for doc in 0..features.docs.len() {
        for (probes, postings) in &families {
            for &(feature, weight) in &probes[doc] {
                for &(other, theirs) in postings.of(feature) {
                    let other = other as usize;
                    if other != doc {
                        if sums[other] == 0.0 {
                            touched.push(other);
                        }
                        sums[other] += weight * theirs;
                    }
                }
            }
        }
        ranked.clear();
        ranked.extend(touched.iter().map(|&other| rank(sums[other], other as u32)));
        if ranked.len() > PARTNERS {
            ranked.select_nth_unstable(PARTNERS);
        }
        for &key in ranked.iter().take(PARTNERS) {
            let other = key as u32 as usize;
            pairs.push((doc.min(other), doc.max(other)));
        }
        touched.drain(..).for_each(|other| sums[other] = 0.0);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The features that look for partners, weightiest first where they are not all.
fn heaviest(vector: &Sparse) -> Sparse {
    if vector.len() <= PROBES {
        return vector.clone();
    }
    let mut ranked: Vec<u64> = vector.iter().map(|&(feature, weight)| rank(weight, feature)).collect();
    ranked.select_nth_unstable(PROBES);
    ranked.truncate(PROBES);
    ranked.sort_unstable();
    ranked.into_iter().map(|key| (key as u32, f32::from_bits(!((key >> 32) as u32)))).collect()
}

/// A key that sorts the greatest weight first, then the least number. Weights are not negative, so their bits sort as
/// they do.
fn rank(weight: f32, number: u32) -> u64 {
    u64::from(!weight.to_bits()) << 32 | u64::from(number)
}

/// Which reports have a feature, and how heavily.
struct Postings {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Postings {
    fn new(probes: &[Sparse], features: usize) -> Self {
        let mut counts = vec![0_u32; features];
        for &(feature, _) in probes.iter().flatten() {
            counts[feature as usize] += 1;
        }
        let mut starts = vec![0_u32; features + 1];
        for feature in 0..features {
            // A feature of one report alone finds nobody.
            let kept = (2..=MOST_POSTINGS).contains(&(counts[feature] as usize));
            starts[feature + 1] = starts[feature] + if kept { counts[feature] } else { 0 };
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts[features] as usize];
        for (doc, vector) in probes.iter().enumerate() {
            for &(feature, weight) in vector {
                let feature = feature as usize;
                if starts[feature + 1] > starts[feature] {
                    entries[next[feature] as usize] = (doc as u32, weight);
                    next[feature] += 1;
                }
            }
        }
        Self { starts, entries }
    }

    fn of(&self, feature: u32) -> &[(u32, f32)] {
        let feature = feature as usize;
        &self.entries[self.starts[feature] as usize..self.starts[feature + 1] as usize]
    }
}
