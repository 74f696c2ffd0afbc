//! Full names of one surname: which are the same person.

use copydesk_text::hash::FastMap;

use crate::links::{Links, Reason};
use crate::names::Generation;
use crate::usual;

/// A full name of one surname and its node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Full<'a> {
    pub first: &'a str,
    pub middle: &'a str,
    pub generation: Option<Generation>,
    pub node: usize,
}

/// First name and generation.
type Given<'a> = (&'a str, Option<Generation>);
/// First name and generation to one node for each middle name that contradicts the others.
type Groups<'a> = FastMap<Given<'a>, Vec<(&'a str, usize)>>;

/// Joins what agrees: the same first name with middle names that do not contradict, an initial where only one first
/// name begins with it, a short first name where its long form is there.
pub(crate) fn join_fulls(names: &[Full<'_>], links: &mut Links) {
    if names.len() < 2 {
        return;
    }
    let mut groups: Groups<'_> = FastMap::default();
    let mut order: Vec<Given<'_>> = Vec::new();
    for name in names.iter().filter(|name| !is_initial(name.first)) {
        let id = (name.first, name.generation);
        let group = groups.entry(id).or_insert_with(|| {
            order.push(id);
            Vec::new()
        });
        match group.iter_mut().take(16).find(|(middle, _)| agree(middle, name.middle)) {
            Some((middle, node)) => {
                let same = *middle == name.middle;
                links.join(
                    *node,
                    name.node,
                    if same { Reason::Exact } else { Reason::Initials },
                    if same { 1.0 } else { 0.9 },
                );
                if middle.len() < name.middle.len() {
                    *middle = name.middle;
                }
            }
            None => group.push((name.middle, name.node)),
        }
    }
    for id in &order {
        let mut longs = usual::long_first_names(id.0).filter_map(|long| groups.get(&(long, id.1)));
        // "Ted" beside an Edward and a Theodore may be either.
        let (Some(long), None) = (longs.next(), longs.next()) else { continue };
        if let ([(_, long)], Some([(_, short)])) = (long.as_slice(), groups.get(id).map(Vec::as_slice)) {
            links.join(*long, *short, Reason::Nickname, Reason::Nickname.score());
        }
    }
    join_middle_names(names, &groups, &order, links);
    join_initials(names, &groups, &order, links);
}

/// Many are known by their second name: "Karin Brandt" is the only one of her surname with "Karin" in her full name.
fn join_middle_names(names: &[Full<'_>], groups: &Groups<'_>, order: &[Given<'_>], links: &mut Links) {
    for id in order.iter().take(64).filter(|id| !is_initial(id.0)) {
        let [(_, short)] = groups.get(id).map_or(&[][..], Vec::as_slice) else { continue };
        let bears = |name: &&Full<'_>| {
            name.first != id.0 && name.generation == id.1 && name.middle.split(' ').any(|word| word == id.0)
        };
        let mut roots: Vec<usize> =
            names.iter().take(256).filter(bears).map(|name| links.root(name.node)).collect();
        roots.sort_unstable();
        roots.dedup();
        if let [root] = roots[..] {
            links.join(root, *short, Reason::MiddleName, Reason::MiddleName.score());
        }
    }
}

fn join_initials<'a>(names: &[Full<'a>], groups: &Groups<'a>, order: &[Given<'a>], links: &mut Links) {
    let mut by_letter: FastMap<(char, Option<Generation>), Vec<usize>> = FastMap::default();
    for id in order {
        if let Some(letter) = id.0.chars().next() {
            let nodes = by_letter.entry((letter, id.1)).or_default();
            nodes.extend(groups.get(id).into_iter().flatten().take(3).map(|(_, node)| *node));
        }
    }
    let mut alone: FastMap<Given<'_>, usize> = FastMap::default();
    for name in names.iter().filter(|name| is_initial(name.first)) {
        let Some(letter) = name.first.chars().next() else { continue };
        let nodes = by_letter.get(&(letter, name.generation)).map_or(&[][..], Vec::as_slice);
        let mut roots: Vec<usize> = nodes.iter().take(8).map(|&node| links.root(node)).collect();
        roots.dedup();
        if let [root] = roots[..] {
            links.join(root, name.node, Reason::Initials, Reason::Initials.score());
        } else {
            let first = *alone.entry((name.first, name.generation)).or_insert(name.node);
            links.join(first, name.node, Reason::Exact, 1.0);
        }
    }
}

/// Whether a first name is one or two initials: `j`, `jk`.
fn is_initial(first: &str) -> bool {
    let count = first.chars().count();
    count == 1 || (count == 2 && !first.contains(['a', 'e', 'i', 'o', 'u', 'y']))
}

/// Whether two middle names may be one: either is missing, or one abbreviates the other.
fn agree(a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || a.starts_with(b) || b.starts_with(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_names_decide() {
        type Row =
            (&'static str, &'static [(&'static str, &'static str, Option<Generation>)], &'static [usize]);
        let rows: &[Row] = &[
            ("same", &[("ida", "", None), ("ida", "", None)], &[0, 0]),
            ("middle initial", &[("ida", "", None), ("ida", "k", None), ("ida", "karin", None)], &[0, 0, 0]),
            ("middle names contradict", &[("ida", "karin", None), ("ida", "maria", None)], &[0, 1]),
            ("family", &[("ida", "", None), ("ole", "", None)], &[0, 1]),
            ("initial", &[("ida", "", None), ("i", "", None)], &[0, 0]),
            ("initial of two", &[("ida", "", None), ("ina", "", None), ("i", "", None)], &[0, 1, 2]),
            ("two initials alike", &[("i", "", None), ("i", "", None)], &[0, 0]),
            ("nickname", &[("mike", "", None), ("michael", "", None)], &[0, 0]),
            ("second name", &[("ida", "karin", None), ("karin", "", None)], &[0, 0]),
            (
                "second name of two",
                &[("ida", "karin", None), ("eva", "karin", None), ("karin", "", None)],
                &[0, 1, 2],
            ),
            ("initial and second name", &[("karin", "", None), ("i", "karin", None)], &[0, 0]),
            ("father and son", &[("sam", "", None), ("sam", "", Some(Generation::Junior))], &[0, 1]),
        ];
        for (name, people, expected) in rows {
            let fulls: Vec<Full<'_>> = people
                .iter()
                .enumerate()
                .map(|(node, &(first, middle, generation))| Full { first, middle, generation, node })
                .collect();
            let mut links = Links::new(0..fulls.len());
            join_fulls(&fulls, &mut links);
            let roots: Vec<usize> = (0..fulls.len()).map(|node| links.root(node)).collect();
            assert_eq!(roots, *expected, "{name}");
        }
    }
}
