//! The sentences of one story: what they name, what they are about, when they say it was.

use std::collections::HashMap;

use copydesk_sdk::{Docs, Span, names};
use copydesk_text::Segments;
use copydesk_text::words::{fold, is_function_word, stem};

use crate::common;
use crate::features::{Features, entity, is_name};
use crate::when::{Said, read};

/// One sentence.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    /// Number of the document in the collection.
    pub doc: usize,
    pub span: Span,
    /// Its place among the sentences of the document's body, from 0; headlines before it have that of the next one.
    pub at: usize,
    pub entities: Vec<u32>,
    /// Stemmed content words, as numbers of the collection's word table.
    pub words: Vec<u32>,
    pub said: Vec<Said>,
    /// Whether it tells of something to come, and of something done.
    pub future: bool,
    pub past: bool,
}

/// All sentences of a story and how telling their features are within it.
#[derive(Debug, Default)]
pub(crate) struct Sentences {
    pub all: Vec<Sentence>,
    entity_weight: HashMap<u32, f32>,
    word_weight: HashMap<u32, f32>,
}

/// Sentences of one report that are read; the longest reports are rarely about one story.
const MOST: usize = 400;

impl Sentences {
    /// Reads the sentences of the documents `members`.
    pub(crate) fn read(docs: &Docs<'_>, members: &[usize], features: &mut Features) -> Self {
        let mut sentences = Self::default();
        for &doc in members {
            sentences.read_document(docs, doc, features);
        }
        sentences.weigh(features);
        sentences
    }

    fn read_document(&mut self, docs: &Docs<'_>, number: usize, features: &mut Features) {
        let doc = &docs[number];
        let segments = Segments::of(doc);
        let tokens = doc.needed(names::TOKENS);
        let (ents, dates) = (doc.layer(names::ENTS), doc.layer(names::DATES));
        let spans: Vec<Span> = match doc.layer(names::SENTS) {
            Some(sents) => sents.spans().collect(),
            None => paragraphs(doc.text()),
        };
        let story = spans.into_iter().filter(|span| segments.is_story(span.start)).take(MOST);
        let mut body = 0;
        for span in story {
            // Headlines are leads too, but do not push the first sentences of the body down.
            let at = body;
            body += usize::from(segments.kind_at(span.start) != "headline");
            let mut sentence = Sentence {
                doc: number,
                span,
                at,
                entities: Vec::new(),
                words: Vec::new(),
                said: Vec::new(),
                future: false,
                past: false,
            };
            let mut named = Vec::new();
            if let Some(ents) = &ents {
                for row in ents.rows_in(span).filter(|&row| is_name(ents.label(row).unwrap_or(""))) {
                    sentence.entities.push(entity(doc, ents, row, features));
                    named.push(ents.span(row));
                }
            }
            if let Some(dates) = &dates {
                // "Every Monday" and "three days" are no days.
                for row in dates
                    .rows_in(span)
                    .filter(|&row| matches!(dates.label(row), None | Some("DATE" | "TIME")))
                {
                    let value = dates.attr(row, "value").unwrap_or("");
                    sentence.said.extend(read(value, doc.slice(dates.span(row))));
                }
            }
            let folded: Vec<(Span, String)> = tokens
                .rows_in(span)
                .take(200)
                .map(|row| (tokens.span(row), fold(doc.slice(tokens.span(row)))))
                .collect();
            (sentence.past, sentence.future) = tense(&folded);
            for (token, word) in &folded {
                let name = named.iter().any(|name| name.contains(*token));
                if !name && word.len() > 2 && word.chars().any(char::is_alphabetic) && !is_function_word(word)
                {
                    sentence.words.push(features.words.number(stem(word)));
                }
            }
            for list in [&mut sentence.entities, &mut sentence.words] {
                list.sort_unstable();
                list.dedup();
            }
            self.all.push(sentence);
        }
    }

    /// A feature tells the more, the fewer sentences of the story and of news at large have it.
    fn weigh(&mut self, features: &Features) {
        let mut entities: HashMap<u32, u32> = HashMap::new();
        let mut words: HashMap<u32, u32> = HashMap::new();
        for sentence in &self.all {
            sentence.entities.iter().for_each(|&entity| *entities.entry(entity).or_default() += 1);
            sentence.words.iter().for_each(|&word| *words.entry(word).or_default() += 1);
        }
        let all = self.all.len() as f32;
        // A story of a few sentences counts as a little longer, or nothing in it could be rare.
        let own = |count: u32| ((all + 12.0) / count as f32).ln().max(0.0);
        self.entity_weight =
            entities.into_iter().map(|(entity, count)| (entity, own(count).min(4.0))).collect();
        self.word_weight = words
            .into_iter()
            .map(|(word, count)| {
                // A word that a third of all reports have is in far fewer of their sentences.
                let large = (2.0 / common::share(features.words.text(word))).ln().max(0.0);
                (word, own(count).min(large).min(4.0))
            })
            .collect();
    }

    /// How much says that sentence `a` and sentence number `other` tell of one thing. With `around`, what stands directly
    /// before and after the other sentence counts half: reports spread one happening over two or three sentences.
    pub(crate) fn likeness(&self, a: &Sentence, other: usize, around: bool) -> Likeness {
        let b = &self.all[other];
        let beside = if around { [other.checked_sub(1), Some(other + 1)] } else { [None, None] };
        let beside: Vec<&Sentence> = beside
            .into_iter()
            .filter_map(|at| self.all.get(at?))
            .filter(|sentence| sentence.doc == b.doc)
            .collect();
        let shared = |list: fn(&Sentence) -> &Vec<u32>, weights: &HashMap<u32, f32>| -> Vec<f32> {
            let has = |sentence: &Sentence, feature: &u32| list(sentence).binary_search(feature).is_ok();
            let share = |feature: &u32| {
                if has(b, feature) {
                    1.0
                } else if beside.iter().any(|sentence| has(sentence, feature)) {
                    0.5
                } else {
                    0.0
                }
            };
            let weight = |feature: &u32| weights.get(feature).copied().unwrap_or(0.0) * share(feature);
            list(a).iter().map(weight).filter(|&weight| weight > 0.0).collect()
        };
        let names = shared(|sentence| &sentence.entities, &self.entity_weight);
        let words = shared(|sentence| &sentence.words, &self.word_weight);
        let telling_name = names.iter().any(|&weight| weight >= TELLING);
        let telling_words = words.iter().filter(|&&weight| weight >= TELLING).count();
        // A rare name with two others, or with a rare word; or two rare words beside any name.
        let firm = if telling_name {
            telling_words >= 1 || names.len() >= 3
        } else {
            telling_words >= 2 && !names.is_empty()
        };
        Likeness {
            score: names.iter().sum::<f32>() * 1.2 + words.iter().sum::<f32>(),
            firm,
            weak: telling_words >= 1 && !names.is_empty(),
        }
    }
}

/// What two sentences share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Likeness {
    /// Sum of the weights of shared features.
    pub score: f32,
    /// Rare names and words together: enough to call it one happening.
    pub firm: bool,
    /// A name and a rare word: enough only where something else agrees too.
    pub weak: bool,
}

/// Weight from which a feature tells something: about one sentence in six has it.
const TELLING: f32 = 1.8;

fn paragraphs(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            spans.push(Span::new(start as u32, (start + line.trim_end().len()) as u32));
        }
        start += line.len();
    }
    spans
}

/// Whether a sentence tells of the past, and whether of the future, by its verbs.
fn tense(tokens: &[(Span, String)]) -> (bool, bool) {
    let words: Vec<&str> = tokens.iter().map(|(_, word)| word.as_str()).collect();
    let mut past = false;
    let mut future = false;
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or("");
        past |= (PAST.binary_search(word).is_ok() && !(*word == "set" && next == "to"))
            || (word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed"));
        future |= matches!(*word, "will" | "'ll" | "shall" | "wo" | "upcoming")
            || (matches!(
                *word,
                "plans"
                    | "plan"
                    | "planned"
                    | "intends"
                    | "hopes"
                    | "expects"
                    | "expected"
                    | "scheduled"
                    | "set"
                    | "wants"
                    | "ready"
                    | "going"
                    | "poised"
                    | "slated"
                    | "agreed"
            ) && next == "to")
            || (matches!(*word, "is" | "are") && next == "to")
            || (matches!(*word, "coming" | "next")
                && matches!(next, "days" | "weeks" | "months" | "week" | "month"));
    }
    (past, future)
}

/// Irregular past forms of verbs that news is told with. Sorted.
const PAST: &[&str] = &[
    "ate", "became", "began", "bought", "broke", "brought", "built", "came", "caught", "chose", "cut", "did",
    "drew", "drove", "fell", "felt", "flew", "fought", "found", "gave", "got", "had", "held", "hit", "kept",
    "knew", "laid", "led", "left", "lost", "made", "met", "paid", "put", "quit", "ran", "rose", "said",
    "sank", "sat", "saw", "sent", "set", "shot", "shut", "slept", "sold", "spent", "spoke", "stood",
    "struck", "swore", "taught", "thought", "told", "took", "was", "went", "were", "withdrew", "won",
    "wrote",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_tell_the_tense() {
        for (text, past, future) in [
            ("she arrived in Wid", true, false),
            ("she will arrive", false, true),
            ("she announced she will fly to Wid in the coming weeks", true, true),
            ("he is to meet her", false, true),
            ("they met", true, false),
            ("they are getting set to play", false, true),
            ("the plans of the company", false, false),
        ] {
            let tokens: Vec<(Span, String)> =
                text.split(' ').map(|word| (Span::new(0, 0), fold(word))).collect();
            assert_eq!(tense(&tokens), (past, future), "{text}");
        }
        assert!(PAST.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
