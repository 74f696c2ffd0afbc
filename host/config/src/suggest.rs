//! "did you mean".

/// Names longer than this are not compared: a slip of the finger is not what is wrong with them.
const LONGEST: usize = 64;
/// With more candidates than this nobody is helped by the nearest, and comparing costs time.
const MOST: usize = 1000;

/// The nearest candidate if it is near enough to be a slip: at most one edit in three letters, three at most.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let limit = (length.div_ceil(3)).min(3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.into_iter().take(MOST) {
        if candidate.len().abs_diff(name.len()) > 4 * limit || candidate == name {
            continue;
        }
        let distance = edits(&name.to_lowercase(), &candidate.to_lowercase());
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edit distance in which swapping two neighbours counts as one edit (optimal string alignment).
fn edits(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (cell(&last, j) + usize::from(x != y)).min(cell(&last, j + 1) + 1);
            cost = cost.min(cell(&row, j) + 1);
            if i > 0 && j > 0 && Some(&x) == b.get(j - 1) && a.get(i - 1) == Some(&y) {
                cost = cost.min(cell(&before, j - 1) + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let known = ["plugin", "sha256", "enabled", "options"];
        for (name, expected) in [
            ("pluign", Some("plugin")),
            ("Plugin", Some("plugin")),
            ("plugins", Some("plugin")),
            ("enable", Some("enabled")),
            ("sha265", Some("sha256")),
            ("config", None),
            ("", None),
            ("ø", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
        assert_eq!(edits("ab", "ba"), 1);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
    }
}
