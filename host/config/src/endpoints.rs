//! `[sources.NAME]` and `[sinks.NAME]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::ProblemKind;
use crate::choice::{Duplicates, HtmlText, InputFormat, OffsetUnit, SinkFormat, SinkKind, SourceKind};
use crate::config::{FieldNames, Run, Sink, Source};
use crate::fields::Fields;
use crate::keys::{Kind, Section};
use crate::read::{bad_name, is_empty_list, is_name, section};
use crate::report::{Draft, Report};
use crate::text::brief;
use crate::tree::{Entry, Node};

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

pub(crate) fn sources(top: &Fields<'_>, base: &Path, report: &mut Report) -> Vec<Source> {
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
            encoding: fields.text("encoding", report),
            html: fields.choice("html", report).unwrap_or(HtmlText::Story),
            duplicates: fields.choice("duplicates", report).unwrap_or(Duplicates::Skip),
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

fn field_names(name: &str, source: &Fields<'_>, report: &mut Report) -> FieldNames {
    let nothing = Node::empty_table(source.place);
    let node = source.entry("fields").map_or(&nothing, |entry| &entry.node);
    let path = format!("sources.{}.fields", brief(name));
    let fields = fields_section().and_then(|section| {
        Fields::open(section, &path, node, report).or_else(|| Fields::open(section, &path, &nothing, report))
    });
    FieldNames::from(|key| {
        fields.as_ref().map_or_else(Vec::new, |fields| fields.texts_or_default(key, report))
    })
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
        let keys = fields_section().map_or(&[][..], |section| section.keys);
        Self::from(|key| match keys.iter().find(|known| known.name == key).map(|key| &key.kind) {
            Some(Kind::TextOrTexts(names)) => names.iter().map(|&name| name.to_owned()).collect(),
            _ => Vec::new(),
        })
    }

    fn from(mut names: impl FnMut(&str) -> Vec<String>) -> Self {
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

pub(crate) fn sinks(top: &Fields<'_>, base: &Path, run: &Run, report: &mut Report) -> Vec<Sink> {
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
        "html" | "htm" => SinkFormat::Html,
        "json" => SinkFormat::Evidence,
        "conllu" => SinkFormat::Conllu,
        _ => SinkFormat::Jsonl,
    });
    let content = content.unwrap_or_else(|| match part(path.file_stem()).as_str() {
        "briefing" => "briefings".to_owned(),
        stem @ ("documents" | "entities" | "stories" | "events" | "briefings") => stem.to_owned(),
        _ if matches!(format, SinkFormat::Markdown | SinkFormat::Html | SinkFormat::Evidence) => {
            "briefings".to_owned()
        }
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
        SinkFormat::Markdown | SinkFormat::Html | SinkFormat::Evidence => "briefings",
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
                .help("jsonl writes everything, conllu only \"documents\", the others only \"briefings\""),
        );
    }
}
