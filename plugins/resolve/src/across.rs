//! Who is who across documents: names of two words and more by agreement, short ones by what they stand beside.
//!
//! Everything goes through tables keyed by name, surname, acronym or skeleton; no step compares all pairs.

use std::collections::BTreeMap;

use copydesk_text::hash::{FastMap, FastSet};

use crate::collect::Collection;
use crate::context::{Context, Verdict};
use crate::fulls::{Full, join_fulls};
use crate::lexicon;
use crate::links::{Links, Reason};
use crate::names::Class;
use crate::records::Aparts;
use crate::translit;
use crate::within::{full, initials, is_full};

/// Which of the rules that can be switched off are on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub transliteration: bool,
    pub acronyms: bool,
}

/// Marks aliases that are only the first word of a name.
const FIRST_WORD: char = '^';

/// At most this many entities are weighed for one short name.
const CANDIDATES: usize = 24;

/// The class of every chain (named by its root), settled across documents.
pub(crate) fn settle_classes(all: &Collection, links: &mut Links) -> Vec<Class> {
    let count = all.nodes.len();
    let mut weights = vec![[0.0_f32; Class::COUNT]; count];
    let mut long = vec![false; count];
    let mut person = vec![false; count];
    let mut titled = vec![false; count];
    for node in 0..count {
        let root = links.root(node);
        let entry = &all.nodes[node];
        // Other is what a tagger says when it knows nothing better.
        let share = if entry.class == Class::Other { 0.3 } else { 1.0 };
        weights[root][entry.class as usize] += entry.weight * share;
        long[root] |= all.key(node).words > 1;
        person[root] |= entry.class == Class::Person && is_full(all, node);
        titled[root] |= entry.class == Class::Person && !entry.titles.is_empty();
    }
    // What a key mostly is, over the chains in which it is the only name.
    let mut totals: FastMap<u32, ([f32; Class::COUNT], [u32; Class::COUNT])> = FastMap::default();
    for node in 0..count {
        let root = links.root(node);
        if !long[root] || all.key(node).words > 1 {
            let class = all.nodes[node].class as usize;
            let (weight, documents) = totals.entry(all.nodes[node].key).or_default();
            weight[class] += all.nodes[node].weight * if class == Class::Other as usize { 0.3 } else { 1.0 };
            documents[class] += 1;
        }
    }
    let divided = divided(all, links);
    let mut classes: Vec<Class> = all.nodes.iter().map(|node| node.class).collect();
    for node in 0..count {
        if links.root(node) != node {
            continue;
        }
        let own = heaviest(&weights[node]);
        let Some((weight, documents)) = totals.get(&all.nodes[node].key) else {
            classes[node] = own;
            continue;
        };
        let common = heaviest(weight);
        let share = weight[own as usize] / weight.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        let strong = own == Class::Time
            || common == Class::Time
            || titled[node]
            || divided.contains(&(all.nodes[node].doc, all.nodes[node].key))
            || (documents[own as usize] >= 2 && share >= 0.3 && own != Class::Other);
        classes[node] = if person[node] && !long_org(all, node) {
            Class::Person
        } else if strong {
            own
        } else {
            common
        };
    }
    classes
}

/// Names that mean two things in one document, as that document showed.
fn divided(all: &Collection, links: &mut Links) -> FastSet<(u32, u32)> {
    let mut first: FastMap<(u32, u32), usize> = FastMap::default();
    let mut found = FastSet::default();
    for node in 0..all.nodes.len() {
        let id = (all.nodes[node].doc, all.nodes[node].key);
        let root = links.root(node);
        if *first.entry(id).or_insert(root) != root {
            found.insert(id);
        }
    }
    found
}

fn long_org(all: &Collection, node: usize) -> bool {
    let key = all.key(node);
    key.words > 1 && !key.like_person
}

/// The class with most weight; the first of equals.
fn heaviest(weights: &[f32; Class::COUNT]) -> Class {
    let classes = [Class::Person, Class::Org, Class::Place, Class::Norp, Class::Time, Class::Other];
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
        Class::Time => 2,
        _ => 1,
    }
}

/// Joins chains across documents.
pub(crate) fn join(all: &Collection, rules: Rules, links: &mut Links, aparts: &mut Aparts) -> Vec<Class> {
    let mut classes = settle_classes(all, links);
    let mut long = chains_with_long_names(all, links);
    join_equal_names(all, &classes, &long, links);
    spread(&mut classes, links);
    join_surnames(all, &classes, links);
    if rules.transliteration {
        join_transliterations(all, &classes, links);
    }
    spread(&mut classes, links);
    for node in 0..all.nodes.len() {
        if long[node] {
            let root = links.root(node);
            long[root] = true;
        }
    }
    ShortNames::new(all, &classes, &long, rules, links).join(links, aparts);
    spread(&mut classes, links);
    classes
}

/// After joins the root of a set speaks for its class.
fn spread(classes: &mut [Class], links: &mut Links) {
    for node in 0..classes.len() {
        let root = links.root(node);
        classes[node] = classes[root];
    }
}

fn chains_with_long_names(all: &Collection, links: &mut Links) -> Vec<bool> {
    let mut long = vec![false; all.nodes.len()];
    for node in 0..all.nodes.len() {
        let key = all.key(node);
        if key.words > 1 && !lexicon::is_particle(key.first()) {
            let root = links.root(node);
            long[root] = true;
        }
    }
    long
}

/// Equal names of several words are one entity, if their classes agree.
fn join_equal_names(all: &Collection, classes: &[Class], long: &[bool], links: &mut Links) {
    let mut known: FastMap<(u32, u8), usize> = FastMap::default();
    for node in 0..all.nodes.len() {
        let root = links.root(node);
        let long_key = all.key(node).words > 1 && !lexicon::is_particle(all.key(node).first());
        // A short key joins here only where nothing longer can speak for it: a place, a nationality.
        let place = !long[root] && matches!(classes[root], Class::Place | Class::Norp | Class::Time);
        if long_key || place {
            let first = *known.entry((all.nodes[node].key, kind(classes[root]))).or_insert(node);
            links.join(first, node, Reason::Exact, 1.0);
        }
    }
}

/// Full names of one surname, in order of surname and first node.
fn fulls_by_surname<'a>(
    all: &'a Collection,
    classes: &[Class],
    links: &mut Links,
) -> BTreeMap<&'a str, Vec<Full<'a>>> {
    let mut found: BTreeMap<&str, Vec<Full<'_>>> = BTreeMap::new();
    let mut seen: FastSet<u32> = FastSet::default();
    for node in 0..all.nodes.len() {
        let root = links.root(node);
        let person = matches!(classes[root], Class::Person | Class::Other);
        if person
            && is_full(all, node)
            && seen.insert(all.nodes[node].key)
            && let Some(surname) = all.key(node).surname()
        {
            found.entry(surname).or_default().push(full(all, node));
        }
    }
    found
}

fn join_surnames(all: &Collection, classes: &[Class], links: &mut Links) {
    for fulls in fulls_by_surname(all, classes, links).values() {
        join_fulls(fulls, links);
    }
}

/// Spellings of one surname join where the first names agree too.
fn join_transliterations(all: &Collection, classes: &[Class], links: &mut Links) {
    let by_surname = fulls_by_surname(all, classes, links);
    let mut buckets: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for &surname in by_surname.keys() {
        if let Some(skeleton) = translit::skeleton(surname).filter(|skeleton| skeleton.len() >= 4) {
            buckets.entry(translit::consonants(&skeleton)).or_default().push(surname);
        }
    }
    for surnames in buckets.values() {
        for (at, a) in surnames.iter().enumerate().take(40) {
            for b in surnames.iter().skip(at).take(40).filter(|b| a == *b || translit::same_name(a, b)) {
                join_spellings(&by_surname[a], &by_surname[b], a == b, links);
            }
        }
    }
}

/// Joins full names of two spellings of a surname, or of one surname, whose first names are spellings of one.
/// Within one surname, equal first names and initials have had their turn.
fn join_spellings(a: &[Full<'_>], b: &[Full<'_>], one_surname: bool, links: &mut Links) {
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
    for x in a.iter().take(40) {
        for y in b.iter().take(40).filter(|y| agree(x, y)) {
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

/// Short names that stand alone in their document, and what they may stand for.
struct ShortNames<'a> {
    all: &'a Collection,
    classes: &'a [Class],
    long: &'a [bool],
    /// Surname, acronym or short name to the first nodes of the entities that have it.
    by_alias: FastMap<String, Vec<usize>>,
    /// Skeleton of a surname to surnames.
    by_skeleton: FastMap<String, Vec<&'a str>>,
    context: Context<'a>,
}

impl<'a> ShortNames<'a> {
    fn new(
        all: &'a Collection,
        classes: &'a [Class],
        long: &'a [bool],
        rules: Rules,
        links: &mut Links,
    ) -> Self {
        let mut names = Self {
            all,
            classes,
            long,
            by_alias: FastMap::default(),
            by_skeleton: FastMap::default(),
            context: Context::new(all, links),
        };
        for node in 0..all.nodes.len() {
            let root = links.root(node);
            if !long[root] {
                continue;
            }
            let key = all.key(node);
            let person = matches!(classes[root], Class::Person | Class::Other) && is_full(all, node);
            if let Some(surname) = key.surname().filter(|_| person) {
                names.add(surname.to_owned(), root);
                if rules.transliteration
                    && let Some(skeleton) = translit::skeleton(surname).filter(|skeleton| skeleton.len() >= 4)
                {
                    let spelled = names.by_skeleton.entry(translit::consonants(&skeleton)).or_default();
                    if spelled.len() < CANDIDATES && !spelled.contains(&surname) {
                        spelled.push(surname);
                    }
                }
            } else if kind(classes[root]) == 1 && key.words > 1 && rules.acronyms {
                for initials in initials(&key.text) {
                    names.add(initials, root);
                }
                // "Vestnik" for "Vestnik Agency", if nothing speaks against it.
                if classes[root] == Class::Org && !lexicon::is_no_person(key.first()) {
                    names.add(format!("{FIRST_WORD}{}", key.first()), root);
                }
            } else if kind(classes[root]) == 1 && key.words == 1 {
                names.add(key.text.clone(), root);
            }
        }
        names
    }

    fn add(&mut self, alias: String, root: usize) {
        let roots = self.by_alias.entry(alias).or_default();
        if roots.len() < CANDIDATES && !roots.contains(&root) {
            roots.push(root);
        }
    }

    fn join(&mut self, links: &mut Links, aparts: &mut Aparts) {
        // Short names that found nothing join their like: (key, kind) to the first node.
        let mut pool: FastMap<(u32, u8), usize> = FastMap::default();
        let shorts: Vec<usize> =
            (0..self.all.nodes.len()).filter(|&node| links.root(node) == node && !self.long[node]).collect();
        for node in shorts {
            match self.decide(node, links) {
                Verdict::Joins(target, reason, score) => links.join(target, node, reason, score),
                Verdict::Ambiguous(others) => {
                    for other in others.into_iter().take(4) {
                        aparts.push(
                            other,
                            node,
                            "more than one entity has the name, and the document does not say which",
                        );
                    }
                }
                Verdict::Alone(against) => {
                    if let Some(other) = against {
                        aparts.push(other, node, "the documents have nothing else in common");
                    }
                    let first =
                        *pool.entry((self.all.nodes[node].key, kind(self.classes[node]))).or_insert(node);
                    links.join(first, node, Reason::Exact, 1.0);
                }
            }
        }
    }

    fn decide(&mut self, node: usize, links: &mut Links) -> Verdict {
        let class = self.classes[node];
        let key = self.all.key(node);
        let roots = self.candidates(&key.text, class, key.acronym, links);
        if !roots.is_empty() {
            let person = matches!(class, Class::Person | Class::Other);
            let titled = !self.all.nodes[node].titles.is_empty();
            let reason = match (person && !key.acronym, titled) {
                (true, true) => Reason::TitleAndName,
                (true, false) => Reason::SurnameOfFullName,
                (false, _) if key.acronym => Reason::Acronym,
                (false, _) => Reason::ShortName,
            };
            return self.context.weigh(node, &roots, reason, false);
        }
        if class == Class::Org {
            let roots = self.candidates(&format!("{FIRST_WORD}{}", key.text), class, false, links);
            let verdict = self.context.weigh(node, &roots, Reason::ShortName, true);
            // More than one such name says nothing; the short one then stands for itself.
            return if matches!(verdict, Verdict::Joins(..)) { verdict } else { Verdict::Alone(None) };
        }
        if class != Class::Person {
            return Verdict::Alone(None);
        }
        let Some(skeleton) = translit::skeleton(&key.text) else { return Verdict::Alone(None) };
        let spelled = self.by_skeleton.get(&translit::consonants(&skeleton)).cloned().unwrap_or_default();
        let mut roots = Vec::new();
        for surname in spelled.into_iter().filter(|surname| translit::same_name(surname, &key.text)) {
            roots.extend(self.candidates(surname, class, false, links));
        }
        roots.sort_unstable();
        roots.dedup();
        if roots.is_empty() {
            return Verdict::Alone(None);
        }
        // Two spellings and no first name: the documents must have something else in common.
        self.context.weigh(node, &roots, Reason::Transliteration, true)
    }

    fn candidates(&self, alias: &str, class: Class, acronym: bool, links: &mut Links) -> Vec<usize> {
        let (mut targets, mut roots): (Vec<usize>, Vec<usize>) = Default::default();
        for &target in self.by_alias.get(alias).into_iter().flatten() {
            let theirs = self.classes[target];
            let fits = match class {
                Class::Person => matches!(theirs, Class::Person | Class::Other),
                Class::Other => theirs != Class::Time && (acronym || theirs != Class::Org),
                Class::Org => kind(theirs) == 1,
                Class::Place => theirs == Class::Place,
                Class::Norp | Class::Time => false,
            };
            // A name that has the acronym's letters proves nothing about a word that is no acronym.
            let spelled = acronym || kind(theirs) != 1 || class == Class::Org || class == Class::Other;
            let root = links.root(target);
            if fits && spelled && !roots.contains(&root) {
                roots.push(root);
                targets.push(target);
            }
        }
        targets
    }
}
