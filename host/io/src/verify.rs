//! Proof that a briefing says what its sources say: every citation is re-read at its offsets.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use copydesk_core::tables::{Briefing, Cite};
use copydesk_core::{Document, Span, names};

use crate::lines::Lines;
use crate::{Format, IoError, Limits, Offsets, Unit, read_document, sha256_hex};

/// What [`verify()`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Briefings read.
    pub briefings: usize,
    /// Citations re-read.
    pub cites: usize,
    /// Sentences, headlines and lines of a timeline compared with the text that they cite.
    pub sentences: usize,
    /// What does not hold, in the order of the file. Empty is the good case.
    pub failures: Vec<Failure>,
}

impl VerifyReport {
    /// Whether everything holds.
    pub fn is_good(&self) -> bool {
        self.failures.is_empty()
    }
}

/// One thing that does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// The line of the briefings file, from 1.
    pub line: u64,
    /// Where in the briefing, such as `points[2].cites[0]`.
    pub place: String,
    /// The document cited, or empty.
    pub document: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "briefing {}, {}", self.line, self.place)?;
        if !self.document.is_empty() {
            write!(f, ", document `{}`", self.document)?;
        }
        write!(f, ": {}", self.reason)
    }
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    offsets: Unit,
    #[serde(flatten)]
    briefing: Briefing,
}

/// Checks a briefings file against the documents file of the same run.
///
/// Every citation must name a document of the file, fit its text in the unit that its line states, and have the
/// SHA-256 of the text there. Headline, extracted points, sides of differences and lines of the timeline must be
/// the text cited, with `markup` segments left out and blanks made single; where a sentence holds words in square
/// brackets that the source does not have, they may stand for up to 80 characters of it. A citation of no characters
/// stands for the title that came with the document; whose words a quote has, and who spoke them, is not decided here.
///
/// # Errors
/// When a file cannot be read or a line of it does not fit its schema.
pub fn verify(briefings: &Path, documents: &Path) -> Result<VerifyReport, IoError> {
    let mut lines: Vec<(u64, Line)> = Vec::new();
    each_line(briefings, |number, line| {
        lines.push((number, parse(briefings, number, line)?));
        Ok(())
    })?;
    let mut wanted = HashSet::new();
    for (_, line) in &lines {
        visit(&line.briefing, &mut |_, quote| {
            wanted.extend(quote.cites.iter().map(|cite| cite.document.as_str()));
        });
    }
    let mut known = HashMap::new();
    each_line(documents, |number, line| {
        #[derive(Deserialize)]
        struct Head {
            id: String,
        }
        // Most documents of a large run are cited nowhere, and their layers need not be read.
        let head: Head = parse(documents, number, line)?;
        if wanted.contains(head.id.as_str()) {
            let doc = read_document(line).map_err(|error| malformed(documents, number, error.to_string()))?;
            known.insert(head.id, doc);
        }
        Ok(())
    })?;
    let mut report = VerifyReport { briefings: lines.len(), ..VerifyReport::default() };
    for (number, line) in &lines {
        let checker = Checker { line: *number, unit: line.offsets, documents: &known };
        visit(&line.briefing, &mut |place, quote| checker.check(place, &quote, &mut report));
    }
    Ok(report)
}

fn malformed(path: &Path, line: u64, message: String) -> IoError {
    IoError::Malformed { path: path.display().to_string(), line, message }
}

fn parse<T: DeserializeOwned>(path: &Path, number: u64, line: &str) -> Result<T, IoError> {
    serde_json::from_str(line).map_err(|error| malformed(path, number, error.to_string()))
}

fn each_line(path: &Path, mut each: impl FnMut(u64, &str) -> Result<(), IoError>) -> Result<(), IoError> {
    let unreadable = |source| IoError::Unreadable { path: path.display().to_string(), source };
    let file = File::open(path).map_err(unreadable)?;
    // The file is copydesk's own, so a line may be as long as one that copydesk wrote.
    let limits = Limits { max_document_bytes: 64 << 20, ..Limits::default() };
    let mut lines = Lines::new(file, limits.line(Format::Documents));
    while let Some(line) = lines.advance().map_err(unreadable)? {
        if line.too_long {
            return Err(malformed(path, line.number, "the line is too long".to_owned()));
        }
        let text = std::str::from_utf8(lines.bytes())
            .map_err(|error| malformed(path, line.number, format!("is not UTF-8: {error}")))?;
        if !text.trim().is_empty() {
            each(line.number, text)?;
        }
    }
    Ok(())
}

/// Something printed and what it cites.
struct Quote<'a> {
    /// None where only the citations count.
    text: Option<&'a str>,
    cites: &'a [Cite],
}

/// Calls `each` with every quote of a briefing and its place.
fn visit<'a>(briefing: &'a Briefing, each: &mut impl FnMut(&str, Quote<'a>)) {
    let quote = |text: &'a str, cites: &'a [Cite]| Quote { text: Some(text), cites };
    each("headline", quote(&briefing.headline.text, &briefing.headline.cites));
    for (index, point) in briefing.points.iter().enumerate() {
        let text = (point.mode == "extract").then_some(point.text.as_str());
        each(&format!("points[{index}]"), Quote { text, cites: &point.cites });
        let support = Quote { text: None, cites: &point.support.cites };
        each(&format!("points[{index}].support"), support);
    }
    for (index, difference) in briefing.differences.iter().enumerate() {
        for (number, side) in difference.sides.iter().enumerate() {
            each(&format!("differences[{index}].sides[{number}]"), quote(&side.text, &side.cites));
        }
    }
    for (index, moment) in briefing.timeline.iter().enumerate() {
        each(&format!("timeline[{index}]"), quote(&moment.text, &moment.cites));
    }
    for (index, said) in briefing.quotes.iter().enumerate() {
        each(&format!("quotes[{index}]"), quote(&said.text, &said.cites));
        each(&format!("quotes[{index}].also"), Quote { text: None, cites: &said.also });
        for (name, pieces) in [("words", &said.words), ("wordings", &said.wordings)] {
            for (number, piece) in pieces.iter().enumerate() {
                each(&format!("quotes[{index}].{name}[{number}]"), quote(&piece.text, &piece.cites));
            }
        }
    }
}

struct Checker<'a> {
    line: u64,
    unit: Unit,
    documents: &'a HashMap<String, Document>,
}

impl<'a> Checker<'a> {
    fn check(&self, place: &str, quote: &Quote<'_>, report: &mut VerifyReport) {
        let mut fail = |place: String, document: &str, reason: String| {
            let document = document.to_owned();
            report.failures.push(Failure { line: self.line, place, document, reason });
        };
        let mut found = Vec::new();
        for (index, cite) in quote.cites.iter().enumerate() {
            report.cites += 1;
            match self.cited(cite) {
                Ok(cited) => found.push(cited),
                Err(reason) => fail(format!("{place}.cites[{index}]"), &cite.document, reason),
            }
        }
        let Some(text) = quote.text.filter(|text| !text.trim().is_empty()) else { return };
        report.sentences += 1;
        if quote.cites.is_empty() {
            fail(place.to_owned(), "", "cites nothing".to_owned());
        } else if found.len() == quote.cites.len() && !says(text, &found) {
            let first = found.first().map(|(doc, span)| printed(doc, *span, "")).unwrap_or_default();
            let document = quote.cites.first().map(|cite| cite.document.as_str()).unwrap_or_default();
            let reason = format!("prints `{}`, but its source says `{}`", shorten(text), shorten(&first));
            fail(place.to_owned(), document, reason);
        }
    }

    /// The place that a citation names, once it holds.
    fn cited(&self, cite: &Cite) -> Result<(&'a Document, Span), String> {
        let doc =
            self.documents.get(&cite.document).ok_or_else(|| "is not in the documents file".to_owned())?;
        let offsets = Offsets::of(doc, self.unit);
        let Cite { start, end, sha256, .. } = cite;
        let span =
            offsets.byte_at(*start).zip(offsets.byte_at(*end)).map(|(start, end)| Span::new(start, end));
        let span = span.filter(|span| span.start <= span.end).ok_or_else(|| {
            let length = offsets.unit_at(doc.text().len() as u32);
            format!("place {start}..{end} does not fit its text of {length} ({})", self.unit)
        })?;
        let is = sha256_hex(span.of(doc.text()).as_bytes());
        if *sha256 != is {
            let given = if sha256.is_empty() { "nothing" } else { sha256 };
            return Err(format!("the text at {start}..{end} has SHA-256 {is}, the citation says {given}"));
        }
        Ok((doc, span))
    }
}

/// Whether the text is that of one citation, or of all of them after each other.
fn says(text: &str, cited: &[(&Document, Span)]) -> bool {
    let text = single_blanks(text);
    // A tag between two words may stand for a blank or for nothing.
    ["", " "].iter().any(|markup| {
        let sources: Vec<String> = cited.iter().map(|(doc, span)| printed(doc, *span, markup)).collect();
        sources.iter().any(|source| matches(&text, source)) || matches(&text, &sources.join(" "))
    })
}

/// The text at a place as it would be printed, with `markup` in place of what is markup. A place without length stands
/// for the title that came with the document and is not part of its text.
fn printed(doc: &Document, span: Span, markup: &str) -> String {
    if span.is_empty() {
        return single_blanks(doc.meta("title").unwrap_or(""));
    }
    let mut text = String::new();
    let mut from = span.start;
    let segments = doc.view(names::SEGMENTS).unwrap_or_default();
    for row in 0..segments.len() {
        let segment = segments.span(row);
        if segments.label(row) != Some("markup") || segment.end <= from || segment.start >= span.end {
            continue;
        }
        text.push_str(Span::new(from, segment.start.max(from)).of(doc.text()));
        text.push_str(markup);
        from = segment.end;
    }
    text.push_str(Span::new(from, span.end.max(from)).of(doc.text()));
    single_blanks(&text)
}

fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many bytes of the source a bracketed insertion may stand for.
const REPLACED: usize = 80;

/// Whether `text` is `source`, but for bracketed insertions.
fn matches(text: &str, source: &str) -> bool {
    if text == source {
        return true;
    }
    // Where in the source the text read so far may end. A bracket moves every place on by up to REPLACED bytes,
    // so there are never more than the length of the source, and each piece is compared at each.
    let mut places = vec![0];
    let mut rest = text;
    while !rest.is_empty() && !places.is_empty() {
        let open = rest.find('[').unwrap_or(rest.len());
        let (literal, tail) = rest.split_at(open);
        places.retain(|&place| tail_of(source, place).starts_with(literal));
        for place in &mut places {
            *place += literal.len();
        }
        rest = tail;
        let Some(close) = rest.find(']') else {
            return places.iter().any(|&place| tail_of(source, place) == rest);
        };
        let (bracket, tail) = rest.split_at(close + 1);
        places = behind_bracket(source, &places, bracket);
        rest = tail;
    }
    places.contains(&source.len())
}

fn tail_of(source: &str, place: usize) -> &str {
    source.get(place..).unwrap_or_default()
}

fn behind_bracket(source: &str, places: &[usize], bracket: &str) -> Vec<usize> {
    let mut next = Vec::new();
    let mut reached = 0;
    for &place in places {
        if tail_of(source, place).starts_with(bracket) {
            next.push(place + bracket.len());
        }
        let last = (place + REPLACED).min(source.len());
        for place in place.max(reached)..=last {
            if source.is_char_boundary(place) {
                next.push(place);
            }
        }
        reached = reached.max(last + 1);
    }
    next.sort_unstable();
    next.dedup();
    next
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 120 {
        return text.to_owned();
    }
    text.chars().take(117).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_stand_for_words_of_the_source() {
        let long = "x".repeat(REPLACED + 1);
        let cases = [
            ("He left on Monday.", "He left on Monday.", true),
            ("[Smith] left on Monday.", "He left on Monday.", true),
            ("He left on [6 May].", "He left on Monday.", true),
            ("He left on Monday [6 May].", "He left on Monday.", false),
            ("He left on Monday[ 6 May].", "He left on Monday.", true),
            ("[Smith] left [Rome] on Monday.", "He left it on Monday.", true),
            ("He [sic] left.", "He [sic] left.", true),
            ("[Smith] said [sic].", "He said [sic].", true),
            ("She left on Monday.", "He left on Monday.", false),
            ("He left.", "He left on Monday.", false),
            ("[...]", &long, false),
            ("[open", "[open", true),
            ("[open", "[opens", false),
            ("[A] b", "ž b", true),
        ];
        for (text, source, expected) in cases {
            assert_eq!(matches(text, source), expected, "{text} / {source}");
        }
        // Hostile brackets cost no more than the length of the source each.
        let source = "a ".repeat(20_000);
        assert!(!matches(&"[b]a".repeat(300), &source));
    }
}
