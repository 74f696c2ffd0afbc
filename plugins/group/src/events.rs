//! The events of a story: the days that its reports tell of.

use std::collections::BTreeMap;

use copydesk_sdk::Docs;
use copydesk_sdk::tables::{Event, Place, When};
use copydesk_text::calendar::Date;
use copydesk_text::hash::{FastMap, FastSet};

use crate::anchor::date_sentences;
use crate::features::Features;
use crate::sentences::{Sentence, Sentences};
use crate::when::Basis;

/// Days farther than this from every report of the story are its background.
const BACKGROUND_DAYS: i64 = 120;
/// Sentences and entities kept for one event.
const MOST_MENTIONS: usize = 12;
const MOST_ENTITIES: usize = 8;

/// One sentence that tells of a day.
#[derive(Debug, Clone, Copy)]
struct Telling {
    sentence: usize,
    weight: f32,
    basis: Basis,
    from: Option<usize>,
}

/// Finds the events of one story, in order of time, undated ones last.
pub(crate) fn find(
    docs: &Docs<'_>,
    story: &str,
    members: &[usize],
    features: &mut Features<'_>,
) -> Vec<Event> {
    let published: FastMap<usize, Date> = members
        .iter()
        .filter_map(|&doc| Some((doc, Date::parse_iso(docs[doc].meta("published")?)?)))
        .collect();
    // Sentences are only compared where a report borrows its days from others.
    let compared = members.len() > 1 && published.len() < members.len();
    let sentences = Sentences::read(docs, members, features, compared);
    let main = main_entities(&sentences);
    let days = days_told(&sentences, members, &published, &main);
    let mut events: Vec<Event> = Vec::new();
    let context = Context { docs, story, sentences: &sentences, features };
    for (day, tellings) in &days {
        if matters(&sentences, tellings) {
            events
                .push(context.event(When { date: day.to_string(), basis: basis(docs, tellings) }, tellings));
        }
    }
    let told: FastSet<&str> =
        events.iter().flat_map(|event| event.documents.iter().map(String::as_str)).collect();
    let silent: Vec<usize> = members.iter().copied().filter(|&doc| !told.contains(&docs[doc].id())).collect();
    let undated = context.without_days(&silent, &published, &main, &mut events);
    events.sort_by(|a, b| a.when.date.cmp(&b.when.date));
    events.extend(undated);
    events
}

/// The entities that most reports of the story name.
fn main_entities(sentences: &Sentences) -> Vec<u32> {
    let mut documents: BTreeMap<u32, (u32, u32, usize)> = BTreeMap::new();
    for sentence in &sentences.all {
        for &entity in &sentence.entities {
            let (docs, count, last) = documents.entry(entity).or_insert((0, 0, usize::MAX));
            *count += 1;
            if *last != sentence.doc {
                *last = sentence.doc;
                *docs += 1;
            }
        }
    }
    let mut ranked: Vec<(u32, (u32, u32, usize))> = documents.into_iter().collect();
    ranked.sort_by(|a, b| (b.1.0, b.1.1).cmp(&(a.1.0, a.1.1)).then(a.0.cmp(&b.0)));
    ranked.into_iter().map(|(entity, _)| entity).take(5).collect()
}

/// Every day that sentences tell of, with what each sentence counts.
fn days_told(
    sentences: &Sentences,
    members: &[usize],
    published: &FastMap<usize, Date>,
    main: &[u32],
) -> BTreeMap<Date, Vec<Telling>> {
    let mut days: BTreeMap<Date, Vec<Telling>> = BTreeMap::new();
    for dated in date_sentences(sentences, members, published) {
        let near = published.is_empty()
            || published.values().any(|day| (day.days() - dated.day.days()).abs() <= BACKGROUND_DAYS);
        if near {
            let weight = weight(&sentences.all[dated.sentence], main);
            let telling = Telling { sentence: dated.sentence, weight, basis: dated.basis, from: dated.from };
            let tellings = days.entry(dated.day).or_default();
            // Dates come in the order of their sentences.
            if tellings.last().is_none_or(|known| known.sentence != dated.sentence) {
                tellings.push(telling);
            }
        }
    }
    days
}

/// Leads count most, then sentences about the story's main entities; plans count little.
fn weight(sentence: &Sentence, main: &[u32]) -> f32 {
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
fn matters(sentences: &Sentences, tellings: &[Telling]) -> bool {
    let done = |telling: &&Telling| {
        let sentence = &sentences.all[telling.sentence];
        sentence.past || !sentence.future
    };
    let lead = tellings.iter().filter(done).any(|telling| sentences.all[telling.sentence].at < 3);
    let mut documents: Vec<usize> =
        tellings.iter().map(|telling| sentences.all[telling.sentence].doc).collect();
    documents.sort_unstable();
    documents.dedup();
    tellings.iter().any(|telling| done(&telling)) && (lead || documents.len() >= 2)
}

/// The firmest way in which the day is known.
fn basis(docs: &Docs<'_>, tellings: &[Telling]) -> String {
    let firmest = tellings.iter().max_by(|a, b| a.basis.cmp(&b.basis).then(a.weight.total_cmp(&b.weight)));
    match firmest {
        Some(Telling { basis: Basis::Inferred, from: Some(from), .. }) => {
            format!("inferred:from {}", docs[*from].id())
        }
        Some(telling) => telling.basis.name().to_owned(),
        None => "unknown".to_owned(),
    }
}

struct Context<'a> {
    docs: &'a Docs<'a>,
    story: &'a str,
    sentences: &'a Sentences,
    features: &'a Features<'a>,
}

impl Context<'_> {
    fn event(&self, when: When, tellings: &[Telling]) -> Event {
        let mut ranked: Vec<&Telling> = tellings.iter().collect();
        ranked.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.sentence.cmp(&b.sentence)));
        let mut documents: BTreeMap<usize, f32> = BTreeMap::new();
        let mut entities: BTreeMap<u32, f32> = BTreeMap::new();
        for telling in &ranked {
            let sentence = &self.sentences.all[telling.sentence];
            *documents.entry(sentence.doc).or_default() += telling.weight;
            for &entity in &sentence.entities {
                *entities.entry(entity).or_default() += telling.weight;
            }
        }
        let mut documents: Vec<(usize, f32)> = documents.into_iter().collect();
        documents.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut entities: Vec<(u32, f32)> = entities.into_iter().collect();
        entities.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Event {
            id: format!("{}/{}", self.story, if when.date.is_empty() { "undated" } else { &when.date }),
            story: self.story.to_owned(),
            when,
            documents: documents.iter().map(|(doc, _)| self.docs[*doc].id().to_owned()).collect(),
            entities: entities
                .into_iter()
                .take(MOST_ENTITIES)
                .map(|(entity, _)| self.features.entities.text(entity).to_owned())
                .collect(),
            mentions: ranked.iter().take(MOST_MENTIONS).map(|telling| self.place(telling.sentence)).collect(),
        }
    }

    fn place(&self, sentence: usize) -> Place {
        let sentence = &self.sentences.all[sentence];
        let (start, end) = (sentence.span.start, sentence.span.end);
        Place { document: self.docs[sentence.doc].id().to_owned(), start, end }
    }

    /// Reports that no day was found in: those with a date of publication tell of that day; the others, if the story has
    /// no event at all or their lead names a day that nobody knows, of an event without a date.
    fn without_days(
        &self,
        silent: &[usize],
        published: &FastMap<usize, Date>,
        main: &[u32],
        events: &mut Vec<Event>,
    ) -> Option<Event> {
        let mut by_day: BTreeMap<Option<Date>, Vec<Telling>> = BTreeMap::new();
        let none_yet = events.is_empty();
        let mut leads: FastMap<usize, usize> = FastMap::default();
        for (number, sentence) in self.sentences.all.iter().enumerate() {
            let first = leads.entry(sentence.doc).or_insert(number);
            // The first sentence that tells of something done, a headline in the present tense aside.
            if sentence.past && !self.sentences.all[*first].past && sentence.at < 3 {
                *first = number;
            }
        }
        for doc in silent {
            let Some(&lead) = leads.get(doc) else { continue };
            let sentence = &self.sentences.all[lead];
            let telling = Telling {
                sentence: lead,
                weight: weight(sentence, main),
                basis: Basis::Published,
                from: None,
            };
            match published.get(doc) {
                Some(day) => by_day.entry(Some(*day)).or_default().push(telling),
                None if none_yet || !sentence.said.is_empty() => {
                    by_day.entry(None).or_default().push(telling)
                }
                None => {}
            }
        }
        let mut undated = None;
        for (day, tellings) in by_day {
            let Some(day) = day else {
                undated =
                    Some(self.event(When { date: String::new(), basis: "unknown".to_owned() }, &tellings));
                continue;
            };
            let date = day.to_string();
            let new = self.event(When { date: date.clone(), basis: "published".to_owned() }, &tellings);
            match events.iter_mut().find(|event| event.when.date == date) {
                Some(known) => {
                    known.documents.extend(new.documents);
                    known.mentions.extend(new.mentions);
                }
                None => events.push(new),
            }
        }
        undated
    }
}
