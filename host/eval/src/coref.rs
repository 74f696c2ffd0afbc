//! Coreference: which mentions are of one entity, within documents and across them.
//!
//! The measures follow the reference scorer of Pradhan et al., "Scoring Coreference Partitions of Predicted
//! Mentions: A Reference Implementation", 2014 (version 8): mentions match when their spans are equal; nothing is
//! added to or taken from either side before scoring, repeated mentions count once.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::align::{notes, pairs};
use crate::assign::best_assignment;
use crate::gold::{Mark, Span};
use crate::partition::Partitions;
use crate::report::percent;
use crate::{EvalError, GoldDocument, Predicted, Report, Score, Table, f1, ratio};

mod read;
pub use read::{Kind, read};

/// Precision, recall and F1 of one measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Prf {
    /// Precision.
    pub precision: f64,
    /// Recall.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl Prf {
    fn new(precision: f64, recall: f64) -> Self {
        Self { precision, recall, f1: f1(precision, recall) }
    }
}

/// The scores of one partition of mentions against another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CorefScores {
    /// Links (Vilain et al. 1995).
    pub muc: Prf,
    /// Mentions (Bagga and Baldwin 1998).
    pub b_cubed: Prf,
    /// Clusters, by phi4 (Luo 2005).
    pub ceaf_e: Prf,
    /// Aligned mentions, by phi3 (Luo 2005); not part of the mean.
    pub ceaf_m: Prf,
    /// Mean of the F1 of MUC, B-cubed and CEAF-e: the score of CoNLL-2011 and 2012.
    pub conll: f64,
}

/// Scores a response against a key.
///
/// * **MUC** (Vilain et al., "A Model-Theoretic Coreference Scoring Scheme", 1995): recall = sum over key clusters of
///   `|K| - p(K)` over the sum of `|K| - 1`, where `p(K)` is the number of parts into which the response cuts `K`, a
///   mention it does not have being a part of its own; precision with the roles exchanged. Single mentions have no
///   links: where there are nothing else, MUC is 0.
/// * **B-cubed** ([`Partitions::b_cubed`]), averaged over the key's mentions for recall, the response's for precision.
/// * **CEAF** (Luo, "On Coreference Resolution Performance Metrics", 2005): clusters are paired one to one so that
///   the similarities add up to the most; recall = that sum over the similarity of the key with itself, precision
///   over that of the response. phi4 = `2 |K∩R| / (|K| + |R|)` (CEAF-e; of itself it is the number of clusters),
///   phi3 = `|K∩R|` (CEAF-m; of itself the number of mentions). Cost: see [`best_assignment`].
pub fn evaluate(partitions: &Partitions) -> CorefScores {
    let swapped = partitions.swapped();
    let muc = Prf::new(muc_recall(&swapped), muc_recall(partitions));
    let share = |(sum, of): (f64, u64)| ratio(sum, real(of));
    let b_cubed = Prf::new(share(swapped.b_cubed()), share(partitions.b_cubed()));
    let phi4 = aligned(partitions, |both, key, response| 2.0 * both / (key + response));
    let phi3 = aligned(partitions, |both, _, _| both);
    let (keys, responses) = (partitions.key.len() as u64, partitions.response.len() as u64);
    let ceaf_e = Prf::new(ratio(phi4, real(responses)), ratio(phi4, real(keys)));
    let ceaf_m =
        Prf::new(ratio(phi3, real(partitions.response_things())), ratio(phi3, real(partitions.key_things())));
    CorefScores { muc, b_cubed, ceaf_e, ceaf_m, conll: (muc.f1 + b_cubed.f1 + ceaf_e.f1) / 3.0 }
}

fn real(count: u64) -> f64 {
    count as f64
}

fn muc_recall(partitions: &Partitions) -> f64 {
    // The parts of a key cluster are its overlaps with response clusters and its mentions that no response has;
    // |K| - parts is therefore the number of its mentions that have a response less the number of its overlaps.
    let found: u64 = partitions.cells.iter().map(|cell| u64::from(cell.2) - 1).sum();
    let links: u64 = partitions.key.iter().map(|&size| u64::from(size) - 1).sum();
    ratio(real(found), real(links))
}

fn aligned(partitions: &Partitions, phi: impl Fn(f64, f64, f64) -> f64) -> f64 {
    let pairs: Vec<(u32, u32, f64)> = partitions
        .cells
        .iter()
        .map(|&(key, response, both)| {
            let sizes = (f64::from(partitions.key_size(key)), f64::from(partitions.response_size(response)));
            (key, response, phi(f64::from(both), sizes.0, sizes.1))
        })
        .collect();
    best_assignment(partitions.key.len(), partitions.response.len(), &pairs)
}

/// Whose mentions are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mentions {
    /// The gold ones: predicted mentions elsewhere are left out, gold mentions without an answer are clusters of
    /// their own. What is judged is only which of them belong together.
    #[default]
    Gold,
    /// The predicted ones: a mention that is missed or made up costs recall or precision.
    Predicted,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CorefOptions {
    /// Whose mentions.
    pub mentions: Mentions,
    /// Leaves clusters of a single mention out, on both sides, each by its own clusters.
    pub without_singletons: bool,
    /// Takes all documents as one collection. By default clusters do not reach across groups (topics), which is
    /// the usual setting of cross-document sets.
    pub across_groups: bool,
}

/// One group's scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorefRow {
    /// The group (topic), or the document where there are no groups.
    pub id: String,
    /// Number of gold mentions.
    pub mentions: u64,
    /// Its scores.
    #[serde(flatten)]
    pub scores: CorefScores,
}

/// How well mentions were resolved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorefReport {
    /// Over all mentions together.
    #[serde(flatten)]
    pub all: CorefScores,
    /// What was counted.
    pub options: CorefOptions,
    /// How many mentions were found at their exact place, whatever their cluster.
    pub mentions: Score,
    /// Gold clusters.
    pub gold_clusters: usize,
    /// Predicted clusters.
    pub predicted_clusters: usize,
    /// Documents without a prediction.
    pub missing: Vec<String>,
    /// Predictions without a gold document.
    pub unknown: Vec<String>,
    /// By group (topic); by document where the gold file has no groups.
    pub documents: Vec<CorefRow>,
}

/// A mention's clusters: gold and predicted. Each carries its group, so that equal names in two groups stay apart.
type Answer = (Option<(usize, Name)>, Option<(usize, Name)>);

/// A cluster's name, or a number for a mention that has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    Given(String),
    Alone(usize),
}

/// Scores predicted entity ids of mentions (layer `ents`, attribute `id`).
///
/// # Errors
/// Gold and predictions do not fit together, or no predicted mention has an id.
pub fn score(
    gold: &[GoldDocument],
    predicted: &[Predicted],
    options: CorefOptions,
) -> Result<CorefReport, EvalError> {
    let has_ids =
        |doc: &Predicted| doc.ents.as_ref().is_some_and(|ents| ents.iter().any(|ent| ent.id.is_some()));
    if let (Some(first), false) = (predicted.first(), predicted.iter().any(has_ids)) {
        let message = "no predicted mention has an `id`; run a stage that resolves entities";
        return Err(EvalError::document(&first.id, message));
    }
    let (pairs, aligned) = pairs(gold, predicted)?;
    let mut groups: Vec<&str> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut answers: Vec<(usize, Answer)> = Vec::new();
    let mut found = Score::default();
    for (doc, prediction) in &pairs {
        let group = doc.group.as_deref().unwrap_or(&doc.id);
        let row = *numbers.entry(group).or_insert_with(|| {
            groups.push(group);
            groups.len() - 1
        });
        let grouped = doc.group.is_some() && !options.across_groups;
        let scope = if grouped { row } else { 0 };
        let ents = prediction.as_ref().and_then(|prediction| prediction.ents.as_deref()).unwrap_or(&[]);
        found = found.plus(answer(doc, ents, options, scope, row, &mut answers));
    }
    if options.without_singletons {
        drop_singletons(&mut answers);
    }
    let all = Partitions::new(answers.iter().map(|(_, answer)| answer.clone()));
    Ok(CorefReport {
        all: evaluate(&all),
        options,
        mentions: found,
        gold_clusters: all.key.len(),
        predicted_clusters: all.response.len(),
        missing: aligned.missing,
        unknown: aligned.unknown,
        documents: rows(&groups, answers),
    })
}

/// The scores of each group alone.
fn rows(groups: &[&str], answers: Vec<(usize, Answer)>) -> Vec<CorefRow> {
    let mut by_row: BTreeMap<usize, Vec<Answer>> = BTreeMap::new();
    for (row, answer) in answers {
        by_row.entry(row).or_default().push(answer);
    }
    by_row
        .into_iter()
        .filter_map(|(row, answers)| {
            let partitions = Partitions::new(answers);
            let id = (*groups.get(row)?).to_owned();
            Some(CorefRow { id, mentions: partitions.key_things(), scores: evaluate(&partitions) })
        })
        .collect()
}

/// Adds one document's mentions to `answers`; says how many were found in place.
fn answer(
    doc: &GoldDocument,
    ents: &[Mark],
    options: CorefOptions,
    scope: usize,
    row: usize,
    answers: &mut Vec<(usize, Answer)>,
) -> Score {
    // The first predicted mention of a span is taken, as the reference scorer does with repeats.
    let mut guesses: BTreeMap<Span, Option<&str>> = BTreeMap::new();
    for ent in ents {
        guesses.entry(ent.span).or_insert(ent.id.as_deref());
    }
    if options.mentions == Mentions::Predicted {
        guesses.retain(|_, id| id.is_some());
    }
    let predicted = guesses.len() as u64;
    let mut taken: HashSet<Span> = HashSet::new();
    for mark in &doc.ents {
        let gold = mark.id.clone().map_or(Name::Alone(answers.len()), Name::Given);
        // A second gold mention at the same place finds its span taken in the predicted setting; where gold mentions
        // are given, both have the same answer.
        let first = taken.insert(mark.span);
        let own = Name::Alone(answers.len());
        let guess = match (guesses.get(&mark.span), options.mentions) {
            (Some(id), Mentions::Gold) => Some(id.map_or(own, |id| Name::Given(id.to_owned()))),
            (None, Mentions::Gold) => Some(own),
            (Some(Some(id)), Mentions::Predicted) if first => Some(Name::Given((*id).to_owned())),
            (_, Mentions::Predicted) => None,
        };
        answers.push((row, (Some((scope, gold)), guess.map(|name| (scope, name)))));
    }
    let right = taken.iter().filter(|span| guesses.contains_key(span)).count() as u64;
    if options.mentions == Mentions::Predicted {
        for (span, id) in &guesses {
            if let (Some(id), false) = (id, taken.contains(span)) {
                answers.push((row, (None, Some((scope, Name::Given((*id).to_owned()))))));
            }
        }
    }
    Score::new(doc.ents.len() as u64, predicted, right)
}

fn drop_singletons(answers: &mut Vec<(usize, Answer)>) {
    let (mut gold, mut predicted) = (HashMap::new(), HashMap::new());
    for (_, (key, response)) in answers.iter() {
        if let Some(key) = key {
            *gold.entry(key.clone()).or_insert(0_u32) += 1;
        }
        if let Some(response) = response {
            *predicted.entry(response.clone()).or_insert(0_u32) += 1;
        }
    }
    for (_, (key, response)) in answers.iter_mut() {
        if key.as_ref().is_some_and(|key| gold.get(key) == Some(&1)) {
            *key = None;
        }
        if response.as_ref().is_some_and(|response| predicted.get(response) == Some(&1)) {
            *response = None;
        }
    }
    answers.retain(|(_, (key, response))| key.is_some() || response.is_some());
}

const COLUMNS: [&str; 11] =
    ["", "mentions", "MUC P", "MUC R", "MUC F1", "B3 P", "B3 R", "B3 F1", "CEAFe P", "CEAFe R", "CEAFe F1"];

impl CorefScores {
    fn cells(&self, name: &str, mentions: u64) -> Vec<String> {
        let mut cells = vec![name.to_owned(), mentions.to_string()];
        for prf in [self.muc, self.b_cubed, self.ceaf_e] {
            cells.extend([prf.precision, prf.recall, prf.f1].map(percent));
        }
        cells.extend([percent(self.ceaf_m.f1), percent(self.conll)]);
        cells
    }
}

fn columns() -> Table {
    let mut table = Table::new(&COLUMNS);
    table.columns.extend(["CEAFm F1", "CoNLL F1"].map(str::to_owned));
    table
}

impl Report for CorefReport {
    fn table(&self) -> Table {
        let mut table = columns();
        table.notes = notes(self.documents.len(), &self.missing, self.unknown.len());
        if let Some(first) = table.notes.first_mut() {
            *first = format!("{} groups", self.documents.len());
        }
        let whose = match self.options.mentions {
            Mentions::Gold => "gold mentions",
            Mentions::Predicted => "predicted mentions",
        };
        let singles = if self.options.without_singletons { ", without singletons" } else { "" };
        let clusters = format!("{} gold clusters, {} predicted", self.gold_clusters, self.predicted_clusters);
        table = table.note(format!("{whose}{singles}; {clusters}"));
        let Score { precision, recall, f1, .. } = self.mentions;
        let [p, r, f] = [precision, recall, f1].map(percent);
        table = table.note(format!("mentions found in place: P {p}, R {r}, F1 {f}"));
        let mentions = self.documents.iter().map(|row| row.mentions).sum();
        table.row(self.all.cells("all", mentions));
        table
    }

    fn documents(&self) -> Table {
        let mut table = columns();
        for row in &self.documents {
            table.row(row.scores.cells(&row.id, row.mentions));
        }
        table
    }
}
