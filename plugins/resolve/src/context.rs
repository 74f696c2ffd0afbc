//! What stands beside a name: the other names of its documents.

use std::sync::OnceLock;

use crate::collect::Collection;
use crate::links::Reason;
use crate::within::{genders_agree, share_title};

/// What becomes of a short name.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It is that entity.
    Joins(usize, Reason, f32),
    /// It may be several.
    Ambiguous(Vec<usize>),
    /// It is none that is known; the entity that was refused, if any.
    Alone(Option<usize>),
}

/// So many documents of an entity are looked at; the first ones, so that more documents do not change the past.
const LOOKED_AT: usize = 40;

/// Names of documents and of entities, to be compared. May be asked from all threads.
#[derive(Debug)]
pub(crate) struct Context<'a, 'c> {
    all: &'a Collection<'c>,
    /// In how many documents each key occurs.
    frequency: Vec<u32>,
    /// For each root, where its nodes begin in `members`.
    member_at: Vec<u32>,
    members: Vec<u32>,
    /// For each root, the names that stand beside it, sorted; found when first asked for.
    beside: Vec<OnceLock<Box<[u32]>>>,
    /// For each root, its place in `beside`.
    place: Vec<u32>,
}

impl<'a, 'c> Context<'a, 'c> {
    /// A context for entities with these roots; `candidates` are the roots that may be asked about.
    pub(crate) fn new(all: &'a Collection<'c>, roots: &[u32], candidates: &[u32]) -> Self {
        let mut frequency = vec![0; all.keys.rows.len()];
        let mut member_at = vec![0_u32; all.nodes.len() + 1];
        for (node, &root) in roots.iter().enumerate() {
            frequency[all.nodes[node].key as usize] += 1;
            let count = &mut member_at[root as usize + 1];
            *count = (*count + 1).min(LOOKED_AT as u32);
        }
        for at in 0..all.nodes.len() {
            member_at[at + 1] += member_at[at];
        }
        let mut members = vec![0; member_at.last().copied().unwrap_or(0) as usize];
        let mut next = member_at.clone();
        for (node, &root) in roots.iter().enumerate() {
            let root = root as usize;
            if next[root] < member_at[root + 1] {
                members[next[root] as usize] = node as u32;
                next[root] += 1;
            }
        }
        let mut place = vec![0; all.nodes.len()];
        let mut places = 0;
        for &root in candidates {
            place[root as usize] = places;
            places += 1;
        }
        let beside = (0..places).map(|_| OnceLock::new()).collect();
        Self { all, frequency, member_at, members, beside, place }
    }

    fn members_of(&self, root: usize) -> &[u32] {
        self.members.get(self.member_at[root] as usize..self.member_at[root + 1] as usize).unwrap_or(&[])
    }

    /// Chooses among entities, by their roots, for a node whose name they all may bear.
    pub(crate) fn weigh(&self, node: usize, roots: &[usize], reason: Reason, strict: bool) -> Verdict {
        let mut scored: Vec<(f32, usize)> = Vec::new();
        let mut refused = None;
        let mut own = Vec::new();
        self.names_of(self.all.nodes[node].doc as usize, node, &mut own);
        own.sort_unstable();
        own.dedup();
        for &root in roots {
            let members = || self.members_of(root).iter().take(20).map(|&member| member as usize);
            if !members().all(|member| genders_agree(self.all, node, member)) {
                refused = Some(root);
                continue;
            }
            let titled = members().any(|member| share_title(self.all, node, member));
            let (shared, known) = self.shared(root, &own);
            let score = shared.min(5) as f32 + if titled { 2.0 } else { 0.0 };
            let nothing_shared = score == 0.0 && own.len() >= 4 && known >= 4;
            if nothing_shared || (strict && score == 0.0) {
                refused = Some(root);
            } else {
                scored.push((score, root));
            }
        }
        // Highest score first; roots are in order of first appearance.
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        match scored[..] {
            [] => Verdict::Alone(refused),
            [(_, only)] => Verdict::Joins(only, reason, reason.score()),
            [(best, first), (second, _), ..] if best >= 2.0 && best >= 2.0 * second => {
                Verdict::Joins(first, reason, reason.score() * 0.9)
            }
            _ => Verdict::Ambiguous(scored.iter().map(|&(_, root)| root).collect()),
        }
    }

    /// Appends the names of a document that say something about it: not those of every third document, no times.
    fn names_of(&self, doc: usize, but: usize, names: &mut Vec<u32>) {
        let common = (self.all.documents() as u32 * 3 / 10).max(5);
        let own = self.all.nodes[but].key;
        let nodes = self
            .all
            .nodes_of(doc)
            .filter(|&node| self.all.is_name(node) && !self.all.nodes[node].class.is_value());
        let keys = nodes.map(|node| self.all.nodes[node].key);
        names.extend(keys.filter(|&key| key != own && self.frequency[key as usize] <= common).take(400));
    }

    /// How many of these names stand beside the entity, and how many do at all.
    fn shared(&self, root: usize, names: &[u32]) -> (usize, usize) {
        let Some(beside) = self.beside.get(self.place[root] as usize) else { return (0, 0) };
        let beside = beside.get_or_init(|| {
            let mut beside = Vec::new();
            let mut last = u32::MAX;
            for &member in self.members_of(root) {
                let doc = self.all.nodes[member as usize].doc;
                if doc != last {
                    self.names_of(doc as usize, member as usize, &mut beside);
                    last = doc;
                }
            }
            beside.sort_unstable();
            beside.dedup();
            beside.into()
        });
        (names.iter().filter(|name| beside.binary_search(name).is_ok()).count(), beside.len())
    }
}
