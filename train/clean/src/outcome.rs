//! What becomes of story and furniture, by the score that parts them.

use copydesk_clean::training::Fate;

use crate::fit::Line;

/// Most bytes of story and of furniture that one page counts.
const MOST_BYTES: f64 = 8_000.0;
/// The biases that are tried, in steps.
const BIASES: std::ops::RangeInclusive<i32> = -4..=24;
const STEP: i32 = 16;
/// The story precision that is asked for, and those that are told.
const WANTED: f64 = 0.99;
const TOLD: [f64; 3] = [0.985, WANTED, 0.995];

/// What became of the pages at a bias.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcomes {
    pub(crate) bias: i32,
    /// With pages that were cut down, and no page counting much more than others.
    pub(crate) even: Outcome,
    /// Whole pages with all of their bytes, as `copydesk eval clean` counts.
    pub(crate) whole: Outcome,
}

/// What became of story and furniture, in bytes and in lines.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcome {
    story: [f64; 2],
    lost: [f64; 2],
    furniture: [f64; 2],
    found: [f64; 2],
}

impl Outcome {
    /// Counts a line; its bytes of story and of furniture by a factor each.
    pub(crate) fn count(&mut self, line: &Line, fate: Fate, scale: (f64, f64)) {
        let own = f64::from(u8::from(line.story > line.furniture));
        let other = f64::from(u8::from(line.furniture > line.story));
        let (story, rest) = ([line.story * scale.0, own], [line.furniture * scale.1, other]);
        for unit in 0..2 {
            self.story[unit] += story[unit];
            self.furniture[unit] += rest[unit];
            if fate == Fate::Furniture {
                self.lost[unit] += story[unit];
            }
            if fate != Fate::Story {
                self.found[unit] += rest[unit];
            }
        }
    }

    fn precision(&self, unit: usize) -> f64 {
        1.0 - self.lost[unit] / self.story[unit].max(1.0)
    }

    fn recall(&self, unit: usize) -> f64 {
        self.found[unit] / self.furniture[unit].max(1.0)
    }
}

/// Nothing counted yet, for every bias.
pub(crate) fn none() -> Vec<Outcomes> {
    BIASES.map(|step| Outcomes { bias: step * STEP, ..Outcomes::default() }).collect()
}

/// What the bytes of a page's story and of its furniture count, so that long pages count no more than others.
pub(crate) fn scale(lines: &[Line]) -> (f64, f64) {
    let sum = |of: fn(&Line) -> f64| lines.iter().map(of).sum::<f64>();
    let scale = |all: f64| (MOST_BYTES / all.max(1.0)).min(1.0);
    (scale(sum(|line| line.story)), scale(sum(|line| line.furniture)))
}

/// The least bias at which whole pages keep the story precision that is asked for, by bytes, in every way of dealing:
/// pages like those of training flatter, pages of another set are few and odd.
pub(crate) fn choose(dealt: &[&[Outcomes]]) -> i32 {
    let reached = |one: &Outcomes| one.whole.precision(0) >= WANTED;
    let holds = |at: usize| dealt.iter().all(|outcomes| outcomes.get(at).is_some_and(reached));
    let biases: Vec<i32> = none().iter().map(|one| one.bias).collect();
    let found = (0..biases.len()).find(|&at| holds(at)).and_then(|at| biases.get(at));
    found.or(biases.last()).copied().unwrap_or(0)
}

/// The furniture recall by bytes where the story precision is `wanted`, between the two nearest biases.
fn recall_at(outcomes: &[Outcomes], wanted: f64, of: fn(&Outcomes) -> &Outcome) -> Option<f64> {
    let at = outcomes.iter().position(|one| of(one).precision(0) >= wanted)?;
    let (high, low) = (of(&outcomes[at]), of(&outcomes[at.saturating_sub(1)]));
    let apart = high.precision(0) - low.precision(0);
    let part = if apart > 0.0 { (wanted - low.precision(0)) / apart } else { 1.0 };
    Some(low.recall(0) + (high.recall(0) - low.recall(0)) * part)
}

/// The figures of a cross-validation by `folds`, in lines.
pub(crate) fn report(folds: &str, outcomes: &[Outcomes]) -> Vec<String> {
    let percent = |share: f64| 100.0 * share;
    let mut report = Vec::new();
    for Outcomes { bias, even, whole } in outcomes {
        let in_both = |outcome: &Outcome| {
            let [bytes, lines] =
                [0, 1].map(|unit| (percent(outcome.recall(unit)), percent(outcome.precision(unit))));
            format!("{:.2}, {:.2} in bytes; {:.2}, {:.2} in lines", bytes.0, bytes.1, lines.0, lines.1)
        };
        report.push(format!(
            "cross-validation by {folds}, bias {bias}: furniture recall, story precision {}; whole pages {}",
            in_both(even),
            in_both(whole),
        ));
    }
    for wanted in TOLD {
        let told = |of| {
            let recall = recall_at(outcomes, wanted, of);
            recall.map_or("not reached".to_owned(), |recall| format!("{:.2}", percent(recall)))
        };
        report.push(format!(
            "cross-validation by {folds}, furniture recall at story precision {:.1}: {}; whole pages {}",
            percent(wanted),
            told(|one| &one.even),
            told(|one| &one.whole),
        ));
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of 1,000 bytes of story, of which 20 are lost at low biases, and 100 of furniture, of which 40 are kept at
    /// high ones.
    fn outcomes() -> Vec<Outcomes> {
        let mut all = none();
        for (step, one) in all.iter_mut().enumerate() {
            let fate = |is: bool| if is { Fate::Furniture } else { Fate::Story };
            for outcome in [&mut one.even, &mut one.whole] {
                outcome.count(&Line::of(980.0, 0.0), Fate::Story, (1.0, 1.0));
                outcome.count(&Line::of(20.0, 0.0), fate(step < 5), (1.0, 1.0));
                outcome.count(&Line::of(0.0, 60.0), Fate::Furniture, (1.0, 1.0));
                outcome.count(&Line::of(0.0, 40.0), fate(step < 5), (1.0, 1.0));
            }
        }
        all
    }

    #[test]
    fn the_least_bias_that_keeps_the_story_is_taken() {
        let all = outcomes();
        assert_eq!(choose(&[&all, &all]), all[5].bias);
        let recall = recall_at(&all, 0.99, |one| &one.whole).unwrap();
        assert!((recall - 0.8).abs() < 1e-9, "half-way between 1.0 and 0.6: {recall}");
        assert_eq!(recall_at(&all[..5], 0.99, |one| &one.whole), None);
    }
}
