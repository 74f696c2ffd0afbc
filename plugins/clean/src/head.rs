//! The head of a report: title, deck, byline, date line, place line; and crossheads inside the story.

use std::ops::Range;

use crate::block::Block;
use crate::label::{Kind, Page, SHORT_TEXT, Verdict, looks_like_label, phrase_points};
use crate::names;
use crate::words::{Word, hash_of};

/// How many blocks of prose may stand before a byline or date line that still belongs to the head.
const PROSE_BEFORE: usize = 1;
/// How far behind the first prose the head is looked for, in blocks.
const LOOK_BEHIND: usize = 3;

/// How far above the story a title is looked for on a page, in lines.
const NEAR_STORY: usize = 15;

/// Decides the blocks of the head.
pub(crate) fn decide(page: &Page<'_>, verdicts: &mut [Verdict]) {
    lines_that_say_what_they_are(page, verdicts);
    let lead = page.story.start;
    let mut given = Vec::new();
    crate::words::scan(page.title.unwrap_or(""), 0, &mut given);
    let title = find_title(page, verdicts, lead, &given);
    if let Some(title) = title {
        let given = same_words(&page.blocks[title], page, &given);
        let named = page.name.as_ref().is_some_and(|name| (name.first..=name.title).contains(&title));
        let reason = match (given, named) {
            (true, _) => "meta.title",
            (_, true) => "page-name",
            _ => "position:head shape:title",
        };
        verdicts[title].set(Kind::Headline, reason);
        for verdict in verdicts.iter_mut() {
            if verdict.repeats == Some(title) && verdict.kind.is_none() {
                verdict.set(Kind::Furniture, &format!("repeats-line-{} repeats-title", title + 1));
            }
        }
    }
    // A title that was found again may stand below the first prose.
    let end = head_end(page, verdicts, lead.max(title.map_or(0, |title| title + 1)));
    // Where the title is the name of the page, a menu stands below it.
    let far = title.filter(|&title| title > 0 || lead <= NEAR_STORY);
    let below = far.map_or(if title.is_some() { lead } else { 0 }, |title| title + 1);
    // What stands between two lines that say the title may be the head of another layout, or a menu.
    let from = page.name.as_ref().map_or(below, |name| below.min(name.first + 1));
    names_and_places(page, verdicts, from..end, below);
    if let Some(title) = title {
        decks_and_captions(page, verdicts, title + 1, lead.min(end));
        before_title(page, verdicts, title);
    }
}

/// Date lines and explicit bylines, wherever they stand outside the story or close to its beginning and end.
fn lines_that_say_what_they_are(page: &Page<'_>, verdicts: &mut [Verdict]) {
    let (first, last) = (page.story.start + LOOK_BEHIND, page.story.end.saturating_sub(2));
    for (at, block) in page.blocks.iter().enumerate() {
        if block.plain || verdicts[at].kind.is_some() {
            continue;
        }
        let line = block.span.of(page.text);
        let byline = explicit_byline(block, page);
        if let Some(date) = &block.date {
            // Inside the story only a line with nothing but a date counts.
            if byline {
                verdicts[at].set(Kind::Byline, "by date");
            } else if at < first || at >= last || date.rest == 0 {
                let name_first =
                    date.rest > 0 && line.get(..date.start).is_some_and(|before| is_name(before, page));
                verdicts[at].set(if name_first { Kind::Byline } else { Kind::Dateline }, "date");
            }
        } else if byline && (at < first || at >= last) {
            verdicts[at].set(Kind::Byline, "by");
        }
    }
}

fn is_name(piece: &str, page: &Page<'_>) -> bool {
    names::is_person(piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '.'), page.lexicon)
}

/// "By Ida Brandt", "by Ida Brandt, Senior Editor", "Written by Ida Brandt", "Reuters Staff".
fn explicit_byline(block: &Block, page: &Page<'_>) -> bool {
    let words = block.of(page.pool);
    if !block.whole || !(2..=16).contains(&words.len()) || block.stop && block.function > 1 {
        return false;
    }
    let by = [hash_of("by")];
    let at = words.iter().take(3).position(|word| by.contains(&word.hash));
    let Some(at) = at else { return false };
    let opener = at == 0
        || words[..at].iter().all(|word| BYLINE_OPENERS.iter().any(|&name| hash_of(name) == word.hash));
    let rest = &words[at + 1..];
    let name = rest.first().is_some_and(|word| word.is_capital());
    let smalls = rest.iter().filter(|word| !word.is_capital() && !word.is_number()).count();
    // "By Staff Reports", "By Ida Brandt - 06/24/19 06:56 AM".
    let verbs = block.verbs > 0 && smalls > 0 && block.date.is_none();
    opener && name && !verbs && !block.asks && smalls <= 3 && phrase_points(block, page.pool) < 2
}

const BYLINE_OPENERS: &[&str] =
    &["written", "posted", "story", "text", "words", "report", "article", "author"];

/// One past the last byline or date line that stands close behind the beginning of the story.
fn head_end(page: &Page<'_>, verdicts: &[Verdict], lead: usize) -> usize {
    let mut end = lead.min(page.blocks.len());
    let mut prose = 0;
    for (at, block) in page.blocks.iter().enumerate().skip(lead).take(LOOK_BEHIND) {
        if matches!(verdicts[at].kind, Some(Kind::Byline | Kind::Dateline)) {
            end = at + 1;
        } else if block.is_prose() {
            prose += 1;
            if prose > PROSE_BEFORE {
                break;
            }
        }
    }
    end
}

/// The line before the story that is its title; `given` are the words of the title that the document came with.
fn find_title(page: &Page<'_>, verdicts: &[Verdict], lead: usize, given: &[Word]) -> Option<usize> {
    let near = lead.saturating_add(1).min(page.blocks.len());
    let found = (0..near).find(|&at| same_words(&page.blocks[at], page, given));
    if found.is_some() {
        return found;
    }
    let lead = lead.min(page.blocks.len());
    // Without prose there is no telling a title from a list, unless the first line is followed by something.
    if page.story.is_empty() && page.blocks.len() < 2 {
        return None;
    }
    let can = |at: &usize| {
        let block = &page.blocks[*at];
        let teaser = block.count >= 5
            && block
                .hits(page.pool)
                .iter()
                .all(|&hit| hit.points == 2 && page.lexicon.category(hit) == "teaser");
        verdicts[*at].kind.is_none()
            && block.is_title_like()
            && !is_trail(block.span.of(page.text))
            && (phrase_points(block, page.pool) < 2 || teaser)
    };
    if let Some(name) = &page.name {
        let free = |&at: &usize| verdicts[at].kind.is_none() && at < page.story.end.max(near);
        let named = [name.title, name.first].into_iter().find(free);
        if named.is_some() {
            return named;
        }
    }
    // On a page the title stands near the story, below menus of many lines.
    let is_page = page.blocks.len() >= SHORT_TEXT;
    let from = if is_page { lead.saturating_sub(NEAR_STORY) } else { 0 };
    let candidates: Vec<usize> = (from..lead).filter(can).collect();
    let first = *candidates.first()?;
    if let Some(like) = candidates.iter().copied().find(|&at| is_page && says_name(page, at)) {
        return Some(like);
    }
    let longer = candidates.iter().copied().find(|&at| page.blocks[at].count >= 4);
    let usual = match longer {
        // "World" or "Rail strike" above a real title is the name of a section or topic.
        Some(longer) if page.blocks[first].count <= 2 => longer,
        _ => first,
    };
    // A title speaks of its story. Of several lines above a story the first one that does is the title, or else that of
    // the page.
    if candidates.len() == 1 && from == 0 || speaks_of_story(&page.blocks[usual], page) {
        return Some(usual);
    }
    let fits = |at: &usize| page.blocks[*at].count >= 4 && speaks_of_story(&page.blocks[*at], page);
    let of_page = || Some(0).filter(|at| from > 0 && can(at) && fits(at));
    Some(candidates.iter().copied().find(fits).or_else(of_page).unwrap_or(usual))
}

/// Whether most words of a line stand in the first line of a page, which says its title in other words.
fn says_name(page: &Page<'_>, at: usize) -> bool {
    let (name, words) = (page.blocks[0].of(page.pool), page.blocks[at].of(page.pool));
    let said = words.iter().filter(|word| name.iter().any(|other| other.hash == word.hash)).count();
    at > 0 && words.len() >= LEAST_SAID && said * 3 >= words.len() * 2 && said * 2 >= name.len()
}

/// Fewest words of a line that is compared with the name of its page.
const LEAST_SAID: usize = 4;

/// Whether a third of the longer words of a line stand in the story. Lines of which the words were not read are not
/// asked: then nothing speaks against the usual title.
fn speaks_of_story(block: &Block, page: &Page<'_>) -> bool {
    let story = page.blocks.get(page.story.clone()).unwrap_or_default();
    if story.iter().any(|block| block.plain) {
        return true;
    }
    let content = |word: &&Word| word.end - word.start >= 4;
    let words = || block.of(page.pool).iter().filter(content);
    let said = |word: &&Word| {
        story.iter().flat_map(|block| block.of(page.pool)).any(|other| other.hash == word.hash)
    };
    words().filter(said).count() * 3 >= words().count()
}

/// "Home > News > Harbour", "HARBOUR WEEKLY | Safety": short parts with signs between them.
fn is_trail(line: &str) -> bool {
    let parts: Vec<&str> = line.split(['>', '|', '»', '›', '•', '·', '/']).map(str::trim).collect();
    parts.len() > 1 && parts.iter().all(|part| part.split_whitespace().count() <= 4)
}

fn same_words(block: &Block, page: &Page<'_>, title: &[Word]) -> bool {
    let own = block.of(page.pool);
    block.whole
        && !own.is_empty()
        && own.len() == title.len()
        && own.iter().zip(title).all(|(a, b)| a.hash == b.hash)
}

/// Lone names, places and agencies between title and story; above line `below` only beside a date or another name.
fn names_and_places(page: &Page<'_>, verdicts: &mut [Verdict], range: Range<usize>, below: usize) {
    let anchored = |verdicts: &[Verdict], at: usize| {
        verdicts.get(at).is_some_and(|verdict| matches!(verdict.kind, Some(Kind::Byline | Kind::Dateline)))
    };
    let mut author = verdicts.iter().any(|verdict| verdict.kind == Some(Kind::Byline));
    // Twice, because a name may be recognised by the place line under it.
    for _ in 0..2 {
        for at in range.start..range.end.min(page.blocks.len()) {
            let block = &page.blocks[at];
            if verdicts[at].kind.is_some() || !block.whole || block.count > 9 || block.stop {
                continue;
            }
            let words = block.of(page.pool);
            let line = block.span.of(page.text);
            let near = anchored(verdicts, at + 1) || at > 0 && anchored(verdicts, at - 1);
            if at < below && !near {
                continue;
            }
            let head = line.split([',', '|', '–', '—']).next().unwrap_or(line);
            let named = head.split(" and ").all(|name| is_name(name, page));
            if page.names.is_place(words) && words.iter().all(|word| word.is_capital()) {
                verdicts[at].set(Kind::Dateline, "place");
            } else if page.names.agency(words).is_some() {
                verdicts[at].set(Kind::Byline, "agency");
            } else if named && (page.names.has_role(words) || head.len() == line.len() && !author) {
                verdicts[at]
                    .set(Kind::Byline, if near { "name near:dateline" } else { "name position:head" });
                author = true;
            } else if named && head.len() < line.len() && near && !author {
                verdicts[at].set(Kind::Byline, "name near:dateline");
                author = true;
            } else if near && page.names.has_role(words) && block.verbs == 0 {
                verdicts[at].set(Kind::Byline, "role near:byline");
            } else if author
                && near
                && block.count <= 3
                && block.capitals == block.count
                && phrase_points(block, page.pool) == 0
                && anchored(verdicts, at + 1)
            {
                verdicts[at].set(Kind::Dateline, "place near:dateline");
            }
        }
    }
}

/// Longer lines between title and story: a deck above the byline, a caption below it.
fn decks_and_captions(page: &Page<'_>, verdicts: &mut [Verdict], from: usize, end: usize) {
    let mut below = false;
    for (block, verdict) in page.blocks.iter().zip(verdicts).take(end).skip(from) {
        match verdict.kind {
            Some(Kind::Byline | Kind::Dateline) => below = true,
            None if block.is_title_like() && block.count >= 5 && phrase_points(block, page.pool) < 2 => {
                if verdict.repeats.is_some() {
                    continue;
                }
                let by = block.of(page.pool).first().is_some_and(|word| word.hash == hash_of("by"));
                if by && block.verbs == 0 {
                    verdict.set(Kind::Byline, "by");
                } else if block.numbers >= 3 && block.function == 0 {
                    verdict.set(Kind::Dateline, "numbers");
                } else if below {
                    verdict.set(Kind::Caption, "position:head below-byline no-final-stop");
                } else {
                    verdict.set(Kind::Headline, "deck");
                }
            }
            _ => {}
        }
    }
}

/// Short lines and trails above the title.
fn before_title(page: &Page<'_>, verdicts: &mut [Verdict], title: usize) {
    for (block, verdict) in page.blocks.iter().zip(verdicts).take(title) {
        let trail = is_trail(block.span.of(page.text));
        if verdict.kind.is_none() && !block.is_prose() && (trail || looks_like_label(block)) {
            let shape = if trail { "position:head shape:trail" } else { "position:head shape:label" };
            verdict.set(Kind::Furniture, shape);
        }
    }
}

/// Short lines without a stop between two paragraphs of the story. Two in a row are a list, which is body.
pub(crate) fn crossheads(page: &Page<'_>, verdicts: &mut [Verdict]) {
    let blocks = page.blocks;
    for at in page.story.start + 1..page.story.end.saturating_sub(1) {
        let block = &blocks[at];
        let line = block.span.of(page.text);
        let shaped = block.is_title_like()
            && block.count <= 8
            && !block.cut
            && !block.quote
            && line.starts_with(char::is_uppercase)
            && !line.ends_with([',', ';', ':', '-', '–', '—']);
        let prose = |at: usize| verdicts[at].kind.is_none() && blocks[at].is_prose();
        if verdicts[at].kind.is_none() && shaped && prose(at - 1) && prose(at + 1) {
            verdicts[at].set(Kind::Headline, "crosshead");
        }
    }
}
