//! Choosing sentences under a budget.
//!
//! Greedy maximisation of weighted coverage: every term and entity counts once, so a sentence is worth what it adds.
//! That is the submodular objective of Lin and Bilmes (2011), with gain divided by a power of the length as they
//! propose, and the novelty of maximal marginal relevance (Carbonell and Goldstein 1998) as its limiting case.
//! Position, centrality, the relevance of the report and the noise of its language multiply the gain.

use crate::corpus::{Corpus, Sentence};
use crate::judge::Fault;
use crate::pile::{NOISY, Pile};
use crate::rank::{Ranks, Scratch, cosine};
use copydesk_text::hash::FastMap;

/// Cosine with a chosen sentence from which on another one is repetition.
const REPEATED: f32 = 0.55;
/// Most sentences that are looked at closely.
const POOL: usize = 2000;
/// Least gain of a sentence of a noisy report, as a share of the first sentence's.
const WORTHY: f32 = 0.1;
/// Reports that a briefing draws on at least, where so many are usable.
const REPORTS: usize = 3;
/// Most events that must appear.
const MAIN_EVENTS: usize = 3;

/// What may be chosen and how much.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    pub(crate) sentences: usize,
    pub(crate) words: usize,
    pub(crate) per_document: usize,
    /// Weight of the position in the report: the lead counts `1 + position` times the last sentence.
    pub(crate) position: f32,
    /// Factor of a sentence that can only be printed after the one before it.
    pub(crate) following: f32,
    /// Least gain, as a share of the first sentence's.
    pub(crate) enough: f32,
    /// What may be used when sentences without fault do not suffice.
    pub(crate) reserve: Reserve,
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
    words: usize,
    /// All that multiplies its gain and stays.
    factor: f32,
    /// What it added when it was last looked at, with `chosen` sentences picked. It can only have become less since.
    worth: f32,
    chosen: usize,
    /// The main event that it tells.
    event: Option<usize>,
    /// Whether it needs the sentence before it.
    follows: bool,
    /// Whether it is of the reserve.
    reserve: bool,
}

/// Memory that one choice after the other uses: the worth of terms and of entities, and by which report each was seen
/// last.
#[derive(Debug, Default)]
pub(crate) struct Choosing {
    terms: Scratch,
    terms_seen: Scratch,
    names: Scratch,
    names_seen: Scratch,
}

/// What concepts are worth, and which are covered (then worth 0).
struct Worth<'s> {
    terms: &'s mut Scratch,
    names: &'s mut Scratch,
}

/// Chooses sentences of a pile, best first. `veto` is asked last, because its answer is dear.
pub(crate) fn choose(
    corpus: &Corpus<'_>,
    pile: &Pile,
    ranks: &Ranks,
    weights: &[f32],
    budget: &Budget,
    scratch: &mut Choosing,
    veto: &mut dyn FnMut(u32) -> bool,
) -> Vec<u32> {
    let mut worth = worth(corpus, pile, weights, &budget.about, scratch);
    let mut pool = pool(corpus, pile, ranks, budget, &worth);
    let mut picked = Picked::new(corpus, pile, &pool, budget);
    let mut first_gain = None;
    while picked.rows.len() < budget.sentences {
        let Some((at, gain)) = picked.best(corpus, pile, &mut pool, &worth, budget) else { break };
        let candidate = pool.swap_remove(at);
        let sentence = &corpus.sentences[candidate.row as usize];
        // What only a noisy report says must be worth more than the filling of a gap.
        let noisy = pile.member(sentence.doc).noise >= NOISY;
        if noisy && gain < first_gain.unwrap_or(0.0) * WORTHY {
            continue;
        }
        let floor = first_gain.unwrap_or(gain) * budget.enough;
        if gain <= floor.max(1e-6) && first_gain.is_some() {
            break;
        }
        let repeats = picked
            .rows
            .iter()
            .any(|&row| cosine(corpus, sentence, &corpus.sentences[row as usize], weights) >= REPEATED);
        if repeats || veto(candidate.row) {
            continue;
        }
        first_gain.get_or_insert(gain);
        worth.cover(corpus, sentence);
        picked.take(pile, sentence, &candidate);
    }
    picked.rows
}

/// What is chosen so far and what is still owed.
struct Picked {
    rows: Vec<u32>,
    words: usize,
    by_member: Vec<usize>,
    events: Vec<usize>,
    /// Reports and events that could be drawn on, up to what is asked for.
    reports_wanted: usize,
    events_wanted: usize,
}

impl Picked {
    fn new(corpus: &Corpus<'_>, pile: &Pile, pool: &[Candidate], budget: &Budget) -> Self {
        let mut members: Vec<usize> =
            pool.iter().map(|candidate| pile.place(corpus.sentences[candidate.row as usize].doc)).collect();
        members.sort_unstable();
        members.dedup();
        let mut events: Vec<usize> = pool.iter().filter_map(|candidate| candidate.event).collect();
        events.sort_unstable();
        events.dedup();
        Self {
            rows: Vec::new(),
            words: 0,
            by_member: vec![0; pile.members.len()],
            events: Vec::new(),
            reports_wanted: members.len().min(REPORTS).min(budget.sentences),
            events_wanted: events.len(),
        }
    }

    /// The candidate with the greatest gain that fits, and its gain.
    fn best(
        &self,
        corpus: &Corpus<'_>,
        pile: &Pile,
        pool: &mut [Candidate],
        worth: &Worth<'_>,
        budget: &Budget,
    ) -> Option<(usize, f32)> {
        let left = budget.sentences - self.rows.len();
        let used = self.by_member.iter().filter(|&&count| count > 0).count();
        let (reports_owed, events_owed) =
            (self.reports_wanted.saturating_sub(used), self.events_wanted.saturating_sub(self.events.len()));
        // Place, row and gain.
        let mut best: Option<(usize, u32, f32)> = None;
        for (reserve, strict) in [(false, true), (false, false), (true, false)] {
            for (at, candidate) in pool.iter_mut().enumerate() {
                let sentence = &corpus.sentences[candidate.row as usize];
                let count = self.by_member[pile.place(sentence.doc)];
                let new_event = candidate.event.is_some_and(|event| !self.events.contains(&event));
                let pays = (reports_owed < left || count == 0 || reports_owed == 0)
                    && (events_owed < left || new_event || events_owed == 0);
                let fits = self.words + candidate.words <= budget.words && count < budget.per_document;
                let open = !candidate.follows || self.rows.contains(&(candidate.row.wrapping_sub(1)));
                if !fits || !open || strict && !pays || candidate.reserve != reserve {
                    continue;
                }
                let newness = if count == 0 && reports_owed > 0 { 1.3 } else { 1.0 }
                    * if new_event { 1.5 } else { 1.0 };
                let most = |candidate: &Candidate| candidate.worth * candidate.factor * newness;
                if candidate.chosen != self.rows.len() {
                    // What cannot win even with what it was worth before is not counted again.
                    if best.is_some_and(|(_, _, held)| most(candidate) < held) {
                        continue;
                    }
                    candidate.worth = worth.gain(corpus, sentence);
                    candidate.chosen = self.rows.len();
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

    fn take(&mut self, pile: &Pile, sentence: &Sentence, candidate: &Candidate) {
        self.rows.push(candidate.row);
        self.words += candidate.words;
        self.by_member[pile.place(sentence.doc)] += 1;
        if let Some(event) = candidate.event
            && !self.events.contains(&event)
        {
            self.events.push(event);
        }
    }
}

impl Worth<'_> {
    fn gain(&self, corpus: &Corpus<'_>, sentence: &Sentence) -> f32 {
        let terms: f32 = corpus.terms(sentence).iter().map(|&term| self.terms.get(term)).sum();
        let names: f32 = corpus.names(sentence).iter().map(|&name| self.names.get(name)).sum();
        terms + names
    }

    fn cover(&mut self, corpus: &Corpus<'_>, sentence: &Sentence) {
        for &term in corpus.terms(sentence) {
            self.terms.set(term, 0.0);
        }
        for &name in corpus.names(sentence) {
            self.names.set(name, 0.0);
        }
    }
}

/// Worth of every term and entity of the pile: how many independent reports use it and how early, times how rare it
/// is.
fn worth<'s>(
    corpus: &Corpus<'_>,
    pile: &Pile,
    weights: &[f32],
    about: &[u32],
    scratch: &'s mut Choosing,
) -> Worth<'s> {
    let Choosing { terms: sums, terms_seen: seen, names, names_seen } = scratch;
    sums.reset(weights.len());
    seen.reset(weights.len());
    names.reset(corpus.entities.len());
    names_seen.reset(corpus.entities.len());
    for &row in &pile.sentences {
        let sentence = &corpus.sentences[row as usize];
        if pile.is_copy(sentence.doc) {
            continue;
        }
        let early = 0.3 + 0.7 / (1.0 + 0.25 * sentence.place as f32);
        // The first sentence of a report that has a term is the earliest, so that it alone counts.
        let mark = sentence.doc + 1;
        for &term in corpus.terms(sentence) {
            if seen.get(term) != mark as f32 {
                seen.set(term, mark as f32);
                sums.add(term, early);
            }
        }
        for &name in corpus.names(sentence) {
            if names_seen.get(name) != mark as f32 {
                names_seen.set(name, mark as f32);
                names.add(name, early);
            }
        }
    }
    let touched: Vec<u32> = sums.touched().to_vec();
    // Most terms that stand side by side have the same sum, whose power is dear.
    let mut last = (0.0_f32, 0.0_f32);
    let mut power = |sum: f32| {
        if sum != last.0 {
            last = (sum, sum.powf(1.5));
        }
        last.1
    };
    for term in touched {
        let asked = if about.contains(&term) { 4.0 } else { 1.0 };
        sums.set(term, power(sums.get(term)) * weights[term as usize].sqrt() * asked);
    }
    let touched: Vec<u32> = names.touched().to_vec();
    for name in touched {
        names.set(name, 0.7 * power(names.get(name)));
    }
    Worth { terms: sums, names }
}

fn pool(
    corpus: &Corpus<'_>,
    pile: &Pile,
    ranks: &Ranks,
    budget: &Budget,
    worth: &Worth<'_>,
) -> Vec<Candidate> {
    let events = main_events(pile);
    let mut pool: Vec<(f32, Candidate)> = Vec::new();
    for (at, &row) in pile.sentences.iter().enumerate() {
        let sentence = &corpus.sentences[row as usize];
        let fault = sentence.verdict.fault;
        let reserve = fault.is_some_and(|fault| match budget.reserve {
            Reserve::None => false,
            Reserve::Slight => fault.is_slight(),
            Reserve::Readable => fault.is_slight() || fault.is_readable(),
        });
        let follows = fault == Some(Fault::Dangling) && follows(corpus, row) && !reserve;
        if fault.is_some() && !reserve && !follows || pile.is_copy(sentence.doc) {
            continue;
        }
        let words = sentence.words as usize;
        let asked =
            budget.about.is_empty() || corpus.terms(sentence).iter().any(|term| budget.about.contains(term));
        let factor = (words.max(1) as f32).powf(-0.75)
            * (1.0 + budget.position / (1.0 + sentence.place as f32))
            * (1.0 + 1.5 * ranks.degree[at])
            // A question decides by itself what is relevant.
            * if budget.about.is_empty() { ranks.relevance[pile.place(sentence.doc)] } else { 1.0 }
            * (1.0 - 0.6 * pile.member(sentence.doc).noise)
            * if asked { 1.0 } else { 0.02 }
            * if follows || reserve { budget.following } else { 1.0 };
        let event = events.get(&row).copied();
        let gain = worth.gain(corpus, sentence);
        pool.push((
            gain * factor,
            Candidate {
                row,
                words,
                factor,
                worth: gain,
                chosen: 0,
                event,
                follows,
                reserve: reserve && budget.reserve == Reserve::Slight,
            },
        ));
    }
    if pool.len() > POOL {
        pool.select_nth_unstable_by(POOL, |a, b| b.0.total_cmp(&a.0).then(a.1.row.cmp(&b.1.row)));
        pool.truncate(POOL);
    }
    pool.into_iter().map(|(_, candidate)| candidate).collect()
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
fn main_events(pile: &Pile) -> FastMap<u32, usize> {
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
