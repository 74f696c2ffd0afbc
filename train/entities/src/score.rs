//! Scores on annotated documents, as `copydesk eval entities --preset ... --trim predicted` has them.

use copydesk_entities::labels::Type;

/// Counts of one type: gold, predicted, right.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) gold: usize,
    pub(crate) predicted: usize,
    pub(crate) right: usize,
}

impl Counts {
    pub(crate) fn f1(self) -> f64 {
        let sum = self.gold + self.predicted;
        if sum == 0 { 0.0 } else { 200.0 * self.right as f64 / sum as f64 }
    }

    pub(crate) fn precision(self) -> f64 {
        100.0 * self.right as f64 / self.predicted.max(1) as f64
    }

    pub(crate) fn recall(self) -> f64 {
        100.0 * self.right as f64 / self.gold.max(1) as f64
    }
}

/// PERSON, ORG, LOC and their sum.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Table(pub(crate) [Counts; 4]);

impl Table {
    /// Adds a sentence.
    pub(crate) fn add(&mut self, gold: &[(usize, usize, Type)], predicted: &[(usize, usize, Type)]) {
        let core = |kind: Type| matches!(kind, Type::Person | Type::Org | Type::Loc);
        for &span in gold.iter().filter(|span| core(span.2)) {
            for row in [span.2 as usize, 3] {
                self.0[row].gold += 1;
            }
        }
        for &span in predicted.iter().filter(|span| core(span.2)) {
            for row in [span.2 as usize, 3] {
                self.0[row].predicted += 1;
                self.0[row].right += usize::from(gold.contains(&span));
            }
        }
    }

    pub(crate) fn all(&self) -> Counts {
        self.0[3]
    }

    pub(crate) fn row(&self) -> String {
        let [person, org, loc, all] = self.0;
        format!(
            "core {:.1} (P {:.1} R {:.1})  PER {:.1} ORG {:.1} LOC {:.1}",
            all.f1(),
            all.precision(),
            all.recall(),
            person.f1(),
            org.f1(),
            loc.f1()
        )
    }
}
