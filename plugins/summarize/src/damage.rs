//! What other stages and the input say about the language of a report: the layer `noise` and metadata.

use copydesk_sdk::{Doc, LayerView, Span};

/// Score from which on a sentence counts as damaged.
const DAMAGED: f32 = 0.5;
/// Most noise of a report that has only lost its capitals: that hurts names and no wording.
const CAPITALS: f32 = 0.4;

/// How noisy the metadata of a document says its language is. The end that a report lacks
/// hurts its last sentence only.
pub(crate) fn stated_noise(doc: Doc<'_>) -> Option<f32> {
    if doc.meta("translated").is_some_and(|value| !matches!(value, "" | "false" | "no" | "0")) {
        return Some(1.0);
    }
    let score = doc.meta("noise")?.parse::<f32>().ok().filter(|score| score.is_finite())?.clamp(0.0, 1.0);
    let reasons = doc.meta("noise_reasons").unwrap_or("");
    let has = |wanted: &[&str]| reasons.split(' ').any(|reason| wanted.contains(&reason));
    Some(match () {
        () if reasons.is_empty() || has(&["translated", "ocr", "encoding"]) => score,
        () if has(&["casing"]) => score.min(CAPITALS),
        () => 0.0,
    })
}

/// Whether a sentence is surely cut off or was misread.
pub(crate) fn is_damaged(noise: &Option<LayerView<'_>>, span: Span) -> bool {
    let Some(noise) = noise.as_ref().filter(|noise| !noise.is_empty()) else { return false };
    let sure = |row: usize| noise.score.get(row).is_some_and(|&score| score >= DAMAGED);
    let damaged = |row: usize| matches!(noise.label(row), Some("truncated" | "ocr" | "encoding"));
    noise.rows_in(span).any(|row| sure(row) && damaged(row))
}
