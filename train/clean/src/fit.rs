//! Fits the line model: two logistic regressions and a sum of trees, each looking at the scores of the one before.
//!
//! Deterministic: lines in order, a fixed number of rounds, one thread, no numbers drawn but from a fixed seed.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use copydesk_clean::training::{set_knobs, Fate, Forest, Model, Node, Reader, feature_counts};

use crate::boost::{self, Settings, Table};
use crate::gold::{Label, Labelled};

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
/// A byte of the story that is lost counts as much as so many of furniture that is kept: whoever reads a report can pass
/// over a menu, but not find what is gone.
const STORY_COUNTS: f64 = 15.0;

/// A line that the plugin cut.
struct Line {
    span: (usize, usize),
    /// Bytes of story and of furniture in it.
    story: f64,
    furniture: f64,
    weight: f64,
}

/// A document.
struct Sheet {
    id: String,
    text: String,
    part: usize,
    hidden: u32,
    lines: Vec<Line>,
    /// Features of the first pass.
    first: Vec<Vec<u16>>,
}

fn sheets(pages: &[Labelled], reader: &mut Reader) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    let power: f64 = std::env::var("POW").ok().and_then(|v| v.parse().ok()).unwrap_or(0.5);
    let extra = std::env::var("HIDE").is_ok();
    for (at, page) in pages.iter().enumerate() {
    for hidden in [0, 1 + at as u32 * 7919] {
        if hidden > 0 && !extra { continue; }
        reader.hide(hidden);
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
            let weight = if known == 0.0 { 0.0 } else { known.clamp(8.0, 400.0).powf(power) / 64.0_f64.powf(power) };
            features.push(first);
            let span = (span.start as usize, span.end as usize);
            lines.push(Line { span, story: story as f64, furniture: furniture as f64, weight });
        }
        // Very long pages count no more than others.
        let sum: f64 = lines.iter().map(|line| line.weight).sum();
        let scale = (150.0 / sum.max(1.0)).min(1.0);
        lines.iter_mut().for_each(|line| line.weight *= scale);
        // All styles of a page are in one part.
        let name = page.id.split('#').next().unwrap_or("");
        let part = part_of(name);
        if page.id.ends_with("-mix") {
            let m: f64 = std::env::var("MIXW").ok().and_then(|v| v.parse().ok()).unwrap_or(0.5);
            lines.iter_mut().for_each(|line| line.weight *= m);
        }
        sheets.push(Sheet { id: page.id.clone(), text: page.text.clone(), part, hidden, lines, first: features });
    }
    }
    sheets
}

pub(crate) fn part_of(name: &str) -> usize {
    name.bytes().fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into())) % (PARTS * INNER)
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
const TREES: Settings = Settings { trees: 150, leaves: 12, rate: 0.1, least: 20.0, ridge: 2.0, one_in: 3, pages_in: 1.0 };

/// Grows the trees of the last pass.
fn fit_trees(sheets: &[&Sheet], features: &[Vec<Vec<u16>>]) -> Forest {
    let without: Vec<usize> = std::env::var("WITHOUT").unwrap_or_default().split(',').filter_map(|v| v.parse().ok()).collect();
    let mut table = Table { width: 0, values: Vec::new(), labels: Vec::new(), weights: Vec::new(), groups: Vec::new() };
    let mut pages: Vec<&str> = Vec::new();
    for (sheet, next) in sheets.iter().zip(features) {
        let page = sheet.id.split('#').next().unwrap_or("");
        let group = pages.iter().position(|&known| known == page).unwrap_or_else(|| { pages.push(page); pages.len() - 1 });
        for ((line, first), next) in sheet.lines.iter().zip(&sheet.first).zip(next) {
            if line.weight > 0.0 {
                let mut buckets = Reader::buckets(first, next);
                for &group in &without { buckets[group] = 0; }
                table.width = buckets.len();
                table.values.extend(buckets.into_iter().map(f32::from));
                table.labels.push(target(line));
                table.weights.push(line.weight);
                table.groups.push(group as u32);
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
    let mut settings = TREES;
    if let Ok(text) = std::env::var("TS") {
        let v: Vec<f64> = text.split(',').filter_map(|v| v.parse().ok()).collect();
        settings = Settings { trees: v[0] as usize, leaves: v[1] as usize, rate: v[2], least: v[3], ridge: v[4], one_in: v[5] as u64, pages_in: v.get(6).copied().unwrap_or(1.0) };
    }
    let grown = boost::grow(&table, &settings, 5);
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
            reader.hide(sheet.hidden);
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
    reader.hide(sheet.hidden);
    reader.first(&sheet.text);
    let second: Vec<i32> = reader.next(&first).iter().map(|active| score(&model.second, active)).collect();
    let next = reader.next(&second);
    let last = |(own, next): (&Vec<u16>, &Vec<u16>)| model.third.score(&Reader::buckets(own, next));
    let last: Vec<i32> = sheet.first.iter().zip(&next).map(last).collect();
    (first, smooth(&last))
}

fn smooth(scores: &[i32]) -> Vec<i32> {
    let v: Vec<f64> = std::env::var("SMOOTH").unwrap_or_default().split(',').filter_map(|v| v.parse().ok()).collect();
    let [cost, scale, zero] = v[..] else { return scores.to_vec() };
    // Message in log-odds: what a neighbour with log-odds x says through a chain that switches with odds e^-cost.
    let pass = |x: f64| ((x.exp() + (-cost).exp()) / ((x - cost).exp() + 1.0)).ln();
    let own: Vec<f64> = scores.iter().map(|&score| ((f64::from(score) - zero) / UNIT * scale).clamp(-12.0, 12.0)).collect();
    let mut out = own.clone();
    let mut x = 0.0;
    for at in 0..own.len() { let m = pass(x); out[at] += m; x = own[at] + m; }
    x = 0.0;
    for at in (0..own.len()).rev() { let m = pass(x); out[at] += m; x = own[at] + m; }
    out.iter().map(|x| (x * UNIT / scale + zero).round() as i32).collect()
}

/// What became of the pages at a bias.
#[derive(Debug, Clone, Copy, Default)]
struct Outcomes {
    bias: i32,
    /// With pages that were cut down, and no page counting much more than others.
    even: Outcome,
    /// Whole pages with all of their bytes, as `copydesk eval clean` counts.
    whole: Outcome,
    /// Sum of the log-loss of all lines by weight, and of their weights.
    loss: f64,
    weight: f64,
}

/// The furniture recall by bytes where the story precision is `wanted`, between the two nearest biases.
fn recall_at(outcomes: &[Outcomes], wanted: f64, of: impl Fn(&Outcomes) -> &Outcome) -> Option<f64> {
    let points = outcomes.iter().map(|one| (of(one).precision(0), of(one).recall(0)));
    let points: Vec<(f64, f64)> = points.collect();
    let first = points.iter().position(|point| point.0 >= wanted)?;
    let (high, low) = (points[first], points[first.saturating_sub(1)]);
    let part = if high.0 > low.0 { (wanted - low.0) / (high.0 - low.0) } else { 1.0 };
    Some(low.1 + (high.1 - low.1) * part.clamp(0.0, 1.0))
}

/// What became of story and furniture, in bytes and in lines.
#[derive(Debug, Clone, Copy, Default)]
struct Outcome {
    story: [f64; 2],
    lost: [f64; 2],
    furniture: [f64; 2],
    found: [f64; 2],
}

impl Outcome {
    fn count(&mut self, line: &Line, fate: Fate, scale: (f64, f64)) {
        let own = f64::from(u8::from(line.story > line.furniture));
        let other = f64::from(u8::from(line.furniture > line.story));
        let (story, rest) = ([line.story * scale.0, own], [line.furniture * scale.1, other]);
        for unit in 0..2 {
            self.story[unit] += story[unit];
            self.furniture[unit] += rest[unit];
            if fate == Fate::Furniture {
                self.lost[unit] += story[unit];
            }
            if fate != Fate::Story {
                self.found[unit] += rest[unit];
            }
        }
    }

    fn precision(&self, unit: usize) -> f64 {
        1.0 - self.lost[unit] / self.story[unit].max(1.0)
    }

    fn recall(&self, unit: usize) -> f64 {
        self.found[unit] / self.furniture[unit].max(1.0)
    }
}

/// Most bytes of story and of furniture that one page counts.
const MOST_BYTES: f64 = 8_000.0;
/// The bias that lines are told at.
const USUAL: i32 = 224;
/// The biases that are tried.
const BIASES: std::ops::RangeInclusive<i32> = -4..=24;

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

fn knobsets() -> Vec<Vec<i32>> {
    let text = std::env::var("KNOBS").unwrap_or("100,0,200,200,0".to_owned());
    text.split(';').map(|set| set.split(',').filter_map(|v| v.parse().ok()).collect()).collect()
}

/// Experiment: whether a page is learned from.
fn thin(sheet: &Sheet) -> bool {
    let n: usize = std::env::var("THIN").ok().and_then(|v| v.parse().ok()).unwrap_or(1);
    let odd: usize = std::env::var("THIN_AT").ok().and_then(|v| v.parse().ok()).unwrap_or(0);
    let name = sheet.id.split('#').next().unwrap_or("");
    let h = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    ((h >> 40) as usize) % n == odd % n
}

/// Scores all pages with models that did not see them; what becomes of them by the bias.
fn cross_validate(
    sheets: &[Sheet],
    folds: Folds,
    reader: &mut Reader,
    mut each: impl FnMut(Told<'_>) -> Result<()>,
) -> Result<Vec<Outcomes>> {
    let knobsets = knobsets();
    let mut outcomes: Vec<Outcomes> = Vec::new();
    for _ in &knobsets {
        outcomes.extend(BIASES.map(|step| Outcomes { bias: step * 16, ..Outcomes::default() }));
    }
    set_knobs(&knobsets[0]);
    for fold in folds.names(sheets) {
        let rest: Vec<&Sheet> = sheets.iter().filter(|sheet| folds.of(sheet) != fold && thin(sheet) && (sheet.hidden == 0 || std::env::var("HIDE").as_deref() != Ok("test"))).collect();
        let model = fit_passes(&rest, reader);
        for sheet in sheets.iter().filter(|sheet| folds.of(sheet) == fold && !sheet.id.ends_with("-mix") && (sheet.hidden > 0) == std::env::var("HIDE").is_ok_and(|hide| hide.contains("test"))) {
            let (first, found) = scores(&model, sheet, reader);
            let told = reader.decide(&first, &found, USUAL);
            for ((&score, line), fate) in found.iter().zip(&sheet.lines).zip(told) {
                each((sheet, line, score, fate))?;
            }
            let sum = |of: fn(&Line) -> f64| sheet.lines.iter().map(of).sum::<f64>();
            let scale = |all: f64| (MOST_BYTES / all.max(1.0)).min(1.0);
            let scale = (scale(sum(|line| line.story)), scale(sum(|line| line.furniture)));
            for (&score, line) in found.iter().zip(&sheet.lines) {
                let share = 1.0 / (1.0 + (-f64::from(score) / UNIT).exp());
                let share = share.clamp(0.001, 0.999);
                let target = target(line);
                outcomes[0].loss -= line.weight * (target * share.ln() + (1.0 - target) * (1.0 - share).ln());
                outcomes[0].weight += line.weight;
            }
            for (at, outcome) in outcomes.iter_mut().enumerate() {
                if at % BIASES.count() == 0 {
                    set_knobs(&knobsets[at / BIASES.count()]);
                }
                for (fate, line) in reader.decide(&first, &found, outcome.bias).into_iter().zip(&sheet.lines)
                {
                    outcome.even.count(line, fate, scale);
                    if !sheet.id.ends_with("-cut") {
                        outcome.whole.count(line, fate, (1.0, 1.0));
                    }
                }
            }
        }
    }
    Ok(outcomes)
}

/// Fits the model; returns it with the lines of a report. `each` is told every line with its cross-validated score.
pub(crate) fn fit(
    pages: &[Labelled],
    mut each: impl FnMut(&str, i32, f64, f64, &str) -> Result<()>,
) -> Result<(Model, Vec<String>)> {
    let mut reader = Reader::new().map_err(|error| anyhow!(error))?;
    let sheets = sheets(pages, &mut reader);
    let by_parts = cross_validate(&sheets, Folds::Parts, &mut reader, |(sheet, line, score, fate)| {
        let text = sheet.text.get(line.span.0..line.span.1).unwrap_or("");
        each(&sheet.id, score, line.story, line.furniture, &format!("{fate:?} {text}"))
    })?;
    let by_sets = cross_validate(&sheets, Folds::Sets, &mut reader, |_| Ok(()))?;
    let all: Vec<&Sheet> = sheets.iter().collect();
    let mut model = if std::env::var("CV").is_ok() { Model::default() } else { fit_passes(&all, &mut reader) };
    let mut report = Vec::new();
    let percent = |share: f64| 100.0 * share;
    for (folds, outcomes) in [("parts", &by_parts), ("sets", &by_sets)] {
        for (set, outcomes) in outcomes.chunks(BIASES.count()).enumerate() {
        report.push(format!("SUM {folds} SET {:?}", knobsets()[set]));
        for wanted in [0.985, 0.99, 0.995] {
            let [even, whole] = [recall_at(outcomes, wanted, |one| &one.even), recall_at(outcomes, wanted, |one| &one.whole)]
                .map(|recall| percent(recall.unwrap_or(0.0)));
            report.push(format!(
                "SUM {folds}: at precision {wanted} recall {whole:.2} on whole pages, {even:.2} with pages cut down"
            ));
        }
        }
        report.push(format!("SUM {folds}: loss {:.4}", outcomes[0].loss / outcomes[0].weight));
        for Outcomes { bias, even, whole, .. } in outcomes {
            let in_both = |outcome: &Outcome| {
                let [bytes, lines] =
                    [0, 1].map(|unit| (percent(outcome.recall(unit)), percent(outcome.precision(unit))));
                format!("{:.2}, {:.2} in bytes; {:.2}, {:.2} in lines", bytes.0, bytes.1, lines.0, lines.1)
            };
            report.push(format!(
                "cross-validation by {folds}, bias {bias}: furniture recall, story precision {}; whole pages {}",
                in_both(even),
                in_both(whole),
            ));
        }
    }
    // Pages like those of training flatter, pages of another set are few and odd: both have a say.
    let worth = |outcome: &Outcome| outcome.recall(0) + STORY_COUNTS * outcome.precision(0);
    let both = by_parts.iter().zip(&by_sets).map(|(a, b)| (a.bias, worth(&a.even) + worth(&b.even)));
    model.bias = both.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(bias, _)| bias);
    report.push(format!("bias {} is taken", model.bias));
    Ok((model, report))
}
