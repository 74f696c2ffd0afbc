//! A table of weights by feature, as it lies in the model file: for a key the few bytes of weights that belong to it.

/// Rows of one-byte weights, found by a 64-bit key. The first bits of a key name a bucket, the next 32 tell the keys
/// of a bucket apart; a stranger is taken for a known key about once in a billion times.
#[derive(Debug, Clone, Copy, Default)]
pub struct Table<'a> {
    starts: &'a [[u8; 4]],
    prints: &'a [[u8; 4]],
    rows: &'a [u8],
    width: usize,
    shift: u32,
}

/// Keys to a bucket, about.
const BUCKET: usize = 2;

impl<'a> Table<'a> {
    /// Reads a table with rows of `width` weights; `None` where the lengths do not fit together.
    pub fn new(bytes: &'a [u8], width: usize) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        let [a, b, c, d, e, f, g, h] = *head;
        let count = u32::from_le_bytes([a, b, c, d]) as usize;
        let bits = u32::from_le_bytes([e, f, g, h]);
        if bits > 30 {
            return None;
        }
        let buckets = 1usize << bits;
        let (starts, rest) = rest.split_at_checked((buckets + 1).checked_mul(4)?)?;
        let (prints, rows) = rest.split_at_checked(count.checked_mul(4)?)?;
        let (starts, prints) = (starts.as_chunks().0, prints.as_chunks().0);
        (rows.len() == count.checked_mul(width)?).then_some(Self {
            starts,
            prints,
            rows,
            width,
            shift: 64 - bits,
        })
    }

    /// The weights of a key.
    #[inline]
    pub fn row(&self, key: u64) -> Option<&'a [u8]> {
        let bucket = key.checked_shr(self.shift).unwrap_or(0) as usize;
        let from = u32::from_le_bytes(*self.starts.get(bucket)?) as usize;
        let to = u32::from_le_bytes(*self.starts.get(bucket + 1)?) as usize;
        let print = (key as u32).to_le_bytes();
        let at = from + self.prints.get(from..to)?.iter().position(|&other| other == print)?;
        self.rows.get(at * self.width..(at + 1) * self.width)
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.prints.len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.prints.is_empty()
    }
}

/// Writes what [`Table::new`] reads. Of two keys that cannot be told apart the first counts.
pub fn pack(mut rows: Vec<(u64, Vec<i8>)>) -> Vec<u8> {
    let bits = (rows.len() / BUCKET).max(1).ilog2();
    let shift = 64 - bits;
    let bucket = |key: u64| key.checked_shr(shift).unwrap_or(0);
    rows.sort_by_key(|(key, _)| (bucket(*key), *key as u32, *key));
    rows.dedup_by_key(|(key, _)| (bucket(*key), *key as u32));
    let mut bytes = Vec::new();
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    let mut at = 0usize;
    for number in 0..=1u64 << bits {
        while rows.get(at).is_some_and(|(key, _)| bucket(*key) < number) {
            at += 1;
        }
        bytes.extend((at as u32).to_le_bytes());
    }
    bytes.extend(rows.iter().flat_map(|(key, _)| (*key as u32).to_le_bytes()));
    bytes.extend(rows.iter().flat_map(|(_, row)| row.iter().map(|&weight| weight as u8)));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::mix;

    #[test]
    fn rows_come_back_and_strangers_do_not() {
        for count in [0u64, 1, 2, 3, 1000] {
            let rows = (1..=count).map(|at| (mix(at), vec![at as i8, (at as i8).wrapping_neg()])).collect();
            let bytes = pack(rows);
            let table = Table::new(&bytes, 2).unwrap();
            assert_eq!(table.len() as u64, count);
            for at in 1..=count {
                let row = table.row(mix(at)).map(|row| [row[0] as i8, row[1] as i8]);
                assert_eq!(row, Some([at as i8, (at as i8).wrapping_neg()]), "{at} of {count}");
            }
            assert!((count + 1..count + 1000).all(|at| table.row(mix(at)).is_none()), "{count}");
            assert!(Table::new(&bytes[..bytes.len() - 1], 2).is_none() || bytes.is_empty());
            assert!(Table::new(&bytes, 3).is_none() || count == 0);
        }
        assert!(Table::new(&[], 2).is_none() && Table::new(&[0, 0, 0, 0, 99, 0, 0, 0], 2).is_none());
    }
}
