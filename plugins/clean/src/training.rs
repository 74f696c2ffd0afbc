//! For the trainer of the line model: the features of a text's lines, pass by pass.

use copydesk_sdk::Span;

use crate::Reading;
use crate::features::{self, Sink as _};
use crate::forest::Buckets;
pub use crate::forest::{Forest, Node};
use crate::label::{self, Judged, Kind, Page, Verdict};
use crate::lexicon::Lexicon;
use crate::markup::Markup;
use crate::model::Scores;
pub use crate::model::{Model, feature_counts};
use crate::names::Names;

/// What the stage makes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Story or its title.
    Story,
    /// A caption, credit, byline or dateline, of which page sets do not agree what they are: no error in any case.
    Neither,
    /// Furniture.
    Furniture,
}

/// Reads texts as the stage does.
#[derive(Debug)]
pub struct Reader {
    lexicon: Lexicon,
    markup: Vec<Markup>,
    reading: Reading,
    names: Names,
    /// The text read last, with markup as blanks.
    text: String,
    repeats: Vec<Option<usize>>,
    scores: Scores,
}

impl Reader {
    /// A reader with the built-in phrases.
    ///
    /// # Errors
    /// What is wrong with the tables that are compiled in.
    pub fn new() -> Result<Self, String> {
        Ok(Self {
            lexicon: Lexicon::new(&[], &[])?,
            markup: Vec::new(),
            reading: Reading::default(),
            names: Names::new(),
            text: String::new(),
            repeats: Vec::new(),
            scores: Scores::default(),
        })
    }

    /// Reads a text and returns its lines and the features of each in the first pass.
    pub fn first(&mut self, text: &str) -> Vec<(Span, Vec<u16>)> {
        let mut masked = String::new();
        let text = self.reading.read(text, &self.lexicon, &mut self.markup, &mut masked, false);
        text.clone_into(&mut self.text);
        let blocks = &self.reading.blocks;
        self.repeats = label::repeats(blocks);
        let pool = &self.reading.pool;
        self.scores.around.read(blocks, pool, &self.lexicon, self.repeats.iter().copied());
        let mut lines = Vec::with_capacity(blocks.len());
        for (at, block) in blocks.iter().enumerate() {
            let mut active = Vec::new();
            let pool = &self.reading.pool;
            features::first(at, block, pool, &self.lexicon, &self.scores.around, &mut active);
            lines.push((block.span, active));
        }
        lines
    }

    /// The features of each line of the text read last in a later pass, given the scores of the one before.
    pub fn next(&mut self, scores: &[i32]) -> Vec<Vec<u16>> {
        let blocks = &self.reading.blocks;
        self.scores.bulk.read(blocks, &self.reading.pool, scores);
        let mut lines = Vec::with_capacity(blocks.len());
        for (at, block) in blocks.iter().enumerate() {
            let mut active = Vec::new();
            let (pool, around, bulk) = (&self.reading.pool, &self.scores.around, &self.scores.bulk);
            features::second(at, block, pool, around, scores, bulk, &mut active);
            lines.push(active);
        }
        lines
    }

    /// The bucket of each group of the first and of a later pass, given the features of a line in both.
    pub fn buckets(first: &[u16], next: &[u16]) -> Vec<u16> {
        let mut buckets = Vec::with_capacity(first.len() + next.len());
        for (groups, active) in [(features::FIRST, first), (features::SECOND, next)] {
            let mut sink = Buckets::new(groups, &mut buckets);
            active.iter().for_each(|&feature| sink.put(usize::from(feature)));
        }
        buckets
    }

    /// What the stage makes of the lines of the text read last, given the first and the last scores.
    pub fn decide(&self, first: &[i32], last: &[i32], bias: i32) -> Vec<Fate> {
        let Reading { blocks, pool, .. } = &self.reading;
        let (lexicon, names, text) = (&self.lexicon, &self.names, self.text.as_str());
        let page = Page { text, blocks, pool, lexicon, names, title: None, story: 0..0, name: None };
        let judged = Judged { around: &self.scores.around, first, last, bias };
        let judged = (!label::is_sound(blocks, pool)).then_some(judged);
        let (_, verdicts) = label::settle(page, judged, self.repeats.clone());
        let fate = |verdict: &Verdict| match verdict.kind {
            Some(Kind::Furniture) => Fate::Furniture,
            Some(Kind::Caption | Kind::Credit | Kind::Byline | Kind::Dateline) => Fate::Neither,
            Some(Kind::Headline | Kind::Body) | None => Fate::Story,
        };
        verdicts.iter().map(fate).collect()
    }
}
