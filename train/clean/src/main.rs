//! Makes the line model of the stage `clean`, and gold files for `copydesk eval clean`.
//!
//! `cargo xtask train clean -- --data FOLDER` reads page sets below FOLDER (see `pages`), writes every page of the
//! development half down as naive tools do (`render`), tells story from furniture by the article's text (`gold`), and
//! fits the weights that the plugin compiles in; with `--half both` those of all pages, which is what is shipped.
//! `cargo xtask train clean -- gold --data FOLDER --half held-out > GOLD.jsonl` writes the gold file instead.
#![forbid(unsafe_code)]

// Both trainers grow trees; neither is a library of the other.
#[path = "../../html/src/boost.rs"]
mod boost;
mod fit;
mod gold;
mod outcome;
mod pages;
mod render;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use copydesk_io::{Format, Read, SourceSpec, open_reader};
use pages::Half;
use render::Style;
use serde_json::json;

const USAGE: &str = "usage: cargo xtask train clean -- [fit|gold] --data FOLDER [--half development|held-out|both] [--style NAME]... [--any-language] [--whole] [--lines FILE] [--one-in N]
  fit   (default) cross-validates the line model, fits it on a half or on both and writes plugins/clean/src/model.txt
        --lines FILE gets every line with its cross-validated score
        --one-in N cross-validates models that learn from one page in N, and writes nothing
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
    one_in: u64,
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
        one_in: 1,
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
            "--one-in" => {
                let number = value()?.parse().ok().filter(|&number| number > 0);
                args.one_in = number.with_context(|| format!("--one-in needs a number above 0\n{USAGE}"))?;
            }
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

/// Every page in every style.
fn labelled(args: &Args, pages: &[pages::Page]) -> Vec<gold::Labelled> {
    let mut all = Vec::new();
    for page in pages {
        for &style in &args.styles {
            let id = format!("{}#{}", page.id, style.name());
            let whole = gold::label(page, render::render(&page.html, style), id);
            let cut = gold::cut_down(&whole).filter(|_| args.cut);
            all.extend([Some(whole), cut].into_iter().flatten());
        }
    }
    if !args.gold {
        all.extend(mixed(pages, &all));
    }
    all
}

/// Title, date, author and publisher as the reader of HTML finds them.
fn markup_says(html: String) -> BTreeMap<String, String> {
    let spec = SourceSpec { format: Format::Html, ..SourceSpec::default() };
    let mut source = open_reader(Box::new(std::io::Cursor::new(html.into_bytes())), "page", spec);
    let Some(Read::Document(doc)) = source.next().map(Read::made) else { return BTreeMap::new() };
    ["title", "published", "author", "publisher"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), doc.meta(key)?.to_owned())))
        .collect()
}

/// Pages with the story of the next page of their cell and style, where all of both is known.
fn mixed(pages: &[pages::Page], texts: &[gold::Labelled]) -> Vec<gold::Labelled> {
    let known = pages.iter().filter(|page| matches!(page.gold, pages::Gold::Whole(_)));
    let known: BTreeSet<&str> = known.map(|page| page.id.as_str()).collect();
    let mut cells: BTreeMap<_, Vec<&gold::Labelled>> = BTreeMap::new();
    for text in texts.iter().filter(|text| text.made == gold::Made::Whole) {
        let (id, style) = text.id.split_once('#').unwrap_or((&text.id, ""));
        if known.contains(id) {
            cells.entry((style, fit::cell(id))).or_default().push(text);
        }
    }
    let mut all = Vec::new();
    for cell in cells.values().filter(|cell| cell.len() > 1) {
        let next = cell.iter().cycle().skip(1);
        all.extend(cell.iter().zip(next).filter_map(|(page, other)| gold::mixed(page, other)));
    }
    all
}

fn run() -> Result<()> {
    let args = arguments()?;
    let pages = pages::read(&args.data, args.half, args.any_language)?;
    let texts = labelled(&args, &pages);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.gold {
        // What the markup of each page says of it, by the page's id.
        let says: BTreeMap<String, _> =
            pages.into_iter().map(|page| (page.id, markup_says(page.html))).collect();
        for page in &texts {
            let lines: Vec<_> = page
                .lines
                .iter()
                .map(|(range, label)| json!([range.start, range.end, label.name()]))
                .collect();
            let name = page.id.split('#').next().unwrap_or_default();
            let row = json!({
                "id": page.id, "offsets": "byte", "text": page.text, "segments": lines, "says": says.get(name),
            });
            writeln!(out, "{row}")?;
        }
    }
    out.flush().context("standard output")?;
    if !args.gold {
        let mut lines = match &args.lines {
            Some(path) => Some(std::io::BufWriter::new(std::fs::File::create(path)?)),
            None => None,
        };
        let (model, report) = fit::fit(&texts, args.one_in, |id, score, story, furniture, text| {
            if let Some(lines) = &mut lines {
                writeln!(lines, "{id}\t{score}\t{story}\t{furniture}\t{}", text.replace(['\n', '\t'], " "))?;
            }
            Ok(())
        })?;
        let mut err = std::io::stderr().lock();
        for line in report {
            writeln!(err, "{line}")?;
        }
        if args.one_in > 1 {
            return Ok(());
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
