//! An index that grows at the end: for each entry, the earlier ones with its key, latest first.
//!
//! All entries of a batch can be added first and looked up from many threads afterwards: each sees exactly those before
//! its own.

/// Entries with a value each, in the order in which they were added, in a list for each key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    lists: Vec<Vec<(u32, f32)>>,
    /// Key and place in the list of each entry.
    entries: Vec<(u32, u32)>,
    /// Where the entries of each owner end.
    ends: Vec<u32>,
}

impl Postings {
    /// Adds the entries of the next owner.
    pub(crate) fn push(&mut self, entries: &[(u32, f32)]) {
        let owner = self.ends.len() as u32;
        for &(key, value) in entries {
            if key as usize >= self.lists.len() {
                self.lists.resize_with((key as usize + 1).next_power_of_two(), Vec::new);
            }
            let list = &mut self.lists[key as usize];
            self.entries.push((key, list.len() as u32));
            list.push((owner, value));
        }
        self.ends.push(self.entries.len() as u32);
    }

    /// For each entry of an owner: its value, and the latest earlier owners with its key and theirs, so many as `most`
    /// says for its place among the entries.
    pub(crate) fn earlier(
        &self,
        owner: u32,
        most: impl Fn(usize) -> usize,
    ) -> impl Iterator<Item = (f32, &[(u32, f32)])> {
        let owner = owner as usize;
        let start = owner.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        let entries = self.entries[start..self.ends[owner] as usize].iter().enumerate();
        entries.map(move |(at, &(key, place))| {
            let (list, place) = (&self.lists[key as usize], place as usize);
            (list[place].1, &list[place.saturating_sub(most(at))..place])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_see_those_before_them() {
        let mut postings = Postings::default();
        (0..2000_u32).for_each(|owner| postings.push(&[(owner % 7, owner as f32), (1000 + owner, 1.0)]));
        for owner in [0, 6, 7, 1999_u32] {
            let found: Vec<_> = postings.earlier(owner, |_| 3).collect();
            let same = (0..owner).filter(|other| other % 7 == owner % 7).map(|other| (other, other as f32));
            let same: Vec<(u32, f32)> = same.collect();
            assert_eq!(found[0], (owner as f32, &same[same.len().saturating_sub(3)..]), "{owner}");
            assert_eq!(found[1], (1.0, &[][..]));
        }
    }
}
