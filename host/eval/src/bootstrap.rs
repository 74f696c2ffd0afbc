//! Bootstrap confidence intervals with a fixed seed.
//!
//! Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13: draw as many items as there are, with
//! replacement, take the mean, do so many times, and read the interval off the sorted means (percentile method).

use serde::Serialize;

/// An interval that holds the mean with the asked-for confidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How intervals are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bootstrap {
    /// How many samples are drawn; 0 for no interval.
    pub samples: u32,
    /// Share of the sample means inside the interval, such as 0.95.
    pub confidence: f64,
    /// Seed of the random numbers; the same seed gives the same interval.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { samples: 1000, confidence: 0.95, seed: 1 }
    }
}

impl Bootstrap {
    /// The interval of the mean of `values`. For the difference of two systems on the same items give their
    /// differences item by item (the paired bootstrap): the systems differ where the interval leaves 0 out.
    pub fn interval(&self, values: &[f64]) -> Interval {
        let Some(count) = u32::try_from(values.len()).ok().filter(|&count| count > 0 && self.samples > 0)
        else {
            return Interval::default();
        };
        let mut random = Random::new(self.seed);
        let mut means: Vec<f64> = (0..self.samples)
            .map(|_| {
                let sum: f64 =
                    (0..count).map(|_| values.get(random.below(values.len())).copied().unwrap_or(0.0)).sum();
                sum / f64::from(count)
            })
            .collect();
        means.sort_by(f64::total_cmp);
        let tail = (1.0 - self.confidence.clamp(0.0, 1.0)) / 2.0;
        let cut = (tail * f64::from(self.samples)) as usize;
        let low = means.get(cut.min(means.len() - 1)).copied().unwrap_or(0.0);
        let high = means.get(means.len() - 1 - cut.min(means.len() - 1)).copied().unwrap_or(0.0);
        Interval { low: low.min(high), high: high.max(low) }
    }
}

/// The mean of values, 0 of none.
pub fn mean(values: &[f64]) -> f64 {
    crate::ratio(values.iter().sum(), values.len() as f64)
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, even, and the same on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound` (0 where `bound` is 0), by the upper bits of a product; the unevenness is at most
    /// `bound / 2^64`.
    pub fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.bits()) * (bound as u128);
        usize::try_from(product >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_steady_and_sensible() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let bootstrap = Bootstrap::default();
        let interval = bootstrap.interval(&values);
        assert_eq!(interval, bootstrap.interval(&values));
        // The standard error of the mean is 28.87 / 10 = 2.887; 1.96 of them on either side of 49.5 is 43.8 to 55.2.
        assert!((interval.low - 43.84).abs() < 0.8 && (interval.high - 55.16).abs() < 0.8, "{interval:?}");
        assert_eq!(bootstrap.interval(&[0.5; 9]), Interval { low: 0.5, high: 0.5 });
        assert_eq!(bootstrap.interval(&[]), Interval::default());
        let wide = Bootstrap { samples: 1, confidence: 0.0, seed: 3 };
        assert!(wide.interval(&values).low <= wide.interval(&values).high);
    }

    #[test]
    fn random_numbers_are_splitmix64() {
        // First outputs for seed 0, as published with the generator.
        let mut random = Random::new(0);
        assert_eq!([random.bits(), random.bits()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
        assert_eq!(Random::new(1).below(0), 0);
        let mut seen = [false; 6];
        for _ in 0..200 {
            seen[random.below(6)] = true;
        }
        assert_eq!(seen, [true; 6]);
    }
}
