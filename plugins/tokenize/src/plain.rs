//! Plain words, which are most of every text: letters with a blank or a mark behind them.

use copydesk_sdk::Span;

use crate::candidates::{Candidate, Kind};
use crate::class::{self, PLAIN_END};
use crate::contractions;
use crate::masks::UNKNOWN;
use crate::scan::Scan;

/// The bits of a letter, which a blank has not.
const LETTER: u64 = 0x40;
/// The bits of a small letter.
const SMALL: u64 = 0x60;

impl Scan<'_> {
    /// Words of ASCII letters from `at` on, which are most of the text, by the masks of its letters. Returns where
    /// something else begins: `at` itself where there is no such word.
    ///
    /// A word with a blank behind it, which is no contraction, costs one branch that has to be guessed: whether it is
    /// one. So does a capitalised one, unless it comes first here: then a sentence may end before it in other ways than
    /// between two capitalised words. The loop is a function of its own, so that its variables stay in registers.
    #[inline(never)]
    pub(crate) fn plain_words(&mut self, mut at: usize) -> usize {
        let (masks, bytes) = (self.masks, self.bytes);
        // The bits that the next word's first letter must have, and whether the last word began with a capital.
        let (mut need, mut upper) = (SMALL, 0);
        loop {
            let len = masks.letters(at);
            let end = at + len;
            // At the end of the unit and of the text words are read by themselves.
            let (Some(&next), Some(chunk)) = (bytes.get(end), bytes.get(at..).and_then(<[u8]>::first_chunk))
            else {
                return at;
            };
            let chunk = u64::from_le_bytes(*chunk);
            let cut = contractions::may_cut(chunk, len);
            let capital = !chunk & 0x20;
            // What is often answered with no is asked first and by itself: the sooner a wrong guess is seen the better.
            if u64::from(next ^ b' ') | !chunk & need | (len & UNKNOWN) as u64 == 0 && !cut {
                if upper & capital != 0 {
                    self.upper_candidate(at);
                }
                (need, upper) = (LETTER, capital);
                self.found.tokens.push(Span::new(at as u32, end as u32));
                self.last = end as u32;
                at = end + 1;
                continue;
            }
            if len == 0 || len == UNKNOWN || next >= 0x80 || class::is_word_byte(next) {
                return at;
            }
            if capital != 0 {
                self.weak_candidate(at);
            }
            (need, upper) = (SMALL, 0);
            if next == b' ' {
                self.cut_word(at, end, cut);
                if !cut {
                    (need, upper) = (LETTER, capital);
                }
                at = end + 1;
            } else if next == b',' {
                self.cut_word(at, end, cut);
                self.emit(end, end + 1);
                at = end + 1 + usize::from(self.byte(end + 1) == b' ');
            } else if PLAIN_END[next as usize] {
                self.cut_word(at, end, cut);
                return end;
            } else {
                return self.odd_word(at, end, next);
            }
        }
    }

    /// What [`Scan::weak_candidate`] finds between two capitalised words with nothing but a blank between them.
    #[inline(never)]
    fn upper_candidate(&mut self, start: usize) {
        let (row, at) = (self.row(), start as u32);
        self.candidate(Candidate { row, at, kind: Kind::Upper, blank: true, ..Candidate::default() });
    }

    /// Emits a word, cut if it is a contraction; `may` says whether it may be one.
    #[inline]
    fn cut_word(&mut self, start: usize, end: usize, may: bool) {
        if may {
            return self.plain_word(start, end);
        }
        self.emit(start, end);
    }
}
