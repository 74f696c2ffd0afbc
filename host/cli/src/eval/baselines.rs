//! Summaries that need no system, so that a score has something to stand beside.
//!
//! Their sentences are cut by a rule of their own, the same whatever the pipeline does, so that the figures of two
//! pipelines stand beside the same baselines.

use std::collections::{BTreeSet, HashMap};

use copydesk_eval::bootstrap::Random;
use copydesk_eval::rouge;
use copydesk_eval::summary::Item;

/// Names of the baselines, in the order of the table.
pub(super) const NAMES: [&str; 4] = ["lead", "lead-3", "random", "oracle"];

/// The seed of `random`.
const SEED: u64 = 1;
/// `oracle` looks at so many sentences of an item, and takes so many: it tries all in every step.
const ORACLE_SENTENCES: usize = 2_000;
const ORACLE_STEPS: usize = 100;

/// The summaries of all items by baseline, in the order of [`NAMES`]; `words` is the length for each item.
///
/// * `lead`: the first sentence of every document in turn, then the second ones, and so on.
/// * `lead-3`: the first three sentences of every document, document by document.
/// * `random`: sentences drawn without repeats, with a fixed seed.
/// * `oracle`: sentences chosen one by one so that ROUGE-1 F1 + ROUGE-2 F1 against the references grows the most,
///   in order of text; no bound, but what choosing sentences can about reach.
pub(super) fn all(items: &[Item], words: &[usize], stem: bool) -> [Vec<String>; 4] {
    let mut random = Random::new(SEED);
    let mut out = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for (item, &words) in items.iter().zip(words) {
        let docs: Vec<Vec<String>> = item.documents.iter().map(|doc| sentences(&doc.text)).collect();
        let longest = docs.iter().map(Vec::len).max().unwrap_or(0);
        let turns = (0..longest).flat_map(|at| docs.iter().filter_map(move |doc| doc.get(at)));
        let firsts = docs.iter().flat_map(|doc| doc.iter().take(3));
        let flat: Vec<&String> = docs.iter().flatten().collect();
        let mut order: Vec<usize> = (0..flat.len()).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let drawn = order.iter().filter_map(|&at| flat.get(at).copied());
        let texts =
            [fill(turns, words), fill(firsts, words), fill(drawn, words), oracle(&flat, item, words, stem)];
        for (all, text) in out.iter_mut().zip(texts) {
            all.push(text);
        }
    }
    out
}

/// Sentences, a line each, until there are `words` words.
fn fill<'a>(sentences: impl Iterator<Item = &'a String>, words: usize) -> String {
    let mut count = 0;
    let mut lines = Vec::new();
    for sentence in sentences {
        if count >= words {
            break;
        }
        count += sentence.split(' ').count();
        lines.push(sentence.as_str());
    }
    lines.join("\n")
}

/// The sentences of a text by a plain rule: a line break ends one, and so does `.`, `!` or `?` (quotes and brackets
/// behind it included) before a blank and a capital letter, a digit or an opening quote, unless the word before the
/// full stop is a single letter or a common title.
fn sentences(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut words: Vec<&str> = Vec::new();
        let mut rest = line.split_whitespace().peekable();
        while let Some(word) = rest.next() {
            words.push(word);
            let opens = rest.peek().and_then(|next| next.chars().next());
            let opens = opens.is_none_or(|c| c.is_uppercase() || c.is_numeric() || "\"'“‘(".contains(c));
            if opens && ends_sentence(word) {
                out.push(words.join(" "));
                words.clear();
            }
        }
        if !words.is_empty() {
            out.push(words.join(" "));
        }
    }
    out
}

fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(['"', '\'', '”', '’', ')', ']']);
    let Some(stem) = bare.strip_suffix('.') else { return bare.ends_with(['!', '?']) };
    let stem = stem.trim_start_matches(['"', '\'', '“', '‘', '(', '[']);
    let initial = stem.chars().count() == 1 && stem.chars().all(char::is_alphabetic);
    !initial
        && !["Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Sen", "Rep", "Gov", "Sgt", "Lt", "Col", "Prof"]
            .contains(&stem)
}

/// One reference's counts of the tokens (and, apart, pairs of tokens) that references have, by number.
struct Reference {
    counts: HashMap<usize, u32>,
    total: f64,
}

/// What a sentence has of them.
struct Candidate {
    grams: [Vec<(usize, u32)>; 2],
    totals: [f64; 2],
    words: usize,
}

fn oracle(sentences: &[&String], item: &Item, words: usize, stem: bool) -> String {
    let mut numbers: HashMap<Vec<String>, usize> = HashMap::new();
    let mut references: [Vec<Reference>; 2] = [Vec::new(), Vec::new()];
    for text in &item.references {
        let tokens = rouge::tokens(text, stem);
        for (at, list) in references.iter_mut().enumerate() {
            let mut counts = HashMap::new();
            for gram in tokens.windows(at + 1) {
                let next = numbers.len();
                *counts.entry(*numbers.entry(gram.to_vec()).or_insert(next)).or_insert(0) += 1;
            }
            list.push(Reference { total: counts.values().map(|&count| f64::from(count)).sum(), counts });
        }
    }
    let candidates: Vec<Candidate> =
        sentences.iter().take(ORACLE_SENTENCES).map(|sentence| candidate(sentence, &numbers, stem)).collect();
    let chosen = choose(&candidates, &references, words);
    let lines: Vec<&str> =
        chosen.iter().filter_map(|&at| sentences.get(at)).map(|sentence| sentence.as_str()).collect();
    lines.join("\n")
}

fn candidate(sentence: &str, numbers: &HashMap<Vec<String>, usize>, stem: bool) -> Candidate {
    let tokens = rouge::tokens(sentence, stem);
    let grams = [1, 2].map(|length| {
        let mut counts: HashMap<usize, u32> = HashMap::new();
        for number in tokens.windows(length).filter_map(|gram| numbers.get(gram)) {
            *counts.entry(*number).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    });
    let totals = [tokens.len(), tokens.len().saturating_sub(1)].map(|count| count as f64);
    Candidate { grams, totals, words: sentence.split(' ').count() }
}

/// What the sentences chosen so far have.
#[derive(Default)]
struct State {
    /// Counts of the references' tokens and pairs.
    have: HashMap<usize, u32>,
    /// Matches with each reference, of tokens and of pairs.
    matched: [Vec<f64>; 2],
    /// Tokens and pairs.
    totals: [f64; 2],
    words: usize,
}

impl State {
    /// Matches and score with one more sentence.
    fn with(&self, more: &Candidate, references: &[Vec<Reference>; 2]) -> ([Vec<f64>; 2], f64) {
        let mut matched = self.matched.clone();
        let mut score = 0.0;
        let orders =
            matched.iter_mut().zip(references).zip(more.grams.iter().zip(self.totals).zip(more.totals));
        for ((matched, references), ((grams, had), added)) in orders {
            let mut sum = 0.0;
            for (matched, reference) in matched.iter_mut().zip(references) {
                *matched += self.gain(grams, reference);
                sum += copydesk_eval::ratio(2.0 * *matched, had + added + reference.total);
            }
            score += copydesk_eval::ratio(sum, references.len() as f64);
        }
        (matched, score)
    }

    /// What a sentence adds to the matches with a reference.
    fn gain(&self, grams: &[(usize, u32)], reference: &Reference) -> f64 {
        let added = grams.iter().map(|(gram, count)| {
            let (most, had) = (reference.counts.get(gram).unwrap_or(&0), self.have.get(gram).unwrap_or(&0));
            f64::from((had + count).min(*most) - *had.min(most))
        });
        added.sum()
    }
}

/// Numbers of the chosen sentences in order.
fn choose(candidates: &[Candidate], references: &[Vec<Reference>; 2], words: usize) -> Vec<usize> {
    let mut state = State { matched: [0, 1].map(|_| vec![0.0; references[0].len()]), ..State::default() };
    let (mut chosen, mut best) = (BTreeSet::new(), 0.0);
    while chosen.len() < ORACLE_STEPS {
        let mut pick = None;
        for (at, candidate) in candidates.iter().enumerate() {
            if !chosen.contains(&at) && state.words + candidate.words <= words {
                let (matched, score) = state.with(candidate, references);
                if score > best + 1e-12 {
                    best = score;
                    pick = Some((at, candidate, matched));
                }
            }
        }
        let Some((at, candidate, matched)) = pick else { break };
        for &(gram, count) in candidate.grams.iter().flatten() {
            *state.have.entry(gram).or_insert(0) += count;
        }
        state.matched = matched;
        state.totals = [0, 1].map(|order| state.totals[order] + candidate.totals[order]);
        state.words += candidate.words;
        chosen.insert(at);
    }
    chosen.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_eval::GoldDocument;

    #[test]
    fn sentences_are_cut_by_the_plain_rule() {
        let rows = [
            (
                "stops",
                "One two. Three four! \"Five?\" Six",
                vec!["One two.", "Three four!", "\"Five?\"", "Six"],
            ),
            (
                "titles and initials",
                "Dr. Ada B. Crow left. He did not.",
                vec!["Dr. Ada B. Crow left.", "He did not."],
            ),
            ("lower case goes on", "It cost approx. five.", vec!["It cost approx. five."]),
            ("lines", "Head\n\n Body  text.", vec!["Head", "Body text."]),
            ("nothing", " \n", vec![]),
        ];
        for (name, text, expected) in rows {
            assert_eq!(sentences(text), expected, "{name}");
        }
    }

    #[test]
    fn baselines_take_what_their_names_say() {
        let doc = |text: &str| GoldDocument { text: text.to_owned(), ..GoldDocument::default() };
        let item = Item {
            id: "i".to_owned(),
            documents: vec![doc("A one. A two. A three. A four."), doc("B one. B two.")],
            references: vec!["four b two".to_owned()],
        };
        let [lead, three, random, oracle] = all(std::slice::from_ref(&item), &[6], false);
        assert_eq!(lead, ["A one.\nB one.\nA two."]);
        assert_eq!(three, ["A one.\nA two.\nA three."]);
        assert_eq!(random, all(&[item], &[6], false)[2]);
        // "B two." first: 2 of 2 tokens and its pair; "A four." then adds a token: F1 of tokens from 4/5 to 6/7, but
        // of pairs from 2/3 to 2/4: together less. So one sentence it is.
        assert_eq!(oracle, ["B two."]);
    }
}
