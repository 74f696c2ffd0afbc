//! Listed names of more than one word in a sentence.

use crate::lexicon::{self, Entry, PARTICLE, SEED};
use crate::view::{Sent, View};

/// The longest listed name that begins at `at`: its end and its entry. With `any_case`, small letters are no obstacle;
/// otherwise the first and the last word have capitals, except particles.
fn longest(
    view: &View,
    text: &str,
    lexicon: &lexicon::Lexicon,
    sent: Sent,
    at: usize,
    any_case: bool,
) -> Option<(usize, Entry)> {
    let form = view.form(at);
    let is_name = |at: usize| view.toks[at].shape.is_name();
    let named = any_case || is_name(at);
    if form.longest < 2 || !named && form.flags & PARTICLE == 0 {
        return None;
    }
    let last = sent.end.min(at + usize::from(form.longest));
    if !view.may_go_on(text, at, last) {
        return None;
    }
    let mut best = None;
    let mut state = lexicon::feed(SEED, view.toks[at].span.of(text), true);
    for next in at + 1..last {
        let word = view.toks[next].span.of(text);
        if word == "-" {
            continue;
        }
        state = lexicon::feed(lexicon::feed_blank(state), word, true);
        let ends =
            any_case || is_name(next) || view.form(next).flags & PARTICLE != 0 || word.starts_with('\'');
        if ends && let Some(entry) = lexicon.phrase(lexicon::finish(state)) {
            best = Some((next + 1, entry));
        }
    }
    best
}

/// Writes for each token of a sentence which listed name of several words it is part of, and at which end: 0 for
/// none. `codes` is as long as the sentence.
pub fn mark(
    view: &View,
    text: &str,
    lexicon: &lexicon::Lexicon,
    sent: Sent,
    any_case: bool,
    codes: &mut Vec<u8>,
) {
    codes.clear();
    codes.resize(sent.end - sent.first, 0);
    let mut at = sent.first;
    while at < sent.end {
        if view.form(at).longest < 2 {
            at += 1;
            continue;
        }
        let Some((end, entry)) = longest(view, text, lexicon, sent, at, any_case) else {
            at += 1;
            continue;
        };
        for inside in at..end {
            let place = if inside == at {
                0
            } else if inside + 1 == end {
                2
            } else {
                1
            };
            codes[inside - sent.first] = 1 + (entry.label.min(15) as u8) * 3 + place;
        }
        at = end;
    }
}
