//! What the letters of a single word give away.

/// Whether a misreading of print shows: a digit between small letters (`th1s`), a capital after two small letters
/// (`thE`), a bar in a word (`|eft`).
pub(crate) fn is_misread(word: &str) -> bool {
    let bytes = word.as_bytes();
    if bytes.len() < 3 || word.contains("://") || word.contains('@') || word.contains('.') {
        return false;
    }
    let digit_inside = bytes.windows(3).any(|three| {
        three[0].is_ascii_lowercase() && three[1].is_ascii_digit() && three[2].is_ascii_lowercase()
    });
    let small = bytes.first().is_some_and(u8::is_ascii_lowercase);
    let capital_inside = small
        && bytes.windows(3).any(|three| {
            three[0].is_ascii_lowercase() && three[1].is_ascii_lowercase() && three[2].is_ascii_uppercase()
        });
    let bar = bytes.contains(&b'|') && bytes.iter().any(u8::is_ascii_lowercase);
    digit_inside || capital_inside || bar
}

/// Whether a word was decoded with the wrong table, or not at all.
pub(crate) fn is_mojibake(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    // The two or three bytes of one character of UTF-8, each taken for a character of Windows-1252 or Latin-1.
    const PAIRS: [&str; 10] = ["â€", "Ã©", "Ã¨", "Ã¼", "Ã¶", "Ã¤", "Ã±", "Ã¡", "Â£", "Â°"];
    word.contains('\u{fffd}') || PAIRS.iter().any(|pair| word.contains(pair))
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// No letter.
    None,
    Small,
    Capital,
    /// All in capitals, two letters or more.
    Shouted,
}

/// How `word` is written.
pub(crate) fn case(word: &str) -> Case {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return Case::None };
    if !first.is_uppercase() {
        return Case::Small;
    }
    let mut rest = letters.peekable();
    if rest.peek().is_some() && rest.all(char::is_uppercase) { Case::Shouted } else { Case::Capital }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misreadings_are_told_from_names_and_codes() {
        for word in ["th1s", "minisTer", "h0use", "|eft"] {
            assert!(is_misread(word), "{word}");
        }
        for word in
            ["iPhone", "McDonald", "G20", "COVID-19", "3rd", "eBay", "mp3", "a1", "x@y.org", "H2O", "word"]
        {
            assert!(!is_misread(word), "{word}");
        }
        assert!(is_mojibake("donâ€™t") && is_mojibake("cafÃ©") && is_mojibake("caf\u{fffd}"));
        assert!(!is_mojibake("café") && !is_mojibake("don’t"));
        assert_eq!(
            [case("NATO"), case("Ida"), case("port"), case("5")],
            [Case::Shouted, Case::Capital, Case::Small, Case::None]
        );
    }
}
