//! Which reports give other numbers for the same: the facts of all reports of a story, sorted by what they are about,
//! set against each other where the sentences around them are surely about one thing.

use std::cmp::Ordering;

use copydesk_text::calendar::Date;
use copydesk_text::words::fold;

use crate::corpus::{Corpus, Sentence};
use crate::differ::{APART, printable, side};
use crate::facts::{Aspect, Fact, Key, facts};
use crate::figures::adds_up;
use crate::page::Difference;
use crate::pile::Pile;
use crate::rank::{TELLING, shared};
use crate::same::{Overlap, cite, overlap, tell_different_events};

/// Most sentences whose numbers of one kind are compared.
const COMPARED: usize = 60;
/// Most sides of a difference.
const SIDES: usize = 4;
/// Sentences of a report, from its first, that tell its news.
const TOP: u32 = 5;

/// A fact and the sentence that states it.
struct Stated {
    row: u32,
    fact: Fact,
}

/// The numbers in which reports differ, the weightiest kind first, of one kind the surest first.
pub(crate) fn contrasts<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>) -> Vec<Difference<'t>> {
    let stated = stated(corpus, pile);
    let mut found: Vec<(Aspect, f32, &[Stated], (usize, usize))> = Vec::new();
    let same = |a: &Stated, b: &Stated| a.fact.aspect == b.fact.aspect && a.fact.key == b.fact.key;
    for group in stated.chunk_by(same) {
        let group = group.get(..group.len().min(COMPARED)).unwrap_or(group);
        if let Some((sure, pair)) = surest(corpus, pile, group) {
            found.push((group[pair.0].fact.aspect, sure, group, pair));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let mut told: Vec<(u32, u32)> = Vec::new();
    let mut differences = Vec::new();
    for (_, _, group, (a, b)) in found {
        // One pair of sentences is shown once.
        let rows = (group[a].row, group[b].row);
        if !told.contains(&rows) {
            told.push(rows);
            differences.push(difference(corpus, pile, group, (a, b)));
        }
    }
    differences
}

/// Whether two sentences give other numbers of what became of people, or of what an event or a person has one of.
pub(crate) fn contradict_each_other(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    let single = |fact: &Fact| !matches!(fact.aspect, Aspect::Amount | Aspect::Count | Aspect::Share);
    let mut mine = facts(corpus, a);
    mine.retain(single);
    !mine.is_empty() && {
        let theirs = facts(corpus, b);
        let sure = |fact: &Fact, other: &Fact| !fact.doubtful && !other.doubtful;
        let rival = |fact: &Fact, other: &Fact| {
            fact.aspect == other.aspect && fact.key == other.key && sure(fact, other)
        };
        mine.iter().any(|fact| theirs.iter().any(|other| rival(fact, other) && !fact.agrees(other)))
    }
}

/// All facts of the clean sentences of a story, sorted by what they are about.
fn stated(corpus: &Corpus<'_>, pile: &Pile<'_>) -> Vec<Stated> {
    let mut stated = Vec::new();
    for (at, &row) in pile.sentences.iter().enumerate() {
        let sentence = &corpus.sentences[row as usize];
        if !sentence.verdict.figures || sentence.verdict.fault.is_some_and(|fault| !fault.is_readable()) {
            continue;
        }
        if pile.is_copy(pile.of[at]) || pile.is_noisy(corpus, row) {
            continue;
        }
        stated.extend(facts(corpus, sentence).into_iter().map(|fact| Stated { row, fact }));
    }
    stated.sort_by(|a, b| (a.fact.aspect, &a.fact.key, a.row).cmp(&(b.fact.aspect, &b.fact.key, b.row)));
    stated
}

/// The two facts of a group that most surely contradict each other.
fn surest(corpus: &Corpus<'_>, pile: &Pile<'_>, group: &[Stated]) -> Option<(f32, (usize, usize))> {
    let mut best: Option<(f32, (usize, usize))> = None;
    for (at, a) in group.iter().enumerate() {
        for (other, b) in group.iter().enumerate().skip(at + 1) {
            let sure = contradict(corpus, pile, group, (a, b));
            if sure.is_some_and(|sure| best.is_none_or(|(most, _)| sure > most)) {
                best = sure.map(|sure| (sure, (at, other)));
            }
        }
    }
    best
}

/// How sure it is that two facts contradict each other, or `None`.
fn contradict(
    corpus: &Corpus<'_>,
    pile: &Pile<'_>,
    group: &[Stated],
    (a, b): (&Stated, &Stated),
) -> Option<f32> {
    let [first, second] = [a, b].map(|stated| &corpus.sentences[stated.row as usize]);
    if pile.origin(first.doc) == pile.origin(second.doc)
        || a.fact.doubtful
        || b.fact.doubtful
        || a.fact.agrees(&b.fact)
        || !printable(first)
        || !printable(second)
        || gives_both(corpus, group, (a, b))
    {
        return None;
    }
    let sure = about_one_thing(corpus, pile, (a, b))?;
    let sums = a.fact.aspect.is_toll() || matches!(a.fact.aspect, Aspect::Amount | Aspect::Count);
    let excused = sums && adds_up(corpus, first, second)
        || a.fact.aspect == Aspect::Dead
            && (a.fact.number.value - b.fact.number.value).abs() <= 2.0
            && [first, second].iter().any(|sentence| counts_the_killer(corpus, sentence.doc));
    (!excused).then_some(sure)
}

/// Whether one of two reports gives the number of the other one too, in whatever sentence: then it tells how the
/// number changed, or who says which, and does not differ.
fn gives_both(corpus: &Corpus<'_>, group: &[Stated], (a, b): (&Stated, &Stated)) -> bool {
    let doc = |stated: &Stated| corpus.sentences[stated.row as usize].doc;
    group.iter().any(|other| {
        doc(other) == doc(a) && other.fact.is_same(&b.fact)
            || doc(other) == doc(b) && other.fact.is_same(&a.fact)
    })
}

/// Whether a report says how many died where the killer is among them: some count him and some do not.
fn counts_the_killer(corpus: &Corpus<'_>, doc: u32) -> bool {
    const KILLERS: [&str; 10] = [
        "gunman",
        "gunmen",
        "shooter",
        "attacker",
        "attackers",
        "assailant",
        "bomber",
        "bombers",
        "suspect",
        "killer",
    ];
    let report = &corpus.reports[doc as usize];
    let sentences = corpus.sentences[report.sentences.clone()].iter().filter(|sentence| sentence.is_body());
    sentences.take(40).any(|sentence| {
        let lows: Vec<String> = corpus.tokens(sentence).map(|(span, _)| fold(span.of(report.text))).collect();
        lows.iter().enumerate().any(|(at, low)| {
            let near = |words: &[&str]| lows.iter().skip(at).take(5).any(|low| words.contains(&low.as_str()));
            match low.as_str() {
                "himself" | "herself" | "suicide" => true,
                "including" | "plus" => near(&KILLERS),
                low if KILLERS.contains(&low) => near(&["killed", "dead", "died", "dies"]),
                _ => false,
            }
        })
    })
}

/// How sure it is that two facts of one kind are about one thing: by the words and names of their sentences, and by
/// where they stand in their reports.
fn about_one_thing(corpus: &Corpus<'_>, pile: &Pile<'_>, (a, b): (&Stated, &Stated)) -> Option<f32> {
    let [first, second] = [a, b].map(|stated| &corpus.sentences[stated.row as usize]);
    let unlike = first.verdict.negated != second.verdict.negated
        || first.verdict.forecast != second.verdict.forecast
        || first.verdict.forecast && a.fact.aspect != Aspect::Age;
    if unlike || of_different_days(corpus, pile, (a.row, b.row)) {
        return None;
    }
    let found = overlap(corpus, first, second);
    if is_routine(corpus, (first, second), (&a.fact, &b.fact)) {
        return None;
    }
    let top = first.place < TOP && second.place < TOP;
    let words = |at: &Stated| &corpus.sentences[at.row as usize];
    let around = shared(&a.fact.around, &b.fact.around)
        .filter(|&term| corpus.weights[term as usize] >= TELLING)
        .count();
    let ratio = a.fact.number.ratio(&b.fact.number);
    let sure = match a.fact.aspect {
        aspect if aspect.is_toll() => {
            is_one_toll(&a.fact, &b.fact, &found, top)
                && (found.cosine >= 0.6 || !name_different(corpus, (first, second), &PLACES))
        }
        Aspect::Magnitude => {
            (found.telling >= 4 || top && found.telling >= 2)
                && (a.fact.number.value - b.fact.number.value).abs() <= 1.2
        }
        Aspect::Age => {
            let dated = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.is_some();
            let gap = (a.fact.number.value - b.fact.number.value).abs();
            // Reports without dates may lie a birthday or two apart.
            let near = dated(first) && dated(second) || gap > 2.0 && found.telling >= 3;
            near && gap <= 20.0
        }
        Aspect::Time => {
            found.telling >= 5
                && found.plain >= 3
                && found.cosine >= 0.35
                && (a.fact.number.value - b.fact.number.value).abs() <= 360.0
        }
        Aspect::Vote => found.telling >= 3 && found.plain >= 2,
        Aspect::Term => found.telling >= 3 && names_one_person(corpus, words(a), words(b)),
        Aspect::Amount => {
            around >= 1
                && ratio <= 4.0
                && (found.cosine >= 0.6 || !name_different(corpus, (first, second), &BODIES))
                && (found.telling >= 4 && found.cosine >= 0.35
                    || found.telling >= 5 && found.names >= 2 && found.cosine >= 0.28)
        }
        Aspect::Count => {
            ratio <= 5.0
                && (is_one_count(&found, around, top) || is_of_this_story(corpus, &a.fact, &found) && ratio <= 1.5)
                && (found.names >= 2 || !name_different(corpus, (first, second), &BODIES))
        }
        Aspect::Share => {
            around >= 2
                && found.telling >= 4
                && found.cosine >= 0.45
                && !name_different(corpus, (first, second), &BODIES)
        }
        _ => ratio <= 12.0 && found.telling >= 3 && found.plain >= 2,
    };
    sure.then_some(found.cosine)
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
        || event && found.telling >= 3 && found.cosine >= 0.3 && (general || found.plain >= 3)
        || found.telling >= 4 && found.cosine >= 0.45
}

/// Whether each of two sentences names a place, or whatever has one of `labels`, that the other one does not name.
pub(crate) fn name_different(corpus: &Corpus<'_>, (a, b): (&Sentence, &Sentence), labels: &[&str]) -> bool {
    let (mine, theirs) = (named(corpus, a, labels), named(corpus, b, labels));
    let alone = |own: &[String], other: &[String]| own.iter().any(|name| !other.contains(name));
    alone(&mine, &theirs) && alone(&theirs, &mine)
}

const PLACES: [&str; 3] = ["LOC", "GPE", "FAC"];
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
    shared(corpus.names(a), corpus.names(b)).next().is_some()
}

/// Whether two sentences are of other days: by the days that they name, by their events, or by their reports.
pub(crate) fn of_different_days(corpus: &Corpus<'_>, pile: &Pile<'_>, (a, b): (u32, u32)) -> bool {
    let [first, second] = [a, b].map(|row| &corpus.sentences[row as usize]);
    let days_differ = !corpus.days(first).is_empty()
        && !corpus.days(second).is_empty()
        && shared(corpus.days(first), corpus.days(second)).next().is_none();
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.map(Date::days);
    let apart = published(first).zip(published(second)).is_some_and(|(a, b)| (a - b).abs() > APART);
    days_differ || apart || tell_different_events(pile, a, b)
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

/// The two facts side by side, the older report first; with each the reports that give the same number, and further
/// numbers as further sides.
fn difference<'t>(
    corpus: &Corpus<'t>,
    pile: &Pile<'_>,
    group: &[Stated],
    (a, b): (usize, usize),
) -> Difference<'t> {
    let doc = |at: usize| corpus.sentences[group[at].row as usize].doc;
    let published = |at: usize| corpus.reports[doc(at) as usize].published;
    let mut sides = vec![a, b];
    for at in 0..group.len() {
        let other = |&side: &usize| contradict(corpus, pile, group, (&group[side], &group[at])).is_some();
        if sides.len() < SIDES && sides.iter().all(other) {
            sides.push(at);
        }
    }
    sides.sort_by(|&x, &y| match (published(x), published(y)) {
        (Some(x), Some(y)) => x.cmp(&y),
        _ => Ordering::Equal,
    });
    let days = sides.first().zip(sides.last()).and_then(|(&x, &y)| published(x).zip(published(y)));
    let later = days.is_some_and(|(first, last)| first < last);
    let mut docs: Vec<u32> = sides.iter().map(|&at| doc(at)).collect();
    let extracts = sides.iter().map(|&at| {
        let mut extract = side(corpus, group[at].row);
        let others = sides.iter().filter(|&&other| other != at);
        for other in group.iter().filter(|other| !other.fact.doubtful && other.fact.is_same(&group[at].fact)) {
            let torn = others.clone().any(|&rival| gives_both(corpus, group, (&group[rival], other)));
            let doc = corpus.sentences[other.row as usize].doc;
            if !torn && !docs.contains(&doc) && about_one_thing(corpus, pile, (&group[at], other)).is_some() {
                docs.push(doc);
                extract.cites.push(cite(corpus, other.row));
            }
        }
        extract
    });
    let extracts = extracts.collect();
    let numbers: Vec<_> = sides.iter().map(|&at| corpus.printed(doc(at), group[at].fact.shown)).collect();
    let about = format!("{} ({})", group[a].fact.about, numbers.join(" / "));
    Difference { kind: if later { "updates" } else { "differs" }, about, sides: extracts }
}
