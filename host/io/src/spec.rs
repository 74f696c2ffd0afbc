//! What to read and how.

use std::collections::BTreeMap;
use std::path::PathBuf;

use copydesk_core::fields;
use serde::{Deserialize, Serialize};

/// A source in one value. [`SourceSpec::default`] reads nothing: fill in [`SourceSpec::input`].
#[derive(Debug, Clone, Default)]
pub struct SourceSpec {
    /// Where from.
    pub input: Input,
    /// What kind of file.
    pub format: Format,
    /// Which keys of a JSON object hold what.
    pub fields: Fields,
    /// Metadata for every document; what a document says itself goes before it.
    pub metadata: BTreeMap<String, String>,
    /// How much and how clean.
    pub limits: Limits,
    /// Whether tagged files (CoNLL, CoNLL-U) bring the layer `ents` too, with the labels as written there. Without it
    /// they bring `tokens` and `sents` only.
    pub tagged_entities: bool,
    /// The encoding of the input where it is not UTF-8, as the Encoding Standard names it: `windows-1252`. It goes before
    /// what a page or a response declares; a label that nobody knows is an error on opening.
    pub encoding: Option<String>,
    /// What of a page of HTML becomes the text of its document.
    pub html: HtmlText,
    /// Whether an exact copy (the same text or page from the same publisher) is left out. Documents that bring layers
    /// are kept in any case.
    pub skip_copies: bool,
}

/// What of a page becomes the text of its document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HtmlText {
    /// The story alone.
    #[default]
    Story,
    /// All that a reader sees, with layer `segments`: the story as `body`, the rest as `furniture`.
    Page,
}

/// Where documents come from.
#[derive(Debug, Clone)]
pub enum Input {
    /// Files, folders and patterns, in this order.
    Files {
        /// A file (always read), a folder (read recursively) or a pattern such as `wire/**/*.txt`.
        paths: Vec<PathBuf>,
        /// Patterns; where there are any, only matching files are taken from folders, whatever their extension.
        include: Vec<String>,
        /// Patterns of files and folders to leave out of folders and patterns: matched against the path inside the
        /// folder and against the whole path. A pattern without `/` is matched against names at any depth.
        exclude: Vec<String>,
        /// The folder that relative paths start from; the working directory where it is none.
        base: Option<PathBuf>,
    },
    /// Standard input.
    Stdin,
}

impl Input {
    /// Files, folders and patterns without further conditions.
    pub fn paths<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Self {
        let paths = paths.into_iter().map(Into::into).collect();
        Self::Files { paths, include: Vec::new(), exclude: Vec::new(), base: None }
    }
}

impl Default for Input {
    fn default() -> Self {
        Self::paths(Vec::<PathBuf>::new())
    }
}

/// The format of a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// By extension, then by content.
    #[default]
    Auto,
    /// One report a file.
    Text,
    /// One JSON object a line with the keys of [`Fields`].
    Jsonl,
    /// One JSON file: an object or an array of objects with the keys of [`Fields`].
    Json,
    /// copydesk's own `documents.jsonl`, with its layers.
    Documents,
    /// Columns of token and tag, sentences apart by an empty line, documents by `-DOCSTART-`.
    Conll,
    /// Universal Dependencies' ten columns.
    Conllu,
    /// One page of HTML a file.
    Html,
    /// A web archive: pages of a crawl.
    Warc,
    /// RSS or Atom.
    Feed,
    /// Comma-separated values, the names of the columns in the first line, with the names of [`Fields`].
    Csv,
    /// The same, separated by tabs.
    Tsv,
    /// Parquet, with columns of the names of [`Fields`]. Needs feature `parquet`.
    Parquet,
}

/// Which keys of a JSON object are taken for what. The first key of a list that is present counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fields {
    /// Identifier: a string or a whole number.
    pub id: Vec<String>,
    /// Title; set as metadata, the text is never changed.
    pub title: Vec<String>,
    /// The report itself. The only one that must be there.
    pub text: Vec<String>,
    /// Publication date: ISO 8601, RFC 2822 or seconds (milliseconds) since 1970.
    pub date: Vec<String>,
    /// Publisher: a string, or an object with `name`.
    pub publisher: Vec<String>,
    /// Address.
    pub url: Vec<String>,
    /// Author: a string, an object with `name`, or a list of them.
    pub author: Vec<String>,
    /// Language code.
    pub lang: Vec<String>,
}

impl Default for Fields {
    fn default() -> Self {
        let keys = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
        Self {
            id: keys(fields::ID),
            title: keys(fields::TITLE),
            text: keys(fields::TEXT),
            date: keys(fields::DATE),
            publisher: keys(fields::PUBLISHER),
            url: keys(fields::URL),
            author: keys(fields::AUTHOR),
            lang: keys(fields::LANG),
        }
    }
}

/// What is too much, and what happens to broken characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest text, in bytes. A line of JSON may be six times as long (every character escaped), a line of
    /// `documents.jsonl` sixteen times (layers); longer ones are skipped without being held in memory.
    pub max_document_bytes: u64,
    /// What to do with bytes that are not UTF-8.
    pub invalid_utf8: InvalidUtf8,
    /// Most bytes that a byte of a compressed file may become, once 64 MiB have been unpacked.
    pub max_expansion: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_document_bytes: 8 << 20, invalid_utf8: InvalidUtf8::Quarantine, max_expansion: 200 }
    }
}

impl Limits {
    /// The longest text that can be had: offsets are 32 bits wide.
    pub(crate) fn text(&self) -> usize {
        usize::try_from(self.max_document_bytes.min(u64::from(u32::MAX))).unwrap_or(usize::MAX)
    }

    /// The longest line that is held, for a format.
    pub(crate) fn line(&self, format: Format) -> usize {
        const ROOM: usize = 1 << 20;
        let factor = match format {
            Format::Documents => 16,
            Format::Conll | Format::Conllu => 1,
            _ => 6,
        };
        self.text().saturating_mul(factor).saturating_add(ROOM)
    }
}

/// What to do with bytes that are not UTF-8.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InvalidUtf8 {
    /// Reject the record and say where its first bad byte is.
    #[default]
    Quarantine,
    /// Put U+FFFD in their place and leave a note on the document.
    Replace,
}
