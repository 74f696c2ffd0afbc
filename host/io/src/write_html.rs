//! `report.html`: the briefing beside its sources, in one file that needs no network and no script.
//!
//! Left: points, differences, quotes, timeline, who is who. Right: each report with its furniture greyed, its entities coloured
//! and its cited sentences linked to what cites them. With scripts, pointing at or focusing one side lights the other.
//! Text of reports is escaped everywhere.

mod briefing;
mod people;
mod sources;

use std::collections::HashMap;

use copydesk_core::tables::{self, Briefing};
use copydesk_core::{Document, names};

use crate::briefing_page::{self, Page, counted, short, turns_direction};
use crate::escape::{self, Asked, asked};
use crate::in_order::Emit;
use crate::results::row;
use crate::{IoError, Results};

/// Stories on one page; more of them are better read as `briefings.jsonl`.
const MOST_STORIES: usize = 40;

/// One story on the page.
pub(crate) struct Told<'a> {
    /// Its number on the page, from 1; ids of elements begin with it.
    number: usize,
    /// Whether it is the only one on the page.
    alone: bool,
    briefing: &'a Briefing,
    page: Page<'a>,
    /// Its documents: those of the sources first, by their numbers, then the others of the story.
    documents: Vec<&'a Document>,
}

impl Told<'_> {
    /// The id of the element that holds source number `source`.
    fn source_id(&self, source: usize) -> String {
        format!("s{}-{source}", self.number)
    }

    /// The id of the place in source number `source` that begins at byte `start`.
    fn place_id(&self, source: usize, start: u32) -> String {
        format!("s{}-{source}-{start}", self.number)
    }
}

/// The layers that this page shows: what is no story is greyed, names are coloured.
pub(crate) const LAYERS: &[&str] = &[names::SEGMENTS, names::ENTS];

/// The report as a page of HTML.
pub(crate) fn write_html(
    results: &Results<'_>,
    documents: usize,
    emit: &mut Emit<'_>,
) -> Result<(), IoError> {
    let stories = briefing_page::stories(results.tables)?;
    let members: HashMap<&str, &[_]> =
        stories.iter().map(|story| (&*story.id, story.documents.as_slice())).collect();
    let all = results.lines(tables::BRIEFINGS);
    let shown = all.iter().take(MOST_STORIES).enumerate();
    let briefings = shown.map(|(number, line)| row(tables::BRIEFINGS, number, line));
    let briefings: Vec<Briefing> = briefings.collect::<Result<_, _>>()?;
    let told: Vec<Told<'_>> = briefings
        .iter()
        .enumerate()
        .map(|(index, briefing)| {
            let members = members.get(briefing.story.as_str()).copied();
            let page = Page::new(briefing, members.map(<[_]>::len));
            let sources = page.sources.iter().map(|source| source.document.as_str());
            let numbered = sources.chain(page.unlisted.iter().copied());
            let others = members.into_iter().flatten().map(|id| &**id);
            let others = others.filter(|id| page.number(id).is_none());
            let documents = numbered.chain(others).filter_map(|id| results.documents.find(id)).collect();
            Told { number: index + 1, alone: briefings.len() == 1, briefing, page, documents }
        })
        .collect();
    let people = people::of_stories(results, &told)?;
    let sections = copydesk_core::parallel(results.threads, 1, &told, |at, told| {
        let mut out = String::new();
        told.iter().for_each(|told| story(told, &people[at], &mut out));
        out
    });
    let reports = counted(documents, "report", "reports");
    let mut out = head(&title(&told, &reports));
    opening(&told, all.len(), &reports, &mut out);
    emit(out.as_bytes())?;
    sections.iter().try_for_each(|section| emit(section.as_bytes()))?;
    emit(b"</main>\n<footer><p>Every sentence is copied from the report whose number follows it; the first number is the report that it is copied from, the others say the same. <code>copydesk verify</code> re-reads every citation.</p></footer>\n<script>\n")?;
    emit(include_bytes!("write_html/report.js"))?;
    emit(b"</script>\n</body>\n</html>\n")
}

fn title(told: &[Told<'_>], reports: &str) -> String {
    match told {
        [one] if !one.briefing.headline.text.is_empty() => short(&one.briefing.headline.text).into_owned(),
        _ => format!("Briefing of {reports}"),
    }
}

fn head(title: &str) -> String {
    // No address of any kind may be loaded: a page about hostile text has no way out.
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"copydesk\">\n\
         <title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        escape(title),
        include_str!("write_html/report.css")
    )
}

/// The top of the page: where to jump to, and the list of stories where there are several.
fn opening(told: &[Told<'_>], briefings: usize, reports: &str, out: &mut String) {
    out.push_str("<a class=\"skip\" href=\"#content\">To the briefing</a>\n");
    if told.len() == 1 {
        out.push_str("<main id=\"content\">\n");
        return;
    }
    let stories = counted(briefings, "story", "stories");
    out.push_str(&format!("<header class=\"top\"><h1>{stories} from {reports}</h1>\n"));
    if told.is_empty() {
        out.push_str("<p>No story could be told from them.</p>\n");
    } else {
        out.push_str("<nav aria-label=\"Stories\"><ol>\n");
        for told in told {
            let size = counted(told.page.reports, "report", "reports");
            let title = headline(told.briefing);
            out.push_str(&format!(
                "<li><a href=\"#b{}\">{title}</a> <small>{size}</small></li>\n",
                told.number
            ));
        }
        out.push_str("</ol></nav>\n");
    }
    if briefings > told.len() {
        let more = briefings - told.len();
        out.push_str(&format!(
            "<p>{} more in <code>briefings.jsonl</code>.</p>\n",
            counted(more, "story", "stories")
        ));
    }
    out.push_str("</header>\n<main id=\"content\">\n");
}

fn headline(briefing: &Briefing) -> String {
    escape(&short(briefing_page::name_of(briefing)))
}

fn story(told: &Told<'_>, people: &people::People, out: &mut String) {
    out.push_str(&format!(
        "<section class=\"story\" id=\"b{0}\" aria-labelledby=\"h{0}\">\n<div class=\"brief\">\n",
        told.number
    ));
    briefing::write(told, out);
    people::write(told, people, out);
    out.push_str("</div>\n");
    sources::write(told, out);
    out.push_str("</section>\n");
}

/// Text as text of HTML, in elements and in quoted attributes. Characters that no page may hold become U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_escaped(text, &mut out);
    out
}

fn push_escaped(text: &str, out: &mut String) {
    const ASKED: Asked = asked(b"&<>\"'");
    escape::push_escaped(text, &ASKED, out, |_, c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        '\n' | '\t' => out.push(c),
        '\r' => {}
        c if c.is_control() || turns_direction(c) => out.push('\u{fffd}'),
        c => out.push(c),
    });
}

#[cfg(test)]
#[path = "write_html_tests.rs"]
mod tests;
