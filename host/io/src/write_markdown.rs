//! `briefing.md`: what an editor opens first. Text of reports never becomes markup in it.

use std::borrow::Cow;
use std::collections::HashMap;

use copydesk_core::tables;
use tables::{Briefing, Cite, Moment, Point, Quote, Quoted, When};

use crate::briefing_page::{self, Attribution, Page, counted};
use crate::escape::{Asked, asked, push_escaped};
use crate::in_order::{Emit, in_order};
use crate::results::row;
use crate::{IoError, Lookup, Results};

/// Briefings that one thread takes at a time.
const CHUNK: usize = 64;

/// The briefings as Markdown.
pub(crate) fn write_markdown(
    results: &Results<'_>,
    documents: usize,
    emit: &mut Emit<'_>,
) -> Result<(), IoError> {
    let stories = briefing_page::stories(results.tables)?;
    let sizes: HashMap<&str, usize> =
        stories.iter().map(|story| (&*story.id, story.documents.len())).collect();
    let briefings = results.lines(tables::BRIEFINGS);
    let reports = counted(documents, "report", "reports");
    if briefings.is_empty() {
        return emit(format!("# No briefing\n\nNo story could be told from {reports}.\n").as_bytes());
    }
    if briefings.len() > 1 {
        emit(format!("{} stories from {reports}.\n\n", briefings.len()).as_bytes())?;
    }
    let lookup = results.documents;
    let make = |first: usize, lines: &[&str], bytes: &mut Vec<u8>| {
        let mut out = String::new();
        for (at, line) in lines.iter().enumerate() {
            let briefing: Briefing = row(tables::BRIEFINGS, first + at, line)?;
            if first + at > 0 {
                out.push_str("\n---\n\n");
            }
            let size = sizes.get(briefing.story.as_str()).copied();
            Writer { page: Page::new(&briefing, size), lookup }.write(&briefing, &mut out);
        }
        *bytes = out.into_bytes();
        Ok(())
    };
    in_order(results.threads, CHUNK, &briefings, make, emit)
}

/// One briefing and where its documents are found.
struct Writer<'a> {
    page: Page<'a>,
    lookup: &'a dyn Lookup,
}

impl Writer<'_> {
    fn write(&self, briefing: &Briefing, out: &mut String) {
        let title = plain(&briefing_page::short(briefing_page::name_of(briefing)));
        out.push_str(&format!("# {title}\n\n"));
        self.write_origin(briefing, out);
        if briefing.points.is_empty() {
            out.push_str("No sentence of these reports stands on its own.\n");
        }
        for point in &briefing.points {
            self.write_point(point, out);
        }
        self.write_differences(briefing, out);
        for (at, (_, quote)) in briefing_page::printed_quotes(briefing).enumerate() {
            out.push_str(if at == 0 { "\n## Who said what\n\n" } else { "" });
            self.write_quote(quote, out);
        }
        if !briefing.timeline.is_empty() {
            out.push_str("\n## Timeline\n\n");
            for moment in &briefing.timeline {
                self.write_moment(moment, out);
            }
        }
        self.write_sources(out);
    }

    /// Where the headline comes from and when it happened, on one line.
    fn write_origin(&self, briefing: &Briefing, out: &mut String) {
        let mut parts = Vec::new();
        if let Some(cite) = briefing.headline.cites.first() {
            let source = self.page.sources.iter().find(|source| source.document == cite.document);
            let name = source
                .map(|source| plain(&briefing_page::short(&source.publisher)))
                .filter(|name| !name.is_empty());
            parts.push(format!(
                "Headline: {}{}",
                name.map(|name| format!("{name} ")).unwrap_or_default(),
                self.marks(&briefing.headline.cites, &[])
            ));
        }
        if !briefing.when.date.is_empty() {
            parts.push(format!("Date: {}", self.when(&briefing.when)));
        }
        parts.push(counted(self.page.reports, "report", "reports"));
        out.push_str(&parts.join(" · "));
        out.push_str("\n\n");
    }

    fn write_point(&self, point: &Point, out: &mut String) {
        let marks = self.marks(&point.cites, &point.support.cites);
        out.push_str(&format!("- {} {marks}", plain(&point.text)));
        let said = point.support.documents as usize;
        if said > 0 {
            out.push_str(&format!(" ({said} of {}", counted(self.page.reports, "report", "reports")));
            let independent = point.support.independent as usize;
            if independent > 0 && independent < said {
                out.push_str(&format!(", {independent} independent"));
            }
            out.push(')');
        }
        out.push('\n');
    }

    fn write_differences(&self, briefing: &Briefing, out: &mut String) {
        if briefing.differences.is_empty() {
            return;
        }
        out.push_str("\n## Where reports differ\n\n");
        for difference in &briefing.differences {
            let kind = plain(briefing_page::kind_in_words(&difference.kind));
            let about = plain(&difference.about);
            let about = if about.is_empty() { kind } else { format!("{about} ({kind})") };
            out.push_str(&format!("- {about}\n"));
            for side in &difference.sides {
                out.push_str(&format!("  - {}\n", self.quoted(side)));
            }
        }
    }

    /// The words as they were said; other wordings are told as such and not as a quotation.
    fn write_quote(&self, quote: &Quote, out: &mut String) {
        let who = Attribution::of(quote);
        let verb = if who.verb.is_empty() { String::new() } else { format!(" {}", plain(who.verb)) };
        let [speaker, relay] = [who.speaker, who.relay].map(|name| plain(&briefing_page::short(name)));
        let marks = self.marks(&quote.cites, &quote.also);
        let words = briefing_page::words_of(quote, plain);
        out.push_str(&format!("- {speaker}{verb}{}{relay}: {words} {marks}\n", who.link));
        for other in &quote.wordings {
            let text = beginning(&other.text);
            let more = if text.len() < other.text.len() { " …" } else { "" };
            out.push_str(&format!(
                "  - in other words: {}{more} {}\n",
                plain(text),
                self.marks(&other.cites, &[])
            ));
        }
    }

    fn write_moment(&self, moment: &Moment, out: &mut String) {
        let date =
            if moment.when.date.is_empty() { "date unknown".to_owned() } else { self.when(&moment.when) };
        out.push_str(&format!("- {date}: {} {}\n", plain(&moment.text), self.marks(&moment.cites, &[])));
    }

    fn write_sources(&self, out: &mut String) {
        out.push_str("\n## Sources\n\n");
        for (index, source) in self.page.sources.iter().enumerate() {
            let path = self.lookup.find(&source.document).map_or("", |doc| doc.origin.path.as_str());
            let place = if path.is_empty() { &source.document } else { path };
            let published = briefing_page::day(&source.published);
            let parts = [source.publisher.as_str(), &source.title, published, place];
            let parts: Vec<String> = parts
                .into_iter()
                .map(|part| plain(&briefing_page::short(part)))
                .filter(|part| !part.is_empty())
                .collect();
            out.push_str(&format!("{}. {}\n", index + 1, parts.join(" · ")));
        }
        for (index, document) in self.page.unlisted.iter().enumerate() {
            out.push_str(&format!("{}. {}\n", self.page.sources.len() + index + 1, plain(document)));
        }
        out.push_str("\nThe first mark after a sentence is the report that it is copied from; the others say the same.\n");
    }

    fn quoted(&self, quoted: &Quoted) -> String {
        format!("{} {}", plain(&quoted.text), self.marks(&quoted.cites, &[]))
    }

    /// A date and how it is known, in words.
    fn when(&self, when: &When) -> String {
        format!("{}{}", plain(&when.date), self.page.basis(when, plain))
    }

    fn marks(&self, cites: &[Cite], others: &[Cite]) -> String {
        let (marks, more) = briefing_page::fewer(self.page.marks(cites, others));
        let marks: String = marks.iter().map(|(number, _)| format!("[{number}]")).collect();
        if more > 0 { format!("{marks} and {more} more") } else { marks }
    }
}

/// The first sentence of another wording, which is enough to see how it differs; the page has all of it. Marks behind
/// several sentences would belong to the last one only.
fn beginning(text: &str) -> &str {
    const LEAST: usize = 40;
    let ends = text.match_indices(". ").map(|(at, _)| at + 1);
    ends.into_iter().find(|&end| end >= LEAST).and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Text of a report as plain text of Markdown: on one line, every character that could begin markup escaped, and as
/// few others as possible, so that the file reads well as it is.
fn plain(text: &str) -> String {
    const ASKED: Asked = asked(b"\\`*_[]~<&:.#+-=>|)");
    let line = one_line(text);
    let mut out = String::new();
    let bytes = line.as_bytes();
    push_escaped(&line, &ASKED, &mut out, |at, c, out| {
        let rest = &bytes[at..];
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '&' if begins_entity(rest) => out.push_str("&amp;"),
            // Addresses become links in many renderers unless they are broken up.
            ':' if rest.starts_with(b"://") => out.push_str("\\:"),
            '.' if is_www(&bytes[..at]) => out.push_str("\\."),
            '#' | '+' | '-' | '=' | '>' | '|' if at == 0 => out.extend(['\\', c]),
            '.' | ')' if at > 0 && bytes[..at].iter().all(u8::is_ascii_digit) => out.extend(['\\', c]),
            '#' if rest.iter().all(|&byte| byte == b'#') => out.extend(['\\', c]),
            c if c.is_control() || briefing_page::turns_direction(c) => {}
            c => out.push(c),
        }
    });
    out
}

/// Text with one blank wherever there is white space; most of it has no other.
fn one_line(text: &str) -> Cow<'_, str> {
    let single = |pair: &[u8]| pair != b"  ";
    let plain = |&byte: &u8| byte.is_ascii() && (byte == b' ' || !byte.is_ascii_whitespace() && byte != 0x0b);
    let bytes = text.as_bytes();
    if bytes.iter().all(plain) && bytes.windows(2).all(single) && text.trim().len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn begins_entity(rest: &[u8]) -> bool {
    let name = rest.iter().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    name > 0 && rest.get(name + 1) == Some(&b';')
}

fn is_www(before: &[u8]) -> bool {
    before.len() >= 3 && before[before.len() - 3..].eq_ignore_ascii_case(b"www")
}

#[cfg(test)]
#[path = "write_markdown_tests.rs"]
mod tests;
