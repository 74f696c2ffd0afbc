//! What stands in a sentence and is not part of what it tells: captions, the voice of the report, names cut off.

use copydesk_sdk::Span;
use copydesk_text::calendar::{Weekday, parse_month};

use crate::judge::Tok;
use crate::lists::{captions, class};
use crate::words::Shape;

/// Ranks and titles that no sentence ends with: the name behind them was cut off ("... found Army Spc.").
const BEFORE_NAMES: &str =
    "spc sgt cpl pvt pfc capt lt maj gen col cmdr adm gov sen rep dr mr mrs ms prof rev hon";

pub(crate) fn stops_before_name(text: &str, tokens: &[Tok]) -> bool {
    let Some(last) = tokens.iter().rev().find(|token| token.is_word()) else { return false };
    if last.span.len() > 5 || last.word.shape != Shape::Upper {
        return false;
    }
    let word = last.span.of(text).trim_end_matches('.').to_ascii_lowercase();
    BEFORE_NAMES.split(' ').any(|known| known == word)
}

/// Whether the report speaks of itself: "seen by this magazine".
pub(crate) fn is_own_voice(text: &str, tokens: &[Tok]) -> bool {
    const OURSELVES: [&str; 8] =
        ["magazine", "newspaper", "paper", "website", "outlet", "broadcaster", "column", "newsletter"];
    tokens.windows(2).any(|pair| match pair {
        [this, next] => {
            !this.quoted
                && this.span.of(text).eq_ignore_ascii_case("this")
                && OURSELVES.contains(&next.span.of(text))
        }
        _ => false,
    })
}

/// Whether a sentence tells the reader what to do: "Hit the jump for more", "Sign up for our newsletter".
pub(crate) fn is_told_to_reader(text: &str, tokens: &[Tok]) -> bool {
    const ORDERS: [&str; 24] = [
        "hit the jump",
        "read more",
        "read on",
        "read the full",
        "click here",
        "click on",
        "click the",
        "click through",
        "check out",
        "check back",
        "see below",
        "see more",
        "watch the video",
        "watch below",
        "sign up",
        "stay tuned",
        "follow us",
        "tell us",
        "let us know",
        "keep reading",
        "scroll down",
        "subscribe to",
        "join the conversation",
        "visit our",
    ];
    let Some(first) = tokens.iter().find(|token| token.is_word()).filter(|token| !token.quoted) else {
        return false;
    };
    let rest = text.get(first.span.start as usize..).unwrap_or("");
    ORDERS.iter().any(|order| {
        let ends = rest.as_bytes().get(order.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        ends && rest.get(..order.len()).is_some_and(|own| own.eq_ignore_ascii_case(order))
    })
}

/// Whether a caption or what a page shows around a picture ran into the sentence.
pub(crate) fn is_caption(text: &str, tokens: &[Tok]) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
    if let [_, second, ..] = tokens
        && first.is(class::PICTURE)
        && matches!(second.span.of(text), ":" | "by" | "copyright" | "courtesy")
    {
        return true;
    }
    let line = Span::new(first.span.start, last.span.end).of(text).to_lowercase();
    captions().iter().any(|phrase| line.contains(phrase))
}

/// Whether the credit of a picture follows in brackets: "(Photo: Ida Brandt)".
pub(crate) fn has_credit_behind(text: &str, tokens: &[Tok]) -> bool {
    const CREDITS: [&str; 5] = ["photo", "image", "picture", "credit", "file photo"];
    let Some(last) = tokens.last() else { return false };
    let behind = Span::new(last.span.end, text.len() as u32).of(text).trim_start();
    behind.strip_prefix('(').is_some_and(|inner| {
        let inner = inner.trim_start();
        let begins = |word: &&&str| inner.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word));
        let credit = CREDITS.iter().find(begins);
        // "(Photo: ...", "(photo by ...", not "(photos show ...".
        let rest = credit.and_then(|word| inner.get(word.len()..)).map(str::trim_start);
        rest.is_some_and(|rest| {
            rest.starts_with(':') || rest.starts_with("by ") || rest.starts_with("courtesy")
        })
    })
}

/// Whether a sentence ends with a comma, a weekday and a full date, as the captions of agencies do: "..., Monday, Aug.
/// 13, 2018." In a report the day belongs to the verb: "on Monday, Aug. 13, 2018".
pub(crate) fn ends_like_caption(text: &str, tokens: &[Tok]) -> bool {
    let mut words = tokens.iter().rev().filter(|token| token.is_word()).map(|token| token.span);
    let digits = |word: Option<Span>, least: usize, most: usize| {
        let word = word.map_or("", |span| span.of(text));
        (least..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(words.next(), 4, 4)
        && digits(words.next(), 1, 2)
        && words.next().is_some_and(|month| parse_month(month.of(text)).is_some())
        && words.next().is_some_and(|day| {
            let before = Span::new(0, day.start).of(text).trim_end();
            Weekday::parse(day.of(text)).is_some() && before.ends_with(',')
        })
}
