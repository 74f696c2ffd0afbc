//! Reads the mentions of documents: their printed forms, labels, scores and the titles before them.

use std::borrow::Cow;

use copydesk_sdk::{Doc, LayerView, Span, names};
use copydesk_text::Segments;
use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::class::Class;
use crate::collect::NONE;
use crate::{governments, lexicon};

/// What stands for the score of a mention that has none.
const USUAL_SCORE: f32 = 0.6;

/// A mention as it was read, with numbers that hold in its part of the collection only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawMention {
    pub span: Span,
    pub score: f32,
    pub form: u32,
    pub before: u32,
    pub after: u32,
    pub label: u16,
}

/// The mentions of some documents.
#[derive(Debug, Default)]
pub(crate) struct ReadDocs<'a> {
    pub mentions: Vec<RawMention>,
    /// Where the mentions of each document end.
    pub ends: Vec<u32>,
    /// Class and text of each form; how often it occurs, and later its number in the collection.
    pub forms: Vec<(Class, Cow<'a, str>, u32)>,
    /// Titles that stand before mentions, and roles after them.
    pub before_texts: Vec<String>,
    /// Their numbers in the collection.
    pub befores: Vec<u32>,
    /// Labels and, later, their numbers in the collection.
    pub labels: Vec<(&'a str, u16)>,
}

/// Reads some documents.
pub(crate) fn read<'a>(docs: &[Doc<'a>]) -> ReadDocs<'a> {
    let mut out = ReadDocs::default();
    let mut forms: FastMap<(Class, Cow<'a, str>), u32> = FastMap::default();
    let mut befores: FastMap<String, u32> = FastMap::default();
    let mut labels: Vec<(Class, u16)> = Vec::new();
    for doc in docs {
        let (ents, text) = (doc.needed(names::ENTS), doc.text());
        let segments = Segments::of(doc);
        let markup = segments.of_kind("markup").next().is_some();
        labels.clear();
        labels.extend(ents.labels.iter().map(|label| (Class::of(label), out.label(label))));
        let mut unlabelled = None;
        for row in 0..ents.len() {
            let span = ents.span(row);
            let known = ents.label.get(row).and_then(|&label| labels.get(label as usize)).copied();
            let (class, label) =
                known.unwrap_or_else(|| (Class::of(""), *unlabelled.get_or_insert_with(|| out.label(""))));
            let surface = span.of(text);
            let capital =
                matches!(class, Class::Place | Class::Org) && governments::of_capital(surface).is_some();
            let class = if capital && governments::acts(text, span) { Class::Government } else { class };
            let marked = markup && segments.markup_in(span).next().is_some();
            let printed = if marked || needs_folding(surface) {
                Cow::Owned(segments.printed(doc, span))
            } else {
                Cow::Borrowed(surface)
            };
            let form = *forms.entry((class, printed)).or_insert_with_key(|(class, text)| {
                out.forms.push((*class, text.clone(), 0));
                (out.forms.len() - 1) as u32
            });
            out.forms[form as usize].2 += 1;
            let titled = matches!(class, Class::Person | Class::Other);
            let before = titled.then(|| before(text, &ents, row)).flatten();
            let after = if titled { after(text, &ents, row) } else { None };
            let mut number = |title: Option<String>| {
                title.map_or(NONE, |title| {
                    *befores.entry(title).or_insert_with_key(|title| {
                        out.before_texts.push(title.clone());
                        (out.before_texts.len() - 1) as u32
                    })
                })
            };
            let (before, after) = (number(before), number(after));
            let score = ents.score(row).unwrap_or(USUAL_SCORE);
            out.mentions.push(RawMention { span, score, form, before, after, label });
        }
        out.ends.push(out.mentions.len() as u32);
    }
    out
}

impl<'a> ReadDocs<'a> {
    fn label(&mut self, label: &'a str) -> u16 {
        let known = self.labels.iter().position(|(known, _)| *known == label);
        known.unwrap_or_else(|| {
            self.labels.push((label, 0));
            self.labels.len() - 1
        }) as u16
    }
}

fn needs_folding(surface: &str) -> bool {
    let mut last = 0;
    surface.bytes().any(|byte| {
        let blanks = byte == b' ' && last == b' ';
        let no_break = byte == 0xa0 && last == 0xc2;
        last = byte;
        blanks || no_break || matches!(byte, b'\n' | b'\t')
    })
}

/// A title that stands before a mention but is no part of its span.
fn before(text: &str, ents: &LayerView<'_>, row: usize) -> Option<String> {
    let end = ents.span(row).start as usize;
    let start = text.floor_char_boundary(end.saturating_sub(40));
    let mut titles: Vec<&str> = Vec::new();
    let words = Span::new(start as u32, end as u32).of(text).split([' ', '\u{a0}']);
    for word in words.rev().skip(1).take(4) {
        let plain = word.trim_end_matches('.');
        let fits = |folded: &str| {
            if titles.is_empty() { lexicon::is_title(folded) } else { lexicon::is_before_title(folded) }
        };
        if plain.is_empty() || !folded(plain, fits) {
            break;
        }
        titles.push(word);
    }
    titles.reverse();
    (!titles.is_empty()).then(|| titles.join(" "))
}

/// Longest role that is kept, in bytes.
const LONGEST_ROLE: usize = 80;

/// What is said about a person directly after the name: ", the harbour chief," or "(D-Wid)".
fn after(text: &str, ents: &LayerView<'_>, row: usize) -> Option<String> {
    let begin = ents.span(row).end;
    let rest = text.get(begin as usize..)?;
    if let Some((told, _)) = rest.strip_prefix(" (").and_then(|rest| rest.split_once(')')) {
        return is_party(told).then(|| told.to_owned());
    }
    let rest = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(" , "))?;
    let rest = rest.get(..rest.floor_char_boundary(LONGEST_ROLE))?;
    let end = rest.find([',', ';', '\n', '"', '“', '(']).or_else(|| rest.find(". "))?;
    let told = before_verb(rest.get(..end)?).trim();
    if is_party(told) {
        return Some(told.to_owned());
    }
    let words = || told.split(' ').filter(|word| !word.is_empty());
    // The noun that says it stands before the first word that begins what is said about the noun.
    let first = words().next()?;
    let next_person = ents.start.get(row + 1).is_some_and(|&start| start < begin + end as u32 + 3)
        && Class::of(ents.label(row + 1).unwrap_or("")) == Class::Person;
    let verb = first.ends_with("ed")
        || first.ends_with("ing")
        || matches!(first, "became" | "is" | "was" | "has" | "who");
    if next_person || verb {
        return None;
    }
    let article = matches!(first, "the" | "a" | "an" | "its" | "their" | "his" | "her" | "then" | "former");
    let head = words().take_while(|word| !crate::nouns::ends_noun(word) && *word != "and").last()?;
    let role = folded(head, |word| crate::nouns::is_role(word) || matches!(word, "officer" | "executive"));
    if !role || (!article && first.starts_with(char::is_uppercase) && words().count() > 6) {
        return None;
    }
    let told = if matches!(first, "the" | "a" | "an") { told.get(first.len()..)?.trim_start() } else { told };
    Some(told.trim_end_matches('.').split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What stands before the verb where no comma parts a role from what its bearer does: "chief of relief said that".
fn before_verb(told: &str) -> &str {
    const VERBS: [&str; 16] = [
        "said",
        "says",
        "told",
        "tells",
        "added",
        "announced",
        "warned",
        "is",
        "was",
        "has",
        "had",
        "will",
        "would",
        "who",
        "that",
        "which",
    ];
    let mut at = 0;
    for word in told.split(' ') {
        if at > 0 && VERBS.contains(&word) {
            return told.get(..at).unwrap_or(told);
        }
        at += word.len() + 1;
    }
    told
}

/// Whether this is a party and a constituency: `R-Ky.`, `D-N.Y.`
fn is_party(told: &str) -> bool {
    told.len() <= 12
        && told.split_once('-').is_some_and(|(party, state)| {
            party.len() == 1 && party.starts_with(char::is_uppercase) && state.starts_with(char::is_uppercase)
        })
}

/// Asks about a folded word; short ones of ASCII letters are folded without memory of their own.
pub(crate) fn folded<R>(word: &str, ask: impl FnOnce(&str) -> R) -> R {
    let mut short = [0; 24];
    match short.get_mut(..word.len()) {
        Some(bytes) if word.is_ascii() => {
            bytes.copy_from_slice(word.as_bytes());
            bytes.make_ascii_lowercase();
            ask(std::str::from_utf8(bytes).unwrap_or(word))
        }
        _ => ask(&fold(word)),
    }
}
