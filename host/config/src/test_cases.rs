//! `[[tests]]`.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Expect, ExpectedSpan, StageConfig, TestCase, TestInput};
use crate::fields::Fields;
use crate::keys::{Kind, Section};
use crate::read::{is_empty_list, section, unknown_stage};
use crate::report::{Draft, Report};
use crate::text::{Place, brief};
use crate::tree::{Entry, Node, Value};
use crate::{ProblemKind, names_of_layers};

/// The section of a key of a section.
fn inner(outer: &'static Section, name: &str) -> Option<&'static Section> {
    outer.keys.iter().find(|key| key.name == name).and_then(|key| match key.kind {
        Kind::Table(section) | Kind::List(section) | Kind::Spans(section) => Some(section),
        _ => None,
    })
}

pub(crate) fn read(top: &Fields<'_>, stages: &[StageConfig], report: &mut Report) -> Vec<TestCase> {
    let mut tests = Vec::new();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    // A list of stages from the command line is often a part of the file's; its tests are then not all of use.
    let shortened = top
        .entry("pipeline")
        .and_then(|entry| entry.node.entry(&["stages"]))
        .is_some_and(|entry| entry.node.place.text > 0);
    let names: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
    let known: BTreeSet<&str> = names.iter().copied().collect();
    for node in top.list("tests", report) {
        let Some(outer) = section("tests") else { continue };
        let Some(fields) = Fields::open(outer, "tests", node, report) else { continue };
        let name = fields.text("name", report).unwrap_or_default();
        if let Some(entry) = fields.entry("name")
            && let Some(first) = seen.insert(name.clone(), entry.node.place)
        {
            report.add(
                Draft::error(ProblemKind::Duplicate, format!("two tests are named \"{}\"", brief(&name)))
                    .at(entry.node.place, "again here")
                    .at(first, "first here")
                    .help("give each test a name of its own; the report of `copydesk test` goes by names"),
            );
        }
        let until = fields.text("until", report);
        if let (Some(until), Some(entry)) = (&until, fields.entry("until"))
            && !known.contains(until.as_str())
        {
            let who = format!("{} runs until", titled(&name));
            let names = if report.is_full() { &[][..] } else { &names };
            let draft = unknown_stage(&who, until, entry.node.place, names);
            report.add(if shortened { draft.softened() } else { draft });
        }
        let inputs = inputs(outer, &fields, &name, report);
        let expect = fields
            .entry("expect")
            .and_then(|entry| expect(inner(outer, "expect")?, &entry.node, report))
            .unwrap_or_default();
        tests.push(TestCase { name, until, inputs, expect });
    }
    tests
}

fn inputs(outer: &'static Section, fields: &Fields<'_>, test: &str, report: &mut Report) -> Vec<TestInput> {
    let test = titled(test);
    let nodes: &[Node] = match (fields.entry("input"), fields.entry("inputs")) {
        (Some(_), Some(both)) => {
            report.add(
                Draft::error(ProblemKind::Conflict, format!("{test} has `input` and `inputs`"))
                    .at(both.key_place, "")
                    .help("write all documents into `inputs`, or the only one into `input`"),
            );
            &[]
        }
        (Some(one), None) => std::slice::from_ref(&one.node),
        (None, Some(_)) => fields.list("inputs", report),
        (None, None) => &[],
    };
    if nodes.is_empty() && fields.entry("input").is_none() && fields.entry("inputs").is_none_or(is_empty_list)
    {
        report.add(
            Draft::error(ProblemKind::MissingKey, format!("{test} has no input"))
                .at(fields.entry("inputs").map_or(fields.place, |entry| entry.node.place), "")
                .help("add, for example: input = { text = \"Sen. Doe spoke.\" }"),
        );
    }
    let mut inputs = Vec::new();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for (number, node) in nodes.iter().enumerate() {
        let Some(section) = inner(outer, "input") else { continue };
        let Some(fields) = Fields::open(section, "tests.input", node, report) else { continue };
        let id = fields.text("id", report).unwrap_or_else(|| format!("input-{}", number + 1));
        if let Some(first) = seen.insert(id.clone(), node.place) {
            report.add(
                Draft::error(
                    ProblemKind::Duplicate,
                    format!("two inputs of {test} have the id `{}`", brief(&id)),
                )
                .at(node.place, "again here")
                .at(first, "first here")
                .help("give each input an id of its own"),
            );
        }
        let meta = ["title", "published", "publisher", "author", "url", "lang"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), fields.text(key, report)?)))
            .collect();
        inputs.push(TestInput { id, text: fields.text("text", report).unwrap_or_default(), meta });
    }
    inputs
}

fn titled(name: &str) -> String {
    if name.is_empty() { "this test".to_owned() } else { format!("test \"{}\"", brief(name)) }
}

fn expect(section: &'static Section, node: &Node, report: &mut Report) -> Option<Expect> {
    let fields = Fields::open(section, "tests.expect", node, report)?;
    let mut expect = Expect {
        points: fields.texts("points", report).into_iter().map(|(text, _)| text).collect(),
        meta: fields.map("meta", report),
        contains: fields.flag("contains", report),
        ..Expect::default()
    };
    let span = section.open.as_ref().and_then(|key| match key.kind {
        Kind::Spans(section) => Some(section),
        _ => None,
    })?;
    let named = section
        .keys
        .iter()
        .filter(|key| matches!(key.kind, Kind::Spans(_)))
        .filter_map(|key| fields.entry(key.name));
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    for entry in named.chain(fields.others()) {
        let layer = names_of_layers(&entry.key);
        if let Some(first) = places.insert(layer, entry.key_place) {
            report.add(
                Draft::error(ProblemKind::Duplicate, format!("layer `{}` is expected twice", brief(layer)))
                    .at(entry.key_place, "again here")
                    .at(first, "first here")
                    .help("keep one of the two"),
            );
        }
        expect.layers.insert(layer.to_owned(), spans(span, entry, report));
    }
    if expect.layers.is_empty() && expect.points.is_empty() && expect.meta.is_empty() && !report.has_errors()
    {
        report.add(
            Draft::warning(ProblemKind::Unused, "this test expects nothing, so it cannot fail")
                .at(fields.place, "")
                .help("add, for example: sentences = [\"Sen. Doe spoke.\"]"),
        );
    }
    Some(expect)
}

fn spans(section: &'static Section, entry: &Entry, report: &mut Report) -> Vec<ExpectedSpan> {
    let path = format!("tests.expect.{}", brief(&entry.key));
    let Some(items) = entry.node.as_list() else {
        if !matches!(entry.node.value, Value::Bad) {
            report.add(not_spans(&path, &entry.node));
        }
        return Vec::new();
    };
    let mut spans = Vec::new();
    for item in items {
        match &item.value {
            Value::Text(text) => spans.push(ExpectedSpan { text: text.clone(), ..ExpectedSpan::default() }),
            Value::Table(_) => spans.extend(span(section, &path, item, report)),
            Value::Bad => {}
            _ => report.add(not_spans(&path, item)),
        }
    }
    spans
}

fn not_spans(path: &str, node: &Node) -> Draft {
    Draft::error(ProblemKind::WrongType, format!("`{path}` must be a list of texts or of tables with `text`"))
        .at(node.place, format!("this is {}", node.kind()))
        .help("write, for example: entities = [{ text = \"Doe\", label = \"PERSON\" }]")
}

fn span(section: &'static Section, path: &str, node: &Node, report: &mut Report) -> Option<ExpectedSpan> {
    let fields = Fields::open(section, path, node, report)?;
    let mut attrs = BTreeMap::new();
    for entry in fields.others() {
        match entry.node.as_scalar() {
            Some(value) => {
                attrs.insert(entry.key.clone(), value);
            }
            None => report.add(
                Draft::error(
                    ProblemKind::WrongType,
                    format!("attribute `{}` must be a single value", brief(&entry.key)),
                )
                .at(entry.node.place, format!("this is {}", entry.node.kind()))
                .help("write, for example: value = \"2024-05-06\""),
            ),
        }
    }
    Some(ExpectedSpan {
        text: fields.text("text", report)?,
        label: fields.text("label", report),
        document: fields.text("document", report),
        attrs,
    })
}
