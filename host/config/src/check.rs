//! Checks that need the descriptors of the plugins.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk_core::{Descriptor, check_options, names};
use serde_json::{Map, Value};

use crate::choice::SinkFormat;
use crate::config::{Config, StageConfig};
use crate::report::{Draft, Report};
use crate::suggest::nearest;
use crate::text::{Place, brief};
use crate::{ProblemKind, Problems, names_of_layers};

/// The stages in their order and what is known of them.
struct Plan<'a> {
    config: &'a Config,
    /// Stages that run and whose descriptor was found, in order.
    stages: Vec<(&'a StageConfig, &'a Descriptor)>,
    /// Stages that are switched off.
    off: Vec<(&'a StageConfig, &'a Descriptor)>,
    /// Descriptors of other plugins, by name.
    others: Vec<&'a Descriptor>,
    initially: &'a [&'a str],
    /// What the stages that run provide.
    provided: BTreeSet<&'a str>,
    /// Whether every stage that runs has a descriptor. If not, what seems to be missing may be provided.
    complete: bool,
}

impl Config {
    /// Checks options, needs and provides of the stages.
    ///
    /// `found` has a descriptor for each stage, by stage name; one that is missing is not reported here, since whoever
    /// looked for its plugin knows why. `known` has descriptors of further plugins, for suggestions. `initially` names
    /// what documents have before the first stage, such as `meta.published`; an entry that ends in `*` stands for
    /// every name that begins so.
    ///
    /// A name is provided only by the same name: `ents.id` is not provided by `ents`, nor the other way round.
    pub fn check_stages(
        &self,
        found: &BTreeMap<String, Descriptor>,
        known: &[Descriptor],
        initially: &[&str],
    ) -> Problems {
        let mut report = Report::new(self.origin.texts.clone());
        let with_card = |enabled: bool| {
            self.stages
                .iter()
                .filter(move |stage| stage.enabled == enabled)
                .filter_map(|stage| Some((stage, found.get(&stage.name)?)))
                .collect::<Vec<_>>()
        };
        let used: BTreeSet<&str> = self.stages.iter().map(|stage| stage.plugin.as_str()).collect();
        let stages = with_card(true);
        let plan = Plan {
            config: self,
            provided: stages.iter().flat_map(|(_, card)| card.provides.iter().map(String::as_str)).collect(),
            stages,
            off: with_card(false),
            others: known.iter().filter(|card| !used.contains(card.name.as_str())).collect(),
            initially,
            complete: self.enabled_stages().all(|stage| found.contains_key(&stage.name)),
        };
        for (stage, card) in plan.stages.iter().chain(&plan.off) {
            check_stage_options(self, stage, card, &mut report);
        }
        plan.check_order(&mut report);
        if plan.complete {
            plan.check_sinks(&mut report);
            plan.check_tests(&mut report);
        }
        report.into_problems()
    }

    /// The options of a stage for its plugin: as given, with the paths among them made absolute from the folder of
    /// the file. Defaults are filled in by the plugin's side, see [`copydesk_core::Options`].
    ///
    /// Paths are the texts, alone or in a list, whose schema says `"format": "path"`.
    pub fn plugin_options(&self, stage: &StageConfig, card: &Descriptor) -> Value {
        let Some(given) = stage.options.as_object() else { return Value::Object(Map::new()) };
        let is_path = |schema: &Value| schema["format"] == "path";
        let options = given.iter().map(|(key, value)| {
            let schema = &card.options["properties"][key.as_str()];
            let value = match value {
                Value::String(path) if is_path(schema) => Value::from(absolute(&self.base_dir, path)),
                Value::Array(items) if is_path(&schema["items"]) => items
                    .iter()
                    .map(|item| {
                        item.as_str()
                            .map_or_else(|| item.clone(), |path| absolute(&self.base_dir, path).into())
                    })
                    .collect(),
                other => other.clone(),
            };
            (key.clone(), value)
        });
        Value::Object(options.collect())
    }

    /// Where a stage stands in `pipeline.stages`.
    fn stage_place(&self, name: &str) -> Place {
        let root = &self.origin.root;
        root.entry(&["pipeline", "stages"])
            .and_then(|entry| {
                let items = entry.node.as_list()?;
                items.iter().find(|item| item.as_text() == Some(name)).map(|item| item.place)
            })
            .unwrap_or(root.place)
    }

    /// Where a key and its value stand.
    fn places(&self, path: &[&str]) -> Option<(Place, Place)> {
        self.origin.root.entry(path).map(|entry| (entry.key_place, entry.node.place))
    }
}

fn absolute(base: &Path, path: &str) -> String {
    let joined = base.join(path);
    std::path::absolute(&joined).unwrap_or(joined).to_string_lossy().into_owned()
}

fn check_stage_options(config: &Config, stage: &StageConfig, card: &Descriptor, report: &mut Report) {
    let name = &stage.name;
    for (key, what) in check_options(&card.options, &stage.options) {
        let path = ["stages", name, "options", &key];
        let known = card.options["properties"].as_object();
        let unknown = known.is_none_or(|known| !known.contains_key(&key));
        let (key_place, value_place) = config
            .places(&path)
            .or_else(|| config.places(&["stages", name, "options"]))
            .unwrap_or((config.stage_place(name), config.stage_place(name)));
        let key = brief(&key);
        if unknown {
            let names = || known.into_iter().flatten().map(|(name, _)| name.as_str());
            let near = nearest(&key, names());
            let label =
                near.map_or_else(|| "no such option".to_owned(), |near| format!("did you mean `{near}`?"));
            let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            let help = if all.is_empty() {
                format!("plugin `{}` has no options", card.name)
            } else {
                format!("the options of plugin `{}` are {}", card.name, all.join(", "))
            };
            let message = format!("stage `{name}` has no option `{key}`");
            report.add(Draft::error(ProblemKind::Option, message).at(key_place, label).help(help));
        } else {
            let schema = &card.options["properties"][key.as_str()];
            let message = format!("option `{key}` of stage `{name}` {}", text_of(&what));
            let mut draft = Draft::error(ProblemKind::Option, message).at(value_place, "");
            if let Some(help) = option_help(&key, schema) {
                draft = draft.help(help);
            }
            report.add(draft);
        }
    }
}

/// A message of another crate, harmless and of bounded length.
fn text_of(what: &str) -> String {
    const LONGEST: usize = 300;
    crate::text::harmless(what).chars().take(LONGEST).collect()
}

fn option_help(key: &str, schema: &Value) -> Option<String> {
    let doc = schema["description"].as_str().filter(|doc| !doc.is_empty());
    let default = schema.get("default").map(|default| format!("the default is {default}"));
    match (doc, default) {
        (None, None) => None,
        (doc, default) => Some(format!(
            "`{key}`: {}",
            doc.into_iter().map(str::to_owned).chain(default).collect::<Vec<_>>().join("; ")
        )),
    }
}

fn provides(card: &Descriptor, name: &str) -> bool {
    card.provides.iter().any(|provided| provided == name)
}

impl Plan<'_> {
    fn initially(&self, name: &str) -> bool {
        self.initially
            .iter()
            .any(|entry| entry.strip_suffix('*').map_or(*entry == name, |prefix| name.starts_with(prefix)))
    }

    /// Whether any stage that runs, or the input, brings something of this name.
    fn available(&self, name: &str) -> bool {
        self.provided.contains(name) || self.initially(name)
    }

    fn check_order(&self, report: &mut Report) {
        let cards: BTreeMap<&str, &Descriptor> =
            self.stages.iter().map(|(stage, card)| (stage.name.as_str(), *card)).collect();
        let mut there: BTreeSet<&str> = BTreeSet::new();
        let mut blind = false;
        for stage in self.config.enabled_stages() {
            let Some(card) = cards.get(stage.name.as_str()) else {
                blind = true;
                continue;
            };
            let unmet = |names: &'_ [String]| -> Vec<String> {
                let missing = |name: &&String| !there.contains(name.as_str()) && !self.initially(name);
                names.iter().filter(missing).cloned().collect()
            };
            if !blind {
                for name in unmet(&card.needs) {
                    self.unmet_need(stage, card, &name, report);
                }
                for name in unmet(&card.uses) {
                    self.late_use(stage, &name, report);
                }
            }
            there.extend(card.provides.iter().map(String::as_str));
        }
    }

    fn unmet_need(&self, stage: &StageConfig, card: &Descriptor, need: &str, report: &mut Report) {
        let name = &stage.name;
        let message = format!("stage `{name}` needs `{need}`, but no earlier stage provides it");
        let draft = Draft::error(ProblemKind::UnmetNeed, message)
            .at(self.config.stage_place(name), format!("needs `{need}`"));
        let later = self.later(name, need);
        let switched_off = self.off.iter().find(|(_, card)| provides(card, need));
        let draft = if let Some(later) = later {
            let help = format!("put \"{later}\" before \"{name}\"");
            draft.at(self.config.stage_place(later), format!("`{need}` comes only here")).help(help)
        } else if let Some((off, _)) = switched_off {
            draft.at(self.config.stage_place(&off.name), "provides it, but is switched off").help(format!(
                "stage `{0}` provides it: take \"{0}\" out of `disabled`, or remove `enabled = false`",
                off.name
            ))
        } else if let Some(other) = self.others.iter().find(|card| provides(card, need)) {
            draft.help(format!(
                "plugin `{}` provides it: stages = [{}]",
                other.name,
                self.list_with(&other.name, name)
            ))
        } else if provides(card, need) {
            draft.help(format!(
                "the plugin `{}` needs what it provides itself: a mistake in its descriptor",
                card.name
            ))
        } else {
            draft.help(self.no_provider(need))
        };
        report.add(draft);
    }

    /// The first stage after another that provides something.
    fn later(&self, name: &str, wanted: &str) -> Option<&str> {
        let after = self.stages.iter().skip_while(|(stage, _)| stage.name != name).skip(1);
        after.filter(|(_, card)| provides(card, wanted)).map(|(stage, _)| stage.name.as_str()).next()
    }

    /// The list of stages with a new one before another, ready to be typed.
    fn list_with(&self, new: &str, before: &str) -> String {
        let mut names = Vec::new();
        for stage in &self.config.stages {
            if stage.name == before {
                names.push(new);
            }
            names.push(&stage.name);
        }
        crate::words::quoted(names.into_iter())
    }

    fn no_provider(&self, need: &str) -> String {
        let cards = self.stages.iter().map(|(_, card)| *card).chain(self.others.iter().copied());
        let all: BTreeSet<&str> = cards.flat_map(|card| card.provides.iter().map(String::as_str)).collect();
        if let Some(near) = nearest(need, all) {
            return format!("no plugin provides `{need}`; is `{near}` meant in the plugin's descriptor?");
        }
        if let Some(key) = need.strip_prefix("meta.") {
            return format!("no source brings the metadata `{key}`: give it under [sources.NAME.metadata]");
        }
        "no plugin that was found provides it: add the folder of the one that does to [plugins] dirs"
            .to_owned()
    }

    fn late_use(&self, stage: &StageConfig, name: &str, report: &mut Report) {
        let Some(later) = self.later(&stage.name, name) else { return };
        report.add(
            Draft::warning(
                ProblemKind::LateUse,
                format!("stage `{}` would use `{name}`, but it comes only later", stage.name),
            )
            .at(self.config.stage_place(&stage.name), format!("would use `{name}`"))
            .at(self.config.stage_place(later), "provides it")
            .help(format!("put \"{later}\" before \"{}\" if it should be used", stage.name)),
        );
    }

    fn check_sinks(&self, report: &mut Report) {
        for sink in &self.config.sinks {
            let wanted = match (sink.content.as_str(), sink.format) {
                ("documents", SinkFormat::Conllu) => names::TOKENS,
                ("documents", _) => continue,
                (table, _) => table,
            };
            if self.available(wanted) {
                continue;
            }
            let place = ["content", "path", "type"]
                .iter()
                .find_map(|key| self.config.places(&["sinks", &sink.name, key]).map(|(_, value)| value))
                .unwrap_or(self.config.origin.root.place);
            report.add(
                Draft::warning(
                    ProblemKind::NothingProvides,
                    format!("[sinks.{}] writes `{}`, but no stage provides it", sink.name, brief(wanted)),
                )
                .at(place, "will be empty")
                .help(self.provider_help(wanted)),
            );
        }
    }

    fn check_tests(&self, report: &mut Report) {
        let list =
            self.config.origin.root.entry(&["tests"]).and_then(|entry| entry.node.as_list()).unwrap_or(&[]);
        for (test, node) in self.config.tests.iter().zip(list) {
            let expect = node.entry(&["expect"]).and_then(|entry| entry.node.as_table());
            for entry in expect.into_iter().flat_map(|table| table.iter()) {
                let layer = names_of_layers(&entry.key);
                if matches!(layer, "points" | "meta" | "contains") || self.available(layer) {
                    continue;
                }
                report.add(
                    Draft::warning(
                        ProblemKind::NothingProvides,
                        format!(
                            "test \"{}\" expects layer `{}`, but no stage provides it",
                            brief(&test.name),
                            brief(layer)
                        ),
                    )
                    .at(entry.key_place, "")
                    .help(self.provider_help(layer)),
                );
            }
        }
    }

    fn provider_help(&self, wanted: &str) -> String {
        if let Some((off, _)) = self.off.iter().find(|(_, card)| provides(card, wanted)) {
            return format!("stage `{}` provides it, but is switched off", off.name);
        }
        if let Some(other) = self.others.iter().find(|card| provides(card, wanted)) {
            return format!("plugin `{0}` provides it: add \"{0}\" to `pipeline.stages`", other.name);
        }
        let others = self.others.iter().flat_map(|card| card.provides.iter().map(String::as_str));
        // The names that people type for layers, and what any plugin provides.
        let all = ["sentences", "entities"].into_iter().chain(self.provided.iter().copied()).chain(others);
        nearest(wanted, all).map_or_else(
            || format!("the stages provide {}", crate::words::quoted(self.provided.iter().copied())),
            |near| format!("did you mean `{near}`?"),
        )
    }
}
