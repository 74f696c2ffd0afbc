//! A "he" or "she" at the start of a sentence, replaced in brackets by the name that it stands for.

use copydesk_sdk::Span;

use crate::choose::follows;
use crate::corpus::Corpus;
use crate::judge::Fault;
use crate::lists::class;
use crate::pile::Pile;
use crate::rows::Text;
use crate::speakers::fullest;

/// Longest name that is put in; a proof of the sentence looks no further.
const LONGEST: usize = 60;

/// The sentence with the name of the only person of the sentence before it in place of its "he" or "she", such as
/// "[Ida Brandt] promised ...". `None` where it is not sure whom the word means.
pub(crate) fn repaired<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>, row: u32) -> Option<Text<'t>> {
    let (pronoun, name, entity) = antecedent(corpus, row)?;
    let sentence = &corpus.sentences[row as usize];
    let full = fullest(corpus, pile, sentence.doc, name, entity);
    if full.len() > LONGEST || full.contains(['[', ']']) {
        return None;
    }
    let rest = corpus.printed(sentence.doc, Span::new(pronoun.end, sentence.span.end));
    Some(format!("[{}] {}", &*full, rest.trim_start()).into())
}

/// Whether a sentence can be repaired.
pub(crate) fn is_repairable(corpus: &Corpus<'_>, row: u32) -> bool {
    antecedent(corpus, row).is_some()
}

/// The pronoun that a sentence begins with, and the name and entity that it stands for.
fn antecedent<'t>(corpus: &Corpus<'t>, row: u32) -> Option<(Span, Span, &'t str)> {
    let sentence = &corpus.sentences[row as usize];
    if sentence.verdict.fault != Some(Fault::Dangling) || sentence.verdict.speech || !follows(corpus, row) {
        return None;
    }
    let mut tokens = corpus.tokens(sentence);
    let (pronoun, word) = tokens.next()?;
    let both = class::HE | class::SUBJECT;
    // Another pronoun behind it may mean somebody else.
    let other = |word: u32| word & (class::HE | class::THEIR | class::I) != 0;
    if word.class & both != both || tokens.any(|(_, word)| other(word.class)) {
        return None;
    }
    let before = &corpus.sentences[row as usize - 1];
    if before.verdict.fault.is_some() {
        return None;
    }
    let ents = corpus.reports[sentence.doc as usize].ents.as_ref()?;
    let is_person = |row: &usize| matches!(ents.label(*row), Some("PERSON" | "PER"));
    let mut persons = ents.rows_in(before.span).filter(is_person);
    let first = persons.next()?;
    let entity = ents.attr(first, "id").filter(|id| !id.is_empty())?;
    let alone = persons.all(|row| ents.attr(row, "id") == Some(entity));
    let none_here = !ents.rows_in(sentence.span).any(|row| is_person(&row));
    (alone && none_here).then_some((pronoun, ents.span(first), entity))
}
