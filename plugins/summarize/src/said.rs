//! Who speaks in one sentence, with which verb, which words, and through whom they came.

use copydesk_sdk::{LayerView, Span};

use crate::corpus::{Corpus, Sentence};
use crate::judge::Tok;
use crate::lists::class;
use crate::marks::mark_quoted;
use crate::words::{NO_TERM, Shape, Word};

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
/// Words behind a name after which its office or home may stand: "Krag of the Harbour Board said".
const LINKS: [&str; 5] = ["of", "from", "at", "for", "with"];
/// Most tokens before a name that belong to it: "for 61-year-old harbour minister Krag".
const LEADS: usize = 8;
/// Most words between a quotation and the name of its speaker behind it: "...," the former minister for trade, Krag, said.
const FAR: usize = 12;
/// Most tokens of a sentence that are looked at.
const MOST: usize = 300;
/// Fewest words of a quotation that is more than a turn of phrase, beside a longer one.
const PIECE: usize = 3;

/// A token and whether it stands between quotation marks.
pub(crate) struct Token<'t> {
    span: Span,
    text: &'t str,
    word: Word,
    quoted: bool,
}

/// What a sentence says about who speaks.
pub(crate) struct Said<'t> {
    pub(crate) row: u32,
    pub(crate) speaker: Span,
    pub(crate) entity: &'t str,
    /// The verb of saying, where one stands beside the speaker.
    pub(crate) verb: Option<Span>,
    pub(crate) relay: Option<Span>,
    pub(crate) direct: bool,
    /// The quotations in it, without their marks.
    pub(crate) words: Vec<Span>,
}

/// How a name was found to speak.
#[derive(Clone, Copy)]
enum Speaks {
    /// Beside this verb.
    Verb(Span),
    /// "according to" it.
    According,
}

/// Who speaks in a sentence. `None` where nobody surely does, or more than one.
pub(crate) fn said<'t>(corpus: &Corpus<'t>, row: u32) -> Option<Said<'t>> {
    let sentence = &corpus.sentences[row as usize];
    let report = &corpus.reports[sentence.doc as usize];
    let ents = report.ents.as_ref()?;
    let tokens = tokens(corpus, sentence);
    let direct = sentence.verdict.speech;
    let rows = ents.rows_in(sentence.span);
    let can_speak = |row: &usize| matches!(ents.label(*row), Some("PERSON" | "PER" | "ORG"));
    let mut relay = rows.clone().find(|&row| relays(&tokens, ents, row));
    let mut found: Option<(usize, Speaks)> = None;
    for row in rows.filter(can_speak).filter(|&row| !relays(&tokens, ents, row)) {
        let person = ents.label(row) != Some("ORG");
        let Some(speaks) = speaks(&tokens, ents.span(row), direct, person) else { continue };
        let Some((first, how)) = found.replace((row, speaks)) else { continue };
        // Somebody's words "according to" an organisation are passed on by it. With two speakers in one sentence
        // nobody knows whose the words are.
        let passes_on =
            |row: usize, how: Speaks| matches!(how, Speaks::According) && ents.label(row) == Some("ORG");
        if same_entity(ents, first, row) || passes_on(row, speaks) {
            relay = relay.or(passes_on(row, speaks).then_some(row));
            found = Some((first, how));
        } else if passes_on(first, how) {
            relay = relay.or(Some(first));
        } else {
            return None;
        }
    }
    let (speaker, speaks) = found?;
    // What a newspaper is only the source of, nobody said.
    if matches!(speaks, Speaks::According) && is_medium(ents.span(speaker).of(report.text)) {
        return None;
    }
    let words = if direct { pieces(&tokens) } else { Vec::new() };
    if direct && (words.is_empty() || !are_of(&tokens, &words, ents.span(speaker), speaks, report.text)) {
        return None;
    }
    Some(Said {
        row,
        speaker: ents.span(speaker),
        entity: ents.attr(speaker, "id").unwrap_or(""),
        verb: match speaks {
            Speaks::Verb(span) => Some(span),
            Speaks::According => None,
        },
        relay: relay.map(|row| ents.span(row)),
        direct,
        words,
    })
}

/// Whether the quotations `words` of a sentence can be those of the name that was found to speak: it stands near them,
/// nobody without a name speaks as well, and it does not speak of itself by name.
fn are_of(tokens: &[Token<'_>], words: &[Span], name: Span, speaks: Speaks, text: &str) -> bool {
    let surname = name.of(text).rsplit(' ').next().unwrap_or("");
    let own = |token: &Token<'_>| token.quoted && token.text == surname;
    let torn = name.of(text).contains('(') != name.of(text).contains(')');
    if torn || tokens.iter().any(own) {
        return false;
    }
    let before = words.iter().rfind(|piece| piece.end <= name.start);
    if let Some(before) = before
        && words.iter().all(|piece| piece.start < name.start)
    {
        let between = |token: &&Token<'_>| token.span.start >= before.end && token.span.end <= name.start;
        // Behind "... the end." another sentence may begin, even where none was cut: "Krag lamented the difficulty".
        let reports = |verb: Span| REPORTING.contains(&verb.of(text));
        let begins = before.of(text).ends_with('.') && matches!(speaks, Speaks::Verb(verb) if !reports(verb));
        if begins || tokens.iter().filter(between).filter(|token| token.word.is_word()).count() > FAR {
            return false;
        }
    }
    let Speaks::Verb(verb) = speaks else { return true };
    // "... " a neighbour told the Gazette: the verb of a noun in small letters.
    let neighbour = |pair: &[Token<'_>]| {
        let [noun, said] = pair else { return false };
        let reports = REPORTING.contains(&said.text) && said.span != verb;
        let plain =
            noun.word.shape == Shape::Lower && noun.word.term != NO_TERM && !noun.text.ends_with("ly");
        reports && plain && !noun.quoted && !said.quoted
    };
    words.len() < 2 || !tokens.windows(2).any(neighbour)
}

/// Whether a name is that of a newspaper, a broadcaster or an agency.
fn is_medium(name: &str) -> bool {
    const MEDIA: [&str; 24] = [
        "times",
        "post",
        "news",
        "herald",
        "gazette",
        "journal",
        "tribune",
        "telegraph",
        "guardian",
        "reuters",
        "ap",
        "afp",
        "bbc",
        "cnn",
        "cbs",
        "nbc",
        "abc",
        "npr",
        "tass",
        "interfax",
        "xinhua",
        "bloomberg",
        "observer",
        "press",
    ];
    let last = name.rsplit(' ').next().unwrap_or(name);
    MEDIA.iter().any(|medium| last.eq_ignore_ascii_case(medium))
}

fn same_entity(ents: &LayerView<'_>, a: usize, b: usize) -> bool {
    let id = |row| ents.attr(row, "id").unwrap_or("");
    !id(a).is_empty() && id(a) == id(b)
}

/// The quotations of a sentence, without their marks.
pub(crate) fn quoted(corpus: &Corpus<'_>, sentence: &Sentence) -> Vec<Span> {
    pieces(&tokens(corpus, sentence))
}

fn tokens<'t>(corpus: &Corpus<'t>, sentence: &Sentence) -> Vec<Token<'t>> {
    let text = corpus.reports[sentence.doc as usize].text;
    let most = (sentence.tokens.1 - sentence.tokens.0).min(MOST as u32) as usize;
    let mut tokens: Vec<Tok> = Vec::with_capacity(most);
    let own = corpus.tokens(sentence).take(MOST);
    tokens.extend(own.map(|(span, word)| Tok { span, word, quoted: false }));
    mark_quoted(&mut tokens);
    let told =
        |tok: Tok| Token { span: tok.span, text: tok.span.of(text), word: tok.word, quoted: tok.quoted };
    tokens.into_iter().map(told).collect()
}

/// Whether quoted words are a title: `least` content words or more, each with a capital.
fn is_title(run: &[Token<'_>], least: usize) -> bool {
    let content = || run.iter().filter(|token| token.word.is_word() && token.word.term != NO_TERM);
    content().count() >= least && content().all(|token| token.word.shape != Shape::Lower)
}

/// The runs of quoted tokens, without a comma at the end, which belongs to the sentence around them. Turns of phrase
/// beside a longer quotation are left out, and titles of works.
fn pieces(tokens: &[Token<'_>]) -> Vec<Span> {
    let mut pieces: Vec<(Span, usize)> = Vec::new();
    let mut titles: Vec<Span> = Vec::new();
    for run in tokens
        .chunk_by(|a, b| a.quoted == b.quoted)
        .filter(|run| run.first().is_some_and(|token| token.quoted))
    {
        let last = run.iter().rposition(|token| !matches!(token.text, "," | ";" | "-" | "–" | "—"));
        let (Some(first), Some(last)) = (run.first(), last.and_then(|last| run.get(last))) else { continue };
        let words = run.iter().filter(|token| token.word.is_word()).count();
        if words > 0 && !is_title(run, 3) {
            let span = Span::new(first.span.start, last.span.end);
            pieces.push((span, words));
            titles.extend(is_title(run, 2).then_some(span));
        }
    }
    let longest = pieces.iter().map(|(_, words)| *words).max().unwrap_or(0);
    // A short title is one only beside longer words: "Zero chance" may be all that was said.
    let kept = |(span, words): &(Span, usize)| {
        *words >= PIECE.min(longest) && (*words == longest || !titles.contains(span))
    };
    pieces.iter().filter(|piece| kept(piece)).map(|(span, _)| *span).collect()
}

/// Whether a name is the subject of a verb of saying: "Krag said", "said Krag", "said minister Krag", "according to
/// Krag". Reported speech needs one of the plain verbs.
fn speaks(tokens: &[Token<'_>], name: Span, direct: bool, person: bool) -> Option<Speaks> {
    let first = tokens.partition_point(|token| token.span.start < name.start);
    let after = tokens.partition_point(|token| token.span.start < name.end);
    if tokens.get(first).is_none_or(|token| token.quoted) {
        return None;
    }
    let verb = |token: &Token<'_>| {
        let plain = REPORTING.iter().any(|verb| token.text.eq_ignore_ascii_case(verb));
        !token.quoted && token.word.class & class::SAYING != 0 && (direct || plain)
    };
    let back = |steps: usize| first.checked_sub(steps).and_then(|at| tokens.get(at));
    let noun = if back(1).is_some_and(|token| token.word.class & class::ARTICLE != 0) { 2 } else { 1 };
    if back(noun).is_some_and(|token| token.text == "to")
        && back(noun + 1).is_some_and(|token| token.text.eq_ignore_ascii_case("according"))
    {
        return Some(Speaks::According);
    }
    // "..., said Krag", "..., said minister Krag". In "the minister told Krag" another one speaks.
    let steps = if title(back(1)) && !back(1).is_some_and(verb) { 2 } else { 1 };
    if let Some(turned) = back(steps).filter(|token| direct && verb(token))
        && back(steps + 1).is_none_or(|token| !token.word.is_word())
        && !turned.text.eq_ignore_ascii_case("told")
    {
        return Some(Speaks::Verb(turned.span));
    }
    // "analysts polled by the agency said", "a lawyer for Senator Krag said": another one speaks.
    let mut lead = tokens.get(..first)?.iter().rev().take(LEADS).skip_while(|token| leads(token));
    if lead.next().is_some_and(|token| PREPOSITIONS.contains(&token.text)) {
        return None;
    }
    if !person && one_of_many(tokens.get(..first).unwrap_or(&[])) {
        return None;
    }
    verb_after(tokens.get(after..).unwrap_or(&[]), person, direct, &verb).map(Speaks::Verb)
}

/// Whether a word before a name belongs to it: an article, an age, a role.
fn leads(token: &Token<'_>) -> bool {
    let role = class::ARTICLE | class::ROLE | class::NUMBER;
    !token.quoted && (token.word.class & role != 0 || matches!(token.text, "-" | "year" | "old" | "year-old"))
}

/// Whether the words before a name of a body say that one of its kind or of its members is meant: "a prominent Senate
/// Republican".
fn one_of_many(before: &[Token<'_>]) -> bool {
    let adjectives = before.iter().rev().take(2).take_while(|token| token.word.shape == Shape::Lower).count();
    let mut led = before.iter().rev().take(adjectives + 1);
    led.any(|token| token.text.eq_ignore_ascii_case("a") || token.text.eq_ignore_ascii_case("an"))
}

/// The verb that follows a name. What stands between two commas or in brackets is passed over, where the name is from,
/// and an adverb or "has" before the verb.
fn verb_after(
    tokens: &[Token<'_>],
    person: bool,
    direct: bool,
    verb: &dyn Fn(&Token<'_>) -> bool,
) -> Option<Span> {
    // "The Senate confirmed Judge Brandt" says nothing: without the words themselves an organisation's act is no
    // speech unless it is said what was said.
    let says = |next: Option<&Token<'_>>| {
        direct
            || person
            || next.is_none_or(|next| {
                !next.word.is_word() || next.text == "that" || next.word.class & class::TIME != 0
            })
    };
    let (mut aside, mut from, mut steps) = (false, false, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token.word.shape {
            Shape::Bracket if person => aside = true,
            Shape::Unbracket => aside = false,
            _ if token.text == "," && person => (aside, from) = (!aside, false),
            _ if aside => {}
            _ if verb(token) => return says(tokens.get(at + 1)).then_some(token.span),
            _ if at == 0 && person && LINKS.contains(&token.text) => from = true,
            Shape::Upper if from && !token.quoted => {}
            _ if from && !token.quoted && token.word.class & class::ARTICLE != 0 => {}
            _ if token.quoted || steps > 1 || !passes(token) => return None,
            _ => steps += 1,
        }
    }
    None
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

/// Whether an organisation surely passed the words on: "told the Gazette", "quoted by the Gazette", "in an interview with the
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
        (Some("with" | "to"), Some(noun)) => matches!(noun, "interview" | "statement"),
        _ => false,
    }
}
