//! Word lists for reading names: titles, name particles, company endings, pronouns. All folded; tests keep those that are searched by halves sorted.

use std::sync::LazyLock;

use copydesk_text::hash::FastSet;
use copydesk_text::titles;

/// Words that stand before a name and say what its bearer is.
static TITLES: LazyLock<FastSet<&'static str>> = LazyLock::new(|| {
    let shared = [titles::HONORIFICS, titles::TITLES].into_iter().flat_map(str::split_whitespace);
    shared.chain(MORE_TITLES.iter().copied()).collect()
});

/// Titles that are too doubtful to find names by, but that no name begins with.
const MORE_TITLES: &[&str] = &[
    "analyst",
    "democrat",
    "executive",
    "head",
    "lawyer",
    "leader",
    "md",
    "officer",
    "pastor",
    "pm",
    "pres",
    "prosecutor",
    "republican",
    "supt",
];

/// Words that stand before a title and belong to it, never to a name.
const BEFORE_TITLES: &[&str] = &[
    "acting",
    "assistant",
    "associate",
    "attorney",
    "chief",
    "defence",
    "defense",
    "deputy",
    "ex",
    "federal",
    "finance",
    "first",
    "foreign",
    "former",
    "health",
    "interim",
    "interior",
    "lead",
    "lieutenant",
    "major",
    "national",
    "press",
    "prime",
    "senior",
    "special",
    "then",
    "trade",
    "vice",
];

/// Particles that begin a surname of several words.
const PARTICLES: &[&str] = &[
    "al", "bin", "da", "dal", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le",
    "st", "ten", "ter", "van", "von", "zu",
];

/// Endings of company names that say nothing about which company it is.
const COMPANY: &[&str] = &[
    "ag",
    "co",
    "com",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "plc",
    "sa",
    "spa",
];

/// Words that make a name one of an organisation, a building or a work rather than of a person.
const NOT_PERSONS: &[&str] = &[
    "academy",
    "agency",
    "airlines",
    "airport",
    "alliance",
    "assembly",
    "association",
    "authority",
    "avenue",
    "bank",
    "bay",
    "board",
    "bridge",
    "brothers",
    "bureau",
    "cathedral",
    "center",
    "centre",
    "church",
    "city",
    "club",
    "college",
    "commission",
    "committee",
    "community",
    "company",
    "conference",
    "congress",
    "corporation",
    "council",
    "county",
    "court",
    "cup",
    "department",
    "district",
    "east",
    "federation",
    "festival",
    "force",
    "forum",
    "foundation",
    "front",
    "fund",
    "gazette",
    "group",
    "harbour",
    "herald",
    "hospital",
    "hotel",
    "house",
    "institute",
    "international",
    "island",
    "islands",
    "lake",
    "league",
    "library",
    "magazine",
    "market",
    "ministry",
    "mountain",
    "museum",
    "national",
    "network",
    "news",
    "north",
    "office",
    "organisation",
    "organization",
    "park",
    "parliament",
    "party",
    "police",
    "post",
    "press",
    "river",
    "road",
    "school",
    "sea",
    "senate",
    "service",
    "services",
    "show",
    "society",
    "south",
    "square",
    "state",
    "states",
    "station",
    "street",
    "summit",
    "system",
    "systems",
    "theatre",
    "times",
    "tower",
    "town",
    "treaty",
    "tribune",
    "union",
    "united",
    "university",
    "valley",
    "village",
    "war",
    "west",
];

/// Pronouns that taggers and annotators mark as mentions.
const PRONOUNS: &[&str] = &[
    "he",
    "her",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "i",
    "it",
    "its",
    "itself",
    "me",
    "my",
    "myself",
    "our",
    "she",
    "that",
    "their",
    "them",
    "themselves",
    "there",
    "they",
    "we",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "you",
    "your",
];

/// Whether a folded word without its stop is a title.
pub(crate) fn is_title(word: &str) -> bool {
    TITLES.contains(word)
}

/// Whether a folded word may stand before a title as a part of it.
pub(crate) fn is_before_title(word: &str) -> bool {
    BEFORE_TITLES.binary_search(&word).is_ok()
}

/// Whether a folded word begins a surname of several words.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.binary_search(&word).is_ok()
}

/// Whether a folded word is an empty ending of a company name.
pub(crate) fn is_company_ending(word: &str) -> bool {
    COMPANY.binary_search(&word).is_ok()
}

/// Whether a folded word shows that a name is not one of a person.
pub(crate) fn is_no_person(word: &str) -> bool {
    NOT_PERSONS.binary_search(&word).is_ok()
}

/// Whether a folded word is a pronoun, which stands for something else in every document.
pub(crate) fn is_pronoun(word: &str) -> bool {
    PRONOUNS.binary_search(&word).is_ok()
}

/// Last words of companies in the plural, which stand for none of them alone.
const NOT_TEAMS: &[&str] = &[
    "affairs",
    "aids",
    "airways",
    "arts",
    "associates",
    "awards",
    "brothers",
    "communications",
    "directors",
    "electronics",
    "enterprises",
    "exports",
    "foods",
    "games",
    "holdings",
    "industries",
    "investments",
    "laboratories",
    "markets",
    "motors",
    "nations",
    "officers",
    "olympics",
    "partners",
    "pictures",
    "products",
    "properties",
    "records",
    "resources",
    "securities",
    "sons",
    "sports",
    "stores",
    "studies",
    "talks",
    "technologies",
    "works",
];

/// Whether the last word of a name may stand for the whole, as the plurals of teams and bands do: "Wid Rovers".
pub(crate) fn may_be_team(word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !is_no_person(word)
        && NOT_TEAMS.binary_search(&word).is_err()
}

/// Titles that only men, or only women, bear: `Some(true)` for a woman.
pub(crate) fn title_gender(folded: &str) -> Option<bool> {
    match folded {
        "mr" | "sir" | "lord" | "king" | "prince" | "father" | "herr" | "monsieur" | "duke"
        | "congressman" => Some(false),
        "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "madame" | "sister" | "duchess"
        | "baroness" | "congresswoman" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [NOT_TEAMS, BEFORE_TITLES, PARTICLES, COMPANY, NOT_PERSONS, PRONOUNS, MORE_TITLES] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }
}
