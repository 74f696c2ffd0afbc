//! From the tree to the checked configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::choice::{InvalidUtf8, OnError};
use crate::config::{Run, Sink, Source, StageConfig};
use crate::fields::Fields;
use crate::keys::{Kind, ROOT, Section};
use crate::report::{Draft, Report};
use crate::suggest::nearest;
use crate::text::{Place, brief};
use crate::tree::{Entry, Node};
use crate::words::is_our_version;
use crate::{ProblemKind, TestCase, endpoints, test_cases};

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
    let empty = Node::empty_table(root.place);
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
    let sources = endpoints::sources(&top, base, report);
    let sinks = endpoints::sinks(&top, base, &run, report);
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
        max_expansion: fields.number("max_expansion", report) as u64,
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

pub(crate) fn bad_name(what: &str, name: &str, place: Place) -> Draft {
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
            let known = if report.is_full() { &[][..] } else { &known };
            report.add(unknown_stage("`pipeline.disabled` names", &name, place, known));
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
    unused(tables, &known, report);
    stages
}

/// Says which tables are of no stage. What is in them is checked all the same.
fn unused(tables: BTreeMap<&str, &Entry>, known: &[&str], report: &mut Report) {
    for (name, entry) in tables {
        stage(name, Some(entry), false, report);
        let candidates = if report.is_full() { &[] } else { known };
        let near = nearest(name, candidates.iter().copied());
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
    .help(format!("the stages are {}", crate::words::quoted(some)))
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

pub(crate) fn is_empty_list(entry: &Entry) -> bool {
    entry.node.as_list().is_some_and(<[Node]>::is_empty)
}
