//! Named entities: exact spans with their label, as in the CoNLL-2003 shared task.
//!
//! Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 Shared Task", 2003: a predicted entity is right
//! when its first character, its last character and its label are those of a gold entity. Precision, recall and F1
//! per label, and micro over all labels. Beside that two looser counts are given as information: the same without
//! labels, and overlap (Chinchor and Sundheim's partial match of MUC-5, 1993, without its half marks).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::align::{notes, pairs};
use crate::gold::{Mark, Span};
use crate::labels::LabelMap;
use crate::report::percent;
use crate::{EvalError, GoldDocument, Predicted, Report, Score, Table, f1, ratio};

/// Whose spans lose a leading article and a trailing possessive before they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Trim {
    /// Nobody's.
    #[default]
    Off,
    /// The predicted ones.
    Predicted,
    /// The predicted ones and the gold ones.
    Both,
}

/// What is counted.
#[derive(Debug, Clone, Default)]
pub struct EntityOptions {
    /// Renames the gold labels.
    pub gold: LabelMap,
    /// Renames the predicted labels.
    pub predicted: LabelMap,
    /// Takes a leading `the`, `a`, `an` and a trailing `'s` or apostrophe off: some sets count them to the name.
    pub trim: Trim,
}

/// Overlap of predicted and gold spans of the same label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Overlap {
    /// Share of the predicted spans that share a character with a gold span of their label.
    pub precision: f64,
    /// Share of the gold spans that share a character with a predicted span of their label.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// One document's micro score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityRow {
    /// The document's id.
    pub id: String,
    /// Over all its labels.
    #[serde(flatten)]
    pub micro: Score,
}

/// How well entities were found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntitiesReport {
    /// By label, as renamed.
    pub labels: BTreeMap<String, Score>,
    /// Over all labels.
    pub micro: Score,
    /// Over PER, ORG and LOC, where other labels were counted too.
    pub core: Option<Score>,
    /// Spans without their labels.
    pub untyped: Score,
    /// Spans that overlap.
    pub overlap: Overlap,
    /// Whose spans were trimmed.
    pub trim: Trim,
    /// Documents without a prediction.
    pub missing: Vec<String>,
    /// Predictions without a gold document.
    pub unknown: Vec<String>,
    /// By document.
    pub documents: Vec<EntityRow>,
}

/// A label and a span, in the order in which lists are compared.
type Item = (String, Span);

/// Scores predicted entities. Costs `n log n` in the number of spans.
///
/// # Errors
/// Gold and predictions do not fit together, or no prediction has a layer of entities.
pub fn score(
    gold: &[GoldDocument],
    predicted: &[Predicted],
    options: &EntityOptions,
) -> Result<EntitiesReport, EvalError> {
    if let (Some(first), false) = (predicted.first(), predicted.iter().any(|doc| doc.ents.is_some())) {
        return Err(EvalError::document(
            &first.id,
            "the prediction has no layer `ents`; run a stage that finds entities",
        ));
    }
    let (pairs, aligned) = pairs(gold, predicted)?;
    let mut labels: BTreeMap<String, Score> = BTreeMap::new();
    let (mut untyped, mut documents) = (Score::default(), Vec::with_capacity(gold.len()));
    let mut loose = [0_u64; 2];
    for (doc, found) in pairs {
        let found = found.unwrap_or_default();
        let tokens = found.tokens.as_deref().unwrap_or(&doc.tokens);
        let right = items(doc, &doc.ents, &options.gold, &doc.tokens, options.trim == Trim::Both);
        let guess = items(
            doc,
            found.ents.as_deref().unwrap_or(&[]),
            &options.predicted,
            tokens,
            options.trim != Trim::Off,
        );
        let mut micro = Score::default();
        for label in right.iter().chain(&guess).map(|(label, _)| label).collect::<BTreeSet<_>>() {
            let (right, guess) = (labelled(&right, label), labelled(&guess, label));
            let score = Score::of_sorted(&right, &guess);
            micro = micro.plus(score);
            let total = labels.entry(label.clone()).or_default();
            *total = total.plus(score);
            loose = [loose[0] + overlapping(&guess, &right), loose[1] + overlapping(&right, &guess)];
        }
        untyped = untyped.plus(Score::of_sorted(&bare(&right), &bare(&guess)));
        documents.push(EntityRow { id: doc.id.clone(), micro });
    }
    let micro = labels.values().fold(Score::default(), |sum, score| sum.plus(*score));
    Ok(EntitiesReport {
        core: core(&labels),
        labels,
        micro,
        untyped,
        overlap: overlap(loose, micro),
        trim: options.trim,
        missing: aligned.missing,
        unknown: aligned.unknown,
        documents,
    })
}

/// The score over PER, ORG and LOC, where the gold file has one of them and something else besides.
fn core(labels: &BTreeMap<String, Score>) -> Option<Score> {
    let is_core = |label: &str| matches!(label, "PER" | "ORG" | "LOC");
    let in_gold = |core: bool| labels.iter().any(|(label, score)| is_core(label) == core && score.gold > 0);
    let scores = labels.iter().filter(|(label, _)| is_core(label)).map(|(_, score)| *score);
    (in_gold(true) && in_gold(false)).then(|| scores.fold(Score::default(), Score::plus))
}

fn overlap([predicted, gold]: [u64; 2], micro: Score) -> Overlap {
    let [precision, recall] =
        [ratio(predicted as f64, micro.predicted as f64), ratio(gold as f64, micro.gold as f64)];
    Overlap { precision, recall, f1: f1(precision, recall) }
}

/// The spans that count, renamed, trimmed, sorted and without repeats.
fn items(doc: &GoldDocument, marks: &[Mark], map: &LabelMap, tokens: &[Span], trimmed: bool) -> Vec<Item> {
    let mut out: Vec<Item> = marks
        .iter()
        .filter_map(|mark| {
            let label = map.apply(&mark.label)?.to_owned();
            Some((label, if trimmed { trim(&doc.text, mark.span, tokens) } else { mark.span }))
        })
        .collect();
    out.sort();
    out.dedup();
    out
}

/// The spans of one label among sorted items.
fn labelled(items: &[Item], label: &str) -> Vec<Span> {
    let from = items.partition_point(|item| item.0.as_str() < label);
    items.iter().skip(from).take_while(|item| item.0 == label).map(|item| item.1).collect()
}

fn bare(items: &[Item]) -> Vec<Span> {
    let mut spans: Vec<Span> = items.iter().map(|item| item.1).collect();
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// How many of `spans` share a character with one of `others`. Both are sorted.
fn overlapping(spans: &[Span], others: &[Span]) -> u64 {
    let mut reach = Vec::with_capacity(others.len());
    let mut end = 0;
    for other in others {
        end = end.max(other.end);
        reach.push(end);
    }
    let touches = |span: &&Span| {
        let before = others.partition_point(|other| other.start < span.end);
        before.checked_sub(1).and_then(|last| reach.get(last)).is_some_and(|&end| end > span.start)
    };
    spans.iter().filter(touches).count() as u64
}

/// A span without leading articles and trailing possessives; at least one token stays. What a token is, `tokens`
/// say (in order of place); where a span does not begin or end with one, articles end at a blank and possessives
/// begin at an apostrophe.
fn trim(text: &str, span: Span, tokens: &[Span]) -> Span {
    let from = tokens.partition_point(|token| token.start < span.start);
    let to = tokens.partition_point(|token| token.end <= span.end);
    let own = tokens.get(from..to).unwrap_or(&[]);
    let (Some(first), Some(last)) = (own.first(), own.last()) else { return trim_text(text, span) };
    if first.start != span.start || last.end != span.end {
        return trim_text(text, span);
    }
    let mut rest = own;
    while let [first, tail @ ..] = rest
        && !tail.is_empty()
        && is_article(first.of(text))
    {
        rest = tail;
    }
    while let [head @ .., last] = rest
        && !head.is_empty()
        && matches!(last.of(text), "'s" | "'S" | "’s" | "’S" | "'" | "’")
    {
        rest = head;
    }
    match (rest.first(), rest.last()) {
        (Some(first), Some(last)) => Span { start: first.start, end: last.end },
        _ => span,
    }
}

fn is_article(word: &str) -> bool {
    ["the", "a", "an"].iter().any(|article| word.eq_ignore_ascii_case(article))
}

fn trim_text(text: &str, span: Span) -> Span {
    let whole = span.of(text);
    let mut rest = whole;
    while let Some((word, tail)) = rest.split_once(char::is_whitespace)
        && is_article(word)
        && !tail.trim().is_empty()
    {
        rest = tail.trim_start();
    }
    // The start moves by what was cut in front; lengths inside a span of u32 fit u32.
    let cut = |length: usize| u32::try_from(length).unwrap_or(0);
    let start = span.start + cut(whole.len() - rest.len());
    let endings = ["'s", "'S", "’s", "’S", "'", "’"];
    while let Some(shorter) = endings.iter().find_map(|ending| rest.strip_suffix(ending))
        && !shorter.trim().is_empty()
    {
        rest = shorter.trim_end();
    }
    Span { start, end: start + cut(rest.len()) }
}

fn cells(name: &str, score: &Score) -> Vec<String> {
    let mut cells = vec![name.to_owned()];
    cells.extend([score.precision, score.recall, score.f1].map(percent));
    cells.extend([score.gold, score.predicted, score.right].map(|count| count.to_string()));
    cells
}

const COLUMNS: [&str; 7] = ["label", "P", "R", "F1", "gold", "predicted", "right"];

impl Report for EntitiesReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        table.notes = notes(self.documents.len(), &self.missing, self.unknown.len());
        if self.trim != Trim::Off {
            table = table.note("articles in front and possessives behind are left out of the spans");
        }
        for (label, score) in &self.labels {
            table.row(cells(label, score));
        }
        table.row(cells("micro", &self.micro));
        if let Some(core) = &self.core {
            table.row(cells("core", core));
        }
        table.row(cells("(untyped)", &self.untyped));
        let overlap = self.overlap;
        let mut row = vec!["(overlap)".to_owned()];
        row.extend([overlap.precision, overlap.recall, overlap.f1].map(percent));
        row.extend(["-", "-", "-"].map(str::to_owned));
        table.row(row);
        table
    }

    fn documents(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        for row in &self.documents {
            table.row(cells(&row.id, &row.micro));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predicted::read;

    fn gold(text: &str, ents: &str) -> Vec<GoldDocument> {
        let line = serde_json::json!({"id": "a", "text": text, "entities": serde_json::from_str::<serde_json::Value>(ents).unwrap()});
        crate::gold::read_spans(&line.to_string(), "gold").unwrap()
    }

    fn guess(ents: &str) -> Vec<Predicted> {
        read(&format!("{{\"id\":\"a\",\"entities\":{ents}}}"), "pred").unwrap()
    }

    #[test]
    fn a_small_case_by_hand() {
        let text = "Ada Lovelace of London wrote to the Times of London in London";
        let gold = gold(text, "[[0,12,\"PER\"],[16,22,\"LOC\"],[36,51,\"ORG\"],[55,61,\"LOC\"]]");
        let pred = guess(
            "[[0,3,\"PERSON\"],[16,22,\"GPE\"],[16,22,\"GPE\"],[32,51,\"ORG\"],[55,61,\"ORG\"],[29,31,\"DATE\"]]",
        );
        let (gold_map, pred_map) = crate::labels::preset("core").unwrap();
        let mut options = EntityOptions { gold: gold_map, predicted: pred_map, trim: Trim::Off };
        let report = score(&gold, &pred, &options).unwrap();
        // DATE is dropped, the repeat counts once: predicted 4 (PER 0-3, LOC 16-22, ORG 32-51, ORG 55-61), gold 4.
        // Right: LOC 16-22 alone. P = R = F = 1/4.
        assert_eq!(report.micro, Score::new(4, 4, 1));
        assert_eq!(report.labels["LOC"], Score::new(2, 1, 1));
        assert_eq!(report.labels["ORG"], Score::new(1, 2, 0));
        // Without labels 55-61 is right too.
        assert_eq!(report.untyped, Score::new(4, 4, 2));
        // Overlap with the same label: predicted PER, LOC, ORG 32-51 = 3 of 4; gold PER, LOC 16-22, ORG = 3 of 4.
        assert_eq!((report.overlap.precision, report.overlap.recall), (0.75, 0.75));
        // Trimmed, "the Times of London" becomes 36-51 and is right.
        options.trim = Trim::Predicted;
        assert_eq!(score(&gold, &pred, &options).unwrap().micro, Score::new(4, 4, 2));
        assert_eq!(report.core, None);
    }

    #[test]
    fn trimming_keeps_a_token() {
        let rows = [
            ("article", "the Hague", "Hague"),
            ("both", "The Hague's", "Hague"),
            ("curly", "Hague’s", "Hague"),
            ("plural", "the Joneses'", "Joneses"),
            ("nothing but an article", "The", "The"),
            ("nothing but a possessive", "'s", "'s"),
            ("no blank", "Therapist", "Therapist"),
        ];
        for (name, text, expected) in rows {
            let span = Span::new(0, u32::try_from(text.len()).unwrap());
            assert_eq!(trim(text, span, &[]).of(text), expected, "{name}");
        }
        // Where tokens are known, a possessive that is part of its token stays: the gold file counts it so.
        let text = "the Hague's";
        let whole = [Span::new(0, 3), Span::new(4, 11)];
        assert_eq!(trim(text, Span::new(0, 11), &whole).of(text), "Hague's");
        let cut = [Span::new(0, 3), Span::new(4, 9), Span::new(9, 11)];
        assert_eq!(trim(text, Span::new(0, 11), &cut).of(text), "Hague");
    }

    #[test]
    fn swapping_gold_and_prediction_swaps_precision_and_recall() {
        // All sets of spans over a text of four characters with two labels, taken from the bits of a counter.
        let spans = [(0, 1, "A"), (0, 2, "A"), (1, 3, "B"), (2, 4, "A"), (3, 4, "B")];
        let set = |bits: usize| -> String {
            let chosen: Vec<_> =
                spans.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, s)| s).collect();
            serde_json::to_string(&chosen).unwrap()
        };
        for bits in 0..1024 {
            let (one, two) = (set(bits & 31), set(bits >> 5));
            let there = score(&gold("abcd", &one), &guess(&two), &EntityOptions::default()).unwrap();
            let back = score(&gold("abcd", &two), &guess(&one), &EntityOptions::default()).unwrap();
            assert_eq!(
                (there.micro.precision, there.micro.recall),
                (back.micro.recall, back.micro.precision)
            );
            assert_eq!(
                (there.overlap.precision, there.overlap.recall),
                (back.overlap.recall, back.overlap.precision)
            );
            assert!(there.overlap.f1 >= there.micro.f1 - 1e-12 && there.untyped.f1 >= there.micro.f1 - 1e-12);
            if bits & 31 == bits >> 5 && bits > 0 {
                assert_eq!((there.micro.f1, there.overlap.f1), (1.0, 1.0));
            }
        }
    }
}
