//! Story told from furniture in plain text.
//!
//! The gold file says of pieces of a text, usually lines, that they are `story` or `furniture`; of what it does not
//! speak (titles, bylines, lines nobody judged) nothing counts. Story is lost where it is called `furniture` or
//! `markup`; furniture is found where it is not called `headline` or `body`. A `caption`, `credit`, `byline` or
//! `dateline` is an error on neither side: page sets do not agree whether they belong to an article. Text in no
//! segment is body. Counted are characters that are not blank, and lines, by the greater part of their characters.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::align::{notes, pairs};
use crate::bootstrap::mean;
use crate::gold::{self, Mark};
use crate::json;
use crate::metadata::{self, MetaScore};
use crate::report::percent;
use crate::{EvalError, GoldDocument, Predicted, Report, Table, ratio};

/// Kinds of segments that take their text away from the story.
const LOST: [&str; 2] = ["furniture", "markup"];
/// Kinds that tell the story itself. Furniture in one of these was not found.
const STORY: [&str; 2] = ["headline", "body"];

/// Reads gold lines `{"id", "text", "segments": [[start, end, "story" | "furniture"], ...]}`; the offsets count code
/// points unless a field `offsets` names another unit. A field `says` may hold what is known of the document and has to
/// be found in its text: `{"title", "published", "author", "publisher"}`.
///
/// # Errors
/// A line that is not of that form, or a span that does not fit its text.
pub fn read(text: &str, file: &str) -> Result<Vec<GoldDocument>, EvalError> {
    let mut docs = Vec::new();
    for (line, raw) in json::lines(text) {
        let row: json::Row = json::parse(raw, file, line)?;
        let unit = row.unit(file, line)?;
        let (meta, says) = (row.meta(), row.says.clone());
        let id = row.id.as_ref().map_or_else(|| docs.len().to_string(), json::Id::to_text);
        let (Some(body), Some(forms)) = (row.text, row.segments) else {
            return Err(EvalError::line(
                file,
                line,
                "a gold document needs the fields `text` and `segments`",
            ));
        };
        let segments = gold::marks(forms, &body, unit, file, line)?;
        if let Some(other) =
            segments.iter().find(|mark| !matches!(mark.label.as_str(), "story" | "furniture"))
        {
            let message = format!("a gold segment is `story` or `furniture`, not `{}`", other.label);
            return Err(EvalError::line(file, line, message));
        }
        docs.push(GoldDocument { id, text: body, meta, segments, says, ..GoldDocument::default() });
    }
    if docs.is_empty() {
        return Err(EvalError::file(
            file,
            "no documents; expected JSON lines with `id`, `text` and `segments`",
        ));
    }
    Ok(docs)
}

/// What became of the story and of the furniture, in characters or lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CleanScore {
    /// Story in the gold file.
    pub story: u64,
    /// Of it, what was kept.
    pub kept: u64,
    /// Share of the story that was kept.
    pub story_precision: f64,
    /// Furniture in the gold file.
    pub furniture: u64,
    /// Of it, what was not taken for headline or body.
    pub found: u64,
    /// Share of the furniture that was found.
    pub furniture_recall: f64,
}

impl CleanScore {
    fn plus(self, other: Self) -> Self {
        let mut sum = Self {
            story: self.story + other.story,
            kept: self.kept + other.kept,
            furniture: self.furniture + other.furniture,
            found: self.found + other.found,
            ..self
        };
        sum.story_precision = ratio(sum.kept as f64, sum.story as f64);
        sum.furniture_recall = ratio(sum.found as f64, sum.furniture as f64);
        sum
    }

    fn cells(&self, name: &str) -> Vec<String> {
        let shares = [self.furniture_recall, self.story_precision].map(percent);
        let counts = [self.found, self.furniture, self.kept, self.story].map(|count| count.to_string());
        std::iter::once(name.to_owned()).chain(shares).chain(counts).collect()
    }
}

/// Means over documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CleanMean {
    /// Mean over the documents that have story.
    pub story_precision: f64,
    /// Mean over the documents that have furniture.
    pub furniture_recall: f64,
}

/// One document's scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CleanRow {
    /// The document.
    pub id: String,
    /// Counted in characters that are not blank.
    pub characters: CleanScore,
    /// Counted in gold segments.
    pub lines: CleanScore,
}

/// How well story and furniture were told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CleanReport {
    /// Counted in characters that are not blank.
    pub characters: CleanScore,
    /// Counted in gold segments.
    pub lines: CleanScore,
    /// Means over the documents of the shares in characters.
    pub mean: CleanMean,
    /// Characters of story and of furniture by the kind they were given.
    pub kinds: BTreeMap<String, (u64, u64)>,
    /// How much of what the gold file says of documents was found in their texts.
    pub metadata: BTreeMap<String, MetaScore>,
    /// Gold documents without a prediction.
    pub missing: Vec<String>,
    /// Predictions without a gold document.
    pub unknown: Vec<String>,
    /// By document.
    pub documents: Vec<CleanRow>,
}

/// Scores predicted segments. Linear in the texts.
///
/// # Errors
/// Predictions that belong to no document, two for one document, or predictions without segments.
pub fn score(gold: &[GoldDocument], predicted: &[Predicted]) -> Result<CleanReport, EvalError> {
    if let (Some(first), false) = (predicted.first(), predicted.iter().any(|doc| doc.segments.is_some())) {
        return Err(EvalError::document(
            &first.id,
            "the prediction has no layer `segments`; run a stage that marks segments",
        ));
    }
    let (pairs, aligned) = pairs(gold, predicted)?;
    let mut report = CleanReport {
        characters: CleanScore::default(),
        lines: CleanScore::default(),
        mean: CleanMean::default(),
        kinds: BTreeMap::new(),
        metadata: gold
            .iter()
            .flat_map(|doc| doc.says.keys())
            .map(|key| (key.clone(), MetaScore::default()))
            .collect(),
        missing: aligned.missing,
        unknown: aligned.unknown,
        documents: Vec::new(),
    };
    for (doc, found) in pairs {
        let segments = found.as_ref().and_then(|found| found.segments.as_deref()).unwrap_or_default();
        let none = BTreeMap::new();
        metadata::count(&mut report.metadata, &doc.says, found.as_ref().map_or(&none, |found| &found.meta));
        let row = compare(doc, segments, &mut report.kinds);
        report.characters = report.characters.plus(row.characters);
        report.lines = report.lines.plus(row.lines);
        report.documents.push(row);
    }
    let scores = || report.documents.iter().map(|row| &row.characters);
    let story: Vec<f64> = scores().filter(|row| row.story > 0).map(|row| row.story_precision).collect();
    let furniture: Vec<f64> =
        scores().filter(|row| row.furniture > 0).map(|row| row.furniture_recall).collect();
    report.mean = CleanMean { story_precision: mean(&story), furniture_recall: mean(&furniture) };
    Ok(report)
}

fn compare(doc: &GoldDocument, segments: &[Mark], kinds: &mut BTreeMap<String, (u64, u64)>) -> CleanRow {
    // Marks are in order of place, and what lies inside another comes after it.
    let mut of_byte: Vec<u16> = vec![u16::MAX; doc.text.len()];
    let mut names: Vec<&str> = Vec::new();
    for mark in segments {
        let name = names.iter().position(|known| *known == mark.label).unwrap_or_else(|| {
            names.push(&mark.label);
            names.len() - 1
        });
        let range = mark.span.start as usize..mark.span.end as usize;
        if let Some(bytes) = of_byte.get_mut(range) {
            bytes.fill(u16::try_from(name).unwrap_or(u16::MAX));
        }
    }
    let (mut characters, mut lines) = (CleanScore::default(), CleanScore::default());
    for piece in &doc.segments {
        let (mut all, mut kept, mut told) = (0_u64, 0_u64, 0_u64);
        for (at, _) in piece.span.of(&doc.text).char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let name = of_byte.get(piece.span.start as usize + at).copied().unwrap_or(u16::MAX);
            let name = names.get(usize::from(name)).copied().unwrap_or("body");
            all += 1;
            kept += u64::from(!LOST.contains(&name));
            told += u64::from(STORY.contains(&name));
            if let Some(counts) = kinds.get_mut(name) {
                *(if piece.label == "story" { &mut counts.0 } else { &mut counts.1 }) += 1;
            } else {
                let story = u64::from(piece.label == "story");
                kinds.insert(name.to_owned(), (story, 1 - story));
            }
        }
        if all == 0 {
            continue;
        }
        if piece.label == "story" {
            characters.story += all;
            characters.kept += kept;
            lines.story += 1;
            lines.kept += u64::from(kept * 2 >= all);
        } else {
            characters.furniture += all;
            characters.found += all - told;
            lines.furniture += 1;
            lines.found += u64::from(told * 2 < all);
        }
    }
    let shared = CleanScore::default();
    CleanRow { id: doc.id.clone(), characters: shared.plus(characters), lines: shared.plus(lines) }
}

const COLUMNS: [&str; 7] = ["", "furniture recall", "story precision", "found", "furniture", "kept", "story"];

impl Report for CleanReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        table.notes = notes(self.documents.len(), &self.missing, self.unknown.len());
        for (kind, (story, furniture)) in &self.kinds {
            table.notes.push(format!("called {kind}: {story} characters of story, {furniture} of furniture"));
        }
        table.notes.extend(metadata::lines(&self.metadata));
        table.row(self.characters.cells("characters"));
        table.row(self.lines.cells("lines"));
        let shares = [self.mean.furniture_recall, self.mean.story_precision].map(percent);
        let blank = std::iter::repeat_n(String::new(), 4);
        table.row(std::iter::once("documents".to_owned()).chain(shares).chain(blank).collect());
        table
    }

    fn documents(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        for row in &self.documents {
            table.row(row.characters.cells(&row.id));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predicted;

    #[test]
    fn a_small_case_by_hand() {
        let gold = r#"{"id":"a","text":"Žofie left\nShe came back\nRead more\nSign up now","segments":[[0,10,"story"],
                      [11,24,"story"],[25,34,"furniture"],[35,46,"furniture"]]}"#
            .replace('\n', " ");
        let gold = read(&gold, "g.jsonl").unwrap();
        assert_eq!(gold[0].segments[0].span.of(&gold[0].text), "Žofie left");
        let guess = r#"{"id":"a","segments":[[0,10,"body"],[11,24,"furniture"],[11,14,"body"],[25,34,"furniture"],[35,46,"headline"]]}"#;
        let report = score(&gold, &predicted::read(guess, "p.jsonl").unwrap()).unwrap();
        // Story: "Žofieleft" 9 kept, "Shecameback" 11, of which "She" is inside a segment of its own: 12 of 20.
        let found = report.characters;
        assert_eq!((found.kept, found.story, found.found, found.furniture), (12, 20, 8, 17));
        assert_eq!((report.lines.kept, report.lines.found), (1, 1));
        assert_eq!(report.lines.story_precision, 0.5);
        assert_eq!(report.kinds["headline"], (0, 9));
        assert!(report.to_text(true).contains("47.06"), "{}", report.to_text(true));
    }

    #[test]
    fn bad_files_are_named() {
        for (text, message) in [
            ("", "no documents"),
            ("{\"text\":\"a\"}", "needs the fields `text` and `segments`"),
            ("{\"text\":\"ab\",\"segments\":[[0,1,\"body\"]]}", "`story` or `furniture`, not `body`"),
            ("{\"text\":\"ab\",\"segments\":[[0,5,\"story\"]]}", "does not fit"),
        ] {
            let error = read(text, "g.jsonl").unwrap_err().to_string();
            assert!(error.contains(message), "{text}: {error}");
        }
        let gold = read("{\"id\":\"a\",\"text\":\"ab\",\"segments\":[[0,1,\"story\"]]}", "g").unwrap();
        let guess = predicted::read("{\"id\":\"a\",\"tokens\":[]}", "p").unwrap();
        assert!(score(&gold, &guess).unwrap_err().to_string().contains("no layer `segments`"));
    }
}
