//! Clusters of documents: B-cubed, adjusted Rand index and V-measure.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::json::{self, Id};
use crate::partition::Partitions;
use crate::report::percent;
use crate::{EvalError, GoldDocument, Report, Table, f1, ratio};

/// A document and its cluster.
pub type Grouped = (String, String);

/// Reads JSON lines `{"id","cluster",...}`, with `title`, `text`, `date`, `source` and `url` where they are, so that
/// a pipeline can be run on them. Where a line is no JSON object, `id<TAB>cluster` is expected on every line.
///
/// The cluster stands in [`GoldDocument::group`] of the documents, but all of them are one collection: what belongs
/// together is what is to be found out.
///
/// # Errors
/// A line of another form, an id that stands twice, or an empty file.
pub fn read(text: &str, file: &str) -> Result<Vec<GoldDocument>, EvalError> {
    let mut seen = HashMap::new();
    let mut docs = Vec::new();
    for (line, raw) in json::lines(text) {
        let doc = if raw.trim_start().starts_with('{') {
            let row: json::Row = json::parse(raw, file, line)?;
            let missing =
                |field: &str| EvalError::line(file, line, format!("the field `{field}` is missing"));
            GoldDocument {
                id: row.id.as_ref().ok_or_else(|| missing("id"))?.to_text(),
                group: Some(row.cluster.as_ref().ok_or_else(|| missing("cluster"))?.to_text()),
                meta: row.meta(),
                text: row.text.unwrap_or_default(),
                ..GoldDocument::default()
            }
        } else {
            let (id, cluster) = raw
                .split_once('\t')
                .map(|(id, cluster)| (id.trim(), cluster.trim()))
                .filter(|(id, cluster)| !id.is_empty() && !cluster.is_empty())
                .ok_or_else(|| EvalError::line(file, line, "expected a JSON object or `id<TAB>cluster`"))?;
            GoldDocument { id: id.to_owned(), group: Some(cluster.to_owned()), ..GoldDocument::default() }
        };
        if let Some(first) = seen.insert(doc.id.clone(), line) {
            return Err(EvalError::line(
                file,
                line,
                format!("the id `{}` stands in line {first} already", doc.id),
            ));
        }
        docs.push(doc);
    }
    if docs.is_empty() {
        return Err(EvalError::file(file, "no documents; expected JSON lines with `id` and `cluster`"));
    }
    Ok(docs)
}

/// Documents and clusters of a file that [`read`] understands, as gold or as prediction.
pub fn clusters(docs: &[GoldDocument]) -> Vec<Grouped> {
    docs.iter().map(|doc| (doc.id.clone(), doc.group.clone().unwrap_or_default())).collect()
}

#[derive(Deserialize)]
struct TableRow {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    story: Option<Id>,
    #[serde(default)]
    event: Option<Id>,
    #[serde(default)]
    documents: Vec<String>,
    #[serde(default)]
    sources: Vec<SourceRow>,
}

#[derive(Deserialize)]
struct SourceRow {
    document: String,
}

/// Reads the rows of copydesk's tables `stories` or `events` (`id`, `documents`) or of `briefings.jsonl` (`story`,
/// `event`, `sources`) as clusters. A document that stands in several rows belongs to the first of them.
///
/// # Errors
/// A line that is not of that form.
pub fn read_table(text: &str, file: &str) -> Result<Vec<Grouped>, EvalError> {
    let mut seen = HashMap::new();
    let mut out = Vec::new();
    for (line, raw) in json::lines(text) {
        let row: TableRow = json::parse(raw, file, line)?;
        let name = [row.id, row.event, row.story].into_iter().flatten().next();
        let name = name.map_or_else(|| format!("line {line}"), |id| id.to_text());
        let documents =
            row.documents.into_iter().chain(row.sources.into_iter().map(|source| source.document));
        for id in documents {
            if seen.insert(id.clone(), line).is_none() {
                out.push((id, name.clone()));
            }
        }
    }
    Ok(out)
}

/// The scores of one clustering against another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct GroupScores {
    /// B-cubed precision.
    pub precision: f64,
    /// B-cubed recall.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Adjusted Rand index, 1 for equal clusterings, about 0 for chance.
    pub ari: f64,
    /// Homogeneity: how little a predicted cluster mixes gold clusters.
    pub homogeneity: f64,
    /// Completeness: how little a gold cluster is spread over predicted ones.
    pub completeness: f64,
    /// V-measure: harmonic mean of the two.
    pub v_measure: f64,
}

/// Scores a clustering; both sides have the same things.
///
/// * **B-cubed** (Bagga and Baldwin 1998; Amigó et al. 2009): precision of a thing = share of its predicted cluster
///   that is of its gold cluster, recall = share of its gold cluster that is in its predicted cluster; both are
///   averaged over all things, F1 is the harmonic mean of the two averages.
/// * **Adjusted Rand index** (Hubert and Arabie 1985): pairs put together by both, less what chance would give,
///   over the most it could be less chance. Where both clusterings are one cluster, or both are all singletons, the
///   quotient is 0/0 and stands for 1.
/// * **V-measure** (Rosenberg and Hirschberg 2007): homogeneity `1 - H(gold|predicted) / H(gold)`, completeness
///   `1 - H(predicted|gold) / H(predicted)`, each 1 where its divisor is 0; V is their harmonic mean.
pub fn evaluate(partitions: &Partitions) -> GroupScores {
    let (recall, precision) = (partitions.b_cubed(), partitions.swapped().b_cubed());
    let [recall, precision] = [recall, precision].map(|(sum, of)| ratio(sum, real(of)));
    let (homogeneity, completeness) = v_parts(partitions);
    GroupScores {
        precision,
        recall,
        f1: f1(precision, recall),
        ari: adjusted_rand(partitions),
        homogeneity,
        completeness,
        v_measure: f1(homogeneity, completeness),
    }
}

fn real(count: u64) -> f64 {
    count as f64
}

fn adjusted_rand(partitions: &Partitions) -> f64 {
    let pairs = |size: u32| f64::from(size) * (f64::from(size) - 1.0) / 2.0;
    let together: f64 = partitions.cells.iter().map(|cell| pairs(cell.2)).sum();
    let [gold, predicted] = [&partitions.key, &partitions.response]
        .map(|sizes| sizes.iter().map(|&size| pairs(size)).sum::<f64>());
    let things = real(partitions.key_things());
    let all = things * (things - 1.0) / 2.0;
    let chance = ratio(gold * predicted, all);
    let most = f64::midpoint(gold, predicted);
    if (most - chance).abs() < 1e-12 { 1.0 } else { (together - chance) / (most - chance) }
}

fn v_parts(partitions: &Partitions) -> (f64, f64) {
    let things = real(partitions.key_things());
    let entropy = |sizes: &[u32]| -> f64 {
        sizes.iter().map(|&size| f64::from(size) / things).map(|share| -share * share.ln()).sum()
    };
    let (gold, predicted) = (entropy(&partitions.key), entropy(&partitions.response));
    let mutual: f64 = partitions
        .cells
        .iter()
        .map(|&(key, response, count)| {
            let (count, key, response) = (
                f64::from(count),
                f64::from(partitions.key_size(key)),
                f64::from(partitions.response_size(response)),
            );
            count / things * (count * things / (key * response)).ln()
        })
        .sum();
    let part = |of: f64| if of > 1e-12 { (mutual / of).clamp(0.0, 1.0) } else { 1.0 };
    (part(gold), part(predicted))
}

/// One gold cluster and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupRow {
    /// The gold cluster.
    pub id: String,
    /// How many documents it has.
    pub size: u32,
    /// Over how many predicted clusters they are spread.
    pub parts: u32,
    /// B-cubed precision over its documents.
    pub precision: f64,
    /// B-cubed recall over its documents.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// How well documents were grouped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupsReport {
    /// Over all documents.
    #[serde(flatten)]
    pub all: GroupScores,
    /// Number of documents, gold clusters, predicted clusters.
    pub items: u64,
    /// Gold clusters.
    pub gold_clusters: usize,
    /// Predicted clusters, those of single documents included.
    pub predicted_clusters: usize,
    /// Documents that no predicted cluster has; each counts as a cluster of its own.
    pub missing: Vec<String>,
    /// Predicted documents that the gold file does not have; they are left out.
    pub unknown: Vec<String>,
    /// By gold cluster, in order of first appearance.
    pub documents: Vec<GroupRow>,
}

/// Scores predicted clusters. Linear in the number of documents, but for a sort.
pub fn score(gold: &[Grouped], predicted: &[Grouped]) -> GroupsReport {
    let found: HashMap<&str, &str> =
        predicted.iter().map(|(id, cluster)| (id.as_str(), cluster.as_str())).collect();
    let known: HashMap<&str, ()> = gold.iter().map(|(id, _)| (id.as_str(), ())).collect();
    let mut missing = Vec::new();
    // A document of its own cluster must not meet a predicted cluster of the same name, hence the two kinds of name.
    let things = gold.iter().map(|(id, cluster)| {
        let own = found.get(id.as_str()).map_or(Err(id.as_str()), |cluster| Ok(*cluster));
        if own.is_err() {
            missing.push(id.clone());
        }
        (Some(cluster.as_str()), Some(own))
    });
    let partitions = Partitions::new(things.collect::<Vec<_>>());
    let mut names: Vec<&str> = Vec::new();
    let mut met = HashMap::new();
    for (_, cluster) in gold {
        if met.insert(cluster.as_str(), ()).is_none() {
            names.push(cluster);
        }
    }
    let unknown =
        predicted.iter().filter(|(id, _)| !known.contains_key(id.as_str())).map(|(id, _)| id.clone());
    GroupsReport {
        all: evaluate(&partitions),
        items: partitions.key_things(),
        gold_clusters: partitions.key.len(),
        predicted_clusters: partitions.response.len(),
        unknown: unknown.collect(),
        missing,
        documents: rows(&partitions, &names),
    }
}

fn rows(partitions: &Partitions, names: &[&str]) -> Vec<GroupRow> {
    let mut rows: Vec<GroupRow> = names
        .iter()
        .zip(&partitions.key)
        .map(|(name, &size)| GroupRow {
            id: (*name).to_owned(),
            size,
            parts: 0,
            precision: 0.0,
            recall: 0.0,
            f1: 0.0,
        })
        .collect();
    for &(key, response, count) in &partitions.cells {
        if let Some(row) = usize::try_from(key).ok().and_then(|key| rows.get_mut(key)) {
            let (count, size) = (f64::from(count), f64::from(row.size));
            row.parts += 1;
            row.precision += count / size * count / f64::from(partitions.response_size(response));
            row.recall += count / size * count / size;
        }
    }
    for row in &mut rows {
        row.f1 = f1(row.precision, row.recall);
    }
    rows
}

impl Report for GroupsReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&["", "B3 P", "B3 R", "B3 F1", "ARI", "homogeneity", "completeness", "V"])
            .note(format!(
                "{} documents, {} gold clusters, {} predicted",
                self.items, self.gold_clusters, self.predicted_clusters
            ));
        if let Some(first) = self.missing.first() {
            table = table.note(format!(
                "{} in no predicted cluster, first `{first}`: each is its own",
                self.missing.len()
            ));
        }
        if !self.unknown.is_empty() {
            table = table.note(format!(
                "{} predicted documents are not in the gold file: left out",
                self.unknown.len()
            ));
        }
        let all = &self.all;
        let cells =
            [all.precision, all.recall, all.f1, all.ari, all.homogeneity, all.completeness, all.v_measure];
        table.row(std::iter::once("all".to_owned()).chain(cells.map(percent)).collect());
        table
    }

    fn documents(&self) -> Table {
        let mut table = Table::new(&["gold cluster", "documents", "parts", "B3 P", "B3 R", "B3 F1"]);
        for row in &self.documents {
            let mut cells = vec![row.id.clone(), row.size.to_string(), row.parts.to_string()];
            cells.extend([row.precision, row.recall, row.f1].map(percent));
            table.row(cells);
        }
        table
    }
}
