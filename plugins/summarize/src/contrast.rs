//! Which reports give other numbers for the same: the facts of all reports of a story, sorted by what they are about,
//! set against each other where the sentences around them are surely about one thing.

use std::cmp::Ordering;

use copydesk_text::words::fold;

use crate::corpus::{Corpus, Sentence};
use crate::differ::{printable, side};
use crate::facts::{Aspect, Fact, facts};
use crate::figures::adds_up;
use crate::one_thing::{Stated, about_one_thing};
use crate::page::Difference;
use crate::pile::Pile;
use crate::same::cite;

/// Most sentences whose numbers of one kind are compared.
const COMPARED: usize = 60;
/// Most sides of a difference.
const SIDES: usize = 4;

/// Facts about one thing, the two of them that most surely contradict each other, and how sure that is.
struct Contrast<'s> {
    group: &'s [Stated],
    pair: (usize, usize),
    sure: f32,
}

/// The numbers in which reports differ, the weightiest kind first, of one kind the surest first.
pub(crate) fn contrasts<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>) -> Vec<Difference<'t>> {
    let stated = stated(corpus, pile);
    let mut found: Vec<Contrast<'_>> = Vec::new();
    let same = |a: &Stated, b: &Stated| a.fact.aspect == b.fact.aspect && a.fact.key == b.fact.key;
    for group in stated.chunk_by(same) {
        let group = group.get(..group.len().min(COMPARED)).unwrap_or(group);
        if let Some((sure, pair)) = surest(corpus, pile, group) {
            found.push(Contrast { group, pair, sure });
        }
    }
    let aspect = |contrast: &Contrast<'_>| contrast.group[contrast.pair.0].fact.aspect;
    found.sort_by(|a, b| aspect(a).cmp(&aspect(b)).then(b.sure.total_cmp(&a.sure)));
    let mut told: Vec<(u32, u32)> = Vec::new();
    let mut differences = Vec::new();
    for Contrast { group, pair: (a, b), .. } in found {
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
        for other in group.iter().filter(|other| !other.fact.doubtful && other.fact.is_same(&group[at].fact))
        {
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
    let about = format!("{}: {}", group[a].fact.about, numbers.join(" / "));
    Difference { kind: if later { "updates" } else { "differs" }, about, sides: extracts }
}
