//! Words that descriptions are made of: people by what they are, groups, what things are called after their name.
//! All folded and stemmed where tests say so.

use std::sync::LazyLock;

use copydesk_text::hash::FastSet;
use copydesk_text::titles;

/// People by occupation, title and relation.
static ROLES: LazyLock<FastSet<&'static str>> = LazyLock::new(|| {
    let shared = [titles::TITLES, titles::ROLES].into_iter().flat_map(str::split_whitespace);
    shared.chain(MORE_ROLES.split_whitespace()).collect()
});

/// Roles that say too little to find names by, and what people are in one story: "the climber".
const MORE_ROLES: &str = "academic administrator advocate ally anthropologist appointee apprentice archaeologist arsonist assailant \
     assassin attacker auditor aunt bagman baker bandit barber barrister bartender breadwinner broadcaster broker \
     burglar butcher bystander caller captor caretaker cashier champion chaplain cinematographer clergyman clerk \
     climber cook cop coroner courier dealer dean doorman educator electrician emcee employee escapee explorer \
     founder fugitive gambler gangster gardener gunman gymnast hacker heir hijacker hitman host hostage hunter \
     immigrant informant informer inmate instructor intern internist interpreter janitor jockey juror kidnapper \
     killer landlord lecturer lifeguard linebacker lineman lobbyist mastermind mechanic mediator medic mentor \
     merchant mobster monarch motorist mountaineer murderer narrator neurosurgeon newscaster nominee nun operator \
     paramedic parishioner parolee passenger patient patrolman pedestrian performer pharmacist pioneer plumber \
     policewoman pollster practitioner prisoner programmer publicist publisher ranger rapist realtor receiver \
     receptionist rector refugee robber rookie sailor salesman scorer seaman shooter shopkeeper shortstop sniper \
     specialist star starlet strategist stuntman stylist surveyor survivor tackle teen teenager tenant terrorist \
     therapist thief tourist translator traveller trucker tutor tycoon typist vendor vet vicar volunteer waiter \
     waitress watchman welder whistleblower winner wrestler youngster";

/// Words for whom nothing else is said of.
const GENERIC: &[&str] =
    &["boy", "girl", "man", "one", "people", "person", "someone", "suspect", "two", "victim", "woman"];

/// Companies and the like, as reports call them the second time.
const BODIES: &[&str] = &[
    "agency",
    "airline",
    "bank",
    "carrier",
    "club",
    "company",
    "corporation",
    "firm",
    "group",
    "maker",
    "manufacturer",
    "retailer",
    "team",
];

/// What stands after a name and only says what bears it: "the Gazette newspaper", "the Dow index".
const AFTER_NAMES: &[&str] = &[
    "agency",
    "airline",
    "average",
    "bank",
    "chain",
    "club",
    "company",
    "composite",
    "computer",
    "corporation",
    "device",
    "group",
    "index",
    "league",
    "magazine",
    "network",
    "newspaper",
    "party",
    "phone",
    "player",
    "server",
    "service",
    "site",
    "smartphone",
    "software",
    "store",
    "team",
    "website",
];

/// Words for men, in descriptions.
const MEN: &[&str] = &[
    "actor",
    "boy",
    "boyfriend",
    "brother",
    "businessman",
    "chairman",
    "congressman",
    "father",
    "gentleman",
    "grandfather",
    "grandson",
    "gunman",
    "husband",
    "king",
    "man",
    "nephew",
    "policeman",
    "prince",
    "salesman",
    "son",
    "spokesman",
    "uncle",
];

/// Words for women, in descriptions.
const WOMEN: &[&str] = &[
    "actress",
    "aunt",
    "businesswoman",
    "chairwoman",
    "congresswoman",
    "daughter",
    "girl",
    "girlfriend",
    "granddaughter",
    "grandmother",
    "lady",
    "maid",
    "mother",
    "niece",
    "policewoman",
    "princess",
    "queen",
    "sister",
    "spokeswoman",
    "wife",
    "woman",
];

/// Plurals that do not end in `s`.
const PLURALS: &[(&str, &str)] =
    &[("children", "child"), ("men", "man"), ("people", "people"), ("police", "police"), ("women", "woman")];

/// Other spellings of words in the names of places.
const SPELLINGS: &[(&str, &str)] = &[("centre", "center"), ("mt", "mount"), ("theatre", "theater")];

/// Whether a word says by occupation, title or relation who somebody is.
pub(crate) fn is_role(word: &str) -> bool {
    ROLES.contains(word)
}

/// Whether a word calls somebody a human being and no more.
pub(crate) fn is_generic(word: &str) -> bool {
    GENERIC.binary_search(&word).is_ok()
}

/// Whether a word in the singular says what somebody is, never who.
pub(crate) fn is_common(word: &str) -> bool {
    is_role(word) || is_generic(word) || is_body(word) || is_office(word) || gender(word).is_some()
}

/// Offices and bodies that act as one.
pub(crate) fn is_office(word: &str) -> bool {
    matches!(
        word,
        "police"
            | "department"
            | "court"
            | "government"
            | "party"
            | "committee"
            | "council"
            | "official"
            | "officials"
            | "authority"
            | "authorities"
            | "studio"
            | "network"
            | "university"
            | "school"
    )
}

/// Whether a word calls a company or the like what it is.
pub(crate) fn is_body(word: &str) -> bool {
    BODIES.binary_search(&word).is_ok()
}

/// Whether a word after a name only says what bears it.
pub(crate) fn is_after_name(word: &str) -> bool {
    AFTER_NAMES.binary_search(&word).is_ok()
}

/// Whether a word is one for women (`Some(true)`) or for men.
pub(crate) fn gender(word: &str) -> Option<bool> {
    if WOMEN.binary_search(&word).is_ok() {
        return Some(true);
    }
    MEN.binary_search(&word).is_ok().then_some(false)
}

/// Whether a noun is a plural.
pub(crate) fn is_plural(word: &str) -> bool {
    PLURALS.binary_search_by_key(&word, |(plural, _)| plural).is_ok()
        || (word.ends_with('s') && !word.ends_with("ss"))
}

/// A noun in the singular.
pub(crate) fn singular(word: &str) -> String {
    if let Ok(at) = PLURALS.binary_search_by_key(&word, |(plural, _)| plural) {
        return PLURALS.get(at).map_or_else(String::new, |(_, singular)| (*singular).to_owned());
    }
    match word.strip_suffix("ies") {
        Some(root) if root.len() > 1 => format!("{root}y"),
        _ => match word.strip_suffix("sses") {
            Some(root) => format!("{root}ss"),
            None if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") => {
                word.strip_suffix('s').unwrap_or(word).to_owned()
            }
            None => word.to_owned(),
        },
    }
}

/// The usual spelling of a word in the name of a place.
pub(crate) fn usual_spelling(word: &str) -> &str {
    SPELLINGS.iter().find(|(other, _)| *other == word).map_or(word, |(_, usual)| usual)
}

/// Whether a folded word is an article, a possessive or a number that stands before a noun.
pub(crate) fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "this"
            | "that"
            | "these"
            | "those"
            | "his"
            | "her"
            | "its"
            | "their"
            | "my"
            | "our"
            | "your"
            | "some"
            | "several"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "many"
            | "both"
            | "all"
    )
}

/// Whether a folded word begins what is said about the noun before it.
pub(crate) fn ends_noun(word: &str) -> bool {
    matches!(
        word,
        "of" | "in"
            | "at"
            | "on"
            | "from"
            | "with"
            | "for"
            | "by"
            | "to"
            | "near"
            | "outside"
            | "inside"
            | "between"
            | "into"
            | "about"
            | "after"
            | "before"
            | "who"
            | "which"
            | "that"
            | "along"
            | "off"
            | "against"
            | "during"
            | "through"
            | "under"
            | "over"
            | "as"
            | "where"
            | "whose"
    )
}

/// Whether a folded word may stand before the name of a place without being part of it.
pub(crate) fn leads_place(word: &str) -> bool {
    matches!(
        word,
        "in" | "at"
            | "near"
            | "on"
            | "from"
            | "off"
            | "by"
            | "to"
            | "into"
            | "inside"
            | "outside"
            | "within"
            | "around"
            | "behind"
            | "under"
            | "over"
            | "through"
            | "between"
            | "along"
            | "across"
            | "out"
            | "of"
            | "against"
            | "among"
            | "throughout"
            | "towards"
            | "toward"
            | "past"
            | "beyond"
    )
}

/// Whether a folded word says what kind of place the name after "of" is: "the hometown of".
pub(crate) fn is_kind_of_place(word: &str) -> bool {
    matches!(
        word,
        "city"
            | "town"
            | "village"
            | "island"
            | "state"
            | "capital"
            | "hometown"
            | "suburb"
            | "district"
            | "province"
            | "port"
            | "neighborhood"
            | "neighbourhood"
            | "waters"
            | "municipality"
    )
}

/// Whether a word in lower case says in which part of a place: "downtown Wid", "central Wid".
pub(crate) fn is_part_of_place(word: &str) -> bool {
    matches!(
        word,
        "downtown"
            | "central"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "greater"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [GENERIC, BODIES, AFTER_NAMES, MEN, WOMEN] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
        assert!(PLURALS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn nouns_in_the_singular() {
        for (word, expected, plural) in [
            ("cities", "city", true),
            ("women", "woman", true),
            ("actresses", "actress", true),
            ("actress", "actress", false),
            ("bus", "bus", true),
            ("ships", "ship", true),
            ("people", "people", true),
        ] {
            assert_eq!((singular(word).as_str(), is_plural(word)), (expected, plural), "{word}");
        }
    }
}
