//! Fits the weights of the line model: two logistic regressions, one after the other.
//!
//! Deterministic: lines in order, a fixed number of rounds, one thread, no random numbers.

use anyhow::{Result, anyhow};
use copydesk_clean::training::{Model, Reader, feature_counts};

use crate::gold::{Label, Labelled};

/// One unit of log-odds in the whole numbers of the model.
const UNIT: f64 = 64.0;
const ROUNDS: usize = 30;
const RATE: f64 = 0.08;
/// Pull of every weight towards zero, a line of weight one at a time.
const DECAY: f64 = 2e-5;
/// Parts for cross-validation.
const PARTS: usize = 5;
/// Share of the story, in bytes, that may be lost, judged by cross-validation.
const MAY_LOSE: f64 = 0.006;

/// A line that the plugin cut.
struct Line {
    first: Vec<u16>,
    /// Bytes of story and of furniture in it.
    story: f64,
    furniture: f64,
    weight: f64,
}

/// A document.
struct Sheet {
    text: String,
    part: usize,
    lines: Vec<Line>,
}

fn sheets(pages: &[Labelled], reader: &mut Reader) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for page in pages {
        let mut lines = Vec::new();
        for (span, first) in reader.first(&page.text) {
            let (mut story, mut furniture) = (0, 0);
            let from = page.lines.partition_point(|(range, _)| range.end <= span.start as usize);
            for (range, label) in page.lines.iter().skip(from).take_while(|(range, _)| range.start < span.end as usize)
            {
                let shared = range.end.min(span.end as usize) - range.start.max(span.start as usize);
                match label {
                    Label::Story => story += shared,
                    Label::Furniture => furniture += shared,
                }
            }
            let known = (story + furniture) as f64;
            let weight = if known == 0.0 { 0.0 } else { known.clamp(8.0, 400.0).sqrt() / 8.0 };
            lines.push(Line { first, story: story as f64, furniture: furniture as f64, weight });
        }
        // Very long pages count no more than others.
        let sum: f64 = lines.iter().map(|line| line.weight).sum();
        let scale = (150.0 / sum.max(1.0)).min(1.0);
        lines.iter_mut().for_each(|line| line.weight *= scale);
        // All styles of a page are in one part.
        let name = page.id.split('#').next().unwrap_or("");
        let part = name.bytes().fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into())) % PARTS;
        sheets.push(Sheet { text: page.text.clone(), part, lines });
    }
    sheets
}

/// A logistic regression by stochastic gradient descent with a falling rate; the weights are averaged.
fn regress(size: usize, rows: &[(&[u16], f64, f64)]) -> Vec<f64> {
    let (mut weights, mut mean) = (vec![0.0; size], vec![0.0; size]);
    for round in 0..ROUNDS {
        let rate = RATE / (1.0 + round as f64 * 0.3);
        // Every round begins elsewhere, in steps that meet every row once.
        let count = rows.len().max(1);
        let step = (0..).map(|add| count / 2 + 1 + add + round).find(|&step| gcd(step, count) == 1).unwrap_or(1);
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

/// Fits both passes on some sheets.
fn fit_both(sheets: &[&Sheet], reader: &mut Reader) -> Model {
    let (first_size, second_size) = feature_counts();
    let known = |line: &&Line| line.weight > 0.0;
    let lines = sheets.iter().flat_map(|sheet| &sheet.lines).filter(known);
    let rows: Vec<(&[u16], f64, f64)> =
        lines.map(|line| (line.first.as_slice(), target(line), line.weight)).collect();
    let first = whole(&regress(first_size, &rows));
    let mut seconds: Vec<(Vec<u16>, f64, f64)> = Vec::new();
    for sheet in sheets {
        let scores: Vec<i32> = sheet.lines.iter().map(|line| score(&first, &line.first)).collect();
        reader.first(&sheet.text);
        for (line, active) in sheet.lines.iter().zip(reader.second(&scores)) {
            if line.weight > 0.0 {
                seconds.push((active, target(line), line.weight));
            }
        }
    }
    let rows: Vec<(&[u16], f64, f64)> =
        seconds.iter().map(|(active, target, weight)| (active.as_slice(), *target, *weight)).collect();
    let second = whole(&regress(second_size, &rows));
    Model { first, second, threshold: 0 }
}

/// Final scores of a sheet's lines.
fn scores(model: &Model, sheet: &Sheet, reader: &mut Reader) -> Vec<i32> {
    let first: Vec<i32> = sheet.lines.iter().map(|line| score(&model.first, &line.first)).collect();
    reader.first(&sheet.text);
    reader.second(&first).iter().map(|active| score(&model.second, active)).collect()
}

/// Fits the model; returns it with the lines of a report.
pub(crate) fn fit(pages: &[Labelled]) -> Result<(Model, Vec<String>)> {
    let mut reader = Reader::new().map_err(|error| anyhow!(error))?;
    let sheets = sheets(pages, &mut reader);
    let mut judged: Vec<(i32, f64, f64)> = Vec::new();
    for part in 0..PARTS {
        let rest: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.part != part).collect();
        let model = fit_both(&rest, &mut reader);
        for sheet in sheets.iter().filter(|sheet| sheet.part == part) {
            let found = scores(&model, sheet, &mut reader);
            judged.extend(found.iter().zip(&sheet.lines).map(|(&score, line)| (score, line.story, line.furniture)));
        }
    }
    let (threshold, report) = choose(&mut judged);
    let all: Vec<&Sheet> = sheets.iter().collect();
    let mut model = fit_both(&all, &mut reader);
    model.threshold = threshold;
    Ok((model, report))
}

/// The least score at which no more of the story is lost than may be.
fn choose(judged: &mut [(i32, f64, f64)]) -> (i32, Vec<String>) {
    judged.sort_by_key(|row| std::cmp::Reverse(row.0));
    let story: f64 = judged.iter().map(|row| row.1).sum();
    let furniture: f64 = judged.iter().map(|row| row.2).sum();
    let mut report = Vec::new();
    let (mut lost, mut found, mut threshold) = (0.0, 0.0, i32::MAX);
    let mut marks = [0.003, 0.006, 0.01, 0.015, 0.02, 0.03].iter().peekable();
    for &(score, own, other) in judged.iter() {
        if lost + own > MAY_LOSE * story && threshold == i32::MAX {
            threshold = score;
        }
        lost += own;
        found += other;
        while marks.next_if(|&&mark| lost > mark * story).is_some() {
            report.push(format!(
                "cross-validation: furniture recall {:.2} at story precision {:.2} (score {score})",
                100.0 * found / furniture,
                100.0 - 100.0 * lost / story
            ));
        }
    }
    (threshold, report)
}
