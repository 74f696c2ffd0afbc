//! Reads the surface of a mention as a name: what belongs to the name, what is dressing.

use std::borrow::Cow;

use copydesk_text::words::fold;

use crate::class::Class;
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

/// One word of a surface: where it stands in [`NameReader::folded`], and how it is written.
#[derive(Debug, Clone, Copy)]
struct Word<'s> {
    from: usize,
    to: usize,
    shown: &'s str,
    /// With the marks around it.
    raw: &'s str,
}

/// Takes out what stands in quotation marks or brackets between first name and surname: Ole "the Bear" Krag is Ole Krag.
fn drop_nickname(words: &mut Vec<Word<'_>>) {
    const MARKS: &[char] = &['"', '“', '”', '\'', '‘', '’', '«', '»', '`', '(', ')'];
    let Some(from) = words.iter().position(|word| word.raw.starts_with(MARKS)) else { return };
    let closed = |word: &Word<'_>| word.raw.ends_with(MARKS) && !word.raw.ends_with("s'");
    let Some(to) = words.iter().skip(from).position(closed).map(|to| from + to) else { return };
    if from > 0 && to + 1 < words.len() {
        words.drain(from..=to);
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

/// The words of a surface while what does not belong to the name is taken off.
struct Reading<'f, 's> {
    folded: &'f str,
    words: Vec<Word<'s>>,
}

impl<'s> Reading<'_, 's> {
    fn folded(&self, word: &Word<'_>) -> &str {
        self.folded.get(word.from..word.to).unwrap_or("")
    }

    fn last(&self) -> Option<&str> {
        self.words.last().map(|word| self.folded(word))
    }

    fn drop_possessive(&mut self) {
        let Some(last) = self.last() else { return };
        if matches!(last, "'s" | "'") && self.words.len() > 1 {
            self.words.pop();
            return;
        }
        let cut = if last.len() > 2 && last.ends_with("'s") {
            2
        } else if last.len() > 2 && last.ends_with("s'") {
            1
        } else {
            return;
        };
        if let Some(last) = self.words.last_mut() {
            last.to -= cut;
            let end = last.shown.char_indices().rev().nth(cut - 1).map_or(0, |(end, _)| end);
            last.shown = last.shown.get(..end).unwrap_or("");
        }
    }

    /// "Wid Police Department" and "Wid Police" are one body.
    fn drop_department(&mut self) {
        if let [_, .., police, last] = &*self.words
            && self.folded(police) == "police"
            && matches!(self.folded(last), "department" | "dept" | "force" | "service")
        {
            self.words.pop();
        }
    }

    /// "Gazette.com" and "Gazette" are one.
    fn drop_site(&mut self) {
        const SITE: &str = ".com";
        if let Some(last) = self.words.last_mut()
            && self
                .folded
                .get(last.from..last.to)
                .is_some_and(|word| word.len() > SITE.len() && word.ends_with(SITE))
        {
            last.to -= SITE.len();
        }
    }

    /// Leaves the name of a place alone: "in downtown Wid, Norland" is Wid, "the city of Wid" too, "the Wid clinic on
    /// the hill" the Wid clinic.
    fn cut_to_place(&mut self) {
        let mut from = self.kind_of_place();
        while from + 1 < self.words.len() {
            let (word, next) = (&self.words[from], &self.words[from + 1]);
            let folded = self.folded(word);
            let kind = nouns::is_kind_of_place(folded) && self.folded(next) == "of";
            let small = !has_capital(word.shown) && nouns::is_part_of_place(folded);
            if !(kind || small || nouns::leads_place(folded) || nouns::is_determiner(folded)) {
                break;
            }
            from += 1;
        }
        let to = self.words.iter().skip(from + 1).position(|word| {
            let folded = self.folded(word);
            folded != "of" && nouns::ends_noun(folded)
        });
        self.words.truncate(to.map_or(self.words.len(), |to| from + 1 + to));
        self.words.drain(..from);
    }

    /// Where the name begins after "the southern Norish island of".
    fn kind_of_place(&self) -> usize {
        let kind = |at: &usize| {
            let word = |at: usize| self.words.get(at).map_or("", |word| self.folded(word));
            nouns::is_kind_of_place(word(*at))
                && word(at + 1) == "of"
                && self.words.get(at + 2).is_some_and(|word| has_capital(word.shown))
        };
        (1..5).find(kind).map_or(0, |at| at + 2)
    }

    /// Drops articles and prepositions that a span begins with, and owners: "the", "in", "Norland's Wid island".
    fn drop_lead(&mut self, owners: bool) {
        const LEAD: &[&str] =
            &["the", "a", "an", "in", "at", "on", "near", "from", "off", "by", "this", "its", "his", "her"];
        loop {
            let count = match &*self.words {
                [first, ..]
                    if LEAD.contains(&self.folded(first))
                        || (owners && self.folded(first).ends_with("'s")) =>
                {
                    1
                }
                [_, second, _, ..] if owners && self.folded(second) == "'s" => 2,
                _ => 0,
            };
            if count == 0 || self.words.len() <= count {
                return;
            }
            self.words.drain(..count);
        }
    }

    /// Takes titles, and roles in lower case, off the front of a name.
    fn take_roles(&mut self) -> Option<String> {
        let mut lead = 0;
        let mut cut = 0;
        for word in &self.words {
            let word = self.folded(word).trim_end_matches('.').trim_start_matches("ex-");
            lead += 1;
            if lexicon::is_title(word) {
                cut = lead;
            } else if !lexicon::is_before_title(word) {
                break;
            }
        }
        let mut titles = None;
        if cut > 0 && cut < self.words.len() {
            titles = Some(self.cut(cut));
        }
        // "actress Tara Reid": words in lower case before a name say what it is; "da Nang" does not begin with one.
        let lower = self.words.iter().take_while(|word| !has_capital(word.shown)).count();
        if lower == 0 || lower >= self.words.len() {
            return titles;
        }
        let plain_words = self.words.iter().take(lower).all(|word| {
            let word = self.folded(word);
            word.len() > 2
                && word.bytes().all(|byte| byte.is_ascii_alphabetic())
                && !lexicon::is_particle(word)
        });
        if plain_words {
            let roles = self.cut(lower);
            titles = Some(match titles {
                Some(titles) => format!("{titles}{SEPARATOR}{roles}"),
                None => roles,
            });
        }
        titles
    }

    /// Takes words off the front and returns them as written.
    fn cut(&mut self, count: usize) -> String {
        let words: Vec<&str> = self.words.drain(..count).map(|word| word.shown).collect();
        words.join(" ")
    }

    fn take_generation(&mut self) -> Option<Generation> {
        if self.words.len() <= 2 {
            return None;
        }
        let generation = match self.last()?.trim_end_matches('.') {
            "jr" => Generation::Junior,
            "sr" => Generation::Senior,
            _ => return None,
        };
        self.words.pop();
        Some(generation)
    }

    /// The words as written, one blank between them; a part of the surface where that is the same.
    fn shown(&self, surface: &'s str) -> Cow<'s, str> {
        let [first, .., last] = &*self.words else {
            return Cow::Borrowed(self.words.first().map_or("", |word| word.shown));
        };
        let place = |part: &str| (part.as_ptr() as usize).wrapping_sub(surface.as_ptr() as usize);
        let part = surface.get(place(first.shown)..place(last.shown) + last.shown.len()).unwrap_or("");
        let length = self.words.iter().map(|word| word.shown.len() + 1).sum::<usize>() - 1;
        if part.len() == length && !part.contains(|c: char| c.is_whitespace() && c != ' ') {
            return Cow::Borrowed(part);
        }
        Cow::Owned(self.words.iter().map(|word| word.shown).collect::<Vec<_>>().join(" "))
    }

    fn like_person(&self) -> bool {
        (2..=5).contains(&self.words.len())
            && self.words.iter().enumerate().all(|(at, word)| {
                let folded = self.folded(word);
                // "A." and "I." behind a first name are initials.
                let initial = at > 0 && folded.len() == 1;
                (has_capital(word.shown) || lexicon::is_particle(folded))
                    && !lexicon::is_no_person(folded)
                    && (initial || !copydesk_text::words::is_function_word(folded))
                    && folded.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-' | '.'))
            })
    }
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
