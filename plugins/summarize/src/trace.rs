//! Why a briefing has the sentences that it has. The choice is gone through once more, turn by turn, with all that
//! stood in the race and what became of it.

use serde::Serialize;

use crate::brief::{Choice, Plan};
use crate::choose::{Budget, Choosing, Entry, NEW_EVENT, entry, factors, main_events, repeated};
use crate::corpus::{Corpus, Sentence};
use crate::evidence::{Shared, printed_text, share};
use crate::judge::Fault;
use crate::page::Cite;
use crate::rank::cosine;
use crate::rows::Text;
use crate::same::{cite, supporters};
use crate::sheet::{Case, Holders};
use crate::veto::{Before, Objection, objection};
use copydesk_text::hash::FastMap;

/// Rivals that are told of one point, and sentences beside them that were worth as much before others told the same.
const RIVALS: usize = 5;
const TOLD: usize = 2;
/// Share of its first worth below which a sentence has lost it to those chosen before.
const FADED: f32 = 0.5;
/// Share of a point's score from which on a sentence is its rival.
const CLOSE: f32 = 0.5;
/// Cosine from which on a piece of furniture is about the same as a point.
const ALIKE: f32 = 0.3;

/// Sentences with what they are worth.
type Race = Vec<(f32, u32)>;

/// A row of the table of traces, as `copydesk_sdk::tables` defines it.
#[derive(Debug, Serialize)]
pub(crate) struct Trace<'t> {
    story: Text<'t>,
    points: Vec<TracedPoint<'t>>,
}

#[derive(Debug, Serialize)]
struct TracedPoint<'t> {
    text: Text<'t>,
    cites: [Cite<'t>; 1],
    chosen: u32,
    score: f32,
    features: Vec<Feature>,
    support: Vec<Shared<'t>>,
    rivals: Vec<Rival<'t>>,
}

#[derive(Debug, Serialize)]
struct Feature {
    name: &'static str,
    value: f32,
}

#[derive(Debug, Serialize)]
struct Rival<'t> {
    text: Text<'t>,
    cites: [Cite<'t>; 1],
    score: f32,
    reason: &'static str,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<u32>,
}

/// One turn of the choice: what was chosen before it, in that order.
struct Turn<'x> {
    case: Case<'x, 'x>,
    plan: &'x Plan,
    choice: &'x Choice,
    /// Rows in the order in which the points are printed.
    printed: &'x [u32],
    events: &'x FastMap<u32, usize>,
    /// What each sentence was worth at the first turn.
    first: &'x [f32],
    /// Number of sentences chosen before.
    at: usize,
}

/// Explains the points of a pile. `printed` are their rows in the order of the page.
pub(crate) fn trace<'t>(
    case: Case<'_, 't>,
    plan: &Plan,
    choice: &Choice,
    printed: &[u32],
    (choosing, holders): (&mut Choosing, &mut Holders),
) -> Trace<'t> {
    let Case { corpus, pile, sheet, .. } = case;
    let budget = &choice.budget;
    let events = if budget.events { main_events(pile) } else { FastMap::default() };
    choosing.worth.fill(case, &budget.about, budget.speech);
    let start = Turn { case, plan, choice, printed, events: &events, first: &[], at: 0 };
    let first: Vec<f32> = (0..pile.sentences.len()).map(|at| start.score(choosing, at).0).collect();
    let mut points: Vec<(u32, TracedPoint<'t>)> = Vec::new();
    for (at, &row) in choice.rows.iter().enumerate() {
        let turn = Turn { case, plan, choice, printed, events: &events, first: &first, at };
        let Some(place) = pile.at(row) else { continue };
        let (score, features) = turn.score(choosing, place);
        points.push((
            row,
            TracedPoint {
                text: printed_text(corpus, row),
                cites: [cite(corpus, row)],
                chosen: at as u32 + 1,
                score,
                features,
                support: supporters(case, holders, row)
                    .iter()
                    .map(|&other| share(corpus, row, other))
                    .collect(),
                rivals: turn
                    .rivals(choosing, holders, (row, score))
                    .into_iter()
                    .map(|rival| rival.of(corpus))
                    .collect(),
            },
        ));
        choosing.worth.cover(sheet, place);
    }
    points.sort_by_key(|(row, _)| printed.iter().position(|other| other == row));
    Trace { story: pile.story.clone(), points: points.into_iter().map(|(_, point)| point).collect() }
}

/// A rival before its text is looked up.
struct Lost {
    row: u32,
    score: f32,
    reason: &'static str,
    why: String,
    point: Option<u32>,
}

impl Lost {
    fn of<'t>(self, corpus: &Corpus<'t>) -> Rival<'t> {
        let Self { row, score, reason, why, point } = self;
        Rival { text: printed_text(corpus, row), cites: [cite(corpus, row)], score, reason, why, point }
    }
}

impl Turn<'_> {
    fn before(&self) -> &[u32] {
        self.choice.rows.get(..self.at).unwrap_or(&[])
    }

    /// The number of a printed sentence.
    fn place(&self, row: u32) -> Option<u32> {
        self.printed.iter().position(|&other| other == row).map(|at| at as u32 + 1)
    }

    /// What the sentence at a position is worth at this turn, and of what that is made.
    fn score(&self, choosing: &mut Choosing, at: usize) -> (f32, Vec<Feature>) {
        let Case { corpus, pile, sheet, .. } = self.case;
        let budget = &self.choice.budget;
        let row = pile.sentences[at];
        let sentence = &corpus.sentences[row as usize];
        let factors = factors(self.case, budget, &mut choosing.worth, at, entry(corpus, budget, row));
        let told = |row: &u32| self.events.get(row);
        let new = told(&row).is_some_and(|event| !self.before().iter().any(|row| told(row) == Some(event)));
        let event = if new { NEW_EVENT } else { 1.0 };
        let worth = &choosing.worth;
        let mut features = Vec::new();
        let mut add = |name: &'static str, value: f32| features.push(Feature { name, value });
        if worth.is_told() {
            let parts = worth.told(sheet, at, sentence, budget.speech);
            add("central", parts.central);
            add("told_by_others", parts.told);
            add("early", parts.early);
            if parts.speech > 0.0 {
                add("speech", parts.speech);
            }
            add("x_lead", parts.lead);
            add("x_length", parts.length);
            add("x_new", worth.novelty(sheet, at));
        } else {
            let (words, names) = worth.covered(sheet, at);
            add("words_covered", words);
            add("names_covered", names);
            add("x_place", factors.place);
        }
        for (name, value) in [
            ("x_relevance", factors.relevance),
            ("x_clean", factors.clean),
            ("x_about", factors.about),
            ("x_alone", factors.alone),
            ("x_new_event", event),
        ] {
            if value != 1.0 {
                add(name, value);
            }
        }
        (worth.gain(sheet, at) * factors.product() * event, features)
    }

    /// The sentences that were worth nearly as much as the chosen one, or more, and why they were not chosen.
    fn rivals(&self, choosing: &mut Choosing, holders: &mut Holders, (row, score): (u32, f32)) -> Vec<Lost> {
        let Case { corpus, pile, .. } = self.case;
        let (mut race, mut faded): (Race, Race) = (Vec::new(), Vec::new());
        for (at, &other) in pile.sentences.iter().enumerate() {
            let (worth, first) = (self.score(choosing, at).0, self.first[at]);
            if other == row || self.before().contains(&other) {
                continue;
            }
            if worth >= score * CLOSE {
                race.push((worth, other));
            } else if first >= score && worth < first * FADED {
                faded.push((worth, other));
            }
        }
        let best = |list: &mut Race, most: usize| {
            list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            list.truncate(most);
        };
        best(&mut race, RIVALS);
        best(&mut faded, TOLD);
        let mut lost: Vec<Lost> = Vec::new();
        for (worth, other) in race {
            let (reason, why, point) = self.reason(holders, other, worth > score);
            lost.push(Lost { row: other, score: worth, reason, why, point });
        }
        for (worth, other) in faded {
            let likeness =
                |row: u32| cosine(corpus, &corpus.sentences[other as usize], &corpus.sentences[row as usize]);
            let like = self.before().iter().copied().max_by(|&a, &b| likeness(a).total_cmp(&likeness(b)));
            let point = like.and_then(|row| self.place(row));
            let why = "most of it is told by what was chosen before".to_owned();
            lost.push(Lost { row: other, score: worth, reason: "repeats", why, point });
        }
        lost.extend(self.furniture(corpus, row));
        lost
    }

    /// The piece of furniture that is most like the point.
    fn furniture(&self, corpus: &Corpus<'_>, row: u32) -> Option<Lost> {
        let sentence = &corpus.sentences[row as usize];
        let docs = self.case.pile.members.iter().map(|member| member.doc);
        let rows = docs.flat_map(|doc| corpus.reports[doc as usize].sentences.clone());
        let outside = rows.filter(|&row| !corpus.sentences[row].is_body() && !corpus.sentences[row].headline);
        let alike = outside.map(|other| (cosine(corpus, sentence, &corpus.sentences[other]), other));
        let best = alike.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        (best.0 >= ALIKE).then(|| Lost {
            row: best.1 as u32,
            score: 0.0,
            reason: "furniture",
            why: "no part of the story: furniture, a caption, a byline".to_owned(),
            point: None,
        })
    }

    /// Why a sentence was not chosen at this turn; `better` says whether it was worth more than the one that was.
    fn reason(&self, holders: &mut Holders, row: u32, better: bool) -> (&'static str, String, Option<u32>) {
        let Case { corpus, pile, .. } = self.case;
        let budget = &self.choice.budget;
        let sentence = &corpus.sentences[row as usize];
        let member = pile.place(sentence.doc);
        if pile.is_copy(member) {
            let original = &pile.members[pile.members[member as usize].origin as usize];
            let id = corpus.reports[original.doc as usize].doc.id();
            return ("copy", format!("its report repeats `{id}`"), None);
        }
        match entry(corpus, budget, row) {
            Entry::Closed(fault) => return fault_in_words(fault),
            Entry::Follows if !self.before().contains(&row.wrapping_sub(1)) => {
                return fault_in_words(Fault::Dangling);
            }
            _ => {}
        }
        if let Some(other) = repeated(self.case, self.before(), row) {
            return ("repeats", "says what was chosen before".to_owned(), self.place(other));
        }
        let before = Before { chosen: self.before(), quoted: &self.choice.quoted, news: &self.choice.news };
        if let Some(objection) = objection(self.case, self.plan, before, holders, row) {
            return objection_in_words(objection);
        }
        if let Some(why) = self.too_much(sentence, budget, self.before()) {
            return ("budget", why, None);
        }
        if let Some(point) = self.choice.rows.contains(&row).then(|| self.place(row)).flatten() {
            return ("later", "chosen at a later turn".to_owned(), Some(point));
        }
        if better {
            return ("turn", "other reports and main events had to have a say first".to_owned(), None);
        }
        // Why no later turn was its turn.
        let rows = &self.choice.rows;
        if rows.len() >= budget.sentences {
            return (
                "score",
                format!("worth less, and {} sentences are all that was asked for", rows.len()),
                None,
            );
        }
        match self.too_much(sentence, budget, rows) {
            Some(why) => ("budget", format!("worth less, and in the end it {why}"), None),
            None => ("score", "worth less".to_owned(), None),
        }
    }

    /// Which limit a sentence breaks when `rows` are chosen.
    fn too_much(&self, sentence: &Sentence, budget: &Budget, rows: &[u32]) -> Option<String> {
        let corpus = self.case.corpus;
        let before = || rows.iter().map(|&row| &corpus.sentences[row as usize]);
        let words: usize = before().map(|sentence| sentence.words as usize).sum();
        let left = budget.words.saturating_sub(words);
        if sentence.words as usize > left {
            return Some(format!("has {} words where {left} are left", sentence.words));
        }
        let of_report = before().filter(|other| other.doc == sentence.doc).count();
        if of_report >= budget.per_document {
            return Some(format!("is of a report that has given {of_report} sentences already"));
        }
        if budget.characters == usize::MAX {
            return None;
        }
        let characters = |sentence: &Sentence| {
            sentence.span.of(corpus.reports[sentence.doc as usize].text).chars().count()
        };
        let left = budget.characters.saturating_sub(before().map(characters).sum());
        let own = characters(sentence);
        (own > left).then(|| format!("has {own} characters where {left} are left"))
    }
}

fn fault_in_words(fault: Fault) -> (&'static str, String, Option<u32>) {
    let (reason, why) = match fault {
        Fault::NotStory => ("furniture", "no part of the story"),
        Fault::Short => ("short", "too short to say something"),
        Fault::Long => ("long", "too long"),
        Fault::Question => ("question", "a question"),
        Fault::Broken => ("broken", "begins inside a sentence, or a mark has no partner"),
        Fault::Unfinished => ("unfinished", "has no stop at its end"),
        Fault::Debris => ("debris", "holds remains of a template or an address"),
        Fault::NoVerb => ("no-verb", "has no verb"),
        Fault::Dangling => ("dangling", "needs the sentence before it"),
        Fault::Speaker => ("no-speaker", "quotes and does not say whom"),
        Fault::Voice => {
            ("voice", "the report speaks of itself or to the reader, or as \"I\" outside a quotation")
        }
    };
    (reason, why.to_owned(), None)
}

fn objection_in_words(objection: Objection) -> (&'static str, String, Option<u32>) {
    let (reason, why) = match objection {
        Objection::Quoted => ("quoted", "stands among the quotes"),
        Objection::Silent => ("silent", "only says that somebody kept silent"),
        Objection::Retold => ("retold", "quotes in other words than a cleaner report"),
        Objection::Noisy => ("noisy", "a report in cleaner language says the same"),
        Objection::Restated => ("restated", "the points before it tell most of it"),
        Objection::Support => ("support", "fewer reports say it than `min_support` asks for"),
    };
    (reason, why.to_owned(), None)
}
