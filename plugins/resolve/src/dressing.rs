//! What stands around a name in a mention's surface and is no part of it: titles, articles, owners, kinds of places.

use std::borrow::Cow;

use crate::names::{Generation, SEPARATOR, has_capital};
use crate::{lexicon, nouns};

/// One word of a surface: where it stands in the folded surface, and how it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'s> {
    pub from: usize,
    pub to: usize,
    pub shown: &'s str,
    /// With the marks around it.
    pub raw: &'s str,
}

/// Takes out what stands in quotation marks or brackets between first name and surname: Ole "the Bear" Krag is Ole Krag.
pub(crate) fn drop_nickname(words: &mut Vec<Word<'_>>) {
    const MARKS: &[char] = &['"', '“', '”', '\'', '‘', '’', '«', '»', '`', '(', ')'];
    let Some(from) = words.iter().position(|word| word.raw.starts_with(MARKS)) else { return };
    let closed = |word: &Word<'_>| word.raw.ends_with(MARKS) && !word.raw.ends_with("s'");
    let Some(to) = words.iter().skip(from).position(closed).map(|to| from + to) else { return };
    if from > 0 && to + 1 < words.len() {
        words.drain(from..=to);
    }
}

/// The words of a surface while what does not belong to the name is taken off.
pub(crate) struct Reading<'f, 's> {
    pub folded: &'f str,
    pub words: Vec<Word<'s>>,
}

impl<'s> Reading<'_, 's> {
    pub(crate) fn folded(&self, word: &Word<'_>) -> &str {
        self.folded.get(word.from..word.to).unwrap_or("")
    }

    pub(crate) fn last(&self) -> Option<&str> {
        self.words.last().map(|word| self.folded(word))
    }

    pub(crate) fn drop_possessive(&mut self) {
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
    pub(crate) fn drop_department(&mut self) {
        if let [_, .., police, last] = &*self.words
            && self.folded(police) == "police"
            && matches!(self.folded(last), "department" | "dept" | "force" | "service")
        {
            self.words.pop();
        }
    }

    /// "Gazette.com" and "Gazette" are one.
    pub(crate) fn drop_site(&mut self) {
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
    pub(crate) fn cut_to_place(&mut self) {
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
    pub(crate) fn drop_lead(&mut self, owners: bool) {
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
    pub(crate) fn take_roles(&mut self) -> Option<String> {
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

    pub(crate) fn take_generation(&mut self) -> Option<Generation> {
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
    pub(crate) fn shown(&self, surface: &'s str) -> Cow<'s, str> {
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

    pub(crate) fn like_person(&self) -> bool {
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
