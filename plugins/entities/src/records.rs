//! What each word adds to the tags of the tokens around it, read once and kept.

use crate::decode::{LANES, Scores};
use crate::features::{self, Info, Knowledge, Mode, OFFSETS};
use crate::model::{GATE, Weights};
use crate::view::View;

/// What a word adds to the tags of the tokens around it: those of each offset, one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    sums: [i16; OFFSETS * LANES],
    pub(crate) info: Info,
}

impl Record {
    fn add(&mut self, weights: &Weights<'_>, places: &[(u32, u64)]) {
        for &(place, key) in places {
            let Some((row, own)) = weights.words.at(place, key) else { continue };
            let Some(row) = row.first_chunk::<{ OFFSETS * LANES }>() else { continue };
            // A few hundred of one byte at most, so that 16 bits hold any sum.
            for (sum, &weight) in self.sums.iter_mut().zip(row) {
                *sum = sum.wrapping_add(i16::from(weight as i8) & own);
            }
        }
    }

    /// Adds what the word adds to the token at this offset.
    #[inline]
    pub(crate) fn add_to(&self, scores: &mut Scores, offset: usize) {
        let part = self.sums.get(offset * LANES..).and_then(|part| part.first_chunk::<LANES>());
        for (score, add) in scores.iter_mut().zip(part.unwrap_or(&[0; LANES])) {
            *score = score.wrapping_add(*add);
        }
    }
}

/// What a word adds to the gates of the tokens around it, by offset, padded.
type Gates = [i16; 8];

/// The records of one mode's words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Records {
    /// Records of words; the first stands beyond the ends of sentences.
    records: Vec<Record>,
    gates: Vec<Gates>,
    /// The record of each word of the vocabulary, 0 where it was not needed yet.
    of_word: Vec<u32>,
    /// The vocabulary that numbers these words.
    generation: u64,
    keys: features::Keys,
    places: Vec<(u32, u64)>,
}

impl Records {
    /// Makes room for the words of a document; those of another vocabulary are forgotten.
    pub(crate) fn begin(&mut self, view: &View, weights: &Weights<'_>) {
        if self.generation != view.generation() || self.records.is_empty() {
            self.generation = view.generation();
            self.of_word.clear();
            self.records.clear();
            self.gates.clear();
            self.keys.clear();
            self.keys.push((features::BORDER, features::Kind::General));
            self.push(weights, Info::default());
        }
        self.of_word.resize(view.word_count(), 0);
    }

    /// Adds the record of the keys.
    fn push(&mut self, weights: &Weights<'_>, info: Info) {
        self.places.clear();
        self.places.extend(self.keys.iter().map(|&(key, _)| (weights.words.place(key), key)));
        let mut record = Record { sums: [0; OFFSETS * LANES], info };
        record.add(weights, &self.places);
        self.gates
            .push(std::array::from_fn(|offset| record.sums.get(offset * LANES + GATE).copied().unwrap_or(0)));
        self.records.push(record);
    }

    /// The number of the record of a word, which is read where it is new.
    #[inline]
    pub(crate) fn number<'t>(
        &mut self,
        (word, text): (u32, impl FnOnce() -> &'t str),
        mode: Mode,
        knowledge: &Knowledge<'_>,
        weights: &Weights<'_>,
    ) -> u32 {
        match self.of_word.get(word as usize) {
            Some(&number) if number > 0 => number,
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
    ) -> u32 {
        self.keys.clear();
        let info = match mode {
            Mode::Cased => features::word(text, mode, knowledge, &mut self.keys),
            Mode::Caseless => features::word(&text.to_lowercase(), mode, knowledge, &mut self.keys),
        };
        let number = self.records.len() as u32;
        self.push(weights, info);
        if let Some(slot) = self.of_word.get_mut(word as usize) {
            *slot = number;
        }
        number
    }

    pub(crate) fn get(&self, number: u32) -> &Record {
        &self.records[number as usize]
    }

    /// What the word adds to the gate of the token at an offset.
    #[inline]
    pub(crate) fn gate(&self, number: u32, offset: usize) -> i32 {
        self.gates.get(number as usize).and_then(|gates| gates.get(offset)).map_or(0, |&gate| gate.into())
    }
}
