//! The headline of a briefing: copied from the report that is closest to the heart of the story.

use copydesk_sdk::Span;

use crate::corpus::Corpus;
use crate::page::{Cite, Extract};
use crate::pile::NOISY;
use crate::sheet::Case;
use crate::words::NO_TERM;

/// Fewest and most words of a headline.
const WORDS: std::ops::RangeInclusive<usize> = 4..=24;

/// The headline of a pile; `lead` is the sentence that stands in where no report has one. `core` holds the weight of
/// each term in the pile's chosen sentences, by its number in the sheet.
pub(crate) fn headline<'t>(case: Case<'_, 't>, lead: Option<u32>, core: &[f32]) -> Extract<'t> {
    let Case { corpus, pile, ranks, .. } = case;
    let mut best: Option<(f32, u32, Span)> = None;
    for (at, member) in pile.members.iter().enumerate() {
        if pile.is_copy(at as u32) {
            continue;
        }
        titles(corpus, member.doc, |span| {
            let Some(fit) = fit(case, member.doc, span, core) else { return };
            let clean = if member.noise >= NOISY { 0.1 } else { 1.0 - 0.5 * member.noise };
            let score = fit * clean * (0.5 + 0.5 * ranks.relevance[at]);
            if best.is_none_or(|(most, _, _)| score > most) {
                best = Some((score, member.doc, span));
            }
        });
    }
    let lead = lead.map(|row| &corpus.sentences[row as usize]).map(|lead| (lead.doc, lead.span));
    // A translated headline is worse than a good sentence.
    let noisy = best.is_some_and(|(_, doc, _)| pile.member(doc).noise >= NOISY);
    let clean_lead = lead.filter(|(doc, _)| pile.member(*doc).noise < NOISY);
    let place = best.map(|(_, doc, span)| (doc, span));
    let place = if noisy { clean_lead.or(place) } else { place.or(lead) };
    let Some((doc, span)) = place else { return Extract::default() };
    let id = corpus.reports[doc as usize].doc.id();
    Extract { text: corpus.printed(doc, span).into(), cites: vec![Cite::new(id, span)] }
}

/// Where the titles of a document stand: its headline segments, else its title where the text has it.
fn titles(corpus: &Corpus<'_>, doc: u32, mut visit: impl FnMut(Span)) {
    let report = &corpus.reports[doc as usize];
    let mut segments = report.segments.of_kind("headline").take(3).peekable();
    if segments.peek().is_some() {
        return segments.for_each(visit);
    }
    let title = report.doc.meta("title").map(str::trim).filter(|title| !title.is_empty());
    let found = title.and_then(|title| Some((report.text.find(title)?, title.len())));
    if let Some((start, length)) = found {
        visit(Span::new(start as u32, (start + length) as u32));
    }
}

/// How well a title sums up the core of the story, or `None` where it is no headline.
fn fit(case: Case<'_, '_>, doc: u32, span: Span, core: &[f32]) -> Option<f32> {
    let Case { corpus, sheet, .. } = case;
    let report = &corpus.reports[doc as usize];
    let text = span.of(report.text);
    let words = text.split_whitespace().take(40).count();
    if !WORDS.contains(&words) || text.contains(['{', '}', '|', '?']) {
        return None;
    }
    let words = report.tokens.rows_in(span).filter_map(|row| corpus.word(report, row));
    let mut terms: Vec<u32> = words.map(|word| word.term).filter(|&term| term != NO_TERM).collect();
    terms.sort_unstable();
    terms.dedup();
    let weight = |term: u32| corpus.weights[term as usize];
    let core = |term: u32| sheet.term(term).map_or(0.0, |term| core[term as usize]);
    let dot: f32 = terms.iter().map(|&term| weight(term) * core(term)).sum();
    let square: f32 = terms.iter().map(|&term| weight(term).powi(2)).sum();
    let speech = if text.contains(['"', '“', '‘']) { 0.8 } else { 1.0 };
    (dot > 0.0).then(|| dot / square.sqrt().max(0.05) * speech)
}
