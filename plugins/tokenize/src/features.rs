//! What the model sees of a place where a sentence may end: words and shapes around it, as slots of the weight table.

use copydesk_sdk::Span;

use crate::candidates::{Candidate, Kind};
use crate::class::{CLASS, MARK};

/// Number of features of a place.
pub(crate) const COUNT: usize = 18;
/// Those of them that only look at the words on both sides.
pub(crate) const NEAR: usize = 4;
/// Slots of the weight table, as a power of two.
pub(crate) const BITS: u32 = 16;

/// The slots of one place, one for each feature.
pub(crate) type Features = [u16; COUNT];

/// The unit that places are looked at in.
pub(crate) struct Context<'a> {
    text: &'a [u8],
    tokens: &'a [Span],
    first: usize,
    /// Words that were looked at, each at its row's place with the row: places in doubt often stand side by side, as in
    /// runs of capitals.
    seen: [(usize, Word); SEEN],
    /// What is the same at all places, once it was asked: whether the unit closes, and the shape of its first word.
    unit: Option<(u64, u64)>,
}

/// Words that are remembered, a power of two.
const SEEN: usize = 8;

/// A token as the model sees it.
#[derive(Debug, Clone, Copy)]
struct Word {
    /// Its first eight letters in lower case, and its length.
    key: u64,
    /// Class of the first byte, or the byte itself of a mark.
    class: u64,
    /// Class, length and what the second and the last byte are.
    shape: u64,
}

/// Before the first token and behind the last.
const NOTHING: Word = Word { key: 1, class: 0xff, shape: 0xff };

impl<'a> Context<'a> {
    /// The unit whose tokens are those from row `first`.
    pub(crate) fn new(text: &'a str, tokens: &'a [Span], first: usize) -> Self {
        Self { text: text.as_bytes(), tokens, first, seen: [(usize::MAX, NOTHING); SEEN], unit: None }
    }

    /// The features of a candidate: the sentence began at row `open`, the next one would begin at row `next`. None where
    /// the first of them, which cost little, leave no hope by what `hopeless` says.
    pub(crate) fn features(
        &mut self,
        candidate: &Candidate,
        open: usize,
        next: usize,
        hopeless: impl FnOnce(&[u16]) -> bool,
    ) -> Option<Features> {
        let row = candidate.row as usize;
        // What the sentence would end with: the word before the stop, or the last token.
        let own_stop = candidate.kind == Kind::Stop;
        let at = if own_stop { row.wrapping_sub(1) } else { row };
        let kind = candidate.kind as u64
            | u64::from(candidate.rule) << 5
            | u64::from(candidate.quote) << 6
            | u64::from(candidate.bracket) << 7
            | u64::from(candidate.blank) << 8;
        let (w, n) = (self.word(at), self.word(next));
        let near = [0, w.key, n.key, w.shape << 16 | n.shape];
        let mut features = [0; COUNT];
        let (first, rest) = features.split_at_mut(NEAR);
        fill(first, kind, 0, near);
        if !own_stop && hopeless(first) {
            return None;
        }
        let (v, u) = (self.word(at.wrapping_sub(1)), self.word(at.wrapping_sub(2)));
        let m = self.word(next + 1);
        let end = self.tokens.len();
        let since = bucket(next - open);
        let left = bucket(end - next);
        let (closed, opening) = match self.unit {
            Some(unit) => unit,
            None => {
                let unit = (u64::from(self.closes()), self.word(self.first).shape);
                *self.unit.insert(unit)
            }
        };
        let far = [
            w.key.rotate_left(17) ^ n.key,
            n.shape << 16 | m.shape,
            v.key,
            m.key,
            v.shape << 16 | w.shape,
            since << 8 | n.class,
            left << 8 | closed,
            bucket(end - self.first) << 8 | closed << 4 | u64::from(open == self.first),
            opening << 8 | closed,
            v.class << 24 | w.class << 16 | n.class << 8 | m.class,
            since << 16 | left << 8 | w.class,
            u.key,
            w.key.rotate_left(11) ^ since,
            n.key.rotate_left(23) ^ m.class << 8 ^ since,
        ];
        fill(rest, kind, NEAR as u64, far);
        Some(features)
    }

    /// Whether the unit ends with a stop or with what closes behind one.
    fn closes(&self) -> bool {
        let last = self.tokens.last().and_then(|token| self.text.get((token.end as usize).wrapping_sub(1)));
        matches!(last, Some(b'.' | b'!' | b'?' | b'"' | b')' | 0x80..))
    }

    #[inline(always)]
    fn word(&mut self, row: usize) -> Word {
        let (known, word) = self.seen[row & (SEEN - 1)];
        if known == row { word } else { self.look_up(row) }
    }

    #[inline(never)]
    fn look_up(&mut self, row: usize) -> Word {
        let word = match self.tokens.get(row) {
            Some(&token) if row >= self.first => self.describe(token),
            _ => return NOTHING,
        };
        self.seen[row & (SEEN - 1)] = (row, word);
        word
    }

    /// Without branches where it can be: which token is asked next is not foreseen.
    #[inline]
    fn describe(&self, token: Span) -> Word {
        let (start, end) = (token.start as usize, token.end as usize);
        let len = end - start;
        let chunk = match self.text.get(start..).and_then(<[u8]>::first_chunk) {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => self.last_bytes(start, end),
        };
        // Tokens are never empty.
        let chunk = chunk & u64::MAX >> (64 - 8 * len.clamp(1, 8));
        let (first, second) = (chunk as u8, (chunk >> 8) as u8);
        let last = self.text.get(end - 1).copied().unwrap_or(0);
        let class = if first < 0x80 {
            u64::from(FIRST[first as usize])
        } else {
            u64::from(second) ^ (chunk >> 16 & 0xff) << 1 | 0x80
        };
        let capital = u64::from(second.is_ascii_uppercase()) + 2 * u64::from(len == 1);
        let shape = class | bucket(len) << 8 | capital << 11 | u64::from(LAST[last as usize]) << 13;
        Word { key: (chunk | 0x2020_2020_2020_2020) ^ (len as u64) << 57, class, shape }
    }

    /// The bytes of a token near the end of the text.
    #[cold]
    fn last_bytes(&self, start: usize, end: usize) -> u64 {
        let bytes = self.text.get(start..end).unwrap_or_default();
        bytes.iter().take(8).rev().fold(0, |chunk, &byte| chunk << 8 | u64::from(byte))
    }
}

/// Class of a token by its first byte; marks stand for themselves.
const FIRST: [u8; 256] = classes(0xff);

/// What the last byte says: its class, or three bits of a mark.
const LAST: [u8; 256] = classes(0x7);

/// The class of each byte, and of marks the bits that `mark` keeps.
const fn classes(mark: u8) -> [u8; 256] {
    let mut table = CLASS;
    let mut byte = 0;
    while byte < 256 {
        if table[byte] == MARK {
            table[byte] = byte as u8 & mark;
        }
        byte += 1;
    }
    table
}

/// 0, 1, 2, 3, 4 to 6, 7 to 12, 13 to 24, more.
#[inline]
fn bucket(count: usize) -> u64 {
    const TABLE: [u8; 32] =
        [0, 1, 2, 3, 4, 4, 4, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7];
    u64::from(TABLE[count.min(31)])
}

#[inline]
fn fill<const N: usize>(slots: &mut [u16], kind: u64, from: u64, values: [u64; N]) {
    // The number of a feature lies above the kind, so that the product of both is the sum of two.
    let kind = kind.wrapping_mul(SPREAD);
    for (slot, (number, value)) in slots.iter_mut().zip((from..).zip(values)) {
        *slot = hash(kind.wrapping_add((number << 16).wrapping_mul(SPREAD)), value);
    }
}

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn hash(kind: u64, value: u64) -> u16 {
    let mixed = (value ^ kind).wrapping_mul(0xd6e8_feb8_6659_fd93);
    ((mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - BITS)) as u16
}
