//! The model: a linear one, squared hinge loss, AdaGrad. Only sums, products and square roots, whose results IEEE 754
//! fixes, in a fixed order: the same data give the same bytes on every machine.

use std::collections::BTreeMap;

use copydesk_tokenize::training::{HEADER, NEAR, Place, SLOTS};

/// Chosen by cross-validation over the training and development parts (`--folds 5`).
const ROUNDS: usize = 4;
const RATE: f64 = 0.05;
/// Pulls weights that are in use back to nothing; strong, since the model shall only correct the rules.
const DECAY: f64 = 0.1;
/// Where the rules stand before anything is learned.
const TRUST: f64 = 0.5;
/// One in so many places is given up for speed, those whose first features speak most against them.
const GIVEN_UP: usize = 100;
/// What it takes beyond a tie to overrule the rules. Web text would take less, edited text has nothing to gain.
const MARGIN: f64 = 0.3;

/// Weights by slot.
pub(crate) struct Model {
    weights: Vec<f64>,
}

impl Model {
    /// Learns from places and whether a sentence ends there.
    pub(crate) fn fit(places: &[(Place, bool)]) -> Self {
        let mut weights = vec![0.0; SLOTS];
        // The first feature stands for the kind of place and the rules' word alone.
        for (place, _) in places {
            weights[place.features[0] as usize] = if place.rule { TRUST } else { -TRUST };
        }
        let mut squares = vec![1e-3; SLOTS];
        let mut sums = vec![0.0; SLOTS];
        let mut order: Vec<usize> = (0..places.len()).collect();
        let mut state = 1u64;
        for round in 0..ROUNDS {
            shuffle(&mut order, &mut state);
            for &number in &order {
                let (place, ends) = &places[number];
                let target = if *ends { 1.0 } else { -1.0 };
                let sum: f64 = place.features.iter().map(|&slot| weights[slot as usize]).sum();
                let short = 1.0 - target * sum;
                let push = if short > 0.0 { target * short } else { 0.0 };
                for &slot in &place.features {
                    let slot = slot as usize;
                    let step = push - DECAY * weights[slot];
                    squares[slot] += step * step;
                    weights[slot] += RATE * step / squares[slot].sqrt();
                }
            }
            if round >= ROUNDS / 2 {
                for (sum, weight) in sums.iter_mut().zip(&weights) {
                    *sum += weight;
                }
            }
        }
        let mut weights: Vec<f64> = sums.iter().map(|sum| sum / (ROUNDS - ROUNDS / 2) as f64).collect();
        let kinds: BTreeMap<u16, bool> =
            places.iter().map(|(place, _)| (place.features[0], place.rule)).collect();
        for (slot, rule) in kinds {
            weights[slot as usize] += if rule { MARGIN } else { -MARGIN };
        }
        Self { weights }
    }

    /// The weights as signed bytes, the largest as far as a byte goes, behind the least sum of the first features at
    /// which a place without a stop is looked at closely.
    pub(crate) fn to_bytes(&self, places: &[(Place, bool)]) -> Vec<u8> {
        let largest = self.weights.iter().fold(0.0, |largest: f64, weight| largest.max(weight.abs()));
        let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let weights = self.weights.iter().map(|weight| (weight * scale).round() as i8 as u8);
        let mut bytes: Vec<u8> = [0; HEADER].into_iter().chain(weights).collect();
        let ended = places.iter().filter(|(place, _)| place.weak && ends(&bytes, place));
        let mut sums: Vec<i32> = ended.map(|(place, _)| sum(&bytes, &place.features[..NEAR])).collect();
        sums.sort_unstable();
        let least = sums.get(sums.len() / GIVEN_UP).copied().unwrap_or(0);
        bytes[..HEADER].copy_from_slice(&(least as i16).to_le_bytes());
        bytes
    }
}

/// Whether a model ends a sentence at a place.
pub(crate) fn ends(model: &[u8], place: &Place) -> bool {
    sum(model, &place.features) > 0
}

fn sum(model: &[u8], slots: &[u16]) -> i32 {
    slots.iter().map(|&slot| i32::from(model[HEADER + slot as usize] as i8)).sum()
}

/// Fisher and Yates, with Knuth's MMIX generator.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for at in (1..order.len()).rev() {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (*state >> 33) as usize % (at + 1));
    }
}
