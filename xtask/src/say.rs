//! The only place that writes to the terminal.

use std::io::Write;

/// A line of what was asked for, on standard output.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe is no reason to fail: whoever closed it has seen enough.
    writeln!(out, "{text}").and_then(|()| out.flush()).ok();
}

/// A line about what goes on, on standard error.
pub(crate) fn note(text: &str) {
    // The tests of the step list would otherwise report failures that are none.
    if cfg!(test) {
        return;
    }
    let mut out = std::io::stderr().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).ok();
}
