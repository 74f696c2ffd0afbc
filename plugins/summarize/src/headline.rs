//! The headline of a briefing: copied from the report that is closest to the heart of the story.

use copydesk_sdk::Span;
use copydesk_sdk::tables::{Cite, Quoted};

use crate::corpus::Corpus;
use crate::pile::{NOISY, Pile};
use crate::rank::{Ranks, Scratch};
use crate::words::NO_TERM;

/// Fewest and most words of a headline.
const WORDS: std::ops::RangeInclusive<usize> = 4..=24;

/// The headline of a pile; `lead` is the sentence that stands in where no report has one. `core` holds the weight of
/// each term in the pile's chosen sentences.
pub(crate) fn headline(
    corpus: &Corpus<'_>,
    pile: &Pile,
    ranks: &Ranks,
    lead: Option<u32>,
    weights: &[f32],
    core: &Scratch,
) -> Quoted {
    let mut best: Option<(f32, u32, Span)> = None;
    for (at, member) in pile.members.iter().enumerate() {
        if member.origin as usize != at {
            continue;
        }
        for span in titles(corpus, member.doc) {
            let Some(fit) = fit(corpus, member.doc, span, weights, core) else { continue };
            let clean = if member.noise >= NOISY { 0.1 } else { 1.0 - 0.5 * member.noise };
            let score = fit * clean * (0.5 + 0.5 * ranks.relevance[at]);
            if best.is_none_or(|(most, _, _)| score > most) {
                best = Some((score, member.doc, span));
            }
        }
    }
    let lead = lead.map(|row| &corpus.sentences[row as usize]).map(|lead| (lead.doc, lead.span));
    // A translated headline is worse than a good sentence.
    let noisy = best.is_some_and(|(_, doc, _)| pile.member(doc).noise >= NOISY);
    let clean_lead = lead.filter(|(doc, _)| pile.member(*doc).noise < NOISY);
    let place = best.map(|(_, doc, span)| (doc, span));
    let place = if noisy { clean_lead.or(place) } else { place.or(lead) };
    let Some((doc, span)) = place else { return Quoted::default() };
    let id = corpus.reports[doc as usize].doc.id();
    Quoted { text: corpus.printed(doc, span), cites: vec![Cite::new(id, span.start, span.end)] }
}

/// Where the titles of a document stand: its headline segments, else its title where the text has it.
fn titles(corpus: &Corpus<'_>, doc: u32) -> Vec<Span> {
    let report = &corpus.reports[doc as usize];
    let segments: Vec<Span> = report.segments.of_kind("headline").take(3).collect();
    if !segments.is_empty() {
        return segments;
    }
    let title = report.doc.meta("title").map(str::trim).filter(|title| !title.is_empty());
    let found = title.and_then(|title| Some((report.doc.text().find(title)?, title.len())));
    found.map(|(start, length)| Span::new(start as u32, (start + length) as u32)).into_iter().collect()
}

/// How well a title sums up the core of the story, or `None` where it is no headline.
fn fit(corpus: &Corpus<'_>, doc: u32, span: Span, weights: &[f32], core: &Scratch) -> Option<f32> {
    let report = &corpus.reports[doc as usize];
    let text = report.doc.slice(span);
    let words = text.split_whitespace().take(40).count();
    if !WORDS.contains(&words) || text.contains(['{', '}', '|', '?']) {
        return None;
    }
    let layer = &report.tokens;
    let mut terms: Vec<u32> = layer
        .rows_in(span)
        .filter_map(|row| corpus.words.known(report.doc.slice(layer.span(row))))
        .map(|word| word.term)
        .filter(|&term| term != NO_TERM)
        .collect();
    terms.sort_unstable();
    terms.dedup();
    let dot: f32 = terms.iter().map(|&term| weights[term as usize] * core.get(term)).sum();
    let square: f32 = terms.iter().map(|&term| weights[term as usize].powi(2)).sum();
    let speech = if text.contains(['"', '“', '‘']) { 0.8 } else { 1.0 };
    (dot > 0.0).then(|| dot / square.sqrt().max(0.05) * speech)
}
