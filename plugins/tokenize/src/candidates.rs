//! Places where a sentence may end.

/// What stands before the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Kind {
    /// Nothing that could end a sentence.
    #[default]
    None,
    /// A full stop behind an ordinary word, a blank and a capital: the rules decide alone.
    Sure,
    /// Anything else that leaves no doubt: the user's own lists, headings, footnotes.
    Own,
    /// Any other full stop.
    Stop,
    /// `!`, `?` or several of them.
    Ask,
    /// `...`, `…`
    Ellipsis,
    /// The stop of an abbreviation before which something is missing: "Mr."
    Title,
    /// The stop of an abbreviation before a number: "No. 5"
    Number,
    /// The stop of a time or a list: "p.m.", "etc."
    Time,
    /// The stop of any other abbreviation.
    Any,
    /// The stop of an initial: "J."
    Initial,
    /// No stop: a word in small letters.
    Lower,
    /// No stop: a capitalised word.
    Upper,
    /// No stop: a number.
    Digits,
    /// No stop: a comma.
    Comma,
    /// No stop: a web or e-mail address.
    Address,
    /// No stop, and an address follows.
    BeforeAddress,
    /// No stop: a colon or semicolon.
    Colon,
    /// No stop: a quotation mark.
    Quote,
    /// No stop: a closing bracket.
    Bracket,
    /// No stop: another mark, such as a dash or a star.
    Mark,
}

impl Kind {
    /// The kind of a place without a stop by the last byte before it. Letters are looked at again.
    pub(crate) const WEAK: [Kind; 256] = {
        let mut table = [Kind::None; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = match byte as u8 {
                b'.' | b'!' | b'?' | b'(' | b'[' | b'{' | b'$' | b'#' | b'%' | b'&' | b'/' | b'@' => {
                    Kind::None
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => Kind::Lower,
                b'0'..=b'9' => Kind::Digits,
                b',' => Kind::Comma,
                b':' | b';' => Kind::Colon,
                b'"' | b'\'' => Kind::Quote,
                b')' | b']' | b'}' | b'>' => Kind::Bracket,
                b'*' | b'-' | b'=' | b'~' | b'|' | b'+' | b'^' | b'<' | b'`' => Kind::Mark,
                0x80.. => Kind::Mark,
                _ => Kind::None,
            };
            byte += 1;
        }
        table
    };

    /// Whether the trained model decides. Elsewhere it was not better than the rules on sentences that it had not seen.
    #[inline]
    pub(crate) fn asks_model(self) -> bool {
        !matches!(
            self,
            Self::None
                | Self::Sure
                | Self::Own
                | Self::Title
                | Self::Number
                | Self::Lower
                | Self::Any
                | Self::Initial
                | Self::Time
        )
    }
}

/// A place where a sentence may end.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Candidate {
    /// The row of the token that the kind speaks of: the stop, or the last token where there is none.
    pub(crate) row: u32,
    /// The place is before the first token at or behind this byte.
    pub(crate) at: u32,
    pub(crate) kind: Kind,
    /// What the rules say.
    pub(crate) rule: bool,
    /// Whether a quotation mark closes between the stop and the place.
    pub(crate) quote: bool,
    /// Whether a bracket closes between the stop and the place.
    pub(crate) bracket: bool,
    /// Whether a blank follows.
    pub(crate) blank: bool,
    /// Where the token at `row` is cut if the sentence ends, or 0: before the stop of an abbreviation.
    pub(crate) cut: u32,
}
