//! A table of weights by feature, as it lies in the model file: for a key the few bytes of weights that belong to it.
//!
//! A perfect hash (hash and displace; Belazzougui, Botelho and Dietzfelbinger 2009): a small table says by how much the
//! keys of a group are displaced, so that every key has one place and a look-up one miss of the cache. Nothing is
//! searched, so many look-ups run side by side in the processor.

/// Bytes of the head: number of groups and number of places.
const HEAD: usize = 64;
/// Keys to a group, about.
const GROUP: usize = 4;
/// Sections and their parts begin at multiples of this.
pub(crate) const ALIGN: usize = 64;

/// Rows of one-byte weights, found by a 64-bit key. The last four bytes that weights leave free hold the lower half of
/// the key; a stranger is taken for a known key about once in a billion times.
#[derive(Debug, Clone, Copy, Default)]
pub struct Table<'a, const ROW: usize> {
    shifts: &'a [[u8; 2]],
    rows: &'a [[u8; ROW]],
}

/// Where the lower half of the key stands in a row.
const fn print_at(row: usize) -> usize {
    row - 8
}

#[inline]
fn group_of(key: u64, groups: usize) -> usize {
    (((key >> 32) * groups as u64) >> 32) as usize
}

#[inline]
fn place_of(key: u64, shift: u16, places: usize) -> usize {
    let mixed = (key as u32 ^ u32::from(shift).wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
    ((u64::from(mixed) * places as u64) >> 32) as usize
}

impl<'a, const ROW: usize> Table<'a, ROW> {
    /// Reads a table; `None` where the lengths do not fit together.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
        let [a, b, c, d, e, f, g, h, ..] = *head;
        let groups = u32::from_le_bytes([a, b, c, d]) as usize;
        let places = u32::from_le_bytes([e, f, g, h]) as usize;
        let (shifts, rows) = rest.split_at_checked(groups.checked_mul(2)?.next_multiple_of(ALIGN))?;
        let (shifts, (rows, left)) = (shifts.get(..2 * groups)?.as_chunks().0, rows.as_chunks());
        (groups > 0 && places > 0 && rows.len() == places && left.is_empty()).then_some(Self { shifts, rows })
    }

    /// The place where a key stands if it is in the table.
    #[inline]
    pub(crate) fn place(&self, key: u64) -> u32 {
        let shift = self.shifts.get(group_of(key, self.shifts.len())).copied().unwrap_or_default();
        place_of(key, u16::from_le_bytes(shift), self.rows.len()) as u32
    }

    /// Puts the places of those keys that are in the table to the front of `places`, which holds the places of all;
    /// returns how many. Nothing waits for one row before the next is looked at.
    #[inline]
    pub(crate) fn keep(&self, places: &mut [u32], keys: impl Iterator<Item = u64>) -> usize {
        let mut kept = 0;
        for (at, key) in keys.enumerate().take(places.len()) {
            let place = places[at];
            let print =
                self.rows.get(place as usize).and_then(|row| row.get(print_at(ROW)..)?.first_chunk::<4>());
            places[kept] = place;
            kept += usize::from(print.is_some_and(|print| u32::from_le_bytes(*print) == key as u32));
        }
        kept
    }

    /// Adds the rows at these places to `sums`, 24 lanes at a time, which stay in registers.
    #[inline]
    pub(crate) fn add(&self, places: &[u32], sums: &mut [i16]) {
        for (part, sums) in sums.as_chunks_mut::<24>().0.iter_mut().enumerate() {
            let (lanes, _) = sums.as_chunks_mut::<8>();
            let [a, b, c] = lanes else { continue };
            let (mut x, mut y, mut z) = (*a, *b, *c);
            for &place in places {
                let row =
                    self.rows.get(place as usize).and_then(|row| row.get(24 * part..)?.first_chunk::<24>());
                let Some(row) = row else { continue };
                let (row, _) = row.as_chunks::<8>();
                let [p, q, r] = row else { continue };
                (x, y, z) = (plus(x, p), plus(y, q), plus(z, r));
            }
            (*a, *b, *c) = (x, y, z);
        }
    }

    /// The weights of a key.
    pub fn row(&self, key: u64) -> Option<&'a [u8; ROW]> {
        let place = self.place(key);
        let found = self.keep(&mut [place], std::iter::once(key)) == 1;
        self.rows.get(place as usize).filter(|_| found)
    }
}

/// Adds one-byte weights. A token has a few hundred at most, so that 16 bits hold any sum.
#[inline]
fn plus(mut sum: [i16; 8], row: &[u8; 8]) -> [i16; 8] {
    for (sum, &weight) in sum.iter_mut().zip(row) {
        *sum = sum.wrapping_add(i16::from(weight as i8));
    }
    sum
}

/// Writes what [`Table::new`] reads. Of two keys that cannot be told apart the first counts.
pub fn pack<const ROW: usize>(mut rows: Vec<(u64, Vec<i8>)>) -> Vec<u8> {
    rows.sort_by_key(|(key, _)| *key);
    let groups = (rows.len() / GROUP).max(1);
    let mut places = (rows.len() + rows.len() / 8).max(1);
    let (shifts, found) = loop {
        match displace(&rows, groups, places) {
            Some(found) => break found,
            None => places += places / 16 + 1,
        }
    };
    let mut bytes = vec![0; HEAD];
    bytes[..4].copy_from_slice(&(groups as u32).to_le_bytes());
    bytes[4..8].copy_from_slice(&(places as u32).to_le_bytes());
    bytes.extend(shifts.iter().flat_map(|shift| shift.to_le_bytes()));
    bytes.resize(bytes.len().next_multiple_of(ALIGN), 0);
    let first = bytes.len();
    bytes.resize(first + places * ROW, 0);
    for ((key, weights), place) in rows.iter().zip(found) {
        let Some(place) = place else { continue };
        let row = &mut bytes[first + place * ROW..first + (place + 1) * ROW];
        row.iter_mut().zip(weights).take(print_at(ROW)).for_each(|(byte, &weight)| *byte = weight as u8);
        row[print_at(ROW)..print_at(ROW) + 4].copy_from_slice(&(*key as u32).to_le_bytes());
    }
    bytes
}

/// The shift of each group and the place of each row, `None` for rows that are left out; nothing where a group finds
/// no room.
fn displace(rows: &[(u64, Vec<i8>)], groups: usize, places: usize) -> Option<(Vec<u16>, Vec<Option<usize>>)> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
    for (at, (key, _)) in rows.iter().enumerate() {
        let group = &mut members[group_of(*key, groups)];
        if group.iter().all(|&other| rows[other].0 as u32 != *key as u32) {
            group.push(at);
        }
    }
    let mut order: Vec<usize> = (0..groups).collect();
    order.sort_by_key(|&group| (std::cmp::Reverse(members[group].len()), group));
    let (mut shifts, mut found) = (vec![0u16; groups], vec![None; rows.len()]);
    let mut taken = vec![false; places];
    let mut wanted: Vec<usize> = Vec::new();
    for group in order {
        let shift = (0..=u16::MAX).find(|&shift| {
            wanted.clear();
            members[group].iter().all(|&at| {
                let place = place_of(rows[at].0, shift, places);
                let free = !taken[place] && !wanted.contains(&place);
                wanted.push(place);
                free
            })
        })?;
        shifts[group] = shift;
        for &at in &members[group] {
            let place = place_of(rows[at].0, shift, places);
            taken[place] = true;
            found[at] = Some(place);
        }
    }
    Some((shifts, found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::mix;

    #[test]
    fn rows_come_back_and_strangers_do_not() {
        for count in [0u64, 1, 2, 3, 5000] {
            let rows = (1..=count).map(|at| (mix(at), vec![at as i8, (at as i8).wrapping_neg()])).collect();
            let bytes = pack::<32>(rows);
            let table = Table::<32>::new(&bytes).unwrap();
            for at in 1..=count {
                let row = table.row(mix(at)).map(|row| [row[0] as i8, row[1] as i8]);
                assert_eq!(row, Some([at as i8, (at as i8).wrapping_neg()]), "{at} of {count}");
            }
            assert!((count + 1..count + 5000).all(|at| table.row(mix(at)).is_none()), "{count}");
            assert!(Table::<32>::new(&bytes[..bytes.len() - 1]).is_none());
            assert!(Table::<128>::new(&bytes).is_none() || count == 3);
        }
        assert!(Table::<32>::new(&[]).is_none() && Table::<32>::new(&[0; 64]).is_none());
    }

    #[test]
    fn of_two_keys_that_look_alike_the_first_counts() {
        let rows = vec![(7, vec![1]), (7 | 1 << 32, vec![2]), (8, vec![3])];
        let bytes = pack::<32>(rows);
        let table = Table::<32>::new(&bytes).unwrap();
        assert_eq!(
            [7, 7 | 1 << 32, 8].map(|key| table.row(key).map(|row| row[0])),
            [Some(1), Some(1), Some(3)]
        );
    }
}
