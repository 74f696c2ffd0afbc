//! Learning: stochastic gradient steps on the chain's likelihood, each block of weights with a step of its own
//! (AdaGrad, Duchi, Hazan and Singer 2011), with features left out at random so that none is relied on alone.

use copydesk_entities::features::OFFSETS;
use copydesk_entities::labels::TAGS;

use crate::crf::{Chain, Lattice, Row, WIDE};
use crate::prepare::{Example, Word};

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) epochs: usize,
    pub(crate) rate: f32,
    /// Share of tokens whose identity is hidden.
    pub(crate) hide_identity: f32,
    /// Share of all other features that are hidden.
    pub(crate) hide: f32,
    /// Share of its weight that a block loses whenever it is changed.
    pub(crate) decay: f32,
    pub(crate) seed: u64,
    /// Share of sentences that do not hear what the document says elsewhere.
    pub(crate) deaf: f32,
    /// Share of the tokens of names that the gate may close.
    pub(crate) closed: f32,
    /// Fresh starts whose weights are averaged.
    pub(crate) starts: u32,
}

/// A fixed sequence of random numbers (splitmix64).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}

/// The weights.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// By word feature, then by offset.
    pub(crate) words: Vec<[Row; OFFSETS]>,
    /// By site feature.
    pub(crate) sites: Vec<Row>,
    pub(crate) chain: Chain,
}

impl Model {
    pub(crate) fn new(words: usize, sites: usize) -> Self {
        Self {
            words: vec![[[0.0; WIDE]; OFFSETS]; words],
            sites: vec![[0.0; WIDE]; sites],
            chain: Chain::new(),
        }
    }

    /// Moves all weights by a share of the way to those of another model.
    pub(crate) fn blend(&mut self, other: &Model, share: f32) {
        let toward = |row: &mut Row, other: &Row| {
            row.iter_mut().zip(other).for_each(|(weight, other)| *weight += share * (other - *weight));
        };
        let blocks = self.words.iter_mut().flatten().zip(other.words.iter().flatten());
        blocks.for_each(|(row, other)| toward(row, other));
        self.sites.iter_mut().zip(&other.sites).for_each(|(row, other)| toward(row, other));
        self.chain.blend(&other.chain, share);
    }

    /// Scores of every token's tags.
    pub(crate) fn scores(&self, example: &Example, words: &[Word], scores: &mut Vec<Row>) {
        let active: Vec<Vec<u32>> = near(example)
            .map(|(word, near)| if near { words[word as usize].all().collect() } else { Vec::new() })
            .collect();
        self.sum(&active, &example.sites, &example.free, scores);
        for (score, features) in scores.iter_mut().zip(&example.echo) {
            for &feature in features {
                if let Some(row) = self.sites.get(feature as usize) {
                    plus(score, row, 1.0);
                }
            }
        }
    }

    fn sum(&self, active: &[Vec<u32>], sites: &[Vec<u32>], free: &[u32], scores: &mut Vec<Row>) {
        scores.clear();
        scores.resize(sites.len(), [0.0; WIDE]);
        for (at, features) in active.iter().enumerate() {
            for &feature in features {
                let blocks = &self.words[feature as usize];
                for (offset, block) in blocks.iter().enumerate() {
                    // `at` counts from REACH before the first token; offset 0 looks REACH to the left.
                    if let Some(token) =
                        at.checked_sub(offset).filter(|&token| free.get(token).is_some_and(|&free| free != 1))
                    {
                        plus(&mut scores[token], block, 1.0);
                    }
                }
            }
        }
        for (score, features) in scores.iter_mut().zip(sites) {
            for &feature in features {
                plus(score, &self.sites[feature as usize], 1.0);
            }
        }
    }
}

/// The words of a sentence with the borders around it, and whether an open token is near.
fn near(example: &Example) -> impl Iterator<Item = (u32, bool)> + '_ {
    example.window().enumerate().map(|(at, word)| {
        (word, (0..OFFSETS).any(|offset| at.checked_sub(offset).is_some_and(|token| example.is_open(token))))
    })
}

fn plus(to: &mut Row, from: &Row, factor: f32) {
    for lane in 0..WIDE {
        to[lane] += factor * from[lane];
    }
}

/// The learner: weights, and how much each block has moved.
#[derive(Debug)]
pub(crate) struct Learner {
    pub(crate) model: Model,
    words: Vec<[f32; OFFSETS]>,
    sites: Vec<f32>,
    chain: Vec<Row>,
    lattice: Lattice,
    random: Random,
    plan: Plan,
}

impl Learner {
    pub(crate) fn new(words: usize, sites: usize, plan: Plan) -> Self {
        Self {
            model: Model::new(words, sites),
            words: vec![[0.0; OFFSETS]; words],
            sites: vec![0.0; sites],
            chain: vec![[0.0; WIDE]; TAGS],
            lattice: Lattice::default(),
            random: Random(plan.seed),
            plan,
        }
    }

    /// One pass over all examples in a random order. `epoch` counts from 0. Returns the mean loss of a token.
    pub(crate) fn epoch(&mut self, epoch: usize, examples: &[Example], words: &[Word]) -> f64 {
        let all: Vec<&Example> = examples.iter().collect();
        self.epoch_of(epoch, &all, words)
    }

    /// The same over some examples.
    pub(crate) fn epoch_of(&mut self, epoch: usize, examples: &[&Example], words: &[Word]) -> f64 {
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        self.random.shuffle(&mut order);
        let rate = self.plan.rate * (1.0 - epoch as f32 / self.plan.epochs as f32 * 0.9);
        let (mut loss, mut tokens) = (0.0, 0);
        for at in order {
            let example = examples[at as usize];
            loss += self.step(example, words, rate);
            tokens += example.words.len();
        }
        loss / tokens.max(1) as f64
    }

    /// One step; returns the loss: what the allowed sequences lack in log likelihood.
    fn step(&mut self, example: &Example, words: &[Word], rate: f32) -> f64 {
        let plan = self.plan;
        if (0..example.words.len()).all(|token| !example.is_open(token)) {
            return 0.0;
        }
        let active: Vec<Vec<u32>> = near(example)
            .map(|(word, near)| match near {
                true => words[word as usize].some(plan.hide_identity, plan.hide, &mut self.random),
                false => Vec::new(),
            })
            .collect();
        let deaf = self.random.unit() < plan.deaf;
        let nothing = Vec::new();
        let sites: Vec<Vec<u32>> = example
            .sites
            .iter()
            .enumerate()
            .map(|(at, ids)| {
                let echo = if deaf { &nothing } else { example.echo.get(at).unwrap_or(&nothing) };
                ids.iter().chain(echo).copied().filter(|_| self.random.unit() >= plan.hide).collect()
            })
            .collect();
        let mut scores = Vec::new();
        self.model.sum(&active, &sites, &example.free, &mut scores);
        let size = scores.len();
        let mut tags = vec![[0.0f32; WIDE]; size];
        let mut pairs = [[0.0f32; WIDE]; TAGS];
        let chain = &self.model.chain;
        let free = self.lattice.marginals(&scores, &example.free, chain, 1.0, &mut tags, &mut pairs);
        let bound = self.lattice.marginals(&scores, &example.allowed, chain, -1.0, &mut tags, &mut pairs);
        let (Some(free), Some(bound)) = (free, bound) else { return 0.0 };
        self.update(&active, &sites, &tags, rate);
        for tag in 0..TAGS {
            for next in 0..TAGS {
                let slope = pairs[tag][next];
                if slope.abs() > 1e-4 {
                    self.chain[tag][next] += slope * slope;
                    self.model.chain.weights[tag][next] -=
                        rate * slope / (1.0 + self.chain[tag][next]).sqrt();
                }
            }
        }
        self.model.chain.refresh();
        free - bound
    }

    fn update(&mut self, active: &[Vec<u32>], sites: &[Vec<u32>], slopes: &[Row], rate: f32) {
        let sizes: Vec<f32> = slopes.iter().map(|row| row.iter().map(|slope| slope * slope).sum()).collect();
        // A token that is right already would only cost time.
        let still = |token: usize| sizes[token] < 1e-5;
        for (at, features) in active.iter().enumerate() {
            for offset in 0..OFFSETS {
                let Some(token) = at.checked_sub(offset).filter(|&token| token < sites.len()) else {
                    continue;
                };
                if still(token) {
                    continue;
                }
                for &feature in features {
                    let moved = &mut self.words[feature as usize][offset];
                    *moved += sizes[token];
                    let step = rate / (1.0 + *moved).sqrt();
                    let block = &mut self.model.words[feature as usize][offset];
                    change(block, &slopes[token], step, self.plan.decay);
                }
            }
        }
        for (token, features) in sites.iter().enumerate() {
            if still(token) {
                continue;
            }
            for &feature in features {
                let moved = &mut self.sites[feature as usize];
                *moved += sizes[token];
                let step = rate / (1.0 + *moved).sqrt();
                change(&mut self.model.sites[feature as usize], &slopes[token], step, self.plan.decay);
            }
        }
    }
}

fn change(block: &mut Row, slopes: &Row, step: f32, decay: f32) {
    let keep = 1.0 - decay * step;
    for lane in 0..WIDE {
        block[lane] = block[lane] * keep - step * slopes[lane];
    }
}
