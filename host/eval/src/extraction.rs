//! Article text found in a page, by shingles of four words.
//!
//! The measure of the public article-extraction-benchmark (Scrapinghub, 2019), after its evaluation script: words
//! are runs of letters, digits and underscores, case counts; a shingle is four words in a row (all words, where
//! there are fewer). For each page true positives = shingles that both texts have, counted with repeats, false
//! positives = those only the prediction has, false negatives = those only the gold text has; the page's precision
//! and recall follow from them. Precision is averaged over the pages that have a shingle in the prediction, recall
//! over those that have one in the gold text, and F1 is the harmonic mean of the two averages.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::align::{align, notes};
use crate::bootstrap::mean;
use crate::json;
use crate::report::percent;
use crate::{EvalError, Predicted, Report, Table, f1, ratio};

/// Reads `{"id": {"text": "..."}, ...}` or `{"id": "...", ...}` (one JSON object), or JSON lines with `id` and
/// `text`; the benchmark's own name `articleBody` for the text is understood. Pages come in order of their ids.
///
/// # Errors
/// A file of another form.
pub fn read(text: &str, file: &str) -> Result<Vec<(String, String)>, EvalError> {
    let mut pages = Vec::new();
    let whole: Option<serde_json::Map<String, Value>> = serde_json::from_str(text).ok();
    match whole.filter(|object| !object.get("id").is_some_and(|id| id.is_string() || id.is_number())) {
        Some(object) => {
            for (id, page) in object {
                let body = body(&page)
                    .ok_or_else(|| EvalError::file(file, format!("the page `{id}` has no field `text`")))?;
                pages.push((id, body));
            }
        }
        None => {
            for (line, raw) in json::lines(text) {
                let page: Value = json::parse(raw, file, line)?;
                let id = page.get("id").map(json::values).and_then(|ids| ids.into_iter().next());
                let (Some(id), Some(body)) = (id, body(&page)) else {
                    return Err(EvalError::line(file, line, "expected an object with `id` and `text`"));
                };
                pages.push((id, body));
            }
        }
    }
    if pages.is_empty() {
        return Err(EvalError::file(file, "no pages; expected one object of pages by id, or JSON lines"));
    }
    pages.sort();
    Ok(pages)
}

fn body(page: &Value) -> Option<String> {
    let text =
        page.as_str().or_else(|| ["text", "articleBody"].iter().find_map(|name| page.get(name)?.as_str()));
    text.map(str::to_owned)
}

/// The kinds of segments that are the article.
pub const ARTICLE: [&str; 2] = ["headline", "body"];

/// The article texts of copydesk's `documents.jsonl`: the segments of these kinds, a line each; the whole text where no
/// stage has marked segments.
pub fn from_documents(docs: &[Predicted], kinds: &[&str]) -> Vec<(String, String)> {
    docs.iter()
        .map(|doc| (doc.id.clone(), doc.segment_text(kinds).or_else(|| doc.text.clone()).unwrap_or_default()))
        .collect()
}

/// One page's score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageRow {
    /// The page.
    pub id: String,
    /// Share of the predicted shingles that are in the gold text.
    pub precision: f64,
    /// Share of the gold shingles that were predicted.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Whether the prediction has a shingle.
    pub predicted: bool,
    /// Whether the gold text has a shingle.
    pub gold: bool,
}

/// How well article texts were found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExtractionReport {
    /// Mean precision over pages with a prediction.
    pub precision: f64,
    /// Mean recall over pages with a gold text.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Pages without a prediction; they count as predicted empty.
    pub missing: Vec<String>,
    /// Predictions without a page.
    pub unknown: Vec<String>,
    /// By page.
    pub documents: Vec<PageRow>,
}

/// Scores predicted article texts. Linear in the texts.
///
/// # Errors
/// Predictions that belong to no page, or two for one page.
pub fn score(
    gold: &[(String, String)],
    predicted: &[(String, String)],
) -> Result<ExtractionReport, EvalError> {
    let ids = |pages: &[(String, String)]| pages.iter().map(|page| page.0.clone()).collect::<Vec<_>>();
    let (left, right) = (ids(gold), ids(predicted));
    let [left, right] = [&left, &right].map(|ids| ids.iter().map(String::as_str).collect::<Vec<_>>());
    let aligned = align(&left, &right)?;
    let rows = gold.iter().zip(&aligned.of).map(|((id, text), number)| {
        let guess = number.and_then(|number| predicted.get(number)).map_or("", |page| page.1.as_str());
        page(id, text, guess)
    });
    let documents: Vec<PageRow> = rows.collect();
    let precisions: Vec<f64> =
        documents.iter().filter(|row| row.predicted).map(|row| row.precision).collect();
    let recalls: Vec<f64> = documents.iter().filter(|row| row.gold).map(|row| row.recall).collect();
    let (precision, recall) = (mean(&precisions), mean(&recalls));
    Ok(ExtractionReport {
        precision,
        recall,
        f1: f1(precision, recall),
        missing: aligned.missing,
        unknown: aligned.unknown,
        documents,
    })
}

fn page(id: &str, gold: &str, guess: &str) -> PageRow {
    let (gold, guess) = (words(gold), words(guess));
    let (gold, guess) = (shingles(&gold), shingles(&guess));
    let both: u32 = guess.iter().map(|(shingle, count)| *count.min(gold.get(shingle).unwrap_or(&0))).sum();
    let size = |counts: &HashMap<&[&str], u32>| f64::from(counts.values().sum::<u32>());
    let (all_gold, all_guess) = (size(&gold), size(&guess));
    let empty = all_gold == 0.0 && all_guess == 0.0;
    let share = |whole: f64| if empty { 1.0 } else { ratio(f64::from(both), whole) };
    let (precision, recall) = (share(all_guess), share(all_gold));
    PageRow {
        id: id.to_owned(),
        precision,
        recall,
        f1: f1(precision, recall),
        predicted: all_guess > 0.0,
        gold: all_gold > 0.0,
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

fn shingles<'a, 'b>(words: &'b [&'a str]) -> HashMap<&'b [&'a str], u32> {
    let mut counts = HashMap::new();
    if (1..4).contains(&words.len()) {
        counts.insert(words, 1);
    }
    for shingle in words.windows(4) {
        *counts.entry(shingle).or_insert(0) += 1;
    }
    counts
}

const COLUMNS: [&str; 4] = ["", "P", "R", "F1"];

fn cells(name: &str, shares: [f64; 3]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(shares.map(percent)).collect()
}

impl Report for ExtractionReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        table.notes = notes(self.documents.len(), &self.missing, self.unknown.len());
        table.row(cells("all", [self.precision, self.recall, self.f1]));
        table
    }

    fn documents(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        for row in &self.documents {
            table.row(cells(&row.id, [row.precision, row.recall, row.f1]));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_case_by_hand() {
        let gold = read(
            "{\"p\":{\"text\":\"one two three four five\",\"url\":\"u\"},\"q\":{\"text\":\"a b c\"}}",
            "g",
        )
        .unwrap();
        // p: gold shingles 1234 2345, predicted 1234 234X: P 1/2, R 1/2. q: predicted nothing: not in the mean of P,
        // R 0. P = 1/2, R = 1/4, F = 1/3.
        let guess = read("{\"id\":\"p\",\"text\":\"one two, three -- four Five\"}\n", "p").unwrap();
        let report = score(&gold, &guess).unwrap();
        assert_eq!((report.precision, report.recall), (0.5, 0.25));
        assert!((report.f1 - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(report.missing, ["q"]);
        let same = score(&gold, &gold).unwrap();
        assert_eq!((same.precision, same.recall, same.f1), (1.0, 1.0, 1.0));
        assert!(report.to_text(true).contains("33.33"));
    }

    #[test]
    fn short_and_empty_texts() {
        let rows = [
            ("short", "a b c", "a b c", (1.0, 1.0)),
            ("short and different", "a b c", "a b", (0.0, 0.0)),
            ("both empty", "", "...", (1.0, 1.0)),
            ("nothing there", "", "a b", (0.0, 0.0)),
        ];
        for (name, gold, guess, expected) in rows {
            let row = page("p", gold, guess);
            assert_eq!((row.precision, row.recall), expected, "{name}");
        }
        assert_eq!(read("{\"p\":\"text\"}", "g").unwrap()[0].1, "text");
        assert!(
            read("{\"p\":{}}", "g").unwrap_err().to_string().contains("the page `p` has no field `text`")
        );
        assert!(read("", "g").unwrap_err().to_string().contains("no pages"));
        assert!(read("{\"id\":\"p\"}", "g").unwrap_err().to_string().contains("line 1: expected an object"));
    }
}
