//! Stage `entities`: marks names of persons, organisations, places and more.
//!
//! A trained model (linear-chain conditional random field over word clusters, word shapes, listed names and what
//! hand-written rules say) decides where names are and whether they are persons, organisations, places, peoples or
//! something else; `MODEL.md` says what it was made of. The finer labels (GPE, LOC or FAC; EVENT, WORK_OF_ART, LAW or
//! MISC) come from rules. Own gazetteers and patterns go before it, or after it, as the options say.
//!
//! A mention leaves out articles, titles and a possessive `'s`. `score` is the share of such mentions that were right
//! in annotated text that the model was not made of. `why` says who found the mention: `model`, and the rules that
//! agree.
//!
//! The public modules are there for the trainer, which must see text just as the stage does; they promise nothing to
//! anybody else.
#![forbid(unsafe_code)]

mod agree;
mod cache;
mod chunk;
pub mod clusters;
mod context;
mod damage;
mod decode;
pub mod echo;
mod evidence;
pub mod features;
mod fine;
pub mod forms;
pub mod labels;
pub mod lexicon;
mod mention;
pub mod model;
mod nicknames;
mod options;
pub mod phrases;
mod records;
pub mod rules;
mod settle;
mod shape;
mod spelling;
pub mod table;
pub mod tagger;
mod user;
pub mod view;

use std::sync::Arc;

use copydesk_sdk::{Descriptor, Doc, Docs, Layer, Options, Output, Stage, StageError, names};

use crate::agree::Agreement;
use crate::chunk::Chunk;
use crate::lexicon::{LABELS, Lexicon};
use crate::mention::LEAST;
use crate::options::Settings;
use crate::rules::Rules;
use crate::tagger::{Found, Tagger};
use crate::user::{Own, UserNames};
use crate::view::View;

/// The stage. Clones share the model and the lists and keep their own buffers.
#[derive(Debug, Clone)]
pub struct Entities {
    lexicon: Arc<Lexicon>,
    user: Arc<UserNames>,
    settings: Arc<Settings>,
    view: View,
    rules: Rules,
    tagger: Option<Tagger>,
    codes: Vec<u8>,
    found: Vec<Found>,
    names: Vec<Name>,
    agreement: Agreement,
    layer: Layer,
}

/// A name that was found, by model or rules.
#[derive(Debug, Clone, Copy)]
struct Name {
    first: usize,
    end: usize,
    /// Index into [`LABELS`].
    label: usize,
    score: f32,
    /// The mention of the rules that says the same, by its number.
    rule: Option<usize>,
    /// Whether the model found it.
    model: bool,
    /// Whether the case of its sentence says nothing.
    caseless: bool,
    /// What the rest of the document says, where that decided; otherwise empty.
    document: &'static str,
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
        .options(options::OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let settings = Settings::read(options)?;
        let tagger = match settings.model()? {
            Some(model) => Some(Tagger::new(model, settings.damaged_case)),
            None => None,
        };
        Ok(Self {
            lexicon: Lexicon::bundled(),
            user: Arc::new(UserNames::open(&settings.gazetteers, &settings.patterns, &settings.extra)?),
            rules: Rules::new(settings.damaged_case),
            settings: Arc::new(settings),
            view: View::default(),
            tagger,
            codes: Vec::new(),
            found: Vec::new(),
            names: Vec::new(),
            agreement: Agreement::default(),
            layer: Layer::new(),
        })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            self.mark(doc);
            out.put(doc, names::ENTS, &self.layer)?;
        }
        Ok(())
    }
}

impl Entities {
    fn mark(&mut self, doc: &Doc<'_>) {
        let text = doc.text();
        self.view.read(doc, &self.lexicon, &self.settings.segments);
        self.rules.run(&self.view, text);
        self.names.clear();
        match &mut self.tagger {
            Some(tagger) => {
                self.rules.codes(&self.view, &mut self.codes);
                tagger.run(&self.view, text, &self.codes, &mut self.found);
                fine::names(&self.found, &self.rules, &self.lexicon, &self.view, text, &mut self.names);
                if let Some(lists) = tagger.lists() {
                    settle::doubt(&mut self.names, &self.rules, &self.view, text, lists);
                }
                settle::settle(&mut self.names, &self.rules, &self.view, text);
                self.agreement.run(&mut self.names, &self.rules, &self.view, text);
            }
            None => by_rules(&self.rules, &mut self.names),
        }
        let settings = &self.settings;
        self.names.retain(|name| {
            name.score >= settings.min_score
                && settings.labels.iter().any(|known| known == LABELS[name.label])
        });
        self.write(text);
    }

    /// Writes the names that do not overlap; where own names and others meet, the options say which count.
    fn write(&mut self, text: &str) {
        // Its memory is reused from document to document.
        let mut layer = std::mem::take(&mut self.layer);
        layer.clear();
        let mut own = Vec::new();
        if !self.user.is_empty() {
            for &sent in &self.view.sents {
                self.user.find(&self.view, text, sent, &mut own);
            }
        }
        if self.settings.own_last {
            keep_apart(&mut own, |own| (own.first, own.end), &self.names, |name| (name.first, name.end));
        } else {
            keep_apart(&mut self.names, |name| (name.first, name.end), &own, |own| (own.first, own.end));
        }
        let mut own = own.iter().peekable();
        let mut why = String::new();
        for at in 0..self.names.len() {
            let name = self.names[at];
            while let Some(own) = own.next_if(|own| own.first < name.first) {
                self.put_own(&mut layer, own);
            }
            self.put(&mut layer, name, text, &mut why);
        }
        own.for_each(|own| self.put_own(&mut layer, own));
        self.layer = layer;
    }

    fn put(&self, layer: &mut Layer, name: Name, text: &str, why: &mut String) {
        let span = self.view.span(name.first, name.end);
        why.clear();
        if name.model {
            why.push_str(if name.caseless { "model case-damage" } else { "model" });
        } else if self.tagger.is_some() {
            why.push_str("rules");
        }
        if !name.document.is_empty() {
            why.push(' ');
            why.push_str(name.document);
        }
        if let Some(mention) = name.rule.and_then(|rule| self.rules.mentions.get(rule)) {
            let text_of = |at: u32| self.view.toks[at as usize].span.of(text);
            mention::write_why(mention.evidence.why(), &self.lexicon, text_of, why);
        }
        layer.push(span.start, span.end).label(LABELS[name.label]).score(name.score).attr("why", why);
    }

    fn put_own(&self, layer: &mut Layer, own: &Own<'_>) {
        let span = self.view.span(own.first, own.end);
        layer.push(span.start, span.end).label(own.label).score(1.0).attr("why", own.why).attr("kb", own.id);
    }
}

/// What the rules alone find.
fn by_rules(rules: &Rules, names: &mut Vec<Name>) {
    let mut free_from = 0;
    for (at, mention) in rules.mentions.iter().enumerate() {
        let Chunk { first, end, .. } = mention.chunk;
        let (label, weight, lead) = mention.evidence.best();
        if first >= free_from && weight >= LEAST {
            let score = evidence::score(weight, lead);
            let rule = Some(at);
            names.push(Name { first, end, label, score, rule, model: false, caseless: false, document: "" });
            free_from = end;
        }
    }
}

/// Takes out of `weak` what overlaps something in `strong`. Both are in order and without overlaps.
fn keep_apart<A, B>(
    weak: &mut Vec<A>,
    weak_span: impl Fn(&A) -> (usize, usize),
    strong: &[B],
    strong_span: impl Fn(&B) -> (usize, usize),
) {
    let mut at = 0;
    weak.retain(|row| {
        let (first, end) = weak_span(row);
        while strong.get(at).is_some_and(|other| strong_span(other).1 <= first) {
            at += 1;
        }
        strong.get(at).is_none_or(|other| strong_span(other).0 >= end)
    });
}

copydesk_sdk::export!(Entities);
