//! Labels for text that nobody has annotated: where two taggers of different origin say the same, they are mostly
//! right, and where they differ nothing is said (agreement as in co-training, Blum and Mitchell 1998).
//!
//! One tagger is a model of the annotated sets, the other has tagged the text before and its tags come with it. Tokens
//! of names that only one of them finds, or that they bound or call differently, stay open: learning sums over all
//! sequences that fit the rest.

use copydesk_entities::labels::{self, ALL_TAGS, Part, Type};
use copydesk_entities::model::Model;
use copydesk_entities::tagger::Found;

use crate::data::{self, Document, Sentence};
use crate::evaluate;

/// Of the sentences without a name that both find, one in so many is kept.
const NAMELESS: usize = 10;

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) sentences: usize,
    pub(crate) tokens: usize,
    /// Names that both find.
    pub(crate) agreed: usize,
    /// Names that only one of them finds so.
    pub(crate) disputed: usize,
}

/// The documents with what their own tags and this model agree on.
pub(crate) fn agreed(model: &Model, docs: &[Document]) -> (Vec<Document>, Counts) {
    let (mut out, mut counts, mut nameless) = (Vec::new(), Counts::default(), 0usize);
    evaluate::tag(model, docs, |doc, found| {
        let mut kept = Document { text: doc.text.clone(), sents: Vec::new(), silver: true };
        for (sent, found) in doc.sents.iter().zip(found) {
            let (sent, agreed, disputed) = agree(doc, sent, found);
            nameless += usize::from(agreed == 0);
            if agreed > 0 || nameless % NAMELESS == 1 {
                counts.sentences += 1;
                counts.tokens += sent.tokens.len();
                counts.agreed += agreed;
                counts.disputed += disputed;
                kept.sents.push(sent);
            }
        }
        if !kept.sents.is_empty() {
            out.push(kept);
        }
    });
    (out, counts)
}

/// A sentence with what both taggers say, how many names both find, and how many only one of them.
fn agree(doc: &Document, sent: &Sentence, found: &[Found]) -> (Sentence, usize, usize) {
    let word = |at: usize| sent.tokens[at].of(&doc.text);
    let theirs = names(&sent.allowed);
    let ours: Vec<(usize, usize, Type)> = found
        .iter()
        .map(|name| {
            let (first, end) = data::trim(name.first, name.end, word);
            (first, end, name.kind)
        })
        .collect();
    let mut allowed = vec![1; sent.tokens.len()];
    let (mut both, mut one) = (0, 0);
    for (mine, other) in [(&theirs, &ours), (&ours, &theirs)] {
        for &(first, end, _) in mine.iter().filter(|&name| !other.contains(name)) {
            allowed[first..end].fill(ALL_TAGS);
            one += 1;
        }
    }
    for &(first, end, kind) in theirs.iter().filter(|&name| ours.contains(name)) {
        for at in first..end {
            allowed[at] = 1 << kind.tag(at - first, end - first);
        }
        both += 1;
    }
    (Sentence { allowed, gold: Vec::new(), tokens: sent.tokens.clone() }, both, one)
}

/// The names whose every tag is settled.
fn names(allowed: &[u32]) -> Vec<(usize, usize, Type)> {
    let (mut names, mut first) = (Vec::new(), 0);
    for (at, &allowed) in allowed.iter().enumerate() {
        let tag = if allowed.count_ones() == 1 { allowed.trailing_zeros() as usize } else { 0 };
        let Some((kind, part)) = labels::parse(tag) else { continue };
        if matches!(part, Part::Begin | Part::Single) {
            first = at;
        }
        if matches!(part, Part::End | Part::Single) {
            names.push((first, at + 1, kind));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_find_is_settled_and_what_one_finds_is_open() {
        // Both find the person; only the other tagger finds the town, and the two bound the party differently.
        let text =
            "Ida\tB-PERSON\nBrandt\tI-PERSON\nleft\tO\nOslo\tB-GPE\nfor\tO\nBlue\tB-ORG\nLine\tI-ORG\n";
        let docs = data::parse(text, "ontonotes");
        let found = |first, end, kind| Found { first, end, kind, score: 0.9, margin: 1.0, caseless: false };
        let ours = [found(0, 2, Type::Person), found(6, 7, Type::Org)];
        let (sent, both, one) = agree(&docs[0], &docs[0].sents[0], &ours);
        let tag = |at, size| 1 << Type::Person.tag(at, size);
        assert_eq!(sent.allowed, [tag(0, 2), tag(1, 2), 1, ALL_TAGS, 1, ALL_TAGS, ALL_TAGS]);
        assert_eq!((both, one), (1, 3));
    }
}
