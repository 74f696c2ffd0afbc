//! `copydesk schema`.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use clap::ValueEnum as _;
use copydesk::core::{Descriptor, Plugin as _, Scope};
use copydesk::{Finder, config, io, loader};
use serde_json::Value;

use crate::args::{SchemaArgs, Topic};
use crate::{FINE, out};

/// The stages that come with copydesk, in the order of the default pipeline.
const BUNDLED: [&str; 9] =
    ["clean", "boilerplate", "tokenize", "noise", "entities", "dates", "resolve", "group", "summarize"];

/// `copydesk schema`.
pub(crate) fn print(args: &SchemaArgs) -> Result<u8> {
    let text = match args.what {
        Topic::Pipeline => format!("{:#}\n", config::json_schema()),
        Topic::Reference => config::reference(),
        Topic::StagesReference => stages_reference(args)?,
        Topic::Header => loader::HEADER.to_owned(),
        table => {
            let name =
                table.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
            let Some(schema) = io::schema(&name) else { bail!("there is no schema of `{name}`") };
            schema.to_owned()
        }
    };
    out::data(&text)?;
    Ok(FINE)
}

fn stages_reference(args: &SchemaArgs) -> Result<String> {
    let finder = Finder::beside_program();
    let dirs = if args.config.plugins.is_empty() { &finder.default_dirs } else { &args.config.plugins };
    let mut text = String::from(
        "# Stages\n\nEvery bundled stage and its options.\nThis page is written by `copydesk schema stages-reference`; \
         change the option table in the stage's source instead.\n",
    );
    for name in BUNDLED {
        let plugin = loader::load(&loader::find(name, dirs)?, None)?;
        describe(&mut text, plugin.descriptor())?;
    }
    Ok(text)
}

fn describe(text: &mut String, card: &Descriptor) -> Result<()> {
    let scope =
        if card.scope == Scope::Document { "one document at a time" } else { "all documents together" };
    writeln!(text, "\n## {}\n\nThe stage {}.\nIt works on {scope}.\n", card.name, card.summary)?;
    for (word, names) in
        [("Needs", &card.needs), ("Uses where present", &card.uses), ("Provides", &card.provides)]
    {
        if !names.is_empty() {
            writeln!(text, "- {word}: `{}`", names.join("`, `"))?;
        }
    }
    let options = card.options["properties"].as_object();
    if options.is_none_or(serde_json::Map::is_empty) {
        writeln!(text, "\nIt has no options.")?;
        return Ok(());
    }
    writeln!(text, "\n| option | type | default | meaning |\n| --- | --- | --- | --- |")?;
    for (key, spec) in options.into_iter().flatten() {
        let doc = spec["description"].as_str().unwrap_or("").replace('|', "\\|");
        writeln!(text, "| `{key}` | {} | `{}` | {doc} |", kind(spec), spec["default"])?;
    }
    Ok(())
}

fn kind(spec: &Value) -> String {
    if let Some(choices) = spec["enum"].as_array() {
        return choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(" or ");
    }
    let range = match (&spec["minimum"], &spec["maximum"]) {
        (Value::Null, _) | (_, Value::Null) => String::new(),
        (least, most) => format!(", {least} to {most}"),
    };
    match spec["type"].as_str().unwrap_or("") {
        "integer" => format!("whole number{range}"),
        "number" => format!("number{range}"),
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" if spec["items"]["format"] == "path" => "list of files".to_owned(),
        "array" => "list of texts".to_owned(),
        "object" => "table of texts".to_owned(),
        other => other.to_owned(),
    }
}
