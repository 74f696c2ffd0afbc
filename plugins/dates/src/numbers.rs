//! Numbers in digits and words.

use crate::counts::counts_things;
use crate::cx::Cx;
use crate::lex::Kind;
use crate::sem::{Sem, Unit};

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) end: usize,
    /// What its scale words multiplied it by: a million in "3 million", 1 in "3".
    pub(crate) scale: f64,
}

/// A number at `at`: `1,200`, `two hundred and five`, `3.4bn`, `half a million`, `two-thirds`.
pub(crate) fn number(cx: &Cx<'_>, at: usize) -> Option<Number> {
    let (value, end) = match cx.kind(at)? {
        Kind::Number { .. } => fraction(cx, at)?,
        Kind::Word(Sem::Small(_)) => match fraction_words(cx, at) {
            Some((value, end)) => return Some(Number { value, end, scale: 1.0 }),
            None => words_below_hundred(cx, at)?,
        },
        Kind::Word(Sem::A)
            if matches!(cx.sem(at + 1), Sem::Scale(_) | Sem::Dozen) && cx.word(at + 1).len() > 2 =>
        {
            (1.0, at + 1)
        }
        Kind::Word(Sem::A | Sem::Half) => match half_scaled(cx, at) {
            Some(found) => found,
            None => return fraction_words(cx, at).map(|(value, end)| Number { value, end, scale: 1.0 }),
        },
        _ => return None,
    };
    Some(scaled(cx, value, end))
}

/// `half a million`: the half and where its scale word stands.
fn half_scaled(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    (cx.sem(at) == Sem::Half
        && cx.sem(at + 1) == Sem::A
        && matches!(cx.sem(at + 2), Sem::Scale(_) | Sem::Dozen))
    .then_some((0.5, at + 2))
}

/// Each scale word multiplies what was read since the last larger one: "two hundred and five thousand".
fn scaled(cx: &Cx<'_>, mut value: f64, mut end: usize) -> Number {
    let (mut total, mut factor) = (0.0, 1.0);
    for _ in 0..8 {
        let Some((scale, next)) = scale(cx, end) else { break };
        factor *= scale;
        end = next;
        if value == 0.0 && total > 0.0 {
            // "1 lakh crore"
            total *= scale;
            continue;
        }
        value *= scale;
        if scale >= 1000.0 {
            total += value;
            value = 0.0;
        }
        let after = end + usize::from(cx.sem(end) == Sem::And);
        let Some((more, next)) = words_below_hundred(cx, after).filter(|_| scale >= 100.0) else { continue };
        // "two million and three boats sank": a number of its own where a scale word or thousands follow digits.
        value += more;
        end = next;
    }
    Number { value: total + value, end, scale: factor }
}

/// `1/2`, `7-1/2`: halves down to sixty-fourths, as prices have them. Anything else is the number itself.
fn fraction(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    let value = cx.numeral(at)?;
    if cx.glued(at + 1) && matches!(cx.mark(at + 1), Some('/' | '-')) {
        let part = |at: usize| {
            let (above, _) = cx.whole(at)?;
            let (below, _) = cx
                .whole(at + 2)
                .filter(|_| cx.mark(at + 1) == Some('/') && cx.glued(at + 1) && cx.glued(at + 2))?;
            let whole = matches!(below, 2 | 3 | 4 | 8 | 16 | 32 | 64)
                && above < below
                && cx.mark(at + 3) != Some('/');
            whole.then(|| f64::from(above) / f64::from(below))
        };
        if let Some(part) = part(at) {
            return Some((part, at + 3));
        }
        if let Some(part) = part(at + 2).filter(|_| cx.is_hyphen(at + 1) && cx.glued(at + 2)) {
            return Some((value + part, at + 5));
        }
    }
    Some((value, at + 1))
}

/// `two-thirds`, `three quarters`, `a third of`, `one-fifth`.
fn fraction_words(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    let above = match cx.sem(at) {
        Sem::Small(above @ 1..=9) => above,
        Sem::A => 1,
        _ => return None,
    };
    let next = cx.past_hyphen(at + 1);
    let divisor = match cx.sem(next) {
        Sem::Fraction(divisor) => divisor,
        Sem::Unit(Unit::Quarter) => 4,
        Sem::Ordinal(divisor @ 3..=10) if above == 1 => divisor,
        _ => return None,
    };
    // "A third man" is a rank, "three quarters of growth" a stretch of time.
    let of = cx.sem(next + 1) == Sem::Of
        || cx.among(next + 1, &["lower", "higher", "less", "more", "fewer", "cheaper", "larger", "smaller"]);
    let hyphen = next > at + 1;
    let sure = matches!(cx.sem(next), Sem::Fraction(_)) || hyphen && cx.sem(at) != Sem::A || of;
    (sure && above < divisor).then(|| (f64::from(above) / f64::from(divisor), next + 1))
}

fn scale(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    let at = cx.past_hyphen(at);
    match cx.sem(at) {
        // "cr" and "mn" only behind digits.
        Sem::Scale(power) if cx.word(at).len() > 2 || cx.is_number(at.wrapping_sub(1)) => {
            Some((10f64.powi(i32::from(power)), at + 1))
        }
        Sem::Dozen => Some((12.0, at + 1)),
        Sem::Other if cx.glued(at) && cx.is_number(at.wrapping_sub(1)) => {
            let factor = match cx.word(at) {
                "m" | "M" if !metres(cx, at) => 1e6,
                "k" | "K" => 1e3,
                "b" | "B" => 1e9,
                _ => return None,
            };
            Some((factor, at + 1))
        }
        _ => None,
    }
}

/// Whether the `m` at `at` stands for metres: "the 100m", "30m high".
fn metres(cx: &Cx<'_>, at: usize) -> bool {
    const AFTER: [&str; 20] = [
        "high",
        "tall",
        "long",
        "wide",
        "deep",
        "away",
        "above",
        "below",
        "sprint",
        "final",
        "freestyle",
        "race",
        "hurdles",
        "butterfly",
        "relay",
        "champion",
        "backstroke",
        "title",
        "runner",
        "medley",
    ];
    // Lengths of races: "the men's 200m", but "200m euros" and "100m people".
    let race = cx.word(at) == "m"
        && cx
            .whole(at.wrapping_sub(1))
            .is_some_and(|(length, _)| matches!(length, 60 | 200 | 400 | 800 | 1500))
        && !cx.is_money(at)
        && !counts_things(cx, at + 1);
    race || cx.sem(at.wrapping_sub(2)) == Sem::The && cx.phrase_ends(at + 1)
        || cx.among(at + 1, &AFTER)
        || cx.is_hyphen(at + 1) && cx.among(at + 2, &AFTER)
}

pub(crate) fn words_below_hundred(cx: &Cx<'_>, at: usize) -> Option<(f64, usize)> {
    let Sem::Small(value) = cx.sem(at) else { return None };
    if value >= 20 {
        let next = cx.past_hyphen(at + 1);
        if let Sem::Small(ones @ 1..=9) = cx.sem(next) {
            return Some((f64::from(value + ones), next + 1));
        }
    }
    Some((f64::from(value), at + 1))
}
