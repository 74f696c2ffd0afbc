//! The one pass over the text: finds tokens and, at each stop, whether a sentence ends.

use copydesk_sdk::{Layer, Span};
use copydesk_text::lines::is_blank;

use crate::class::{self, CLASS, DIGIT, HIGH, LETTER, PLAIN_END, SPACE};
use crate::contractions;
use crate::rules::{Profile, Rules};

/// No sentence is open, or none is about to end.
const NONE: u32 = u32::MAX;

/// A pass over one text.
pub(crate) struct Scan<'a> {
    pub(crate) text: &'a str,
    /// The bytes up to the end of the unit.
    pub(crate) bytes: &'a [u8],
    pub(crate) rules: &'a Rules,
    tokens: &'a mut Layer,
    sents: &'a mut Layer,
    /// First byte of the open sentence.
    open: u32,
    /// The sentence ends before the first token at or behind this byte.
    until: u32,
    /// End of the last token.
    pub(crate) last: u32,
}

impl<'a> Scan<'a> {
    /// A pass over `text` that appends to `tokens` and `sents`.
    pub(crate) fn new(text: &'a str, rules: &'a Rules, tokens: &'a mut Layer, sents: &'a mut Layer) -> Self {
        Self { text, bytes: &[], rules, tokens, sents, open: NONE, until: NONE, last: 0 }
    }

    /// Scans one unit: a stretch that sentences do not leave.
    pub(crate) fn unit(&mut self, unit: Span) {
        let Some(bytes) = self.text.as_bytes().get(..unit.end as usize) else { return };
        self.bytes = bytes;
        let mut at = unit.start as usize;
        while let Some(&byte) = bytes.get(at) {
            at = match CLASS[byte as usize] {
                SPACE => at + 1,
                LETTER => self.word(at),
                DIGIT => self.number(at),
                HIGH => self.high(at),
                _ => self.mark(at),
            };
        }
        self.close();
    }

    /// Appends a token.
    #[inline]
    pub(crate) fn emit(&mut self, start: usize, end: usize) {
        let (start, end) = (start as u32, end as u32);
        if start >= self.until {
            self.close();
        }
        if self.open == NONE {
            self.open = start;
        }
        self.tokens.push(start, end);
        self.last = end;
    }

    /// Ends the open sentence behind the last token.
    fn close(&mut self) {
        if self.open != NONE {
            self.sents.push(self.open, self.last);
        }
        self.open = NONE;
        self.until = NONE;
    }

    /// Lets the open sentence end before byte `at`.
    pub(crate) fn end_sentence(&mut self, at: usize) {
        self.until = at as u32;
    }

    /// Whether the next token begins a sentence.
    pub(crate) fn at_sentence_start(&self) -> bool {
        self.open == NONE || self.until != NONE
    }

    /// The byte at `at`, or 0 past the end of the unit.
    #[inline]
    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// A piece of the text, or `""`.
    pub(crate) fn piece(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// The character at `at`, or NUL past the end of the unit.
    pub(crate) fn char_at(&self, at: usize) -> char {
        self.text.get(at..self.bytes.len()).and_then(|rest| rest.chars().next()).unwrap_or('\0')
    }

    /// One past the last byte of the run of word characters at `at`.
    #[inline]
    pub(crate) fn run(&self, mut at: usize) -> usize {
        loop {
            while let Some(&byte) = self.bytes.get(at) {
                let class = CLASS[byte as usize];
                if class != LETTER && class != DIGIT {
                    break;
                }
                at += 1;
            }
            if self.byte(at) < 0x80 {
                return at;
            }
            let c = self.char_at(at);
            if !class::is_word(c) {
                return at;
            }
            at += c.len_utf8();
        }
    }

    /// A token that begins with a letter.
    #[inline]
    fn word(&mut self, start: usize) -> usize {
        let kept = self.rules.kept(self.bytes.get(start..).unwrap_or_default());
        if kept > 0 {
            self.emit(start, start + kept);
            return start + kept;
        }
        let end = self.run(start);
        let next = self.byte(end);
        if next == 0 || PLAIN_END[next as usize] {
            self.plain_word(start, end);
            return end;
        }
        self.odd_word(start, end, next)
    }

    /// Emits a word, cut where it is a contraction without an apostrophe.
    #[inline]
    pub(crate) fn plain_word(&mut self, start: usize, end: usize) {
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        if contractions::may_be(bytes) && self.rules.profile != Profile::Whole {
            let cut = contractions::cut(bytes);
            if cut > 0 {
                self.emit(start, start + cut);
                self.emit(start + cut, end);
                return;
            }
        }
        self.emit(start, end);
    }

    /// A character beyond ASCII that does not continue a word.
    fn high(&mut self, at: usize) -> usize {
        let c = self.char_at(at);
        let end = at + c.len_utf8();
        if is_blank(c) {
            return end;
        }
        if class::is_word(c) {
            return self.word(at);
        }
        match c {
            '…' => return self.stops(at),
            '’' | '‘' => return self.apostrophe(at, end),
            '–' | '—' | '“' | '”' | '€' | '£' => {
                self.emit(at, end);
                return end;
            }
            _ if class::is_foreign_stop(c) => return self.stops(at),
            _ => {}
        }
        let end = self.picture(c, end);
        self.emit(at, end);
        end
    }

    /// The end of a picture that begins with `first`: flags, skin tones, families.
    fn picture(&self, first: char, mut end: usize) -> usize {
        if class::is_flag_letter(first) && class::is_flag_letter(self.char_at(end)) {
            return end + self.char_at(end).len_utf8();
        }
        loop {
            let c = self.char_at(end);
            if c == '\0' || !class::joins_picture(c) {
                return end;
            }
            end += c.len_utf8();
            let next = self.char_at(end);
            if c == '\u{200d}' && !next.is_ascii() && !class::is_word(next) && !is_blank(next) {
                end += next.len_utf8();
            }
        }
    }

    /// A token that begins with an ASCII mark.
    fn mark(&mut self, at: usize) -> usize {
        let byte = self.byte(at);
        let kept = self.rules.kept(self.bytes.get(at..).unwrap_or_default());
        if kept > 0 {
            self.emit(at, at + kept);
            return at + kept;
        }
        match byte {
            b'.' if self.byte(at + 1).is_ascii_digit() && self.is_fraction(at) => {
                let end = crate::numbers::end(self, at + 1);
                self.emit(at, end);
                return end;
            }
            b'.' | b'!' | b'?' => return self.stops(at),
            b'\'' => return self.apostrophe(at, at + 1),
            b',' | b'"' | b')' => {
                self.emit(at, at + 1);
                return at + 1;
            }
            _ => {}
        }
        let end = self.mark_end(at, byte);
        self.emit(at, end);
        end
    }

    /// ".265": a dot that begins a number.
    fn is_fraction(&self, at: usize) -> bool {
        matches!(self.byte(at.wrapping_sub(1)), b' ' | b'(' | b'=' | b'\n' | b'-' | b'$')
            && self.last as usize != at
    }

    /// How far a token goes that begins with the mark `byte`.
    fn mark_end(&self, at: usize, byte: u8) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        if let Some(len) = crate::shapes::emoticon(rest, self.byte(at.wrapping_sub(1))) {
            return at + len;
        }
        match byte {
            b'@' | b'#' => {
                let letter =
                    self.byte(at + 1).is_ascii_alphabetic() || byte == b'@' && self.byte(at + 1) == b'_';
                let before = self.byte(at.wrapping_sub(1));
                if letter && (at == 0 || !before.is_ascii_alphanumeric()) {
                    return self.run(at + 1);
                }
                at + 1
            }
            b'[' if rest.starts_with(b"[...]") => at + 5,
            b'-' | b'=' | b'*' | b'~' | b'+' | b'<' | b'>' | b'`' => {
                let run = rest.iter().take_while(|&&other| other == byte).count();
                if byte == b'+'
                    && run == 1
                    && self.byte(at + 1).is_ascii_digit()
                    && !self.byte(at.wrapping_sub(1)).is_ascii_alphanumeric()
                {
                    return crate::numbers::end(self, at + 1);
                }
                at + run
            }
            _ => at + 1,
        }
    }
}
