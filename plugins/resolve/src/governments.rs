//! Capitals that stand for the governments in them: "Moscow denied it" tells of the Russian government, "in Moscow" of
//! a town. Few and sure: the capital must be the subject of a verb of speech or policy.

use copydesk_sdk::Span;
use copydesk_text::calendar::{Weekday, parse_month};

use crate::read::folded;
use crate::usual;

/// Capitals, folded and sorted, and what the government there is called. Names that are rather those of other towns or of persons
/// ("Georgetown", "Victoria", "Kingston") are left out.
const CAPITALS: &[(&str, &str)] = &[
    ("abu dhabi", "Emirati Government"),
    ("abuja", "Nigerian Government"),
    ("accra", "Ghanaian Government"),
    ("addis ababa", "Ethiopian Government"),
    ("algiers", "Algerian Government"),
    ("amman", "Jordanian Government"),
    ("ankara", "Turkish Government"),
    ("antananarivo", "Malagasy Government"),
    ("ashgabat", "Turkmen Government"),
    ("asmara", "Eritrean Government"),
    ("asuncion", "Paraguayan Government"),
    ("athens", "Greek Government"),
    ("baghdad", "Iraqi Government"),
    ("baku", "Azerbaijani Government"),
    ("bamako", "Malian Government"),
    ("bangkok", "Thai Government"),
    ("beijing", "Chinese Government"),
    ("beirut", "Lebanese Government"),
    ("belgrade", "Serbian Government"),
    ("berlin", "German Government"),
    ("berne", "Swiss Government"),
    ("bishkek", "Kyrgyz Government"),
    ("bogota", "Colombian Government"),
    ("brasilia", "Brazilian Government"),
    ("bratislava", "Slovak Government"),
    ("bucharest", "Romanian Government"),
    ("budapest", "Hungarian Government"),
    ("buenos aires", "Argentine Government"),
    ("cairo", "Egyptian Government"),
    ("canberra", "Australian Government"),
    ("caracas", "Venezuelan Government"),
    ("chisinau", "Moldovan Government"),
    ("colombo", "Sri Lankan Government"),
    ("copenhagen", "Danish Government"),
    ("dakar", "Senegalese Government"),
    ("damascus", "Syrian Government"),
    ("delhi", "Indian Government"),
    ("dhaka", "Bangladeshi Government"),
    ("doha", "Qatari Government"),
    ("dublin", "Irish Government"),
    ("dushanbe", "Tajik Government"),
    ("hanoi", "Vietnamese Government"),
    ("harare", "Zimbabwean Government"),
    ("havana", "Cuban Government"),
    ("helsinki", "Finnish Government"),
    ("islamabad", "Pakistani Government"),
    ("jakarta", "Indonesian Government"),
    ("kabul", "Afghan Government"),
    ("kampala", "Ugandan Government"),
    ("kathmandu", "Nepalese Government"),
    ("khartoum", "Sudanese Government"),
    ("kiev", "Ukrainian Government"),
    ("kigali", "Rwandan Government"),
    ("kinshasa", "Congolese Government"),
    ("kuala lumpur", "Malaysian Government"),
    ("kyiv", "Ukrainian Government"),
    ("lima", "Peruvian Government"),
    ("lisbon", "Portuguese Government"),
    ("ljubljana", "Slovenian Government"),
    ("london", "British Government"),
    ("luanda", "Angolan Government"),
    ("madrid", "Spanish Government"),
    ("managua", "Nicaraguan Government"),
    ("manama", "Bahraini Government"),
    ("manila", "Philippine Government"),
    ("minsk", "Belarusian Government"),
    ("mogadishu", "Somali Government"),
    ("moscow", "Russian Government"),
    ("nairobi", "Kenyan Government"),
    ("naypyidaw", "Burmese Government"),
    ("new delhi", "Indian Government"),
    ("niamey", "Nigerien Government"),
    ("oslo", "Norwegian Government"),
    ("ottawa", "Canadian Government"),
    ("ouagadougou", "Burkinabe Government"),
    ("paris", "French Government"),
    ("phnom penh", "Cambodian Government"),
    ("podgorica", "Montenegrin Government"),
    ("prague", "Czech Government"),
    ("pretoria", "South African Government"),
    ("pristina", "Kosovan Government"),
    ("pyongyang", "North Korean Government"),
    ("quito", "Ecuadorian Government"),
    ("rabat", "Moroccan Government"),
    ("reykjavik", "Icelandic Government"),
    ("riga", "Latvian Government"),
    ("riyadh", "Saudi Government"),
    ("rome", "Italian Government"),
    ("sanaa", "Yemeni Government"),
    ("sarajevo", "Bosnian Government"),
    ("seoul", "South Korean Government"),
    ("skopje", "Macedonian Government"),
    ("sofia", "Bulgarian Government"),
    ("stockholm", "Swedish Government"),
    ("taipei", "Taiwanese Government"),
    ("tallinn", "Estonian Government"),
    ("tashkent", "Uzbek Government"),
    ("tbilisi", "Georgian Government"),
    ("tegucigalpa", "Honduran Government"),
    ("teheran", "Iranian Government"),
    ("tehran", "Iranian Government"),
    ("tirana", "Albanian Government"),
    ("tokyo", "Japanese Government"),
    ("tripoli", "Libyan Government"),
    ("tunis", "Tunisian Government"),
    ("ulaanbaatar", "Mongolian Government"),
    ("vienna", "Austrian Government"),
    ("vientiane", "Lao Government"),
    ("vilnius", "Lithuanian Government"),
    ("warsaw", "Polish Government"),
    ("washington", "U.S. Government"),
    ("windhoek", "Namibian Government"),
    ("yerevan", "Armenian Government"),
    ("zagreb", "Croatian Government"),
];

/// Verbs of speech and policy that governments are the subject of and towns are not.
const ACTS: &[&str] = &[
    "accepted",
    "accused",
    "accuses",
    "acknowledged",
    "admitted",
    "agreed",
    "annexed",
    "announced",
    "argued",
    "argues",
    "backed",
    "backs",
    "banned",
    "believes",
    "blamed",
    "blames",
    "condemned",
    "condemns",
    "confirmed",
    "considers",
    "criticised",
    "criticized",
    "declared",
    "declined",
    "demanded",
    "demands",
    "denied",
    "denies",
    "denounced",
    "deployed",
    "dismissed",
    "disputes",
    "expelled",
    "fears",
    "imposed",
    "insisted",
    "insists",
    "intends",
    "maintains",
    "ordered",
    "pledged",
    "promised",
    "proposed",
    "protested",
    "ratified",
    "recalled",
    "recognised",
    "recognized",
    "refused",
    "refuses",
    "rejected",
    "rejects",
    "responded",
    "retaliated",
    "said",
    "sanctioned",
    "says",
    "signed",
    "summoned",
    "suspended",
    "threatened",
    "urged",
    "urges",
    "vetoed",
    "vowed",
    "vows",
    "wants",
    "warned",
    "warns",
    "welcomed",
    "withdrew",
];

/// Words between a subject and its verb.
const BETWEEN: &[&str] = &[
    "also",
    "already",
    "again",
    "angrily",
    "flatly",
    "formally",
    "has",
    "had",
    "have",
    "immediately",
    "itself",
    "later",
    "long",
    "never",
    "now",
    "officially",
    "quickly",
    "repeatedly",
    "since",
    "still",
    "strongly",
    "swiftly",
    "then",
];

/// What the government is called that a capital stands for.
pub(crate) fn of_capital(surface: &str) -> Option<&'static str> {
    // Most names are longer or shorter than all capitals.
    if !(4..=14).contains(&surface.len()) {
        return None;
    }
    folded(surface, |name| usual::with_key(CAPITALS, name).next())
}

/// Whether the capital at `span` is the subject of a verb of speech or policy, and not where something happens.
pub(crate) fn acts(text: &str, span: Span) -> bool {
    let (before, after) =
        (Span::new(0, span.start).of(text), Span::new(span.end, text.len() as u32).of(text));
    is_subject(before) && (does(after) || with_another(after) || is_speaker(before, after))
}

/// Whether what stands before a name lets it be a subject: the start of a sentence, a comma or quotation mark, a
/// conjunction, "that".
fn is_subject(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\u{a0}']);
    let Some(last) = before.chars().next_back() else { return true };
    if !last.is_alphanumeric() {
        // "Alexandria, Washington", but "On Monday, Washington".
        let word = before.trim_end_matches(',').rsplit([' ', '\n']).next().unwrap_or("");
        let day = Weekday::parse(word).is_some() || parse_month(word).is_some();
        return last != ',' || day || !word.starts_with(char::is_uppercase);
    }
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    // Behind "and" and "but" a new clause may begin.
    folded(word, |word| {
        matches!(
            word,
            "that"
                | "but"
                | "because"
                | "while"
                | "as"
                | "after"
                | "when"
                | "if"
                | "whether"
                | "although"
                | "though"
                | "which"
                | "what"
                | "and"
                | "since"
                | "before"
                | "said"
        )
    })
}

/// Whether a verb of speech or policy follows.
fn does(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(' ') else { return false };
    let words = rest.split(' ').take(4).map(|word| word.trim_end_matches([',', '.', ':', ';']));
    for word in words {
        let (act, between) =
            folded(word, |word| (ACTS.binary_search(&word).is_ok(), BETWEEN.contains(&word)));
        if act || !between {
            return act;
        }
    }
    false
}

/// "Washington and Moscow agreed".
fn with_another(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(" and ") else { return false };
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let (other, rest) = rest.split_at(end);
    of_capital(other).is_some() && does(rest)
}

/// "..., said Moscow."
fn is_speaker(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let ends = after.chars().next().is_none_or(|c| matches!(c, '.' | ',' | ';' | '\n'));
    ends && before
        .strip_suffix("said")
        .is_some_and(|rest| rest.trim_end().ends_with(['"', '”', ',', '»', '’']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(ACTS.is_sorted());
        assert!(CAPITALS.is_sorted());
    }

    #[test]
    fn capitals_act_or_are_places() {
        let rows = [
            ("Moscow denied the claim.", true),
            ("Moscow has repeatedly denied the claim.", true),
            ("On Monday, Moscow said it would answer.", true),
            ("The envoy left because Moscow had never signed.", true),
            ("“It is false,” said Moscow.", true),
            ("Moscow and Washington agreed to meet.", true),
            ("In Moscow officials said nothing.", false),
            ("Moscow residents said they were cold.", false),
            ("Moscow police rejected the claim.", false),
            ("A man from Moscow said it was cold.", false),
            ("Moscow's mayor said it was cold.", false),
            ("The train to Moscow was late.", false),
            ("Talks in Moscow failed.", false),
            ("Moscow is cold.", false),
            ("Outside Moscow denied tickets were sold.", false),
            ("Odintsovo, Moscow said the label.", false),
            ("She flew to Moscow and said nothing.", false),
        ];
        for (text, expected) in rows {
            let start = text.find("Moscow").unwrap() as u32;
            assert_eq!(acts(text, Span::new(start, start + 6)), expected, "{text}");
        }
        assert_eq!(of_capital("Kyiv"), of_capital("Kiev"));
        assert_eq!(of_capital("Springfield"), None);
    }
}
