//! What happened when: one line for each dated event.

use std::collections::BTreeMap;

use copydesk_text::calendar::Date;

use crate::brief::is_background;
use crate::corpus::Corpus;
use crate::page::Moment;
use crate::pile::Pile;
use crate::quotes::is_retold;
use crate::rows::When;
use crate::same::{cite, supporters};
use crate::sheet::{Case, Holders};

/// Most lines.
const MOST: usize = 12;
/// How long before the first report an event without an events table may lie, in days.
const BEFORE: i64 = 60;

/// A date and the sentences that tell of it.
type Dated<'t> = (When<'t>, Vec<u32>);

/// The timeline of a pile: from its events, else from the days that its sentences name.
pub(crate) fn timeline<'t>(case: Case<'_, 't>, holders: &mut Holders) -> Vec<Moment<'t>> {
    let Case { corpus, pile, .. } = case;
    let dated = if pile.events.is_empty() {
        by_day(corpus, pile)
    } else {
        let known = pile.events.iter().filter(|happening| happening.when.date.len() == 10);
        by_date(known.map(|happening| (&happening.when, &*happening.sentences)))
    };
    let mut used: Vec<u32> = Vec::new();
    let mut moments = Vec::new();
    for (when, rows) in most_told(corpus, dated) {
        let best = best(case, &rows, &used, &when.date);
        let Some(row) = best.map(|row| cleaner(case, holders, row).unwrap_or(row)) else { continue };
        used.push(row);
        let sentence = &corpus.sentences[row as usize];
        let text = corpus.printed(sentence.doc, sentence.span).into();
        moments.push(Moment { when, text, cites: [cite(corpus, row)] });
    }
    moments
}

/// A clean report's sentence that says what a noisy one says.
fn cleaner(case: Case<'_, '_>, holders: &mut Holders, row: u32) -> Option<u32> {
    let Case { corpus, pile, .. } = case;
    if !pile.is_noisy(corpus, row) {
        return None;
    }
    let usable =
        |row: &u32| !pile.is_noisy(corpus, *row) && corpus.sentences[*row as usize].verdict.fault.is_none();
    supporters(case, holders, row).into_iter().find(usable)
}

/// The dates that most reports tell of, in order of time.
fn most_told<'t>(corpus: &Corpus<'_>, mut dated: Vec<Dated<'t>>) -> Vec<Dated<'t>> {
    let tellers = |rows: &[u32]| {
        let mut docs: Vec<u32> = rows.iter().map(|&row| corpus.sentences[row as usize].doc).collect();
        docs.sort_unstable();
        docs.dedup();
        docs.len()
    };
    dated.sort_by_cached_key(|(_, rows)| std::cmp::Reverse(tellers(rows)));
    dated.truncate(MOST);
    dated.sort_by(|a, b| a.0.date.cmp(&b.0.date));
    dated
}

/// One entry for a date, though several events may have it.
fn by_date<'c, 't: 'c>(events: impl Iterator<Item = (&'c When<'t>, &'c [u32])>) -> Vec<Dated<'t>> {
    let mut dated: Vec<Dated<'t>> = Vec::new();
    for (when, rows) in events {
        match dated.last_mut() {
            Some((last, known)) if last.date == when.date => known.extend_from_slice(rows),
            _ => dated.push((when.clone(), rows.to_vec())),
        }
    }
    dated
}

/// Days that at least two reports name, or on which one appeared, within reach of the reports' own dates.
fn by_day<'t>(corpus: &Corpus<'_>, pile: &Pile<'_>) -> Vec<Dated<'t>> {
    let published: Vec<i64> = pile
        .members
        .iter()
        .filter_map(|member| corpus.reports[member.doc as usize].published)
        .map(Date::days)
        .collect();
    let (Some(first), Some(last)) = (published.iter().min(), published.iter().max()) else {
        return Vec::new();
    };
    let mut days: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for &row in &pile.sentences {
        for &day in corpus.days(&corpus.sentences[row as usize]) {
            if day >= first - BEFORE && day <= *last {
                days.entry(day).or_default().push(row);
            }
        }
    }
    let mut moments = Vec::new();
    for (day, rows) in days {
        let mut docs: Vec<u32> = rows.iter().map(|&row| corpus.sentences[row as usize].doc).collect();
        docs.dedup();
        let Some(date) = Date::from_days(day) else { continue };
        if docs.len() > 1 || published.contains(&day) {
            moments.push((When { date: date.to_string().into(), basis: "stated".into() }, rows));
        }
    }
    moments
}

/// The most central printable sentence, from a clean report where there is one. The first rows are the best ones of
/// the events table, which order they keep a say in.
fn best(case: Case<'_, '_>, rows: &[u32], used: &[u32], date: &str) -> Option<u32> {
    let Case { corpus, pile, ranks, .. } = case;
    let day = Date::parse_iso(date).map(Date::days);
    // What a sentence says of a later day, or what a report of weeks later says first, is rather its news.
    let later = |row: u32| {
        let sentence = &corpus.sentences[row as usize];
        let last = pile.told(row).last();
        let named = corpus.days(sentence).last().zip(day).is_some_and(|(&last, day)| last > day);
        named || last.is_some_and(|at| &*pile.events[at as usize].when.date > date)
    };
    // A report tells of days to come only where it says so: else a year was added to "the February 27 earthquake".
    let ahead = |row: u32| {
        let published = corpus.reports[corpus.sentences[row as usize].doc as usize].published.map(Date::days);
        published.zip(day).is_some_and(|(published, day)| day > published) && !looks_ahead(corpus, row)
    };
    let background = |row: u32| day.is_some_and(|day| is_background(corpus, row, day));
    let mut order: Vec<(f32, u32)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !used.contains(row) && corpus.sentences[**row as usize].verdict.fault.is_none())
        .filter(|(_, row)| !(background(**row) && later(**row)))
        .filter(|(_, row)| !corpus.sentences[**row as usize].verdict.no_comment && !ahead(**row))
        .map(|(at, &row)| {
            let sentence = &corpus.sentences[row as usize];
            let noisy = if pile.is_noisy(corpus, row) { 0.2 } else { 1.0 };
            let speech = if sentence.verdict.speech { 0.6 } else { 1.0 };
            let later = if later(row) { 0.5 } else { 1.0 };
            let later = later * if background(row) { 0.3 } else { 1.0 };
            let degree = pile.at(row).map_or(0.0, |at| ranks.degree[at]);
            let lead = 1.0 + 1.0 / (1.0 + sentence.place as f32);
            ((0.2 + degree) * lead * noisy * speech * later / (1.0 + 0.1 * at as f32), row)
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.into_iter().take(20).map(|(_, row)| row).find(|&row| !is_retold(case, row))
}

/// Words with which a sentence speaks of what is to come.
const AHEAD: [&str; 12] = [
    "will",
    "would",
    "shall",
    "due",
    "scheduled",
    "planned",
    "plans",
    "set",
    "expected",
    "until",
    "next",
    "upcoming",
];

fn looks_ahead(corpus: &Corpus<'_>, row: u32) -> bool {
    let sentence = &corpus.sentences[row as usize];
    let text = corpus.reports[sentence.doc as usize].text;
    corpus.tokens(sentence).any(|(span, _)| AHEAD.iter().any(|word| span.of(text).eq_ignore_ascii_case(word)))
}
