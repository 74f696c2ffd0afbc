//! `copydesk check`, `copydesk test` and `copydesk stages`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use copydesk::core::{Descriptor, Plugin as _, Scope};
use copydesk::{Finder, loader};

use crate::args::{ConfigArgs, StagesArgs, TestArgs};
use crate::run::{open_pipeline, read_config};
use crate::{FINE, LOST, out};

/// `copydesk check`.
pub(crate) fn check(args: &ConfigArgs) -> Result<u8> {
    let pipeline = match open_pipeline(args, &[]) {
        Ok(pipeline) => pipeline,
        Err(code) => return Ok(code),
    };
    out::problems(pipeline.warnings());
    let stages: Vec<String> = pipeline
        .plugins()
        .iter()
        .map(|plugin| format!("{} ({} {})", plugin.stage, plugin.descriptor.name, plugin.descriptor.version))
        .collect();
    let stages = if stages.is_empty() { "none".to_owned() } else { stages.join(", ") };
    out::data(&format!("fine: stages in this order: {stages}\n"))?;
    Ok(FINE)
}

/// `copydesk test`.
pub(crate) fn test(args: &TestArgs) -> Result<u8> {
    let pipeline = match open_pipeline(&args.config, &[]) {
        Ok(pipeline) => pipeline,
        Err(code) => return Ok(code),
    };
    let outcomes = pipeline.test(args.name.as_deref());
    let mut text = String::new();
    let mut failed = 0;
    for outcome in &outcomes {
        let word = if outcome.failures.is_empty() { "ok" } else { "FAILED" };
        writeln!(text, "test {} ... {word}", outcome.name)?;
        for failure in &outcome.failures {
            writeln!(text, "    {failure}")?;
        }
        failed += usize::from(!outcome.failures.is_empty());
    }
    if outcomes.is_empty() {
        let what =
            args.name.as_ref().map_or_else(String::new, |name| format!(" whose name contains `{name}`"));
        out::say(&format!("no tests{what}: add [[tests]] tables to the configuration"));
    }
    writeln!(text, "{} passed, {failed} failed", outcomes.len() - failed)?;
    out::data(&text)?;
    Ok(if failed == 0 { FINE } else { LOST })
}

/// A plugin as `copydesk stages` lists it.
struct Listed {
    stage: Option<String>,
    card: Descriptor,
    path: Option<PathBuf>,
}

/// `copydesk stages`.
pub(crate) fn stages(args: &StagesArgs) -> Result<u8> {
    let config = match read_config(&args.config) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    let finder = Finder::beside_program();
    let libraries = loader::available(finder.dirs(&config.plugin_dirs));
    let mut listed = Vec::new();
    let mut code = FINE;
    let used: Vec<&str> = config.enabled_stages().map(|stage| stage.plugin.as_str()).collect();
    for stage in config.enabled_stages() {
        match loader::find(&stage.plugin, finder.dirs(&config.plugin_dirs))
            .and_then(|path| loader::load(&path, None))
        {
            Ok(plugin) => listed.push(Listed {
                stage: Some(stage.name.clone()),
                card: plugin.descriptor().clone(),
                path: Some(plugin.path().to_owned()),
            }),
            Err(error) => {
                out::say(&format!("error: stage `{}`: {error}", stage.name));
                code = LOST;
            }
        }
    }
    for (_, path) in libraries.into_iter().filter(|(name, _)| !used.contains(&name.as_str())) {
        // A folder may hold libraries that are no plugins; they are none of this command's business.
        if let Ok(plugin) = loader::load(&path, None) {
            listed.push(Listed { stage: None, card: plugin.descriptor().clone(), path: Some(path) });
        }
    }
    let mut text = String::new();
    for entry in &listed {
        if args.json {
            writeln!(text, "{}", serde_json::to_string(&entry.card)?)?;
        } else {
            describe(&mut text, entry, args.options)?;
        }
    }
    out::data(&text)?;
    Ok(code)
}

fn describe(text: &mut String, entry: &Listed, options: bool) -> Result<()> {
    let card = &entry.card;
    let name = entry.stage.as_deref().unwrap_or(&card.name);
    let place = if entry.stage.is_some() { "" } else { " (not in this pipeline)" };
    let scope = if card.scope == Scope::Document { "each document" } else { "all documents together" };
    writeln!(text, "{name}{place}: {}", card.summary)?;
    writeln!(text, "    plugin {} {}, works on {scope}", card.name, card.version)?;
    for (word, names) in [("needs", &card.needs), ("uses", &card.uses), ("provides", &card.provides)] {
        if !names.is_empty() {
            writeln!(text, "    {word} {}", names.join(", "))?;
        }
    }
    if let Some(path) = &entry.path {
        writeln!(text, "    {}", path.display())?;
    }
    if options {
        for (key, spec) in card.options["properties"].as_object().into_iter().flatten() {
            let doc = spec["description"].as_str().unwrap_or("");
            writeln!(text, "    option {key} = {}  {doc}", spec["default"])?;
        }
    }
    Ok(())
}
