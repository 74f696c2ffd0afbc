//! The chain: sums over all tag sequences (Lafferty, McCallum and Pereira 2001), and the best one.

use copydesk_entities::labels::{self, ALL_TAGS, TAGS};

/// Tags, padded for vector registers.
pub(crate) const WIDE: usize = 24;
pub(crate) type Row = [f32; WIDE];

/// The chain's own weights: one for each pair of tags.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    pub(crate) weights: Vec<Row>,
    /// `exp` of the weights, 0 where a pair cannot be.
    factors: Vec<Row>,
    /// The same with rows and columns exchanged.
    back: Vec<Row>,
}

impl Chain {
    pub(crate) fn new() -> Self {
        let mut chain = Self {
            weights: vec![[0.0; WIDE]; TAGS],
            factors: vec![[0.0; WIDE]; TAGS],
            back: vec![[0.0; WIDE]; TAGS],
        };
        chain.refresh();
        chain
    }

    /// Moves all weights by a share of the way to those of another chain.
    pub(crate) fn blend(&mut self, other: &Chain, share: f32) {
        for (row, other) in self.weights.iter_mut().zip(&other.weights) {
            row.iter_mut().zip(other).for_each(|(weight, other)| *weight += share * (other - *weight));
        }
        self.refresh();
    }

    /// Recomputes the factors after the weights have changed.
    pub(crate) fn refresh(&mut self) {
        for tag in 0..TAGS {
            for next in 0..TAGS {
                if labels::follows(tag, next) {
                    let factor = self.weights[tag][next].exp();
                    self.factors[tag][next] = factor;
                    self.back[next][tag] = factor;
                }
            }
        }
    }
}

/// Room for one sentence.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    emit: Vec<Row>,
    forward: Vec<Row>,
    backward: Vec<Row>,
}

impl Lattice {
    /// Adds `sign` times the marginals of tags to `tags` and of pairs to `pairs`, over the sequences that `allowed`
    /// leaves (all where it is empty). Returns the logarithm of the sum over them, `None` where no sequence is left.
    pub(crate) fn marginals(
        &mut self,
        scores: &[Row],
        allowed: &[u32],
        chain: &Chain,
        sign: f32,
        tags: &mut [Row],
        pairs: &mut [Row],
    ) -> Option<f64> {
        let size = scores.len();
        let mut log_sum = 0.0;
        self.emit.clear();
        self.emit.extend(scores.iter().enumerate().map(|(at, row)| {
            let most = row[..TAGS].iter().copied().fold(f32::MIN, f32::max);
            log_sum += f64::from(most);
            let mask = allowed.get(at).copied().unwrap_or(ALL_TAGS);
            let mut emit = [0.0; WIDE];
            for tag in 0..TAGS {
                let edge = at == 0 && !labels::opens(tag) || at + 1 == size && !labels::closes(tag);
                emit[tag] =
                    if mask >> tag & 1 == 0 || edge { 0.0 } else { (row[tag] - most).max(-60.0).exp() };
            }
            emit
        }));
        self.forward.resize(size, [0.0; WIDE]);
        self.backward.resize(size, [0.0; WIDE]);
        for at in 0..size {
            let mut sum = [0.0f32; WIDE];
            if at == 0 {
                sum = self.emit[0];
            } else {
                for tag in 0..TAGS {
                    let before = self.forward[at - 1][tag];
                    if before > 0.0 {
                        add(&mut sum, &chain.factors[tag], before);
                    }
                }
                multiply(&mut sum, &self.emit[at]);
            }
            log_sum += scale(&mut sum)?;
            self.forward[at] = sum;
        }
        self.backward[size - 1] = [1.0; WIDE];
        for at in (0..size - 1).rev() {
            let mut right = self.backward[at + 1];
            multiply(&mut right, &self.emit[at + 1]);
            let mut sum = [0.0f32; WIDE];
            for tag in 0..TAGS {
                if right[tag] > 0.0 {
                    add(&mut sum, &chain.back[tag], right[tag]);
                }
            }
            scale(&mut sum)?;
            self.backward[at] = sum;
        }
        for at in 0..size {
            let mut here = self.forward[at];
            multiply(&mut here, &self.backward[at]);
            let total: f32 = here[..TAGS].iter().sum();
            if total <= 0.0 {
                return None;
            }
            add(&mut tags[at], &here, sign / total);
            if at > 0 {
                self.pairs_at(at, chain, sign, pairs);
            }
        }
        Some(log_sum)
    }

    fn pairs_at(&self, at: usize, chain: &Chain, sign: f32, pairs: &mut [Row]) {
        let mut right = self.backward[at];
        multiply(&mut right, &self.emit[at]);
        let before = &self.forward[at - 1];
        // Nearly always `O` follows `O`, and nothing else is worth the work.
        let mut total = 0.0;
        let mut rows = [[0.0f32; WIDE]; TAGS];
        for tag in 0..TAGS {
            if before[tag] > 1e-6 {
                let mut row = chain.factors[tag];
                multiply(&mut row, &right);
                rows[tag] = row;
                total += before[tag] * row[..TAGS].iter().sum::<f32>();
            }
        }
        if total > 0.0 {
            for tag in 0..TAGS {
                if before[tag] > 1e-6 {
                    add(&mut pairs[tag], &rows[tag], sign * before[tag] / total);
                }
            }
        }
    }
}

fn add(to: &mut Row, from: &Row, factor: f32) {
    for lane in 0..WIDE {
        to[lane] += factor * from[lane];
    }
}

fn multiply(to: &mut Row, by: &Row) {
    for lane in 0..WIDE {
        to[lane] *= by[lane];
    }
}

/// Makes a row's sum 1 and returns the logarithm of what it was, `None` where nothing is left.
fn scale(row: &mut Row) -> Option<f64> {
    let total: f32 = row[..TAGS].iter().sum();
    if total <= 0.0 || !total.is_finite() {
        return None;
    }
    row.iter_mut().for_each(|value| *value /= total);
    Some(f64::from(total.ln()))
}

/// The best sequence of tags.
pub(crate) fn best(scores: &[Row], chain: &Chain) -> Vec<u8> {
    let size = scores.len();
    let mut back = vec![[0u8; TAGS]; size];
    let mut now = [f32::MIN; TAGS];
    for (at, row) in scores.iter().enumerate() {
        let mut next = [f32::MIN; TAGS];
        for tag in 0..TAGS {
            if at == 0 {
                if labels::opens(tag) {
                    next[tag] = row[tag];
                }
                continue;
            }
            for before in 0..TAGS {
                let score = now[before] + chain.weights[before][tag];
                if labels::follows(before, tag) && now[before] > f32::MIN && score > next[tag] {
                    next[tag] = score;
                    back[at][tag] = before as u8;
                }
            }
            if next[tag] > f32::MIN {
                next[tag] += row[tag];
            }
        }
        now = next;
    }
    let mut tag = (0..TAGS)
        .filter(|&tag| labels::closes(tag))
        .fold(0, |best, tag| if now[tag] > now[best] { tag } else { best });
    let mut tags = vec![0u8; size];
    for at in (0..size).rev() {
        tags[at] = tag as u8;
        tag = usize::from(back[at][tag]);
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::Random;

    /// All sequences that may be, with their weights.
    fn sequences(scores: &[Row], allowed: &[u32], chain: &Chain) -> Vec<(Vec<usize>, f64)> {
        let mut all: Vec<(Vec<usize>, f64)> = vec![(Vec::new(), 0.0)];
        for (at, row) in scores.iter().enumerate() {
            let mut longer = Vec::new();
            for (tags, sum) in &all {
                for tag in (0..TAGS).filter(|tag| allowed[at] >> tag & 1 == 1) {
                    let fits = tags.last().map_or(labels::opens(tag), |&last| labels::follows(last, tag));
                    let ends = at + 1 < scores.len() || labels::closes(tag);
                    if fits && ends {
                        let pair = tags.last().map_or(0.0, |&last| f64::from(chain.weights[last][tag]));
                        let tags = tags.iter().copied().chain([tag]).collect();
                        longer.push((tags, sum + pair + f64::from(row[tag])));
                    }
                }
            }
            all = longer;
        }
        all
    }

    #[test]
    fn sums_are_those_of_all_sequences() {
        let mut random = Random(5);
        let mut chain = Chain::new();
        chain.weights.iter_mut().flatten().for_each(|weight| *weight = random.unit() - 0.5);
        chain.refresh();
        let scores: Vec<Row> = (0..3).map(|_| std::array::from_fn(|_| 2.0 * random.unit())).collect();
        let some = [ALL_TAGS, 0b1_0001, 0b1000_0000_1001];
        for (name, allowed) in [("all", [ALL_TAGS; 3]), ("some", some)] {
            let all = sequences(&scores, &allowed, &chain);
            let total: f64 = all.iter().map(|(_, sum)| sum.exp()).sum();
            let (mut tags, mut pairs) = (vec![[0.0; WIDE]; 3], [[0.0; WIDE]; TAGS]);
            let log = Lattice::default().marginals(&scores, &allowed, &chain, 1.0, &mut tags, &mut pairs);
            assert!((log.unwrap() - total.ln()).abs() < 1e-3, "{name}: {log:?}, not {}", total.ln());
            for (at, row) in tags.iter().enumerate() {
                for (tag, &share) in row.iter().enumerate().take(TAGS) {
                    let with = all.iter().filter(|(tags, _)| tags[at] == tag);
                    let expected = with.map(|(_, sum)| sum.exp()).sum::<f64>() / total;
                    assert!((f64::from(share) - expected).abs() < 1e-3, "{name}, token {at}, tag {tag}");
                }
            }
            let pair_sum: f32 = pairs.iter().flatten().sum();
            assert!((pair_sum - 2.0).abs() < 1e-3, "{name}: {pair_sum}");
        }
        let best_of_all =
            sequences(&scores, &[ALL_TAGS; 3], &chain).into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let found: Vec<usize> = best(&scores, &chain).into_iter().map(usize::from).collect();
        assert_eq!(Some(found), best_of_all.map(|(tags, _)| tags));
    }

    #[test]
    fn an_annotation_that_no_sequence_fits_is_noticed() {
        let (mut tags, mut pairs) = (vec![[0.0; WIDE]; 1], [[0.0; WIDE]; TAGS]);
        let begin = 1 << 1;
        let found =
            Lattice::default().marginals(&[[0.0; WIDE]], &[begin], &Chain::new(), 1.0, &mut tags, &mut pairs);
        assert_eq!(found, None);
    }
}
