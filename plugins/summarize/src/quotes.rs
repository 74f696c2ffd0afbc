//! Quotations that stand in several reports in different words: all but one are translations of a translation.

use copydesk_text::words::fold;

use crate::corpus::{Corpus, Sentence};
use crate::pile::{NOISY, roughness};
use crate::rank::shared;
use crate::sheet::Case;
use crate::words::{NO_TERM, Shape};

/// Fewest content terms of a quotation that is compared.
const COMPARED: usize = 4;
/// Share of the shorter quotation's terms that makes two quotations one.
const SAME_SPEECH: f32 = 0.5;
/// Share of the shorter one's runs of three words that makes two wordings one.
const SAME_WORDING: f32 = 0.6;

/// Fewest terms that two quotations share which are one, and those among them that are not part of a name: two
/// headlines about one person share his name and hers.
const SHARED: usize = 3;
const SHARED_PLAIN: usize = 2;

/// A quotation: its content terms, ascending, those among them outside names, and hashes of its runs of three words,
/// ascending.
struct Quotation {
    terms: Vec<u32>,
    plain: Vec<u32>,
    runs: Vec<u64>,
}

/// Whether the quotation in `row` must not be printed: its report reads like a translation, or a report with cleaner
/// language has the same speech in other words.
pub(crate) fn is_retold(case: Case<'_, '_>, row: u32) -> bool {
    let Case { corpus, pile, .. } = case;
    let sentence = &corpus.sentences[row as usize];
    if !sentence.verdict.speech {
        return false;
    }
    let member = pile.member(sentence.doc);
    if member.noise >= NOISY {
        return true;
    }
    if pile.members.len() == 1 {
        return false;
    }
    let mine = quotation(corpus, sentence);
    if mine.terms.len() < COMPARED {
        return false;
    }
    let rough = roughness(corpus, member);
    pile.sentences.iter().any(|&other| {
        let rival = &corpus.sentences[other as usize];
        if rival.doc == sentence.doc || !rival.verdict.speech || !share_much(corpus, sentence, rival) {
            return false;
        }
        let theirs = quotation(corpus, rival);
        let cleaner = roughness(corpus, pile.member(rival.doc)) < rough;
        cleaner
            && theirs.terms.len() >= COMPARED
            && same_speech(&mine, &theirs)
            && !same_wording(&mine, &theirs)
    })
}

/// Whether two sentences quote the same speech, in these words or in others.
pub(crate) fn quote_the_same(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    if !share_much(corpus, a, b) {
        return false;
    }
    let (a, b) = (quotation(corpus, a), quotation(corpus, b));
    a.terms.len() >= COMPARED && b.terms.len() >= COMPARED && same_speech(&a, &b)
}

/// Whether two sentences that quote the same speech quote it in the same words, one more and one less of them.
pub(crate) fn is_worded_alike(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    same_wording(&quotation(corpus, a), &quotation(corpus, b))
}

/// Cheap test on whole sentences before their quotations are taken apart.
fn share_much(corpus: &Corpus<'_>, a: &Sentence, b: &Sentence) -> bool {
    shared(corpus.terms(a), corpus.terms(b)).filter(|&term| corpus.weights[term as usize] > 0.2).count() >= 3
}

fn same_speech(a: &Quotation, b: &Quotation) -> bool {
    let both = shared(&a.terms, &b.terms).count();
    both >= SHARED
        && both as f32 >= SAME_SPEECH * a.terms.len().min(b.terms.len()) as f32
        && shared(&a.plain, &b.plain).count() >= SHARED_PLAIN
}

fn same_wording(a: &Quotation, b: &Quotation) -> bool {
    let fewer = a.runs.len().min(b.runs.len());
    shared(&a.runs, &b.runs).count() as f32 >= SAME_WORDING * fewer as f32
}

fn quotation(corpus: &Corpus<'_>, sentence: &Sentence) -> Quotation {
    let text = corpus.reports[sentence.doc as usize].text;
    let (mut open, mut terms, mut words) = (false, Vec::new(), Vec::new());
    for (span, word) in corpus.tokens(sentence) {
        match word.shape {
            Shape::Open => open = true,
            Shape::Close => open = false,
            Shape::Quote => open = !open,
            Shape::Upper | Shape::Lower | Shape::Other if open => {
                words.push(hash(span.of(text)));
                if word.term != NO_TERM {
                    terms.push(word.term);
                }
            }
            _ => {}
        }
    }
    terms.sort_unstable();
    terms.dedup();
    let mut runs: Vec<u64> = words
        .windows(3)
        .map(|run| run.iter().fold(7, |sum: u64, word| sum.wrapping_mul(31) ^ word.rotate_left(9)))
        .collect();
    runs.sort_unstable();
    runs.dedup();
    let plain = shared(&terms, corpus.plain(sentence)).collect();
    Quotation { terms, plain, runs }
}

/// FNV-1a of the folded word.
fn hash(word: &str) -> u64 {
    let add = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if word.is_ascii() {
        return word.bytes().map(|byte| byte.to_ascii_lowercase()).fold(0xcbf2_9ce4_8422_2325, add);
    }
    fold(word).bytes().fold(0xcbf2_9ce4_8422_2325, add)
}
