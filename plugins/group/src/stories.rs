//! Reports to stories: groups of reports that are more alike than not, measured by how alike the reports within each are.
//!
//! Reports of one earthquake and reports of another share most of their words. What tells them apart is that the reports
//! of each share still more among themselves. The likeness of two groups is therefore their average likeness over that
//! within them (the "relative closeness" of Karypis, Han and Kumar 1999). A single report has no likeness within: one
//! that is usual for the news stands in for it, and fades as a group grows.
//!
//! Groups that are each other's best partner are joined, round by round (nearest-neighbour chains, in parallel), until no
//! two are alike enough. What is joined hangs on nothing but the pairs of a connected part of the collection, so that
//! reports which come one at a time end in the same groups as all at once.

use copydesk_sdk::parallel;

use crate::copies::Copied;
use crate::pairs::{Pair, Pairs, Standing};
use crate::reading::Report;
use crate::sparse::{Dense, Sparse, square, sum};

/// The likeness of two reports of one story that is usual, and how many pairs of reports it weighs as much as.
pub(crate) const USUAL: f32 = 0.11;
const USUAL_PAIRS: f32 = 4.0;
/// Pairs that reach less than this share of the threshold are let go: groups grow closer than their members, but not by
/// more.
pub(crate) const NEARLY: f32 = 0.8;
/// Nobody.
const NONE: u32 = u32::MAX;

/// What decides when groups are one story, and the threads to find out with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Least likeness of two groups that are one story.
    pub threshold: f32,
    pub threads: usize,
}

/// Groups the reports: each group in rising order, groups in order of their first report.
pub(crate) fn group(
    reports: &[Report],
    terms: usize,
    pairs: &Pairs,
    copies: &[Copied],
    effort: Effort,
    cancelled: impl Fn() -> bool,
) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(reports, terms, &pairs.standings, effort);
    let mut active = groups.start(&pairs.found, copies);
    while !active.is_empty() && !cancelled() {
        active = groups.round(&active);
    }
    let mut place: Vec<u32> = vec![NONE; reports.len()];
    let mut found: Vec<Vec<usize>> = Vec::new();
    for report in 0..reports.len() {
        let root = groups.root(report as u32) as usize;
        if place[root] == NONE {
            place[root] = found.len() as u32;
            found.push(Vec::new());
        }
        found[place[root] as usize].push(report);
    }
    found
}

/// Groups that grow together. A group goes by its first report.
struct Groups<'a> {
    reports: &'a [Report],
    terms: usize,
    effort: Effort,
    /// The group that each one has become part of, itself if none.
    parent: Vec<u32>,
    groups: Vec<Group>,
    /// Groups that were joined in this round.
    fresh: Vec<bool>,
}

/// One group.
#[derive(Debug, Clone)]
struct Group {
    size: u32,
    /// Sums over the members.
    standing: Standing,
    /// The sum of the members' vectors; empty for a single report, whose vector it would be.
    sum: Sparse,
    /// Square root of the likeness within.
    within: f32,
    /// Groups it may join, in rising order, and how alike they are.
    near: Vec<(u32, f32)>,
    best: (u32, f32),
}

impl<'a> Groups<'a> {
    fn new(reports: &'a [Report], terms: usize, standings: &[Standing], effort: Effort) -> Self {
        Self {
            reports,
            terms,
            effort,
            parent: (0..reports.len() as u32).collect(),
            groups: standings.iter().map(|&standing| Group::single(standing)).collect(),
            fresh: vec![false; reports.len()],
        }
    }

    /// Lays the pairs out and joins copies with what they copy. Returns the groups that have somebody near.
    fn start(&mut self, pairs: &[Pair], copies: &[Copied]) -> Vec<u32> {
        for pair in pairs {
            let (later, earlier) = (&self.groups[pair.later as usize], &self.groups[pair.earlier as usize]);
            let score = later.score(earlier, pair.likeness);
            if score < NEARLY * self.effort.threshold {
                continue;
            }
            self.groups[pair.later as usize].near.push((pair.earlier, score));
            self.groups[pair.earlier as usize].near.push((pair.later, score));
        }
        self.groups.iter_mut().for_each(|group| group.near.sort_unstable_by_key(|&(other, _)| other));
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for copied in copies {
            let (copy, of) = (self.root(copied.copy as u32), self.root(copied.of as u32));
            if copy != of {
                self.parent[copy.max(of) as usize] = copy.min(of);
            }
        }
        for report in 0..self.parent.len() as u32 {
            let root = self.root(report);
            if root != report {
                joined.push((root, report));
            }
        }
        joined.sort_unstable();
        self.join(&joined);
        (0..self.groups.len() as u32).filter(|&at| !self.groups[at as usize].near.is_empty()).collect()
    }

    fn root(&mut self, of: u32) -> u32 {
        let mut at = of;
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    /// Joins those of the active groups that are each other's best partner. Returns the groups for which that changed
    /// anything.
    fn round(&mut self, active: &[u32]) -> Vec<u32> {
        for &at in active {
            let group = &mut self.groups[at as usize];
            // The first of the best: with equal scores, those with the least numbers always find each other.
            group.best =
                group.near.iter().fold((NONE, 0.0), |best, &near| if near.1 > best.1 { near } else { best });
        }
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for &at in active {
            let (other, score) = self.groups[at as usize].best;
            if other != NONE && score >= self.effort.threshold && self.groups[other as usize].best.0 == at {
                joined.push((at.min(other), at.max(other)));
            }
        }
        joined.sort_unstable();
        joined.dedup();
        for &(keep, gone) in &joined {
            self.parent[gone as usize] = keep;
        }
        self.join(&joined)
    }

    /// Brings groups together whose parents are set, given as (parent, part) in rising order. Returns the new groups and
    /// those near them.
    fn join(&mut self, joined: &[(u32, u32)]) -> Vec<u32> {
        let parts: Vec<&[(u32, u32)]> = joined.chunk_by(|a, b| a.0 == b.0).collect();
        let sums = parallel(self.effort.threads, 16, &parts, |_, parts| {
            parts.iter().map(|parts| self.united(parts)).collect::<Vec<Group>>()
        });
        let keeps: Vec<u32> = parts.iter().map(|parts| parts[0].0).collect();
        for (&keep, group) in keeps.iter().zip(sums.into_iter().flatten()) {
            self.groups[keep as usize] = group;
            self.fresh[keep as usize] = true;
        }
        for &(_, gone) in joined {
            let gone = &mut self.groups[gone as usize];
            (gone.sum, gone.near) = (Vec::new(), Vec::new());
        }
        // Space for a dense vector is dear: few runs, as long as there is one for each thread.
        let run = keeps.len().div_ceil(self.effort.threads * 2).clamp(16, 512);
        let near = parallel(self.effort.threads, run, &keeps, |_, keeps| {
            let mut dense = Dense::new(self.terms);
            keeps.iter().map(|&keep| self.weighed(keep, &mut dense)).collect::<Vec<_>>()
        });
        for (&keep, near) in keeps.iter().zip(near.into_iter().flatten()) {
            self.groups[keep as usize].near = near;
        }
        let mut touched: Vec<u32> = keeps
            .iter()
            .flat_map(|&keep| self.groups[keep as usize].near.iter().map(|&(other, _)| other))
            .filter(|&other| !self.fresh[other as usize])
            .collect();
        touched.sort_unstable();
        touched.dedup();
        let near = parallel(self.effort.threads, 64, &touched, |_, touched| {
            touched.iter().map(|&at| self.refreshed(at)).collect::<Vec<_>>()
        });
        for (&at, near) in touched.iter().zip(near.into_iter().flatten()) {
            self.groups[at as usize].near = near;
        }
        keeps.iter().for_each(|&keep| self.fresh[keep as usize] = false);
        touched.extend(keeps);
        touched
    }

    /// The group that a parent and its parts make, with everybody who was near one of them, not yet weighed.
    fn united(&self, parts: &[(u32, u32)]) -> Group {
        let keep = parts[0].0;
        let mut size = self.groups[keep as usize].size;
        let mut standing = self.groups[keep as usize].standing;
        let mut total: Option<Sparse> = None;
        let mut near = self.groups[keep as usize].near.clone();
        for &(_, part) in parts {
            size += self.groups[part as usize].size;
            standing.crowd += self.groups[part as usize].standing.crowd;
            standing.odds += self.groups[part as usize].standing.odds;
            total = Some(sum(total.as_deref().unwrap_or_else(|| self.vector(keep)), self.vector(part)));
            near.extend_from_slice(&self.groups[part as usize].near);
        }
        near.iter_mut().for_each(|(other, _)| *other = self.group_of(*other));
        near.sort_unstable_by_key(|&(other, _)| other);
        near.dedup_by_key(|(other, _)| *other);
        near.retain(|&(other, _)| other != keep);
        let sum = total.unwrap_or_default();
        Group { size, standing, within: within(size, square(&sum)), sum, near, best: (NONE, 0.0) }
    }

    /// Where a report's group is now, without shortening the way there.
    fn group_of(&self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        at
    }

    fn vector(&self, group: u32) -> &[(u32, f32)] {
        let sum = &self.groups[group as usize].sum;
        if sum.is_empty() { &self.reports[group as usize].features } else { sum }
    }

    /// Those near a new group with their likeness to it.
    fn weighed(&self, keep: u32, dense: &mut Dense) -> Vec<(u32, f32)> {
        let group = &self.groups[keep as usize];
        dense.set(self.vector(keep));
        let weigh = |&(at, _): &(u32, f32)| {
            let other = &self.groups[at as usize];
            let pairs = group.size as f32 * other.size as f32;
            (at, group.score(other, dense.dot(self.vector(at)).spread() / pairs))
        };
        let near = group.near.iter().map(weigh).collect();
        dense.clear(self.vector(keep));
        near
    }

    /// Those near an old group, with new groups in the place of their parts.
    fn refreshed(&self, at: u32) -> Vec<(u32, f32)> {
        let mut near = self.groups[at as usize].near.clone();
        for (other, score) in &mut near {
            *other = self.group_of(*other);
            if self.fresh[*other as usize] {
                let theirs = &self.groups[*other as usize].near;
                *score = theirs.binary_search_by_key(&at, |&(id, _)| id).map_or(0.0, |row| theirs[row].1);
            }
        }
        near.sort_unstable_by_key(|&(other, _)| other);
        near.dedup_by_key(|(other, _)| *other);
        near
    }
}

impl Group {
    fn single(standing: Standing) -> Self {
        Self {
            size: 1,
            standing,
            sum: Sparse::new(),
            within: within(1, 1.0),
            near: Vec::new(),
            best: (NONE, 0.0),
        }
    }

    /// How alike two groups are, whose members are that alike on average: over what each has with the crowd, as a share
    /// of what is usual within, against the odds.
    fn score(&self, other: &Self, average: f32) -> f32 {
        let mean = |of: fn(&Standing) -> f32| {
            (of(&self.standing) / self.size as f32 + of(&other.standing) / other.size as f32) / 2.0
        };
        let above = (average - mean(|standing| standing.crowd)).max(0.0);
        above / (self.within * other.within) / mean(|standing| standing.odds)
    }
}

/// Square root of the average likeness of the pairs in a group of unit vectors, from the squared length of their sum.
fn within(size: u32, square: f32) -> f32 {
    let size = size as f32;
    let pairs = size * (size - 1.0) / 2.0;
    let likeness = ((square - size) / 2.0).max(0.0);
    ((likeness + USUAL * USUAL_PAIRS) / (pairs + USUAL_PAIRS)).sqrt()
}
