//! The mentions of one document in their sentences, as far as words that stand in for names need to know.

use copydesk_sdk::{Doc, LayerView, Span, names};
use copydesk_text::given;
use copydesk_text::words::fold;

use crate::class::Sense;
use crate::collect::Collection;
use crate::keys::Sort;
use crate::{lexicon, nouns};

/// What stands before a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Determiner {
    None,
    The,
    A,
    /// "Her brother", "Krag's lawyer".
    Owner,
}

/// A mention in its sentence.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub node: u32,
    pub sort: Sort,
    pub sense: Sense,
    /// Sentence, first token and the token after the last.
    pub sentence: u32,
    pub start: usize,
    pub end: usize,
    /// The head noun of a description, in the singular; a pronoun itself.
    pub head: String,
    pub plural: bool,
    /// Whether its words say that it is a woman (`Some(true)`) or a man.
    pub woman: Option<bool>,
    pub determiner: Determiner,
    /// Whether it may be a company, an office, a team.
    pub body: bool,
}

impl Spot {
    /// Whether it lies before another one, in reading order, and not around it.
    pub(crate) fn before(&self, other: &Self) -> bool {
        (self.sentence, self.end) <= (other.sentence, other.start)
    }
}

/// A document's mentions and its words.
pub(crate) struct Page<'a> {
    text: &'a str,
    tokens: LayerView<'a>,
    pub spots: Vec<Spot>,
}

impl<'a> Page<'a> {
    /// Reads a document.
    pub(crate) fn read(doc: &Doc<'a>, all: &Collection<'_>) -> Self {
        let tokens = doc.needed(names::TOKENS);
        let mut page = Self { text: doc.text(), tokens, spots: Vec::new() };
        let sentences = doc.layer(names::SENTS).unwrap_or_default();
        for mention in all.mentions.get(all.mentions_of(doc.index())).unwrap_or(&[]) {
            let span = Span::new(mention.start, mention.end);
            let start = page.tokens.end.partition_point(|&end| end <= span.start);
            let end = page.tokens.start.partition_point(|&start| start < span.end).max(start);
            let sentence = sentences.start.partition_point(|&start| start <= span.start) as u32;
            let label = all.labels.get(mention.label as usize).copied().unwrap_or("");
            let sort = all.key(mention.node as usize).sort;
            let mut spot = Spot {
                node: mention.node,
                sort,
                sense: Sense::of(label),
                sentence,
                start,
                end,
                head: String::new(),
                plural: false,
                woman: None,
                determiner: Determiner::None,
                body: false,
            };
            page.describe(&mut spot);
            page.spots.push(spot);
        }
        page
    }

    /// A word, folded; nothing outside of the document.
    pub(crate) fn word(&self, token: usize) -> String {
        if token >= self.tokens.len() {
            return String::new();
        }
        fold(self.tokens.span(token).of(self.text))
    }

    /// Whether a name is that of a team: a plural with "the" before it. Names of persons take the article only before
    /// another noun ("the Krag trial"), and then are no plural.
    pub(crate) fn is_team(&self, spot: &Spot) -> bool {
        let article = |token: usize| self.word(token) == "the";
        let last = self.word(spot.end.saturating_sub(1));
        lexicon::may_be_team(&last) && (article(spot.start) || spot.start.checked_sub(1).is_some_and(article))
    }

    fn describe(&self, spot: &mut Spot) {
        let words: Vec<String> = (spot.start..spot.end).map(|token| self.word(token)).collect();
        spot.woman = gender(spot, &words);
        let shouted = words.len() == 1
            && self.tokens.len() > spot.start
            && !self.tokens.span(spot.start).of(self.text).chars().any(char::is_lowercase);
        spot.body = words.iter().any(|word| nouns::is_body(word) || nouns::is_office(word))
            || (spot.sort == Sort::Name && shouted);
        match spot.sort {
            Sort::Pronoun => {
                let word = words.first().map_or("", String::as_str);
                spot.head = word.split('\'').next().unwrap_or(word).to_owned();
            }
            Sort::Description => {
                let leads = |word: &&String| nouns::is_determiner(word) || nouns::leads_place(word);
                let from = words.iter().take_while(leads).count().min(words.len().saturating_sub(1));
                let rest = words.get(from..).unwrap_or(&[]);
                let ends =
                    |word: &String| nouns::ends_noun(word) || matches!(word.as_str(), "," | "-" | "'s");
                let to = rest.iter().skip(1).position(ends).map_or(rest.len(), |to| to + 1);
                let head = rest.get(to.saturating_sub(1)).map_or("", String::as_str);
                spot.plural = nouns::is_plural(head);
                spot.head = nouns::singular(head);
                spot.determiner = self.determiner(spot, &words);
            }
            Sort::Name | Sort::Moment => {}
        }
    }

    /// What stands before the noun, in the mention or left of it.
    fn determiner(&self, spot: &Spot, words: &[String]) -> Determiner {
        let inside = words.iter().rev().skip(1).rev().find_map(|word| determiner(word));
        if let Some(found) = inside {
            return found;
        }
        for back in 1..=5 {
            let Some(token) = spot.start.checked_sub(back) else { break };
            let word = self.word(token);
            if let Some(found) = determiner(&word) {
                return found;
            }
            let mark = !word.starts_with(char::is_alphanumeric)
                && !matches!(word.as_str(), "-" | "''" | "``" | "\"");
            if mark || nouns::ends_noun(&word) || breaks_off(&word) {
                break;
            }
        }
        Determiner::None
    }
}

/// Whether the words of a mention say that it is a woman: titles and nouns do, and before the surname of a person also
/// given names. A surname says nothing: "Mrs James" is no man, and "Gayle King" no king.
fn gender(spot: &Spot, words: &[String]) -> Option<bool> {
    let told = |word: &String| {
        let word = word.trim_end_matches('.');
        nouns::gender(word).or_else(|| lexicon::title_gender(word))
    };
    let named = spot.sort == Sort::Name && spot.sense == Sense::Human;
    let Some((_, before)) = words.split_last().filter(|(_, before)| named && !before.is_empty()) else {
        return words.iter().find_map(told);
    };
    let given = |word: &String| given::is_woman(word.split('-').next().unwrap_or(word));
    before.iter().find_map(told).or_else(|| before.iter().find_map(given))
}

fn determiner(word: &str) -> Option<Determiner> {
    Some(match word {
        "the" | "this" | "that" | "these" | "those" => Determiner::The,
        "a" | "an" | "another" | "some" | "any" => Determiner::A,
        "his" | "her" | "its" | "their" | "my" | "our" | "your" => Determiner::Owner,
        _ if word.ends_with("'s") || word.ends_with("s'") => Determiner::Owner,
        _ => return None,
    })
}

/// Words that no noun phrase reaches across.
fn breaks_off(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "but"
            | "is"
            | "was"
            | "be"
            | "said"
            | "says"
            | "been"
            | "will"
            | "would"
            | "has"
            | "had"
            | "have"
            | "when"
            | "were"
            | "are"
    )
}
