//! `cargo xtask train tokenize -- --data FOLDER`: makes the sentence model of stage `tokenize` anew.
#![forbid(unsafe_code)]

mod corpus;
mod fit;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use copydesk_eval::GoldDocument;

use corpus::Counts;
use fit::Model;

const USAGE: &str = "usage: cargo xtask train tokenize -- --data FOLDER [OPTIONS]

  --data FOLDER   where the CoNLL-U files are: FOLDER/NAME/train.conllu for every NAME
  --out FILE      where the model goes; without it, into the plugin's source
  --without TEXT  documents whose id holds TEXT are not learned from (`_news_`, the news of GUM, without it)
  --fit A,B       the parts to learn from (`train` without it)
  --score PART    then scores rules and model on FOLDER/NAME/PART.conllu
  --folds N       writes nothing; scores each part of N with a model of the other parts";

struct Options {
    data: PathBuf,
    out: PathBuf,
    without: String,
    fit: Vec<String>,
    score: Option<String>,
    folds: Option<usize>,
}

impl Options {
    fn holds_out(&self, doc: &GoldDocument) -> bool {
        !self.without.is_empty() && doc.id.contains(&self.without)
    }
}

fn main() -> Result<()> {
    let options = parse(std::env::args().skip(1))?;
    let sets = corpus::read(&options.data, &options.fit)?;
    if let Some(folds) = options.folds {
        return cross_validate(&sets, &options, folds);
    }
    let docs: Vec<&GoldDocument> = sets.iter().flat_map(|set| &set.docs).collect();
    let bytes = learn(&docs, &options)?;
    std::fs::write(&options.out, &bytes)
        .with_context(|| format!("{} cannot be written", options.out.display()))?;
    say(&format!("{} bytes written to {}", bytes.len(), options.out.display()));
    if let Some(part) = &options.score {
        for set in corpus::read(&options.data, std::slice::from_ref(part))? {
            let docs: Vec<&GoldDocument> = set.docs.iter().collect();
            let rules = corpus::count(&docs, |place| place.rule)?;
            let model = corpus::count(&docs, |place| fit::ends(&bytes, place))?;
            report(&set.name, rules, model);
        }
    }
    Ok(())
}

/// Learns from all documents but those held out.
fn learn(docs: &[&GoldDocument], options: &Options) -> Result<Vec<u8>> {
    let texts: Vec<&GoldDocument> = docs.iter().copied().filter(|doc| !options.holds_out(doc)).collect();
    let places = corpus::places(&texts)?;
    let (used, held) = (texts.len(), docs.len() - texts.len());
    say(&format!("{} places in doubt in {used} documents; {held} documents held out", places.len()));
    Ok(Model::fit(&places).to_bytes(&places))
}

/// Scores every document with a model that was made without it. Documents held out have a row of their own.
fn cross_validate(sets: &[corpus::Set], options: &Options, folds: usize) -> Result<()> {
    let mut rows: BTreeMap<String, [Counts; 2]> = BTreeMap::new();
    for fold in 0..folds {
        let part = |inside: bool| {
            let all =
                sets.iter().flat_map(|set| set.docs.iter().enumerate().map(move |(at, doc)| (set, at, doc)));
            all.filter(move |(_, at, _)| (at % folds == fold) == inside)
        };
        let bytes = learn(&part(false).map(|(_, _, doc)| doc).collect::<Vec<_>>(), options)?;
        for (set, _, doc) in part(true) {
            let name =
                if options.holds_out(doc) { format!("{}, held out", set.name) } else { set.name.clone() };
            let row = rows.entry(name).or_default();
            row[0].add(corpus::count(&[doc], |place| place.rule)?);
            row[1].add(corpus::count(&[doc], |place| fit::ends(&bytes, place))?);
        }
    }
    for (name, [rules, model]) in rows {
        report(&name, rules, model);
    }
    Ok(())
}

/// Prints sentence F1 of the rules alone and with the model.
fn report(name: &str, rules: Counts, model: Counts) {
    say(&format!(
        "{name:<16} sentence F1: rules {:.2}  with the model {:.2}",
        100.0 * rules.f1(),
        100.0 * model.f1()
    ));
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/tokenize/src/sentences.model");
    let mut options = Options {
        data: PathBuf::new(),
        out: model,
        without: "_news_".to_owned(),
        fit: vec!["train".to_owned()],
        score: None,
        folds: None,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("`{argument}` needs a value\n\n{USAGE}"));
        match argument.as_str() {
            "--data" => options.data = value()?.into(),
            "--out" => options.out = value()?.into(),
            "--without" => options.without = value()?,
            "--fit" => options.fit = value()?.split(',').map(str::to_owned).collect(),
            "--score" => options.score = Some(value()?),
            "--folds" => {
                let folds: usize = value()?.parse().context("`--folds` needs a number")?;
                ensure!(folds >= 2, "`--folds` needs at least 2");
                options.folds = Some(folds);
            }
            _ => bail!("`{argument}` is not known\n\n{USAGE}"),
        }
    }
    ensure!(!options.data.as_os_str().is_empty(), "`--data` is missing\n\n{USAGE}");
    Ok(options)
}

fn say(line: &str) {
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}
