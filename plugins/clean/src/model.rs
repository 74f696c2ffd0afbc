//! The line model: whole-number weights over the features of a line, then trees, compiled in.

use crate::around::Around;
use crate::block::{Block, Pool};
use crate::bulk::Bulk;
use crate::features::{self, FIRST, SECOND, Sink};
use crate::forest::{Buckets, Forest};
use crate::lexicon::Lexicon;
use crate::quick::Quick;

const BUILT_IN: &str = include_str!("model.txt");

/// Weights of the passes and the score that speaks neither for the story nor against it.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Weights of the first pass.
    pub first: Vec<i16>,
    /// Weights of the second pass.
    pub second: Vec<i16>,
    /// The trees of the third pass, which see the features of the first and, with the second scores, of the second.
    pub third: Forest,
    /// The last score that speaks neither for the story nor against it.
    pub bias: i32,
}

impl Model {
    /// The model that is compiled in.
    ///
    /// # Errors
    /// What is wrong with the file, for whoever has just made it anew.
    pub fn built_in() -> Result<Self, String> {
        Self::parse(BUILT_IN)
    }

    /// Reads the text form: `bias N`, and for every group of a pass `PASS NAME WEIGHT...`, then the trees.
    ///
    /// # Errors
    /// A line of another form, or groups that are not those of this version.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut model = Self::default();
        let mut groups = [FIRST.iter(), SECOND.iter()];
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut words = line.split(' ');
            let pass = words.next().unwrap_or("");
            if pass == "bias" {
                model.bias = words.next().and_then(|word| word.parse().ok()).ok_or("no bias")?;
                continue;
            }
            if pass == "tree" {
                model.third.parse_tree(words)?;
                continue;
            }
            let (weights, groups) = match pass {
                "1" => (&mut model.first, &mut groups[0]),
                "2" => (&mut model.second, &mut groups[1]),
                _ => return Err(format!("model: the line begins with `{pass}`")),
            };
            let name = words.next().unwrap_or("");
            let Some(&(_, buckets)) = groups.next().filter(|group| group.0 == name) else {
                return Err(format!("model: the group `{name}` is not the next one of pass {pass}"));
            };
            let before = weights.len();
            for word in words {
                weights.push(word.parse().map_err(|_| format!("model: `{word}` is no weight"))?);
            }
            if weights.len() - before != buckets {
                return Err(format!("model: the group `{name}` has not {buckets} weights"));
            }
        }
        if groups.iter().any(|groups| groups.len() > 0) || model.third.trees.is_empty() {
            return Err(
                "model: groups or trees are missing; make it anew with `cargo xtask train clean`".to_owned()
            );
        }
        Ok(model)
    }

    /// The text form.
    pub fn print(&self) -> String {
        let mut out = format!("bias {}\n", self.bias);
        for (pass, groups, weights) in [("1", FIRST, &self.first), ("2", SECOND, &self.second)] {
            let mut at = 0;
            for &(name, buckets) in groups {
                out.push_str(&format!("{pass} {name}"));
                for feature in at..at + buckets {
                    out.push_str(&format!(" {}", weights.get(feature).copied().unwrap_or(0)));
                }
                out.push('\n');
                at += buckets;
            }
        }
        out.push_str(&self.third.print());
        out
    }
}

/// The model in the form that lines are scored by.
#[derive(Debug, Clone)]
pub(crate) struct Judge {
    first: Vec<i16>,
    second: Vec<i16>,
    third: Quick,
    /// That of [`Model`].
    pub(crate) bias: i32,
}

impl Judge {
    /// The model that is compiled in.
    ///
    /// # Errors
    /// As [`Model::built_in`], and when its trees are too large.
    pub(crate) fn built_in() -> Result<Self, String> {
        let Model { first, second, third, bias } = Model::built_in()?;
        Ok(Self { first, second, third: Quick::new(&third)?, bias })
    }
}

/// Number of features of the passes.
pub fn feature_counts() -> (usize, usize) {
    (features::count(FIRST), features::count(SECOND))
}

struct Sum<'a> {
    weights: &'a [i16],
    sum: i32,
}

impl Sink for Sum<'_> {
    #[inline]
    fn put(&mut self, feature: usize) {
        self.sum += i32::from(self.weights.get(feature).copied().unwrap_or(0));
    }
}

/// Weighs features and keeps their buckets.
struct Both<'a> {
    sum: Sum<'a>,
    buckets: Buckets<'a>,
}

impl Sink for Both<'_> {
    #[inline]
    fn put(&mut self, feature: usize) {
        self.sum.put(feature);
        self.buckets.put(feature);
    }
}

/// Buffers and results for one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scores {
    pub(crate) around: Around,
    pub(crate) first: Vec<i32>,
    pub(crate) bulk: Bulk,
    second: Vec<i32>,
    /// The buckets of all lines in the first pass, and those of one line in all.
    buckets: Vec<u16>,
    row: Vec<u16>,
    /// For each group the row that its bucket asks for.
    rows: Vec<usize>,
    /// What counts in the end.
    pub(crate) last: Vec<i32>,
}

impl Scores {
    /// Scores all lines.
    pub(crate) fn read(
        &mut self,
        judge: &Judge,
        blocks: &[Block],
        pool: &Pool,
        lexicon: &Lexicon,
        repeats: impl Iterator<Item = Option<usize>>,
    ) {
        self.around.read(blocks, pool, lexicon, repeats);
        let Self { around, bulk, first, second, buckets, row, rows, last } = self;
        first.clear();
        buckets.clear();
        for (at, block) in blocks.iter().enumerate() {
            let mut sum =
                Both { sum: Sum { weights: &judge.first, sum: 0 }, buckets: Buckets::new(FIRST, buckets) };
            features::first(at, block, pool, lexicon, around, &mut sum);
            first.push(sum.sum.sum);
        }
        bulk.read(blocks, pool, first);
        second.clear();
        for (at, block) in blocks.iter().enumerate() {
            let mut sum = Sum { weights: &judge.second, sum: 0 };
            features::second(at, block, pool, around, first, bulk, &mut sum);
            second.push(sum.sum);
        }
        bulk.read(blocks, pool, second);
        last.clear();
        for ((at, block), own) in blocks.iter().enumerate().zip(buckets.chunks_exact(FIRST.len())) {
            row.clear();
            row.extend_from_slice(own);
            features::second(at, block, pool, around, second, bulk, &mut Buckets::new(SECOND, row));
            last.push(judge.third.score(row, rows));
        }
    }
}
