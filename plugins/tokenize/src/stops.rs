//! Full stops and their like: what they end.

use copydesk_text::lines::is_blank;

use crate::candidates::{Candidate, Kind};
use crate::class;
use crate::rules::{Abbreviation, Profile};
use crate::scan::Scan;

/// What stands behind a stop and its closing quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Behind {
    /// Where the sentence ends if it ends: behind the closing marks.
    closers: usize,
    /// Whether a quotation mark was among them.
    quote: bool,
    /// Whether a round bracket was among them.
    bracket: bool,
    /// Whether a blank follows, or the end of the unit.
    blank: bool,
    /// Where the next token begins, or the end of the unit.
    next: usize,
}

impl Behind {
    /// The place behind the stop at `row` as a candidate.
    fn candidate(self, row: u32, kind: Kind, rule: bool) -> Candidate {
        let Behind { closers, quote, bracket, blank, .. } = self;
        Candidate { row, at: closers as u32, kind, rule, quote, bracket, blank, cut: 0 }
    }
}

impl Scan<'_> {
    /// A run of `.`, `!`, `?`, `…` at `start`: one token, and perhaps the end of a sentence.
    pub(crate) fn stops(&mut self, start: usize) -> usize {
        if self.byte(start) == b'.' && self.is_sure_stop(start) {
            self.emit(start, start + 1);
            let (row, at) = (self.row(), start as u32 + 1);
            self.candidate(Candidate {
                row,
                at,
                kind: Kind::Sure,
                rule: true,
                blank: true,
                ..Candidate::default()
            });
            return start + 1;
        }
        let mut end = start;
        let (mut dots, mut asks) = (0, false);
        // ". . ." is an ellipsis with blanks in it.
        let apart =
            start >= 2 && self.last as usize + 1 == start && is_stop(char::from(self.byte(start - 2)));
        loop {
            match self.byte(end) {
                // "...?" and "?..." are two tokens each, "?!" and ".?" one.
                b'.' if asks && self.byte(end + 1) == b'.' => break,
                b'!' | b'?' if dots >= 3 && !asks => break,
                b'.' => dots += 1,
                b'!' | b'?' => asks = true,
                byte if byte < 0x80 => break,
                _ => match self.char_at(end) {
                    '…' => dots += 3,
                    c if class::is_foreign_stop(c) => asks = true,
                    _ => break,
                },
            }
            end += self.char_at(end).len_utf8();
        }
        self.emit(start, end);
        let behind = self.behind(end);
        if behind.next >= self.bytes.len() {
            return end;
        }
        let (kind, rule) = if asks {
            (Kind::Ask, self.ends_question(start, behind))
        } else if dots >= 2 || apart {
            (Kind::Ellipsis, self.ends_ellipsis(behind))
        } else {
            self.plain_stop(start, behind)
        };
        if self.is_attributed(behind) {
            return end;
        }
        if rule || behind.blank && !goes_on(self.char_at(behind.next)) {
            self.candidate(behind.candidate(self.row(), kind, rule));
        }
        end
    }

    /// A single full stop behind an ordinary word and before a blank and a capital, as most are: there is no doubt.
    #[inline]
    fn is_sure_stop(&self, start: usize) -> bool {
        let word = self.bytes.get(start.wrapping_sub(4)..start).unwrap_or_default();
        word.len() == 4
            && word.iter().all(u8::is_ascii_lowercase)
            && self.byte(start + 1) == b' '
            && self.byte(start + 2).is_ascii_uppercase()
    }

    /// Any other single full stop.
    fn plain_stop(&self, start: usize, behind: Behind) -> (Kind, bool) {
        let goes_on = self.is_numbering() || behind.blank && self.is_footnote(start + 1, behind.next);
        if goes_on {
            return (Kind::Own, false);
        }
        let rule = self.ends_plain(start, behind);
        // Before a capital the rules are right, before a curly quotation mark and a capital, and where no blank follows.
        let next = self.char_at(behind.next);
        let opened = class::is_opener(next) && self.char_at(behind.next + next.len_utf8()).is_uppercase();
        let sure = !behind.blank || rule && (opened || next.is_uppercase());
        (if sure { Kind::Own } else { Kind::Stop }, rule)
    }

    /// A word from `start` to `end` with a dot behind it; `kind` says what abbreviation it is.
    pub(crate) fn abbreviated(&mut self, start: usize, end: usize, kind: Option<Abbreviation>) -> usize {
        let Some(kind) = kind else {
            self.plain_word(start, end);
            return end;
        };
        let behind = self.behind(end + 1);
        let next = self.char_at(behind.next);
        let dated =
            || copydesk_text::calendar::parse_month(self.piece(behind.next, self.run(behind.next))).is_some();
        if kind == Abbreviation::Number && !next.is_ascii_digit() && !(end - start == 1 && dated()) {
            self.plain_word(start, end);
            return end;
        }
        let rule = behind.next >= self.bytes.len()
            || match kind {
                Abbreviation::Title | Abbreviation::Number | Abbreviation::Own => false,
                Abbreviation::Time => next_is_capital(self, behind) && !self.goes_on_after_time(behind.next),
                Abbreviation::Any | Abbreviation::Name => {
                    next_is_capital(self, behind) && self.starts_sentence(behind.next)
                }
            };
        self.emit(start, end + 1);
        if rule || behind.blank && kind != Abbreviation::Own && !goes_on(next) {
            let kind = match kind {
                Abbreviation::Own => Kind::Own,
                Abbreviation::Title => Kind::Title,
                Abbreviation::Number => Kind::Number,
                Abbreviation::Time => Kind::Time,
                Abbreviation::Any if is_initial(self.piece(start, end)) => Kind::Initial,
                Abbreviation::Any | Abbreviation::Name => Kind::Any,
            };
            // "(boats, nets, etc.)": inside of a bracket the stop is the abbreviation's alone.
            let cut = if self.rules.profile == Profile::Ud && !behind.bracket { end as u32 } else { 0 };
            self.candidate(Candidate { cut, ..behind.candidate(self.row(), kind, rule) });
        }
        end + 1
    }

    /// Looks behind a stop that ends at `at`: closing marks, notes in brackets and emoticons still belong to the
    /// sentence.
    fn behind(&self, mut at: usize) -> Behind {
        let mut quote = false;
        let mut bracket = false;
        loop {
            let c = self.char_at(at);
            let closes = match c {
                ')' | ']' | '}' => true,
                '"' | '\'' => !self.char_at(at + 1).is_alphanumeric(),
                // "„Nein.“ Er": closes in German, opens in English, where no blank stands behind it.
                '“' => self.char_at(at + c.len_utf8()) == ' ',
                _ => class::is_closer(c),
            };
            if !closes {
                break;
            }
            quote |= matches!(c, '"' | '\'' | '”' | '’' | '»' | '“');
            bracket |= c == ')';
            at += c.len_utf8();
        }
        let at = self.trailers(at);
        let mut next = at;
        while next < self.bytes.len() && is_blank(self.char_at(next)) {
            next += self.char_at(next).len_utf8();
        }
        Behind { closers: at, quote, bracket, blank: next > at || next >= self.bytes.len(), next }
    }

    /// Notes (`[12]`, `[citation needed]`) and emoticons behind a stop, with or without a blank before them.
    fn trailers(&self, mut at: usize) -> usize {
        for _ in 0..MAX_TRAILERS {
            let from = if self.byte(at) == b' ' { at + 1 } else { at };
            let rest = self.bytes.get(from..).unwrap_or_default();
            let len = match rest.first() {
                Some(b'[') => note_len(rest),
                Some(b':' | b';' | b'=' | b'<') if from > at => {
                    crate::shapes::emoticon(rest, b' ').unwrap_or(0)
                }
                _ => 0,
            };
            if len == 0 {
                break;
            }
            at = from + len;
        }
        at
    }

    /// A full stop behind an ordinary word.
    fn ends_plain(&self, stop: usize, behind: Behind) -> bool {
        if behind.next >= self.bytes.len() {
            return true;
        }
        let next = self.char_at(behind.next);
        if !behind.blank {
            // "said.The": glued, but "3.5" and ".net" are not.
            return next.is_uppercase()
                || class::is_opener(next)
                || next == '"'
                || behind.quote && next.is_alphanumeric();
        }
        if next.is_lowercase() {
            // A relative pronoun in small letters goes on with its sentence; the stop is a slip.
            let word = self.piece(behind.next, self.run(behind.next));
            let relative = matches!(word, "who" | "whom" | "whose" | "which");
            return !behind.quote && !behind.bracket && !relative && self.is_plain_word_before(stop);
        }
        if is_stop(next) {
            return false;
        }
        if matches!(next, '(' | '[') || class::is_opener(next) || matches!(next, '"' | '\'') {
            return true;
        }
        !matches!(next, ',' | ';' | ':' | ')' | ']' | '/' | '%')
    }

    /// Whether the word before a stop is an ordinary word and no unknown abbreviation: three letters or more, a vowel.
    fn is_plain_word_before(&self, stop: usize) -> bool {
        let before = self.bytes.get(..stop).unwrap_or_default();
        let len = before.iter().rev().take(12).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = before.get(stop - len..).unwrap_or_default();
        let vowel = word.iter().any(|byte| matches!(byte | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
        len >= 2 && vowel || len == 0
    }

    fn ends_question(&self, stop: usize, behind: Behind) -> bool {
        if behind.next >= self.bytes.len() {
            return true;
        }
        let next = self.char_at(behind.next);
        if next.is_lowercase() {
            let name =
                self.bytes.get(..stop).is_some_and(|before| NAMED.iter().any(|name| before.ends_with(name)));
            return !behind.quote && !behind.bracket && behind.blank && !name;
        }
        if is_stop(next) {
            return false;
        }
        if matches!(next, ',' | ';' | ':' | ')' | ']' | '-' | '–' | '—' | '/') {
            return false;
        }
        !(behind.quote && self.is_attribution(behind.next))
    }

    fn ends_ellipsis(&self, behind: Behind) -> bool {
        if behind.next >= self.bytes.len() {
            return true;
        }
        let next = self.char_at(behind.next);
        if next.is_lowercase() || is_stop(next) {
            return false;
        }
        behind.blank && (next.is_uppercase() || class::is_opener(next) || matches!(next, '"' | '('))
    }

    /// "Krag said", "said Krag" behind a quotation that ends in a question.
    fn is_attribution(&self, at: usize) -> bool {
        let first = self.piece(at, self.run(at));
        let next = self.run(at);
        if self.byte(next) != b' ' {
            return false;
        }
        let second = self.piece(next + 1, self.run(next + 1));
        !self.rules.is_starter(first) && SAYING.contains(&second)
    }

    /// A quotation with a dash and who said it, at the end of the unit: "“It is over.” — Ida Brandt".
    fn is_attributed(&self, behind: Behind) -> bool {
        let dash = self.char_at(behind.next);
        let name = behind.next + dash.len_utf8() + 1;
        matches!(dash, '—' | '–' | '-')
            && (behind.quote || dash == '—')
            && self.byte(name - 1) == b' '
            && self.byte(name).is_ascii_uppercase()
            && self.bytes.len() - name <= LONGEST_ATTRIBUTION
            && !self.piece(name, self.bytes.len()).contains(['.', '!', '?'])
    }

    /// Days, months and zones go on after a time of day.
    fn goes_on_after_time(&self, at: usize) -> bool {
        let word = self.piece(at, self.run(at));
        copydesk_text::calendar::Weekday::parse(word).is_some()
            || copydesk_text::calendar::parse_month(word).is_some()
            || (word.len() <= 4 && word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
            || matches!(
                word,
                "Eastern"
                    | "Pacific"
                    | "Central"
                    | "Mountain"
                    | "Moscow"
                    | "London"
                    | "Tokyo"
                    | "Beijing"
                    | "Greenwich"
            )
    }

    /// Whether the word at `at`, or behind an opening mark there, begins sentences.
    fn starts_sentence(&self, at: usize) -> bool {
        let mut at = at;
        let c = self.char_at(at);
        if class::is_opener(c) || matches!(c, '"' | '\'') {
            at += c.len_utf8();
            return self.char_at(at).is_uppercase();
        }
        self.rules.is_starter(self.piece(at, self.run(at))) || self.is_credit(at)
    }
}

/// Whether a sentence goes on before `next`, whatever stands before it.
fn goes_on(next: char) -> bool {
    is_stop(next) || matches!(next, ',' | ';' | ':' | ')' | ']' | '/' | '%')
}

/// Whether a word is one capital.
pub(crate) fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

/// Longest name behind the dash of a quotation, in bytes.
const LONGEST_ATTRIBUTION: usize = 40;
/// Most notes and emoticons behind one stop.
const MAX_TRAILERS: usize = 8;

/// Length of a note in square brackets at the beginning of `rest`, or 0.
fn note_len(rest: &[u8]) -> usize {
    let window = rest.get(..rest.len().min(32)).unwrap_or_default();
    let Some(close) = window.iter().position(|&byte| byte == b']') else { return 0 };
    let inner = window.get(1..close).unwrap_or_default();
    let number = (1..=3).contains(&inner.len()) && inner.iter().all(u8::is_ascii_digit);
    let letter = inner.len() == 1 && inner[0].is_ascii_lowercase();
    if number || letter || inner.starts_with(b"note ") || inner.ends_with(b" needed") { close + 1 } else { 0 }
}

fn next_is_capital(scan: &Scan<'_>, behind: Behind) -> bool {
    if !behind.blank {
        return false;
    }
    let c = scan.char_at(behind.next);
    let c = if class::is_opener(c) || matches!(c, '"' | '\'' | '(') {
        scan.char_at(behind.next + c.len_utf8())
    } else {
        c
    };
    c.is_uppercase()
}

/// Names that end in an exclamation mark.
const NAMED: &[&[u8]] = &[b"Yahoo", b"Jeopardy", b"Yum", b"Mamma Mia", b"Oklahoma"];

const SAYING: &[&str] =
    &["said", "asked", "says", "wrote", "told", "added", "replied", "shouted", "demanded", "tweeted"];
