//! Decides what each block is.
//!
//! First the story is found: of a report that nothing speaks against it is all that reads like prose, of every other
//! text the stretch that the line model finds ([`crate::region`]). Before it is the head, with title, byline and date,
//! behind it the tail. Captions and the lines of the head are known by what they say; what is left is furniture if
//! the line model says so, if it is a title below a list's title, a label between furniture, or a line of the tail
//! with furniture around it. The signs are kept as reasons.

use std::fmt::Write as _;
use std::ops::Range;

use crate::around::Around;
use crate::block::{Block, Pool};
use crate::caption;
use crate::features::{self, shape};
use crate::head;
use crate::lexicon::{Lexicon, WordMap};
use crate::model::{Judge, Scores};
use crate::names::Names;
use crate::page_name::{self, PageName};
use crate::region::{self, Lines};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Headline,
    Byline,
    Dateline,
    Body,
    Caption,
    Credit,
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
            Self::Credit => "credit",
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
    pub(crate) story: Range<usize>,
    /// What the page calls itself in its first line, once that is known.
    pub(crate) name: Option<PageName>,
}

/// Lines of a text that is more likely a report than a page.
pub(crate) const SHORT_TEXT: usize = 30;

/// Finds the story: the first and last line of its stretch that read like prose; of a short text, the first and last
/// at all.
fn story(page: &Page<'_>, furniture: &[bool], region: Range<usize>) -> Range<usize> {
    let region = if page.blocks.len() < SHORT_TEXT { 0..page.blocks.len() } else { region };
    let tells = |&at: &usize| {
        let block = &page.blocks[at];
        block.is_prose()
            && block.date.is_none()
            && furniture.get(at) != Some(&true)
            && !caption::is_caption(block, page.pool, page.lexicon)
    };
    let first = region.clone().find(tells);
    let last = region.rev().find(tells);
    match (first, last) {
        (Some(first), Some(last)) => first..last + 1,
        _ => page.blocks.len()..page.blocks.len(),
    }
}

/// What the line model says of the blocks of a page.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub(crate) around: &'a Around,
    /// Scores of the first and of the last pass; the last ones smoothed once the story is found.
    pub(crate) first: &'a [i32],
    pub(crate) last: &'a [i32],
    /// The last score that speaks neither for the story nor against it.
    pub(crate) bias: i32,
}

/// Decides all blocks, by the line model unless the page is `sound`.
pub(crate) fn decide<'a>(
    page: Page<'a>,
    judge: &Judge,
    scores: &mut Scores,
    sound: bool,
) -> (Page<'a>, Vec<Verdict>) {
    let repeats = repeats(page.blocks);
    if sound {
        return settle(page, None, repeats);
    }
    scores.read(judge, page.blocks, page.pool, page.lexicon, repeats.iter().copied());
    let Scores { around, first, last, .. } = scores;
    settle(page, Some(Judged { around, first, last, bias: judge.bias }), repeats)
}

/// Decides all blocks, given what the line model says, if it was asked, and where the words of each stood before.
pub(crate) fn settle<'a>(
    mut page: Page<'a>,
    judged: Option<Judged<'_>>,
    repeats: Vec<Option<usize>>,
) -> (Page<'a>, Vec<Verdict>) {
    let mut verdicts: Vec<Verdict> =
        repeats.into_iter().map(|repeats| Verdict { repeats, ..Verdict::default() }).collect();
    let lead = page.blocks.iter().position(Block::is_prose).unwrap_or(0);
    page.name = page_name::find(page.text, page.blocks, page.pool, lead);
    let smoothed = judged.map(|judged| region::smoothed(judged.last, judged.bias)).unwrap_or_default();
    let marked = judged.map_or_else(Vec::new, |judged| marked(&mut page, judged, &smoothed));
    let judged = judged.map(|judged| Judged { last: &smoothed, ..judged });
    if judged.is_none() {
        page.story = story(&page, &marked, 0..page.blocks.len());
    }
    let page = page;
    for (at, block) in page.blocks.iter().enumerate().filter(|(_, block)| !block.plain) {
        if page.lexicon.is_kept(block.of(page.pool)) {
            verdicts[at].set(Kind::Body, "user:keep");
        } else if let Some((kind, reason)) = caption::find(block, &page) {
            verdicts[at].set(kind, reason);
        }
    }
    head::decide(&page, &mut verdicts);
    captions_by_repetition(&page, &mut verdicts);
    for at in 0..page.blocks.len() {
        if verdicts[at].kind.is_none() && !page.blocks[at].plain {
            furniture(&page, at, marked.get(at) == Some(&true), &mut verdicts);
        }
    }
    lists(&page, &mut verdicts);
    between(&page, &mut verdicts);
    tail(&page, judged, &mut verdicts);
    head::crossheads(&page, &mut verdicts);
    keep_a_story(&page, &mut verdicts);
    (page, verdicts)
}

/// Finds the story by the scores and says which blocks are furniture.
fn marked(page: &mut Page<'_>, judged: Judged<'_>, smoothed: &[i32]) -> Vec<bool> {
    let Page { blocks, pool, lexicon, .. } = *page;
    let Judged { around, first, last, bias } = judged;
    let lines = Lines { blocks, pool, lexicon, around, scores: smoothed, own: last, first };
    let regions = lines.regions(bias);
    let mut marked: Vec<bool> = (0..blocks.len()).map(|at| lines.is_furniture(at, &regions, bias)).collect();
    page_name::mark_above_title(page, &mut marked);
    let start = regions.first().map_or(0, |region| region.start);
    let region = start..regions.last().map_or(start, |region| region.end);
    page.story = story(page, &marked, region);
    marked
}

/// Most lines of a head, and most lines between paragraphs, of a report that nothing speaks against.
const MOST_HEAD: usize = 6;
const MOST_TITLES: usize = 3;

/// Whether this is a report that nothing speaks against: a head, then prose with hardly a line of another kind, the
/// last line prose too, and no phrase of furniture anywhere.
pub(crate) fn is_sound(blocks: &[Block], pool: &Pool) -> bool {
    let prose = |block: &Block| block.plain || block.is_prose() && block.date.is_none();
    let Some(lead) = blocks.iter().position(prose) else { return false };
    let ends_well = blocks.last().is_some_and(prose);
    let others = blocks.iter().skip(lead).filter(|block| !prose(block)).count();
    ends_well
        && lead <= MOST_HEAD
        && others <= MOST_TITLES
        && blocks.iter().all(|block| block.plain || !block.cut && phrase_points(block, pool) == 0)
}

/// Lines that are compared with each other without a table.
const FEW: usize = 24;

/// For each block the first one above that says the same.
pub(crate) fn repeats(blocks: &[Block]) -> Vec<Option<usize>> {
    let mut found = Vec::with_capacity(blocks.len());
    if blocks.len() <= FEW {
        for (at, block) in blocks.iter().enumerate() {
            let same = |other: &Block| {
                other.hash == block.hash && (block.whole || other.span.len() == block.span.len())
            };
            found.push(blocks[..at].iter().position(|other| block.count > 0 && same(other)));
        }
        return found;
    }
    let mut seen: WordMap<usize> = WordMap::default();
    for (at, block) in blocks.iter().enumerate() {
        // Only the ends of long paragraphs are hashed, so their lengths are compared too.
        let key = block.hash ^ if block.whole { 0 } else { u64::from(block.span.len()) };
        let first = if block.count == 0 { at } else { *seen.entry(key).or_insert(at) };
        found.push((first != at).then_some(first));
    }
    found
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

/// Decides a block that is not part of the head by its score; the user's own phrases go before.
fn furniture(page: &Page<'_>, at: usize, marked: bool, verdicts: &mut [Verdict]) {
    let block = &page.blocks[at];
    let own = block.hits(page.pool).iter().any(|hit| hit.points == 9);
    if !own && !marked {
        return;
    }
    let mut reason = String::new();
    for &hit in block.hits(page.pool) {
        note(&mut reason, "lexicon:", page.lexicon.category(hit));
    }
    if at < page.story.start && !page.story.is_empty() {
        note(&mut reason, "position:", "head");
    } else if at >= page.story.end && !page.story.is_empty() {
        note(&mut reason, "position:", "tail");
    }
    if page.name.as_ref().is_some_and(|name| at < name.first) {
        note(&mut reason, "", "above-title");
    }
    if let Some(first) = verdicts[at].repeats {
        note(&mut reason, "repeats-line-", &(first + 1).to_string());
    }
    note(&mut reason, "shape:", shape::NAMES[usize::from(features::shape_of(block))]);
    verdicts[at].set(Kind::Furniture, &reason);
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

/// Points from what stands around a line of the tail that make it furniture, and a sentence there.
const TAIL_NEEDS: u32 = 2;
const PROSE_IN_TAIL_NEEDS: u32 = 3;

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
fn tail(page: &Page<'_>, judged: Option<Judged<'_>>, verdicts: &mut [Verdict]) {
    let from = page.story.end;
    if page.story.is_empty() {
        return;
    }
    let is_furniture = |verdicts: &[Verdict], at: usize| {
        verdicts.get(at).is_some_and(|verdict| verdict.kind == Some(Kind::Furniture))
    };
    for at in from..page.blocks.len() {
        let block = &page.blocks[at];
        // What stands around a line of a page does not outweigh what it says itself; a report has little around it.
        let long = page.blocks.len() >= SHORT_TEXT;
        let tells = judged.is_some_and(|judged| long && judged.last[at] < judged.bias);
        if tells || verdicts[at].kind.is_some() || block.is_prose() && block.count > 6 {
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
        let needs = if block.is_prose() || block.quote { PROSE_IN_TAIL_NEEDS } else { TAIL_NEEDS };
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
