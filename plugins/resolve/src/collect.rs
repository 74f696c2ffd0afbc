//! Reads all mentions of a collection into tables of numbers: forms, keys, mentions and nodes.
//!
//! A *form* is a surface as printed. A *key* is what equal names share. A *node* stands for all mentions of one key
//! and class in one document: within a document one spelling means one thing, unless a person and a place share it.

use std::ops::Range;

use copydesk_sdk::{Docs, LayerView, Span, names};
use copydesk_text::Segments;
use copydesk_text::hash::FastMap;
use copydesk_text::words::{fold, stem};

use crate::lexicon;
use crate::names::{Class, Name, has_capital};

/// A surface as printed, read once for each class.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// As printed.
    pub text: String,
    /// Without titles and articles, as written.
    pub shown: String,
    /// Its key.
    pub key: u32,
    /// Titles before the name, as written.
    pub titles: Vec<String>,
    class: Class,
}

/// What equal names share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Key {
    /// Folded words.
    pub text: String,
    /// Number of words, the generation not counted.
    pub words: usize,
    /// Where the first word of `text` ends, in bytes.
    first_end: usize,
    /// Where the surname begins in `text`, in bytes; 0 for single words.
    pub surname_at: usize,
    /// `jr` or `sr`.
    pub generation: Option<String>,
    /// Whether a form of it looks like first name and surname.
    pub like_person: bool,
    /// Whether a form of it is written in capitals only and is short.
    pub acronym: bool,
    /// Whether the last word of a form of it has a capital.
    pub proper: bool,
    /// The form by which reasons name it.
    pub form: u32,
}

impl Key {
    /// The first word.
    pub(crate) fn first(&self) -> &str {
        self.text.get(..self.first_end).unwrap_or("")
    }

    /// The surname of a full name, without `jr`.
    pub(crate) fn surname(&self) -> Option<&str> {
        let tail = self.generation.as_ref().map_or(0, |generation| generation.len() + 1);
        let end = self.text.len().saturating_sub(tail);
        (self.surname_at > 0).then(|| self.text.get(self.surname_at..end).unwrap_or(""))
    }

    /// What stands between first name and surname.
    pub(crate) fn middle(&self) -> &str {
        let from = self.first().len() + 1;
        self.text.get(from..self.surname_at.max(from)).unwrap_or("").trim()
    }
}

/// One mention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    pub form: u32,
    pub node: u32,
}

/// All mentions of one key and class in one document.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub doc: u32,
    pub key: u32,
    pub class: Class,
    /// Sum of the mentions' scores.
    pub weight: f32,
    /// Titles seen before it, as numbers in [`Collection::titles`].
    pub titles: Vec<u32>,
}

/// A collection as numbers.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    pub forms: Vec<Form>,
    pub keys: Vec<Key>,
    /// Mentions of all documents in order; row `i` of a document is `mention_range(doc).start + i`.
    pub mentions: Vec<Mention>,
    pub nodes: Vec<Node>,
    pub titles: Vec<String>,
    mention_ends: Vec<u32>,
    node_ends: Vec<u32>,
}

impl Collection {
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
        &self.keys[self.nodes[node].key as usize]
    }
}

fn range(ends: &[u32], doc: usize) -> Range<usize> {
    let start = if doc == 0 { 0 } else { ends[doc - 1] as usize };
    start..ends[doc] as usize
}

/// Numbers for strings in the order of their first appearance.
#[derive(Debug, Default)]
struct Interner {
    known: FastMap<String, u32>,
}

impl Interner {
    fn number(&mut self, text: &str) -> (u32, bool) {
        if let Some(&number) = self.known.get(text) {
            return (number, false);
        }
        let number = self.known.len() as u32;
        self.known.insert(text.to_owned(), number);
        (number, true)
    }
}

/// Reads a collection.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    out: Collection,
    forms: FastMap<(Class, String), u32>,
    keys: Interner,
    titles: Interner,
    form_counts: Vec<u32>,
    /// Per mention: class, score, titles before it in the text.
    seen: Vec<(Class, f32, Vec<u32>)>,
}

impl Reader {
    /// Reads every document.
    pub(crate) fn read(docs: &Docs<'_>, aliases: &FastMap<String, String>) -> Collection {
        let mut reader = Self::default();
        for doc in docs.iter() {
            let ents = doc.needed(names::ENTS);
            let segments = Segments::of(doc);
            for row in 0..ents.len() {
                let span = ents.span(row);
                let class = Class::of(ents.label(row).unwrap_or(""));
                let surface = doc.slice(span);
                let marked = segments.markup_in(span).next().is_some();
                let printed = if marked || needs_folding(surface) {
                    segments.printed(doc, span)
                } else {
                    surface.to_owned()
                };
                let form = reader.form(printed, class, aliases);
                reader.mention(form, class, ents.score(row).unwrap_or(0.6), before(doc.text(), &ents, row));
            }
            reader.out.mention_ends.push(reader.out.mentions.len() as u32);
        }
        reader.finish()
    }

    fn form(&mut self, printed: String, class: Class, aliases: &FastMap<String, String>) -> u32 {
        let id = (class, printed);
        if let Some(&form) = self.forms.get(&id) {
            return form;
        }
        let name = Name::read(&id.1, class);
        let mut text = name.key();
        let usual = aliases.get(&text).map(String::as_str);
        let usual = usual.or_else(|| (class != Class::Person).then(|| lexicon::usual_name(&text)).flatten());
        let aliased = usual.map(str::to_owned);
        if let Some(usual) = &aliased {
            text.clone_from(usual);
        }
        let (key, new) = self.keys.number(&text);
        let form = self.out.forms.len() as u32;
        if new {
            let words: Vec<&str> = text.split(' ').collect();
            let named = words.len() - usize::from(name.generation.is_some() && aliased.is_none());
            let at = Name::surname_at(&words[..named]);
            let surname_at = at.map_or(0, |at| words[..at].iter().map(|word| word.len() + 1).sum());
            let generation = if aliased.is_some() { None } else { name.generation.clone() };
            let first_end = words[0].len();
            let key = Key { words: named, first_end, surname_at, generation, form, text, ..Key::default() };
            self.out.keys.push(key);
        }
        let entry = &mut self.out.keys[key as usize];
        let shown = name.shown.join(" ");
        let letters = shown.chars().filter(|c| c.is_alphabetic()).count();
        entry.like_person |= aliased.is_none() && name.like_person();
        entry.acronym |=
            name.words.len() == 1 && (2..=6).contains(&letters) && !shown.chars().any(char::is_lowercase);
        entry.proper |= name.shown.last().is_some_and(|word| has_capital(word));
        let shown = match &name.generation {
            Some(generation) if generation == "jr" => format!("{shown} Jr."),
            Some(_) => format!("{shown} Sr."),
            None => shown,
        };
        self.out.forms.push(Form { text: id.1.clone(), shown, key, titles: name.titles, class });
        self.form_counts.push(0);
        self.forms.insert(id, form);
        form
    }

    fn mention(&mut self, form: u32, class: Class, score: f32, before: Option<String>) {
        let mut titles = Vec::new();
        for title in self.out.forms[form as usize].titles.iter().chain(before.as_ref()) {
            let (number, new) = self.titles.number(title);
            if new {
                self.out.titles.push(title.clone());
            }
            titles.push(number);
        }
        self.form_counts[form as usize] += 1;
        self.seen.push((class, score.clamp(0.05, 1.0), titles));
        self.out.mentions.push(Mention { form, node: 0 });
    }

    /// Makes nodes, now that it is known which words are ever written as names.
    fn finish(mut self) -> Collection {
        self.choose_forms();
        let heads = self.nominal_heads();
        let mut here: FastMap<(u32, Class), u32> = FastMap::default();
        let mut first = 0;
        for doc in 0..self.out.mention_ends.len() {
            here.clear();
            let end = self.out.mention_ends[doc] as usize;
            for index in first..end {
                let form = self.out.mentions[index].form as usize;
                let (class, score, titles) = &self.seen[index];
                let key = heads.get(&form).copied().unwrap_or(self.out.forms[form].key);
                let nodes = &mut self.out.nodes;
                let node = *here.entry((key, *class)).or_insert_with(|| {
                    let new = Node { doc: doc as u32, key, class: *class, weight: 0.0, titles: Vec::new() };
                    nodes.push(new);
                    (nodes.len() - 1) as u32
                });
                let entry = &mut nodes[node as usize];
                entry.weight += score;
                for title in titles {
                    if entry.titles.len() < 8 && !entry.titles.contains(title) {
                        entry.titles.push(*title);
                    }
                }
                self.out.mentions[index].node = node;
            }
            first = end;
            self.out.node_ends.push(self.out.nodes.len() as u32);
        }
        self.out
    }

    /// The commonest form with a capital speaks for its key.
    fn choose_forms(&mut self) {
        let counts = &self.form_counts;
        let rank = |form: usize, forms: &[Form]| (has_capital(&forms[form].shown), counts[form]);
        for form in 0..self.out.forms.len() {
            let key = self.out.forms[form].key as usize;
            let best = self.out.keys[key].form as usize;
            if rank(form, &self.out.forms) > rank(best, &self.out.forms) {
                self.out.keys[key].form = form as u32;
            }
        }
    }

    /// Descriptions ("the tall actress") are compared by their head noun: a key of its own, which no name can have.
    fn nominal_heads(&mut self) -> FastMap<usize, u32> {
        let mut heads = FastMap::default();
        for form in 0..self.out.forms.len() {
            if lexicon::is_pronoun(&self.out.keys[self.out.forms[form].key as usize].text) {
                continue;
            }
            let entry = &self.out.forms[form];
            let key = &self.out.keys[entry.key as usize];
            let digits = key.text.bytes().any(|byte| byte.is_ascii_digit());
            if entry.class != Class::Other || key.proper || digits || key.text.len() > 100 {
                continue;
            }
            let before_of = key.text.split(" of ").next().unwrap_or("");
            let head = before_of.split(' ').next_back().unwrap_or("");
            let text = format!("~{}", stem(head));
            let (number, new) = self.keys.number(&text);
            if new {
                let first_end = text.find(' ').unwrap_or(text.len());
                self.out.keys.push(Key { words: 1, first_end, form: form as u32, text, ..Key::default() });
            }
            heads.insert(form, number);
        }
        heads
    }
}

fn needs_folding(surface: &str) -> bool {
    let bytes = surface.as_bytes();
    let blanks = bytes.windows(2).any(|pair| pair == b"  ");
    blanks || bytes.iter().any(|byte| matches!(byte, b'\n' | b'\t')) || surface.contains('\u{a0}')
}

/// A title that stands before a mention but is no part of its span.
fn before(text: &str, ents: &LayerView<'_>, row: usize) -> Option<String> {
    if !matches!(Class::of(ents.label(row).unwrap_or("")), Class::Person | Class::Other) {
        return None;
    }
    let end = ents.span(row).start as usize;
    let start = text.floor_char_boundary(end.saturating_sub(40));
    let mut titles: Vec<&str> = Vec::new();
    for word in Span::new(start as u32, end as u32).of(text).split([' ', '\u{a0}']).rev().skip(1).take(4) {
        let folded = fold(word.trim_end_matches('.'));
        let fits =
            if titles.is_empty() { lexicon::is_title(&folded) } else { lexicon::is_before_title(&folded) };
        if !fits || word.is_empty() {
            break;
        }
        titles.push(word);
    }
    titles.reverse();
    (!titles.is_empty()).then(|| titles.join(" "))
}
