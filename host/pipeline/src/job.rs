//! What one run reads and writes.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use copydesk_config::{Config, OnError};
use copydesk_core::tables;
use copydesk_io::{Format, Input, SinkFormat, SinkSpec, SourceSpec, Target, Unit};

use crate::{Pipeline, PipelineError, specs};

/// Sources and sinks of one run.
#[derive(Debug, Clone)]
pub struct Job {
    /// Read in this order.
    pub sources: Vec<SourceSpec>,
    /// Written side by side.
    pub sinks: Vec<SinkSpec>,
    /// Where lost documents are written down.
    pub quarantine: Option<Target>,
    /// What happens to a document that is lost.
    pub on_error: OnError,
}

impl Job {
    /// What the configuration says.
    ///
    /// # Errors
    /// When it has no sinks.
    pub fn configured(pipeline: &Pipeline) -> Result<Self, PipelineError> {
        let config = pipeline.config();
        if config.sinks.is_empty() {
            return Err(PipelineError::NoSinks);
        }
        let sinks = config.sinks.iter().map(specs::sink).collect();
        let quarantine = Target::File(config.run.quarantine.clone());
        Ok(Self::new(config, sinks, quarantine))
    }

    /// The configuration's sources, and the standard files in a folder: `documents.jsonl`, and `entities.jsonl`,
    /// `briefings.jsonl`, `briefing.md`, `report.html` and `evidence.json` where a stage fills them.
    pub fn into_folder(pipeline: &Pipeline, folder: &Path) -> Self {
        let config = pipeline.config();
        let file = |name: &str| Target::File(folder.join(name));
        let table = |name: &str| SinkFormat::Table(name.to_owned());
        let standard = [
            (SinkFormat::Documents, "documents.jsonl"),
            (table(tables::ENTITIES), "entities.jsonl"),
            (table(tables::BRIEFINGS), "briefings.jsonl"),
            (SinkFormat::Markdown, "briefing.md"),
            (SinkFormat::Html, "report.html"),
            (SinkFormat::Evidence, "evidence.json"),
        ];
        let sinks = standard
            .into_iter()
            .filter(|(format, _)| format.table().is_none_or(|table| pipeline.provides(table)))
            .map(|(format, name)| SinkSpec { format, target: file(name), offsets: Unit::Codepoint })
            .collect();
        let name = config.run.quarantine.file_name().map_or_else(|| "quarantine.jsonl".into(), PathBuf::from);
        Self::new(config, sinks, Target::File(folder.join(name)))
    }

    fn new(config: &Config, sinks: Vec<SinkSpec>, quarantine: Target) -> Self {
        let on_error = config.run.on_error;
        let sources = config.sources.iter().map(|source| specs::source(source, &config.run)).collect();
        let quarantine = (on_error == OnError::Quarantine).then_some(quarantine);
        Self { sources, sinks, quarantine, on_error }
    }

    /// Reads these paths instead of the configured sources; `-` is standard input. Field names and constant metadata
    /// of the first configured source stay in force.
    #[must_use]
    pub fn reading(mut self, config: &Config, paths: &[PathBuf]) -> Self {
        // Exact copies are left out as they are from a configured source that says nothing of them.
        let like = self.sources.first().cloned().unwrap_or_else(|| SourceSpec {
            limits: specs::limits(&config.run),
            skip_copies: true,
            ..SourceSpec::default()
        });
        let like = SourceSpec { format: Format::Auto, ..like };
        self.sources = paths
            .iter()
            .map(|path| {
                let input = if path == Path::new("-") { Input::Stdin } else { Input::paths([path]) };
                SourceSpec { input, ..like.clone() }
            })
            .collect();
        self
    }

    /// Leaves the files that this job writes out of the folders that it reads, so that a briefing of yesterday is
    /// no report of today.
    #[must_use]
    pub fn without_own_files(mut self) -> Self {
        let targets = self.sinks.iter().map(|sink| &sink.target).chain(&self.quarantine);
        let written: Vec<PathBuf> = targets
            .filter_map(|target| match target {
                Target::File(path) => absolute(path),
                Target::Stdout => None,
            })
            .collect();
        for spec in &mut self.sources {
            let Input::Files { paths, exclude, .. } = &mut spec.input else { continue };
            for folder in paths.iter().filter(|path| path.is_dir()) {
                let Some(root) = absolute(folder) else { continue };
                let inside = written.iter().filter_map(|file| file.strip_prefix(&root).ok());
                exclude.extend(inside.map(|file| literal(&folder.join(file))));
            }
        }
        self
    }
}

/// The real path of a file that may not be there yet.
fn absolute(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = path.canonicalize() {
        return Some(path);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(absolute(parent).filter(|_| parent != path)?.join(path.file_name()?))
}

/// A pattern that matches this path and nothing else.
fn literal(path: &Path) -> String {
    let mut pattern = String::new();
    for c in path.to_string_lossy().chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}') {
            pattern.extend(['[', c, ']']);
        } else {
            pattern.push(c);
        }
    }
    pattern
}

/// What documents of these paths bring before the first stage, for [`Pipeline::open_for`]: formats that carry layers
/// bring any; the rest bring metadata.
pub fn brings(config: &Config, paths: &[PathBuf]) -> Vec<&'static str> {
    let specs: Vec<SourceSpec> =
        config.sources.iter().map(|source| specs::source(source, &config.run)).collect();
    let carries = |format: Format, path: Option<&Path>| match format {
        Format::Documents | Format::Conll | Format::Conllu => true,
        Format::Auto => path.is_some_and(may_carry_layers),
        _ => false,
    };
    let any = if paths.is_empty() {
        specs.iter().any(|spec| match &spec.input {
            Input::Files { paths, .. } => paths.iter().any(|path| carries(spec.format, Some(path))),
            Input::Stdin => carries(spec.format, None),
        })
    } else {
        paths.iter().any(|path| carries(Format::Auto, Some(path)))
    };
    if any { vec!["*"] } else { vec!["meta.*"] }
}

/// Whether a file is of a format that can hold layers: by its extension, and for JSON lines by its first line.
fn may_carry_layers(path: &Path) -> bool {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("conll" | "conllu" | "bio") => true,
        Some("jsonl" | "ndjson") => {
            let mut head = Vec::new();
            let opened = std::fs::File::open(path).and_then(|file| file.take(512).read_to_end(&mut head));
            opened.is_ok() && String::from_utf8_lossy(&head).contains("copydesk.document/")
        }
        _ => false,
    }
}
