//! What reports are compared by: one vector for each, of the words, numbers and names that tell it from news at large.
//!
//! A feature weighs by how often the report has it and by how rare it is, in an imagined background of news (module
//! `background`) and in the reports that came before. What comes later changes nothing, so that reports which come one
//! at a time get the same vectors as all of them at once.

use copydesk_sdk::{Docs, parallel};

use crate::background::{self, BACKGROUND};
use crate::reading::{Reader, Report};
use crate::sparse::{Sparse, square};
use crate::terms::Terms;

/// The reports so far, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Features {
    pub reports: Vec<Report>,
    /// Stems, numbers as printed, and names: entity ids, or folded names after `e:` where nothing resolved them.
    pub terms: Terms,
    /// By term: in how many reports it occurs, and how many of the background count as having it.
    documents: Vec<u32>,
    background: Vec<f32>,
    /// Reports whose terms are counted.
    counted: u32,
}

/// What more than one report in twelve has tells nothing, by the logarithm of that share; what is rarer counts by how much.
const COMMON: f32 = 2.5;
/// A word that a report repeats ten times is not ten times as telling.
const MOST_REPEATED: f32 = 2.2;
/// What a resolved name counts beside its words, which count too: names that no other report resolves alike still meet.
const NAME: f32 = 0.5;

impl Features {
    /// Takes more reports, given by their numbers in `docs`.
    pub(crate) fn add(&mut self, docs: &Docs<'_>, order: &[usize]) {
        let threads = docs.threads();
        // Every run reads its words anew: one thread has one run, several have something left for who is done first.
        let runs = if threads > 1 { threads * 3 } else { 1 };
        let runs = parallel(threads, order.len().div_ceil(runs), order, |_, run| {
            let mut reader = Reader::new(run.iter().map(|&doc| docs[doc].text().len()).sum());
            let reports: Vec<Report> = run.iter().map(|&doc| reader.read(&docs[doc])).collect();
            (reader.finish(), reports)
        });
        let runs: Vec<Run> = runs.into_iter().map(|(terms, reports)| self.merge(terms, reports)).collect();
        let weighed =
            parallel(threads, 1, &runs, |_, run| run.iter().map(|run| self.weigh(run)).collect::<Vec<_>>());
        for (run, vectors) in runs.into_iter().zip(weighed.into_iter().flatten()) {
            for (mut report, weighed) in run.reports.into_iter().zip(vectors) {
                let Weighed { features, names, words } = weighed;
                (report.features, report.names, report.words) = (features, names, words);
                self.reports.push(report);
            }
        }
    }

    /// Whether a term is a name.
    pub(crate) fn is_name(&self, term: u32) -> bool {
        self.terms.text(term).starts_with("e:")
    }

    /// Numbers a run's terms here and counts its reports.
    fn merge(&mut self, terms: Terms, reports: Vec<Report>) -> Run {
        let first = self.counted;
        self.counted += reports.len() as u32;
        // The terms of the first run keep their numbers.
        let numbers = if self.terms.len() == 0 {
            self.terms = terms;
            (0..self.terms.len() as u32).collect()
        } else {
            self.terms.take(&terms)
        };
        for term in self.background.len() as u32..self.terms.len() as u32 {
            let text = self.terms.text(term);
            self.background.push(BACKGROUND * background::share(text.strip_prefix("e:").unwrap_or(text)));
        }
        self.documents.resize(self.terms.len(), 0);
        let mut with = Vec::with_capacity(reports.iter().map(|report| report.features.len()).sum());
        for &(term, _) in reports.iter().flat_map(|report| &report.features) {
            let count = &mut self.documents[numbers[term as usize] as usize];
            *count += 1;
            with.push(*count);
        }
        Run { first, numbers, reports, with }
    }

    /// The vectors of a run's reports and the names and words in their sentences.
    fn weigh(&self, run: &Run) -> Vec<Weighed> {
        let mut with = run.with.iter();
        let weigh = |(at, report): (usize, &Report)| {
            let all = (run.first as usize + at + 1) as f32 + BACKGROUND;
            let all = all.ln();
            let weight = |(&(term, count), &with): (&(u32, f32), &u32)| {
                let term = run.numbers[term as usize];
                let rarity = all - (with as f32 + self.background[term as usize]).ln() - COMMON;
                let kind = if self.is_name(term) { NAME } else { 1.0 };
                (term, kind * (1.0 + count.ln()).clamp(0.5, MOST_REPEATED) * rarity.max(0.0))
            };
            let mut vector: Sparse = report.features.iter().zip(with.by_ref()).map(weight).collect();
            vector.retain(|&(_, weight)| weight > 0.0);
            vector.sort_unstable_by_key(|&(term, _)| term);
            let length = square(&vector).sqrt();
            if length > 0.0 {
                vector.iter_mut().for_each(|(_, weight)| *weight /= length);
            }
            let (names, words) = report.renumbered(&run.numbers);
            Weighed { features: vector, names, words }
        };
        run.reports.iter().enumerate().map(weigh).collect()
    }
}

/// What a report is compared by: its vector, and the names and words in its sentences.
struct Weighed {
    features: Sparse,
    names: Vec<u32>,
    words: Vec<u32>,
}

/// Reports that were read together.
struct Run {
    /// Number of the first one.
    first: u32,
    /// The collection's numbers of the run's terms.
    numbers: Vec<u32>,
    reports: Vec<Report>,
    /// For each feature of each report in turn: how many reports up to this one have it.
    with: Vec<u32>,
}
