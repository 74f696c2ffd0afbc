//! Escaping: what needs no mark is copied in runs.

/// A question for each first byte of a character.
pub(crate) type Asked = [bool; 256];

/// First bytes of characters that have to be looked at: those of `marks`, controls, and the first bytes of those that
/// turn the direction of text (U+202A, U+2066 and their like) and of the controls beyond ASCII (U+0080).
pub(crate) const fn asked(marks: &[u8]) -> Asked {
    let mut asked = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        asked[byte] = byte < 0x20 || matches!(byte, 0x7f | 0xc2 | 0xe2);
        byte += 1;
    }
    let mut at = 0;
    while at < marks.len() {
        asked[marks[at] as usize] = true;
        at += 1;
    }
    asked
}

/// Copies text; `escape` writes the characters whose first byte is asked for, told where they stand.
pub(crate) fn push_escaped(
    text: &str,
    asked: &Asked,
    out: &mut String,
    mut escape: impl FnMut(usize, char, &mut String),
) {
    out.reserve(text.len() + 8);
    let mut copied = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if !asked[usize::from(byte)] {
            continue;
        }
        // A byte inside a character is never a first byte.
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        out.push_str(text.get(copied..at).unwrap_or(""));
        escape(at, c, out);
        copied = at + c.len_utf8();
    }
    out.push_str(text.get(copied..).unwrap_or(""));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_for_is_seen() {
        let mut seen = Vec::new();
        let mut out = String::new();
        let text = "a<b ž\u{202a}…\u{85}é<";
        push_escaped(text, &asked(b"<"), &mut out, |at, c, out| {
            seen.push((at, c));
            out.push('|');
        });
        assert_eq!(out, "a|b ž|||é|");
        let at = |c: char| text.find(c).unwrap_or(0);
        let last = text.rfind('<').unwrap_or(0);
        assert_eq!(
            seen,
            [(1, '<'), (at('\u{202a}'), '\u{202a}'), (at('…'), '…'), (at('\u{85}'), '\u{85}'), (last, '<')]
        );
    }
}
