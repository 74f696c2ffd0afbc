//! How many were killed, hurt, held: what a sentence says became of how many people.

use copydesk_text::words::stem;

use crate::cues::cue;
use crate::facts::{Aspect, Fact, Key};
use crate::lists::class;
use crate::numbers::{BOUNDS, Line, Number};

/// Nouns for people of any kind: whoever counts them counts all.
pub(crate) const PEOPLE: [&str; 12] = [
    "people",
    "persons",
    "victims",
    "others",
    "lives",
    "casualties",
    "residents",
    "locals",
    "civilians",
    "dead",
    "humans",
    "souls",
];

/// Words between a number and what became of the people.
pub(crate) const AUXILIARIES: [&str; 22] = [
    "were",
    "was",
    "are",
    "is",
    "been",
    "have",
    "has",
    "had",
    "being",
    "got",
    "remain",
    "remained",
    "remains",
    "reported",
    "confirmed",
    "reportedly",
    "officially",
    "still",
    "also",
    "listed",
    "known",
    "left",
];
const BE: [&str; 8] = ["were", "was", "are", "is", "been", "being", "got", "left"];
/// What follows a participle that is not active: "12 people killed in", but "two gunmen killed 12".
const PASSIVE: [&str; 24] = [
    "in",
    "by",
    "when",
    "as",
    "and",
    "after",
    "on",
    "at",
    "during",
    "near",
    "from",
    "while",
    "since",
    "this",
    "with",
    "before",
    "so",
    "across",
    "there",
    "but",
    "to",
    "into",
    "under",
    "throughout",
];
/// What is counted in time or space and no people: "killed two days ago".
const TIMES: [&str; 16] = [
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "hour",
    "hours",
    "minutes",
    "seconds",
    "miles",
    "kilometres",
    "kilometers",
    "times",
];

/// Words for people beside those who were counted first.
const OTHERS: [&str; 4] = ["other", "others", "further", "more"];

/// What became of the people, by a word behind the number, and whether it is a participle that could be active.
fn became(low: &str) -> Option<(Aspect, bool)> {
    Some(match low {
        "killed" | "slain" | "slaughtered" => (Aspect::Dead, true),
        "dead" | "died" | "deaths" | "fatalities" | "perished" => (Aspect::Dead, false),
        "injured" | "wounded" | "hurt" => (Aspect::Hurt, true),
        "injuries" => (Aspect::Hurt, false),
        "missing" => (Aspect::Missing, false),
        "arrested" | "detained" | "apprehended" => (Aspect::Held, true),
        "rescued" => (Aspect::Saved, true),
        "evacuated" | "displaced" => (Aspect::Moved, true),
        "homeless" => (Aspect::Moved, false),
        _ => return None,
    })
}

/// The same by a verb before the number.
fn did(low: &str) -> Option<Aspect> {
    Some(match low {
        "killed" | "killing" | "kills" | "kill" => Aspect::Dead,
        "injured" | "injuring" | "wounded" | "wounding" | "hurting" => Aspect::Hurt,
        "arrested" | "arresting" | "detained" | "detaining" | "apprehended" | "apprehending" => Aspect::Held,
        "rescued" | "rescuing" => Aspect::Saved,
        "evacuated" | "evacuating" | "displaced" | "displacing" => Aspect::Moved,
        _ => return None,
    })
}

/// The tolls of a sentence: each number once.
pub(crate) fn tolls(line: &Line<'_>, numbers: &[Number], facts: &mut Vec<Fact>) {
    for number in numbers.iter().filter(|number| is_head_count(number)) {
        if let Some((aspect, noun)) = behind(line, number).or_else(|| before(line, number, facts)) {
            let key = noun.map_or(Key::None, |at| key(line, at));
            let mut number = number.clone();
            number.part &= !(aspect == Aspect::Hurt && are_beside_the_dead(line, &number, facts));
            facts.push(Fact::new(aspect, key, number));
        } else if is_death_toll(line, number) {
            facts.push(Fact { running: true, ..Fact::new(Aspect::Dead, Key::None, number.clone()) });
        }
    }
}

/// Whether "wounding a further 40" or "40 others were hurt" counts all the hurt, since those before were dead.
fn are_beside_the_dead(line: &Line<'_>, number: &Number, facts: &[Fact]) -> bool {
    facts.iter().any(|fact| fact.aspect == Aspect::Dead)
        && (OTHERS.contains(&line.before(number.from, 1)) || OTHERS.contains(&line.low(number.to)))
}

fn is_head_count(number: &Number) -> bool {
    number.currency.is_none() && number.value.fract() == 0.0 && number.value >= 1.0
}

/// People in general have no key, all others their noun.
fn key(line: &Line<'_>, noun: usize) -> Key {
    let low = line.low(noun);
    if PEOPLE.contains(&low) || !low.ends_with('s') && !low.ends_with("men") && low != "children" {
        return Key::None;
    }
    Key::Noun(stem(low).to_owned())
}

/// "12 people were killed", "12 dead", "12 miners died", "12 confirmed deaths".
fn behind(line: &Line<'_>, number: &Number) -> Option<(Aspect, Option<usize>)> {
    let (mut auxiliary, mut be, mut noun, mut nouns) = (false, false, None, 0);
    for at in number.to..(number.to + 9).min(line.len()) {
        let low = line.low(at);
        if let Some((aspect, participle)) = became(low) {
            let next = line.get(at + 1);
            let passive = be || next.is_none_or(|next| !next.word.is_word() || PASSIVE.contains(&&*next.low));
            let either = matches!(line.low(at + 1), "or" | "and")
                && (became(line.low(at + 2)).is_some() || did(line.low(at + 2)).is_some());
            return ((passive || !participle) && !either).then_some((aspect, noun));
        }
        if matches!((low, line.low(at + 1), line.low(at + 2)), ("lost", "their", "lives")) {
            return Some((Aspect::Dead, noun));
        }
        if low == "lives" && matches!(verb_before(line, number).0, "claimed" | "claiming" | "took" | "taking")
        {
            return Some((Aspect::Dead, None));
        }
        if line.get(at)?.cues & cue::AUXILIARY != 0 {
            auxiliary = true;
            be |= BE.contains(&low);
            continue;
        }
        let piece = line.get(at)?;
        if auxiliary || !piece.is_content() || nouns == 3 {
            return None;
        }
        noun = Some(at);
        nouns += 1;
    }
    None
}

/// The word that a number is the object of, bounds passed over, and its place.
fn verb_before<'l>(line: &'l Line<'_>, number: &Number) -> (&'l str, usize) {
    verb_before_any(line, number, &[])
}

/// The same, other words passed over too.
fn verb_before_any<'l>(line: &'l Line<'_>, number: &Number, others: &[&str]) -> (&'l str, usize) {
    let mut at = number.from;
    while at > 0 && (BOUNDS.contains(&line.low(at - 1)) || others.contains(&line.low(at - 1))) {
        at -= 1;
    }
    let at = at.saturating_sub(1);
    (line.low(at), at)
}

/// "Killing at least 12 people", "injured 40", after the dead also "wounding a further 40".
fn before(line: &Line<'_>, number: &Number, facts: &[Fact]) -> Option<(Aspect, Option<usize>)> {
    let dead = facts.iter().any(|fact| fact.aspect == Aspect::Dead);
    let (verb, at) = verb_before_any(line, number, if dead { &["a", "other", "further"] } else { &[] });
    let aspect = did(verb).filter(|_| at < number.from)?;
    // "Killing or wounding 12", "were killed 12 miles away".
    if line.before(at, 1) == "or" || line.before(at, 1) == "and" && did(line.before(at, 2)).is_some() {
        return None;
    }
    let mut noun = None;
    for at in number.to..(number.to + 3).min(line.len()) {
        let piece = line.get(at)?;
        if TIMES.contains(&&*piece.low) || piece.word.class & class::UNIT != 0 {
            return None;
        }
        if !piece.is_content() || became(&piece.low).is_some() {
            break;
        }
        noun = Some(at);
        if piece.low.ends_with('s') || piece.low.ends_with("men") || PEOPLE.contains(&&*piece.low) {
            break;
        }
    }
    Some((aspect, noun))
}

/// "The death toll rose to 12", "the death count is over 12", "the toll continues to rise, passing 12".
fn is_death_toll(line: &Line<'_>, number: &Number) -> bool {
    const LINKS: [&str; 14] = [
        "to",
        "at",
        "of",
        "is",
        "was",
        "now",
        "reached",
        "reaching",
        "passed",
        "passing",
        "topped",
        "topping",
        "exceeded",
        "exceeding",
    ];
    /// Words between the toll and its number: "the toll from the earthquake that has hit three countries of Asia ...".
    const FAR: usize = 24;
    let bound = (1..=4).find(|&steps| {
        !BOUNDS.contains(&line.before(number.from, steps)) || LINKS.contains(&line.before(number.from, steps))
    });
    let Some(bound) = bound else { return false };
    if !LINKS.contains(&line.before(number.from, bound)) {
        return false;
    }
    let back =
        (bound..bound + FAR).find(|&steps| matches!(line.before(number.from, steps), "toll" | "count"));
    let Some(back) = back else { return false };
    let mut between = (bound..back).map(|steps| line.before(number.from, steps));
    let sound = between.all(|low| !low.starts_with(|c: char| c.is_ascii_digit()) && low != ".");
    let led = line.before(number.from, back + 1);
    let death = led == "death"
        || line.before(number.from, back) == "toll"
            && matches!(led, "the" | "its" | "official" | "confirmed");
    sound && death
}
