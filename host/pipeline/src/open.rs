//! From a configuration to a pipeline: plugins found, order proven, options accepted.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use copydesk_config::{Config, Problems, StageConfig};
use copydesk_core::{Descriptor, Plugin};
use copydesk_loader::LoadError;
use copydesk_runner::StageSlot;

use crate::Finder;
use crate::finder::Found;

/// A pipeline that can be run any number of times.
pub struct Pipeline {
    config: Config,
    pub(crate) stages: Vec<StageSlot>,
    plugins: Vec<PluginInfo>,
    pub(crate) found: Vec<(String, Arc<dyn Plugin>)>,
    warnings: Problems,
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline").field("name", &self.config.name).field("stages", &self.stages).finish()
    }
}

/// The plugin behind a stage.
#[derive(Debug, Clone)]
pub struct PluginInfo {
    /// The stage's name in the pipeline.
    pub stage: String,
    /// What the plugin says about itself.
    pub descriptor: Descriptor,
    /// Its library; none for a plugin that is part of the program.
    pub path: Option<PathBuf>,
}

/// What is wrong with one stage's plugin.
#[derive(Debug)]
pub struct Trouble {
    /// The stage's name in the pipeline.
    pub stage: String,
    /// What and what to do.
    pub message: String,
}

/// Why a configuration cannot be run: everything at once.
#[derive(Debug, Default)]
pub struct OpenError {
    /// What is wrong with the configuration itself.
    pub problems: Problems,
    /// What is wrong with plugins.
    pub plugins: Vec<Trouble>,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for trouble in &self.plugins {
            writeln!(f, "stage `{}`: {}", trouble.stage, trouble.message)?;
        }
        write!(f, "{}", self.problems)
    }
}

impl std::error::Error for OpenError {}

impl Pipeline {
    /// Finds the plugins of all enabled stages, proves their order and loads them. What the sources bring is not known
    /// yet: metadata is taken for granted, layers are not.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn open(config: Config, finder: &Finder) -> Result<Self, OpenError> {
        Self::open_for(config, finder, &["meta.*"])
    }

    /// As [`Pipeline::open`], for sources that bring `initially`: names of layers, or `*` for any.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn open_for(config: Config, finder: &Finder, initially: &[&str]) -> Result<Self, OpenError> {
        let mut error = OpenError::default();
        let mut found: Vec<(String, Found)> = Vec::new();
        for stage in config.enabled_stages() {
            match find_once(&config, finder, stage, &found) {
                Ok(plugin) => found.push((stage.name.clone(), plugin)),
                Err(trouble) => {
                    error.plugins.push(Trouble { stage: stage.name.clone(), message: trouble.to_string() })
                }
            }
        }
        let cards: BTreeMap<String, Descriptor> =
            found.iter().map(|(stage, found)| (stage.clone(), found.plugin.descriptor().clone())).collect();
        let checked = config.check_stages(&cards, &known(finder, &config, &cards), initially);
        let broken = checked.errors() > 0;
        let mut warnings = config.warnings.clone();
        if broken {
            error.problems = checked;
        } else {
            warnings.append(checked);
        }
        let mut pipeline =
            Self { stages: Vec::new(), plugins: Vec::new(), found: Vec::new(), warnings, config };
        for (stage, found) in found {
            let descriptor = found.plugin.descriptor().clone();
            if !broken && let Some(settings) = pipeline.config.stage(&stage) {
                let options = pipeline.config.plugin_options(settings, &descriptor);
                match StageSlot::load(&stage, found.plugin.as_ref(), &options) {
                    Ok(slot) => pipeline.stages.push(slot),
                    Err(refusal) => {
                        error.plugins.push(Trouble { stage: stage.clone(), message: refusal.message });
                    }
                }
            }
            pipeline.plugins.push(PluginInfo { stage: stage.clone(), descriptor, path: found.path });
            pipeline.found.push((stage, found.plugin));
        }
        if broken || !error.plugins.is_empty() { Err(error) } else { Ok(pipeline) }
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The plugins behind the enabled stages, in order.
    pub fn plugins(&self) -> &[PluginInfo] {
        &self.plugins
    }

    /// What looks wrong but can be run.
    pub fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// Whether an enabled stage writes a layer or table of this name.
    pub fn provides(&self, name: &str) -> bool {
        self.plugins.iter().any(|plugin| plugin.descriptor.provides.iter().any(|provided| provided == name))
    }
}

/// The plugin of a stage. The same plugin under a second name is opened once, unless it is pinned.
fn find_once(
    config: &Config,
    finder: &Finder,
    stage: &StageConfig,
    found: &[(String, Found)],
) -> Result<Found, LoadError> {
    let twin = found.iter().find(|(name, _)| {
        config.stage(name).is_some_and(|twin| twin.plugin == stage.plugin && twin.sha256 == stage.sha256)
    });
    if let Some((_, twin)) = twin {
        return Ok(Found { plugin: Arc::clone(&twin.plugin), path: twin.path.clone() });
    }
    finder.find(&stage.plugin, stage.sha256.as_deref(), finder.dirs(&config.plugin_dirs), &config.base_dir)
}

/// Further plugins that could be named in a suggestion. They are opened only when something is missing.
fn known(finder: &Finder, config: &Config, cards: &BTreeMap<String, Descriptor>) -> Vec<Descriptor> {
    let provided: Vec<&String> = cards.values().flat_map(|card| &card.provides).collect();
    let missing = cards.values().flat_map(|card| &card.needs).any(|need| !provided.contains(&need));
    if !missing {
        return Vec::new();
    }
    let libraries = copydesk_loader::available(finder.dirs(&config.plugin_dirs));
    // Only the project's own libraries are opened unasked: opening one runs its code.
    let ours = libraries.into_iter().filter(|(_, path)| {
        path.file_name().is_some_and(|name| name.to_string_lossy().contains("copydesk_"))
    });
    ours.filter_map(|(_, path)| Some(copydesk_loader::load(&path, None).ok()?.descriptor().clone())).collect()
}
