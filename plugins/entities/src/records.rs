//! What each word adds to the tags of the tokens around it, read once and kept.

use crate::decode::{LANES, Scores};
use crate::features::{self, Depths, Info, Knowledge, Mode, OFFSETS};
use crate::model::{GATE, Weights};
use crate::view::View;

/// What a word adds to the tags of the tokens at one offset, and what it is: all that such a token asks about it, in
/// one line of the processor's cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Part {
    pub(crate) sums: Scores,
    pub(crate) info: Info,
}

/// The same for all offsets.
#[derive(Debug, Clone, Copy)]
struct Record([Part; OFFSETS]);

/// What a word adds to the gates of the tokens around it, by offset; and the number of its record, 0 where it was not
/// read yet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gates {
    pub(crate) sums: [i16; OFFSETS],
    pub(crate) record: u32,
}

/// Records to a part.
const PART: usize = 256;

/// The records of one mode's words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Records {
    /// Records of words, so many in each part that none ever moves: they are most of the memory of a run, and to grow by
    /// copying touches all of it twice. The first stands beyond the ends of sentences.
    records: Vec<Vec<Record>>,
    border: Gates,
    /// By the words' numbers in the vocabulary.
    gates: Vec<Gates>,
    /// The vocabulary that numbers these words.
    generation: u64,
    keys: features::Keys,
    places: Vec<u32>,
}

impl Records {
    /// Makes room for the words of a document; those of another vocabulary are forgotten.
    pub(crate) fn begin(&mut self, view: &View, weights: &Weights<'_>) {
        if self.generation != view.generation() || self.records.is_empty() {
            self.generation = view.generation();
            self.records.clear();
            self.gates.clear();
            self.keys.clear();
            self.keys.push((features::BORDER, features::Kind::General));
            self.border = self.push(weights, Info::default());
        }
        self.gates.resize(view.word_count(), Gates::default());
    }

    /// Adds the record of the keys. Places are computed and rows are fetched side by side, before anything is added.
    fn push(&mut self, weights: &Weights<'_>, info: Info) -> Gates {
        self.places.clear();
        self.places.extend(self.keys.iter().map(|&(key, _)| weights.words.place(key)));
        let kept = weights.words.keep(&mut self.places, self.keys.iter().map(|&(key, _)| key));
        let mut sums = [0; OFFSETS * LANES];
        weights.words.add(&self.places[..kept], &mut sums);
        let gate = |offset| sums.get(offset * LANES + GATE).copied().unwrap_or(0);
        if self.records.last().is_none_or(|part| part.len() == PART) {
            self.records.push(Vec::with_capacity(PART));
        }
        let full = PART * (self.records.len() - 1);
        let Some(last) = self.records.last_mut() else { return Gates::default() };
        let gates = Gates { sums: std::array::from_fn(gate), record: (full + last.len()) as u32 };
        let (parts, _) = sums.as_chunks::<LANES>();
        let part = |offset: usize| Part { sums: parts.get(offset).copied().unwrap_or([0; LANES]), info };
        last.push(Record(std::array::from_fn(part)));
        gates
    }

    /// The gates of what stands beyond the ends of sentences.
    pub(crate) fn border(&self) -> Gates {
        self.border
    }

    /// Writes the records of words, 0 for those that were not read yet: all in one go, so that none is waited for alone.
    pub(crate) fn look(&self, words: impl Iterator<Item = u32>, records: &mut Vec<u32>) {
        records.extend(words.map(|word| self.gates.get(word as usize).map_or(0, |gates| gates.record)));
    }

    /// The gates and the record of a word, which is read where it is new.
    #[inline]
    pub(crate) fn gates<'t>(
        &mut self,
        (word, text): (u32, impl FnOnce() -> &'t str),
        mode: Mode,
        knowledge: &Knowledge<'_>,
        weights: &Weights<'_>,
    ) -> Gates {
        match self.gates.get(word as usize) {
            Some(&gates) if gates.record > 0 => gates,
            _ => self.read(word, text(), mode, knowledge, weights),
        }
    }

    #[cold]
    fn read(
        &mut self,
        word: u32,
        text: &str,
        mode: Mode,
        knowledge: &Knowledge<'_>,
        weights: &Weights<'_>,
    ) -> Gates {
        self.keys.clear();
        let info = match mode {
            Mode::Cased => features::word(text, mode, Depths::Finest, knowledge, &mut self.keys),
            Mode::Caseless => {
                features::word(&text.to_lowercase(), mode, Depths::Finest, knowledge, &mut self.keys)
            }
        };
        let gates = self.push(weights, info);
        if let Some(slot) = self.gates.get_mut(word as usize) {
            *slot = gates;
        }
        gates
    }

    /// What the word of a record says to the token at this offset.
    #[inline]
    pub(crate) fn part(&self, number: u32, offset: usize) -> &Part {
        &self.records[number as usize / PART][number as usize % PART].0[offset]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_asks_about_a_word_is_one_line() {
        assert_eq!((size_of::<Part>(), align_of::<Part>()), (64, 64));
    }
}
