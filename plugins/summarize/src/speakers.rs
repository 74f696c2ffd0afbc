//! Who said what: quotations and reported speech whose sentence names the speaker, and through whom it came.

use copydesk_sdk::{LayerView, Span};

use crate::corpus::{Corpus, Report, Sentence};
use crate::lists::class;
use crate::page::Quote;
use crate::pile::{NOISY, Pile};
use crate::quotes::{is_retold, quote_the_same};
use crate::rows::Text;
use crate::same::{cite, supporters};
use crate::sheet::{Case, Holders};
use crate::words::{Shape, Word};

/// Most quotes of a briefing, and most of one speaker.
const MOST: usize = 5;
const MOST_OF_ONE: usize = 2;
/// Most sentences with speech that are looked at closely.
const LOOKED_AT: usize = 30;
/// Verbs that report what somebody said and have few other uses.
const REPORTING: [&str; 14] = [
    "said",
    "says",
    "told",
    "announced",
    "confirmed",
    "denied",
    "warned",
    "added",
    "stated",
    "insisted",
    "argued",
    "claimed",
    "wrote",
    "tweeted",
];

/// Words before a name that keep it from being a subject.
const PREPOSITIONS: [&str; 9] = ["by", "of", "with", "at", "from", "for", "in", "to", "on"];

/// A token and whether it stands between quotation marks.
struct Token<'t> {
    span: Span,
    text: &'t str,
    word: Word,
    quoted: bool,
}

/// What a sentence says about who speaks.
struct Said<'t> {
    row: u32,
    speaker: Span,
    entity: &'t str,
    relay: Option<Span>,
    direct: bool,
}

/// The quotes of a pile, those that most reports have first. A quotation in a translated or worse wording is not
/// printed; it counts for the original.
pub(crate) fn quotes<'t>(case: Case<'_, 't>, holders: &mut Holders) -> Vec<Quote<'t>> {
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
    let mut quotes: Vec<Quote<'t>> = Vec::new();
    for (_, said, also) in told {
        let quote = quote(corpus, pile, &said, &also);
        let of_one = quotes.iter().filter(|known| known.speaker == quote.speaker).count();
        if quotes.len() < MOST && of_one < MOST_OF_ONE {
            quotes.push(quote);
        }
    }
    quotes
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
    let sentence = &corpus.sentences[said.row as usize];
    Quote {
        text: corpus.printed(sentence.doc, sentence.span).into(),
        kind: if said.direct { "direct" } else { "reported" },
        speaker: fullest(corpus, pile, sentence.doc, said.speaker, said.entity),
        entity: said.entity,
        relay: said.relay.map(|span| corpus.printed(sentence.doc, span).into()).unwrap_or_default(),
        cites: [cite(corpus, said.row)],
        also: also.iter().map(|&row| cite(corpus, row)).collect(),
    }
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

fn said<'t>(corpus: &Corpus<'t>, row: u32) -> Option<Said<'t>> {
    let sentence = &corpus.sentences[row as usize];
    let report = &corpus.reports[sentence.doc as usize];
    let ents = report.ents.as_ref()?;
    let tokens = tokens(corpus, report, sentence);
    let direct = sentence.verdict.speech;
    let rows = ents.rows_in(sentence.span);
    let can_speak = |row: &usize| matches!(ents.label(*row), Some("PERSON" | "PER" | "ORG"));
    let speaker = rows.clone().filter(can_speak).find(|&row| {
        let person = ents.label(row) != Some("ORG");
        speaks(&tokens, ents.span(row), direct, person)
    })?;
    let relay = rows.filter(|&row| row != speaker).find(|&row| relays(&tokens, ents, row));
    Some(Said {
        row,
        speaker: ents.span(speaker),
        entity: ents.attr(speaker, "id").unwrap_or(""),
        relay: relay.map(|row| ents.span(row)),
        direct,
    })
}

fn tokens<'t>(corpus: &Corpus<'t>, report: &Report<'t>, sentence: &Sentence) -> Vec<Token<'t>> {
    let mut open = false;
    let tokens = corpus.tokens(sentence).take(200).map(|(span, word)| {
        match word.shape {
            Shape::Open => open = true,
            Shape::Close => open = false,
            Shape::Quote => open = !open,
            _ => {}
        }
        Token { span, text: span.of(report.text), word, quoted: open }
    });
    tokens.collect()
}

/// Whether a name is the subject of a verb of saying: "Krag said", "said Krag", "said minister Krag", "according to
/// Krag". Reported speech needs one of the plain verbs.
fn speaks(tokens: &[Token<'_>], name: Span, direct: bool, person: bool) -> bool {
    let first = tokens.partition_point(|token| token.span.start < name.start);
    let after = tokens.partition_point(|token| token.span.start < name.end);
    if tokens.get(first).is_none_or(|token| token.quoted) {
        return false;
    }
    let verb = |token: &Token<'_>| {
        let plain = REPORTING.iter().any(|verb| token.text.eq_ignore_ascii_case(verb));
        !token.quoted && token.word.class & class::SAYING != 0 && (direct || plain)
    };
    let back = |steps: usize| first.checked_sub(steps).and_then(|at| tokens.get(at));
    let according = back(1).is_some_and(|token| token.text == "to")
        && back(2).is_some_and(|token| token.text.eq_ignore_ascii_case("according"));
    let turned = direct && (back(1).is_some_and(verb) || title(back(1)) && back(2).is_some_and(verb));
    if according || turned {
        return true;
    }
    // "analysts polled by the agency said": another one speaks.
    let noun = if back(1).is_some_and(|token| token.word.class & class::ARTICLE != 0) { 2 } else { 1 };
    if back(noun).is_some_and(|token| PREPOSITIONS.contains(&token.text)) {
        return false;
    }
    // What stands between two commas or in brackets is passed over, and an adverb or "has" before the verb.
    let (mut aside, mut steps) = (false, 0);
    for token in tokens.iter().skip(after) {
        match token.word.shape {
            Shape::Bracket if person => aside = true,
            Shape::Unbracket => aside = false,
            _ if token.text == "," && person => aside = !aside,
            _ if aside => {}
            _ if verb(token) => return true,
            _ if token.quoted || steps > 1 || !passes(token) => return false,
            _ => steps += 1,
        }
    }
    false
}

/// Whether a word may stand between a name and its verb.
fn passes(token: &Token<'_>) -> bool {
    token.text.ends_with("ly")
        || matches!(token.text, "also" | "later" | "has" | "had" | "then" | "himself" | "herself")
}

fn title(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|token| token.word.class & class::ROLE != 0 && !token.quoted)
}

/// Nouns that stand between a verb and the name of who passed the words on, or behind that name.
const FILLERS: [&str; 9] =
    ["the", "a", "an", "agency", "news", "newspaper", "daily", "broadcaster", "station"];

/// Whether an organisation passed the words on: "told the Gazette", "quoted by the Gazette", "in an interview with the
/// Gazette", "the Gazette reported".
fn relays(tokens: &[Token<'_>], ents: &LayerView<'_>, row: usize) -> bool {
    if ents.label(row) != Some("ORG") {
        return false;
    }
    let name = ents.span(row);
    let first = tokens.partition_point(|token| token.span.start < name.start);
    let after = tokens.partition_point(|token| token.span.start < name.end);
    let plain = |token: &&Token<'_>| !token.quoted && !FILLERS.contains(&token.text);
    let mut next = tokens.get(after..).unwrap_or(&[]).iter().filter(plain);
    if next.next().is_some_and(|token| matches!(token.text, "reported" | "reports" | "quoted" | "cited")) {
        return true;
    }
    let mut before = tokens.get(..first).unwrap_or(&[]).iter().rev().filter(plain).map(|token| token.text);
    match (before.next(), before.next()) {
        (Some("told"), _) => true,
        (Some("by"), Some(verb)) => matches!(verb, "quoted" | "cited" | "carried" | "reported"),
        (Some("with" | "to"), Some(noun)) => matches!(noun, "interview" | "statement" | "according"),
        _ => false,
    }
}
