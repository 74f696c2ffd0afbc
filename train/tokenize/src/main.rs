//! `cargo xtask train tokenize -- --data FOLDER`: makes the sentence model of stage `tokenize` anew.
#![forbid(unsafe_code)]

mod corpus;
mod fit;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use fit::Model;

const USAGE: &str = "usage: cargo xtask train tokenize -- --data FOLDER [--out FILE] [--without TEXT] [--fit PART] [--score PART]

  --data FOLDER   folders of CoNLL-U files below it: FOLDER/NAME/train.conllu
  --out FILE      where the model goes; without it, into the plugin's source
  --without TEXT  documents whose id holds TEXT are not learned from (default `_news_`: the news of GUM are kept for judging)
  --fit PART      the files to learn from (default `train`, for train.conllu)
  --score PART    afterwards, scores rules and model on FOLDER/NAME/PART.conllu";

struct Options {
    data: PathBuf,
    out: PathBuf,
    without: String,
    fit: String,
    score: Option<String>,
}

fn main() -> Result<()> {
    let options = parse(std::env::args().skip(1))?;
    if std::env::var("CV").is_ok() { return cv(&options); }
    let sets = corpus::read(&options.data, &options.fit)?;
    let (mut texts, mut held) = (Vec::new(), 0);
    for set in &sets {
        for doc in &set.docs {
            if !options.without.is_empty() && doc.id.contains(&options.without) {
                held += 1;
            } else {
                texts.push(doc);
            }
        }
    }
    say(&format!("{} documents to learn from, {held} held out", texts.len()));
    let places = corpus::places(&texts)?;
    let model = Model::fit(&places);
    let bytes = model.to_bytes();
    std::fs::write(&options.out, &bytes)
        .with_context(|| format!("{} cannot be written", options.out.display()))?;
    say(&format!("{} places, {} bytes written to {}", places.len(), bytes.len(), options.out.display()));
    if let Some(part) = &options.score {
        for set in corpus::read(&options.data, part)? {
            report(&set, &bytes)?;
        }
    }
    Ok(())
}

fn cv(options: &Options) -> Result<()> {
    let mut sets = corpus::read(&options.data, "train")?;
    for (set, more) in sets.iter_mut().zip(corpus::read(&options.data, "dev")?) { set.docs.extend(more.docs); }
    let folds = 5;
    let mut acc: std::collections::BTreeMap<String, [f64; 6]> = Default::default();
    let news = |d: &copydesk_eval::GoldDocument| d.id.contains("_news_");
    for fold in 0..folds {
        let mut train = Vec::new();
        for set in &sets { for (i, d) in set.docs.iter().enumerate() { if i % folds != fold && !news(d) { train.push(d); } } }
        let places = corpus::places(&train)?;
        let bytes = Model::fit(&places).to_bytes();
        for set in &sets {
            let docs: Vec<_> = set.docs.iter().enumerate().filter(|(i, d)| i % folds == fold && !(set.name == "gum" && news(d) && false)).map(|(_, d)| d).collect();
            let (nd, od): (Vec<_>, Vec<_>) = docs.into_iter().partition(|d| set.name == "gum" && news(d));
            for (name, docs) in [(set.name.clone(), od), (format!("{}-news", set.name), nd)] {
                let e = acc.entry(name).or_default();
                let r = corpus::counts(&docs, |p| p.rule)?; let m = corpus::counts(&docs, |p| fit::ends(&bytes, p))?;
                for k in 0..3 { e[k] += r[k]; e[k + 3] += m[k]; }
            }
        }
    }
    if std::env::var("KINDS").is_ok() {
        let mut per: std::collections::BTreeMap<(String, u8), [usize; 7]> = Default::default();
        for fold in 0..folds {
            let mut train = Vec::new();
            for set in &sets { for (i, d) in set.docs.iter().enumerate() { if i % folds != fold && !news(d) { train.push(d); } } }
            let bytes = Model::fit(&corpus::places(&train)?).to_bytes();
            for set in &sets {
                let docs: Vec<_> = set.docs.iter().enumerate().filter(|(i, _)| i % folds == fold).map(|(_, d)| d).collect();
                for (p, y) in corpus::places(&docs)? {
                    let e = per.entry((set.name.clone(), p.kind)).or_default();
                    let m = fit::ends(&bytes, &p);
                    e[0] += 1; e[1] += y as usize; e[2] += (p.rule != y) as usize; e[3] += (p.rule && !y) as usize; e[4] += (m != y) as usize; e[5] += (m && !y) as usize;
                }
            }
        }
        for ((s, k), v) in per { say(&format!("{s} kind {k:>2} n {:>5} pos {:>5} rule err {:>4} (fp {:>3}) model err {:>4} (fp {:>3})", v[0], v[1], v[2], v[3], v[4], v[5])); }
    }
    let mut line = String::new();
    for (k, v) in acc { if v[1] > 0.0 { let f = |a: &[f64]| 200.0 * a[0] / (a[1] + a[2]); line += &format!("{k}: rules {:.2} model {:.2} | ", f(&v[..3]), f(&v[3..])); } }
    say(&line);
    Ok(())
}

/// Prints sentence F1 of the rules alone and with the model.
fn report(set: &corpus::Set, weights: &[u8]) -> Result<()> {
    let rules = corpus::score(&set.docs, |place| place.rule)?;
    let model = corpus::score(&set.docs, |place| fit::ends(weights, place))?;
    say(&format!("{:<6} rules {:.2}  model {:.2}", set.name, 100.0 * rules, 100.0 * model));
    Ok(())
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/tokenize/src/sentences.model");
    let mut options = Options {
        data: PathBuf::new(),
        out: model,
        without: "_news_".to_owned(),
        fit: "train".to_owned(),
        score: None,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("`{argument}` needs a value\n\n{USAGE}"));
        match argument.as_str() {
            "--data" => options.data = value()?.into(),
            "--out" => options.out = value()?.into(),
            "--without" => options.without = value()?,
            "--fit" => options.fit = value()?,
            "--score" => options.score = Some(value()?),
            _ => bail!("`{argument}` is not known\n\n{USAGE}"),
        }
    }
    ensure!(!options.data.as_os_str().is_empty(), "`--data` is missing\n\n{USAGE}");
    Ok(options)
}

fn say(line: &str) {
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}
