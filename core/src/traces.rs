//! Why a briefing has the sentences that it has: rows of the table [`TRACES`].

use serde::{Deserialize, Serialize};

use crate::tables::Cite;

/// Name of the table of [`Trace`] rows.
pub const TRACES: &str = "traces";

/// How the points of one briefing were chosen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The story of the briefing.
    pub story: String,
    /// Its points in the order in which they are printed.
    pub points: Vec<TracedPoint>,
}

/// Why one point was chosen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TracedPoint {
    /// The sentence as printed.
    pub text: String,
    /// Where it stands.
    pub cites: Vec<Cite>,
    /// As which it was chosen, from 1.
    pub chosen: u32,
    /// What it was worth then: the product of `features`, or their sum and product as the stage defines them.
    pub score: f32,
    /// What the score is made of, by name.
    pub features: Vec<Feature>,
    /// The sentences of other reports that say the same, and what they share with it.
    pub support: Vec<Shared>,
    /// Sentences that could have stood in its place.
    pub rivals: Vec<Rival>,
}

/// A part of a score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Its name, such as `central`.
    pub name: String,
    /// Its value.
    pub value: f32,
}

/// What a sentence shares with a point.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// The sentence.
    pub text: String,
    /// Where it stands.
    pub cites: Vec<Cite>,
    /// How alike the two are, 0 to 1: the cosine of their weighted words.
    pub likeness: f32,
    /// Names that both have, as the point writes them.
    pub names: Vec<String>,
    /// Numbers that both have.
    pub numbers: Vec<String>,
    /// Days that both have, ISO 8601.
    pub dates: Vec<String>,
    /// The weightiest other words that both have.
    pub words: Vec<String>,
}

/// A sentence that was not chosen at that turn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// The sentence.
    pub text: String,
    /// Where it stands.
    pub cites: Vec<Cite>,
    /// What it would have been worth at that turn.
    pub score: f32,
    /// Why it lost, in a word: `score`, `later`, `repeats`, `budget`, `turn`, `dangling`, `furniture`, ...
    pub reason: String,
    /// The same in a few words.
    pub why: String,
    /// The point that it repeats or that it became, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<u32>,
}
