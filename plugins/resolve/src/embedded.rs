//! Names inside descriptions: "the Gazette newspaper", "Norland's Tarn index" and "Harbour chief Ole Krag" speak of the
//! Gazette, the Tarn and Ole Krag.
//!
//! What is found here is only a proposal: it counts where the collection has the inner name by itself as well.

use copydesk_text::words::fold;

use crate::names::has_capital;
use crate::read::folded;
use crate::{lexicon, nouns, peoples, usual};

/// A name inside a longer mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Inner {
    /// Its folded words.
    pub key: String,
    /// What stood before it and says whose it is, folded: a people, a country, an owner; empty where nothing did.
    pub whose: String,
    /// Whether it is made of figures or capitals, as names are that only one thing has.
    pub unique: bool,
    /// What the words before it say its bearer is, as written.
    pub role: Option<String>,
}

/// A word of a mention.
struct Word<'s> {
    shown: &'s str,
    folded: String,
    /// Whether it ends in a possessive.
    owner: bool,
    /// Whether a comma follows.
    comma: bool,
}

/// The name inside a mention of several words.
///
/// `roles` says that words for what somebody is may stand before it, as they do before names of persons.
pub(crate) fn inner(surface: &str, roles: bool) -> Option<Inner> {
    if surface.len() > 160 || !surface.contains(' ') || !surface.split_whitespace().any(hints) {
        return None;
    }
    let words = words(surface);
    let mut parts = words.split_inclusive(|word| word.comma);
    let first = parts.next()?;
    match inner_of_part(first, roles) {
        // "The main index, the Tarn 100": what comes first only describes.
        None if !first.last().is_some_and(is_capital) => inner_of_part(parts.next()?, roles),
        found => found,
    }
}

/// Whether a word shows that not all of a mention is a name; asked of every mention, so without memory of its own.
fn hints(raw: &str) -> bool {
    raw.starts_with(char::is_lowercase)
        || raw.contains([',', '\'', '’'])
        || folded(raw, |word| {
            let stops = word.contains('.');
            stops
                || nouns::is_role(word)
                || nouns::is_after_name(word)
                || home(word).is_some()
                || is_title(word)
        })
}

/// Titles of persons that are no titles before a name.
fn is_title(word: &str) -> bool {
    matches!(word, "officer" | "executive" | "analyst")
}

/// The country that a word for it or its people means.
fn home(word: &str) -> Option<&'static str> {
    peoples::home(word).or_else(|| usual::name(word))
}

fn words(surface: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    for raw in surface.split_whitespace() {
        let shown = raw.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '&' | '.'));
        let comma = raw.ends_with(',');
        let folded = fold(shown).replace('.', "");
        if matches!(folded.as_str(), "'s" | "'" | "") {
            if let Some(last) = words.last_mut() {
                last.owner |= !folded.is_empty();
                last.comma |= comma;
            }
            continue;
        }
        let bare =
            folded.strip_suffix("'s").or_else(|| folded.strip_suffix('\'').filter(|w| w.ends_with('s')));
        let owner = bare.is_some();
        let folded = bare.map_or_else(|| folded.clone(), str::to_owned);
        words.push(Word { shown, folded, owner, comma });
    }
    words
}

fn is_capital(word: &Word<'_>) -> bool {
    word.shown.chars().any(char::is_uppercase) || word.shown.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word is made of figures or capitals only.
fn shouted(word: &Word<'_>) -> bool {
    word.shown.len() > 1 && !word.shown.chars().any(char::is_lowercase)
}

fn links_capitals(word: &Word<'_>) -> bool {
    matches!(word.folded.as_str(), "&" | "of" | "and" | "for" | "on" | "to")
}

fn inner_of_part(part: &[Word<'_>], roles: bool) -> Option<Inner> {
    let leads = |word: &&Word<'_>| nouns::is_determiner(&word.folded) || nouns::leads_place(&word.folded);
    let mut words = part.get(part.iter().take_while(leads).count()..)?;
    // "The Court for the North" is not the Court, but "the Court in Wid" is.
    let bound = |at: usize| links_capitals(&words[at]) && is_capital(&words[at - 1]);
    if (1..words.len()).any(|at| bound(at) && !words.get(at + 1).is_some_and(is_capital)) {
        return None;
    }
    let cut = (1..words.len()).find(|&at| nouns::ends_noun(&words[at].folded) && !bound(at));
    words = words.get(..cut.unwrap_or(words.len()))?;
    let mut whose = String::new();
    if let Some(owner) = words.iter().position(|word| word.owner).filter(|at| at + 1 < words.len()) {
        whose = join(words.get(..=owner)?);
        words = words.get(owner + 1..)?;
    }
    while let [before @ .., last] = words
        && nouns::is_after_name(&last.folded)
        && (!is_capital(last) || matches!(last.folded.as_str(), "index" | "average" | "composite"))
        && before.iter().any(is_capital)
    {
        words = before;
    }
    let run = words.iter().rev().take_while(|word| is_capital(word) || links_capitals(word)).count();
    let before = words.len() - run;
    if before > 0 && lexicon::is_particle(&words[before - 1].folded) {
        return None;
    }
    words = words.get(before..)?;
    words = words.get(words.iter().take_while(|word| links_capitals(word)).count()..)?;
    while let [first, rest @ ..] = words
        && let Some(home) = home(&first.folded)
        && (rest.iter().any(shouted) || rest.len() > 1 && matches!(home, "united states" | "united kingdom"))
    {
        // Reports of these two countries leave them out; elsewhere they tell one body from another.
        whose = home.to_owned();
        words = rest;
    }
    let role = words
        .iter()
        .rev()
        .skip(1)
        .position(|word| roles && (nouns::is_role(&word.folded) || is_title(&word.folded)));
    let mut told = None;
    if let Some(back) = role {
        let from = words.len() - 1 - back;
        told = words.get(..from).map(|words| words.iter().map(|w| w.shown).collect::<Vec<_>>().join(" "));
        words = words.get(from..)?;
    }
    let last = words.last()?;
    if !is_capital(last) || !has_capital(last.shown) && words.len() == 1 {
        return None;
    }
    Some(Inner { key: join(words), whose, unique: words.iter().any(shouted), role: told })
}

fn join(words: &[Word<'_>]) -> String {
    words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_descriptions() {
        for (surface, key, whose, role) in [
            ("the Tarn index", "tarn", "", None),
            ("Norland's Tarn 100 index", "tarn 100", "norland", None),
            ("Norland 's Tarn index", "tarn", "norland", None),
            ("the main index, the Tarn 100", "tarn 100", "", None),
            ("The British TARN", "tarn", "united kingdom", None),
            ("Harbour CEO Ole Krag", "ole krag", "", Some("Harbour CEO")),
            ("Ole Krag , chief of the Harbour", "ole krag", "", None),
            ("the Bank of Norland in Wid", "bank of norland", "", None),
            ("British Airways", "british airways", "", None),
            ("Scottish Harbour Party", "scottish harbour party", "", None),
            ("the Centre for Harbour Studies in Wid", "centre for harbour studies", "", None),
            ("U.S. Harbour Board", "harbour board", "united states", None),
        ] {
            let found = inner(surface, true).unwrap_or_default();
            assert_eq!(
                (found.key.as_str(), found.whose.as_str(), found.role.as_deref()),
                (key, whose, role),
                "{surface}"
            );
        }
        for surface in [
            "the tall house",
            "Krag",
            "a house in Wid",
            "",
            "Harbour Court for the North of Wid",
            "Cor van Krag",
        ] {
            assert_eq!(inner(surface, true), None, "{surface}");
        }
    }
}
