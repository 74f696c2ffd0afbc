//! From candidates to sentences: the rules' word, the trained model's where there is doubt, the user's before both.

use copydesk_sdk::Span;

use crate::candidates::{Candidate, Kind};
use crate::features::{Context, Features};
use crate::rules::Rules;
use crate::scan::Found;

/// Decides where there is doubt.
pub(crate) trait Judge {
    /// Whether the first features of a place without a stop are enough to say that no sentence ends there.
    fn is_hopeless(&self, near: &[u16]) -> bool;
    /// Whether a sentence ends at a place, and the next one would begin with the token at `next`.
    fn ends(&mut self, candidate: &Candidate, next: Span, features: &Features) -> bool;
}

/// Buffers and results.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sentences {
    pub(crate) spans: Vec<Span>,
    /// Tokens to cut, by row, and where: abbreviations at the end of a sentence.
    pub(crate) cuts: Vec<(u32, u32)>,
}

impl Sentences {
    /// Forgets everything and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.spans.clear();
        self.cuts.clear();
    }

    /// Appends the sentences of one unit, whose tokens begin at row `first`. `judge` is asked where there is doubt.
    pub(crate) fn unit(
        &mut self,
        text: &str,
        found: &mut Found,
        first: usize,
        rules: &Rules,
        judge: &mut impl Judge,
    ) {
        if found.tokens.len() <= first {
            return;
        }
        if rules.has_verdicts() {
            crate::verdicts::apply(text, found, first, rules);
        }
        let tokens = found.tokens.as_slice();
        let mut context = Context::new(text, tokens, first);
        let mut open = first;
        for candidate in &found.candidates {
            let mut next = candidate.row as usize + 1;
            while tokens.get(next).is_some_and(|token| token.start < candidate.at) {
                next += 1;
            }
            let Some(&token) = tokens.get(next) else {
                // The end of the unit ends the sentence whatever anybody says.
                self.cut(candidate);
                continue;
            };
            if next <= open {
                continue;
            }
            let inside =
                candidate.kind == Kind::Bracket && is_aside(text, tokens, candidate.row as usize, open);
            let ends = if inside {
                false
            } else if candidate.kind.asks_model() {
                let features = context.features(candidate, open, next, |near| judge.is_hopeless(near));
                features.is_some_and(|features| judge.ends(candidate, token, &features))
            } else {
                candidate.rule
            };
            if ends {
                self.cut(candidate);
                self.spans.push(Span::new(tokens[open].start, tokens[next - 1].end));
                open = next;
            }
        }
        self.spans.push(Span::new(tokens[open].start, tokens[tokens.len() - 1].end));
    }

    fn cut(&mut self, candidate: &Candidate) {
        if candidate.cut > 0 {
            self.cuts.push((candidate.row, candidate.cut));
        }
    }
}

/// Whether a bracket that closes at `row` seldom ends the sentence that began at `open`: a round one, but where the
/// sentence began with it, and a single angle bracket around anything but an address, such as the sign of a share.
fn is_aside(text: &str, tokens: &[Span], row: usize, open: usize) -> bool {
    match tokens[row].of(text) {
        ")" => tokens[open].of(text) != "(",
        ">" => {
            let inside = row.checked_sub(1).map_or("", |before| tokens[before].of(text));
            !(inside.contains(['@', ':', '<']) || inside.is_empty())
        }
        _ => false,
    }
}
