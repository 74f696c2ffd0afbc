//! The stories so far, for reports that come one at a time.

use copydesk_sdk::Docs;

use crate::copies::{Copied, Copies};
use crate::features::Features;
use crate::pairs::{Bounds, Pairs};
use crate::stories::{self, NEARLY, USUAL};

/// What decides which reports make a story; the options of the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Least likeness of two groups of reports that are one story, over the likeness within them.
    pub threshold: f32,
    /// Most days between the dates of publication of two reports that are compared.
    pub window_days: i64,
    /// Share of a copy's word runs that the original has, 0 to 1.
    pub copy_threshold: f32,
}

/// Reports and what they have in common. They may come one by one, in batches or all at once: the same reports in the
/// same order make the same stories.
///
/// What has come is never compared anew; [`Desk::stories`] puts the groups together from the pairs found so far.
#[derive(Debug)]
pub struct Desk {
    settings: Settings,
    pub(crate) features: Features,
    copies: Copies,
    pairs: Pairs,
}

impl Desk {
    /// An empty desk.
    pub fn new(settings: Settings) -> Self {
        Self { settings, features: Features::default(), copies: Copies::default(), pairs: Pairs::default() }
    }

    /// Takes documents, given by their places in `docs`, in this order, which should be that of their publication. They
    /// are numbered from 0 in the order in which they came.
    pub fn add(&mut self, docs: &Docs<'_>, order: &[usize]) {
        let first = self.features.reports.len();
        let threads = docs.threads();
        self.features.add(docs, order);
        self.copies.add(&self.features.reports, first, self.settings.copy_threshold, threads);
        let floor = NEARLY * self.settings.threshold * USUAL;
        let bounds = Bounds { floor, window: self.settings.window_days };
        self.pairs.add(&self.features, first, bounds, threads);
    }

    /// How many documents have come.
    pub fn len(&self) -> usize {
        self.features.reports.len()
    }

    /// Whether none has come.
    pub fn is_empty(&self) -> bool {
        self.features.reports.is_empty()
    }

    /// The stories so far: numbers of documents in rising order, stories in order of their first document. Where
    /// `cancelled` says so the work ends early.
    pub fn stories(&self, threads: usize, cancelled: impl Fn() -> bool) -> Vec<Vec<usize>> {
        stories::group(
            &self.features.reports,
            self.features.terms.len(),
            &self.pairs,
            &self.copies.found,
            stories::Effort { threshold: self.settings.threshold, threads },
            cancelled,
        )
    }

    /// The reports and the copies among them, once no more reports come.
    pub(crate) fn settle(self) -> (Features, Vec<Copied>) {
        (self.features, self.copies.found)
    }
}
