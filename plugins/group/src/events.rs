//! The events of a story: the days that its reports tell of.

use std::collections::BTreeMap;

use copydesk_text::calendar::Date;
use copydesk_text::hash::FastMap;

use crate::anchor::date_sentences;
use crate::rows::{EventRow, PlaceRow, WhenRow};
use crate::sentences::{Collection, Sentence, Sentences};
use crate::when::Basis;

/// Days farther than this from every report of the story are its background.
const BACKGROUND_DAYS: i64 = 120;
/// Sentences and entities kept for one event.
const MOST_MENTIONS: usize = 12;
const MOST_ENTITIES: usize = 8;

/// One sentence that tells of a day.
#[derive(Debug, Clone, Copy)]
struct Telling {
    day: Option<Date>,
    sentence: usize,
    weight: f32,
    basis: Basis,
    from: Option<usize>,
}

/// Finds the events of one story, in order of time, undated ones last.
pub(crate) fn find<'a>(collection: Collection<'a>, story: &'a str, members: &[usize]) -> Vec<EventRow<'a>> {
    let published: FastMap<usize, Date> = members
        .iter()
        .filter_map(|&doc| Some((doc, Date::from_days(collection.report(doc).published?)?)))
        .collect();
    // Sentences are only compared where a report borrows the days of its weekdays from others.
    let borrows = |doc: &usize| !published.contains_key(doc) && collection.report(*doc).tells_of_weekday();
    let compared = members.len() > 1 && members.iter().any(borrows);
    let sentences = Sentences::of(collection, members, compared);
    let main = main_entities(&sentences);
    let tellings = days_told(&sentences, members, &published, &main);
    let context = Context { collection, story, sentences: &sentences };
    let mut events: Vec<EventRow<'a>> = Vec::new();
    let mut told: Vec<usize> = Vec::new();
    for tellings in tellings.chunk_by(|a, b| a.day == b.day) {
        if matters(&sentences, tellings) {
            told.extend(tellings.iter().map(|telling| sentences.all[telling.sentence].doc));
            let date = tellings[0].day.map(|day| day.to_string()).unwrap_or_default();
            let when = WhenRow { date, basis: context.basis(tellings) };
            events.push(context.event(when, tellings));
        }
    }
    told.sort_unstable();
    let silent: Vec<usize> = members.iter().copied().filter(|doc| told.binary_search(doc).is_err()).collect();
    let undated = context.without_days(&silent, &published, &main, &mut events);
    events.sort_by(|a, b| a.when.date.cmp(&b.when.date));
    events.extend(undated);
    events
}

/// The entities that most reports of the story name.
fn main_entities(sentences: &Sentences<'_>) -> Vec<u32> {
    let mut mentions: Vec<(u32, usize)> = sentences
        .all
        .iter()
        .flat_map(|sentence| sentence.entities.iter().map(|&entity| (entity, sentence.doc)))
        .collect();
    mentions.sort_unstable();
    let mut ranked: Vec<(usize, usize, u32)> = mentions
        .chunk_by(|a, b| a.0 == b.0)
        .map(|of_one| (of_one.chunk_by(|a, b| a.1 == b.1).count(), of_one.len(), of_one[0].0))
        .collect();
    ranked.sort_unstable_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(&b.2)));
    ranked.into_iter().map(|(_, _, entity)| entity).take(5).collect()
}

/// Every day that sentences tell of, in order of time, with what each sentence counts.
fn days_told(
    sentences: &Sentences<'_>,
    members: &[usize],
    published: &FastMap<usize, Date>,
    main: &[u32],
) -> Vec<Telling> {
    let mut known: Vec<i64> = published.values().map(|day| day.days()).collect();
    known.sort_unstable();
    let near = |day: Date| {
        let first = known.partition_point(|&known| known < day.days() - BACKGROUND_DAYS);
        known.is_empty() || known.get(first).is_some_and(|&known| known <= day.days() + BACKGROUND_DAYS)
    };
    let mut tellings: Vec<Telling> = date_sentences(sentences, members, published)
        .into_iter()
        .filter(|dated| near(dated.day))
        .map(|dated| Telling {
            day: Some(dated.day),
            sentence: dated.sentence,
            weight: weight(&sentences.all[dated.sentence], main),
            basis: dated.basis,
            from: dated.from,
        })
        .collect();
    tellings.sort_by_key(|telling| (telling.day, telling.sentence));
    tellings.dedup_by_key(|telling| (telling.day, telling.sentence));
    tellings
}

/// Leads count most, then sentences about the story's main entities; plans count little.
fn weight(sentence: &Sentence<'_>, main: &[u32]) -> f32 {
    let place = match sentence.at {
        0 => 3.5,
        1 => 3.0,
        2..=4 => 2.0,
        _ => 1.0,
    };
    let share = main.iter().filter(|entity| sentence.entities.contains(entity)).count() as f32;
    let tense = match (sentence.past, sentence.future) {
        (true, _) => 1.0,
        (false, false) => 0.7,
        (false, true) => 0.3,
    };
    place * tense * (0.5 + 0.5 * share / main.len().max(1) as f32)
}

/// A day matters where a report leads with it, or two tell of it; plans alone do not make an event.
fn matters(sentences: &Sentences<'_>, tellings: &[Telling]) -> bool {
    let done = |telling: &&Telling| {
        let sentence = &sentences.all[telling.sentence];
        sentence.past || !sentence.future
    };
    let doc = |telling: &Telling| sentences.all[telling.sentence].doc;
    let lead = tellings.iter().filter(done).any(|telling| sentences.all[telling.sentence].at < 3);
    let first = tellings.first().map(doc);
    let several = tellings.iter().any(|telling| Some(doc(telling)) != first);
    tellings.iter().any(|telling| done(&telling)) && (lead || several)
}

/// Adds weights up by key; heaviest first, then least key.
fn ranked<K: Copy + Ord>(weights: impl Iterator<Item = (K, f32)>) -> Vec<(K, f32)> {
    let mut sums: Vec<(K, f32)> = weights.collect();
    // A stable sort: weights of one key are added in the order in which they came.
    sums.sort_by_key(|&(key, _)| key);
    sums.dedup_by(|later, first| {
        let same = later.0 == first.0;
        first.1 += if same { later.1 } else { 0.0 };
        same
    });
    sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    sums
}

struct Context<'a, 's> {
    collection: Collection<'a>,
    story: &'a str,
    sentences: &'s Sentences<'a>,
}

impl<'a> Context<'a, '_> {
    fn event(&self, when: WhenRow, tellings: &[Telling]) -> EventRow<'a> {
        let mut best: Vec<&Telling> = tellings.iter().collect();
        best.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.sentence.cmp(&b.sentence)));
        let sentence = |telling: &Telling| &self.sentences.all[telling.sentence];
        let documents = ranked(best.iter().map(|telling| (sentence(telling).doc, telling.weight)));
        let entities =
            ranked(best.iter().flat_map(|telling| {
                sentence(telling).entities.iter().map(|&entity| (entity, telling.weight))
            }));
        let terms = &self.collection.features.terms;
        EventRow {
            id: format!("{}/{}", self.story, if when.date.is_empty() { "undated" } else { &when.date }),
            story: self.story,
            when,
            documents: documents.into_iter().map(|(doc, _)| self.collection.docs[doc].id()).collect(),
            entities: entities
                .into_iter()
                .take(MOST_ENTITIES)
                .map(|(entity, _)| terms.text(entity))
                .collect(),
            mentions: best.iter().take(MOST_MENTIONS).map(|telling| self.place(sentence(telling))).collect(),
        }
    }

    fn place(&self, sentence: &Sentence<'_>) -> PlaceRow<'a> {
        let document = self.collection.docs[sentence.doc].id();
        PlaceRow { document, start: sentence.span.start, end: sentence.span.end }
    }

    /// The firmest way in which the day is known.
    fn basis(&self, tellings: &[Telling]) -> String {
        let firmest =
            tellings.iter().max_by(|a, b| a.basis.cmp(&b.basis).then(a.weight.total_cmp(&b.weight)));
        match firmest {
            Some(Telling { basis: Basis::Inferred, from: Some(from), .. }) => {
                format!("inferred:from {}", self.collection.docs[*from].id())
            }
            Some(telling) => telling.basis.name().to_owned(),
            None => "unknown".to_owned(),
        }
    }

    /// Reports that no day was found in: those with a date of publication tell of that day; the others, if the story has
    /// no event at all or their lead names a day that nobody knows, of an event without a date.
    fn without_days(
        &self,
        silent: &[usize],
        published: &FastMap<usize, Date>,
        main: &[u32],
        events: &mut Vec<EventRow<'a>>,
    ) -> Option<EventRow<'a>> {
        let mut by_day: BTreeMap<Option<Date>, Vec<Telling>> = BTreeMap::new();
        let none_yet = events.is_empty();
        for &doc in silent {
            let Some(lead) = self.lead(doc) else { continue };
            let sentence = &self.sentences.all[lead];
            let day = published.get(&doc).copied();
            if day.is_none() && !none_yet && sentence.said.is_empty() {
                continue;
            }
            by_day.entry(day).or_default().push(Telling {
                day,
                sentence: lead,
                weight: weight(sentence, main),
                basis: Basis::Published,
                from: None,
            });
        }
        let mut undated = None;
        for (day, tellings) in by_day {
            let Some(day) = day else {
                let unknown = WhenRow { date: String::new(), basis: "unknown".to_owned() };
                undated = Some(self.event(unknown, &tellings));
                continue;
            };
            let date = day.to_string();
            match events.iter().position(|event| event.when.date == date) {
                Some(at) => {
                    let new = self.event(WhenRow { date, basis: String::new() }, &tellings);
                    events[at].documents.extend(new.documents);
                    events[at].mentions.extend(new.mentions);
                }
                None => events.push(self.event(WhenRow { date, basis: "published".to_owned() }, &tellings)),
            }
        }
        undated
    }

    /// The first sentence of a report that tells of something done, a headline in the present tense aside.
    fn lead(&self, doc: usize) -> Option<usize> {
        // Members are in rising order, and so are their sentences.
        let first = self.sentences.all.partition_point(|sentence| sentence.doc < doc);
        let own = self.sentences.all[first..].iter().take_while(|sentence| sentence.doc == doc);
        let past = own.clone().position(|sentence| sentence.past && sentence.at < 3);
        (own.count() > 0).then(|| first + past.unwrap_or(0))
    }
}
