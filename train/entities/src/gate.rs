//! The gate: which tokens could be part of a name at all, by logistic regression over the words around them. It only
//! has to close what is clear, so that all that costs more is spent on the rest.

use copydesk_entities::features::{OFFSETS, REACH, bridge};
use copydesk_entities::labels::{self, ALL_TAGS, Part};

use crate::learn::{Plan, Random};
use crate::prepare::{Example, Word};

/// Passes over the data.
const EPOCHS: usize = 3;
/// Offsets, padded for vector registers.
const WIDE: usize = 8;
type Row = [f32; WIDE];

/// Weights by word feature and offset.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) weights: Vec<Row>,
    moved: Vec<Row>,
}

/// Whether a token is part of a name; `None` where the annotation leaves that open.
fn wanted(allowed: u32) -> Option<bool> {
    match allowed {
        1 => Some(false),
        _ if allowed & 1 == 0 => Some(true),
        _ => None,
    }
}

impl Gate {
    /// Learns from examples.
    pub(crate) fn learn(features: usize, examples: &[&Example], words: &[Word], plan: Plan) -> Self {
        let mut gate = Self { weights: vec![[0.0; WIDE]; features], moved: vec![[0.0; WIDE]; features] };
        let mut random = Random(plan.seed ^ 0x6761_7465);
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        for epoch in 0..EPOCHS {
            random.shuffle(&mut order);
            let rate = plan.rate * (1.0 - epoch as f32 / EPOCHS as f32 * 0.9);
            for &at in &order {
                gate.step(examples[at as usize], words, plan, rate, &mut random);
            }
        }
        gate
    }

    fn step(&mut self, example: &Example, words: &[Word], plan: Plan, rate: f32, random: &mut Random) {
        let active: Vec<Vec<u32>> = example
            .window()
            .map(|word| words[word as usize].some(plan.hide_identity, plan.hide, random))
            .collect();
        let sums = self.sums(active.iter().map(|features| features.iter().copied()));
        let slopes: Vec<f32> = sums
            .iter()
            .zip(&example.allowed)
            .map(|(&sum, &allowed)| {
                let share = 1.0 / (1.0 + (-sum).exp());
                wanted(allowed).map_or(0.0, |wanted| share - f32::from(u8::from(wanted)))
            })
            .collect();
        for (at, features) in active.iter().enumerate() {
            let mut slope: Row = [0.0; WIDE];
            for (offset, slope) in slope.iter_mut().enumerate().take(OFFSETS) {
                *slope = at.checked_sub(offset).and_then(|token| slopes.get(token)).copied().unwrap_or(0.0);
            }
            if slope.iter().all(|slope| slope.abs() < 1e-3) {
                continue;
            }
            for &feature in features {
                let (weights, moved) =
                    (&mut self.weights[feature as usize], &mut self.moved[feature as usize]);
                for lane in 0..WIDE {
                    moved[lane] += slope[lane] * slope[lane];
                    let step = rate / (1.0 + moved[lane]).sqrt();
                    weights[lane] = weights[lane] * (1.0 - plan.decay * step) - step * slope[lane];
                }
            }
        }
    }

    /// The sum of each token, from the features of the words and borders around it.
    fn sums(&self, active: impl Iterator<Item = impl Iterator<Item = u32>>) -> Vec<f32> {
        let rows: Vec<Row> = active
            .map(|features| {
                features.fold([0.0; WIDE], |mut sum, feature| {
                    let weights = &self.weights[feature as usize];
                    sum.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
                    sum
                })
            })
            .collect();
        rows.windows(2 * REACH + 1)
            .map(|rows| rows.iter().enumerate().map(|(offset, row)| row[offset]).sum())
            .collect()
    }

    /// The sum of each token of an example.
    pub(crate) fn of(&self, example: &Example, words: &[Word]) -> Vec<f32> {
        self.sums(example.window().map(|word| words[word as usize].all()))
    }
}

/// The sum that all but `lost` of the tokens of names reach. `gates` are the sums of each example's tokens.
pub(crate) fn least(examples: &[Example], gates: &[Vec<f32>], lost: f32) -> f32 {
    let mut sums: Vec<f32> = examples
        .iter()
        .zip(gates)
        .filter(|(example, _)| !example.silver)
        .flat_map(|(example, gates)| example.allowed.iter().zip(gates))
        .filter(|(allowed, _)| wanted(**allowed) == Some(true))
        .map(|(_, &gate)| gate)
        .collect();
    sums.sort_by(f32::total_cmp);
    sums.get((sums.len() as f32 * lost) as usize).copied().unwrap_or(0.0)
}

/// Opens the tokens of an example that reach `least`. What is annotated as a name, but closed in part, cannot be found
/// any more and is left out of learning. Returns how many names there are and how many are closed in part.
pub(crate) fn open(example: &mut Example, gates: &[f32], least: f32) -> (usize, usize) {
    let mut open: Vec<bool> = gates.iter().map(|&gate| gate >= least).collect();
    bridge(&mut open);
    let part = |allowed: u32| match allowed.count_ones() {
        1 => labels::parse(allowed.trailing_zeros() as usize).map(|(_, part)| part),
        _ => None,
    };
    let (mut names, mut closed, mut first) = (0, 0, 0);
    for at in 0..open.len() {
        match part(example.allowed[at]) {
            Some(Part::Begin) => first = at,
            Some(Part::Single | Part::End) => {
                first = if part(example.allowed[at]) == Some(Part::Single) { at } else { first };
                names += 1;
                if open[first..=at].contains(&false) {
                    closed += 1;
                    example.allowed[first..=at].fill(ALL_TAGS);
                }
            }
            _ => {}
        }
    }
    example.free = open.iter().map(|&open| if open { ALL_TAGS } else { 1 }).collect();
    example.allowed.iter_mut().zip(&example.free).for_each(|(allowed, free)| {
        *allowed = if *allowed & free == 0 { 1 } else { *allowed & free };
    });
    (names, closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_entities::labels::Type;

    fn example(allowed: Vec<u32>) -> Example {
        Example { allowed, ..Example::default() }
    }

    #[test]
    fn names_that_are_closed_in_part_are_left_out_of_learning() {
        let tag = |at, size| 1u32 << Type::Org.tag(at, size);
        // A name of three tokens whose two last are closed, nothing, a name that is open, an open question.
        let perhaps = 1 | Type::Misc.tags();
        let mut one = example(vec![tag(0, 3), tag(1, 3), tag(2, 3), 1, tag(0, 1), perhaps, perhaps]);
        let counts = open(&mut one, &[5.0, -5.0, -5.0, -5.0, 5.0, 5.0, -5.0], 0.0);
        assert_eq!(counts, (2, 1));
        assert_eq!(one.free, [ALL_TAGS, 1, 1, 1, ALL_TAGS, ALL_TAGS, 1]);
        assert_eq!(one.allowed, [ALL_TAGS, 1, 1, 1, tag(0, 1), perhaps, 1]);
    }

    #[test]
    fn the_gate_is_set_by_the_share_that_it_may_close() {
        let name = 1 << Type::Person.tag(0, 1);
        let one = example(vec![name; 10].into_iter().chain([1, 1 | name]).collect());
        let sums: Vec<f32> = (0..12).map(|at| if at < 10 { at as f32 } else { -9.0 }).collect();
        assert_eq!(least(&[one], &[sums], 0.2), 2.0);
    }
}
