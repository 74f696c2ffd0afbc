//! Fits the line model: two logistic regressions and a sum of trees, each looking at the scores of the one before.
//!
//! Deterministic: lines in order, a fixed number of rounds, one thread, no numbers drawn but from a fixed seed.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use copydesk_clean::training::{Fate, Forest, Model, Node, Reader, feature_counts};

use crate::boost::{self, Settings, Table};
use crate::gold::{Label, Labelled, Made};
use crate::outcome::{self, Outcomes};

/// One unit of log-odds in the whole numbers of the model.
const UNIT: f64 = 64.0;
const ROUNDS: usize = 12;
const RATE: f64 = 0.08;
/// Pull of every weight towards zero, a line of weight one at a time.
const DECAY: f64 = 2e-3;
/// Parts for cross-validation.
const PARTS: usize = 5;
const PART_NAMES: [&str; PARTS] = ["1", "2", "3", "4", "5"];
/// Parts for the scores that the next pass learns from.
const INNER: usize = 4;
/// What a line counts on a page that got the story of another.
const MIXED_COUNTS: f64 = 0.5;
/// A line that the plugin cut.
pub(crate) struct Line {
    span: (usize, usize),
    /// Bytes of story and of furniture in it.
    pub(crate) story: f64,
    pub(crate) furniture: f64,
    weight: f64,
}

#[cfg(test)]
impl Line {
    /// A line of so many bytes of story and of furniture.
    pub(crate) fn of(story: f64, furniture: f64) -> Self {
        Self { span: (0, 0), story, furniture, weight: 1.0 }
    }
}

/// A document.
struct Sheet {
    id: String,
    made: Made,
    text: String,
    part: usize,
    lines: Vec<Line>,
    /// Features of the first pass.
    first: Vec<Vec<u16>>,
}

fn sheets(pages: &[Labelled], reader: &mut Reader) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for page in pages {
        let (mut lines, mut features) = (Vec::new(), Vec::new());
        for (span, first) in reader.first(&page.text) {
            let (mut story, mut furniture) = (0, 0);
            let from = page.lines.partition_point(|(range, _)| range.end <= span.start as usize);
            for (range, label) in
                page.lines.iter().skip(from).take_while(|(range, _)| range.start < span.end as usize)
            {
                let shared = range.end.min(span.end as usize) - range.start.max(span.start as usize);
                match label {
                    Label::Story => story += shared,
                    Label::Furniture => furniture += shared,
                }
            }
            let known = (story + furniture) as f64;
            let weight = if known == 0.0 { 0.0 } else { known.clamp(8.0, 400.0).sqrt() / 8.0 };
            features.push(first);
            let span = (span.start as usize, span.end as usize);
            lines.push(Line { span, story: story as f64, furniture: furniture as f64, weight });
        }
        // Very long pages count no more than others.
        let sum: f64 = lines.iter().map(|line| line.weight).sum();
        let scale =
            (150.0 / sum.max(1.0)).min(1.0) * if page.made == Made::Mixed { MIXED_COUNTS } else { 1.0 };
        lines.iter_mut().for_each(|line| line.weight *= scale);
        // All styles of a page are in one part.
        let part = part(page.id.split('#').next().unwrap_or(""));
        let (id, text) = (page.id.clone(), page.text.clone());
        sheets.push(Sheet { id, made: page.made, text, part, lines, first: features });
    }
    sheets
}

/// The part that a page is in, by its id.
fn part(id: &str) -> usize {
    let hash = id.bytes().fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    hash % (PARTS * INNER)
}

/// The set of a page and its part: pages of one cell are never on two sides of a cross-validation, so that their
/// stories may change places.
pub(crate) fn cell(id: &str) -> (&str, usize) {
    (id.split('/').next().unwrap_or(""), part(id) % PARTS)
}

/// A logistic regression by stochastic gradient descent with a falling rate; the weights are averaged.
fn regress(size: usize, rows: &[(&[u16], f64, f64)]) -> Vec<f64> {
    let (mut weights, mut mean) = (vec![0.0; size], vec![0.0; size]);
    for round in 0..ROUNDS {
        let rate = RATE / (1.0 + round as f64 * 0.5);
        // Every round begins elsewhere, in steps that meet every row once.
        let count = rows.len().max(1);
        let step =
            (0..).map(|add| count / 2 + 1 + add + round).find(|&step| gcd(step, count) == 1).unwrap_or(1);
        let mut at = round % count;
        for _ in 0..rows.len() {
            at = (at + step) % count;
            let (active, target, weight) = rows[at];
            let sum: f64 = active.iter().map(|&feature| weights[usize::from(feature)]).sum();
            let error = (target - 1.0 / (1.0 + (-sum).exp())) * weight;
            for &feature in active {
                let one = &mut weights[usize::from(feature)];
                *one += rate * (error - DECAY * ROUNDS as f64 * *one);
            }
        }
        if round * 2 >= ROUNDS {
            mean.iter_mut().zip(&weights).for_each(|(mean, weight)| *mean += weight);
        }
    }
    let rounds = (ROUNDS - ROUNDS / 2) as f64;
    mean.iter().map(|sum| sum / rounds).collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn whole(weights: &[f64]) -> Vec<i16> {
    weights.iter().map(|weight| (weight * UNIT).round().clamp(-20_000.0, 20_000.0) as i16).collect()
}

fn score(weights: &[i16], active: &[u16]) -> i32 {
    active.iter().map(|&feature| i32::from(weights[usize::from(feature)])).sum()
}

fn target(line: &Line) -> f64 {
    line.furniture / (line.story + line.furniture).max(1.0)
}

/// Fits one pass on lines given by their features.
fn fit_pass(size: usize, sheets: &[(&Sheet, &[Vec<u16>])]) -> Vec<i16> {
    let mut rows: Vec<(&[u16], f64, f64)> = Vec::new();
    for (sheet, features) in sheets {
        let lines = sheet.lines.iter().zip(*features).filter(|(line, _)| line.weight > 0.0);
        rows.extend(lines.map(|(line, active)| (active.as_slice(), target(line), line.weight)));
    }
    whole(&regress(size, &rows))
}

/// How the trees of the last pass are grown.
const TREES: Settings = Settings { trees: 150, leaves: 12, rate: 0.1, least: 20.0, ridge: 2.0, one_in: 3 };

/// Grows the trees of the last pass.
fn fit_trees(sheets: &[&Sheet], features: &[Vec<Vec<u16>>]) -> Forest {
    let mut table = Table { width: 0, values: Vec::new(), labels: Vec::new(), weights: Vec::new() };
    for (sheet, next) in sheets.iter().zip(features) {
        for ((line, first), next) in sheet.lines.iter().zip(&sheet.first).zip(next) {
            if line.weight > 0.0 {
                let buckets = Reader::buckets(first, next);
                table.width = buckets.len();
                table.values.extend(buckets.into_iter().map(f32::from));
                table.labels.push(target(line));
                table.weights.push(line.weight);
            }
        }
    }
    let whole = |node: boost::Node| match node {
        boost::Node::Leaf(value) => {
            let value = (value * UNIT * f64::from(Forest::PARTS)).round();
            Node { group: Node::LEAF, skip: 0, value: value as i16 }
        }
        boost::Node::Split { feature, value, skip } => {
            Node { group: feature as u16, skip: skip as u16, value: value.floor() as i16 }
        }
    };
    let grown = boost::grow(&table, &TREES, 5);
    Forest { trees: grown.into_iter().map(|tree| tree.into_iter().map(whole).collect()).collect() }
}

/// Fits all passes on some sheets. A pass learns from scores of the pass before that were made without the page they
/// are for, as it will see them later.
fn fit_passes(sheets: &[&Sheet], reader: &mut Reader) -> Model {
    let (first_size, next_size) = feature_counts();
    let mut features: Vec<Vec<Vec<u16>>> = sheets.iter().map(|sheet| sheet.first.clone()).collect();
    let mut passes = Vec::new();
    for size in [first_size, next_size] {
        let all = |keep: &dyn Fn(&Sheet) -> bool| {
            let pairs = sheets.iter().zip(&features).filter(|(sheet, _)| keep(sheet));
            fit_pass(size, &pairs.map(|(sheet, features)| (*sheet, features.as_slice())).collect::<Vec<_>>())
        };
        passes.push(all(&|_| true));
        let without: Vec<Vec<i16>> =
            (0..INNER).map(|part| all(&|sheet: &Sheet| sheet.part / PARTS != part)).collect();
        for (sheet, features) in sheets.iter().zip(&mut features) {
            let weights = &without[sheet.part / PARTS];
            let scores: Vec<i32> = features.iter().map(|active| score(weights, active)).collect();
            reader.first(&sheet.text);
            *features = reader.next(&scores);
        }
    }
    let third = fit_trees(sheets, &features);
    let second = passes.pop().unwrap_or_default();
    Model { first: passes.pop().unwrap_or_default(), second, third, bias: 0 }
}

/// The first and the last scores of a sheet's lines.
fn scores(model: &Model, sheet: &Sheet, reader: &mut Reader) -> (Vec<i32>, Vec<i32>) {
    let first: Vec<i32> = sheet.first.iter().map(|active| score(&model.first, active)).collect();
    reader.first(&sheet.text);
    let second: Vec<i32> = reader.next(&first).iter().map(|active| score(&model.second, active)).collect();
    let next = reader.next(&second);
    let last = |(own, next): (&Vec<u16>, &Vec<u16>)| model.third.score(&Reader::buckets(own, next));
    let last = sheet.first.iter().zip(&next).map(last).collect();
    (first, last)
}

/// The bias that lines are told at.
const USUAL: i32 = 128;

/// How pages are dealt out for cross-validation.
#[derive(Clone, Copy)]
enum Folds {
    /// Into equal parts.
    Parts,
    /// Each set of pages by itself: what the model says of pages unlike those it was made from.
    Sets,
}

impl Folds {
    fn names(self, sheets: &[Sheet]) -> BTreeSet<&str> {
        sheets.iter().map(|sheet| self.of(sheet)).collect()
    }

    fn of(self, sheet: &Sheet) -> &str {
        match self {
            Self::Parts => PART_NAMES[sheet.part % PARTS],
            Self::Sets => sheet.id.split('/').next().unwrap_or(""),
        }
    }
}

/// One line of a page that the model did not see: the sheet, the line, its score and what the stage makes of it at the
/// usual bias.
type Told<'a> = (&'a Sheet, &'a Line, i32, Fate);

/// Scores all pages with models that did not see them; what becomes of them by the bias.
fn cross_validate(
    sheets: &[Sheet],
    folds: Folds,
    one_in: u64,
    reader: &mut Reader,
    mut each: impl FnMut(Told<'_>) -> Result<()>,
) -> Result<Vec<Outcomes>> {
    let mut all = outcome::none();
    for fold in folds.names(sheets) {
        let learned = |sheet: &&Sheet| folds.of(sheet) != fold && is_learned(&sheet.id, one_in);
        let model = fit_passes(&sheets.iter().filter(learned).collect::<Vec<_>>(), reader);
        for sheet in sheets.iter().filter(|sheet| folds.of(sheet) == fold && sheet.made != Made::Mixed) {
            let (first, found) = scores(&model, sheet, reader);
            let told = reader.decide(&first, &found, USUAL);
            for ((&score, line), fate) in found.iter().zip(&sheet.lines).zip(told) {
                each((sheet, line, score, fate))?;
            }
            let scale = outcome::scale(&sheet.lines);
            for outcome in &mut all {
                let fates = reader.decide(&first, &found, outcome.bias);
                for (line, fate) in sheet.lines.iter().zip(fates) {
                    outcome.even.count(line, fate, scale);
                    if sheet.made == Made::Whole {
                        outcome.whole.count(line, fate, (1.0, 1.0));
                    }
                }
            }
        }
    }
    Ok(all)
}

/// Whether a page is learned from if only one page in so many is.
fn is_learned(id: &str, one_in: u64) -> bool {
    let name = id.split('#').next().unwrap_or("");
    (crate::pages::hash(name) >> 40).is_multiple_of(one_in)
}

/// Fits the model; returns it with the lines of a report. With `one_in` above one the models of cross-validation
/// learn from one page in so many. `each` is told every line with its cross-validated score.
pub(crate) fn fit(
    pages: &[Labelled],
    one_in: u64,
    mut each: impl FnMut(&str, i32, f64, f64, &str) -> Result<()>,
) -> Result<(Model, Vec<String>)> {
    let mut reader = Reader::new().map_err(|error| anyhow!(error))?;
    let sheets = sheets(pages, &mut reader);
    let by_parts =
        cross_validate(&sheets, Folds::Parts, one_in, &mut reader, |(sheet, line, score, fate)| {
            let text = sheet.text.get(line.span.0..line.span.1).unwrap_or("");
            each(&sheet.id, score, line.story, line.furniture, &format!("{fate:?} {text}"))
        })?;
    let by_sets = cross_validate(&sheets, Folds::Sets, one_in, &mut reader, |_| Ok(()))?;
    let all: Vec<&Sheet> = sheets.iter().collect();
    let mut model = fit_passes(&all, &mut reader);
    model.bias = outcome::choose(&[&by_parts, &by_sets]);
    let mut report = outcome::report("parts", &by_parts);
    report.extend(outcome::report("sets", &by_sets));
    report.push(format!("bias {} is taken", model.bias));
    Ok((model, report))
}
