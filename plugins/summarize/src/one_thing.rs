//! Whether two numbers of one kind are of one thing: by the words and names of their sentences, by the days they are of,
//! and by where they stand in their reports.

use copydesk_text::calendar::Date;
use copydesk_text::words::fold;

use crate::corpus::{Corpus, Sentence};
use crate::differ::APART;
use crate::facts::{Aspect, Fact, Key};
use crate::pile::Pile;
use crate::rank::{TELLING, shared};
use crate::same::{Overlap, overlap, tell_different_events};

/// Sentences of a report, from its first, that tell its news.
const TOP: u32 = 5;

/// A fact and the sentence that states it.
pub(crate) struct Stated {
    pub(crate) row: u32,
    pub(crate) fact: Fact,
}

/// How sure it is that two facts of one kind are about one thing, or `None`.
pub(crate) fn about_one_thing(
    corpus: &Corpus<'_>,
    pile: &Pile<'_>,
    (a, b): (&Stated, &Stated),
) -> Option<f32> {
    let [first, second] = [a, b].map(|stated| &corpus.sentences[stated.row as usize]);
    let unlike = first.verdict.negated != second.verdict.negated
        || first.verdict.forecast != second.verdict.forecast
        || first.verdict.forecast && a.fact.aspect != Aspect::Age;
    let facts = (&a.fact, &b.fact);
    // A toll that goes on is told day after day.
    let other_day = if a.fact.running && b.fact.running {
        are_apart(corpus, first, second)
    } else {
        of_different_days(corpus, pile, (a.row, b.row))
    };
    if unlike || other_day || is_routine(corpus, (first, second), facts) {
        return None;
    }
    let found = overlap(corpus, first, second);
    let sure = match a.fact.aspect {
        Aspect::Amount | Aspect::Count | Aspect::Share => {
            is_one_quantity(corpus, (first, second), facts, &found)
        }
        _ => is_one_event(corpus, (first, second), facts, &found),
    };
    sure.then_some(found.cosine)
}

/// Whether both sentences stand at the top of their reports.
fn at_top(a: &Sentence, b: &Sentence) -> bool {
    a.place < TOP && b.place < TOP
}

/// The same for what an event or a person has one of.
fn is_one_event(
    corpus: &Corpus<'_>,
    (first, second): (&Sentence, &Sentence),
    (a, b): (&Fact, &Fact),
    found: &Overlap,
) -> bool {
    let top = at_top(first, second);
    let gap = (a.number.value - b.number.value).abs();
    match a.aspect {
        aspect if aspect.is_toll() => {
            is_one_toll(a, b, found, top)
                && (found.cosine >= 0.6 || !name_different(corpus, (first, second), &PLACES))
        }
        Aspect::Magnitude => (found.telling >= 4 || top && found.telling >= 2) && gap <= 1.2,
        Aspect::Age => {
            let dated = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.is_some();
            // Reports without dates may lie a birthday or two apart.
            let near = dated(first) && dated(second) || gap > 2.0 && found.telling >= 3;
            near && gap <= 20.0
        }
        Aspect::Time => found.telling >= 5 && found.plain >= 3 && found.cosine >= 0.35 && gap <= 360.0,
        Aspect::Vote => found.telling >= 3 && found.plain >= 2,
        Aspect::Term => found.telling >= 3 && names_one_person(corpus, first, second),
        _ => a.number.ratio(&b.number) <= 12.0 && found.telling >= 3 && found.plain >= 2,
    }
}

/// The same for sums, shares and counted things, of which a story has many.
fn is_one_quantity(
    corpus: &Corpus<'_>,
    (first, second): (&Sentence, &Sentence),
    (a, b): (&Fact, &Fact),
    found: &Overlap,
) -> bool {
    let telling = |term: &u32| corpus.weights[*term as usize] >= TELLING;
    let around = shared(&a.around, &b.around).filter(telling).count();
    let (top, ratio) = (at_top(first, second), a.number.ratio(&b.number));
    let others = || name_different(corpus, (first, second), &BODIES);
    match a.aspect {
        Aspect::Amount => {
            let close = found.telling >= 4 && found.cosine >= 0.35
                || found.telling >= 5 && found.names >= 2 && found.cosine >= 0.28
                || top && around >= 2 && found.telling >= 5 && found.plain >= 4 && ratio <= 2.0;
            around >= 1 && ratio <= 4.0 && close && (found.cosine >= 0.6 || !others())
        }
        Aspect::Count => {
            let one = is_one_count(found, around, top) || is_of_this_story(corpus, a, found) && ratio <= 1.5;
            ratio <= 5.0 && one && (found.names >= 2 || !others())
        }
        _ => around >= 2 && found.telling >= 4 && found.cosine >= 0.45 && !others(),
    }
}

/// Whether two tolls are of one event. A war has many: a kind of event must be named by both, or the sentences must be
/// alike in all, and each may not have a place of its own.
fn is_one_toll(a: &Fact, b: &Fact, found: &Overlap, top: bool) -> bool {
    let (general, event) = (a.key == Key::None, a.events & b.events != 0);
    if a.events != 0 && b.events != 0 && !event {
        return false;
    }
    let at_top = top && event && general && found.telling >= 2 && (found.names >= 1 || found.plain >= 2);
    at_top
        || event && a.running && b.running && found.telling >= 2
        || event && found.telling >= 3 && found.cosine >= 0.3 && (general || found.plain >= 3)
        || found.telling >= 4 && found.cosine >= 0.45
}

/// Whether each of two sentences names a place, or whatever has one of `labels`, that the other one does not name.
pub(crate) fn name_different(corpus: &Corpus<'_>, (a, b): (&Sentence, &Sentence), labels: &[&str]) -> bool {
    let (mine, theirs) = (named(corpus, a, labels), named(corpus, b, labels));
    let alone = |own: &[String], other: &[String]| own.iter().any(|name| !other.contains(name));
    alone(&mine, &theirs) && alone(&theirs, &mine)
}

const PERSONS: [&str; 2] = ["PERSON", "PER"];
const PLACES: [&str; 3] = ["LOC", "GPE", "FAC"];
/// Labels of those whose money and shares are told.
pub(crate) const BODIES: [&str; 4] = ["ORG", "PERSON", "GPE", "LOC"];

/// What a sentence names, by ids or names.
fn named(corpus: &Corpus<'_>, sentence: &Sentence, labels: &[&str]) -> Vec<String> {
    let report = &corpus.reports[sentence.doc as usize];
    let Some(ents) = report.ents.as_ref() else { return Vec::new() };
    let rows = ents.rows_in(sentence.span);
    let rows = rows.filter(|&row| ents.label(row).is_some_and(|label| labels.contains(&label)));
    let name = |row| match ents.attr(row, "id").unwrap_or("") {
        "" => fold(ents.span(row).of(report.text)),
        id => id.to_owned(),
    };
    rows.map(name).collect()
}

/// Whether sentences that count the same things count them of one event.
fn is_one_count(found: &Overlap, around: usize, top: bool) -> bool {
    let close = found.cosine >= 0.4 || found.contained >= 0.5 && found.cosine >= 0.3;
    // Things are counted for many reasons: either what stands about the number tells that it is the same one, or the
    // sentences are about the same in all.
    around >= 2 && found.telling >= 4 && found.plain >= 3 && close
        || found.telling >= 7 && found.plain >= 4 && found.names >= 1 && found.cosine >= 0.4
        || top && found.telling >= 7 && found.plain >= 3 && found.names >= 2 && found.cosine >= 0.3
}

/// Whether things that are counted only in this story need little around them: "26 containers" fell into the harbour,
/// divers found "31 containers" there.
fn is_of_this_story(corpus: &Corpus<'_>, fact: &Fact, found: &Overlap) -> bool {
    let Key::Noun(noun) = &fact.key else { return false };
    let special = corpus.terms.of_word(noun).is_some_and(|term| corpus.weights[term as usize] >= 0.5);
    special && found.telling >= 2 && found.plain >= 2 && found.contained >= 0.15
}

/// Whether both sentences name the same person.
fn names_one_person(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    let theirs = named(corpus, b, &PERSONS);
    named(corpus, a, &PERSONS).iter().any(|name| theirs.contains(name))
}

/// Whether two sentences are of different days: by the days that they name, by their events, or by their reports.
pub(crate) fn of_different_days(corpus: &Corpus<'_>, pile: &Pile<'_>, (a, b): (u32, u32)) -> bool {
    let [first, second] = [a, b].map(|row| &corpus.sentences[row as usize]);
    let days_differ = !corpus.days(first).is_empty()
        && !corpus.days(second).is_empty()
        && shared(corpus.days(first), corpus.days(second)).next().is_none();
    days_differ || are_apart(corpus, first, second) || tell_different_events(pile, a, b)
}

/// Whether the reports of two sentences are of days so far from each other that numbers changed between them.
fn are_apart(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.map(Date::days);
    published(a).zip(published(b)).is_some_and(|(a, b)| (a - b).abs() > APART)
}

/// Whether sums and shares are of reports of different days that name no day or event in common: "gave the market 30
/// million in the morning" is told every day.
fn is_routine(corpus: &Corpus<'_>, (a, b): (&Sentence, &Sentence), facts: (&Fact, &Fact)) -> bool {
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published;
    let other_day = published(a).zip(published(b)).is_some_and(|(a, b)| a != b);
    let one_day = shared(corpus.days(a), corpus.days(b)).next().is_some();
    let daily = matches!(facts.0.aspect, Aspect::Amount | Aspect::Share | Aspect::Time | Aspect::Vote);
    daily && other_day && !one_day && facts.0.events & facts.1.events == 0
}
