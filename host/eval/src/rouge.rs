//! ROUGE-1, ROUGE-2 and ROUGE-L.
//!
//! C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, with the tokens and conventions of the
//! Python package `rouge-score`, whose figures these agree with: lower case; every run of other characters than
//! `a-z` and `0-9` separates tokens; with stemming, tokens of more than three characters are stemmed.
//!
//! ROUGE-1 and 2 cost time linear in the texts. ROUGE-L compares every token of one text with every token of the
//! other; texts of more than [`LCS_LIMIT`] tokens are cut there for it, so that no input can stall a run.

use std::collections::HashMap;

use serde::Serialize;

use crate::{f1, porter, ratio};

/// ROUGE-L looks at so many tokens of a text and no more.
pub const LCS_LIMIT: usize = 10_000;

/// Precision, recall and F1 of one ROUGE measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct RougeScore {
    /// Share of the summary's n-grams (tokens) that are matched.
    pub precision: f64,
    /// Share of the reference's n-grams (tokens) that are matched.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl RougeScore {
    fn new(matched: usize, candidate: usize, reference: usize) -> Self {
        let share = |whole: usize| ratio(matched as f64, whole as f64);
        let (precision, recall) = (share(candidate), share(reference));
        Self { precision, recall, f1: f1(precision, recall) }
    }
}

/// All measures of one summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Rouge {
    /// Single tokens.
    pub rouge1: RougeScore,
    /// Pairs of tokens.
    pub rouge2: RougeScore,
    /// Longest common subsequence of the two whole texts (`rougeL` of the package).
    #[serde(rename = "rougeL")]
    pub rouge_l: RougeScore,
    /// Summary-level ROUGE-L of the paper's section 3.2: sentences stand a line each, every reference sentence is
    /// covered by the union of its common subsequences with all summary sentences (`rougeLsum` of the package).
    #[serde(rename = "rougeLsum")]
    pub rouge_lsum: RougeScore,
}

impl Rouge {
    /// The four scores in order: 1, 2, L, Lsum.
    pub fn each(&self) -> [RougeScore; 4] {
        [self.rouge1, self.rouge2, self.rouge_l, self.rouge_lsum]
    }

    fn from_each([rouge1, rouge2, rouge_l, rouge_lsum]: [RougeScore; 4]) -> Self {
        Self { rouge1, rouge2, rouge_l, rouge_lsum }
    }
}

/// How several references are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum References {
    /// The mean of the scores against each reference.
    #[default]
    Mean,
    /// The score against the reference with the highest F1, for each measure by itself.
    Best,
}

/// Scores a summary against one or more references; no reference scores 0.
pub fn score(candidate: &str, references: &[String], stem: bool, many: References) -> Rouge {
    let candidate = Text::new(candidate, stem);
    let all: Vec<[RougeScore; 4]> =
        references.iter().map(|reference| one(&candidate, &Text::new(reference, stem)).each()).collect();
    let mut out = [RougeScore::default(); 4];
    let count = all.len() as f64;
    for (at, slot) in out.iter_mut().enumerate() {
        let scores = || all.iter().filter_map(|each| each.get(at)).copied();
        *slot = match many {
            References::Mean => RougeScore {
                precision: ratio(scores().map(|score| score.precision).sum(), count),
                recall: ratio(scores().map(|score| score.recall).sum(), count),
                f1: ratio(scores().map(|score| score.f1).sum(), count),
            },
            References::Best => scores()
                .fold(RougeScore::default(), |best, score| if score.f1 > best.f1 { score } else { best }),
        };
    }
    Rouge::from_each(out)
}

/// The tokens of a text: lower-case runs of `a-z` and `0-9`, stemmed where asked.
pub fn tokens(text: &str, stem: bool) -> Vec<String> {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|token| !token.is_empty())
        .map(|token| if stem && token.len() > 3 { porter::stem(token) } else { token.to_owned() })
        .filter(|token| !token.is_empty())
        .collect()
}

/// The first `words` words of a text, words being what blanks separate; the blanks between them are kept.
pub fn cut(text: &str, words: usize) -> &str {
    let mut end = 0;
    let mut at = 0;
    for word in text.split_whitespace().take(words) {
        let from = text.get(at..).and_then(|rest| rest.find(word)).map_or(at, |found| at + found);
        at = from + word.len();
        end = at;
    }
    text.get(..end).unwrap_or(text)
}

/// A text as sentences (lines) of tokens.
struct Text {
    sentences: Vec<Vec<String>>,
}

impl Text {
    fn new(text: &str, stem: bool) -> Self {
        Self {
            sentences: text
                .split('\n')
                .map(|line| tokens(line, stem))
                .filter(|line| !line.is_empty())
                .collect(),
        }
    }
}

fn one(candidate: &Text, reference: &Text) -> Rouge {
    let mut numbers = HashMap::new();
    let candidate = number(&candidate.sentences, &mut numbers);
    let reference = number(&reference.sentences, &mut numbers);
    let (c, r) = (candidate.concat(), reference.concat());
    let rouge1 = RougeScore::new(matched(grams(&c, 1), &grams(&r, 1)), c.len(), r.len());
    let pairs = |tokens: &[u32]| tokens.len().saturating_sub(1);
    let rouge2 = RougeScore::new(matched(grams(&c, 2), &grams(&r, 2)), pairs(&c), pairs(&r));
    let (c, r) = (first(&c), first(&r));
    let rouge_l = RougeScore::new(lcs_length(r, c), c.len(), r.len());
    Rouge { rouge1, rouge2, rouge_l, rouge_lsum: summary_level(&candidate, &reference) }
}

fn first(tokens: &[u32]) -> &[u32] {
    tokens.get(..LCS_LIMIT).unwrap_or(tokens)
}

fn number<'a>(sentences: &'a [Vec<String>], numbers: &mut HashMap<&'a str, u32>) -> Vec<Vec<u32>> {
    sentences
        .iter()
        .map(|sentence| {
            let each = sentence.iter().map(|token| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(token.as_str()).or_insert(next)
            });
            each.collect()
        })
        .collect()
}

fn grams(tokens: &[u32], n: usize) -> HashMap<&[u32], usize> {
    let mut counts = HashMap::new();
    for gram in tokens.windows(n) {
        *counts.entry(gram).or_insert(0) += 1;
    }
    counts
}

fn matched(candidate: HashMap<&[u32], usize>, reference: &HashMap<&[u32], usize>) -> usize {
    candidate.into_iter().map(|(gram, count)| count.min(reference.get(gram).copied().unwrap_or(0))).sum()
}

/// Length of the longest common subsequence, one row of the table at a time.
fn lcs_length(a: &[u32], b: &[u32]) -> usize {
    let mut row = vec![0_usize; b.len()];
    for left in a {
        let (mut diagonal, mut before) = (0, 0);
        for (right, cell) in b.iter().zip(&mut row) {
            let above = *cell;
            *cell = if left == right { diagonal + 1 } else { above.max(before) };
            diagonal = above;
            before = *cell;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// ROUGE-L over sentences. As in the package, a token of either side is matched at most as often as it stands there.
fn summary_level(candidate: &[Vec<u32>], reference: &[Vec<u32>]) -> RougeScore {
    let (candidate, reference) = (limited(candidate), limited(reference));
    let (mut in_candidate, mut in_reference) = (counts(&candidate), counts(&reference));
    let mut matched = 0;
    for sentence in &reference {
        let mut covered = vec![false; sentence.len()];
        for other in &candidate {
            mark_lcs(sentence, other, &mut covered);
        }
        for (token, _) in sentence.iter().zip(&covered).filter(|(_, covered)| **covered) {
            if let (Some(left), Some(right)) = (in_candidate.get_mut(token), in_reference.get_mut(token))
                && *left > 0
                && *right > 0
            {
                (*left, *right) = (*left - 1, *right - 1);
                matched += 1;
            }
        }
    }
    let size = |text: &[&[u32]]| text.iter().map(|sentence| sentence.len()).sum();
    RougeScore::new(matched, size(&candidate), size(&reference))
}

/// The sentences within the first [`LCS_LIMIT`] tokens, cut into pieces of 1,000 tokens so that a table stays small.
fn limited(sentences: &[Vec<u32>]) -> Vec<&[u32]> {
    let mut left = LCS_LIMIT;
    let mut out = Vec::new();
    for piece in sentences.iter().flat_map(|sentence| sentence.chunks(1000)) {
        let piece = piece.get(..left).unwrap_or(piece);
        left -= piece.len();
        if !piece.is_empty() {
            out.push(piece);
        }
    }
    out
}

fn counts(sentences: &[&[u32]]) -> HashMap<u32, usize> {
    let mut counts = HashMap::new();
    for token in sentences.iter().flat_map(|sentence| sentence.iter()) {
        *counts.entry(*token).or_insert(0) += 1;
    }
    counts
}

/// Marks the tokens of `a` that are in its longest common subsequence with `b`. Of several longest ones the one is
/// taken that the package takes: read back from the end, going up in the table unless only left keeps the length.
fn mark_lcs(a: &[u32], b: &[u32], covered: &mut [bool]) {
    let width = b.len() + 1;
    let mut table = vec![0_u32; (a.len() + 1) * width];
    let at = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, left) in a.iter().enumerate() {
        for (j, right) in b.iter().enumerate() {
            let best = if left == right {
                at(&table, i, j) + 1
            } else {
                at(&table, i, j + 1).max(at(&table, i + 1, j))
            };
            if let Some(cell) = table.get_mut((i + 1) * width + j + 1) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        if a.get(i - 1) == b.get(j - 1) {
            if let Some(slot) = covered.get_mut(i - 1) {
                *slot = true;
            }
            (i, j) = (i - 1, j - 1);
        } else if at(&table, i, j - 1) > at(&table, i - 1, j) {
            j -= 1;
        } else {
            i -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, found: RougeScore, precision: f64, recall: f64) {
        let close = (found.precision - precision).abs() < 1e-9 && (found.recall - recall).abs() < 1e-9;
        assert!(close && (found.f1 - f1(precision, recall)).abs() < 1e-9, "{name}: {found:?}");
    }

    fn of(candidate: &str, reference: &str) -> Rouge {
        score(candidate, &[reference.to_owned()], false, References::Mean)
    }

    #[test]
    fn the_examples_of_lin_2004() {
        // Section 3.1: reference "police killed the gunman". "police kill the gunman" has the subsequence
        // police, the, gunman: 3/4; "the gunman kill police" has only two in order: 2/4.
        let reference = "police killed the gunman";
        check("S2 L", of("police kill the gunman", reference).rouge_l, 0.75, 0.75);
        check("S3 L", of("the gunman kill police", reference).rouge_l, 0.5, 0.5);
        // ROUGE-2: S2 shares "the gunman", S3 too: 1 of 3 pairs each.
        check("S2 2", of("police kill the gunman", reference).rouge2, 1.0 / 3.0, 1.0 / 3.0);
        check("S3 2", of("the gunman kill police", reference).rouge2, 1.0 / 3.0, 1.0 / 3.0);
        // Section 3.2: reference sentence w1..w5, summary w1 w2 w6 w7 w8 and w1 w3 w8 w9 w5: the union of w1 w2 and
        // w1 w3 w5 covers 4 of 5.
        let found = of("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5").rouge_lsum;
        check("union", found, 4.0 / 10.0, 4.0 / 5.0);
    }

    #[test]
    fn counts_are_clipped() {
        // "the the the" against "the cat": one match. P = 1/3, R = 1/2.
        check("clipped", of("the the the", "The cat!").rouge1, 1.0 / 3.0, 0.5);
        assert_eq!(of("", "x"), Rouge::default());
        assert_eq!(of("x", "").rouge1.f1, 0.0);
        check("one token", of("x", "x").rouge2, 0.0, 0.0);
    }

    #[test]
    fn tokens_are_those_of_the_package() {
        assert_eq!(tokens("U.S. 3,5-Ärzte didn't", false), ["u", "s", "3", "5", "rzte", "didn", "t"]);
        assert_eq!(tokens("Running runs ran sing", true), ["run", "run", "ran", "sing"]);
    }

    #[test]
    fn several_references() {
        let references = ["a b".to_owned(), "a c d e".to_owned()];
        let mean = score("a b", &references, false, References::Mean);
        // Against the first 1 and 1, against the second P 1/2, R 1/4, F 1/3.
        assert!((mean.rouge1.f1 - (1.0 + 1.0 / 3.0) / 2.0).abs() < 1e-12);
        assert_eq!(score("a b", &references, false, References::Best).rouge1.f1, 1.0);
        assert_eq!(score("a b", &[], false, References::Best), Rouge::default());
    }

    #[test]
    fn texts_are_cut_at_words() {
        let rows = [
            ("a  b\nc d", 3, "a  b\nc"),
            ("a b", 9, "a b"),
            ("  a b ", 1, "  a"),
            ("x xx x", 2, "x xx"),
            ("é ü", 1, "é"),
            ("", 3, ""),
        ];
        for (text, words, expected) in rows {
            assert_eq!(cut(text, words), expected, "{text:?}");
        }
    }

    #[test]
    fn swapping_swaps_precision_and_recall() {
        let mut random = crate::bootstrap::Random::new(5);
        for _ in 0..500 {
            let mut text = || -> String {
                (0..random.below(12)).map(|_| ["a ", "b ", "c ", "d\n"][random.below(4)]).collect()
            };
            let (one, two) = (text(), text());
            let (there, back) = (of(&one, &two), of(&two, &one));
            for (at, (a, b)) in there.each().into_iter().zip(back.each()).enumerate().take(3) {
                assert_eq!((a.precision, a.recall), (b.recall, b.precision), "{at}: {one:?} {two:?}");
            }
            let same = of(&one, &one);
            if !tokens(&one, false).is_empty() {
                assert_eq!((same.rouge1.f1, same.rouge_l.f1, same.rouge_lsum.f1), (1.0, 1.0, 1.0));
            }
        }
    }
}
