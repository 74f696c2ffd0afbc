//! Borrowed anchors: what "Monday" means in a report that does not say when it was published.
//!
//! Such a report is dated by the rest of its story, and only on evidence about the same happening:
//!
//! 1. Days and months without a year take the year in which they lie nearest to every dated report.
//! 2. A sentence with a weekday is compared with the sentences of other reports whose time is known, be it a day
//!    ("on 6 August") or a span of days ("in mid-July"). Shared telling names and words say how surely they tell
//!    of one thing. A weekday has few dates in a span; it is most telling where it has one.
//! 3. All weekdays of a report, and expressions such as "last month", must fit one day of publication. The best such
//!    day must have enough evidence, more of it where only one other report gives any, and clearly more than the next one.
//!    Only weekdays with evidence of their own are dated: that a report tells of one Saturday says little about its
//!    Sunday, for reports look back.
//! 4. Tense is a constraint: a report that tells as a plan what another tells as done was published before it, and one
//!    that tells as done what another announces was published after the announcement.
//!
//! Where this does not decide, the report stays undated.

use std::collections::BTreeMap;

use copydesk_text::calendar::{Date, Weekday};
use copydesk_text::hash::FastMap;

use crate::sentences::{Sentence, Sentences};
use crate::when::{Basis, Said};

/// A sentence's day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dated {
    /// Number of the sentence in the story.
    pub sentence: usize,
    pub day: Date,
    pub basis: Basis,
    /// The document that gave the day away.
    pub from: Option<usize>,
}

/// A span of days that a sentence of a report speaks of.
#[derive(Debug, Clone, Copy)]
struct Evidence {
    sentence: usize,
    first: Date,
    last: Date,
}

/// Least evidence for a day of publication where two reports speak for it, and where one does, and how much more than for
/// one that reads a weekday otherwise: so much in all, and so many times as much for the weekday itself.
const ENOUGH: f32 = 9.0;
const ENOUGH_ALONE: f32 = 11.0;
const MARGIN: f32 = 3.5;
const CLEARLY: f32 = 1.4;
/// Least likeness of two sentences that tell of one thing.
const LIKE: f32 = 5.0;
const LIKE_SAME_WEEKDAY: f32 = 3.5;
/// Least likeness of a plan and its fulfilment.
const SAME_PLAN: f32 = 6.0;
/// Bounds for hostile collections.
const MOST_EVIDENCE: usize = 3000;
const MOST_SENTENCES: usize = 40;
const MOST_REPORTS: usize = 200;

/// Dates every sentence of a story that can be dated.
pub(crate) fn date_sentences(
    sentences: &Sentences<'_>,
    members: &[usize],
    published: &FastMap<usize, Date>,
) -> Vec<Dated> {
    let anchors = anchors(sentences, published);
    let mut dated = Vec::new();
    let mut evidence = Vec::new();
    for (number, sentence) in sentences.all.iter().enumerate() {
        for said in sentence.said {
            let span = match *said {
                Said::Day(day, basis) => {
                    dated.push(Dated { sentence: number, day, basis, from: None });
                    Some((day, day))
                }
                Said::MonthDays(first, last) => {
                    let span = borrow_year(first, &anchors).zip(borrow_year(last, &anchors));
                    if let Some((day, _)) = span.filter(|_| first == last) {
                        dated.push(Dated { sentence: number, day, basis: Basis::MonthDay, from: None });
                    }
                    span
                }
                Said::Between(first, last) => Some((first, last)),
                Said::Month(shift) => published.get(&sentence.doc).and_then(|day| month_of(*day, shift)),
                Said::Weekday(_) => None,
            };
            if let Some((first, last)) =
                span.filter(|(first, last)| (0..=31).contains(&(last.days() - first.days())))
                && evidence.len() < MOST_EVIDENCE
            {
                evidence.push(Evidence { sentence: number, first, last });
            }
        }
    }
    let undated = members.iter().filter(|doc| !published.contains_key(doc)).take(MOST_REPORTS);
    for &doc in undated {
        dated.extend(Anchoring { sentences, published, evidence: &evidence, doc }.date(&dated));
    }
    dated.sort_by_key(|date| (date.sentence, date.day));
    dated
}

/// Days that say in which year the story happens: days of publication, else days with a year.
fn anchors(sentences: &Sentences<'_>, published: &FastMap<usize, Date>) -> Vec<Date> {
    let mut days: Vec<Date> = published.values().copied().collect();
    if days.is_empty() {
        let said = sentences.all.iter().flat_map(|sentence| sentence.said);
        days.extend(said.filter_map(|said| match said {
            Said::Day(day, Basis::Stated) => Some(*day),
            _ => None,
        }));
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// The year in which a day and month lie nearest to every anchor; `None` where anchors disagree or there are none.
fn borrow_year((month, day): (u32, u32), anchors: &[Date]) -> Option<Date> {
    let nearest = |anchor: &Date| {
        (-1..=1)
            .filter_map(|shift| Date::new(anchor.year() + shift, month, day))
            .min_by_key(|date| (date.days() - anchor.days()).abs())
    };
    let first = nearest(anchors.first()?)?;
    // Anchors are sorted: if the ends agree, all do.
    (nearest(anchors.last()?)? == first).then_some(first)
}

/// First and last day of the month so many months after the one of `day`.
fn month_of(day: Date, shift: i32) -> Option<(Date, Date)> {
    let months = day.year() * 12 + day.month() as i32 - 1 + shift;
    let start = |months: i32| Date::new(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1);
    Some((start(months)?, start(months + 1)?.plus(-1)?))
}

/// The search for one report's day of publication.
struct Anchoring<'a> {
    sentences: &'a Sentences<'a>,
    published: &'a FastMap<usize, Date>,
    evidence: &'a [Evidence],
    doc: usize,
}

/// What speaks for days: weekday and date to the evidence of each document.
type Votes = BTreeMap<(Weekday, Date), BTreeMap<usize, f32>>;

impl Anchoring<'_> {
    fn date(&self, dated: &[Dated]) -> Vec<Dated> {
        let own: Vec<usize> =
            (0..self.sentences.all.len()).filter(|&at| self.sentences.all[at].doc == self.doc).collect();
        let votes = self.vote(&own);
        if votes.is_empty() {
            return Vec::new();
        }
        let Some((decided, from)) = self.choose(&own, &votes, dated) else { return Vec::new() };
        let mut found = Vec::new();
        for &number in &own {
            let sentence = &self.sentences.all[number];
            // What is to come on a weekday comes after the day of publication, which is not known to the day.
            if sentence.future && !sentence.past {
                continue;
            }
            for said in sentence.said {
                let day = decided.iter().find(|(weekday, _)| *said == Said::Weekday(*weekday));
                found.extend(day.map(|&(_, day)| Dated {
                    sentence: number,
                    day,
                    basis: Basis::Inferred,
                    from: Some(from),
                }));
            }
        }
        found
    }

    /// Weighs every weekday of the report against what other reports say of the same happening.
    fn vote(&self, own: &[usize]) -> Votes {
        let mut votes = Votes::new();
        let telling = own.iter().map(|&at| &self.sentences.all[at]);
        let weekdays =
            telling.filter(|sentence| sentence.said.iter().any(|said| matches!(said, Said::Weekday(_))));
        for sentence in weekdays.take(MOST_SENTENCES).filter(|sentence| sentence.past || !sentence.future) {
            for evidence in self.evidence {
                let Some(score) = self.same_happening(sentence, evidence) else { continue };
                for said in sentence.said {
                    let Said::Weekday(weekday) = *said else { continue };
                    let days = days_between(weekday, evidence);
                    let share = score / days.len().max(1) as f32;
                    for day in days {
                        let doc = self.sentences.all[evidence.sentence].doc;
                        let known = votes.entry((weekday, day)).or_default().entry(doc).or_insert(0.0);
                        *known = known.max(share);
                    }
                }
            }
        }
        votes
    }

    /// How surely a sentence and a piece of evidence tell of one thing, where they do and their tenses allow it.
    fn same_happening(&self, sentence: &Sentence<'_>, evidence: &Evidence) -> Option<f32> {
        let other = &self.sentences.all[evidence.sentence];
        // A sentence that announces one thing and tells of another dates the announcement by its weekday.
        let tenses_fit = !sentence.future || other.future;
        if other.doc == self.doc || !tenses_fit {
            return None;
        }
        let likeness = self.sentences.likeness(sentence, evidence.sentence, true);
        // That both name the same weekday is evidence of its own: six of seven days would not fit.
        let same_weekday = evidence.first == evidence.last
            && sentence.said.contains(&Said::Weekday(evidence.first.weekday()));
        let same = (likeness.firm && likeness.score >= LIKE)
            || (same_weekday && likeness.weak && likeness.score >= LIKE_SAME_WEEKDAY);
        same.then_some(likeness.score)
    }

    /// The weekdays whose date is beyond doubt, and the document that says most for them.
    fn choose(&self, own: &[usize], votes: &Votes, dated: &[Dated]) -> Option<(Vec<(Weekday, Date)>, usize)> {
        let (earliest, latest) = self.bounds(own, dated);
        let mut totals: BTreeMap<Date, f32> = BTreeMap::new();
        for (_, day) in votes.keys() {
            for anchor in (0..7).filter_map(|days| day.plus(days)) {
                totals.insert(anchor, 0.0);
            }
        }
        totals.retain(|anchor, _| {
            earliest.is_none_or(|bound| *anchor >= bound) && latest.is_none_or(|bound| *anchor < bound)
        });
        let months = self.months(own);
        for (anchor, total) in &mut totals {
            for ((weekday, day), sources) in votes {
                if anchor.on_or_before(*weekday) == Some(*day) {
                    *total += sources.values().sum::<f32>();
                }
            }
            let fits = |&&(first, shift, _): &&(Date, i32, f32)| {
                month_of(*anchor, shift).is_some_and(|(start, _)| start == first)
            };
            *total += months.iter().filter(fits).map(|(_, _, score)| score * 0.5).sum::<f32>();
        }
        let decided = decided(votes, &totals);
        totals.retain(|anchor, _| {
            decided.iter().all(|(weekday, day)| anchor.on_or_before(*weekday) == Some(*day))
        });
        let best = totals.values().copied().fold(0.0, f32::max);
        let (&first, _) = totals.iter().find(|(_, total)| **total >= best * 0.999)?;
        let from = self.strongest(votes, first)?;
        (!decided.is_empty()).then_some((decided, from))
    }

    /// The document with most evidence for an anchor.
    fn strongest(&self, votes: &Votes, anchor: Date) -> Option<usize> {
        let mut by_document: BTreeMap<usize, f32> = BTreeMap::new();
        for ((weekday, day), sources) in votes {
            if anchor.on_or_before(*weekday) == Some(*day) {
                sources.iter().for_each(|(doc, score)| *by_document.entry(*doc).or_default() += score);
            }
        }
        by_document.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(doc, _)| doc)
    }

    /// The earliest day of publication, and the day before which it lies, as tenses and own dates demand.
    fn bounds(&self, own: &[usize], dated: &[Dated]) -> (Option<Date>, Option<Date>) {
        let (mut earliest, mut latest): (Option<Date>, Option<Date>) = (None, None);
        let ours = own.first().copied().unwrap_or(0)..own.last().map_or(0, |last| last + 1);
        for date in dated.iter().filter(|date| ours.contains(&date.sentence)) {
            let sentence = &self.sentences.all[date.sentence];
            if sentence.past && !sentence.future {
                earliest = earliest.max(Some(date.day));
            }
        }
        for &number in own.iter().take(MOST_SENTENCES * 4) {
            let sentence = &self.sentences.all[number];
            for evidence in self.evidence.iter().filter(|evidence| evidence.first == evidence.last) {
                let other = &self.sentences.all[evidence.sentence];
                let like = || {
                    let likeness = self.sentences.likeness(sentence, evidence.sentence, false);
                    likeness.firm && likeness.score >= SAME_PLAN
                };
                if other.doc == self.doc {
                    continue;
                }
                if sentence.future && other.past && !other.future && like() {
                    latest = Some(latest.map_or(evidence.first, |known| known.min(evidence.first)));
                } else if sentence.past && !sentence.future && other.future && !other.past && like() {
                    earliest = earliest.max(self.published.get(&other.doc).copied());
                }
            }
        }
        (earliest, latest)
    }

    /// "Last month" beside a happening of a known month: its first day, the shift, and how alike the sentences are.
    fn months(&self, own: &[usize]) -> Vec<(Date, i32, f32)> {
        let mut found: BTreeMap<(Date, i32), f32> = BTreeMap::new();
        for sentence in own.iter().map(|&at| &self.sentences.all[at]) {
            let shifts = sentence.said.iter().filter_map(|said| match said {
                Said::Month(shift) => Some(*shift),
                _ => None,
            });
            for shift in shifts.take(4) {
                for evidence in self.evidence {
                    let month = month_of(evidence.first, 0).map(|(first, _)| first);
                    let inside = month == month_of(evidence.last, 0).map(|(first, _)| first);
                    if let Some(first) = month.filter(|_| inside)
                        && let Some(score) = self.same_happening(sentence, evidence)
                    {
                        let known = found.entry((first, shift)).or_insert(0.0);
                        *known = known.max(score);
                    }
                }
            }
        }
        found.into_iter().map(|((first, shift), score)| (first, shift, score)).collect()
    }
}

/// The weekdays whose date is beyond doubt: enough speaks for a day of publication that reads them so, and clearly more
/// than for any day that reads them otherwise.
fn decided(votes: &Votes, totals: &BTreeMap<Date, f32>) -> Vec<(Weekday, Date)> {
    let mut weekdays: Vec<Weekday> = votes.keys().map(|(weekday, _)| *weekday).collect();
    weekdays.dedup();
    let own = |weekday: Weekday, day: Date| -> f32 {
        votes.get(&(weekday, day)).map_or(0.0, |sources| sources.values().sum())
    };
    let alone =
        |weekday: Weekday, day: Date| votes.get(&(weekday, day)).is_none_or(|sources| sources.len() < 2);
    let mut found = Vec::new();
    for weekday in weekdays {
        let mut readings: BTreeMap<Date, f32> = BTreeMap::new();
        for (anchor, total) in totals {
            if let Some(day) = anchor.on_or_before(weekday) {
                let known = readings.entry(day).or_insert(0.0);
                *known = known.max(*total);
            }
        }
        let mut ranked: Vec<(Date, f32)> = readings.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let Some(&(day, best)) = ranked.first() else { continue };
        let clear = ranked.iter().skip(1).all(|&(other, total)| {
            best - total >= MARGIN && own(weekday, day) >= CLEARLY * own(weekday, other)
        });
        let enough = if alone(weekday, day) { ENOUGH_ALONE } else { ENOUGH };
        if best >= enough && clear {
            found.push((weekday, day));
        }
    }
    found
}

/// The dates of a weekday in the evidence's span.
fn days_between(weekday: Weekday, evidence: &Evidence) -> Vec<Date> {
    let mut days = Vec::new();
    let mut next = evidence.first.on_or_after(weekday);
    while let Some(day) = next.filter(|day| *day <= evidence.last) {
        days.push(day);
        next = day.plus(7);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_report_must_say_more_than_two() {
        let day = |day| Date::new(2021, 5, day).unwrap_or_else(|| unreachable!("a day of May"));
        let (monday, next) = (day(3), day(10));
        for (name, sources, rival, expected) in [
            ("two reports", vec![5.0, 5.0], 0.0, true),
            ("one report", vec![10.0], 0.0, false),
            ("one report that says very much", vec![12.0], 0.0, true),
            ("too little", vec![4.0, 4.0], 0.0, false),
            ("another Monday is as likely", vec![6.0, 6.0], 11.0, false),
        ] {
            let votes: Votes = [
                ((Weekday::Monday, monday), sources.iter().copied().enumerate().collect()),
                ((Weekday::Monday, next), BTreeMap::from([(9, rival)])),
            ]
            .into();
            let totals = BTreeMap::from([(monday, sources.iter().sum()), (next, rival)]);
            let found = decided(&votes, &totals);
            assert_eq!(found.contains(&(Weekday::Monday, monday)), expected, "{name}: {found:?}");
        }
    }
}
