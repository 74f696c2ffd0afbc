//! Makes `host/html/src/model.bin`.
//!
//!     cargo xtask train html -- [--out FILE] [--folds N] [--repeats N] [--worst] [--show ID,...] FOLDER...
//!
//! Each folder holds pages (`html/ID.html.gz`) and what is known of them (`expected.json`): `{ID: {"text": "..."}}`,
//! or pieces that belong to the story and pieces that do not, `{ID: {"with": [...], "without": [...]}}`. The figures
//! that are printed come from models that did not see the page; `--repeats` deals the pages out so many times and prints
//! the means. `--worst` lists the pages that were read worst, `--show` prints every block of the pages whose ids begin
//! so, with its scores.
#![forbid(unsafe_code)]

mod boost;
mod pages;
mod report;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};
use copydesk_html::learn::{ALONE, Forest, Model, Sample, Split, TOGETHER};

use boost::{Node, Settings, Table};
use pages::{Page, label, load};

struct Seen<'a> {
    page: &'a Page,
    sample: Sample<'a>,
    labels: Vec<(f64, f64)>,
}

fn main() -> Result<()> {
    let (mut out, mut folds, mut repeats, mut folders) = (None, 5, 1, Vec::new());
    let (mut worst, mut shown) = (false, String::new());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--out" => out = args.next().map(PathBuf::from),
            "--worst" => worst = true,
            "--show" => shown = args.next().unwrap_or_default(),
            "--folds" => folds = args.next().and_then(|text| text.parse().ok()).unwrap_or(folds),
            "--repeats" => repeats = args.next().and_then(|text| text.parse().ok()).unwrap_or(repeats),
            _ => folders.push(PathBuf::from(arg)),
        }
    }
    if folders.is_empty() {
        bail!("name the folders with pages: html/ID.html.gz and expected.json in each");
    }
    let pages: Vec<Page> =
        folders.iter().map(|folder| load(folder)).collect::<Result<Vec<_>>>()?.concat_all();
    let seen: Vec<Seen<'_>> = pages.iter().map(see).collect();
    let mut stdout = std::io::stdout().lock();
    if folds > 1 {
        let mut texts = Vec::new();
        for repeat in 0..repeats {
            texts.push(cross_validate(&seen, folds, repeat, &shown, &mut stdout)?);
        }
        report::write(&seen, &texts, worst, &mut stdout)?;
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

/// What models that did not see the page take for the story of each page.
fn cross_validate(
    seen: &[Seen<'_>],
    folds: usize,
    repeat: usize,
    shown: &str,
    out: &mut impl std::io::Write,
) -> Result<Vec<String>> {
    let mut texts = vec![String::new(); seen.len()];
    // Every repetition deals the pages out anew: each run of as many pages as there are parts begins elsewhere.
    let fold_of = |at: usize| (at + repeat * (at / folds + at / (folds * folds))) % folds;
    for fold in 0..folds {
        let rest: Vec<&Seen<'_>> =
            seen.iter().enumerate().filter(|(at, _)| fold_of(*at) != fold).map(|(_, page)| page).collect();
        let model = train(&rest);
        for (at, page) in seen.iter().enumerate().filter(|(at, _)| fold_of(*at) == fold) {
            texts[at] = story(page, &model);
            if shown.split(',').any(|id| !id.is_empty() && page.page.id.starts_with(id)) {
                show(page, &model, out)?;
            }
        }
    }
    Ok(texts)
}

trait ConcatAll<T> {
    fn concat_all(self) -> Vec<T>;
}

impl<T> ConcatAll<T> for Vec<Vec<T>> {
    fn concat_all(self) -> Vec<T> {
        self.into_iter().flatten().collect()
    }
}

fn see(page: &Page) -> Seen<'_> {
    let sample = Sample::new(&page.html);
    let texts: Vec<&str> = sample.texts().collect();
    let labels = label(&page.gold, &texts);
    drop(texts);
    Seen { page, labels, sample }
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
            alone[at] = score(&forest, page.sample.alone(), ALONE);
        }
    }
    let first = grow(&table(pages, None), &SETTINGS, 1);
    let second = grow(&table(pages, Some(&alone)), &SETTINGS, 2);
    Model { alone: first, together: second }
}

fn grow(table: &Table, settings: &Settings, seed: u64) -> Forest {
    let mut forest = Forest::default();
    for tree in boost::grow(table, settings, seed) {
        forest.trees.push(forest.nodes.len() as u32);
        forest.nodes.extend(tree.into_iter().map(|node| match node {
            Node::Leaf(value) => Split { feature: Split::LEAF, skip: 0, value: value as f32 },
            Node::Split { feature, value, skip } => {
                Split { feature: feature as u16, skip: skip as u16, value }
            }
        }));
    }
    forest
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
            None => page.sample.alone().to_vec(),
        };
        for (block, (row, (label, weight))) in rows.chunks_exact(width).zip(&page.labels).enumerate() {
            if *weight > 0.0 && !page.sample.is_apart(block) {
                table.values.extend_from_slice(row);
                table.labels.push(*label);
                table.weights.push(*weight);
            }
        }
    }
    table
}

fn story(page: &Seen<'_>, model: &Model) -> String {
    let alone = score(&model.alone, page.sample.alone(), ALONE);
    let mut scores = score(&model.together, &page.sample.together(&alone), TOGETHER);
    let told = page.sample.settle(&mut scores);
    let chosen = page.sample.texts().zip(&scores).filter(|(_, score)| **score > 0.0).map(|(text, _)| text);
    chosen.chain(told.iter().map(String::as_str)).collect::<Vec<_>>().join("\n\n")
}

fn show(page: &Seen<'_>, model: &Model, out: &mut impl std::io::Write) -> Result<()> {
    let alone = score(&model.alone, page.sample.alone(), ALONE);
    let mut scores = score(&model.together, &page.sample.together(&alone), TOGETHER);
    _ = page.sample.settle(&mut scores);
    writeln!(out, "== {}", page.page.id)?;
    for (((text, score), alone), label) in page.sample.texts().zip(&scores).zip(&alone).zip(&page.labels) {
        let text: String = text.chars().take(90).collect();
        let mark = if label.1 > 0.0 && (label.0 > 0.5) != (*score > 0.0) { "!" } else { " " };
        writeln!(out, "{mark} {:.2} {alone:6.2} {score:6.2}  {}", label.0, text.replace('\n', " / "))?;
    }
    Ok(())
}
