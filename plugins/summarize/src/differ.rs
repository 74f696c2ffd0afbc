//! Where reports disagree, and where one brings another up to date. Few and right: a find needs two sentences that
//! are surely about the same thing, and nothing is decided, both sides are printed.

use copydesk_sdk::Span;
use copydesk_text::calendar::Date;
use copydesk_text::words::{fold, stem};

use crate::corpus::{Corpus, Sentence};
use crate::figures::{Figure, Kind, adds_up, conflict, figures};
use crate::judge::Fault;
use crate::lists::class;
use crate::only::only_here;
use crate::page::{Difference, Extract};
use crate::pile::Pile;
use crate::rank::shared;
use crate::same::{cite, overlap, tell_different_events};
use crate::sheet::{Case, Holders};
use crate::words::NO_TERM;

/// Most differences that are printed.
const MOST: usize = 4;
/// Most sentences that are compared for one counted noun.
const COMPARED: usize = 40;
/// Days between two reports from which on their numbers are about different moments.
const APART: i64 = 7;
/// Telling words that two opposed sentences share at least, and their least cosine.
const ALIKE: u8 = 4;
const NEARLY: f32 = 0.8;
/// Words by which they may differ in length: what one of them has besides may be what the other denies.
const LONGER: u32 = 4;
/// Most "no comment" sentences that are looked at.
const SILENCES: usize = 20;

/// The differences of a pile, updates of a "no comment" first, then what one report alone tells of the points `rows`.
pub(crate) fn differences<'t>(
    case: Case<'_, 't>,
    rows: &[u32],
    holders: &mut Holders,
) -> Vec<Difference<'t>> {
    let Case { corpus, pile, .. } = case;
    let mut found = updates(corpus, pile);
    found.extend(numbers(corpus, pile));
    found.extend(claims(case, holders));
    if pile.members.len() > 2 {
        found.extend(only_here(case, rows, holders));
    }
    found.truncate(MOST);
    found
}

fn printable(sentence: &Sentence) -> bool {
    sentence.verdict.fault.is_none_or(Fault::is_slight)
}

pub(crate) fn side<'t>(corpus: &Corpus<'t>, row: u32) -> Extract<'t> {
    let sentence = &corpus.sentences[row as usize];
    Extract { text: corpus.printed(sentence.doc, sentence.span).into(), cites: vec![cite(corpus, row)] }
}

/// A sentence and its numbers.
type Counted<'t> = (u32, Vec<Figure<'t>>);

/// Sentences that count the same thing and come to different numbers.
fn numbers<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>) -> Vec<Difference<'t>> {
    // What is counted, and by which of the sentences with numbers.
    let mut heads: Vec<(u32, u32)> = Vec::new();
    let mut counted: Vec<Counted<'t>> = Vec::new();
    for (at, &row) in pile.sentences.iter().enumerate() {
        let sentence = &corpus.sentences[row as usize];
        let clean = || printable(sentence) && !pile.is_noisy(corpus, row) && !pile.is_copy(pile.of[at]);
        if !sentence.verdict.figures || !clean() {
            continue;
        }
        let list = figures(corpus, sentence);
        heads.extend(list.iter().map(|figure| (figure.head, counted.len() as u32)));
        counted.push((row, list));
    }
    heads.sort_unstable();
    heads.dedup();
    let mut found: Vec<(String, &str, u32, u32)> = heads
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|rows| {
            let head = rows.first()?.0;
            let (a, b) = clearest(corpus, pile, rows, &counted)?;
            let noun = a.1.iter().find(|figure| figure.head == head)?.noun;
            Some((stem(&fold(noun)).to_owned(), noun, a.0, b.0))
        })
        .collect();
    found.sort();
    found.dedup_by(|next, kept| next.1 == kept.1);
    found.iter().map(|(_, noun, a, b)| side_by_side(corpus, *a, *b, &format!("number: {noun}"))).collect()
}

/// The two sentences that most surely disagree about a number of `head`.
fn clearest<'c, 't>(
    corpus: &Corpus<'t>,
    pile: &Pile<'_>,
    rows: &[(u32, u32)],
    counted: &'c [Counted<'t>],
) -> Option<(&'c Counted<'t>, &'c Counted<'t>)> {
    let mut best: Option<(f32, usize, usize)> = None;
    let rows = rows.get(..rows.len().min(COMPARED))?;
    for (at, &(head, a)) in rows.iter().enumerate() {
        for &(_, b) in rows.iter().skip(at + 1) {
            let (a, b) = (a as usize, b as usize);
            let sure = disagreement(corpus, pile, (&counted[a], &counted[b]), head);
            if sure.is_some_and(|sure| best.is_none_or(|(most, _, _)| sure > most)) {
                best = sure.map(|sure| (sure, a, b));
            }
        }
    }
    best.map(|(_, a, b)| (&counted[a], &counted[b]))
}

/// How sure it is that two sentences of different reports disagree about a number, or `None`.
fn disagreement<'t>(
    corpus: &Corpus<'_>,
    pile: &Pile<'_>,
    (first, second): (&Counted<'t>, &Counted<'t>),
    head: u32,
) -> Option<f32> {
    let (a, b) = (&corpus.sentences[first.0 as usize], &corpus.sentences[second.0 as usize]);
    let unlike = a.verdict.negated != b.verdict.negated || a.verdict.forecast != b.verdict.forecast;
    if a.doc == b.doc || unlike {
        return None;
    }
    let (mine, theirs) = conflict(&first.1, &second.1)?;
    if mine.head != head || mine.kind == Kind::Label {
        return None;
    }
    // Ten people may have been hurt and two killed: what is said of the two numbers must be the same.
    if COMMON.contains(&&*fold(mine.noun))
        && !beside(corpus, a, mine).iter().any(|term| beside(corpus, b, theirs).contains(term))
    {
        return None;
    }
    let found = overlap(corpus, a, b);
    // A thing that is counted only in this story needs less around it than people or shares, which are counted in
    // all; labels ("stage 15") tell different things apart.
    let special = corpus.weights.get(head as usize).is_some_and(|&weight| weight >= 0.5);
    let sure = match mine.kind {
        Kind::Label => false,
        Kind::Measure => found.telling >= 4 && found.cosine >= 0.5,
        Kind::Count => {
            found.telling >= 3 && found.cosine >= 0.5
                || found.telling >= 4 && found.cosine >= 0.35 && found.names >= 1
                || special && found.telling >= 2 && found.plain >= 2 && found.contained >= 0.15
        }
    };
    if !sure || adds_up(corpus, a, b) {
        return None;
    }
    let days_differ = !corpus.days(a).is_empty()
        && !corpus.days(b).is_empty()
        && shared(corpus.days(a), corpus.days(b)).next().is_none();
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.map(Date::days);
    let apart = published(a).zip(published(b)).is_some_and(|(a, b)| (a - b).abs() > APART);
    let other = days_differ || apart || tell_different_events(pile, first.0, second.0);
    (!other).then_some(found.cosine)
}

/// Nouns that are counted for many reasons in one story.
const COMMON: [&str; 10] =
    ["people", "persons", "men", "women", "children", "others", "cases", "victims", "civilians", "soldiers"];
/// Tokens on either side of a number that say why its things are counted.
const BESIDE: usize = 5;

/// The content terms around a number, its noun left out.
fn beside(corpus: &Corpus<'_>, sentence: &Sentence, figure: &Figure<'_>) -> Vec<u32> {
    let tokens: Vec<_> = corpus.tokens(sentence).collect();
    let Some(at) = tokens.iter().position(|(_, word)| word.term == figure.head) else { return Vec::new() };
    let around = tokens.get(at.saturating_sub(BESIDE)..(at + BESIDE).min(tokens.len())).unwrap_or(&[]);
    let terms = around.iter().map(|(_, word)| word.term);
    terms.filter(|&term| term != NO_TERM && term != figure.head).collect()
}

/// The earlier report first. A number that a report of a later day gives is an update.
fn side_by_side<'t>(corpus: &Corpus<'t>, a: u32, b: u32, about: &str) -> Difference<'t> {
    let published = |row: u32| corpus.reports[corpus.sentences[row as usize].doc as usize].published;
    let (first, second) = match (published(a), published(b)) {
        (Some(x), Some(y)) if y < x => (b, a),
        _ => (a, b),
    };
    let later = published(first).zip(published(second)).is_some_and(|(first, second)| first < second);
    Difference {
        kind: if later { "updates" } else { "differs" },
        about: about.to_owned(),
        sides: vec![side(corpus, first), side(corpus, second)],
    }
}

/// Sentences of different reports that tell the same in nearly the same words, but name different days or deny what
/// the other says: at most one of each kind, the surest.
fn claims<'t>(case: Case<'_, 't>, holders: &mut Holders) -> Vec<Difference<'t>> {
    let Case { corpus, pile, sheet, .. } = case;
    let mut best: [Option<(f32, u32, u32)>; 2] = [None, None];
    for (at, &row) in pile.sentences.iter().enumerate() {
        let sentence = &corpus.sentences[row as usize];
        let stated = corpus.days(sentence).len() == 1 || sentence.verdict.negated;
        if !stated || !comparable(corpus, pile, row) {
            continue;
        }
        for &other in holders.sharing(sheet, at, ALIKE) {
            let other = pile.sentences[other as usize];
            if comparable(corpus, pile, other)
                && let Some((kind, sure)) = opposed(corpus, pile, row, other)
                && best[kind].is_none_or(|(most, _, _)| sure > most)
            {
                best[kind] = Some((sure, row.min(other), row.max(other)));
            }
        }
    }
    let about = ["date", "said by one, denied by another"];
    let found = best.iter().zip(about).filter_map(|(found, about)| {
        let (_, a, b) = (*found)?;
        Some(Difference {
            kind: "differs",
            about: about.to_owned(),
            sides: vec![side(corpus, a), side(corpus, b)],
        })
    });
    found.collect()
}

/// Whether a sentence is clean enough to be set against another one.
fn comparable(corpus: &Corpus<'_>, pile: &Pile<'_>, row: u32) -> bool {
    let sentence = &corpus.sentences[row as usize];
    sentence.verdict.fault.is_none()
        && !sentence.verdict.speech
        && !sentence.verdict.no_comment
        && !pile.is_copy(pile.place(sentence.doc))
        && !pile.is_noisy(corpus, row)
}

/// In what two sentences of different reports are opposed (0 = the day, 1 = a denial), and how sure that is.
fn opposed(corpus: &Corpus<'_>, pile: &Pile<'_>, a: u32, b: u32) -> Option<(usize, f32)> {
    let (a, b) = (&corpus.sentences[a as usize], &corpus.sentences[b as usize]);
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.map(Date::days);
    let (first, second) = published(a).zip(published(b))?;
    if pile.origin(a.doc) == pile.origin(b.doc) || (first - second).abs() > APART {
        return None;
    }
    let found = overlap(corpus, a, b);
    if found.cosine < NEARLY || found.plain < 2 || a.words.abs_diff(b.words) > LONGER {
        return None;
    }
    // What is reported every day ("rose to 40 today") is another event each time.
    let daily = corpus.days(a) == [first] && corpus.days(b) == [second] && first != second;
    let counts = a.verdict.figures && b.verdict.figures;
    if daily || counts && conflict(&figures(corpus, a), &figures(corpus, b)).is_some() {
        return None;
    }
    let denied = a.verdict.negated != b.verdict.negated;
    let (days_a, days_b) = (corpus.days(a), corpus.days(b));
    let other_day = days_a.len() == 1 && days_b.len() == 1 && days_a != days_b;
    match (denied, other_day) {
        (false, true) => Some((0, found.cosine)),
        (true, false) => Some((1, found.cosine)),
        _ => None,
    }
}

/// A report in which somebody has not commented, and a statement of the same in a report that is not older.
fn updates<'t>(corpus: &Corpus<'t>, pile: &Pile<'_>) -> Vec<Difference<'t>> {
    let silent = pile.sentences.iter().copied().filter(|&row| {
        let sentence = &corpus.sentences[row as usize];
        sentence.verdict.no_comment && printable(sentence) && !pile.is_copy(pile.place(sentence.doc))
    });
    let mut found: Vec<Difference<'t>> = Vec::new();
    for row in silent.take(SILENCES) {
        let context = context(corpus, row);
        let best = pile
            .sentences
            .iter()
            .filter_map(|&other| Some((answer(corpus, pile, (row, &context), other)?, other)))
            .max_by(|a, b| a.0.1.total_cmp(&b.0.1).then(b.1.cmp(&a.1)));
        let Some(((who, _), other)) = best else { continue };
        let about = format!("comment: {who}");
        if found.iter().all(|known| known.about != about) {
            found.push(Difference {
                kind: "updates",
                about,
                sides: vec![side(corpus, row), side(corpus, other)],
            });
        }
    }
    found
}

/// Whether `other` is a statement by whom `row` calls silent: who, and how close the subjects are.
fn answer(
    corpus: &Corpus<'_>,
    pile: &Pile<'_>,
    (row, context): (u32, &[u32]),
    other: u32,
) -> Option<(String, f32)> {
    let weights = &corpus.weights;
    let (silence, statement) = (&corpus.sentences[row as usize], &corpus.sentences[other as usize]);
    let foreign = pile.origin(silence.doc) != pile.origin(statement.doc);
    if !foreign || statement.verdict.no_comment || !printable(statement) || pile.is_noisy(corpus, other) {
        return None;
    }
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published;
    if let (Some(before), Some(after)) = (published(silence), published(statement))
        && after < before
    {
        return None;
    }
    // Cheap first: some name or word must be shared before anyone looks at the tokens.
    let common: Vec<u32> =
        shared(context, corpus.terms(statement)).filter(|&term| weights[term as usize] >= 0.35).collect();
    if common.len() < 2 {
        return None;
    }
    let (who, own) = speaker(corpus, statement)?;
    let silent_one = corpus.terms(silence);
    let named =
        !own.is_empty() && own.iter().all(|term| silent_one.contains(term)) && leads(corpus, silence, &own);
    let topic: f32 =
        common.iter().filter(|term| !own.contains(term)).map(|&term| weights[term as usize]).sum();
    (named && topic >= 0.8).then_some((who, topic))
}

/// The words of a sentence and of the one before it: what a short "no comment" is about.
fn context(corpus: &Corpus<'_>, row: u32) -> Vec<u32> {
    let sentence = &corpus.sentences[row as usize];
    let mut terms = corpus.terms(sentence).to_vec();
    let before = row.checked_sub(1).map(|row| &corpus.sentences[row as usize]);
    if let Some(before) = before.filter(|before| before.doc == sentence.doc && before.is_body()) {
        terms.extend(corpus.terms(before));
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The name that makes a statement in this sentence, as printed, and its terms: a name near the start, followed
/// within a few words by a verb of saying outside quotations.
fn speaker(corpus: &Corpus<'_>, sentence: &Sentence) -> Option<(String, Vec<u32>)> {
    let report = &corpus.reports[sentence.doc as usize];
    let ents = report.ents.as_ref()?;
    for row in ents.rows_in(sentence.span).take(6) {
        let name = ents.span(row);
        if speaks(corpus, sentence, name) {
            let words = report.tokens.rows_in(name).filter_map(|token| corpus.word(report, token));
            let mut terms: Vec<u32> = words.map(|word| word.term).filter(|&term| term != NO_TERM).collect();
            terms.dedup();
            return Some((corpus.printed(sentence.doc, name).into_owned(), terms));
        }
    }
    None
}

/// Whether a verb of saying follows a name within a few words, what stands between two commas left out.
fn speaks(corpus: &Corpus<'_>, sentence: &Sentence, name: Span) -> bool {
    let report = &corpus.reports[sentence.doc as usize];
    let after = report.tokens.rows_in(Span::new(name.end, sentence.span.end)).take(16);
    let (mut aside, mut steps) = (false, 0);
    for row in after {
        let token = report.tokens.span(row).of(report.text);
        if matches!(token, "\"" | "“" | ":" | ";") || steps > 4 {
            return false;
        }
        aside ^= token == ",";
        if !aside && token != "," {
            steps += 1;
            if corpus.word(report, row).is_some_and(|word| word.class & class::SAYING != 0) {
                return true;
            }
        }
    }
    false
}

/// Whether the terms of a name stand before the words of silence: within the first dozen tokens.
fn leads(corpus: &Corpus<'_>, sentence: &Sentence, own: &[u32]) -> bool {
    let first: Vec<u32> = corpus.tokens(sentence).take(12).map(|(_, word)| word.term).collect();
    own.iter().all(|term| first.contains(term))
}
