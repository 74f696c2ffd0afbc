//! Who said what: quotations and reported speech whose sentence names the speaker, and through whom it came.

use copydesk_sdk::Span;
use copydesk_text::words::fold;

use crate::corpus::{Corpus, Sentence};
use crate::page::{Cite, Extract, Quote};
use crate::pile::{Member, NOISY, Pile};
use crate::quotes::{is_retold, is_worded_alike, quote_the_same};
use crate::rows::Text;
use crate::said::{Said, quoted, said};
use crate::same::{cite, overlap, supporters};
use crate::sheet::{Case, Holders};

/// Most quotes of a briefing, and most of one speaker.
const MOST: usize = 5;
const MOST_OF_ONE: usize = 2;
/// Most sentences with speech that are looked at closely.
const LOOKED_AT: usize = 30;
/// Share of the shorter one's words by weight that two reported statements of one speaker share which are one.
const REPORTED_AGAIN: f32 = 0.4;

/// The quotes of a pile, those that most reports have first. A quotation in a translated or worse wording is not
/// printed; it counts for the original.
///
/// The second list has the sentences that are little else than a quotation: printed among the quotes, they need not
/// be printed as points as well.
pub(crate) fn quotes<'t>(case: Case<'_, 't>, holders: &mut Holders) -> (Vec<Quote<'t>>, Vec<u32>) {
    let Case { corpus, pile, .. } = case;
    let several = pile.members.len() > 1;
    let mut told: Vec<(usize, Said<'t>, Vec<u32>)> = Vec::new();
    for row in candidates(case) {
        let Some(said) = said(corpus, row) else { continue };
        let also = if several { others(case, holders, &said) } else { Vec::new() };
        let repeats = told.iter().any(|(_, known, others)| {
            others.contains(&row)
                || known.direct && said.direct && same(corpus, known.row, row)
                || !known.direct && !said.direct && reported_again(corpus, known, &said)
        });
        if !repeats && (said.direct || !also.is_empty()) && !is_retold(case, row) {
            told.push((origins(case, &also), said, also));
        }
    }
    // The sort keeps the order of equals.
    told.sort_by_key(|(origins, said, _)| std::cmp::Reverse((*origins, said.direct)));
    let (mut quotes, mut rows): (Vec<Quote<'t>>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut spoken: Vec<String> = Vec::new();
    for (_, said, also) in told {
        let quote = quote(corpus, pile, &said, &also);
        let of_one = quotes.iter().filter(|known| known.speaker == quote.speaker).count();
        // The same words again, or a part of them.
        let words = plain_words(corpus, corpus.sentences[said.row as usize].doc, &said.words);
        let again = said.direct && spoken.iter().any(|known| known.contains(&words) || words.contains(known));
        if quotes.len() < MOST && of_one < MOST_OF_ONE && !again {
            spoken.extend(said.direct.then_some(words));
            quotes.push(quote);
            if is_mostly_quoted(corpus, &said) {
                rows.push(said.row);
                rows.extend(also);
            }
        }
    }
    (quotes, rows)
}

/// Whether one speaker is reported to have said nearly the same twice.
fn reported_again(corpus: &Corpus<'_>, known: &Said<'_>, said: &Said<'_>) -> bool {
    let [a, b] = [known.row, said.row].map(|row| &corpus.sentences[row as usize]);
    known.entity == said.entity && overlap(corpus, a, b).contained >= REPORTED_AGAIN
}

/// Whether more than half of a sentence stands between quotation marks.
fn is_mostly_quoted(corpus: &Corpus<'_>, said: &Said<'_>) -> bool {
    let words: u32 = said.words.iter().map(|span| span.len()).sum();
    words * 2 > corpus.sentences[said.row as usize].span.len()
}

/// The sentences that may hold a quote, most central first and those with the words themselves before others.
fn candidates(Case { corpus, pile, ranks, .. }: Case<'_, '_>) -> Vec<u32> {
    let several = pile.members.len() > 1;
    let mut found: Vec<(f32, u32)> = Vec::new();
    for (at, &row) in pile.sentences.iter().enumerate() {
        let verdict = corpus.sentences[row as usize].verdict;
        // Reported speech is what news consists of: only where others say the same is it worth a line.
        let wanted = verdict.says && verdict.fault.is_none() && (verdict.speech || several);
        if wanted && !pile.is_copy(pile.of[at]) && !pile.is_noisy(corpus, row) {
            let degree = ranks.degree[at] * ranks.relevance[pile.of[at] as usize];
            found.push((degree + if verdict.speech { 0.5 } else { 0.0 }, row));
        }
    }
    found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.truncate(LOOKED_AT);
    found.into_iter().map(|(_, row)| row).collect()
}

fn same(corpus: &Corpus<'_>, a: u32, b: u32) -> bool {
    quote_the_same(corpus, &corpus.sentences[a as usize], &corpus.sentences[b as usize])
}

/// The sentences of other reports with the same quotation, or that say the same.
fn others(case: Case<'_, '_>, holders: &mut Holders, said: &Said<'_>) -> Vec<u32> {
    let Case { corpus, pile, sheet, .. } = case;
    if !said.direct {
        return supporters(case, holders, said.row);
    }
    let Some(at) = pile.at(said.row) else { return Vec::new() };
    let sentence = &corpus.sentences[said.row as usize];
    let mut docs = vec![sentence.doc];
    let mut also = Vec::new();
    for &other in holders.sharing(sheet, at, 3) {
        let row = pile.sentences[other as usize];
        let rival = &corpus.sentences[row as usize];
        if rival.verdict.speech && !docs.contains(&rival.doc) && quote_the_same(corpus, sentence, rival) {
            docs.push(rival.doc);
            also.push(row);
        }
    }
    also
}

/// Independent reports among some sentences.
fn origins(case: Case<'_, '_>, rows: &[u32]) -> usize {
    let origin = |row: &u32| case.pile.origin(case.corpus.sentences[*row as usize].doc);
    let mut origins: Vec<u32> = rows.iter().map(origin).collect();
    origins.sort_unstable();
    origins.dedup();
    origins.len()
}

fn quote<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>, said: &Said<'t>, also: &[u32]) -> Quote<'t> {
    let doc = corpus.sentences[said.row as usize].doc;
    let printed = |span: Span| -> Text<'t> { corpus.printed(doc, span).into() };
    let place = |doc: u32, span: Span| Cite::new(corpus.reports[doc as usize].doc.id(), span);
    let extract = |span: &Span| Extract { text: printed(*span), cites: vec![place(doc, *span)] };
    // More or less of the same words is no other wording.
    let same_words = |sentence: &Sentence, spans: &[Span]| {
        let own = &corpus.sentences[said.row as usize];
        let part = |a: &str, b: &str| a.contains(b) || b.contains(a);
        let mine = said.words.iter().map(|&span| plain_words(corpus, doc, &[span]));
        let theirs = |span: &Span| plain_words(corpus, sentence.doc, &[*span]);
        is_worded_alike(corpus, own, sentence)
            || mine.into_iter().any(|own| spans.iter().any(|span| part(&own, &theirs(span))))
    };
    let reworded = |&row: &u32| -> Option<Extract<'t>> {
        let sentence = &corpus.sentences[row as usize];
        let spans = quoted(corpus, sentence);
        let words: Vec<String> =
            spans.iter().map(|&span| corpus.printed(sentence.doc, span).into_owned()).collect();
        let other = !spans.is_empty() && !same_words(sentence, &spans);
        let cites = spans.iter().map(|&span| place(sentence.doc, span)).collect();
        other.then(|| Extract { text: words.join(" ").into(), cites })
    };
    Quote {
        text: printed(corpus.sentences[said.row as usize].span),
        kind: if said.direct { "direct" } else { "reported" },
        speaker: fullest(corpus, pile, doc, said.speaker, said.entity),
        entity: said.entity,
        verb: said.verb.map(printed).unwrap_or_default(),
        relay: said.relay.map(printed).unwrap_or_default(),
        words: said.words.iter().map(extract).collect(),
        cites: [cite(corpus, said.row)],
        also: also.iter().map(|&row| cite(corpus, row)).collect(),
        wordings: if said.direct { also.iter().filter_map(reworded).collect() } else { Vec::new() },
    }
}

/// The letters and digits of some places, without which two wordings are the same.
fn plain_words(corpus: &Corpus<'_>, doc: u32, spans: &[Span]) -> String {
    let text = corpus.reports[doc as usize].text;
    let folded = spans.iter().map(|span| fold(span.of(text)));
    folded.flat_map(|text| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>()).collect()
}

/// Words that begin a surname of several words.
const PARTICLES: [&str; 17] = [
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "van",
    "von",
];

/// What a name is printed as: of the forms of two words and more that the reports of a pile in clean language have, the
/// usual one, of equals the longest. One report's "Harbour chief Ole Krag" is no name of his, and "Del Monte" not the
/// whole of it.
pub(crate) fn fullest<'t>(
    corpus: &Corpus<'t>,
    pile: &Pile<'_>,
    doc: u32,
    name: Span,
    entity: &str,
) -> Text<'t> {
    let own = name.of(corpus.reports[doc as usize].text);
    let mut forms: Vec<(&str, u32, u32, Span)> = vec![(own, 0, doc, name)];
    let clean = |member: &&Member| !entity.is_empty() && member.noise < NOISY;
    for member in pile.members.iter().filter(clean) {
        let report = &corpus.reports[member.doc as usize];
        let Some(ents) = &report.ents else { continue };
        let Some((_, ids)) = ents.attrs.iter().find(|attr| attr.0 == "id") else { continue };
        for (row, _) in ids.iter().enumerate().filter(|(_, id)| *id == entity) {
            let span = ents.span(row);
            let form = span.of(report.text);
            match forms.iter_mut().find(|known| known.0 == form) {
                Some((_, count, _, _)) => *count += 1,
                None if is_plain(form) => forms.push((form, 1, member.doc, span)),
                None => {}
            }
        }
    }
    let weigh = |form: &&(&str, u32, u32, Span)| {
        let full = form.0.split_once(' ').is_some_and(|(first, _)| !PARTICLES.contains(&&*fold(first)));
        (full, if full { form.1 } else { 0 }, form.0.len())
    };
    // Of equals the one that the quote itself has.
    let best = forms.iter().rev().max_by_key(weigh).map_or((doc, name), |form| (form.2, form.3));
    corpus.printed(best.0, best.1).into()
}

/// Whether a name is written as names are: few words, no marks but those of initials and hyphens.
fn is_plain(name: &str) -> bool {
    name.split(' ').count() <= 5 && name.chars().all(|c| c.is_alphanumeric() || " .-'’".contains(c))
}
