//! From the reports of one story to its briefing.

use copydesk_text::calendar::Date;

use crate::choose::{Budget, Choosing, Reserve, choose};
use crate::corpus::Corpus;
use crate::differ::differences;
use crate::headline::headline;
use crate::judge::Fault;
use crate::once::News;
use crate::page::{Page, Point, Source};
use crate::pile::{Happening, Pile};
use crate::rank::Ranks;
use crate::repair::repaired;
use crate::rows::When;
use crate::same::{cite, support, supporters};
use crate::sheet::{Case, Holders, Sheet};
use crate::speakers::quotes;
use crate::timeline::timeline;
use crate::trace::{Trace, trace};
use crate::veto::{Before, objection};

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
    /// Whether nothing is printed twice: no point is what stands among the quotes, or what other points tell already.
    pub(crate) once: bool,
    /// Whether the choice is explained.
    pub(crate) trace: bool,
}

/// Memory that one briefing after the other uses.
#[derive(Default)]
pub(crate) struct Bench {
    sheet: Sheet,
    ranks: Ranks,
    choosing: Choosing,
    holders: Holders,
    core: Vec<f32>,
}

impl Bench {
    /// Lays out the sentences of a pile.
    pub(crate) fn lay<'c, 't>(
        &'c mut self,
        corpus: &'c Corpus<'t>,
        pile: &'c Pile<'t>,
    ) -> (Case<'c, 't>, Tools<'c>) {
        self.sheet.fill(corpus, pile);
        self.ranks.fill(corpus, pile, &self.sheet);
        self.holders.clear();
        let case = Case { corpus, pile, sheet: &self.sheet, ranks: &self.ranks };
        (case, Tools { choosing: &mut self.choosing, holders: &mut self.holders, core: &mut self.core })
    }
}

/// The memory that work on a pile writes to.
pub(crate) struct Tools<'c> {
    pub(crate) choosing: &'c mut Choosing,
    holders: &'c mut Holders,
    core: &'c mut Vec<f32>,
}

/// Writes the briefing of a pile, and how it was made where that is asked for.
pub(crate) fn brief<'t>(
    case: Case<'_, 't>,
    plan: &Plan,
    tools: &mut Tools<'_>,
) -> (Page<'t>, Option<Trace<'t>>) {
    let Case { corpus, pile, .. } = case;
    let (quotes, quoted) = quotes(case, tools.holders);
    let choice = chosen(case, plan, if plan.once { quoted } else { Vec::new() }, tools);
    let mut chosen = choice.rows.clone();
    let mut points: Vec<(u32, Point<'t>)> =
        chosen.iter().map(|&row| (row, point(case, tools.holders, row))).collect();
    if plan.budget.repair {
        repair(corpus, pile, &chosen, &mut points);
    }
    let lead = lead(corpus, pile, &points);
    arrange(corpus, pile, &mut chosen, lead, plan.order);
    let place = |row: u32| chosen.iter().position(|&other| other == row);
    points.sort_by_key(|(row, _)| place(*row));
    core_terms(case, (lead, &chosen), tools.core);
    // Without a point the first sentence that is none of the worst stands in for a headline.
    let fair = |row: &u32| {
        let fault = corpus.sentences[*row as usize].verdict.fault;
        matches!(fault, None | Some(Fault::Unfinished | Fault::Long | Fault::Dangling | Fault::Speaker))
    };
    let first = lead.or_else(|| pile.sentences.iter().copied().take(FIRST).find(fair));
    let trace = plan.trace.then(|| trace(case, plan, &choice, &chosen, (tools.choosing, tools.holders)));
    let page = Page {
        story: pile.story.clone(),
        when: when(corpus, pile, lead),
        headline: headline(case, first, tools.core),
        points: points.into_iter().map(|(_, point)| point).collect(),
        differences: match pile.members.len() {
            1 => Vec::new(),
            _ => differences(case, &chosen, tools.holders),
        },
        timeline: timeline(case, tools.holders),
        quotes,
        sources: pile.members.iter().map(|member| source(corpus, member.doc)).collect(),
    };
    (page, trace)
}

/// What was chosen and by which rules.
pub(crate) struct Choice {
    /// In the order in which they were chosen.
    pub(crate) rows: Vec<u32>,
    pub(crate) budget: Budget,
    /// The sentences that were left to the quotes.
    pub(crate) quoted: Vec<u32>,
    /// What the story is about.
    pub(crate) news: News,
}

/// Chooses by the strict rules; a story that has nothing by them may use sentences that are `quoted`, then those with
/// slight faults.
fn chosen(case: Case<'_, '_>, plan: &Plan, quoted: Vec<u32>, tools: &mut Tools<'_>) -> Choice {
    let slight = Budget { reserve: Reserve::Slight, ..plan.budget.clone() };
    let mut ways = vec![(plan.budget.clone(), Vec::new()), (slight, Vec::new())];
    if !quoted.is_empty() {
        ways.insert(0, (plan.budget.clone(), quoted));
    }
    let news = if plan.once { News::of(case.corpus, case.pile) } else { News::default() };
    let mut choice = Choice { rows: Vec::new(), budget: plan.budget.clone(), quoted: Vec::new(), news };
    for (budget, quoted) in ways {
        let mut veto = |chosen: &[u32], row: u32| {
            let before = Before { chosen, quoted: &quoted, news: &choice.news };
            objection(case, plan, before, tools.holders, row).is_some()
        };
        let rows = choose(case, &budget, tools.choosing, &mut veto);
        choice = Choice { rows, budget, quoted, ..choice };
        if !choice.rows.is_empty() || plan.min_support > 1 && choice.quoted.is_empty() {
            break;
        }
    }
    choice
}

/// Puts names in the place of pronouns where the sentence before is not printed.
fn repair<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>, chosen: &[u32], points: &mut [(u32, Point<'t>)]) {
    for (row, point) in points {
        if row.checked_sub(1).is_none_or(|before| !chosen.contains(&before)) {
            point.text = repaired(corpus, pile, *row).unwrap_or_else(|| std::mem::take(&mut point.text));
        }
    }
}

fn point<'t>(case: Case<'_, 't>, holders: &mut Holders, row: u32) -> Point<'t> {
    let Case { corpus, pile, .. } = case;
    let sentence = &corpus.sentences[row as usize];
    let rows = supporters(case, holders, row);
    Point {
        text: corpus.printed(sentence.doc, sentence.span).into(),
        mode: "extract",
        cites: [cite(corpus, row)],
        support: support(corpus, pile, row, &rows),
    }
}

/// The sentence to begin with: one from the top of a report, without a quotation where possible, that tells what most
/// independent reports tell (its event's reports or those that say the same, and those that say the same once more);
/// of equals the newest, then the one chosen first.
fn lead(corpus: &Corpus<'_>, pile: &Pile<'_>, points: &[(u32, Point<'_>)]) -> Option<u32> {
    let weigh = |row: u32, independent: u32| {
        let sentence = &corpus.sentences[row as usize];
        let told = news_of(corpus, pile, row);
        let tellers = told.map_or(0, |happening| happening.tellers);
        let opens =
            sentence.place < 2 && !sentence.verdict.speech && sentence.verdict.fault != Some(Fault::Dangling);
        (opens, tellers.max(independent) + independent, newness(time(corpus, pile, row)))
    };
    // The first of equals is the one that was chosen first.
    points.iter().rev().max_by_key(|(row, point)| weigh(*row, point.support.independent)).map(|&(row, _)| row)
}

/// Sentences without a date are no news.
fn newness(day: i64) -> i64 {
    if day == i64::MAX { i64::MIN } else { day }
}

/// Puts the points in order. A sentence that needs the one before it stays right behind it.
fn arrange(corpus: &Corpus<'_>, pile: &Pile<'_>, chosen: &mut [u32], lead: Option<u32>, order: Order) {
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
fn time(corpus: &Corpus<'_>, pile: &Pile<'_>, row: u32) -> i64 {
    let sentence = &corpus.sentences[row as usize];
    let published = corpus.reports[sentence.doc as usize].published.map(Date::days);
    let told = news_of(corpus, pile, row);
    let event = told.and_then(|happening| Date::parse_iso(&happening.when.date)).map(Date::days);
    let named = corpus.days(sentence).iter().copied().rfind(|&day| published.is_none_or(|last| day <= last));
    let named = named.filter(|&day| !is_background(corpus, row, day));
    event.or(named).or(published).unwrap_or(i64::MAX)
}

/// Sentences among which a headline is looked for where there is no better one.
const FIRST: usize = 5;

/// Days before its report from which on what a sentence at the top of it dates is background and not its news.
const OLD: i64 = 7;

/// Whether a day that a sentence names is background: the top of a report tells news ("... will auction their works
/// for the victims of the flood of 26 December").
pub(crate) fn is_background(corpus: &Corpus<'_>, row: u32, day: i64) -> bool {
    let sentence = &corpus.sentences[row as usize];
    let published = corpus.reports[sentence.doc as usize].published.map(Date::days);
    sentence.place < 2 && published.is_some_and(|published| published - day > OLD)
}

/// The event that is a sentence's news.
fn news_of<'c, 't>(corpus: &Corpus<'_>, pile: &'c Pile<'t>, row: u32) -> Option<&'c Happening<'t>> {
    let day = |happening: &Happening<'_>| Date::parse_iso(&happening.when.date).map(Date::days);
    let told = pile.event_of(corpus, row)?;
    (!day(told).is_some_and(|day| is_background(corpus, row, day))).then_some(told)
}

fn when<'t>(corpus: &Corpus<'_>, pile: &Pile<'t>, lead: Option<u32>) -> When<'t> {
    let unknown = When { date: "".into(), basis: "unknown".into() };
    let Some(row) = lead else { return unknown };
    if let Some(happening) = news_of(corpus, pile, row) {
        return happening.when.clone();
    }
    let sentence = &corpus.sentences[row as usize];
    let published = corpus.reports[sentence.doc as usize].published;
    let named =
        corpus.days(sentence).iter().copied().rfind(|&day| published.is_none_or(|last| day <= last.days()));
    let named = named.filter(|&day| !is_background(corpus, row, day));
    match (named.and_then(Date::from_days), published) {
        (Some(date), _) => When { date: date.to_string().into(), basis: "stated".into() },
        (None, Some(date)) => When { date: date.to_string().into(), basis: "published".into() },
        (None, None) => unknown,
    }
}

/// What a headline must be about: the terms of the sentence that the briefing begins with, then those of the others.
fn core_terms(case: Case<'_, '_>, (lead, chosen): (Option<u32>, &[u32]), core: &mut Vec<f32>) {
    let Case { corpus, pile, sheet, .. } = case;
    core.clear();
    core.resize(sheet.terms_len(), 0.0);
    let mut add = |at: usize, share: f32| {
        for &term in sheet.terms(at) {
            core[term as usize] += share * sheet.weights[term as usize];
        }
    };
    for &row in chosen {
        let share = if Some(row) == lead { 1.0 } else { 0.2 };
        pile.at(row).into_iter().for_each(|at| add(at, share));
    }
    // The leads of all reports have a say, so that a side issue among the points cannot lead the headline astray.
    let share = 1.0 / pile.members.len() as f32;
    for (at, &row) in pile.sentences.iter().enumerate() {
        if corpus.sentences[row as usize].place < 2 && !pile.is_copy(pile.of[at]) {
            add(at, share);
        }
    }
}

fn source<'t>(corpus: &Corpus<'t>, doc: u32) -> Source<'t> {
    let doc = corpus.reports[doc as usize].doc;
    let meta = |key: &str| doc.meta(key).unwrap_or("");
    Source {
        document: doc.id(),
        publisher: meta("publisher"),
        published: meta("published"),
        title: meta("title"),
    }
}
