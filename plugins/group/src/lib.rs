//! Stage `group`: which reports copy which, which are about one story, and what happened when.
//!
//! Copies share runs of words. Reports of one story mostly do not: they share telling words, names and numbers, and how
//! many they must share is measured by how much the reports within a group do (module `stories`). The evidence is kept
//! as links. [`Desk`] does the same for documents that come one at a time.
//!
//! The events of a story are the days that its reports tell of. A report without a date of publication can say
//! "Monday" and mean another Monday than the rest; module `anchor` finds out which from what the dated reports say about
//! the same happening, or leaves it open.
#![forbid(unsafe_code)]

mod anchor;
mod background;
mod chains;
mod copies;
mod desk;
mod events;
mod evidence;
mod features;
mod forms;
mod layers;
mod pairs;
mod postings;
mod reading;
mod rows;
mod sentences;
mod sparse;
mod stories;
mod terms;
mod when;

use copydesk_sdk::{
    Descriptor, Docs, OptionKind, OptionSpec, Options, Output, Stage, StageError, names, parallel, push_row,
    tables,
};

use crate::copies::Copied;
pub use crate::desk::{Desk, Settings};
use crate::features::Features;
use crate::rows::{CopyRow, StoryRow};
use crate::sentences::Collection;
use crate::sparse::Dense;

/// All options of the stage.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "threshold",
        kind: OptionKind::Number(0.5, 0.0, 5.0),
        doc: "Least likeness of two groups of reports that become one story, as a share of the likeness within them. Higher gives more and smaller stories.",
    },
    OptionSpec {
        name: "window_days",
        kind: OptionKind::Integer(400, 1, 36500),
        doc: "Greatest distance between the publication dates of two reports that are compared, in days.",
    },
    OptionSpec {
        name: "copy_threshold",
        kind: OptionKind::Number(0.5, 0.05, 1.0),
        doc: "Share of a report's five-word runs that another report must have for it to be called a copy, 0 to 1.",
    },
];

/// The stage.
#[derive(Debug, Clone)]
pub struct Group {
    settings: Settings,
}

impl Stage for Group {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "group",
            env!("CARGO_PKG_VERSION"),
            "copies, stories and dated events across all documents",
        )
        .collection()
        .needs(&[names::TOKENS])
        .uses(&[
            names::SENTS,
            names::SEGMENTS,
            names::ENTS,
            "ents.id",
            names::DATES,
            "meta.published",
            "meta.title",
            "meta.agency",
        ])
        .provides(&[tables::STORIES, tables::EVENTS])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        Ok(Self {
            settings: Settings {
                threshold: options.number("threshold") as f32,
                window_days: options.integer("window_days"),
                copy_threshold: options.number("copy_threshold") as f32,
            },
        })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let order = by_date(docs);
        let mut desk = Desk::new(self.settings);
        desk.add(docs, &order);
        let mut stories = desk.stories(docs.threads(), || docs.cancelled());
        let (features, copies) = desk.settle();
        for story in &mut stories {
            story.iter_mut().for_each(|number| *number = order[*number]);
            story.sort_unstable();
        }
        stories.sort_unstable_by_key(|story| story[0]);
        let (mut story_rows, mut event_rows) = (Vec::new(), Vec::new());
        for rows in write(docs, &features, &copies, &order, &stories) {
            let (stories, events) = rows?;
            append(&mut story_rows, stories);
            append(&mut event_rows, events);
        }
        // The host copies the rows; by then nothing else is needed.
        drop(features);
        if docs.cancelled() {
            return Ok(());
        }
        out.lines(tables::STORIES, story_rows)?;
        out.lines(tables::EVENTS, event_rows)
    }
}

/// Documents in order of publication, those without a date last, else in input order.
fn by_date(docs: &Docs<'_>) -> Vec<usize> {
    let mut order: Vec<(i64, usize)> = docs
        .iter()
        .enumerate()
        .map(|(number, doc)| (reading::published(doc).unwrap_or(i64::MAX), number))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, doc)| doc).collect()
}

/// Rows of both tables, for runs of stories.
type Rows = Result<(Vec<u8>, Vec<u8>), StageError>;

/// Stories that are written together.
const RUN: usize = 512;

/// Appends rows to a table; the first ones become the table.
fn append(table: &mut Vec<u8>, mut rows: Vec<u8>) {
    if table.is_empty() {
        std::mem::swap(table, &mut rows);
    } else {
        table.append(&mut rows);
    }
}

fn write(
    docs: &Docs<'_>,
    features: &Features,
    copied: &[Copied],
    order: &[usize],
    stories: &[Vec<usize>],
) -> Vec<Rows> {
    let mut numbers = vec![0; docs.len()];
    let mut copies: Vec<Option<Copied>> = vec![None; docs.len()];
    for (number, &doc) in order.iter().enumerate() {
        numbers[doc] = number as u32;
    }
    for copied in copied {
        copies[order[copied.copy]] = Some(Copied { of: order[copied.of], ..*copied });
    }
    let collection = Collection { docs, features, numbers: &numbers };
    let run = if docs.threads() > 1 { RUN } else { stories.len() };
    parallel(docs.threads(), run, stories, |first, stories| {
        let (mut story_rows, mut event_rows) = (Vec::new(), Vec::new());
        let mut dense = Dense::new(features.terms.len());
        for (number, members) in stories.iter().enumerate().take_while(|_| !docs.cancelled()) {
            let id = format!("s:{}", first + number + 1);
            let events = events::find(collection, &id, members);
            for event in &events {
                push_row(&mut event_rows, tables::EVENTS, event)?;
            }
            let copies = members.iter().filter_map(|&doc| Some((doc, copies[doc]?)));
            let story = StoryRow {
                id: &id,
                documents: members.iter().map(|&doc| docs[doc].id()).collect(),
                events: events.iter().map(|event| event.id.as_str()).collect(),
                copies: copies
                    .map(|(doc, copied)| CopyRow {
                        document: docs[doc].id(),
                        of: docs[copied.of].id(),
                        containment: copied.containment,
                        origin: docs[doc].meta("agency").unwrap_or(""),
                    })
                    .collect(),
                links: evidence::links(collection, members, &mut dense),
            };
            push_row(&mut story_rows, tables::STORIES, &story)?;
        }
        Ok((story_rows, event_rows))
    })
}

copydesk_sdk::export!(Group);
