//! Places without a stop where a sentence ends all the same: before a picture's credit, around the date under a title,
//! behind the number of a figure. Extracted text glues these to their neighbours.

use copydesk_text::calendar::{Weekday, parse_month};

use crate::scan::Scan;

/// Words that begin a credit when a colon follows.
const CREDITS: &[&str] = &["Image", "Photo", "Picture", "Photograph", "Credit", "Caption"];
/// Words that a number follows at the beginning of a caption.
const FIGURES: &[&str] = &["Figure", "Fig", "Table", "Box", "Exhibit", "Chart"];
/// Words before a weekday that belong to it.
const BEFORE_DAYS: &[&str] = &[
    "on",
    "last",
    "next",
    "this",
    "since",
    "until",
    "till",
    "by",
    "of",
    "from",
    "for",
    "before",
    "after",
    "and",
    "to",
    "through",
    "dated",
    "ending",
    "starting",
    "or",
    "late",
    "early",
    "every",
    "is",
    "was",
    "previous",
    "following",
];

/// The second letters of credits and weekdays by their first one, a bit for each letter.
const SECOND: [u32; 32] = {
    let pairs = [b"Im", b"Ph", b"Pi", b"Cr", b"Ca", b"Mo", b"Tu", b"Th", b"We", b"Fr", b"Sa", b"Su"];
    let mut table = [0; 32];
    let mut at = 0;
    while at < pairs.len() {
        let [first, second] = *pairs[at];
        table[(first & 31) as usize] |= 1 << (second & 31);
        at += 1;
    }
    table
};

/// Whether a credit or a weekday may begin with this capital and the letter behind it: no branch, since every capital
/// is asked.
#[inline]
fn may_begin(first: u8, second: u8) -> bool {
    SECOND[(first & 31) as usize] >> (second & 31) & 1 == 1
}

impl Scan<'_> {
    /// "Kind regards, Ida Brandt": whether the comma that was just read ends the last line of a letter.
    #[inline]
    pub(crate) fn ends_letter(&self) -> bool {
        let before = self.bytes.get(..self.last as usize).unwrap_or_default();
        let ends = |word: &[u8]| before.ends_with(word);
        before.ends_with(b"s,") && (ends(b"egards,") || ends(b"ishes,"))
            || ends(b"incerely,")
            || ends(b"aithfully,")
    }

    /// Whether a sentence begins with the capital at `start` although no stop stands before it.
    #[inline]
    pub(crate) fn begins_heading(&self, start: usize) -> bool {
        may_begin(self.byte(start), self.byte(start + 1)) && self.is_heading(start)
    }

    fn is_heading(&self, start: usize) -> bool {
        let end = self.run(start);
        let word = self.piece(start, end);
        match self.byte(end) {
            b':' => CREDITS.contains(&word),
            b',' => self.is_date_line(start) && !self.follows_word_before_days(start),
            _ => false,
        }
    }

    /// Whether `word` begins a picture's credit at `at`.
    pub(crate) fn is_credit(&self, at: usize) -> bool {
        let end = self.run(at);
        self.byte(end) == b':' && CREDITS.contains(&self.piece(at, end))
    }

    /// "Sunday, May 28, 2006" in the first sentence of a unit, and nothing behind it.
    fn is_date_line(&self, start: usize) -> bool {
        self.no_sentence_ended() && self.date_end(start) == Some(self.bytes.len())
    }

    fn follows_word_before_days(&self, start: usize) -> bool {
        let before = self.bytes.get(..start.saturating_sub(1)).unwrap_or_default();
        let len = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = self.piece(start - 1 - len, start - 1);
        len == 0 || BEFORE_DAYS.iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// One past a date with weekday, month, day and year at `start`.
    fn date_end(&self, start: usize) -> Option<usize> {
        let end = self.run(start);
        Weekday::parse(self.piece(start, end))?;
        let month = self.after(end, b", ")?;
        let end = self.run(month);
        parse_month(self.piece(month, end))?;
        let day = self.after(end, b" ")?;
        let end = self.run(day);
        let year = self.after(end, b", ")?;
        let is_number = |from: usize, to: usize, most: usize| {
            (1..=most).contains(&(to - from)) && (from..to).all(|at| self.byte(at).is_ascii_digit())
        };
        let last = self.run(year);
        (is_number(day, end, 2) && last - year == 4 && is_number(year, last, 4)).then_some(last)
    }

    fn after(&self, at: usize, marks: &[u8]) -> Option<usize> {
        self.bytes.get(at..)?.starts_with(marks).then_some(at + marks.len())
    }

    /// Whether the sentence that was open before the capital at `start` is a date line, the number of a figure, or
    /// ends with the number of a footnote.
    pub(crate) fn ends_heading(&self, start: usize) -> bool {
        let tokens = self.unit_tokens();
        let [first, .., last] = tokens else { return false };
        let (first, last) = (*first, *last);
        if tokens.len() == 2 && FIGURES.contains(&first.of(self.text)) {
            return true;
        }
        if tokens.len() == 6 && self.date_end(first.start as usize) == Some(last.end as usize) {
            return true;
        }
        // "... was broken. 12 The board": the note's number belongs to the sentence before it.
        let [.., stop, _] = tokens else { return false };
        last.len() <= 2
            && self.is_footnote(stop.end as usize, last.start as usize)
            && self.rules.is_starter(self.piece(start, self.run(start)))
    }

    /// Whether a number at `number` behind a full stop that ends at `stop` is that of a footnote: one or two digits, and
    /// a word that begins sentences behind it.
    pub(crate) fn is_footnote(&self, stop: usize, number: usize) -> bool {
        let end = self.run(number);
        let short =
            (1..=2).contains(&(end - number)) && (number..end).all(|at| self.byte(at).is_ascii_digit());
        short
            && self.byte(stop.wrapping_sub(1)) == b'.'
            && self.byte(end) == b' '
            && self.byte(end + 1).is_ascii_uppercase()
            && self.rules.is_starter(self.piece(end + 1, self.run(end + 1)))
    }

    /// "2.1." and "Figure 3." at the beginning of a unit: the stop belongs to the number.
    pub(crate) fn is_numbering(&self) -> bool {
        let is_number = |at: u32| self.byte(at as usize).is_ascii_digit();
        match self.unit_tokens() {
            [number, _] => is_number(number.start) && number.of(self.text).contains('.'),
            [word, number, _] => is_number(number.start) && FIGURES.contains(&word.of(self.text)),
            _ => false,
        }
    }
}
