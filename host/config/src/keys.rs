//! Every key of `pipeline.toml`: type, limits, default and meaning.
//!
//! This table is the only place where these stand. The reader checks against it, and the reference page and the
//! JSON Schema are written from it, so none of them can drift.

use copydesk_core::fields;

use crate::choice::{
    Duplicates, HtmlText, InputFormat, InvalidUtf8, OffsetUnit, OnError, SinkFormat, SinkKind, SourceKind,
};

/// The format of `pipeline.toml` that this program reads.
pub(crate) const VERSION: i64 = 1;

/// A table of `pipeline.toml`.
#[derive(Debug)]
pub(crate) struct Section {
    /// How a reader of the reference finds it, such as `[run]` or `[stages.NAME]`.
    pub(crate) title: &'static str,
    /// What it is for.
    pub(crate) doc: &'static str,
    /// Its keys in the order of the reference.
    pub(crate) keys: &'static [Key],
    /// What any other key means; without it other keys are refused.
    pub(crate) open: Option<Key>,
}

/// One key.
#[derive(Debug)]
pub(crate) struct Key {
    /// As it is typed.
    pub(crate) name: &'static str,
    /// Type, limits, default.
    pub(crate) kind: Kind,
    /// Whether the table is wrong without it.
    pub(crate) required: bool,
    /// What to type, for help lines.
    pub(crate) example: &'static str,
    /// What it does, in sentences.
    pub(crate) doc: &'static str,
}

/// The type of a value, with limits and default.
#[derive(Debug)]
pub(crate) enum Kind {
    /// The format version.
    Version,
    /// Text, with a default where there is a fixed one.
    Text(Option<&'static str>),
    /// The name of a stage or plugin: letters, digits, `-`, `_`.
    Name,
    /// 64 hexadecimal digits.
    Hash,
    /// A path, relative to the file.
    Path(Option<&'static str>),
    /// One of a closed set, with its default; `None` means that the default depends on other keys.
    Choice(&'static [(&'static str, &'static str)], Option<&'static str>),
    /// A whole number: default, least, most.
    Count(u64, u64, u64),
    /// A number of bytes, as a number or as text with a unit: default, least, most.
    Bytes(u64, u64, u64),
    /// `"auto"` or a number of threads.
    Workers,
    /// `true` or `false`.
    Flag(bool),
    /// A list of texts.
    Texts,
    /// A list of names.
    Names,
    /// A text or a list of texts, with the default list.
    TextOrTexts(&'static [&'static str]),
    /// A list of spans: texts, or tables as in the section.
    Spans(&'static Section),
    /// A table from text to text.
    TextMap,
    /// Any single value; it is kept as text.
    Scalar,
    /// A table whose contents belong to a plugin.
    Any,
    /// A table.
    Table(&'static Section),
    /// Tables of the user's naming.
    Tables(&'static Section),
    /// A list of tables.
    List(&'static Section),
}

const MAX_WORKERS: u64 = 256;
const MEBIBYTE: u64 = 1 << 20;
/// Offsets are `u32`, so no document can be longer.
const MAX_DOCUMENT: u64 = u32::MAX as u64;
const MAX_BYTES: u64 = 1 << 40;

impl Kind {
    /// The most threads that `run.workers` may ask for.
    pub(crate) const MAX_WORKERS: u64 = MAX_WORKERS;
}

const fn key(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key { name, kind, required: false, example, doc }
}

const fn required(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key { name, kind, required: true, example, doc }
}

/// The file itself.
pub(crate) static ROOT: Section = Section {
    title: "top level",
    doc: "",
    open: None,
    keys: &[
        required("version", Kind::Version, "version = 1", "The format of this file. This program reads `1`."),
        required("pipeline", Kind::Table(&PIPELINE), "[pipeline]", "Which stages run, in which order."),
        key("run", Kind::Table(&RUN), "[run]", "How the stages are run."),
        key("plugins", Kind::Table(&PLUGINS), "[plugins]", "Where plugins are found."),
        key("sources", Kind::Tables(&SOURCE), "[sources.reports]", "Where documents come from, by any name."),
        key("stages", Kind::Tables(&STAGE), "[stages.tokenize]", "Settings of stages, by stage name."),
        key("sinks", Kind::Tables(&SINK), "[sinks.briefings]", "Where results go, by any name."),
        key("tests", Kind::List(&TEST), "[[tests]]", "Text in, expected spans out."),
    ],
};

static PIPELINE: Section = Section {
    title: "[pipeline]",
    doc: "Which stages run, in which order.",
    open: None,
    keys: &[
        key("name", Kind::Text(Some("")), "name = \"newsdesk\"", "A name for people; it changes nothing."),
        required(
            "stages",
            Kind::Names,
            "stages = [\"clean\", \"tokenize\", \"entities\"]",
            "The stages in the order in which they run. A name without a table `[stages.NAME]` is the plugin of that \
             name with its defaults.",
        ),
        key(
            "disabled",
            Kind::Names,
            "disabled = [\"dates\"]",
            "Names from `stages` that are skipped. Taking a stage out this way keeps its place and settings.",
        ),
    ],
};

static RUN: Section = Section {
    title: "[run]",
    doc: "How the stages are run. Nothing here changes what is found in a document; the limits and the two error settings \
          decide which documents are refused.",
    open: None,
    keys: &[
        key(
            "workers",
            Kind::Workers,
            "workers = 4",
            "Number of worker threads; `\"auto\"` takes one for each core.",
        ),
        key(
            "batch",
            Kind::Count(16, 1, 4096),
            "batch = 16",
            "Most documents that are handed to a stage at once.",
        ),
        key(
            "batch_bytes",
            Kind::Bytes(262_144, 1, MAX_BYTES),
            "batch_bytes = \"256 KiB\"",
            "A batch is closed when its text reaches this size, in bytes.",
        ),
        key(
            "max_in_flight_bytes",
            Kind::Bytes(64 * MEBIBYTE, 1024, MAX_BYTES),
            "max_in_flight_bytes = \"64 MiB\"",
            "Bytes of text between reader and writer at any time. It bounds memory for stages that see one document \
             at a time; a stage that sees the whole collection holds all of it.",
        ),
        key(
            "max_document_bytes",
            Kind::Bytes(16 * MEBIBYTE, 1, MAX_DOCUMENT),
            "max_document_bytes = \"16 MiB\"",
            "A longer document fails while it is read. At most `max_in_flight_bytes`.",
        ),
        key(
            "on_error",
            Kind::Choice(OnError::WORDS, Some("quarantine")),
            "on_error = \"quarantine\"",
            "What happens to a document that fails.",
        ),
        key(
            "invalid_utf8",
            Kind::Choice(InvalidUtf8::WORDS, Some("quarantine")),
            "invalid_utf8 = \"replace\"",
            "What happens to a document whose bytes are not UTF-8, or not of the encoding that it is in.",
        ),
        key(
            "max_expansion",
            Kind::Count(200, 1, 1_000_000),
            "max_expansion = 200",
            "Most bytes that a byte of a packed file may become, once 64 MiB of it have been unpacked. What goes beyond is \
             taken for a file that is made to fill memory, and not read on.",
        ),
        key(
            "quarantine",
            Kind::Path(Some("quarantine.jsonl")),
            "quarantine = \"quarantine.jsonl\"",
            "The file that lists failed documents, one JSON object a line. With `--out DIR` it goes to DIR.",
        ),
    ],
};

static PLUGINS: Section = Section {
    title: "[plugins]",
    doc: "Where plugins are found. A plugin is native code: name only folders that you trust.",
    open: None,
    keys: &[key(
        "dirs",
        Kind::Texts,
        "dirs = [\"plugins\"]",
        "Folders that are searched in this order, relative to this file. Without it: the folder of the program.",
    )],
};

static SOURCE: Section = Section {
    title: "[sources.NAME]",
    doc: "Where documents come from, under a name of your choice. Sources are read in the order of the file. Paths \
          given on the command line replace all of them.",
    open: None,
    keys: &[
        key(
            "type",
            Kind::Choice(SourceKind::WORDS, Some("files")),
            "type = \"files\"",
            "Where the documents come from.",
        ),
        key(
            "include",
            Kind::Texts,
            "include = [\"reports/**/*.txt\"]",
            "Files, folders or globs (`*`, `**`, `?`, `[a-z]`), relative to this file. Needed for `files`.",
        ),
        key("exclude", Kind::Texts, "exclude = [\"**/README*\"]", "Globs of files that are left out."),
        key(
            "format",
            Kind::Choice(InputFormat::WORDS, Some("auto")),
            "format = \"jsonl\"",
            "How the input is written. Files packed with gzip or Zstandard are unpacked whatever the format.",
        ),
        key(
            "encoding",
            Kind::Text(None),
            "encoding = \"windows-1252\"",
            "The encoding of the input, by a name of the WHATWG Encoding Standard. Without it: what a byte order mark, a \
             page, a response or an XML declaration says, else UTF-8.",
        ),
        key(
            "html",
            Kind::Choice(HtmlText::WORDS, Some("story")),
            "html = \"page\"",
            "What of a page of HTML becomes the document's text.",
        ),
        key(
            "duplicates",
            Kind::Choice(Duplicates::WORDS, Some("skip")),
            "duplicates = \"keep\"",
            "What happens to an exact copy: the same text, or the same page, from the same publisher. Documents that bring \
             layers (`documents`, `conll`, `conllu`) are always kept.",
        ),
        key(
            "fields",
            Kind::Table(&FIELDS),
            "[sources.reports.fields]",
            "Which keys of a JSON object, or which columns of a table, hold what.",
        ),
        key(
            "metadata",
            Kind::TextMap,
            "metadata = { lang = \"en\" }",
            "Metadata given to every document of this source that does not bring its own under the same key.",
        ),
    ],
};

static FIELDS: Section = Section {
    title: "[sources.NAME.fields]",
    doc: "Which keys of a JSON object, or which columns of a table, hold what: one name or a list of names, of which the first that is there counts.",
    open: None,
    keys: &[
        key("id", Kind::TextOrTexts(fields::ID), "id = \"uuid\"", "The document's id."),
        key("title", Kind::TextOrTexts(fields::TITLE), "title = \"headline\"", "Its title."),
        key(
            "text",
            Kind::TextOrTexts(fields::TEXT),
            "text = [\"body\", \"content\"]",
            "Its text. What stands under a name that ends in `_html` or `_xhtml` is read as HTML.",
        ),
        key(
            "date",
            Kind::TextOrTexts(fields::DATE),
            "date = \"pubDate\"",
            "When it was published: `meta.published`.",
        ),
        key(
            "publisher",
            Kind::TextOrTexts(fields::PUBLISHER),
            "publisher = \"outlet\"",
            "Who published it: `meta.publisher`. An address is taken as `meta.url`.",
        ),
        key("url", Kind::TextOrTexts(fields::URL), "url = \"link\"", "Where it was published: `meta.url`."),
        key(
            "author",
            Kind::TextOrTexts(fields::AUTHOR),
            "author = \"byline\"",
            "Who wrote it: `meta.author`.",
        ),
        key("lang", Kind::TextOrTexts(fields::LANG), "lang = \"language\"", "Its language: `meta.lang`."),
    ],
};

static STAGE: Section = Section {
    title: "[stages.NAME]",
    doc: "Settings of one stage of `pipeline.stages`. The same plugin may stand behind two stage names.",
    open: None,
    keys: &[
        key(
            "plugin",
            Kind::Name,
            "plugin = \"tokenize\"",
            "The plugin behind the stage. Without it: the stage's name.",
        ),
        key(
            "sha256",
            Kind::Hash,
            "sha256 = \"<64 hexadecimal digits>\"",
            "The library is loaded only if its SHA-256 is this one, in hexadecimal.",
        ),
        key(
            "enabled",
            Kind::Flag(true),
            "enabled = false",
            "`false` skips the stage, as `pipeline.disabled` does.",
        ),
        key(
            "options",
            Kind::Any,
            "[stages.tokenize.options]",
            "The plugin's own options, checked against its option table; dates become text. `copydesk stages` \
             lists them.",
        ),
    ],
};

static SINK: Section = Section {
    title: "[sinks.NAME]",
    doc: "Where results go, under a name of your choice.",
    open: None,
    keys: &[
        key("type", Kind::Choice(SinkKind::WORDS, Some("file")), "type = \"file\"", "Where the output goes."),
        key(
            "path",
            Kind::Path(None),
            "path = \"out/briefings.jsonl\"",
            "The file, relative to this one. Needed for `file`.",
        ),
        key(
            "content",
            Kind::Text(None),
            "content = \"briefings\"",
            "`documents`, `entities`, `stories`, `events`, `briefings`, or another collection table. Without it: the \
             name of the file if it is one of these (`briefing` counts as `briefings`), else `briefings` for \
             `.md`, `.html` and `.json`, and `documents` for everything else.",
        ),
        key(
            "format",
            Kind::Choice(SinkFormat::WORDS, None),
            "format = \"jsonl\"",
            "How it is written. Without it: from the file's extension (`.md`, `.html`, `.json` for evidence, `.conllu`), else `jsonl`.",
        ),
        key(
            "offsets",
            Kind::Choice(OffsetUnit::WORDS, Some("codepoint")),
            "offsets = \"byte\"",
            "The unit of every offset in the output; every line of it says which.",
        ),
    ],
};

static TEST: Section = Section {
    title: "[[tests]]",
    doc: "A test of the pipeline: text in, expected spans out. `copydesk test` runs them.",
    open: None,
    keys: &[
        required(
            "name",
            Kind::Text(None),
            "name = \"a title is not the end of a sentence\"",
            "What is tested.",
        ),
        key(
            "until",
            Kind::Name,
            "until = \"tokenize\"",
            "The last stage that runs. Without it: all of them.",
        ),
        key(
            "input",
            Kind::Table(&INPUT),
            "input = { text = \"Sen. Doe spoke.\" }",
            "The document that goes in.",
        ),
        key(
            "inputs",
            Kind::List(&INPUT),
            "inputs = [{ id = \"a\", text = \"...\" }, { id = \"b\", text = \"...\" }]",
            "The documents that go in, instead of `input`.",
        ),
        required("expect", Kind::Table(&EXPECT), "[tests.expect]", "What must come out."),
    ],
};

static INPUT: Section = Section {
    title: "tests.input",
    doc: "A document that goes into a test: its text and, if wanted, its metadata.",
    open: None,
    keys: &[
        key("id", Kind::Text(None), "id = \"a\"", "Its id. Without it: `input-1`, `input-2`, ..."),
        required("text", Kind::Text(None), "text = \"Sen. Doe spoke.\"", "Its text."),
        key("title", Kind::Text(None), "title = \"Senator speaks\"", "Its title."),
        key(
            "published",
            Kind::Text(None),
            "published = \"2024-05-06\"",
            "When it was published, as ISO 8601.",
        ),
        key("publisher", Kind::Text(None), "publisher = \"The Daily\"", "Who published it."),
        key("author", Kind::Text(None), "author = \"J. Roe\"", "Who wrote it."),
        key("url", Kind::Text(None), "url = \"https://example.org/1\"", "Where it was published."),
        key("lang", Kind::Text(None), "lang = \"en\"", "Its language."),
    ],
};

const SPANS_EXAMPLE: &str = "entities = [{ text = \"Doe\", label = \"PERSON\" }]";

static EXPECT: Section = Section {
    title: "[tests.expect]",
    doc: "What must come out. A list of spans is compared whole and in order, over all documents of the test; with \
          `contains = true` it is enough that every expected span is found.",
    keys: &[
        key("sentences", Kind::Spans(&SPAN), "sentences = [\"Sen. Doe spoke.\"]", "Spans of layer `sents`."),
        key("tokens", Kind::Spans(&SPAN), "tokens = [\"Sen.\", \"Doe\"]", "Spans of layer `tokens`."),
        key("entities", Kind::Spans(&SPAN), SPANS_EXAMPLE, "Spans of layer `ents`."),
        key(
            "dates",
            Kind::Spans(&SPAN),
            "dates = [{ text = \"Monday\", value = \"2024-05-06\" }]",
            "Spans of layer `dates`.",
        ),
        key(
            "segments",
            Kind::Spans(&SPAN),
            "segments = [{ text = \"Read more\", label = \"furniture\" }]",
            "Spans of layer `segments`.",
        ),
        key(
            "points",
            Kind::Texts,
            "points = [\"The senator spoke on Monday.\"]",
            "Texts that the points of a briefing must contain.",
        ),
        key(
            "meta",
            Kind::TextMap,
            "meta = { publisher = \"The Daily\" }",
            "Metadata that the documents must have.",
        ),
        key("contains", Kind::Flag(false), "contains = true", "Whether other spans may be there as well."),
    ],
    open: Some(key("any layer", Kind::Spans(&SPAN), SPANS_EXAMPLE, "Spans of the layer of that name.")),
};

static SPAN: Section = Section {
    title: "a span",
    doc: "An expected span: its text alone, or a table.",
    keys: &[
        required("text", Kind::Text(None), "text = \"Doe\"", "The text that the span covers."),
        key("label", Kind::Text(None), "label = \"PERSON\"", "Its label."),
        key("document", Kind::Text(None), "document = \"a\"", "The id of the document in which it stands."),
    ],
    open: Some(key(
        "any attribute",
        Kind::Scalar,
        "value = \"2024-05-06\"",
        "The value of the attribute of that name.",
    )),
};
