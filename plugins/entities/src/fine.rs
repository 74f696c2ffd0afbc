//! From the few types that the model tells apart to the labels that are written.
//!
//! The annotated sets do not split places alike, nor works from events, so the split is made by rules: what the rules
//! found for the same words, and otherwise what they would say about them.

use crate::Name;
use crate::chunk::{Chunk, Chunker};
use crate::evidence::Judge;
use crate::labels::Type;
use crate::lexicon::{EVENT, FAC, GPE, LABELS, LAW, LOC, Lexicon, MISC, NORP, ORG, PERSON, WORK_OF_ART};
use crate::rules::Rules;
use crate::tagger::Found;
use crate::view::View;

/// What a label must weigh to be taken instead of MISC.
const LEAST_KIND: f32 = 0.5;

/// Gives the names that the tagger found their labels.
pub(crate) fn names(
    found: &[Found],
    rules: &Rules,
    lexicon: &Lexicon,
    view: &View,
    text: &str,
    names: &mut Vec<Name>,
) {
    let chunker = Chunker { text, lexicon, view };
    let judge = Judge { text, view };
    let mut rule = 0;
    let mut sent = 0;
    for name in found {
        let (first, end) = (name.first, name.end);
        while rules.mentions.get(rule).is_some_and(|mention| mention.chunk.first < first) {
            rule += 1;
        }
        let same = (rule..rules.mentions.len())
            .take_while(|&at| rules.mentions[at].chunk.first == first)
            .find(|&at| rules.mentions[at].chunk.end == end);
        let weights = |sent: &mut usize| match same {
            Some(at) => rules.mentions[at].evidence.weights,
            None => {
                while view.sents.get(*sent).is_some_and(|sent| sent.end <= first) {
                    *sent += 1;
                }
                let Some(&sent) = view.sents.get(*sent) else { return [0.0; LABELS.len()] };
                let entry = chunker.entry_at(first, end, false).filter(|entry| entry.0 == end);
                let chunk = Chunk { first, end, entry: entry.map(|entry| entry.1), title: None };
                judge.weigh(chunk, sent).weights
            }
        };
        let label = match name.kind {
            Type::Person => PERSON,
            Type::Org => ORG,
            Type::Norp => NORP,
            Type::Loc => heaviest(&weights(&mut sent), GPE, &[LOC, FAC], 0.0),
            Type::Misc => heaviest(&weights(&mut sent), MISC, &[EVENT, WORK_OF_ART, LAW], LEAST_KIND),
        };
        // The rules' reasons are worth telling where they come to the same label.
        let rule = same.filter(|&at| rules.mentions[at].evidence.best().0 == label);
        let score = name.score;
        names.push(Name {
            first,
            end,
            label,
            score,
            rule,
            model: true,
            caseless: name.caseless,
            document: "",
        });
    }
}

/// The heaviest of some labels, `usual` where none weighs more than it and more than `least`.
fn heaviest(weights: &[f32; LABELS.len()], usual: usize, others: &[usize], least: f32) -> usize {
    let mut best = usual;
    for &other in others {
        if weights[other] > least && weights[other] > weights[best] {
            best = other;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_label_counts() {
        let mut weights = [0.0; LABELS.len()];
        assert_eq!(heaviest(&weights, GPE, &[LOC, FAC], 0.0), GPE);
        weights[FAC] = 1.0;
        assert_eq!(heaviest(&weights, GPE, &[LOC, FAC], 0.0), FAC);
        weights[GPE] = 2.0;
        assert_eq!(heaviest(&weights, GPE, &[LOC, FAC], 0.0), GPE);
        weights[EVENT] = 0.4;
        assert_eq!(heaviest(&weights, MISC, &[EVENT, LAW], LEAST_KIND), MISC);
        weights[LAW] = 0.6;
        assert_eq!(heaviest(&weights, MISC, &[EVENT, LAW], LEAST_KIND), LAW);
    }
}
