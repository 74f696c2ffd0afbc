//! Who is who: the entities of a story, their roles, and how often each report names them.

use std::collections::BTreeMap;

use copydesk_core::hash::FastMap;
use copydesk_core::tables;

use super::{Told, escape};
use crate::briefing_page::short;
use crate::results::{EntityHead, row};
use crate::{IoError, Results};

/// Entities listed for one story.
const MOST: usize = 14;

/// Labels of entities that are listed.
const LISTED: [&str; 8] = ["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT"];

/// One line of the list.
struct Row {
    name: String,
    label: String,
    titles: Vec<String>,
    variants: Vec<String>,
    /// Mentions in each document of the story.
    counts: Vec<usize>,
}

/// In how many documents of the story it is named, how often, its id and its line.
type Entry = (usize, usize, String, Row);

/// The entities of one story, those that most reports name first.
#[derive(Default)]
pub(super) struct People(Vec<Entry>);

/// Entities that one thread reads at a time.
const CHUNK: usize = 256;

/// Reads the entities and deals them out to the stories.
pub(super) fn of_stories(results: &Results<'_>, told: &[Told<'_>]) -> Result<Vec<People>, IoError> {
    let mut places: FastMap<&str, (usize, usize)> = FastMap::default();
    for (story, told) in told.iter().enumerate() {
        for (number, doc) in told.documents.iter().enumerate() {
            places.insert(&doc.id, (story, number));
        }
    }
    let lines = results.lines(tables::ENTITIES);
    let found = copydesk_core::parallel(results.threads, CHUNK, &lines, |first, lines| {
        let mut found = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            named(&row(tables::ENTITIES, first + at, line)?, &places, told, &mut found);
        }
        Ok::<_, IoError>(found)
    });
    let mut people: Vec<People> = told.iter().map(|_| People::default()).collect();
    for found in found {
        found?.into_iter().for_each(|(story, entry)| people[story].0.push(entry));
    }
    for People(rows) in &mut people {
        // Who acts stands before where it happened, which nearly every report names.
        let acts = |row: &Row| usize::from(matches!(row.label.as_str(), "PERSON" | "ORG"));
        let weight = |row: &Entry| (row.0 + acts(&row.3), row.1);
        rows.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.2.cmp(&b.2)));
        rows.truncate(MOST);
    }
    Ok(people)
}

/// The stories that name an entity, each with what is told of it there.
fn named(
    record: &EntityHead<'_>,
    places: &FastMap<&str, (usize, usize)>,
    told: &[Told<'_>],
    found: &mut Vec<(usize, Entry)>,
) {
    if !LISTED.contains(&&*record.label) {
        return;
    }
    let mut counts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for mention in &record.mentions {
        if let Some(&(story, number)) = places.get(&*mention.document) {
            let counts = counts.entry(story).or_insert_with(|| vec![0; told[story].documents.len()]);
            counts[number] += 1;
        }
    }
    for (story, counts) in counts {
        let documents = counts.iter().filter(|&&count| count > 0).count();
        let mentions = counts.iter().sum();
        let row = Row {
            name: record.name.to_string(),
            label: record.label.to_string(),
            titles: record.titles.iter().map(ToString::to_string).collect(),
            variants: record.variants.iter().map(|variant| variant.text.to_string()).collect(),
            counts,
        };
        found.push((story, (documents, mentions, record.id.to_string(), row)));
    }
}

/// The list as a table: a row for each entity, a column for each report.
pub(super) fn write(told: &Told<'_>, people: &People, out: &mut String) {
    if people.0.is_empty() {
        return;
    }
    let reports = told.documents.len();
    // A column for each of many reports would be wider than any screen.
    let columns = if reports <= 12 { reports } else { 0 };
    out.push_str("<h3>Who is who</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Who is who\"><table>\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Kind</th>");
    for number in 1..=columns {
        let id = told.source_id(number);
        out.push_str(&format!(
            "<th scope=\"col\"><a href=\"#{id}\" aria-label=\"mentions in source {number}\">{number}</a></th>"
        ));
    }
    out.push_str("<th scope=\"col\">All</th></tr></thead>\n<tbody>\n");
    for (_, mentions, _, row) in &people.0 {
        let mut also: Vec<&str> = row.titles.iter().map(String::as_str).take(3).collect();
        also.extend(row.variants.iter().map(String::as_str).filter(|text| *text != row.name).take(4));
        let also = if also.is_empty() {
            String::new()
        } else {
            format!("<br><small>{}</small>", escape(&short(&also.join(" · "))))
        };
        let (name, kind) = (escape(&short(&row.name)), kind(&row.label));
        out.push_str(&format!(
            "<tr><th scope=\"row\"><span class=\"ent {}\">{name}</span>{also}</th><td>{kind}</td>",
            class(&row.label)
        ));
        for count in row.counts.iter().take(columns) {
            let shown =
                if *count == 0 { "<span class=\"none\">–</span>".to_owned() } else { count.to_string() };
            out.push_str(&format!("<td class=\"count\">{shown}</td>"));
        }
        out.push_str(&format!("<td class=\"count\">{mentions}</td></tr>\n"));
    }
    out.push_str("</tbody></table></div>\n");
}

/// A label in words.
fn kind(label: &str) -> &'static str {
    match label {
        "PERSON" => "person",
        "ORG" => "organisation",
        "GPE" | "LOC" => "place",
        "FAC" => "building",
        "NORP" => "group",
        "EVENT" => "event",
        _ => "other",
    }
}

/// The class that colours a label.
pub(super) fn class(label: &str) -> &'static str {
    match label {
        "PERSON" => "person",
        "ORG" => "org",
        "GPE" | "LOC" | "FAC" => "place",
        _ => "other",
    }
}
