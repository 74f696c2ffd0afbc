//! Reads all mentions of a collection into tables of numbers: forms, keys, mentions and nodes.
//!
//! A *form* is a surface as printed. A *key* is what equal names share. A *node* stands for all mentions of one key
//! and class in one document: within a document one spelling means one thing, unless a person and a place share it.
//! Pronouns and descriptions are a node for each mention.
//! Documents and forms are read on several threads; numbers are given afterwards, in the order of the collection.

use std::borrow::Cow;
use std::ops::Range;

use copydesk_sdk::{Docs, Span, parallel};
use copydesk_text::hash::{FastMap, FastSet};
use copydesk_text::words::stem;

use crate::embedded::{self, Inner};
use crate::keys::{Key, Keys, Sort};
use crate::names::{Class, Name, NameReader, SEPARATOR, has_capital};
use crate::read::{self, ReadDocs};
use crate::titles::Titles;
use crate::{lexicon, nouns};

/// Stands for no number.
pub(crate) const NONE: u32 = u32::MAX;

/// Documents that one thread reads at a time.
pub(crate) const DOCUMENTS: usize = 128;

/// Forms that one thread reads at a time.
const FORMS: usize = 1024;

/// A surface as printed, read once for each class.
#[derive(Debug, Clone)]
pub(crate) struct Form<'a> {
    /// As printed.
    pub text: Cow<'a, str>,
    /// Without titles and articles, as written.
    pub shown: Cow<'a, str>,
    /// Its key.
    pub key: u32,
    /// Titles before the name.
    pub titles: [u32; 2],
    /// What its label says.
    pub class: Class,
}

/// One mention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    pub form: u32,
    pub node: u32,
    pub start: u32,
    pub end: u32,
    pub score: f32,
    /// Number in [`Collection::labels`].
    pub label: u16,
}

/// All mentions of one key and class in one document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub doc: u32,
    pub key: u32,
    pub class: Class,
    /// Sum of the mentions' scores.
    pub weight: f32,
    titles_from: u32,
    titles_to: u32,
}

/// A collection as numbers.
#[derive(Debug, Default)]
pub(crate) struct Collection<'a> {
    pub forms: Vec<Form<'a>>,
    pub keys: Keys,
    /// Mentions of all documents in order; row `i` of a document is `mention_range(doc).start + i`.
    pub mentions: Vec<Mention>,
    pub nodes: Vec<Node>,
    pub titles: Titles,
    pub labels: Vec<&'a str>,
    node_titles: Vec<u32>,
    mention_ends: Vec<u32>,
    node_ends: Vec<u32>,
}

impl Collection<'_> {
    /// The mentions of a document.
    pub(crate) fn mentions_of(&self, doc: usize) -> Range<usize> {
        range(&self.mention_ends, doc)
    }

    /// The nodes of a document.
    pub(crate) fn nodes_of(&self, doc: usize) -> Range<usize> {
        range(&self.node_ends, doc)
    }

    /// Number of documents.
    pub(crate) fn documents(&self) -> usize {
        self.node_ends.len()
    }

    /// The key of a node.
    pub(crate) fn key(&self, node: usize) -> &Key {
        &self.keys.rows[self.nodes[node].key as usize]
    }

    /// The folded words of a node's key.
    pub(crate) fn text(&self, node: usize) -> &str {
        self.keys.text(self.nodes[node].key)
    }

    /// Whether a node is called by a name, or by a time or an amount that means one thing everywhere.
    pub(crate) fn is_name(&self, node: usize) -> bool {
        self.key(node).sort == Sort::Name
    }

    /// Titles seen before the mentions of a node.
    pub(crate) fn titles_of(&self, node: usize) -> &[u32] {
        let node = &self.nodes[node];
        self.node_titles.get(node.titles_from as usize..node.titles_to as usize).unwrap_or(&[])
    }
}

fn range(ends: &[u32], doc: usize) -> Range<usize> {
    let start = if doc == 0 { 0 } else { ends[doc - 1] as usize };
    start..ends[doc] as usize
}

/// Reads every document.
pub(crate) fn collect<'a>(docs: &Docs<'a>, aliases: &FastMap<String, String>) -> Collection<'a> {
    let threads = docs.threads();
    let mut parts = parallel(threads, DOCUMENTS, docs, |_, part| read::read(part));
    let mut all = Collection::default();
    let raw = number_forms(&mut parts, &mut all);
    let counts = raw.iter().map(|form| form.count).collect::<Vec<_>>();
    let (inners, known) = name_forms(threads, raw, aliases, &mut all);
    choose_forms(&counts, &mut all);
    let keys = node_keys(&counts, inners, &mut all, &known);
    all.keys.intern_words();
    place_nodes(threads, parts, &keys, &mut all);
    all
}

/// A form that is known by its text only.
struct RawForm<'a> {
    text: Cow<'a, str>,
    class: Class,
    count: u32,
}

/// Gives the forms, titles and labels of all parts numbers in the order of the collection.
fn number_forms<'a>(parts: &mut [ReadDocs<'a>], all: &mut Collection<'a>) -> Vec<RawForm<'a>> {
    let mut raw: Vec<RawForm<'a>> = Vec::new();
    let mut known: FastMap<(Class, Cow<'a, str>), u32> = FastMap::default();
    for part in parts {
        for (class, text, number) in &mut part.forms {
            let count = *number;
            // The text moves into the table; the copy that the map keeps borrows nearly always.
            let text = std::mem::take(text);
            *number = *known.entry((*class, text)).or_insert_with_key(|(class, text)| {
                raw.push(RawForm { text: text.clone(), class: *class, count: 0 });
                (raw.len() - 1) as u32
            });
            raw[*number as usize].count += count;
        }
        part.befores = part.before_texts.iter().map(|text| all.titles.number(text)).collect();
        for (label, number) in &mut part.labels {
            let at = all.labels.iter().position(|known| known == label).unwrap_or_else(|| {
                all.labels.push(label);
                all.labels.len() - 1
            });
            *number = at as u16;
        }
    }
    raw
}

/// A name that was read from a form.
struct ReadForm<'a> {
    name: Name<'a>,
    /// Where its key ends in the part's text.
    key_end: usize,
    aliased: bool,
    inner: Option<Inner>,
}

/// Names inside forms, by the forms' numbers, and the keys by which they may be known.
type Inners = (Vec<(u32, Inner)>, FastMap<String, u32>);

/// Reads every form as a name and gives keys their numbers.
fn name_forms<'a>(
    threads: usize,
    raw: Vec<RawForm<'a>>,
    aliases: &FastMap<String, String>,
    all: &mut Collection<'a>,
) -> Inners {
    let parts = parallel(threads, FORMS, &raw, |_, part| {
        let mut reader = NameReader::default();
        let mut keys = String::with_capacity(part.len() * 16);
        let mut names = Vec::with_capacity(part.len());
        for form in part {
            let from = keys.len();
            let name = match &form.text {
                Cow::Borrowed(text) => reader.read(text, form.class, &mut keys),
                Cow::Owned(text) => {
                    let name = reader.read(text, form.class, &mut keys);
                    Name { shown: Cow::Owned(name.shown.into_owned()), ..name }
                }
            };
            let key = keys.get(from..).unwrap_or("");
            let usual = aliases.get(key).map(String::as_str);
            let usual =
                usual.or_else(|| (form.class != Class::Person).then(|| lexicon::usual_name(key)).flatten());
            let usual = usual.or_else(|| (form.class == Class::Place).then(|| nouns::home(key)).flatten());
            let aliased = usual.is_some();
            let inner = matches!(form.class, Class::Person | Class::Org | Class::Other)
                .then(|| embedded::inner(&form.text, form.class != Class::Org))
                .flatten()
                .filter(|inner| !aliased && inner.key != key);
            if let Some(usual) = usual {
                keys.truncate(from);
                keys.push_str(usual);
            }
            names.push(ReadForm { name, key_end: keys.len(), aliased, inner });
        }
        (keys, names)
    });
    let mut known: FastMap<&str, u32> = FastMap::default();
    let mut raw = raw.into_iter();
    let mut inners: Vec<(u32, Inner)> = Vec::new();
    for (keys, names) in &parts {
        let mut from = 0;
        for read in names {
            let Some(form) = raw.next() else { break };
            let text = keys.get(from..read.key_end).unwrap_or("");
            from = read.key_end;
            let number = all.forms.len() as u32;
            let generation = read.name.generation.filter(|_| !read.aliased);
            let key = *known.entry(text).or_insert_with(|| all.keys.push(text, generation, number));
            all.keys.rows[key as usize].learn(&read.name, form.class, read.aliased);
            inners.extend(read.inner.clone().map(|inner| (number, inner)));
            let mut titles = [NONE; 2];
            let parts = read.name.titles.iter().flat_map(|titles| titles.split(SEPARATOR));
            for (slot, title) in titles.iter_mut().zip(parts) {
                *slot = all.titles.number(title);
            }
            let shown = match read.name.generation {
                Some(generation) => Cow::Owned(format!("{}{}", read.name.shown, generation.shown())),
                None => read.name.shown.clone(),
            };
            all.forms.push(Form { text: form.text, shown, key, titles, class: form.class });
        }
    }
    let wanted = inners.iter().filter_map(|(_, inner)| known.get_key_value(inner.key.as_str()));
    let wanted = wanted.map(|(text, key)| ((*text).to_owned(), *key)).collect();
    (inners, wanted)
}

/// The commonest form with a capital speaks for its key.
fn choose_forms(counts: &[u32], all: &mut Collection<'_>) {
    let rank = |form: usize, forms: &[Form<'_>]| (has_capital(&forms[form].shown), counts[form]);
    for form in 0..all.forms.len() {
        let key = &mut all.keys.rows[all.forms[form].key as usize];
        let best = key.form as usize;
        if best != form && rank(form, &all.forms) > rank(best, &all.forms) {
            key.form = form as u32;
        }
    }
}

/// The key by which the mentions of each form become nodes. Names inside descriptions are keys of the inner name;
/// other descriptions ("the tall actress") are compared by their head noun, and pronouns by themselves: keys of their
/// own, which no name can have.
fn node_keys(
    counts: &[u32],
    inners: Vec<(u32, Inner)>,
    all: &mut Collection<'_>,
    known: &FastMap<String, u32>,
) -> Vec<u32> {
    let common = common_nouns(counts, all);
    let mut own: FastMap<String, u32> = FastMap::default();
    let mut keys: Vec<u32> = all.forms.iter().map(|form| form.key).collect();
    for number in 0..all.forms.len() {
        let form = &all.forms[number];
        let (text, sort) = match special(form, &all.keys, common[form.key as usize]) {
            Some(special) => special,
            None => continue,
        };
        keys[number] = own.get(&text).copied().unwrap_or_else(|| {
            let key = all.keys.push_sort(&text, sort, number as u32);
            own.insert(text, key);
            key
        });
    }
    name_inner(inners, all, known, &mut keys);
    keys
}

/// For every key whether it is a common noun: written small as often as with a capital (as in headlines), or one word
/// that says what somebody is and is nobody's surname.
fn common_nouns(counts: &[u32], all: &Collection<'_>) -> Vec<bool> {
    let mut written = vec![(0_u32, 0_u32); all.keys.rows.len()];
    let mut surnames: FastSet<&str> = FastSet::default();
    for (form, count) in all.forms.iter().zip(counts) {
        let (small, capital) = &mut written[form.key as usize];
        let last = form.shown.rsplit(' ').next().unwrap_or("");
        *(if has_capital(last) { capital } else { small }) += count;
    }
    for (number, key) in all.keys.rows.iter().enumerate() {
        if key.surname_at > 0 && key.like_person {
            surnames.extend(all.keys.surname(number as u32));
        }
    }
    let common = |(number, (small, capital)): (usize, (u32, u32))| {
        let (row, text) = (&all.keys.rows[number], all.keys.text(number as u32));
        small > 0 && small >= capital
            || row.words == 1 && nouns::is_common(&nouns::singular(text)) && !surnames.contains(text)
    };
    written.into_iter().enumerate().map(common).collect()
}

/// The key of a pronoun or a description. `common` says that its key is a common noun.
fn special(form: &Form<'_>, keys: &Keys, common: bool) -> Option<(String, Sort)> {
    let key = &keys.rows[form.key as usize];
    let text = keys.text(form.key);
    if form.class.is_value() || text.len() > 100 {
        return None;
    }
    // "She's" and "I'd" are pronouns too.
    let clitic = |(_, tail): &(&str, &str)| matches!(*tail, "s" | "m" | "d" | "ll" | "re" | "ve");
    let plain = text.split_once('\'').filter(clitic).map_or(text, |(plain, _)| plain);
    if lexicon::is_pronoun(plain) {
        // "WHO" is an organisation; "I" is nobody's name.
        let shouted = form.shown.len() > 1 && !form.shown.chars().any(char::is_lowercase);
        return (!shouted).then(|| (format!("^{plain}"), Sort::Pronoun));
    }
    let last = form.shown.rsplit(' ').next().unwrap_or("");
    let small = !has_capital(last) && !key.proper;
    if !(small || common) || text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let before_of = text.split(" of ").next().unwrap_or("");
    let head = before_of.split(' ').next_back().unwrap_or("");
    // A tagger's persons and bodies in lower case are damaged names unless their words say otherwise.
    let described = match form.class {
        Class::Other | Class::Place => true,
        Class::Person | Class::Org => {
            let first = form.text.split(' ').next().unwrap_or("").to_lowercase();
            nouns::is_determiner(&first) || nouns::is_common(&nouns::singular(head))
        }
        _ => false,
    };
    described.then(|| (format!("~{}", stem(head)), Sort::Description))
}

/// Gives mentions with a name inside the key of that name, where it is one by itself too.
fn name_inner(
    inners: Vec<(u32, Inner)>,
    all: &mut Collection<'_>,
    known: &FastMap<String, u32>,
    keys: &mut [u32],
) {
    // Whose the things of one inner name are: "the Supreme Court" of two countries is nobody's.
    let mut owners: FastMap<u32, &str> = FastMap::default();
    let mut shared: FastSet<u32> = FastSet::default();
    let mut found: Vec<(u32, u32, &Inner)> = Vec::new();
    for (form, inner) in &inners {
        let Some(&key) = known.get(&inner.key) else { continue };
        let (row, class) = (&all.keys.rows[key as usize], all.forms[*form as usize].class);
        let person = 1_u8 << Class::Person as u8;
        let fits =
            if class == Class::Person { row.classes & person != 0 } else { row.classes & !person != 0 };
        if key == all.forms[*form as usize].key || row.sort != Sort::Name || !row.proper || !fits {
            continue;
        }
        found.push((*form, key, inner));
        if !inner.whose.is_empty() && *owners.entry(key).or_insert(&inner.whose) != inner.whose {
            shared.insert(key);
        }
    }
    for (form, key, inner) in found {
        if !inner.whose.is_empty() && !inner.unique && shared.contains(&key) {
            continue;
        }
        keys[form as usize] = key;
        if let Some(role) = &inner.role {
            let title = all.titles.number(role);
            let slot = all.forms[form as usize].titles.iter_mut().find(|slot| **slot == NONE);
            slot.into_iter().for_each(|slot| *slot = title);
        }
    }
}

/// What one thread makes of its documents.
#[derive(Default)]
struct Placed {
    mentions: Vec<Mention>,
    nodes: Vec<Node>,
    node_titles: Vec<u32>,
    mention_ends: Vec<u32>,
    node_ends: Vec<u32>,
}

/// Makes nodes, now that it is known which words are ever written as names.
fn place_nodes(threads: usize, parts: Vec<ReadDocs<'_>>, keys: &[u32], all: &mut Collection<'_>) {
    let (forms, sorts) = (&all.forms, &all.keys.rows);
    let placed = parallel(threads, 1, &parts, |number, part| {
        part.first().map(|part| place_part(part, number * DOCUMENTS, keys, forms, sorts)).unwrap_or_default()
    });
    all.mentions.reserve(placed.iter().map(|part| part.mentions.len()).sum());
    all.nodes.reserve(placed.iter().map(|part| part.nodes.len()).sum());
    for part in placed {
        let (mentions, nodes) = (all.mentions.len() as u32, all.nodes.len() as u32);
        let titles = all.node_titles.len() as u32;
        all.mentions
            .extend(part.mentions.iter().map(|mention| Mention { node: mention.node + nodes, ..*mention }));
        all.nodes.extend(part.nodes.iter().map(|node| Node {
            titles_from: node.titles_from + titles,
            titles_to: node.titles_to + titles,
            ..*node
        }));
        all.node_titles.extend(part.node_titles);
        all.mention_ends.extend(part.mention_ends.iter().map(|end| end + mentions));
        all.node_ends.extend(part.node_ends.iter().map(|end| end + nodes));
    }
}

/// The most titles that are kept for one node.
const MOST_TITLES: usize = 8;

fn place_part(
    part: &ReadDocs<'_>,
    first_doc: usize,
    keys: &[u32],
    forms: &[Form<'_>],
    sorts: &[Key],
) -> Placed {
    let mut out = Placed { mentions: Vec::with_capacity(part.mentions.len()), ..Placed::default() };
    let mut here: FastMap<(u32, Class), u32> = FastMap::default();
    // Node and title, as they are met.
    let mut met: Vec<(u32, u32)> = Vec::new();
    let mut first = 0;
    for (doc, &end) in part.ends.iter().enumerate() {
        here.clear();
        met.clear();
        let first_node = out.nodes.len();
        for raw in part.mentions.get(first..end as usize).unwrap_or(&[]) {
            let (class, _, form) = part.forms[raw.form as usize];
            let nodes = &mut out.nodes;
            let key = keys[form as usize];
            let mut node = || {
                let doc = (first_doc + doc) as u32;
                nodes.push(Node { doc, key, class, weight: 0.0, titles_from: 0, titles_to: 0 });
                (nodes.len() - 1) as u32
            };
            // What stands for a name may stand for another one each time.
            let node = match sorts[key as usize].sort {
                Sort::Name | Sort::Moment => *here.entry((key, class)).or_insert_with(node),
                Sort::Description | Sort::Pronoun => node(),
            };
            nodes[node as usize].weight += raw.score.clamp(0.05, 1.0);
            let before = part.befores.get(raw.before as usize).copied().unwrap_or(NONE);
            let [one, two] = forms[form as usize].titles;
            let after = part.befores.get(raw.after as usize).copied().unwrap_or(NONE);
            let titles = [one, two, before, after].into_iter().filter(|&title| title != NONE);
            met.extend(titles.map(|title| (node, title)));
            let label = part.labels.get(raw.label as usize).map_or(0, |(_, label)| *label);
            let Span { start, end } = raw.span;
            out.mentions.push(Mention { form, node, start, end, score: raw.score, label });
        }
        met.sort_by_key(|(node, _)| *node);
        let mut at = 0;
        for node in first_node..out.nodes.len() {
            let from = out.node_titles.len();
            while let Some(&(_, title)) = met.get(at).filter(|(of, _)| *of as usize == node) {
                let kept = out.node_titles.get(from..).unwrap_or(&[]);
                if kept.len() < MOST_TITLES && !kept.contains(&title) {
                    out.node_titles.push(title);
                }
                at += 1;
            }
            out.nodes[node].titles_from = from as u32;
            out.nodes[node].titles_to = out.node_titles.len() as u32;
        }
        first = end as usize;
        out.mention_ends.push(out.mentions.len() as u32);
        out.node_ends.push(out.nodes.len() as u32);
    }
    out
}
