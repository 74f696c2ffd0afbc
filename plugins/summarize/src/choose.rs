//! Choosing sentences under a budget.
//!
//! Greedy maximisation of what the sentences are worth together (`worth`): of one report the weighted coverage of its
//! words and entities, the submodular objective of Lin and Bilmes (2011); of several reports the worth of each
//! sentence times the share of it that is new, in the manner of maximal marginal relevance (Carbonell and Goldstein
//! 1998). The relevance of the report, the noise of its language and events not told yet multiply the gain.

use crate::corpus::Corpus;
use crate::judge::Fault;
use crate::pile::{NOISY, Pile};
use crate::rank::cosine;
use crate::repair::is_repairable;
use crate::sheet::{Case, Sheet};
use crate::worth::Worth;
use copydesk_text::hash::FastMap;

/// Cosine with a chosen sentence from which on another one is repetition.
const REPEATED: f32 = 0.4;
/// The same within one report, whose sentences share their names.
const REPEATED_ALONE: f32 = 0.55;
/// What an event that is not told yet multiplies the worth of a sentence by.
pub(crate) const NEW_EVENT: f32 = 1.5;
/// Most sentences that are looked at closely.
const POOL: usize = 2000;
/// Least gain of a sentence of a noisy report, as a share of the first sentence's.
const WORTHY: f32 = 0.25;
/// Reports that a briefing draws on at least, where so many are usable.
const REPORTS: usize = 3;
/// Most events that must appear.
const MAIN_EVENTS: usize = 3;

/// What may be chosen and how much.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    pub(crate) sentences: usize,
    pub(crate) words: usize,
    pub(crate) characters: usize,
    pub(crate) per_document: usize,
    /// Weight of the position in the only report: the lead counts `1 + position` times the last sentence.
    pub(crate) position: f32,
    /// Factor of a sentence that can only be printed after the one before it.
    pub(crate) following: f32,
    /// Least gain, as a share of the first sentence's.
    pub(crate) enough: f32,
    /// What may be used when sentences without fault do not suffice.
    pub(crate) reserve: Reserve,
    /// Whether the first sentence of a report may stand though it seems to refer back: nothing is before it.
    pub(crate) openings: bool,
    /// What a quotation is worth by itself.
    pub(crate) speech: f32,
    /// Whether a "he" or "she" that is surely known is replaced by the name.
    pub(crate) repair: bool,
    /// Whether the main events of the story must appear.
    pub(crate) events: bool,
    /// Terms that the reader asks about; none = everything.
    pub(crate) about: Vec<u32>,
}

/// Sentences that are used only where those without fault leave room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reserve {
    /// None: less output is the honest output.
    None,
    /// Those with slight faults.
    Slight,
    /// All that are readable.
    Readable,
}

/// A sentence in the race.
struct Candidate {
    row: u32,
    /// Its position in the pile.
    at: u32,
    member: u32,
    words: u32,
    /// Counted where they matter only.
    characters: u32,
    /// All that multiplies its gain and stays.
    factor: f32,
    /// What it added when it was last looked at, with `chosen` sentences picked. It can only have become less since.
    worth: f32,
    chosen: u32,
    /// The main event that it tells.
    event: Option<usize>,
    /// Whether it needs the sentence before it.
    follows: bool,
    /// Whether it is of the reserve.
    reserve: bool,
}

/// Memory that one choice after the other uses.
#[derive(Default)]
pub(crate) struct Choosing {
    pub(crate) worth: Worth,
    pool: Vec<(f32, Candidate)>,
}

/// Chooses sentences of a pile, best first. `veto` is asked last, with those chosen so far, because its answer is dear.
pub(crate) fn choose(
    case: Case<'_, '_>,
    budget: &Budget,
    choosing: &mut Choosing,
    veto: &mut dyn FnMut(&[u32], u32) -> bool,
) -> Vec<u32> {
    let Case { pile, sheet, .. } = case;
    choosing.worth.fill(case, &budget.about, budget.speech);
    choosing.fill_pool(case, budget);
    let mut pool = std::mem::take(&mut choosing.pool);
    let mut picked = Picked::new(pile, &pool, budget);
    let mut first_gain = None;
    while picked.rows.len() < budget.sentences {
        let Some((at, gain)) = picked.best(sheet, &mut pool, &choosing.worth, budget) else { break };
        let (_, candidate) = pool.swap_remove(at);
        // What only a noisy report says must be worth more than the filling of a gap.
        let noisy = pile.members[candidate.member as usize].noise >= NOISY;
        if noisy && gain < first_gain.unwrap_or(0.0) * WORTHY {
            continue;
        }
        let floor = first_gain.unwrap_or(gain) * budget.enough;
        if gain <= floor.max(1e-6) && first_gain.is_some() {
            break;
        }
        if repeated(case, &picked.rows, candidate.row).is_some() || veto(&picked.rows, candidate.row) {
            continue;
        }
        first_gain.get_or_insert(gain);
        choosing.worth.cover(sheet, candidate.at as usize);
        picked.take(&candidate);
    }
    pool.clear();
    choosing.pool = pool;
    picked.rows
}

/// The first of the chosen sentences that another one repeats.
pub(crate) fn repeated(Case { corpus, pile, .. }: Case<'_, '_>, chosen: &[u32], row: u32) -> Option<u32> {
    let least = if pile.members.len() > 1 { REPEATED } else { REPEATED_ALONE };
    let sentence = &corpus.sentences[row as usize];
    chosen.iter().copied().find(|&other| cosine(corpus, sentence, &corpus.sentences[other as usize]) >= least)
}

/// What is chosen so far and what is still owed.
struct Picked {
    rows: Vec<u32>,
    words: usize,
    characters: usize,
    by_member: Vec<usize>,
    events: Vec<usize>,
    /// Reports and events that could be drawn on, up to what is asked for.
    reports_wanted: usize,
    events_wanted: usize,
}

impl Picked {
    fn new(pile: &Pile<'_>, pool: &[(f32, Candidate)], budget: &Budget) -> Self {
        let mut usable = vec![false; pile.members.len()];
        let mut events: Vec<usize> = Vec::new();
        for (_, candidate) in pool {
            usable[candidate.member as usize] = true;
            events.extend(candidate.event.filter(|event| !events.contains(event)));
        }
        let usable = usable.iter().filter(|&&usable| usable).count();
        Self {
            rows: Vec::new(),
            words: 0,
            characters: 0,
            by_member: vec![0; pile.members.len()],
            events: Vec::new(),
            reports_wanted: usable.min(REPORTS).min(budget.sentences),
            events_wanted: events.len(),
        }
    }

    /// The candidate with the greatest gain that fits, and its gain.
    fn best(
        &self,
        sheet: &Sheet,
        pool: &mut [(f32, Candidate)],
        worth: &Worth,
        budget: &Budget,
    ) -> Option<(usize, f32)> {
        let left = budget.sentences - self.rows.len();
        let used = self.by_member.iter().filter(|&&count| count > 0).count();
        let (reports_owed, events_owed) =
            (self.reports_wanted.saturating_sub(used), self.events_wanted.saturating_sub(self.events.len()));
        // Place, row and gain.
        let mut best: Option<(usize, u32, f32)> = None;
        for (reserve, strict) in [(false, true), (false, false), (true, false)] {
            for (at, (_, candidate)) in pool.iter_mut().enumerate() {
                let count = self.by_member[candidate.member as usize];
                let new_event = candidate.event.is_some_and(|event| !self.events.contains(&event));
                let pays = (reports_owed < left || count == 0 || reports_owed == 0)
                    && (events_owed < left || new_event || events_owed == 0);
                let fits = self.words + candidate.words as usize <= budget.words
                    && self.characters + candidate.characters as usize <= budget.characters
                    && count < budget.per_document;
                let open = !candidate.follows || self.rows.contains(&(candidate.row.wrapping_sub(1)));
                if !fits || !open || strict && !pays || candidate.reserve != reserve {
                    continue;
                }
                let newness = if new_event { NEW_EVENT } else { 1.0 };
                let most = |candidate: &Candidate| candidate.worth * candidate.factor * newness;
                if candidate.chosen as usize != self.rows.len() {
                    // What cannot win even with what it was worth before is not counted again.
                    if best.is_some_and(|(_, _, held)| most(candidate) < held) {
                        continue;
                    }
                    candidate.worth = worth.gain(sheet, candidate.at as usize);
                    candidate.chosen = self.rows.len() as u32;
                }
                let gain = most(candidate);
                // Rows break ties, so that the order of the pool never shows.
                let better =
                    best.is_none_or(|(_, row, held)| gain > held || gain == held && candidate.row < row);
                if better {
                    best = Some((at, candidate.row, gain));
                }
            }
            if best.is_some() {
                break;
            }
        }
        best.map(|(at, _, gain)| (at, gain))
    }

    fn take(&mut self, candidate: &Candidate) {
        self.rows.push(candidate.row);
        self.words += candidate.words as usize;
        self.characters += candidate.characters as usize;
        self.by_member[candidate.member as usize] += 1;
        self.events.extend(candidate.event.filter(|event| !self.events.contains(event)));
    }
}

impl Choosing {
    fn fill_pool(&mut self, case: Case<'_, '_>, budget: &Budget) {
        let Case { corpus, pile, sheet, .. } = case;
        let events = if budget.events { main_events(pile) } else { FastMap::default() };
        let mut pool = std::mem::take(&mut self.pool);
        pool.clear();
        for (at, &row) in pile.sentences.iter().enumerate() {
            let sentence = &corpus.sentences[row as usize];
            let member = pile.of[at];
            let entry = entry(corpus, budget, row);
            if matches!(entry, Entry::Closed(_)) || pile.is_copy(member) {
                continue;
            }
            let factor = factors(case, budget, &mut self.worth, at, entry).product();
            let gain = self.worth.gain(sheet, at);
            let text = || sentence.span.of(corpus.reports[sentence.doc as usize].text);
            let characters = if budget.characters == usize::MAX { 0 } else { text().chars().count() as u32 };
            let candidate = Candidate {
                row,
                at: at as u32,
                member,
                words: sentence.words,
                characters,
                factor,
                worth: gain,
                chosen: 0,
                event: events.get(&row).copied(),
                follows: entry == Entry::Follows,
                reserve: entry == Entry::Reserve && budget.reserve == Reserve::Slight,
            };
            pool.push((gain * factor, candidate));
        }
        if pool.len() > POOL {
            pool.select_nth_unstable_by(POOL, |a, b| b.0.total_cmp(&a.0).then(a.1.row.cmp(&b.1.row)));
            pool.truncate(POOL);
        }
        self.pool = pool;
    }
}

/// Whether and how a sentence may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// It stands alone.
    Open,
    /// Only right behind the sentence before it.
    Follows,
    /// Where the others leave room.
    Reserve,
    /// Not at all.
    Closed(Fault),
}

/// How a sentence may be chosen.
pub(crate) fn entry(corpus: &Corpus<'_>, budget: &Budget, row: u32) -> Entry {
    let sentence = &corpus.sentences[row as usize];
    let Some(fault) = sentence.verdict.fault else { return Entry::Open };
    let excused = budget.openings && sentence.place == 0 || budget.repair && is_repairable(corpus, row);
    let reserve = match budget.reserve {
        Reserve::None => false,
        Reserve::Slight => fault.is_slight(),
        Reserve::Readable => fault.is_slight() || fault.is_readable(),
    };
    match fault {
        Fault::Dangling if excused => Entry::Open,
        _ if reserve => Entry::Reserve,
        Fault::Dangling if follows(corpus, row) => Entry::Follows,
        _ => Entry::Closed(fault),
    }
}

/// What multiplies the worth of a sentence, whatever is chosen.
pub(crate) struct Factors {
    /// Of one report only: its place, its length, its centrality.
    pub(crate) place: f32,
    /// How much its report is about what the others are about.
    pub(crate) relevance: f32,
    /// How clean the language of its report is.
    pub(crate) clean: f32,
    /// Whether it is about what the reader asks.
    pub(crate) about: f32,
    /// Whether it stands alone.
    pub(crate) alone: f32,
}

impl Factors {
    pub(crate) fn product(&self) -> f32 {
        self.place * self.relevance * self.clean * self.about * self.alone
    }
}

/// The factors of the sentence at a position of the pile.
pub(crate) fn factors(
    Case { corpus, pile, ranks, .. }: Case<'_, '_>,
    budget: &Budget,
    worth: &mut Worth,
    at: usize,
    entry: Entry,
) -> Factors {
    let sentence = &corpus.sentences[pile.sentences[at] as usize];
    let member = pile.of[at] as usize;
    let about = &budget.about;
    let asked = about.is_empty() || corpus.terms(sentence).iter().any(|term| about.contains(term));
    Factors {
        place: worth.factor(sentence, budget.position, ranks.degree[at]),
        // A question decides by itself what is relevant.
        relevance: if about.is_empty() { ranks.relevance[member] } else { 1.0 },
        clean: 1.0 - 0.6 * pile.members[member].noise,
        about: if asked { 1.0 } else { 0.02 },
        alone: if matches!(entry, Entry::Follows | Entry::Reserve) { budget.following } else { 1.0 },
    }
}

/// Whether the sentence before `row` is of the same report and can be printed: then a "he" that it explains does not
/// dangle when both are printed one after the other.
pub(crate) fn follows(corpus: &Corpus<'_>, row: u32) -> bool {
    let sentence = &corpus.sentences[row as usize];
    let before = row.checked_sub(1).map(|row| &corpus.sentences[row as usize]);
    before.is_some_and(|before| {
        before.doc == sentence.doc && before.is_body() && before.place + 1 == sentence.place
    })
}

/// The event that each sentence tells, for the events that most reports tell; of equals the newest.
pub(crate) fn main_events(pile: &Pile<'_>) -> FastMap<u32, usize> {
    let mut order: Vec<usize> = (0..pile.events.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse((pile.events[at].documents, at)));
    let mut events = FastMap::default();
    for &at in order.iter().take(MAIN_EVENTS) {
        for &row in &pile.events[at].sentences {
            events.entry(row).or_insert(at);
        }
    }
    events
}
