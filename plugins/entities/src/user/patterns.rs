//! Token patterns in TOML: what the tokens of a name look like, one after the other.
//!
//! ```toml
//! [[patterns]]
//! label = "SHIP"
//! tokens = [{ text = ["MV", "SS"] }, { shape = "Xxxx", repeat = "+" }]
//! ```

use copydesk_text::words;
use serde::Deserialize;

/// Most tokens that one pattern may take: repeated ones count as often as they are repeated.
const LONGEST: usize = 32;
/// Most entries of `tokens`.
const MOST: usize = 16;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    patterns: Vec<RawPattern>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPattern {
    label: String,
    #[serde(default)]
    id: String,
    tokens: Vec<RawToken>,
}

/// One or several texts.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawToken {
    text: Option<Texts>,
    lower: Option<Texts>,
    shape: Option<Texts>,
    prefix: Option<Texts>,
    suffix: Option<Texts>,
    is: Option<Texts>,
    #[serde(default)]
    repeat: String,
}

/// What a token may be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Is {
    Title,
    Upper,
    Lower,
    Digit,
    Alpha,
    Punct,
}

/// A condition on a token; all of a token's conditions must hold.
#[derive(Debug, Clone, PartialEq)]
enum Test {
    Text(Vec<String>),
    Folded(Vec<String>),
    Shape(Vec<String>),
    Prefix(Vec<String>),
    Suffix(Vec<String>),
    Is(Vec<Is>),
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    tests: Vec<Test>,
    /// Whether it may be left out, and whether it may come again.
    optional: bool,
    again: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Pattern {
    label: String,
    id: String,
    tokens: Vec<Token>,
}

/// All patterns, in the order of files and lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    patterns: Vec<Pattern>,
}

impl Patterns {
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Adds the patterns of a file.
    ///
    /// # Errors
    /// What is wrong with it, with file and line or the number of the pattern, and what to do.
    pub(super) fn add_file(&mut self, file: &str, content: &str) -> Result<(), String> {
        let raw: RawFile = toml::from_str(content).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                1 + content.as_bytes()[..span.start.min(content.len())]
                    .iter()
                    .filter(|&&byte| byte == b'\n')
                    .count()
            });
            format!("pattern file `{file}`, line {line}: {}", error.message().trim().replace('\n', "; "))
        })?;
        for (number, raw) in raw.patterns.into_iter().enumerate() {
            let pattern = checked(raw)
                .map_err(|wrong| format!("pattern file `{file}`, pattern {}: {wrong}", number + 1))?;
            self.patterns.push(pattern);
        }
        Ok(())
    }

    /// The longest match that begins with the first of these tokens: how many tokens it takes, label and id. Of
    /// matches of one length the earliest pattern counts.
    pub(super) fn longest<'t>(
        &self,
        token: impl Fn(usize) -> Option<&'t str>,
    ) -> Option<(usize, &str, &str)> {
        let mut best: Option<(usize, &Pattern)> = None;
        for pattern in &self.patterns {
            if let Some(size) = pattern.longest(&token)
                && best.is_none_or(|(longest, _)| size > longest)
            {
                best = Some((size, pattern));
            }
        }
        best.map(|(size, pattern)| (size, pattern.label.as_str(), pattern.id.as_str()))
    }
}

impl Pattern {
    /// Follows all ways through the pattern at once: a bit for each place in it, so that no pattern is slow.
    fn longest<'t>(&self, token: &impl Fn(usize) -> Option<&'t str>) -> Option<usize> {
        let end = self.tokens.len();
        let mut places = self.skip(1);
        let mut best = None;
        for size in 0..LONGEST {
            let Some(text) = token(size) else { break };
            let mut next = 0u32;
            for (at, wanted) in self.tokens.iter().enumerate() {
                if places >> at & 1 == 1 && wanted.holds(text) {
                    next |= 1 << (at + 1);
                    if wanted.again {
                        next |= 1 << at;
                    }
                }
            }
            places = self.skip(next);
            if places >> end & 1 == 1 {
                best = Some(size + 1);
            }
            if places == 0 {
                break;
            }
        }
        best
    }

    /// Adds the places that are reached by leaving tokens out.
    fn skip(&self, mut places: u32) -> u32 {
        for (at, token) in self.tokens.iter().enumerate() {
            if places >> at & 1 == 1 && token.optional {
                places |= 1 << (at + 1);
            }
        }
        places
    }
}

impl Token {
    fn holds(&self, text: &str) -> bool {
        self.tests.iter().all(|test| match test {
            Test::Text(texts) => texts.iter().any(|other| other == text),
            Test::Folded(texts) => {
                let folded = words::fold(text);
                texts.contains(&folded)
            }
            Test::Shape(shapes) => {
                let shape = shape(text);
                shapes.contains(&shape)
            }
            Test::Prefix(texts) => texts.iter().any(|begin| text.starts_with(begin.as_str())),
            Test::Suffix(texts) => texts.iter().any(|end| text.ends_with(end.as_str())),
            Test::Is(kinds) => kinds.iter().any(|kind| kind.holds(text)),
        })
    }
}

impl Is {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::Title,
            "upper" => Self::Upper,
            "lower" => Self::Lower,
            "digit" => Self::Digit,
            "alpha" => Self::Alpha,
            "punct" => Self::Punct,
            _ => return None,
        })
    }

    fn holds(self, text: &str) -> bool {
        let mut chars = text.chars();
        match self {
            Self::Title => chars.next().is_some_and(char::is_uppercase) && !chars.any(char::is_uppercase),
            Self::Upper => text.chars().any(char::is_uppercase) && !chars.any(char::is_lowercase),
            Self::Lower => text.chars().any(char::is_lowercase) && !chars.any(char::is_uppercase),
            Self::Digit => chars.all(char::is_numeric),
            Self::Alpha => chars.all(char::is_alphabetic),
            Self::Punct => chars.all(|c| !c.is_alphanumeric()),
        }
    }
}

/// The shape of a token as spaCy writes it: `Xxxxx`, `dd-xxx`; runs end after four.
fn shape(text: &str) -> String {
    let (mut shape, mut last, mut run) = (String::new(), '\0', 0);
    for c in text.chars().take(100) {
        let class = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 4 {
            shape.push(class);
        }
    }
    shape
}

fn checked(raw: RawPattern) -> Result<Pattern, String> {
    if raw.label.trim().is_empty() {
        return Err("has an empty label".to_owned());
    }
    if raw.tokens.is_empty() {
        return Err("has no tokens, so there is nothing to find; list at least one".to_owned());
    }
    if raw.tokens.len() > MOST {
        return Err(format!("has {} tokens; at most {MOST} are possible", raw.tokens.len()));
    }
    let tokens = raw.tokens.into_iter().map(token).collect::<Result<Vec<_>, _>>()?;
    if tokens.iter().all(|token| token.optional) {
        return Err(
            "could be found where nothing is, since every token may be left out; make one of them needed"
                .to_owned(),
        );
    }
    if tokens.iter().all(|token| token.tests.is_empty()) {
        return Err("would find everything, since no token has a condition; give one `text`, `lower`, `shape`, `prefix`, `suffix` or `is`".to_owned());
    }
    Ok(Pattern { label: raw.label.trim().to_owned(), id: raw.id.trim().to_owned(), tokens })
}

fn token(raw: RawToken) -> Result<Token, String> {
    let mut tests = Vec::new();
    let mut add = |name: &str, texts: Option<Texts>, make: fn(Vec<String>) -> Test| {
        let Some(texts) = texts.map(Texts::list) else { return Ok(()) };
        if texts.is_empty() || texts.iter().any(String::is_empty) {
            return Err(format!("has a token whose `{name}` is empty"));
        }
        tests.push(make(texts));
        Ok(())
    };
    add("text", raw.text, Test::Text)?;
    add("lower", raw.lower, |texts| Test::Folded(texts.iter().map(|text| words::fold(text)).collect()))?;
    add("shape", raw.shape, |texts| Test::Shape(texts.iter().map(|text| shape(text)).collect()))?;
    add("prefix", raw.prefix, Test::Prefix)?;
    add("suffix", raw.suffix, Test::Suffix)?;
    if let Some(kinds) = raw.is.map(Texts::list) {
        let known = kinds.iter().map(|name| {
            Is::parse(name).ok_or_else(|| {
                format!(
                    "has a token with `is = \"{name}\"`; known are title, upper, lower, digit, alpha, punct"
                )
            })
        });
        tests.push(Test::Is(known.collect::<Result<_, _>>()?));
    }
    let (optional, again) = match raw.repeat.as_str() {
        "" | "1" => (false, false),
        "?" => (true, false),
        "+" => (false, true),
        "*" => (true, true),
        other => {
            return Err(format!("has a token with `repeat = \"{other}\"`; known are \"?\", \"+\" and \"*\""));
        }
    };
    Ok(Token { tests, optional, again })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(content: &str) -> Result<Patterns, String> {
        let mut patterns = Patterns::default();
        patterns.add_file("p.toml", content).map(|()| patterns)
    }

    #[test]
    fn names_are_found_by_their_tokens() {
        let patterns = patterns(
            r#"
            [[patterns]]
            label = "SHIP"
            id = "s"
            tokens = [{ text = ["MV", "SS"] }, { shape = "Xxxxx", repeat = "+" }, { is = "digit", repeat = "?" }]
            [[patterns]]
            label = "ROUTE"
            tokens = [{ lower = "ruta" }, { prefix = "A", suffix = ["1", "2"] }]
            [[patterns]]
            label = "PAIR"
            tokens = [{ is = "title" }, { repeat = "*" }, { is = ["upper", "punct"] }]
            "#,
        )
        .unwrap();
        for (text, expected) in [
            ("MV Nordhavn Queen 2 left", Some((4, "SHIP"))),
            ("MV Nordhavn", Some((2, "SHIP"))),
            ("MV nordhavn", None),
            ("Ruta A91", Some((2, "ROUTE"))),
            ("RUTÁ A91", Some((2, "ROUTE"))),
            ("ruta A93", None),
            ("Anna und dann B !", Some((5, "PAIR"))),
            ("Anna und", None),
        ] {
            let tokens: Vec<&str> = text.split(' ').collect();
            let found = patterns.longest(|at| tokens.get(at).copied());
            assert_eq!(found.map(|(size, label, _)| (size, label)), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        for (name, content, message) in [
            ("no TOML", "\n[[patterns]\n", "line 2:"),
            (
                "unknown key",
                "[[patterns]]\nlabel = \"A\"\ntokens = [{ lemma = \"be\" }]",
                "line 3: unknown field `lemma`",
            ),
            (
                "no label",
                "[[patterns]]\nlabel = \" \"\ntokens = [{ text = \"a\" }]",
                "pattern 1: has an empty label",
            ),
            ("no tokens", "[[patterns]]\nlabel = \"A\"\ntokens = []", "has no tokens"),
            (
                "empty text",
                "[[patterns]]\nlabel = \"A\"\ntokens = [{ text = \"\" }]",
                "whose `text` is empty",
            ),
            (
                "everything",
                "[[patterns]]\nlabel = \"A\"\ntokens = [{}, { repeat = \"+\" }]",
                "would find everything",
            ),
            (
                "nothing",
                "[[patterns]]\nlabel = \"A\"\ntokens = [{ text = \"a\", repeat = \"*\" }]",
                "where nothing is",
            ),
            (
                "repeat",
                "[[patterns]]\nlabel = \"A\"\ntokens = [{ text = \"a\", repeat = \"2\" }]",
                "known are \"?\"",
            ),
            ("is", "[[patterns]]\nlabel = \"A\"\ntokens = [{ is = \"noun\" }]", "known are title"),
        ] {
            let error = patterns(content).unwrap_err();
            assert!(error.contains("pattern file `p.toml`") && error.contains(message), "{name}: {error}");
        }
        let many = format!("[[patterns]]\nlabel = \"A\"\ntokens = [{}]", "{ text = \"a\" },".repeat(17));
        assert!(patterns(&many).unwrap_err().contains("at most 16"));
    }

    #[test]
    fn a_greedy_pattern_is_not_slow() {
        let content = "[[patterns]]\nlabel = \"A\"\ntokens = [{repeat=\"*\"},{repeat=\"*\"},{repeat=\"*\"},{repeat=\"*\"},{repeat=\"*\"},{repeat=\"*\"},{text=\"never\"}]";
        let patterns = patterns(content).unwrap();
        let found = (0..20_000).filter_map(|_| patterns.longest(|_| Some("a"))).count();
        assert_eq!(found, 0);
    }
}
