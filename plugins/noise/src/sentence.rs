//! Signs of noise in a sentence, and what they add up to.

use crate::letters::{self, Case};
use crate::phrases::Phrases;

/// Names of the reasons, in the order of the scores.
pub(crate) const REASONS: [&str; 5] = ["translated", "casing", "ocr", "encoding", "truncated"];

/// What was counted in a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Signs {
    pub(crate) words: u32,
    pub(crate) articles: u32,
    /// Pairs that English does not have, a small word twice.
    pub(crate) odd: u32,
    /// Stock phrases of translated news.
    pub(crate) stock: u32,
    /// Names in small letters.
    pub(crate) small_names: u32,
    pub(crate) small: u32,
    pub(crate) capital: u32,
    pub(crate) shouted: u32,
    pub(crate) misread: u32,
    pub(crate) mojibake: u32,
    pub(crate) truncated: bool,
}

impl Signs {
    /// Counts the signs in the tokens of a sentence.
    pub(crate) fn read<'a>(tokens: impl Iterator<Item = &'a str>, phrases: &Phrases) -> Self {
        let mut signs = Self::default();
        let mut lower: Vec<String> = Vec::new();
        let mut cases: Vec<Case> = Vec::new();
        let mut letters_alone = 0;
        for token in tokens {
            signs.mojibake += u32::from(letters::is_mojibake(token));
            let case = letters::case(token);
            if case == Case::None {
                // Marks part words: no pair reaches across them.
                lower.push(String::new());
                cases.push(case);
                letters_alone = 0;
                continue;
            }
            signs.words += 1;
            signs.misread += u32::from(letters::is_misread(token));
            match case {
                Case::Small => signs.small += 1,
                Case::Capital => signs.capital += 1,
                Case::Shouted => signs.shouted += 1,
                Case::None => {}
            }
            // "m i n i s t e r": letters that stand alone, four in a row.
            letters_alone = if token.len() == 1 && case == Case::Small { letters_alone + 1 } else { 0 };
            signs.misread += u32::from(letters_alone >= 4);
            lower.push(token.to_lowercase());
            cases.push(case);
        }
        let words: Vec<String> = lower.iter().filter(|word| !word.is_empty()).cloned().collect();
        for at in 0..words.len() {
            signs.stock += u32::from(phrases.is_stock(&words[at..]));
            signs.articles += u32::from(Phrases::is_article(&words[at]));
        }
        for (at, pair) in lower.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            if first.is_empty() || second.is_empty() || cases[at + 1] != Case::Small {
                continue;
            }
            let twice = first == second
                && cases[at] == Case::Small
                && matches!(first.as_str(), "the" | "of" | "to" | "in" | "a" | "and" | "for" | "on");
            signs.odd += u32::from(phrases.is_odd(first, second) || twice);
            signs.small_names +=
                u32::from(cases[at] == Case::Capital && phrases.should_be_name(first, second));
        }
        signs
    }

    /// Scores by reason. Headlines may be in capitals and without articles.
    pub(crate) fn scores(&self, headline: bool) -> [f32; REASONS.len()] {
        let per = |count: u32| count as f32 * 12.0 / self.words.max(12) as f32;
        let shouted = !headline && self.words >= 6 && self.shouted * 10 >= self.words * 8;
        let no_capitals = self.words >= 8 && self.capital + self.shouted == 0;
        let casing: f32 = if shouted || no_capitals { 0.7 } else { 0.0 };
        [
            (0.5 * per(self.odd) + 0.5 * self.stock as f32).min(1.0),
            casing.max((0.5 * self.small_names as f32).min(1.0)),
            (0.6 * per(self.misread)).min(1.0),
            (0.5 * self.mojibake as f32).min(1.0),
            if self.truncated { 0.6 } else { 0.0 },
        ]
    }
}

/// Whether the last sentence of a story was cut: no stop at its end, quotes and brackets aside, or dots.
pub(crate) fn is_cut(sentence: &str) -> bool {
    let end = sentence.trim_end().trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '*']);
    let dots = end.ends_with("...") || end.ends_with('…');
    let long = sentence.split_whitespace().nth(7).is_some();
    long && (dots || !end.ends_with(['.', '!', '?', ':']))
}

/// The sums of a report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    sum: Signs,
    sentences: u32,
    uncapitalised: u32,
}

impl Report {
    pub(crate) fn add(&mut self, signs: &Signs, headline: bool) {
        let sum = &mut self.sum;
        sum.small_names += signs.small_names;
        sum.mojibake += signs.mojibake;
        sum.truncated |= signs.truncated;
        if headline {
            return;
        }
        sum.words += signs.words;
        sum.articles += signs.articles;
        sum.odd += signs.odd;
        sum.stock += signs.stock;
        sum.misread += signs.misread;
        self.sentences += 1;
        self.uncapitalised += u32::from(signs.scores(false)[1] >= 0.7 && signs.small_names == 0);
    }

    /// Scores by reason.
    pub(crate) fn scores(&self) -> [f32; REASONS.len()] {
        let sum = &self.sum;
        let per_hundred = |count: u32| count as f32 * 100.0 / sum.words.max(100) as f32;
        // Edited English has an article every fifteen words or so; languages without articles leave half of that.
        let few_articles = sum.words >= 120 && sum.articles * 1000 < sum.words * 42;
        let translated =
            0.5 * per_hundred(sum.odd) + 0.3 * sum.stock as f32 + if few_articles { 0.3 } else { 0.0 };
        let casing =
            0.3 * sum.small_names as f32 + if self.uncapitalised * 2 > self.sentences { 0.8 } else { 0.0 };
        [
            translated.min(1.0),
            casing.min(1.0),
            (0.4 * per_hundred(sum.misread)).min(1.0),
            (0.3 * sum.mojibake as f32).min(1.0),
            if sum.truncated { 0.2 } else { 0.0 },
        ]
    }
}

/// The main reason, the score of all reasons together, and their names, the greatest first; `None` without any.
pub(crate) fn named(scores: &[f32; REASONS.len()]) -> Option<(&'static str, f32, String)> {
    let mut rows: Vec<(&'static str, f32)> =
        REASONS.into_iter().zip(*scores).filter(|(_, score)| *score > 0.0).collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1));
    let main = rows.first()?.0;
    // Independent witnesses: what is left of the trust after each.
    let trust: f32 = rows.iter().map(|(_, score)| 1.0 - score).product();
    let names: Vec<&str> = rows.iter().map(|row| row.0).collect();
    Some((main, 1.0 - trust, names.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main(sentence: &str) -> Option<&'static str> {
        let phrases = Phrases::new();
        let words = sentence.split(' ').flat_map(|word| {
            let bare = word.trim_end_matches(['.', ',']);
            [bare, word.get(bare.len()..).unwrap_or("")]
        });
        let signs = Signs::read(words.filter(|word| !word.is_empty()), &phrases);
        named(&signs.scores(false)).map(|row| row.0)
    }

    #[test]
    fn sentences_are_judged_by_their_signs() {
        for (sentence, expected) in [
            ("The minister met President kovac in Bonn on Monday.", Some("casing")),
            ("the ferry left the port at nine and came back in the evening.", Some("casing")),
            ("THE FERRY LEFT THE PORT OF BONN AT NINE.", Some("casing")),
            ("He has told about the of new bridge.", Some("translated")),
            ("Earlier it became known that the bridge is closed.", Some("translated")),
            ("Th1s ferry left the p0rt at nine on Monday.", Some("ocr")),
            ("The m i n i s t e r of Bonn left on Monday.", Some("ocr")),
            ("She said she doesnâ€™t know.", Some("encoding")),
            ("The minister met President Kovac in Bonn on Monday.", None),
            ("President of the board, she left on Monday.", None),
            ("The Senator who left said no.", None),
            ("Mr Krag said that he would not sell the house.", None),
        ] {
            assert_eq!(main(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn a_cut_is_seen() {
        for (sentence, cut) in [
            ("The ferry left the port at nine in the", true),
            ("The ferry left the port at nine in the morning...", true),
            ("The ferry left the port at nine in the morning.”", false),
            ("Ida Brandt", false),
        ] {
            assert_eq!(is_cut(sentence), cut, "{sentence}");
        }
    }
}
