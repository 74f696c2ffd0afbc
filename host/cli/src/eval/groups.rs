//! Groups of documents, and articles in pages.

use anyhow::{Result, anyhow, bail};
use copydesk::core::tables;
use copydesk_eval::groups::{self, Grouped};
use copydesk_eval::{EvalError, extraction, predicted};
use serde_json::Value;

use super::args::{By, ExtractionArgs, GroupsArgs};
use super::chain::{Chain, Need, document, has_texts};
use super::files;
use super::show::{Origin, Shown};

/// `copydesk eval groups`.
pub(super) fn groups(args: &GroupsArgs) -> Result<u8> {
    let common = &args.common;
    let gold = files::gold_documents(common, groups::read)?;
    let (predicted, origin) = match &common.pred {
        Some(path) => (read_clusters(&files::text(path)?, &path.display().to_string())?, Origin::file(path)),
        None => {
            has_texts(gold.iter())?;
            let table = if args.by == By::Stories { tables::STORIES } else { tables::EVENTS };
            let chain = Chain::open(&common.config, &Need { targets: &[table], ..Need::default() })?;
            let kept = chain.run(gold.iter().map(|doc| document(doc, &[])).collect())?;
            let rows =
                kept.tables.get(table).ok_or_else(|| anyhow!("the pipeline wrote no table `{table}`"))?;
            (groups::read_table(rows, &format!("the table `{table}`"))?, chain.origin())
        }
    };
    let report = groups::score(&groups::clusters(&gold), &predicted);
    if !predicted.is_empty() && report.missing.len() == gold.len() {
        let other = predicted.first().map_or("", |row| row.0.as_str());
        bail!("no prediction has the id of a gold document; the first one is for `{other}`");
    }
    Shown::of(&report, common).finish("groups", common, origin)
}

/// Clusters from a simple file (`id`, `cluster`) or from rows of a table of copydesk.
fn read_clusters(text: &str, file: &str) -> Result<Vec<Grouped>, EvalError> {
    let schema = predicted::schema(text).unwrap_or_default();
    if schema.starts_with("copydesk.document/") {
        let message = "documents have no groups; give briefings.jsonl, or the table `stories` or `events`";
        return Err(EvalError::File { file: file.to_owned(), message: message.to_owned() });
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let first: Value = serde_json::from_str(first).unwrap_or(Value::Null);
    let is_table = ["documents", "sources"].iter().any(|key| first[key].is_array());
    if is_table && first["cluster"].is_null() {
        return groups::read_table(text, file);
    }
    Ok(groups::clusters(&groups::read(text, file)?))
}

/// `copydesk eval extraction`.
pub(super) fn extraction(args: &ExtractionArgs) -> Result<u8> {
    let common = &args.common;
    let Some(path) = &common.pred else {
        bail!(
            "extraction needs --pred FILE: gold files hold article texts and no pages, and no source of copydesk \
             reads HTML yet"
        );
    };
    let mut gold = files::gold(common, extraction::read)?;
    files::distinct(gold.iter_mut().map(|page| &mut page.0), common)?;
    let (text, file) = (files::text(path)?, path.display().to_string());
    let ours = predicted::schema(&text).is_some_and(|schema| schema.starts_with("copydesk.document/"));
    let pages = if ours {
        extraction::from_documents(&predicted::read(&text, &file)?, &extraction::ARTICLE)
    } else {
        extraction::read(&text, &file)?
    };
    let report = extraction::score(&gold, &pages)?;
    Shown::of(&report, common).finish("extraction", common, Origin::file(path))
}
