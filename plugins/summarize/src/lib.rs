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

mod actors;
mod asides;
mod brief;
mod choose;
mod contrast;
mod corpus;
mod cues;
mod damage;
mod differ;
mod evidence;
mod facts;
mod figures;
mod headline;
mod judge;
mod lists;
mod marks;
mod measures;
mod numbers;
mod once;
mod one_thing;
mod only;
mod page;
mod pile;
mod quotes;
mod rank;
mod reader;
mod repair;
mod rows;
mod said;
mod same;
mod sheet;
mod single;
mod speakers;
mod synonyms;
mod terms;
mod timeline;
mod tolls;
mod trace;
mod verdict;
mod veto;
mod words;
mod worth;

use std::cmp::Reverse;
use std::sync::Arc;

use copydesk_sdk::tables::{BRIEFINGS, EVENTS, STORIES, TRACES};
use copydesk_sdk::{
    Descriptor, Docs, Layer, OptionKind, OptionSpec, Options, Output, Span, Stage, StageError, names,
    parallel, push_row,
};
use copydesk_text::hash::{FastMap, FastSet};
use serde::Deserialize;

use crate::brief::{Bench, Order, Plan, brief};
use crate::choose::{Budget, Reserve};
use crate::corpus::Corpus;
use crate::lists::{Lexicon, lexicon};
use crate::pile::{Ids, Pile};
use crate::rows::{Event, Story, Text};

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
        name: "max_characters",
        kind: OptionKind::Integer(0, 0, 1_000_000),
        doc: "Most characters of a briefing's sentences together, counted in the report; 0 sets no limit.",
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
        doc: "Fill the budget: sentences that do not stand alone well count like others, and those that quote are \
              preferred. With a high `max_sentences` this gives summaries of a fixed number of words.",
    },
    OptionSpec {
        name: "repair",
        kind: OptionKind::Bool(false),
        doc: "Print sentences that begin with \"he\" or \"she\" with the name in brackets, such as `[Ida Brandt] \
              promised ...`, where the sentence before names one person only.",
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
    OptionSpec {
        name: "trace",
        kind: OptionKind::Text(""),
        doc: "Id of a story for which the table `traces` says why its sentences were chosen, `*` for all; \
              `copydesk trace` sets it.",
    },
];

/// The options as read.
#[derive(Debug, Clone, Deserialize)]
struct Settings {
    max_sentences: usize,
    max_words: usize,
    max_characters: usize,
    max_sentences_per_document: usize,
    per_document_sentences: usize,
    order: String,
    fill: bool,
    repair: bool,
    about: String,
    min_support: u32,
    min_documents: usize,
    trace: String,
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
            "meta.noise",
            "meta.noise_reasons",
            "noise",
        ])
        .provides(&[names::SUMMARY, BRIEFINGS, TRACES])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        Ok(Self { settings: options.parse()?, lexicon: Arc::new(lexicon()) })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let Some(done) = self.work(docs)? else { return Ok(()) };
        let (mut lines, mut mute, mut traces) = (Vec::new(), Vec::new(), Vec::new());
        for mut done in done {
            // One thread's lines are the table.
            if lines.is_empty() {
                std::mem::swap(&mut lines, &mut done.lines);
            }
            lines.append(&mut done.lines);
            mute.append(&mut done.mute);
            traces.append(&mut done.traces);
            for (doc, sentences) in done.summaries {
                let mut layer = Layer::new();
                for (span, score) in sentences {
                    layer.push(span.start, span.end).score(score);
                }
                out.put(&docs[doc as usize], names::SUMMARY, &layer)?;
            }
        }
        lines.append(&mut mute);
        out.lines(BRIEFINGS, lines)?;
        out.lines(TRACES, traces)
    }
}

impl Summarize {
    /// Does all tasks; nothing where no document can be read or the run is cancelled. What the tasks share is given back
    /// before the host copies what came of them.
    fn work(&self, docs: &Docs<'_>) -> Result<Option<Vec<Done>>, StageError> {
        let Some(corpus) = Corpus::read(docs, &self.lexicon) else { return Ok(None) };
        let ids: Ids<'_> = docs.iter().map(|doc| (doc.id(), doc.index() as u32)).collect();
        let stories = self.stories(docs)?;
        let events = docs.lent_rows::<Event<'_>>(EVENTS)?;
        let tasks = self.tasks(docs.len(), &ids, &stories, &events);
        // One thread keeps its memory over all tasks; several take turns, for the first tasks are the largest.
        let chunks = if docs.threads() > 1 { docs.threads() * 8 } else { 1 };
        let chunk = tasks.len().div_ceil(chunks);
        let desk = Desk { settings: &self.settings, corpus: &corpus, ids: &ids };
        let done = parallel(docs.threads(), chunk, &tasks, |_, tasks| desk.work(docs, tasks));
        if docs.cancelled() {
            return Ok(None);
        }
        done.into_iter().collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// The stories of the run. Documents that no story holds make one each; without a table of stories all documents
    /// are one.
    fn stories<'t>(&self, docs: &'t Docs<'_>) -> Result<Vec<Story<'t>>, StageError> {
        let mut stories = docs.lent_rows::<Story<'t>>(STORIES)?;
        if stories.is_empty() {
            let documents: Vec<Text<'t>> = docs.iter().map(|doc| doc.id().into()).collect();
            if !documents.is_empty() {
                stories.push(Story { id: "s:1".into(), documents, ..Story::default() });
            }
            return Ok(stories);
        }
        let held: FastSet<&str> = stories.iter().flat_map(|story| &story.documents).map(|id| &**id).collect();
        let strays = docs.iter().filter(|doc| !held.contains(doc.id())).map(|doc| Story {
            id: format!("s:{}", doc.id()).into(),
            documents: vec![doc.id().into()],
            ..Story::default()
        });
        let strays: Vec<Story<'_>> = strays.collect();
        stories.extend(strays);
        Ok(stories)
    }

    /// What is to be done: a briefing of every story, biggest first, and a summary of every document.
    fn tasks<'s, 't>(
        &self,
        documents: usize,
        ids: &Ids<'_>,
        stories: &'s [Story<'t>],
        events: &'s [Event<'t>],
    ) -> Vec<Task<'s, 't>> {
        let mut of_story: FastMap<&str, Vec<&'s Event<'t>>> = FastMap::default();
        for event in events {
            of_story.entry(&event.story).or_default().push(event);
        }
        let mut tasks: Vec<Task<'s, 't>> = Vec::with_capacity(stories.len());
        for story in stories.iter().filter(|story| story.documents.len() >= self.settings.min_documents) {
            let mut docs: Vec<u32> =
                story.documents.iter().filter_map(|id| ids.get(&**id).copied()).collect();
            docs.sort_unstable();
            docs.dedup();
            if !docs.is_empty() {
                let events = of_story.remove(&*story.id).unwrap_or_default();
                tasks.push(Task { story: Some(story), docs, events, summed: Vec::new() });
            }
        }
        tasks.sort_by_key(|task| Reverse(task.docs.len()));
        // Every document is summed up where it first appears.
        let mut open = vec![true; documents];
        for task in &mut tasks {
            let first = |&doc: &u32| std::mem::replace(&mut open[doc as usize], false);
            task.summed = task.docs.iter().copied().filter(first).collect();
        }
        let rest: Vec<u32> = (0..documents as u32).filter(|&doc| open[doc as usize]).collect();
        tasks.extend(rest.chunks(64).map(|docs| Task {
            story: None,
            docs: Vec::new(),
            events: Vec::new(),
            summed: docs.to_vec(),
        }));
        tasks
    }
}

/// Work that no other work depends on.
struct Task<'s, 't> {
    /// The story to brief, the numbers of its documents and its events.
    story: Option<&'s Story<'t>>,
    docs: Vec<u32>,
    events: Vec<&'s Event<'t>>,
    /// The documents to sum up.
    summed: Vec<u32>,
}

/// What came of some tasks: lines of the table of briefings, those without a point apart, and of that of traces, and the
/// sentences that sum up each document.
#[derive(Default)]
struct Done {
    lines: Vec<u8>,
    mute: Vec<u8>,
    traces: Vec<u8>,
    summaries: Vec<(u32, Vec<(Span, f32)>)>,
}

/// What all tasks share.
struct Desk<'c, 't> {
    settings: &'c Settings,
    corpus: &'c Corpus<'t>,
    ids: &'c Ids<'c>,
}

impl<'t> Desk<'_, 't> {
    fn work(&self, docs: &Docs<'_>, tasks: &[Task<'_, 't>]) -> Result<Done, StageError> {
        let (mut done, mut bench) = (Done::default(), Bench::default());
        for task in tasks {
            if docs.cancelled() {
                break;
            }
            self.task(task, &mut bench, &mut done)?;
        }
        Ok(done)
    }

    fn task(&self, task: &Task<'_, 't>, bench: &mut Bench, done: &mut Done) -> Result<(), StageError> {
        let sentences = self.settings.per_document_sentences;
        let mut summed = task.summed.as_slice();
        if let Some(story) = task.story {
            let pile = Pile::new(self.corpus, self.ids, (story, &task.docs), &task.events);
            let (case, mut tools) = bench.lay(self.corpus, &pile);
            let traced = self.settings.trace == "*" || *story.id == *self.settings.trace;
            let plan = Plan { trace: traced, ..self.plan(pile.members.len() == 1) };
            let (page, trace) = brief(case, &plan, &mut tools);
            // Stories of which nothing can be told come last.
            let lines = if page.points.is_empty() { &mut done.mute } else { &mut done.lines };
            push_row(lines, BRIEFINGS, &page)?;
            if let Some(trace) = trace {
                push_row(&mut done.traces, TRACES, &trace)?;
            }
            // A report alone in its story is laid out already.
            if let ([doc], [_]) = (summed, task.docs.as_slice()) {
                done.summaries.push((*doc, single::summary(case, sentences, &mut tools)));
                summed = &[];
            }
        }
        for &doc in summed {
            let pile = Pile::of(self.corpus, &[doc]);
            let (case, mut tools) = bench.lay(self.corpus, &pile);
            done.summaries.push((doc, single::summary(case, sentences, &mut tools)));
        }
        Ok(())
    }

    fn plan(&self, alone: bool) -> Plan {
        let settings = self.settings;
        let words = settings.about.split_whitespace();
        let mut about: Vec<u32> = words.filter_map(|word| self.corpus.terms.of_word(word)).collect();
        about.sort_unstable();
        Plan {
            budget: Budget {
                sentences: settings.max_sentences,
                words: settings.max_words,
                per_document: if alone { usize::MAX } else { settings.max_sentences_per_document },
                characters: if settings.max_characters == 0 { usize::MAX } else { settings.max_characters },
                position: single::POSITION,
                following: if alone || settings.fill { 1.0 } else { 0.5 },
                enough: if settings.fill { 0.0 } else { 0.03 },
                reserve: if settings.fill { Reserve::Readable } else { Reserve::None },
                openings: settings.fill,
                // Quotations have a list of their own; a summary that stands alone is better with them.
                speech: if settings.fill { worth::SPEECH } else { 0.0 },
                repair: settings.repair,
                events: true,
                about,
            },
            order: match settings.order.as_str() {
                "importance" => Order::Importance,
                "time" => Order::Time,
                _ => Order::Lead,
            },
            min_support: settings.min_support,
            once: !settings.fill,
            trace: false,
        }
    }
}

copydesk_sdk::export!(Summarize);
