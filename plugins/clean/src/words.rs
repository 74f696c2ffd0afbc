//! The words of a line, folded and hashed once, so that every later look-up is a comparison of numbers.

/// One word: a run of letters or of digits. A capital after a small letter begins a new word, so that the two halves
/// of `here.Read` and of `membersRead` can both be recognised.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// First byte in the text.
    pub(crate) start: u32,
    /// One past its last byte.
    pub(crate) end: u32,
    /// FNV-1a of its folded letters.
    pub(crate) hash: u64,
    /// Bits below.
    flags: u8,
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

fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The hash of a word as it stands in a table: lower case, ASCII or not.
pub(crate) fn hash_of(word: &str) -> u64 {
    word.bytes().fold(SEED, mix)
}

/// The hash of ASCII letters, capitals as small ones.
pub(crate) fn hash_letters(letters: &[u8]) -> u64 {
    letters.iter().fold(SEED, |hash, &byte| mix(hash, byte | 0x20))
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
    while at < bytes.len() {
        if bytes[at].is_ascii_alphabetic() {
            let (word, end) = ascii_word(bytes, at, offset, glued);
            if bytes.get(end).is_none_or(u8::is_ascii) {
                glued = bytes[end - 1].is_ascii_lowercase();
                out.push(word);
                at = end;
                continue;
            }
        }
        glued = false;
        at = other(piece, at, offset, out);
    }
}

/// The first word of `piece` where that is a plain ASCII one at its very beginning, without reading on.
pub(crate) fn first(piece: &str) -> Option<Word> {
    let bytes = piece.as_bytes();
    bytes.first().filter(|byte| byte.is_ascii_alphabetic())?;
    let (word, end) = ascii_word(bytes, 0, 0, false);
    bytes.get(end).is_none_or(u8::is_ascii).then_some(word)
}

fn ascii_word(bytes: &[u8], start: usize, offset: u32, glued: bool) -> (Word, usize) {
    let mut hash = SEED;
    let mut end = start;
    let (mut small, mut last_small) = (false, false);
    while let Some(&byte) = bytes.get(end).filter(|byte| byte.is_ascii_alphabetic()) {
        let upper = byte.is_ascii_uppercase();
        if upper && last_small {
            break;
        }
        last_small = !upper;
        small |= last_small;
        hash = mix(hash, byte | 0x20);
        end += 1;
    }
    let capital = bytes[start].is_ascii_uppercase();
    let mut flags = if capital { CAPITAL } else { 0 };
    flags |= if capital && !small { ALL_CAPITALS } else { 0 };
    flags |= if glued && capital { GLUED } else { 0 };
    flags |= if bytes.get(end) == Some(&b':') { COLON } else { 0 };
    (Word { start: offset + start as u32, end: offset + end as u32, hash, flags }, end)
}

/// Anything that is not a plain ASCII word: numbers, words with other letters, marks. Returns where to go on.
fn other(piece: &str, start: usize, offset: u32, out: &mut Vec<Word>) -> usize {
    let bytes = piece.as_bytes();
    let span = |end: usize| (offset + start as u32, offset + end as u32);
    if bytes[start].is_ascii_digit() {
        let len = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let hash = bytes[start..start + len].iter().fold(SEED, |hash, &byte| mix(hash, byte));
        let (from, to) = span(start + len);
        out.push(Word { start: from, end: to, hash, flags: NUMBER });
        return start + len;
    }
    let rest = piece.get(start..).unwrap_or_default();
    let first = rest.chars().next().unwrap_or(' ');
    if first == '©' {
        let (from, to) = span(start + first.len_utf8());
        out.push(Word { start: from, end: to, hash: hash_of("©"), flags: 0 });
        return start + first.len_utf8();
    }
    if !first.is_alphabetic() {
        return start + first.len_utf8();
    }
    let mut hash = SEED;
    let (mut end, mut small) = (start, false);
    for c in rest.chars().take_while(|c| c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(c)) {
        small |= c.is_lowercase();
        for lower in c.to_lowercase() {
            hash = lower.encode_utf8(&mut [0; 4]).bytes().fold(hash, mix);
        }
        end += c.len_utf8();
    }
    let (from, to) = span(end);
    let capital = if first.is_uppercase() { CAPITAL } else { 0 };
    let all = if capital != 0 && !small { ALL_CAPITALS } else { 0 };
    out.push(Word { start: from, end: to, hash, flags: capital | all });
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_folded_and_flagged() {
        let text = "Zürich: log inPlease 3rd © NASA's Ångström";
        let mut words = Vec::new();
        scan(text, 0, &mut words);
        let spelled: Vec<&str> =
            words.iter().map(|word| copydesk_sdk::Span::new(word.start, word.end).of(text)).collect();
        assert_eq!(spelled, ["Zürich", "log", "in", "Please", "3", "rd", "©", "NASA", "s", "Ångström"]);
        assert_eq!(words[0].hash, hash_of("zürich"));
        assert_eq!(words[3].hash, hash_of("please"));
        assert!(words[3].is_glued() && !words[2].is_glued() && words[7].is_all_capitals());
        assert!(words[4].is_number() && words[9].is_capital());
    }
}
