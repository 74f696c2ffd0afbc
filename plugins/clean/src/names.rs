//! Names in the head of a report: people, places, agencies, outlets.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use crate::lexicon::{Identity, Lexicon, signal};
use crate::words::{self, Word, hash_all};

const PLACES: &str = include_str!("places.txt");

/// Agencies, as they stand in datelines and credits, with the name that `meta.agency` gets.
const AGENCIES: &[(&str, &str)] = &[
    ("ap", "AP"),
    ("associated press", "AP"),
    ("the associated press", "AP"),
    ("reuters", "Reuters"),
    ("thomson reuters", "Reuters"),
    ("afp", "AFP"),
    ("agence france presse", "AFP"),
    ("upi", "UPI"),
    ("dpa", "dpa"),
    ("efe", "EFE"),
    ("ansa", "ANSA"),
    ("tass", "TASS"),
    ("itar tass", "TASS"),
    ("interfax", "Interfax"),
    ("ria novosti", "RIA Novosti"),
    ("sputnik", "Sputnik"),
    ("xinhua", "Xinhua"),
    ("kyodo", "Kyodo"),
    ("yonhap", "Yonhap"),
    ("pti", "PTI"),
    ("press trust of india", "PTI"),
    ("ani", "ANI"),
    ("ians", "IANS"),
    ("pa", "PA"),
    ("pa media", "PA"),
    ("press association", "PA"),
    ("aap", "AAP"),
    ("cp", "CP"),
    ("the canadian press", "CP"),
    ("bloomberg", "Bloomberg"),
    ("anadolu agency", "Anadolu"),
    ("ukrinform", "Ukrinform"),
    ("unian", "UNIAN"),
    ("belta", "BelTA"),
    ("getty", "Getty Images"),
    ("getty images", "Getty Images"),
    ("epa", "EPA"),
    ("tnn", "TNN"),
];

/// Last words of the names of outlets.
const OUTLET_WORDS: &[&str] = &[
    "post",
    "times",
    "news",
    "herald",
    "tribune",
    "gazette",
    "courier",
    "journal",
    "chronicle",
    "mail",
    "mirror",
    "guardian",
    "independent",
    "telegraph",
    "express",
    "observer",
    "star",
    "sun",
    "globe",
    "press",
    "review",
    "monitor",
    "register",
    "examiner",
    "inquirer",
    "daily",
    "weekly",
    "today",
    "magazine",
    "standard",
    "record",
    "dispatch",
    "sentinel",
    "examiner",
    "bulletin",
    "echo",
    "argus",
    "advertiser",
    "bee",
    "tv",
    "radio",
    "online",
    "media",
    "broadcasting",
];

/// Words of a byline that say what its person does.
const ROLES: &[&str] = &[
    "correspondent",
    "reporter",
    "editor",
    "writer",
    "columnist",
    "staff",
    "journalist",
    "contributor",
    "producer",
    "bureau",
    "freelance",
    "analyst",
    "desk",
    "team",
    "photographer",
];

/// Look-up tables by hash.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    places: HashSet<u64, BuildHasherDefault<Identity>>,
    agencies: Vec<(u64, &'static str)>,
    outlets: Vec<u64>,
    roles: Vec<u64>,
}

/// The agency that a name of one spelling in the table stands for, in whatever case.
pub(crate) fn agency_of(name: &str) -> Option<&'static str> {
    AGENCIES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, name)| *name)
}

fn hash_phrase(phrase: &str) -> u64 {
    let mut found = Vec::new();
    words::scan(phrase, 0, &mut found);
    hash_all(&found)
}

impl Names {
    pub(crate) fn new() -> Self {
        let places = PLACES.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(','));
        let hash_each = |list: &[&str]| list.iter().map(|word| words::hash_of(word)).collect();
        Self {
            places: places.map(str::trim).filter(|name| !name.is_empty()).map(hash_phrase).collect(),
            agencies: AGENCIES.iter().map(|&(phrase, name)| (hash_phrase(phrase), name)).collect(),
            outlets: hash_each(OUTLET_WORDS),
            roles: hash_each(ROLES),
        }
    }

    /// Whether these words are a known place, or begin with one and go on after a comma ("Bonn, Germany").
    pub(crate) fn is_place(&self, words: &[Word]) -> bool {
        (1..=words.len().min(4)).any(|len| self.places.contains(&hash_all(&words[..len])))
            && words.len() <= 6
            && words.iter().all(|word| word.is_capital())
    }

    /// The agency that these words name.
    pub(crate) fn agency(&self, words: &[Word]) -> Option<&'static str> {
        let hash = hash_all(words);
        self.agencies.iter().find(|(known, _)| *known == hash).map(|&(_, name)| name)
    }

    /// Whether this is the short name of a known agency.
    pub(crate) fn is_agency_name(&self, name: &str) -> bool {
        self.agencies.iter().any(|&(_, known)| known == name)
    }

    /// Whether the last of these words is one that outlets are named by.
    pub(crate) fn is_outlet(&self, words: &[Word]) -> bool {
        let capital = words.first().is_some_and(|word| word.is_capital());
        let outlet = words.last().is_some_and(|word| self.outlets.contains(&word.hash));
        capital && outlet && (1..=6).contains(&words.len())
    }

    /// Whether one of these words is a journalist's role.
    pub(crate) fn has_role(&self, words: &[Word]) -> bool {
        words.iter().any(|word| self.roles.contains(&word.hash))
    }
}

/// Whether a piece of text begins with a journalist's role, written with a capital.
pub(crate) fn begins_with_role(piece: &str) -> bool {
    let word = piece.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    word.starts_with(char::is_uppercase) && ROLES.iter().any(|role| word.eq_ignore_ascii_case(role))
}

/// Whether a piece of text has the shape of a person's name: two to four capitalised words, initials and small
/// particles among them, no digits, and no word that names do not hold.
pub(crate) fn is_person(piece: &str, lexicon: &Lexicon) -> bool {
    let (mut full, mut parts) = (0, 0);
    for part in piece.split_whitespace() {
        parts += 1;
        if parts > 5 {
            return false;
        }
        let bare = part.trim_matches(|c: char| matches!(c, '.' | '\'' | '’'));
        if PARTICLES.contains(&bare) && parts > 1 {
            continue;
        }
        let mut letters = bare.chars();
        let shaped = letters.next().is_some_and(char::is_uppercase)
            && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        let lower = bare.to_lowercase();
        let stopped = lexicon.signal_of(&lower) & (signal::STOP_NAME | signal::FUNCTION | signal::VERB) != 0;
        let initial = bare.chars().count() == 1;
        if !shaped || (stopped && !initial) {
            return false;
        }
        full += usize::from(!initial);
    }
    (2..=5).contains(&parts) && full >= 1
}

const PARTICLES: &[&str] = &[
    "de", "da", "di", "del", "della", "van", "von", "der", "den", "ter", "bin", "ibn", "al", "el", "la",
    "le", "du", "dos", "af", "zu", "ben",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_places_and_agencies() {
        let lexicon = Lexicon::new(&[], &[]).unwrap();
        for name in ["Ida Brandt", "J. K. Olsen", "Jan van der Meer", "Mary O’Hara-Quist", "Ida B. Krag"] {
            assert!(is_person(name, &lexicon), "{name}");
        }
        for line in [
            "Breaking News",
            "The Gull",
            "Ida",
            "Ida 2",
            "Port strike ends",
            "How Bonn Works",
            "Ida Brandt said",
        ] {
            assert!(!is_person(line, &lexicon), "{line}");
        }
        let names = Names::new();
        let of = |text: &str| {
            let mut found = Vec::new();
            words::scan(text, 0, &mut found);
            found
        };
        assert!(
            names.is_place(&of("New York"))
                && names.is_place(&of("BONN, Germany"))
                && !names.is_place(&of("Ida Brandt"))
        );
        assert_eq!(names.agency(&of("The Associated Press")), Some("AP"));
        assert!(names.is_outlet(&of("Gull Post")) && !names.is_outlet(&of("Ida Brandt")));
        assert!(names.has_role(&of("Ida Brandt, Health Correspondent")));
    }
}
