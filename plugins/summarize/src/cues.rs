//! Words that the rules about numbers and acts look for. Every form is looked up once, so that a rule asks for a bit and
//! not for each of its words.

use std::sync::LazyLock;

use copydesk_text::hash::FastMap;

use crate::actors::ACTS;
use crate::facts::{ANOTHER_TIME, ATTEMPTS, EVENTS};
use crate::tolls::AUXILIARIES;

/// Cues of a folded word, as bits. Those below [`cue::EVENTS`] are the kinds of events, by their place in the list.
pub(crate) mod cue {
    /// The bits of all kinds of events.
    pub(crate) const EVENTS: u32 = (1 << 20) - 1;
    /// Tells of another time or event, or compares.
    pub(crate) const ANOTHER_TIME: u32 = 1 << 20;
    /// Tells what was tried or wanted.
    pub(crate) const ATTEMPT: u32 = 1 << 21;
    /// An act that one person does.
    pub(crate) const ACT: u32 = 1 << 22;
    /// Stands between a number and what became of the people.
    pub(crate) const AUXILIARY: u32 = 1 << 23;
}

static CUES: LazyLock<FastMap<&'static str, u32>> = LazyLock::new(|| {
    let kinds = EVENTS.iter().enumerate().map(|(kind, words)| (1 << kind, *words));
    let lists: [(u32, &[&str]); 4] = [
        (cue::ANOTHER_TIME, &ANOTHER_TIME),
        (cue::ATTEMPT, &ATTEMPTS),
        (cue::ACT, &ACTS),
        (cue::AUXILIARY, &AUXILIARIES),
    ];
    let mut cues = FastMap::default();
    for (bit, words) in kinds.chain(lists) {
        for &word in words {
            *cues.entry(word).or_default() |= bit;
        }
    }
    cues
});

/// The cues of a folded word.
pub(crate) fn cues_of(folded: &str) -> u32 {
    CUES.get(folded).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_events_have_bits_of_their_own() {
        assert!(EVENTS.len() < cue::EVENTS.count_ones() as usize);
        for (word, cues) in [
            ("blaze", 1 << 3),
            ("strike", 1 << 7),
            ("also", cue::ANOTHER_TIME | cue::AUXILIARY),
            ("planned", cue::ATTEMPT),
            ("ordered", cue::ATTEMPT | cue::ACT),
            ("harbour", 0),
        ] {
            assert_eq!(cues_of(word), cues, "{word}");
        }
    }
}
