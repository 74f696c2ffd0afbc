//! What stands beside a name: the other names of its documents.

use copydesk_text::hash::{FastMap, FastSet};

use crate::collect::Collection;
use crate::links::{Links, Reason};
use crate::names::Class;
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

/// Names of documents and of entities, to be compared.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    all: &'a Collection,
    /// In how many documents each key occurs.
    frequency: Vec<u32>,
    /// Documents and nodes of each entity, by root.
    members: FastMap<usize, Vec<u32>>,
    beside: FastMap<usize, FastSet<u32>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(all: &'a Collection, links: &mut Links) -> Self {
        let mut frequency = vec![0; all.keys.len()];
        let mut members: FastMap<usize, Vec<u32>> = FastMap::default();
        for node in 0..all.nodes.len() {
            frequency[all.nodes[node].key as usize] += 1;
            let nodes = members.entry(links.root(node)).or_default();
            if nodes.len() < LOOKED_AT {
                nodes.push(node as u32);
            }
        }
        Self { all, frequency, members, beside: FastMap::default() }
    }

    /// Chooses among entities (by the roots they had when this was made) for a node whose name they all may bear.
    pub(crate) fn weigh(&mut self, node: usize, roots: &[usize], reason: Reason, strict: bool) -> Verdict {
        let entry = &self.all.nodes[node];
        let mut scored: Vec<(f32, usize)> = Vec::new();
        let mut refused = None;
        let own = self.names_of(entry.doc as usize, node);
        for &root in roots {
            let titles = self.members.get(&root).map_or(&[][..], Vec::as_slice);
            let nodes = || titles.iter().map(|&member| &self.all.nodes[member as usize]);
            if !nodes().take(20).all(|member| genders_agree(self.all, entry, member)) {
                refused = Some(root);
                continue;
            }
            let titled = nodes().take(20).any(|member| share_title(self.all, entry, member));
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

    /// Names of a document that say something about it: not those of every third document, no times.
    fn names_of(&self, doc: usize, but: usize) -> Vec<u32> {
        let common = (self.all.documents() as u32 * 3 / 10).max(5);
        let own = self.all.nodes[but].key;
        let nodes = self.all.nodes_of(doc).filter(|&node| self.all.nodes[node].class != Class::Time);
        let mut keys: Vec<u32> = nodes
            .map(|node| self.all.nodes[node].key)
            .filter(|&key| key != own && self.frequency[key as usize] <= common)
            .take(400)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// How many of these names stand beside the entity, and how many do at all.
    fn shared(&mut self, root: usize, names: &[u32]) -> (usize, usize) {
        if !self.beside.contains_key(&root) {
            let members = self.members.get(&root).cloned().unwrap_or_default();
            let mut beside = FastSet::default();
            let mut last = u32::MAX;
            for member in members {
                let doc = self.all.nodes[member as usize].doc;
                if doc != last {
                    beside.extend(self.names_of(doc as usize, member as usize));
                    last = doc;
                }
            }
            self.beside.insert(root, beside);
        }
        let beside = &self.beside[&root];
        (names.iter().filter(|name| beside.contains(name)).count(), beside.len())
    }
}
