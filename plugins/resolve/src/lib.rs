//! Stage `resolve`: one record per real entity across all reports.
//!
//! Inside a document first: a surname after its full name, a title with a name, an acronym after what it stands for.
//! Then across documents: equal names, initials, short first names, spellings of one name in other alphabets; a
//! surname alone joins the only full name that has it unless the documents have nothing else in common. Last, where
//! the mentions hold such words, pronouns and descriptions find the names that they stand for. Each join keeps its
//! reason, and pairs that look alike but were kept apart are listed too: a false merge costs an editor more than a
//! missed one.
//!
//! Method: string rules in the manner of GATE's OrthoMatcher (Bontcheva et al. 2002) within documents, and blocking by
//! name, surname, acronym and romanisation skeleton across them, so that time grows with the number of mentions.
#![forbid(unsafe_code)]

mod across;
mod anaphora;
mod class;
mod collect;
mod context;
mod delayed;
mod dressing;
mod embedded;
mod fulls;
mod governments;
mod keys;
mod lexicon;
mod links;
mod names;
mod nouns;
mod number;
mod peoples;
mod pool;
mod read;
mod records;
mod rows;
mod shorts;
mod sorting;
mod spots;
mod times;
mod titles;
mod translit;
mod usual;
mod within;

use copydesk_sdk::{
    Descriptor, Docs, NO_LABEL, OptionKind, OptionSpec, Options, Output, Stage, StageError, Strings,
    names as layers, parallel, tables,
};
use copydesk_text::hash::{FastMap, FastSet};
use copydesk_text::words::fold;

use crate::across::Rules;
use crate::collect::{Collection, DOCUMENTS, Settled};
use crate::links::Links;
use crate::records::{Aparts, Entity};
use crate::within::Desk;

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
        let threads = docs.threads();
        let all = collect::collect(docs, &self.aliases);
        if docs.cancelled() {
            return Ok(());
        }
        let mut aparts = Aparts::default();
        let (mut links, divided) = join_documents(&all, threads, &mut aparts);
        let mut classes = across::join(&all, threads, self.rules, &divided, &mut links, &mut aparts);
        anaphora::join(docs, &all, &mut links);
        pool::join(docs, &all, &mut links);
        across::spread_names(&all, &mut classes, &links.roots());
        if docs.cancelled() {
            return Ok(());
        }
        let records = records::build(&all, threads, &classes, &mut links, aparts, self.max_kept_apart);
        let lines = rows::table(docs, &all, &records, &links.joins);
        // The host copies mentions and rows; by then nothing else is needed, and there is room for them.
        drop(links);
        let settled = all.settle(&records.of_node);
        let entities = records.entities;
        write_mentions(docs, &settled, &entities, out)?;
        drop((settled, entities));
        out.lines(tables::ENTITIES, lines)
    }
}

/// Joins what each document shows to be one, on several threads.
fn join_documents(all: &Collection<'_>, threads: usize, aparts: &mut Aparts) -> (Links, FastSet<(u32, u32)>) {
    let docs: Vec<usize> = (0..all.documents()).collect();
    let range = |part: &[usize]| part.first().copied().unwrap_or(0)..part.last().map_or(0, |last| last + 1);
    let mut places = vec![false; all.keys.rows.len()];
    for key in parallel(threads, DOCUMENTS, &docs, |_, part| within::places(all, range(part))).concat() {
        places[key as usize] = true;
    }
    let parts = parallel(threads, DOCUMENTS, &docs, |_, part| {
        let mut desk = Desk::new(all, &places, range(part));
        part.iter().for_each(|&doc| desk.join_document(doc));
        (desk.links, desk.aparts, desk.divided)
    });
    let mut links = Links::new(0..0);
    let mut divided = FastSet::default();
    for (part, apart, names) in parts {
        links.append(part);
        aparts.append(apart);
        divided.extend(names);
    }
    (links, divided)
}

/// The mentions again, each with the id and the settled label of its entity.
fn write_mentions(
    docs: &Docs<'_>,
    settled: &Settled<'_>,
    entities: &[Entity],
    out: &mut Output<'_>,
) -> Result<(), StageError> {
    let (mut labels, mut ids, mut label) = (Strings::new(), Strings::new(), Vec::new());
    for doc in docs.iter() {
        let mut ents = doc.needed(layers::ENTS);
        labels.clear();
        ids.clear();
        label.clear();
        for &(entity, own) in settled.mentions_of(doc.index()) {
            let entity = &entities[entity as usize];
            ids.push(&entity.id);
            // An entity without a label leaves its mentions theirs.
            let own = settled.labels.get(own as usize).copied().unwrap_or("");
            let name = if entity.label.is_empty() { own } else { &entity.label };
            let known = labels.position(name).unwrap_or_else(|| {
                labels.push(name);
                labels.len() - 1
            });
            label.push(if name.is_empty() { NO_LABEL } else { known as u16 });
        }
        ents.label = &label;
        ents.labels = labels.view();
        ents.attrs.retain(|(name, _)| *name != "id");
        ents.attrs.push(("id", ids.view()));
        out.put_view(doc, layers::ENTS, &ents)?;
    }
    Ok(())
}

copydesk_sdk::export!(Resolve);
