//! From the tree to the checked configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::choice::{InputFormat, InvalidUtf8, OffsetUnit, OnError, SinkFormat, SinkKind, SourceKind};
use crate::config::{FieldNames, Run, Sink, Source, StageConfig};
use crate::fields::{Fields, is_our_version};
use crate::keys::{Kind, ROOT, Section};
use crate::report::{Draft, Report};
use crate::suggest::nearest;
use crate::text::{Place, brief};
use crate::tree::{Entry, Node};
use crate::{ProblemKind, TestCase, test_cases};

/// A pipeline of more stages is a mistake, and the limit bounds the work of checking their order.
const MAX_STAGES: usize = 1000;

/// Everything in a configuration but what it was read from.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) name: String,
    pub(crate) run: Run,
    pub(crate) plugin_dirs: Vec<PathBuf>,
    pub(crate) sources: Vec<Source>,
    pub(crate) stages: Vec<StageConfig>,
    pub(crate) sinks: Vec<Sink>,
    pub(crate) tests: Vec<TestCase>,
}

/// The section of a top-level key.
pub(crate) fn section(name: &str) -> Option<&'static Section> {
    ROOT.keys.iter().find(|key| key.name == name).and_then(|key| match key.kind {
        Kind::Table(section) | Kind::Tables(section) | Kind::List(section) => Some(section),
        _ => None,
    })
}

/// Reads the whole tree; all problems go to the report. `None` where nothing else would be worth saying.
pub(crate) fn parts(root: &Node, base: &Path, report: &mut Report) -> Option<Parts> {
    if !is_our_version(root, report) {
        return None;
    }
    let top = Fields::open(&ROOT, "", root, report)?;
    top.version(report);
    let open = |name: &str, report: &mut Report| {
        top.entry(name).and_then(|entry| Fields::open(section(name)?, name, &entry.node, report))
    };
    let (name, stages) = match open("pipeline", report) {
        Some(pipeline) => {
            let name = pipeline.text("name", report).unwrap_or_default();
            (name, stages(&top, &pipeline, report))
        }
        None => (String::new(), Vec::new()),
    };
    // Without the table every key has its default.
    let empty = Node { value: crate::tree::Value::Table(crate::tree::Table::default()), place: root.place };
    let run_node = top.entry("run").map_or(&empty, |entry| &entry.node);
    let run = Fields::open(section("run")?, "run", run_node, report)
        .or_else(|| Fields::open(section("run")?, "run", &empty, report))
        .map(|fields| run(&fields, base, report))?;
    let plugin_dirs = open("plugins", report)
        .map(|plugins| plugins.texts("dirs", report))
        .unwrap_or_default()
        .into_iter()
        .map(|(dir, _)| base.join(dir))
        .collect();
    let sources = sources(&top, base, report);
    let sinks = sinks(&top, base, &run, report);
    let tests = test_cases::read(&top, &stages, report);
    Some(Parts { name, run, plugin_dirs, sources, stages, sinks, tests })
}

fn run(fields: &Fields<'_>, base: &Path, report: &mut Report) -> Run {
    let run = Run {
        workers: fields.workers("workers", report),
        batch: fields.number("batch", report),
        batch_bytes: fields.number("batch_bytes", report),
        max_in_flight_bytes: fields.number("max_in_flight_bytes", report),
        max_document_bytes: fields.number("max_document_bytes", report),
        on_error: fields.choice("on_error", report).unwrap_or(OnError::Quarantine),
        invalid_utf8: fields.choice("invalid_utf8", report).unwrap_or(InvalidUtf8::Quarantine),
        quarantine: base.join(fields.text("quarantine", report).unwrap_or_default()),
    };
    let print = |bytes: usize| crate::size::print(bytes as u64);
    for (name, bytes) in [("batch_bytes", run.batch_bytes), ("max_document_bytes", run.max_document_bytes)] {
        if bytes > run.max_in_flight_bytes {
            let place = [name, "max_in_flight_bytes"]
                .iter()
                .find_map(|&name| fields.entry(name))
                .map_or(fields.place, |entry| entry.node.place);
            report.add(
                Draft::error(
                    ProblemKind::Conflict,
                    format!(
                        "`run.{name}` is {}, but `run.max_in_flight_bytes` is only {}",
                        print(bytes),
                        print(run.max_in_flight_bytes)
                    ),
                )
                .at(place, "")
                .help(format!(
                    "set `max_in_flight_bytes` to at least \"{}\", or `{name}` lower",
                    print(bytes)
                )),
            );
        }
    }
    run
}

/// Whether a name can stand for a stage, plugin, source or sink.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn bad_name(what: &str, name: &str, place: Place) -> Draft {
    Draft::error(ProblemKind::BadValue, format!("`{}` cannot be the name of a {what}", brief(name)))
        .at(place, "")
        .help("a name has 1 to 64 letters, digits, `-` and `_`")
}

fn stages(top: &Fields<'_>, pipeline: &Fields<'_>, report: &mut Report) -> Vec<StageConfig> {
    let listed = pipeline.texts("stages", report);
    let mut tables: BTreeMap<&str, &Entry> =
        top.tables("stages", report).into_iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let known: Vec<&str> = listed.iter().map(|(name, _)| name.as_str()).collect();
    if let Some(entry) =
        pipeline.entry("stages").filter(|entry| is_empty_list(entry) && entry.node.place.text == 0)
    {
        report.add(
            Draft::warning(
                ProblemKind::Unused,
                "`pipeline.stages` is empty: documents pass through as they are",
            )
            .at(entry.node.place, "")
            .help("write, for example: stages = [\"clean\", \"tokenize\", \"entities\"]"),
        );
    }
    let mut off = BTreeSet::new();
    let set: BTreeSet<&str> = known.iter().copied().collect();
    for (name, place) in pipeline.texts("disabled", report) {
        if !set.contains(name.as_str()) {
            report.add(unknown_stage("`pipeline.disabled` names", &name, place, &known));
        }
        off.insert(name);
    }
    if let Some((_, place)) = listed.get(MAX_STAGES) {
        report.add(
            Draft::error(
                ProblemKind::BadValue,
                format!("`pipeline.stages` has more than {MAX_STAGES} entries"),
            )
            .at(*place, "one too many")
            .help("run the pipeline in parts: `documents.jsonl` of one is an input of the next"),
        );
    }
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    let mut stages = Vec::new();
    for (name, place) in listed.iter().take(MAX_STAGES) {
        if !is_name(name) {
            report.add(bad_name("stage", name, *place));
        }
        if let Some(first) = seen.insert(name, *place) {
            report.add(
                Draft::error(ProblemKind::Duplicate, format!("stage `{}` is listed twice", brief(name)))
                    .at(*place, "again here")
                    .at(first, "first here")
                    .help(format!(
                        "to run a plugin twice, give it a second name: put \"{0}2\" in the list and write \
                         [stages.{0}2] with plugin = \"{0}\"",
                        brief(name)
                    )),
            );
            continue;
        }
        let entry = tables.remove(name.as_str());
        let enabled = !off.contains(name);
        stages.extend(stage(name, entry, enabled, report));
    }
    for (name, entry) in tables {
        // The settings of a stage that does not run are still checked.
        stage(name, Some(entry), false, report);
        let near = nearest(name, known.iter().copied().filter(|known| *known != name));
        let help = near.map_or_else(
            || {
                format!(
                    "put \"{}\" into the list `stages` under [pipeline], or remove the table",
                    brief(name)
                )
            },
            |near| format!("did you mean [stages.{near}]?"),
        );
        report.add(
            Draft::warning(
                ProblemKind::Unused,
                format!("[stages.{}] is no stage of `pipeline.stages`", brief(name)),
            )
            .at(entry.key_place, "not used")
            .help(help),
        );
    }
    stages
}

/// A name that is not in `pipeline.stages`.
pub(crate) fn unknown_stage(who: &str, name: &str, place: Place, known: &[&str]) -> Draft {
    let near = nearest(name, known.iter().copied());
    let label = near.map_or_else(|| "no such stage".to_owned(), |near| format!("did you mean \"{near}\"?"));
    let some = known.iter().take(12).copied();
    Draft::error(
        ProblemKind::UnknownStage,
        format!("{who} `{}`, which is not in `pipeline.stages`", brief(name)),
    )
    .at(place, label)
    .help(format!("the stages are {}", crate::fields::quoted(some)))
}

fn stage(name: &str, entry: Option<&Entry>, enabled: bool, report: &mut Report) -> Option<StageConfig> {
    let mut stage = StageConfig {
        name: name.to_owned(),
        plugin: name.to_owned(),
        sha256: None,
        enabled,
        options: Json::Object(serde_json::Map::new()),
    };
    let Some(entry) = entry else { return Some(stage) };
    let fields = Fields::open(section("stages")?, &format!("stages.{}", brief(name)), &entry.node, report)?;
    if let Some(entry) = fields.entry("plugin") {
        match entry.node.as_text() {
            Some(plugin) if is_name(plugin) => stage.plugin = plugin.to_owned(),
            Some(plugin) if plugin.contains(['/', '\\', '.']) => report.add(
                Draft::error(
                    ProblemKind::BadValue,
                    format!("`stages.{}.plugin` is a name, not a file: \"{}\"", brief(name), brief(plugin)),
                )
                .at(entry.node.place, "")
                .help("write the plugin's name here and its folder under [plugins]: dirs = [\"folder\"]"),
            ),
            _ => fields.wrong("plugin", &entry.node, report),
        }
    }
    if let Some(entry) = fields.entry("sha256") {
        match entry.node.as_text() {
            Some(hash) if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                stage.sha256 = Some(hash.to_ascii_lowercase());
            }
            _ => fields.wrong("sha256", &entry.node, report),
        }
    }
    stage.enabled = fields.flag("enabled", report) && enabled;
    if let Some(entry) = fields.entry("options") {
        stage.options = options(&fields, entry, report);
    }
    Some(stage)
}

fn options(fields: &Fields<'_>, entry: &Entry, report: &mut Report) -> Json {
    if entry.node.as_table().is_none() {
        fields.wrong("options", &entry.node, report);
        return Json::Null;
    }
    let mut bad = Vec::new();
    let options = entry.node.to_json(&mut bad);
    for place in bad {
        report.add(
            Draft::error(ProblemKind::BadValue, "an option cannot be `inf` or `nan`")
                .at(place, "")
                .help("options are handed to plugins as JSON, which has no such numbers"),
        );
    }
    options
}

/// Tables of the user's naming under a top-level key, with their fields.
fn each<'a>(top: &Fields<'a>, name: &str, what: &str, report: &mut Report) -> Vec<(&'a Entry, Fields<'a>)> {
    let mut found = Vec::new();
    for entry in top.tables(name, report) {
        if !is_name(&entry.key) {
            report.add(bad_name(what, &entry.key, entry.key_place));
        }
        let path = format!("{name}.{}", brief(&entry.key));
        if let Some(fields) =
            section(name).and_then(|section| Fields::open(section, &path, &entry.node, report))
        {
            found.push((entry, fields));
        }
    }
    found
}

fn sources(top: &Fields<'_>, base: &Path, report: &mut Report) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    let mut stdin: Option<String> = None;
    for (entry, fields) in each(top, "sources", "source", report) {
        let kind = fields.choice("type", report).unwrap_or(SourceKind::Files);
        let include = fields.texts("include", report);
        let exclude = fields.texts("exclude", report);
        check_source(&entry.key, kind, &fields, stdin.as_deref(), report);
        if kind == SourceKind::Stdin {
            stdin.get_or_insert_with(|| entry.key.clone());
        }
        sources.push(Source {
            name: entry.key.clone(),
            kind,
            include: include.iter().map(|(pattern, _)| join_glob(base, pattern)).collect(),
            exclude: exclude.iter().map(|(pattern, _)| everywhere_or(base, pattern)).collect(),
            format: fields.choice("format", report).unwrap_or(InputFormat::Auto),
            fields: field_names(&entry.key, &fields, report),
            metadata: fields.map("metadata", report),
        });
    }
    sources
}

fn check_source(name: &str, kind: SourceKind, fields: &Fields<'_>, first: Option<&str>, report: &mut Report) {
    let name = brief(name);
    match kind {
        SourceKind::Files if fields.entry("include").is_none_or(is_empty_list) => report.add(
            Draft::error(ProblemKind::MissingKey, format!("[sources.{name}] does not say which files"))
                .at(fields.entry("include").map_or(fields.place, |entry| entry.node.place), "")
                .help("add, for example: include = [\"reports/**/*.txt\"]"),
        ),
        SourceKind::Files => {}
        SourceKind::Stdin => {
            for key in ["include", "exclude"] {
                if let Some(entry) = fields.entry(key) {
                    report.add(
                        Draft::error(
                            ProblemKind::Conflict,
                            format!("[sources.{name}] reads the standard input, so `{key}` means nothing"),
                        )
                        .at(entry.key_place, "")
                        .help(format!("remove `{key}`, or write type = \"files\"")),
                    );
                }
            }
            if let Some(first) = first {
                report.add(
                    Draft::error(
                        ProblemKind::Conflict,
                        format!("[sources.{name}] reads the standard input, as [sources.{first}] does"),
                    )
                    .at(fields.place, "")
                    .help("only one source can read it"),
                );
            }
        }
    }
}

fn is_empty_list(entry: &Entry) -> bool {
    entry.node.as_list().is_some_and(<[Node]>::is_empty)
}

fn field_names(name: &str, source: &Fields<'_>, report: &mut Report) -> FieldNames {
    let nothing =
        Node { value: crate::tree::Value::Table(crate::tree::Table::default()), place: source.place };
    let node = source.entry("fields").map_or(&nothing, |entry| &entry.node);
    let path = format!("sources.{}.fields", brief(name));
    let fields = fields_section().and_then(|section| {
        Fields::open(section, &path, node, report).or_else(|| Fields::open(section, &path, &nothing, report))
    });
    let mut names =
        |key: &str| fields.as_ref().map(|fields| fields.texts_or_default(key, report)).unwrap_or_default();
    FieldNames {
        id: names("id"),
        title: names("title"),
        text: names("text"),
        date: names("date"),
        publisher: names("publisher"),
        url: names("url"),
        author: names("author"),
        lang: names("lang"),
    }
}

fn fields_section() -> Option<&'static Section> {
    section("sources")?.keys.iter().find_map(|key| match key.kind {
        Kind::Table(section) if key.name == "fields" => Some(section),
        _ => None,
    })
}

impl FieldNames {
    /// The names that are tried where `pipeline.toml` says nothing.
    pub fn usual() -> Self {
        let names = |key: &str| {
            fields_section()
                .and_then(|section| section.keys.iter().find(|known| known.name == key))
                .map(|key| match key.kind {
                    Kind::TextOrTexts(names) => names.iter().map(|&name| name.to_owned()).collect(),
                    _ => Vec::new(),
                })
                .unwrap_or_default()
        };
        Self {
            id: names("id"),
            title: names("title"),
            text: names("text"),
            date: names("date"),
            publisher: names("publisher"),
            url: names("url"),
            author: names("author"),
            lang: names("lang"),
        }
    }
}

/// A glob that says "anywhere" is meant for included folders outside the file's own as well.
fn everywhere_or(base: &Path, pattern: &str) -> PathBuf {
    if pattern.starts_with("**/") { PathBuf::from(pattern) } else { join_glob(base, pattern) }
}

/// A glob in a folder. Where the pattern has glob characters, those of the folder are escaped.
fn join_glob(base: &Path, pattern: &str) -> PathBuf {
    let is_glob = |text: &str| text.contains(['*', '?', '[', '{']);
    if !is_glob(pattern) {
        return base.join(pattern);
    }
    match base.to_str() {
        Some(text) if is_glob(text) => {
            let mut escaped = String::new();
            for c in text.chars() {
                if "*?[{}]".contains(c) {
                    escaped.extend(['[', c, ']']);
                } else {
                    escaped.push(c);
                }
            }
            Path::new(&escaped).join(pattern)
        }
        _ => base.join(pattern),
    }
}

fn sinks(top: &Fields<'_>, base: &Path, run: &Run, report: &mut Report) -> Vec<Sink> {
    let mut sinks: Vec<Sink> = Vec::new();
    let mut taken: BTreeMap<Option<PathBuf>, String> = BTreeMap::new();
    for (entry, fields) in each(top, "sinks", "sink", report) {
        let kind = fields.choice("type", report).unwrap_or(SinkKind::File);
        let path = fields.text("path", report);
        let given = fields.entry("format").is_some();
        let format: Option<SinkFormat> = fields.choice("format", report);
        if given && format.is_none() {
            continue;
        }
        let (content, format) = content_and_format(path.as_deref(), fields.text("content", report), format);
        let sink = Sink {
            name: entry.key.clone(),
            kind,
            path: (kind == SinkKind::File).then(|| path.map(|path| base.join(path))).flatten(),
            content,
            format,
            offsets: fields.choice("offsets", report).unwrap_or(OffsetUnit::Codepoint),
        };
        check_sink(&sink, &fields, run, report);
        let to_file = sink.kind == SinkKind::File;
        if !to_file || sink.path.is_some() {
            if let Some(twin) = taken.get(&sink.path) {
                let message = format!("[sinks.{}] writes where [sinks.{twin}] does", brief(&sink.name));
                let key = if to_file { "path" } else { "type" };
                let place = fields.entry(key).map_or(fields.place, |entry| entry.node.place);
                report.add(
                    Draft::error(ProblemKind::Conflict, message)
                        .at(place, "")
                        .help("give each sink a file of its own"),
                );
            } else {
                taken.insert(sink.path.clone(), brief(&sink.name));
            }
        }
        sinks.push(sink);
    }
    sinks
}

/// What a sink holds and how it is written, as far as neither is said.
fn content_and_format(
    path: Option<&str>,
    content: Option<String>,
    format: Option<SinkFormat>,
) -> (String, SinkFormat) {
    let path = Path::new(path.unwrap_or(""));
    let part = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).unwrap_or("").to_owned();
    let format = format.unwrap_or_else(|| match part(path.extension()).to_ascii_lowercase().as_str() {
        "md" | "markdown" => SinkFormat::Markdown,
        "conllu" => SinkFormat::Conllu,
        _ => SinkFormat::Jsonl,
    });
    let content = content.unwrap_or_else(|| match part(path.file_stem()).as_str() {
        "briefing" => "briefings".to_owned(),
        stem @ ("documents" | "entities" | "stories" | "events" | "briefings") => stem.to_owned(),
        _ if format == SinkFormat::Markdown => "briefings".to_owned(),
        _ => "documents".to_owned(),
    });
    (content, format)
}

fn check_sink(sink: &Sink, fields: &Fields<'_>, run: &Run, report: &mut Report) {
    let name = brief(&sink.name);
    let place = |key: &str| fields.entry(key).map_or(fields.place, |entry| entry.node.place);
    match sink.kind {
        SinkKind::File if fields.entry("path").is_none() => report.add(
            Draft::error(ProblemKind::MissingKey, format!("`path` is missing in [sinks.{name}]"))
                .at(fields.place, "")
                .help("add, for example: path = \"out/briefings.jsonl\", or type = \"stdout\""),
        ),
        SinkKind::File => {}
        SinkKind::Stdout => {
            if let Some(entry) = fields.entry("path") {
                report.add(
                    Draft::error(
                        ProblemKind::Conflict,
                        format!("[sinks.{name}] writes to the standard output, so `path` means nothing"),
                    )
                    .at(entry.key_place, "")
                    .help("remove `path`, or write type = \"file\""),
                );
            }
        }
    }
    if sink.path.as_ref() == Some(&run.quarantine) {
        report.add(
            Draft::error(ProblemKind::Conflict, format!("[sinks.{name}] writes into the quarantine file"))
                .at(place("path"), "")
                .help("give the sink or `run.quarantine` another file"),
        );
    }
    let needed = match sink.format {
        SinkFormat::Markdown => "briefings",
        SinkFormat::Conllu => "documents",
        SinkFormat::Jsonl => &sink.content,
    };
    if sink.content.is_empty() || sink.content != needed {
        let message =
            format!("[sinks.{name}] cannot write \"{}\" as {}", brief(&sink.content), sink.format.as_str());
        let key = if fields.entry("content").is_some() { "content" } else { "format" };
        report.add(
            Draft::error(ProblemKind::Conflict, message)
                .at(fields.entry(key).map_or_else(|| place("path"), |entry| entry.node.place), "")
                .help("jsonl writes everything, markdown only \"briefings\", conllu only \"documents\""),
        );
    }
}
