//! What a sentence is worth to a summary, given what was chosen before it.

use crate::corpus::Sentence;
use crate::sheet::{Case, Sheet};

/// Share of the centrality, of what several reports tell, of speech and of the place in the report. Chosen by hand on
/// the development sets that `docs/quality.md` names.
const CENTRAL: f32 = 0.37;
const TOLD: f32 = 0.22;
pub(crate) const SPEECH: f32 = 0.07;
const EARLY: f32 = 0.05;
/// Power of the share of a sentence that is new.
const NOVELTY: i32 = 3;
/// By how much the place in the report multiplies the worth: the first sentence counts 2.5 times one far down.
const LEAD: f32 = 1.5;
/// Power of the number of words.
const LENGTH: f32 = 0.2;
/// How much more a term weighs that the reader asks about.
const ASKED: f32 = 4.0;
/// Words from which on a longer sentence pays no more for its length.
const MOST_WORDS: usize = 200;

/// The worth of the sentences of a pile; memory that one pile after the other uses.
#[derive(Default)]
pub(crate) struct Worth {
    /// Worth of each term and entity; of one report only, in which what is covered is worth nothing any more.
    terms: Vec<f32>,
    names: Vec<f32>,
    /// Of several reports: what each sentence is worth as long as all of it is new, and which pairs of words are not
    /// new any more.
    bases: Vec<f32>,
    covered: Vec<bool>,
    /// By number of words, a power of it.
    by_length: Vec<f32>,
}

/// Parts of the worth of a sentence among several reports: four that are added, two that multiply the sum.
pub(crate) struct Told {
    pub(crate) central: f32,
    pub(crate) told: f32,
    pub(crate) speech: f32,
    pub(crate) early: f32,
    pub(crate) lead: f32,
    pub(crate) length: f32,
}

impl Told {
    fn base(&self) -> f32 {
        (self.central + self.told + self.speech + self.early) * self.lead * self.length
    }
}

impl Worth {
    /// Weighs what a pile says. `about` are the terms that the reader asks about, `speech` is what a
    /// quotation is worth by itself.
    pub(crate) fn fill(&mut self, case: Case<'_, '_>, about: &[u32], speech: f32) {
        self.terms.clear();
        self.terms.resize(case.sheet.terms_len(), 0.0);
        if case.pile.members.len() > 1 {
            self.fill_told(case, about, speech)
        } else {
            self.fill_covered(case, about)
        }
    }

    /// What a sentence adds to those chosen.
    pub(crate) fn gain(&self, sheet: &Sheet, at: usize) -> f32 {
        if let Some(base) = self.bases.get(at) {
            return base * self.novelty(sheet, at);
        }
        let (terms, names) = self.covered(sheet, at);
        terms + names
    }

    /// Of one report: what the words and the names of a sentence add.
    pub(crate) fn covered(&self, sheet: &Sheet, at: usize) -> (f32, f32) {
        let terms = sheet.terms(at).iter().map(|&term| self.terms[term as usize]).sum();
        let names = sheet.names(at).iter().map(|&name| self.names[name as usize]).sum();
        (terms, names)
    }

    /// Marks a sentence as chosen.
    pub(crate) fn cover(&mut self, sheet: &Sheet, at: usize) {
        if self.bases.is_empty() {
            sheet.terms(at).iter().for_each(|&term| self.terms[term as usize] = 0.0);
            sheet.names(at).iter().for_each(|&name| self.names[name as usize] = 0.0);
        } else {
            sheet.pairs(at).iter().for_each(|&pair| self.covered[pair as usize] = true);
        }
    }

    /// Of several reports: a sentence is worth the centrality of its words, the share of it that other reports tell
    /// too, whether it quotes, and how early it stands. That is near to its precision, and the share that is new keeps
    /// repetition out; both together do better on clusters than coverage of words.
    fn fill_told(&mut self, Case { corpus, pile, sheet, .. }: Case<'_, '_>, about: &[u32], speech: f32) {
        self.covered.clear();
        self.covered.resize(sheet.pairs_len(), false);
        let mut voters = 0_u32;
        for at in (0..pile.sentences.len()).filter(|&at| !pile.is_copy(pile.of[at])) {
            voters += 1;
            sheet.terms(at).iter().for_each(|&term| self.terms[term as usize] += 1.0);
        }
        let most = (1.0 + voters as f32).ln().max(0.1);
        for (count, weight) in self.terms.iter_mut().zip(&sheet.weights) {
            *count = (1.0 + *count).ln() / most * (0.5 + 0.5 * weight);
        }
        self.ask(sheet, about);
        self.bases.clear();
        for (at, &row) in pile.sentences.iter().enumerate() {
            let sentence = &corpus.sentences[row as usize];
            let base = self.told(sheet, at, sentence, speech).base();
            self.bases.push(base);
        }
    }

    /// What the worth of a sentence among several reports is made of.
    #[inline]
    pub(crate) fn told(&self, sheet: &Sheet, at: usize, sentence: &Sentence, speech: f32) -> Told {
        let (terms, pairs) = (sheet.terms(at), sheet.pairs(at));
        let central: f32 = terms.iter().map(|&term| self.terms[term as usize]).sum();
        let told = pairs.iter().filter(|&&pair| sheet.tellers(pair) > 1).count();
        let early = 1.0 / (1.0 + sentence.place as f32);
        Told {
            central: CENTRAL * central / terms.len().max(1) as f32,
            told: TOLD * told as f32 / pairs.len().max(1) as f32,
            speech: if sentence.verdict.speech { speech } else { 0.0 },
            early: EARLY * early,
            lead: 1.0 + LEAD * early,
            length: (sentence.words.max(1) as f32).powf(LENGTH),
        }
    }

    /// Whether sentences are worth what several reports tell, and not what they cover of one.
    pub(crate) fn is_told(&self) -> bool {
        !self.bases.is_empty()
    }

    /// Of several reports: to what the share of a sentence that is new brings its worth.
    pub(crate) fn novelty(&self, sheet: &Sheet, at: usize) -> f32 {
        let pairs = sheet.pairs(at);
        let new = pairs.iter().filter(|&&pair| !self.covered[pair as usize]).count();
        (new as f32 / pairs.len().max(1) as f32).powi(NOVELTY)
    }

    /// Of one report: coverage. Every term and entity counts once, so a sentence is worth what it adds, the more the
    /// earlier the report has it.
    fn fill_covered(&mut self, Case { corpus, pile, sheet, .. }: Case<'_, '_>, about: &[u32]) {
        self.bases.clear();
        self.names.clear();
        self.names.resize(sheet.names_len(), 0.0);
        for (at, &row) in pile.sentences.iter().enumerate() {
            let early = 0.3 + 0.7 / (1.0 + 0.25 * corpus.sentences[row as usize].place as f32);
            // The first sentence that has it is the earliest, so that it alone counts.
            let add = |values: &mut [f32], list: &[u32]| {
                for &number in list {
                    let value = &mut values[number as usize];
                    *value = if *value == 0.0 { early } else { *value };
                }
            };
            add(&mut self.terms, sheet.terms(at));
            add(&mut self.names, sheet.names(at));
        }
        for (sum, weight) in self.terms.iter_mut().zip(&sheet.weights) {
            *sum *= sum.sqrt() * weight.sqrt();
        }
        self.names.iter_mut().for_each(|sum| *sum *= 0.7 * sum.sqrt());
        self.ask(sheet, about);
    }

    fn ask(&mut self, sheet: &Sheet, about: &[u32]) {
        for term in about.iter().filter_map(|&term| sheet.term(term)) {
            self.terms[term as usize] *= ASKED;
        }
    }

    /// What multiplies the coverage of a sentence: long ones cover more without being better, early and central ones
    /// are better. What several reports tell has that in it already.
    pub(crate) fn factor(&mut self, sentence: &Sentence, position: f32, degree: f32) -> f32 {
        if !self.bases.is_empty() {
            return 1.0;
        }
        if self.by_length.is_empty() {
            self.by_length.extend((0..=MOST_WORDS).map(|words| (words.max(1) as f32).powf(-0.75)));
        }
        self.by_length[(sentence.words as usize).min(MOST_WORDS)]
            * (1.0 + position / (1.0 + sentence.place as f32))
            * (1.0 + 1.5 * degree)
    }
}
