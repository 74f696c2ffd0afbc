//! What the model sees of a place where a sentence may end: words and shapes around it, as slots of the weight table.

use copydesk_sdk::Span;

use crate::candidates::{Candidate, Kind};
use crate::class::{CLASS, HIGH, MARK, UPPER};

/// Number of features of a place.
pub(crate) const COUNT: usize = 18;
/// Slots of the weight table, as a power of two.
pub(crate) const BITS: u32 = 14;

/// The slots of one place, one for each feature.
pub(crate) type Features = [u16; COUNT];

/// The unit that places are looked at in.
pub(crate) struct Context<'a> {
    text: &'a [u8],
    tokens: &'a [Span],
    first: usize,
}

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
        Self { text: text.as_bytes(), tokens, first }
    }

    /// The features of a candidate: the sentence began at row `open`, the next one would begin at row `next`.
    pub(crate) fn features(&self, candidate: &Candidate, open: usize, next: usize) -> Features {
        let row = candidate.row as usize;
        // What the sentence would end with: the word before the stop, or the last token.
        let own_stop = matches!(candidate.kind, Kind::Stop | Kind::Ask | Kind::Ellipsis);
        let at = if own_stop { row.wrapping_sub(1) } else { row };
        let (w, v, u) = (self.word(at), self.word(at.wrapping_sub(1)), self.word(at.wrapping_sub(2)));
        let (n, m) = (self.word(next), self.word(next + 1));
        let kind = candidate.kind as u64
            | u64::from(candidate.rule) << 5
            | u64::from(candidate.quote) << 6
            | u64::from(candidate.bracket) << 7
            | u64::from(candidate.blank) << 8;
        let end = self.tokens.len();
        let since = bucket(next - open);
        let left = bucket(end - next);
        let closed = u64::from(self.closes());
        let head = self.word(self.first);
        let values = [
            0,
            w.key,
            n.key,
            w.shape << 16 | n.shape,
            n.shape << 16 | m.shape,
            v.key,
            m.key,
            v.shape << 16 | w.shape,
            w.key.rotate_left(7) ^ n.class,
            n.key.rotate_left(7) ^ w.class,
            since << 8 | n.class,
            left << 8 | closed,
            bucket(end - self.first) << 8 | closed << 4 | u64::from(open == self.first),
            head.shape << 8 | closed,
            w.key.rotate_left(17) ^ n.key,
            v.class << 24 | w.class << 16 | n.class << 8 | m.class,
            since << 16 | left << 8 | w.class,
            u.key,
        ];
        let mut features = [0; COUNT];
        for (slot, (number, value)) in features.iter_mut().zip((0u64..).zip(values)) {
            *slot = hash(kind | number << 16, value);
        }
        features
    }

    /// Whether the unit ends with a stop or with what closes behind one.
    fn closes(&self) -> bool {
        let last = self.tokens.last().and_then(|token| self.text.get((token.end as usize).wrapping_sub(1)));
        matches!(last, Some(b'.' | b'!' | b'?' | b'"' | b')' | 0x80..))
    }

    fn word(&self, row: usize) -> Word {
        match self.tokens.get(row) {
            Some(&token) if row >= self.first => self.describe(token),
            _ => NOTHING,
        }
    }

    fn describe(&self, token: Span) -> Word {
        let (start, end) = (token.start as usize, token.end as usize);
        let len = end - start;
        let chunk = match self.text.get(start..start + 8) {
            Some(chunk) => chunk.try_into().map_or(0, u64::from_le_bytes),
            None => self
                .text
                .get(start..end)
                .unwrap_or_default()
                .iter()
                .rev()
                .fold(0, |chunk, &byte| chunk << 8 | u64::from(byte)),
        };
        let chunk = if len < 8 { chunk & !(u64::MAX << (8 * len)) } else { chunk };
        let byte = |at: usize| self.text.get(at).copied().unwrap_or(0);
        let (first, last) = (byte(start), byte(end - 1));
        let class_of = |byte: u8| match CLASS[byte as usize] {
            MARK => u64::from(byte),
            class => u64::from(class),
        };
        let class = if CLASS[first as usize] == HIGH {
            u64::from(byte(start + 1)) ^ u64::from(byte(start + 2)) << 1 | 0x80
        } else {
            class_of(first)
        };
        let second = if len > 1 { u64::from(CLASS[byte(start + 1) as usize] == UPPER) } else { 2 };
        let shape = class | bucket(len) << 8 | second << 11 | (class_of(last) & 0x7) << 13;
        Word { key: (chunk | 0x2020_2020_2020_2020) ^ (len as u64) << 57, class, shape }
    }
}

/// 0, 1, 2, 3, 4 to 6, 7 to 12, 13 to 24, more.
fn bucket(count: usize) -> u64 {
    match count {
        0..=3 => count as u64,
        4..=6 => 4,
        7..=12 => 5,
        13..=24 => 6,
        _ => 7,
    }
}

fn hash(kind: u64, value: u64) -> u16 {
    let mixed = (value ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    ((mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - BITS)) as u16
}
