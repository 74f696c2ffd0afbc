//! Captions and credits: lines under pictures, known by who made these.

use crate::block::{Block, Pool};
use crate::label::{Kind, Page};
use crate::lexicon::Lexicon;
use crate::words::{self, hash_of};

/// Longest caption, in words.
const MAX_WORDS: u16 = 60;

/// Whether the lexicon knows a caption in this block.
pub(crate) fn is_caption(block: &Block, pool: &Pool, lexicon: &Lexicon) -> bool {
    let known = block.hits(pool).iter().any(|&hit| hit.points >= 2 && lexicon.category(hit) == "caption");
    known && block.count <= MAX_WORDS && !block.attribution
}

/// Most words of a line that says who made a picture, and nothing else.
const MAX_CREDIT: u16 = 8;

/// Whether a block is a caption, or only the credit of a picture, and why.
pub(crate) fn find(block: &Block, page: &Page<'_>) -> Option<(Kind, &'static str)> {
    if is_caption(block, page.pool, page.lexicon) {
        let credit = block.count <= MAX_CREDIT && !block.stop && is_credit(block.span.of(page.text), page);
        return Some(if credit {
            (Kind::Credit, "lexicon:credit")
        } else {
            (Kind::Caption, "lexicon:caption")
        });
    }
    (block.whole && block.count <= MAX_WORDS && has_credit(block, page)).then_some((Kind::Caption, "credit"))
}

/// Whether the line begins as credits do and goes on with names only: "Photo: Ida Brandt/Wire".
fn is_credit(line: &str, page: &Page<'_>) -> bool {
    let mut words = Vec::new();
    words::scan(line, 0, &mut words);
    let opening =
        words.iter().take_while(|word| CREDIT_WORDS.iter().any(|name| word.hash == hash_of(name))).count();
    let names = words.get(opening..).unwrap_or_default();
    let agency = (1..=words.len().min(4)).any(|len| page.names.agency(&words[..len]).is_some());
    (opening > 0 || agency)
        && names.iter().all(|word| {
            word.is_capital() || word.is_number() || SMALL.iter().any(|name| word.hash == hash_of(name))
        })
}

/// Words that a credit begins with.
const CREDIT_WORDS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "picture",
    "pictures",
    "image",
    "images",
    "credit",
    "copyright",
    "source",
    "illustration",
    "by",
    "courtesy",
    "of",
    "via",
];

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

/// Small words between the names of a credit.
const SMALL: &[&str] = &["for", "via", "and", "of", "the", "by", "s"];

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
