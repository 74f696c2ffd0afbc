//! Strings and their numbers.

use std::hash::Hasher;

use copydesk_text::hash::Fast;

/// Distinct strings, numbered from 0 in the order in which they came: one buffer and three columns, so that fifty
/// thousand words cost no allocation each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    arena: String,
    ends: Vec<u32>,
    hashes: Vec<u64>,
    /// Open addressing: number plus one, or 0. Its length is a power of two, at most half of it used.
    slots: Vec<u32>,
}

impl Terms {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.arena.get(start as usize..self.ends[number] as usize).unwrap_or("")
    }

    /// The number of a string, new or not.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        self.number_hashed(hash(text), text)
    }

    /// Numbers all strings of another table here; returns their new numbers.
    pub(crate) fn take(&mut self, other: &Terms) -> Vec<u32> {
        let take = |number: u32| self.number_hashed(other.hashes[number as usize], other.text(number));
        (0..other.len() as u32).map(take).collect()
    }

    fn number_hashed(&mut self, hash: u64, text: &str) -> u32 {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(hash, text);
        if let Some(number) = self.slots[slot].checked_sub(1) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.slots[slot] = number + 1;
        self.arena.push_str(text);
        self.ends.push(self.arena.len() as u32);
        self.hashes.push(hash);
        number
    }

    /// The slot where a string is or belongs.
    fn slot(&self, hash: u64, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(number) = self.slots[at].checked_sub(1) {
            if self.hashes[number as usize] == hash && self.text(number) == text {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let length = (self.slots.len() * 2).max(64);
        self.slots.clear();
        self.slots.resize(length, 0);
        let mask = length - 1;
        for (number, &hash) in self.hashes.iter().enumerate() {
            let mut at = hash as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = number as u32 + 1;
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = Fast::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_numbers() {
        let words: Vec<String> = (0..1000).map(|n| format!("w{}", n % 400)).collect();
        let mut terms = Terms::default();
        let numbers: Vec<u32> = words.iter().map(|word| terms.number(word)).collect();
        assert_eq!(terms.len(), 400);
        for (word, &number) in words.iter().zip(&numbers) {
            assert_eq!(terms.text(number), word.as_str());
        }
        let mut joined = Terms::default();
        joined.number("w7");
        joined.number("");
        let new = joined.take(&terms);
        assert_eq!((new[7], new[0], joined.len(), joined.number("")), (0, 2, 401, 1));
    }
}
