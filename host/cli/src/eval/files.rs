//! Gold files and predictions as texts.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use copydesk_eval::{EvalError, GoldDocument};

use super::args::Common;

/// The text of a file; `-` is standard input.
pub(super) fn text(path: &Path) -> Result<String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.with_context(|| format!("{shown} cannot be read"))?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        bail!(
            "{shown} is compressed: write `zcat FILE | copydesk eval MEASURE -`, where `-` is standard input"
        );
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        anyhow::anyhow!(
            "{shown} is not UTF-8: the first bad byte is at offset {at}; convert the file to UTF-8"
        )
    })
}

/// All gold files in order.
pub(super) fn gold<T>(
    common: &Common,
    read: impl Fn(&str, &str) -> Result<Vec<T>, EvalError>,
) -> Result<Vec<T>> {
    let files = common.gold.iter().chain(&common.pred);
    if files.filter(|path| path.as_path() == Path::new("-")).count() > 1 {
        bail!("`-` stands twice, but standard input can be read only once");
    }
    let mut all = Vec::new();
    for path in &common.gold {
        all.extend(read(&text(path)?, &path.display().to_string())?);
    }
    Ok(all)
}

/// Makes ids unique, as a run and a report need them. Where predictions have to be matched by id, no id is changed.
pub(super) fn distinct<'a>(ids: impl Iterator<Item = &'a mut String>, common: &Common) -> Result<()> {
    let mut seen: HashSet<String> = HashSet::new();
    for id in ids {
        if !seen.insert(id.clone()) {
            if common.pred.is_some() {
                bail!(
                    "two gold documents have the id `{id}`: predictions cannot be told apart; score one file at a time"
                );
            }
            let first = id.clone();
            // Numbers go up with the documents, so that many repeats of one id stay quick.
            let mut number = seen.len();
            while !seen.insert(id.clone()) {
                number += 1;
                *id = format!("{first}#{number}");
            }
        }
    }
    Ok(())
}

/// Gold documents with ids of their own.
pub(super) fn gold_documents(
    common: &Common,
    read: impl Fn(&str, &str) -> Result<Vec<GoldDocument>, EvalError>,
) -> Result<Vec<GoldDocument>> {
    let mut docs = gold(common, read)?;
    distinct(docs.iter_mut().map(|doc| &mut doc.id), common)?;
    Ok(docs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        common: Common,
    }

    #[test]
    fn ids_become_unique_where_nothing_has_to_match() {
        let ids = || ["a", "b", "a", "a#3", "a"].map(str::to_owned);
        let common = Line::parse_from(["x", "g"]).common;
        let mut all = ids();
        distinct(all.iter_mut(), &common).unwrap();
        let unique: HashSet<&String> = all.iter().collect();
        assert_eq!((unique.len(), all[0].as_str(), all[1].as_str()), (5, "a", "b"), "{all:?}");
        let common = Line::parse_from(["x", "g", "--pred", "p"]).common;
        let error = distinct(ids().iter_mut(), &common).unwrap_err().to_string();
        assert!(error.contains("the id `a`"), "{error}");
    }
}
