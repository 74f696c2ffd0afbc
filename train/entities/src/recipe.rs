//! From annotated documents to the weights of one mode.

use std::ops::Range;

use copydesk_entities::features::{self, Knowledge, Mode, OFFSETS};
use copydesk_entities::labels::{TAGS, TYPES};
use copydesk_entities::model::{GATE, Learned};
use copydesk_text::hash::FastMap;

use crate::crf::{self, WIDE};
use crate::data::{Case, Document};
use crate::gate::{self, Gate};
use crate::learn::{Learner, Model, Plan};
use crate::prepare::{Cutoff, Example, Preparer};

/// Documents to learn from.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    pub(crate) docs: Vec<Document>,
}

impl Corpus {
    /// The same with more documents.
    pub(crate) fn with(mut self, docs: &[Document]) -> Self {
        self.docs.extend_from_slice(docs);
        self
    }
}

/// Passes over each half when its other half is tagged.
const HALF_EPOCHS: usize = 2;
/// Integer weights to the unit of the chain.
const UNIT: f32 = 48.0;
/// Rows of words, and of sites, whose weights are all below this are left out of the file: they are more than all
/// others, cost memory and time, and hardly count.
const LEAST_WORD: u8 = 7;
const LEAST_SITE: u8 = 6;

/// Learns one mode. `report` is told what happens.
pub(crate) fn learn(
    corpus: &Corpus,
    knowledge: Knowledge<'_>,
    mode: Mode,
    plan: Plan,
    cutoff: Cutoff,
    mut report: impl FnMut(&str),
) -> Learned {
    let seen = match mode {
        Mode::Cased => with_small_sentences(corpus),
        Mode::Caseless => damaged(corpus),
    };
    let corpus = &seen;
    let mut preparer = Preparer::new(knowledge, mode);
    let mut examples = Vec::new();
    for (number, doc) in corpus.docs.iter().enumerate() {
        preparer.examples(number as u32, doc, &mut examples);
    }
    preparer.prune_words(cutoff);
    let (gate, least) = gates(&preparer, &mut examples, plan, &mut report);
    for range in documents(&examples) {
        let doc = &corpus.docs[examples[range.start].document as usize];
        preparer.sites(doc, &mut examples[range]);
    }
    preparer.prune_sites(cutoff, &mut examples);
    let tokens: usize = examples.iter().map(|example| example.words.len()).sum();
    report(&format!(
        "{} sentences, {tokens} tokens, {} features of words, {} of sites",
        examples.len(),
        preparer.word_features.len(),
        preparer.site_features.len()
    ));
    listen(corpus, &mut preparer, &mut examples, plan, &mut report);
    let sites = preparer.site_features.len() + preparer.echo_features.len();
    // What a pass happens to end with is partly chance, and so is where it began: the mean of passes and of fresh
    // starts is better than any. The first pass of a start is far off and does not count.
    let mut mean = Model::new(preparer.word_features.len(), sites);
    let mut count = 0;
    for start in 0..plan.starts {
        let plan = Plan { seed: plan.seed + u64::from(start), ..plan };
        let mut learner = Learner::new(preparer.word_features.len(), sites, plan);
        for epoch in 0..plan.epochs {
            let loss = learner.epoch(epoch, &examples, &preparer.words);
            report(&format!(
                "start {} of {}, pass {} of {}: loss {loss:.4} a token",
                start + 1,
                plan.starts,
                epoch + 1,
                plan.epochs
            ));
            if epoch > 0 || plan.epochs == 1 {
                count += 1;
                mean.blend(&learner.model, 1.0 / count as f32);
            }
        }
    }
    whole_numbers(&mean, &gate, least, &preparer)
}

/// Of so many documents one is read twice.
const TWICE: usize = 4;

/// The documents, and one of four once more with every other sentence in small letters: people leave capitals out in
/// texts that have them otherwise, and a model that never saw that relies on capitals alone. A copy is in the same half
/// of the documents as what it is a copy of, so that no half knows the other.
fn with_small_sentences(corpus: &Corpus) -> Corpus {
    let count = corpus.docs.len();
    let copies = (0..count / TWICE).map(|at| {
        let mut doc = corpus.docs[TWICE * at + (count + at) % 2].clone();
        doc.set_small(|sent| sent % 2 == 0);
        doc
    });
    Corpus { docs: corpus.docs.iter().cloned().chain(copies).collect() }
}

/// The documents as they come when case says nothing. Rules and settings see the letters, so they must be damaged as
/// they will be: small in half of the documents, and else capitals, on every letter or on every longer word.
fn damaged(corpus: &Corpus) -> Corpus {
    let damage = |(number, doc): (usize, &Document)| {
        let mut doc = doc.clone();
        doc.set_case([Case::Small, Case::Capitals, Case::Small, Case::Title][number % 4]);
        doc
    };
    Corpus { docs: corpus.docs.iter().enumerate().map(damage).collect() }
}

/// Learns the gate, and opens the tokens of the examples: each half by a gate of the other half, so that as many are
/// closed wrongly as will be when the stage runs.
fn gates(
    preparer: &Preparer<'_>,
    examples: &mut [Example],
    plan: Plan,
    report: &mut impl FnMut(&str),
) -> (Gate, f32) {
    let features = preparer.word_features.len();
    let mut sums: Vec<Vec<f32>> = vec![Vec::new(); examples.len()];
    for half in 0..2u32 {
        let part: Vec<&Example> = examples.iter().filter(|example| example.document % 2 != half).collect();
        let gate = Gate::learn(features, &part, &preparer.words, plan);
        for (example, sums) in examples.iter().zip(&mut sums) {
            if example.document % 2 == half {
                *sums = gate.of(example, &preparer.words);
            }
        }
    }
    let gate = Gate::learn(features, &examples.iter().collect::<Vec<_>>(), &preparer.words, plan);
    let least = gate::least(examples, &sums, plan.closed);
    let (mut names, mut closed, mut open, mut tokens) = (0, 0, 0, 0);
    for (example, sums) in examples.iter_mut().zip(&sums) {
        let counts = gate::open(example, sums, least);
        names += counts.0;
        closed += counts.1;
        open += (0..example.words.len()).filter(|&at| example.is_open(at)).count();
        tokens += example.words.len();
    }
    report(&format!(
        "gate at {least:.2}: {:.1} % of tokens open, {closed} of {names} names closed",
        100.0 * open as f32 / tokens.max(1) as f32
    ));
    (gate, least)
}

/// Tags each half of the documents with a model of the other half, and gives the examples the features of what these
/// tags say elsewhere in the document: as faulty as the first pass will be when the stage runs.
fn listen(
    corpus: &Corpus,
    preparer: &mut Preparer<'_>,
    examples: &mut [Example],
    plan: Plan,
    report: &mut impl FnMut(&str),
) {
    let mut tags: Vec<Vec<u8>> = vec![Vec::new(); examples.len()];
    for half in 0..2u32 {
        let part: Vec<&Example> = examples.iter().filter(|example| example.document % 2 != half).collect();
        let mut learner = Learner::new(
            preparer.word_features.len(),
            preparer.site_features.len(),
            Plan { epochs: HALF_EPOCHS, ..plan },
        );
        for epoch in 0..HALF_EPOCHS {
            learner.epoch_of(epoch, &part, &preparer.words);
        }
        let mut scores = Vec::new();
        let other = examples.iter().zip(&mut tags).filter(|(example, _)| example.document % 2 == half);
        for (example, tags) in other {
            learner.model.scores(example, &preparer.words, &mut scores);
            *tags = crf::best(&scores, &learner.model.chain);
        }
        report(&format!("half {} tagged", half + 1));
    }
    for range in documents(examples) {
        let doc = &corpus.docs[examples[range.start].document as usize];
        preparer.echo(doc, &tags[range.clone()], &mut examples[range]);
    }
}

/// The examples of each document.
fn documents(examples: &[Example]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, example) in examples.iter().enumerate() {
        match ranges.last_mut() {
            Some(range) if examples[range.start].document == example.document => range.end = at + 1,
            _ => ranges.push(at..at + 1),
        }
    }
    ranges
}

/// The weights as small whole numbers.
fn whole_numbers(model: &Model, gate: &Gate, least: f32, preparer: &Preparer<'_>) -> Learned {
    let small = |weight: f32| (weight * UNIT).round().clamp(-127.0, 127.0) as i8;
    let counts = |row: &[i8], least: u8| row.iter().any(|weight| weight.unsigned_abs() >= least);
    let blocks = model.words.iter().zip(&gate.weights).map(|(blocks, gates)| {
        let mut row = Vec::with_capacity(OFFSETS * WIDE);
        for (block, &gate) in blocks.iter().zip(gates) {
            let mut block = *block;
            block[GATE] = gate;
            row.extend(block);
        }
        row
    });
    let words = preparer.word_features.keys.iter().copied().zip(blocks).collect();
    let words = finest(words, features::nested(preparer.mode));
    let words = words.into_iter().map(|(key, row)| (key, row.into_iter().map(small).collect::<Vec<i8>>()));
    let keys = preparer.site_features.keys.iter().chain(&preparer.echo_features.keys);
    let sites = keys.zip(&model.sites).map(|(&key, row)| (key, row.map(small).to_vec()));
    Learned {
        words: words.filter(|(_, row)| counts(row, LEAST_WORD)).collect(),
        sites: sites.filter(|(_, row)| counts(row, LEAST_SITE)).collect(),
        pairs: model
            .chain
            .weights
            .iter()
            .flat_map(|row| row[..TAGS].iter().map(|weight| (weight * UNIT).round() as i16))
            .collect(),
        unit: UNIT,
        gate: least * UNIT,
        scores: [(1.0, 0.0); TYPES],
    }
}

/// Gives the row of each finest cluster the sum of its own and of those of the clusters that it is part of, which lose
/// theirs: what the stage looks up is one row and not four. `nested` are their keys, the finest one's last.
fn finest(mut rows: Vec<(u64, Vec<f32>)>, nested: impl Iterator<Item = Vec<u64>>) -> Vec<(u64, Vec<f32>)> {
    let places: FastMap<u64, usize> = rows.iter().zip(0..).map(|((key, _), at)| (*key, at)).collect();
    let (mut merged, mut gone) = (Vec::new(), vec![false; rows.len()]);
    for keys in nested {
        let mut sum: Vec<f32> = Vec::new();
        for &at in keys.iter().filter_map(|key| places.get(key)) {
            gone[at] = true;
            sum.resize(rows[at].1.len(), 0.0);
            sum.iter_mut().zip(&rows[at].1).for_each(|(sum, weight)| *sum += weight);
        }
        merged.extend(keys.last().filter(|_| !sum.is_empty()).map(|&key| (key, sum)));
    }
    let mut gone = gone.iter();
    rows.retain(|_| gone.next() == Some(&false));
    rows.append(&mut merged);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_entities::clusters;
    use copydesk_entities::lexicon::Lexicon;
    use copydesk_entities::model::{self, Model, Words};

    /// Invented towns and persons that no list has, told apart by the word before.
    fn corpus(first: usize, count: usize) -> Corpus {
        let mut text = String::new();
        for at in first..first + count {
            let name = format!("Zu{}q", char::from(b'a' + (at % 23) as u8));
            text.push_str(&format!("They\tO\nlive\tO\nin\tO\n{name}\tB-LOC\n.\tO\n\n"));
            text.push_str(&format!("It\tO\nwas\tO\nsung\tO\nby\tO\n{name}\tB-PER\nVog\tI-PER\n.\tO\n\n"));
        }
        Corpus { docs: crate::data::parse(&text, "wikigold") }
    }

    fn made(corpus: &Corpus) -> Vec<u8> {
        let lexicon = Lexicon::bundled();
        let parts = Words {
            clusters: clusters::pack([("in", 0), ("by", 1)].into_iter(), &[0, 4095]),
            lists: crate::lists::Lists::default().pack(),
        };
        let (clusters, lists) = parts.read().unwrap();
        let knowledge = Knowledge { lexicon: &lexicon, clusters, lists };
        let plan = Plan {
            epochs: 4,
            rate: 0.3,
            hide_identity: 0.5,
            hide: 0.1,
            decay: 0.001,
            deaf: 0.3,
            closed: 0.02,
            starts: 2,
            seed: 1,
        };
        let cutoff = Cutoff { word: 2, site: 2 };
        let learned =
            [Mode::Cased, Mode::Caseless].map(|mode| learn(corpus, knowledge, mode, plan, cutoff, |_| {}));
        model::pack(parts, learned)
    }

    #[test]
    fn the_finest_cluster_has_the_sum_of_all() {
        let rows = vec![(1, vec![1.0, 2.0]), (9, vec![0.5, 0.0]), (11, vec![4.0, -1.0])];
        let nested = [vec![1, 10], vec![1, 11], vec![2, 12]].into_iter();
        let expected = vec![(9, vec![0.5, 0.0]), (10, vec![1.0, 2.0]), (11, vec![5.0, 1.0])];
        assert_eq!(finest(rows, nested), expected);
    }

    #[test]
    fn what_was_learned_is_found_in_new_sentences_and_is_the_same_every_time() {
        let train = corpus(0, 60);
        let file = made(&train);
        assert!(file == made(&train), "two runs differ");
        let model = Model::from_bytes(file).unwrap();
        for case in [Case::AsWritten, Case::Small, Case::Capitals] {
            let mut docs = corpus(60, 23).docs;
            docs.iter_mut().for_each(|doc| doc.set_case(case));
            let table = crate::evaluate::table(&model, &docs);
            assert!(table.all().f1() > 90.0, "{case:?}: {}", table.row());
        }
    }
}
