use thiserror::Error;

/// Why gold or predictions cannot be read or compared. The texts name the file and say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A line that does not have the form of its file.
    #[error("{file}, line {line}: {message}")]
    Line {
        /// The file as the caller named it.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong and what is expected.
        message: String,
    },
    /// A file that holds nothing to score, or is not of the kind asked for.
    #[error("{file}: {message}")]
    File {
        /// The file as the caller named it.
        file: String,
        /// What is wrong and what is expected.
        message: String,
    },
    /// Gold and prediction of one document do not fit together.
    #[error("document `{document}`: {message}")]
    Document {
        /// The document's id.
        document: String,
        /// What does not fit.
        message: String,
    },
    /// A label map or preset that cannot be understood.
    #[error("label map `{map}`: {message}")]
    Labels {
        /// The map as given.
        map: String,
        /// What is wrong and what is expected.
        message: String,
    },
}

impl EvalError {
    pub(crate) fn line(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self::Line { file: file.to_owned(), line, message: message.into() }
    }

    pub(crate) fn file(file: &str, message: impl Into<String>) -> Self {
        Self::File { file: file.to_owned(), message: message.into() }
    }

    pub(crate) fn document(document: &str, message: impl Into<String>) -> Self {
        Self::Document { document: document.to_owned(), message: message.into() }
    }
}
