//! Mentions, and what the document as a whole knows about them.

use crate::chunk::Chunk;
use crate::evidence::{Evidence, Why};
use crate::lexicon::*;
use crate::view::{Shape, View};

/// The least weight of a mention that is kept.
pub(crate) const LEAST: f32 = 0.9;

/// A chunk with what speaks for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    pub(crate) chunk: Chunk,
    pub(crate) evidence: Evidence,
}

/// What one word stands for in this document.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known {
    /// Weights that mentions of just this word have elsewhere, the largest per label.
    whole: [f32; LABELS.len()],
    /// The same, summed over all mentions.
    sum: [f32; LABELS.len()],
    /// Weight as the last word of a person's longer name.
    pub(crate) family: f32,
    /// Weight as the first word of a person's longer name.
    given: f32,
    /// The weight of the organisation that it is the acronym of.
    acronym: f32,
}

impl Known {
    /// The largest weight that a mention of just this word has elsewhere.
    pub(crate) fn alone(&self, label: usize) -> f32 {
        self.whole[label]
    }
}

/// What the document knows about its words, and names of more than one word.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    /// By form: the place in `known`, whose first stands for the many forms of which nothing is known.
    places: Vec<u32>,
    known: Vec<Known>,
    names: HashTable<[f32; LABELS.len()]>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { places: Vec::new(), known: vec![Known::default()], names: HashTable::default() }
    }
}

impl Memory {
    /// Learns from all mentions.
    pub(crate) fn learn(&mut self, view: &View, mentions: &[Mention]) {
        self.places.clear();
        self.places.resize(view.forms.len(), 0);
        self.known.truncate(1);
        self.names.clear();
        for mention in mentions {
            let Chunk { first, end, .. } = mention.chunk;
            let (label, weight, _) = mention.evidence.best();
            if weight < LEAST {
                continue;
            }
            if end - first == 1 {
                let known = self.known_mut(view.toks[first].form);
                known.whole[label] = known.whole[label].max(weight);
                known.sum[label] += weight;
                continue;
            }
            let name = self.names.entry(name_hash(view, first, end)).or_default();
            name[label] = name[label].max(weight);
            if label == PERSON && weight >= 1.0 {
                let last = (first..end).rev().find(|&at| view.form(at).flags & SUFFIX == 0).unwrap_or(first);
                let known = self.known_mut(view.toks[last].form);
                known.family = known.family.max(weight);
                let known = self.known_mut(view.toks[first].form);
                known.given = known.given.max(weight);
            }
        }
    }

    /// What is known about a form of the document that was learned from.
    pub(crate) fn of(&self, form: u32) -> &Known {
        let place = self.places.get(form as usize).copied().unwrap_or(0);
        &self.known[place as usize]
    }

    fn known_mut(&mut self, form: u32) -> &mut Known {
        let place = &mut self.places[form as usize];
        if *place == 0 {
            *place = self.known.len() as u32;
            self.known.push(Known::default());
        }
        &mut self.known[*place as usize]
    }

    /// An acronym in brackets after a name, or the name in brackets after it.
    pub(crate) fn learn_acronym(&mut self, form: u32, weight: f32) {
        let known = self.known_mut(form);
        known.acronym = known.acronym.max(weight);
    }

    /// Adds to a mention what the document knows.
    pub(crate) fn apply(&self, view: &View, mention: &mut Mention) {
        let Chunk { first, end, entry, title } = mention.chunk;
        let evidence = &mut mention.evidence;
        let (label, weight, lead) = evidence.best();
        if end - first > 1 {
            if let Some(known) = self.names.get(&name_hash(view, first, end)) {
                lend(evidence, known, label, weight, lead);
            }
            return;
        }
        let known = self.of(view.toks[first].form);
        let caps = view.toks[first].shape == Shape::Caps;
        if known.acronym > 0.0 && caps {
            evidence.rule(ORG, known.acronym, "acronym-of");
        }
        let strong_place = entry.is_some_and(|entry| usize::from(entry.label) != ORG) && weight > 3.2;
        if known.family > 0.0 && title.is_none() && !strong_place {
            evidence.rule(PERSON, (0.7 * known.family).clamp(2.0, 3.0), "family-name-of");
        } else if known.given > 1.5 && title.is_none() && entry.is_none() && label == PERSON {
            evidence.rule(PERSON, 0.8, "given-name-of");
        }
        if title.is_none() && lead < 1.2 && known.family == 0.0 && known.given == 0.0 {
            outvote(evidence, known);
        }
        let (label, weight, lead) = evidence.best();
        lend(evidence, &known.whole, label, weight, lead);
    }
}

/// A word that is one thing in most of its mentions is that thing in its undecided ones: "one sense per discourse"
/// (Gale, Church and Yarowsky 1992).
fn outvote(evidence: &mut Evidence, known: &Known) {
    let (label, weight, _) = evidence.best();
    let mut most = 0;
    for other in 1..LABELS.len() {
        if known.sum[other] > known.sum[most] {
            most = other;
        }
    }
    if most != label && known.sum[most] > 1.3 * known.sum[label] && known.whole[most] >= LEAST {
        let missing = weight - evidence.weights[most] + 0.4;
        evidence.rule(most, missing.max(0.0), "same-name");
    }
}

/// Lends a weak mention the label of a strong one with the same words.
fn lend(evidence: &mut Evidence, known: &[f32; LABELS.len()], label: usize, weight: f32, lead: f32) {
    let mut strong = 0;
    for other in 1..LABELS.len() {
        if known[other] > known[strong] {
            strong = other;
        }
    }
    if known[strong] >= weight + 0.8 && (lead < 1.5 || weight < LEAST || strong == label) {
        evidence.rule(strong, 0.7 * (known[strong] - weight).max(0.0), "same-name");
    }
}

fn name_hash(view: &View, first: usize, end: usize) -> u64 {
    let mut state = SEED;
    for tok in &view.toks[first..end] {
        state = finish(state ^ u64::from(tok.form + 1));
    }
    state
}

/// Whether `chunk` could be what `acronym` stands for: its capital letters, in order.
pub(crate) fn spells(names: impl Iterator<Item = char>, acronym: &str) -> bool {
    let mut wanted = acronym.chars().filter(|c| c.is_alphabetic());
    let (mut used, mut next) = (0, wanted.next());
    for initial in names {
        if next.is_some_and(|next| next.eq_ignore_ascii_case(&initial)) {
            used += 1;
            next = wanted.next();
        }
    }
    next.is_none() && used >= 2
}

/// Adds the rules as `title:Sen. gazetteer:city`.
pub(crate) fn write_why<'a>(
    why: &[Why],
    lexicon: &Lexicon,
    text_of: impl Fn(u32) -> &'a str,
    out: &mut String,
) {
    for why in why {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(why.rule);
        if let Some(entry) = why.entry {
            out.push(':');
            out.push_str(lexicon.source(entry));
        }
        if let Some(token) = why.token {
            out.push(':');
            out.push_str(text_of(token));
        }
    }
}
