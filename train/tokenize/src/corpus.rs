//! Gold sentences, and the places in doubt in their texts.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, ensure};
use copydesk_eval::{GoldDocument, conllu, f1, ratio};
use copydesk_tokenize::training::{Place, walk};

/// The documents of one file.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) docs: Vec<GoldDocument>,
}

/// Reads FOLDER/NAME/PART.conllu for every NAME, in the order of names.
pub(crate) fn read(folder: &Path, part: &str) -> Result<Vec<Set>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut sets = Vec::new();
    for name in names {
        let path = folder.join(&name).join(part).with_extension("conllu");
        if path.is_file() {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            sets.push(Set { name, docs: conllu::read(&text, &path.display().to_string())? });
        }
    }
    ensure!(!sets.is_empty(), "{} has no folder with a file {part}.conllu", folder.display());
    Ok(sets)
}

/// All places in doubt with what the gold sentences say.
pub(crate) fn places(docs: &[&GoldDocument]) -> Result<Vec<(Place, bool)>> {
    let mut all = Vec::new();
    for doc in docs {
        let begins: HashSet<u32> = doc.sents.iter().map(|sent| sent.start).collect();
        let walked = walk(&doc.text, |place| {
            let ends = begins.contains(&place.at);
            all.push((*place, ends));
            ends
        });
        walked.map_err(|message| anyhow!(message))?;
    }
    Ok(all)
}

/// F1 of the sentences that follow from `ends`.
pub(crate) fn score(docs: &[GoldDocument], mut ends: impl FnMut(&Place) -> bool) -> Result<f64> {
    let (mut right, mut gold, mut predicted) = (0.0, 0.0, 0.0);
    for doc in docs {
        let found = walk(&doc.text, &mut ends).map_err(|message| anyhow!(message))?;
        let sents: HashSet<(u32, u32)> = doc.sents.iter().map(|sent| (sent.start, sent.end)).collect();
        right += found.iter().filter(|sent| sents.contains(sent)).count() as f64;
        gold += sents.len() as f64;
        predicted += found.len() as f64;
    }
    Ok(f1(ratio(right, predicted), ratio(right, gold)))
}

pub(crate) fn counts(docs: &[&GoldDocument], mut ends: impl FnMut(&Place) -> bool) -> Result<[f64; 3]> {
    let (mut right, mut gold, mut predicted) = (0.0, 0.0, 0.0);
    for doc in docs {
        let found = walk(&doc.text, &mut ends).map_err(|message| anyhow!(message))?;
        let sents: HashSet<(u32, u32)> = doc.sents.iter().map(|sent| (sent.start, sent.end)).collect();
        right += found.iter().filter(|sent| sents.contains(sent)).count() as f64;
        gold += sents.len() as f64;
        predicted += found.len() as f64;
    }
    Ok([right, gold, predicted])
}
