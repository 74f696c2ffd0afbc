//! Who is who across documents: names of two words and more by agreement, short ones by what they stand beside.
//!
//! Everything goes through tables keyed by name, surname, acronym or skeleton; no step compares all pairs.

use copydesk_sdk::parallel;
use copydesk_text::hash::FastSet;

use crate::class::Class;
use crate::collect::{Collection, NONE};
use crate::fulls::{Full, join_fulls};
use crate::lexicon;
use crate::links::{Links, Reason};
use crate::records::Aparts;
use crate::shorts::ShortNames;
use crate::translit;
use crate::within::{full, is_full};

/// Which of the rules that can be switched off are on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub transliteration: bool,
    pub acronyms: bool,
}

/// At most so many spellings of one surname, and names of one spelling, are compared with each other.
const SPELLINGS: usize = 40;

/// Surnames whose skeletons one thread finds at a time.
const SURNAMES: usize = 512;

/// What the label `Other`, which a tagger gives when it knows nothing better, counts.
const OTHER: f32 = 0.3;

/// How many times as often a full name must be a place for the few mentions as a person to be slips of the tagger.
const PLACES: f32 = 4.0;

/// Weights and numbers of documents by class.
#[derive(Debug, Clone, Copy, Default)]
struct Usage {
    weight: [f32; Class::COUNT],
    documents: [u32; Class::COUNT],
}

/// What the nodes of a chain, named by its root, say together.
#[derive(Debug, Clone, Copy, Default)]
struct Chain {
    weight: [f32; Class::COUNT],
    long: bool,
    person: bool,
    titled: bool,
}

/// The class of every chain (named by its root), settled across documents.
fn settle_classes(all: &Collection<'_>, roots: &[u32], divided: &FastSet<(u32, u32)>) -> Vec<Class> {
    let mut chains = vec![Chain::default(); all.nodes.len()];
    let share = |class: Class| if class == Class::Other { OTHER } else { 1.0 };
    for (node, entry) in all.nodes.iter().enumerate() {
        let chain = &mut chains[roots[node] as usize];
        chain.weight[entry.class as usize] += entry.weight * share(entry.class);
        chain.long |= all.key(node).words > 1;
        chain.person |= entry.class == Class::Person && is_full(all, node);
        chain.titled |= entry.class == Class::Person && !all.titles_of(node).is_empty();
    }
    // What a key mostly is, over the chains in which it is the only name.
    let mut totals = vec![Usage::default(); all.keys.rows.len()];
    for (node, entry) in all.nodes.iter().enumerate() {
        if !chains[roots[node] as usize].long || all.key(node).words > 1 {
            let usage = &mut totals[entry.key as usize];
            usage.weight[entry.class as usize] += entry.weight * share(entry.class);
            usage.documents[entry.class as usize] += 1;
        }
    }
    let mut classes: Vec<Class> = all.nodes.iter().map(|node| node.class).collect();
    for (node, entry) in all.nodes.iter().enumerate() {
        if roots[node] as usize != node {
            continue;
        }
        let (chain, usage) = (&chains[node], &totals[entry.key as usize]);
        let own = heaviest(&chain.weight);
        if usage.documents.iter().all(|&documents| documents == 0) {
            classes[node] = own;
            continue;
        }
        let common = heaviest(&usage.weight);
        let share = usage.weight[own as usize] / usage.weight.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        let strong = own.is_value()
            || common.is_value()
            || chain.titled
            || divided.contains(&(entry.doc, entry.key))
            || (usage.documents[own as usize] >= 2 && share >= 0.3 && own != Class::Other);
        // A town of two words that was taken for a man once is no man.
        let place = usage.weight[Class::Place as usize] >= PLACES * usage.weight[Class::Person as usize]
            && usage.documents[Class::Place as usize] > 1
            && !chain.titled;
        classes[node] = if chain.person && !long_org(all, node) && !place {
            Class::Person
        } else if strong {
            own
        } else {
            common
        };
    }
    spread(&mut classes, roots);
    classes
}

fn long_org(all: &Collection<'_>, node: usize) -> bool {
    let key = all.key(node);
    key.words > 1 && !key.like_person
}

/// The class with most weight; the first of equals.
fn heaviest(weights: &[f32; Class::COUNT]) -> Class {
    let classes =
        [Class::Person, Class::Org, Class::Place, Class::Norp, Class::Time, Class::Amount, Class::Other];
    let mut best = Class::Other;
    for class in classes {
        if weights[class as usize] > weights[best as usize] {
            best = class;
        }
    }
    best
}

/// Persons, times, and the rest never share an entity.
pub(crate) fn kind(class: Class) -> u8 {
    match class {
        Class::Person => 0,
        Class::Time | Class::Amount => 2,
        _ => 1,
    }
}

/// A place in a table with three kinds for each key.
pub(crate) fn by_kind(key: u32, class: Class) -> usize {
    key as usize * 3 + usize::from(kind(class))
}

/// Joins chains across documents and returns the class of every node's entity.
pub(crate) fn join(
    all: &Collection<'_>,
    threads: usize,
    rules: Rules,
    divided: &FastSet<(u32, u32)>,
    links: &mut Links,
    aparts: &mut Aparts,
) -> Vec<Class> {
    let roots = links.roots();
    let mut classes = settle_classes(all, &roots, divided);
    let mut long = chains_with_long_names(all, &roots);
    join_equal_names(all, &classes, &long, links);
    spread(&mut classes, &links.roots());
    let by_surname = fulls_by_surname(all, &classes);
    for group in &by_surname {
        if group.nodes.len() > 1 {
            let fulls: Vec<Full<'_>> = group.nodes.iter().map(|&node| full(all, node as usize)).collect();
            join_fulls(&fulls, links);
        }
    }
    if rules.transliteration {
        let roots = links.roots();
        spread(&mut classes, &roots);
        join_transliterations(all, threads, &fulls_by_surname(all, &classes), links);
    }
    let roots = links.roots();
    spread(&mut classes, &roots);
    for node in 0..all.nodes.len() {
        long[roots[node] as usize] |= long[node];
    }
    ShortNames::new(all, &classes, &long, &roots, rules).join(threads, links, aparts);
    spread(&mut classes, &links.roots());
    classes
}

/// After joins the root of a set speaks for its class.
fn spread(classes: &mut [Class], roots: &[u32]) {
    for node in 0..classes.len() {
        classes[node] = classes[roots[node] as usize];
    }
}

/// After words that stand in for names have joined them, a set's first name speaks for its class.
pub(crate) fn spread_names(all: &Collection<'_>, classes: &mut [Class], roots: &[u32]) {
    let mut named = vec![false; all.nodes.len()];
    for node in 0..classes.len() {
        let root = roots[node] as usize;
        if !named[root] && all.is_name(node) {
            named[root] = true;
            classes[root] = classes[node];
        }
    }
    spread(classes, roots);
}

fn is_long(all: &Collection<'_>, node: usize) -> bool {
    all.key(node).words > 1 && !lexicon::is_particle(all.keys.first(all.nodes[node].key))
}

fn chains_with_long_names(all: &Collection<'_>, roots: &[u32]) -> Vec<bool> {
    let mut long = vec![false; all.nodes.len()];
    for node in 0..all.nodes.len() {
        if is_long(all, node) {
            long[roots[node] as usize] = true;
        }
    }
    long
}

/// Equal names of several words are one entity, if their classes agree.
fn join_equal_names(all: &Collection<'_>, classes: &[Class], long: &[bool], links: &mut Links) {
    let mut known = vec![NONE; all.keys.rows.len() * 3];
    for node in 0..all.nodes.len() {
        let root = links.root(node);
        // A short key joins here only where nothing longer can speak for it: a place, a nationality.
        let place =
            !long[root] && matches!(classes[root], Class::Place | Class::Norp | Class::Time | Class::Amount);
        if all.is_name(node) && (is_long(all, node) || place) {
            let first = &mut known[by_kind(all.nodes[node].key, classes[root])];
            if *first == NONE {
                *first = node as u32;
            }
            links.join(*first as usize, node, Reason::Exact, 1.0);
        }
    }
}

/// The first node of each full name that has one surname, in order.
struct Surname<'a> {
    text: &'a str,
    nodes: Vec<u32>,
}

/// Full names of one surname, in order of surname and first node.
fn fulls_by_surname<'a>(all: &'a Collection<'_>, classes: &[Class]) -> Vec<Surname<'a>> {
    let mut seen = vec![false; all.keys.rows.len()];
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (node, entry) in all.nodes.iter().enumerate() {
        if matches!(classes[node], Class::Person | Class::Other)
            && !seen[entry.key as usize]
            && is_full(all, node)
        {
            seen[entry.key as usize] = true;
            found.push((all.key(node).surname, node as u32));
        }
    }
    found.sort_unstable();
    let groups = found.chunk_by(|(a, _), (b, _)| a == b);
    let mut groups: Vec<Surname<'a>> = groups
        .map(|group| {
            let nodes: Vec<u32> = group.iter().map(|&(_, node)| node).collect();
            let first = nodes.first().map_or(0, |&node| all.nodes[node as usize].key);
            Surname { text: all.keys.surname(first).unwrap_or(""), nodes }
        })
        .collect();
    groups.sort_by_key(|group| group.text);
    groups
}

/// Spellings of one surname join where the first names agree too.
fn join_transliterations(
    all: &Collection<'_>,
    threads: usize,
    by_surname: &[Surname<'_>],
    links: &mut Links,
) {
    let skeletons: Vec<Option<String>> = parallel(threads, SURNAMES, by_surname, |_, part| {
        let skeletons = part.iter().map(|surname| translit::surname_skeleton(surname.text));
        skeletons.map(|skeleton| skeleton.filter(|skeleton| skeleton.len() >= 4)).collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    // Consonants and number of each surname: spellings of one name stand together.
    let mut buckets: Vec<(String, usize)> = Vec::new();
    for (number, skeleton) in skeletons.iter().enumerate() {
        buckets.extend(skeleton.as_deref().map(|skeleton| (translit::consonants(skeleton), number)));
    }
    buckets.sort_unstable();
    for bucket in buckets.chunk_by(|(a, _), (b, _)| a == b) {
        for (at, &(_, a)) in bucket.iter().enumerate().take(SPELLINGS) {
            for &(_, b) in bucket.iter().skip(at).take(SPELLINGS) {
                let one_name = |a: &Option<String>, b: &Option<String>| {
                    a.as_deref().zip(b.as_deref()).is_some_and(|(a, b)| translit::same_skeletons(a, b))
                };
                let group = |number: usize| by_surname.get(number).map_or(&[][..], |group| &group.nodes);
                if a == b || one_name(&skeletons[a], &skeletons[b]) {
                    join_spellings(all, group(a), group(b), a == b, links);
                }
            }
        }
    }
}

/// Joins full names of two spellings of a surname, or of one surname, whose first names are spellings of one.
/// Within one surname, equal first names and initials have had their turn.
fn join_spellings(all: &Collection<'_>, a: &[u32], b: &[u32], one_surname: bool, links: &mut Links) {
    if one_surname && a.len() < 2 {
        return;
    }
    let agree = |x: &Full<'_>, y: &Full<'_>| {
        if one_surname {
            x.first.len() > 1
                && x.first != y.first
                && x.generation == y.generation
                && translit::same_first_name(x.first, y.first)
        } else {
            first_names_agree(x, y)
        }
    };
    let fulls = |nodes: &[u32]| -> Vec<Full<'_>> {
        nodes.iter().take(SPELLINGS).map(|&node| full(all, node as usize)).collect()
    };
    let (a, b) = (fulls(a), fulls(b));
    for x in &a {
        for y in b.iter().filter(|y| agree(x, y)) {
            links.join(x.node, y.node, Reason::Transliteration, Reason::Transliteration.score());
        }
    }
}

fn first_names_agree(a: &Full<'_>, b: &Full<'_>) -> bool {
    let initial = |short: &str, long: &str| short.len() == 1 && long.starts_with(short);
    a.generation == b.generation
        && (a.first == b.first
            || initial(a.first, b.first)
            || initial(b.first, a.first)
            || translit::same_first_name(a.first, b.first))
}
