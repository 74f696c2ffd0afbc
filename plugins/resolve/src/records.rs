//! Turns sets of nodes into entity records: name, id, variants, reasons.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use copydesk_sdk::tables::{Apart, EntityRecord, Merge, Place, Variant};
use copydesk_sdk::{Docs, names};
use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::across::kind;
use crate::collect::Collection;
use crate::links::Links;
use crate::names::{Class, has_capital};
use crate::within::is_full;

/// At most so many reasons are kept for one entity.
const MOST_MERGES: usize = 64;

/// Pairs of nodes that look alike and were kept apart.
#[derive(Debug, Default)]
pub(crate) struct Aparts {
    pairs: Vec<(u32, u32, &'static str)>,
}

impl Aparts {
    pub(crate) fn push(&mut self, a: usize, b: usize, reason: &'static str) {
        self.pairs.push((a as u32, b as u32, reason));
    }
}

/// The records, and for every node the record it belongs to.
pub(crate) struct Records {
    pub rows: Vec<EntityRecord>,
    /// Number of documents of each row.
    pub documents: Vec<u32>,
    pub of_node: Vec<u32>,
}

/// Everything that is counted for one entity.
#[derive(Debug, Default)]
struct Draft {
    nodes: Vec<u32>,
    /// Form to (documents, mentions, last document counted).
    forms: BTreeMap<u32, (u32, u32, u32)>,
    titles: BTreeMap<u32, u32>,
    labels: BTreeMap<String, f32>,
    mentions: Vec<Place>,
    documents: u32,
    last: u32,
}

/// Builds the records, in order of first mention.
pub(crate) fn build(
    docs: &Docs<'_>,
    all: &Collection,
    classes: &[Class],
    links: &mut Links,
    aparts: &mut Aparts,
    most_apart: usize,
) -> Records {
    let (mut drafts, of_node) = gather(docs, all, links);
    let mut rows = Vec::with_capacity(drafts.len());
    let mut documents = Vec::with_capacity(drafts.len());
    let mut ids = Ids::default();
    let mut merges = reasons(all, links, &of_node, drafts.len());
    for (number, draft) in drafts.iter_mut().enumerate() {
        let class = draft.nodes.first().map_or(Class::Other, |&node| classes[node as usize]);
        let (name, spelled) = canonical(all, draft, class);
        let mut merges = std::mem::take(&mut merges[number]);
        merges.extend(variant_reasons(all, draft));
        merges.truncate(MOST_MERGES);
        rows.push(EntityRecord {
            id: ids.next(&spelled),
            label: label(draft, class),
            name,
            titles: most_frequent(
                draft.titles.iter().map(|(&title, &count)| (all.titles[title as usize].clone(), count)),
            ),
            variants: variants(all, draft),
            mentions: std::mem::take(&mut draft.mentions),
            merges,
            kept_apart: Vec::new(),
        });
        documents.push(draft.documents);
    }
    add_families(all, &drafts, classes, aparts);
    write_aparts(&mut rows, aparts, &of_node, most_apart);
    Records { rows, documents, of_node }
}

fn gather(docs: &Docs<'_>, all: &Collection, links: &mut Links) -> (Vec<Draft>, Vec<u32>) {
    let mut number_of_root: FastMap<usize, u32> = FastMap::default();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut of_node = vec![0_u32; all.nodes.len()];
    for (node, record) in of_node.iter_mut().enumerate() {
        let number = *number_of_root.entry(links.root(node)).or_insert_with(|| {
            drafts.push(Draft { last: u32::MAX, ..Draft::default() });
            (drafts.len() - 1) as u32
        });
        *record = number;
        let (draft, entry) = (&mut drafts[number as usize], &all.nodes[node]);
        draft.nodes.push(node as u32);
        if draft.last != entry.doc {
            draft.last = entry.doc;
            draft.documents += 1;
        }
        for &title in &entry.titles {
            *draft.titles.entry(title).or_default() += 1;
        }
    }
    for doc in docs.iter() {
        let ents = doc.needed(names::ENTS);
        for (row, index) in all.mentions_of(doc.index()).enumerate() {
            let mention = all.mentions[index];
            let draft = &mut drafts[of_node[mention.node as usize] as usize];
            let span = ents.span(row);
            draft.mentions.push(Place { document: doc.id().to_owned(), start: span.start, end: span.end });
            let (documents, count, last) = draft.forms.entry(mention.form).or_insert((0, 0, u32::MAX));
            *count += 1;
            if *last != doc.index() as u32 {
                *last = doc.index() as u32;
                *documents += 1;
            }
            *draft.labels.entry(ents.label(row).unwrap_or("").to_owned()).or_default() +=
                ents.score(row).unwrap_or(0.6);
        }
    }
    (drafts, of_node)
}

/// The fullest form that is written as a name is: each word with a capital, not all in capitals. Returns it as
/// written, and folded for the id.
fn canonical(all: &Collection, draft: &Draft, class: Class) -> (String, String) {
    let rank = |form: u32, documents: u32, count: u32| {
        let shown = &all.forms[form as usize].shown;
        let words: Vec<&str> = shown.split(' ').collect();
        let shouted = shown.len() > 6 && !shown.chars().any(char::is_lowercase);
        let first = words.first().is_some_and(|word| has_capital(word));
        let last = words.last().is_some_and(|word| has_capital(word));
        let clean = first && last && !shouted && !shown.contains(['"', '“', '”', '«', '»', '(', ')']);
        let full = words.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
        // More than five words are rarely a name and often a tagger's slip.
        let full = if full > 5 { 0 } else { full };
        let person = class != Class::Person || full > 1;
        (
            clean,
            person && full > 0,
            if class == Class::Time { 0 } else { full },
            documents,
            count,
            Reverse(words.len()),
        )
    };
    let mut best: Option<(u32, _)> = None;
    for (&form, &(documents, count, _)) in &draft.forms {
        let rank = rank(form, documents, count);
        if best.as_ref().is_none_or(|(_, known)| rank > *known) {
            best = Some((form, rank));
        }
    }
    let name = best.map_or_else(String::new, |(form, _)| all.forms[form as usize].shown.clone());
    let spelled = fold(&name);
    (name, spelled)
}

/// The label with most weight among those of the entity's class.
fn label(draft: &Draft, class: Class) -> String {
    let mut best: Option<(&String, f32)> = None;
    for (label, &weight) in &draft.labels {
        let weight = if Class::of(label) == class { weight + 1000.0 } else { weight };
        if best.is_none_or(|(_, known)| weight > known) {
            best = Some((label, weight));
        }
    }
    match best {
        Some((label, _)) if Class::of(label) == class => label.clone(),
        // No mention has the class that the collection settled on: its usual label.
        _ if class == Class::Person => "PERSON".to_owned(),
        _ if class == Class::Org => "ORG".to_owned(),
        _ if class == Class::Place => "GPE".to_owned(),
        Some((label, _)) => label.clone(),
        None => String::new(),
    }
}

fn most_frequent(counts: impl Iterator<Item = (String, u32)>) -> Vec<String> {
    let mut all: Vec<(String, u32)> = counts.collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.into_iter().map(|(text, _)| text).take(12).collect()
}

fn variants(all: &Collection, draft: &Draft) -> Vec<Variant> {
    // One text may have been read under two classes.
    let mut by_text: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (&form, &(documents, count, _)) in &draft.forms {
        let entry = by_text.entry(&all.forms[form as usize].text).or_default();
        entry.0 = entry.0.max(documents);
        entry.1 += count;
    }
    let mut variants: Vec<Variant> = by_text
        .into_iter()
        .map(|(text, (documents, count))| Variant { text: text.to_owned(), documents, count })
        .collect();
    variants.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    variants
}

/// The joins of each record, one line for each pair of keys and rule.
fn reasons(all: &Collection, links: &Links, of_node: &[u32], records: usize) -> Vec<Vec<Merge>> {
    let mut merges: Vec<Vec<Merge>> = vec![Vec::new(); records];
    let mut seen: BTreeSet<(u32, u32, u32, &str)> = BTreeSet::new();
    for join in &links.joins {
        let (a, b) = (all.nodes[join.a as usize].key, all.nodes[join.b as usize].key);
        let record = of_node[join.a as usize];
        if a == b || !seen.insert((record, a, b, join.reason.name())) {
            continue;
        }
        let text = |key: u32| all.forms[all.keys[key as usize].form as usize].shown.clone();
        let list = &mut merges[record as usize];
        if list.len() < MOST_MERGES {
            list.push(Merge {
                a: text(a),
                b: text(b),
                reason: join.reason.name().to_owned(),
                score: join.score,
            });
        }
    }
    merges
}

/// Why forms of one key are one form: they differ in dressing only.
fn variant_reasons(all: &Collection, draft: &Draft) -> Vec<Merge> {
    let mut merges: Vec<Merge> = Vec::new();
    for &form in draft.forms.keys() {
        let entry = &all.forms[form as usize];
        let main = &all.forms[all.keys[entry.key as usize].form as usize];
        if let Some(reason) = difference(&main.text, &entry.text, !entry.titles.is_empty())
            && !merges.iter().any(|known| known.a == main.text && known.b == entry.text)
            && merges.len() < MOST_MERGES
        {
            merges.push(Merge {
                a: main.text.clone(),
                b: entry.text.clone(),
                reason: reason.to_owned(),
                score: 1.0,
            });
        }
    }
    merges
}

/// In what two surfaces of one key differ.
fn difference(main: &str, other: &str, titled: bool) -> Option<&'static str> {
    if main == other {
        return None;
    }
    let damaged = |a: &str, b: &str| {
        let last = |text: &str| text.split(' ').next_back().is_some_and(has_capital);
        a.to_lowercase() == b.to_lowercase() && last(a) != last(b)
    };
    let quotes: &[char] = &['"', '“', '”', '«', '»', '‘', '„'];
    let bare = |text: &str| text.replace(quotes, "");
    Some(if titled {
        "title+name"
    } else if damaged(main, other) {
        "case-damage"
    } else if main.to_lowercase() == other.to_lowercase() {
        "case"
    } else if bare(main).to_lowercase() == bare(other).to_lowercase() {
        "quotes"
    } else if fold(other).ends_with("'s") || fold(other).ends_with("s'") {
        "possessive"
    } else if fold(other).starts_with("the ") || fold(main).starts_with("the ") {
        "the"
    } else if fold(main) == fold(other) {
        "diacritics"
    } else if letters(main) == letters(other) {
        "exact"
    } else {
        "alias"
    })
}

/// What is left of a name without stops, blanks and hyphens.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Persons of one surname with different first names.
fn add_families(all: &Collection, drafts: &[Draft], classes: &[Class], aparts: &mut Aparts) {
    let mut by_surname: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for draft in drafts {
        let mut seen: Vec<&str> = Vec::new();
        for &node in draft.nodes.iter().take(50) {
            let node_class = classes[node as usize];
            if kind(node_class) == 0
                && is_full(all, node as usize)
                && let Some(surname) = all.key(node as usize).surname()
                && !seen.contains(&surname)
            {
                seen.push(surname);
                by_surname.entry(surname).or_default().push(node);
            }
        }
    }
    for nodes in by_surname.values() {
        for (at, &a) in nodes.iter().enumerate().take(8) {
            for &b in nodes.iter().skip(at + 1).take(8) {
                aparts.push(a as usize, b as usize, "one surname, different first names");
            }
        }
    }
}

fn write_aparts(rows: &mut [EntityRecord], aparts: &Aparts, of_node: &[u32], most: usize) {
    for &(a, b, reason) in &aparts.pairs {
        let (a, b) = (of_node[a as usize] as usize, of_node[b as usize] as usize);
        if a == b {
            continue;
        }
        for (from, to) in [(a, b), (b, a)] {
            let (id, name) = (rows[to].id.clone(), rows[to].name.clone());
            let list = &mut rows[from].kept_apart;
            if list.len() < most && !list.iter().any(|known| known.id == id) {
                list.push(Apart { id, name, reason: reason.to_owned() });
            }
        }
    }
}

/// Readable ids: `e:ida-brandt`, and `e:ida-brandt-2` for the next entity of that name.
#[derive(Debug, Default)]
struct Ids {
    used: FastMap<String, u32>,
}

impl Ids {
    fn next(&mut self, folded: &str) -> String {
        let mut slug = String::new();
        for c in folded.chars() {
            if c.is_alphanumeric() {
                slug.push(c);
            } else if matches!(c, '\'' | '.') {
                // "U.S." and "O'Neill" are one word each.
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() >= 60 {
                break;
            }
        }
        let slug = slug.trim_end_matches('-');
        let base = format!("e:{}", if slug.is_empty() { "unnamed" } else { slug });
        let count = self.used.entry(base.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            return base;
        }
        let mut id = format!("{base}-{count}");
        // A name may itself end in a number.
        while self.used.contains_key(&id) {
            id.push('x');
        }
        self.used.insert(id.clone(), 1);
        id
    }
}
