//! What the text says about itself: publisher, agency, author.

use copydesk_sdk::Span;

use crate::block::Block;
use crate::label::{Kind, Page, Verdict};
use crate::names;
use crate::words::{Word, hash_of};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) publisher: Option<Found>,
    pub(crate) agency: Option<Found>,
    pub(crate) author: Option<Found>,
    pub(crate) published: Option<Found>,
}

/// How certain a statement about the publisher is. The owner of the rights may be a house with many papers.
const PAGE_NAME: u8 = 4;
const COPYRIGHT: u8 = 3;
const SERVICE: u8 = 2;
const COLUMN: u8 = 1;
/// How many lines below a title belong to the head wherever it stands.
const BELOW_TITLE: usize = 4;
/// Most words of a line that is a sign and a publisher's name.
const MOST_OF_A_NAME: usize = 5;

/// Reads the labelled blocks.
pub(crate) fn read(page: &Page<'_>, verdicts: &[Verdict]) -> Facts {
    let mut facts = Facts::default();
    let mut certainty = 0;
    if let Some(span) = page.name.as_ref().and_then(|name| name.publisher) {
        certainty = PAGE_NAME;
        facts.publisher = Some(Found { value: span.of(page.text).to_owned(), span });
    }
    for (block, verdict) in page.blocks.iter().zip(verdicts) {
        match verdict.kind {
            Some(Kind::Furniture) => {
                if let Some((name, agency, how)) = publisher(block, page)
                    && how > certainty
                {
                    if agency {
                        facts.agency.get_or_insert(name);
                    } else {
                        certainty = how;
                        facts.publisher = Some(name);
                    }
                }
                if facts.agency.is_none() {
                    facts.agency = source(block, page);
                }
            }
            Some(Kind::Byline) if facts.author.is_none() => {
                let words = block.of(page.pool);
                if let Some(name) = (1..=words.len().min(4)).find_map(|len| page.names.agency(&words[..len]))
                {
                    facts.agency.get_or_insert(Found { value: name.to_owned(), span: block.span });
                } else {
                    facts.author = author(block, page);
                }
            }
            Some(Kind::Dateline) if certainty < COLUMN => {
                if let Some(name) = outlet_beside_date(block, page) {
                    certainty = COLUMN;
                    facts.publisher = Some(name);
                }
            }
            _ => {}
        }
    }
    facts.published = published(page, verdicts);
    facts
}

/// The date of the report: a date line of the head before one of the tail, "published" before "updated".
fn published(page: &Page<'_>, verdicts: &[Verdict]) -> Option<Found> {
    let mut best: Option<(u8, Found)> = None;
    let story = &page.story;
    let title = verdicts.iter().position(|verdict| verdict.kind == Some(Kind::Headline));
    let below_title = |at: usize| title.is_some_and(|title| at > title && at <= title + BELOW_TITLE);
    for (at, (block, verdict)) in page.blocks.iter().zip(verdicts).enumerate() {
        if !matches!(verdict.kind, Some(Kind::Dateline | Kind::Byline)) {
            continue;
        }
        let Some(date) = &block.date else { continue };
        let Some(value) = date.iso() else { continue };
        let head = at < story.start + 3 || below_title(at);
        // Further down, dates belong to the titles of other reports.
        let close_behind = at >= story.end
            && verdicts.get(story.end..at).is_some_and(|between| {
                between.iter().all(|verdict| matches!(verdict.kind, Some(Kind::Byline | Kind::Dateline)))
            });
        let rank = match (head, date.published, date.updated) {
            (true, true, _) => 5,
            (true, _, false) => 4,
            (false, true, _) => 3,
            (false, _, false) if close_behind => 2,
            (_, _, true) if head || close_behind => 1,
            _ => continue,
        };
        let span = Span::new(block.span.start + date.start as u32, block.span.start + date.end as u32);
        if best.as_ref().is_none_or(|(known, _)| rank > *known) {
            best = Some((rank, Found { value, span }));
        }
    }
    best.map(|(_, found)| found)
}

/// The publisher that a line of furniture names; whether it is an agency; how certain that is.
fn publisher(block: &Block, page: &Page<'_>) -> Option<(Found, bool, u8)> {
    let words = block.of(page.pool);
    let is = |word: &Word, name: &str| word.hash == hash_of(name);
    let found = |at: usize| name_at(words, at, page);
    let copyright = words.iter().position(|word| is(word, "©") || is(word, "copyright"));
    if let Some(at) = copyright {
        let skipped = words.iter().skip(at).take_while(|word| {
            word.is_number() || ["©", "copyright", "by", "c"].iter().any(|name| is(word, name))
        });
        let skipped = skipped.count();
        let marks = words.get(at..at + skipped).unwrap_or_default();
        // A sign before a name and nothing else is the credit of a picture, unless the line ends there.
        let says_more = marks.iter().any(|word| word.is_number() || is(word, "copyright"))
            || words.iter().any(|word| is(word, "rights") || is(word, "reserved"));
        if !says_more && words.len() > MOST_OF_A_NAME {
            return None;
        }
        let at = at + skipped;
        return found(at).map(|name| with_agency(name, words, at, page, COPYRIGHT));
    }
    let rights = words
        .windows(3)
        .position(|three| is(&three[0], "all") && is(&three[1], "rights") && is(&three[2], "reserved"));
    if rights.is_some_and(|at| at > 0) {
        return found(0).map(|name| with_agency(name, words, 0, page, COPYRIGHT));
    }
    for (at, pair) in words.windows(2).enumerate() {
        let service = ["notifications", "alerts", "news", "updates", "stories", "newsletters"];
        if is(&pair[1], "from") && service.iter().any(|name| is(&pair[0], name)) {
            return found(at + 2).map(|name| with_agency(name, words, at + 2, page, SERVICE));
        }
        if is(&pair[0], "other") && pair[1].is_capital() {
            let name = found(at + 1)?;
            let after = words.iter().find(|word| word.start >= name.span.end)?;
            let people = ["readers", "members", "users", "subscribers"].iter().any(|name| is(after, name));
            return people.then(|| with_agency(name, words, at + 1, page, COLUMN));
        }
    }
    None
}

fn with_agency(name: Found, words: &[Word], at: usize, page: &Page<'_>, how: u8) -> (Found, bool, u8) {
    let end = words.iter().position(|word| word.start >= name.span.end).unwrap_or(words.len());
    match words.get(at..end).and_then(|words| page.names.agency(words)) {
        Some(agency) => (Found { value: agency.to_owned(), span: name.span }, true, how),
        None => (name, false, how),
    }
}

/// A run of capitalised words from word `at`, small connecting words inside included, no stop in between.
fn name_at(words: &[Word], at: usize, page: &Page<'_>) -> Option<Found> {
    const LINKS: [&str; 5] = ["of", "the", "and", "for", "on"];
    let first = words.get(at).filter(|word| word.is_capital())?;
    let mut end = at;
    for next in at + 1..words.len().min(at + 8) {
        let gap = Span::new(words[next - 1].end, words[next].start).of(page.text);
        if !gap.chars().all(|c| matches!(c, ' ' | '&' | '-' | '\'' | '’')) {
            break;
        }
        if words[next].is_capital() {
            end = next;
        } else if !LINKS.iter().any(|link| hash_of(link) == words[next].hash) && gap != "'" && gap != "’" {
            break;
        }
    }
    let span = Span::new(first.start, words.get(end)?.end);
    let value = span.of(page.text);
    let generic = GENERIC.iter().any(|name| value.eq_ignore_ascii_case(name));
    (!generic && value.len() >= 2).then(|| Found { value: value.to_owned(), span })
}

const GENERIC: &[&str] = &[
    "All",
    "All Rights Reserved",
    "Us",
    "Our",
    "The",
    "Google",
    "Facebook",
    "Twitter",
    "Apple",
    "YouTube",
    "Getty Images",
    "Copyright",
];

/// "Source: Baltic Wire Service".
fn source(block: &Block, page: &Page<'_>) -> Option<Found> {
    let words = block.of(page.pool);
    let source = words.first().filter(|word| word.hash == hash_of("source") && word.has_colon())?;
    let name = name_at(words, 1, page)?;
    (source.end < name.span.start).then(|| with_agency(name, words, 1, page, 0).0)
}

/// "18 March 2025, 15:02 | Gull Post": an outlet that a sign keeps apart from the date.
fn outlet_beside_date(block: &Block, page: &Page<'_>) -> Option<Found> {
    let date = block.date.as_ref().filter(|date| date.rest > 0)?;
    let line = block.span.of(page.text);
    let (from, piece) = match line.get(date.end..) {
        Some(after) if after.chars().any(char::is_alphabetic) => (date.end, after),
        _ => (0, line.get(..date.start)?),
    };
    let skip = piece.find(char::is_alphabetic)?;
    let start = block.span.start + (from + skip) as u32;
    let words = block.of(page.pool);
    let at = words.iter().position(|word| word.start >= start)?;
    let name = name_at(words, at, page)?;
    let end = words.iter().position(|word| word.start >= name.span.end).unwrap_or(words.len());
    page.names.is_outlet(words.get(at..end)?).then_some(name)
}

/// The names of a byline without "By", roles, outlets and places.
fn author(block: &Block, page: &Page<'_>) -> Option<Found> {
    let line = block.span.of(page.text);
    let words = block.of(page.pool);
    let by = words.iter().take(3).position(|word| word.hash == hash_of("by"));
    let start = by.and_then(|at| words.get(at)).map_or(block.span.start, |word| word.end) - block.span.start;
    let rest = line.get(start as usize..)?;
    let skip = rest.find(char::is_alphabetic)?;
    let start = start as usize + skip;
    let mut piece = line.get(start..)?;
    if let Some(date) = &block.date
        && date.start > start
    {
        piece = line.get(start..date.start)?;
    }
    for stop in [",", "|", "–", "—", " - ", "(", "/", ";", " in ", " for ", " at ", "•", "·", "@"] {
        piece = piece.split(stop).next().unwrap_or(piece);
    }
    let piece = without_role(piece).trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '*'));
    let capital = piece.starts_with(char::is_uppercase);
    let from = block.span.start + start as u32;
    (capital && piece.len() <= 100)
        .then(|| Found { value: piece.to_owned(), span: Span::new(from, from + piece.len() as u32) })
}

/// "Ida BrandtStaff Writer" without the role that is stuck to the name.
fn without_role(name: &str) -> &str {
    let seam = |at: &usize| {
        let (before, after) = name.split_at_checked(*at).unwrap_or((name, ""));
        before.ends_with(char::is_lowercase) && names::begins_with_role(after)
    };
    (1..name.len()).find(seam).and_then(|at| name.get(..at)).unwrap_or(name)
}
