//! Where the rules know better than the model, whatever the model was made of.
//!
//! The model has seen little text with damaged case, with agencies such as `TRV "Gavanj"`, or with rows of titles
//! before a name. For these the rules are exact, and their mentions take the place of the model's.

use crate::chunk::Chunk;
use crate::evidence::{self, Why};
use crate::features::{LISTED_PERSON, LISTED_TOWN, listed_hash};
use crate::forms::Forms;
use crate::lexicon::{COMMON, GPE, LOC, NORP, ORG, PERSON};
use crate::mention::{LEAST, Mention};
use crate::rules::Rules;
use crate::view::{Shape, View};
use crate::{Name, keep_apart};

/// Listed names that are ordinary words when they are written small.
const ORDINARY: [&str; 36] = [
    "ball", "bond", "bridges", "chambers", "clay", "dawn", "drew", "eve", "faith", "fields", "foster",
    "frank", "grace", "grant", "holder", "hunt", "joy", "king", "kit", "lake", "levy", "marine", "miles",
    "mills", "pence", "penny", "rand", "ray", "rivers", "rose", "sessions", "sue", "ward", "wells", "wood",
    "yuan",
];

/// Puts mentions of the rules in the place of names of the model where they know better. `names` is in order and
/// without overlaps, and stays so.
pub(crate) fn settle(names: &mut Vec<Name>, rules: &Rules, view: &View, text: &str) {
    names.retain_mut(|name| cut_party(name, rules, view, text));
    let mut better: Vec<Name> = Vec::new();
    let mut at = 0;
    let mut free_from = 0;
    for (number, mention) in rules.mentions.iter().enumerate() {
        let Chunk { first, end, .. } = mention.chunk;
        let (label, weight, lead) = mention.evidence.best();
        // The list has small letters only.
        let ordinary = || {
            let tok = view.toks[first];
            end - first == 1 && tok.shape == Shape::Lower && ORDINARY.contains(&tok.span.of(text))
        };
        if first < free_from || weight < LEAST || ordinary() && !view.lower_cased {
            continue;
        }
        free_from = end;
        while names.get(at).is_some_and(|name| name.end <= first) {
            at += 1;
        }
        let over = names[at..].iter().take_while(|name| name.first < end).count();
        let over = &mut names[at..at + over];
        if knows_people(mention, label, over) {
            over[0].label = NORP;
            over[0].rule = Some(number);
        } else if knows_organisation(mention, label, over) {
            over[0].label = ORG;
            over[0].rule = Some(number);
        } else if knows_family(mention, label, over) {
            over[0].label = PERSON;
            over[0].rule = Some(number);
        } else if is_quoted_name(view, first, end)
            || knows_better(mention, label, over)
            || goes_on(view, text, mention, label, over)
        {
            // A row of titles that the model took into the name may hold names of its own: "Russian Foreign Minister".
            if let [name] = over
                && name.first < first
            {
                better.extend(inside(rules, name.first, first));
            }
            let score = evidence::score(weight, lead);
            let rule = Some(number);
            better.push(Name { first, end, label, score, rule, model: false, caseless: false, document: "" });
        }
    }
    if better.is_empty() {
        return;
    }
    keep_apart(names, |name| (name.first, name.end), &better, |name| (name.first, name.end));
    names.append(&mut better);
    names.sort_by_key(|name| name.first);
}

/// Takes out names in small letters, in sentences that have capitals, that nothing but the model speaks for: where people
/// leave capitals out, the model finds names, and now and then it takes an ordinary word for one.
pub(crate) fn doubt(names: &mut Vec<Name>, rules: &Rules, view: &View, text: &str, lists: Forms<'_>) {
    names.retain(|name| {
        let mut range = name.first..name.end;
        let small = |at: usize| {
            view.toks[at].shape == Shape::Lower && !view.toks[at].span.of(text).contains(char::is_uppercase)
        };
        if name.caseless || !name.model || !range.clone().all(small) {
            return true;
        }
        let known = name.rule.and_then(|rule| rules.mentions.get(rule)).is_some();
        let bits = |at: usize| lists.get(listed_hash(view.toks[at].span.of(text))).unwrap_or(0);
        let flags = |at: usize| view.form(at).flags;
        known
            || match name.label {
                PERSON => range.all(|at| flags(at) & COMMON == 0 && bits(at) & LISTED_PERSON != 0),
                GPE | LOC => {
                    let form = view.form(name.first);
                    form.entry.is_some() || form.capital > 0 || bits(name.first) & LISTED_TOWN != 0
                }
                NORP => true,
                _ => view.form(name.first).capital > 0,
            }
    });
}

/// Names that the rules find before the person whose titles they stand in.
fn inside(rules: &Rules, first: usize, end: usize) -> impl Iterator<Item = Name> + '_ {
    rules.mentions.iter().enumerate().filter_map(move |(number, mention)| {
        let chunk = mention.chunk;
        let (label, weight, lead) = mention.evidence.best();
        let score = evidence::score(weight, lead);
        (chunk.first >= first && chunk.end <= end && weight >= LEAST).then_some(Name {
            first: chunk.first,
            end: chunk.end,
            label,
            score,
            rule: Some(number),
            model: false,
            caseless: false,
            document: "",
        })
    })
}

/// A listed people that the model takes for a place: "South Korean".
fn knows_people(mention: &Mention, label: usize, over: &[Name]) -> bool {
    let Chunk { first, end, entry, .. } = mention.chunk;
    let same =
        matches!(over, [name] if name.first == first && name.end == end && matches!(name.label, GPE | LOC));
    label == NORP && entry.is_some() && same
}

/// A listed organisation that the model takes for a place, for towns are called so too: "Toyota".
fn knows_organisation(mention: &Mention, label: usize, over: &[Name]) -> bool {
    let Chunk { first, end, entry, .. } = mention.chunk;
    let same =
        matches!(over, [name] if name.first == first && name.end == end && matches!(name.label, GPE | LOC));
    label == ORG && entry.is_some() && same
}

/// The family name of a person whom the document names in full, which the model takes for a place: "Ben Lagos" and
/// "Lagos".
fn knows_family(mention: &Mention, label: usize, over: &[Name]) -> bool {
    let Chunk { first, end, .. } = mention.chunk;
    let same =
        matches!(over, [name] if name.first == first && name.end == end && matches!(name.label, GPE | LOC));
    label == PERSON && same && mention.evidence.why().iter().any(|why| why.rule == "family-name-of")
}

/// An agency with its name in quotes, `TRV "Gavanj"`: nothing else that the rules find ends in a mark.
fn is_quoted_name(view: &View, first: usize, end: usize) -> bool {
    end - first > 2 && view.toks.get(end - 1).is_some_and(|tok| tok.shape == Shape::Mark)
}

/// A person of whose name the model takes half a word: "Kim Dae" of "Kim Dae-jung".
fn goes_on(view: &View, text: &str, mention: &Mention, label: usize, over: &[Name]) -> bool {
    let Chunk { first, end, .. } = mention.chunk;
    let [name] = over else { return false };
    let same = label == PERSON && name.label == PERSON && name.first == first && name.end < end;
    same && view.toks.get(name.end - 1..=name.end + 1).is_some_and(|toks| {
        let glued = toks.windows(2).all(|pair| pair[0].span.end == pair[1].span.start);
        glued && matches!(toks[1].span.of(text), "-" | "–")
    })
}

fn knows_better(mention: &Mention, label: usize, over: &[Name]) -> bool {
    let Chunk { first, end, entry, title } = mention.chunk;
    let rule = |name: &str| mention.evidence.why().iter().any(|why: &Why| why.rule == name);
    // In sentences whose case says nothing the model has learned to do without it.
    if rule("case-damage") {
        let known = over.iter().any(|name| name.caseless || name.first <= first && name.end >= end);
        return !known;
    }
    // A name of the model begins before the title that stands before this one.
    if label == PERSON
        && let Some(title) = title
        && let [name] = over
    {
        return name.label == PERSON && name.end == end && name.first <= title;
    }
    // A listed name of several words that the gate has closed.
    if entry.is_some() && end - first > 1 && over.is_empty() {
        return matches!(label, GPE | LOC | ORG);
    }
    // A listed name of several words of which the model sees the pieces: "Washington, D.C."
    let places =
        |name: &Name| matches!(name.label, GPE | LOC | ORG) && name.first >= first && name.end <= end;
    entry.is_some() && matches!(label, GPE | LOC) && over.len() > 1 && over.iter().all(places)
}

/// "R-Ky" in "(R-Ky.)" is a party and a state: the name is cut down to the state, where that is a listed place.
/// Returns false where nothing is left.
fn cut_party(name: &mut Name, rules: &Rules, view: &View, text: &str) -> bool {
    let bracket = name.first.checked_sub(1).and_then(|at| view.toks.get(at)).map(|tok| tok.span.of(text));
    let party = || {
        let mut chars = view.span(name.first, name.end).of(text).chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('-')
    };
    if bracket != Some("(") || !party() {
        return true;
    }
    name.first += 2;
    name.label = GPE;
    name.first < name.end
        && rules.mentions.iter().any(|mention| {
            mention.chunk.first == name.first
                && mention.chunk.entry.is_some()
                && mention.evidence.best().0 == GPE
        })
}
