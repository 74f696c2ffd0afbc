//! Stage `entities`: marks names of persons, organisations, places and more.
//!
//! Rules only: word lists, titles, shapes of words, what stands before and after, and what the document says
//! elsewhere about the same name. Every mention carries the rules that fired in `why` and a score in 0..1.
//!
//! A mention leaves out articles, titles and a possessive `'s`. Names in damaged case ("the President vance",
//! headlines in capitals) carry the rule `case-damage`.
#![forbid(unsafe_code)]

mod cache;
mod chunk;
mod context;
mod damage;
mod evidence;
mod lexicon;
mod mention;
mod user;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use copydesk_sdk::{
    Descriptor, Doc, Docs, Layer, OptionKind, OptionSpec, Options, Output, Stage, StageError, names,
};
use serde::Deserialize;

use crate::chunk::{Chunk, Chunker};
use crate::damage::Mender;
use crate::evidence::Judge;
use crate::lexicon::{LABELS, Lexicon, ORG};
use crate::mention::{LEAST, Memory, Mention};
use crate::user::UserNames;
use crate::view::{Setting, Shape, View};

/// The options of the stage; their defaults stand here and nowhere else.
const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "labels",
        kind: OptionKind::TextList(&LABELS),
        doc: "Labels to write. Labels of your own gazetteers are always written.",
    },
    OptionSpec {
        name: "min_score",
        kind: OptionKind::Number(0.0, 0.0, 1.0),
        doc: "Mentions with a lower score (0 to 1) are left out.",
    },
    OptionSpec {
        name: "segments",
        kind: OptionKind::TextList(&["headline", "body", "caption", "dateline"]),
        doc: "Kinds of segments in which names are looked for, where a stage before has marked segments.",
    },
    OptionSpec {
        name: "gazetteers",
        kind: OptionKind::PathList,
        doc: "Files of your own names, which go before all rules: CSV, TSV or JSON lines with text, label and \
              perhaps id; case and accents do not matter. The id appears as attribute `kb`.",
    },
    OptionSpec {
        name: "extra",
        kind: OptionKind::TextMap,
        doc: "Names of your own, from text to label, such as { \"Port Alba\" = \"GPE\" }.",
    },
    OptionSpec {
        name: "damaged_case",
        kind: OptionKind::Bool(true),
        doc: "Whether to look for names in small letters and in lines set in capitals.",
    },
];

#[derive(Debug, Clone, Deserialize)]
struct Settings {
    labels: Vec<String>,
    min_score: f32,
    segments: Vec<String>,
    gazetteers: Vec<String>,
    extra: BTreeMap<String, String>,
    damaged_case: bool,
}

/// The stage.
#[derive(Debug, Clone)]
pub struct Entities {
    lexicon: Arc<Lexicon>,
    user: Arc<UserNames>,
    settings: Arc<Settings>,
    view: View,
    memory: Memory,
    chunks: Vec<Chunk>,
    mentions: Vec<Mention>,
    why: String,
}

impl Stage for Entities {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "entities",
            env!("CARGO_PKG_VERSION"),
            "marks names of persons, organisations, places and more",
        )
        .needs(&[names::TOKENS, names::SENTS])
        .uses(&[names::SEGMENTS])
        .provides(&[names::ENTS])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let settings: Settings = options.parse()?;
        for label in &settings.labels {
            if !LABELS.contains(&label.as_str()) {
                let known = LABELS.join(", ");
                return Err(StageError::options(format!("label `{label}` is unknown (labels: {known})")));
            }
        }
        Ok(Self {
            lexicon: Lexicon::bundled(),
            user: Arc::new(UserNames::open(&settings.gazetteers, &settings.extra)?),
            settings: Arc::new(settings),
            view: View::default(),
            memory: Memory::default(),
            chunks: Vec::new(),
            mentions: Vec::new(),
            why: String::new(),
        })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            let layer = self.mark(doc);
            out.put(doc, names::ENTS, &layer)?;
        }
        Ok(())
    }
}

impl Entities {
    fn mark(&mut self, doc: &Doc<'_>) -> Layer {
        self.view.read(doc, &self.lexicon, &self.settings.segments);
        self.find(doc);
        self.agree(doc);
        self.mend(doc);
        self.mentions.sort_by_key(|mention| (mention.chunk.first, std::cmp::Reverse(mention.chunk.end)));
        self.layer(doc)
    }

    /// First pass: chunks of sentences set as usual, each by itself.
    fn find(&mut self, doc: &Doc<'_>) {
        self.mentions.clear();
        let chunker = Chunker { doc, lexicon: &self.lexicon, view: &self.view };
        let judge = Judge { doc, view: &self.view };
        for &sent in &self.view.sents {
            if sent.setting != Setting::Usual {
                continue;
            }
            self.chunks.clear();
            chunker.chunks(sent, &mut self.chunks);
            self.mentions.extend(
                self.chunks.iter().map(|&chunk| Mention { chunk, evidence: judge.weigh(chunk, sent) }),
            );
        }
    }

    /// Second pass: what the document knows about a name is lent to its weak mentions.
    fn agree(&mut self, doc: &Doc<'_>) {
        self.memory.learn(&self.view, &self.mentions);
        self.acronyms(doc);
        for mention in &mut self.mentions {
            self.memory.apply(&self.view, mention);
        }
    }

    /// Acronyms in brackets after the name that they stand for.
    fn acronyms(&mut self, doc: &Doc<'_>) {
        for pair in self.mentions.windows(2) {
            let (long, short) = (pair[0].chunk, pair[1].chunk);
            let bracket = short.first == long.end + 1
                && short.end == short.first + 1
                && long.end - long.first >= 2
                && self.view.toks[short.first].shape == Shape::Caps
                && doc.slice(self.view.toks[long.end].span) == "(";
            let (label, weight, _) = pair[0].evidence.best();
            let initials = self.view.toks[long.first..long.end]
                .iter()
                .filter_map(|tok| doc.slice(tok.span).chars().next());
            if bracket
                && label == ORG
                && mention::spells(initials, doc.slice(self.view.toks[short.first].span))
            {
                self.memory.learn_acronym(self.view.toks[short.first].form, weight.min(2.5));
            }
        }
    }

    /// Third pass: damaged case.
    fn mend(&mut self, doc: &Doc<'_>) {
        let chunker = Chunker { doc, lexicon: &self.lexicon, view: &self.view };
        let judge = Judge { doc, view: &self.view };
        let mender = Mender { doc, chunker, view: &self.view };
        let mut mended = Vec::new();
        if self.settings.damaged_case {
            for &sent in &self.view.sents {
                if sent.setting != Setting::Caps {
                    mender.small_names(sent, &mut mended);
                }
            }
            overrule(&mut self.mentions, &mut mended);
            self.memory.learn(&self.view, &self.mentions);
        }
        for &sent in &self.view.sents {
            if sent.setting != Setting::Usual {
                mender.capitals(sent, &self.memory, &judge, &mut mended);
            }
        }
        overrule(&mut self.mentions, &mut mended);
        for &sent in &self.view.sents {
            if self.settings.damaged_case && sent.setting != Setting::Caps {
                mender.small_known(sent, &self.memory, &mut mended);
            }
        }
        // What is there already knows better than a word that is merely known.
        self.mentions.retain(|mention| mention.evidence.best().1 >= LEAST);
        std::mem::swap(&mut self.mentions, &mut mended);
        overrule(&mut self.mentions, &mut mended);
    }

    /// Writes the mentions that do not overlap, the user's own first.
    fn layer(&mut self, doc: &Doc<'_>) -> Layer {
        let mut layer = Layer::new();
        let mut free_from = 0;
        let own = self.own(doc);
        let mut own = own.iter().peekable();
        for mention in &self.mentions {
            let Chunk { first, end, .. } = mention.chunk;
            while let Some(&&(from, to, ..)) = own.peek() {
                if from >= end && from > first {
                    break;
                }
                self.put_own(&mut layer, own.next(), &mut free_from);
                free_from = free_from.max(to);
            }
            let (label, score) = mention::verdict(&mention.evidence);
            let (_, weight, _) = mention.evidence.best();
            let wanted = self.settings.labels.iter().any(|known| known == LABELS[label]);
            if first < free_from || weight < LEAST || score < self.settings.min_score || !wanted {
                continue;
            }
            let span = self.view.span(first, end);
            let text_of = |at: u32| doc.slice(self.view.toks[at as usize].span);
            mention::write_why(mention.evidence.why(), &self.lexicon, text_of, &mut self.why);
            layer.push(span.start, span.end).label(LABELS[label]).score(score).attr("why", &self.why);
            free_from = end;
        }
        while own.peek().is_some() {
            self.put_own(&mut layer, own.next(), &mut free_from);
        }
        layer
    }

    /// The user's own names in the document: first token, end, label, id.
    fn own(&self, doc: &Doc<'_>) -> Vec<(usize, usize, String, String)> {
        let mut found = Vec::new();
        if self.user.is_empty() {
            return found;
        }
        for sent in &self.view.sents {
            let mut at = sent.first;
            while at < sent.end {
                let token =
                    |step: usize| (at + step < sent.end).then(|| doc.slice(self.view.toks[at + step].span));
                match self.user.longest(token) {
                    Some((size, entry)) => {
                        found.push((at, at + size, entry.label.to_owned(), entry.id.to_owned()));
                        at += size;
                    }
                    None => at += 1,
                }
            }
        }
        found
    }

    fn put_own(
        &self,
        layer: &mut Layer,
        row: Option<&(usize, usize, String, String)>,
        free_from: &mut usize,
    ) {
        let Some((first, end, label, id)) = row else { return };
        if *first >= *free_from {
            let span = self.view.span(*first, *end);
            layer
                .push(span.start, span.end)
                .label(label)
                .score(1.0)
                .attr("why", "own-gazetteer")
                .attr("kb", id);
            *free_from = *end;
        }
    }
}

/// Puts `mended` among `mentions`; where they overlap, the mended ones count. Both in one go, so that many of
/// either cost no more than sorting.
fn overrule(mentions: &mut Vec<Mention>, mended: &mut Vec<Mention>) {
    if mended.is_empty() {
        return;
    }
    mended.sort_by_key(|mention| (mention.chunk.first, std::cmp::Reverse(mention.chunk.end)));
    let mut at = 0;
    mentions.sort_by_key(|mention| mention.chunk.first);
    mentions.retain(|mention| {
        while mended.get(at).is_some_and(|new| new.chunk.end <= mention.chunk.first) {
            at += 1;
        }
        mended.get(at).is_none_or(|new| new.chunk.first >= mention.chunk.end)
    });
    mentions.append(mended);
    mentions.sort_by_key(|mention| (mention.chunk.first, std::cmp::Reverse(mention.chunk.end)));
}

copydesk_sdk::export!(Entities);
