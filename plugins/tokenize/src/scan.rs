//! The one pass over the text: finds tokens, and the places between them where a sentence may end.

use copydesk_sdk::Span;

use crate::candidates::{Candidate, Kind};
use crate::class::{self, CLASS, DIGIT, HIGH, PLAIN_END, SPACE, UPPER};
use crate::contractions;
use crate::masks::Masks;
use crate::rules::{Profile, Rules};

/// What a pass writes: tokens, and the places between them where a sentence may end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) tokens: Vec<Span>,
    /// Of the unit that is being read.
    pub(crate) candidates: Vec<Candidate>,
}

impl Found {
    /// Forgets everything and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.tokens.clear();
        self.candidates.clear();
    }
}

/// A pass over one text.
pub(crate) struct Scan<'a> {
    pub(crate) text: &'a str,
    /// The bytes up to the end of the unit.
    pub(crate) bytes: &'a [u8],
    pub(crate) rules: &'a Rules,
    pub(crate) found: &'a mut Found,
    /// The first token of the unit.
    first_row: usize,
    /// Behind this byte a sentence begins, as the rules see it.
    pub(crate) begins: u32,
    /// End of the last token.
    pub(crate) last: u32,
    /// End of the last address.
    address: u32,
    /// Where there are letters.
    pub(crate) masks: &'a Masks,
    /// Whether there are tokens of the user's own.
    has_own: bool,
    /// Whether contractions are cut.
    cuts_words: bool,
}

impl<'a> Scan<'a> {
    /// A pass over `text`, whose letters `masks` show, that appends to `found`.
    pub(crate) fn new(text: &'a str, masks: &'a Masks, rules: &'a Rules, found: &'a mut Found) -> Self {
        let (has_own, cuts_words) = (rules.has_any_own(), rules.profile != Profile::Whole);
        Self {
            text,
            bytes: &[],
            rules,
            found,
            first_row: 0,
            begins: 0,
            last: 0,
            address: 0,
            masks,
            has_own,
            cuts_words,
        }
    }

    /// Finds the tokens of one unit, a stretch that sentences do not leave, and the candidates between them. Returns
    /// the row of its first token.
    pub(crate) fn unit(&mut self, unit: Span) -> usize {
        self.found.candidates.clear();
        self.first_row = self.found.tokens.len();
        self.begins = unit.start;
        let Some(bytes) = self.text.as_bytes().get(..unit.end as usize) else { return self.first_row };
        self.bytes = bytes;
        let mut at = unit.start as usize;
        while let Some(&byte) = bytes.get(at) {
            let class = CLASS[byte as usize];
            at = if class <= UPPER {
                if self.address > 0 && self.address == self.last && class != UPPER {
                    self.weak_candidate(at);
                }
                let next = if self.has_own { at } else { self.plain_words(at) };
                if next > at {
                    next
                } else {
                    if class == UPPER {
                        self.weak_candidate(at);
                    }
                    self.word(at)
                }
            } else {
                self.other(at, byte, class)
            };
        }
        self.first_row
    }

    /// A token that begins with anything but an ASCII letter.
    #[inline]
    fn other(&mut self, at: usize, byte: u8, class: u8) -> usize {
        match class {
            SPACE => at + 1,
            DIGIT => {
                self.weak_candidate(at);
                self.number(at)
            }
            HIGH => self.high(at),
            _ if byte == b',' && !self.has_own => {
                self.emit(at, at + 1);
                at + 1
            }
            // Inside a word with hyphens.
            _ if byte == b'-'
                && self.last as usize == at
                && !self.has_own
                && self.byte(at + 1).is_ascii_alphabetic() =>
            {
                self.emit(at, at + 1);
                at + 1
            }
            _ => self.mark(at),
        }
    }

    /// What was found so far.
    pub(crate) fn found(&mut self) -> &mut Found {
        self.found
    }

    /// Appends a token.
    #[inline]
    pub(crate) fn emit(&mut self, start: usize, end: usize) {
        self.found.tokens.push(Span::new(start as u32, end as u32));
        self.last = end as u32;
    }

    /// Appends an address; a sentence may end before it.
    pub(crate) fn emit_address(&mut self, start: usize, end: usize) {
        let last = self.last as usize;
        let noted = self.found.candidates.last().is_some_and(|candidate| candidate.at as usize == start);
        if last < start && !noted && self.found.tokens.len() > self.first_row {
            let kind = if self.address == self.last { Kind::Address } else { Kind::BeforeAddress };
            let (row, at) = (self.row(), start as u32);
            self.candidate(Candidate { row, at, kind, rule: false, blank: true, ..Candidate::default() });
        }
        self.emit(start, end);
        self.address = end as u32;
    }

    /// Notes that a sentence may end behind the last token and the closing marks up to byte `at`.
    pub(crate) fn candidate(&mut self, candidate: Candidate) {
        if candidate.rule {
            self.begins = candidate.at;
        }
        self.found.candidates.push(candidate);
    }

    /// The row of the last token.
    pub(crate) fn row(&self) -> u32 {
        (self.found.tokens.len() as u32).wrapping_sub(1)
    }

    /// Notes that a sentence without a final stop may end before the capital or digit at `start`.
    #[inline]
    pub(crate) fn weak_candidate(&mut self, start: usize) {
        let last = self.last as usize;
        if last >= start || self.found.tokens.len() == self.first_row {
            return;
        }
        let mut kind = Kind::WEAK[self.byte(last - 1) as usize];
        if self.address == self.last {
            kind = Kind::Address;
        }
        if kind == Kind::None {
            return;
        }
        if kind == Kind::Lower {
            let first = self.found.tokens.last().map_or(0, |token| self.byte(token.start as usize));
            if first.is_ascii_uppercase() {
                kind = Kind::Upper;
            } else if first.is_ascii_digit() {
                kind = Kind::Digits;
            }
        }
        let rule = match kind {
            Kind::Lower | Kind::Upper => self.begins_heading(start),
            Kind::Digits => self.ends_heading(start),
            Kind::Comma => self.ends_letter(),
            _ => false,
        };
        if rule || kind.asks_model() {
            let kind = if rule { Kind::Own } else { kind };
            let row = self.row();
            self.candidate(Candidate {
                row,
                at: start as u32,
                kind,
                rule,
                blank: true,
                ..Candidate::default()
            });
        }
    }

    /// Tokens of the unit so far.
    pub(crate) fn unit_tokens(&self) -> &[Span] {
        self.found.tokens.get(self.first_row..).unwrap_or_default()
    }

    /// Whether the first sentence of the unit is still open, as the rules see it.
    pub(crate) fn no_sentence_ended(&self) -> bool {
        self.unit_tokens().first().is_none_or(|first| self.begins <= first.start)
    }

    /// Whether the next token begins a sentence, as the rules see it.
    pub(crate) fn at_sentence_start(&self) -> bool {
        self.last <= self.begins
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
    #[inline]
    pub(crate) fn char_at(&self, at: usize) -> char {
        match self.bytes.get(at) {
            None => '\0',
            Some(&byte) if byte < 0x80 => char::from(byte),
            Some(_) => self.far_char_at(at),
        }
    }

    fn far_char_at(&self, at: usize) -> char {
        self.text.get(at..self.bytes.len()).and_then(|rest| rest.chars().next()).unwrap_or('\0')
    }

    /// One past the last byte of the run of word characters at `at`.
    pub(crate) fn run(&self, mut at: usize) -> usize {
        loop {
            while let Some(chunk) = self.bytes.get(at..at + 8) {
                let len = class::letters(chunk.try_into().map_or(0, u64::from_le_bytes));
                at += len;
                if len < 8 {
                    break;
                }
            }
            while let Some(&byte) = self.bytes.get(at) {
                if !class::is_word_byte(byte) {
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
        // Eight letters at once. What lies behind the unit plays no part.
        if !self.has_own
            && let Some(chunk) = self.text.as_bytes().get(start..start + 8)
        {
            let chunk = chunk.try_into().map_or(0, u64::from_le_bytes);
            let len = class::letters(chunk);
            let end = start + len;
            if len < 8 && end <= self.bytes.len() {
                let next = self.byte(end);
                if PLAIN_END[next as usize] {
                    self.plain_word(start, end);
                    return end;
                }
                if next < 0x80 && !class::is_word_byte(next) {
                    return self.odd_word(start, end, next);
                }
            }
        }
        self.long_word(start)
    }

    /// Any other word: long, with letters beyond ASCII, with signs inside, at the end of the text, or the user's own.
    pub(crate) fn long_word(&mut self, start: usize) -> usize {
        if self.rules.has_own(self.byte(start))
            && let Some(end) = self.own(start)
        {
            return end;
        }
        let code = self.currency_end(start);
        if code > 0 {
            self.emit(start, code);
            return self.number(code);
        }
        let end = self.run(start);
        let next = self.byte(end);
        if PLAIN_END[next as usize] {
            self.plain_word(start, end);
            return end;
        }
        self.odd_word(start, end, next)
    }

    /// Emits a word, cut where it is a contraction without an apostrophe.
    #[inline(always)]
    pub(crate) fn plain_word(&mut self, start: usize, end: usize) {
        let len = end - start;
        if len <= 8 && self.cuts_words {
            let cut = match self.text.as_bytes().get(start..start + 8) {
                Some(chunk) => contractions::cut(chunk.try_into().map_or(0, u64::from_le_bytes), len),
                None => contractions::cut_word(self.bytes.get(start..end).unwrap_or_default()),
            };
            if cut > 0 {
                self.emit(start, start + cut);
                self.emit(start + cut, end);
                return;
            }
        }
        self.emit(start, end);
    }

    /// Emits the user's own token at `start`, where there is one, and returns its end.
    #[cold]
    pub(crate) fn own(&mut self, start: usize) -> Option<usize> {
        let before = self.byte(start.wrapping_sub(1));
        let parts = self.rules.own(self.bytes.get(start..).unwrap_or_default(), before)?;
        let mut at = start;
        for &part in &parts {
            self.emit(at, at + part as usize);
            at += part as usize;
        }
        Some(at)
    }
}
