//! What can go wrong as a whole: a wrong name, a pattern, a disk. One bad record is a
//! [`Rejection`](crate::Rejection) instead.

use std::io;

/// Why documents cannot be read at all, or results cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IoError {
    /// A file or folder that was named does not exist.
    #[error("`{path}` does not exist; check the name and the folder that you are in")]
    NotFound {
        /// As the user gave it.
        path: String,
    },
    /// A pattern found nothing.
    #[error(
        "pattern `{pattern}` matches no file that can be read; try it with `ls`, or name a folder instead"
    )]
    NoMatch {
        /// As the user gave it.
        pattern: String,
    },
    /// A pattern that is not one.
    #[error("pattern `{pattern}` is not valid: {message}")]
    BadPattern {
        /// As the user gave it.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// A folder without a single report.
    #[error(
        "folder `{path}` holds no report that can be read{skipped}; copydesk reads text, JSON lines and CoNLL files"
    )]
    EmptyFolder {
        /// As the user gave it.
        path: String,
        /// What was skipped in it, or empty.
        skipped: String,
    },
    /// No source at all.
    #[error("there is nothing to read; name a file, a folder or a pattern, or `-` for standard input")]
    NoInput,
    /// A folder that was named cannot be listed.
    #[error("cannot list folder `{path}`: {source}; check its permissions")]
    Unlistable {
        /// As the user gave it.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file that must be read as a whole cannot be.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// As the user gave it.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A line of one of copydesk's own files does not fit its schema.
    #[error("`{path}`, line {line}: {message}")]
    Malformed {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// The disk is full.
    #[error(
        "no space left while writing `{path}`; nothing was put under that name: free some space or choose another folder, and run again"
    )]
    DiskFull {
        /// The file that was to be written.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{path}`: {source}; check that the folder exists and may be written to")]
    Unwritable {
        /// The file that was to be written.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Whoever read the output stopped reading, as `head` does: a reason to stop, not a failure.
    #[error("the reader of `{path}` closed it")]
    Closed {
        /// `-` for standard output.
        path: String,
    },
    /// A sink needs a layer that a document does not have.
    #[error(
        "document `{document}` has no layer `{layer}`, which `{sink}` output needs; add the stage that writes it"
    )]
    MissingLayer {
        /// The format of the sink.
        sink: &'static str,
        /// The document.
        document: String,
        /// The layer.
        layer: &'static str,
    },
    /// A table refers to a document whose text the host did not keep.
    #[error(
        "table `{table}`, row {row}: document `{document}` is not among the documents kept for the tables"
    )]
    MissingDocument {
        /// The table.
        table: String,
        /// The row, from 0.
        row: usize,
        /// The document.
        document: String,
    },
    /// A row of a table does not fit.
    #[error("table `{table}`, row {row}: {message}")]
    BadRow {
        /// The table.
        table: String,
        /// The row, from 0.
        row: usize,
        /// What is wrong.
        message: String,
    },
}

impl IoError {
    /// Sorts a failed write by what the user has to do about it.
    pub(crate) fn write(path: &str, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path, source },
            _ => Self::Unwritable { path, source },
        }
    }

    /// Whether this only says that nobody reads the output any more; the caller stops without complaint.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_writes_are_told_apart() {
        let error = |kind: io::ErrorKind| IoError::write("out/a.jsonl", kind.into());
        assert!(error(io::ErrorKind::BrokenPipe).is_closed());
        assert!(matches!(error(io::ErrorKind::QuotaExceeded), IoError::DiskFull { .. }));
        let message = error(io::ErrorKind::PermissionDenied).to_string();
        assert!(message.contains("cannot write `out/a.jsonl`: permission denied; check"), "{message}");
    }
}
