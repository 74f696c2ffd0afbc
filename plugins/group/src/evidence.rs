//! Why reports were put together: for each, the report of the story that it is most like, and what they share.

use copydesk_text::calendar::Date;

use crate::reading::Report;
use crate::rows::LinkRow;
use crate::sentences::Collection;
use crate::sparse::Dense;
use crate::when::Said;

/// Reports of a story that each report is compared with.
const COMPARED: usize = 40;
/// What is named of each kind.
const NAMES: usize = 6;
const DATES: usize = 4;
const WORDS: usize = 8;

/// One link for each report of a story but the first. `dense` is zero, before and after.
pub(crate) fn links<'a>(
    collection: Collection<'a>,
    members: &[usize],
    dense: &mut Dense,
) -> Vec<LinkRow<'a>> {
    if members.len() < 2 {
        return Vec::new();
    }
    let mut links = Vec::new();
    for at in 1..members.len() {
        let report = collection.report(members[at]);
        dense.set(&report.features);
        let mut best = (-1.0, 0);
        // The nearest in input order and the first ones: enough to show why, and never all pairs of a huge story.
        let near = at.saturating_sub(COMPARED / 2).max(COMPARED / 2).min(at)..at;
        for other in (0..at.min(COMPARED / 2)).chain(near) {
            let likeness = dense.dot(&collection.report(members[other]).features).spread();
            if likeness > best.0 {
                best = (likeness, other);
            }
        }
        dense.clear(&report.features);
        let (score, other) = best;
        links.push(link(collection, (members[other], members[at]), score));
    }
    links
}

fn link<'a>(collection: Collection<'a>, (a, b): (usize, usize), score: f32) -> LinkRow<'a> {
    let (features, docs) = (collection.features, collection.docs);
    let mut shared = shared(collection.report(a), collection.report(b));
    shared.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    let (names, words): (Vec<u32>, Vec<u32>) =
        shared.into_iter().map(|(_, term)| term).partition(|&term| features.is_name(term));
    let texts =
        |terms: Vec<u32>, most| terms.into_iter().take(most).map(|term| features.terms.text(term)).collect();
    LinkRow {
        a: docs[a].id(),
        b: docs[b].id(),
        score: score.clamp(0.0, 1.0),
        entities: texts(names, NAMES),
        dates: dates(collection.report(a), collection.report(b)),
        words: texts(words, WORDS),
    }
}

/// The features that both have, and how much they count.
fn shared(a: &Report, b: &Report) -> Vec<(f32, u32)> {
    let of_b = |term: u32| {
        let at = b.features.binary_search_by_key(&term, |&(known, _)| known).ok()?;
        Some(b.features[at].1)
    };
    a.features.iter().filter_map(|&(term, weight)| Some((weight * of_b(term)?, term))).collect()
}

/// Days that both name, in order of time.
fn dates(a: &Report, b: &Report) -> Vec<String> {
    let days = |report: &Report| -> Vec<Date> {
        let day = |said: &Said| if let Said::Day(day, _) = said { Some(*day) } else { None };
        report.said.iter().filter_map(day).collect()
    };
    let (mut both, of_b) = (days(a), days(b));
    both.retain(|day| of_b.contains(day));
    both.sort_unstable();
    both.dedup();
    both.iter().take(DATES).map(Date::to_string).collect()
}
