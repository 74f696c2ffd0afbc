//! Where reports disagree, and where one brings another up to date. Few and right: a find needs two sentences that
//! are surely about the same thing, and nothing is decided, both sides are printed.

use copydesk_sdk::Span;
use copydesk_text::calendar::Date;

use crate::actors::actors;
use crate::contrast::contrasts;
use crate::corpus::{Corpus, Report, Sentence};
use crate::figures::{conflict, figures};
use crate::judge::Fault;
use crate::lists::class;
use crate::one_thing::{BODIES, name_different};
use crate::only::only_here;
use crate::page::{Difference, Extract};
use crate::pile::Pile;
use crate::rank::shared;
use crate::same::{cite, overlap};
use crate::sheet::{Case, Holders};
use crate::words::NO_TERM;

/// Most differences that are printed.
const MOST: usize = 4;
/// Days between two reports from which on their numbers are about different moments.
pub(crate) const APART: i64 = 7;
/// Telling words that two opposed sentences share at least, and their least cosine.
const ALIKE: u8 = 4;
const NEARLY: f32 = 0.65;
/// Words by which they may differ in length: what one of them has besides may be what the other denies.
const LONGER: u32 = 6;
/// Words behind a negation among which what is denied begins.
const DENIED: usize = 2;
/// Days up to which two days may be told of one act.
const MONTH: i64 = 31;
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
    found.extend(contrasts(corpus, pile));
    found.extend(actors(case, holders));
    found.extend(claims(case, holders));
    if pile.members.len() > 2 {
        found.extend(only_here(case, rows, holders));
    }
    found.truncate(MOST);
    found
}

pub(crate) fn printable(sentence: &Sentence) -> bool {
    sentence.verdict.fault.is_none_or(Fault::is_slight)
}

pub(crate) fn side<'t>(corpus: &Corpus<'t>, row: u32) -> Extract<'t> {
    let sentence = &corpus.sentences[row as usize];
    Extract { text: corpus.printed(sentence.doc, sentence.span).into(), cites: vec![cite(corpus, row)] }
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
pub(crate) fn comparable(corpus: &Corpus<'_>, pile: &Pile<'_>, row: u32) -> bool {
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
    let offset = |sentence: &Sentence, published: i64| match corpus.days(sentence) {
        [day] => Some(day - published),
        _ => None,
    };
    let daily = first != second && offset(a, first).is_some_and(|days| offset(b, second) == Some(days));
    let counts = a.verdict.figures && b.verdict.figures;
    if daily || counts && conflict(&figures(corpus, a), &figures(corpus, b)).is_some() {
        return None;
    }
    let denied = a.verdict.negated != b.verdict.negated && {
        let (no, yes) = if a.verdict.negated { (a, b) } else { (b, a) };
        denies(corpus, no, yes)
    };
    let (days_a, days_b) = (corpus.days(a), corpus.days(b));
    match (denied, days_a, days_b) {
        (false, &[x], &[y]) if x != y && a.verdict.negated == b.verdict.negated => {
            let gap = (x - y).abs();
            // "Yesterday" and the day of publication are a day off now and then.
            let vague = gap == 1 && [a, b].iter().any(|sentence| is_relative(corpus, sentence));
            (!vague && gap <= MONTH && !name_different(corpus, (a, b), &BODIES)).then_some((0, found.cosine))
        }
        (true, ..) => Some((1, found.cosine)),
        _ => None,
    }
}

/// Whether what `no` denies is what `yes` says: the words right behind the negation stand in both.
fn denies(corpus: &Corpus<'_>, no: &Sentence, yes: &Sentence) -> bool {
    let terms: Vec<(u32, bool)> = corpus
        .tokens(no)
        .filter(|(_, word)| word.is_word())
        .map(|(_, word)| (word.term, word.class & class::NOT != 0))
        .collect();
    // "Even if the ministry does not ask": a condition denies nothing.
    const OPEN: [&str; 6] = ["if", "unless", "whether", "neither", "nor", "until"];
    let text = corpus.reports[no.doc as usize].text;
    if corpus.tokens(no).any(|(span, _)| OPEN.iter().any(|word| span.of(text).eq_ignore_ascii_case(word))) {
        return false;
    }
    let Some(at) = terms.iter().position(|(_, not)| *not) else { return false };
    let told = |&(term, _): &(u32, bool)| term != NO_TERM && corpus.plain(yes).binary_search(&term).is_ok();
    let behind = terms.get(at + 1..).unwrap_or(&[]);
    behind.iter().take(DENIED).any(told)
        && behind.iter().take(3 * DENIED).filter(|term| told(term)).count() >= 2
}

/// Whether a sentence says "yesterday" or the like.
fn is_relative(corpus: &Corpus<'_>, sentence: &Sentence) -> bool {
    const WORDS: [&str; 5] = ["yesterday", "today", "tomorrow", "tonight", "overnight"];
    let text = corpus.reports[sentence.doc as usize].text;
    corpus.tokens(sentence).any(|(span, _)| WORDS.iter().any(|word| span.of(text).eq_ignore_ascii_case(word)))
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
    let silent = statement.verdict.no_comment || statement.verdict.negated;
    if !foreign || silent || !printable(statement) || pile.is_noisy(corpus, other) {
        return None;
    }
    let published = |sentence: &Sentence| corpus.reports[sentence.doc as usize].published.map(Date::days);
    if let (Some(before), Some(after)) = (published(silence), published(statement))
        && !(0..=APART).contains(&(after - before))
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
    let named = !own.is_empty()
        && silent_one(corpus, silence).is_some_and(|silent| {
            own.iter().all(|term| silent.contains(term)) || silent.iter().all(|term| own.contains(term))
        });
    let topics = || common.iter().filter(|term| !own.contains(term));
    let topic: f32 = topics().map(|&term| weights[term as usize]).sum();
    (named && topics().count() >= 2 && topic >= 0.8).then_some((who, topic))
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
        // "German" is nobody.
        if ents.label(row) != Some("NORP") && speaks(corpus, sentence, name) {
            return Some((corpus.printed(sentence.doc, name).into_owned(), terms_of(corpus, report, name)));
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
        // "Krag had said" is older than its report.
        if matches!(token, "\"" | "“" | ":" | ";" | "had") || steps > 4 {
            return false;
        }
        aside ^= token == ",";
        if aside || token == "," {
            continue;
        }
        steps += 1;
        let Some(word) = corpus.word(report, row) else { continue };
        // "Krag, amid claims": a noun behind a preposition is no verb.
        if word.class & (class::SAYING | class::FUNCTION) != 0 && !matches!(token, "has" | "also" | "later") {
            return word.class & class::SAYING != 0;
        }
    }
    false
}

/// The terms of the name that is silent: the last one before the words of silence. "Krag had declined" tells of a
/// silence that may be over.
fn silent_one(corpus: &Corpus<'_>, sentence: &Sentence) -> Option<Vec<u32>> {
    let report = &corpus.reports[sentence.doc as usize];
    let ents = report.ents.as_ref()?;
    let (hush, _) = corpus.tokens(sentence).find(|(_, word)| word.class & class::HUSH != 0)?;
    let row = ents.rows_in(sentence.span).take_while(|&row| ents.span(row).end <= hush.start).last()?;
    let name = ents.span(row);
    let had = |span: Span| span.start >= name.end && span.end <= hush.start && span.of(report.text) == "had";
    (!corpus.tokens(sentence).any(|(span, _)| had(span))).then(|| terms_of(corpus, report, name))
}

/// The terms of a name.
fn terms_of(corpus: &Corpus<'_>, report: &Report<'_>, name: Span) -> Vec<u32> {
    let words = report.tokens.rows_in(name).filter_map(|token| corpus.word(report, token));
    let mut terms: Vec<u32> = words.map(|word| word.term).filter(|&term| term != NO_TERM).collect();
    terms.dedup();
    terms
}
