//! The model: a linear one, squared hinge loss, AdaGrad. Only sums, products and square roots, whose results IEEE 754
//! fixes, in a fixed order: the same data give the same bytes on every machine.

use copydesk_tokenize::training::{Place, SLOTS};

fn env(n: &str, d: f64) -> f64 { std::env::var(n).ok().and_then(|v| v.parse().ok()).unwrap_or(d) }

/// Weights by slot.
pub(crate) struct Model {
    weights: Vec<f64>,
}

impl Model {
    /// Learns from places and whether a sentence ends there.
    pub(crate) fn fit(places: &[(Place, bool)]) -> Self {
        #[allow(non_snake_case)] let (ROUNDS, RATE, DECAY, MINC) = (env("ROUNDS", 30.0) as usize, env("RATE", 0.1), env("DECAY", 1e-5), env("MINC", 1.0) as usize);
        let mut counts = vec![0usize; SLOTS];
        for (p, _) in places { for &s in &p.features { counts[s as usize] += 1; } }
        let mut weights = vec![0.0; SLOTS];
        let base = env("BASE", 1.0);
        for (p, _) in places { weights[p.features[0] as usize] = if p.rule { base } else { -base }; }
        let mask = env("MASK", 0.0) as u64;
        let masked = |i: usize| mask >> i & 1 == 1;
        let mut squares = vec![1e-3; SLOTS];
        let mut sums = vec![0.0; SLOTS];
        let mut order: Vec<usize> = (0..places.len()).collect();
        let mut state = 1u64;
        for round in 0..ROUNDS {
            shuffle(&mut order, &mut state);
            for &number in &order {
                let (place, ends) = &places[number];
                let target = if *ends { 1.0 } else { -1.0 };
                let sum: f64 = place.features.iter().enumerate().filter(|(i, _)| !masked(*i)).map(|(_, &slot)| weights[slot as usize]).sum();
                let short = 1.0 - target * sum;
                let push = if short > 0.0 { target * short } else { 0.0 };
                for (i, &slot) in place.features.iter().enumerate() {
                    if masked(i) { continue; }
                    let slot = slot as usize;
                    if counts[slot] < MINC { continue; }
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
        Self { weights: sums }
    }

    /// The weights as signed bytes, the largest as far as a byte goes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let largest = self.weights.iter().fold(0.0, |largest: f64, weight| largest.max(weight.abs()));
        let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        self.weights.iter().map(|weight| (weight * scale).round() as i8 as u8).collect()
    }
}

/// Whether a model ends a sentence at a place.
pub(crate) fn ends(weights: &[u8], place: &Place) -> bool {
    let weight = |&slot: &u16| weights.get(slot as usize).map_or(0, |&byte| i32::from(byte as i8));
    place.features.iter().map(weight).sum::<i32>() > 0
}

/// Fisher and Yates, with Knuth's MMIX generator.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for at in (1..order.len()).rev() {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (*state >> 33) as usize % (at + 1));
    }
}
