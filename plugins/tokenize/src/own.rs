//! Tokens of the user's own: kept whole, cut in a given way, or known by a pattern.

/// The lengths of a token's parts in bytes.
pub(crate) type Parts = Vec<u32>;

/// The user's tokens by their first byte.
#[derive(Debug)]
pub(crate) struct OwnTokens {
    begins: Box<[bool; 256]>,
    /// Longest first.
    texts: Vec<(Box<str>, Parts)>,
    patterns: Vec<Vec<Piece>>,
}

/// A piece of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// This byte.
    Byte(u8),
    /// One digit or more.
    Digits,
    /// One capital or more.
    Capitals,
    /// One small letter or more.
    Small,
}

impl Piece {
    fn takes(self, byte: u8) -> bool {
        match self {
            Self::Byte(own) => own == byte,
            Self::Digits => byte.is_ascii_digit(),
            Self::Capitals => byte.is_ascii_uppercase(),
            Self::Small => byte.is_ascii_lowercase(),
        }
    }
}

impl OwnTokens {
    /// The tokens that the options name.
    ///
    /// # Errors
    /// Says which entry cannot be used.
    pub(crate) fn new(keep: &[&str], cut: &[(&str, &str)], patterns: &[&str]) -> Result<Self, String> {
        let mut own = Self { begins: Box::new([false; 256]), texts: Vec::new(), patterns: Vec::new() };
        for entry in keep {
            if entry.is_empty() || entry.starts_with(char::is_whitespace) {
                return Err(format!("option `keep`: {entry:?} is empty or begins with a blank"));
            }
            own.texts.push(((*entry).into(), vec![entry.len() as u32]));
        }
        for (word, parts) in cut {
            let lengths: Parts = parts.split('|').map(|part| part.len() as u32).collect();
            if parts.replace('|', "") != *word || lengths.contains(&0) || word.contains(char::is_whitespace) {
                return Err(format!(
                    "option `cut`: the parts of {word:?} must be the word with `|` where it is cut, not {parts:?}"
                ));
            }
            own.texts.push(((*word).into(), lengths));
        }
        for entry in patterns {
            own.patterns.push(compile(entry)?);
        }
        own.texts.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        for byte in 0..=255 {
            own.begins[byte as usize] = own.texts.iter().any(|(text, _)| text.as_bytes()[0] == byte)
                || own.patterns.iter().any(|pattern| pattern[0].takes(byte));
        }
        Ok(own)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.patterns.is_empty()
    }

    /// Whether a token may begin with `byte`.
    #[inline]
    pub(crate) fn may_begin(&self, byte: u8) -> bool {
        self.begins[byte as usize]
    }

    /// The parts of the token at the beginning of `rest`, which has `before` before it.
    pub(crate) fn find(&self, rest: &[u8], before: u8) -> Option<Parts> {
        let ends = |len: usize| !rest.get(len).is_some_and(u8::is_ascii_alphanumeric);
        let text = self.texts.iter().find(|(text, _)| rest.starts_with(text.as_bytes()) && ends(text.len()));
        if let Some((_, parts)) = text {
            return Some(parts.clone());
        }
        if before.is_ascii_alphanumeric() {
            return None;
        }
        let lengths = self.patterns.iter().filter_map(|pattern| length(pattern, rest));
        lengths.filter(|&len| ends(len)).max().map(|len| vec![len as u32])
    }
}

/// Reads a pattern: `A` stands for capitals, `a` for small letters, `9` for digits, anything else for itself.
fn compile(entry: &str) -> Result<Vec<Piece>, String> {
    let mut pieces: Vec<Piece> = Vec::new();
    for byte in entry.bytes() {
        let piece = match byte {
            b'A' => Piece::Capitals,
            b'a' => Piece::Small,
            b'9' => Piece::Digits,
            b'B'..=b'Z' | b'b'..=b'z' | b'0'..=b'8' | 0..=b' ' => {
                return Err(format!(
                    "option `patterns`: {entry:?} holds {:?}; write A for capitals, a for small letters, 9 for \
                     digits, and marks for themselves",
                    char::from(byte)
                ));
            }
            _ => Piece::Byte(byte),
        };
        if pieces.last() != Some(&piece) || matches!(piece, Piece::Byte(_)) {
            pieces.push(piece);
        }
    }
    if pieces.is_empty() || pieces.iter().all(|piece| matches!(piece, Piece::Byte(0x80..))) {
        return Err(format!("option `patterns`: {entry:?} stands for nothing"));
    }
    Ok(pieces)
}

/// How much of `rest` a pattern takes, or `None`. No two neighbours take the same bytes, so nothing is tried twice.
fn length(pattern: &[Piece], rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    for &piece in pattern {
        let most = if matches!(piece, Piece::Byte(_)) { 1 } else { rest.len() };
        let taken = rest.iter().skip(at).take(most).take_while(|&&byte| piece.takes(byte)).count();
        if taken == 0 {
            return None;
        }
        at += taken;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_at_the_beginning() {
        let own =
            OwnTokens::new(&["C++", "T-Mobile"], &[("whatcha", "what|cha")], &["AA-9/9", "9.9.9", "§9a"])
                .unwrap();
        for (name, rest, before, expected) in [
            ("kept", "T-Mobile said", b' ', Some(vec![8])),
            ("kept, but a longer word", "T-Mobiles", b' ', None),
            ("cut", "whatcha doing", b' ', Some(vec![4, 3])),
            ("a file number", "KX-12/2021, he", b' ', Some(vec![10])),
            ("a pattern that goes on", "KX-12/2021b", b' ', None),
            ("inside a word", "1.2.3", b'v', None),
            ("a version", "1.20.3.", b' ', Some(vec![6])),
            ("a mark beyond ASCII", "§12b of", b' ', Some(vec![5])),
            ("nothing", "harbour", b' ', None),
        ] {
            assert_eq!(own.find(rest.as_bytes(), before), expected, "{name}");
        }
        assert!(own.may_begin(b'T') && own.may_begin(b'7') && !own.may_begin(b'h'));
    }

    #[test]
    fn entries_that_mean_nothing_are_refused() {
        for (keep, cut, pattern, part) in [
            (" x", ("ab", "a|b"), "9", "`keep`"),
            ("x", ("ab", "a|c"), "9", "`cut`"),
            ("x", ("ab", "ab|"), "9", "`cut`"),
            ("x", ("ab", "a|b"), "X9", "holds 'X'"),
            ("x", ("ab", "a|b"), "", "stands for nothing"),
        ] {
            let error = OwnTokens::new(&[keep], &[cut], &[pattern]).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
