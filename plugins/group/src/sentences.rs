//! The sentences of one story: what they name, what they are about, when they say it was.

use copydesk_sdk::{Docs, Span, names};
use copydesk_text::Segments;
use copydesk_text::hash::FastMap;

use crate::common;
use crate::features::{Features, UNREAD, entity, ids, is_name};
use crate::forms::{Form, mark};
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
    entity_weight: FastMap<u32, f32>,
    word_weight: FastMap<u32, f32>,
}

/// Sentences of one report that are read; the longest reports are rarely about one story.
const MOST: usize = 400;
/// Tokens of one sentence that are read.
const LONGEST: usize = 200;

impl Sentences {
    /// Reads the sentences of the documents `members`; what they are about only where they will be `compared`.
    pub(crate) fn read(
        docs: &Docs<'_>,
        members: &[usize],
        features: &mut Features<'_>,
        compared: bool,
    ) -> Self {
        let mut sentences = Self::default();
        for &doc in members {
            sentences.read_document(docs, doc, features, compared);
        }
        if compared {
            sentences.weigh(features);
        }
        sentences
    }

    fn read_document(&mut self, docs: &Docs<'_>, number: usize, features: &mut Features<'_>, compared: bool) {
        let doc = &docs[number];
        let segments = Segments::of(doc);
        let tokens = doc.needed(names::TOKENS);
        let (ents, dates) = (doc.layer(names::ENTS), doc.layer(names::DATES));
        let ids = ents.as_ref().and_then(ids);
        let spans: Vec<Span> = match doc.layer(names::SENTS) {
            Some(sents) => sents.spans().collect(),
            None => paragraphs(doc.text()),
        };
        let story = spans.into_iter().filter(|span| segments.is_story(span.start)).take(MOST);
        let mut body = 0;
        let mut named: Vec<Span> = Vec::new();
        for span in story {
            // Headlines are leads too, but do not push the first sentences of the body down.
            let at = body;
            body += usize::from(segments.kind_at(span.start) != "headline");
            let mut entities = Vec::new();
            named.clear();
            if let Some(ents) = &ents {
                for row in ents.rows_in(span).filter(|&row| is_name(ents.label(row).unwrap_or(""))) {
                    let known = &mut features.docs[number].mentions[row];
                    if *known == UNREAD {
                        *known = entity(doc, ents, row, ids, &mut features.entities);
                    }
                    entities.push(*known);
                    named.push(ents.span(row));
                }
            }
            let mut said = Vec::new();
            if let Some(dates) = &dates {
                // "Every Monday" and "three days" are no days.
                for row in dates
                    .rows_in(span)
                    .filter(|&row| matches!(dates.label(row), None | Some("DATE" | "TIME")))
                {
                    let value = dates.attr(row, "value").unwrap_or("");
                    said.extend(read(value, doc.slice(dates.span(row))));
                }
            }
            let rows = tokens.rows_in(span);
            let rows = rows.start..rows.end.min(rows.start + LONGEST);
            let forms = features.docs[number].tokens.get(rows.clone()).unwrap_or(&[]);
            let (past, future) = tense(forms.iter().map(|&form| features.forms.get(form)));
            let mut words = Vec::new();
            if compared {
                for (row, &form) in rows.zip(forms) {
                    let name = named.iter().any(|name| name.contains(tokens.span(row)));
                    if !name && features.forms.get(form).is(mark::CONTENT) {
                        words.push(features.forms.stem(form, &mut features.words));
                    }
                }
            }
            for list in [&mut entities, &mut words] {
                list.sort_unstable();
                list.dedup();
            }
            self.all.push(Sentence { doc: number, span, at, entities, words, said, future, past });
        }
    }

    /// A feature tells the more, the fewer sentences of the story and of news at large have it.
    fn weigh(&mut self, features: &Features<'_>) {
        let mut entities: FastMap<u32, u32> = FastMap::default();
        let mut words: FastMap<u32, u32> = FastMap::default();
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
        let shared = |list: fn(&Sentence) -> &Vec<u32>, weights: &FastMap<u32, f32>| -> Vec<f32> {
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
fn tense(forms: impl Iterator<Item = Form> + Clone) -> (bool, bool) {
    let next = forms.clone().skip(1).map(|form| form.marks).chain([0]);
    let (mut past, mut future) = (false, false);
    for (form, next) in forms.zip(next) {
        let to = next & mark::TO != 0;
        past |= form.is(mark::PAST) || (form.is(mark::SET) && !to);
        future |= form.is(mark::FUTURE)
            || (form.is(mark::PLAN) && to)
            || (form.is(mark::COMING) && next & mark::PERIOD != 0);
    }
    (past, future)
}

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
            assert_eq!(tense(text.split(' ').map(Form::read)), (past, future), "{text}");
        }
    }
}
