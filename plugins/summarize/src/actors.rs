//! Who did it: one act that reports ascribe to different persons. Only acts that one person does, told in nearly the
//! same words, and only where neither report knows the other one's person at all.

use copydesk_sdk::Span;
use copydesk_text::words::fold;

use crate::corpus::{Corpus, Sentence};
use crate::cues::cue;
use crate::differ::{comparable, side};
use crate::one_thing::of_different_days;
use crate::page::Difference;
use crate::rank::shared;
use crate::same::overlap;
use crate::sheet::{Case, Holders};

/// Acts that one person does.
pub(crate) const ACTS: [&str; 21] = [
    "killed",
    "shot",
    "stabbed",
    "murdered",
    "assassinated",
    "strangled",
    "drove",
    "piloted",
    "flew",
    "ordered",
    "founded",
    "designed",
    "invented",
    "painted",
    "wrote",
    "composed",
    "directed",
    "appointed",
    "elected",
    "succeeds",
    "replaces",
];
/// Words that come between a person and the act.
const BETWEEN: [&str; 14] = [
    "who",
    "had",
    "has",
    "have",
    "also",
    "was",
    "is",
    "been",
    "allegedly",
    "then",
    "later",
    "himself",
    "herself",
    "reportedly",
];
/// Telling words that two such sentences share at least.
const ALIKE: u8 = 4;

/// Who does what in a sentence.
struct Deed<'t> {
    act: &'static str,
    id: &'t str,
    name: &'t str,
}

/// The surest pair of sentences that ascribe one act to different persons.
pub(crate) fn actors<'t>(case: Case<'_, 't>, holders: &mut Holders) -> Option<Difference<'t>> {
    let Case { corpus, pile, sheet, .. } = case;
    let mut best: Option<(f32, u32, u32)> = None;
    for (at, &row) in pile.sentences.iter().enumerate() {
        if !comparable(corpus, pile, row) {
            continue;
        }
        let Some(deed) = deed(corpus, &corpus.sentences[row as usize]) else { continue };
        for &other in holders.sharing(sheet, at, ALIKE) {
            let other = pile.sentences[other as usize];
            if other <= row || !comparable(corpus, pile, other) {
                continue;
            }
            let Some(rival) = self::deed(corpus, &corpus.sentences[other as usize]) else { continue };
            if let Some(sure) = ascribed(case, (row, &deed), (other, &rival))
                && best.is_none_or(|(most, _, _)| sure > most)
            {
                best = Some((sure, row, other));
            }
        }
    }
    let (_, a, b) = best?;
    let about = format!("who {}", deed(corpus, &corpus.sentences[a as usize])?.act);
    Some(Difference { kind: "differs", about, sides: vec![side(corpus, a), side(corpus, b)] })
}

/// The person that does one of the acts in a sentence, where only one act and one doer stands there.
fn deed<'t>(corpus: &Corpus<'t>, sentence: &Sentence) -> Option<Deed<'t>> {
    let report = &corpus.reports[sentence.doc as usize];
    let ents = report.ents.as_ref()?;
    // Most sentences tell of no such act; they cost no memory.
    if !corpus.cued(sentence).any(|(.., cues)| cues & cue::ACT != 0) {
        return None;
    }
    let tokens: Vec<(Span, String)> =
        corpus.tokens(sentence).map(|(span, _)| (span, fold(span.of(report.text)))).collect();
    let mut acts = tokens
        .iter()
        .enumerate()
        .filter_map(|(at, (_, low))| ACTS.iter().find(|act| *act == low).map(|act| (at, *act)));
    let (at, act) = acts.next()?;
    if acts.next().is_some() {
        return None;
    }
    let mut from = at;
    while from > 0 && BETWEEN.contains(&&*tokens[from - 1].1) {
        from -= 1;
    }
    // "Holm was killed" says nothing of who did it; "was appointed" does.
    let passive = tokens.get(from..at)?.iter().any(|(_, low)| matches!(low.as_str(), "was" | "been" | "is"));
    let takes = matches!(act, "appointed" | "elected");
    let end = tokens.get(from.checked_sub(1)?)?.0.end;
    if passive != takes {
        return None;
    }
    let row = ents.rows_in(sentence.span).find(|&row| ents.span(row).end == end)?;
    let name = ents.span(row).of(report.text);
    let id = ents.attr(row, "id").unwrap_or("");
    let person = matches!(ents.label(row), Some("PERSON" | "PER"));
    (person && !id.is_empty()).then_some(Deed { act, id, name })
}

/// How sure it is that two sentences tell one deed of two persons.
fn ascribed(
    case: Case<'_, '_>,
    (row, deed): (u32, &Deed<'_>),
    (other, rival): (u32, &Deed<'_>),
) -> Option<f32> {
    let Case { corpus, pile, .. } = case;
    let [a, b] = [row, other].map(|row| &corpus.sentences[row as usize]);
    let unlike = a.verdict.negated != b.verdict.negated || a.verdict.forecast || b.verdict.forecast;
    let foreign = pile.origin(a.doc) != pile.origin(b.doc);
    if unlike
        || !foreign
        || deed.act != rival.act
        || deed.id == rival.id
        || of_different_days(corpus, pile, (row, other))
    {
        return None;
    }
    let found = overlap(corpus, a, b);
    let close =
        found.cosine >= 0.5 && found.plain >= 3 && shared(corpus.terms(a), corpus.terms(b)).count() >= 5;
    let unknown = !knows(corpus, a.doc, rival.name) && !knows(corpus, b.doc, deed.name);
    (close && unknown).then_some(found.cosine)
}

/// Whether a report has the last word of a name, or one that begins like it: another spelling is no other person.
fn knows(corpus: &Corpus<'_>, doc: u32, name: &str) -> bool {
    let report = &corpus.reports[doc as usize];
    let beginning = |word: &str| fold(word).chars().take(3).collect::<String>();
    let last = beginning(name.rsplit(' ').next().unwrap_or(name));
    let words = report.tokens.spans().map(|span| span.of(report.text));
    words.filter(|word| word.starts_with(char::is_uppercase)).any(|word| beginning(word) == last)
}
