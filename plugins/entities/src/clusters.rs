//! Word clusters: which of the vectors a word form stands at, and the path to that vector in a binary tree of all
//! vectors. The first bits of a path name a coarse cluster, more bits a finer one, as in the clusters of Brown et al.
//! (1992).

use crate::forms::{self, Bucket, Forms};
use crate::lexicon::{SEED, feed_exact, finish};

/// Bits of a path.
pub const PATH_BITS: u32 = 12;

/// Where a form stands: its vector and the path to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Number of the vector.
    pub row: u16,
    /// Path of [`PATH_BITS`] bits, the coarsest first.
    pub path: u16,
}

impl Place {
    /// The first `bits` bits of the path.
    pub fn prefix(self, bits: u32) -> u16 {
        self.path >> (PATH_BITS - bits.min(PATH_BITS))
    }
}

/// The table, as it lies in the model file: `u16` paths by row, and the forms with their rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clusters<'a> {
    paths: &'a [[u8; 2]],
    forms: Forms<'a>,
}

impl<'a> Clusters<'a> {
    /// Reads the three parts; `None` where their lengths do not fit.
    pub fn new(paths: &'a [u8], starts: &'a [u8], entries: &'a [u8]) -> Option<Self> {
        let (paths, rest) = paths.as_chunks();
        let forms = Forms::new(starts, entries)?;
        rest.is_empty().then_some(Self { paths, forms })
    }

    /// Where a form stands, case and all.
    pub fn place(&self, form: &str) -> Option<Place> {
        self.place_of(feed_exact(SEED, form))
    }

    /// The same by the form's streaming hash.
    fn place_of(&self, fed: u64) -> Option<Place> {
        self.place_in(self.bucket(fed), fed)
    }

    /// The forms among which the one with this streaming hash is.
    #[inline]
    pub(crate) fn bucket(&self, fed: u64) -> Bucket<'a> {
        self.forms.bucket(finish(fed))
    }

    /// Where the form of these with this streaming hash stands.
    #[inline]
    pub(crate) fn place_in(&self, bucket: Bucket<'_>, fed: u64) -> Option<Place> {
        let row = bucket.get(finish(fed))?;
        let path = u16::from_le_bytes(*self.paths.get(usize::from(row))?);
        Some(Place { row, path })
    }
}

/// Writes the three parts that [`Clusters::new`] reads, from the forms with their rows and the paths by row.
pub fn pack<'f>(forms: impl Iterator<Item = (&'f str, u16)>, paths: &[u16]) -> [Vec<u8>; 3] {
    let [starts, entries] = forms::pack(forms.map(|(form, row)| (finish(feed_exact(SEED, form)), row)));
    [paths.iter().flat_map(|path| path.to_le_bytes()).collect(), starts, entries]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_and_strangers_are_not() {
        let forms = ["Oslo", "oslo", "harbour", "Ødegård", ""];
        let rows = forms.iter().enumerate().map(|(row, form)| (*form, row as u16));
        let [paths, starts, entries] = pack(rows, &[0b1010_0000_0001, 1, 2, 3, 4]);
        let clusters = Clusters::new(&paths, &starts, &entries).unwrap();
        for (row, form) in forms.iter().enumerate() {
            assert_eq!(clusters.place(form).map(|place| usize::from(place.row)), Some(row), "{form}");
        }
        let oslo = clusters.place("Oslo").unwrap();
        assert_eq!((oslo.prefix(4), oslo.prefix(12), oslo.prefix(20)), (0b1010, oslo.path, oslo.path));
        assert_eq!(clusters.place("Nordhavn"), None);
        assert!(Clusters::new(&paths, &starts, &entries[1..]).is_none());
        assert!(Clusters::new(&paths, &[], &entries).is_none());
    }
}
