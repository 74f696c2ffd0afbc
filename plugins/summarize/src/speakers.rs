//! Who said what: quotations and reported speech whose sentence names the speaker, and through whom it came.

use copydesk_sdk::Span;
use copydesk_text::words::fold;

use crate::corpus::Corpus;
use crate::page::{Cite, Extract, Quote};
use crate::pile::{NOISY, Pile};
use crate::quotes::{is_retold, quote_the_same};
use crate::rows::Text;
use crate::said::{Said, quoted, said};
use crate::same::{cite, supporters};
use crate::sheet::{Case, Holders};

/// Most quotes of a briefing, and most of one speaker.
const MOST: usize = 5;
const MOST_OF_ONE: usize = 2;
/// Most sentences with speech that are looked at closely.
const LOOKED_AT: usize = 30;
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
            others.contains(&row) || known.direct && said.direct && same(corpus, known.row, row)
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
    let own = plain_words(corpus, doc, &said.words);
    let reworded = |&row: &u32| -> Option<Extract<'t>> {
        let sentence = &corpus.sentences[row as usize];
        let spans = quoted(corpus, sentence);
        let words: Vec<String> =
            spans.iter().map(|&span| corpus.printed(sentence.doc, span).into_owned()).collect();
        let other = !spans.is_empty() && plain_words(corpus, sentence.doc, &spans) != own;
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

/// The fullest form of a name in the reports of a pile: the longest mention of its entity in clean language.
pub(crate) fn fullest<'t>(
    corpus: &Corpus<'t>,
    pile: &Pile<'_>,
    doc: u32,
    name: Span,
    entity: &str,
) -> Text<'t> {
    let mut best = (doc, name);
    if !entity.is_empty() {
        for member in pile.members.iter().filter(|member| member.noise < NOISY) {
            let report = &corpus.reports[member.doc as usize];
            let Some(ents) = &report.ents else { continue };
            let Some((_, ids)) = ents.attrs.iter().find(|attr| attr.0 == "id") else { continue };
            for (row, _) in ids.iter().enumerate().filter(|(_, id)| *id == entity) {
                let span = ents.span(row);
                if span.len() > best.1.len() && is_plain(span.of(report.text)) {
                    best = (member.doc, span);
                }
            }
        }
    }
    corpus.printed(best.0, best.1).into()
}

/// Whether a name is written as names are: few words, no marks but those of initials and hyphens.
fn is_plain(name: &str) -> bool {
    name.split(' ').count() <= 5 && name.chars().all(|c| c.is_alphanumeric() || " .-'’".contains(c))
}
