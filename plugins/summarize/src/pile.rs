//! The reports of one story, and how much their language can be trusted.

use copydesk_sdk::tables::When;

use crate::corpus::{Corpus, Report};
use crate::rows::{Event, Story};
use crate::words::NO_TERM;
use copydesk_text::hash::FastMap;

/// Noise from which on a report is used only for what no cleaner one says, and its quotations not at all.
pub(crate) const NOISY: f32 = 0.5;

/// One report of a story.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Its number in the corpus.
    pub(crate) doc: u32,
    /// The member whose text it repeats, itself where it is original: what counts as one origin.
    pub(crate) origin: u32,
    /// 0 = ordinary English, 1 = surely a machine's translation.
    pub(crate) noise: f32,
}

/// An event of the story as rows of the corpus.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) id: String,
    pub(crate) when: When,
    /// Number of documents that speak of it.
    pub(crate) documents: usize,
    /// Sentences that tell it, best first.
    pub(crate) sentences: Vec<u32>,
    /// Number of independent reports that tell it.
    pub(crate) tellers: u32,
}

/// The documents and events that one briefing is about.
pub(crate) struct Pile {
    pub(crate) story: String,
    pub(crate) members: Vec<Member>,
    /// In order of time.
    pub(crate) events: Vec<Happening>,
    /// Body sentences of all members, in order of documents and text.
    pub(crate) sentences: Vec<u32>,
    /// The dated events that a sentence tells, as rows of `events`, ascending.
    told: FastMap<u32, Vec<u32>>,
    /// Member of a document.
    by_doc: FastMap<u32, u32>,
}

impl Pile {
    /// Gathers a story. Documents that are not in the run are left out.
    pub(crate) fn new(
        corpus: &Corpus<'_>,
        ids: &FastMap<&str, u32>,
        story: &Story,
        events: &[Event],
    ) -> Self {
        let mut docs: Vec<u32> =
            story.documents.iter().filter_map(|id| ids.get(id.as_str()).copied()).collect();
        docs.sort_unstable();
        docs.dedup();
        let mut pile = Self::of(corpus, &story.id, &docs);
        for copy in &story.copies {
            let member = |id: &String| ids.get(id.as_str()).and_then(|doc| pile.by_doc.get(doc)).copied();
            if let (Some(copy), Some(original)) = (member(&copy.document), member(&copy.of)) {
                // A copy of a copy has the origin of what it copies; a circle ends at its smallest member.
                let (mut root, mut steps) = (original, 0);
                while pile.members[root as usize].origin != root && steps < 32 {
                    root = pile.members[root as usize].origin;
                    steps += 1;
                }
                if root != copy {
                    pile.members[copy as usize].origin = root;
                }
            }
        }
        pile.events = events.iter().filter_map(|event| happening(corpus, ids, &pile, event)).collect();
        pile.events.sort_by(|a, b| (&a.when.date, &a.id).cmp(&(&b.when.date, &b.id)));
        for (at, happening) in pile.events.iter().enumerate() {
            if !happening.when.date.is_empty() {
                for &row in &happening.sentences {
                    pile.told.entry(row).or_default().push(at as u32);
                }
            }
        }
        pile
    }

    /// A pile of documents about which nothing more is known.
    pub(crate) fn of(corpus: &Corpus<'_>, story: &str, docs: &[u32]) -> Self {
        let noise = noise(corpus, docs);
        let members = docs.iter().zip(noise).enumerate();
        let members: Vec<Member> =
            members.map(|(at, (&doc, noise))| Member { doc, origin: at as u32, noise }).collect();
        let by_doc = members.iter().enumerate().map(|(at, member)| (member.doc, at as u32)).collect();
        let sentences = docs
            .iter()
            .flat_map(|&doc| corpus.reports[doc as usize].sentences.clone())
            .filter(|&row| corpus.sentences[row].is_body())
            .map(|row| row as u32)
            .collect();
        Self {
            story: story.to_owned(),
            members,
            events: Vec::new(),
            sentences,
            told: FastMap::default(),
            by_doc,
        }
    }

    /// The dated event that a sentence tells: the latest one that its report could know of, else the first.
    pub(crate) fn event_of(&self, corpus: &Corpus<'_>, row: u32) -> Option<&Happening> {
        let published = corpus.reports[corpus.sentences[row as usize].doc as usize].published;
        let last = published.map_or_else(|| "9999".to_owned(), |date| date.to_string());
        let mut told = self.told(row).iter().map(|&at| &self.events[at as usize]);
        let known = told.clone().take_while(|happening| happening.when.date <= last).last();
        known.or_else(|| told.next())
    }

    /// The dated events that a sentence tells, as rows of `events`, in order of time.
    pub(crate) fn told(&self, row: u32) -> &[u32] {
        self.told.get(&row).map_or(&[], Vec::as_slice)
    }

    /// The member that holds a document of the pile.
    pub(crate) fn member(&self, doc: u32) -> &Member {
        &self.members[self.by_doc.get(&doc).copied().unwrap_or(0) as usize]
    }

    /// The number of a document's member.
    pub(crate) fn place(&self, doc: u32) -> usize {
        self.by_doc.get(&doc).copied().unwrap_or(0) as usize
    }

    /// The origin that a document's text goes back to.
    pub(crate) fn origin(&self, doc: u32) -> u32 {
        self.member(doc).origin
    }

    /// Whether a document repeats another one of the pile.
    pub(crate) fn is_copy(&self, doc: u32) -> bool {
        self.origin(doc) as usize != self.place(doc)
    }
}

fn happening(corpus: &Corpus<'_>, ids: &FastMap<&str, u32>, pile: &Pile, event: &Event) -> Option<Happening> {
    let mut sentences = Vec::new();
    for place in &event.mentions {
        let row = ids
            .get(place.document.as_str())
            .filter(|doc| pile.by_doc.contains_key(doc))
            .and_then(|&doc| corpus.sentence_at(doc, place.start));
        if let Some(row) = row
            && !sentences.contains(&(row as u32))
            && sentences.len() < 200
        {
            sentences.push(row as u32);
        }
    }
    let members = event.documents.iter().filter_map(|id| pile.by_doc.get(ids.get(id.as_str())?));
    let mut origins: Vec<u32> = members.map(|&member| pile.members[member as usize].origin).collect();
    origins.sort_unstable();
    origins.dedup();
    let tellers = origins.len() as u32;
    (!sentences.is_empty()).then(|| Happening {
        id: event.id.clone(),
        when: event.when.clone(),
        documents: event.documents.len(),
        sentences,
        tellers,
    })
}

/// How noisy the language of each document is, 0 to 1, from signs that hold without a model: metadata that says
/// so, surnames in small letters that the other reports of the story write with a capital, very few articles, and
/// pairs of words that English does not have.
fn noise(corpus: &Corpus<'_>, docs: &[u32]) -> Vec<f32> {
    let reports: Vec<&Report<'_>> = docs.iter().map(|&doc| &corpus.reports[doc as usize]).collect();
    // A surname counts where two other reports write it with a capital only.
    let capitals = if reports.len() > 2 { surnames(corpus, &reports) } else { FastMap::default() };
    reports
        .iter()
        .map(|report| {
            let translated = report
                .doc
                .meta("translated")
                .is_some_and(|value| !matches!(value, "" | "false" | "no" | "0"));
            if translated {
                return 1.0;
            }
            let damaged = is_damaged(report, &capitals);
            let few_articles = report.words >= 120 && report.articles * 1000 < report.words * 42;
            let odd: u32 = corpus.sentences[report.sentences.clone()]
                .iter()
                .map(|sentence| u32::from(sentence.oddities))
                .sum();
            let odd =
                if report.words == 0 { 0.0 } else { (odd as f32 * 100.0 / report.words as f32).min(1.0) };
            let sum = if damaged { 0.6 } else { 0.0 } + if few_articles { 0.3 } else { 0.0 } + 0.3 * odd;
            f32::min(sum, 1.0)
        })
        .collect()
}

/// How often a report writes the words of `terms` inside sentences: with a capital, and without.
fn casing(report: &Report<'_>, terms: &FastMap<u32, u32>) -> FastMap<u32, (u32, u32)> {
    let mut counts: FastMap<u32, (u32, u32)> = FastMap::default();
    for (term, upper) in report.cased.iter().filter(|(term, _)| terms.contains_key(term)) {
        let (with, without) = counts.entry(*term).or_default();
        *with += u32::from(*upper);
        *without += u32::from(!upper);
    }
    counts
}

/// Whether a report writes a surname in small letters that others write with a capital only.
fn is_damaged(report: &Report<'_>, capitals: &FastMap<u32, u32>) -> bool {
    !capitals.is_empty()
        && casing(report, capitals).iter().any(|(term, &(upper, lower))| {
            // The report itself is not among those that write it with a capital only.
            capitals.get(term).is_some_and(|&clean| clean >= 2) && lower >= 2 && lower >= 2 * upper
        })
}

/// Surnames in the story and how many of its reports write them with a capital only.
fn surnames(corpus: &Corpus<'_>, reports: &[&Report<'_>]) -> FastMap<u32, u32> {
    let mut capitals = FastMap::default();
    for term in reports.iter().flat_map(|report| &report.surnames) {
        if *term != NO_TERM && !corpus.words.is_light(*term as usize) {
            capitals.insert(*term, 0);
        }
    }
    for report in reports {
        for (term, (upper, lower)) in casing(report, &capitals) {
            if lower == 0
                && upper > 0
                && let Some(count) = capitals.get_mut(&term)
            {
                *count += 1;
            }
        }
    }
    capitals
}

/// How much a report is to be preferred over another one for wording: noise first, then articles, which translation
/// loses.
pub(crate) fn roughness(corpus: &Corpus<'_>, pile: &Pile, doc: u32) -> (u32, u32) {
    let report = &corpus.reports[doc as usize];
    let noise = (pile.member(doc).noise * 1000.0) as u32;
    let share = (report.articles * 1000).checked_div(report.words).unwrap_or(0);
    (noise, 1000 - share.min(1000))
}
