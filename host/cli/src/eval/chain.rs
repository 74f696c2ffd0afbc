//! The stages that a measure needs, and running them over gold texts.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context as _, Result, anyhow, bail};
use copydesk::config::{Config, Override, StageConfig};
use copydesk::core::{Descriptor, Document, Layer, Plugin as _, Scope, names};
use copydesk::{Finder, Kept, Pipeline, io, loader};
use copydesk_eval::{GoldDocument, Predicted, predicted};
use serde_json::Value;

use super::show::Origin;
use crate::args::ConfigArgs;
use crate::run::read_config;
use crate::{WRONG, out};

/// An error of which everything was said on standard error already; only the exit code is left.
#[derive(Debug)]
pub(crate) struct Said(pub(crate) u8);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit code {}", self.0)
    }
}

impl std::error::Error for Said {}

/// An option that has no limit but that of its schema.
pub(super) const UNLIMITED: u64 = 1_000_000;

/// What a measure asks of the pipeline.
#[derive(Debug, Default)]
pub(crate) struct Need<'a> {
    /// Layers, attributes or tables to score. The last stage that provides one of them is the last that runs.
    pub(crate) targets: &'a [&'a str],
    /// Layers that the documents bring from the gold file.
    pub(crate) given: &'a [&'a str],
    /// Stages that provide one of these are left out, unless they provide a target.
    pub(crate) skip: &'a [&'a str],
    /// Whether the documents bring what stages of document scope make, whatever that is: those are left out.
    pub(crate) finished: bool,
    /// Options of the last stage, where it has them and the command line does not set them.
    pub(crate) options: &'a [(&'a str, u64)],
    /// Options of the last stage whose value is a text, where it has them.
    pub(crate) texts: &'a [(&'a str, &'a str)],
}

/// The needed stages, ready to run.
pub(crate) struct Chain {
    pipeline: Pipeline,
}

impl Chain {
    /// Opens the needed stages of the configured pipeline.
    pub(crate) fn open(args: &ConfigArgs, need: &Need<'_>) -> Result<Self> {
        let mut config = read_config(args).map_err(Said)?;
        let finder = Finder::beside_program();
        restrict(&mut config, &finder, args, need)?;
        let initially: Vec<&str> = std::iter::once("meta.*").chain(need.given.iter().copied()).collect();
        let pipeline = Pipeline::open_for(config, &finder, &initially).map_err(|error| {
            out::problems(&error.problems);
            for trouble in &error.plugins {
                out::say(&format!("error: stage `{}`: {}", trouble.stage, trouble.message));
            }
            if let Some(first) = error.plugins.first() {
                let name = &first.stage;
                out::say(&format!(
                    "help: build or install the plugin and name its folder with --plugins, or leave the stage out \
                     with --set stages.{name}.enabled=false, or score a file with --pred"
                ));
            }
            Said(WRONG)
        })?;
        Ok(Self { pipeline })
    }

    /// The stages, for the report.
    pub(super) fn origin(&self) -> Origin {
        let stages = self.pipeline.plugins().iter().map(|plugin| {
            (plugin.stage.clone(), plugin.descriptor.name.clone(), plugin.descriptor.version.clone())
        });
        Origin::stages(&stages.collect::<Vec<_>>())
    }

    /// Runs the stages over documents that belong together.
    pub(crate) fn run(&self, docs: Vec<Document>) -> Result<Kept> {
        let kept = self.pipeline.process(docs, None)?;
        if let Some((id, stage, reason)) = kept.lost.first() {
            let count = kept.lost.len();
            out::say(&format!(
                "warning: {count} documents were lost and count as missed; the first is `{id}`, in stage `{stage}`: \
                 {reason}"
            ));
        }
        Ok(kept)
    }
}

/// Switches off every stage that the measure does not need, and sets options.
fn restrict(config: &mut Config, finder: &Finder, args: &ConfigArgs, need: &Need<'_>) -> Result<()> {
    let mut cards: BTreeMap<String, Descriptor> = BTreeMap::new();
    let mut troubles = Vec::new();
    for stage in config.enabled_stages() {
        match card(config, finder, stage) {
            Ok(card) => {
                cards.insert(stage.name.clone(), card);
            }
            Err(error) => troubles.push(format!("stage `{}`: {error}", stage.name)),
        }
    }
    let provides = |stage: &StageConfig, wanted: &[&str]| {
        let card = cards.get(&stage.name).filter(|_| stage.enabled);
        card.is_some_and(|card| card.provides.iter().any(|name| wanted.contains(&name.as_str())))
    };
    let Some(last) = config.stages.iter().rposition(|stage| provides(stage, need.targets)) else {
        for trouble in &troubles {
            out::say(&format!("error: {trouble}"));
        }
        let wanted = need.targets.join("` or `");
        bail!(
            "no stage of this pipeline provides `{wanted}`: add one to pipeline.stages (`copydesk stages` lists what \
             is there), build or install the missing plugins and name their folder with --plugins, or score a file \
             with --pred"
        );
    };
    let brought = |stage: &StageConfig| {
        let alone = cards.get(&stage.name).is_some_and(|card| card.scope == Scope::Document);
        need.finished && alone || provides(stage, need.skip)
    };
    let wanted: Vec<bool> = config
        .stages
        .iter()
        .enumerate()
        .map(|(at, stage)| at <= last && (provides(stage, need.targets) || !brought(stage)))
        .collect();
    for (stage, wanted) in config.stages.iter_mut().zip(wanted) {
        stage.enabled &= wanted;
    }
    if let Some(stage) = config.stages.get_mut(last)
        && let Some(card) = cards.get(&stage.name)
    {
        set_options(stage, card, args, need.options);
        for &(key, value) in need.texts.iter().filter(|(key, _)| !card.options["properties"][key].is_null()) {
            set_option(stage, key, value.into());
        }
    }
    // Documents come from memory, and tests may speak of stages that were switched off. What looks odd in the rest of
    // the file is what `copydesk check` is for.
    config.sources.clear();
    config.sinks.clear();
    config.tests.clear();
    config.warnings = copydesk::config::Problems::default();
    Ok(())
}

fn card(config: &Config, finder: &Finder, stage: &StageConfig) -> Result<Descriptor, loader::LoadError> {
    let path = if stage.plugin.contains(['/', '\\']) {
        config.base_dir.join(&stage.plugin)
    } else {
        loader::find(&stage.plugin, finder.dirs(&config.plugin_dirs))?
    };
    Ok(loader::load(&path, stage.sha256.as_deref())?.descriptor().clone())
}

/// Sets options that the plugin has, within the limits of its schema, unless `--set` has set them.
fn set_options(stage: &mut StageConfig, card: &Descriptor, args: &ConfigArgs, options: &[(&str, u64)]) {
    let overrides: Vec<Override> =
        args.overrides.iter().filter_map(|text| Override::parse(text).ok()).collect();
    for &(key, value) in options {
        let path = ["stages", stage.name.as_str(), "options", key];
        // A whole table that was set counts as well.
        let set = |one: &Override| {
            one.path().zip(path).all(|(part, of)| part == of) && one.path().count() <= path.len()
        };
        let schema = &card.options["properties"][key];
        if schema.is_null() || overrides.iter().any(set) {
            continue;
        }
        let least = schema["minimum"].as_u64().unwrap_or(0);
        let most = schema["maximum"].as_u64().unwrap_or(u64::MAX).max(least);
        set_option(stage, key, value.clamp(least, most).into());
    }
}

fn set_option(stage: &mut StageConfig, key: &str, value: Value) {
    if !stage.options.is_object() {
        stage.options = Value::Object(serde_json::Map::new());
    }
    if let Some(object) = stage.options.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// A document of the pipeline with the text, the metadata and these layers of a gold document.
pub(super) fn document(gold: &GoldDocument, layers: &[&str]) -> Document {
    let mut doc = Document::new(&gold.id, &gold.text);
    for (key, value) in &gold.meta {
        doc.set_meta(key, value, "input");
    }
    for &name in layers {
        let mut layer = Layer::new();
        match name {
            names::TOKENS | names::SENTS => {
                for span in if name == names::TOKENS { &gold.tokens } else { &gold.sents } {
                    layer.push(span.start, span.end);
                }
            }
            // Of several mentions at one place the first is given: they would all get the same answer.
            names::ENTS => {
                let mut marks = BTreeMap::new();
                for mark in &gold.ents {
                    marks.entry((mark.span.start, Reverse(mark.span.end))).or_insert(mark.label.as_str());
                }
                for ((start, Reverse(end)), label) in marks {
                    let mut row = layer.push(start, end);
                    if !label.is_empty() {
                        row.label(label);
                    }
                }
            }
            _ => {}
        }
        doc.put_layer(name, layer);
    }
    doc
}

/// What the pipeline found, read the way its files are.
pub(super) fn read_back(docs: &[Document]) -> Result<Vec<Predicted>> {
    let mut lines = Vec::new();
    for doc in docs {
        io::write_document(doc, io::Unit::Byte, &mut lines);
        lines.push(b'\n');
    }
    let text = String::from_utf8(lines).context("the pipeline's output is not UTF-8")?;
    Ok(predicted::read(&text, "the pipeline's output")?)
}

/// Refuses gold files that have answers but no texts.
pub(super) fn has_texts<'a>(mut docs: impl Iterator<Item = &'a GoldDocument>) -> Result<()> {
    if docs.all(|doc| doc.text.trim().is_empty()) {
        return Err(anyhow!("the gold file has no texts to run the pipeline on: score a file with --pred"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk::core::{OptionKind, OptionSpec};
    use copydesk_eval::{Mark, Span};
    use serde_json::json;

    #[test]
    fn options_are_set_where_the_command_line_does_not() {
        const OPTIONS: &[OptionSpec] = &[
            OptionSpec { name: "max_words", kind: OptionKind::Integer(180, 10, 1000), doc: "" },
            OptionSpec { name: "max_sentences", kind: OptionKind::Integer(6, 1, 500), doc: "" },
        ];
        let card = Descriptor::new("s", "1.0.0", "").options(OPTIONS);
        let rows: [(&str, &[&str], Value); 5] = [
            ("file", &[], json!({"about": "x", "max_sentences": 500, "max_words": 250})),
            (
                "other stage",
                &["stages.t.options.max_words=9"],
                json!({"about": "x", "max_sentences": 500, "max_words": 250}),
            ),
            ("one", &["stages.s.options.max_words=9"], json!({"about": "x", "max_sentences": 500})),
            ("table", &["stages.s.options={max_words=9}"], json!({"about": "x", "max_sentences": 6})),
            (
                "unlike",
                &["stages.s.enabled=true"],
                json!({"about": "x", "max_sentences": 500, "max_words": 250}),
            ),
        ];
        for (name, sets, expected) in rows {
            let mut stage = StageConfig {
                name: "s".to_owned(),
                plugin: "s".to_owned(),
                sha256: None,
                enabled: true,
                options: json!({"about": "x", "max_sentences": 6}),
            };
            let args = ConfigArgs {
                config: None,
                overrides: sets.iter().map(|&set| set.to_owned()).collect(),
                plugins: Vec::new(),
            };
            let wanted = [("max_words", 250), ("max_sentences", UNLIMITED), ("unknown", 1)];
            set_options(&mut stage, &card, &args, &wanted);
            assert_eq!(stage.options, expected, "{name}");
        }
    }

    #[test]
    fn gold_layers_are_what_a_host_accepts_and_come_back() {
        let mark = |start, end, label: &str, id: &str| Mark {
            span: Span::new(start, end),
            label: label.to_owned(),
            id: Some(id.to_owned()),
            values: Vec::new(),
        };
        let gold = GoldDocument {
            id: "a".to_owned(),
            text: "Žofie Malá met her".to_owned(),
            meta: [("published".to_owned(), "2020-01-02".to_owned())].into(),
            tokens: vec![Span::new(0, 6), Span::new(7, 12), Span::new(13, 16), Span::new(17, 20)],
            sents: vec![Span::new(0, 20)],
            ents: vec![mark(0, 6, "PERSON", "x"), mark(0, 12, "PERSON", "x"), mark(0, 12, "ORG", "y")],
            ..GoldDocument::default()
        };
        let layers = [names::TOKENS, names::SENTS, names::ENTS];
        let doc = document(&gold, &layers);
        for name in layers {
            let view = doc.view(name).expect("the layer was given");
            let sound = copydesk::core::check_layer(&view, doc.text(), doc.is_ascii(), name != names::ENTS);
            assert_eq!(sound, Ok(()), "{name}");
        }
        assert_eq!(doc.meta("published"), Some("2020-01-02"));
        let back = read_back(&[doc]).unwrap().remove(0);
        assert_eq!((back.tokens.as_ref(), back.sents.as_ref()), (Some(&gold.tokens), Some(&gold.sents)));
        let ents: Vec<(Span, String)> =
            back.ents.unwrap().into_iter().map(|ent| (ent.span, ent.label)).collect();
        let person = || "PERSON".to_owned();
        // The longer span goes first, and of two at one place the first is given.
        assert_eq!(ents, [(Span::new(0, 12), person()), (Span::new(0, 6), person())]);
        assert_eq!(back.text.as_deref(), Some(gold.text.as_str()));
    }
}
