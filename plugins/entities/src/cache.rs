//! The vocabulary: what is known about the token texts that came by, so that a word is looked up once and not in every
//! document anew. A word has a number by which others keep what they know about it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::lexicon::{Entry, HashTable, SEED, Word, feed_exact, finish};
use crate::view::Shape;

/// Longest token whose key is its bytes; longer ones are known by their hashes.
const LONGEST: usize = 16;
/// Words after which a new document begins with an empty vocabulary, so that memory is bounded.
const MOST: usize = 1 << 16;

/// What a token's text says by itself, whatever the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) shape: Shape,
    /// The hash of its folded form.
    pub(crate) hash: u64,
    pub(crate) word: Word,
    /// The acronym that it is, where it is in capitals.
    pub(crate) acronym: Option<Entry>,
}

/// A token text by its bytes, or by 128 bits of hash where it is long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    bytes: u128,
    len: u32,
}

impl Key {
    /// The key of `text[start..end]`.
    #[inline]
    fn of(text: &str, start: usize, end: usize) -> Self {
        let len = end.saturating_sub(start);
        let window = text.as_bytes().get(start..start + LONGEST).and_then(|window| window.try_into().ok());
        let bytes = match window {
            _ if len > LONGEST => Self::long(text.get(start..end).unwrap_or("")),
            Some(window) if len > 0 => u128::from_le_bytes(window) & (u128::MAX >> (8 * (LONGEST - len))),
            // Near the end of the text there are not as many bytes.
            _ => text
                .as_bytes()
                .get(start..end)
                .unwrap_or(&[])
                .iter()
                .rev()
                .fold(0, |all, &byte| all << 8 | u128::from(byte)),
        };
        Self { bytes, len: len as u32 }
    }

    #[cold]
    fn long(text: &str) -> u128 {
        let (one, two) = (feed_exact(SEED, text), feed_exact(!SEED, text));
        u128::from(finish(one)) << 64 | u128::from(finish(two))
    }

    #[inline]
    fn hash(self) -> u64 {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.bytes as u64).wrapping_mul(FACTOR) ^ (self.bytes >> 64) as u64;
        (mixed ^ u64::from(self.len)).wrapping_mul(FACTOR)
    }
}

#[derive(Debug, Clone, Copy)]
struct Known {
    key: Key,
    facts: Facts,
    /// The number of its folded form.
    folded: u32,
    /// In which document the next holds.
    document: u32,
    form: u32,
}

/// A word of a document: its number, what is known about it, and its form's number in the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered<'a> {
    pub(crate) word: u32,
    pub(crate) form: u32,
    pub(crate) facts: &'a Facts,
}

/// The vocabulary. What comes out never depends on what came by before.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// One more than a word's number, or 0; a power of two of them.
    slots: Vec<u32>,
    known: Vec<Known>,
    folded: HashTable<u32>,
    /// By folded form: the document it was last seen in, and its form's number there.
    forms: Vec<(u32, u32)>,
    document: u32,
    generation: u64,
}

/// Numbers of vocabularies: no two that ever were have the same, so that what is kept by a word's number is never
/// taken for what another vocabulary calls so.
static GENERATIONS: AtomicU64 = AtomicU64::new(1);

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            known: Vec::new(),
            folded: HashTable::default(),
            forms: Vec::new(),
            document: 0,
            generation: GENERATIONS.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl Clone for Vocabulary {
    /// A copy learns for itself: from here on its numbers would mean other words.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Vocabulary {
    /// Which vocabulary this is; numbers of words hold as long as it stays.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Number of words: those of the document so far are below.
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// Forgets the forms of the document before, but not what is known about words, unless those are many.
    pub(crate) fn next_document(&mut self) {
        // After four billion documents an old number would come back.
        if self.known.len() > MOST || self.document == u32::MAX {
            *self = Self::default();
        }
        self.document += 1;
    }

    /// The word `text[start..end]`. `facts` is asked where it is new, `form` where its form is new in the document.
    #[inline]
    pub(crate) fn number(
        &mut self,
        text: &str,
        (start, end): (usize, usize),
        facts: impl FnOnce() -> Facts,
        form: impl FnOnce(&Facts) -> u32,
    ) -> Numbered<'_> {
        let key = Key::of(text, start, end);
        let word = match self.find(key) {
            Some(word) => word,
            None => self.add(key, facts()),
        };
        let known = &mut self.known[word];
        if known.document != self.document {
            known.document = self.document;
            let last = &mut self.forms[known.folded as usize];
            if last.0 != self.document {
                *last = (self.document, form(&known.facts));
            }
            known.form = last.1;
        }
        Numbered { word: word as u32, form: known.form, facts: &known.facts }
    }

    #[inline]
    fn find(&self, key: Key) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = (key.hash() >> 32) as usize & mask;
        loop {
            let word = (self.slots[at] as usize).checked_sub(1)?;
            if self.known[word].key == key {
                return Some(word);
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn add(&mut self, key: Key, facts: Facts) -> usize {
        let word = self.known.len();
        let next = self.folded.len() as u32;
        let folded = *self.folded.entry(facts.hash).or_insert(next);
        if folded == next {
            self.forms.push((0, 0));
        }
        self.known.push(Known { key, facts, folded, document: 0, form: 0 });
        if self.slots.len() < 2 * self.known.len() {
            self.slots = vec![0; (4 * self.known.len()).next_power_of_two().max(1 << 10)];
            for word in 0..self.known.len() {
                self.place(word);
            }
        } else {
            self.place(word);
        }
        word
    }

    fn place(&mut self, word: usize) {
        let mask = self.slots.len() - 1;
        let mut at = (self.known[word].key.hash() >> 32) as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = word as u32 + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_bytes() {
        let text = "a ab b\0 é Nordhavn Nordhavn";
        let key = |start, end| Key::of(text, start, end);
        assert_eq!(key(11, 19), key(20, 28), "in the middle and at the end");
        assert_ne!(key(0, 1), key(2, 4));
        assert_ne!(key(5, 6), key(5, 7), "a zero byte counts");
        let long = "a token that is long, a token that is long";
        assert_eq!(Key::of(long, 0, 20), Key::of(long, 22, 42));
        assert_ne!(Key::of(long, 0, 20), Key::of(long, 1, 21));
    }

    #[test]
    fn a_word_keeps_its_number_and_gets_its_form_anew_in_every_document() {
        let facts = |hash| Facts { shape: Shape::Lower, hash, word: Word::default(), acronym: None };
        let mut words = Vocabulary::default();
        let generation = words.generation();
        let text: String = (0..3000).map(|at| format!("w{at:04} ")).collect();
        for document in 0..3 {
            words.next_document();
            let mut forms = 0;
            for at in 0..3000usize {
                // Two words each have one form.
                let number = words.number(
                    &text,
                    (6 * at, 6 * at + 5),
                    || facts(at as u64 / 2),
                    |_| {
                        forms += 1;
                        forms - 1
                    },
                );
                assert_eq!((number.word, number.form), (at as u32, at as u32 / 2), "document {document}");
            }
            assert_eq!(forms, 1500);
        }
        assert!(words.generation() == generation && words.clone().generation() != generation);
    }

    #[test]
    fn a_full_vocabulary_begins_anew() {
        let facts = || Facts { shape: Shape::Lower, hash: 1, word: Word::default(), acronym: None };
        let text: String = (0..MOST + 2).map(|at| format!("{at:06}")).collect();
        let mut words = Vocabulary::default();
        words.next_document();
        for at in 0..MOST + 2 {
            words.number(&text, (6 * at, 6 * at + 6), facts, |_| 0);
        }
        let generation = words.generation();
        words.next_document();
        assert!(words.len() == 0 && words.generation() != generation);
    }
}
