//! Contractions: where UD cuts "don't", "cannot", "gonna" and the careless "dont".

use crate::packed::{LETTERS, SMALL, key_of};

/// Contractions without an apostrophe, in small letters, and where they are cut. Up to eight letters.
const CUTS: &[(&[u8], u8)] = &[
    (b"cannot", 3),
    (b"gonna", 3),
    (b"wanna", 3),
    (b"gotta", 3),
    (b"gimme", 3),
    (b"lemme", 3),
    (b"dont", 2),
    (b"cant", 2),
    (b"wont", 2),
    (b"aint", 2),
    (b"didnt", 3),
    (b"isnt", 2),
    (b"wasnt", 3),
    (b"arent", 3),
    (b"hasnt", 3),
    (b"hadnt", 3),
    (b"doesnt", 4),
    (b"werent", 4),
    (b"havent", 4),
    (b"couldnt", 5),
    (b"wouldnt", 5),
    (b"shouldnt", 6),
    (b"im", 1),
    (b"ive", 1),
    (b"youre", 3),
    (b"theyre", 4),
    (b"thats", 4),
    (b"whats", 4),
    (b"theres", 5),
    (b"heres", 4),
    (b"youll", 3),
    (b"itll", 2),
    (b"theyll", 4),
    (b"youve", 3),
    (b"weve", 2),
    (b"theyve", 4),
    (b"hes", 2),
    (b"shes", 3),
    (b"alot", 1),
    (b"outta", 3),
];

/// Slots of the table; the multiplier below gives every entry a slot of its own.
const SLOTS: usize = 128;
const MULTIPLIER: u64 = 0x7de3_9b45_46a6_d78b;

const fn slot(key: u64) -> usize {
    (key.wrapping_mul(MULTIPLIER) >> 57) as usize
}

const KEYS: [u64; SLOTS] = {
    let mut table = [0; SLOTS];
    let mut at = 0;
    while at < CUTS.len() {
        let key = key_of(CUTS[at].0);
        assert!(table[slot(key)] == 0, "two contractions share a slot: choose another multiplier");
        table[slot(key)] = key;
        at += 1;
    }
    table
};

const PLACES: [u8; SLOTS] = {
    let mut table = [0; SLOTS];
    let mut at = 0;
    while at < CUTS.len() {
        table[slot(key_of(CUTS[at].0))] = CUTS[at].1;
        at += 1;
    }
    table
};

/// Where to cut a contraction that has no apostrophe, or 0. `chunk` begins with the word's `len` letters, at most eight,
/// the first one lowest; asked for every word, so it is one multiplication and one comparison.
#[inline]
pub(crate) fn cut(chunk: u64, len: usize) -> usize {
    let word = chunk & LETTERS[len & 63];
    let lower = (chunk | SMALL) & LETTERS[len & 63];
    let slot = slot(lower);
    // "IM" is an instant message.
    if KEYS[slot] != lower || lower == 0 || word == key_of(b"IM") { 0 } else { PLACES[slot] as usize }
}

/// Whether a word may be such a contraction: never false where [`cut`] cuts. The same question without a branch, for
/// words of any length below 64.
#[inline]
pub(crate) fn may_cut(chunk: u64, len: usize) -> bool {
    let lower = (chunk | SMALL) & LETTERS[len & 63];
    KEYS[slot(lower)] == lower
}

/// The same as [`cut`] for a word that stands alone.
pub(crate) fn cut_word(word: &[u8]) -> usize {
    let mut chunk = [0; 8];
    match chunk.get_mut(..word.len()) {
        Some(part) if !word.is_empty() => part.copy_from_slice(word),
        _ => return 0,
    }
    cut(u64::from_le_bytes(chunk), word.len())
}

/// Length of a suffix that is cut off behind an apostrophe: the letters of 's, 'd, 'm, 'll, 're, 've.
pub(crate) fn is_suffix(letters: &[u8]) -> bool {
    matches!(letters, b"s" | b"d" | b"m" | b"ll" | b"re" | b"ve" | b"S" | b"D" | b"M" | b"LL" | b"RE" | b"VE")
}

/// Words that begin with an apostrophe, as they stand behind it.
pub(crate) fn is_clipped(letters: &[u8]) -> bool {
    let mut lower = [0; 6];
    let Some(lower) = lower.get_mut(..letters.len()) else { return false };
    lower.copy_from_slice(letters);
    lower.make_ascii_lowercase();
    matches!(
        &*lower,
        b"em" | b"til" | b"cause" | b"tis" | b"twas" | b"n" | b"bout" | b"round" | b"cuz" | b"cos" | b"till"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_are_cut_in_any_case_and_nothing_else_is() {
        for (word, place) in [
            (&b"cannot"[..], 3),
            (b"CANNOT", 3),
            (b"Dont", 2),
            (b"shouldnt", 6),
            (b"im", 1),
            (b"Im", 1),
            (b"IM", 0),
            (b"cannots", 0),
            (b"harbour", 0),
            (b"shouldntx", 0),
            (b"", 0),
        ] {
            assert_eq!(cut_word(word), place, "{word:?}");
        }
    }
}
