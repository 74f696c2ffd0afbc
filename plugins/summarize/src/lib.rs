//! Stage `summarize`: from the reports of a story to a briefing whose every sentence is copied from a report and
//! cites it.
//!
//! For every story of the table `stories` (without it: for all documents together) the stage chooses sentences that
//! are central, new and able to stand alone, counts the reports that say the same, shows where reports differ, and
//! lists what happened when. For every document it writes the layer `summary`: the sentences that sum up that report
//! alone. Nothing is rewritten; what cannot be printed as it stands is left out.
//!
//! Methods: `rank` (Spärck Jones 1972; Erkan and Radev 2004), `choose` (Carbonell and Goldstein 1998; Lin and Bilmes
//! 2011). Which sentences cannot stand alone is decided by rules over word lists for English in `judge`.
#![forbid(unsafe_code)]

mod brief;
mod choose;
mod corpus;
mod differ;
mod figures;
mod headline;
mod judge;
mod lists;
mod marks;
mod pile;
mod quotes;
mod rank;
mod rows;
mod same;
mod single;
mod timeline;
mod words;

use std::sync::Arc;

use copydesk_sdk::tables::{BRIEFINGS, EVENTS, STORIES};
use copydesk_sdk::{Descriptor, Docs, OptionKind, OptionSpec, Options, Output, Stage, StageError, names};
use serde::Deserialize;

use crate::brief::{Bench, Order, Plan, brief};
use crate::choose::{Budget, Reserve};
use crate::corpus::Corpus;
use crate::lists::{Lexicon, lexicon};
use crate::pile::Pile;
use crate::rows::{Event, Story};
use copydesk_text::hash::FastMap;

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "max_sentences",
        kind: OptionKind::Integer(6, 1, 500),
        doc: "Most sentences of a briefing.",
    },
    OptionSpec {
        name: "max_words",
        kind: OptionKind::Integer(180, 10, 100_000),
        doc: "Most words of a briefing's sentences together; a sentence that does not fit is passed over.",
    },
    OptionSpec {
        name: "max_sentences_per_document",
        kind: OptionKind::Integer(3, 1, 500),
        doc: "Most sentences that one report gives to a briefing, unless it is the only one.",
    },
    OptionSpec {
        name: "per_document_sentences",
        kind: OptionKind::Integer(3, 0, 500),
        doc: "Sentences of the layer `summary`, which sums up each report alone; 0 writes it empty.",
    },
    OptionSpec {
        name: "fill",
        kind: OptionKind::Bool(false),
        doc: "Fill the budget with sentences that do not stand alone well when the others do not suffice. With a high \
              `max_sentences` this gives summaries of a fixed number of words.",
    },
    OptionSpec {
        name: "order",
        kind: OptionKind::Choice(&["lead", "importance", "time"]),
        doc: "Order of the sentences: `lead` begins with the newest main event and goes on by time, `importance` keeps \
              the order in which they were chosen, `time` goes by time alone.",
    },
    OptionSpec {
        name: "about",
        kind: OptionKind::Text(""),
        doc: "Words that the reader asks about, such as `sanctions`; sentences without any of them are avoided.",
    },
    OptionSpec {
        name: "min_support",
        kind: OptionKind::Integer(1, 1, 1000),
        doc: "Fewest documents that must say what a sentence says, its own included.",
    },
    OptionSpec {
        name: "min_documents",
        kind: OptionKind::Integer(1, 1, 100_000),
        doc: "Fewest documents of a story that gets a briefing.",
    },
];

/// The options as read.
#[derive(Debug, Clone, Deserialize)]
struct Settings {
    max_sentences: usize,
    max_words: usize,
    max_sentences_per_document: usize,
    per_document_sentences: usize,
    order: String,
    fill: bool,
    about: String,
    min_support: u32,
    min_documents: usize,
}

/// The stage.
#[derive(Debug, Clone)]
pub struct Summarize {
    settings: Settings,
    lexicon: Arc<Lexicon>,
}

impl Stage for Summarize {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "summarize",
            env!("CARGO_PKG_VERSION"),
            "writes a sourced briefing of every story and marks the sentences that sum up each report",
        )
        .collection()
        .needs(&[names::TOKENS, names::SENTS])
        .uses(&[
            names::SEGMENTS,
            names::ENTS,
            "ents.id",
            names::DATES,
            "entities",
            STORIES,
            EVENTS,
            "meta.title",
            "meta.published",
            "meta.publisher",
            "meta.translated",
        ])
        .provides(&[names::SUMMARY, BRIEFINGS])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        Ok(Self { settings: options.parse()?, lexicon: Arc::new(lexicon()) })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let Some(mut corpus) = Corpus::read(docs, Arc::clone(&self.lexicon)) else { return Ok(()) };
        let weights = corpus.weigh();
        let mut bench = Bench::default();
        let piles = self.piles(docs, &corpus)?;
        let mut briefings = Vec::with_capacity(piles.len());
        for pile in &piles {
            if docs.cancelled() {
                return Ok(());
            }
            let plan = self.plan(&corpus, pile);
            briefings.push(brief(&corpus, pile, &weights, &plan, &mut bench));
        }
        for doc in docs.iter() {
            let layer = single::summary(
                &corpus,
                doc.index() as u32,
                &weights,
                self.settings.per_document_sentences,
                &mut bench,
            );
            out.put(doc, names::SUMMARY, &layer)?;
        }
        log::debug!("{} briefings of {} documents", briefings.len(), docs.len());
        out.rows(BRIEFINGS, &briefings)
    }
}

impl Summarize {
    /// The stories to brief, biggest first. Documents that no story holds make one each; without a table of stories
    /// all documents are one.
    fn piles(&self, docs: &Docs<'_>, corpus: &Corpus<'_>) -> Result<Vec<Pile>, StageError> {
        let ids: FastMap<&str, u32> = docs.iter().map(|doc| (doc.id(), doc.index() as u32)).collect();
        let mut stories: Vec<Story> = docs.rows(STORIES)?;
        let mut events: FastMap<String, Vec<Event>> = FastMap::default();
        for event in docs.rows::<Event>(EVENTS)? {
            events.entry(event.story.clone()).or_default().push(event);
        }
        if stories.is_empty() {
            let documents: Vec<String> = docs.iter().map(|doc| doc.id().to_owned()).collect();
            if !documents.is_empty() {
                stories.push(Story { id: "s:1".to_owned(), documents, ..Story::default() });
            }
        } else {
            stories.extend(strays(docs, &stories));
        }
        let empty = Vec::new();
        let mut piles: Vec<Pile> = stories
            .iter()
            .filter(|story| story.documents.len() >= self.settings.min_documents)
            .map(|story| Pile::new(corpus, &ids, story, events.get(&story.id).unwrap_or(&empty)))
            .filter(|pile| !pile.members.is_empty())
            .collect();
        piles.sort_by_key(|pile| std::cmp::Reverse(pile.members.len()));
        Ok(piles)
    }

    fn plan(&self, corpus: &Corpus<'_>, pile: &Pile) -> Plan {
        let settings = &self.settings;
        let mut about: Vec<u32> =
            settings.about.split_whitespace().filter_map(|word| corpus.words.term_of(word)).collect();
        about.sort_unstable();
        let alone = pile.members.len() == 1;
        Plan {
            budget: Budget {
                sentences: settings.max_sentences,
                words: settings.max_words,
                per_document: if alone { usize::MAX } else { settings.max_sentences_per_document },
                position: if alone { single::POSITION } else { 4.0 },
                following: if alone { 1.0 } else { 0.5 },
                enough: if settings.fill { 0.0 } else { 0.03 },
                reserve: if settings.fill { Reserve::Readable } else { Reserve::None },
                about,
            },
            order: match settings.order.as_str() {
                "importance" => Order::Importance,
                "time" => Order::Time,
                _ => Order::Lead,
            },
            min_support: settings.min_support,
        }
    }
}

/// A story of its own for every document that no story holds.
fn strays(docs: &Docs<'_>, stories: &[Story]) -> Vec<Story> {
    let held: FastMap<&str, ()> =
        stories.iter().flat_map(|story| &story.documents).map(|id| (id.as_str(), ())).collect();
    docs.iter()
        .filter(|doc| !held.contains_key(doc.id()))
        .map(|doc| Story {
            id: format!("s:{}", doc.id()),
            documents: vec![doc.id().to_owned()],
            ..Story::default()
        })
        .collect()
}

copydesk_sdk::export!(Summarize);
