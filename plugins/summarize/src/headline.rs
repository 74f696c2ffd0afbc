//! The headline of a briefing: copied from the report that is closest to the heart of the story.

use copydesk_sdk::Span;
use copydesk_text::words::{fold, is_function_word};

use crate::corpus::{Corpus, is_tidy};
use crate::evidence::printed_text;
use crate::page::{Cite, Extract};
use crate::pile::NOISY;
use crate::rows::Text;
use crate::sheet::Case;
use crate::words::NO_TERM;

/// Fewest and most words of a headline.
const WORDS: std::ops::RangeInclusive<usize> = 4..=24;

/// How much the title of the report that the briefing begins with is preferred: it tells the same news.
const OF_LEAD: f32 = 1.25;
/// Weight of a word of a title that stands in no report.
const UNKNOWN: f32 = 0.5;

/// A title of a report, and where it stands; no place for one that came beside the text.
struct Title<'t> {
    doc: u32,
    text: Text<'t>,
    span: Option<Span>,
}

/// The headline of a pile; `lead` is the sentence that stands in where no report has one. `core` holds the weight of
/// each term in the pile's chosen sentences, by its number in the sheet.
pub(crate) fn headline<'t>(case: Case<'_, 't>, lead: Option<u32>, core: &[f32]) -> Extract<'t> {
    let Case { corpus, pile, ranks, .. } = case;
    // A question is no headline, but it is better than a sentence that is far too long for one.
    let length = lead.map_or(0, |row| corpus.sentences[row as usize].words as usize);
    let questions = length > *WORDS.end();
    let mut best: Option<(f32, Title<'t>)> = None;
    for (at, member) in pile.members.iter().enumerate() {
        if pile.is_copy(at as u32) {
            continue;
        }
        for title in titles(corpus, member.doc) {
            if title.text.contains('?') && !questions {
                continue;
            }
            let Some(fit) = fit(case, &title, core) else { continue };
            let clean = if member.noise >= NOISY { 0.1 } else { 1.0 - 0.5 * member.noise };
            let of_lead = lead.is_some_and(|row| corpus.sentences[row as usize].doc == member.doc);
            let of_lead = if of_lead { OF_LEAD } else { 1.0 };
            let score = fit * clean * of_lead * (0.5 + 0.5 * ranks.relevance[at]);
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, title));
            }
        }
    }
    let sentence = |row: u32| {
        let sentence = &corpus.sentences[row as usize];
        Title { doc: sentence.doc, text: printed_text(corpus, row), span: Some(sentence.span) }
    };
    let is_clean = |doc: u32| pile.member(doc).noise < NOISY;
    // Where no sentence stands alone, any title of that report is better than one of them.
    let faulty = lead.map(|row| &corpus.sentences[row as usize]).filter(|lead| lead.verdict.fault.is_some());
    let stand_in = faulty.and_then(|lead| titles(corpus, lead.doc).into_iter().find(|title| is_short(title)));
    let lead = stand_in.or(lead.map(sentence));
    let title = match best {
        // A translated headline is worse than a good sentence.
        Some((_, title)) if !is_clean(title.doc) => lead.filter(|lead| is_clean(lead.doc)).or(Some(title)),
        Some((_, title)) => Some(title),
        None => lead,
    };
    let Some(title) = title else { return Extract::default() };
    let id = corpus.reports[title.doc as usize].doc.id();
    let span = title.span.unwrap_or(Span::new(0, 0));
    Extract { text: title.text, cites: vec![Cite::new(id, span)] }
}

/// The titles of a document: the headline segments above its story, and its title, which may not be part of its text.
/// A heading further down is that of a section.
fn titles<'t>(corpus: &Corpus<'t>, doc: u32) -> Vec<Title<'t>> {
    let report = &corpus.reports[doc as usize];
    let at = |span: Span| Title { doc, text: corpus.printed(doc, span).into(), span: Some(span) };
    let story = report.segments.of_kind("body").next().map_or(u32::MAX, |body| body.start);
    let above = report.segments.of_kind("headline").take(3).filter(|span| span.start < story);
    let mut titles: Vec<Title<'t>> = above.map(at).collect();
    let title = report.doc.meta("title").map(str::trim).filter(|title| !title.is_empty());
    let Some(title) = title else { return titles };
    match report.text.find(title) {
        Some(_) if !titles.is_empty() => {}
        Some(start) => titles.push(at(Span::new(start as u32, (start + title.len()) as u32))),
        None => titles.push(Title { doc, text: single_blanks(title), span: None }),
    }
    titles
}

/// Whether a title has the length of one.
fn is_short(title: &Title<'_>) -> bool {
    (2..=*WORDS.end()).contains(&title.text.split_whitespace().take(40).count())
}

fn single_blanks(title: &str) -> Text<'_> {
    if is_tidy(title) { title.into() } else { title.split_whitespace().collect::<Vec<_>>().join(" ").into() }
}

/// How well a title sums up the core of the story, or `None` where it is no headline.
fn fit(case: Case<'_, '_>, title: &Title<'_>, core: &[f32]) -> Option<f32> {
    let Case { corpus, sheet, .. } = case;
    let text = &*title.text;
    let words = text.split_whitespace().take(40).count();
    if !WORDS.contains(&words) || text.contains(['{', '}', '|']) {
        return None;
    }
    let (mut terms, unknown) = terms(corpus, title);
    terms.sort_unstable();
    terms.dedup();
    let weight = |term: u32| corpus.weights[term as usize];
    let core = |term: u32| sheet.term(term).map_or(0.0, |term| core[term as usize]);
    let dot: f32 = terms.iter().map(|&term| weight(term) * core(term)).sum();
    let square: f32 = terms.iter().map(|&term| weight(term).powi(2)).sum();
    let square = square + unknown as f32 * UNKNOWN.powi(2);
    let speech = if text.contains(['"', '“', '‘']) { 0.8 } else { 1.0 };
    let question = if text.contains('?') { 0.5 } else { 1.0 };
    (dot > 0.0).then(|| dot / square.sqrt().max(0.05) * speech * question)
}

/// The terms of a title, and how many of its words no report has. Words of one that is not part of the text are looked
/// up by themselves.
fn terms(corpus: &Corpus<'_>, title: &Title<'_>) -> (Vec<u32>, usize) {
    let report = &corpus.reports[title.doc as usize];
    if let Some(span) = title.span {
        let words = report.tokens.rows_in(span).filter_map(|row| corpus.word(report, row));
        return (words.map(|word| word.term).filter(|&term| term != NO_TERM).collect(), 0);
    }
    let words = title.text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.'));
    let words = words.map(|word| word.trim_matches(['-', '.']));
    let mut unknown = 0;
    let mut terms = Vec::new();
    let words = words.filter(|word| word.chars().nth(1).is_some()).map(fold);
    for word in words.filter(|word| !is_function_word(word)) {
        match corpus.terms.of_folded(&word) {
            Some(term) => terms.push(term),
            None => unknown += 1,
        }
    }
    (terms, unknown)
}
