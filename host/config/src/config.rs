//! The checked configuration.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use crate::Problems;
use crate::choice::{
    Duplicates, HtmlText, InputFormat, InvalidUtf8, OffsetUnit, OnError, SinkFormat, SinkKind, SourceKind,
};
use crate::text::Text;
use crate::tree::Node;

/// A whole configuration without errors. Paths are joined to the folder of the file; a relative folder gives
/// relative paths.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of the pipeline, for people; may be empty.
    pub name: String,
    /// The folder that paths are relative to.
    pub base_dir: PathBuf,
    /// How the stages are run.
    pub run: Run,
    /// Folders to search for plugins, in order. Empty: not given, the caller decides.
    pub plugin_dirs: Vec<PathBuf>,
    /// Where documents come from, in the order of the file.
    pub sources: Vec<Source>,
    /// The stages in the order in which they run, those that are switched off included.
    pub stages: Vec<StageConfig>,
    /// Where results go, in the order of the file.
    pub sinks: Vec<Sink>,
    /// Tests of the pipeline.
    pub tests: Vec<TestCase>,
    /// What looks wrong but can be used.
    pub warnings: Problems,
    /// The texts and the tree, to point at in later checks.
    pub(crate) origin: Arc<Origin>,
}

/// What the configuration was read from.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) texts: Vec<Arc<Text>>,
    pub(crate) root: Node,
}

impl Config {
    /// The stages that run, in order.
    pub fn enabled_stages(&self) -> impl Iterator<Item = &StageConfig> {
        self.stages.iter().filter(|stage| stage.enabled)
    }

    /// The settings of a stage.
    pub fn stage(&self, name: &str) -> Option<&StageConfig> {
        self.stages.iter().find(|stage| stage.name == name)
    }
}

/// `[run]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Number of worker threads; `None` is `"auto"`.
    pub workers: Option<usize>,
    /// Most documents in a batch.
    pub batch: usize,
    /// Bytes of text at which a batch is closed.
    pub batch_bytes: usize,
    /// Bytes of text between reader and writer; at least `max_document_bytes` and `batch_bytes`.
    pub max_in_flight_bytes: usize,
    /// Longest document in bytes.
    pub max_document_bytes: usize,
    /// What happens to a document that fails.
    pub on_error: OnError,
    /// What happens to a document that is not UTF-8.
    pub invalid_utf8: InvalidUtf8,
    /// Most bytes that a byte of a packed file may become.
    pub max_expansion: u64,
    /// The file for failed documents. With an output folder given, only its name counts.
    pub quarantine: PathBuf,
}

/// `[sources.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Where the documents come from.
    pub kind: SourceKind,
    /// Files, folders and globs. In an entry that is a glob, glob characters of the configuration's own folder are
    /// escaped as `[*]`.
    pub include: Vec<PathBuf>,
    /// Globs of files to leave out. One that starts with `**/` is kept as it is, so that it matches everywhere.
    pub exclude: Vec<PathBuf>,
    /// How the input is written.
    pub format: InputFormat,
    /// Its encoding, where that is said.
    pub encoding: Option<String>,
    /// What of a page of HTML becomes the text.
    pub html: HtmlText,
    /// What happens to exact copies.
    pub duplicates: Duplicates,
    /// Which keys of a JSON line hold what.
    pub fields: FieldNames,
    /// Metadata for documents that do not bring their own.
    pub metadata: BTreeMap<String, String>,
}

impl Source {
    /// A source for files, folders and globs given on a command line: taken as they are, format found from the
    /// content, the usual field names.
    pub fn of_paths(include: Vec<PathBuf>) -> Self {
        Self {
            name: "paths".to_owned(),
            kind: SourceKind::Files,
            include,
            exclude: Vec::new(),
            format: InputFormat::Auto,
            encoding: None,
            html: HtmlText::Story,
            duplicates: Duplicates::Skip,
            fields: FieldNames::usual(),
            metadata: BTreeMap::new(),
        }
    }
}

/// `[sources.NAME.fields]`: for each, the names to try in order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the thing of its name")]
pub struct FieldNames {
    pub id: Vec<String>,
    pub title: Vec<String>,
    pub text: Vec<String>,
    pub date: Vec<String>,
    pub publisher: Vec<String>,
    pub url: Vec<String>,
    pub author: Vec<String>,
    pub lang: Vec<String>,
}

/// `[stages.NAME]`, or a stage without a table.
#[derive(Debug, Clone, PartialEq)]
pub struct StageConfig {
    /// Its name in this pipeline.
    pub name: String,
    /// The plugin behind it.
    pub plugin: String,
    /// The pinned hash of the plugin's library, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// Whether it runs.
    pub enabled: bool,
    /// The options as given: a JSON object. Hand a plugin [`Config::plugin_options`] instead.
    pub options: Value,
}

/// `[sinks.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sink {
    /// Its name.
    pub name: String,
    /// Where the output goes.
    pub kind: SinkKind,
    /// The file; `None` for the standard output.
    pub path: Option<PathBuf>,
    /// `documents`, or the name of a collection table.
    pub content: String,
    /// How it is written.
    pub format: SinkFormat,
    /// The unit of every offset.
    pub offsets: OffsetUnit,
}

/// `[[tests]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCase {
    /// What is tested; no two tests have the same name.
    pub name: String,
    /// The last stage that runs; `None` is all of them.
    pub until: Option<String>,
    /// The documents that go in; at least one.
    pub inputs: Vec<TestInput>,
    /// What must come out.
    pub expect: Expect,
}

/// A document that goes into a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestInput {
    /// Its id; no two inputs of a test have the same.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its metadata: title, published, publisher, author, url, lang.
    pub meta: BTreeMap<String, String>,
}

/// `[tests.expect]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expect {
    /// Expected spans by name of the layer (`sents` for `sentences`, `ents` for `entities`), over all documents in
    /// order of input.
    pub layers: BTreeMap<String, Vec<ExpectedSpan>>,
    /// Texts that the points of a briefing must contain.
    pub points: Vec<String>,
    /// Metadata that the documents must have.
    pub meta: BTreeMap<String, String>,
    /// Whether other spans may be there as well.
    pub contains: bool,
}

/// A span that must come out. What is `None` or absent is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpectedSpan {
    /// The text that it covers.
    pub text: String,
    /// Its label.
    pub label: Option<String>,
    /// The id of the document in which it stands.
    pub document: Option<String>,
    /// Values of attributes, as text.
    pub attrs: BTreeMap<String, String>,
}
