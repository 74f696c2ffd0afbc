//! Stage `group`: which reports copy which, which are about one story, and what happened when.
//!
//! Copies share runs of words. Reports of one story mostly do not: they share names, dates and telling words, and at
//! least two of these families must agree before reports are put together. The evidence is kept as links.
//!
//! The events of a story are the days that its reports tell of. A report without a date of publication can say
//! "Monday" and mean another Monday than the rest; module `anchor` finds out which from what the dated reports say about
//! the same happening, or leaves it open.
#![forbid(unsafe_code)]

mod anchor;
mod common;
mod copies;
mod events;
mod evidence;
mod features;
mod forms;
mod linking;
mod sentences;
mod stories;
mod when;

use copydesk_sdk::tables::{self, CopyOf, Event, Story};
use copydesk_sdk::{Descriptor, Docs, OptionKind, OptionSpec, Options, Output, Stage, StageError, names};
use copydesk_text::hash::FastMap;

use crate::copies::Copied;
use crate::linking::Scale;

/// All options of the stage.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "threshold",
        kind: OptionKind::Number(0.14, 0.0, 1.0),
        doc: "Least average likeness of two groups of reports that become one story, 0 to 1. Higher gives more and smaller stories.",
    },
    OptionSpec {
        name: "window_days",
        kind: OptionKind::Integer(45, 1, 3650),
        doc: "Greatest distance between the publication dates of one story's neighbouring groups of reports, in days.",
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
    scale: Scale,
    copy_threshold: f32,
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
        .uses(&[names::SENTS, names::SEGMENTS, names::ENTS, "ents.id", names::DATES, "meta.published"])
        .provides(&[tables::STORIES, tables::EVENTS])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        Ok(Self {
            scale: Scale {
                threshold: options.number("threshold") as f32,
                window: options.integer("window_days"),
            },
            copy_threshold: options.number("copy_threshold") as f32,
        })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let mut features = features::read(docs);
        let copies = copies::find(&mut features.docs, self.copy_threshold);
        let groups = stories::group(&features, &copies, self.scale, || docs.cancelled());
        let mut copies_of: FastMap<usize, Copied> =
            copies.into_iter().map(|copied| (copied.copy, copied)).collect();
        let mut stories: Vec<Story> = Vec::with_capacity(groups.len());
        let mut all_events: Vec<Event> = Vec::new();
        for (number, members) in groups.iter().enumerate() {
            if docs.cancelled() {
                return Ok(());
            }
            let id = format!("s:{}", number + 1);
            let links = evidence::links(docs, members, &features, self.scale);
            let events = events::find(docs, &id, members, &mut features);
            let copies = members.iter().filter_map(|doc| copies_of.remove(doc)).map(|copied| CopyOf {
                document: docs[copied.copy].id().to_owned(),
                of: docs[copied.of].id().to_owned(),
                containment: copied.containment,
            });
            stories.push(Story {
                documents: members.iter().map(|&doc| docs[doc].id().to_owned()).collect(),
                events: events.iter().map(|event| event.id.clone()).collect(),
                copies: copies.collect(),
                links,
                id,
            });
            all_events.extend(events);
        }
        out.rows(tables::STORIES, &stories)?;
        out.rows(tables::EVENTS, &all_events)
    }
}

copydesk_sdk::export!(Group);
