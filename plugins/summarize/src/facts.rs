//! What a sentence states in numbers, typed, so that what another report states of the same can be set against it.

use copydesk_sdk::Span;
use copydesk_text::calendar::parse_month;
use copydesk_text::words::stem;

use crate::corpus::{Corpus, Sentence};
use crate::cues::cue;
use crate::lists::class;
use crate::measures;
use crate::numbers::{Line, Number, numbers};
use crate::tolls::{PEOPLE, tolls};
use crate::words::NO_TERM;

/// What a number tells, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aspect {
    Dead,
    Hurt,
    Missing,
    Magnitude,
    Time,
    Held,
    Saved,
    Moved,
    Vote,
    Term,
    Age,
    Amount,
    Count,
    Share,
    Depth,
    Distance,
}

impl Aspect {
    /// Whether it says what became of how many people.
    pub(crate) fn is_toll(self) -> bool {
        matches!(self, Self::Dead | Self::Hurt | Self::Missing | Self::Held | Self::Saved | Self::Moved)
    }
}

/// Of what or whom a number tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// Of the event.
    None,
    /// Of things of this noun, by its stem.
    Noun(String),
    /// Of the entity or place of this name, in a direction perhaps.
    Name(String),
    /// Money in the currency of this sign.
    Currency(usize),
}

/// A number and what it tells.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) aspect: Aspect,
    pub(crate) key: Key,
    pub(crate) number: Number,
    /// The second number of a vote.
    pub(crate) against: f64,
    /// What it is about, in words.
    pub(crate) about: String,
    /// Where the number stands, with the words that bound it; empty where that is of no use.
    pub(crate) shown: Span,
    /// The content terms around the number, ascending.
    pub(crate) around: Vec<u32>,
    /// Whether it is known only that the report gives this number: it is of a part, of another time, or one of two.
    pub(crate) doubtful: bool,
    /// The kinds of events that the sentence names, as bits.
    pub(crate) events: u32,
    /// Whether it is a count that goes on: "the death toll", which other reports of the event have at another height.
    pub(crate) running: bool,
}

impl Fact {
    pub(crate) fn new(aspect: Aspect, key: Key, number: Number) -> Self {
        let about = match aspect {
            Aspect::Dead => "killed",
            Aspect::Hurt => "injured",
            Aspect::Missing => "missing",
            Aspect::Held => "arrested",
            Aspect::Saved => "rescued",
            Aspect::Moved => "displaced",
            Aspect::Magnitude => "magnitude",
            Aspect::Time => "time of day",
            Aspect::Vote => "votes",
            Aspect::Term => "sentence",
            Aspect::Age => "age",
            Aspect::Amount => "amount",
            Aspect::Count => "number",
            Aspect::Share => "share",
            Aspect::Depth => "depth",
            Aspect::Distance => "distance",
        };
        Self {
            aspect,
            key,
            number,
            against: 0.0,
            about: about.to_owned(),
            shown: Span::new(0, 0),
            around: Vec::new(),
            doubtful: false,
            events: 0,
            running: false,
        }
    }

    /// The tokens behind the number without which it says nothing.
    fn unit(&self, line: &Line<'_>) -> usize {
        let to = self.number.to;
        match self.aspect {
            Aspect::Vote => 2,
            Aspect::Amount if self.number.currency.is_some() => 0,
            Aspect::Term | Aspect::Share | Aspect::Depth | Aspect::Distance | Aspect::Amount => {
                line.past_hyphen(to) + 1 - to
            }
            _ => 0,
        }
    }

    /// Whether both may be true of one thing.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        match self.aspect {
            Aspect::Vote => self.number.value == other.number.value && self.against == other.against,
            Aspect::Age => self.number.value == other.number.value,
            Aspect::Time => {
                let near = self.number.near || other.number.near;
                (self.number.value - other.number.value).abs() <= if near { 30.0 } else { 5.0 }
            }
            // "A quake of magnitude 6" may have had 5.9.
            Aspect::Magnitude => {
                let whole = self.number.is_whole() || other.number.is_whole();
                let near = self.number.near || other.number.near;
                (self.number.value - other.number.value).abs() < if whole || near { 0.51 } else { 0.06 }
            }
            _ => self.number.agrees(&other.number, self.aspect.is_toll() || self.aspect == Aspect::Count),
        }
    }

    /// Whether both give the same number.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.number.is_same(&other.number) && self.against == other.against
    }
}

/// The facts of a sentence. Doubtful is what is of a part or of another time, and what it tells twice.
pub(crate) fn facts(corpus: &Corpus<'_>, sentence: &Sentence) -> Vec<Fact> {
    let line = Line::new(corpus, sentence);
    let found = numbers(&line);
    let mut facts = Vec::new();
    measures::times(&line, &mut facts);
    if found.is_empty() && facts.is_empty() {
        return facts;
    }
    measures::measures(&line, &found, &mut facts);
    tolls(&line, &found, &mut facts);
    counts(&line, &found, &mut facts);
    let doubtful = !facts.is_empty() && is_of_another_time(&line);
    for fact in &mut facts {
        // "None of the crew of 17 was hurt" counts nobody.
        let nobody = sentence.verdict.negated && fact.aspect.is_toll();
        fact.doubtful = doubtful || nobody || fact.number.part && fact.aspect != Aspect::Vote;
    }
    measures::ages(corpus, sentence, &line, &found, &mut facts);
    let events = line.cues() & cue::EVENTS;
    for at in 0..facts.len() {
        let alike =
            facts.iter().filter(|other| other.aspect == facts[at].aspect && other.key == facts[at].key);
        let twice = alike.count() > 1;
        let fact = &mut facts[at];
        fact.around = around(&line, &fact.number);
        fact.shown = line.shown(&fact.number, fact.unit(&line)).unwrap_or(fact.shown);
        fact.doubtful |= twice;
        fact.events = events;
    }
    facts
}

/// Words that tell of another time or event, or compare.
pub(crate) const ANOTHER_TIME: [&str; 27] = [
    "since",
    "previous",
    "previously",
    "earlier",
    "ago",
    "anniversary",
    "similar",
    "separate",
    "separately",
    "elsewhere",
    "alone",
    "each",
    "every",
    "average",
    "annual",
    "annually",
    "compared",
    "aftershock",
    "aftershocks",
    "record",
    "decade",
    "overall",
    "combined",
    "also",
    "another",
    "second",
    "third",
];

/// Whether the sentence tells of other events too, or compares: then nobody knows whose its numbers are.
fn is_of_another_time(line: &Line<'_>) -> bool {
    let past = |at: usize| {
        let low = line.low(at);
        let year = low.len() == 4 && (low.starts_with("19") || low.starts_with("20"));
        let month = low.len() > 3 && line.before(at, 1) == "in" && parse_month(low).is_some();
        month && !line.low(at + 1).starts_with(|c: char| c.is_ascii_digit())
            || year
                && low.bytes().all(|byte| byte.is_ascii_digit())
                && matches!(
                    line.before(at, 1),
                    "in" | "since" | "from" | "of" | "during" | "until" | "by" | "the" | "between"
                )
            || low == "last"
                && matches!(
                    line.low(at + 1),
                    "year" | "month" | "season" | "decade" | "summer" | "winter" | "spring" | "fall"
                )
            || low == "last" && line.before(at, 1) == "the"
            || low == "so" && line.low(at + 1) == "far"
            || low == "year" && line.before(at, 1) == "this"
    };
    line.cues() & cue::ANOTHER_TIME != 0 || (0..line.len()).any(past)
}

/// What happens to people, each kind in the words that reports have for it.
pub(crate) const EVENTS: [&[&str]; 14] = [
    &["quake", "earthquake", "tremor", "temblor", "quakes"],
    &[
        "blast",
        "blasts",
        "explosion",
        "explosions",
        "exploded",
        "bomb",
        "bombs",
        "bombing",
        "bombings",
        "blew",
        "bomber",
    ],
    &[
        "crash",
        "crashed",
        "collision",
        "collided",
        "derailed",
        "derailment",
        "pile-up",
        "overturned",
        "plunged",
    ],
    &["fire", "blaze", "fires", "wildfire", "wildfires", "inferno"],
    &["shooting", "shootings", "gunman", "gunmen", "shooter", "rampage", "massacre", "shot"],
    &["flood", "floods", "flooding", "flash-flood", "dam", "deluge", "rains"],
    &[
        "storm",
        "hurricane",
        "typhoon",
        "cyclone",
        "tornado",
        "tornadoes",
        "storms",
        "twister",
        "hurricanes",
        "typhoons",
        "cyclones",
    ],
    &[
        "airstrike",
        "airstrikes",
        "strike",
        "strikes",
        "raid",
        "raids",
        "shelling",
        "missile",
        "missiles",
        "rocket",
        "rockets",
    ],
    &["riot", "riots", "clashes", "clash", "violence", "unrest", "protest", "protests", "rioting"],
    &["collapse", "collapsed", "landslide", "landslides", "mudslide", "avalanche", "stampede", "crush"],
    &["outbreak", "virus", "epidemic", "cholera", "ebola", "coronavirus", "disease", "flu"],
    &["capsized", "sank", "sinking", "shipwreck", "sunk", "capsizing"],
    &["tsunami", "tsunamis", "eruption", "eruptions", "volcano", "heatwave", "heatwaves"],
    &["attack", "attacks", "ambush", "stabbing", "stabbings", "assault", "knife"],
];

/// Tokens on either side of a number that say what it is about.
const AROUND: usize = 6;

fn around(line: &Line<'_>, number: &Number) -> Vec<u32> {
    let rows = number.from.saturating_sub(AROUND)..(number.to + AROUND).min(line.len());
    let outside = rows.filter(|at| !(number.from..number.to).contains(at));
    let pieces = outside.filter_map(|at| line.get(at)).filter(|piece| piece.is_content());
    let mut terms: Vec<u32> = pieces.map(|piece| piece.word.term).filter(|&term| term != NO_TERM).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Nouns whose numbers differ for a hundred reasons within one story: time, and what sports count of everybody.
const UNCOUNTED: [&str; 63] = [
    "mths",
    "qtr",
    "qtrs",
    "yr",
    "yrs",
    "hrs",
    "year",
    "years",
    "month",
    "months",
    "week",
    "weeks",
    "day",
    "days",
    "hour",
    "hours",
    "minutes",
    "seconds",
    "times",
    "nights",
    "mornings",
    "decades",
    "centuries",
    "games",
    "points",
    "yards",
    "catches",
    "assists",
    "goals",
    "homers",
    "runs",
    "hits",
    "touchdowns",
    "rebounds",
    "wins",
    "losses",
    "seasons",
    "matches",
    "innings",
    "wickets",
    "passes",
    "carries",
    "receptions",
    "sets",
    "titles",
    "strikeouts",
    "steals",
    "blocks",
    "saves",
    "starts",
    "medals",
    "shots",
    "sacks",
    "laps",
    "rounds",
    "turnovers",
    "tackles",
    "strokes",
    "things",
    "ways",
    "reasons",
    "questions",
    "terms",
];

/// Words that tell what was tried or wanted.
pub(crate) const ATTEMPTS: [&str; 9] =
    ["attempted", "tried", "wanted", "planned", "plans", "planning", "offered", "ordered", "hopes"];

/// Counted things: a number and, within three words, a plural.
fn counts(line: &Line<'_>, numbers: &[Number], facts: &mut Vec<Fact>) {
    // What somebody tried or wanted is not what came of it.
    if line.cues() & cue::ATTEMPT != 0 {
        return;
    }
    for number in numbers {
        let taken = facts.iter().any(|fact| fact.number.from == number.from);
        if taken || number.currency.is_some() || number.value < 2.0 {
            continue;
        }
        let Some(noun) = counted(line, number.to) else { continue };
        let piece = line.get(noun);
        let unit = piece.is_some_and(|piece| piece.word.class & class::UNIT != 0);
        let rate = matches!(line.low(noun + 1), "a" | "per" | "each" | "every");
        let low = line.low(noun);
        if unit || rate || UNCOUNTED.contains(&low) || PEOPLE.contains(&low) {
            continue;
        }
        let mut fact = Fact::new(Aspect::Count, Key::Noun(stem(low).to_owned()), number.clone());
        fact.about = format!("number of {low}");
        facts.push(fact);
    }
}

/// The noun that a number counts: the first plural within three content words in small letters.
fn counted(line: &Line<'_>, from: usize) -> Option<usize> {
    for at in from..from + 3 {
        let piece = line.get(at)?;
        if !piece.is_content() || piece.low.len() < 3 {
            return None;
        }
        let plural = piece.low.ends_with('s') && !piece.low.ends_with("ss") && !piece.low.ends_with("'s")
            || piece.low.ends_with("men")
            || piece.low == "children";
        if plural && !piece.is_upper() {
            return Some(at);
        }
    }
    None
}
