//! What can be wrong with a configuration, and how it is told.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};

use crate::text::Text;

/// Kinds of problem. Each has a code, `copydesk::config::...`, that stays the same between releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The file cannot be read.
    Unreadable,
    /// The file is too large to be a configuration.
    TooLarge,
    /// The file is not UTF-8 text.
    NotUtf8,
    /// The file or an override is not TOML.
    Syntax,
    /// Tables or keys are nested too deeply.
    TooDeep,
    /// The file is written for another version of this program.
    Version,
    /// A key that this program does not know.
    UnknownKey,
    /// A key that must be there and is not.
    MissingKey,
    /// A value of the wrong type.
    WrongType,
    /// A value of the right type that cannot be used.
    BadValue,
    /// A name that must be unique stands twice.
    Duplicate,
    /// Keys that are fine alone and wrong together.
    Conflict,
    /// A name that is no stage of the pipeline.
    UnknownStage,
    /// Settings that nothing uses.
    Unused,
    /// A `--set` argument that cannot be applied.
    Override,
    /// An option that the plugin does not accept.
    Option,
    /// A stage needs what no earlier stage provides.
    UnmetNeed,
    /// A stage reads something if it is there, but it comes only later.
    LateUse,
    /// An output or a test asks for what no stage provides.
    NothingProvides,
}

impl ProblemKind {
    /// The code, such as `copydesk::config::unknown_key`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "copydesk::config::unreadable",
            Self::TooLarge => "copydesk::config::too_large",
            Self::NotUtf8 => "copydesk::config::not_utf8",
            Self::Syntax => "copydesk::config::syntax",
            Self::TooDeep => "copydesk::config::too_deep",
            Self::Version => "copydesk::config::version",
            Self::UnknownKey => "copydesk::config::unknown_key",
            Self::MissingKey => "copydesk::config::missing_key",
            Self::WrongType => "copydesk::config::wrong_type",
            Self::BadValue => "copydesk::config::bad_value",
            Self::Duplicate => "copydesk::config::duplicate",
            Self::Conflict => "copydesk::config::conflict",
            Self::UnknownStage => "copydesk::config::unknown_stage",
            Self::Unused => "copydesk::config::unused",
            Self::Override => "copydesk::config::override",
            Self::Option => "copydesk::config::option",
            Self::UnmetNeed => "copydesk::config::unmet_need",
            Self::LateUse => "copydesk::config::late_use",
            Self::NothingProvides => "copydesk::config::nothing_provides",
        }
    }
}

/// One problem: what, where, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    pub(crate) kind: ProblemKind,
    pub(crate) warning: bool,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// The first label is where the problem is; all of them lie in `text`.
    pub(crate) labels: Vec<LabeledSpan>,
    pub(crate) text: Option<Arc<Text>>,
    /// File before overrides, then by place.
    pub(crate) rank: (usize, usize),
}

impl Problem {
    /// What kind of problem it is.
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// Whether the configuration can be used in spite of it.
    pub fn is_warning(&self) -> bool {
        self.warning
    }

    /// What to do about it, in words.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Where it is: name of the file (or `command line`), line and column, both from 1.
    pub fn place(&self) -> Option<(&str, usize, usize)> {
        let text = self.text.as_ref()?;
        let offset = self.labels.first()?.offset();
        Some((text.name(), text.line(offset) + 1, text.column(offset) + 1))
    }
}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.kind.code()))
    }

    fn severity(&self) -> Option<Severity> {
        Some(if self.warning { Severity::Warning } else { Severity::Error })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.text.as_deref().map(|text| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }
}

/// All problems that were found, errors and warnings, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// Errors and warnings that were found but not kept, because there were so many.
    dropped: (usize, usize),
}

/// More problems than this are only counted: nobody reads them, and keeping them would cost memory.
const MOST_KEPT: usize = 100;

impl Problems {
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MOST_KEPT
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        if !self.is_full() {
            self.list.push(problem);
        } else if problem.warning {
            self.dropped.1 += 1;
        } else {
            self.dropped.0 += 1;
        }
    }

    pub(crate) fn sort(&mut self) {
        self.list.sort_by_key(|problem| problem.rank);
    }

    /// The problems; at most a hundred are kept.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Number of problems that make the configuration unusable.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|problem| !problem.warning).count() + self.dropped.0
    }

    /// Number of warnings.
    pub fn warnings(&self) -> usize {
        self.list.iter().filter(|problem| problem.warning).count() + self.dropped.1
    }

    /// Puts others behind these.
    pub fn append(&mut self, other: Self) {
        other.list.into_iter().for_each(|problem| self.push(problem));
        self.dropped.0 += other.dropped.0;
        self.dropped.1 += other.dropped.1;
    }

    /// `2 errors, 1 warning in pipeline.toml`.
    pub fn summary(&self) -> String {
        let count = |number: usize, word: &str| match number {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{number} {word}s")),
        };
        let counts = [count(self.errors(), "error"), count(self.warnings(), "warning")];
        let mut names: Vec<&str> =
            self.list.iter().filter_map(|problem| problem.text.as_deref().map(Text::name)).collect();
        names.dedup();
        names.sort_unstable();
        names.dedup();
        let mut summary = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        if summary.is_empty() {
            summary.push_str("no problems");
        }
        match names.as_slice() {
            [] => summary,
            names => format!("{summary} in {}", names.join(" and ")),
        }
    }

    /// All problems for a terminal of `width` columns, with the summary as the last line; nothing for no problems.
    /// Without colour it is plain ASCII, apart from what it quotes.
    pub fn render(&self, colour: bool, width: usize) -> String {
        if self.list.is_empty() {
            return String::new();
        }
        let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::none() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width.clamp(40, 200))
            .with_break_words(false)
            .with_links(false);
        let mut out = String::new();
        for problem in &self.list {
            if handler.render_report(&mut out, problem).is_err() {
                // A text that cannot be drawn still has its message.
                out.push_str(&problem.message);
            }
            out.push('\n');
        }
        let unseen = self.dropped.0 + self.dropped.1;
        if unseen > 0 {
            out.push_str(&format!("... and {unseen} more that are not shown\n"));
        }
        out.push_str(&self.summary());
        out.push('\n');
        out
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())?;
        for problem in &self.list {
            f.write_str("\n  ")?;
            if let Some((name, line, column)) = problem.place() {
                write!(f, "{name}:{line}:{column}: ")?;
            }
            f.write_str(&problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl Diagnostic for Problems {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.list.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
