//! Summaries: ROUGE over items, at a word budget, with bootstrap intervals.

use serde::{Deserialize, Serialize};

use crate::align::{align, notes};
use crate::bootstrap::{Bootstrap, Interval, mean};
use crate::json::{self, Id};
use crate::report::percent;
use crate::rouge::{self, References, Rouge, RougeScore};
use crate::{EvalError, GoldDocument, Predicted, Report, Table};

/// Documents and what people made of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// The documents, each with the item as its group. Ids are made unique with the item's id where they are
    /// missing.
    pub documents: Vec<GoldDocument>,
    /// Reference summaries.
    pub references: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    documents: Option<Vec<json::Row>>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    references: Vec<Reference>,
    #[serde(default)]
    summary: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Reference {
    Text(String),
    Object { text: String },
}

/// Reads JSON lines `{"id","documents":[{"id","title","text","source","date"}],"references":["..."]}`; a plain
/// `{"text","summary"}` works too. Blank references are left out, as are items without references or texts.
///
/// # Errors
/// A line of another form, or a file without items.
pub fn read(text: &str, file: &str) -> Result<Vec<Item>, EvalError> {
    let mut items = Vec::new();
    for (line, raw) in json::lines(text) {
        let row: Row = json::parse(raw, file, line)?;
        let id = row.id.as_ref().map_or_else(|| items.len().to_string(), Id::to_text);
        let single = || vec![json::Row { text: row.text.clone(), ..json::Row::default() }];
        let documents =
            row.documents.unwrap_or_else(single).into_iter().enumerate().map(|(number, doc)| GoldDocument {
                id: doc.id.as_ref().map_or_else(|| format!("{id}/{number}"), Id::to_text),
                group: Some(id.clone()),
                meta: doc.meta(),
                text: doc.text.unwrap_or_default(),
                ..GoldDocument::default()
            });
        let documents: Vec<GoldDocument> = documents.filter(|doc| !doc.text.trim().is_empty()).collect();
        let texts = row.references.into_iter().map(|reference| match reference {
            Reference::Text(text) | Reference::Object { text } => text,
        });
        let mut references: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
        if references.is_empty() {
            references.extend(row.summary.filter(|text| !text.trim().is_empty()));
        }
        if !documents.is_empty() && !references.is_empty() {
            items.push(Item { id, documents, references });
        }
    }
    if items.is_empty() {
        return Err(EvalError::file(file, "no items; expected JSON lines with `documents` and `references`"));
    }
    Ok(items)
}

/// How long a summary may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// As long as it is.
    #[default]
    Whole,
    /// Cut after so many words.
    Words(usize),
    /// Cut after as many words as the references have on average over all items.
    Auto,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct SummaryOptions {
    /// Where summaries are cut, so that long ones gain nothing. References are never cut.
    pub budget: Budget,
    /// Whether tokens are stemmed.
    pub stem: bool,
    /// How several references are taken together.
    pub references: References,
    /// How intervals are drawn.
    pub bootstrap: Bootstrap,
}

/// One measure over all items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measured {
    /// Means over the items; F1 is the mean of the items' F1.
    #[serde(flatten)]
    pub mean: RougeScore,
    /// Interval of the mean F1.
    pub interval: Interval,
}

/// One item's scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SummaryRow {
    /// The item.
    pub id: String,
    /// Words of the summary after the cut.
    pub words: usize,
    /// Its scores.
    #[serde(flatten)]
    pub rouge: Rouge,
}

/// How close summaries are to their references.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SummaryReport {
    /// Single tokens.
    pub rouge1: Measured,
    /// Pairs of tokens.
    pub rouge2: Measured,
    /// Longest common subsequence of the whole texts.
    #[serde(rename = "rougeL")]
    pub rouge_l: Measured,
    /// Longest common subsequences by sentence.
    #[serde(rename = "rougeLsum")]
    pub rouge_lsum: Measured,
    /// What was counted.
    pub options: SummaryOptions,
    /// Where summaries were cut, in words.
    pub budget: Option<usize>,
    /// Items without a summary; they score 0.
    pub missing: Vec<String>,
    /// Summaries without an item.
    pub unknown: Vec<String>,
    /// By item.
    pub documents: Vec<SummaryRow>,
}

/// The number of words that the references have on average, words being what blanks separate.
pub fn mean_words(items: &[Item]) -> usize {
    let lengths: Vec<f64> = items
        .iter()
        .flat_map(|item| &item.references)
        .map(|text| f64::from(u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX)))
        .collect();
    mean(&lengths).round_ties_even() as usize
}

/// Scores summaries (field `summary` of the predictions, or their summary layer) against the items' references.
///
/// # Errors
/// Predictions that belong to no item, or two for one item.
pub fn score(
    items: &[Item],
    predicted: &[Predicted],
    options: SummaryOptions,
) -> Result<SummaryReport, EvalError> {
    let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    let others: Vec<&str> = predicted.iter().map(|one| one.id.as_str()).collect();
    let aligned = align(&ids, &others)?;
    let budget = match options.budget {
        Budget::Whole => None,
        Budget::Words(words) => Some(words),
        Budget::Auto => Some(mean_words(items)),
    };
    let rows = items.iter().zip(&aligned.of).map(|(item, number)| {
        let summary = number.and_then(|number| predicted.get(number)).and_then(Predicted::summary_text);
        let summary = summary.unwrap_or_default();
        let text = budget.map_or(summary.as_str(), |words| rouge::cut(&summary, words));
        SummaryRow {
            id: item.id.clone(),
            words: text.split_whitespace().count(),
            rouge: rouge::score(text, &item.references, options.stem, options.references),
        }
    });
    let documents: Vec<SummaryRow> = rows.collect();
    let measured = |pick: fn(&Rouge) -> RougeScore| {
        let all: Vec<RougeScore> = documents.iter().map(|row| pick(&row.rouge)).collect();
        let each = |pick: fn(&RougeScore) -> f64| all.iter().map(pick).collect::<Vec<f64>>();
        let f1 = each(|score| score.f1);
        Measured {
            mean: RougeScore {
                precision: mean(&each(|score| score.precision)),
                recall: mean(&each(|score| score.recall)),
                f1: mean(&f1),
            },
            interval: options.bootstrap.interval(&f1),
        }
    };
    Ok(SummaryReport {
        rouge1: measured(|rouge| rouge.rouge1),
        rouge2: measured(|rouge| rouge.rouge2),
        rouge_l: measured(|rouge| rouge.rouge_l),
        rouge_lsum: measured(|rouge| rouge.rouge_lsum),
        options,
        budget,
        missing: aligned.missing,
        unknown: aligned.unknown,
        documents,
    })
}

/// How much better one system is than another on the same items.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Mean F1 of the first less that of the second.
    pub mean: f64,
    /// Interval of that mean, by the paired bootstrap.
    pub interval: Interval,
}

/// The differences `ours - theirs` for ROUGE-1, 2, L and Lsum F1. Both reports have to be over the same items.
///
/// # Errors
/// The reports are not over the same items.
pub fn compare(ours: &SummaryReport, theirs: &SummaryReport) -> Result<[Difference; 4], EvalError> {
    let ids = |report: &SummaryReport| report.documents.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
    if ids(ours) != ids(theirs) {
        let first = ours.documents.first().map_or("", |row| &row.id);
        return Err(EvalError::document(first, "the two reports are not over the same items"));
    }
    let mut out = [Difference { mean: 0.0, interval: Interval::default() }; 4];
    for (at, slot) in out.iter_mut().enumerate() {
        let f1 = |row: &SummaryRow| row.rouge.each().get(at).map_or(0.0, |score| score.f1);
        let pairs = ours.documents.iter().zip(&theirs.documents);
        let differences: Vec<f64> = pairs.map(|(a, b)| f1(a) - f1(b)).collect();
        *slot =
            Difference { mean: mean(&differences), interval: ours.options.bootstrap.interval(&differences) };
    }
    Ok(out)
}

impl Report for SummaryReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&["measure", "P", "R", "F1", "low", "high"]);
        table.notes = notes(self.documents.len(), &self.missing, self.unknown.len());
        if let Some(first) = table.notes.first_mut() {
            *first = format!("{} items", self.documents.len());
        }
        if let Some(words) = self.budget {
            table = table.note(format!("summaries cut at {words} words"));
        }
        let Bootstrap { samples, confidence, .. } = self.options.bootstrap;
        table =
            table.note(format!("low and high: {} % interval of F1, {samples} samples", percent(confidence)));
        let stem = if self.options.stem { "stemmed" } else { "not stemmed" };
        let many = match self.options.references {
            References::Mean => "mean over references",
            References::Best => "best reference",
        };
        table = table.note(format!("{stem}, {many}"));
        let measures = [
            ("ROUGE-1", self.rouge1),
            ("ROUGE-2", self.rouge2),
            ("ROUGE-L", self.rouge_l),
            ("ROUGE-Lsum", self.rouge_lsum),
        ];
        for (name, Measured { mean, interval }) in measures {
            let cells = [mean.precision, mean.recall, mean.f1, interval.low, interval.high];
            table.row(std::iter::once(name.to_owned()).chain(cells.map(percent)).collect());
        }
        table
    }

    fn documents(&self) -> Table {
        let mut table = Table::new(&["item", "words", "R1 F1", "R2 F1", "RL F1", "RLsum F1"]);
        for row in &self.documents {
            let mut cells = vec![row.id.clone(), row.words.to_string()];
            cells.extend(row.rouge.each().map(|score| percent(score.f1)));
            table.row(cells);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predicted;

    const GOLD: &str = concat!(
        "{\"id\":\"one\",\"documents\":[{\"id\":\"x\",\"title\":\"T\",\"text\":\"Some text.\",\"source\":null,\"date\":\"2011-01-02\"},",
        "{\"text\":\" \"}],\"references\":[\"a b c d\",\" \",{\"text\":\"a b\"}]}\n",
        "{\"id\":2,\"text\":\"Other text.\",\"summary\":\"e f g h i j\"}\n",
        "{\"id\":3,\"text\":\"No summary.\"}\n"
    );

    #[test]
    fn items_are_read_and_scored() {
        let items = read(GOLD, "g.jsonl").unwrap();
        assert_eq!((items.len(), mean_words(&items)), (2, 4));
        assert_eq!(items[0].documents.len(), 1);
        assert_eq!(items[0].documents[0].meta["published"], "2011-01-02");
        assert_eq!(items[1].documents[0].id, "2/0");
        let guess = predicted::read("{\"id\":\"one\",\"summary\":\"a b x y c d\"}", "p").unwrap();
        let options = SummaryOptions { budget: Budget::Auto, ..SummaryOptions::default() };
        let report = score(&items, &guess, options).unwrap();
        // Cut at 4 words: "a b x y". Against "a b c d": P 2/4, R 2/4, F 1/2; against "a b": P 1/2, R 1, F 2/3; mean
        // F 7/12. The second item has no summary: 0. Mean over items 7/24.
        assert_eq!((report.budget, report.documents[0].words), (Some(4), 4));
        assert!((report.documents[0].rouge.rouge1.f1 - 7.0 / 12.0).abs() < 1e-12);
        assert!((report.rouge1.mean.f1 - 7.0 / 24.0).abs() < 1e-12);
        assert_eq!(report.missing, ["2"]);
        let Interval { low, high } = report.rouge1.interval;
        assert!(low == 0.0 && (high - 7.0 / 12.0).abs() < 1e-12);
        let best = SummaryOptions { references: References::Best, ..options };
        let best = score(&items, &guess, best).unwrap();
        assert!((best.documents[0].rouge.rouge1.f1 - 2.0 / 3.0).abs() < 1e-12);
        assert!(report.to_text(true).contains("ROUGE-Lsum"));
        assert_eq!(report.to_json(false)["budget"], 4);
        let [one, ..] = compare(&best, &report).unwrap();
        assert!((one.mean - (2.0 / 3.0 - 7.0 / 12.0) / 2.0).abs() < 1e-12);
        let whole = score(&items, &guess, SummaryOptions::default()).unwrap();
        assert_eq!(whole.documents[0].words, 6);
        assert!(read("{\"id\":1}", "g").unwrap_err().to_string().contains("no items"));
    }
}
