//! Which lines are furniture, given the scores of all: first the stretch of lines that holds the story, then each line.
//!
//! A report is one stretch, seldom more. It is the run of lines whose scores speak for it the most, each by its length, so that a
//! few short lines between two paragraphs do not break it. Scores are smoothed before: a line follows the run that it
//! stands in. Outside of the stretch a line is furniture by its smoothed score; inside it is story unless that score is
//! high, or a phrase or a repetition stands against it together with what it says by itself. In short texts no line is
//! furniture for what its neighbours score. A paragraph right beside the stretch is kept, too: losing the lead is worse
//! than keeping a teaser.

use std::ops::Range;

use crate::around::Around;
use crate::block::{Block, Pool};
use crate::bulk::UNIT;
use crate::features::shape;
use crate::label::{SHORT_TEXT, phrase_points};
use crate::lexicon::Lexicon;

/// Greatest weight of one line, in bytes and in score.
const MOST_BYTES: i64 = 200;
const MOST_SCORE: i64 = 300;
/// Least weight of one line, in bytes: a column of labels is a border, however short they are.
const LEAST_BYTES: i64 = 50;
/// What the titles of comments and of lists count against the story's going on below them, in bytes.
const COMMENTS_COUNT: i64 = 2_000;
const LIST_COUNTS: i64 = 500;
/// A further stretch belongs to the story if it speaks for it at least one part in so many as the first one.
const PART: i64 = 6;
/// A stretch that speaks for the story that much belongs to it, whatever the first one does: a long article in sections
/// with tables between them has many such stretches, and none of them holds much of it.
const ENOUGH: i64 = 150_000;
/// What lies between two stretches belongs to the story if it is at most one part in so many of it.
const BRIDGE: u64 = 8;
/// Most stretches.
const MOST_STRETCHES: usize = 64;
/// How many lines above the stretch a first paragraph may stand, and below it a last one.
const ABOVE: usize = 6;
const BELOW: usize = 2;
/// The greatest score of a paragraph that is kept beside the stretch.
const PARAGRAPH_ABOVE: i32 = 200;
const PARAGRAPH_BELOW: i32 = 140;

/// What a line may score above the bias and still speak for a stretch of story.
const GENEROUS: i32 = 100;
/// How much less than the bias a line outside of the story may score and is furniture, and how much more one inside.
const OUTSIDE: i32 = 100;
const INSIDE: i32 = 150;
/// Most that the lines on one side of a line say of it: what stands in a menu is of the menu.
const SIDE_SAYS: i32 = 2 * UNIT;

/// The scores with what the lines above and below say of each: story and furniture come in runs. One pass downwards
/// and one upwards through a chain of two states, in which a neighbour's score counts for three quarters and never
/// more than [`SIDE_SAYS`].
pub(crate) fn smoothed(scores: &[i32], bias: i32) -> Vec<i32> {
    let mut out = scores.to_vec();
    let says = |score: i32| (score * 3 / 4).clamp(-SIDE_SAYS, SIDE_SAYS);
    let mut said = 0;
    for (score, out) in scores.iter().zip(&mut out) {
        *out += said;
        said = says(score - bias + said);
    }
    said = 0;
    for (score, out) in scores.iter().zip(&mut out).rev() {
        *out += said;
        said = says(score - bias + said);
    }
    out
}

/// What the decision looks at.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    pub(crate) blocks: &'a [Block],
    pub(crate) pool: &'a Pool,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) around: &'a Around,
    /// Smoothed ones, and those of the last pass as they are: what a line says by itself.
    pub(crate) scores: &'a [i32],
    pub(crate) own: &'a [i32],
    /// Scores of the first pass, which know of no stretch.
    pub(crate) first: &'a [i32],
}

impl Lines<'_> {
    /// What speaks against the story's going on below this line, in bytes: the title of a comment section or list.
    fn border(&self, at: usize) -> i64 {
        let block = &self.blocks[at];
        let title = block.count <= 6 && !block.stop;
        let hits = block.hits(self.pool).iter().filter(|hit| title && hit.points >= 2);
        hits.map(|&hit| match self.lexicon.category(hit) {
            "comments" => COMMENTS_COUNT,
            "list" => LIST_COUNTS,
            _ => 0,
        })
        .max()
        .unwrap_or(0)
    }

    /// The stretches of lines that hold the story, in order. `bias` is the score that speaks neither for nor against
    /// it. There is one nearly always; a story that is cut in two by code, tables or a long list has more, and to
    /// lose one of its parts would be worse than to keep a long comment.
    pub(crate) fn regions(&self, bias: i32) -> Vec<Range<usize>> {
        let bias = bias + GENEROUS;
        let (best, sum) = self.stretch(0..self.blocks.len(), bias);
        let mut found = vec![best.clone()];
        for (mut rest, above) in [(0..best.start, true), (best.end..self.blocks.len(), false)] {
            while !rest.is_empty() && found.len() < MOST_STRETCHES {
                let (other, other_sum) = self.stretch(rest.clone(), bias);
                if other.is_empty() || other_sum * PART < sum && other_sum < ENOUGH {
                    break;
                }
                rest = if above { rest.start..other.start } else { other.end..rest.end };
                found.push(other);
            }
        }
        if !self.is_trusted(&found) {
            // Every line is judged as one inside the story: what has evidence against it is furniture all the same.
            return std::iter::once(0..self.blocks.len()).collect();
        }
        found.sort_by_key(|region| region.start);
        self.bridged(found.into_iter().map(|region| self.widened(region)).collect())
    }

    /// The stretches, put together where what lies between two of them is little beside the story and nothing says
    /// that something else begins there: tables and lists of a long article are judged as lines inside of it.
    fn bridged(&self, regions: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let bytes = |lines: Range<usize>| lines.map(|at| u64::from(self.blocks[at].span.len())).sum::<u64>();
        let story: u64 = regions.iter().cloned().map(bytes).sum();
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(regions.len());
        for region in regions {
            match joined.last_mut() {
                Some(last)
                    if bytes(last.end..region.start) * BRIDGE <= story
                        && (last.end..region.start).all(|at| self.border(at) == 0) =>
                {
                    last.end = last.end.max(region.end);
                }
                _ => joined.push(region),
            }
        }
        joined
    }

    /// Whether the stretches hold most of what reads like a story when each line is looked at by itself.
    fn is_trusted(&self, regions: &[Range<usize>]) -> bool {
        let bytes = |at: usize| {
            let prose = self.around.shape_at(at) == shape::PARAGRAPH && self.first[at] < 0;
            if prose { u64::from(self.blocks[at].span.len()) } else { 0 }
        };
        let inside: u64 = regions.iter().cloned().flatten().map(bytes).sum();
        let all: u64 = (0..self.blocks.len()).map(bytes).sum();
        inside * 2 >= all
    }

    /// The stretch of the lines `within` that speaks the most for the story, and how much.
    fn stretch(&self, within: Range<usize>, bias: i32) -> (Range<usize>, i64) {
        let (mut best, mut sum, mut from) = (0, 0, within.start);
        let mut region = within.start..within.start;
        for at in within {
            let score = i64::from(bias - self.scores[at]).clamp(-MOST_SCORE, MOST_SCORE);
            sum += score * i64::from(self.blocks[at].span.len()).clamp(LEAST_BYTES, MOST_BYTES);
            sum -= self.border(at) * i64::from(UNIT);
            if sum <= 0 {
                (sum, from) = (0, at + 1);
            } else if sum > best {
                (best, region) = (sum, from..at + 1);
            }
        }
        (region, best)
    }

    /// The region and the paragraphs that stand right before and behind it.
    fn widened(&self, mut region: Range<usize>) -> Range<usize> {
        if region.is_empty() {
            return region;
        }
        let paragraph = |at: usize, most: i32| {
            let block = &self.blocks[at];
            let prose = self.around.shape_at(at) <= shape::SENTENCE && block.span.len() >= 100;
            prose && self.scores[at] < most && phrase_points(block, self.pool) == 0
        };
        while let Some(at) =
            (region.start.saturating_sub(ABOVE)..region.start).find(|&at| paragraph(at, PARAGRAPH_ABOVE))
        {
            region.start = at;
        }
        let behind = |end: usize| {
            let last = self.blocks.len().min(end + BELOW);
            let stop = (end..last).find(|&at| self.border(at) > 0).unwrap_or(last);
            (end..stop).rev().find(|&at| paragraph(at, PARAGRAPH_BELOW))
        };
        while let Some(at) = behind(region.end) {
            region.end = at + 1;
        }
        region
    }

    /// Whether line `at` is furniture.
    pub(crate) fn is_furniture(&self, at: usize, regions: &[Range<usize>], bias: i32) -> bool {
        let block = &self.blocks[at];
        let (score, own) = (self.scores[at] - bias, self.own[at]);
        let short = self.blocks.len() < SHORT_TEXT;
        let prose = self.around.shape_at(at) <= shape::SENTENCE;
        // A sentence that names who said it is a report, whatever words it begins with.
        // So is one with a weak phrase that does not speak to the reader: "was not available for comment".
        let running = self.around.shape_at(at) <= shape::LONG_OPEN;
        let phrase = phrase_points(block, self.pool);
        let reports = prose && block.attribution || running && phrase <= 1 && !block.address;
        let points = if reports { 0 } else { phrase };
        if self.around.shape_at(at) == shape::LIST && block.count >= 60 && own > 0 && !short {
            return true;
        }
        if !regions.iter().any(|region| region.contains(&at)) {
            let nowhere = regions.iter().all(Range::is_empty);
            let says = if short { own > short_needs(running, points) } else { score > -OUTSIDE };
            return says || points >= 2 && !prose || nowhere && !(short && points == 0);
        }
        let repeated = self.around.is_repeat(at);
        if prose {
            let doubled = repeated && block.count >= 9 && at > 0 && self.blocks[at - 1].hash == block.hash;
            return !short && score > INSIDE
                || points >= 3 && own > -2 * UNIT
                || points >= 2 && block.address && !block.quote && own > 0
                || doubled;
        }
        let alone = self.is_between_prose(at);
        !short && score > INSIDE
            || points >= 2 && own > -2 * UNIT
            || points >= 1 && own > UNIT
            || repeated && own > UNIT && block.count >= 3
            || !alone && own > 6 * UNIT
    }

    /// Whether the lines above and below are prose: then a line without a stop is a title inside the story.
    fn is_between_prose(&self, at: usize) -> bool {
        let prose = |at: Option<usize>| {
            at.filter(|&at| at < self.blocks.len())
                .is_some_and(|at| self.around.shape_at(at) <= shape::SENTENCE)
        };
        prose(at.checked_sub(1)) && prose(Some(at + 1))
    }
}

/// What a line outside of the story must score in a short text. There is little that a score could be wrong about, and
/// little to lose but the story: tables and lists of names are its own.
const fn short_needs(running: bool, points: u32) -> i32 {
    match (running, points) {
        (true, 0) => 6 * UNIT,
        (true, _) => 2 * UNIT,
        (false, 0) => UNIT,
        (false, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_follows_the_run_it_stands_in() {
        let bias = 100;
        let menu = [500, 500, 60, 500, 500];
        assert!(smoothed(&menu, bias)[2] > bias, "a doubtful line in a menu");
        let story = [-300, -300, 160, -300, -300];
        assert!(smoothed(&story, bias)[2] < bias, "a doubtful line in a story");
        let sure = [-300, -300, 900, -300, -300];
        assert!(smoothed(&sure, bias)[2] > bias, "neighbours do not outweigh a sure line");
        assert_eq!(smoothed(&[bias; 3], bias), [bias; 3]);
        assert!(smoothed(&[], bias).is_empty());
    }
}
