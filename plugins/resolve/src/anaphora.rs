//! Words that stand in for names inside one document: pronouns, "the senator", "the company".
//!
//! Rules in the manner of Hobbs (1978) and of the sieve of Lee et al. (2013), as far as they go without a parser: a
//! pronoun is the first fitting mention of its own sentence, else of the last sentence that has one; a role is the
//! person whom the reports give it to; a definite role or body is the one named most, or last.

use std::iter::{Enumerate, Skip, Take};
use std::slice::Iter;

use copydesk_sdk::{Docs, parallel};
use copydesk_text::hash::{FastMap, FastSet};
use copydesk_text::words::fold;

use crate::class::Sense;
use crate::collect::{Collection, DOCUMENTS};
use crate::delayed;
use crate::keys::Sort;
use crate::links::{Join, Links, Reason};
use crate::nouns;
use crate::spots::{Determiner, Page, Spot};

/// So many mentions before a pronoun are looked at: long lists of mentions must not take the square of their length.
const WINDOW: usize = 300;

/// So many persons of a document, those named most, are asked whether they bear a role.
const PERSONS: usize = 64;

/// So many mentions on either side of one are looked at for what stands beside it.
const BESIDE: usize = 40;

/// Which entities (by root) the reports give each role to.
type Roles = FastMap<String, FastSet<u32>>;

/// Joins pronouns and descriptions to what they stand for in their document.
pub(crate) fn join(docs: &Docs<'_>, all: &Collection<'_>, links: &mut Links) {
    let stands_in = |node: usize| matches!(all.key(node).sort, Sort::Description | Sort::Pronoun);
    let wanted: Vec<usize> = (0..all.documents()).filter(|&doc| all.nodes_of(doc).any(stands_in)).collect();
    if wanted.is_empty() {
        return;
    }
    let roots = links.roots();
    let threads = docs.threads();
    let read = parallel(threads, DOCUMENTS, &wanted, |_, part| {
        let pages = part.iter().filter_map(|&doc| docs.get(doc)).map(|doc| Page::read(doc, all));
        let pages: Vec<Page<'_>> = pages.collect();
        let found: Vec<(String, u32)> =
            pages.iter().flat_map(|page| Desk::new(page, &roots).roles()).collect();
        (pages, found)
    });
    let mut roles = titles(all, &roots);
    let mut pages = Vec::new();
    for (part, found) in read {
        for (role, root) in found {
            roles.entry(role).or_default().insert(root);
        }
        pages.push(part);
    }
    let joins = parallel(threads, 1, &pages, |_, part| {
        let pages = part.iter().flatten();
        pages.flat_map(|page| Desk::new(page, &roots).resolve(&roles)).collect::<Vec<Join>>()
    });
    for join in joins.into_iter().flatten() {
        links.join(join.a as usize, join.b as usize, join.reason, join.score);
    }
}

/// The roles among the titles of all names.
fn titles(all: &Collection<'_>, roots: &[u32]) -> Roles {
    let mut roles = Roles::default();
    for (node, &root) in roots.iter().enumerate() {
        for &title in all.titles_of(node) {
            let Some(title) = all.titles.rows.get(title as usize) else { continue };
            let words = title.text.split(' ').take_while(|word| !nouns::ends_noun(word));
            for role in words.map(|word| nouns::singular(&fold(word.trim_end_matches('.')))) {
                if nouns::is_role(&role) {
                    roles.entry(role).or_default().insert(root);
                }
            }
        }
    }
    roles
}

/// Pronouns that "he" and "she" never stand for.
fn speaks_for_others(pronoun: &str) -> bool {
    matches!(
        pronoun,
        "we" | "our" | "they" | "them" | "their" | "you" | "your" | "it" | "its" | "i" | "me" | "my"
    )
}

/// One document while its words find what they stand for.
struct Desk<'p> {
    page: &'p Page<'p>,
    /// The entity of each mention, as far as it is known.
    of: Vec<u32>,
    /// Whether an entity is a woman, as far as its words tell.
    women: FastMap<u32, bool>,
    /// Entities that are no persons, whatever their label says.
    bodies: FastSet<u32>,
    joins: Vec<Join>,
}

impl<'p> Desk<'p> {
    fn new(page: &'p Page<'p>, roots: &[u32]) -> Self {
        let of = page.spots.iter().map(|spot| roots[spot.node as usize]).collect();
        Self { page, of, women: FastMap::default(), bodies: FastSet::default(), joins: Vec::new() }
    }

    fn spots(&self) -> Enumerate<Iter<'p, Spot>> {
        self.page.spots.iter().enumerate()
    }

    /// The mentions before one, the last [`WINDOW`] of them.
    fn earlier(&self, at: usize) -> Skip<Take<Enumerate<Iter<'p, Spot>>>> {
        self.spots().take(at).skip(at.saturating_sub(WINDOW))
    }

    /// The mentions around one.
    fn around(&self, at: usize) -> Skip<Take<Enumerate<Iter<'p, Spot>>>> {
        self.spots().take(at + BESIDE).skip(at.saturating_sub(BESIDE))
    }

    /// The roles that stand beside names: "actress Ida Brandt", "Ole Krag, the harbour chief".
    fn roles(self) -> Vec<(String, u32)> {
        let mut found = Vec::new();
        let role = |token: usize| {
            let word = nouns::singular(&self.page.word(token));
            nouns::is_role(&word).then_some(word)
        };
        for (at, name) in self.spots() {
            if name.sort != Sort::Name || name.sense != Sense::Human {
                continue;
            }
            let inside = (name.start..name.end.saturating_sub(1)).filter_map(role);
            let mut before = name.start.checked_sub(1);
            if before.is_some_and(|token| self.page.word(token) == ",") {
                before = before.and_then(|token| token.checked_sub(1));
            }
            let after = self.role_after(at, name);
            let beside = inside.chain(before.and_then(role)).chain(after);
            found.extend(beside.map(|role| (role, self.of[at])));
        }
        for (at, other) in self.appositions() {
            found.push((self.page.spots[at].head.clone(), self.of[other]));
        }
        found
    }

    /// The role that is said after a name.
    fn role_after(&self, at: usize, name: &Spot) -> Option<String> {
        if !matches!(self.page.word(name.end).as_str(), "," | "is" | "was" | "as" | "-") {
            return None;
        }
        for token in name.end + 1..name.end + 6 {
            let word = self.page.word(token);
            let role = nouns::singular(&word);
            if nouns::is_role(&role) {
                return Some(role);
            }
            let named = |spot: &Spot| spot.sort == Sort::Name && (spot.start..spot.end).contains(&token);
            if matches!(word.as_str(), "," | "." | "")
                || nouns::ends_noun(&word)
                || self.around(at).any(|(_, spot)| named(spot))
            {
                return None;
            }
        }
        None
    }

    /// Descriptions that stand directly beside a name and say who it is, with that name.
    fn appositions(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (at, told) in self.spots() {
            if told.sort != Sort::Description
                || told.plural
                || !matches!(told.sense, Sense::Human | Sense::Org)
            {
                continue;
            }
            // The last one wins nothing over the first: the nearest name stands first.
            let near = self.around(at).filter(|(_, name)| {
                name.sort == Sort::Name && name.sentence == told.sentence && name.sense == told.sense
            });
            let beside = |(_, name): &(usize, &Spot)| {
                let comma = |token: usize| self.page.word(token) == ",";
                name.start == told.end
                    || (name.start == told.end + 1 && comma(told.end))
                    || (told.start <= name.start && told.end == name.end)
                    || (told.start > name.end
                        && told.start <= name.end + 4
                        && comma(name.end)
                        && (name.end + 1..told.start).all(|token| self.is_small(token)))
            };
            found.extend(near.filter(beside).map(|(name, _)| (at, name)).next());
        }
        found
    }

    fn is_small(&self, token: usize) -> bool {
        let word = self.page.word(token);
        nouns::is_determiner(&word)
            || matches!(word.as_str(), "former" | "then" | ",")
            || word.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Finds what every word stands for.
    fn resolve(mut self, roles: &Roles) -> Vec<Join> {
        let mut done = vec![false; self.of.len()];
        for (at, name) in self.appositions() {
            done[at] = true;
            self.join(at, name, Reason::Apposition);
        }
        for told in delayed::find(self.page, &self.of) {
            if !done[told.description] {
                done[told.description] = true;
                self.join(told.description, told.name, told.reason);
            }
        }
        self.resolve_descriptions(roles, &done);
        for (at, spot) in self.spots().filter(|(_, spot)| spot.sort != Sort::Pronoun) {
            if let Some(woman) = spot.woman {
                self.women.entry(self.of[at]).or_insert(woman);
            }
        }
        let body = |(_, spot): &(usize, &Spot)| {
            spot.sort == Sort::Name && (spot.body || self.page.is_team(spot)) && spot.woman.is_none()
        };
        self.bodies = self.spots().filter(body).map(|(at, _)| self.of[at]).collect();
        for (at, _) in self.spots().filter(|(_, spot)| spot.sort == Sort::Pronoun) {
            self.resolve_pronoun(at);
        }
        self.joins
    }

    fn join(&mut self, at: usize, other: usize, reason: Reason) {
        let (a, b) = (self.page.spots[other].node, self.page.spots[at].node);
        if a != b {
            self.of[at] = self.of[other];
            self.joins.push(Join { a, b, reason, score: reason.score() });
        }
    }

    fn resolve_descriptions(&mut self, roles: &Roles, done: &[bool]) {
        let persons = self.persons();
        let mut women: FastMap<u32, bool> = FastMap::default();
        for (at, spot) in self.spots().filter(|(_, spot)| spot.sort == Sort::Name) {
            if let Some(woman) = spot.woman {
                women.entry(self.of[at]).or_insert(woman);
            }
        }
        for (at, spot) in self.spots() {
            let described = spot.sort == Sort::Description && !spot.plural && !done[at];
            if !described || !matches!(spot.sense, Sense::Human | Sense::Org) {
                continue;
            }
            if nouns::is_body(&spot.head)
                && spot.determiner == Determiner::The
                && let Some(body) = self.body_before(at)
            {
                self.join(at, body, Reason::Description);
                continue;
            }
            // "Her lawyer" is the one whom the reports name as a lawyer, where that is a single one.
            let owned = spot.determiner == Determiner::Owner;
            if spot.sense != Sense::Human
                || owned && roles.get(&spot.head).is_none_or(|known| known.len() != 1)
            {
                continue;
            }
            let has_role = |entity: u32| roles.get(&spot.head).is_some_and(|known| known.contains(&entity));
            if let Some(&(_, _, person)) = persons.iter().find(|(entity, _, _)| has_role(*entity)) {
                self.join(at, person, Reason::Role);
            } else if spot.determiner == Determiner::The && nouns::is_role(&spot.head) {
                let fits = |entity: &u32| {
                    spot.woman.is_none_or(|woman| women.get(entity).is_none_or(|w| *w == woman))
                };
                let mut fitting = persons.iter().filter(|(entity, _, _)| fits(entity));
                if let Some(&(_, count, person)) = fitting.next()
                    && fitting.next().is_none_or(|(_, second, _)| *second < count)
                {
                    self.join(at, person, Reason::Description);
                }
            }
        }
    }

    /// The persons whom the document names most, with how often and where first.
    fn persons(&self) -> Vec<(u32, usize, usize)> {
        let mut places: FastMap<u32, usize> = FastMap::default();
        let mut persons: Vec<(u32, usize, usize)> = Vec::new();
        let named = |(_, spot): &(usize, &Spot)| spot.sort == Sort::Name && spot.sense == Sense::Human;
        for (at, _) in self.spots().filter(named) {
            let place = *places.entry(self.of[at]).or_insert(persons.len());
            match persons.get_mut(place) {
                Some((_, count, _)) => *count += 1,
                None => persons.push((self.of[at], 1, at)),
            }
        }
        persons.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
        persons.truncate(PERSONS);
        persons
    }

    /// The company or the like that "the company" is: the last one named, else the one named most.
    fn body_before(&self, at: usize) -> Option<usize> {
        let spot = &self.page.spots[at];
        let same = |(_, name): &(usize, &Spot)| name.sort == Sort::Name && name.sense == spot.sense;
        let earlier = |(_, name): &(usize, &Spot)| (name.sentence, name.start) < (spot.sentence, spot.start);
        self.earlier(at).filter(same).filter(earlier).map(|(other, _)| other).next_back().or_else(|| {
            let mut counts: Vec<(u32, usize, usize)> = Vec::new();
            for (other, _) in self.spots().take(WINDOW).filter(same) {
                match counts.iter_mut().find(|(entity, _, _)| *entity == self.of[other]) {
                    Some((_, count, _)) => *count += 1,
                    None => counts.push((self.of[other], 1, other)),
                }
            }
            counts.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
            counts.first().map(|(_, _, other)| *other)
        })
    }

    fn resolve_pronoun(&mut self, at: usize) {
        let spot = &self.page.spots[at];
        let found = match spot.head.as_str() {
            "who" | "whom" | "whose" | "which" | "that" | "where" => self.relative(at),
            "there" => self.first_or_last(at, |told| told.sense == Sense::Place),
            "he" | "him" | "his" | "himself" => self.person(at, false),
            "she" | "her" | "hers" | "herself" => self.person(at, true),
            "it" | "its" | "itself" => self.thing(at),
            "they" | "them" | "their" | "themselves" => self.group(at),
            "i" | "me" | "my" | "myself" => self.same_speaker(at),
            word => self
                .earlier(at)
                .find(|(_, other)| other.sort == Sort::Pronoun && other.head == word)
                .map(|(at, _)| at),
        };
        if let Some(other) = found {
            self.join(at, other, Reason::Pronoun);
        }
    }

    /// "Who" and "which" belong to the mention that ends directly before them.
    fn relative(&self, at: usize) -> Option<usize> {
        let spot = &self.page.spots[at];
        let person = matches!(spot.head.as_str(), "who" | "whom" | "whose");
        let far = if spot.head == "that" { 2 } else { 3 };
        let near = self.earlier(at).filter(|(_, other)| {
            other.sentence == spot.sentence
                && other.before(spot)
                && spot.start - other.end <= far
                && if person { other.sense == Sense::Human } else { other.sense != Sense::Value }
        });
        // The last of those that end last.
        let (found, name) = near.max_by_key(|(at, other)| (other.end, *at))?;
        if spot.head != "that" || name.sort != Sort::Name {
            return Some(found);
        }
        // Names take no "that": in "a flaw in Wid that" it is the flaw.
        let joined = |other: &Spot| {
            other.sentence == name.sentence
                && other.end < name.start
                && name.start - other.end <= 3
                && nouns::ends_noun(&self.page.word(other.end))
        };
        self.earlier(found).filter(|(_, other)| joined(other)).map(|(at, _)| at).next_back().or(Some(found))
    }

    /// The first candidate of the pronoun's sentence, else the first of the last sentence that has one.
    fn first_of_nearest(&self, at: usize, fits: impl Fn(usize, &Spot) -> bool) -> Option<usize> {
        let spot = &self.page.spots[at];
        let fitting = || self.earlier(at).filter(|(other, told)| told.before(spot) && fits(*other, told));
        let sentence = fitting().map(|(_, told)| told.sentence).max()?;
        fitting().find(|(_, told)| told.sentence == sentence).map(|(other, _)| other)
    }

    /// The first candidate of the pronoun's sentence, else the last one.
    fn first_or_last(&self, at: usize, fits: impl Fn(&Spot) -> bool) -> Option<usize> {
        let spot = &self.page.spots[at];
        let fitting = || self.earlier(at).filter(|(_, told)| told.before(spot) && fits(told));
        let here = fitting().find(|(_, told)| told.sentence == spot.sentence);
        here.or_else(|| fitting().next_back()).map(|(other, _)| other)
    }

    fn person(&mut self, at: usize, woman: bool) -> Option<usize> {
        let fits = |other: usize, told: &Spot| {
            let known = self.women.get(&self.of[other]);
            told.sense == Sense::Human
                && !told.plural
                && known.is_none_or(|known| *known == woman)
                && !(told.sort == Sort::Pronoun && speaks_for_others(&told.head))
        };
        let found = self
            .first_of_nearest(at, |other, told| fits(other, told) && !self.bodies.contains(&self.of[other]))
            .or_else(|| self.first_of_nearest(at, fits))?;
        self.women.entry(self.of[found]).or_insert(woman);
        Some(found)
    }

    fn thing(&self, at: usize) -> Option<usize> {
        let spot = &self.page.spots[at];
        let near = |told: &Spot| told.sentence + 1 >= spot.sentence;
        let fits = |told: &Spot| {
            near(told)
                && match told.sort {
                    Sort::Pronoun => matches!(told.head.as_str(), "it" | "its"),
                    _ => {
                        let thing = matches!(told.sense, Sense::Thing | Sense::Org | Sense::Place);
                        (thing && !told.plural)
                            || (told.sense == Sense::Human && told.sort == Sort::Name && told.body)
                    }
                }
        };
        self.first_or_last(at, fits).or_else(|| {
            self.first_of_nearest(at, |_, told| {
                near(told) && told.sort != Sort::Pronoun && !told.plural && told.sense != Sense::Value
            })
        })
    }

    fn group(&self, at: usize) -> Option<usize> {
        let spot = &self.page.spots[at];
        let fits = |told: &Spot| {
            let many = told.plural
                || matches!(told.head.as_str(), "they" | "them" | "their")
                || told.sense == Sense::Org
                || (told.sense == Sense::Human && told.body);
            many && !matches!(told.sense, Sense::Value | Sense::Place)
        };
        self.first_or_last(at, fits).or_else(|| {
            self.first_of_nearest(at, |_, told| {
                told.sentence + 1 >= spot.sentence
                    && told.sort != Sort::Pronoun
                    && !matches!(told.sense, Sense::Value | Sense::Place)
            })
        })
    }

    /// "I" and "me" are the first such word of the document.
    fn same_speaker(&self, at: usize) -> Option<usize> {
        let speaks = |told: &Spot| {
            told.sort == Sort::Pronoun && matches!(told.head.as_str(), "i" | "me" | "my" | "myself")
        };
        self.earlier(at).find(|(_, told)| speaks(told)).map(|(other, _)| other)
    }
}
