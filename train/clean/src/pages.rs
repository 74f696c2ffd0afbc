//! Pages of HTML with the text of their article, from the folders of public page sets.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// What is known of the article in a page.
#[derive(Debug, Clone)]
pub(crate) enum Gold {
    /// All of its text.
    Whole(String),
    /// Passages that belong to it, and passages that do not; nothing is known of the rest.
    Passages { with: Vec<String>, without: Vec<String> },
}

/// A page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Its id: the set and the name in it.
    pub(crate) id: String,
    pub(crate) html: String,
    pub(crate) gold: Gold,
    /// Title and author, where the set has them: they are neither story nor furniture.
    pub(crate) heads: Vec<String>,
}

/// One half of the pages: methods are chosen on one and judged on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Development,
    HeldOut,
    Both,
}

/// FNV-1a of a page's id.
pub(crate) fn hash(id: &str) -> u64 {
    id.bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Page {
    /// Whether the page belongs to a half, by the hash of its id.
    pub(crate) fn is_in(&self, half: Half) -> bool {
        let even = (hash(&self.id) >> 32).is_multiple_of(2);
        half == Half::Both || even == (half == Half::Development)
    }
}

/// The commonest small words of English.
const SMALL_WORDS: [&str; 16] =
    ["the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "with", "as", "are", "by"];

impl Page {
    /// Whether its article is in English: every tenth word is a common small one.
    fn is_english(&self) -> bool {
        let text = match &self.gold {
            Gold::Whole(text) => text.clone(),
            Gold::Passages { with, .. } => with.join(" "),
        };
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let (mut all, mut small) = (0, 0);
        for word in words {
            all += 1;
            small += usize::from(SMALL_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)));
        }
        small * 10 >= all
    }
}

/// Reads every page set under `folder`: a folder with `expected.json` and `html/ID.html.gz`.
///
/// # Errors
/// A folder without page sets, or a file that cannot be read.
pub(crate) fn read(folder: &Path, half: Half, any_language: bool) -> Result<Vec<Page>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut sets: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    sets.retain(|path| path.join("expected.json").is_file());
    sets.sort();
    anyhow::ensure!(
        !sets.is_empty(),
        "{} holds no page set: expected folders with expected.json and html/ID.html.gz",
        folder.display()
    );
    let mut pages = Vec::new();
    for set in sets {
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = set.join("expected.json");
        let expected = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let expected: serde_json::Map<String, Value> =
            serde_json::from_str(&expected).with_context(|| file.display().to_string())?;
        for (id, answer) in expected {
            let heads = ["title", "byline", "author"].iter().filter_map(|key| answer[key].as_str());
            let mut page = Page {
                id: format!("{name}/{id}"),
                html: String::new(),
                gold: gold(&answer),
                heads: heads.filter(|head| !head.is_empty()).map(str::to_owned).collect(),
            };
            if page.is_in(half) && (any_language || page.is_english()) {
                page.html = html(&set.join("html").join(format!("{id}.html.gz")))?;
                pages.push(page);
            }
        }
    }
    pages.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(pages)
}

fn gold(answer: &Value) -> Gold {
    let list = |key: &str| {
        let items = answer[key].as_array().into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    match answer["text"].as_str() {
        Some(text) => Gold::Whole(text.to_owned()),
        None => Gold::Passages { with: list("with"), without: list("without") },
    }
}

/// A page as text. What is not UTF-8 is read byte by byte as Latin-1, in which every byte is a character.
fn html(path: &Path) -> Result<String> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => error.into_bytes().iter().map(|&byte| char::from(byte)).collect(),
    })
}
