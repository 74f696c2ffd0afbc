//! Turns sets of nodes into entities: name, id, label, and who they were kept apart from.

use std::cmp::Reverse;

use copydesk_sdk::parallel;
use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::across::kind;
use crate::class::Class;
use crate::collect::{Collection, Mention, NONE};
use crate::links::Links;
use crate::names::has_capital;
use crate::within::is_full;

/// Entities that one thread works on at a time.
pub(crate) const ENTITIES: usize = 256;

/// Pairs of nodes that look alike and were kept apart.
#[derive(Debug, Default)]
pub(crate) struct Aparts {
    pairs: Vec<(u32, u32, &'static str)>,
}

impl Aparts {
    pub(crate) fn push(&mut self, a: usize, b: usize, reason: &'static str) {
        self.pairs.push((a as u32, b as u32, reason));
    }

    pub(crate) fn append(&mut self, next: Self) {
        self.pairs.extend(next.pairs);
    }
}

/// Lists of numbers, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    ends: Vec<u32>,
    values: Vec<u32>,
}

impl Lists {
    /// Sorts `0..of.len()` into `count` lists by the list that each belongs to; order is kept.
    fn sort(of: impl Iterator<Item = u32> + Clone, count: usize) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for list in of.clone() {
            starts[list as usize + 1] += 1;
        }
        for list in 0..count {
            starts[list + 1] += starts[list];
        }
        let mut values = vec![0; starts.last().copied().unwrap_or(0) as usize];
        for (value, list) in of.enumerate() {
            let at = &mut starts[list as usize];
            values[*at as usize] = value as u32;
            *at += 1;
        }
        // Each start has moved to its list's end.
        starts.pop();
        Self { ends: starts, values }
    }

    /// One of the lists.
    pub(crate) fn get(&self, list: usize) -> &[u32] {
        let start = if list == 0 { 0 } else { self.ends[list - 1] as usize };
        self.values.get(start..self.ends[list] as usize).unwrap_or(&[])
    }
}

/// A mention as its entity's row needs it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spoken {
    pub form: u32,
    pub doc: u32,
    pub start: u32,
    pub end: u32,
    pub score: f32,
    /// Number in [`Collection::labels`].
    pub label: u16,
}

/// The mentions of all entities, those of one side by side, each in order: what is told of an entity is read in one go,
/// whereas its mentions lie all over the collection.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    ends: Vec<u32>,
    rows: Vec<Spoken>,
}

impl Mentions {
    fn of(all: &Collection<'_>, of_node: &[u32], entities: usize) -> Self {
        let mut ends = vec![0_u32; entities + 1];
        for mention in &all.mentions {
            ends[of_node[mention.node as usize] as usize + 1] += 1;
        }
        for entity in 0..entities {
            ends[entity + 1] += ends[entity];
        }
        let mut rows = vec![Spoken::default(); all.mentions.len()];
        for mention in &all.mentions {
            let at = &mut ends[of_node[mention.node as usize] as usize];
            let doc = all.nodes[mention.node as usize].doc;
            let Mention { form, start, end, score, label, .. } = *mention;
            rows[*at as usize] = Spoken { form, doc, start, end, score, label };
            *at += 1;
        }
        // Each start has moved to its entity's end.
        ends.pop();
        Self { ends, rows }
    }

    /// The mentions of an entity.
    pub(crate) fn get(&self, entity: usize) -> &[Spoken] {
        let start = if entity == 0 { 0 } else { self.ends[entity - 1] as usize };
        self.rows.get(start..self.ends[entity] as usize).unwrap_or(&[])
    }
}

/// An entity's id, name and label.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    pub id: String,
    pub label: String,
    /// The form by which it is named.
    pub form: u32,
    /// Number of documents that speak of it.
    pub documents: u32,
}

/// How often a form is used for an entity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    pub form: u32,
    pub documents: u32,
    pub count: u32,
}

/// All entities, in order of first mention.
#[derive(Debug)]
pub(crate) struct Records {
    pub entities: Vec<Entity>,
    /// The entity of every node.
    pub of_node: Vec<u32>,
    /// Nodes of each entity.
    pub nodes: Lists,
    /// Mentions of each entity.
    pub mentions: Mentions,
    /// Joins of each entity.
    pub joins: Lists,
    /// For each entity those that it was kept apart from, and why.
    pub aparts: Vec<Vec<(u32, &'static str)>>,
}

/// Builds the entities.
pub(crate) fn build(
    all: &Collection<'_>,
    threads: usize,
    classes: &[Class],
    links: &mut Links,
    mut aparts: Aparts,
    most_apart: usize,
) -> Records {
    let mut of_node = links.roots();
    let mut firsts: Vec<u32> = Vec::new();
    for node in 0..of_node.len() {
        // A root is its set's first node, so its number is there already when the others come.
        let root = of_node[node] as usize;
        of_node[node] = if root == node {
            firsts.push(node as u32);
            firsts.len() as u32 - 1
        } else {
            of_node[root]
        };
    }
    let nodes = Lists::sort(of_node.iter().copied(), firsts.len());
    let mentions = Mentions::of(all, &of_node, firsts.len());
    let joins = Lists::sort(links.joins.iter().map(|join| of_node[join.a as usize]), firsts.len());
    let drafts = parallel(threads, ENTITIES, &firsts, |first, part| {
        let entity = |(at, &node): (usize, &u32)| {
            draft(all, nodes.get(first + at), mentions.get(first + at), classes[node as usize])
        };
        part.iter().enumerate().map(entity).collect::<Vec<_>>()
    });
    let mut ids = Ids::default();
    let mut entities: Vec<Entity> = drafts.into_iter().flatten().collect();
    for entity in &mut entities {
        entity.id = ids.next(std::mem::take(&mut entity.id));
    }
    add_families(all, &nodes, entities.len(), classes, &mut aparts);
    add_namesakes(all, classes, &mut aparts);
    add_capitals(all, &mut aparts);
    let aparts = sorted_aparts(entities.len(), &aparts, &of_node, most_apart);
    Records { entities, of_node, nodes, mentions, joins, aparts }
}

/// An entity whose id is not settled yet.
fn draft(all: &Collection<'_>, nodes: &[u32], mentions: &[Spoken], class: Class) -> Entity {
    let form = canonical(all, &uses(mentions), class);
    let name = all.forms.get(form as usize).map_or("", |form| &form.shown);
    let mut documents = 0;
    let mut last = NONE;
    for &node in nodes {
        let doc = all.nodes[node as usize].doc;
        documents += u32::from(doc != last);
        last = doc;
    }
    Entity { id: base_id(&fold(name)), label: label(all, mentions, class), form, documents }
}

/// The forms of some mentions, in the order of their numbers.
pub(crate) fn uses(mentions: &[Spoken]) -> Vec<Use> {
    if let [only] = mentions {
        return vec![Use { form: only.form, documents: 1, count: 1 }];
    }
    let mut pairs: Vec<(u32, u32)> = mentions.iter().map(|mention| (mention.form, mention.doc)).collect();
    pairs.sort_unstable();
    let mut uses: Vec<Use> = Vec::new();
    let mut last = NONE;
    for (form, doc) in pairs {
        match uses.last_mut().filter(|last| last.form == form) {
            Some(known) => {
                known.count += 1;
                known.documents += u32::from(doc != last);
            }
            None => uses.push(Use { form, documents: 1, count: 1 }),
        }
        last = doc;
    }
    uses
}

/// The fullest form that is written as a name is: each word with a capital, not all in capitals; of persons first name and
/// surname however they are written.
fn canonical(all: &Collection<'_>, uses: &[Use], class: Class) -> u32 {
    let rank = |used: &Use| {
        let shown = &*all.forms[used.form as usize].shown;
        let words = || shown.split(' ');
        let shouted = shown.len() > 6 && !shown.chars().any(char::is_lowercase);
        let first = words().next().is_some_and(has_capital);
        let last = words().next_back().is_some_and(has_capital);
        let clean = first && last && !shouted && !shown.contains(['"', '“', '”', '«', '»', '(', ')']);
        let long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
        let full = words().filter(long).count();
        // More than five words are rarely a name and often a tagger's slip.
        let full = if full > 5 { 0 } else { full };
        // "Ida" is less of a name than "ida brandt", of which a report has lost the capitals.
        let person = class == Class::Person && full > 1;
        (
            person,
            clean,
            full > 0,
            if class.is_value() { 0 } else { full },
            used.documents,
            used.count,
            Reverse(words().count()),
        )
    };
    if let [only] = uses {
        return only.form;
    }
    let mut best: Option<(u32, _)> = None;
    for used in uses {
        let rank = rank(used);
        if best.as_ref().is_none_or(|(_, known)| rank > *known) {
            best = Some((used.form, rank));
        }
    }
    best.map_or(NONE, |(form, _)| form)
}

/// The label with most weight among those of the entity's class.
fn label(all: &Collection<'_>, mentions: &[Spoken], class: Class) -> String {
    let mut weights: Vec<(&str, f32)> = Vec::new();
    for mention in mentions {
        let label = all.labels[mention.label as usize];
        match weights.iter_mut().find(|(known, _)| *known == label) {
            Some((_, weight)) => *weight += mention.score,
            None => weights.push((label, mention.score)),
        }
    }
    weights.sort_unstable_by_key(|(label, _)| *label);
    let mut best: Option<(&str, f32)> = None;
    for (label, weight) in weights {
        let weight = if Class::of(label) == class { weight + 1000.0 } else { weight };
        if best.is_none_or(|(_, known)| weight > known) {
            best = Some((label, weight));
        }
    }
    let label = match best {
        Some((label, _)) if Class::of(label) == class => label,
        // No mention has the class that the collection settled on: its usual label.
        _ if class == Class::Person => "PERSON",
        _ if class == Class::Org => "ORG",
        _ if class == Class::Place => "GPE",
        Some((label, _)) => label,
        None => "",
    };
    label.to_owned()
}

/// Persons of one surname with different first names.
fn add_families(
    all: &Collection<'_>,
    nodes: &Lists,
    entities: usize,
    classes: &[Class],
    aparts: &mut Aparts,
) {
    // Surname, place in the order of entities, node.
    let mut bearers: Vec<(u32, u32)> = Vec::new();
    let mut seen: Vec<u32> = Vec::new();
    for entity in 0..entities {
        seen.clear();
        for &node in nodes.get(entity).iter().take(50) {
            let at = node as usize;
            let surname = all.key(at).surname;
            if kind(classes[at]) == 0 && is_full(all, at) && !seen.contains(&surname) {
                seen.push(surname);
                bearers.push((surname, node));
            }
        }
    }
    // Stable: bearers of one name stay in the order of entities.
    bearers.sort_by_key(|(surname, _)| *surname);
    let groups = bearers.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
    let mut groups: Vec<(&str, &[(u32, u32)])> = groups
        .map(|group| {
            let key = group.first().map_or(NONE, |&(_, node)| all.nodes[node as usize].key);
            (all.keys.surname(key).unwrap_or(""), group)
        })
        .collect();
    groups.sort_unstable_by_key(|(surname, _)| *surname);
    for (_, group) in groups {
        for (at, &(_, a)) in group.iter().enumerate().take(8) {
            for &(_, b) in group.iter().skip(at + 1).take(8) {
                aparts.push(a as usize, b as usize, "one surname, different first names");
            }
        }
    }
}

/// Organisations and places that bear the name of a place or a person: newspapers of cities, streets of presidents.
fn add_namesakes(all: &Collection<'_>, classes: &[Class], aparts: &mut Aparts) {
    // The first node of a place that is called by each word, and of a person with it as surname.
    let (mut places, mut persons) = (vec![NONE; all.keys.words], vec![NONE; all.keys.words]);
    let named = |node: &usize| all.is_name(*node);
    let set = |first: &mut u32, node: usize| *first = (*first).min(node as u32);
    for node in (0..all.nodes.len()).filter(named) {
        let key = all.key(node);
        match classes[node] {
            Class::Place => set(&mut places[key.word as usize], node),
            Class::Person if is_full(all, node) => set(&mut persons[key.surname as usize], node),
            _ => {}
        }
    }
    let mut seen = vec![false; all.keys.rows.len()];
    for node in (0..all.nodes.len()).filter(named) {
        let (key, number) = (all.key(node), all.nodes[node].key as usize);
        let class = classes[node];
        if !matches!(class, Class::Org | Class::Place) || std::mem::replace(&mut seen[number], true) {
            continue;
        }
        let first = key.first as usize;
        let (place, person) = (places[first], persons[first]);
        if key.words > 1 && class == Class::Org && place != NONE {
            aparts.push(place as usize, node, "an organisation named after a place");
        } else if key.words > 1 && person != NONE {
            aparts.push(person as usize, node, "named after a person, or one of that name");
        } else if key.words == 1 && class == Class::Place && person != NONE {
            aparts.push(person as usize, node, "a person and a place of one name");
        }
    }
}

/// Governments that capitals stand for, and the towns.
fn add_capitals(all: &Collection<'_>, aparts: &mut Aparts) {
    // Key of the government and folded name of the capital; then the first node of each.
    let forms = all.forms.iter().filter(|form| form.class == Class::Government);
    let mut pairs: Vec<(u32, String)> = forms.map(|form| (form.key, fold(&form.text))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    if pairs.is_empty() {
        return;
    }
    let (mut governments, mut towns) = (vec![NONE; pairs.len()], vec![NONE; pairs.len()]);
    for (node, entry) in all.nodes.iter().enumerate().filter(|(node, _)| all.is_name(*node)) {
        for (at, (key, capital)) in pairs.iter().enumerate() {
            if entry.key == *key {
                governments[at] = governments[at].min(node as u32);
            } else if entry.class == Class::Place && all.text(node) == capital {
                towns[at] = towns[at].min(node as u32);
            }
        }
    }
    for (&government, &town) in governments.iter().zip(&towns).filter(|(a, b)| **a != NONE && **b != NONE) {
        aparts.push(town as usize, government as usize, "a capital and the government in it");
    }
}

/// The pairs by entity, each pair once.
fn sorted_aparts(
    entities: usize,
    aparts: &Aparts,
    of_node: &[u32],
    most: usize,
) -> Vec<Vec<(u32, &'static str)>> {
    let mut lists: Vec<Vec<(u32, &'static str)>> = vec![Vec::new(); entities];
    for &(a, b, reason) in &aparts.pairs {
        let (a, b) = (of_node[a as usize], of_node[b as usize]);
        if a == b {
            continue;
        }
        for (from, to) in [(a, b), (b, a)] {
            let list = &mut lists[from as usize];
            if list.len() < most && !list.iter().any(|(known, _)| *known == to) {
                list.push((to, reason));
            }
        }
    }
    lists
}

/// A readable id: `e:ida-brandt`.
fn base_id(folded: &str) -> String {
    let mut slug = String::with_capacity(folded.len() + 4);
    slug.push_str("e:");
    for c in folded.chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if matches!(c, '\'' | '.') {
            // "U.S." and "O'Neill" are one word each.
        } else if slug.len() > 2 && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 62 {
            break;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.len() == 2 {
        slug.push_str("unnamed");
    }
    slug
}

/// Ids that were given: the next entity of a name gets `e:ida-brandt-2`.
#[derive(Debug, Default)]
struct Ids {
    used: FastMap<String, u32>,
}

impl Ids {
    fn next(&mut self, base: String) -> String {
        let Some(count) = self.used.get_mut(&base) else {
            self.used.insert(base.clone(), 1);
            return base;
        };
        *count += 1;
        let mut id = format!("{base}-{count}");
        // A name may itself end in a number.
        while self.used.contains_key(&id) {
            id.push('x');
        }
        self.used.insert(id.clone(), 1);
        id
    }
}
