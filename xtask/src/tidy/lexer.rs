//! Just enough of Rust's lexical rules to tell code from comments and literals.

/// The text with comments and the contents of string and character literals blanked out, line for line.
pub(super) fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&first) = chars.get(at) {
        let end = match (first, chars.get(at + 1)) {
            ('/', Some('/')) => line_end(&chars, at),
            ('/', Some('*')) => block_end(&chars, at),
            ('"', _) => string_end(&chars, at),
            ('\'', _) => char_end(&chars, at).unwrap_or(at),
            _ if first.is_alphabetic() || first == '_' => {
                // A word is taken whole, so that the `r` of `for` starts no raw string.
                let end = word_end(&chars, at);
                let prefix: String = chars.get(at..end).unwrap_or_default().iter().collect();
                if let Some(end) = raw_end(&chars, &prefix, end) {
                    end
                } else {
                    code.push_str(&prefix);
                    at = end;
                    continue;
                }
            }
            _ => at,
        };
        if end == at {
            code.push(first);
            at += 1;
        } else {
            let skipped = chars.get(at..end).unwrap_or_default();
            code.extend(skipped.iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    code
}

fn word_end(chars: &[char], from: usize) -> usize {
    let word = |c: &char| c.is_alphanumeric() || *c == '_';
    from + chars.iter().skip(from).take_while(|c| word(c)).count()
}

fn line_end(chars: &[char], from: usize) -> usize {
    from + chars.iter().skip(from).take_while(|&&c| c != '\n').count()
}

fn block_end(chars: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0usize);
    while at < chars.len() {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('/'), Some('*')) => (at, depth) = (at + 2, depth + 1),
            (Some('*'), Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(chars.len())
}

fn string_end(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(&c) = chars.get(at) {
        match c {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of `'x'` or `'\n'`; nothing for a lifetime.
fn char_end(chars: &[char], from: usize) -> Option<usize> {
    if chars.get(from + 1) == Some(&'\\') {
        let close = chars.iter().skip(from + 3).position(|&c| c == '\'')?;
        return Some(from + 3 + close + 1);
    }
    (chars.get(from + 2) == Some(&'\'')).then_some(from + 3)
}

/// The end of a raw string whose prefix (`r`, `br`, `cr`) ends at `from`.
fn raw_end(chars: &[char], prefix: &str, from: usize) -> Option<usize> {
    if !["r", "br", "cr"].contains(&prefix) {
        return None;
    }
    let hashes = chars.iter().skip(from).take_while(|&&c| c == '#').count();
    if chars.get(from + hashes) != Some(&'"') {
        return None;
    }
    let mut at = from + hashes + 1;
    while at < chars.len() {
        let closes = chars.get(at) == Some(&'"')
            && chars.iter().skip(at + 1).take(hashes).filter(|&&c| c == '#').count() == hashes;
        if closes {
            return Some(at + 1 + hashes);
        }
        at += 1;
    }
    Some(chars.len())
}

/// Whether a word stands in the code by itself, not as part of a longer name.
pub(super) fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_left() {
        let rows = [
            ("code", "let x = 1;", "let x = 1;"),
            ("line comment", "a // unsafe\nb", "a          \nb"),
            ("nested comment", "a /* x /* y */ z */ b", "a                   b"),
            ("open comment", "a /* x", "a     "),
            ("string", r#"f("unsafe \" x") y"#, "f(             ) y"),
            ("raw string", "r#\"a \" b\"# c", "           c"),
            ("byte string", "br\"x\" c", "      c"),
            ("not a raw string", "for\"x\"", "for   "),
            ("raw name", "r#type + 1", "r#type + 1"),
            ("character", "'\"' 'x' '\\'' y", "             y"),
            ("lifetime", "&'a str 'b'", "&'a str    "),
            ("two lifetimes", "<'a, 'b>", "<'a, 'b>"),
            ("lines stay", "\"a\nb\"\nc", "  \n  \nc"),
            ("open string", "\"abc\\", "     "),
        ];
        for (name, text, expected) in rows {
            assert_eq!(code_only(text), expected, "{name}");
        }
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("unsafe { }", "unsafe"));
        assert!(has_word("x unsafe_code unsafe", "unsafe"));
        assert!(!has_word("forbid(unsafe_code)", "unsafe"));
    }
}
