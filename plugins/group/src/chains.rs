//! An index that grows at the end: for each entry, the earlier ones with its key, latest first.
//!
//! Chains instead of lists: an entry costs no allocation, and all entries of a batch can be added first and walked from
//! many threads afterwards, each seeing exactly those before its own.

/// Entries in the order in which they were added, chained by a hash of their keys.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chains {
    entries: Vec<Entry>,
    /// One past the latest entry of each chain, 0 where there is none. Its length is a power of two.
    heads: Vec<u32>,
    /// Where the entries of each owner end.
    ends: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: u32,
    owner: u32,
    /// One past the entry before in the chain, 0 at its end.
    before: u32,
}

impl Chains {
    /// Adds an entry. Owners come in rising order.
    pub(crate) fn push(&mut self, key: u32, owner: u32) {
        if self.entries.len() >= self.heads.len() {
            self.grow();
        }
        let chain = self.chain(key);
        let before = std::mem::replace(&mut self.heads[chain], self.entries.len() as u32 + 1);
        self.entries.push(Entry { key, owner, before });
    }

    /// Says that the entries of an owner are complete; there must be one such call for each owner from 0.
    pub(crate) fn end_owner(&mut self) {
        self.ends.push(self.entries.len() as u32);
    }

    /// The entries of an owner.
    pub(crate) fn of(&self, owner: usize) -> std::ops::Range<u32> {
        let start = owner.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[owner]
    }

    /// The earlier owners that have the key of an entry, latest first.
    pub(crate) fn earlier(&self, entry: u32) -> impl Iterator<Item = u32> + '_ {
        let Entry { key, before, .. } = self.entries[entry as usize];
        let entry = |one_past: u32| one_past.checked_sub(1).map(|at| self.entries[at as usize]);
        std::iter::successors(entry(before), move |other| entry(other.before))
            .filter(move |other| other.key == key)
            .map(|other| other.owner)
    }

    fn chain(&self, key: u32) -> usize {
        // The high bits of a product are well mixed.
        let hash = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> (64 - self.heads.len().trailing_zeros())) as usize
    }

    /// Twice as many chains. Entries keep their places, so chains keep their order.
    fn grow(&mut self) {
        self.heads = vec![0; (self.heads.len() * 2).max(1024)];
        for at in 0..self.entries.len() {
            let chain = self.chain(self.entries[at].key);
            self.entries[at].before = std::mem::replace(&mut self.heads[chain], at as u32 + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_see_those_before_them() {
        let mut chains = Chains::default();
        for owner in 0..2000_u32 {
            chains.push(owner % 7, owner);
            chains.push(1000 + owner, owner);
            chains.end_owner();
        }
        for owner in [0, 6, 7, 1999] {
            let entries = chains.of(owner as usize);
            let earlier: Vec<u32> = chains.earlier(entries.start).take(3).collect();
            let same = (0..owner).rev().filter(|other| other % 7 == owner % 7);
            assert_eq!(earlier, same.take(3).collect::<Vec<u32>>(), "{owner}");
            assert_eq!(chains.earlier(entries.start + 1).count(), 0);
        }
    }
}
