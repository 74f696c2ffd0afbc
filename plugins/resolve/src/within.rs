//! Who is who inside one document.

use std::ops::Range;

use copydesk_text::hash::{FastMap, FastSet};

use crate::class::Class;
use crate::collect::{Collection, NONE};
use crate::fulls::{Full, join_fulls};
use crate::keys::Sort;
use crate::lexicon;
use crate::links::{Links, Reason};
use crate::names::Generation;
use crate::records::Aparts;

/// Whether a node bears first name and surname.
pub(crate) fn is_full(all: &Collection<'_>, node: usize) -> bool {
    let key = all.key(node);
    key.surname_at > 0
        && match all.nodes[node].class {
            Class::Person => true,
            Class::Other => key.like_person,
            _ => false,
        }
}

/// The full name as [`join_fulls`] wants it.
pub(crate) fn full<'a>(all: &'a Collection<'_>, node: usize) -> Full<'a> {
    let key = all.nodes[node].key;
    // A father is called senior only where there is a son; he is the one without a mark.
    let generation = all.key(node).generation.filter(|generation| *generation == Generation::Junior);
    Full { first: all.keys.first(key), middle: all.keys.middle(key), generation, node }
}

/// Whether the titles of two nodes do not speak of a man and a woman.
pub(crate) fn genders_agree(all: &Collection<'_>, a: usize, b: usize) -> bool {
    let gender = |node: usize| {
        all.titles_of(node).iter().find_map(|&title| all.titles.rows.get(title as usize)?.woman)
    };
    gender(a).is_none_or(|a| gender(b).is_none_or(|b| a == b))
}

/// Whether two nodes share a title that says more than `Mr`.
pub(crate) fn share_title(all: &Collection<'_>, a: usize, b: usize) -> bool {
    let titles =
        |node: usize| all.titles_of(node).iter().filter_map(|&title| all.titles.rows.get(title as usize));
    titles(a).any(|title| titles(b).any(|other| title.says_the_same(other)))
}

/// The words, of those that single-word nodes of these documents have, that mean a place where nobody bears them as a
/// surname.
pub(crate) fn places(all: &Collection<'_>, docs: Range<usize>) -> Vec<u32> {
    let mut found = Vec::new();
    let mut surnames: FastSet<u32> = FastSet::default();
    for doc in docs {
        let place = |node: &usize| all.nodes[*node].class == Class::Place && all.nodes[*node].weight >= 0.5;
        if !all.nodes_of(doc).any(|node| place(&node)) {
            continue;
        }
        surnames.clear();
        surnames
            .extend(all.nodes_of(doc).filter(|&node| is_full(all, node)).map(|node| all.key(node).surname));
        let places = all.nodes_of(doc).filter(place);
        found.extend(
            places.filter(|&node| !surnames.contains(&all.key(node).word)).map(|node| all.nodes[node].key),
        );
    }
    found
}

/// Joins the nodes of one document after the other; its memory is used again for each.
pub(crate) struct Desk<'a, 'c> {
    all: &'a Collection<'c>,
    /// Whether each key means a place somewhere.
    places: &'a [bool],
    /// Surname and node of the document's full names, by surname.
    fulls: Vec<(u32, usize)>,
    /// First word and node of the document's full names, by first word.
    firsts: Vec<(u32, usize)>,
    pub links: Links,
    pub aparts: Aparts,
    /// Document and key of names that mean two things in one document.
    pub divided: Vec<(u32, u32)>,
}

/// The part of a list sorted by its first column that has `key` there.
fn with_key(sorted: &[(u32, usize)], key: u32) -> &[(u32, usize)] {
    let from = sorted.partition_point(|(known, _)| *known < key);
    let rest = sorted.get(from..).unwrap_or(&[]);
    let count = rest.iter().take_while(|(known, _)| *known == key).count();
    rest.get(..count).unwrap_or(&[])
}

impl<'a, 'c> Desk<'a, 'c> {
    /// A desk for some documents.
    pub(crate) fn new(all: &'a Collection<'c>, places: &'a [bool], docs: Range<usize>) -> Self {
        let first = docs.clone().next().map_or(0, |doc| all.nodes_of(doc).start);
        let last = docs.last().map_or(first, |doc| all.nodes_of(doc).end);
        Self {
            all,
            places,
            fulls: Vec::new(),
            firsts: Vec::new(),
            links: Links::new(first..last),
            aparts: Aparts::default(),
            divided: Vec::new(),
        }
    }

    /// Joins the nodes of one document.
    pub(crate) fn join_document(&mut self, doc: usize) {
        let all = self.all;
        self.fulls.clear();
        self.firsts.clear();
        for node in all.nodes_of(doc).filter(|&node| is_full(all, node)) {
            self.fulls.push((all.key(node).surname, node));
            self.firsts.push((all.key(node).first, node));
        }
        self.fulls.sort_unstable();
        self.firsts.sort_unstable();
        self.join_classes(doc);
        self.join_full_names();
        for node in all.nodes_of(doc).filter(|&node| all.is_name(node)) {
            self.join_short(node);
        }
        self.join_organisations(doc);
        self.note_divided(doc);
    }

    fn join_full_names(&mut self) {
        let groups = self.fulls.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
        let mut groups: Vec<&[(u32, usize)]> = groups.collect();
        groups.sort_by_key(|group| group.first().map(|(_, node)| *node));
        for group in groups {
            let fulls: Vec<Full<'_>> = group.iter().map(|&(_, node)| full(self.all, node)).collect();
            join_fulls(&fulls, &mut self.links);
        }
    }

    /// One word under two labels in one document is one thing, unless a person and a place share the name.
    fn join_classes(&mut self, doc: usize) {
        let all = self.all;
        let named = |&node: &usize| all.is_name(node) && !all.nodes[node].class.is_value();
        let nodes = all.nodes_of(doc).filter(named);
        let mut by_key: Vec<(u32, usize)> = nodes.map(|node| (all.nodes[node].key, node)).collect();
        by_key.sort_unstable();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for group in by_key.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1) {
            for (at, &(_, node)) in group.iter().enumerate() {
                pairs.extend(group.iter().take(at).map(|&(_, other)| (node, other)));
            }
        }
        pairs.sort_unstable();
        for (node, other) in pairs {
            let person = [other, node].into_iter().find(|&node| all.nodes[node].class == Class::Person);
            let place = |node: usize| matches!(all.nodes[node].class, Class::Place | Class::Norp);
            let borne = || !with_key(&self.fulls, all.key(node).word).is_empty();
            let strong = person.is_some_and(|person| !all.titles_of(person).is_empty())
                || (self.is_place(node) && borne());
            if person.is_some() && (place(other) || place(node)) && strong {
                self.aparts.push(other, node, "a person and a place of one name");
            } else {
                self.links.join(other, node, Reason::Exact, 1.0);
            }
        }
    }

    fn is_place(&self, node: usize) -> bool {
        self.places.get(self.all.nodes[node].key as usize).copied().unwrap_or(false)
    }

    /// A surname or a first name alone joins the only full name that has it.
    fn join_short(&mut self, node: usize) {
        let all = self.all;
        let (entry, key) = (&all.nodes[node], all.key(node));
        let short = key.words == 1 || lexicon::is_particle(all.keys.first(entry.key));
        let possible = match entry.class {
            Class::Person | Class::Other | Class::Org => true,
            Class::Place => !self.is_place(node),
            Class::Norp | Class::Time | Class::Amount | Class::Government => false,
        };
        if !short || !possible {
            return;
        }
        let titled = !all.titles_of(node).is_empty();
        let reason = |plain| if titled { Reason::TitleAndName } else { plain };
        if !with_key(&self.fulls, key.word).is_empty() {
            let candidates = self.of_surname(node);
            let reason = reason(Reason::SurnameOfFullName);
            match candidates[..] {
                [one] => self.links.join(one, node, reason, reason.score()),
                _ => candidates.iter().take(4).for_each(|&other| {
                    let why = "more than one person of this document has the surname";
                    self.aparts.push(other, node, why);
                }),
            }
            return;
        }
        let person = entry.class == Class::Person || (entry.class == Class::Other && key.proper);
        let fulls = if person { with_key(&self.firsts, key.word) } else { &[] };
        if let Some(&(_, first)) = fulls.first() {
            let root = self.links.root(first);
            if fulls.iter().take(16).all(|&(_, full)| self.links.root(full) == root) {
                let reason = reason(Reason::FirstName);
                self.links.join(first, node, reason, reason.score());
            }
        }
    }

    /// The persons of the document whose surname a node is.
    fn of_surname(&mut self, node: usize) -> Vec<usize> {
        let all = self.all;
        let mut candidates: Vec<usize> = Vec::new();
        let fulls = with_key(&self.fulls, all.key(node).word).iter().map(|&(_, full)| full);
        for full in fulls.take(64).filter(|&full| genders_agree(all, node, full)) {
            let root = self.links.root(full);
            if !candidates.iter().any(|&known| self.links.root(known) == root) {
                candidates.push(full);
            }
        }
        if candidates.len() < 2 {
            return candidates;
        }
        let only = |fits: &dyn Fn(usize) -> bool| {
            let fitting: Vec<usize> = candidates.iter().copied().filter(|&full| fits(full)).collect();
            (fitting.len() == 1).then_some(fitting)
        };
        // "Krag" beside "Sam Krag" and "Sam Krag Jr." is the one without a mark.
        only(&|full| share_title(all, node, full))
            .or_else(|| only(&|full| all.key(full).generation.is_none()))
            .unwrap_or(candidates)
    }

    /// Acronyms, and the first word of a company's name where only one has it.
    fn join_organisations(&mut self, doc: usize) {
        let all = self.all;
        let wanted = |node: &usize| {
            let (key, class) = (all.key(*node), all.nodes[*node].class);
            key.sort == Sort::Name
                && key.words == 1
                && !matches!(class, Class::Person | Class::Time | Class::Amount | Class::Norp)
                && (key.acronym || matches!(class, Class::Org | Class::Other))
        };
        if !all.nodes_of(doc).any(|node| wanted(&node)) {
            return;
        }
        let (mut by_initials, mut by_first, mut by_last) = (Vec::new(), Vec::new(), Vec::new());
        for node in all.nodes_of(doc) {
            let (key, class) = (all.key(node), all.nodes[node].class);
            if key.words < 2 || !matches!(class, Class::Org | Class::Place | Class::Other) {
                continue;
            }
            let initials = key.initials.iter().filter(|&&letters| letters != NONE);
            by_initials.extend(initials.map(|&letters| (letters, node)));
            if class == Class::Org {
                by_first.push((key.first, node));
            }
            if key.team != NONE {
                by_last.push((key.team, node));
            }
        }
        by_initials.sort_unstable();
        by_first.sort_unstable();
        by_last.sort_unstable();
        for node in all.nodes_of(doc).filter(wanted) {
            let (class, key) = (all.nodes[node].class, all.key(node));
            let team = matches!(class, Class::Org | Class::Other) && !key.acronym && !self.is_place(node);
            let (nodes, reason) = if team && !with_key(&by_last, key.word).is_empty() {
                (with_key(&by_last, key.word), Reason::ShortName)
            } else if key.acronym {
                (with_key(&by_initials, key.word), Reason::Acronym)
            } else if class == Class::Org && !lexicon::is_no_person(all.text(node)) {
                (with_key(&by_first, key.word), Reason::ShortName)
            } else {
                continue;
            };
            let Some(&(_, first)) = nodes.first() else { continue };
            let root = self.links.root(first);
            if nodes.iter().take(16).all(|&(_, other)| self.links.root(other) == root) {
                self.links.join(first, node, reason, reason.score());
            }
        }
    }

    /// Names that mean two things in the document, as it showed.
    fn note_divided(&mut self, doc: usize) {
        let all = self.all;
        let mut first: FastMap<u32, usize> = FastMap::default();
        let mut kinds = all.nodes_of(doc).map(|node| all.nodes[node].class);
        let class = kinds.next();
        if kinds.all(|other| Some(other) == class) {
            return;
        }
        for node in all.nodes_of(doc) {
            let root = self.links.root(node);
            if *first.entry(all.nodes[node].key).or_insert(root) != root {
                self.divided.push((doc as u32, all.nodes[node].key));
            }
        }
    }
}
