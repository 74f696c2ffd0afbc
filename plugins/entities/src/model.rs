//! The model file: sections of columns, read where they lie.
//!
//! ```text
//! 0   8   "copydskE"
//! 8   4   version of the layout, little-endian as every number
//! 12  4   number of sections
//! 16  8   checksum of everything from byte 24 on
//! 24      for each section: 4 bytes name, 4 bytes zero, 8 bytes first byte, 8 bytes length
//! ...     the sections, each from the next multiple of 64 on
//! ```
//!
//! Nothing is parsed: opening a model checks the header, the checksum and that the parts of each section fit
//! together, and afterwards columns are read in place.

use std::fmt;
use std::sync::Arc;

use crate::clusters::Clusters;
use crate::decode::LANES;
use crate::features::{Mode, OFFSETS};
use crate::forms::Forms;
use crate::labels::{TAGS, TYPES};
use crate::table::{ALIGN, Table};

/// Version of the layout. It moves whenever an old program could misread a new file, or a new one an old file; the
/// meaning of features counts too.
pub const VERSION: u32 = 4;
const MAGIC: &[u8; 8] = b"copydskE";
const HEAD: usize = 24;
const ENTRY: usize = 24;
/// Bytes of a word feature's row: for every offset its tags and the gate, padded for vector registers.
pub const WORD_ROW: usize = 128;
/// Bytes of a site feature's row: its tags.
pub const SITE_ROW: usize = 32;
/// In the weights of an offset, where the gate's stands.
pub const GATE: usize = TAGS;
const _: () = assert!(OFFSETS * LANES + 8 <= WORD_ROW && LANES + 8 <= SITE_ROW && GATE < LANES);
/// Numbers by mode: unit, gate, and two for each type.
const NUMBERS: usize = 2 + 2 * TYPES;

/// Why a file is no model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// It does not begin like one.
    Foreign,
    /// It was made for another version of the layout.
    Version(u32),
    /// It ends before byte `needed`.
    Truncated {
        /// Bytes that should be there.
        needed: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// Its bytes are not those that were written.
    Checksum,
    /// A section is missing or its parts do not fit together.
    Section(String),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("it does not begin as a model of stage entities does"),
            Self::Version(version) => write!(
                f,
                "it has layout version {version}, this program reads {VERSION}; make it anew with `cargo xtask train entities`"
            ),
            Self::Truncated { needed, found } => {
                write!(f, "it ends at byte {found}, but should have {needed}; copy it again")
            }
            Self::Checksum => {
                f.write_str("its checksum is wrong: bytes were changed after it was made; copy it again")
            }
            Self::Section(name) => write!(
                f,
                "section `{name}` is missing or damaged; make it anew with `cargo xtask train entities`"
            ),
        }
    }
}

impl std::error::Error for ModelError {}

/// Rows of tables stand whole in lines of the processor's cache.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

#[derive(Debug, Clone)]
enum Bytes {
    Bundled(&'static [u8]),
    Read(Arc<[u8]>),
}

/// A model, opened. Clones share its bytes.
#[derive(Debug, Clone)]
pub struct Model {
    bytes: Bytes,
    sections: Vec<([u8; 4], usize, usize)>,
}

/// The weights of one mode, read in place.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    /// By word feature: each offset's tags and gate.
    pub words: Table<'a, WORD_ROW>,
    /// By site feature and feature of the rest of the document.
    pub sites: Table<'a, SITE_ROW>,
    /// `i16` for each pair of tags.
    pairs: &'a [u8],
    /// Unit of the weights, and how margins become scores.
    numbers: &'a [u8],
}

impl Weights<'_> {
    /// The weight of `next` after `tag`.
    pub fn pair(&self, tag: usize, next: usize) -> i16 {
        let at = 2 * (tag * TAGS + next);
        self.pairs.get(at..at + 2).map_or(0, |bytes| i16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn number(&self, at: usize) -> f32 {
        let bytes = self.numbers.get(4 * at..4 * at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0.0, f32::from_le_bytes)
    }

    /// Integer weights to the unit of the chain.
    pub fn unit(&self) -> f32 {
        self.number(0)
    }

    /// Tokens whose gates sum to less are no part of a name.
    pub fn gate(&self) -> f32 {
        self.number(1)
    }

    /// The share of mentions of a type that are right at this margin.
    pub fn score(&self, kind: usize, margin: f32) -> f32 {
        let (slope, shift) = (self.number(2 + 2 * kind), self.number(3 + 2 * kind));
        1.0 / (1.0 + (-(slope * margin + shift)).exp())
    }
}

impl Model {
    /// The model that is compiled in.
    ///
    /// # Errors
    /// Never, unless the file was replaced by another one before the build.
    pub fn bundled() -> Result<Self, ModelError> {
        // Compiled code is not checked byte by byte either; a test checks the file.
        static BUNDLED: &Aligned<[u8]> = &Aligned(*include_bytes!("../model/entities.bin"));
        Self::open_bytes(Bytes::Bundled(&BUNDLED.0), false)
    }

    /// A model that was read from a file.
    ///
    /// # Errors
    /// Why it is none, or not whole.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ModelError> {
        Self::open_bytes(Bytes::Read(bytes.into()), true)
    }

    fn open_bytes(bytes: Bytes, check: bool) -> Result<Self, ModelError> {
        let mut model = Self { bytes, sections: Vec::new() };
        model.sections = sections(model.all(), check)?;
        model.clusters_checked()?;
        model.lists_checked()?;
        for mode in [Mode::Cased, Mode::Caseless] {
            model.weights_checked(mode)?;
        }
        Ok(model)
    }

    fn all(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Bundled(bytes) => bytes,
            Bytes::Read(bytes) => bytes,
        }
    }

    fn section(&self, name: &[u8; 4]) -> Result<&[u8], ModelError> {
        let found = self.sections.iter().find(|(other, ..)| other == name);
        found.and_then(|&(_, start, end)| self.all().get(start..end)).ok_or_else(|| damaged(name))
    }

    fn clusters_checked(&self) -> Result<Clusters<'_>, ModelError> {
        Clusters::new(self.section(b"PATH")?, self.section(b"FROM")?, self.section(b"FORM")?)
            .ok_or_else(|| damaged(b"FORM"))
    }

    fn lists_checked(&self) -> Result<Forms<'_>, ModelError> {
        Forms::new(self.section(b"LFRO")?, self.section(b"LFOR")?).ok_or_else(|| damaged(b"LFOR"))
    }

    fn weights_checked(&self, mode: Mode) -> Result<Weights<'_>, ModelError> {
        let [words, sites, pairs, numbers] = names(mode);
        let weights = Weights {
            words: Table::new(self.section(words)?).ok_or_else(|| damaged(words))?,
            sites: Table::new(self.section(sites)?).ok_or_else(|| damaged(sites))?,
            pairs: self.section(pairs)?,
            numbers: self.section(numbers)?,
        };
        if weights.pairs.len() != 2 * TAGS * TAGS {
            return Err(damaged(pairs));
        }
        if weights.numbers.len() != 4 * NUMBERS || !weights.unit().is_normal() {
            return Err(damaged(numbers));
        }
        Ok(weights)
    }

    /// The word clusters.
    pub fn clusters(&self) -> Clusters<'_> {
        self.clusters_checked().unwrap_or_default()
    }

    /// What lists of persons and towns say about words.
    pub fn lists(&self) -> Forms<'_> {
        self.lists_checked().unwrap_or_default()
    }

    /// The weights of a mode; checked when the model was opened.
    pub fn weights(&self, mode: Mode) -> Option<Weights<'_>> {
        self.weights_checked(mode).ok()
    }
}

fn damaged(name: &[u8; 4]) -> ModelError {
    ModelError::Section(String::from_utf8_lossy(name).into_owned())
}

fn names(mode: Mode) -> [&'static [u8; 4]; 4] {
    match mode {
        Mode::Cased => [b"WRD0", b"SIT0", b"PAI0", b"NUM0"],
        Mode::Caseless => [b"WRD1", b"SIT1", b"PAI1", b"NUM1"],
    }
}

fn number(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}

fn sections(bytes: &[u8], check: bool) -> Result<Vec<([u8; 4], usize, usize)>, ModelError> {
    let found = bytes.len() as u64;
    if bytes.get(..8) != Some(MAGIC) {
        return Err(ModelError::Foreign);
    }
    if bytes.len() < HEAD {
        return Err(ModelError::Truncated { needed: HEAD as u64, found });
    }
    let (version, count) = (number(bytes, 8) as u32, (number(bytes, 8) >> 32) as usize);
    if version != VERSION {
        return Err(ModelError::Version(version));
    }
    let table = HEAD as u64 + ENTRY as u64 * count as u64;
    if table > found {
        return Err(ModelError::Truncated { needed: table, found });
    }
    let mut sections = Vec::new();
    let mut end = table;
    for entry in bytes[HEAD..table as usize].chunks_exact(ENTRY) {
        let name = [entry[0], entry[1], entry[2], entry[3]];
        let (first, length) = (number(entry, 8), number(entry, 16));
        // Sections lie one after the other.
        if first != end.next_multiple_of(ALIGN as u64) {
            return Err(damaged(&name));
        }
        end = first.checked_add(length).ok_or_else(|| damaged(&name))?;
        sections.push((name, first as usize, end as usize));
    }
    if end > found {
        return Err(ModelError::Truncated { needed: end, found });
    }
    if check && (end != found || checksum(&bytes[HEAD..]) != number(bytes, 16)) {
        return Err(ModelError::Checksum);
    }
    Ok(sections)
}

/// Four lanes of multiply and rotate over eight bytes each: finds damage, not forgery.
fn checksum(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut lanes = [1u64, 2, 3, 4];
    let (blocks, rest) = bytes.as_chunks::<32>();
    let feed = |lanes: &mut [u64; 4], block: &[u8; 32]| {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = (*lane ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR).rotate_left(29);
        }
    };
    blocks.iter().for_each(|block| feed(&mut lanes, block));
    let mut last = [0u8; 32];
    last[..rest.len()].copy_from_slice(rest);
    feed(&mut lanes, &last);
    lanes.iter().fold(bytes.len() as u64, |sum, lane| (sum ^ lane).wrapping_mul(FACTOR).rotate_left(31))
}

/// What is known about words, in the parts that [`crate::clusters::pack`] and [`crate::forms::pack`] write.
#[derive(Debug, Clone)]
pub struct Words {
    /// The clusters.
    pub clusters: [Vec<u8>; 3],
    /// What lists say.
    pub lists: [Vec<u8>; 2],
}

impl Words {
    /// The clusters and the lists, read; `None` where their parts do not fit together.
    pub fn read(&self) -> Option<(Clusters<'_>, Forms<'_>)> {
        let [paths, starts, forms] = &self.clusters;
        let lists = Forms::new(&self.lists[0], &self.lists[1])?;
        Some((Clusters::new(paths, starts, forms)?, lists))
    }
}

/// What the trainer has learned for one mode.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// Word features: key, and for each offset the weights of tags and gate, padded as in the file.
    pub words: Vec<(u64, Vec<i8>)>,
    /// Site features: key, and the weights of the tags.
    pub sites: Vec<(u64, Vec<i8>)>,
    /// For each pair of tags.
    pub pairs: Vec<i16>,
    /// Integer weights to the unit of the chain.
    pub unit: f32,
    /// Tokens whose gates sum to less are no part of a name.
    pub gate: f32,
    /// For each type, slope and shift from margin to log odds.
    pub scores: [(f32, f32); TYPES],
}

/// Writes a model file: what is known about words, and the weights for cased and for caseless sentences.
pub fn pack(words: Words, learned: [Learned; 2]) -> Vec<u8> {
    let ([paths, starts, forms], [list_starts, list_forms]) = (words.clusters, words.lists);
    let mut parts: Vec<(&[u8; 4], Vec<u8>)> = vec![
        (b"PATH", paths),
        (b"FROM", starts),
        (b"FORM", forms),
        (b"LFRO", list_starts),
        (b"LFOR", list_forms),
    ];
    for (mode, learned) in [Mode::Cased, Mode::Caseless].into_iter().zip(learned) {
        let [words, sites, pairs, numbers] = names(mode);
        parts.push((words, crate::table::pack::<WORD_ROW>(learned.words)));
        parts.push((sites, crate::table::pack::<SITE_ROW>(learned.sites)));
        parts.push((pairs, learned.pairs.iter().flat_map(|weight| weight.to_le_bytes()).collect()));
        let scores = learned.scores.iter().flat_map(|&(slope, shift)| [slope, shift]);
        let all = [learned.unit, learned.gate].into_iter().chain(scores);
        parts.push((numbers, all.flat_map(f32::to_le_bytes).collect()));
    }
    let mut body = vec![0; ENTRY * parts.len()];
    for (number, (name, part)) in parts.iter().enumerate() {
        body.resize((HEAD + body.len()).next_multiple_of(ALIGN) - HEAD, 0);
        let first = (HEAD + body.len()) as u64;
        let entry = &mut body[ENTRY * number..ENTRY * (number + 1)];
        entry[..4].copy_from_slice(*name);
        entry[8..16].copy_from_slice(&first.to_le_bytes());
        entry[16..].copy_from_slice(&(part.len() as u64).to_le_bytes());
        body.extend(part);
    }
    let mut file = Vec::with_capacity(HEAD + body.len());
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend((parts.len() as u32).to_le_bytes());
    file.extend(checksum(&body).to_le_bytes());
    file.extend(body);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Vec<u8> {
        let words = Words {
            clusters: crate::clusters::pack([("Oslo", 0)].into_iter(), &[7]),
            lists: crate::forms::pack([(crate::features::listed_hash("Oslo"), 5)].into_iter()),
        };
        let learned = Learned {
            words: vec![(1, vec![1; OFFSETS * LANES])],
            sites: vec![(2, vec![-1; LANES])],
            pairs: vec![3; TAGS * TAGS],
            unit: 48.0,
            gate: -7.0,
            scores: [(1.0, 0.0); TYPES],
        };
        pack(words, [learned.clone(), learned])
    }

    #[test]
    fn a_model_comes_back() {
        let model = Model::from_bytes(small()).unwrap();
        assert_eq!(model.clusters().place("Oslo").map(|place| place.path), Some(7));
        assert_eq!(model.lists().get(crate::features::listed_hash("OSLO")), Some(5));
        for mode in [Mode::Cased, Mode::Caseless] {
            let weights = model.weights(mode).unwrap();
            assert_eq!(weights.words.row(1).map(|row| row[OFFSETS * LANES - 1]), Some(1));
            assert_eq!(weights.sites.row(2).map(|row| row[LANES - 1]), Some(255));
            assert_eq!((weights.pair(1, 2), weights.unit(), weights.gate()), (3, 48.0, -7.0));
            assert_eq!(weights.score(0, 0.0), 0.5);
        }
    }

    #[test]
    fn every_flipped_byte_and_every_missing_end_is_noticed() {
        let good = small();
        // The clusters' table of buckets is long and all alike: a byte in a hundred will do there.
        for at in (0..good.len()).filter(|at| *at < 2000 || at % 101 == 0 || at + 2000 > good.len()) {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(Model::from_bytes(bad).is_err(), "byte {at}");
            assert!(Model::from_bytes(good[..at].to_vec()).is_err(), "cut at {at}");
        }
        let mut longer = good.clone();
        longer.push(0);
        assert_eq!(Model::from_bytes(longer).unwrap_err(), ModelError::Checksum);
    }

    #[test]
    fn messages_say_what_to_do() {
        let mut other = small();
        other[8] = 99;
        let mut flipped = small();
        flipped[1000] ^= 1;
        for (bytes, message) in [
            (b"%PDF-1.7 is something else".to_vec(), "does not begin as a model"),
            (Vec::new(), "does not begin as a model"),
            (other, "layout version 99, this program reads 4; make it anew"),
            (small()[..5000].to_vec(), "ends at byte 5000, but should have"),
            (small()[..20].to_vec(), "ends at byte 20, but should have 24"),
            (flipped, "checksum is wrong"),
        ] {
            let error = Model::from_bytes(bytes).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn the_model_that_is_built_in_is_whole() {
        let bundled = Model::bundled().unwrap();
        assert!(Model::from_bytes(bundled.all().to_vec()).is_ok());
        assert!(bundled.all().len() <= 30_000_000);
    }
}
