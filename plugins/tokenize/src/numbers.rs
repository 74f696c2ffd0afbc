//! Numbers: 1,234.56, 10:30, 9/11, 2018-08-06, 713-555-0199, 5kg, 1980s.

use crate::contractions;
use crate::rules::Profile;
use crate::scan::Scan;

/// Longest number of a section or item that keeps its stop, in bytes: "12.10".
const LONGEST_NESTED: usize = 5;

impl Scan<'_> {
    /// A token that begins with a digit.
    pub(crate) fn number(&mut self, start: usize) -> usize {
        let end = end(self, start);
        let byte = self.byte(end);
        let apostrophe = match byte {
            b'\'' => 1,
            0xe2 if self.char_at(end) == '’' => 3,
            _ => 0,
        };
        // "the 1930's", but "2003|'s"
        let last = end + apostrophe + 1;
        if apostrophe > 0 && self.byte(last - 1) == b's' && !self.byte(last).is_ascii_alphanumeric() {
            let decade = end - start <= 2 || self.byte(end - 1) == b'0';
            if decade || self.rules.profile == Profile::Whole {
                self.emit(start, last);
            } else {
                self.emit(start, end);
                self.emit(end, last);
            }
            return last;
        }
        if byte == b'@' || byte == b'_' {
            return self.odd_word(start, self.run(start), self.byte(self.run(start)));
        }
        if byte.is_ascii_alphabetic() {
            return self.number_with_letters(start, end);
        }
        if byte >= 0x80 && self.is_more_of_number(end) {
            let end = self.run(end);
            self.emit(start, end);
            return end;
        }
        if byte == b'.' && self.is_list_number(start, end) {
            self.emit(start, end + 1);
            return end + 1;
        }
        self.emit(start, end);
        end
    }

    /// "1." at the beginning of a sentence counts something.
    fn is_list_number(&self, start: usize, end: usize) -> bool {
        self.at_sentence_start()
            && (end - start <= 2 || self.is_nested(start, end))
            && self.byte(end + 1) == b' '
            && self.rules.profile == Profile::Ud
    }

    /// "2.1": numbers of one or two digits.
    fn is_nested(&self, start: usize, end: usize) -> bool {
        let parts = self.piece(start, end).split('.');
        end - start <= LONGEST_NESTED
            && parts
                .into_iter()
                .all(|part| (1..=2).contains(&part.len()) && !part.contains([',', ':', '/', '-']))
    }

    /// Whether a character beyond ASCII behind a number belongs to it: no exponent, and no sign of degrees.
    fn is_more_of_number(&self, end: usize) -> bool {
        match self.char_at(end) {
            '²' | '³' => false,
            // "54º 30' N", but an ordinal elsewhere.
            'º' => {
                let after = end + 'º'.len_utf8();
                self.byte(after) != b' ' || !self.byte(after + 1).is_ascii_digit()
            }
            c => crate::class::is_word(c),
        }
    }

    fn number_with_letters(&mut self, start: usize, digits: usize) -> usize {
        let end = self.run(digits);
        let letters = self.bytes.get(digits..end).unwrap_or_default();
        // "$2b", "£4t"
        let sum =
            matches!(letters, b"b" | b"t") && matches!(self.byte(start.wrapping_sub(1)), b'$' | 0xa3 | 0xac);
        if sum || is_unit(letters) {
            self.emit(start, digits);
            // "5p.m." goes on as a word.
            return digits;
        }
        if matches!(self.byte(end), b'\'' | b'-' | b'.' | b'/') || self.byte(end) >= 0x80 {
            return self.odd_word(start, end, self.byte(end));
        }
        self.emit(start, end);
        end
    }
}

/// Letters behind a number that UD cuts off.
fn is_unit(letters: &[u8]) -> bool {
    matches!(
        letters,
        b"kg"
            | b"km"
            | b"cm"
            | b"mm"
            | b"m"
            | b"g"
            | b"mg"
            | b"lb"
            | b"lbs"
            | b"ft"
            | b"mph"
            | b"kph"
            | b"am"
            | b"pm"
            | b"AM"
            | b"PM"
            | b"k"
            | b"K"
            | b"M"
            | b"MM"
            | b"bn"
            | b"mn"
            | b"tn"
            | b"MB"
            | b"GB"
            | b"TB"
            | b"kB"
            | b"Hz"
            | b"MHz"
            | b"GHz"
            | b"hrs"
            | b"hr"
            | b"min"
            | b"mins"
            | b"yrs"
            | b"yr"
            | b"ml"
            | b"kW"
            | b"MW"
            | b"GW"
            | b"oz"
            | b"million"
            | b"billion"
            | b"cc"
            | b"yards"
            | b"ha"
            | b"kwh"
            | b"kWh"
            | b"mi"
            | b"gb"
            | b"mb"
            | b"kb"
            | b"days"
            | b"hours"
            | b"minutes"
            | b"percent"
            | b"watt"
            | b"watts"
    )
}

/// One past the end of the number at `start`.
pub(crate) fn end(scan: &Scan<'_>, start: usize) -> usize {
    let digits_from = |at: usize| {
        let rest = scan.bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut at = digits_from(start);
    let mut parts = 1;
    let mut dashes = 0;
    let mut dash_at = 0;
    let mut slash_at = 0;
    let first = at - start;
    loop {
        let sign = scan.byte(at);
        if !matches!(sign, b',' | b'.' | b':' | b'/' | b'-' | b'\'') || !scan.byte(at + 1).is_ascii_digit() {
            break;
        }
        let next = digits_from(at + 1);
        let len = next - at - 1;
        match sign {
            b',' if parts == 1 && is_decimal_comma(scan, start, at, next) => {}
            // A comma divides thousands.
            b',' if len != 3 || scan.byte(next).is_ascii_alphabetic() && len > 3 => break,
            b'\'' => break,
            b'-' => {
                dashes += 1;
                if dash_at == 0 {
                    dash_at = at;
                }
            }
            b'/' if slash_at == 0 => slash_at = at,
            _ => {}
        }
        parts += 1;
        at = next;
    }
    if parts == 1 {
        return at;
    }
    // One dash is a range or score, except in telephone numbers ("555-0199"); more dashes are dates and telephones.
    if dashes == 1 && dash_at > 0 {
        let tail = at - dash_at - 1;
        let international = first >= 4 && tail >= 4 && scan.byte(start.wrapping_sub(1)) == b'+';
        // The last pair is a postal code, "10115-2707".
        let local = parts == 2 && matches!((first, tail), (3, 4) | (5, 4));
        let telephone = slash_at > 0 && slash_at < dash_at || local || international;
        if !telephone {
            return dash_at;
        }
    }
    // "19/20" and "3/4" are cut where the parts are no date: UD keeps 9/11 and 11/28/2000.
    at
}

/// "1,8 metres": whether the comma between the numbers at `start` and behind `comma` divides tenths or hundredths. A
/// list has no blank before it ("`[3,7]`"), or counts on ("13,14").
fn is_decimal_comma(scan: &Scan<'_>, start: usize, comma: usize, next: usize) -> bool {
    let value = |from, to| scan.piece(from, to).parse::<u32>().ok();
    (1..=2).contains(&(next - comma - 1))
        && comma - start <= 3
        && (start == 0 || matches!(scan.byte(start - 1), b' ' | b'\n' | b':'))
        && !(matches!(scan.byte(next), b',' | b'.' | b'-' | b'/') && scan.byte(next + 1).is_ascii_digit())
        && value(start, comma).is_some_and(|whole| value(comma + 1, next) != Some(whole + 1))
}

/// Whether an apostrophe and letters behind a number belong to it: "1930's".
pub(crate) fn keeps_suffix(letters: &[u8]) -> bool {
    letters == b"s" && contractions::is_suffix(letters)
}
