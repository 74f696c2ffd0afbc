//! Whether a sentence can be printed by itself.

use copydesk_sdk::Span;

use crate::asides::{
    ends_like_caption, has_credit_behind, is_caption, is_own_voice, is_told_to_reader, stops_before_name,
};
use crate::lists::{class, joining, joining_after, no_comment};
use crate::marks::mark_quoted;
pub(crate) use crate::verdict::{Fault, Verdict};
use crate::words::{Shape, Word};

/// Fewest words of a sentence that is printed.
const SHORTEST: usize = 5;
/// Most words of a sentence that is printed.
const LONGEST: usize = 60;
/// Tokens from which on nobody looks closer: the checks compare tokens with names.
const LIMIT: usize = 400;
/// Words between quotation marks from which on they are speech and not a nickname or a title.
const SPEECH: usize = 4;

/// A token of a sentence with what its word is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tok {
    pub(crate) span: Span,
    pub(crate) word: Word,
    /// Whether it stands between quotation marks.
    pub(crate) quoted: bool,
}

impl Tok {
    pub(crate) fn is(&self, bits: u32) -> bool {
        self.word.class & bits != 0
    }

    pub(crate) fn is_word(&self) -> bool {
        matches!(self.word.shape, Shape::Upper | Shape::Lower | Shape::Other)
    }
}

/// A name in a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) span: Span,
    /// Whether "he" or "she" may stand for it.
    pub(crate) person: bool,
}

/// What is known about the names of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Names<'a> {
    /// A stage looked for names and found these.
    Found(&'a [Named]),
    /// Nobody looked for names: capitals inside the sentence are taken for them.
    Capitals,
    /// Nobody looked, and the document has no capitals inside its sentences: nothing can be said.
    Unknown,
}

/// Judges a sentence. `text` is the document's text; `names` is what is known about names in it.
pub(crate) fn judge(text: &str, tokens: &mut [Tok], names: Names<'_>) -> Verdict {
    if tokens.len() > LIMIT {
        return Verdict { fault: Some(Fault::Broken), ..Verdict::default() };
    }
    let (mut words, mut bits, mut shapes) = (0, 0, 0);
    for token in tokens.iter() {
        words += usize::from(token.is_word());
        bits |= token.word.class;
        shapes |= token.word.shape.bit();
    }
    // What no token has needs no search.
    let has = |bit: u32| bits & bit != 0;
    let shaped = |shape: Shape| shapes & shape.bit() != 0;
    let marks = [Shape::Open, Shape::Close, Shape::Quote, Shape::Single].map(Shape::bit).iter().sum::<u32>();
    let brackets = Shape::Bracket.bit() | Shape::Unbracket.bit();
    let quotes = shapes & marks != 0;
    let sound = !quotes || mark_quoted(tokens);
    let speech = quotes && longest_quotation(tokens) >= SPEECH;
    let silent = has(class::HUSH) && has(class::SILENCE) && says_nothing(text, tokens);
    let fault = if words < SHORTEST {
        Some(Fault::Short)
    } else if shaped(Shape::Debris)
        || has(class::PICTURE) && is_caption(text, tokens)
        || has(class::NUMBER) && ends_like_caption(text, tokens)
        || has_credit_behind(text, tokens)
    {
        Some(Fault::Debris)
    } else if !sound
        || shapes & brackets != 0 && !brackets_match(tokens)
        || begins_inside(tokens, names)
        || runs_on(tokens)
        || stops_before_name(text, tokens)
    {
        Some(Fault::Broken)
    } else if shaped(Shape::Question) && is_question(tokens) {
        Some(Fault::Question)
    } else if !has(class::VERB) {
        Some(Fault::NoVerb)
    } else if has(class::JOIN) && joins(text, tokens) || refers_back(text, tokens, names) {
        Some(Fault::Dangling)
    } else if speech && !names_speaker(tokens, names) {
        Some(Fault::Speaker)
    } else if has(class::I) && tokens.iter().any(|token| !token.quoted && token.is(class::I))
        || has(class::SUBJECT) && is_own_voice(text, tokens)
        || is_told_to_reader(text, tokens)
    {
        Some(Fault::Voice)
    } else if words > LONGEST {
        Some(Fault::Long)
    } else if !is_finished(text, tokens) {
        Some(Fault::Unfinished)
    } else {
        None
    };
    Verdict {
        fault,
        speech,
        says: has(class::SAYING),
        no_comment: silent,
        negated: has(class::NOT),
        forecast: has(class::FORECAST),
        figures: has(class::NUMBER),
    }
}

fn longest_quotation(tokens: &[Tok]) -> usize {
    let (mut run, mut best) = (0, 0);
    for token in tokens {
        if !token.quoted {
            run = 0;
        } else if token.is_word() {
            run += 1;
            best = best.max(run);
        }
    }
    best
}

fn brackets_match(tokens: &[Tok]) -> bool {
    let mut depth = 0_i64;
    for token in tokens {
        match token.word.shape {
            Shape::Bracket => depth += 1,
            Shape::Unbracket => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Whether the sentence begins in the middle of one: a small letter or a mark that nothing opens with.
fn begins_inside(tokens: &[Tok], names: Names<'_>) -> bool {
    tokens.first().is_some_and(|first| matches!(first.word.shape, Shape::Mark | Shape::End))
        || tokens.iter().find(|token| token.is_word()).is_some_and(|first| {
            let caseless = matches!(names, Names::Unknown) && first.quoted;
            first.word.shape == Shape::Lower && !caseless
        })
}

/// Whether a stop stands inside the sentence before a small letter: a missed boundary or a slip of the report.
/// Abbreviations carry their stop in their own token.
fn runs_on(tokens: &[Tok]) -> bool {
    tokens.windows(2).any(|pair| match pair {
        [stop, next] => {
            stop.word.shape == Shape::End
                && next.word.shape == Shape::Lower
                && !stop.quoted
                && stop.span.len() == 1
        }
        _ => false,
    })
}

fn is_question(tokens: &[Tok]) -> bool {
    tokens.iter().rev().take_while(|token| !token.is_word()).any(|token| token.word.shape == Shape::Question)
}

/// Whether it ends with a stop, inside or outside of closing marks, or with an abbreviation that brings its own.
fn is_finished(text: &str, tokens: &[Tok]) -> bool {
    let mut marks = tokens.iter().rev().take_while(|token| !token.is_word());
    // "He may have given ..." was cut.
    if marks.clone().next().is_some_and(|last| matches!(last.span.of(text), "..." | "…")) {
        return false;
    }
    marks.any(|token| token.word.shape == Shape::End)
        || tokens
            .iter()
            .rev()
            .find(|token| token.is_word())
            .is_some_and(|word| word.span.of(text).ends_with('.'))
}

/// Whether the sentence opens with words that join it to the one before.
fn joins(text: &str, tokens: &[Tok]) -> bool {
    let mut words = tokens.iter().filter(|token| token.is_word());
    let Some(first) = words.next().filter(|first| first.is(class::JOIN)) else { return false };
    // Most sentences that begin with "The" or "In" go on with a word that no opening has.
    let second = words.next().map_or("", |second| second.span.of(text));
    let may_follow = |rest: &&str| {
        rest.is_empty()
            || !second.is_ascii()
            || second.contains(' ')
            || rest.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case(second))
    };
    let first = first.span.of(text);
    let plain = first.is_ascii() && !first.contains(' ');
    if plain && !joining_after(&first.to_ascii_lowercase()).iter().any(may_follow) {
        return false;
    }
    let mut opening = String::new();
    for token in tokens.iter().filter(|token| token.is_word()).take(4) {
        if token.quoted {
            return false;
        }
        if !opening.is_empty() {
            opening.push(' ');
        }
        opening.push_str(&token.span.of(text).to_lowercase().replace('’', "'"));
    }
    joining().iter().any(|phrase| {
        opening.strip_prefix(*phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }) && !opens_harmlessly(&opening)
}

/// Openings that begin like joining ones and stand alone all the same.
fn opens_harmlessly(opening: &str) -> bool {
    const HARMLESS: &[&str] = &[
        "both the",
        "both sides",
        "such a",
        "another of",
        "first lady",
        "first minister",
        "first deputy",
        "second world",
        "earlier this",
        "earlier in",
        "later this",
        "later in",
        "even as",
        "even before",
        "even after",
        "so far this",
        "well over",
        "well before",
        "first reports",
        "second lieutenant",
        "in response to",
        "in fact checks",
        "yet another",
        "both men",
        "both countries",
        "both parties",
        "either side",
    ];
    HARMLESS.iter().any(|phrase| opening.starts_with(phrase))
}

/// Whether the sentence begins with, or uses, a word whose meaning stands in an earlier sentence.
fn refers_back(text: &str, tokens: &[Tok], names: Names<'_>) -> bool {
    // "Unfortunately, that is not true": what the adverb says of the sentence does not tell what "that" is.
    let tokens = match tokens {
        [adverb, comma, rest @ ..]
            if adverb.span.of(text).ends_with("ly") && comma.span.of(text) == "," && !adverb.quoted =>
        {
            rest
        }
        all => all,
    };
    let mut outside = tokens.iter().filter(|token| token.is_word() && !token.quoted);
    let (Some(first), second, third) = (outside.next(), outside.next(), outside.next()) else { return false };
    let speech_first = tokens.iter().find(|token| token.is_word()).is_some_and(|token| token.quoted);
    let opening = if speech_first { None } else { Some((first, second)) };
    if let Some((first, second)) = opening {
        if first.is(class::SUBJECT) && !first.is(class::I) && !first.is(class::HE) {
            let explained = second.is_some_and(|second| second.is(class::TIME) || second.is(class::SUBJECT))
                || is_expletive(text, first, second, third);
            return !explained && !names_subject(tokens, names);
        }
        if first.is(class::THEIR) {
            return !names_subject(tokens, names);
        }
        // "The move", "The senator": something told before, unless what follows says which.
        if first.is(class::ARTICLE)
            && first.span.len() == 3
            && second.is_some_and(|second| second.is(class::BACK))
        {
            let told = third.is_some_and(|third| {
                third.word.shape == Shape::Upper
                    || third.is(class::NO_NOUN) && !third.is(class::VERB)
                    || third.is(class::SUBJECT)
            });
            return !told && !any_name(tokens, names, false, None);
        }
    }
    he_without_name(tokens, names)
}

/// "It was clear that", "It is not known": an "it" that stands for what follows.
fn is_expletive(text: &str, first: &Tok, second: Option<&Tok>, third: Option<&Tok>) -> bool {
    const FOLLOWING: &[&str] = &[
        "clear",
        "unclear",
        "likely",
        "unlikely",
        "possible",
        "impossible",
        "known",
        "unknown",
        "not",
        "now",
        "still",
        "too",
        "expected",
        "hoped",
        "believed",
        "thought",
        "feared",
        "difficult",
        "hard",
        "rare",
        "the",
    ];
    let is = |token: Option<&Tok>, words: &[&str]| {
        token.is_some_and(|token| words.iter().any(|word| token.span.of(text).eq_ignore_ascii_case(word)))
    };
    is(Some(first), &["it"]) && is(second, &["is", "was", "remains", "remained"]) && is(third, FOLLOWING)
}

/// Whether the first "he" or "she" outside quotations comes before any person it could mean.
fn he_without_name(tokens: &[Tok], names: Names<'_>) -> bool {
    let Some(he) = tokens.iter().find(|token| token.is(class::HE) && !token.quoted) else { return false };
    // "A miner found his lamp": the noun that the sentence begins with explains it.
    let opens = tokens.iter().find(|token| token.is_word());
    if opens.is_some_and(|first| first.is(class::ARTICLE) && first.span.len() < 3 && !first.quoted) {
        return false;
    }
    let before = |token: &&Tok| token.span.start < he.span.start;
    let role = tokens.iter().filter(before).any(|token| token.is(class::ROLE));
    !role && !any_name(tokens, names, true, Some(he.span.start)) && !names_subject(tokens, names)
}

/// Whether a name stands in the sentence outside quotations, before `limit` where given.
fn any_name(tokens: &[Tok], names: Names<'_>, person: bool, limit: Option<u32>) -> bool {
    let limit = limit.unwrap_or(u32::MAX);
    match names {
        Names::Unknown => true,
        Names::Found(names) => names.iter().any(|name| {
            name.span.start < limit
                && (name.person || !person)
                && tokens.iter().any(|token| token.span.start == name.span.start && !token.quoted)
        }),
        // Nobody looked for names: a capital inside the sentence is taken for one.
        Names::Capitals => tokens.iter().filter(|token| token.is_word()).skip(1).any(|token| {
            token.word.shape == Shape::Upper
                && !token.quoted
                && token.span.start < limit
                && !token.is(class::FUNCTION)
        }),
    }
}

/// Whether a name is the subject of a verb of saying ("..., Kovac said", "said Kovac"): then a pronoun before it is
/// explained within the sentence.
fn names_subject(tokens: &[Tok], names: Names<'_>) -> bool {
    let is_name = |token: &Tok| match names {
        Names::Unknown => token.word.term != u32::MAX,
        Names::Found(names) => names.iter().any(|name| {
            name.person && name.span.start <= token.span.start && token.span.end <= name.span.end
        }),
        Names::Capitals => token.word.shape == Shape::Upper && !token.is(class::FUNCTION),
    };
    let sayings = tokens.iter().enumerate().filter(|(_, token)| token.is(class::SAYING) && !token.quoted);
    sayings.map(|(at, _)| at).any(|at| {
        let at_name = |index: Option<usize>| index.and_then(|index| tokens.get(index)).is_some_and(is_name);
        let plain = |index: usize| {
            tokens.get(index).is_some_and(|token| token.is_word() && !token.is(class::SUBJECT))
        };
        // "Kovac said", "Kovac also said", and after a quotation or a comma "said Kovac", "said Minister Kovac".
        let before = at_name(at.checked_sub(1)) || at > 1 && plain(at - 1) && at_name(at.checked_sub(2));
        let turned = at > 0 && !tokens[at - 1].is_word();
        let after = at_name(Some(at + 1)) || plain(at + 1) && at_name(Some(at + 2));
        before || turned && after
    })
}

/// Whether the sentence says who speaks: a name or a role outside the quotation, and no "he said" in place of it.
fn names_speaker(tokens: &[Tok], names: Names<'_>) -> bool {
    if names_subject(tokens, names) {
        return true;
    }
    let outside: Vec<&Tok> = tokens.iter().filter(|token| token.is_word() && !token.quoted).collect();
    let pronoun_says = outside.windows(2).any(|pair| match pair {
        [a, b] => {
            let says = |token: &Tok| token.is(class::SAYING);
            let pronoun = |token: &Tok| token.is(class::SUBJECT);
            says(a) && pronoun(b) || pronoun(a) && says(b)
        }
        _ => false,
    });
    let role = outside.iter().any(|token| token.is(class::ROLE));
    (role || any_name(tokens, names, false, None)) && (!pronoun_says || any_name(tokens, names, true, None))
}

fn says_nothing(text: &str, tokens: &[Tok]) -> bool {
    let mut line = String::from(" ");
    for token in tokens.iter().filter(|token| token.is_word() && !token.quoted) {
        line.push_str(&token.span.of(text).to_lowercase());
        line.push(' ');
    }
    no_comment().iter().any(|phrase| {
        line.match_indices(*phrase).any(|(at, _)| {
            line.get(..at).is_some_and(|before| before.ends_with(' '))
                && line.get(at + phrase.len()..).is_some_and(|after| after.starts_with(' '))
        })
    })
}
