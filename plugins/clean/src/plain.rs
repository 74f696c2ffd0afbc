//! Lines of running text that nothing speaks against, seen by their bytes alone.
//!
//! Nearly all lines of an edited report are of this kind: long, begun with a capital, ended with a stop, no word
//! stuck to another, no opening that furniture has, nobody addressed. Words are looked up only where one of these
//! fails, or where the rest of the document makes such lines doubtful.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::lexicon::Lexicon;
use crate::words::letters;

/// Shortest line, in bytes, and fewest blanks in so many of its first bytes.
const SHORTEST: usize = 70;
const BLANKS: usize = 7;
/// How far from the ends seams and new sentences are looked for; what `cut` looks at.
const FRONT: usize = 60;
const BACK: usize = 160;

/// The bytes of a quotation mark that opens.
const OPENING: &[u8] = b"\xe2\x80\x9c";

/// Whether `line`, without blanks at its ends, is plain running text. `addressed` says that the document may speak to
/// its reader somewhere ([`addresses`]), so that the line has to be asked as well.
pub(crate) fn is_plain(line: &[u8], addressed: bool, lexicon: &Lexicon) -> bool {
    if line.len() < SHORTEST || !ends_in_stop(line) {
        return false;
    }
    let quoted = match line {
        [b'"', ..] => 1,
        [0xe2, 0x80, 0x9c, ..] => OPENING.len(),
        _ => 0,
    };
    let words = line.get(quoted..).unwrap_or_default();
    let blanks = line.iter().take(SHORTEST).filter(|&&byte| byte == b' ').count();
    words.first().is_some_and(u8::is_ascii_uppercase)
        && blanks >= BLANKS
        && !lexicon.may_begin(words)
        && !(addressed && addresses(line))
        && is_seamless(line, 2..FRONT.min(line.len()), lexicon)
        && is_seamless(line, line.len().saturating_sub(BACK).max(FRONT)..line.len(), lexicon)
}

fn ends_in_stop(line: &[u8]) -> bool {
    match line {
        [.., b'.', b'"'] | [.., b'.', 0xe2, 0x80, 0x9d] => true,
        // "the U.S." and dots are looked at more closely.
        [.., before, b'.'] => before.is_ascii_lowercase() || before.is_ascii_digit(),
        _ => false,
    }
}

/// How the reader is spoken to, made ready once.
static ADDRESSES: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [" you", " our "].map(|address| Finder::new(address.as_bytes())));

/// Whether the reader is spoken to.
pub(crate) fn addresses(text: &[u8]) -> bool {
    ADDRESSES.iter().any(|address| address.find(text).is_some())
}

/// Whether in `range` no word is stuck to the one before, and no sentence begins as furniture does.
fn is_seamless(line: &[u8], range: std::ops::Range<usize>, lexicon: &Lexicon) -> bool {
    let window = line.get(range.clone()).unwrap_or_default();
    let (chunks, rest) = window.as_chunks::<8>();
    let fits = |at: usize| !is_seam(line, range.start + at, lexicon);
    for (chunk, bytes) in chunks.iter().enumerate() {
        let mut found = letters(u64::from_le_bytes(*bytes), b'A');
        while found != 0 {
            if !fits(chunk * 8 + found.trailing_zeros() as usize / 8) {
                return false;
            }
            found &= found - 1;
        }
    }
    let from = window.len() - rest.len();
    (from..window.len()).filter(|&at| window[at].is_ascii_uppercase()).all(fits)
}

/// Whether the capital at `at`, which is not one of the first two bytes, begins something else.
fn is_seam(line: &[u8], at: usize, lexicon: &Lexicon) -> bool {
    let (before, two_before) = (line[at - 1], line[at - 2]);
    match before {
        b' ' => {
            matches!(two_before, b'.' | b'!' | b'?' | b'"' | 0x9d | b')' | b' ')
                && lexicon.may_begin(line.get(at..).unwrap_or_default())
        }
        b'a'..=b'z' | b'.' | b'!' | b'?' | b'"' | b')' => two_before.is_ascii_lowercase(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_is_told_from_what_needs_a_closer_look() {
        let lexicon = Lexicon::new(&[], &[]).unwrap();
        for line in [
            "The minister of roads opened the new bridge on Monday and was the first to walk over it.",
            "“I am glad that it is done at last, after nine years of work and talk,” the minister said.",
            "Associated companies had asked for more money in May, but the board said no to all of them.",
        ] {
            assert!(is_plain(line.as_bytes(), true, &lexicon), "{line}");
        }
        for line in [
            "Short line of text.",
            "The minister of roads opened the new bridge on Monday and was the first to walk over it",
            "Sign up for the newsletter of the bridge builders and get the news of roads and rivers every week.",
            "The minister of roads opened the new bridge on Monday and was the first to walk over it.Read more.",
            "The minister of roads opened the new bridge on Monday and was glad. Read more about the new bridge.",
            "AdvertisementThe minister of roads opened the new bridge on Monday and was the first to walk over it.",
            "The minister of roads opened the new bridge on Monday, and you can be the first to walk over it.",
            "the minister of roads opened the new bridge on Monday and was the first to walk over it.",
        ] {
            assert!(!is_plain(line.as_bytes(), true, &lexicon), "{line}");
        }
    }
}
