//! What every page about a briefing needs: the numbers of its sources, and words for dates and differences.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use copydesk_core::Tables;
use copydesk_core::tables::{self, Briefing, Cite, Quote, Source, When};
use serde::Deserialize;

use crate::in_order::Emit;
use crate::results::row;
use crate::{IoError, Part, Results, Sink};

/// Makes a page of the results of a run over as many documents as the number says, and hands it on piece by piece.
pub(crate) type Write = fn(&Results<'_>, usize, &mut Emit<'_>) -> Result<(), IoError>;

/// A sink that writes one page when everything is known.
pub(crate) struct PageSink {
    part: Part,
    documents: usize,
    write: Write,
    layers: &'static [&'static str],
}

impl PageSink {
    /// A page of which `write` makes the text, reading `layers` of the documents.
    pub(crate) fn new(part: Part, write: Write, layers: &'static [&'static str]) -> Self {
        Self { part, documents: 0, write, layers }
    }
}

impl Sink for PageSink {
    fn document(&mut self, _: &[u8]) -> Result<(), IoError> {
        self.documents += 1;
        Ok(())
    }

    fn reads_at_end(&self) -> &'static [&'static str] {
        self.layers
    }

    fn finish(&mut self, results: &Results<'_>) -> Result<(), IoError> {
        (self.write)(results, self.documents, &mut |bytes| self.part.write(bytes))?;
        self.part.flush()
    }
}

/// What a page needs of a story. Links and copies can be many and are passed over unread.
#[derive(Deserialize)]
pub(crate) struct StoryHead<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(default, borrow)]
    pub(crate) documents: Vec<Cow<'a, str>>,
}

/// All stories.
pub(crate) fn stories(tables: &Tables) -> Result<Vec<StoryHead<'_>>, IoError> {
    let lines = tables.get(tables::STORIES).unwrap_or_default().lines().enumerate();
    lines.map(|(number, line)| row(tables::STORIES, number, line)).collect()
}

/// What the marks of one briefing stand for.
pub(crate) struct Page<'a> {
    numbers: HashMap<&'a str, usize>,
    /// Numbered from 1 in this order.
    pub(crate) sources: Vec<&'a Source>,
    /// Documents that are cited but not among the sources; they are numbered on behind them.
    pub(crate) unlisted: Vec<&'a str>,
    /// Reports of the story.
    pub(crate) reports: usize,
}

impl<'a> Page<'a> {
    /// Numbers the sources of a briefing; `reports` is the size of its story, where that is known.
    pub(crate) fn new(briefing: &'a Briefing, reports: Option<usize>) -> Self {
        let mut page = Self {
            numbers: HashMap::new(),
            sources: briefing.sources.iter().collect(),
            unlisted: Vec::new(),
            reports: 0,
        };
        for source in &briefing.sources {
            let number = page.numbers.len() + 1;
            page.numbers.entry(&source.document).or_insert(number);
        }
        // A document that is listed twice keeps one line, or marks and list would count differently.
        let mut seen = HashSet::new();
        page.sources.retain(|source| seen.insert(source.document.as_str()));
        let points = briefing.points.iter().flat_map(|point| point.cites.iter().chain(&point.support.cites));
        let sides = briefing.differences.iter().flat_map(|difference| &difference.sides);
        let cites = briefing.headline.cites.iter().chain(points).chain(sides.flat_map(|side| &side.cites));
        let quotes = briefing.quotes.iter().flat_map(|quote| quote.cites.iter().chain(&quote.also));
        for cite in cites.chain(quotes).chain(briefing.timeline.iter().flat_map(|moment| &moment.cites)) {
            if !page.numbers.contains_key(cite.document.as_str()) {
                page.unlisted.push(&cite.document);
                page.numbers.insert(&cite.document, page.numbers.len() + 1);
            }
        }
        page.reports = reports.unwrap_or(0).max(page.numbers.len());
        page
    }

    /// The number of a document.
    pub(crate) fn number(&self, document: &str) -> Option<usize> {
        self.numbers.get(document).copied()
    }

    /// The citations to print after a text: one for each report, those copied from first, then the others by number.
    pub(crate) fn marks<'c>(&self, cites: &'c [Cite], others: &'c [Cite]) -> Vec<(usize, &'c Cite)> {
        let numbered = |cite: &'c Cite| Some((self.number(&cite.document)?, cite));
        let mut marks: Vec<_> = cites.iter().filter_map(numbered).collect();
        let mut rest: Vec<_> = others.iter().filter_map(numbered).collect();
        rest.sort_by_key(|(number, _)| *number);
        marks.append(&mut rest);
        let mut seen = HashSet::new();
        marks.retain(|(number, _)| seen.insert(*number));
        marks
    }

    /// How a date is known, in words, with a blank before it; `escape` makes a word of a plugin's own printable.
    pub(crate) fn basis(&self, when: &When, escape: fn(&str) -> String) -> String {
        match when.basis.as_str() {
            "" => String::new(),
            "published" => " (from the day of publication)".to_owned(),
            "stated" => " (stated)".to_owned(),
            "weekday" => " (from the weekday)".to_owned(),
            "month-day" => " (year from the context)".to_owned(),
            basis => match basis.strip_prefix("inferred:from ").and_then(|id| self.number(id)) {
                Some(number) => format!(" (inferred with [{number}])"),
                None => format!(" ({})", escape(basis)),
            },
        }
    }
}

/// What a kind of difference means.
pub(crate) fn kind_in_words(kind: &str) -> &str {
    match kind {
        "differs" => "reports do not agree",
        "updates" => "a later report updates an earlier one",
        "only-here" => "in one report only",
        other => other,
    }
}

/// What stands before a quote: who speaks, with which verb, to whom or through whom.
pub(crate) struct Attribution<'a> {
    pub(crate) speaker: &'a str,
    /// The verb, where one can stand before the words.
    pub(crate) verb: &'a str,
    /// What joins the relay to it, with blanks around.
    pub(crate) link: &'static str,
    pub(crate) relay: &'a str,
}

impl<'a> Attribution<'a> {
    pub(crate) fn of(quote: &'a Quote) -> Self {
        let (speaker, relay) = (quote.speaker.as_str(), quote.relay.as_str());
        let told = matches!(quote.verb.as_str(), "told" | "tells");
        // "told" alone asks whom, and a whole sentence has its verb.
        let verb = if !stands_alone(quote) || told && relay.is_empty() { "" } else { quote.verb.as_str() };
        let link = match (relay, told && !verb.is_empty()) {
            ("", _) => "",
            (_, true) => " ",
            (_, false) => " through ",
        };
        Self { speaker, verb, link, relay }
    }
}

/// Whether the words of a quote can be printed by themselves. A turn of phrase says little without its sentence; what
/// its sentence opens with, or mostly consists of, is a statement.
pub(crate) fn stands_alone(quote: &Quote) -> bool {
    let words: usize = quote.words.iter().map(|piece| piece.text.len()).sum();
    let opens = quote.text.starts_with(['"', '“', '‘', '\'', '«', '„']);
    words > 0 && (opens || words * 2 > quote.text.len())
}

/// What a briefing is called: its headline; where no sentence gives one, the title or the id of its first report.
pub(crate) fn name_of(briefing: &Briefing) -> &str {
    let source = briefing.sources.first();
    let title = source.map_or("", |source| source.title.trim());
    let document = source.map_or("", |source| source.document.as_str());
    let names = [briefing.headline.text.trim(), title, document, briefing.story.as_str()];
    names.into_iter().find(|name| !name.is_empty()).unwrap_or("")
}

/// The quotes that a page prints, with their numbers: one whose whole sentence would be printed is left out where that
/// sentence is a point.
pub(crate) fn printed_quotes(briefing: &Briefing) -> impl Iterator<Item = (usize, &Quote)> {
    let place = |cites: &[Cite]| cites.first().map(|cite| (cite.document.clone(), cite.start, cite.end));
    let points: HashSet<_> = briefing.points.iter().map(|point| place(&point.cites)).collect();
    let quotes = briefing.quotes.iter().enumerate();
    quotes.filter(move |(_, quote)| stands_alone(quote) || !points.contains(&place(&quote.cites)))
}

/// The words of a quote in the quotation marks of the page, or the whole sentence where they do not stand alone.
pub(crate) fn words_of(quote: &Quote, escape: fn(&str) -> String) -> String {
    if !stands_alone(quote) {
        return escape(&quote.text);
    }
    let pieces: Vec<String> = quote.words.iter().map(|piece| escape(&piece.text)).collect();
    format!("“{}”", pieces.join(" … "))
}

/// Characters of a name or a title that a page shows: nobody reads a longer one, and some are hostile.
const MOST_SHOWN: usize = 300;

/// The beginning of a name or a title.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_SHOWN) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or(""))),
    }
}

/// Marks that turn the direction of text; they would reach beyond the report that holds them.
pub(crate) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Marks behind one sentence; of two hundred copies the first ones say it all.
const MOST_MARKS: usize = 12;

/// Marks as they are printed, with the number of those that are not.
pub(crate) fn fewer<T>(mut marks: Vec<T>) -> (Vec<T>, usize) {
    let more = marks.len().saturating_sub(MOST_MARKS);
    if more == 1 {
        return (marks, 0);
    }
    marks.truncate(MOST_MARKS);
    (marks, more)
}

/// `1 report`, `2 reports`.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The day of a date of publication.
pub(crate) fn day(published: &str) -> &str {
    published.get(..10).unwrap_or(published)
}
