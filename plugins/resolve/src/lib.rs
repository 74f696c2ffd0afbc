//! Stage `resolve`: one record per real entity across all reports.
//!
//! Inside a document first: a surname after its full name, a title with a name, an acronym after what it stands for.
//! Then across documents: equal names, initials, short first names, spellings of one name in other alphabets; a
//! surname alone joins the only full name that has it unless the documents have nothing else in common. Each join
//! keeps its reason, and pairs that look alike but were kept apart are listed too: a false merge costs an editor
//! more than a missed one.
//!
//! Method: string rules in the manner of GATE's OrthoMatcher (Bontcheva et al. 2002) within documents, and blocking by
//! name, surname, acronym and romanisation skeleton across them, so that time grows with the number of mentions.
#![forbid(unsafe_code)]

mod across;
mod collect;
mod context;
mod fulls;
mod lexicon;
mod links;
mod names;
mod records;
mod translit;
mod within;

use copydesk_sdk::{
    Descriptor, Docs, Layer, OptionKind, OptionSpec, Options, Output, Stage, StageError, names as layers,
    tables,
};
use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::across::Rules;
use crate::collect::{Collection, Reader};
use crate::links::Links;
use crate::records::{Aparts, Records};

/// All options of the stage.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "transliteration",
        kind: OptionKind::Bool(true),
        doc: "Join spellings of one name that differ only in how it was brought into Latin letters.",
    },
    OptionSpec {
        name: "acronyms",
        kind: OptionKind::Bool(true),
        doc: "Join acronyms to the only name in other documents whose initials they are.",
    },
    OptionSpec {
        name: "aliases",
        kind: OptionKind::TextMap,
        doc: "Other names of an entity and its usual name, such as { \"Big Blue\" = \"Nordbank\" }.",
    },
    OptionSpec {
        name: "max_kept_apart",
        kind: OptionKind::Integer(8, 0, 100),
        doc: "How many look-alikes are listed for one entity.",
    },
];

/// The stage.
#[derive(Debug, Clone)]
pub struct Resolve {
    rules: Rules,
    aliases: FastMap<String, String>,
    max_kept_apart: usize,
}

impl Stage for Resolve {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "resolve",
            env!("CARGO_PKG_VERSION"),
            "one record per entity across all documents, with reasons",
        )
        .collection()
        .needs(&[layers::TOKENS, layers::ENTS])
        .uses(&[layers::SENTS, layers::SEGMENTS])
        .provides(&["ents.id", tables::ENTITIES])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let mut aliases = FastMap::default();
        for (other, usual) in options.get("aliases").and_then(|map| map.as_object()).into_iter().flatten() {
            let usual = usual.as_str().unwrap_or("").trim();
            if usual.is_empty() || other.trim().is_empty() {
                return Err(StageError::options(
                    "option `aliases` has an empty name; give each alias a usual name",
                ));
            }
            aliases.insert(fold(other.trim()), fold(usual));
        }
        Ok(Self {
            rules: Rules {
                transliteration: options.flag("transliteration"),
                acronyms: options.flag("acronyms"),
            },
            aliases,
            max_kept_apart: usize::try_from(options.integer("max_kept_apart")).unwrap_or(0),
        })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let all = Reader::read(docs, &self.aliases);
        let mut links = Links::new(all.nodes.len());
        let mut aparts = Aparts::default();
        let places = within::places(&all);
        for doc in 0..all.documents() {
            if docs.cancelled() {
                return Ok(());
            }
            within::join_document(&all, doc, &places, &mut links, &mut aparts);
        }
        let classes = across::join(&all, self.rules, &mut links, &mut aparts);
        let records = records::build(docs, &all, &classes, &mut links, &mut aparts, self.max_kept_apart);
        write_mentions(docs, &all, &records, out)?;
        write_records(records, out)
    }
}

/// The mentions again, each with the id and the settled label of its entity.
fn write_mentions(
    docs: &Docs<'_>,
    all: &Collection,
    records: &Records,
    out: &mut Output<'_>,
) -> Result<(), StageError> {
    let mut layer = Layer::new();
    for doc in docs.iter() {
        let ents = doc.needed(layers::ENTS);
        layer.clear();
        for (row, index) in all.mentions_of(doc.index()).enumerate() {
            let record = &records.rows[records.of_node[all.mentions[index].node as usize] as usize];
            let mut copy = layer.push_row_of(&ents, row);
            if !record.label.is_empty() {
                copy.label(&record.label);
            }
            copy.attr("id", &record.id);
        }
        out.put(doc, layers::ENTS, &layer)?;
    }
    Ok(())
}

/// The table: entities of most documents first, then of most mentions.
fn write_records(records: Records, out: &mut Output<'_>) -> Result<(), StageError> {
    let mut rows: Vec<(u32, tables::EntityRecord)> =
        records.documents.into_iter().zip(records.rows).collect();
    rows.sort_by(|(documents_a, a), (documents_b, b)| {
        (documents_b, b.mentions.len()).cmp(&(documents_a, a.mentions.len())).then_with(|| a.id.cmp(&b.id))
    });
    let rows: Vec<tables::EntityRecord> = rows.into_iter().map(|(_, row)| row).collect();
    out.rows(tables::ENTITIES, &rows)
}

copydesk_sdk::export!(Resolve);
