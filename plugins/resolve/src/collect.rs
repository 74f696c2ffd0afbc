//! Reads all mentions of a collection into tables of numbers: forms, keys, mentions and nodes.
//!
//! A *form* is a surface as printed. A *key* is what equal names share. A *node* stands for all mentions of one key
//! and class in one document: within a document one spelling means one thing, unless a person and a place share it.
//! Pronouns and descriptions are a node for each mention.
//! Documents and forms are read on several threads; numbers are given afterwards, in the order of the collection.

use std::borrow::Cow;
use std::ops::Range;

use copydesk_sdk::{Docs, Span, parallel};
use copydesk_text::hash::FastMap;

use crate::class::Class;
use crate::embedded::{self, Inner};
use crate::keys::{Key, Keys, Sort};
use crate::names::{Name, NameReader, SEPARATOR, has_capital};
use crate::read::{self, ReadDocs};
use crate::titles::Titles;
use crate::{governments, number, peoples, sorting, usual};

/// Stands for no number.
pub(crate) const NONE: u32 = u32::MAX;

/// Documents that one thread works on at a time.
pub(crate) const DOCUMENTS: usize = 128;

/// Documents that one thread reads at a time. The forms of each such part are numbered by themselves and the parts joined
/// afterwards, which one thread saves.
fn documents(docs: usize, threads: usize) -> usize {
    if threads > 1 { docs.div_ceil(threads * 8).max(DOCUMENTS) } else { docs.max(1) }
}

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

/// What is left of a collection once its mentions have entities: the entity and the label of each.
#[derive(Debug)]
pub(crate) struct Settled<'a> {
    pub labels: Vec<&'a str>,
    mentions: Vec<(u32, u16)>,
    ends: Vec<u32>,
}

impl Settled<'_> {
    /// The mentions of a document.
    pub(crate) fn mentions_of(&self, doc: usize) -> &[(u32, u16)] {
        self.mentions.get(range(&self.ends, doc)).unwrap_or(&[])
    }
}

impl<'a> Collection<'a> {
    /// Gives the mentions the entities of their nodes, and everything else back.
    pub(crate) fn settle(self, of_node: &[u32]) -> Settled<'a> {
        let entity = |mention: &Mention| (of_node[mention.node as usize], mention.label);
        Settled {
            labels: self.labels,
            mentions: self.mentions.iter().map(entity).collect(),
            ends: self.mention_ends,
        }
    }
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
    let chunk = documents(docs.len(), threads);
    let mut parts = parallel(threads, chunk, docs, |_, part| read::read(part));
    let mut all = Collection::default();
    let raw = number_forms(threads, &mut parts, &mut all);
    let counts = raw.iter().map(|form| form.count).collect::<Vec<_>>();
    let inners = name_forms(threads, raw, aliases, &mut all);
    choose_forms(&counts, &mut all);
    let keys = sorting::node_keys(&counts, inners, &mut all);
    all.keys.intern_words();
    place_nodes(threads, (parts, chunk), &keys, &mut all);
    all
}

/// A form that is known by its text only.
struct RawForm<'a> {
    text: Cow<'a, str>,
    class: Class,
    count: u32,
}

/// Gives the forms, titles and labels of all parts numbers in the order of the collection.
fn number_forms<'a>(
    threads: usize,
    parts: &mut [ReadDocs<'a>],
    all: &mut Collection<'a>,
) -> Vec<RawForm<'a>> {
    let texts =
        |part: &ReadDocs<'a>| part.forms.iter().map(|(class, text, _)| (*class, text.clone())).collect();
    let numbers: Vec<Vec<u32>> = if let [part] = &*parts {
        // The forms of one part have their numbers already.
        vec![(0..part.forms.len() as u32).collect()]
    } else {
        let things: Vec<Vec<(Class, Cow<'a, str>)>> =
            parallel(threads, 1, parts, |_, part| part.first().map_or_else(Vec::new, texts));
        number::number(threads, &things).of
    };
    let mut raw: Vec<RawForm<'a>> = Vec::with_capacity(numbers.iter().map(Vec::len).max().unwrap_or(0));
    for (part, own) in parts.iter_mut().zip(numbers) {
        for ((class, text, count), number) in part.forms.iter_mut().zip(own) {
            // Numbers grow in this order, so a new one is the next.
            if number as usize == raw.len() {
                raw.push(RawForm { text: std::mem::take(text), class: *class, count: 0 });
            }
            raw[number as usize].count += *count;
            *count = number;
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

/// Reads every form as a name and gives keys their numbers. Returns the names inside forms that are keys as well, with
/// form and key.
fn name_forms<'a>(
    threads: usize,
    raw: Vec<RawForm<'a>>,
    aliases: &FastMap<String, String>,
    all: &mut Collection<'a>,
) -> Vec<(u32, u32, Inner)> {
    let parts = parallel(threads, FORMS, &raw, |_, part| {
        let mut reader = NameReader::default();
        let mut keys = String::with_capacity(part.len() * 16);
        let mut names = Vec::with_capacity(part.len());
        for form in part {
            let from = keys.len();
            let government = (form.class == Class::Government).then(|| governments::of_capital(&form.text));
            let text = government.flatten().map_or_else(|| form.text.clone(), Cow::Borrowed);
            let name = match &text {
                Cow::Borrowed(text) => reader.read(text, form.class.meant(), &mut keys),
                Cow::Owned(text) => {
                    let name = reader.read(text, form.class.meant(), &mut keys);
                    Name { shown: Cow::Owned(name.shown.into_owned()), ..name }
                }
            };
            let key = keys.get(from..).unwrap_or("");
            let usual = aliases.get(key).map(String::as_str);
            let usual = usual.or_else(|| (form.class != Class::Person).then(|| usual::name(key)).flatten());
            let place = || usual::place(key).or_else(|| peoples::home(key));
            let usual = usual.or_else(|| (form.class == Class::Place).then(place).flatten());
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
    let (texts, parts): (Vec<String>, Vec<Vec<ReadForm<'a>>>) = parts.into_iter().unzip();
    let mut keys: Vec<Vec<&str>> = Vec::with_capacity(parts.len() + 1);
    for (text, names) in texts.iter().zip(&parts) {
        let mut from = 0;
        let key = |read: &ReadForm<'_>| text.get(std::mem::replace(&mut from, read.key_end)..read.key_end);
        keys.push(names.iter().map(key).map(|key| key.unwrap_or("")).collect());
    }
    // Names inside forms come last: those that are no key yet get the highest numbers.
    let inner = |read: &ReadForm<'a>| read.inner.as_ref().map(|inner| inner.key.clone());
    let inners: Vec<String> = parts.iter().flatten().filter_map(inner).collect();
    keys.push(inners.iter().map(String::as_str).collect());
    let mut numbers = number::number(threads, &keys).of;
    let mut inner_keys = numbers.pop().unwrap_or_default().into_iter();
    let mut found: Vec<(u32, u32, Inner)> = Vec::new();
    let mut raw = raw.into_iter();
    for ((names, texts), numbers) in parts.into_iter().zip(&keys).zip(numbers) {
        for ((read, text), key) in names.into_iter().zip(texts).zip(numbers) {
            let Some(form) = raw.next() else { break };
            let number = all.forms.len() as u32;
            if key as usize == all.keys.rows.len() {
                let generation = read.name.generation.filter(|_| !read.aliased);
                all.keys.push(text, generation, number);
            }
            all.keys.rows[key as usize].learn(&read.name, form.class.meant(), read.aliased);
            if let Some(inner) = read.inner {
                found.extend(inner_keys.next().map(|key| (number, key, inner)));
            }
            let mut titles = [NONE; 2];
            let parts = read.name.titles.iter().flat_map(|titles| titles.split(SEPARATOR));
            for (slot, title) in titles.iter_mut().zip(parts) {
                *slot = all.titles.number(title);
            }
            let shown = match read.name.generation {
                Some(generation) => Cow::Owned(format!("{}{}", read.name.shown, generation.shown())),
                None => read.name.shown,
            };
            all.forms.push(Form { text: form.text, shown, key, titles, class: form.class });
        }
    }
    found.retain(|(_, key, _)| (*key as usize) < all.keys.rows.len());
    found
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
fn place_nodes(
    threads: usize,
    (parts, chunk): (Vec<ReadDocs<'_>>, usize),
    keys: &[u32],
    all: &mut Collection<'_>,
) {
    let (forms, sorts) = (&all.forms, &all.keys.rows);
    let placed = parallel(threads, 1, &parts, |number, part| {
        part.first().map(|part| place_part(part, number * chunk, keys, forms, sorts)).unwrap_or_default()
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
            let class = class.meant();
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
