//! An index that grows at the end: for each entry, the earlier ones with its key, latest first.
//!
//! All entries of a batch can be added first and looked up from many threads afterwards: each sees exactly those before
//! its own.

/// Entries with a value each, in the order in which they were added, in a list for each key.
///
/// All lists lie in one column: most keys have one entry, which would not be worth an allocation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    lists: Vec<List>,
    column: Vec<(u32, f32)>,
    /// Key and place in the list of each entry.
    entries: Vec<(u32, u32)>,
    /// Where the entries of each owner end.
    ends: Vec<u32>,
}

/// The entries of one key: a range of the column that may have room for more.
#[derive(Debug, Clone, Copy, Default)]
struct List {
    start: u32,
    len: u32,
    room: u32,
}

impl Postings {
    /// Adds the entries of the next owners, some for each.
    pub(crate) fn push_all<'e>(&mut self, owners: impl Iterator<Item = &'e [(u32, f32)]> + Clone) {
        // How many entries of each key come decides how much room its list gets.
        let mut coming: Vec<u32> = vec![0; self.lists.len()];
        for &(key, _) in owners.clone().flatten() {
            if key as usize >= coming.len() {
                coming.resize((key as usize + 1).next_power_of_two(), 0);
            }
            coming[key as usize] += 1;
        }
        self.lists.resize(coming.len(), List::default());
        for entries in owners {
            let owner = self.ends.len() as u32;
            for &(key, value) in entries {
                let more = std::mem::take(&mut coming[key as usize]);
                self.make_room(key, more);
                let list = &mut self.lists[key as usize];
                self.column[(list.start + list.len) as usize] = (owner, value);
                self.entries.push((key, list.len));
                list.len += 1;
            }
            self.ends.push(self.entries.len() as u32);
        }
    }

    /// Makes room for so many more entries of a key. A list that grows again and again moves to the end of the column
    /// with twice its room, so that what it leaves behind stays less than what it holds.
    fn make_room(&mut self, key: u32, more: u32) {
        let List { start, len, room } = self.lists[key as usize];
        if len + more <= room {
            return;
        }
        let (from, moved) = (start as usize, self.column.len());
        let room = (len + more).max(2 * len);
        self.column.extend_from_within(from..from + len as usize);
        self.column.resize(moved + room as usize, (0, 0.0));
        self.lists[key as usize] = List { start: moved as u32, len, room };
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
            let (start, place) = (self.lists[key as usize].start as usize, place as usize);
            let first = place.saturating_sub(most(at));
            (self.column[start + place].1, &self.column[start + first..start + place])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_see_those_before_them() {
        // The same entries one owner at a time, in batches, and all at once.
        for batch in [1, 300, 2000] {
            let mut postings = Postings::default();
            let owners: Vec<[(u32, f32); 2]> =
                (0..2000_u32).map(|owner| [(owner % 7, owner as f32), (1000 + owner, 1.0)]).collect();
            for owners in owners.chunks(batch) {
                postings.push_all(owners.iter().map(|entries| entries.as_slice()));
            }
            for owner in [0, 6, 7, 1999_u32] {
                let found: Vec<_> = postings.earlier(owner, |_| 3).collect();
                let same = (0..owner).filter(|other| other % 7 == owner % 7);
                let same: Vec<(u32, f32)> = same.map(|other| (other, other as f32)).collect();
                assert_eq!(
                    found[0],
                    (owner as f32, &same[same.len().saturating_sub(3)..]),
                    "{owner}, {batch}"
                );
                assert_eq!(found[1], (1.0, &[][..]));
            }
            assert!(postings.column.len() <= 3 * postings.entries.len(), "{batch}");
        }
    }
}
