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

/// Reads FOLDER/NAME/PART.conllu for every NAME, in the order of names, and every PART.
pub(crate) fn read(folder: &Path, parts: &[String]) -> Result<Vec<Set>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut sets = Vec::new();
    for name in names {
        let mut docs = Vec::new();
        for part in parts {
            let path = folder.join(&name).join(part).with_extension("conllu");
            if path.is_file() {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                docs.extend(conllu::read(&text, &path.display().to_string())?);
            }
        }
        if !docs.is_empty() {
            sets.push(Set { name, docs });
        }
    }
    ensure!(
        !sets.is_empty(),
        "{} has no folder with a file {}.conllu",
        folder.display(),
        parts.join(".conllu or ")
    );
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

/// How many sentences are right, in the gold file, and found.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    right: usize,
    gold: usize,
    found: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, other: Self) {
        self.right += other.right;
        self.gold += other.gold;
        self.found += other.found;
    }

    pub(crate) fn f1(self) -> f64 {
        f1(ratio(self.right as f64, self.found as f64), ratio(self.right as f64, self.gold as f64))
    }
}

/// Counts the sentences that follow from `ends`.
pub(crate) fn count(docs: &[&GoldDocument], mut ends: impl FnMut(&Place) -> bool) -> Result<Counts> {
    let mut all = Counts::default();
    for doc in docs {
        let found = walk(&doc.text, &mut ends).map_err(|message| anyhow!(message))?;
        let gold: HashSet<(u32, u32)> = doc.sents.iter().map(|sent| (sent.start, sent.end)).collect();
        let right = found.iter().filter(|sent| gold.contains(sent)).count();
        all.add(Counts { right, gold: gold.len(), found: found.len() });
    }
    Ok(all)
}
