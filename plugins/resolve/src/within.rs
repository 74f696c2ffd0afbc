//! Who is who inside one document.

use copydesk_text::hash::{FastMap, FastSet};
use copydesk_text::words::fold;

use crate::collect::{Collection, Node};
use crate::fulls::{Full, join_fulls};
use crate::lexicon;
use crate::links::{Links, Reason};
use crate::names::Class;
use crate::records::Aparts;

/// Whether a node bears first name and surname.
pub(crate) fn is_full(all: &Collection, node: usize) -> bool {
    let key = all.key(node);
    key.surname_at > 0
        && match all.nodes[node].class {
            Class::Person => true,
            Class::Other => key.like_person,
            _ => false,
        }
}

/// The full name as [`join_fulls`] wants it.
pub(crate) fn full(all: &Collection, node: usize) -> Full<'_> {
    let key = all.key(node);
    Full { first: key.first(), middle: key.middle(), generation: key.generation.as_deref(), node }
}

/// Single words that mean a place in documents where nobody bears them as a surname.
pub(crate) fn places(all: &Collection) -> FastSet<u32> {
    let mut found = FastSet::default();
    for doc in 0..all.documents() {
        let surnames: FastSet<&str> = all
            .nodes_of(doc)
            .filter(|&node| is_full(all, node))
            .filter_map(|node| all.key(node).surname())
            .collect();
        for node in all.nodes_of(doc) {
            let entry = &all.nodes[node];
            if entry.class == Class::Place
                && entry.weight >= 0.5
                && !surnames.contains(all.key(node).text.as_str())
            {
                found.insert(entry.key);
            }
        }
    }
    found
}

/// Joins the nodes of one document.
pub(crate) fn join_document(
    all: &Collection,
    doc: usize,
    places: &FastSet<u32>,
    links: &mut Links,
    aparts: &mut Aparts,
) {
    let mut by_surname: FastMap<&str, Vec<Full<'_>>> = FastMap::default();
    let mut by_first: FastMap<&str, Vec<usize>> = FastMap::default();
    let mut surnames: Vec<&str> = Vec::new();
    for node in all.nodes_of(doc).filter(|&node| is_full(all, node)) {
        let Some(surname) = all.key(node).surname() else { continue };
        let fulls = by_surname.entry(surname).or_insert_with(|| {
            surnames.push(surname);
            Vec::new()
        });
        fulls.push(full(all, node));
        by_first.entry(all.key(node).first()).or_default().push(node);
    }
    join_classes(all, doc, &by_surname, places, links, aparts);
    for surname in surnames {
        join_fulls(&by_surname[surname], links);
    }
    for node in all.nodes_of(doc) {
        join_short(all, node, &by_surname, &by_first, places, links, aparts);
    }
    join_organisations(all, doc, links);
    join_pronouns(all, doc, links);
}

/// "He" is the only person that the document names, where there is only one.
fn join_pronouns(all: &Collection, doc: usize, links: &mut Links) {
    let mut only: Option<usize> = None;
    for node in all.nodes_of(doc) {
        let person = is_full(all, node) || all.nodes[node].class == Class::Person;
        if person && !lexicon::is_pronoun(&all.key(node).text) {
            match only {
                Some(known) if links.root(known) != links.root(node) => return,
                _ => only = Some(node),
            }
        }
    }
    let Some(only) = only else { return };
    for node in all.nodes_of(doc) {
        if lexicon::is_personal_pronoun(&all.key(node).text) {
            links.join(only, node, Reason::OnlyPerson, Reason::OnlyPerson.score());
        }
    }
}

/// One word under two labels in one document is one thing, unless a person and a place share the name.
fn join_classes(
    all: &Collection,
    doc: usize,
    by_surname: &FastMap<&str, Vec<Full<'_>>>,
    places: &FastSet<u32>,
    links: &mut Links,
    aparts: &mut Aparts,
) {
    let mut first: FastMap<u32, Vec<usize>> = FastMap::default();
    for node in all.nodes_of(doc) {
        let entry = &all.nodes[node];
        if entry.class == Class::Time {
            continue;
        }
        let same = first.entry(entry.key).or_default();
        for &other in same.iter() {
            let pair = [&all.nodes[other], entry];
            let person = pair.iter().find(|node| node.class == Class::Person);
            let place = pair.iter().find(|node| matches!(node.class, Class::Place | Class::Norp));
            let borne = || by_surname.contains_key(all.key(node).text.as_str());
            let strong = person.is_some_and(|person| !person.titles.is_empty())
                || (borne() && places.contains(&entry.key));
            if person.is_some() && place.is_some() && strong {
                aparts.push(other, node, "a person and a place of one name");
            } else {
                links.join(other, node, Reason::Exact, 1.0);
            }
        }
        same.push(node);
    }
}

/// A surname or a first name alone joins the only full name that has it.
fn join_short(
    all: &Collection,
    node: usize,
    by_surname: &FastMap<&str, Vec<Full<'_>>>,
    by_first: &FastMap<&str, Vec<usize>>,
    places: &FastSet<u32>,
    links: &mut Links,
    aparts: &mut Aparts,
) {
    let (entry, key) = (&all.nodes[node], all.key(node));
    let short = key.words == 1 || lexicon::is_particle(key.first());
    let possible = match entry.class {
        Class::Person | Class::Other | Class::Org => true,
        Class::Place => !places.contains(&entry.key),
        Class::Norp | Class::Time => false,
    };
    if !short || !possible {
        return;
    }
    if let Some(fulls) = by_surname.get(key.text.as_str()) {
        let mut candidates: Vec<usize> = Vec::new();
        for full in fulls.iter().take(64).filter(|full| genders_agree(all, entry, &all.nodes[full.node])) {
            let root = links.root(full.node);
            if !candidates.iter().any(|&known| links.root(known) == root) {
                candidates.push(full.node);
            }
        }
        // "Krag" beside "Sam Krag" and "Sam Krag Jr." is the one without a mark.
        if candidates.len() > 1 {
            let plain: Vec<usize> =
                candidates.iter().copied().filter(|&full| all.key(full).generation.is_none()).collect();
            let titled: Vec<usize> = candidates
                .iter()
                .copied()
                .filter(|&full| share_title(all, entry, &all.nodes[full]))
                .collect();
            for fewer in [titled, plain] {
                if fewer.len() == 1 {
                    candidates = fewer;
                    break;
                }
            }
        }
        let reason = if entry.titles.is_empty() { Reason::SurnameOfFullName } else { Reason::TitleAndName };
        match candidates[..] {
            [one] => links.join(one, node, reason, reason.score()),
            _ => candidates.iter().take(4).for_each(|&other| {
                aparts.push(other, node, "more than one person of this document has the surname");
            }),
        }
        return;
    }
    let person = entry.class == Class::Person || (entry.class == Class::Other && key.proper);
    if let Some(fulls) = by_first.get(key.text.as_str()).filter(|_| person) {
        let root = links.root(fulls[0]);
        if fulls.iter().take(16).all(|&full| links.root(full) == root) {
            let reason = if entry.titles.is_empty() { Reason::FirstName } else { Reason::TitleAndName };
            links.join(fulls[0], node, reason, reason.score());
        }
    }
}

/// Whether the titles of two nodes do not speak of a man and a woman.
pub(crate) fn genders_agree(all: &Collection, a: &Node, b: &Node) -> bool {
    let gender = |node: &Node| {
        node.titles.iter().find_map(|&title| {
            all.titles.get(title as usize)?.split(' ').find_map(|word| lexicon::title_gender(&plain(word)))
        })
    };
    match (gender(a), gender(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Whether two nodes share a title that says more than `Mr`.
pub(crate) fn share_title(all: &Collection, a: &Node, b: &Node) -> bool {
    let last = |&title: &u32| {
        let title = all.titles.get(title as usize)?;
        let word = plain(title.split(' ').next_back()?);
        (!matches!(word.as_str(), "mr" | "mrs" | "ms" | "miss" | "dr" | "sir")).then_some(word)
    };
    let theirs: Vec<String> = b.titles.iter().filter_map(last).collect();
    a.titles.iter().filter_map(last).any(|title| theirs.iter().any(|other| same_title(&title, other)))
}

/// `Sen` and `Senator` are one title.
fn same_title(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() >= 2 && long.starts_with(short)
}

fn plain(word: &str) -> String {
    fold(word.trim_end_matches('.'))
}

/// Acronyms, and the first word of a company's name where only one has it.
fn join_organisations(all: &Collection, doc: usize, links: &mut Links) {
    let wanted = |node: usize| {
        let (key, class) = (all.key(node), all.nodes[node].class);
        key.words == 1
            && !matches!(class, Class::Person | Class::Time | Class::Norp)
            && (key.acronym || class == Class::Org)
    };
    if !all.nodes_of(doc).any(wanted) {
        return;
    }
    let mut by_initials: FastMap<String, Vec<usize>> = FastMap::default();
    let mut by_first: FastMap<&str, Vec<usize>> = FastMap::default();
    for node in all.nodes_of(doc) {
        let key = all.key(node);
        if key.words < 2 || !matches!(all.nodes[node].class, Class::Org | Class::Place | Class::Other) {
            continue;
        }
        for initials in initials(&key.text) {
            by_initials.entry(initials).or_default().push(node);
        }
        if all.nodes[node].class == Class::Org {
            by_first.entry(key.first()).or_default().push(node);
        }
    }
    if by_initials.is_empty() {
        return;
    }
    for node in all.nodes_of(doc).filter(|&node| wanted(node)) {
        let (entry, key) = (&all.nodes[node], all.key(node));
        let only = |nodes: Option<&Vec<usize>>, links: &mut Links| {
            let nodes = nodes?;
            let root = links.root(nodes[0]);
            nodes.iter().take(16).all(|&other| links.root(other) == root).then_some(nodes[0])
        };
        if key.acronym {
            if let Some(long) = only(by_initials.get(&key.text), links) {
                links.join(long, node, Reason::Acronym, Reason::Acronym.score());
            }
        } else if entry.class == Class::Org
            && !lexicon::is_no_person(&key.text)
            && let Some(long) = only(by_first.get(key.text.as_str()), links)
        {
            links.join(long, node, Reason::ShortName, Reason::ShortName.score());
        }
    }
}

/// The acronyms that a name of several words may have: all initials, and those of its content words.
pub(crate) fn initials(text: &str) -> Vec<String> {
    let words = || text.split([' ', '-']).filter(|word| !word.is_empty());
    if !(2..=8).contains(&words().count()) {
        return Vec::new();
    }
    let all: String = words().filter_map(|word| word.chars().next()).collect();
    let content: String = words()
        .filter(|word| !matches!(*word, "of" | "the" | "and" | "for" | "on" | "in" | "&"))
        .filter_map(|word| word.chars().next())
        .collect();
    let mut found = vec![content];
    if !found.contains(&all) {
        found.push(all);
    }
    found.retain(|letters| letters.chars().count() >= 2);
    found
}
