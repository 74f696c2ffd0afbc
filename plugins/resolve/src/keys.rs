//! Keys: what equal names share, with what can be said about a name by itself.

use copydesk_text::hash::FastMap;

use crate::class::Class;
use crate::collect::NONE;
use crate::lexicon;
use crate::names::{Generation, Name, surname_at};

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sort {
    /// A name, an amount, a date.
    #[default]
    Name,
    /// A description, by its head noun: "the tall actress".
    Description,
    /// A time that means another one in every report: "Monday", "last year".
    Moment,
    /// A pronoun.
    Pronoun,
}

/// What equal names share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Key {
    from: u32,
    to: u32,
    /// Number of words, the generation not counted.
    pub words: usize,
    /// Where the surname begins in the text, in bytes; 0 for single words.
    pub surname_at: usize,
    /// `jr` or `sr`.
    pub generation: Option<Generation>,
    /// Whether a form of it looks like first name and surname.
    pub like_person: bool,
    /// Whether a form of it is written in capitals only and is short.
    pub acronym: bool,
    /// Whether the last word of a form of it has a capital.
    pub proper: bool,
    /// What it stands for.
    pub sort: Sort,
    /// The classes under which it was seen, a bit for each.
    pub classes: u8,
    /// The form by which reasons name it.
    pub form: u32,
    /// Number of the whole text as a word that may be a short name.
    pub word: u32,
    /// Number of the surname.
    pub surname: u32,
    /// Number of the first word.
    pub first: u32,
    /// Number of the last word, where a team or a band may be called by it: "Wid Rovers".
    pub team: u32,
    /// Acronyms that the words have, where they are anybody's name.
    pub initials: [u32; 2],
}

impl Key {
    /// Learns from a form of it.
    pub(crate) fn learn(&mut self, name: &Name<'_>, class: Class, aliased: bool) {
        self.classes |= 1 << class as u8;
        self.like_person |= !aliased && name.like_person;
        self.proper |= name.proper;
        if name.words == 1 && !self.acronym && name.shown.len() <= 24 {
            let letters = name.shown.chars().filter(|c| c.is_alphabetic()).count();
            self.acronym = (2..=6).contains(&letters) && !name.shown.chars().any(char::is_lowercase);
        }
    }
}

/// All keys.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub rows: Vec<Key>,
    /// How many words have numbers.
    pub words: usize,
    texts: String,
}

impl Keys {
    /// The folded words of a key.
    pub(crate) fn text(&self, key: u32) -> &str {
        self.rows.get(key as usize).map_or("", |row| self.part(row.from, row.to))
    }

    fn part(&self, from: u32, to: u32) -> &str {
        self.texts.get(from as usize..to as usize).unwrap_or("")
    }

    /// The first word of a key.
    pub(crate) fn first(&self, key: u32) -> &str {
        let text = self.text(key);
        text.split(' ').next().unwrap_or(text)
    }

    /// The surname of a full name, without `jr`; nothing for single words.
    pub(crate) fn surname(&self, key: u32) -> Option<&str> {
        let row = self.rows.get(key as usize)?;
        let text = self.text(key);
        let tail = row.generation.map_or(0, |generation| generation.key().len() + 1);
        (row.surname_at > 0).then(|| text.get(row.surname_at..text.len() - tail).unwrap_or(""))
    }

    /// What stands between first name and surname.
    pub(crate) fn middle(&self, key: u32) -> &str {
        let from = self.first(key).len() + 1;
        let at = self.rows.get(key as usize).map_or(0, |row| row.surname_at);
        self.text(key).get(from..at.max(from)).unwrap_or("").trim()
    }

    /// Adds a key that a form showed.
    pub(crate) fn push(&mut self, text: &str, generation: Option<Generation>, form: u32) -> u32 {
        let key = self.push_plain(text, form);
        let tail = generation.map_or(0, |generation| generation.key().len() + 1);
        let row = &mut self.rows[key as usize];
        let named = text.get(..text.len() - tail).unwrap_or(text);
        row.words = named.split(' ').count();
        row.surname_at = surname_at(named);
        row.generation = generation;
        if text.starts_with('@') {
            row.sort = Sort::Moment;
        }
        key
    }

    /// Adds a key that no name can have.
    pub(crate) fn push_sort(&mut self, text: &str, sort: Sort, form: u32) -> u32 {
        let key = self.push_plain(text, form);
        self.rows[key as usize].sort = sort;
        key
    }

    /// Adds a key of one word.
    fn push_plain(&mut self, text: &str, form: u32) -> u32 {
        let from = self.texts.len() as u32;
        self.texts.push_str(text);
        let to = self.texts.len() as u32;
        let none = [NONE; 2];
        let (word, surname, first) = (NONE, NONE, NONE);
        self.rows.push(Key {
            from,
            to,
            words: 1,
            form,
            word,
            surname,
            first,
            team: NONE,
            initials: none,
            ..Key::default()
        });
        (self.rows.len() - 1) as u32
    }

    /// Numbers the words by which names find each other: whole texts, surnames, first words.
    pub(crate) fn intern_words(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        let mut known: FastMap<&str, u32> = FastMap::default();
        known.reserve(rows.len());
        let mut number = |text| {
            let next = known.len() as u32;
            *known.entry(text).or_insert(next)
        };
        for row in &mut rows {
            let text = self.part(row.from, row.to);
            row.word = number(text);
            row.first = row.word;
            if row.surname_at > 0 {
                let tail = row.generation.map_or(0, |generation| generation.key().len() + 1);
                row.surname = number(text.get(row.surname_at..text.len() - tail).unwrap_or(""));
                row.first = number(text.split(' ').next().unwrap_or(""));
            }
        }
        let words = known.len();
        let mut scratch = String::new();
        let names = rows.iter_mut().filter(|row| row.sort == Sort::Name && row.words > 1);
        for row in names {
            let text = self.part(row.from, row.to);
            let last = text.rsplit(' ').next().unwrap_or("");
            if row.proper && lexicon::may_be_team(last) && !text.contains(" of ") {
                row.team = known.get(last).copied().unwrap_or(NONE);
            }
            row.initials =
                initials(text, &mut scratch, |letters| known.get(letters).copied().unwrap_or(NONE));
        }
        self.rows = rows;
        self.words = words;
    }
}

/// The acronyms that a name of several words may have: those of its content words, and all initials.
fn initials(text: &str, scratch: &mut String, number: impl Fn(&str) -> u32) -> [u32; 2] {
    let words = || text.split([' ', '-']).filter(|word| !word.is_empty());
    let mut found = [NONE; 2];
    if !(2..=8).contains(&words().count()) {
        return found;
    }
    let small = |word: &&str| !matches!(*word, "of" | "the" | "and" | "for" | "on" | "in" | "&");
    scratch.clear();
    scratch.extend(words().filter(small).filter_map(|word| word.chars().next()));
    if scratch.chars().nth(1).is_some() {
        found[0] = number(scratch);
    }
    let content = scratch.len();
    scratch.extend(words().filter_map(|word| word.chars().next()));
    let (content, all) = scratch.split_at(content);
    if content != all && all.chars().nth(1).is_some() {
        found[1] = number(all);
    }
    found
}
