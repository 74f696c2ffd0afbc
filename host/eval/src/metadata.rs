//! What a stage found out about a document, against what is known of it.

use std::collections::BTreeMap;

use serde::Serialize;

/// How often a value was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MetaScore {
    /// The same, or one holds the words of the other; dates by their day.
    pub right: u64,
    /// Another value.
    pub wrong: u64,
    /// None where one is known.
    pub missed: u64,
    /// One where none is known.
    pub extra: u64,
}

/// Counts of each key that the gold file speaks of.
pub(crate) type MetaScores = BTreeMap<String, MetaScore>;

/// Counts one document. Keys of which `known` says nothing count where another document of the file has them.
pub(crate) fn count(
    scores: &mut MetaScores,
    known: &BTreeMap<String, String>,
    found: &BTreeMap<String, String>,
) {
    for (key, score) in scores {
        let value =
            |of: &BTreeMap<String, String>| of.get(key).map(|value| words(key, value)).unwrap_or_default();
        let (known, found) = (value(known), value(found));
        let holds =
            |one: &[String], other: &[String]| one.windows(other.len().max(1)).any(|part| part == other);
        match (known.is_empty(), found.is_empty()) {
            (true, true) => {}
            (true, false) => score.extra += 1,
            (false, true) => score.missed += 1,
            _ if known == found => score.right += 1,
            _ if key != "published" && (holds(&known, &found) || holds(&found, &known)) => score.right += 1,
            _ => score.wrong += 1,
        }
    }
}

/// The words of a value in small letters; of a date its day.
fn words(key: &str, value: &str) -> Vec<String> {
    let value = if key == "published" { value.get(..10).unwrap_or(value) } else { value };
    let words = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// A line for each key, for people.
pub(crate) fn lines(scores: &MetaScores) -> impl Iterator<Item = String> + '_ {
    scores.iter().map(|(key, MetaScore { right, wrong, missed, extra })| {
        let known = right + wrong + missed;
        format!(
            "{key}: {right} of {known} right, {wrong} wrong, {missed} missed; {extra} where none is known"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_by_their_words() {
        let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let mut scores: MetaScores =
            ["author", "published", "title"].map(|key| (key.to_owned(), MetaScore::default())).into();
        let known =
            map(&[("title", "Bridge opened!"), ("published", "2021-05-03T10:00"), ("author", "Ida Brandt")]);
        for found in [
            map(&[
                ("title", "Harbour: bridge opened"),
                ("published", "2021-05-03"),
                ("author", "By Ida Brandt"),
            ]),
            map(&[("title", "Bridge"), ("published", "2021-05-04"), ("author", "Ida Brandtsen")]),
            map(&[("url", "x")]),
        ] {
            count(&mut scores, &known, &found);
        }
        count(&mut scores, &map(&[]), &map(&[("title", "Bridge")]));
        assert_eq!(scores["title"], MetaScore { right: 2, wrong: 0, missed: 1, extra: 1 });
        assert_eq!(scores["published"], MetaScore { right: 1, wrong: 1, missed: 1, extra: 0 });
        assert_eq!(scores["author"], MetaScore { right: 1, wrong: 1, missed: 1, extra: 0 });
        let said: Vec<String> = lines(&scores).collect();
        assert_eq!(said[0], "author: 1 of 3 right, 1 wrong, 1 missed; 0 where none is known");
    }
}
