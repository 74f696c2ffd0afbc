//! Gradient boosting of decision trees over a table of numbers.

/// One node of a tree.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node {
    /// What it adds.
    Leaf(f64),
    /// Values up to `value` go to the next node, others `skip` nodes on.
    Split { feature: usize, value: f32, skip: usize },
}

/// How trees are grown.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) trees: usize,
    pub(crate) leaves: usize,
    pub(crate) rate: f64,
    /// Least sum of weights in a leaf.
    pub(crate) least: f64,
    /// How much a leaf is drawn to nought.
    pub(crate) ridge: f64,
    /// One feature in so many is looked at by a tree.
    pub(crate) one_in: u64,
}

/// Rows with labels between 0 and 1 and weights.
pub(crate) struct Table {
    pub(crate) width: usize,
    pub(crate) values: Vec<f32>,
    pub(crate) labels: Vec<f64>,
    pub(crate) weights: Vec<f64>,
}

const BINS: usize = 64;

/// The values that separate the bins of each feature.
fn edges(table: &Table) -> Vec<Vec<f32>> {
    (0..table.width)
        .map(|feature| {
            let mut values: Vec<f32> =
                table.values.iter().skip(feature).step_by(table.width).copied().collect();
            values.sort_by(f32::total_cmp);
            let mut edges: Vec<f32> = Vec::new();
            let mut distinct = values.clone();
            distinct.dedup();
            let from = if distinct.len() <= BINS { &distinct } else { &values };
            let bins = BINS.min(from.len());
            for bin in 1..bins {
                let at = bin * from.len() / bins;
                let edge = (from[at - 1] + from[at]) / 2.0;
                if edges.last().is_none_or(|last| edge > *last) && edge > from[0] {
                    edges.push(edge);
                }
            }
            edges
        })
        .collect()
}

struct Leaf {
    rows: Vec<u32>,
    sums: (f64, f64),
    /// A histogram for each chosen feature.
    histograms: Vec<Histogram>,
    best: Option<Cut>,
    node: usize,
}

/// Slopes, bends and weights by bin.
type Histogram = [[f64; 3]; BINS + 1];

#[derive(Clone, Copy)]
struct Cut {
    gain: f64,
    feature: usize,
    bin: usize,
}

enum Grown {
    Leaf(f64),
    Split { feature: usize, value: f32, low: usize, high: usize },
}

/// Grows a forest, tree by tree, each from its first node.
pub(crate) fn grow(table: &Table, settings: &Settings, seed: u64) -> Vec<Vec<Node>> {
    let edges = edges(table);
    let count = table.labels.len();
    let mut bins = vec![0u8; count * table.width];
    for row in 0..count {
        for feature in 0..table.width {
            let value = table.values[row * table.width + feature];
            bins[feature * count + row] = edges[feature].partition_point(|edge| *edge < value) as u8;
        }
    }
    let mut scores = vec![0.0; count];
    let mut forest = Vec::new();
    let mut random = seed;
    for _ in 0..settings.trees {
        let mut chosen = Vec::new();
        for feature in 0..table.width {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if (random >> 33).is_multiple_of(settings.one_in) {
                chosen.push(feature);
            }
        }
        let steps: Vec<(f64, f64)> = (0..count)
            .map(|row| {
                let share = 1.0 / (1.0 + f64::exp(-scores[row]));
                let weight = table.weights[row];
                (weight * (table.labels[row] - share), weight * (share * (1.0 - share)).max(1e-6))
            })
            .collect();
        let tree = Growing { table, settings, edges: &edges, bins: &bins, steps: &steps, chosen: &chosen };
        let grown = tree.grow(&mut scores);
        let mut nodes = Vec::new();
        flatten(&grown, 0, &mut nodes);
        forest.push(nodes);
    }
    forest
}

fn flatten(grown: &[Grown], at: usize, nodes: &mut Vec<Node>) {
    match grown[at] {
        Grown::Leaf(value) => nodes.push(Node::Leaf(value)),
        Grown::Split { feature, value, low, high } => {
            let here = nodes.len();
            nodes.push(Node::Leaf(0.0));
            flatten(grown, low, nodes);
            nodes[here] = Node::Split { feature, value, skip: nodes.len() - here };
            flatten(grown, high, nodes);
        }
    }
}

struct Growing<'a> {
    table: &'a Table,
    settings: &'a Settings,
    edges: &'a [Vec<f32>],
    bins: &'a [u8],
    steps: &'a [(f64, f64)],
    chosen: &'a [usize],
}

impl Growing<'_> {
    fn grow(&self, scores: &mut [f64]) -> Vec<Grown> {
        let rows: Vec<u32> = (0..self.table.labels.len() as u32).collect();
        let mut grown = vec![Grown::Leaf(0.0)];
        let histograms = self.histograms(&rows);
        let mut leaves = vec![self.leaf(rows, histograms, 0)];
        while leaves.len() < self.settings.leaves {
            let best = (0..leaves.len())
                .filter(|&at| leaves[at].best.is_some())
                .max_by(|&a, &b| gain(&leaves[a]).total_cmp(&gain(&leaves[b])));
            let Some(at) = best else { break };
            let leaf = leaves.swap_remove(at);
            let Some(cut) = leaf.best else { break };
            let column = &self.bins[cut.feature * self.table.labels.len()..];
            let (low, high): (Vec<u32>, Vec<u32>) =
                leaf.rows.iter().partition(|&&row| usize::from(column[row as usize]) <= cut.bin);
            let next = grown.len();
            grown.push(Grown::Leaf(0.0));
            grown.push(Grown::Leaf(0.0));
            grown[leaf.node] = Grown::Split {
                feature: cut.feature,
                value: self.edges[cut.feature][cut.bin],
                low: next,
                high: next + 1,
            };
            // The histograms of the larger half are what is left of those of both.
            let small_is_low = low.len() <= high.len();
            let (small, large) = if small_is_low { (low, high) } else { (high, low) };
            let (small_node, large_node) = if small_is_low { (next, next + 1) } else { (next + 1, next) };
            let counted = self.histograms(&small);
            let mut rest = leaf.histograms;
            subtract(&mut rest, &counted);
            leaves.push(self.leaf(small, counted, small_node));
            leaves.push(self.leaf(large, rest, large_node));
        }
        for leaf in leaves {
            let value = self.settings.rate * leaf.sums.0 / (leaf.sums.1 + self.settings.ridge);
            leaf.rows.iter().for_each(|&row| scores[row as usize] += value);
            grown[leaf.node] = Grown::Leaf(value);
        }
        grown
    }

    fn leaf(&self, rows: Vec<u32>, histograms: Vec<Histogram>, node: usize) -> Leaf {
        let sums = rows.iter().fold((0.0, 0.0), |sums: (f64, f64), &row| {
            let step = self.steps[row as usize];
            (sums.0 + step.0, sums.1 + step.1)
        });
        let best = self.cut(&histograms, sums);
        Leaf { rows, sums, histograms, best, node }
    }

    fn histograms(&self, rows: &[u32]) -> Vec<Histogram> {
        let count = self.table.labels.len();
        let steps: Vec<[f64; 3]> = rows
            .iter()
            .map(|&row| {
                let step = self.steps[row as usize];
                [step.0, step.1, self.table.weights[row as usize]]
            })
            .collect();
        let of = |&feature: &usize| {
            let column = &self.bins[feature * count..(feature + 1) * count];
            let mut histogram = [[0.0; 3]; BINS + 1];
            for (&row, step) in rows.iter().zip(&steps) {
                let slot = &mut histogram[usize::from(column[row as usize])];
                slot.iter_mut().zip(step).for_each(|(sum, value)| *sum += value);
            }
            histogram
        };
        self.chosen.iter().map(of).collect()
    }

    fn cut(&self, histograms: &[Histogram], sums: (f64, f64)) -> Option<Cut> {
        let value = |(slope, bend): (f64, f64)| slope * slope / (bend + self.settings.ridge);
        let whole = value(sums);
        let mut best: Option<Cut> = None;
        for (histogram, &feature) in histograms.iter().zip(self.chosen) {
            let weight: f64 = histogram.iter().map(|slot| slot[2]).sum();
            let mut low = (0.0, 0.0, 0.0);
            for (bin, slot) in histogram.iter().enumerate().take(self.edges[feature].len()) {
                low = (low.0 + slot[0], low.1 + slot[1], low.2 + slot[2]);
                if low.2 < self.settings.least || weight - low.2 < self.settings.least {
                    continue;
                }
                let gain = value((low.0, low.1)) + value((sums.0 - low.0, sums.1 - low.1)) - whole;
                if gain > 1e-9 && best.is_none_or(|best| gain > best.gain) {
                    best = Some(Cut { gain, feature, bin });
                }
            }
        }
        best
    }
}

fn subtract(whole: &mut [Histogram], part: &[Histogram]) {
    for (whole, part) in whole.iter_mut().flatten().zip(part.iter().flatten()) {
        whole.iter_mut().zip(part).for_each(|(sum, value)| *sum -= value);
    }
}

fn gain(leaf: &Leaf) -> f64 {
    leaf.best.map_or(0.0, |cut| cut.gain)
}
