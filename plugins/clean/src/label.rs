//! Decides what each block is.
//!
//! The story lies between the first and the last block that read like prose; before it is the head, with title,
//! byline and date, behind it the tail. Furniture is decided by points from signals of different kinds, each of which
//! is kept as a reason:
//!
//! | signal | points |
//! |---|---|
//! | phrases of the lexicon | 1 to 3 (9 where the user gave the phrase), one more for a second category |
//! | head or tail | 1 |
//! | addresses the reader (prose only) | 1 |
//! | repeats an earlier line | 1, or 2 where it is long |
//! | shape of a label: short, no stop, no verb | 1 |
//! | two words stuck together at a seam | 1 |
//! | below a list's title, or between other furniture in the tail | 2 or 1 |
//! | quotes somebody or attributes a statement (prose only) | −1 each |
//!
//! Other lines need two points, prose needs four: losing a paragraph of the story is worse than keeping a teaser.

use std::fmt::Write as _;

use crate::block::{Block, Pool};
use crate::caption;
use crate::head;
use crate::lexicon::{Lexicon, WordMap};
use crate::names::Names;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Headline,
    Byline,
    Dateline,
    Body,
    Caption,
    Furniture,
}

impl Kind {
    /// Its label in the layer.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Furniture => "furniture",
        }
    }
}

/// The verdict on one block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    /// `None` until something is known; becomes body.
    pub(crate) kind: Option<Kind>,
    /// Reasons, separated by blanks.
    pub(crate) reason: String,
    /// Where the same words stood before: index of the block.
    pub(crate) repeats: Option<usize>,
}

impl Verdict {
    /// Decides, with a reason.
    pub(crate) fn set(&mut self, kind: Kind, reason: &str) {
        self.kind = Some(kind);
        self.because(reason);
    }

    pub(crate) fn because(&mut self, reason: &str) {
        if !reason.is_empty() {
            if !self.reason.is_empty() {
                self.reason.push(' ');
            }
            self.reason.push_str(reason);
        }
    }
}

/// Everything the deciding functions look at.
pub(crate) struct Page<'a> {
    /// The text with markup masked by blanks.
    pub(crate) text: &'a str,
    pub(crate) blocks: &'a [Block],
    pub(crate) pool: &'a Pool,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) names: &'a Names,
    /// The title that came with the document.
    pub(crate) title: Option<&'a str>,
    /// Index of the first block of the story, and one past the last; empty where nothing reads like prose.
    pub(crate) story: std::ops::Range<usize>,
}

/// Points for furniture that other lines and prose need.
const LINE_NEEDS: u32 = 2;
const PROSE_NEEDS: u32 = 4;
/// Words from which a repeated line is no accident.
const LONG_REPEAT: u16 = 5;

/// Finds the story: the first and last block that read like prose and that the lexicon does not know.
pub(crate) fn story(blocks: &[Block], pool: &Pool, lexicon: &Lexicon) -> std::ops::Range<usize> {
    let tells = |block: &Block| {
        block.is_prose()
            && block.date.is_none()
            && phrase_points(block, pool) < 2
            && !caption::is_caption(block, pool, lexicon)
    };
    let first = blocks.iter().position(tells);
    let last = blocks.iter().rposition(tells);
    match (first, last) {
        (Some(first), Some(last)) => first..last + 1,
        _ => blocks.len()..blocks.len(),
    }
}

/// Decides all blocks.
pub(crate) fn decide(page: &Page<'_>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = page.blocks.iter().map(|_| Verdict::default()).collect();
    find_repeats(page.blocks, &mut verdicts);
    for (at, block) in page.blocks.iter().enumerate() {
        if page.lexicon.is_kept(block.of(page.pool)) {
            verdicts[at].set(Kind::Body, "user:keep");
        } else if let Some(reason) = caption::reason(block, page) {
            verdicts[at].set(Kind::Caption, reason);
        }
    }
    head::decide(page, &mut verdicts);
    captions_by_repetition(page, &mut verdicts);
    for at in 0..page.blocks.len() {
        if verdicts[at].kind.is_none() {
            furniture(page, at, &mut verdicts);
        }
    }
    lists(page, &mut verdicts);
    between(page, &mut verdicts);
    tail(page, &mut verdicts);
    head::crossheads(page, &mut verdicts);
    keep_a_story(page, &mut verdicts);
    verdicts
}

fn find_repeats(blocks: &[Block], verdicts: &mut [Verdict]) {
    let mut seen: WordMap<usize> = WordMap::default();
    for (at, block) in blocks.iter().enumerate() {
        // Only the ends of long paragraphs are hashed, so their lengths are compared too.
        let key = block.hash ^ if block.whole { 0 } else { u64::from(block.span.len()) };
        if block.count == 0 {
            continue;
        }
        match seen.get(&key) {
            Some(&first) => verdicts[at].repeats = Some(first),
            None => {
                seen.insert(key, at);
            }
        }
    }
}

/// Points that phrases give a block.
pub(crate) fn phrase_points(block: &Block, pool: &Pool) -> u32 {
    let prose = block.is_prose();
    let mut best = 0;
    let mut categories = 0;
    for hit in block.hits(pool) {
        // A list's title is no sentence.
        if hit.header && prose {
            continue;
        }
        best = best.max(u32::from(hit.points));
        categories += 1;
    }
    if categories > 1 { best + 1 } else { best }
}

fn furniture(page: &Page<'_>, at: usize, verdicts: &mut [Verdict]) {
    let block = &page.blocks[at];
    let prose = block.is_prose();
    let mut reason = String::new();
    let phrases = phrase_points(block, page.pool);
    let mut points = phrases;
    for &hit in block.hits(page.pool) {
        if !(hit.header && prose) {
            note(&mut reason, "lexicon:", page.lexicon.category(hit));
        }
    }
    if at < page.story.start && !page.story.is_empty() {
        points += 1;
        note(&mut reason, "position:", "head");
    } else if at >= page.story.end && !page.story.is_empty() {
        points += 1;
        note(&mut reason, "position:", "tail");
    }
    if let Some(first) = verdicts[at].repeats {
        points += if block.count >= LONG_REPEAT { 2 } else { 1 };
        note(&mut reason, "repeats-line-", &(first + 1).to_string());
    }
    if prose {
        points += u32::from(block.address && phrases > 0);
        points = points.saturating_sub(u32::from(block.attribution) + u32::from(block.quote));
        if block.address && phrases > 0 {
            note(&mut reason, "", "addresses-reader");
        }
        // A paragraph printed twice is lost by nobody.
        let twice = verdicts[at].repeats.is_some_and(|first| verdicts[first].kind != Some(Kind::Furniture));
        points += if twice && block.count >= LONG_REPEAT { 2 } else { 0 };
    } else {
        if looks_like_label(block) {
            points += 1;
            note(&mut reason, "", "shape:label");
        }
        if block.glued && block.cut {
            points += 1;
            note(&mut reason, "", "glued");
        }
    }
    // A title-like or unknown line inside the story has no phrase and no place against it.
    let evidence = phrases > 0 || verdicts[at].repeats.is_some() || !page.story.contains(&at);
    let head_or_body = at < page.story.end;
    let needs = if prose { PROSE_NEEDS } else { LINE_NEEDS };
    // In the tail a bare line without phrases is decided with its neighbours, by `tail`.
    let alone = phrases == 0 && verdicts[at].repeats.is_none() && !head_or_body;
    if points >= needs && evidence && !alone {
        verdicts[at].set(Kind::Furniture, &reason);
    }
}

fn note(reason: &mut String, prefix: &str, what: &str) {
    let blank = if reason.is_empty() { "" } else { " " };
    let written = write!(reason, "{blank}{prefix}{what}");
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// One to four words, no stop, no verb.
pub(crate) fn looks_like_label(block: &Block) -> bool {
    block.whole && block.count <= 4 && !block.stop && !block.asks && block.verbs == 0 && !block.quote
}

/// Titles below a list's title ("Related stories") belong to the list, up to the next prose.
fn lists(page: &Page<'_>, verdicts: &mut [Verdict]) {
    let mut header: Option<usize> = None;
    for (at, (block, verdict)) in page.blocks.iter().zip(verdicts).enumerate() {
        let furniture = verdict.kind == Some(Kind::Furniture);
        if furniture && block.hits(page.pool).iter().any(|hit| hit.header) {
            header = Some(at);
        } else if let Some(first) = header {
            let title = block.is_title_like() && !block.quote && verdict.kind.is_none();
            if title && at - first <= 12 {
                verdict.set(Kind::Furniture, &format!("list-of-line-{} no-final-stop", first + 1));
            } else if !furniture {
                header = None;
            }
        }
    }
}

/// Labels with furniture above and below: the rest of a menu or form.
fn between(page: &Page<'_>, verdicts: &mut [Verdict]) {
    for at in 1..page.blocks.len().saturating_sub(1) {
        let furniture = |at: usize| verdicts[at].kind == Some(Kind::Furniture);
        if verdicts[at].kind.is_none()
            && looks_like_label(&page.blocks[at])
            && furniture(at - 1)
            && furniture(at + 1)
        {
            verdicts[at].set(Kind::Furniture, "shape:label between-furniture");
        }
    }
}

/// Lines after the story that no phrase knows: decided by what stands around them.
fn tail(page: &Page<'_>, verdicts: &mut [Verdict]) {
    let from = page.story.end;
    if page.story.is_empty() {
        return;
    }
    let is_furniture = |verdicts: &[Verdict], at: usize| {
        verdicts.get(at).is_some_and(|verdict| verdict.kind == Some(Kind::Furniture))
    };
    for at in from..page.blocks.len() {
        let block = &page.blocks[at];
        if verdicts[at].kind.is_some() || block.is_prose() && block.count > 6 {
            continue;
        }
        let mut reason = "position:tail".to_owned();
        let mut points = 1;
        let before = at > from && is_furniture(verdicts, at - 1);
        let after = is_furniture(verdicts, at + 1);
        let open = !block.stop;
        for (holds, what) in [
            (before, "after-furniture"),
            (after && (before || open && block.glued), "before-furniture"),
            (open && block.glued, "glued"),
            (open && looks_like_label(block), "shape:label"),
            (open && at + 1 < page.blocks.len() && !page.blocks[at + 1].stop && at > from, "list-of-titles"),
        ] {
            if holds {
                points += 1;
                note(&mut reason, "", what);
            }
        }
        let needs = if block.is_prose() || block.quote { PROSE_NEEDS - 1 } else { LINE_NEEDS };
        if points >= needs {
            verdicts[at].set(Kind::Furniture, &reason);
        }
    }
}

/// A title-like line that is repeated with a credit behind it is a caption: "The quay" and "The quay (AP)".
fn captions_by_repetition(page: &Page<'_>, verdicts: &mut [Verdict]) {
    for at in 1..page.blocks.len() {
        let (above, block) = (&page.blocks[at - 1], &page.blocks[at]);
        if verdicts[at].kind != Some(Kind::Caption) || above.count < 3 || !above.whole || !block.whole {
            continue;
        }
        let (short, long) = (above.of(page.pool), block.of(page.pool));
        let same = short.len() <= long.len() && short.iter().zip(long).all(|(a, b)| a.hash == b.hash);
        let free = !matches!(verdicts[at - 1].kind, Some(Kind::Byline | Kind::Dateline));
        if same && free {
            verdicts[at - 1] = Verdict { repeats: verdicts[at - 1].repeats, ..Verdict::default() };
            verdicts[at - 1].set(Kind::Caption, &format!("repeated-with-credit-line-{}", at + 1));
            verdicts[at].because(&format!("repeats-line-{at}"));
        }
    }
}

/// If nothing would be left of the story, the prose is body after all.
fn keep_a_story(page: &Page<'_>, verdicts: &mut [Verdict]) {
    let left = verdicts.iter().any(|verdict| !matches!(verdict.kind, Some(Kind::Furniture)));
    if left {
        return;
    }
    for (block, verdict) in page.blocks.iter().zip(verdicts) {
        if block.is_prose() {
            *verdict = Verdict { kind: Some(Kind::Body), ..Verdict::default() };
        }
    }
}
