//! What the lines of a document share: shapes above and below, prose nearby, repetition, runs of like lines.

use crate::block::{Block, Pool};
use crate::features::{shape, shape_of};
use crate::lexicon::Lexicon;

/// Stands for a line that there is none of.
const FAR: u32 = 99;

/// What the lines of a document share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    pub(crate) shapes: Vec<u8>,
    /// Decaying sums of the bytes of prose above and below each line.
    pub(crate) above: Vec<u32>,
    pub(crate) below: Vec<u32>,
    /// Lines since the last prose above each line, and to the next one below.
    pub(crate) since: Vec<u32>,
    pub(crate) until: Vec<u32>,
    /// How often each line stands in the document, and whether this is not the first time.
    pub(crate) repeats: Vec<u8>,
    pub(crate) kind: u8,
    /// The category of the last title of a list or of comments above each line, and how many lines it is away.
    pub(crate) headers: Vec<(usize, u32)>,
    /// How many lines in a row have the same shape as each, and about the same length.
    pub(crate) runs: Vec<u32>,
    pub(crate) runs_of_length: Vec<u32>,
}

fn bytes_of_prose(shape: u8, block: &Block) -> u32 {
    match shape {
        shape::PARAGRAPH => block.span.len().min(400),
        shape::SENTENCE => block.span.len().min(300) * 3 / 4,
        shape::LONG_OPEN => block.span.len().min(300) / 2,
        shape::SHORT_SENTENCE => block.span.len() / 2,
        _ => 0,
    }
}

impl Around {
    /// Looks at all lines of a document. `repeats` says of each line which one above says the same.
    pub(crate) fn read(
        &mut self,
        blocks: &[Block],
        pool: &Pool,
        lexicon: &Lexicon,
        repeats: impl Iterator<Item = Option<usize>>,
    ) {
        self.shapes.clear();
        self.shapes.extend(blocks.iter().map(shape_of));
        decayed(&self.shapes, blocks, &mut self.above, false);
        decayed(&self.shapes, blocks, &mut self.below, true);
        steps(&self.shapes, &mut self.since, false);
        steps(&self.shapes, &mut self.until, true);
        self.repeats.clear();
        self.repeats.resize(blocks.len(), 0);
        for (at, first) in repeats.enumerate() {
            if let Some(first) = first {
                self.repeats[at] = 2;
                self.repeats[first] = self.repeats[first].max(1);
            }
        }
        let all: u32 = blocks.iter().map(|block| block.span.len()).sum();
        let prose: u32 =
            blocks.iter().zip(&self.shapes).map(|(block, &shape)| bytes_of_prose(shape, block)).sum();
        let share = prose * 4 / all.max(1);
        let many = u32::from(blocks.len() > 40);
        self.kind = (share.min(3) + 4 * many) as u8;
        self.read_headers(blocks, pool, lexicon);
        let shapes = &self.shapes;
        runs(&mut self.runs, blocks.len(), |a, b| shapes[a] == shapes[b]);
        let len = |at: usize| blocks[at].span.len();
        runs(&mut self.runs_of_length, blocks.len(), |a, b| len(a) * 2 >= len(b) && len(b) * 2 >= len(a));
    }

    /// The titles of lists, comments and the like: short lines with a strong phrase.
    fn read_headers(&mut self, blocks: &[Block], pool: &Pool, lexicon: &Lexicon) {
        self.headers.clear();
        let mut last = (0, FAR);
        for block in blocks {
            self.headers.push(last);
            last.1 += 1;
            let short = block.count <= 6 && !block.stop;
            let strong = block.hits(pool).iter().filter(|hit| short && hit.points >= 2);
            if let Some(&hit) = strong.max_by_key(|hit| hit.points) {
                last = (1 + lexicon.group(hit), 0);
            }
        }
    }

    /// The shape of line `at`.
    pub(crate) fn shape_at(&self, at: usize) -> u8 {
        self.shapes.get(at).copied().unwrap_or(shape::NONE)
    }

    /// Whether a line above says the same as line `at`.
    pub(crate) fn is_repeat(&self, at: usize) -> bool {
        self.repeats.get(at) == Some(&2)
    }

    /// The shape of the line `step` lines below line `at`.
    pub(crate) fn shape(&self, at: usize, step: isize) -> usize {
        let other = at.checked_add_signed(step);
        usize::from(other.and_then(|other| self.shapes.get(other)).copied().unwrap_or(shape::NONE))
    }
}

fn decayed(shapes: &[u8], blocks: &[Block], out: &mut Vec<u32>, backward: bool) {
    out.clear();
    out.resize(shapes.len(), 0);
    let mut sum = 0;
    for step in 0..shapes.len() {
        let at = if backward { shapes.len() - 1 - step } else { step };
        out[at] = sum;
        sum = sum * 3 / 4 + bytes_of_prose(shapes[at], &blocks[at]);
    }
}

fn steps(shapes: &[u8], out: &mut Vec<u32>, backward: bool) {
    out.clear();
    out.resize(shapes.len(), 0);
    let mut count = FAR;
    for step in 0..shapes.len() {
        let at = if backward { shapes.len() - 1 - step } else { step };
        out[at] = count;
        count = if shapes[at] <= shape::SENTENCE { 0 } else { count + 1 };
    }
}

/// For each line how many lines in a row hold together, each with the next one.
fn runs(out: &mut Vec<u32>, count: usize, holds: impl Fn(usize, usize) -> bool) {
    out.clear();
    out.resize(count, 0);
    let mut from = 0;
    for at in 1..=count {
        if at == count || !holds(at - 1, at) {
            out[from..at].fill((at - from) as u32);
            from = at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_long_as_their_lines_hold_together() {
        let mut out = Vec::new();
        let shapes = [4, 4, 5, 4, 4, 4];
        runs(&mut out, shapes.len(), |a, b| shapes[a] == shapes[b]);
        assert_eq!(out, [2, 2, 1, 3, 3, 3]);
        runs(&mut out, 0, |_, _| true);
        assert!(out.is_empty());
    }
}
