//! For the trainer of the model alone: places in doubt with their features. No part of the stage's promises.

use copydesk_sdk::Span;
use copydesk_text::lines;

use crate::candidates::{Candidate, Kind};
use crate::features::{self, Features};
use crate::masks::Masks;
use crate::rules::{Profile, Rules, Wishes};
use crate::scan::{Found, Scan};
use crate::sentences::{Judge, Sentences};

/// Slots of the weight table.
pub const SLOTS: usize = 1 << features::BITS;
/// The first features, which alone may rule a place out.
pub const NEAR: usize = features::NEAR;
/// Bytes before the weights: the least sum of the first features at which the others are looked at.
pub const HEADER: usize = crate::model::HEADER;

/// A place in doubt.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Where the next sentence would begin.
    pub at: u32,
    /// What the rules say.
    pub rule: bool,
    /// Whether no stop stands before it.
    pub weak: bool,
    /// Its slots in the weight table.
    pub features: features::Features,
}

/// Walks over the places in doubt of a text, paragraph by paragraph, and asks at each whether a sentence ends there.
/// Returns the sentences.
///
/// # Errors
/// Never: the tables are those that are compiled in.
pub fn walk(text: &str, mut ends: impl FnMut(&Place) -> bool) -> Result<Vec<(u32, u32)>, String> {
    let rules = Rules::new(Profile::Ud, true, &Wishes::default())?;
    let (mut found, mut sentences, mut units) = (Found::default(), Sentences::default(), Vec::new());
    lines::paragraphs(text, Span::new(0, text.len() as u32), &mut units);
    let mut masks = Masks::default();
    masks.read(text.as_bytes());
    let mut scan = Scan::new(text, &masks, &rules, &mut found);
    for unit in units {
        let first = scan.unit(unit);
        sentences.unit(text, scan.found(), first, &rules, &mut Asker(&mut ends));
    }
    Ok(sentences.spans.iter().map(|span| (span.start, span.end)).collect())
}

struct Asker<'a, F>(&'a mut F);

impl<F: FnMut(&Place) -> bool> Judge for Asker<'_, F> {
    fn is_hopeless(&self, _: &[u16]) -> bool {
        false
    }

    fn ends(&mut self, candidate: &Candidate, next: Span, features: &Features) -> bool {
        (self.0)(&Place {
            at: next.start,
            rule: candidate.rule,
            weak: candidate.kind != Kind::Stop,
            features: *features,
        })
    }
}

const _: () = assert!((Kind::Mark as u8) < 32, "the kind has five bits in a feature");
