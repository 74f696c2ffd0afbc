//! What a page calls itself: tools that write down whole pages begin with the name that a browser shows in its tab,
//! "Bridge opened over Gull Bay | Harbour | Gull Post".
//!
//! Such a name holds the title of the story, which then stands once more above the story itself, and the publisher
//! behind it. Only a name whose title does stand there again is believed.

use std::ops::Range;

use copydesk_sdk::Span;

use crate::block::{Block, Pool};
use crate::label::{Page, SHORT_TEXT};
use crate::words::{Word, hash_of};

/// The name of a page that was found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageName {
    /// Index of the first line that says its title again. What stands above it is no story.
    pub(crate) first: usize,
    /// Index of the last line that does, before the story has gone on for long.
    pub(crate) title: usize,
    /// Where the name says who published the page.
    pub(crate) publisher: Option<Span>,
}

/// Fewest words of a title that is found again.
const FEWEST: usize = 3;
/// Most words of a publisher's name.
const MOST_OF_PUBLISHER: usize = 5;
/// Signs between the parts of a name, beside a hyphen between blanks.
const SIGNS: [char; 8] = ['|', '–', '—', '·', '•', '»', '«', ':'];

/// Reads the first line as the name of the page and looks for its title among the others. Of several lines that say it
/// the last one up to `near` is the title: it stands closest to the story. A short text whose first line says its
/// title and nothing else is no page, but a report with a doubled title.
pub(crate) fn find(text: &str, blocks: &[Block], pool: &Pool, near: usize) -> Option<PageName> {
    let first = blocks.first().filter(|block| block.whole && block.words.len() >= FEWEST)?;
    let words = first.of(pool);
    let parts = parts(text, words);
    let says = |block: &Block| {
        let own = block.of(pool);
        if !block.whole || own.len() < FEWEST || own.len() > words.len() {
            return None;
        }
        // The name of a site may stand in a line as well, but it is shorter than a title.
        let long = |from: usize| own.len() * if from == 0 { 3 } else { 2 } >= words.len();
        (0..parts.len()).filter(|&from| long(from)).find_map(|from| {
            let to = (from..parts.len()).find(|&to| parts[to].1 - parts[from].0 == own.len())?;
            let piece = &words[parts[from].0..parts[to].1];
            piece.iter().zip(own).all(|(a, b)| a.hash == b.hash).then_some((from, to))
        })
    };
    let found: Vec<_> = blocks
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(at, block)| Some((at, says(block)?)))
        .filter(|(_, (from, to))| blocks.len() >= SHORT_TEXT || *from > 0 || to + 1 < parts.len())
        .collect();
    let len = |(_, (from, to)): &&(usize, (usize, usize))| parts[*to].1 - parts[*from].0;
    let &(first, said) = found.iter().rev().max_by_key(len)?;
    let (_, to) = said;
    let same = found.iter().filter(|(_, other)| *other == said).map(|(at, _)| *at);
    let title = same.take_while(|&at| at <= near).last().unwrap_or(first);
    // The last part names the site. A first part may as well name a kind of story: "Analysis: ...".
    let last = parts.last().filter(|_| to + 1 < parts.len());
    let publisher = last.and_then(|&(start, end)| publisher(&words[start..end]));
    Some(PageName { first, title, publisher })
}

/// The name of a page without what stands behind its last sign, which mostly names the site.
pub(crate) fn title(name: &str) -> &str {
    let title = before_last(name).map_or(name, |(title, _)| title);
    // "Bridge opened | by Ida Brandt | Gull Post".
    match before_last(title) {
        Some((shorter, part)) if part.starts_with("by ") => shorter,
        _ => title,
    }
}

/// What stands before and behind the last sign of a name.
fn before_last(name: &str) -> Option<(&str, &str)> {
    let signs = [" | ", " – ", " — ", " - ", " · ", " • ", " » "];
    let (at, len) = signs.iter().filter_map(|sign| Some((name.rfind(sign)?, sign.len()))).max()?;
    Some((name.get(..at)?.trim_end(), name.get(at + len..)?))
}

/// Where these words stand, if they have the shape of a publisher's name.
fn publisher(words: &[Word]) -> Option<Span> {
    let first = words.first().filter(|word| word.is_capital())?;
    let named = |word: &Word| word.is_capital() || word.is_number() || LINKS.contains(&word.hash);
    let span = Span::new(first.start, words.last()?.end);
    (words.len() <= MOST_OF_PUBLISHER && words.iter().all(named)).then_some(span)
}

/// Small words inside of names, and what is left of addresses.
const LINKS: [u64; 9] = [
    hash_of("of"),
    hash_of("the"),
    hash_of("and"),
    hash_of("for"),
    hash_of("on"),
    hash_of("in"),
    hash_of("com"),
    hash_of("org"),
    hash_of("s"),
];

/// Longest story above a title that is furniture all the same (requests to use another browser, who writes here), in
/// paragraphs, and how much more has to stand below.
const MOST_ABOVE_TITLE: usize = 2;
const STORY_BELOW: u32 = 2;

/// Marks what stands above the title of a page that was found again, unless that reads like a story.
pub(crate) fn mark_above_title(page: &Page<'_>, marked: &mut [bool]) {
    let Some(first) = page.name.as_ref().map(|name| name.first) else { return };
    let prose = |at: &usize| !marked[*at] && page.blocks[*at].is_prose();
    let bytes = |range: Range<usize>| range.filter(prose).map(|at| page.blocks[at].span.len()).sum::<u32>();
    let long = |at: &usize| page.blocks[*at].count >= 25;
    if (0..first).filter(prose).filter(long).count() <= MOST_ABOVE_TITLE
        && bytes(0..first) * STORY_BELOW <= bytes(first..page.blocks.len())
    {
        marked[..first].fill(true);
    }
}

/// The parts of a name as ranges of its words: what stands between signs. A sign without a
/// blank beside it parts nothing.
fn parts(text: &str, words: &[Word]) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 1..words.len() {
        let gap = Span::new(words[at - 1].end, words[at].start).of(text);
        let blank = gap.contains(char::is_whitespace);
        let hyphen = gap.split_once('-').is_some_and(|(before, _)| before.ends_with(char::is_whitespace));
        if blank && gap.contains(SIGNS) || hyphen {
            parts.push((from, at));
            from = at;
        }
    }
    parts.push((from, words.len()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn names_end_in_that_of_the_site() {
        assert_eq!(title("Bridge opened - at last | Gull Post"), "Bridge opened - at last");
        assert_eq!(title("Bridge opened | by Ida Brandt | Gull Post"), "Bridge opened");
        assert_eq!(title("Well-known bridge opened"), "Well-known bridge opened");
    }

    #[test]
    fn a_title_is_found_again_and_names_the_publisher() {
        let lexicon = Lexicon::new(&[], &[]).unwrap();
        for (lines, title, publisher) in [
            (
                &["Bridge opened over Gull Bay | Harbour | Gull Post", "News", "Bridge opened over Gull Bay"]
                    [..],
                2,
                Some("Gull Post"),
            ),
            (
                &[
                    "Gull Bay: Bridge opened at last - News of the Bay",
                    "Menu",
                    "Gull Bay: Bridge opened at last",
                ],
                2,
                Some("News of the Bay"),
            ),
            (&["Bridge opened at last – a day to remember", "Bridge opened at last"], 1, None),
            (&["Analysis: How the bridge was built", "How the bridge was built"], 1, None),
            (
                &[
                    "Well-known bridge opened | GullPost.com",
                    "Well-known bridge opened",
                    "Text",
                    "Well-known bridge opened",
                ],
                3,
                Some("GullPost.com"),
            ),
        ] {
            let (text, mut pool, mut blocks, mut at) = (lines.join("\n"), Pool::default(), Vec::new(), 0);
            for line in lines {
                let end = at + line.len() as u32;
                blocks.push(Block::read(&text, Span::new(at, end), &lexicon, &mut pool));
                at = end + 1;
            }
            let found = find(&text, &blocks, &pool, blocks.len()).unwrap();
            assert_eq!(found.title, title, "{text}");
            assert_eq!(found.publisher.map(|span| span.of(&text)), publisher, "{text}");
            assert_eq!(find(&text, &blocks[..1], &pool, 1), None);
            assert_eq!(found.first, lines.iter().skip(1).position(|line| *line == lines[title]).unwrap() + 1);
        }
    }
}
