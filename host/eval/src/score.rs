use serde::Serialize;

/// `part` of `whole`, 0 where there is nothing to take a part of.
pub fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The harmonic mean of precision and recall, `2PR / (P + R)`, 0 where both are 0
/// (van Rijsbergen, Information Retrieval, 1979, with equal weights).
pub fn f1(precision: f64, recall: f64) -> f64 {
    ratio(2.0 * precision * recall, precision + recall)
}

/// Counts of things found and their precision, recall and F1.
///
/// Precision = right / predicted, recall = right / gold, F1 = their harmonic mean; each is 0 where its
/// denominator is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Score {
    /// How many there are in the gold file.
    pub gold: u64,
    /// How many were predicted.
    pub predicted: u64,
    /// How many predicted ones are in the gold file.
    pub right: u64,
    /// `right / predicted`.
    pub precision: f64,
    /// `right / gold`.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl Score {
    /// The score of these counts.
    pub fn new(gold: u64, predicted: u64, right: u64) -> Self {
        let (precision, recall) = (ratio(right as f64, predicted as f64), ratio(right as f64, gold as f64));
        Self { gold, predicted, right, precision, recall, f1: f1(precision, recall) }
    }

    /// The score over both sets of counts together (micro average).
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::new(self.gold + other.gold, self.predicted + other.predicted, self.right + other.right)
    }

    /// The score of two sorted lists without repeats.
    pub(crate) fn of_sorted<T: Ord>(gold: &[T], predicted: &[T]) -> Self {
        Self::new(gold.len() as u64, predicted.len() as u64, common(gold, predicted))
    }
}

/// How many items two sorted lists without repeats share.
pub(crate) fn common<T: Ord>(a: &[T], b: &[T]) -> u64 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_follow_their_definitions() {
        // 3 of 4 predicted are right: P = 3/4; of 6 gold: R = 3/6; F = 2 * .75 * .5 / 1.25 = .6
        let score = Score::new(6, 4, 3);
        assert_eq!((score.precision, score.recall), (0.75, 0.5));
        assert!((score.f1 - 0.6).abs() < 1e-12);
        assert_eq!(Score::new(0, 0, 0).f1, 0.0);
        assert_eq!(Score::new(1, 2, 1).plus(Score::new(5, 2, 2)), Score::new(6, 4, 3));
        assert_eq!(common(&[1, 3, 5, 7], &[3, 4, 7, 9]), 2);
    }
}
