//! The reports of one story, and how much their language can be trusted.

use crate::corpus::{Corpus, Report};
use crate::rows::{Event, Story, Text, When};
use crate::words::{NO_TERM, Shape};
use copydesk_text::hash::FastMap;

/// Noise from which on a report is used only for what no cleaner one says, and its quotations not at all.
pub(crate) const NOISY: f32 = 0.5;

/// Number of each document by its id.
pub(crate) type Ids<'t> = FastMap<&'t str, u32>;

/// One report of a story.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Its number in the corpus.
    pub(crate) doc: u32,
    /// The member whose text it repeats, itself where it is original: what counts as one origin.
    pub(crate) origin: u32,
    /// 0 = ordinary English, 1 = surely a machine's translation.
    pub(crate) noise: f32,
    /// Its sentences, as positions in [`Pile::sentences`].
    pub(crate) rows: std::ops::Range<usize>,
}

/// An event of the story as rows of the corpus.
#[derive(Debug, Clone)]
pub(crate) struct Happening<'t> {
    pub(crate) id: Text<'t>,
    pub(crate) when: When<'t>,
    /// Number of documents that speak of it.
    pub(crate) documents: usize,
    /// Sentences that tell it, best first.
    pub(crate) sentences: Vec<u32>,
    /// Number of independent reports that tell it.
    pub(crate) tellers: u32,
}

/// The documents and events that one briefing is about.
pub(crate) struct Pile<'t> {
    pub(crate) story: Text<'t>,
    /// In order of documents.
    pub(crate) members: Vec<Member>,
    /// In order of time.
    pub(crate) events: Vec<Happening<'t>>,
    /// Body sentences of all members, in order of documents and text.
    pub(crate) sentences: Vec<u32>,
    /// The member that each of them is of.
    pub(crate) of: Vec<u32>,
    /// The dated events that a sentence tells: the sentence, and the row of `events`; ascending.
    told: Vec<(u32, u32)>,
}

impl<'t> Pile<'t> {
    /// Gathers a story of the documents `docs`, ascending.
    pub(crate) fn new(
        corpus: &Corpus<'_>,
        ids: &Ids<'_>,
        (story, docs): (&Story<'t>, &[u32]),
        events: &[&Event<'t>],
    ) -> Self {
        let mut pile = Self::of(corpus, docs);
        pile.story = story.id.clone();
        for copy in &story.copies {
            let member = |id: &str| ids.get(id).and_then(|&doc| pile.find(doc));
            if let (Some(copy), Some(original)) = (member(&copy.document), member(&copy.of)) {
                // A copy of a copy has the origin of what it copies; a circle ends at its smallest member.
                let (mut root, mut steps) = (original as u32, 0);
                while pile.members[root as usize].origin != root && steps < 32 {
                    root = pile.members[root as usize].origin;
                    steps += 1;
                }
                if root as usize != copy {
                    pile.members[copy].origin = root;
                }
            }
        }
        pile.events = events.iter().filter_map(|event| happening(corpus, ids, &pile, event)).collect();
        pile.events.sort_by(|a, b| (&a.when.date, &a.id).cmp(&(&b.when.date, &b.id)));
        for (at, happening) in pile.events.iter().enumerate() {
            if !happening.when.date.is_empty() {
                pile.told.extend(happening.sentences.iter().map(|&row| (row, at as u32)));
            }
        }
        pile.told.sort_unstable();
        pile
    }

    /// A pile of documents, ascending, about which nothing more is known.
    pub(crate) fn of(corpus: &Corpus<'_>, docs: &[u32]) -> Self {
        let noise = noise(corpus, docs);
        let (mut members, mut sentences, mut of) = (Vec::with_capacity(docs.len()), Vec::new(), Vec::new());
        for (at, (&doc, noise)) in docs.iter().zip(noise).enumerate() {
            let from = sentences.len();
            let rows = corpus.reports[doc as usize].sentences.clone();
            sentences.extend(rows.filter(|&row| corpus.sentences[row].is_body()).map(|row| row as u32));
            of.resize(sentences.len(), at as u32);
            members.push(Member { doc, origin: at as u32, noise, rows: from..sentences.len() });
        }
        Self { story: Text::default(), members, events: Vec::new(), sentences, of, told: Vec::new() }
    }

    /// The dated event that a sentence tells: the latest one that its report could know of, else the first.
    pub(crate) fn event_of(&self, corpus: &Corpus<'_>, row: u32) -> Option<&Happening<'t>> {
        let mut told = self.told(row).map(|at| &self.events[at as usize]);
        if self.told(row).nth(1).is_none() {
            return told.next();
        }
        let published = corpus.reports[corpus.sentences[row as usize].doc as usize].published;
        let last = published.map_or_else(|| "9999".to_owned(), |date| date.to_string());
        let known = told.clone().take_while(|happening| *happening.when.date <= *last).last();
        known.or_else(|| told.next())
    }

    /// The dated events that a sentence tells, as rows of `events`, in order of time.
    pub(crate) fn told(&self, row: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let from = self.told.partition_point(|told| told.0 < row);
        let rest = self.told.get(from..).unwrap_or(&[]);
        rest.iter().take_while(move |told| told.0 == row).map(|told| told.1)
    }

    /// The position of a body sentence.
    pub(crate) fn at(&self, row: u32) -> Option<usize> {
        self.sentences.binary_search(&row).ok()
    }

    fn find(&self, doc: u32) -> Option<usize> {
        self.members.binary_search_by_key(&doc, |member| member.doc).ok()
    }

    /// The number of a document's member.
    pub(crate) fn place(&self, doc: u32) -> u32 {
        self.find(doc).unwrap_or(0) as u32
    }

    /// The member that holds a document of the pile.
    pub(crate) fn member(&self, doc: u32) -> &Member {
        &self.members[self.place(doc) as usize]
    }

    /// The origin that a document's text goes back to.
    pub(crate) fn origin(&self, doc: u32) -> u32 {
        self.member(doc).origin
    }

    /// Whether a member repeats another one.
    pub(crate) fn is_copy(&self, member: u32) -> bool {
        self.members[member as usize].origin != member
    }

    /// Whether the language of a sentence's report is noisy.
    pub(crate) fn is_noisy(&self, corpus: &Corpus<'_>, row: u32) -> bool {
        self.member(corpus.sentences[row as usize].doc).noise >= NOISY
    }
}

fn happening<'t>(
    corpus: &Corpus<'_>,
    ids: &Ids<'_>,
    pile: &Pile<'_>,
    event: &Event<'t>,
) -> Option<Happening<'t>> {
    let mut sentences = Vec::new();
    for place in &event.mentions {
        let row = ids
            .get(&*place.document)
            .filter(|&&doc| pile.find(doc).is_some())
            .and_then(|&doc| corpus.sentence_at(doc, place.start));
        if let Some(row) = row
            && !sentences.contains(&(row as u32))
            && sentences.len() < 200
        {
            sentences.push(row as u32);
        }
    }
    let members = event.documents.iter().filter_map(|id| pile.find(*ids.get(&**id)?));
    let mut origins: Vec<u32> = members.map(|member| pile.members[member].origin).collect();
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

/// How noisy the language of each document is, 0 to 1: what its metadata says (the stage `noise` writes it), else from
/// signs that hold without a model: surnames in small letters that the other reports of the story write with a capital, very few articles, and
/// pairs of words that English does not have.
fn noise<'c>(corpus: &'c Corpus<'_>, docs: &'c [u32]) -> impl Iterator<Item = f32> + 'c {
    // A surname counts where two other reports write it with a capital only.
    let damaged = if docs.len() > 2 { damaged(corpus, docs) } else { Vec::new() };
    docs.iter().enumerate().map(move |(at, &doc)| {
        let report = &corpus.reports[doc as usize];
        if let Some(noise) = report.noise {
            return noise;
        }
        let few_articles = report.words >= 120 && report.articles * 1000 < report.words * 42;
        let odd: u32 = corpus.sentences[report.sentences.clone()]
            .iter()
            .map(|sentence| u32::from(sentence.oddities))
            .sum();
        let odd = if report.words == 0 { 0.0 } else { (odd as f32 * 100.0 / report.words as f32).min(1.0) };
        let damage = if damaged.get(at).copied().unwrap_or(false) { 0.6 } else { 0.0 };
        f32::min(damage + if few_articles { 0.3 } else { 0.0 } + 0.3 * odd, 1.0)
    })
}

/// How often a report writes a term inside sentences: with a capital, and without.
#[derive(Default)]
struct Casing {
    term: u32,
    upper: u32,
    lower: u32,
}

/// Which of the documents write a surname in small letters that others write with a capital only.
fn damaged(corpus: &Corpus<'_>, docs: &[u32]) -> Vec<bool> {
    let reports: Vec<&Report<'_>> = docs.iter().map(|&doc| &corpus.reports[doc as usize]).collect();
    let surnames = surnames(corpus, &reports);
    if surnames.is_empty() {
        return Vec::new();
    }
    let casings: Vec<Vec<Casing>> = reports.iter().map(|report| casing(corpus, report, &surnames)).collect();
    // By surname the reports that write it with a capital only; a report that does not is not among them.
    let mut clean: FastMap<u32, u32> = FastMap::default();
    for casing in casings.iter().flatten().filter(|casing| casing.lower == 0 && casing.upper > 0) {
        *clean.entry(casing.term).or_default() += 1;
    }
    let damaged = |casing: &Casing| {
        let others = clean.get(&casing.term).copied().unwrap_or(0);
        others >= 2 && casing.lower >= 2 && casing.lower >= 2 * casing.upper
    };
    casings.iter().map(|casings| casings.iter().any(damaged)).collect()
}

/// How a report writes those of `surnames` that it has.
fn casing(corpus: &Corpus<'_>, report: &Report<'_>, surnames: &[u32]) -> Vec<Casing> {
    let mut casings: Vec<Casing> = Vec::new();
    for sentence in corpus.sentences[report.sentences.clone()].iter().filter(|sentence| sentence.is_body()) {
        let terms = corpus.terms(sentence);
        if !surnames.iter().any(|term| terms.binary_search(term).is_ok()) {
            continue;
        }
        for (span, word) in corpus.tokens(sentence).skip(1) {
            let cased = matches!(word.shape, Shape::Upper | Shape::Lower) && span.len() >= 4;
            if !cased || !surnames.contains(&word.term) {
                continue;
            }
            let known = casings.iter().position(|casing| casing.term == word.term);
            let at = known.unwrap_or_else(|| {
                casings.push(Casing { term: word.term, ..Casing::default() });
                casings.len() - 1
            });
            casings[at].upper += u32::from(word.shape == Shape::Upper);
            casings[at].lower += u32::from(word.shape == Shape::Lower);
        }
    }
    casings
}

/// The surnames of the persons of a story that are written in small letters somewhere in the run.
fn surnames(corpus: &Corpus<'_>, reports: &[&Report<'_>]) -> Vec<u32> {
    let mut surnames = Vec::new();
    for report in reports {
        let Some(ents) = &report.ents else { continue };
        let persons = ents.labels.iter().map(|label| matches!(label, "PERSON" | "PER")).collect::<Vec<_>>();
        for (row, &label) in ents.label.iter().enumerate() {
            if !persons.get(label as usize).copied().unwrap_or(false) {
                continue;
            }
            let name = ents.span(row);
            // The last token of the name, where a sentence has it.
            let after = report.tokens.end.partition_point(|&end| end <= name.end);
            let Some(last) = after.checked_sub(1) else { continue };
            let span = report.tokens.span(last);
            let word = corpus.word(report, last).filter(|_| span.start >= name.start && span.len() >= 4);
            let term = word.map_or(NO_TERM, |word| word.term);
            let mixed = corpus.lower.get(term as usize).copied().unwrap_or(false);
            if mixed && !corpus.terms.is_light(term) {
                surnames.push(term);
            }
        }
    }
    surnames.sort_unstable();
    surnames.dedup();
    surnames
}

/// How much a report is to be preferred over another one for wording: noise first, then articles, which translation
/// loses.
pub(crate) fn roughness(corpus: &Corpus<'_>, member: &Member) -> (u32, u32) {
    let report = &corpus.reports[member.doc as usize];
    let noise = (member.noise * 1000.0) as u32;
    let share = (report.articles * 1000).checked_div(report.words).unwrap_or(0);
    (noise, 1000 - share.min(1000))
}
