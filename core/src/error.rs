//! How a stage fails.

use std::fmt;

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The stage said so.
    Failed,
    /// The stage panicked.
    Panicked,
    /// The options are not usable.
    BadOptions,
    /// The stage returned something that the host refuses: bad offsets, an undeclared layer, broken UTF-8.
    BadOutput,
    /// The run was cancelled.
    Cancelled,
}

impl Fault {
    /// The word for it in the quarantine file.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::BadOptions => "bad-options",
            Self::BadOutput => "bad-output",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A failure of a stage, of its options, or of one document in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageError {
    /// What kind.
    pub fault: Fault,
    /// One sentence, lower case, no final stop.
    pub message: String,
}

impl StageError {
    /// A failure of the given kind.
    pub fn new(fault: Fault, message: impl Into<String>) -> Self {
        Self { fault, message: message.into() }
    }

    /// The stage could not do its work.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Fault::Failed, message)
    }

    /// The options are not usable.
    pub fn options(message: impl Into<String>) -> Self {
        Self::new(Fault::BadOptions, message)
    }
}

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StageError {}
