//! Collecting problems while a configuration is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use miette::LabeledSpan;

use crate::text::{Place, Text};
use crate::{Problem, ProblemKind, Problems};

/// A problem on its way into a [`Report`].
#[derive(Debug)]
pub(crate) struct Draft {
    kind: ProblemKind,
    warning: bool,
    message: String,
    help: Option<String>,
    places: Vec<(Place, String)>,
}

impl Draft {
    pub(crate) fn error(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { kind, warning: false, message: message.into(), help: None, places: Vec::new() }
    }

    pub(crate) fn warning(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { warning: true, ..Self::error(kind, message) }
    }

    /// The same, but the configuration can be used in spite of it.
    pub(crate) fn softened(self) -> Self {
        Self { warning: true, ..self }
    }

    /// Where it is, with a few words beside the caret. The first place counts as the place of the problem.
    pub(crate) fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.places.push((place, label.into()));
        self
    }

    /// What to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The texts that a configuration was read from, and what is wrong with them.
#[derive(Debug)]
pub(crate) struct Report {
    /// The file, then the overrides.
    pub(crate) texts: Vec<Arc<Text>>,
    problems: Problems,
    /// Lines of the file that are not TOML: what else is wrong there follows from that.
    broken_lines: BTreeSet<usize>,
}

impl Report {
    pub(crate) fn new(texts: Vec<Arc<Text>>) -> Self {
        Self { texts, problems: Problems::default(), broken_lines: BTreeSet::new() }
    }

    pub(crate) fn add(&mut self, draft: Draft) {
        if self.follows_from_syntax(&draft) {
            return;
        }
        if draft.kind == ProblemKind::Syntax
            && let Some((place, _)) = draft.places.first()
            && place.text == 0
            && let Some(text) = self.texts.first()
        {
            // The parser often says the same of one line more than once.
            let line = text.line(place.start);
            if !self.broken_lines.insert(line) {
                return;
            }
        }
        let problem = self.finish(draft);
        self.problems.push(problem);
    }

    /// Whether the file itself could not be parsed whole.
    pub(crate) fn is_broken(&self) -> bool {
        !self.broken_lines.is_empty()
    }

    /// Whether further problems are only counted, so that suggestions need not be worked out.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.is_full()
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.problems.errors() > 0
    }

    /// All problems in the order of the file.
    pub(crate) fn into_problems(mut self) -> Problems {
        self.problems.sort();
        self.problems
    }

    /// With lines missing from the tree, what seems absent may be there, and names may be lost.
    fn follows_from_syntax(&self, draft: &Draft) -> bool {
        use ProblemKind::{BadValue, Override, Syntax, TooDeep, UnknownKey, Version, WrongType};
        if !self.is_broken() || draft.kind == Syntax {
            return false;
        }
        let local = matches!(draft.kind, UnknownKey | WrongType | BadValue | Override | TooDeep | Version);
        let on_broken_line = draft.places.first().is_some_and(|(place, _)| {
            place.text == 0
                && self.texts.first().is_some_and(|text| self.broken_lines.contains(&text.line(place.start)))
        });
        !local || on_broken_line
    }

    fn finish(&self, draft: Draft) -> Problem {
        let mut text = None;
        let mut labels: Vec<LabeledSpan> = Vec::new();
        let rank = draft.places.first().map_or((0, 0), |(place, _)| (place.text, place.start));
        for (place, label) in &draft.places {
            let Some(found) = self.texts.get(place.text) else { continue };
            if place.text != rank.0 || (!labels.is_empty() && !found.is_short(place.start)) {
                continue;
            }
            let span = found.clip(place.start, place.end);
            let label = (!label.is_empty()).then(|| label.clone());
            labels.push(if labels.is_empty() {
                LabeledSpan::new_primary_with_span(label, span)
            } else {
                LabeledSpan::new_with_span(label, span)
            });
            text = Some(Arc::clone(found));
        }
        Problem {
            kind: draft.kind,
            warning: draft.warning,
            message: draft.message,
            help: draft.help,
            labels,
            text,
            rank,
        }
    }
}
