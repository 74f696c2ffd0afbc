//! The left side: headline, points, differences, quotes, timeline.

use copydesk_core::tables::{Briefing, Cite, Point, Quote};

use super::{Told, escape, headline};
use crate::briefing_page::{
    Attribution, counted, day, fewer, kind_in_words, printed_quotes, short, stands_alone, words_of,
};

pub(super) fn write(told: &Told<'_>, out: &mut String) {
    let briefing = told.briefing;
    // A page about one story is headed by it.
    let level = if told.alone { 1 } else { 2 };
    let (number, text) = (told.number, headline(briefing));
    out.push_str(&format!("<h{level} class=\"headline\" id=\"h{number}\">{text}</h{level}>\n"));
    origin(told, briefing, out);
    points(told, out);
    differences(told, out);
    quotes(told, out);
    timeline(told, out);
}

fn origin(told: &Told<'_>, briefing: &Briefing, out: &mut String) {
    let mut parts = Vec::new();
    if !briefing.headline.cites.is_empty() {
        parts.push(format!("Headline {}", marks(told, &briefing.headline.cites, &[])));
    }
    if !briefing.when.date.is_empty() {
        let basis = told.page.basis(&briefing.when, escape);
        parts.push(format!("{}{basis}", time(&briefing.when.date)));
    }
    parts.push(counted(told.page.reports, "report", "reports"));
    out.push_str(&format!("<p class=\"origin\">{}</p>\n", parts.join(" · ")));
}

/// A date as an element, where it is one that HTML knows.
fn time(date: &str) -> String {
    let iso = !date.is_empty() && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let shown = escape(date);
    if iso { format!("<time datetime=\"{shown}\">{shown}</time>") } else { shown }
}

/// Links to the places cited.
fn marks(told: &Told<'_>, cites: &[Cite], others: &[Cite]) -> String {
    let link = |(number, cite): &(usize, &Cite)| {
        // A title that came beside the text stands at no place in it.
        let place =
            if cite.start < cite.end { told.place_id(*number, cite.start) } else { told.source_id(*number) };
        format!("<a class=\"mark\" href=\"#{place}\" aria-label=\"source {number}\">{number}</a>")
    };
    let (marks, more) = fewer(told.page.marks(cites, others));
    let links: Vec<String> = marks.iter().map(link).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("<span class=\"marks\">{}{more}</span>", links.join(" "))
}

fn points(told: &Told<'_>, out: &mut String) {
    if told.briefing.points.is_empty() {
        out.push_str("<p>No sentence of these reports stands on its own.</p>\n");
        return;
    }
    out.push_str("<ol class=\"points\">\n");
    for (index, point) in told.briefing.points.iter().enumerate() {
        let id = point_id(told, index);
        let marks = marks(told, &point.cites, &point.support.cites);
        let text = escape(&point.text);
        out.push_str(&format!(
            "<li id=\"{id}\" data-p=\"{id}\">{text} {marks}{}</li>\n",
            support(point, told.page.reports)
        ));
    }
    out.push_str("</ol>\n");
}

/// The id of a point.
pub(super) fn point_id(told: &Told<'_>, index: usize) -> String {
    format!("b{}-p{}", told.number, index + 1)
}

/// The id of a difference.
pub(super) fn difference_id(told: &Told<'_>, index: usize) -> String {
    format!("b{}-d{}", told.number, index + 1)
}

/// The id of a line of the timeline.
pub(super) fn moment_id(told: &Told<'_>, index: usize) -> String {
    format!("b{}-t{}", told.number, index + 1)
}

/// The id of a quote.
pub(super) fn quote_id(told: &Told<'_>, index: usize) -> String {
    format!("b{}-q{}", told.number, index + 1)
}

fn support(point: &Point, reports: usize) -> String {
    let said = point.support.documents as usize;
    if said == 0 {
        return String::new();
    }
    let independent = point.support.independent as usize;
    let independent = if independent > 0 && independent < said {
        format!(", {independent} independent")
    } else {
        String::new()
    };
    format!(
        " <span class=\"support\">{said} of {}{independent}</span>",
        counted(reports, "report", "reports")
    )
}

fn differences(told: &Told<'_>, out: &mut String) {
    if told.briefing.differences.is_empty() {
        return;
    }
    out.push_str("<h3>Where reports differ</h3>\n");
    for (index, difference) in told.briefing.differences.iter().enumerate() {
        let id = difference_id(told, index);
        let about = escape(&difference.about);
        let kind = escape(kind_in_words(&difference.kind));
        out.push_str(&format!(
            "<div class=\"difference\" id=\"{id}\" data-p=\"{id}\"><p class=\"about\">{about} <small>{kind}</small></p>\n<ul>\n"
        ));
        for side in &difference.sides {
            let published = side.cites.first().and_then(|cite| {
                let source = told.page.sources.iter().find(|source| source.document == cite.document)?;
                (!source.published.is_empty()).then(|| format!("{} ", time(day(&source.published))))
            });
            let marks = marks(told, &side.cites, &[]);
            let text = escape(&side.text);
            out.push_str(&format!("<li>{}<q>{text}</q> {marks}</li>\n", published.unwrap_or_default()));
        }
        out.push_str("</ul></div>\n");
    }
}

fn quotes(told: &Told<'_>, out: &mut String) {
    let quotes: Vec<_> = printed_quotes(told.briefing).collect();
    if quotes.is_empty() {
        return;
    }
    out.push_str("<h3>Who said what</h3>\n<ul class=\"quotes\">\n");
    for (index, quote) in quotes {
        let id = quote_id(told, index);
        let (who, marks) = (attribution(quote), marks(told, &quote.cites, &quote.also));
        let words = words_of(quote, escape);
        let words = if stands_alone(quote) { format!("<blockquote>{words}</blockquote>") } else { words };
        out.push_str(&format!(
            "<li id=\"{id}\" data-p=\"{id}\"><span class=\"who\">{who}</span> {words} {marks}"
        ));
        wordings(told, quote, out);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn attribution(quote: &Quote) -> String {
    let who = Attribution::of(quote);
    let [speaker, verb, relay] = [who.speaker, who.verb, who.relay].map(|name| escape(&short(name)));
    format!("<b>{speaker}</b> {verb}{}{relay}", who.link)
}

/// The same quotation in other words: no quotation, since these are words of a translation at best.
fn wordings(told: &Told<'_>, quote: &Quote, out: &mut String) {
    if quote.wordings.is_empty() {
        return;
    }
    out.push_str("<details><summary>in other words elsewhere</summary><ul>\n");
    for other in &quote.wordings {
        let marks = marks(told, &other.cites, &[]);
        out.push_str(&format!("<li>{} {marks}</li>\n", escape(&other.text)));
    }
    out.push_str("</ul></details>");
}

fn timeline(told: &Told<'_>, out: &mut String) {
    if told.briefing.timeline.is_empty() {
        return;
    }
    out.push_str("<h3>Timeline</h3>\n<ol class=\"timeline\">\n");
    for (index, moment) in told.briefing.timeline.iter().enumerate() {
        let id = moment_id(told, index);
        let date =
            if moment.when.date.is_empty() { "date unknown".to_owned() } else { time(&moment.when.date) };
        let basis = told.page.basis(&moment.when, escape);
        let (text, marks) = (escape(&moment.text), marks(told, &moment.cites, &[]));
        out.push_str(&format!(
            "<li id=\"{id}\" data-p=\"{id}\"><span class=\"when\">{date}<small>{basis}</small></span> {text} {marks}</li>\n"
        ));
    }
    out.push_str("</ol>\n");
}
