//! Makes the line model of the stage `clean`, and gold files for `copydesk eval clean`.
//!
//! `cargo xtask train clean -- --data FOLDER` reads page sets below FOLDER (see `pages`), writes every page of the
//! development half down as naive tools do (`render`), tells story from furniture by the article's text (`gold`), and
//! fits the weights that the plugin compiles in.
//! `cargo xtask train clean -- gold --data FOLDER --half held-out > GOLD.jsonl` writes the gold file instead.
#![forbid(unsafe_code)]

// Both trainers grow trees; neither is a library of the other.
#[path = "../../html/src/boost.rs"]
mod boost;
mod fit;
mod gold;
mod pages;
mod render;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use pages::Half;
use render::Style;
use serde_json::json;

const USAGE: &str = "usage: cargo xtask train clean -- [fit|gold] --data FOLDER [--half development|held-out|both] [--style NAME]... [--any-language] [--whole] [--lines FILE]
  fit   (default) fits the line model on the development half and writes plugins/clean/src/model.txt
        --lines FILE gets every line with its cross-validated score
  gold  writes a gold file for `copydesk eval clean` to standard output; styles: lines blank nodes glued marks wrapped";

const MODEL: &str = "plugins/clean/src/model.txt";
const HEADER: &str =
    "# The line model of the stage `clean`; made by `cargo xtask train clean`, see MODEL.md.\n";

struct Args {
    gold: bool,
    data: PathBuf,
    half: Half,
    styles: Vec<Style>,
    lines: Option<PathBuf>,
    any_language: bool,
    cut: bool,
}

fn arguments() -> Result<Args> {
    let mut args = Args {
        gold: false,
        data: PathBuf::new(),
        half: Half::Development,
        styles: Vec::new(),
        lines: None,
        any_language: false,
        cut: true,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} needs a value\n{USAGE}"));
        match word.as_str() {
            "fit" => {}
            "gold" => args.gold = true,
            "--data" => args.data = value()?.into(),
            "--whole" => args.cut = false,
            "--any-language" => args.any_language = true,
            "--lines" => args.lines = Some(value()?.into()),
            "--half" => {
                args.half = match value()?.as_str() {
                    "development" => Half::Development,
                    "held-out" => Half::HeldOut,
                    "both" => Half::Both,
                    other => bail!("there is no half `{other}`\n{USAGE}"),
                }
            }
            "--style" => {
                let name = value()?;
                let style = Style::ALL.into_iter().find(|style| style.name() == name);
                args.styles.push(style.with_context(|| format!("there is no style `{name}`\n{USAGE}"))?);
            }
            other => bail!("unknown argument `{other}`\n{USAGE}"),
        }
    }
    if args.data.as_os_str().is_empty() {
        bail!("where are the pages?\n{USAGE}");
    }
    if args.styles.is_empty() {
        args.styles = Style::ALL.to_vec();
    }
    Ok(args)
}

fn labelled(args: &Args) -> Result<Vec<gold::Labelled>> {
    let pages = pages::read(&args.data, args.half, args.any_language)?;
    let mut all = Vec::new();
    if let Ok(mix) = std::env::var("MIX") {
        let mix: usize = mix.parse().unwrap_or(1);
        for &style in &args.styles {
            let mut cells: std::collections::BTreeMap<(String, usize), Vec<gold::Labelled>> = Default::default();
            for page in &pages {
                if matches!(page.gold, pages::Gold::Whole(_)) {
                    let set = page.id.split('/').next().unwrap_or("").to_owned();
                    let id = format!("{}#{}", page.id, style.name());
                    cells.entry((set, fit::part_of(&page.id) % 5)).or_default().push(gold::label(page, render::render(&page.html, style), id));
                }
            }
            for cell in cells.values() {
                for step in 1..=mix {
                for at in 0..cell.len() {
                    if cell.len() > step { all.extend(gold::mixed(&cell[at], &cell[(at + step) % cell.len()])); }
                }
                }
            }
        }
    }
    for page in &pages {
        for &style in &args.styles {
            let id = format!("{}#{}", page.id, style.name());
            let whole = gold::label(page, render::render(&page.html, style), id);
            let cut = gold::cut_down(&whole).filter(|_| args.cut);
            all.extend([Some(whole), cut].into_iter().flatten());
        }
    }
    Ok(all)
}

fn run() -> Result<()> {
    let args = arguments()?;
    let pages = labelled(&args)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.gold {
        for page in &pages {
            let lines: Vec<_> = page
                .lines
                .iter()
                .map(|(range, label)| json!([range.start, range.end, label.name()]))
                .collect();
            let row = json!({"id": page.id, "offsets": "byte", "text": page.text, "segments": lines});
            writeln!(out, "{row}")?;
        }
    }
    out.flush().context("standard output")?;
    if !args.gold {
        let mut lines = match &args.lines {
            Some(path) => Some(std::io::BufWriter::new(std::fs::File::create(path)?)),
            None => None,
        };
        let (model, report) = fit::fit(&pages, |id, score, story, furniture, text| {
            if let Some(lines) = &mut lines {
                writeln!(lines, "{id}\t{score}\t{story}\t{furniture}\t{}", text.replace(['\n', '\t'], " "))?;
            }
            Ok(())
        })?;
        let mut err = std::io::stderr().lock();
        for line in report {
            writeln!(err, "{line}")?;
        }
        let file = std::path::Path::new(MODEL);
        std::fs::write(file, format!("{HEADER}{}", model.print()))
            .with_context(|| format!("{MODEL} cannot be written; run this in the workspace"))?;
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let written = writeln!(std::io::stderr(), "error: {error:#}");
            drop(written);
            ExitCode::from(2)
        }
    }
}
