//! Reads the surface of a mention as a name: what belongs to the name, what is dressing.

use std::borrow::Cow;

use copydesk_text::words::fold;

use crate::class::Class;
use crate::dressing::{Reading, Word, drop_nickname};
use crate::{lexicon, nouns, times};

/// Longest surface, in bytes, that is read as a name; longer ones are compared as a whole.
const LONGEST: usize = 160;

/// Whether a name is that of a father or of a son.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Generation {
    Junior,
    Senior,
}

impl Generation {
    /// As it stands in keys.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Junior => "jr",
            Self::Senior => "sr",
        }
    }

    /// As it stands after names.
    pub(crate) const fn shown(self) -> &'static str {
        match self {
            Self::Junior => " Jr.",
            Self::Senior => " Sr.",
        }
    }
}

/// Appends a word with blanks for hyphens: "Wid-Arena" and "Wid Arena" are one.
fn push_parts(word: &str, key: &mut String) {
    let plain = |part: &str| part.len() > 1 && part.chars().all(char::is_alphabetic);
    if !word.split('-').all(plain) {
        return key.push_str(word);
    }
    for (number, part) in word.split('-').enumerate() {
        if number > 0 {
            key.push(' ');
        }
        key.push_str(part);
    }
}

/// A mention's surface, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Name<'s> {
    /// The name proper, as written.
    pub shown: Cow<'s, str>,
    /// Titles before the name, as written.
    pub titles: Option<String>,
    /// `jr` or `sr`.
    pub generation: Option<Generation>,
    /// Number of words, the generation not counted.
    pub words: usize,
    /// Whether the words look like first name and surname: two to five, each in capitals or an initial or a
    /// particle, none that organisations, places or works have.
    pub like_person: bool,
    /// Whether the last word has a capital.
    pub proper: bool,
}

/// Reads surfaces; its memory is used again for each.
#[derive(Debug, Default)]
pub(crate) struct NameReader {
    folded: String,
}

impl NameReader {
    /// Reads `surface`, which is printed text without markup, and appends its folded words, which are what equal names
    /// have in common, to `key`.
    pub(crate) fn read<'s>(&mut self, surface: &'s str, class: Class, key: &mut String) -> Name<'s> {
        if class == Class::Time && surface.len() <= LONGEST {
            let name = whole(surface, &mut String::new());
            key.push_str(&times::normal(&fold(surface.trim())));
            return name;
        }
        if surface.len() > LONGEST || class == Class::Amount {
            return whole(surface, key);
        }
        self.folded.clear();
        let mut words: Vec<Word<'s>> = Vec::with_capacity(8);
        for raw in surface.split_whitespace() {
            let shown = trim_marks(raw);
            if shown.is_empty() {
                // A comma that stands alone, as in tokenised text.
                if raw == "," && !words.is_empty() {
                    break;
                }
            } else {
                let (title, shown) = glued_title(shown).unwrap_or(("", shown));
                for shown in [title, shown].into_iter().filter(|part| !part.is_empty()) {
                    let from = self.folded.len();
                    fold_word(shown, &mut self.folded);
                    words.push(Word { from, to: self.folded.len(), shown, raw });
                }
                if class == Class::Place && raw.ends_with(',') {
                    break;
                }
            }
        }
        if matches!(class, Class::Person | Class::Other) {
            drop_nickname(&mut words);
        }
        let mut at = Reading { folded: &self.folded, words };
        at.drop_possessive();
        if class == Class::Place {
            at.cut_to_place();
        }
        at.drop_lead(!matches!(class, Class::Org | Class::Person));
        let (mut titles, mut generation) = (None, None);
        if matches!(class, Class::Person | Class::Other) {
            titles = at.take_roles();
            generation = at.take_generation();
        }
        if matches!(class, Class::Org | Class::Other) {
            while at.words.len() > 1 && at.last().is_some_and(lexicon::is_company_ending) {
                at.words.pop();
            }
            at.drop_department();
            at.drop_site();
        }
        if at.words.is_empty() {
            return whole(surface, key);
        }
        for (number, word) in at.words.iter().enumerate() {
            if number > 0 {
                key.push(' ');
            }
            let word = at.folded(word);
            let word = if class == Class::Place { nouns::usual_spelling(word) } else { word };
            if matches!(class, Class::Org | Class::Place) {
                push_parts(word, key);
            } else {
                key.push_str(word);
            }
        }
        if let Some(generation) = generation {
            key.push(' ');
            key.push_str(generation.key());
        }
        Name {
            shown: at.shown(surface),
            titles,
            generation,
            words: at.words.len(),
            like_person: at.like_person(),
            proper: at.words.last().is_some_and(|word| has_capital(word.shown)),
        }
    }
}

/// The surface as one word, beginning and a hash of it where it is long.
fn whole<'s>(surface: &'s str, key: &mut String) -> Name<'s> {
    let surface = surface.trim();
    let mut word = fold(surface);
    if word.len() > LONGEST {
        let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        word.truncate(word.floor_char_boundary(LONGEST));
        word.push_str(&format!(" {hash:016x}"));
    }
    key.push_str(&word);
    let end = surface.char_indices().nth(LONGEST).map_or(surface.len(), |(end, _)| end);
    let shown = Cow::Borrowed(surface.get(..end).unwrap_or(""));
    Name { shown, words: 1, proper: has_capital(surface), ..Name::default() }
}

/// A title and the name that is glued to it: "Gov.Ole".
fn glued_title(shown: &str) -> Option<(&str, &str)> {
    let (title, name) = shown.split_once('.')?;
    let begins = name.chars().next().is_some_and(char::is_uppercase);
    (begins && name.chars().nth(1).is_some_and(char::is_lowercase) && lexicon::is_title(&fold(title)))
        .then_some((title, name))
}

/// Stands between a title and a role in [`Name::titles`].
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Where the surname begins in a folded name without generation, in bytes; 0 for single words.
pub(crate) fn surname_at(name: &str) -> usize {
    let Some(last) = name.rfind(' ') else { return 0 };
    let mut at = name.find(' ').map_or(0, |blank| blank + 1);
    while at <= last {
        let word = name.get(at..).and_then(|rest| rest.split(' ').next()).unwrap_or("");
        if lexicon::is_particle(word) {
            return at;
        }
        at += word.len() + 1;
    }
    last + 1
}

/// Folds a word, takes the stops out of abbreviations (`U.S.` is `us`, `J.` is `j`, `Corp.` is `corp`) and appends it.
fn fold_word(shown: &str, out: &mut String) {
    if shown.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        out.extend(shown.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let folded = fold(shown);
    let letters_and_stops = || folded.split('.').all(|part| part.chars().count() <= 1);
    if !folded.contains('.') {
        out.push_str(&folded);
    } else if letters_and_stops() {
        out.extend(folded.chars().filter(|&c| c != '.'));
    } else {
        out.push_str(folded.trim_end_matches('.'));
    }
}

/// Quotation marks, brackets, commas and stray marks at both ends of a word are not part of it.
fn trim_marks(raw: &str) -> &str {
    let start = raw.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let start = start.trim_start_matches(['\'', '’', '‘', '`']);
    let start = if raw.starts_with(['\'', '’']) && matches!(start, "s" | "S") { raw } else { start };
    start.trim_end_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '.' | '\'' | '’' | '\u{301}'..='\u{36f}')
    })
}

/// Whether a letter begins in upper case, or belongs to a script without cases.
pub(crate) fn has_capital(text: &str) -> bool {
    text.chars().any(|c| c.is_alphabetic() && !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surfaces_are_read() {
        type Row = (&'static str, Class, &'static str, &'static [&'static str]);
        let rows: &[Row] = &[
            ("Ole's Corner Ltd", Class::Org, "ole's corner", &[]),
            ("in Norland's Wid island", Class::Place, "wid island", &[]),
            ("Sen. Ida Brandt", Class::Person, "ida brandt", &["Sen."]),
            ("former Prime Minister Ole Krag", Class::Person, "ole krag", &["former Prime Minister"]),
            ("President Krag’s", Class::Person, "krag", &["President"]),
            ("Mr Krag", Class::Person, "krag", &["Mr"]),
            ("actress Ida Brandt", Class::Other, "ida brandt", &["actress"]),
            ("ole krag", Class::Person, "ole krag", &[]),
            ("The President", Class::Person, "president", &[]),
            ("Sam Krag Jr.", Class::Person, "sam krag jr", &[]),
            ("the Harbour \"Gazette\"", Class::Org, "harbour gazette", &[]),
            ("Nordbank Corp.", Class::Org, "nordbank", &[]),
            ("U.S.", Class::Place, "us", &[]),
            ("J.K. Lee", Class::Person, "jk lee", &[]),
            ("Reeves'", Class::Person, "reeves", &[]),
            ("“Nordbank”,", Class::Org, "nordbank", &[]),
            ("von Trapp", Class::Person, "von trapp", &[]),
            ("!!!", Class::Org, "!!!", &[]),
        ];
        for &(surface, class, expected, titles) in rows {
            let mut key = String::new();
            let name = NameReader::default().read(surface, class, &mut key);
            let read: Vec<&str> = name.titles.iter().flat_map(|titles| titles.split(SEPARATOR)).collect();
            assert_eq!((key.as_str(), read.as_slice()), (expected, titles), "{surface}");
        }
    }

    #[test]
    fn surnames_begin_at_particles() {
        for (name, surname) in [
            ("ida brandt", "brandt"),
            ("ida van der berg", "van der berg"),
            ("ida", "ida"),
            ("van der berg", "der berg"),
        ] {
            assert_eq!(name.get(surname_at(name)..), Some(surname), "{name}");
        }
    }

    #[test]
    fn persons_look_like_persons() {
        for (surface, expected) in [
            ("Ida Brandt", true),
            ("Ida van der Berg", true),
            ("J. K. Brandt", true),
            ("Harbour Club", false),
            ("Ida", false),
            ("House of Brandt", false),
            ("Area 51 North", false),
        ] {
            let name = NameReader::default().read(surface, Class::Other, &mut String::new()).like_person;
            assert_eq!(name, expected, "{surface}");
        }
    }
}
