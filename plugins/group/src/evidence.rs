//! Why reports were put together: for each, the report of the story that it is most like, and what they share.

use copydesk_sdk::Docs;
use copydesk_sdk::tables::Link;

use crate::features::{Features, Sparse, Table};
use crate::linking::{Group, Scale, likeness};

/// Reports of a story that each report is compared with.
const COMPARED: usize = 40;

/// One link for each report of a story but the first.
pub(crate) fn links(docs: &Docs<'_>, members: &[usize], features: &Features<'_>, scale: Scale) -> Vec<Link> {
    if members.len() < 2 {
        return Vec::new();
    }
    let groups: Vec<Group> = members.iter().map(|&doc| group(features, doc)).collect();
    let mut links = Vec::new();
    for at in 1..members.len() {
        let mut best: Option<(f32, usize)> = None;
        // The nearest in input order and the first ones: enough to show why, and never all pairs of a huge story.
        let near = at.saturating_sub(COMPARED / 2)..at;
        for other in (0..at.min(COMPARED / 2)).chain(near) {
            let score = likeness(&groups[at], &groups[other], scale);
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, other));
            }
        }
        let Some((score, other)) = best else { continue };
        let (a, b) = (&features.docs[members[other]], &features.docs[members[at]]);
        links.push(Link {
            a: docs[members[other]].id().to_owned(),
            b: docs[members[at]].id().to_owned(),
            score: score.min(1.0),
            entities: shared(&a.entities, &b.entities, &features.entities, 6),
            dates: shared(&a.days, &b.days, &features.days, 4),
            words: shared(&a.words, &b.words, &features.words, 8),
        });
    }
    links
}

fn group(features: &Features<'_>, doc: usize) -> Group {
    let report = &features.docs[doc];
    Group {
        size: 1,
        words: report.words.clone(),
        names: report.entities.clone(),
        days: report.days.clone(),
        span: report.published.map(|day| (day, day)),
    }
}

/// The weightiest features that both have.
fn shared(a: &Sparse, b: &Sparse, table: &Table, most: usize) -> Vec<String> {
    let mut both: Vec<(f32, u32)> = a
        .iter()
        .filter_map(|&(feature, weight)| {
            let at = b.binary_search_by_key(&feature, |&(known, _)| known).ok()?;
            Some((weight * b[at].1, feature))
        })
        .collect();
    both.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    both.into_iter().take(most).map(|(_, feature)| table.text(feature).to_owned()).collect()
}
