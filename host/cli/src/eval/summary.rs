//! Summaries: item by item, beside baselines of the same length.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use copydesk::core::{names, tables};
use copydesk_eval::rouge::References;
use copydesk_eval::summary::{self, Budget, Item, SummaryOptions, SummaryReport, compare, mean_words};
use copydesk_eval::{EvalError, Predicted, Report as _, Table, predicted};
use serde_json::{Map, Value, json};

use super::args::{SummaryArgs, Words};
use super::chain::{Chain, Need, UNLIMITED, document, has_texts, read_back};
use super::show::{Origin, Shown};
use super::{baselines, files};

/// `copydesk eval summary`.
pub(super) fn summary(args: &SummaryArgs) -> Result<u8> {
    let common = &args.common;
    let mut items = files::gold(common, summary::read)?;
    files::distinct(items.iter_mut().map(|item| &mut item.id), common)?;
    let options = SummaryOptions {
        budget: match args.words {
            None => Budget::Whole,
            Some(Words::Auto) => Budget::Auto,
            Some(Words::Count(words)) => Budget::Words(words),
        },
        stem: args.stem,
        references: if args.best { References::Best } else { References::Mean },
        ..SummaryOptions::default()
    };
    let (predicted, origin) = match &common.pred {
        Some(path) => {
            let (text, file) = (files::text(path)?, path.display().to_string());
            (read_summaries(&items, &text, &file)?, Origin::file(path))
        }
        None => run(args, &items)?,
    };
    let report = summary::score(&items, &predicted, options)?;
    let mut shown = Shown::of(&report, common);
    if !args.no_baselines {
        add_baselines(&mut shown, &items, &report, options)?;
    }
    shown.finish("summary", common, origin)
}

/// Summaries of a file: simple lines, briefings, or documents with a layer `summary`.
fn read_summaries(items: &[Item], text: &str, file: &str) -> Result<Vec<Predicted>, EvalError> {
    let mut item_of = HashMap::new();
    for item in items {
        for doc in &item.documents {
            item_of.entry(doc.id.clone()).or_insert_with(|| item.id.clone());
        }
    }
    let schema = predicted::schema(text).unwrap_or_default();
    if schema.starts_with("copydesk.briefing/") {
        return Ok(predicted::item_summaries(&predicted::read_briefings(text, file)?, &item_of));
    }
    let mut found = predicted::read(text, file)?;
    if schema.starts_with("copydesk.document/") {
        for one in &mut found {
            if let Some(item) = item_of.get(&one.id) {
                one.id.clone_from(item);
            }
        }
    }
    Ok(found)
}

/// One run for each item. Several documents: the first briefing; a single one: its layer `summary`.
fn run(args: &SummaryArgs, items: &[Item]) -> Result<(Vec<Predicted>, Origin)> {
    has_texts(items.iter().flat_map(|item| &item.documents))?;
    let words = args.words.map(|words| match words {
        Words::Auto => mean_words(items),
        Words::Count(words) => words,
    });
    let limits = words.map(|words| {
        let unlimited = ["max_sentences", "max_sentences_per_document"].map(|key| (key, UNLIMITED));
        [("max_words", words as u64), unlimited[0], unlimited[1]]
    });
    let single = items.iter().any(|item| item.documents.len() == 1);
    let several = items.iter().any(|item| item.documents.len() > 1);
    let need = Need {
        targets: match (single, several) {
            (true, false) => &[names::SUMMARY],
            (false, _) => &[tables::BRIEFINGS],
            (true, true) => &[names::SUMMARY, tables::BRIEFINGS],
        },
        skip: if args.one_story { &[tables::STORIES] } else { &[] },
        options: limits.as_ref().map_or(&[], |limits| limits.as_slice()),
        ..Need::default()
    };
    let chain = Chain::open(&args.common.config, &need)?;
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        found.extend(run_item(&chain, item).with_context(|| format!("item `{}`", item.id))?);
    }
    Ok((found, chain.origin()))
}

fn run_item(chain: &Chain, item: &Item) -> Result<Option<Predicted>> {
    // Ids of documents need not be unique over items, nor inside one where a file repeats a document.
    let docs = item.documents.iter().enumerate().map(|(number, doc)| {
        let mut doc = document(doc, &[]);
        doc.id = number.to_string();
        doc
    });
    let kept = chain.run(docs.collect())?;
    let summary = if item.documents.len() == 1 {
        read_back(&kept.docs)?.first().and_then(Predicted::summary_text)
    } else {
        let rows = kept.tables.get(tables::BRIEFINGS).unwrap_or("");
        let briefings = predicted::read_briefings(rows, "the table `briefings`")?;
        briefings.into_iter().next().map(|briefing| briefing.text)
    };
    Ok(summary.map(|summary| Predicted {
        id: item.id.clone(),
        summary: Some(summary),
        ..Predicted::default()
    }))
}

/// Scores the baselines at the length of our summaries and adds them to the report.
fn add_baselines(
    shown: &mut Shown,
    items: &[Item],
    report: &SummaryReport,
    options: SummaryOptions,
) -> Result<()> {
    let words: Vec<usize> = report.documents.iter().map(|row| report.budget.unwrap_or(row.words)).collect();
    let mut table = Table {
        notes: vec![match report.budget {
            Some(words) => format!("baselines cut at {words} words"),
            None => "baselines cut at the length of our summary of the item".to_owned(),
        }],
        columns: [
            "system",
            "words",
            "R1 F1",
            "R2 F1",
            "RL F1",
            "RLsum F1",
            "ours less it: R2",
            "low",
            "high",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: Vec::new(),
    };
    table.notes.push("low and high: 95 % interval of the difference, by the paired bootstrap".to_owned());
    table.rows.push(row("ours", report, None));
    let mut object = Map::new();
    for (name, texts) in baselines::NAMES.iter().zip(baselines::all(items, &words, options.stem)) {
        let predicted: Vec<Predicted> = items
            .iter()
            .zip(texts)
            .zip(&words)
            .map(|((item, text), &words)| {
                let cut = copydesk_eval::rouge::cut(&text, words).to_owned();
                Predicted { id: item.id.clone(), summary: Some(cut), ..Predicted::default() }
            })
            .collect();
        let other = summary::score(items, &predicted, options)?;
        let differences = compare(report, &other)?;
        table.rows.push(row(name, &other, Some(differences[1])));
        let mut json = other.to_json(false);
        json["ours_less_it"] = json!({
            "rouge1": differences[0], "rouge2": differences[1], "rougeL": differences[2], "rougeLsum": differences[3],
        });
        object.insert((*name).to_owned(), json);
    }
    shown.text.push_str(&format!("\n{table}"));
    shown.json.insert("baselines".to_owned(), Value::Object(object));
    Ok(())
}

fn row(name: &str, report: &SummaryReport, difference: Option<summary::Difference>) -> Vec<String> {
    let percent = |share: f64| format!("{:.2}", 100.0 * share);
    let total: usize = report.documents.iter().map(|row| row.words).sum();
    let mean = copydesk_eval::ratio(total as f64, report.documents.len() as f64);
    let mut cells = vec![name.to_owned(), format!("{mean:.0}")];
    let measures = [report.rouge1, report.rouge2, report.rouge_l, report.rouge_lsum];
    cells.extend(measures.map(|measured| percent(measured.mean.f1)));
    cells.extend(match difference {
        Some(one) => [one.mean, one.interval.low, one.interval.high].map(percent),
        None => ["-", "-", "-"].map(str::to_owned),
    });
    cells
}
