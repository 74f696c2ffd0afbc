//! Tokens, entities, dates and segments: documents one by one, spans against spans.

use std::path::Path;

use anyhow::Result;
use copydesk::core::names;
use copydesk_eval::conll::{self, Context, Join};
use copydesk_eval::dates::{self, DateOptions};
use copydesk_eval::entities::{self, EntitiesReport, EntityOptions, Trim};
use copydesk_eval::labels::{self, LabelMap};
use copydesk_eval::{EvalError, GoldDocument, Predicted, clean, conllu, gold, predicted, tokens};

use super::args::{CleanArgs, Common, DatesArgs, EntitiesArgs, Joined, TokensArgs, Trimmed};
use super::chain::{Chain, Need, document, has_texts, read_back};
use super::files;
use super::show::{Origin, Shown};
use crate::out;

/// Whether a file is JSON lines, by its first character.
fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// Predictions of a file, or of the pipeline over the gold texts.
fn predictions(
    common: &Common,
    gold: &[GoldDocument],
    need: &Need<'_>,
    read: impl Fn(&str, &str) -> Result<Vec<Predicted>, EvalError>,
) -> Result<(Vec<Predicted>, Origin)> {
    if let Some(path) = &common.pred {
        return Ok((read(&files::text(path)?, &shown(path))?, Origin::file(path)));
    }
    has_texts(gold.iter())?;
    let chain = Chain::open(&common.config, need)?;
    let docs = gold.iter().map(|doc| document(doc, need.given)).collect();
    Ok((read_back(&chain.run(docs)?.docs)?, chain.origin()))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// `copydesk eval tokens`.
pub(super) fn tokens(args: &TokensArgs) -> Result<u8> {
    let common = &args.common;
    let gold = files::gold_documents(common, conllu::read)?;
    let need = Need { targets: &[names::TOKENS, names::SENTS], ..Need::default() };
    let read = |text: &str, file: &str| {
        if is_json(text) {
            return predicted::read(text, file);
        }
        Ok(conllu::read(text, file)?.into_iter().map(Predicted::from).collect())
    };
    let (predicted, origin) = predictions(common, &gold, &need, read)?;
    let report = tokens::score(&gold, &predicted)?;
    Shown::of(&report, common).finish("tokens", common, origin)
}

/// `copydesk eval entities`.
pub(super) fn entities(args: &EntitiesArgs) -> Result<u8> {
    let common = &args.common;
    let read_conll = |text: &str, file: &str| {
        let join = if args.join == Joined::Blank { Join::Blank } else { Join::Written };
        let context = args.sentences.map_or(Context::Document, |most| Context::AtMost(most.get()));
        conll::read(text, file, join, context)
    };
    let gold = files::gold_documents(common, |text, file| {
        if is_json(text) { gold::read_spans(text, file) } else { read_conll(text, file) }
    })?;
    let tokenized = gold.iter().all(|doc| !doc.tokens.is_empty());
    let mut need = Need { targets: &[names::ENTS], ..Need::default() };
    if tokenized && !args.raw {
        need.given = &[names::TOKENS, names::SENTS];
        need.skip = &[names::TOKENS, names::SENTS, names::SEGMENTS];
    }
    let tagged = std::cell::Cell::new(false);
    let read = |text: &str, file: &str| match predicted::schema(text) {
        Some(schema) if schema.starts_with("copydesk.entity/") => predicted::read_entities(text, file),
        _ if is_json(text) => predicted::read(text, file),
        _ => {
            tagged.set(true);
            Ok(read_conll(text, file)?.into_iter().map(Predicted::from).collect())
        }
    };
    let (predicted, origin) = predictions(common, &gold, &need, read)?;
    let options = options(args, tagged.get())?;
    let report = entities::score(&gold, &predicted, &options)?;
    warn_of_labels(&report);
    Shown::of(&report, common).finish("entities", common, origin)
}

/// The label maps. A CoNLL file that some tagger wrote has the labels of the gold file, so it takes its map.
fn options(args: &EntitiesArgs, tagged: bool) -> Result<EntityOptions> {
    let (mut gold, mut predicted) = match &args.preset {
        None => (LabelMap::keep(), LabelMap::keep()),
        Some(name) => labels::preset(name)?,
    };
    if tagged {
        predicted.clone_from(&gold);
    }
    if let Some(map) = &args.gold_labels {
        gold = LabelMap::parse(map)?;
    }
    if let Some(map) = &args.pred_labels {
        predicted = LabelMap::parse(map)?;
    }
    let trim = match args.trim {
        Trimmed::Off => Trim::Off,
        Trimmed::Predicted => Trim::Predicted,
        Trimmed::Both => Trim::Both,
    };
    Ok(EntityOptions { gold, predicted, trim })
}

/// Two label sets that have nothing in common score 0 and look like a bad tagger.
fn warn_of_labels(report: &EntitiesReport) {
    let shared = report.labels.values().any(|score| score.gold > 0 && score.predicted > 0);
    if !shared && report.micro.gold > 0 && report.micro.predicted > 0 {
        let names: Vec<&str> = report.labels.keys().map(String::as_str).collect();
        out::say(&format!(
            "warning: no label stands on both sides ({}): rename them with --preset core, or --gold-labels and \
             --pred-labels",
            names.join(", ")
        ));
    }
}

/// `copydesk eval dates`.
pub(super) fn dates(args: &DatesArgs) -> Result<u8> {
    let common = &args.common;
    let gold = files::gold_documents(common, dates::read)?;
    let need = Need { targets: &[names::DATES], ..Need::default() };
    let (predicted, origin) = predictions(common, &gold, &need, predicted::read)?;
    let labels = (!args.labels.is_empty()).then(|| args.labels.clone());
    let report = dates::score(&gold, &predicted, &DateOptions { labels })?;
    Shown::of(&report, common).finish("dates", common, origin)
}

/// `copydesk eval clean`.
pub(super) fn clean(args: &CleanArgs) -> Result<u8> {
    let common = &args.common;
    let gold = files::gold_documents(common, clean::read)?;
    let need = Need { targets: &[names::SEGMENTS], ..Need::default() };
    let (predicted, origin) = predictions(common, &gold, &need, predicted::read)?;
    let report = clean::score(&gold, &predicted)?;
    Shown::of(&report, common).finish("clean", common, origin)
}
