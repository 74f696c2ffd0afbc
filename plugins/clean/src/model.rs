//! The line model: whole-number weights over the features of a line, compiled in.

use crate::block::{Block, Pool};
use crate::features::{self, Around, Bulk, FIRST, SECOND, Sink};
use crate::lexicon::Lexicon;

const BUILT_IN: &str = include_str!("model.txt");

/// Weights of the passes and the score that speaks neither for the story nor against it.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Weights of the first pass.
    pub first: Vec<i16>,
    /// Weights of the second pass.
    pub second: Vec<i16>,
    /// Weights of the third pass, which looks at the second scores as the second looks at the first.
    pub third: Vec<i16>,
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

    /// Reads the text form: `bias N`, and for every group of a pass `PASS NAME WEIGHT...`.
    ///
    /// # Errors
    /// A line of another form, or groups that are not those of this version.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut model = Self::default();
        let mut groups = [FIRST.iter(), SECOND.iter(), SECOND.iter()];
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut words = line.split(' ');
            let pass = words.next().unwrap_or("");
            if pass == "bias" {
                model.bias = words.next().and_then(|word| word.parse().ok()).ok_or("no bias")?;
                continue;
            }
            let (weights, groups) = match pass {
                "1" => (&mut model.first, &mut groups[0]),
                "2" => (&mut model.second, &mut groups[1]),
                "3" => (&mut model.third, &mut groups[2]),
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
        if groups.iter().any(|groups| groups.len() > 0) {
            return Err("model: groups are missing; make it anew with `cargo xtask train clean`".to_owned());
        }
        Ok(model)
    }

    /// The text form.
    pub fn print(&self) -> String {
        let mut out = format!("bias {}\n", self.bias);
        for (pass, groups, weights) in
            [("1", FIRST, &self.first), ("2", SECOND, &self.second), ("3", SECOND, &self.third)]
        {
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
        out
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

/// Buffers and results for one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scores {
    pub(crate) around: Around,
    pub(crate) first: Vec<i32>,
    pub(crate) bulk: Bulk,
    second: Vec<i32>,
    /// What counts in the end.
    pub(crate) last: Vec<i32>,
}

impl Scores {
    /// Scores all lines.
    pub(crate) fn read(
        &mut self,
        model: &Model,
        blocks: &[Block],
        pool: &Pool,
        lexicon: &Lexicon,
        repeats: impl Iterator<Item = Option<usize>>,
    ) {
        self.around.read(blocks, repeats);
        self.first.clear();
        for (at, block) in blocks.iter().enumerate() {
            let mut sum = Sum { weights: &model.first, sum: 0 };
            features::first(at, block, pool, lexicon, &self.around, &mut sum);
            self.first.push(sum.sum);
        }
        let Self { around, bulk, first, second, last } = self;
        let mut pass = |weights: &[i16], scores: &[i32], out: &mut Vec<i32>| {
            bulk.read(blocks, pool, lexicon, scores);
            out.clear();
            for (at, block) in blocks.iter().enumerate() {
                let mut sum = Sum { weights, sum: 0 };
                features::second(at, block, pool, around, scores, bulk, &mut sum);
                out.push(sum.sum);
            }
        };
        pass(&model.second, first, second);
        pass(&model.third, second, last);
    }
}
