//! Words and phrases of machine-translated news, and the titles that stand before names.

use copydesk_text::hash::{FastMap, FastSet};
use copydesk_text::titles::{HONORIFICS, TITLES};

/// What wire copy says when it was translated word by word, mostly from Slavic languages. From general knowledge of
/// such texts, in small letters, without marks.
const STOCK: &str = "\
about this he wrote\nabout this reports\nabout it writes\nabout it reports\nabout this writes\nhas told about\ntold about the\n\
reports the agency\nearlier it became known\nit became known that\nbecame known about\nas it became known\naccording to him the\n\
we will remind\nwe remind\nrecall earlier\nrecall that earlier\nas recalled by\nas reported by the press\nas informs\ninforms the\n\
in the course of which\nwhat writes\nby the words of\nin his turn\nin her turn\non the eve it\nthe given\nhas declared that\n\
as of today\nwhich was paul\nwas handed a letter\nwas not appointed\nare categorically rejects\ntold journalists about\n\
in connection with what\nthe mass media report\nsaid in the message\nsaid the message\nthe message says\nis said in the message\n\
it is noted that\nas noted in the\nit should be noted that earlier\nagainst the background of\nin the framework of the\n\
in the territory of the\non the territory of the\nthe law enforcement bodies\nrelevant bodies\nthe competent bodies\n\
in social networks appeared\nin network appeared\nin the network appeared\npress secretary of the president\n\
the head of the ministry of internal affairs\ncarried out the visit\ncarry out a visit\ntook the decision\nhas accepted the decision";

/// Small words that no article stands before.
const NO_NOUN: &str = "of in on at by for from with to was is are were has have had the be been would and or but that he she \
                       they it we";

const ARTICLES: [&str; 3] = ["the", "a", "an"];

/// Words in small letters that may follow a capitalised title.
const AFTER_TITLE: &str = "elect emeritus pro and or of for in on at to by with from as is was are were be been has have had \
     will would can could may might must shall should said says say told tells asked who whose whom that which if when while \
     where after before since not also himself herself the a an his her their its he she it they we you i general secretary \
     minister spokesman spokeswoman office candidate candidates wrote added announced called met visited went came \
     took gave made did does do signed warned promised spoke sent left arrived returned won lost ran declined refused denied \
     agreed urged vowed insisted argued claimed described defended criticized criticised then now still again never \
     until over under against between during about because but so than out up down into within without both all";

/// Capitalised first names that are frequent in news: a small word behind one is a surname that lost its capital, or
/// an ordinary word of the sentence, so they count only before words that no sentence goes on with.
const FIRST_NAMES: &str = "donald vladimir barack hillary joe angela emmanuel boris theresa david john michael robert james \
     william george sergei dmitry alexander mikhail bernie nancy mike hillary elizabeth jeremy nicolas";

/// Look-up tables.
#[derive(Debug)]
pub(crate) struct Phrases {
    stock: FastMap<&'static str, Vec<Vec<&'static str>>>,
    no_noun: FastSet<&'static str>,
    titles: FastSet<&'static str>,
    after: FastSet<&'static str>,
    first_names: FastSet<&'static str>,
}

impl Phrases {
    pub(crate) fn new() -> Self {
        let mut stock: FastMap<&str, Vec<Vec<&str>>> = FastMap::default();
        for phrase in STOCK.lines() {
            let words: Vec<&str> = phrase.split_whitespace().collect();
            if let Some((first, rest)) = words.split_first() {
                stock.entry(first).or_default().push(rest.to_vec());
            }
        }
        let set = |list: &'static str| list.split_whitespace().collect();
        let titles = HONORIFICS.split_whitespace().chain(TITLES.split_whitespace()).collect();
        Self { stock, no_noun: set(NO_NOUN), titles, after: set(AFTER_TITLE), first_names: set(FIRST_NAMES) }
    }

    /// Whether a stock phrase begins here. `words` are in small letters.
    pub(crate) fn is_stock(&self, words: &[String]) -> bool {
        let Some((first, rest)) = words.split_first() else { return false };
        self.stock.get(first.as_str()).is_some_and(|phrases| {
            phrases
                .iter()
                .any(|phrase| phrase.len() <= rest.len() && phrase.iter().zip(rest).all(|(a, b)| a == b))
        })
    }

    /// Whether an article stands before a word that takes none: "the of".
    pub(crate) fn is_odd(&self, first: &str, second: &str) -> bool {
        ARTICLES.contains(&first) && self.no_noun.contains(second)
    }

    pub(crate) fn is_article(word: &str) -> bool {
        ARTICLES.contains(&word)
    }

    /// Whether the small word behind a capitalised title or first name should be a name.
    pub(crate) fn should_be_name(&self, before: &str, word: &str) -> bool {
        let before = before.trim_end_matches('.');
        let ending =
            word.ends_with("ed") || word.ends_with("ly") || word.ends_with("ing") || word.ends_with('s');
        (self.titles.contains(before) || self.first_names.contains(before))
            && word.len() >= 4
            && !ending
            && !self.after.contains(word)
    }
}
