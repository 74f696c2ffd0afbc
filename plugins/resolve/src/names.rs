//! Reads the surface of a mention as a name: what belongs to the name, what is dressing.

use copydesk_text::words::fold;

use crate::lexicon;

/// What kind of thing a label says that a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Class {
    Person,
    Org,
    Place,
    Norp,
    Time,
    Other,
}

impl Class {
    /// How many there are.
    pub(crate) const COUNT: usize = 6;

    /// The class of a label; labels of other tag sets are understood too.
    pub(crate) fn of(label: &str) -> Self {
        match label {
            "PERSON" | "PER" => Self::Person,
            "ORG" => Self::Org,
            "GPE" | "LOC" | "FAC" => Self::Place,
            "NORP" => Self::Norp,
            "DATE" | "TIME" | "DURATION" | "SET" | "MONEY" | "PERCENT" | "CARDINAL" | "ORDINAL"
            | "QUANTITY" => Self::Time,
            _ => Self::Other,
        }
    }
}

/// Longest surface, in bytes, that is read as a name; longer ones are compared as a whole.
const LONGEST: usize = 160;

/// A mention's surface, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Name {
    /// Folded words of the name proper.
    pub words: Vec<String>,
    /// The same words as they are written.
    pub shown: Vec<String>,
    /// Titles before the name, as written.
    pub titles: Vec<String>,
    /// `jr` or `sr`.
    pub generation: Option<String>,
    /// Whether a word of the name begins with a capital letter (or its script has none).
    pub proper: bool,
}

impl Name {
    /// The folded words in one string: what equal names have in common.
    pub(crate) fn key(&self) -> String {
        let mut key = self.words.join(" ");
        if let Some(generation) = &self.generation {
            key.push(' ');
            key.push_str(generation);
        }
        key
    }

    /// Reads `surface`, which is printed text without markup.
    pub(crate) fn read(surface: &str, class: Class) -> Self {
        if surface.len() > LONGEST || class == Class::Time {
            return Self::whole(surface);
        }
        let mut name = Self { proper: has_capital(surface), ..Self::default() };
        for raw in surface.split_whitespace() {
            let shown = trim_marks(raw);
            if shown.is_empty() {
                // A comma that stands alone, as in tokenised text.
                if raw == "," && !name.words.is_empty() {
                    break;
                }
            } else {
                name.words.push(fold_word(shown));
                name.shown.push(shown.to_owned());
            }
        }
        name.drop_possessive();
        name.drop_lead(!matches!(class, Class::Org | Class::Person));
        if matches!(class, Class::Person | Class::Other) {
            name.take_roles();
            name.take_generation();
        }
        if matches!(class, Class::Org | Class::Other) {
            while name.words.len() > 1
                && name.words.last().is_some_and(|word| lexicon::is_company_ending(word))
            {
                name.words.pop();
                name.shown.pop();
            }
        }
        if name.words.is_empty() {
            return Self::whole(surface);
        }
        name
    }

    /// The surface as one word, beginning and a hash of it where it is long.
    fn whole(surface: &str) -> Self {
        let mut word = fold(surface.trim());
        if word.len() > LONGEST {
            let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            word.truncate(word.floor_char_boundary(LONGEST));
            word.push_str(&format!(" {hash:016x}"));
        }
        let shown: String = surface.trim().chars().take(LONGEST).collect();
        Self { words: vec![word], shown: vec![shown], proper: has_capital(surface), ..Self::default() }
    }

    fn drop_possessive(&mut self) {
        let alone = self.words.len() == 1;
        let Some(last) = self.words.last_mut() else { return };
        if matches!(last.as_str(), "'s" | "'") && !alone {
            self.words.pop();
            self.shown.pop();
            return;
        }
        let cut = if last.len() > 2 && last.ends_with("'s") {
            2
        } else if last.len() > 2 && last.ends_with("s'") {
            1
        } else {
            return;
        };
        last.truncate(last.len() - cut);
        if let Some(shown) = self.shown.last_mut() {
            for _ in 0..cut {
                shown.pop();
            }
        }
    }

    /// Drops articles and prepositions that a span begins with, and owners: "the", "in", "Norland's Wid island".
    fn drop_lead(&mut self, owners: bool) {
        let lead = |words: &[String]| {
            const LEAD: &[&str] = &[
                "the", "a", "an", "in", "at", "on", "near", "from", "off", "by", "this", "its", "his", "her",
            ];
            let owner = |word: &String| owners && word.ends_with("'s");
            match words {
                [first, ..] if LEAD.contains(&first.as_str()) || owner(first) => 1,
                [_, second, _, ..] if owners && second == "'s" => 2,
                _ => 0,
            }
        };
        while self.words.len() > lead(&self.words) && lead(&self.words) > 0 {
            let count = lead(&self.words);
            self.words.drain(..count);
            self.shown.drain(..count);
        }
    }

    /// Takes titles, and roles in lower case, off the front of a name.
    fn take_roles(&mut self) {
        let plain = |word: &str| word.trim_end_matches('.').trim_start_matches("ex-").to_owned();
        let mut lead = 0;
        let mut cut = 0;
        for word in &self.words {
            let word = plain(word);
            lead += 1;
            if lexicon::is_title(&word) {
                cut = lead;
            } else if !lexicon::is_before_title(&word) {
                break;
            }
        }
        if cut > 0 && cut < self.words.len() {
            self.titles.push(self.shown.iter().take(cut).cloned().collect::<Vec<_>>().join(" "));
            self.words.drain(..cut);
            self.shown.drain(..cut);
        }
        // "actress Tara Reid": words in lower case before a name say what it is; "da Nang" does not begin with one.
        let lower = self.shown.iter().take_while(|word| !has_capital(word)).count();
        let plain_words = self.words.iter().take(lower).all(|word| {
            word.len() > 2
                && word.bytes().all(|byte| byte.is_ascii_alphabetic())
                && !lexicon::is_particle(word)
        });
        if lower > 0 && lower < self.words.len() && plain_words {
            self.titles.push(self.shown.iter().take(lower).cloned().collect::<Vec<_>>().join(" "));
            self.words.drain(..lower);
            self.shown.drain(..lower);
        }
    }

    fn take_generation(&mut self) {
        if self.words.len() > 2
            && let Some(last) = self.words.last()
            && matches!(last.as_str(), "jr" | "sr" | "jr." | "sr.")
        {
            self.generation = Some(last.trim_end_matches('.').to_owned());
            self.words.pop();
            self.shown.pop();
        }
    }

    /// Where the surname begins among the words of a full name; `None` for single words.
    pub(crate) fn surname_at(words: &[&str]) -> Option<usize> {
        if words.len() < 2 {
            return None;
        }
        let last = words.len() - 1;
        Some((1..last).find(|&at| lexicon::is_particle(words.get(at).copied().unwrap_or(""))).unwrap_or(last))
    }

    /// Whether the words look like first name and surname: two to five, each in capitals or an initial or a
    /// particle, none that organisations, places or works have.
    pub(crate) fn like_person(&self) -> bool {
        (2..=5).contains(&self.words.len())
            && self.words.iter().zip(&self.shown).all(|(word, shown)| {
                (has_capital(shown) || lexicon::is_particle(word))
                    && !lexicon::is_no_person(word)
                    && !copydesk_text::words::is_function_word(word)
                    && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-' | '.'))
            })
    }
}

/// Folds a word and takes the stops out of abbreviations: `U.S.` is `us`, `J.` is `j`, `Corp.` is `corp`.
fn fold_word(shown: &str) -> String {
    let folded = fold(shown);
    if !folded.contains('.') {
        return folded;
    }
    let letters_and_stops = folded.split('.').all(|part| part.chars().count() <= 1);
    if letters_and_stops { folded.replace('.', "") } else { folded.trim_end_matches('.').to_owned() }
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
        for &(surface, class, key, titles) in rows {
            let name = Name::read(surface, class);
            assert_eq!(
                (name.key().as_str(), name.titles.as_slice()),
                (key, &titles.iter().map(|&t| t.to_owned()).collect::<Vec<_>>()[..]),
                "{surface}"
            );
        }
    }

    #[test]
    fn surnames_begin_at_particles() {
        for (name, at) in
            [("ida brandt", Some(1)), ("ida van der berg", Some(1)), ("ida", None), ("van der berg", Some(1))]
        {
            assert_eq!(Name::surname_at(&name.split(' ').collect::<Vec<_>>()), at, "{name}");
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
            assert_eq!(Name::read(surface, Class::Other).like_person(), expected, "{surface}");
        }
    }
}
