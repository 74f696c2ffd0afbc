//! The vocabulary: what is known about the token texts that came by, so that a word is looked up once and not in every
//! document anew. A word has a number by which others keep what they know about it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::lexicon::{Entry, HashTable, SEED, Word, feed_exact, finish};
use crate::view::Shape;

/// Longest token whose key is its bytes; longer ones are known by their hashes.
const LONGEST: usize = 15;
/// Words after which a new document begins with an empty vocabulary, so that memory is bounded.
const MOST: usize = 1 << 16;

/// What a token's text says by itself, whatever the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) shape: Shape,
    /// Whether it is a function word as it is spelled.
    pub(crate) function: bool,
    /// The acronym that it is, where it is in capitals.
    pub(crate) acronym: Option<Entry>,
}

/// A token text: its bytes and its length in the last byte, or a hash where it is long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key(u128);

impl Key {
    /// The key of `text[start..end]`.
    #[inline]
    fn of(text: &str, start: usize, end: usize) -> Self {
        let len = end.saturating_sub(start);
        if len > LONGEST {
            return Self::long(text.get(start..end).unwrap_or(""));
        }
        let window = text.as_bytes().get(start..start + 16).and_then(|window| window.first_chunk());
        let bytes = match window {
            Some(window) => u128::from_le_bytes(*window) & ((1 << (8 * len)) - 1),
            // Near the end of the text there are not as many bytes.
            None => {
                let bytes = text.as_bytes().get(start..end).unwrap_or(&[]);
                bytes.iter().rev().fold(0, |all, &byte| all << 8 | u128::from(byte))
            }
        };
        Self(bytes | (len as u128) << 120)
    }

    #[cold]
    fn long(text: &str) -> Self {
        let (one, two) = (finish(feed_exact(SEED, text)), finish(feed_exact(!SEED, text)));
        Self(u128::from(one) << 64 | u128::from(two) | 0xff << 120)
    }

    #[inline]
    fn hash(self) -> usize {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.0 as u64).wrapping_mul(FACTOR) ^ (self.0 >> 64) as u64;
        (mixed.wrapping_mul(FACTOR) >> 32) as usize
    }
}

/// A known word; two of them fill a line of the processor's cache.
#[derive(Debug, Clone, Copy)]
struct Known {
    key: Key,
    /// The number of its folded form.
    folded: u32,
    facts: Facts,
}

/// A folded form: what is known about it, the document that it was last seen in, and its number there.
#[derive(Debug, Clone, Copy)]
struct Folded {
    word: Word,
    document: u32,
    form: u32,
}

/// A word of a document: its number, its form's number in the document, and what is known about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered {
    pub(crate) word: u32,
    pub(crate) form: u32,
    pub(crate) facts: Facts,
}

/// The vocabulary. What comes out never depends on what came by before.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// One more than the number of the word whose key belongs here, 0 where none does; a power of two, at most half of
    /// them in use. Words stand elsewhere, in the order in which they came: the commonest come first and lie together.
    slots: Vec<u32>,
    known: Vec<Known>,
    ids: HashTable<u32>,
    /// The keys of the words that are looked at.
    ahead: Vec<Key>,
    /// Room for where they stand.
    places: Vec<u32>,
    folded: Vec<Folded>,
    document: u32,
    generation: u64,
}

/// Numbers of vocabularies: no two that ever were have the same, so that what is kept by a word's number is never
/// taken for what another vocabulary calls so.
static GENERATIONS: AtomicU64 = AtomicU64::new(1);

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            slots: vec![0; 1 << 11],
            known: Vec::new(),
            ids: HashTable::default(),
            ahead: Vec::new(),
            places: Vec::new(),
            folded: Vec::new(),
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

    /// Looks at the words that will be asked for next, by their order here. Each loop does one thing, so that the
    /// processor waits for many words at once and for none alone. The sum means nothing: it is there so that the looks
    /// are not optimized away.
    pub(crate) fn look(&mut self, text: &str, spans: impl Iterator<Item = (usize, usize)>) -> u32 {
        let Self { slots, known, folded, ahead, places, .. } = self;
        let mask = slots.len() - 1;
        ahead.clear();
        ahead.extend(spans.map(|(start, end)| Key::of(text, start, end)));
        places.clear();
        places.extend(ahead.iter().map(|key| (key.hash() & mask) as u32));
        for place in places.iter_mut() {
            *place = slots.get(*place as usize).map_or(0, |slot| slot.wrapping_sub(1));
        }
        for place in places.iter_mut() {
            *place = known.get(*place as usize).map_or(0, |known| known.folded);
        }
        places.iter().fold(0, |sum, &at| sum ^ folded.get(at as usize).map_or(0, |folded| folded.document))
    }

    /// The word that was looked at as number `nth`. `read` is asked where it is new: for its facts, the hash of its
    /// folded form, and what is known about that. `form` is asked where its form is new in the document.
    #[inline]
    pub(crate) fn number(
        &mut self,
        nth: usize,
        read: impl FnOnce() -> (Facts, u64, Word),
        form: impl FnOnce(Facts, Word) -> u32,
    ) -> Numbered {
        let key = self.ahead.get(nth).copied().unwrap_or(Key(0));
        let mask = self.slots.len() - 1;
        let mut at = key.hash() & mask;
        let number = loop {
            let Some(number) = self.slots[at].checked_sub(1) else {
                let (facts, hash, word) = read();
                break self.add(at, key, facts, hash, word);
            };
            if self.known[number as usize].key == key {
                break number;
            }
            at = (at + 1) & mask;
        };
        let Known { folded, facts, .. } = self.known[number as usize];
        let folded = &mut self.folded[folded as usize];
        if folded.document != self.document {
            folded.document = self.document;
            folded.form = form(facts, folded.word);
        }
        Numbered { word: number, form: folded.form, facts }
    }

    /// Adds a word whose slot is free; returns its number.
    #[cold]
    fn add(&mut self, slot: usize, key: Key, facts: Facts, hash: u64, word: Word) -> u32 {
        let next = self.folded.len() as u32;
        let folded = *self.ids.entry(hash).or_insert(next);
        if folded == next {
            self.folded.push(Folded { word, document: 0, form: 0 });
        }
        self.known.push(Known { key, folded, facts });
        self.slots[slot] = self.known.len() as u32;
        if 2 * self.known.len() > self.slots.len() {
            let size = 2 * self.slots.len();
            self.slots.clear();
            self.slots.resize(size, 0);
            for (known, number) in self.known.iter().zip(1..) {
                let mut at = known.key.hash() & (size - 1);
                while self.slots[at] != 0 {
                    at = (at + 1) & (size - 1);
                }
                self.slots[at] = number;
            }
        }
        self.known.len() as u32 - 1
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
        assert_eq!((key(3, 3), key(0, 15) == key(0, 16)), (Key(0), false));
    }

    const FACTS: Facts = Facts { shape: Shape::Lower, function: false, acronym: None };

    #[test]
    fn a_known_word_is_half_a_line() {
        assert_eq!(size_of::<Known>(), 32);
    }

    #[test]
    fn a_word_keeps_its_number_and_gets_its_form_anew_in_every_document() {
        let mut words = Vocabulary::default();
        let generation = words.generation();
        let text: String = (0..3000).map(|at| format!("w{at:04} ")).collect();
        for document in 0..3 {
            words.next_document();
            let mut forms = 0;
            for at in 0..3000usize {
                // Two words each have one form.
                words.look(&text, std::iter::once((6 * at, 6 * at + 5)));
                let number = words.number(
                    0,
                    || (FACTS, at as u64 / 2, Word::default()),
                    |_, _| {
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
        let text: String = (0..MOST + 2).map(|at| format!("{at:06}")).collect();
        let mut words = Vocabulary::default();
        words.next_document();
        for at in 0..MOST + 2 {
            words.look(&text, std::iter::once((6 * at, 6 * at + 6)));
            words.number(0, || (FACTS, 1, Word::default()), |_, _| 0);
        }
        let generation = words.generation();
        words.next_document();
        assert!(words.len() == 0 && words.generation() != generation);
    }
}
