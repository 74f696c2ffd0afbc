//! The sentences of one story: what they name, what they are about, when they say it was.

use copydesk_sdk::{Docs, Span};
use copydesk_text::hash::FastMap;

use crate::background;
use crate::features::Features;
use crate::reading::Report;
use crate::when::Said;

/// The reports of a collection, by their numbers in the call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Collection<'a> {
    pub docs: &'a Docs<'a>,
    pub features: &'a Features,
    /// The number of each document at the desk.
    pub numbers: &'a [u32],
}

impl<'a> Collection<'a> {
    pub(crate) fn report(&self, doc: usize) -> &'a Report {
        &self.features.reports[self.numbers[doc] as usize]
    }
}

/// One sentence.
#[derive(Debug, Clone)]
pub(crate) struct Sentence<'a> {
    /// Number of the document in the collection.
    pub doc: usize,
    pub span: Span,
    /// Its place among the sentences of the document's body, from 0; headlines before it have that of the next one.
    pub at: u32,
    pub entities: &'a [u32],
    /// Stemmed content words outside names, as terms of the collection, in rising order.
    pub words: &'a [u32],
    pub said: &'a [Said],
    /// Whether it tells of something to come, and of something done.
    pub future: bool,
    pub past: bool,
}

/// All sentences of a story and how telling their features are within it.
#[derive(Debug, Default)]
pub(crate) struct Sentences<'a> {
    pub all: Vec<Sentence<'a>>,
    entity_weight: FastMap<u32, f32>,
    word_weight: FastMap<u32, f32>,
}

impl<'a> Sentences<'a> {
    /// The sentences of the documents `members`; how telling their features are only where they will be `compared`.
    pub(crate) fn of(collection: Collection<'a>, members: &[usize], compared: bool) -> Self {
        let mut sentences = Self::default();
        sentences.all.reserve_exact(members.iter().map(|&doc| collection.report(doc).sentences.len()).sum());
        for &doc in members {
            let report = collection.report(doc);
            sentences.all.extend(report.sentences.iter().enumerate().map(|(number, told)| Sentence {
                doc,
                span: told.span,
                at: told.at,
                entities: report.names_in(number),
                words: report.words_in(number),
                said: report.said_in(number),
                future: told.future,
                past: told.past,
            }));
        }
        if compared {
            sentences.weigh(collection.features);
        }
        sentences
    }

    /// A feature tells the more, the fewer sentences of the story and of news at large have it.
    fn weigh(&mut self, features: &Features) {
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
                let large = (2.0 / background::share(features.terms.text(word))).ln().max(0.0);
                (word, own(count).min(large).min(4.0))
            })
            .collect();
    }

    /// How much says that sentence `a` and sentence number `other` tell of one thing. With `around`, what stands directly
    /// before and after the other sentence counts half: reports spread one happening over two or three sentences.
    pub(crate) fn likeness(&self, a: &Sentence<'_>, other: usize, around: bool) -> Likeness {
        let b = &self.all[other];
        let beside = if around { [other.checked_sub(1), Some(other + 1)] } else { [None, None] };
        let beside: Vec<&Sentence<'_>> = beside
            .into_iter()
            .filter_map(|at| self.all.get(at?))
            .filter(|sentence| sentence.doc == b.doc)
            .collect();
        let shared = |list: for<'s> fn(&'s Sentence<'_>) -> &'s [u32],
                      weights: &FastMap<u32, f32>|
         -> Vec<f32> {
            let has = |sentence: &Sentence<'_>, feature: &u32| list(sentence).binary_search(feature).is_ok();
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
        let names = shared(|sentence| sentence.entities, &self.entity_weight);
        let words = shared(|sentence| sentence.words, &self.word_weight);
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
