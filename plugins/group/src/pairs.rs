//! Pairs of reports that may be of one story.
//!
//! An index over the weightiest features of each report proposes earlier ones that share some of them; those that share
//! most are compared in full. What one report costs does not depend on how many there are, but on how many recent ones
//! share its features, and that has bounds.

use copydesk_sdk::parallel;

use crate::features::Features;
use crate::postings::Postings;
use crate::sparse::{Dense, Sparse};

/// Two reports and how alike they are, the later one first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub later: u32,
    pub earlier: u32,
    pub likeness: f32,
}

/// How a report stands among those before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standing {
    /// The likeness that it has to reports in general: to the [`CROWD`]th best of those compared. Where so many reports
    /// are alike, it is their subject that is.
    pub crowd: f32,
    /// How much more it takes to call two reports one story, for the more reports there are, the more of them are alike
    /// by chance: 1 for a few, growing with the logarithm of their number.
    pub odds: f32,
}

/// Partners that are a crowd, and the most that it counts: a story may be told by a crowd.
const CROWD: usize = 14;
const MOST_CROWD: f32 = 0.1;
/// So many reports are few, and what each e-fold of more adds to the odds.
const FEW: f32 = 100.0;
const ODDS: f32 = 0.1;
/// Features of one report that look for partners.
const PROBES: usize = 32;
/// Partners with which one report is compared in full.
const PARTNERS: usize = 18;
/// Of a feature that more reports have, only so many of the latest are proposed: of the weightiest features, of others.
const MOST_POSTINGS: [usize; 2] = [128, 40];
const WEIGHTIEST: usize = 10;

/// All pairs so far.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    index: Postings,
    pub found: Vec<Pair>,
    /// By report.
    pub standings: Vec<Standing>,
}

/// Which pairs count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Least likeness.
    pub floor: f32,
    /// Most days between the dates of publication.
    pub window: i64,
}

impl Pairs {
    /// Compares the reports from number `first` on with all before them.
    pub(crate) fn add(&mut self, features: &Features, first: usize, bounds: Bounds, threads: usize) {
        let numbers: Vec<u32> = (first as u32..features.reports.len() as u32).collect();
        let probes = parallel(threads, 256, &numbers, |_, numbers| {
            let probes = |&number: &u32| heaviest(&features.reports[number as usize].features);
            numbers.iter().map(probes).collect::<Vec<Sparse>>()
        });
        self.index.push_all(probes.iter().flatten().map(|probes| &**probes));
        drop(probes);
        let index = &self.index;
        let found = parallel(threads, 512, &numbers, |_, numbers| {
            let mut search = Search::new(index, features, bounds);
            numbers.iter().for_each(|&number| search.partners_of(number));
            (search.found, search.standings)
        });
        for (found, standings) in found {
            self.found.extend(found);
            self.standings.extend(standings);
        }
    }
}

/// The search for partners, and its scratch space.
struct Search<'a> {
    index: &'a Postings,
    features: &'a Features,
    bounds: Bounds,
    sums: Vec<f32>,
    touched: Vec<u32>,
    ranked: Vec<u64>,
    dense: Dense,
    likeness: Vec<f32>,
    found: Vec<Pair>,
    standings: Vec<Standing>,
}

impl<'a> Search<'a> {
    fn new(index: &'a Postings, features: &'a Features, bounds: Bounds) -> Self {
        Self {
            index,
            features,
            bounds,
            sums: vec![0.0; features.reports.len()],
            touched: Vec::new(),
            ranked: Vec::new(),
            dense: Dense::new(features.terms.len()),
            likeness: Vec::new(),
            found: Vec::new(),
            standings: Vec::new(),
        }
    }

    fn partners_of(&mut self, number: u32) {
        let report = &self.features.reports[number as usize];
        let reports = &self.features.reports;
        self.rank_earlier(number);
        self.dense.set(&report.features);
        self.likeness.clear();
        for &key in &self.ranked {
            let earlier = key as u32;
            let likeness = self.dense.dot(&reports[earlier as usize].features).spread();
            self.likeness.push(likeness);
            if likeness >= self.bounds.floor {
                self.found.push(Pair { later: number, earlier, likeness });
            }
        }
        self.dense.clear(&report.features);
        self.standings.push(Standing {
            crowd: crowd(&mut self.likeness),
            odds: 1.0 + ODDS * (number as f32 / FEW).max(1.0).ln(),
        });
    }
}

impl Search<'_> {
    /// Ranks the earlier reports near in time that share most of the features that look for partners: the best ones, in
    /// no order.
    fn rank_earlier(&mut self, number: u32) {
        let most = |place: usize| MOST_POSTINGS[usize::from(place >= WEIGHTIEST)];
        let mut touched = 0;
        for (weight, others) in self.index.earlier(number, most) {
            if self.touched.len() < touched + others.len() {
                self.touched.resize(touched + others.len(), 0);
            }
            for &(other, theirs) in others {
                let sum = &mut self.sums[other as usize];
                // Written in any case, kept where it is new: which of both it is cannot be foreseen.
                self.touched[touched] = other;
                touched += usize::from(*sum == 0.0);
                *sum += weight * theirs;
            }
        }
        let reports = &self.features.reports;
        let published = reports[number as usize].published;
        let near = |other: u32| match (published, reports[other as usize].published) {
            (Some(a), Some(b)) => (a - b).abs() <= self.bounds.window,
            _ => true,
        };
        self.ranked.clear();
        // The last of those kept, once there are enough. Most reports come behind it, and nobody asks for their day.
        let mut last = u64::MAX;
        for &other in &self.touched[..touched] {
            let key = rank(std::mem::take(&mut self.sums[other as usize]), other);
            if key < last && near(other) {
                if self.ranked.len() == PARTNERS {
                    self.ranked.retain(|&kept| kept != last);
                }
                self.ranked.push(key);
                if self.ranked.len() == PARTNERS {
                    last = self.ranked.iter().copied().max().unwrap_or(u64::MAX);
                }
            }
        }
    }
}

/// What even the last of the crowd has in common with a report.
fn crowd(likeness: &mut [f32]) -> f32 {
    if likeness.len() < CROWD {
        return 0.0;
    }
    let (_, last, _) = likeness.select_nth_unstable_by(CROWD - 1, |a, b| b.total_cmp(a));
    last.min(MOST_CROWD)
}

/// The features that look for partners, weightiest first.
fn heaviest(vector: &[(u32, f32)]) -> Sparse {
    let mut ranked: Vec<u64> = vector.iter().map(|&(feature, weight)| rank(weight, feature)).collect();
    if ranked.len() > PROBES {
        ranked.select_nth_unstable(PROBES);
        ranked.truncate(PROBES);
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|key| (key as u32, f32::from_bits(!((key >> 32) as u32)))).collect()
}

/// A key that sorts the greatest weight first, then the least number. Weights are not negative, so their bits sort as
/// they do.
fn rank(weight: f32, number: u32) -> u64 {
    u64::from(!weight.to_bits()) << 32 | u64::from(number)
}
