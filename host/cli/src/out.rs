//! Standard output and standard error: the one place that writes to them.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::{Context as _, Result};
use copydesk::config::Problems;

/// Prints data to standard output.
pub(crate) fn data(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .context("standard output cannot be written")
}

/// Prints a message to standard error. Nobody can be told when that fails.
pub(crate) fn say(text: &str) {
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// Prints an error with its causes, each once: some errors tell their cause themselves.
pub(crate) fn error(error: &anyhow::Error) {
    let mut message = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !message.contains(&cause) {
            message = format!("{message}: {cause}");
        }
    }
    say(&format!("error: {message}"));
}

/// Prints everything that is wrong with a configuration.
pub(crate) fn problems(problems: &Problems) {
    if !problems.is_empty() {
        let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        say(problems.render(colour, 100).trim_end());
    }
}

/// Whether an error only says that the reader of standard output went away, as `head` does.
pub(crate) fn is_closed(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
