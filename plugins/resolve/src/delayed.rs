//! Persons of whom is told before they are named, as reports begin: "A climber has died. Ole Krag, 36, fell from ...".
//!
//! Two signs are trusted: the age of a description and of a name, and a name with its age that opens a sentence after one
//! that tells of somebody unknown. Officials and speakers are never given ages, so they are not mistaken for him.

use crate::class::Sense;
use crate::keys::Sort;
use crate::links::Reason;
use crate::nouns;
use crate::spots::{Determiner, Page, Spot};

/// So many sentences before the name may tell of its bearer.
const SENTENCES: u32 = 2;

/// So many words may stand between an age and the noun: "a 59-year-old Danish mother".
const BETWEEN: usize = 8;

/// So many persons with their ages are looked at in a document.
const PERSONS: usize = 64;

/// A description and the name that it stands for, as places among the mentions of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub description: usize,
    pub name: usize,
    pub reason: Reason,
}

/// A mention, by its place, and the age that is told with it.
type Aged<A> = (usize, A);

/// What the page says of persons before it names them. `of` has the entity of each mention.
pub(crate) fn find(page: &Page<'_>, of: &[u32]) -> Vec<Told> {
    let person = |spot: &Spot| spot.sort == Sort::Name && spot.sense == Sense::Human && !spot.body;
    let aged = |(at, name): (usize, &Spot)| Some((at, age_behind(page, name.end)?));
    let spots = || page.spots.iter().enumerate();
    let names: Vec<Aged<u32>> =
        spots().filter(|(_, spot)| person(spot)).filter_map(aged).take(PERSONS).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let described: Vec<Aged<Option<u32>>> = spots()
        .filter(|(_, spot)| is_somebody(spot))
        .map(|(at, spot)| (at, age_before(page, spot)))
        .collect();
    let mut found: Vec<Told> =
        described.iter().filter_map(|&(at, age)| of_same_age(page, of, &names, (at, age?))).collect();
    found.extend(names.iter().filter_map(|&name| named_next(page, of, &described, name)));
    found
}

/// The name that a description with an age stands for: the only one of that age.
fn of_same_age(
    page: &Page<'_>,
    of: &[u32],
    names: &[Aged<u32>],
    (description, age): Aged<u32>,
) -> Option<Told> {
    let told = &page.spots[description];
    let mut same = names.iter().filter(|(name, known)| *known == age && agree(&page.spots[*name], told));
    let &(name, _) = same.next()?;
    same.all(|(other, _)| of[*other] == of[name]).then_some(Told { description, name, reason: Reason::Age })
}

/// The description in the sentences before a name that opens its own, where it is the first mention of its bearer.
fn named_next(
    page: &Page<'_>,
    of: &[u32],
    described: &[Aged<Option<u32>>],
    (at, age): Aged<u32>,
) -> Option<Told> {
    let name = &page.spots[at];
    let known = |(other, spot): (usize, &Spot)| of[other] == of[at] && spot.before(name);
    if !opens(page, at) || page.spots.iter().enumerate().take(at).any(known) {
        return None;
    }
    let near = |told: &Spot| told.sentence < name.sentence && name.sentence - told.sentence <= SENTENCES;
    let mut fitting = described.iter().filter(|(other, years)| {
        let told = &page.spots[*other];
        near(told)
            && told.determiner == Determiner::A
            && agree(name, told)
            && years.is_none_or(|years| years == age)
    });
    let &(description, _) = fitting.next()?;
    // "A man is accused of killing a woman. Kim Krag, 36, ..." may be either.
    let told = &page.spots[description];
    let rivals = fitting.any(|(other, _)| {
        let rival = &page.spots[*other];
        rival.sentence == told.sentence && name.woman.is_none() && rival.woman != told.woman
    });
    (!rivals).then_some(Told { description, name: at, reason: Reason::NamedNext })
}

/// Whether a mention describes one human being.
fn is_somebody(spot: &Spot) -> bool {
    spot.sort == Sort::Description
        && spot.sense == Sense::Human
        && !spot.plural
        && !spot.body
        && spot.determiner != Determiner::Owner
}

fn agree(name: &Spot, told: &Spot) -> bool {
    name.woman.is_none_or(|woman| told.woman.is_none_or(|other| other == woman))
}

/// Whether no other human being stands before the name in its sentence.
fn opens(page: &Page<'_>, at: usize) -> bool {
    let name = &page.spots[at];
    let human =
        |spot: &Spot| spot.sense == Sense::Human && spot.sentence == name.sentence && spot.before(name);
    !page.spots.iter().take(at).any(human)
}

fn years(word: &str) -> Option<u32> {
    word.parse().ok().filter(|years| (1..=115).contains(years))
}

/// The age that is given after a name: ", 36,".
fn age_behind(page: &Page<'_>, token: usize) -> Option<u32> {
    if page.word(token) != "," {
        return None;
    }
    let word = page.word(token + 1);
    let (number, next) = if word == "aged" { (page.word(token + 2), token + 3) } else { (word, token + 2) };
    let age = years(&number)?;
    matches!(page.word(next).as_str(), "," | "." | "and" | "of" | "from" | "was" | "is" | "").then_some(age)
}

/// The age before a noun: "66-year-old woman", in however many tokens.
fn age_before(page: &Page<'_>, spot: &Spot) -> Option<u32> {
    let last = spot.end.saturating_sub(1);
    let first = spot.start.min(last.saturating_sub(BETWEEN));
    for token in (first..=last).rev() {
        let word = page.word(token);
        if let Some((number, rest)) = word.split_once('-')
            && rest.starts_with("year")
        {
            return years(number);
        }
        if matches!(word.as_str(), "year" | "years") {
            let number =
                (1..=2).filter_map(|back| token.checked_sub(back)).find_map(|at| years(&page.word(at)));
            return number;
        }
        let outside = token < spot.start;
        if outside
            && (nouns::ends_noun(&word) || matches!(word.as_str(), "." | "," | "and" | "the" | "a" | "an"))
        {
            return None;
        }
    }
    None
}
