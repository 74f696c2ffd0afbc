//! The trained part: a linear model with a weight for each slot.

use crate::features::{BITS, Features};

/// One signed byte a slot, made by `cargo xtask train tokenize`; see `MODEL.md`.
static WEIGHTS: &[u8; 1 << BITS] = include_bytes!("sentences.model");

/// Whether the model would end a sentence at a place with these features.
#[inline]
pub(crate) fn ends(features: &Features) -> bool {
    features.iter().map(|&slot| i32::from(WEIGHTS[slot as usize & ((1 << BITS) - 1)] as i8)).sum::<i32>() > 0
}
