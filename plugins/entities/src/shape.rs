//! What a token looks like: its capitals, digits and hyphens.

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Begins with a small letter.
    Lower,
    /// `Anna`, `McAdam`, `Port-au-Prince`, `al-Amin`, `d'Arc`.
    Capital,
    /// `NATO`, `U.S.`
    Caps,
    /// `J.` or a single capital.
    Initial,
    /// `Moscow-based`: a name with a small-lettered word hung on.
    Compound,
    /// Begins with a digit.
    Number,
    /// Everything else.
    Mark,
}

impl Shape {
    pub(crate) const COUNT: usize = 7;

    /// Whether it may be part of a name.
    pub(crate) fn is_name(self) -> bool {
        matches!(self, Shape::Capital | Shape::Caps | Shape::Initial)
    }

    pub(crate) fn of(token: &str) -> Self {
        if token.is_ascii() && token.len() <= 64 {
            return Self::of_ascii(token);
        }
        Self::of_any(token)
    }

    fn of_any(token: &str) -> Self {
        let Some(first) = token.chars().next() else { return Shape::Mark };
        if first.is_numeric() {
            return Shape::Number;
        }
        // Letters of other scripts tell no names by their case here.
        let latin = first <= '\u{24f}' || ('\u{1e00}'..='\u{1eff}').contains(&first);
        if !first.is_alphabetic() || !latin {
            return Shape::Mark;
        }
        let (mut upper, mut lower) = (0, 0);
        for c in token.chars().take(64) {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
        }
        let last_part = || token.rsplit(['-', '\'', '’']).next().and_then(|part| part.chars().next());
        if token.contains('-') && has_loose_prefix(token) {
            return Shape::Compound;
        }
        if first.is_uppercase() {
            match (upper, lower) {
                (1, 0) => Shape::Initial,
                (_, 0) => Shape::Caps,
                _ if token.contains('-') && hangs_on(token) => Shape::Compound,
                _ => Shape::Capital,
            }
        } else if upper > 0 && lower > 0 && last_part().is_some_and(char::is_uppercase) {
            Shape::Capital
        } else {
            Shape::Lower
        }
    }

    /// The same for a short token of plain letters, which nearly all are: one walk over its bytes.
    fn of_ascii(token: &str) -> Self {
        let bytes = token.as_bytes();
        let Some(first) = bytes.first() else { return Shape::Mark };
        if !first.is_ascii_alphabetic() {
            return if first.is_ascii_digit() { Shape::Number } else { Shape::Mark };
        }
        let (mut upper, mut lower, mut hyphen) = (0, 0, false);
        for byte in bytes {
            upper += usize::from(byte.is_ascii_uppercase());
            lower += usize::from(byte.is_ascii_lowercase());
            hyphen |= *byte == b'-';
        }
        if hyphen && has_loose_prefix(token) {
            return Shape::Compound;
        }
        match (first.is_ascii_uppercase(), upper, lower) {
            (true, 1, 0) => Shape::Initial,
            (true, _, 0) => Shape::Caps,
            (true, ..) if hyphen && hangs_on(token) => Shape::Compound,
            (true, ..) => Shape::Capital,
            (false, 1.., _) => {
                let last_part = token.rsplit(['-', '\'']).next().unwrap_or("");
                let name = last_part.starts_with(|c: char| c.is_ascii_uppercase());
                if name { Shape::Capital } else { Shape::Lower }
            }
            (false, ..) => Shape::Lower,
        }
    }
}

/// Whether a hyphenated token begins with a word that is no part of a name: "mid-July", "anti-Russian". Articles
/// of Arabic names are: "al-Amin".
fn has_loose_prefix(token: &str) -> bool {
    const LOOSE: [&str; 24] = [
        "mid", "anti", "pro", "ex", "non", "pre", "post", "trans", "inter", "neo", "pan", "ultra", "un",
        "co", "early", "late", "then", "all", "semi", "vice", "self", "half", "cross", "sub",
    ];
    let prefix = token.split('-').next().unwrap_or("");
    LOOSE.iter().any(|loose| loose.eq_ignore_ascii_case(prefix))
}

/// Whether a hyphenated token ends in a word that makes it an adjective: "Bonn-based", but not "Dae-jung".
fn hangs_on(token: &str) -> bool {
    let last = token.rsplit('-').next().unwrap_or("");
    last.starts_with(char::is_lowercase)
        && (last.ends_with("ed")
            || last.ends_with("ing")
            || [
                "led", "born", "held", "run", "style", "made", "era", "wide", "language", "bound", "only",
                "like", "free", "friendly", "type", "built", "kg", "year", "old", "day", "area", "level",
                "elect", "speak", "wing", "class", "time", "term", "general", "air", "minded",
            ]
            .contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_tokens_have_the_shapes_that_any_have() {
        for token in
            "a A b. J. aB Ab AB ABc aBC A1 1a a1 - -a A- a-B A-b A-B mid-July Mid-july ex- X-led Bonn-based \
                      Kim-il al-Amin d'Arc d'arc O'Neil o'Neil 's ' . U.S. iPhone McAdam McADAM non-EU EU-led"
                .split_whitespace()
                .chain([""])
        {
            assert_eq!(Shape::of_ascii(token), Shape::of_any(token), "{token}");
        }
    }

    #[test]
    fn shapes() {
        for (token, expected) in [
            ("anna", Shape::Lower),
            ("Anna", Shape::Capital),
            ("McAdam", Shape::Capital),
            ("al-Amin", Shape::Capital),
            ("d'Arc", Shape::Capital),
            ("Port-au-Prince", Shape::Capital),
            ("Bonn-based", Shape::Compound),
            ("mid-July", Shape::Compound),
            ("anti-Russian", Shape::Compound),
            ("U.N.", Shape::Caps),
            ("NATO", Shape::Caps),
            ("J.", Shape::Initial),
            ("3rd", Shape::Number),
            ("Éva", Shape::Capital),
            (",", Shape::Mark),
            ("", Shape::Mark),
            ("iPhone", Shape::Lower),
        ] {
            assert_eq!(Shape::of(token), expected, "{token}");
        }
    }
}
