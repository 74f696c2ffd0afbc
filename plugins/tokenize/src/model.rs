//! The trained part: a linear model with a weight for each slot.

use copydesk_sdk::Span;

use crate::candidates::Candidate;
use crate::features::{BITS, Features};
use crate::sentences::Judge;

/// Bytes before the weights: a signed number, lowest byte first.
pub(crate) const HEADER: usize = 2;

const SLOTS: usize = 1 << BITS;

/// Made by `cargo xtask train tokenize`, see `MODEL.md`: the least sum of the first features at which the others are
/// looked at, then one signed byte a slot.
static MODEL: &[u8; HEADER + SLOTS] = include_bytes!("sentences.model");

const LEAST: i32 = i16::from_le_bytes([MODEL[0], MODEL[1]]) as i32;

/// The model, or where it is switched off the rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Model {
    pub(crate) on: bool,
}

#[inline]
fn sum(slots: &[u16]) -> i32 {
    slots.iter().map(|&slot| i32::from(MODEL[HEADER + (slot as usize & (SLOTS - 1))] as i8)).sum()
}

impl Judge for Model {
    #[inline]
    fn is_hopeless(&self, near: &[u16]) -> bool {
        sum(near) < LEAST
    }

    #[inline]
    fn ends(&mut self, candidate: &Candidate, _: Span, features: &Features) -> bool {
        if self.on { sum(features) > 0 } else { candidate.rule }
    }
}
