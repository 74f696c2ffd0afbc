//! `pipeline.toml`: reading, checking, overriding.
//!
//! [`Config::read`] turns a file and the `--set` arguments into a checked [`Config`], or says everything that is
//! wrong with them at once, each [`Problem`] with its place, a suggestion and what to type. What needs the plugins'
//! descriptors is checked later by [`Config::check_stages`]. This crate reads no other file and knows nothing of
//! libraries, threads or documents.
//!
//! The file is parsed once, into a tree in which every key and value knows where it stands; overrides are put into
//! that tree with places of their own, and the tree is then read against the one table of keys, from which
//! [`reference()`] and [`json_schema()`] are written as well. There is no serde structure in between, because serde
//! stops at the first error and loses the places of flattened and open tables.
#![forbid(unsafe_code)]

mod check;
mod choice;
mod config;
mod endpoints;
mod fields;
mod keys;
mod overrides;
mod parse;
mod problem;
mod read;
mod reference;
mod report;
mod schema;
mod size;
mod suggest;
mod test_cases;
mod text;
mod tree;
mod words;

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use copydesk_core::names;

pub use choice::{
    Duplicates, HtmlText, InputFormat, InvalidUtf8, OffsetUnit, OnError, SinkFormat, SinkKind, SourceKind,
};
pub use config::{
    Config, Expect, ExpectedSpan, FieldNames, Run, Sink, Source, StageConfig, TestCase, TestInput,
};
pub use overrides::Override;
pub use problem::{Problem, ProblemKind, Problems};
pub use reference::reference;
pub use schema::json_schema;

use config::Origin;
use report::{Draft, Report};
use text::{Place, Text};

/// A configuration has some kilobytes; what is longer than this many bytes is another file.
pub const MAX_BYTES: usize = 4 << 20;

impl Config {
    /// Reads a file, puts the overrides over it, and checks everything that can be checked without plugins. Paths
    /// in it are relative to its folder.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn read(path: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        let name = path.display().to_string();
        let text = read_text(path, &name)?;
        Self::parse(&text, &name, path.parent().unwrap_or(Path::new("")), overrides)
    }

    /// As [`Config::read`], from a text; `name` is what messages call it.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn parse(text: &str, name: &str, base_dir: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        if text.len() > MAX_BYTES {
            return Err(too_large(name));
        }
        let texts = std::iter::once(Arc::new(Text::new(name, text)))
            .chain(overrides.iter().map(Override::source))
            .collect();
        let mut report = Report::new(texts);
        let mut root = parse::document(text, &mut report);
        for (number, one) in overrides.iter().enumerate() {
            one.apply(&mut root, number + 1, &mut report);
        }
        let parts = read::parts(&root, base_dir, &mut report);
        let Some(parts) = parts.filter(|_| !report.has_errors()) else {
            return Err(report.into_problems());
        };
        let origin = Arc::new(Origin { texts: report.texts.clone(), root });
        Ok(Self {
            name: parts.name,
            base_dir: base_dir.to_owned(),
            run: parts.run,
            plugin_dirs: parts.plugin_dirs,
            sources: parts.sources,
            stages: parts.stages,
            sinks: parts.sinks,
            tests: parts.tests,
            warnings: report.into_problems(),
            origin,
        })
    }
}

/// The layer that a key of `[tests.expect]` means.
fn names_of_layers(key: &str) -> &str {
    match key {
        "sentences" => names::SENTS,
        "entities" => names::ENTS,
        other => other,
    }
}

fn read_text(path: &Path, name: &str) -> Result<String, Problems> {
    let shown = text::harmless(name);
    let unreadable = |message: String, help: String| {
        let mut report = Report::new(Vec::new());
        report.add(Draft::error(ProblemKind::Unreadable, message).help(help));
        report.into_problems()
    };
    if path.is_dir() {
        let help = format!(
            "name the file in it: {}",
            text::harmless(&path.join("pipeline.toml").display().to_string())
        );
        return Err(unreadable(format!("{shown} is a folder, not a configuration file"), help));
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(|error| {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => {
                "check the path; it is relative to the folder in which the program was started".to_owned()
            }
            std::io::ErrorKind::PermissionDenied => "give yourself the right to read it".to_owned(),
            _ => "check that it is an ordinary file on a disk that works".to_owned(),
        };
        unreadable(format!("cannot read the configuration {shown}: {error}"), help)
    })?;
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| not_utf8(name, error.as_bytes(), error.utf8_error().valid_up_to()))?;
    if text.contains('\0') { Err(binary(name)) } else { Ok(text) }
}

fn too_large(name: &str) -> Problems {
    let mut report = Report::new(Vec::new());
    report.add(
        Draft::error(
            ProblemKind::TooLarge,
            format!(
                "{} is larger than {}, too large for a configuration",
                text::harmless(name),
                size::print(MAX_BYTES as u64)
            ),
        )
        .help("is this the right file? data such as word lists belongs into files that options name"),
    );
    report.into_problems()
}

fn not_utf8(name: &str, bytes: &[u8], offset: usize) -> Problems {
    let shown = text::harmless(name);
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let mut report = Report::new(Vec::new());
        report.add(
            Draft::error(ProblemKind::NotUtf8, format!("{shown} is UTF-16 text, but TOML is UTF-8"))
                .help("save the file as UTF-8; editors offer it under \"Save as\" or \"Encoding\""),
        );
        return report.into_problems();
    }
    if bytes.iter().take(1024).any(|&byte| byte == 0) {
        return binary(name);
    }
    // Up to the bad byte the text is what it is, so the offset holds in the repaired text as well.
    let text = String::from_utf8_lossy(bytes);
    let byte = bytes.get(offset).copied().unwrap_or(0);
    let mut report = Report::new(vec![Arc::new(Text::new(name, &text))]);
    report.add(
        Draft::error(
            ProblemKind::NotUtf8,
            format!("{shown} is not UTF-8: byte 0x{byte:02x} at offset {offset}"),
        )
        .at(Place { text: 0, start: offset, end: offset + '\u{fffd}'.len_utf8() }, "this character")
        .help("save the file as UTF-8; it was probably written as Latin-1 or Windows-1252"),
    );
    report.into_problems()
}

fn binary(name: &str) -> Problems {
    let mut report = Report::new(Vec::new());
    report.add(
        Draft::error(
            ProblemKind::NotUtf8,
            format!("{} is a binary file, not a configuration", text::harmless(name)),
        )
        .help("check the path; a configuration is a text file that begins with `version = 1`"),
    );
    report.into_problems()
}
