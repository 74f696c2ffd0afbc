//! Makes the model of stage `entities` from annotated text.
//!
//! `cargo xtask train entities -- --data FOLDER --vectors FOLDER` writes the model that the plugin compiles in.
//! The same input gives the same bytes.
#![forbid(unsafe_code)]
#![expect(clippy::needless_range_loop, reason = "a tag is an index into several tables at once")]

mod crf;
mod curve;
mod data;
mod evaluate;
mod gate;
mod learn;
mod lists;
mod prepare;
mod recipe;
mod score;
mod silver;
mod vectors;

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use copydesk_entities::clusters;
use copydesk_entities::features::{Knowledge, Mode};
use copydesk_entities::lexicon::Lexicon;
use copydesk_entities::model::{self, Learned, Model, Words};

use crate::data::{Case, Document};
use crate::learn::Plan;
use crate::prepare::Cutoff;
use crate::recipe::Corpus;

/// Sets whose licences let a model made of them be given away.
const SETS: &str = "uner-ewt,redocred,wikigold,gum-names,crossner-politics,crossner-science,crossner-literature,\
                    crossner-music,crossner-ai,re3d";

/// Makes the model of stage `entities`.
#[derive(Debug, Clone, Parser)]
#[command(name = "train entities")]
struct Args {
    /// The data folder: annotated sets lie in its folder `ner`, one folder a set, with `train.conll` and so on
    #[arg(long)]
    data: PathBuf,
    /// Folder `vocab` of an unpacked en_core_web_md, from which the word clusters are made
    #[arg(long)]
    vectors: Option<PathBuf>,
    /// Folder with what lists of persons and towns say about words, as train/entities/lists.py writes it; none where it is
    /// missing
    #[arg(long)]
    lists: Option<PathBuf>,
    /// Where to write the model
    #[arg(long, default_value = "plugins/entities/model/entities.bin")]
    out: PathBuf,
    /// Sets to learn from
    #[arg(long, value_delimiter = ',', default_value = SETS)]
    sets: Vec<String>,
    /// Sets of which no part may be seen
    #[arg(long, value_delimiter = ',')]
    without: Vec<String>,
    /// Sets to whose development parts scores are fitted
    #[arg(long, value_delimiter = ',', default_value = "uner-ewt,redocred,wikigold,crossner-politics")]
    fit: Vec<String>,
    /// Share of the training documents to use, for a learning curve
    #[arg(long, default_value_t = 1.0)]
    share: f32,
    /// Only report the scores of this model
    #[arg(long)]
    evaluate: Option<PathBuf>,
    /// Sets to report scores on
    #[arg(long, value_delimiter = ',', default_value = "uner-ewt,redocred,wikigold,crossner-politics,gmb")]
    report: Vec<String>,
    /// Their part
    #[arg(long, default_value = "dev")]
    report_part: String,
    /// How to set their letters
    #[arg(long, default_value = "as-written")]
    report_case: Case,
    /// Passes over the data
    #[arg(long, default_value_t = 4)]
    epochs: usize,
    /// Step size
    #[arg(long, default_value_t = 0.1)]
    rate: f32,
    /// Share of tokens whose own form is hidden
    #[arg(long, default_value_t = 0.5)]
    hide_identity: f32,
    /// Share of features that are hidden
    #[arg(long, default_value_t = 0.3)]
    hide: f32,
    /// Pull of weights towards nothing
    #[arg(long, default_value_t = 0.001)]
    decay: f32,
    /// Share of sentences that do not hear the rest of their document
    #[arg(long, default_value_t = 0.3)]
    deaf: f32,
    /// Share of the tokens of names that the gate may close; a quarter of it where case says nothing
    #[arg(long, default_value_t = 0.06)]
    closed: f32,
    /// Fresh starts whose weights are averaged, of the sentences that have case
    #[arg(long, default_value_t = 3)]
    starts: u32,
    /// Tokens that a feature of words must have
    #[arg(long, default_value_t = 2)]
    least_word: u32,
    /// Tokens that a feature of sites must have
    #[arg(long, default_value_t = 3)]
    least_site: u32,
    /// Seed of all chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave the development parts out of the model, so that it can be judged on them
    #[arg(long)]
    train_parts_only: bool,
    /// Plain text as another tagger has tagged it, in CoNLL form with OntoNotes labels: what a first model agrees with is
    /// learned as well
    #[arg(long)]
    silver: Option<PathBuf>,
    /// Share of its documents to use
    #[arg(long, default_value_t = 0.25)]
    silver_share: f32,
    /// Write no model, but a curve as a picture to this file: scores on the development parts by share of the training
    /// documents, or with `--curve-of gate` by what the gate closes, against speed
    #[arg(long)]
    curve: Option<PathBuf>,
    /// What the curve is of
    #[arg(long, default_value = "data", value_parser = ["data", "gate"])]
    curve_of: String,
}

/// Shares of the training documents in the curve.
const SHARES: [f32; 5] = [0.0625, 0.125, 0.25, 0.5, 1.0];
/// Shares of the tokens of names that the gate closes in the curve.
const CLOSED: [f32; 4] = [0.004, 0.02, 0.06, 0.15];

fn main() -> Result<()> {
    let args = Args::parse();
    let started = Instant::now();
    let say = |what: &str| {
        // Progress is for whoever watches; nobody watching is no failure.
        drop(writeln!(std::io::stderr(), "[{:6.1} s] {what}", started.elapsed().as_secs_f32()));
    };
    if let Some(path) = &args.evaluate {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        return report(&args, &Model::from_bytes(bytes).with_context(|| format!("{}", path.display()))?);
    }
    let parts = words(&args, &say)?;
    let lexicon = Lexicon::bundled();
    let (clusters, lists) = parts.read().context("clusters and lists do not fit together")?;
    let knowledge = Knowledge { lexicon: &lexicon, clusters, lists };
    if let Some(file) = &args.curve {
        return curve(&args, file, &parts, knowledge, &say);
    }
    let silver = silver(&args, &parts, knowledge, &say)?;
    // First from the training parts alone: only such a model can say how often it is right on text it has not seen.
    let learned = learn(&args, &corpus(&args, &["train"])?.with(&silver), knowledge, &say);
    let file = model::pack(parts.clone(), learned.clone());
    let scores = evaluate::calibrate(&Model::from_bytes(file)?, &unseen(&args)?);
    say("scores fitted");
    let mut learned = if args.train_parts_only {
        learned
    } else {
        learn(&args, &corpus(&args, &["train", "dev"])?.with(&silver), knowledge, &say)
    };
    learned.iter_mut().for_each(|learned| learned.scores = scores);
    let file = model::pack(parts, learned);
    say(&format!("model of {:.1} MB", file.len() as f64 / 1e6));
    if let Some(folder) = args.out.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let part = args.out.with_extension("part");
    std::fs::write(&part, &file).with_context(|| format!("cannot write {}", part.display()))?;
    std::fs::rename(&part, &args.out).with_context(|| format!("cannot write {}", args.out.display()))?;
    report(&args, &Model::from_bytes(file)?)
}

/// Documents that nobody has annotated, with the names that two taggers agree on: the one whose tags are in the file,
/// and a first model of the training parts. None where no file is given.
fn silver(
    args: &Args,
    parts: &Words,
    knowledge: Knowledge<'_>,
    say: &impl Fn(&str),
) -> Result<Vec<Document>> {
    let Some(path) = &args.silver else { return Ok(Vec::new()) };
    let content = std::fs::read_to_string(path).with_context(|| {
        format!("cannot read {}; tests/bench/peers/spacy_ner.py makes it, see MODEL.md", path.display())
    })?;
    let all = data::parse(&content, "ontonotes");
    let step = (1.0 / args.silver_share.clamp(1e-3, 1.0)).round() as usize;
    let docs: Vec<Document> = all.into_iter().step_by(step).collect();
    say("first model, to agree or not with the tags of the plain text");
    let first = Args { starts: 1, ..args.clone() };
    let cased = learn_mode(&first, &corpus(args, &["train"])?, knowledge, Mode::Cased, say);
    // Of sentences without case it knows nothing, so that their names are left open.
    let caseless =
        Learned { pairs: cased.pairs.clone(), words: Vec::new(), sites: Vec::new(), ..cased.clone() };
    let model = Model::from_bytes(model::pack(parts.clone(), [cased, caseless]))?;
    let (docs, counts) = silver::agreed(&model, &docs);
    say(&format!(
        "plain text: {} sentences, {} tokens, {} names agreed, {} disputed",
        counts.sentences, counts.tokens, counts.agreed, counts.disputed
    ));
    Ok(docs)
}

/// Learns from the training parts several times and writes the curve to a file, the table to standard output.
fn curve(
    args: &Args,
    file: &std::path::Path,
    parts: &Words,
    knowledge: Knowledge<'_>,
    say: &impl Fn(&str),
) -> Result<()> {
    let by_data = args.curve_of == "data";
    let mut points = Vec::new();
    for at in 0..if by_data { SHARES.len() } else { CLOSED.len() } {
        let one = if by_data {
            Args { share: SHARES[at], ..args.clone() }
        } else {
            Args { closed: CLOSED[at], ..args.clone() }
        };
        let corpus = corpus(&one, &["train"])?;
        let tokens: usize = corpus.docs.iter().flat_map(|doc| &doc.sents).map(|sent| sent.tokens.len()).sum();
        let model = Model::from_bytes(model::pack(parts.clone(), learn(&one, &corpus, knowledge, say)))?;
        let (mut mean, mut docs) = (0.0, Vec::new());
        for set in &args.report {
            let set = data::read(&args.data.join("ner"), set, &args.report_part)?;
            mean += evaluate::table(&model, &set).all().f1() / args.report.len() as f64;
            docs.extend(set);
        }
        let (x, name) = if by_data {
            (tokens as f64 / 1000.0, format!("{:.0} %", SHARES[at] * 100.0))
        } else {
            (curve::speed(&model, &docs), format!("{:.1} % closed", CLOSED[at] * 100.0))
        };
        points.push(curve::Point { x, y: mean, name });
    }
    let (title, x, first) = if by_data {
        (
            "F1 on the development parts by annotated text",
            "thousand tokens learned from",
            "training documents",
        )
    } else {
        (
            "F1 on the development parts by speed",
            "million tokens a second, rules and tagger",
            "tokens of names",
        )
    };
    std::fs::write(file, curve::svg(title, x, "mean F1", &points))
        .with_context(|| format!("cannot write {}", file.display()))?;
    let mut out = std::io::stdout().lock();
    write!(out, "{}", curve::table([first, x, "mean F1"], &points))?;
    Ok(())
}

/// Learns both modes.
fn learn(args: &Args, corpus: &Corpus, knowledge: Knowledge<'_>, say: &impl Fn(&str)) -> [Learned; 2] {
    [Mode::Cased, Mode::Caseless].map(|mode| learn_mode(args, corpus, knowledge, mode, say))
}

/// Learns one mode.
fn learn_mode(
    args: &Args,
    corpus: &Corpus,
    knowledge: Knowledge<'_>,
    mode: Mode,
    say: &impl Fn(&str),
) -> Learned {
    // Sentences without case are few: they may take their time when they are read, and need it, since small letters
    // tell less. For the same reasons, learning them may not take much.
    let (name, closed, starts) = match mode {
        Mode::Cased => ("cased", args.closed, args.starts),
        Mode::Caseless => ("caseless", args.closed / 4.0, 1),
    };
    let plan = Plan {
        epochs: args.epochs,
        rate: args.rate,
        hide_identity: args.hide_identity,
        hide: args.hide,
        decay: args.decay,
        deaf: args.deaf,
        closed,
        starts,
        seed: args.seed,
    };
    let cutoff = Cutoff { word: args.least_word, site: args.least_site };
    recipe::learn(corpus, knowledge, mode, plan, cutoff, |what| say(&format!("{name}: {what}")))
}

/// Scores on the sets that were asked for, on standard output.
fn report(args: &Args, model: &Model) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let mut mean = 0.0;
    for set in &args.report {
        let mut docs = data::read(&args.data.join("ner"), set, &args.report_part)?;
        docs.iter_mut().for_each(|doc| doc.set_case(args.report_case));
        let table = evaluate::table(model, &docs);
        mean += table.all().f1() / args.report.len() as f64;
        writeln!(out, "{set} {}: {}", args.report_part, table.row())?;
    }
    writeln!(out, "mean: {mean:.2}")?;
    Ok(())
}

fn corpus(args: &Args, parts: &[&str]) -> Result<Corpus> {
    let mut corpus = Corpus::default();
    for set in args.sets.iter().filter(|set| !args.without.contains(set)) {
        for part in parts {
            let mut docs = data::read(&args.data.join("ner"), set, part)?;
            let kept = (docs.len() as f32 * args.share).ceil() as usize;
            docs.truncate(kept);
            corpus.docs.extend(docs);
        }
    }
    Ok(corpus)
}

/// The development parts of the sets, to which scores are fitted.
fn unseen(args: &Args) -> Result<Vec<Document>> {
    let mut docs = Vec::new();
    for set in args.fit.iter().filter(|set| !args.without.contains(set)) {
        docs.extend(data::read(&args.data.join("ner"), set, "dev")?);
    }
    Ok(docs)
}

fn words(args: &Args, say: &impl Fn(&str)) -> Result<Words> {
    let folder = args
        .vectors
        .as_deref()
        .context("option `--vectors` is missing: the folder `vocab` of en_core_web_md")?;
    let vectors = vectors::Vectors::read(folder)?;
    say(&format!("{} vectors, {} forms", vectors.len(), vectors.forms.len()));
    let paths = vectors::paths(&vectors, clusters::PATH_BITS);
    say("vectors clustered");
    let clusters = clusters::pack(vectors.forms.iter().map(|(form, row)| (form.as_str(), *row)), &paths);
    let lists = match &args.lists {
        Some(folder) => lists::Lists::read(folder)?,
        None => lists::Lists::default(),
    };
    say(&format!("{} listed words", lists.len()));
    Ok(Words { clusters, lists: lists.pack() })
}
