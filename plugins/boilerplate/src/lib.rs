//! Stage `boilerplate`: lines that stand in many reports of one publisher are furniture.
//!
//! Reports belong together by `meta.publisher`, or by the host of `meta.url` where there is none; reports of which
//! neither is known are left alone. Lines are compared by their words, without case and marks. A report of which more
//! than a third recurs is a copy or an update of another one: it is no evidence, and none of its lines is touched.
//!
//! | option | type | default | what |
//! |---|---|---|---|
//! | `min_documents` | number | 3 | reports of one publisher that must have the line |
//! | `max_length` | number | 400 | longest line that is looked at, in bytes |
#![forbid(unsafe_code)]

use std::hash::Hasher as _;

use copydesk_sdk::{
    Descriptor, Doc, Docs, Layer, OptionKind, OptionSpec, Options, Output, Stage, StageError, names as layers,
};
use copydesk_text::hash::{Fast, FastMap};

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "min_documents",
        kind: OptionKind::Integer(3, 2, 100_000),
        doc: "Fewest reports of one publisher that must have a line before it is furniture.",
    },
    OptionSpec {
        name: "max_length",
        kind: OptionKind::Integer(400, 1, 100_000),
        doc: "Longest line that is looked at, in bytes.",
    },
];

/// Kinds of segments that may turn out to be furniture.
const LOOKED_AT: [&str; 3] = ["body", "caption", "headline"];
/// Share of a report's story, one in so many, above which a report that recurs is a copy.
const COPY: u64 = 3;

/// The stage.
#[derive(Debug, Clone)]
pub struct Boilerplate {
    min_documents: u32,
    max_length: u32,
}

/// A line of a report: the row of its segment, what it hashes to with its publisher, and its length.
struct Line {
    row: usize,
    key: u64,
    len: u64,
}

impl Stage for Boilerplate {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "boilerplate",
            env!("CARGO_PKG_VERSION"),
            "marks lines as furniture that stand in many reports of one publisher",
        )
        .collection()
        .needs(&[layers::SEGMENTS])
        .uses(&["meta.publisher", "meta.url"])
        .provides(&[layers::SEGMENTS])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let number = |name| u32::try_from(options.integer(name)).unwrap_or(u32::MAX);
        Ok(Self { min_documents: number("min_documents"), max_length: number("max_length") })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let lines: Vec<Vec<Line>> = docs.iter().map(|doc| self.lines(doc)).collect();
        let everyone = vec![true; lines.len()];
        let counts = self.counts(&lines, &everyone);
        let own: Vec<bool> = lines.iter().map(|lines| !self.is_copy(lines, &counts)).collect();
        let counts = self.counts(&lines, &own);
        for ((doc, lines), own) in docs.iter().zip(&lines).zip(own) {
            let recurs =
                |line: &&Line| counts.get(&line.key).is_some_and(|&count| count >= self.min_documents);
            let found: Vec<(usize, u32)> =
                lines.iter().filter(recurs).map(|line| (line.row, counts[&line.key])).collect();
            if own && !found.is_empty() {
                out.put(doc, layers::SEGMENTS, &marked(doc, &found))?;
            }
        }
        Ok(())
    }
}

impl Boilerplate {
    fn lines(&self, doc: &Doc<'_>) -> Vec<Line> {
        let Some(publisher) = publisher(doc) else { return Vec::new() };
        let segments = doc.needed(layers::SEGMENTS);
        let rows = (0..segments.len()).filter(|&row| {
            segments.label(row).is_some_and(|kind| LOOKED_AT.contains(&kind))
                && segments.span(row).len() <= self.max_length
        });
        let lines = rows.filter_map(|row| {
            let text = doc.slice(segments.span(row));
            let mut hash = Fast::default();
            hash.write(publisher.as_bytes());
            let mut letters = 0_u64;
            for c in text.chars().filter(|c| c.is_alphanumeric()) {
                letters += 1;
                c.to_lowercase().for_each(|c| hash.write_u32(c.into()));
            }
            (letters > 0).then(|| Line { row, key: hash.finish(), len: letters })
        });
        lines.collect()
    }

    /// In how many of the chosen reports each line stands.
    fn counts(&self, lines: &[Vec<Line>], chosen: &[bool]) -> FastMap<u64, u32> {
        let mut counts: FastMap<u64, u32> = FastMap::default();
        for (lines, _) in lines.iter().zip(chosen).filter(|(_, chosen)| **chosen) {
            let mut keys: Vec<u64> = lines.iter().map(|line| line.key).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                *counts.entry(key).or_default() += 1;
            }
        }
        counts
    }

    /// Whether too much of a report stands in other ones, too.
    fn is_copy(&self, lines: &[Line], counts: &FastMap<u64, u32>) -> bool {
        let all: u64 = lines.iter().map(|line| line.len).sum();
        let shared = lines.iter().filter(|line| counts.get(&line.key).is_some_and(|&count| count > 1));
        shared.map(|line| line.len).sum::<u64>() * COPY > all
    }
}

/// Who published a report: the name in lower case, or the host of its address.
fn publisher(doc: &Doc<'_>) -> Option<String> {
    if let Some(name) = doc.meta("publisher").map(str::trim).filter(|name| !name.is_empty()) {
        return Some(name.to_lowercase());
    }
    let url = doc.meta("url")?;
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?', '#']).next()?;
    let host = host.trim_start_matches("www.").to_lowercase();
    (!host.is_empty()).then_some(host)
}

/// The segments of a report with these rows, and in how many reports each stands, as furniture.
fn marked(doc: &Doc<'_>, found: &[(usize, u32)]) -> Layer {
    let view = doc.needed(layers::SEGMENTS);
    let mut segments = Layer::new();
    for row in 0..view.len() {
        let span = view.span(row);
        let mut new = segments.push(span.start, span.end);
        match found.iter().find(|(at, _)| *at == row) {
            Some((_, count)) => {
                new.label("furniture").attr("reason", &format!("recurs-in-{count}-reports-of-publisher"));
            }
            None => {
                new.label(view.label(row).unwrap_or("body"));
                for (name, values) in &view.attrs {
                    new.attr(name, values.get(row));
                }
            }
        }
    }
    segments
}

copydesk_sdk::export!(Boilerplate);
