//! `copydesk verify`.

use std::fmt::Write as _;

use anyhow::Result;
use copydesk::io::IoError;

use crate::args::VerifyArgs;
use crate::{FINE, LOST, out};

/// `copydesk verify`.
pub(crate) fn verify(args: &VerifyArgs) -> Result<u8> {
    let beside = args.briefings.with_file_name("documents.jsonl");
    let documents = args.documents.as_deref().unwrap_or(&beside);
    if let Some(text) = &args.text {
        return crate::claims::check(args, text, documents);
    }
    let report = match copydesk::io::verify(&args.briefings, documents) {
        Ok(report) => report,
        // A record that does not hold is what this command is there to find.
        Err(error @ IoError::Malformed { .. }) => {
            out::data(&format!("{error}\n"))?;
            return Ok(LOST);
        }
        Err(error) => return Err(error.into()),
    };
    let mut text = String::new();
    for failure in &report.failures {
        writeln!(text, "{failure}")?;
    }
    writeln!(
        text,
        "{}, {} re-read, {} compared: {} wrong",
        counted(report.briefings, "briefing"),
        counted(report.cites, "citation"),
        counted(report.sentences, "text"),
        report.failures.len()
    )?;
    out::data(&text)?;
    Ok(if report.is_good() { FINE } else { LOST })
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
