//! Which lines of a rendered page are the article: the words of both texts are aligned.

use std::collections::HashMap;
use std::ops::Range;

use crate::pages::{Gold, Page};
use crate::render::Rendered;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Story,
    Furniture,
}

impl Label {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Furniture => "furniture",
        }
    }
}

/// How a text was made of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// All of it.
    Whole,
    /// The story with some lines around it.
    Cut,
    /// The page's furniture around the story of another page.
    Mixed,
}

/// A rendered page with the lines of which something is known.
#[derive(Debug)]
pub(crate) struct Labelled {
    pub(crate) id: String,
    pub(crate) made: Made,
    pub(crate) text: String,
    pub(crate) lines: Vec<(Range<usize>, Label)>,
}

/// Words that a piece of the article must share in a row with the page to count as the same.
const SHINGLE: usize = 4;

#[derive(Debug, Clone)]
struct Word {
    text: String,
    start: usize,
}

/// Runs of letters and digits in lower case.
fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open {
            out.push(Word { text: String::new(), start: at });
        }
        open = true;
        if let Some(word) = out.last_mut() {
            word.text.extend(c.to_lowercase());
        }
    }
    out
}

/// Labels the lines of a page.
pub(crate) fn label(page: &Page, rendered: Rendered, id: String) -> Labelled {
    let Rendered { text, heads } = rendered;
    let own = words(&text);
    let heads: Vec<String> = page.heads.iter().chain(&heads).map(|head| joined(&words(head))).collect();
    let marks: Vec<Option<Label>> = match &page.gold {
        Gold::Whole(gold) => {
            let story = aligned(&own, &words(gold));
            story.iter().map(|&story| Some(if story { Label::Story } else { Label::Furniture })).collect()
        }
        Gold::Passages { with, without } => passages(&own, with, without),
    };
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let first = own.partition_point(|word| word.start < range.start);
        let last = own.partition_point(|word| word.start < range.end);
        let inside = marks.get(first..last).unwrap_or_default();
        if inside.is_empty() || is_head(own.get(first..last).unwrap_or_default(), &heads) {
            continue;
        }
        let count = |label: Label| inside.iter().filter(|&&mark| mark == Some(label)).count();
        let (story, furniture) = (count(Label::Story), count(Label::Furniture));
        let trimmed = line.trim_end().len();
        let range = range.start..range.start + trimmed;
        // A line of which a part only is the article is judged by its greater part.
        if story * 2 >= inside.len() {
            lines.push((range, Label::Story));
        } else if furniture * 2 > inside.len() {
            lines.push((range, Label::Furniture));
        }
    }
    Labelled { id, made: Made::Whole, text, lines }
}

/// Most lines around the story of a page that was cut down.
const NEAR: usize = 14;

/// The page as an extractor leaves it that was nearly right: the story and some lines before and after it.
/// How many depends on the page's id.
pub(crate) fn cut_down(page: &Labelled) -> Option<Labelled> {
    let story = |(_, label): &&(Range<usize>, Label)| *label == Label::Story;
    let first = page.lines.iter().find(story)?.0.start;
    let last = page.lines.iter().rfind(story)?.0.end;
    let hash = page.id.bytes().fold(17_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let (before, after) = (hash % NEAR, hash / NEAR % NEAR);
    let head = page.text.get(..first)?;
    let from = head
        .rmatch_indices('\n')
        .filter(|(at, _)| !head.get(..*at).is_some_and(|before| before.ends_with('\n')))
        .nth(before);
    let from = from.map_or(0, |(at, _)| at + 1);
    let tail = page.text.get(last..)?;
    let to = tail
        .match_indices('\n')
        .filter(|(at, _)| !tail.get(at + 1..).is_some_and(|after| after.starts_with('\n')))
        .nth(after);
    let to = last + to.map_or(tail.len(), |(at, _)| at);
    let inside = page.lines.iter().filter(|(range, _)| range.start >= from && range.end <= to);
    Some(Labelled {
        id: format!("{}-cut", page.id),
        made: Made::Cut,
        text: page.text.get(from..to)?.to_owned(),
        lines: inside.map(|(range, label)| (range.start - from..range.end - from, *label)).collect(),
    })
}

/// The furniture of `page` around the story of `other`: pages that nobody wrote, in which menus, teasers and comments
/// stand beside stories that they are not about.
pub(crate) fn mixed(page: &Labelled, other: &Labelled) -> Option<Labelled> {
    let story = |page: &Labelled| {
        let is = |(_, label): &&(Range<usize>, Label)| *label == Label::Story;
        Some(page.lines.iter().find(is)?.0.start..page.lines.iter().rfind(is)?.0.end)
    };
    let (own, theirs) = (story(page)?, story(other)?);
    let mut text = page.text.get(..own.start)?.to_owned();
    text.push_str(other.text.get(theirs.clone())?);
    text.push_str(page.text.get(own.end..)?);
    let moved = |range: &Range<usize>, from: usize, to: usize| range.start - from + to..range.end - from + to;
    let mut lines: Vec<(Range<usize>, Label)> = Vec::new();
    lines.extend(page.lines.iter().filter(|(range, _)| range.end <= own.start).cloned());
    let inside =
        other.lines.iter().filter(|(range, _)| range.start >= theirs.start && range.end <= theirs.end);
    lines.extend(inside.map(|(range, label)| (moved(range, theirs.start, own.start), *label)));
    let to = own.start + theirs.len();
    let below = page.lines.iter().filter(|(range, _)| range.start >= own.end);
    lines.extend(below.map(|(range, label)| (moved(range, own.end, to), *label)));
    Some(Labelled { id: format!("{}-mix", page.id), made: Made::Mixed, text, lines })
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether a line is the title or the author: its words are most of what a head says.
fn is_head(words: &[Word], heads: &[String]) -> bool {
    let line = joined(words);
    heads.iter().any(|head| head == &line || line.len() * 2 > head.len() && head.contains(&line))
}

/// For each word whether it belongs to the longest chain of shingles that stand in both texts in the same order.
fn aligned(page: &[Word], gold: &[Word]) -> Vec<bool> {
    let shingle = |words: &[Word], at: usize| -> Option<String> { words.get(at..at + SHINGLE).map(joined) };
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for at in 0..gold.len() {
        if let Some(key) = shingle(gold, at) {
            places.entry(key).or_default().push(at);
        }
    }
    // Longest increasing chain, patience sorting; places of one page word are tried from the last to the first so
    // that only one of them is taken. `best[len]` is the pair with the least place that ends a chain of that length.
    let mut pairs: Vec<(usize, usize, Option<usize>)> = Vec::new();
    let mut best: Vec<usize> = Vec::new();
    for at in 0..page.len() {
        let Some(found) = shingle(page, at).and_then(|key| places.get(&key)) else { continue };
        for &place in found.iter().rev() {
            let len = best.partition_point(|&pair| pairs[pair].1 < place);
            let before = len.checked_sub(1).and_then(|len| best.get(len)).copied();
            pairs.push((at, place, before));
            let pair = pairs.len() - 1;
            if len == best.len() {
                best.push(pair);
            } else if place < pairs[best[len]].1 {
                best[len] = pair;
            }
        }
    }
    let mut marks = vec![false; page.len()];
    let mut at = best.last().copied();
    while let Some(pair) = at {
        let (from, _, before) = pairs[pair];
        marks[from..from + SHINGLE].fill(true);
        at = before;
    }
    marks
}

fn passages(page: &[Word], with: &[String], without: &[String]) -> Vec<Option<Label>> {
    let mut marks = vec![None; page.len()];
    for (list, label) in [(without, Label::Furniture), (with, Label::Story)] {
        for passage in list {
            let wanted = words(passage);
            if wanted.len() < 3 {
                continue;
            }
            for at in 0..page.len().saturating_sub(wanted.len() - 1) {
                let same = page[at..at + wanted.len()].iter().zip(&wanted).all(|(a, b)| a.text == b.text);
                if same {
                    // A passage speaks for the line it stands in.
                    marks[at..at + wanted.len()].fill(Some(label));
                }
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Style, render};

    #[test]
    fn lines_are_labelled_by_the_words_of_the_article() {
        let page = Page {
            id: "a".to_owned(),
            html: "<title>Mill opens - Gull</title><ul><li>Home<li>News</ul><h1>Mill opens</h1><p>The old mill opened on \
                   Monday.<p>Sign up for news<p>It is new now.<h3>The old mill opened</h3>"
                .to_owned(),
            gold: Gold::Whole("The old mill opened on Monday. It is new now.".to_owned()),
            heads: Vec::new(),
        };
        let labelled = label(&page, render(&page.html, Style::Lines), "a".to_owned());
        let lines: Vec<(&str, Label)> = labelled
            .lines
            .iter()
            .map(|(range, label)| (labelled.text.get(range.clone()).unwrap_or_default(), *label))
            .collect();
        assert_eq!(
            lines,
            [
                ("Home", Label::Furniture),
                ("News", Label::Furniture),
                ("The old mill opened on Monday.", Label::Story),
                ("Sign up for news", Label::Furniture),
                ("It is new now.", Label::Story),
                ("The old mill opened", Label::Furniture),
            ]
        );
    }

    #[test]
    fn a_page_gets_the_story_of_another_one() {
        let page = |id: &str, story: &str| Labelled {
            id: id.to_owned(),
            made: Made::Whole,
            text: format!("Home\n{story}\nShare\n"),
            lines: vec![
                (0..4, Label::Furniture),
                (5..5 + story.len(), Label::Story),
                (6 + story.len()..11 + story.len(), Label::Furniture),
            ],
        };
        let mixed = mixed(&page("a", "The mill opened."), &page("b", "The ferry is sold.")).unwrap();
        assert_eq!(mixed.text, "Home\nThe ferry is sold.\nShare\n");
        let lines: Vec<(&str, Label)> = mixed
            .lines
            .iter()
            .map(|(range, label)| (mixed.text.get(range.clone()).unwrap(), *label))
            .collect();
        let expected =
            [("Home", Label::Furniture), ("The ferry is sold.", Label::Story), ("Share", Label::Furniture)];
        assert_eq!(lines, expected);
    }
}
