//! A number of 16 bits for each of many forms, found by the form's hash, as it lies in the model file.

/// Buckets, found by the first bits of a hash.
const BUCKET_BITS: u32 = 16;

/// The table: `u32` first entry by bucket (and the end of the last), and for each entry the next 16 bits of its hash and
/// its number, all little-endian.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forms<'a> {
    starts: &'a [[u8; 4]],
    entries: &'a [[u8; 4]],
}

impl<'a> Forms<'a> {
    /// Reads the two parts; `None` where their lengths do not fit.
    pub fn new(starts: &'a [u8], entries: &'a [u8]) -> Option<Self> {
        let (starts, starts_rest) = starts.as_chunks();
        let (entries, entries_rest) = entries.as_chunks();
        let whole = starts_rest.is_empty() && entries_rest.is_empty();
        (whole && starts.len() == (1 << BUCKET_BITS) + 1).then_some(Self { starts, entries })
    }

    /// Whether it knows no form at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of the form with this hash, which must be finished.
    pub(crate) fn get(&self, hash: u64) -> Option<u16> {
        self.bucket(hash).get(hash)
    }

    /// The forms among which the one with this hash is. Buckets of several hashes are best asked for before any is
    /// searched: they are waited for side by side then.
    #[inline]
    pub(crate) fn bucket(&self, hash: u64) -> Bucket<'a> {
        let bucket = (hash >> (64 - BUCKET_BITS)) as usize;
        let start = |at: usize| self.starts.get(at).map_or(0, |start| u32::from_le_bytes(*start) as usize);
        Bucket(self.entries.get(start(bucket)..start(bucket + 1)).unwrap_or(&[]))
    }
}

/// A few forms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket<'a>(&'a [[u8; 4]]);

impl Bucket<'_> {
    /// The number of the form with this hash. All are looked at, for nobody can foresee which it is.
    #[inline]
    pub(crate) fn get(self, hash: u64) -> Option<u16> {
        let print = (hash >> (48 - BUCKET_BITS)) as u16;
        let found = self.0.iter().fold(u32::MAX, |found, entry| {
            let entry = u32::from_le_bytes(*entry);
            if entry as u16 == print { entry >> 16 } else { found }
        });
        u16::try_from(found).ok()
    }
}

/// Writes the two parts that [`Forms::new`] reads, from finished hashes and numbers.
pub fn pack(forms: impl Iterator<Item = (u64, u16)>) -> [Vec<u8>; 2] {
    let mut entries: Vec<(u64, u16)> = forms.collect();
    entries.sort_unstable();
    // Two forms with one print in one bucket cannot be told apart: the first counts.
    entries.dedup_by_key(|(hash, _)| *hash >> (48 - BUCKET_BITS));
    let mut starts = Vec::with_capacity(((1 << BUCKET_BITS) + 1) * 4);
    let mut at = 0usize;
    for bucket in 0..=1u64 << BUCKET_BITS {
        while entries.get(at).is_some_and(|(hash, _)| hash >> (64 - BUCKET_BITS) < bucket) {
            at += 1;
        }
        starts.extend((at as u32).to_le_bytes());
    }
    let bytes = entries
        .iter()
        .flat_map(|&(hash, number)| {
            let [a, b] = ((hash >> (48 - BUCKET_BITS)) as u16).to_le_bytes();
            let [c, d] = number.to_le_bytes();
            [a, b, c, d]
        })
        .collect();
    [starts, bytes]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::mix;

    #[test]
    fn numbers_come_back_and_strangers_have_none() {
        let [starts, entries] = pack((0..9_000).map(|at| (mix(at), at as u16)));
        let forms = Forms::new(&starts, &entries).unwrap();
        assert!((0..9_000).all(|at| forms.get(mix(at)) == Some(at as u16)));
        assert!((9_000..18_000).all(|at| forms.get(mix(at)).is_none()));
        assert!(Forms::new(&starts[4..], &entries).is_none() && Forms::new(&starts, &entries[1..]).is_none());
    }
}
