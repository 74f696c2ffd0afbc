//! The user's word on sentence ends, which goes before rules and model.

use crate::candidates::{Candidate, Kind};
use crate::rules::Rules;
use crate::scan::Found;

/// Makes the user's `sentence_ends` candidates and takes candidates behind `no_sentence_ends` away.
pub(crate) fn apply(text: &str, found: &mut Found, first: usize, rules: &Rules) {
    let tokens = found.tokens.as_slice();
    let bytes = text.as_bytes();
    let unit = tokens[first].start as usize;
    let before = |end: u32| bytes.get(unit..end as usize).unwrap_or_default();
    // Where a candidate's sentence would end: at the token before the place.
    let last = |candidate: &Candidate| {
        let mut row = candidate.row as usize;
        while tokens.get(row + 1).is_some_and(|token| token.start < candidate.at) {
            row += 1;
        }
        row
    };
    found.candidates.retain(|candidate| {
        !rules.keeps_together(before(tokens[candidate.row as usize].end))
            && !rules.keeps_together(before(tokens[last(candidate)].end))
    });
    let pairs = tokens.windows(2).enumerate().skip(first);
    let ends = pairs.filter(|(_, pair)| pair[0].end < pair[1].start && rules.parts(before(pair[0].end)));
    let own = ends.map(|(row, pair)| Candidate {
        row: row as u32,
        at: pair[1].start,
        kind: Kind::Own,
        rule: true,
        blank: true,
        ..Candidate::default()
    });
    found.candidates.extend(own.collect::<Vec<_>>());
    // The user's come before others at the same place: two rows cannot both be the first.
    found.candidates.sort_by_key(|candidate| (candidate.row, candidate.kind != Kind::Own));
}

/// Whether `before` ends with one of `entries` as a word of its own.
pub(crate) fn ends_with(before: &[u8], entries: &[Box<str>]) -> bool {
    entries.iter().any(|entry| {
        let Some(rest) = before.strip_suffix(entry.as_bytes()) else { return false };
        let joined = rest.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
        !(joined && entry.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric))
    })
}
