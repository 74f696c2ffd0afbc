//! Where the bulk of the story lies, by the scores of a pass.

use std::ops::Range;

use crate::block::{Block, Pool};
use crate::topic::Topic;

/// What the first scores say of the whole document. A score below zero speaks for the story.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bulk {
    /// The stretch of lines that holds the most story.
    region: Range<usize>,
    pub(crate) above: Vec<i32>,
    pub(crate) below: Vec<i32>,
    /// Bytes of story above each line, and in all.
    before: Vec<u32>,
    all: u32,
    /// How much of the story lies in the region, in eighths.
    pub(crate) share: usize,
    /// What the lines have of the story's words.
    pub(crate) topic: Topic,
    /// Lines of furniture between the region and each line.
    pub(crate) between: Vec<u32>,
    /// Lines with a story's score among those near each line, in eighths.
    pub(crate) near: Vec<u8>,
    /// Mean length of the region's lines.
    pub(crate) mean: u32,
}

/// How many lines on both sides are near.
const NEAR: usize = 6;

/// Scores are whole numbers; this many make one unit of log-odds.
pub(crate) const UNIT: i32 = 64;

impl Bulk {
    /// Reads the first scores.
    pub(crate) fn read(&mut self, blocks: &[Block], pool: &Pool, scores: &[i32]) {
        let mass = |at: usize| {
            let len = blocks[at].span.len().min(400) as i32;
            -scores[at].clamp(-3 * UNIT, 3 * UNIT) * len / UNIT
        };
        // The contiguous stretch with the greatest sum.
        let (mut best, mut sum, mut from) = (0, 0, 0);
        self.region = 0..0;
        for at in 0..blocks.len() {
            sum += mass(at);
            if sum <= 0 {
                (sum, from) = (0, at + 1);
            } else if sum > best {
                best = sum;
                self.region = from..at + 1;
            }
        }
        let soft = |at: usize| scores[at].clamp(-3 * UNIT, 3 * UNIT);
        self.above.clear();
        self.below.clear();
        self.before.clear();
        let mut run = 0;
        let mut story = 0;
        for at in 0..blocks.len() {
            self.above.push(run);
            self.before.push(story);
            run = run * 3 / 4 + soft(at);
            story += u32::try_from(mass(at)).unwrap_or(0);
        }
        self.all = story;
        self.below.resize(blocks.len(), 0);
        run = 0;
        for at in (0..blocks.len()).rev() {
            self.below[at] = run;
            run = run * 3 / 4 + soft(at);
        }
        let end = self.before.get(self.region.end).copied().unwrap_or(story);
        let start = self.before.get(self.region.start).copied().unwrap_or(0);
        self.share = ((u64::from(end - start) * 8 / u64::from(story.max(1))) as usize).min(7);
        self.topic.read(blocks, pool, scores, self.region.clone());
        self.read_near(blocks, scores);
    }

    /// What lies between the region and each line, and around each line.
    fn read_near(&mut self, blocks: &[Block], scores: &[i32]) {
        self.between.clear();
        self.between.resize(blocks.len(), 0);
        let strong = |at: usize| u32::from(scores[at] > UNIT);
        let mut sum = 0;
        for at in self.region.end..blocks.len() {
            self.between[at] = sum;
            sum += strong(at);
        }
        sum = 0;
        for at in (0..self.region.start).rev() {
            self.between[at] = sum;
            sum += strong(at);
        }
        self.near.clear();
        for at in 0..blocks.len() {
            let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(blocks.len());
            let all = near.len() - 1;
            let story = near.filter(|&other| other != at && scores[other] < 0).count();
            self.near.push((story * 8).checked_div(all).unwrap_or(9) as u8);
        }
        let lines = self.region.clone().filter(|&at| scores[at] < 0);
        let (count, bytes) =
            lines.fold((0, 0), |sum: (u32, u32), at| (sum.0 + 1, sum.1 + blocks[at].span.len()));
        self.mean = bytes / count.max(1);
    }

    /// Where line `at` stands to the region.
    pub(crate) fn place(&self, at: usize) -> usize {
        let far = |lines: usize| match lines {
            0..=2 => lines,
            3..=4 => 3,
            5..=9 => 4,
            _ => 5,
        };
        if self.region.is_empty() {
            0
        } else if at < self.region.start {
            1 + far(self.region.start - at - 1)
        } else if at >= self.region.end {
            7 + far(at - self.region.end)
        } else {
            13
        }
    }

    /// How much of the story stands above line `at`.
    pub(crate) fn passed(&self, at: usize) -> usize {
        if self.all == 0 {
            return 11;
        }
        match u64::from(self.before[at]) * 100 / u64::from(self.all) {
            0 => usize::from(self.before[at] > 0),
            1..=4 => 2,
            5..=14 => 3,
            15..=84 => 4,
            85..=94 => 5,
            95..=98 => 6,
            _ => 7 + usize::from(self.before[at] == self.all),
        }
    }
}
