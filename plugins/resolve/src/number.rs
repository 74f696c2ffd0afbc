//! Numbers for equal things in the order of their first appearance, found on several threads.

use std::hash::{BuildHasher, BuildHasherDefault, Hash};

use copydesk_sdk::parallel;
use copydesk_text::hash::{Fast, FastMap};

/// Things with equal hashes modulo this are compared by one thread.
const SHARDS: usize = 16;

/// Numbers of the things of some parts.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// For every part the number of each of its things.
    pub of: Vec<Vec<u32>>,
    /// How many different things there are.
    pub count: u32,
}

/// Numbers the things of all parts: equal ones share a number, and numbers grow in the order of the parts, as one thread
/// would give them.
pub(crate) fn number<K: Hash + Eq + Sync>(threads: usize, parts: &[Vec<K>]) -> Numbers {
    if threads == 1 {
        return number_alone(parts);
    }
    let hash = |thing: &K| BuildHasherDefault::<Fast>::default().hash_one(thing) as usize % SHARDS;
    let shard_of: Vec<Vec<u8>> =
        parallel(threads, 1, parts, |_, part| part.iter().flatten().map(|thing| hash(thing) as u8).collect());
    let shards: Vec<usize> = (0..SHARDS).collect();
    // For every thing of a shard, in order, where its like first appears.
    let likes: Vec<Vec<(u32, u32)>> = parallel(threads, 1, &shards, |shard, _| {
        let mut known: FastMap<&K, (u32, u32)> = FastMap::default();
        let mut likes = Vec::new();
        for (number, (part, shards)) in parts.iter().zip(&shard_of).enumerate() {
            for (at, thing) in part.iter().enumerate().filter(|(at, _)| usize::from(shards[*at]) == shard) {
                likes.push(*known.entry(thing).or_insert((number as u32, at as u32)));
            }
        }
        likes
    });
    let mut cursors = [0; SHARDS];
    let mut numbers = Numbers { of: Vec::with_capacity(parts.len()), count: 0 };
    for (number, shards) in shard_of.iter().enumerate() {
        let mut own: Vec<u32> = Vec::with_capacity(shards.len());
        for (at, &shard) in shards.iter().enumerate() {
            let cursor = &mut cursors[usize::from(shard)];
            let (part, place) = likes[usize::from(shard)][*cursor];
            *cursor += 1;
            own.push(if (part, place) == (number as u32, at as u32) {
                numbers.count += 1;
                numbers.count - 1
            } else if part as usize == number {
                own[place as usize]
            } else {
                numbers.of[part as usize][place as usize]
            });
        }
        numbers.of.push(own);
    }
    numbers
}

/// The same by one walk over the things.
fn number_alone<K: Hash + Eq>(parts: &[Vec<K>]) -> Numbers {
    let mut known: FastMap<&K, u32> = FastMap::default();
    known.reserve(parts.iter().map(Vec::len).max().unwrap_or(0));
    let mut number = |thing| {
        let next = known.len() as u32;
        *known.entry(thing).or_insert(next)
    };
    let of = parts.iter().map(|part| part.iter().map(&mut number).collect()).collect();
    Numbers { of, count: known.len() as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_one_walk() {
        let parts: Vec<Vec<String>> = (0..9_usize)
            .map(|part| (0..part * 7).map(|at| format!("w{}", (part * 31 + at * at) % 23)).collect())
            .collect();
        let mut known: Vec<&String> = Vec::new();
        let expected: Vec<Vec<u32>> = parts
            .iter()
            .map(|part| {
                let mut one = |word| {
                    known.iter().position(|other| *other == word).unwrap_or_else(|| {
                        known.push(word);
                        known.len() - 1
                    }) as u32
                };
                part.iter().map(&mut one).collect()
            })
            .collect();
        for threads in [1, 2, 7] {
            let found = number(threads, &parts);
            assert_eq!(found.of, expected, "{threads} threads");
            assert_eq!(found.count as usize, known.len(), "{threads} threads");
        }
    }
}
