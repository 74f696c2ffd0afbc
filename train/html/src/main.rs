//! Makes `host/html/src/model.bin`.
//!
//!     cargo xtask train html -- [--out FILE] [--folds N] [--worst] [--show ID,...] FOLDER...
//!
//! Each folder holds pages (`html/ID.html.gz`) and what is known of them (`expected.json`): `{ID: {"text": "..."}}`,
//! or pieces that belong to the story and pieces that do not, `{ID: {"with": [...], "without": [...]}}`. The figures
//! that are printed come from models that did not see the page. `--worst` lists the pages that were read worst, `--show`
//! prints every block of the pages whose ids begin so, with its scores.
#![forbid(unsafe_code)]

mod boost;
mod pages;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};
use copydesk_html::learn::{ALONE, Forest, Model, Sample, TOGETHER};

use boost::{Settings, Table, grow};
use pages::{Gold, Page, label, load, squeeze};

struct Seen<'a> {
    page: &'a Page,
    sample: Sample<'a>,
    labels: Vec<(f64, f64)>,
    fold: usize,
}

fn main() -> Result<()> {
    let (mut out, mut folds, mut folders) = (None, 5, Vec::new());
    let (mut worst, mut shown) = (false, String::new());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--out" => out = args.next().map(PathBuf::from),
            "--worst" => worst = true,
            "--show" => shown = args.next().unwrap_or_default(),
            "--folds" => folds = args.next().and_then(|text| text.parse().ok()).unwrap_or(folds),
            _ => folders.push(PathBuf::from(arg)),
        }
    }
    if folders.is_empty() {
        bail!("name the folders with pages: html/ID.html.gz and expected.json in each");
    }
    let pages: Vec<Page> =
        folders.iter().map(|folder| load(folder)).collect::<Result<Vec<_>>>()?.concat_all();
    let seen: Vec<Seen<'_>> =
        pages.iter().enumerate().map(|(number, page)| see(page, number % folds)).collect();
    let mut stdout = std::io::stdout().lock();
    if folds > 1 {
        let mut texts = vec![String::new(); seen.len()];
        for fold in 0..folds {
            let rest: Vec<&Seen<'_>> = seen.iter().filter(|seen| seen.fold != fold).collect();
            let model = train(&rest);
            for (at, page) in seen.iter().enumerate().filter(|(_, seen)| seen.fold == fold) {
                texts[at] = story(page, &model);
                if shown.split(',').any(|id| !id.is_empty() && page.page.id.starts_with(id)) {
                    show(page, &model, &mut stdout)?;
                }
            }
            writeln!(stdout, "fold {} of {folds}", fold + 1)?;
        }
        report(&seen, &texts, worst, &mut stdout)?;
    }
    if let Some(out) = out {
        let all: Vec<&Seen<'_>> = seen.iter().collect();
        let model = train(&all);
        let bytes = model.to_bytes();
        std::fs::write(&out, &bytes)?;
        writeln!(stdout, "wrote {} ({} bytes)", out.display(), bytes.len())?;
    }
    Ok(())
}

trait ConcatAll<T> {
    fn concat_all(self) -> Vec<T>;
}

impl<T> ConcatAll<T> for Vec<Vec<T>> {
    fn concat_all(self) -> Vec<T> {
        self.into_iter().flatten().collect()
    }
}

fn see(page: &Page, fold: usize) -> Seen<'_> {
    let sample = Sample::new(&page.html);
    let texts: Vec<&str> = sample.texts().collect();
    let labels = label(&page.gold, &texts);
    drop(texts);
    Seen { page, labels, sample, fold }
}

/// How the shipped forests are grown.
const SETTINGS: Settings = Settings { trees: 150, leaves: 16, rate: 0.08, least: 3.0, ridge: 1.0, one_in: 3 };

/// Trains both forests. The second is shown what first forests say that did not see the page, as it will meet in use.
fn train(pages: &[&Seen<'_>]) -> Model {
    const INNER: usize = 4;
    let mut alone: Vec<Vec<f32>> = pages.iter().map(|_| Vec::new()).collect();
    for part in 0..INNER {
        let rest: Vec<&Seen<'_>> =
            pages.iter().enumerate().filter(|(at, _)| at % INNER != part).map(|(_, page)| *page).collect();
        let forest = grow(&table(&rest, None), &SETTINGS, 7 + part as u64);
        for (at, page) in pages.iter().enumerate().filter(|(at, _)| at % INNER == part) {
            alone[at] = score(&forest, &page.sample.features, ALONE);
        }
    }
    let first = grow(&table(pages, None), &SETTINGS, 1);
    let second = grow(&table(pages, Some(&alone)), &SETTINGS, 2);
    Model { alone: first, together: second }
}

fn score(forest: &Forest, rows: &[f32], width: usize) -> Vec<f32> {
    rows.chunks_exact(width).map(|row| forest.score(row)).collect()
}

fn table(pages: &[&Seen<'_>], alone: Option<&[Vec<f32>]>) -> Table {
    let width = if alone.is_some() { TOGETHER } else { ALONE };
    let mut table = Table { width, values: Vec::new(), labels: Vec::new(), weights: Vec::new() };
    for (at, page) in pages.iter().enumerate() {
        let rows = match alone {
            Some(alone) => page.sample.together(&alone[at]),
            None => page.sample.features.clone(),
        };
        for (row, (label, weight)) in rows.chunks_exact(width).zip(&page.labels) {
            if *weight > 0.0 {
                table.values.extend_from_slice(row);
                table.labels.push(*label);
                table.weights.push(*weight);
            }
        }
    }
    table
}

fn story(page: &Seen<'_>, model: &Model) -> String {
    let alone = score(&model.alone, &page.sample.features, ALONE);
    let scores = score(&model.together, &page.sample.together(&alone), TOGETHER);
    let chosen = page.sample.texts().zip(&scores).filter(|(_, score)| **score > 0.0).map(|(text, _)| text);
    chosen.collect::<Vec<_>>().join("\n\n")
}

fn show(page: &Seen<'_>, model: &Model, out: &mut impl std::io::Write) -> Result<()> {
    let alone = score(&model.alone, &page.sample.features, ALONE);
    let scores = score(&model.together, &page.sample.together(&alone), TOGETHER);
    writeln!(out, "== {}", page.page.id)?;
    for (((text, score), alone), label) in page.sample.texts().zip(&scores).zip(&alone).zip(&page.labels) {
        let text: String = text.chars().take(90).collect();
        let mark = if label.1 > 0.0 && (label.0 > 0.5) != (*score > 0.0) { "!" } else { " " };
        writeln!(out, "{mark} {:.2} {alone:6.2} {score:6.2}  {}", label.0, text.replace('\n', " / "))?;
    }
    Ok(())
}

fn report(seen: &[Seen<'_>], texts: &[String], worst: bool, out: &mut impl std::io::Write) -> Result<()> {
    let mut sets: Vec<&str> = seen.iter().map(|seen| seen.page.set.as_str()).collect();
    sets.dedup();
    for set in sets {
        let of: Vec<(&Seen<'_>, &String)> =
            seen.iter().zip(texts).filter(|(seen, _)| seen.page.set == set).collect();
        let (mut gold, mut found, mut counts) = (Vec::new(), Vec::new(), [0usize; 4]);
        for (seen, text) in of {
            match &seen.page.gold {
                Gold::Text(expected) => {
                    gold.push((seen.page.id.clone(), expected.clone()));
                    found.push((seen.page.id.clone(), text.clone()));
                }
                Gold::Pieces { with, without } => {
                    let text = squeeze(text);
                    let has = |pieces: &[String]| {
                        pieces.iter().filter(|piece| text.contains(piece.as_str())).count()
                    };
                    let (right, wrong) = (has(with), has(without));
                    counts[0] += right;
                    counts[1] += with.len() - right;
                    counts[2] += wrong;
                    if worst && (right < with.len() || wrong > 0) {
                        writeln!(
                            out,
                            "   {} {right}/{} with, {wrong}/{} without",
                            seen.page.id,
                            with.len(),
                            without.len()
                        )?;
                    }
                }
            }
        }
        if gold.is_empty() {
            let [right, missed, wrong, _] = counts.map(|count| count as f64);
            let (precision, recall) = (right / (right + wrong), right / (right + missed));
            let f1 = 2.0 * precision * recall / (precision + recall);
            writeln!(out, "{set}: pieces precision {precision:.4} recall {recall:.4} F1 {f1:.4}")?;
        } else {
            let mut score = copydesk_eval::extraction::score(&gold, &found)?;
            writeln!(
                out,
                "{set}: shingles precision {:.4} recall {:.4} F1 {:.4}",
                score.precision, score.recall, score.f1
            )?;
            if worst {
                score.documents.sort_by(|a, b| a.f1.total_cmp(&b.f1));
                for row in score.documents.iter().take(12) {
                    writeln!(out, "   {} P {:.3} R {:.3}", row.id, row.precision, row.recall)?;
                }
            }
        }
    }
    Ok(())
}
