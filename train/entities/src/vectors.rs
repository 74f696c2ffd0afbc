//! Word vectors from an unpacked `en_core_web_md`: `vocab/vectors` (NumPy), `vocab/key2row` (MessagePack) and
//! `vocab/strings.json`.

use std::path::Path;

use anyhow::{Context, Result, bail};
use copydesk_text::hash::FastMap;

/// Vectors of unit length by row, and the forms that stand at them.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    pub(crate) width: usize,
    pub(crate) rows: Vec<f32>,
    pub(crate) forms: Vec<(String, u16)>,
}

impl Vectors {
    /// Reads the folder `vocab` of the package.
    pub(crate) fn read(vocab: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = vocab.join(name);
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let (width, mut rows) = npy(&read("vectors")?).context("vocab/vectors")?;
        centre(&mut rows, width);
        let keys = key_rows(&read("key2row")?).context("vocab/key2row")?;
        let strings: Vec<String> =
            serde_json::from_slice(&read("strings.json")?).context("vocab/strings.json")?;
        let mut forms: Vec<(String, u16)> = strings
            .into_iter()
            .filter_map(|form| {
                let row = keys.get(&murmur(form.as_bytes(), 1)).copied()?;
                Some((form, row))
            })
            .filter(|(form, _)| !form.is_empty() && form.chars().count() <= 40)
            .collect();
        forms.sort();
        forms.dedup_by(|a, b| a.0 == b.0);
        Ok(Self { width, rows, forms })
    }

    /// One vector.
    pub(crate) fn row(&self, row: usize) -> &[f32] {
        &self.rows[row * self.width..(row + 1) * self.width]
    }

    /// Number of vectors.
    pub(crate) fn len(&self) -> usize {
        self.rows.len() / self.width.max(1)
    }
}

/// A two-dimensional array of `f4` in C order.
fn npy(bytes: &[u8]) -> Result<(usize, Vec<f32>)> {
    let length = match bytes.get(..10) {
        Some([0x93, b'N', b'U', b'M', b'P', b'Y', 1, 0, a, b]) => usize::from(u16::from_le_bytes([*a, *b])),
        _ => bail!("is not a NumPy file of version 1"),
    };
    let header = std::str::from_utf8(bytes.get(10..10 + length).unwrap_or_default())?;
    if !header.contains("'<f4'") || header.contains("'fortran_order': True") {
        bail!("must hold 32-bit floats in C order: {header}");
    }
    let shape =
        header.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(shape, _)| shape);
    let sizes: Vec<usize> = shape.split(',').filter_map(|size| size.trim().parse().ok()).collect();
    let &[count, width] = sizes.as_slice() else { bail!("must have two dimensions: {header}") };
    let data = bytes.get(10 + length..).unwrap_or_default();
    let (floats, _) = data.as_chunks::<4>();
    if floats.len() != count * width || count > usize::from(u16::MAX) {
        bail!("holds {} numbers, not {count} x {width} of at most 65,535 rows", floats.len());
    }
    Ok((width, floats.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()))
}

/// A MessagePack map from whole numbers to whole numbers.
fn key_rows(bytes: &[u8]) -> Result<FastMap<u64, u16>> {
    let mut at = 0usize;
    let mut take = |count: usize| -> Result<u64> {
        let taken = bytes.get(at..at + count).context("ends too early")?;
        at += count;
        Ok(taken.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)))
    };
    let number = |tag: u64, take: &mut dyn FnMut(usize) -> Result<u64>| match tag {
        0..0x80 => Ok(tag),
        0xcc => take(1),
        0xcd => take(2),
        0xce => take(4),
        0xcf => take(8),
        _ => bail!("unexpected byte {tag:#x}"),
    };
    let count = match take(1)? {
        tag @ 0x80..0x90 => tag & 0xf,
        0xde => take(2)?,
        0xdf => take(4)?,
        tag => bail!("is no map: byte {tag:#x}"),
    };
    let mut keys = FastMap::default();
    for _ in 0..count {
        let tag = take(1)?;
        let key = number(tag, &mut take)?;
        let tag = take(1)?;
        let row = number(tag, &mut take)?;
        keys.insert(key, u16::try_from(row).context("a row above 65,535")?);
    }
    Ok(keys)
}

/// Takes the mean off and makes every vector as long as one.
fn centre(rows: &mut [f32], width: usize) {
    let count = (rows.len() / width.max(1)).max(1) as f32;
    let mut mean = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += value / count);
    }
    for row in rows.chunks_exact_mut(width) {
        row.iter_mut().zip(&mean).for_each(|(value, mean)| *value -= mean);
        unit(row);
    }
}

pub(crate) fn unit(row: &mut [f32]) {
    let norm = row.iter().map(|value| value * value).sum::<f32>().sqrt();
    if norm > 0.0 {
        row.iter_mut().for_each(|value| *value /= norm);
    }
}

/// MurmurHash64A (Austin Appleby, public domain), by which the package names its strings.
fn murmur(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 47;
        hash = (hash ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let last = rest.iter().rev().fold(0u64, |all, &byte| all << 8 | u64::from(byte));
        hash = (hash ^ last).wrapping_mul(M);
    }
    hash ^= hash >> 47;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> 47)
}

/// The path of each vector in a binary tree: every node splits its vectors in two by spherical 2-means.
pub(crate) fn paths(vectors: &Vectors, bits: u32) -> Vec<u16> {
    let mut paths = vec![0u16; vectors.len()];
    let mut nodes: Vec<Vec<usize>> = vec![(0..vectors.len()).collect()];
    for _ in 0..bits {
        let mut next = Vec::with_capacity(nodes.len() * 2);
        for node in nodes {
            let (left, right) = split(vectors, node);
            left.iter().for_each(|&row| paths[row] <<= 1);
            right.iter().for_each(|&row| paths[row] = paths[row] << 1 | 1);
            next.extend([left, right]);
        }
        nodes = next;
    }
    paths
}

fn split(vectors: &Vectors, node: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
    if node.len() < 2 {
        return (node, Vec::new());
    }
    let mean = centroid(vectors, &node);
    // The first centre is the vector farthest from the mean, the second the farthest from the first.
    let far = |centre: &[f32]| {
        node.iter().copied().min_by(|&a, &b| {
            dot(vectors.row(a), centre).total_cmp(&dot(vectors.row(b), centre)).then(a.cmp(&b))
        })
    };
    let first = far(&mean).unwrap_or(0);
    let second = far(vectors.row(first)).unwrap_or(0);
    let mut centres = [vectors.row(first).to_vec(), vectors.row(second).to_vec()];
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for _ in 0..12 {
        let side = |row: usize| dot(vectors.row(row), &centres[0]) >= dot(vectors.row(row), &centres[1]);
        let (new_left, new_right): (Vec<usize>, Vec<usize>) = node.iter().partition(|&&row| side(row));
        let same = new_left == left;
        (left, right) = (new_left, new_right);
        if same || left.is_empty() || right.is_empty() {
            break;
        }
        centres = [centroid(vectors, &left), centroid(vectors, &right)];
    }
    (left, right)
}

fn centroid(vectors: &Vectors, rows: &[usize]) -> Vec<f32> {
    let mut sum = vec![0.0; vectors.width];
    for &row in rows {
        sum.iter_mut().zip(vectors.row(row)).for_each(|(sum, value)| *sum += value);
    }
    unit(&mut sum);
    sum
}

pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    let mut lanes = [0.0f32; 8];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}
