//! The words of a line, folded and hashed once, so that every later look-up is a comparison of numbers.

/// One word: a run of letters or of digits. A capital after a small letter begins a new word, so that the two halves
/// of `here.Read` and of `membersRead` can both be recognised.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// First byte in the text.
    pub(crate) start: u32,
    /// One past its last byte.
    pub(crate) end: u32,
    /// Of its folded letters, as [`hash_of`] makes it.
    pub(crate) hash: u64,
    /// Bits below.
    flags: u8,
    /// What the lexicon says of it, where it was asked (`Lexicon::scan`).
    pub(crate) kind: u16,
}

const CAPITAL: u8 = 1;
const ALL_CAPITALS: u8 = 2;
const NUMBER: u8 = 4;
const GLUED: u8 = 8;
const COLON: u8 = 16;

impl Word {
    /// Whether its first letter is a capital.
    pub(crate) fn is_capital(self) -> bool {
        self.flags & CAPITAL != 0
    }

    /// Whether all its letters are capitals.
    pub(crate) fn is_all_capitals(self) -> bool {
        self.flags & ALL_CAPITALS != 0
    }

    /// Whether it is a number.
    pub(crate) fn is_number(self) -> bool {
        self.flags & NUMBER != 0
    }

    /// Whether a colon follows it at once.
    pub(crate) fn has_colon(self) -> bool {
        self.flags & COLON != 0
    }

    /// Whether it follows a small letter without a blank.
    pub(crate) fn is_glued(self) -> bool {
        self.flags & GLUED != 0
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
/// The bit that makes a small letter of a capital, in every byte; digits have it already.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Takes eight bytes of a word into its hash, or those that are left of it. No word holds a zero byte, so that a
/// shorter one is not taken for a longer one.
const fn mix(hash: u64, eight: u64) -> u64 {
    let product = (hash ^ eight).wrapping_mul(FACTOR);
    product ^ (product >> 32)
}

/// The bytes of `piece` from `at` on, at most eight, the first one lowest.
const fn eight(piece: &[u8], at: usize) -> u64 {
    let (mut word, mut step) = (0, 0);
    while step < 8 && at + step < piece.len() {
        word |= (piece[at + step] as u64) << (8 * step);
        step += 1;
    }
    word
}

/// The hash of a word as it stands in a table: lower case, ASCII or not.
pub(crate) const fn hash_of(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let (mut hash, mut at) = (SEED, 0);
    while at < bytes.len() {
        hash = mix(hash, eight(bytes, at));
        at += 8;
    }
    hash
}

/// The hash of the ASCII letters or digits from `start` to `end`, capitals as small letters.
pub(crate) fn hash_letters(bytes: &[u8], start: usize, end: usize) -> u64 {
    let (mut hash, mut at) = (SEED, start);
    while at < end {
        let left = end - at;
        // Reading past the word is quicker than reading to its end; what does not belong to it is masked.
        let word = match bytes.get(at..at + 8).and_then(|piece| piece.first_chunk::<8>()) {
            Some(piece) => u64::from_le_bytes(*piece),
            None => eight(bytes, at),
        };
        let mask = if left >= 8 { u64::MAX } else { (1 << (8 * left)) - 1 };
        hash = mix(hash, (word | SMALL) & mask);
        at += 8;
    }
    hash
}

/// Mixes the hashes of words into one for a whole line.
pub(crate) fn hash_all(words: &[Word]) -> u64 {
    words.iter().fold(SEED, |all, word| (all ^ word.hash).wrapping_mul(0x0100_0000_01b3).rotate_left(5))
}

/// Appends the words of `piece`, which begins at byte `offset` of the text, to `out`.
pub(crate) fn scan(piece: &str, offset: u32, out: &mut Vec<Word>) {
    let bytes = piece.as_bytes();
    let mut at = 0;
    let mut glued = false;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            let (word, end) = ascii_word(bytes, at, offset, glued);
            if bytes.get(end).is_none_or(u8::is_ascii) {
                glued = bytes[end - 1].is_ascii_lowercase();
                out.push(word);
                at = end;
                continue;
            }
        }
        glued = false;
        at = if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            at + 1
        } else {
            other(piece, at, offset, out)
        };
    }
}

/// The first word of `piece` where that is a plain ASCII one at its very beginning, without reading on.
pub(crate) fn first(piece: &str) -> Option<Word> {
    let bytes = piece.as_bytes();
    bytes.first().filter(|byte| byte.is_ascii_alphabetic())?;
    let (word, end) = ascii_word(bytes, 0, 0, false);
    bytes.get(end).is_none_or(u8::is_ascii).then_some(word)
}

/// Capitals, then small letters: what comes behind a small letter is another word.
#[inline]
fn ascii_word(bytes: &[u8], start: usize, offset: u32, glued: bool) -> (Word, usize) {
    let (mut smalls, mut end, mut hash) = (start, start, 0);
    if let Some(eight) = bytes.get(start..).and_then(|rest| rest.first_chunk::<8>()) {
        // Most words end within eight bytes, which are looked at together.
        let eight = u64::from_le_bytes(*eight);
        smalls = start + leading(letters(eight, b'A'));
        end = smalls + leading(letters(eight, b'a').unbounded_shr(8 * (smalls - start) as u32));
        hash = mix(SEED, (eight | SMALL) & !u64::MAX.unbounded_shl(8 * (end - start) as u32));
    }
    if end == start || end == start + 8 {
        let run = |from: usize, first: u8| {
            let rest = bytes.get(from..).unwrap_or_default();
            from + rest.iter().take_while(|byte| byte.wrapping_sub(first) < 26).count()
        };
        smalls = run(start, b'A');
        end = run(smalls, b'a');
        hash = hash_letters(bytes, start, end);
    }
    let (capital, small) = (smalls > start, end > smalls);
    let flags = u8::from(capital) * CAPITAL
        + u8::from(capital && !small) * ALL_CAPITALS
        + u8::from(glued && capital) * GLUED
        + u8::from(bytes.get(end) == Some(&b':')) * COLON;
    (Word { start: offset + start as u32, end: offset + end as u32, hash, flags, kind: 0 }, end)
}

/// The high bit of every byte of `eight` that is one of the 26 letters from `first` on.
pub(crate) fn letters(eight: u64, first: u8) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // Bytes below 0x80 do not carry into the next one when a number below 0x80 is added.
    let low = eight & !HIGH;
    let from_first = low + ONES * u64::from(0x80 - first);
    let past_last = low + ONES * u64::from(0x80 - first - 26);
    from_first & !past_last & !eight & HIGH
}

/// How many bytes from the lowest on are marked in a mask of [`letters`].
fn leading(mask: u64) -> usize {
    // Below a high bit all bits of its byte are filled, so that the first zero is that of a byte that is not marked.
    ((mask | (mask - (mask >> 7))).trailing_ones() / 8) as usize
}

/// Anything that is not a plain ASCII word: numbers, words with other letters, marks. Returns where to go on.
fn other(piece: &str, start: usize, offset: u32, out: &mut Vec<Word>) -> usize {
    let bytes = piece.as_bytes();
    let mut push = |end: usize, hash: u64, flags: u8| {
        out.push(Word { start: offset + start as u32, end: offset + end as u32, hash, flags, kind: 0 });
        end
    };
    if bytes[start].is_ascii_digit() {
        let end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        return push(end, hash_letters(bytes, start, end), NUMBER);
    }
    let rest = piece.get(start..).unwrap_or_default();
    let first = rest.chars().next().unwrap_or(' ');
    if first == '©' {
        return push(start + first.len_utf8(), const { hash_of("©") }, 0);
    }
    if !first.is_alphabetic() {
        return start + first.len_utf8();
    }
    let (mut end, mut small, mut folded) = (start, false, String::new());
    for c in rest.chars().take_while(|c| c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(c)) {
        small |= c.is_lowercase();
        folded.extend(c.to_lowercase());
        end += c.len_utf8();
    }
    let capital = if first.is_uppercase() { CAPITAL } else { 0 };
    let all = if capital != 0 && !small { ALL_CAPITALS } else { 0 };
    push(end, hash_of(&folded), capital | all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_eight_at_a_time() {
        for text in ["abcdefgh", "ABCDEFGH", "aZ@[`{A\u{7f}", "ÀÁÂÃ", "        ", "zyxwvuta", "az-AZ.xy"]
        {
            let bytes: [u8; 8] = text.as_bytes().try_into().unwrap();
            let eight = u64::from_le_bytes(bytes);
            let (capitals, smalls) = (letters(eight, b'A'), letters(eight, b'a'));
            for (at, byte) in bytes.iter().enumerate() {
                let marked = |mask: u64| mask >> (at * 8 + 7) & 1 == 1;
                assert_eq!(marked(capitals), byte.is_ascii_uppercase(), "{text}: {at}");
                assert_eq!(marked(smalls), byte.is_ascii_lowercase(), "{text}: {at}");
            }
            let smalls_first = bytes.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
            assert_eq!(leading(smalls), smalls_first, "{text}");
        }
    }

    #[test]
    fn hashes_do_not_depend_on_what_stands_around() {
        for word in ["a", "ministers", "Bridge", "constitutional", "ELEPHANT", "42", "1234567890"] {
            let text = format!("x{word}y{word}");
            let lower = hash_of(&word.to_ascii_lowercase());
            assert_eq!(hash_letters(text.as_bytes(), 1, 1 + word.len()), lower, "{word}");
            assert_eq!(hash_letters(text.as_bytes(), text.len() - word.len(), text.len()), lower, "{word}");
        }
        assert_ne!(hash_of("constitution"), hash_of("constitutional"));
    }

    #[test]
    fn words_are_cut_folded_and_flagged() {
        let text = "Zürich: log inPlease 3rd © NASA's Ångström";
        let mut words = Vec::new();
        scan(text, 0, &mut words);
        let spelled: Vec<&str> =
            words.iter().map(|word| copydesk_sdk::Span::new(word.start, word.end).of(text)).collect();
        assert_eq!(spelled, ["Zürich", "log", "in", "Please", "3", "rd", "©", "NASA", "s", "Ångström"]);
        for (word, spelled) in words.iter().zip(&spelled) {
            assert_eq!(word.hash, hash_of(&spelled.to_lowercase()), "{spelled}");
        }
        assert_eq!(words[3].hash, hash_of("please"));
        assert!(words[3].is_glued() && !words[2].is_glued() && words[7].is_all_capitals());
        assert!(words[4].is_number() && words[9].is_capital());
    }
}
