//! What each byte is, so that the main loop asks one table.

use crate::masks::letter_bits;

/// A small ASCII letter or underscore.
pub(crate) const LOWER: u8 = 0;
/// An ASCII capital.
pub(crate) const UPPER: u8 = 1;
/// A blank: space, tab, line ends.
pub(crate) const SPACE: u8 = 2;
/// An ASCII digit.
pub(crate) const DIGIT: u8 = 3;
/// Part of a character beyond ASCII.
pub(crate) const HIGH: u8 = 4;
/// Anything else.
pub(crate) const MARK: u8 = 5;

/// Class of each byte.
pub(crate) const CLASS: [u8; 256] = {
    let mut table = [MARK; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_lowercase() || b == b'_' {
            table[byte] = LOWER;
        } else if b.is_ascii_uppercase() {
            table[byte] = UPPER;
        } else if b.is_ascii_digit() {
            table[byte] = DIGIT;
        } else if b >= 0x80 {
            table[byte] = HIGH;
        } else if b == b' ' || (b >= 0x09 && b <= 0x0d) {
            table[byte] = SPACE;
        }
        byte += 1;
    }
    table
};

/// Whether a byte is an ASCII letter, digit or underscore.
#[inline]
pub(crate) fn is_word_byte(byte: u8) -> bool {
    matches!(CLASS[byte as usize], LOWER | UPPER | DIGIT)
}

/// Bytes after a word that need no second look: the word ends here.
pub(crate) const PLAIN_END: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        table[byte] = match byte as u8 {
            b'.' | b'\'' | b'-' | b'@' | b':' | b'/' | b'&' | b'$' | b'*' | b'+' => false,
            b => !(b.is_ascii_alphanumeric() || b == b'_'),
        };
        byte += 1;
    }
    table
};

/// Number of ASCII letters at the beginning of eight bytes, the first byte lowest.
#[inline]
pub(crate) fn letters(chunk: u64) -> usize {
    (!letter_bits(chunk) & 0x8080_8080_8080_8080).trailing_zeros() as usize / 8
}

/// Whether a character belongs to a word.
pub(crate) fn is_word(c: char) -> bool {
    match c {
        // Latin and Cyrillic letters and the marks above them, quotation marks, dashes and dots: no need to look them up
        // in the large tables.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | '\u{300}'..='\u{36f}' | 'Ѐ'..='ҁ' => true,
        '\u{2010}'..='\u{203e}' => false,
        _ => is_rare_word(c),
    }
}

fn is_rare_word(c: char) -> bool {
    c.is_alphanumeric()
        || c == '_'
        || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
        || is_mark(c)
}

/// Combining marks of the Indic, Hebrew and Arabic blocks, which are no letters by themselves.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{900}'..='\u{903}'
        | '\u{93a}'..='\u{94f}' | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{a01}'..='\u{a4d}'
        | '\u{b82}'..='\u{bcd}' | '\u{c00}'..='\u{c4d}' | '\u{d00}'..='\u{d4d}' | '\u{e31}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// Whether a character goes on with the picture before it: joiners, variation selectors, skin tones, tags.
pub(crate) fn joins_picture(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' | '\u{20e3}'
        | '\u{300}'..='\u{36f}')
}

/// A letter of a flag.
pub(crate) fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Ends a sentence in any script.
pub(crate) fn is_foreign_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '।' | '؟' | '｡' | '‽' | '⁇' | '⁈' | '⁉')
}

/// Closing quotes and brackets beyond ASCII.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | '›' | '」' | '』' | '）' | '】')
}

/// Opening quotes and brackets beyond ASCII.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(c, '“' | '‘' | '«' | '‹' | '„' | '‚' | '「' | '『' | '（' | '【' | '¿' | '¡')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_not_looked_up_are_what_the_tables_say() {
        for c in '\0'..=char::MAX {
            let accent = matches!(c, '\u{300}'..='\u{36f}');
            assert_eq!(is_word(c), is_rare_word(c) || accent, "{c:?}");
        }
    }

    #[test]
    fn letters_are_counted_as_one_by_one() {
        for byte in 0..=255u8 {
            for at in 0..8 {
                let mut chunk = *b"aZmNzAbq";
                chunk[at] = byte;
                let expected = if byte.is_ascii_alphabetic() { 8 } else { at };
                assert_eq!(letters(u64::from_le_bytes(chunk)), expected, "{byte:#x} at {at}");
            }
        }
    }
}
