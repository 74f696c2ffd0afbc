//! Captions: lines under pictures, known by their credits.

use crate::block::{Block, Pool};
use crate::label::Page;
use crate::lexicon::Lexicon;

/// Longest caption, in words.
const MAX_WORDS: u16 = 60;

/// Whether the lexicon knows a caption in this block.
pub(crate) fn is_caption(block: &Block, pool: &Pool, lexicon: &Lexicon) -> bool {
    let known = block.hits(pool).iter().any(|&hit| hit.points >= 2 && lexicon.category(hit) == "caption");
    known && block.count <= MAX_WORDS && !block.attribution
}

/// Why a block is a caption, or `None`.
pub(crate) fn reason(block: &Block, page: &Page<'_>) -> Option<&'static str> {
    if is_caption(block, page.pool, page.lexicon) {
        return Some("lexicon:caption");
    }
    (block.whole && block.count <= MAX_WORDS && has_credit(block, page)).then_some("credit")
}

/// Whether the line ends in an agency's name in brackets, with no sentence end before it: "The quay (AP)". After a
/// stop the credit may belong to a whole report.
fn has_credit(block: &Block, page: &Page<'_>) -> bool {
    let line = block.span.of(page.text);
    let Some(open) = line.strip_suffix(')').and_then(|line| line.rfind('(')) else { return false };
    let before = line.get(..open).unwrap_or("").trim_end();
    if before.is_empty() || before.ends_with(['.', '!', '?', '”', '"', ':']) {
        return false;
    }
    let from = block.span.start + open as u32;
    let words = block.of(page.pool);
    let credit = words.partition_point(|word| word.start < from);
    let inner = words.get(credit..).unwrap_or_default();
    let inside = line.get(open + 1..line.len() - 1).unwrap_or("");
    let parts = inside.split(['/', ',', '|', ':']).map(str::trim);
    let code = inner.len() == 1 && inner[0].is_all_capitals() && (2..=5).contains(&inside.len());
    page.names.agency(inner).is_some()
        || parts.into_iter().any(|part| AGENCY_PARTS.contains(&part))
        || (code && !block.is_prose() && block.function >= 1)
}

const AGENCY_PARTS: &[&str] = &[
    "AP",
    "Reuters",
    "REUTERS",
    "AFP",
    "Getty",
    "Getty Images",
    "EPA",
    "PA",
    "PTI",
    "ANI",
    "TASS",
    "Photo",
    "file",
    "File",
];
