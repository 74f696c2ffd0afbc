//! Terms and entities as numbers: each part of a run numbers them by itself, and the parts are joined in order, which
//! gives the numbers that one part alone would have given.

use copydesk_sdk::Span;
use copydesk_text::hash::FastMap;
use copydesk_text::pack::pack;
use copydesk_text::words::fold;

use crate::synonyms::sense;

/// Marks a key that does not fit and stands for the text at its index.
const LONG: u128 = 0xff << 120;

/// The content terms, in order of first appearance.
#[derive(Default)]
pub(crate) struct Terms {
    short: FastMap<u128, u32>,
    long: FastMap<String, u32>,
    /// The term packed, or [`LONG`] and an index into `texts`.
    keys: Vec<u128>,
    texts: Vec<String>,
    light: Vec<bool>,
}

impl Terms {
    pub(crate) fn with_capacity(terms: usize) -> Self {
        Self {
            short: FastMap::with_capacity_and_hasher(terms, Default::default()),
            keys: Vec::with_capacity(terms),
            light: Vec::with_capacity(terms),
            ..Self::default()
        }
    }

    /// Number of terms so far.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether a term is common in news whatever the subject.
    pub(crate) fn is_light(&self, term: u32) -> bool {
        self.light.get(term as usize).copied().unwrap_or(false)
    }

    /// The term of a word, where some document has it.
    pub(crate) fn of_word(&self, word: &str) -> Option<u32> {
        self.of_folded(&fold(word))
    }

    /// The same for a folded word.
    pub(crate) fn of_folded(&self, folded: &str) -> Option<u32> {
        let stem = sense(folded);
        match pack(stem, Span::new(0, stem.len() as u32)) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(stem).copied(),
        }
    }

    /// The number of a stem.
    pub(crate) fn intern(&mut self, stem: &str, light: bool) -> u32 {
        match pack(stem, Span::new(0, stem.len() as u32)) {
            Some(key) => self.intern_short(key, light),
            None => self.intern_long(stem, light),
        }
    }

    fn intern_short(&mut self, key: u128, light: bool) -> u32 {
        let next = self.keys.len() as u32;
        let term = *self.short.entry(key).or_insert(next);
        if term == next {
            self.keys.push(key);
            self.light.push(light);
        }
        term
    }

    fn intern_long(&mut self, stem: &str, light: bool) -> u32 {
        if let Some(&term) = self.long.get(stem) {
            return term;
        }
        let term = self.keys.len() as u32;
        self.keys.push(LONG | self.texts.len() as u128);
        self.light.push(light);
        self.texts.push(stem.to_owned());
        self.long.insert(stem.to_owned(), term);
        term
    }

    /// Takes in the terms of the next part and returns their numbers here.
    pub(crate) fn absorb(&mut self, part: &Terms) -> Vec<u32> {
        let keys = part.keys.iter().zip(&part.light);
        keys.map(|(&key, &light)| {
            if key & LONG != LONG {
                return self.intern_short(key, light);
            }
            let text = part.texts.get((key ^ LONG) as usize).map_or("", String::as_str);
            self.intern_long(text, light)
        })
        .collect()
    }
}

/// The entities: by the id that a stage gave them, else by their folded text.
#[derive(Default)]
pub(crate) struct Entities<'a> {
    ids: FastMap<&'a str, u32>,
    texts: FastMap<String, u32>,
    order: Vec<Entity<'a>>,
}

enum Entity<'a> {
    Id(&'a str),
    Text(String),
}

impl<'a> Entities<'a> {
    /// Number of entities so far.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn of_id(&mut self, id: &'a str) -> u32 {
        let next = self.order.len() as u32;
        let entity = *self.ids.entry(id).or_insert(next);
        if entity == next {
            self.order.push(Entity::Id(id));
        }
        entity
    }

    pub(crate) fn of_text(&mut self, folded: &str) -> u32 {
        if let Some(&entity) = self.texts.get(folded) {
            return entity;
        }
        let entity = self.order.len() as u32;
        self.order.push(Entity::Text(folded.to_owned()));
        self.texts.insert(folded.to_owned(), entity);
        entity
    }

    /// Takes in the entities of the next part and returns their numbers here.
    pub(crate) fn absorb(&mut self, part: &Entities<'a>) -> Vec<u32> {
        let numbers = part.order.iter().map(|entity| match entity {
            Entity::Id(id) => self.of_id(id),
            Entity::Text(text) => self.of_text(text),
        });
        numbers.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEMS: [&str; 7] =
        ["harbour", "ferry", "a stem that is long", "harbour", "žluť", "another stem that is long", "ferry"];

    #[test]
    fn parts_joined_in_order_have_the_numbers_of_one() {
        let number = |parts: &[&[&str]]| -> Vec<u32> {
            let mut all = Terms::default();
            let mut numbers = Vec::new();
            for part in parts {
                let mut terms = Terms::default();
                let own: Vec<u32> = part.iter().map(|stem| terms.intern(stem, false)).collect();
                let joined = all.absorb(&terms);
                numbers.extend(own.iter().map(|&term| joined[term as usize]));
            }
            numbers
        };
        let alone = number(&[&STEMS]);
        assert_eq!(alone, [0, 1, 2, 0, 3, 4, 1]);
        for cut in 0..=STEMS.len() {
            let (a, b) = STEMS.split_at(cut);
            assert_eq!(number(&[a, b]), alone, "cut at {cut}");
        }
    }
}
