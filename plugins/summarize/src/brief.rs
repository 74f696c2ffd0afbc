//! From the reports of one story to its briefing.

use copydesk_sdk::tables::{Briefing, Point, Source, When};
use copydesk_text::calendar::Date;

use crate::choose::{Budget, Choosing, Reserve, choose};
use crate::corpus::Corpus;
use crate::differ::differences;
use crate::headline::headline;
use crate::judge::Fault;
use crate::pile::{NOISY, Pile};
use crate::quotes::is_retold;
use crate::rank::{Ranks, Scratch, rank};
use crate::same::{cite, support, supporters};
use crate::timeline::timeline;
use copydesk_text::hash::FastMap;

/// In which order the points of a briefing stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The sentence that best tells the newest main event, then the others by time.
    Lead,
    /// As they were chosen.
    Importance,
    /// By time alone.
    Time,
}

/// What a briefing should be like.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) budget: Budget,
    pub(crate) order: Order,
    pub(crate) min_support: u32,
}

/// Memory that one briefing after the other uses.
#[derive(Default)]
pub(crate) struct Bench {
    pub(crate) choosing: Choosing,
    pub(crate) ranking: Scratch,
}

/// Writes the briefing of a pile.
pub(crate) fn brief(
    corpus: &Corpus<'_>,
    pile: &Pile,
    weights: &[f32],
    plan: &Plan,
    bench: &mut Bench,
) -> Briefing {
    let ranks = rank(corpus, pile, weights, &mut bench.ranking);
    let mut chosen = chosen(corpus, pile, &ranks, weights, plan, bench);
    let mut points: FastMap<u32, Point> =
        chosen.iter().map(|&row| (row, point(corpus, pile, row, weights))).collect();
    let supported: Vec<(u32, u32)> = chosen
        .iter()
        .map(|row| (*row, points.get(row).map_or(0, |point| point.support.independent)))
        .collect();
    let lead = lead(corpus, pile, &supported);
    arrange(corpus, pile, &mut chosen, lead, plan.order);
    let points = chosen.iter().filter_map(|row| points.remove(row)).collect();
    core_terms(corpus, pile, (lead, &chosen), weights, &mut bench.ranking);
    let first = lead.or_else(|| pile.sentences.first().copied());
    Briefing {
        story: pile.story.clone(),
        event: None,
        when: when(corpus, pile, lead),
        headline: headline(corpus, pile, &ranks, first, weights, &bench.ranking),
        points,
        differences: if pile.members.len() > 1 { differences(corpus, pile, weights) } else { Vec::new() },
        timeline: timeline(corpus, pile, &ranks, weights),
        sources: pile.members.iter().map(|member| source(corpus, member.doc)).collect(),
    }
}

/// Chooses by the strict rules; a story that has nothing by them may use sentences with slight faults.
fn chosen(
    corpus: &Corpus<'_>,
    pile: &Pile,
    ranks: &Ranks,
    weights: &[f32],
    plan: &Plan,
    bench: &mut Bench,
) -> Vec<u32> {
    let mut veto = |row: u32| {
        let sentence = &corpus.sentences[row as usize];
        let noisy = pile.member(sentence.doc).noise >= NOISY;
        if is_retold(corpus, pile, row, weights) {
            return true;
        }
        if !noisy && plan.min_support <= 1 {
            return false;
        }
        let rows = supporters(corpus, pile, row, weights);
        let clean = rows.iter().any(|&row| pile.member(corpus.sentences[row as usize].doc).noise < NOISY);
        noisy && clean || support(corpus, pile, row, &rows).documents < plan.min_support
    };
    let mut budget = plan.budget.clone();
    let strict = choose(corpus, pile, ranks, weights, &budget, &mut bench.choosing, &mut veto);
    if !strict.is_empty() || plan.min_support > 1 {
        return strict;
    }
    budget.reserve = Reserve::Slight;
    choose(corpus, pile, ranks, weights, &budget, &mut bench.choosing, &mut veto)
}

fn point(corpus: &Corpus<'_>, pile: &Pile, row: u32, weights: &[f32]) -> Point {
    let sentence = &corpus.sentences[row as usize];
    let rows = supporters(corpus, pile, row, weights);
    Point {
        text: corpus.printed(sentence.doc, sentence.span),
        mode: "extract".to_owned(),
        cites: vec![cite(corpus, row)],
        support: support(corpus, pile, row, &rows),
    }
}

/// The sentence to begin with: one from the top of a report, without a quotation where possible, that tells what most
/// independent reports tell (its event's reports or those that say the same, and those that say the same once more);
/// of equals the newest, then the one chosen first.
fn lead(corpus: &Corpus<'_>, pile: &Pile, points: &[(u32, u32)]) -> Option<u32> {
    let weigh = |&(row, independent): &(u32, u32)| {
        let sentence = &corpus.sentences[row as usize];
        let told = pile.event_of(corpus, row);
        let tellers = told.map_or(0, |happening| happening.tellers);
        let opens =
            sentence.place < 2 && !sentence.verdict.speech && sentence.verdict.fault != Some(Fault::Dangling);
        (opens, tellers.max(independent) + independent, newness(time(corpus, pile, row)))
    };
    // The first of equals is the one that was chosen first.
    points.iter().rev().max_by_key(|point| weigh(point)).map(|&(row, _)| row)
}

/// Sentences without a date are no news.
fn newness(day: i64) -> i64 {
    if day == i64::MAX { i64::MIN } else { day }
}

/// Puts the points in order. A sentence that needs the one before it stays right behind it.
fn arrange(corpus: &Corpus<'_>, pile: &Pile, chosen: &mut [u32], lead: Option<u32>, order: Order) {
    let picked: Vec<u32> = chosen.to_vec();
    let head = |mut row: u32| {
        while corpus.sentences[row as usize].verdict.fault == Some(Fault::Dangling)
            && row > 0
            && picked.contains(&(row - 1))
        {
            row -= 1;
        }
        row
    };
    let lead = lead.map(head);
    let by_time = |row: u32| {
        let sentence = &corpus.sentences[row as usize];
        (time(corpus, pile, row), sentence.doc, sentence.span.start)
    };
    let place = |row: u32| picked.iter().position(|&other| other == row);
    match order {
        Order::Importance => chosen.sort_by_key(|&row| (place(head(row)), row)),
        Order::Time => chosen.sort_by_key(|&row| (by_time(head(row)), row)),
        Order::Lead => chosen.sort_by_key(|&row| (Some(head(row)) != lead, by_time(head(row)), row)),
    }
}

/// The day that a sentence tells of: its event's, else the latest that it names and that its report could know, else
/// the day of its report. Days since 1970.
fn time(corpus: &Corpus<'_>, pile: &Pile, row: u32) -> i64 {
    let sentence = &corpus.sentences[row as usize];
    let published = corpus.reports[sentence.doc as usize].published.map(Date::days);
    let told = pile.event_of(corpus, row);
    let event = told.and_then(|happening| Date::parse_iso(&happening.when.date)).map(Date::days);
    let named = corpus.days(sentence).iter().copied().rfind(|&day| published.is_none_or(|last| day <= last));
    event.or(named).or(published).unwrap_or(i64::MAX)
}

fn when(corpus: &Corpus<'_>, pile: &Pile, lead: Option<u32>) -> When {
    let Some(row) = lead else { return When { basis: "unknown".to_owned(), ..When::default() } };
    if let Some(happening) = pile.event_of(corpus, row) {
        return happening.when.clone();
    }
    let sentence = &corpus.sentences[row as usize];
    let published = corpus.reports[sentence.doc as usize].published;
    let named =
        corpus.days(sentence).iter().copied().rfind(|&day| published.is_none_or(|last| day <= last.days()));
    match (named.and_then(Date::from_days), published) {
        (Some(date), _) => When { date: date.to_string(), basis: "stated".to_owned() },
        (None, Some(date)) => When { date: date.to_string(), basis: "published".to_owned() },
        (None, None) => When { basis: "unknown".to_owned(), ..When::default() },
    }
}

/// What a headline must be about: the terms of the sentence that the briefing begins with, then those of the others.
fn core_terms(
    corpus: &Corpus<'_>,
    pile: &Pile,
    (lead, chosen): (Option<u32>, &[u32]),
    weights: &[f32],
    core: &mut Scratch,
) {
    core.reset(weights.len());
    for &row in chosen {
        let share = if Some(row) == lead { 1.0 } else { 0.2 };
        for &term in corpus.terms(&corpus.sentences[row as usize]) {
            core.add(term, share * weights[term as usize]);
        }
    }
    // The leads of all reports have a say, so that a side issue among the points cannot lead the headline astray.
    for &row in &pile.sentences {
        let sentence = &corpus.sentences[row as usize];
        if sentence.place < 2 && !pile.is_copy(sentence.doc) {
            for &term in corpus.terms(sentence) {
                core.add(term, weights[term as usize] / pile.members.len() as f32);
            }
        }
    }
}

fn source(corpus: &Corpus<'_>, doc: u32) -> Source {
    let doc = corpus.reports[doc as usize].doc;
    let meta = |key: &str| doc.meta(key).unwrap_or("").to_owned();
    Source {
        document: doc.id().to_owned(),
        publisher: meta("publisher"),
        published: meta("published"),
        title: meta("title"),
    }
}
