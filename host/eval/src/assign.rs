//! The best one-to-one assignment between two sets of clusters.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The largest sum of weights that one-to-one pairs of rows and columns can have, where only the given pairs
/// (row, column, weight of at least 0) may be chosen and rows and columns may stay alone. No pair stands twice.
///
/// Kuhn (1955) and Munkres (1957), in the form of Jonker and Volgenant (1987): one shortest augmenting path a row,
/// found by Dijkstra's method over costs made non-negative by potentials. Only pairs with a weight are looked at, so
/// the search never leaves the connected component of its row. One path costs at most `p log p` in a component of
/// `p` pairs, so the whole costs at most `r p log p` for a component of `r` rows and `p` pairs, and memory is
/// linear. In coreference a component is a set of key and response clusters that share mentions; most have one or
/// two clusters, and most paths end at the first step. A response that puts everything into one cluster is cheap
/// too (the shorter side is searched from); only two large and thoroughly different clusterings of the same
/// mentions are slow.
pub fn best_assignment(rows: usize, columns: usize, pairs: &[(u32, u32, f64)]) -> f64 {
    let turned: Vec<(u32, u32, f64)>;
    let (rows, columns, pairs) = if rows <= columns {
        (rows, columns, pairs)
    } else {
        turned = pairs.iter().map(|&(row, column, weight)| (column, row, weight)).collect();
        (columns, rows, turned.as_slice())
    };
    let mut search = Search::new(rows, columns, pairs);
    for row in 0..rows {
        search.augment(row);
    }
    search.sum()
}

const NONE: usize = usize::MAX;

/// Costs are negated weights. Every row also has a column of its own of cost 0, which stands for staying alone:
/// column number `columns + row`.
struct Search {
    columns: usize,
    /// Each row's columns and costs.
    edges: Vec<Vec<(usize, f64)>>,
    row_of: Vec<usize>,
    column_of: Vec<usize>,
    row_potential: Vec<f64>,
    column_potential: Vec<f64>,
    distance: Vec<f64>,
    /// The row from which a column was reached.
    from: Vec<usize>,
    done: Vec<bool>,
    /// Columns whose entries above have to be set back.
    touched: Vec<usize>,
}

impl Search {
    fn new(rows: usize, columns: usize, pairs: &[(u32, u32, f64)]) -> Self {
        let mut edges: Vec<Vec<(usize, f64)>> = (0..rows).map(|row| vec![(columns + row, 0.0)]).collect();
        for &(row, column, weight) in pairs {
            let place = usize::try_from(column).ok().filter(|&column| column < columns);
            let list = usize::try_from(row).ok().and_then(|row| edges.get_mut(row));
            if let (Some(list), Some(column), true) = (list, place, weight.is_finite() && weight > 0.0) {
                list.push((column, -weight));
            }
        }
        let row_potential =
            edges.iter().map(|list| list.iter().map(|&(_, cost)| cost).fold(0.0, f64::min)).collect();
        let all = columns + rows;
        Self {
            columns,
            edges,
            row_of: vec![NONE; all],
            column_of: vec![NONE; rows],
            row_potential,
            column_potential: vec![0.0; all],
            distance: vec![f64::INFINITY; all],
            from: vec![NONE; all],
            done: vec![false; all],
            touched: Vec::new(),
        }
    }

    /// Gives `row` a column, moving others where that is better.
    fn augment(&mut self, row: usize) {
        let mut heap = BinaryHeap::new();
        self.relax(row, 0.0, &mut heap);
        while let Some(Entry { distance, column }) = heap.pop() {
            if self.done[column] {
                continue;
            }
            self.done[column] = true;
            let owner = self.row_of[column];
            if owner == NONE {
                self.settle(row, column, distance);
                break;
            }
            self.relax(owner, distance, &mut heap);
        }
        for column in self.touched.drain(..) {
            self.distance[column] = f64::INFINITY;
            self.done[column] = false;
        }
    }

    /// Offers the columns of `row`, which was reached at `base`.
    fn relax(&mut self, row: usize, base: f64, heap: &mut BinaryHeap<Entry>) {
        for &(column, cost) in &self.edges[row] {
            let reduced = (cost - self.row_potential[row] - self.column_potential[column]).max(0.0);
            let distance = base + reduced;
            if !self.done[column] && distance < self.distance[column] {
                if self.distance[column] == f64::INFINITY {
                    self.touched.push(column);
                }
                self.distance[column] = distance;
                self.from[column] = row;
                heap.push(Entry { distance, column });
            }
        }
    }

    /// Brings the potentials up to date and flips the path that ends at `column`.
    fn settle(&mut self, row: usize, column: usize, length: f64) {
        self.row_potential[row] += length;
        for &other in &self.touched {
            if self.done[other] && other != column {
                let slack = length - self.distance[other];
                self.column_potential[other] -= slack;
                self.row_potential[self.row_of[other]] += slack;
            }
        }
        let mut column = column;
        loop {
            let owner = self.from[column];
            let next = self.column_of[owner];
            self.row_of[column] = owner;
            self.column_of[owner] = column;
            if owner == row {
                break;
            }
            column = next;
        }
    }

    /// The weights of the pairs chosen, added in order of rows.
    fn sum(&self) -> f64 {
        let weight = |(list, &chosen): (&Vec<(usize, f64)>, &usize)| {
            list.iter()
                .find(|&&(column, _)| column == chosen && column < self.columns)
                .map_or(0.0, |&(_, cost)| -cost)
        };
        self.edges.iter().zip(&self.column_of).map(weight).sum()
    }
}

/// A column and how far it is; the nearest first, the first column of equals.
struct Entry {
    distance: f64,
    column: usize,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other.distance.total_cmp(&self.distance).then_with(|| other.column.cmp(&self.column))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bootstrap::Random;

    /// Tries every assignment.
    fn by_force(row: usize, rows: usize, used: u32, pairs: &[(u32, u32, f64)]) -> f64 {
        if row == rows {
            return 0.0;
        }
        let mut best = by_force(row + 1, rows, used, pairs);
        for &(r, c, weight) in pairs {
            if r as usize == row && used >> c & 1 == 0 {
                best = best.max(weight + by_force(row + 1, rows, used | 1 << c, pairs));
            }
        }
        best
    }

    #[test]
    fn agrees_with_trying_everything() {
        let mut random = Random::new(7);
        for round in 0..3000 {
            let (rows, columns) = (1 + random.below(6), 1 + random.below(6));
            let mut pairs = Vec::new();
            for row in 0..rows {
                for column in 0..columns {
                    if random.below(10) < 5 {
                        let weight = random.below(13) as f64 / 12.0;
                        pairs.push((u32::try_from(row).unwrap(), u32::try_from(column).unwrap(), weight));
                    }
                }
            }
            let expected = by_force(0, rows, 0, &pairs);
            let found = best_assignment(rows, columns, &pairs);
            assert!(
                (found - expected).abs() < 1e-9,
                "round {round}: {found} instead of {expected}: {pairs:?}"
            );
        }
    }

    #[test]
    fn greed_is_not_enough() {
        // Taking the heaviest pair (0, 0) first leaves 3 in all; 2 + 2 is better.
        assert_eq!(best_assignment(2, 2, &[(0, 0, 3.0), (0, 1, 2.0), (1, 0, 2.0)]), 4.0);
        assert_eq!(best_assignment(0, 3, &[]), 0.0);
        assert_eq!(best_assignment(3, 1, &[(0, 0, 1.0), (1, 0, 2.5), (2, 0, 2.0)]), 2.5);
        // Pairs outside the table or without a weight are passed over.
        assert_eq!(best_assignment(1, 1, &[(0, 5, 1.0), (5, 0, 1.0), (0, 0, f64::NAN)]), 0.0);
    }
}
