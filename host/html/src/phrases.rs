//! What furniture says in more words than one.

use std::collections::HashMap;
use std::sync::OnceLock;

/// How many kinds of phrases there are.
pub(crate) const KINDS: usize = 3;

/// Calls to the reader, rights, advertising and lists; notes about who wrote and where; captions.
#[rustfmt::skip]
const PHRASES: [&[&str]; KINDS] = [
    &[
        "ad blocker", "advertise with", "affiliate commission", "affiliate link", "affiliate links",
        "all rights reserved", "already a subscriber", "app store", "article continues below", "auto renew",
        "breaking news updates", "buy article", "buy now",
        "click here", "click on the", "click to", "commenting guidelines", "community guidelines", "contact us",
        "continue reading", "cookie policy", "copyrighted property", "create an account", "don't miss",
        "donate now", "download our", "download the", "earn a commission", "editors' picks", "email address",
        "email us", "enable javascript", "follow her on", "follow him on", "follow me on", "follow us",
        "for the full story", "free newsletter", "full access", "full story", "get in touch", "google play",
        "in your inbox", "instant access", "online access",
        "ios and android", "join our", "join the conversation", "join us on", "keep up with me", "latest news",
        "leave a comment", "leave a reply", "like us on", "log in to", "may not be published",
        "may not be reproduced", "more from", "more stories", "most popular", "most read", "notify me",
        "our advertisers", "our app", "our newsletter", "our newsletters", "post a comment", "prior written",
        "privacy policy", "push notifications", "read also", "read more", "read next", "read the full",
        "receive a commission", "receive compensation", "recommended for you", "register to", "related articles",
        "related posts", "related stories", "required fields", "requires javascript", "rights reserved",
        "scroll to continue", "see also", "send us", "share this", "sign in to", "sign up for", "sign up here",
        "sign up now", "sign up to", "sponsored by", "story continues below", "subject to copyright",
        "subscribe for", "subscribe here", "subscribe now", "subscribe to", "subscribe today", "support our",
        "tell us", "terms and conditions", "terms of service", "terms of use", "use cookies", "uses cookies",
        "want more", "will not be published", "with permission", "without permission", "write to us", "written consent",
        "written permission", "you may also like", "you might also like", "your browser", "your comment",
        "your email", "your support",
    ],
    &[
        "about the author", "can be reached", "contributed reporting", "contributed to this", "do not necessarily",
        "does not necessarily", "editor's note", "first appeared", "first published", "for more information",
        "is a freelance", "is a journalist", "is a reporter", "is a senior", "is a staff", "is a writer",
        "is an associate", "is the author", "is the editor", "last modified", "last updated", "not responsible for",
        "on twitter", "opinions expressed", "originally appeared", "originally published", "reprinted from",
        "senior editor", "this article was", "this post contains", "this post originally", "this story was",
        "under a creative commons", "views expressed", "written by",
    ],
    &[
        "file photo", "getty images", "handout photo", "image caption", "image courtesy", "image credit", "image source",
        "photo by", "photo courtesy", "photo credit", "photograph by", "picture by", "photos by",
    ],
];

/// What stands alone where a page has an advertisement or a button.
const LABELS: &[&str] = &[
    "ad",
    "advertisement",
    "advertisements",
    "advertising",
    "article continues below",
    "continue reading",
    "continue reading below",
    "read more",
    "scroll to continue",
    "share this",
    "sponsored",
    "story continues below",
    "story continues below advertisement",
    "this slideshow requires javascript",
];
/// What a line begins with, before a colon, that names who made a picture.
const CREDITS: &[&str] = &[
    "credit",
    "image",
    "image credit",
    "image source",
    "photo",
    "photo by",
    "photo courtesy",
    "photo credit",
    "photograph",
    "picture",
];
/// Words of the longest name there.
const LONGEST_CREDIT: usize = 8;
/// Words of a hundred that mix scripts in a text that is made to slip through filters.
const DISGUISED: usize = 30;

/// Whether a text is none of the story wherever it stands: the label of an advertisement, a claim of copyright, words
/// that are disguised by letters of another script.
pub(crate) fn is_notice(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_ascii_punctuation() || c.is_whitespace());
    let is_label = LABELS.iter().any(|label| bare.eq_ignore_ascii_case(label));
    let claims = ["\u{a9}", "copyright \u{a9}", "copyright (c)"];
    let is_claim = claims.iter().any(|claim| {
        let is_year = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        text.get(..claim.len()).is_some_and(|start| start.eq_ignore_ascii_case(claim))
            && text.get(claim.len()..).is_some_and(is_year)
    });
    let words = text.split_ascii_whitespace().count();
    let mixed = || text.split_ascii_whitespace().filter(|word| is_mixed(word)).count();
    is_label || is_claim || is_credit(bare) || !text.is_ascii() && mixed() * 100 > words * DISGUISED
}

/// Whether a line is nothing but the credit of a picture: "(Credit: Ida Brandt / Gull News)".
fn is_credit(bare: &str) -> bool {
    let Some((kind, name)) = bare.split_once(':') else { return false };
    let is_kind = CREDITS.iter().any(|credit| kind.eq_ignore_ascii_case(credit));
    is_kind && name.split_ascii_whitespace().count() <= LONGEST_CREDIT && !name.contains(". ")
}

/// Whether a word has Latin letters and Greek or Cyrillic ones.
fn is_mixed(word: &str) -> bool {
    !word.is_ascii()
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        && word.chars().any(|c| matches!(c, '\u{370}'..='\u{52f}') && c.is_alphabetic())
}

/// Phrases with their kinds, by the key of their first two words.
type Known = HashMap<u64, Vec<(usize, Vec<u64>)>>;

/// Phrases of each kind in words that [`crate::wording`] has hashed.
pub(crate) fn phrases(words: &[u64]) -> [u32; KINDS] {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut known = Known::new();
        for (kind, list) in PHRASES.iter().enumerate() {
            for phrase in *list {
                let words: Vec<u64> = phrase.split(' ').map(|word| hash(word.as_bytes())).collect();
                known.entry(pair(&words)).or_default().push((kind, words));
            }
        }
        known
    });
    let mut found = [0; KINDS];
    for at in 0..words.len().saturating_sub(1) {
        let rest = &words[at..];
        for (kind, phrase) in known.get(&pair(rest)).into_iter().flatten() {
            found[*kind] += u32::from(rest.starts_with(phrase));
        }
    }
    found
}

/// The key of the first two words.
fn pair(words: &[u64]) -> u64 {
    words[0].rotate_left(23) ^ words[1]
}

/// The hash of a word: letters in any case.
pub(crate) fn hash(word: &[u8]) -> u64 {
    word.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_in_any_case() {
        let words: Vec<u64> = "Sign Up Here to get our NEWSLETTER photo by"
            .split(' ')
            .map(|word| hash(word.as_bytes()))
            .collect();
        assert_eq!(phrases(&words), [2, 0, 1]);
        assert_eq!(phrases(&words[..1]), [0; KINDS]);
        assert_eq!(phrases(&[]), [0; KINDS]);
    }

    #[test]
    fn notices_are_no_story() {
        let disguised = "\u{410}dv\u{435}rt\u{456}s\u{435} w\u{456}th us today";
        for notice in [
            "Advertisement:",
            "STORY CONTINUES BELOW",
            "\u{a9} 2021, The Harbour Post.",
            "Copyright (c) 2020 B",
            "(Credit: Ida Brandt / Gull News)",
            "PHOTO: Harbour office",
            disguised,
        ] {
            assert!(is_notice(notice), "{notice}");
        }
        let russian =
            "\u{41c}\u{44d}\u{440} \u{43e}\u{442}\u{43a}\u{440}\u{44b}\u{43b} \u{43c}\u{43e}\u{441}\u{442}";
        for story in [
            "The advertisement cost him the job.",
            "\u{a9} means copyright.",
            russian,
            "",
            "Advertisement for a bridge",
            "Credit: without it no bridge is built, the minister said. She opened it.",
            "Picture this: a bridge",
        ] {
            assert!(!is_notice(story), "{story}");
        }
    }
}
