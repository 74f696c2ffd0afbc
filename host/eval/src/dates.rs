//! Dates, times and amounts: exact spans, and the values given to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::align::{notes, pairs};
use crate::gold::{Mark, Span};
use crate::json::{self, Id};
use crate::report::percent;
use crate::{EvalError, GoldDocument, Offsets, Predicted, Report, Score, Table, Unit, ratio};

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: Option<Id>,
    #[serde(alias = "text")]
    input: String,
    #[serde(default, alias = "published")]
    reference: Option<String>,
    #[serde(default)]
    offsets: Option<String>,
    #[serde(alias = "dates")]
    expected: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    start: u32,
    end: u32,
    #[serde(default)]
    label: Option<String>,
    /// A value, or a list of values that are all right.
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    values: Vec<BTreeMap<String, Value>>,
    #[serde(default)]
    timex: Option<String>,
    #[serde(default)]
    future: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    past: Option<BTreeMap<String, Value>>,
}

impl Expected {
    /// Everything that counts as right: `value`; the TIMEX and the resolved values of the Recognizers-Text forms,
    /// a range of them written `start/end`.
    fn right(&self) -> Vec<String> {
        let mut out = self.value.as_ref().map(json::values).unwrap_or_default();
        out.extend(self.timex.clone());
        for each in self.values.iter().chain(&self.future).chain(&self.past) {
            let get =
                |names: &[&str]| names.iter().find_map(|name| each.get(*name)?.as_str().map(str::to_owned));
            let start = get(&["start", "startDate", "startDateTime", "startTime"]);
            let end = get(&["end", "endDate", "endDateTime", "endTime"]);
            if start.is_some() || end.is_some() {
                out.push(format!("{}/{}", start.unwrap_or_default(), end.unwrap_or_default()));
            }
            out.extend(get(&["timex"]));
            out.extend(get(&["value", "date", "dateTime", "time"]));
        }
        out.sort();
        out.dedup();
        out
    }
}

/// Reads JSON lines `{"id","input","reference","expected":[{"start","end","value","label"}]}`. The offsets count
/// code points unless `offsets` names another unit; `value` may be a list of values that are all right, or be given
/// as Microsoft's Recognizers-Text specifications do. `reference`, the date that relative dates are resolved
/// against, becomes `published`.
///
/// # Errors
/// A line of another form, or a span that does not fit its text.
pub fn read(text: &str, file: &str) -> Result<Vec<GoldDocument>, EvalError> {
    let mut docs: Vec<GoldDocument> = Vec::new();
    for (line, raw) in json::lines(text) {
        let row: Row = json::parse(raw, file, line)?;
        let unit: Unit =
            json::Row { offsets: row.offsets.clone(), ..json::Row::default() }.unit(file, line)?;
        let offsets = Offsets::new(&row.input, unit);
        let mut dates = Vec::with_capacity(row.expected.len());
        for expected in &row.expected {
            let span = Span { start: expected.start, end: expected.end };
            let span = span.to_bytes(&offsets).ok_or_else(|| {
                EvalError::line(
                    file,
                    line,
                    format!("the span {}..{} does not fit `input`", span.start, span.end),
                )
            })?;
            let label = expected.label.clone().unwrap_or_default();
            dates.push(Mark { span, label, id: None, values: expected.right() });
        }
        dates.sort();
        let published = row.reference.filter(|reference| !reference.is_empty());
        docs.push(GoldDocument {
            id: row.id.as_ref().map_or_else(|| docs.len().to_string(), Id::to_text),
            meta: published.map(|date| ("published".to_owned(), date)).into_iter().collect(),
            text: row.input,
            dates,
            ..GoldDocument::default()
        });
    }
    if docs.is_empty() {
        return Err(EvalError::file(file, "no cases; expected JSON lines with `input` and `expected`"));
    }
    Ok(docs)
}

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateOptions {
    /// Predicted (and gold) labels that count. Where this is `None`, everything counts if the gold file has labels;
    /// if it has none, predicted DATE, TIME, DURATION and SET count, and those without a label.
    pub labels: Option<Vec<String>>,
}

/// Scores of some of the spans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct DateScores {
    /// Exact spans.
    pub spans: Score,
    /// How many of the gold spans that were found have a known value.
    pub valued: u64,
    /// How many of those were given a right value.
    pub right_values: u64,
    /// `right_values / valued`.
    pub value_accuracy: f64,
    /// Spans that are right with their value: counted among all predicted and all gold spans.
    pub with_value: Score,
}

impl DateScores {
    fn plus(self, other: Self) -> Self {
        let (valued, right_values) = (self.valued + other.valued, self.right_values + other.right_values);
        let value_accuracy = ratio(right_values as f64, valued as f64);
        Self {
            spans: self.spans.plus(other.spans),
            valued,
            right_values,
            value_accuracy,
            with_value: self.with_value.plus(other.with_value),
        }
    }
}

/// One case's scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateRow {
    /// The case.
    pub id: String,
    /// Its scores.
    #[serde(flatten)]
    pub scores: DateScores,
}

/// How well dates were found and resolved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatesReport {
    /// Over all cases. Labels play no part in it.
    #[serde(flatten)]
    pub all: DateScores,
    /// By label, where the gold file has labels: a span is right only with its label.
    pub labels: BTreeMap<String, DateScores>,
    /// Cases without a prediction.
    pub missing: Vec<String>,
    /// Predictions without a case.
    pub unknown: Vec<String>,
    /// By case.
    pub documents: Vec<DateRow>,
}

const TEMPORAL: [&str; 4] = ["DATE", "TIME", "DURATION", "SET"];

/// Scores the layer `dates` of predictions.
///
/// A span is right when it is exactly a gold span. Among the gold spans found whose value the gold file knows, value
/// accuracy is the share that were given one of the right values; before values are compared they are brought to one
/// form by [`normal`].
///
/// # Errors
/// Gold and predictions do not fit together, or no prediction has a layer of dates.
pub fn score(
    gold: &[GoldDocument],
    predicted: &[Predicted],
    options: &DateOptions,
) -> Result<DatesReport, EvalError> {
    if let (Some(first), false) = (predicted.first(), predicted.iter().any(|doc| doc.dates.is_some())) {
        return Err(EvalError::document(
            &first.id,
            "the prediction has no layer `dates`; run a stage that finds dates",
        ));
    }
    let (pairs, aligned) = pairs(gold, predicted)?;
    let labelled = gold.iter().any(|doc| doc.dates.iter().any(|date| !date.label.is_empty()));
    let counts = |label: &str| match &options.labels {
        Some(labels) => label.is_empty() || labels.iter().any(|known| known == label),
        None => labelled || label.is_empty() || TEMPORAL.contains(&label),
    };
    let mut all = DateScores::default();
    let mut labels: BTreeMap<String, DateScores> = BTreeMap::new();
    let mut documents = Vec::with_capacity(gold.len());
    for (doc, found) in pairs {
        let right: Vec<&Mark> = doc.dates.iter().filter(|date| counts(&date.label)).collect();
        let guess = found.as_ref().and_then(|found| found.dates.as_deref()).unwrap_or(&[]);
        let guess: Vec<&Mark> = guess.iter().filter(|date| counts(&date.label)).collect();
        let scores = compare(&right, &guess);
        all = all.plus(scores);
        documents.push(DateRow { id: doc.id.clone(), scores });
        if labelled {
            by_label(&right, &guess, &mut labels);
        }
    }
    Ok(DatesReport { all, labels, missing: aligned.missing, unknown: aligned.unknown, documents })
}

fn by_label(right: &[&Mark], guess: &[&Mark], labels: &mut BTreeMap<String, DateScores>) {
    let mut parts: BTreeMap<&str, (Vec<&Mark>, Vec<&Mark>)> = BTreeMap::new();
    for mark in right {
        parts.entry(&mark.label).or_default().0.push(mark);
    }
    for mark in guess {
        parts.entry(&mark.label).or_default().1.push(mark);
    }
    for (label, (right, guess)) in parts {
        let scores = compare(&right, &guess);
        let total = labels.entry(label.to_owned()).or_default();
        *total = total.plus(scores);
    }
}

/// The scores of one case. Of several marks at one place the first counts.
fn compare(right: &[&Mark], guess: &[&Mark]) -> DateScores {
    let by_span = |marks: &[&Mark]| {
        let mut out: BTreeMap<Span, Vec<String>> = BTreeMap::new();
        for mark in marks {
            out.entry(mark.span).or_insert_with(|| mark.values.iter().map(|value| normal(value)).collect());
        }
        out
    };
    let (right, guess) = (by_span(right), by_span(guess));
    let (mut found, mut valued, mut right_values, mut whole) = (0, 0, 0, 0);
    for (span, values) in &right {
        let Some(given) = guess.get(span) else { continue };
        found += 1;
        let agrees = given.first().is_some_and(|given| values.contains(given));
        if !values.is_empty() {
            valued += 1;
            right_values += u64::from(agrees);
        }
        whole += u64::from(agrees || values.is_empty());
    }
    let (gold, predicted) = (right.len() as u64, guess.len() as u64);
    let scores = DateScores {
        spans: Score::new(gold, predicted, found),
        valued,
        right_values,
        value_accuracy: 0.0,
        with_value: Score::new(gold, predicted, whole),
    };
    DateScores::default().plus(scores)
}

/// A value in the form in which values are compared: upper case, `T` between date and time, no seconds and no
/// midnight that say nothing (`2018-07-11 00:00:00` is `2018-07-11`, `T09:30:00` and `09:30` are `T09:30`), the parts
/// of a range each by itself. Quarters, halves of years, decades and centuries are written as their first day and the
/// day after their last, as the Recognizers-Text specifications write all periods.
pub fn normal(value: &str) -> String {
    if let Some((first, after)) = period(value.trim()) {
        return format!("{first}/{after}");
    }
    let parts: Vec<String> = value.trim().split('/').map(|part| point(part.trim())).collect();
    parts.join("/")
}

/// The first day of a period and the day after its last: `2016-Q3`, `2016-H2`, `199X`, `19XX`.
fn period(value: &str) -> Option<(String, String)> {
    let value = value.to_ascii_uppercase();
    let years =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
    let day = |months: u32| format!("{:04}-{:02}-01", months / 12, months % 12 + 1);
    let (first, length) =
        if let Some((year, part)) = value.split_once('-').filter(|(year, _)| year.len() == 4) {
            let year = years(year)?;
            let (kind, number) = (part.get(..1)?, part.get(1..)?.parse::<u32>().ok()?);
            match (kind, number) {
                ("Q", 1..=4) => (12 * year + 3 * (number - 1), 3),
                ("H", 1..=2) => (12 * year + 6 * (number - 1), 6),
                _ => return None,
            }
        } else {
            match (value.len(), value.strip_suffix("XX"), value.strip_suffix('X')) {
                (4, Some(century), _) => (1200 * years(century)?, 1200),
                (4, None, Some(decade)) => (120 * years(decade)?, 120),
                _ => return None,
            }
        };
    Some((day(first), day(first + length)))
}

fn point(part: &str) -> String {
    let mut text = part.to_ascii_uppercase();
    if let Some((date, time)) = text.split_once(' ')
        && time.contains(':')
    {
        text = format!("{date}T{time}");
    }
    let clock = |text: &str| text.len() >= 5 && text.as_bytes().get(2) == Some(&b':') && !text.contains('T');
    if clock(&text) {
        text.insert(0, 'T');
    }
    if let Some(shorter) = text.strip_suffix(":00").filter(|shorter| shorter.contains(':')) {
        text = shorter.to_owned();
    }
    if let Some(date) = text.strip_suffix("T00:00").filter(|date| !date.is_empty()) {
        text = date.to_owned();
    }
    // "T9" and "T09" stay as they are; "T09:00" and "T09" say the same.
    if let Some(hour) = text.strip_suffix(":00").filter(|hour| hour.contains('T')) {
        text = hour.to_owned();
    }
    text
}

const COLUMNS: [&str; 8] =
    ["", "span P", "span R", "span F1", "value acc.", "with value F1", "gold", "predicted"];

impl DateScores {
    fn cells(&self, name: &str) -> Vec<String> {
        let spans = self.spans;
        let mut cells = vec![name.to_owned()];
        cells.extend(
            [spans.precision, spans.recall, spans.f1, self.value_accuracy, self.with_value.f1].map(percent),
        );
        cells.extend([spans.gold, spans.predicted].map(|count| count.to_string()));
        cells
    }
}

impl Report for DatesReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        table.notes = notes(self.documents.len(), &self.missing, self.unknown.len());
        for (label, scores) in &self.labels {
            table.row(scores.cells(label));
        }
        table.row(self.all.cells("all"));
        table
    }

    fn documents(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        for row in &self.documents {
            table.row(row.scores.cells(&row.id));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predicted;

    #[test]
    fn values_are_brought_to_one_form() {
        let rows = [
            ("2018-07-11 00:00:00", "2018-07-11"),
            ("2018-07-11T09:30:00", "2018-07-11T09:30"),
            ("09:30:00", "T09:30"),
            ("T09:30", "T09:30"),
            ("T09:00", "T09"),
            ("08:00:00", "T08"),
            ("2018-07-11 / 2018-07-20", "2018-07-11/2018-07-20"),
            ("p3d", "P3D"),
            ("T20:15:30", "T20:15:30"),
            ("USD 5", "USD 5"),
            ("00:00:00", "T00"),
            ("2016-H2", "2016-07-01/2017-01-01"),
            ("2018-q4", "2018-10-01/2019-01-01"),
            ("199X", "1990-01-01/2000-01-01"),
            ("20XX", "2000-01-01/2100-01-01"),
            ("2016-Q5", "2016-Q5"),
            ("XXXX-Q3", "XXXX-Q3"),
            ("XXXX", "XXXX"),
        ];
        for (value, expected) in rows {
            assert_eq!(normal(value), expected, "{value}");
        }
    }

    #[test]
    fn a_small_case_by_hand() {
        let gold = "{\"id\":\"a\",\"input\":\"Žižka came on Monday, left on 3 May.\",\"reference\":\"2018-05-09T00:00:00\",\
                    \"expected\":[{\"start\":14,\"end\":20,\"value\":[\"2018-05-07\",\"2018-05-14\"]},\
                    {\"start\":30,\"end\":35,\"values\":[{\"timex\":\"XXXX-05-03\",\"value\":\"2018-05-03\"}]}]}\n\
                    {\"id\":\"b\",\"input\":\"Nothing in 2 rows.\",\"expected\":[]}\n";
        let gold = read(gold, "g.jsonl").unwrap();
        assert_eq!(gold[0].dates[0].span.of(&gold[0].text), "Monday");
        assert_eq!(gold[0].meta["published"], "2018-05-09T00:00:00");
        let guess = "{\"id\":\"a\",\"dates\":[{\"start\":14,\"end\":20,\"label\":\"DATE\",\"value\":\"2018-05-07\"},\
                     {\"start\":30,\"end\":35,\"label\":\"DATE\",\"value\":\"2019-05-03\"},\
                     {\"start\":0,\"end\":5,\"label\":\"CARDINAL\",\"value\":\"1\"}]}\n\
                     {\"id\":\"b\",\"dates\":[{\"start\":11,\"end\":12,\"label\":\"DURATION\"}]}";
        let guess = predicted::read(guess, "p.jsonl").unwrap();
        let report = score(&gold, &guess, &DateOptions::default()).unwrap();
        // CARDINAL does not count: 3 predicted, 2 right of 2 gold: P 2/3, R 1. Of the 2 found one value is right.
        assert_eq!(report.all.spans, Score::new(2, 3, 2));
        assert_eq!((report.all.valued, report.all.right_values, report.all.value_accuracy), (2, 1, 0.5));
        assert_eq!(report.all.with_value, Score::new(2, 3, 1));
        assert!(report.to_text(true).contains("66.67"));
        let strict = DateOptions { labels: Some(vec!["DATE".into()]) };
        assert_eq!(score(&gold, &guess, &strict).unwrap().all.spans, Score::new(2, 2, 2));
    }

    #[test]
    fn labels_are_scored_apart() {
        let gold = "{\"input\":\"$5 today\",\"expected\":[{\"start\":0,\"end\":2,\"label\":\"MONEY\",\"value\":\"USD 5\"},\
                    {\"start\":3,\"end\":8,\"label\":\"DATE\"}]}";
        let gold = read(gold, "g").unwrap();
        let guess = "{\"id\":0,\"dates\":[{\"start\":0,\"end\":2,\"label\":\"MONEY\",\"value\":\"usd 5\"},\
                     {\"start\":3,\"end\":8,\"label\":\"TIME\",\"value\":\"x\"}]}";
        let report = score(&gold, &predicted::read(guess, "p").unwrap(), &DateOptions::default()).unwrap();
        assert_eq!((report.labels["MONEY"].spans.f1, report.labels["MONEY"].value_accuracy), (1.0, 1.0));
        assert_eq!((report.labels["DATE"].spans.f1, report.labels["TIME"].spans.predicted), (0.0, 1));
        assert_eq!((report.all.spans.f1, report.all.valued), (1.0, 1));
    }

    #[test]
    fn ranges_of_the_recognizers_form_are_read() {
        let line = "{\"input\":\"next week\",\"expected\":[{\"start\":0,\"end\":9,\"type\":\"daterange\",\"timex\":\"2017-W46\",\
                    \"future\":{\"startDate\":\"2017-11-13\",\"endDate\":\"2017-11-20\"},\"past\":null}]}";
        let docs = read(line, "g").unwrap();
        assert_eq!(docs[0].dates[0].values, ["2017-11-13/2017-11-20", "2017-W46"]);
        assert!(read("{\"input\":\"a\",\"expected\":[{\"start\":0,\"end\":2}]}", "g").is_err());
        assert!(read("", "g").unwrap_err().to_string().contains("no cases"));
    }
}
