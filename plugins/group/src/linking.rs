//! How alike two reports, or two groups of reports, are: words, names and dates together.

use crate::features::Sparse;

/// Weights and floors. One set of numbers for every collection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Least score of a link, 0 to 1.
    pub threshold: f32,
    /// Distance between publication dates that counts as near, in days.
    pub window: i64,
}

/// Share of words in the score; names have the rest.
const WORDS: f32 = 0.5;
/// What dates in common add at most.
const DATES: f32 = 0.06;
/// Likeness of words from which they need no second family of evidence.
const WORDS_ALONE: f32 = 0.15;
/// Likeness of names below which they count as hardly there.
const HARDLY_NAMES: f32 = 0.03;
/// Below these, a family of evidence counts as absent.
const FLOOR_WORDS: f32 = 0.006;
const FLOOR_NAMES: f32 = 0.006;
const FLOOR_DATES: f32 = 0.05;

/// One report or several: sums of unit vectors.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub size: u32,
    pub words: Sparse,
    pub names: Sparse,
    pub days: Sparse,
    /// First and last day of publication.
    pub span: Option<(i64, i64)>,
}

impl Group {
    /// Takes another group in.
    pub(crate) fn absorb(&mut self, other: &Group) {
        self.size += other.size;
        self.words = sum(&self.words, &other.words);
        self.names = sum(&self.names, &other.names);
        self.days = sum(&self.days, &other.days);
        self.span = match (self.span, other.span) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (known, None) => known,
            (None, known) => known,
        };
    }
}

/// Average likeness of the members of two groups, 0 to 1; 0 where fewer than two families of evidence agree. Distance
/// in time beyond the window takes a little away: an affair may last for a year.
pub(crate) fn likeness(a: &Group, b: &Group, scale: Scale) -> f32 {
    judge(a, b, dot(&a.words, &b.words), dot(&a.names, &b.names), scale)
}

/// The likeness of two groups whose dot products of words and names are known.
pub(crate) fn judge(a: &Group, b: &Group, words: Dot, names: Dot, scale: Scale) -> f32 {
    let pairs = (a.size * b.size) as f32;
    let gap = match (a.span, b.span) {
        (Some((from_a, to_a)), Some((from_b, to_b))) => Some((from_b - to_a).max(from_a - to_b).max(0)),
        _ => None,
    };
    let words = words.spread() / pairs;
    let names = names.spread() / pairs;
    let days = dot(&a.days, &b.days).total / pairs;
    // Reports of the same two days support each other; reports without a date do not count against it.
    let near = gap.map_or(0.0, |gap| if gap <= 1 { 0.5 } else { 0.5 / gap as f32 });
    let dates = (days + near).min(1.0);
    let families = u8::from(words >= FLOOR_WORDS)
        + u8::from(names >= FLOOR_NAMES)
        + u8::from(dates >= FLOOR_DATES && days > 0.0);
    // Where a side has hardly any names (text without capitals), very many telling words in common must do.
    let alone = if words >= WORDS_ALONE && names < HARDLY_NAMES { words * 0.8 } else { 0.0 };
    let mixed = if families < 2 { 0.0 } else { WORDS * words + (1.0 - WORDS) * names };
    let base = mixed.max(alone);
    if base <= 0.0 {
        return 0.0;
    }
    let far = gap.map_or(1.0, |gap| (scale.window as f32 / gap.max(scale.window) as f32).powf(0.1));
    (base + DATES * dates) * far
}

/// A dot product, and its greatest term.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Dot {
    total: f32,
    most: f32,
}

impl Dot {
    fn take(&mut self, x: f32, y: f32) {
        let term = x * y;
        self.total += term;
        // `max` would also look out for what is no number, at a cost.
        if term > self.most {
            self.most = term;
        }
    }

    /// The dot product with the heaviest feature held down to twice what all others give: one name that everything
    /// mentions, or one odd word, makes no story.
    fn spread(self) -> f32 {
        let rest = self.total - self.most;
        rest + self.most.min(2.0 * rest)
    }
}

/// Dot product of two sparse vectors.
fn dot(a: &Sparse, b: &Sparse) -> Dot {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut dot = Dot::default();
    if small.len() * 16 < large.len() {
        for &(feature, weight) in small {
            if let Ok(at) = large.binary_search_by_key(&feature, |&(known, _)| known) {
                dot.take(weight, large[at].1);
            }
        }
        return dot;
    }
    let (mut i, mut j) = (0, 0);
    while i < small.len() && j < large.len() {
        match small[i].0.cmp(&large[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                dot.take(small[i].1, large[j].1);
                i += 1;
                j += 1;
            }
        }
    }
    dot
}

/// A vector laid out with a place for every feature, for dot products with many others.
#[derive(Debug)]
pub(crate) struct Dense(Vec<f32>);

impl Dense {
    /// The zero vector of so many features.
    pub(crate) fn new(features: usize) -> Self {
        Self(vec![0.0; features])
    }

    /// Takes the weights of `vector`.
    pub(crate) fn set(&mut self, vector: &Sparse) {
        vector.iter().for_each(|&(feature, weight)| self.0[feature as usize] = weight);
    }

    /// Zero again where `vector` is not.
    pub(crate) fn clear(&mut self, vector: &Sparse) {
        vector.iter().for_each(|&(feature, _)| self.0[feature as usize] = 0.0);
    }

    /// The dot product; the same terms in the same order as with [`likeness`], and zeros between them.
    pub(crate) fn dot(&self, vector: &Sparse) -> Dot {
        let mut dot = Dot::default();
        vector.iter().for_each(|&(feature, weight)| dot.take(weight, self.0[feature as usize]));
        dot
    }
}

fn sum(a: &Sparse, b: &Sparse) -> Sparse {
    let mut out = Sparse::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let left = a.get(i).map_or(u32::MAX, |item| item.0);
        let right = b.get(j).map_or(u32::MAX, |item| item.0);
        if left == right {
            out.push((left, a[i].1 + b[j].1));
            i += 1;
            j += 1;
        } else if left < right {
            out.push(a[i]);
            i += 1;
        } else {
            out.push(b[j]);
            j += 1;
        }
    }
    out
}
