//! Coreference: topic by topic, gold mentions or the pipeline's own.

use anyhow::{Context as _, Result};
use copydesk::core::{names, tables};
use copydesk_eval::coref::{self, CorefOptions, Kind, Mentions};
use copydesk_eval::labels::LabelMap;
use copydesk_eval::{GoldDocument, Predicted, predicted};

use super::args::{CorefArgs, Mentioned};
use super::chain::{Chain, Need, document, has_texts, read_back};
use super::files;
use super::show::{Origin, Shown};

/// The attribute that resolved mentions carry.
const IDS: &str = "ents.id";

/// `copydesk eval coref`.
pub(super) fn coref(args: &CorefArgs) -> Result<u8> {
    let common = &args.common;
    let kind = match args.kind {
        Mentioned::Entity => Kind::Entity,
        Mentioned::Event => Kind::Event,
        Mentioned::Any => Kind::Any,
    };
    let gold = files::gold_documents(common, |text, file| coref::read(text, file, kind))?;
    let (predicted, origin) = match &common.pred {
        Some(path) => {
            let (text, file) = (files::text(path)?, path.display().to_string());
            let entities =
                predicted::schema(&text).is_some_and(|schema| schema.starts_with("copydesk.entity/"));
            let read = if entities { predicted::read_entities } else { predicted::read };
            (read(&text, &file)?, Origin::file(path))
        }
        None => run(args, &gold)?,
    };
    let options = CorefOptions {
        mentions: if args.own_mentions { Mentions::Predicted } else { Mentions::Gold },
        without_singletons: args.without_singletons,
        across_groups: args.across_groups,
    };
    let report = coref::score(&gold, &predicted, options)?;
    Shown::of(&report, common).finish("coref", common, origin)
}

/// One run for each topic, since resolution looks at all documents that it is given.
fn run(args: &CorefArgs, gold: &[GoldDocument]) -> Result<(Vec<Predicted>, Origin)> {
    has_texts(gold.iter())?;
    let layers: &[&str] = if args.own_mentions { &[] } else { &[names::TOKENS, names::SENTS, names::ENTS] };
    // Segments are left out with the layers: parts of a tokenized text that look like furniture hold mentions too.
    let skip: &[&str] =
        if args.own_mentions { &[] } else { &[names::TOKENS, names::SENTS, names::ENTS, names::SEGMENTS] };
    let need = Need { targets: &[IDS, tables::ENTITIES], given: layers, skip, ..Need::default() };
    let chain = Chain::open(&args.common.config, &need)?;
    let map = args.gold_labels.as_deref().map(LabelMap::parse).transpose()?;
    let mut found = Vec::with_capacity(gold.len());
    for group in by_group(gold, args.across_groups) {
        let docs = group.iter().map(|doc| {
            let mut doc = (*doc).clone();
            for ent in &mut doc.ents {
                ent.label = type_for_pipeline(&ent.label, map.as_ref());
            }
            document(&doc, layers)
        });
        let topic = group.first().map_or("", |doc| doc.group.as_deref().unwrap_or(&doc.id));
        let kept = chain.run(docs.collect()).with_context(|| format!("group `{topic}`"))?;
        found.extend(read_back(&kept.docs)?);
    }
    Ok((found, chain.origin()))
}

/// Documents that are run together: those of a topic, each by itself where there are no topics, or all.
fn by_group(gold: &[GoldDocument], across: bool) -> Vec<Vec<&GoldDocument>> {
    let mut groups: Vec<Vec<&GoldDocument>> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for doc in gold {
        // A document without a topic must not fall into the topic that has its id as name.
        let key =
            if across { (true, "") } else { (doc.group.is_some(), doc.group.as_deref().unwrap_or(&doc.id)) };
        let place = *places.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.push(doc);
        }
    }
    groups
}

/// The type of a gold mention under the name that copydesk's stages know. Types that only some sets have stay as
/// they are.
fn type_for_pipeline(label: &str, map: Option<&LabelMap>) -> String {
    if let Some(map) = map {
        return map.apply(label).unwrap_or("").to_owned();
    }
    let known = match label {
        "PER" => "PERSON",
        "ORGANIZATION" | "ORGANISATION" => "ORG",
        "LOCATION" => "LOC",
        "TIM" => "TIME",
        other => other,
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_run_by_topic() {
        let doc = |id: &str, group: Option<&str>| GoldDocument {
            id: id.to_owned(),
            group: group.map(str::to_owned),
            ..GoldDocument::default()
        };
        let gold =
            [doc("a", Some("t")), doc("t", None), doc("b", Some("u")), doc("c", Some("t")), doc("d", None)];
        let ids = |across| -> Vec<String> {
            let groups = by_group(&gold, across);
            groups.iter().map(|docs| docs.iter().map(|doc| doc.id.as_str()).collect()).collect()
        };
        assert_eq!(ids(false), ["ac", "t", "b", "d"]);
        assert_eq!(ids(true), ["atbcd"]);
    }

    #[test]
    fn types_get_the_names_that_stages_know() {
        let map = LabelMap::parse("HUM=PERSON,NON=PRODUCT").unwrap();
        let rows = [
            ("ORGANIZATION", None, "ORG"),
            ("FINANCE", None, "FINANCE"),
            ("HUM", Some(&map), "PERSON"),
            ("LOC", Some(&map), ""),
        ];
        for (label, map, expected) in rows {
            assert_eq!(type_for_pipeline(label, map), expected, "{label}");
        }
    }
}
