//! Work on many items with several threads, in order, with the same result for any number of threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Maps `items` in chunks of `chunk` on up to `threads` threads, the calling one included, and returns the results in
/// the order of the chunks.
///
/// `work` gets the number of its first item and the chunk. Chunks do not depend on the number of threads, so a stage
/// may number things by chunk and join the numbers in order afterwards.
///
/// # Panics
/// When `work` panics on any thread; a stage's panic wall turns that into an error.
pub fn parallel<T: Sync, R: Send>(
    threads: usize,
    chunk: usize,
    items: &[T],
    work: impl Fn(usize, &[T]) -> R + Sync,
) -> Vec<R> {
    let chunk = chunk.max(1);
    let count = items.len().div_ceil(chunk);
    let run = |number: usize| {
        let from = number * chunk;
        let to = (from + chunk).min(items.len());
        work(from, items.get(from..to).unwrap_or(&[]))
    };
    let threads = threads.clamp(1, count.max(1));
    if threads == 1 {
        return (0..count).map(run).collect();
    }
    let next = AtomicUsize::new(0);
    let claim = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return done;
            }
            done.push((number, run(number)));
        }
    };
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(claim)).collect();
        let mut results = claim();
        for other in others {
            match other.join() {
                Ok(done) => results.extend(done),
                Err(payload) => std::panic::resume_unwind(payload),
            }
        }
        results
    });
    results.sort_unstable_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_those_of_one_thread_in_order() {
        let items: Vec<u32> = (0..1000).collect();
        for (name, chunk, count) in [("one", 1, 1000), ("odd", 7, 143), ("all", 5000, 1), ("none", 0, 1000)] {
            let alone = parallel(1, chunk, &items, |from, part| (from, part.to_vec()));
            assert_eq!(alone.len(), count, "{name}");
            assert_eq!(alone.concat_parts(), items, "{name}");
            for threads in [0, 2, 3, 64] {
                let together = parallel(threads, chunk, &items, |from, part| (from, part.to_vec()));
                assert_eq!(together, alone, "{name}, {threads} threads");
            }
        }
        assert!(parallel(4, 3, &[] as &[u8], |_, _| ()).is_empty());
    }

    trait ConcatParts {
        fn concat_parts(&self) -> Vec<u32>;
    }

    impl ConcatParts for Vec<(usize, Vec<u32>)> {
        fn concat_parts(&self) -> Vec<u32> {
            self.iter().flat_map(|(_, part)| part.iter().copied()).collect()
        }
    }

    #[test]
    #[should_panic(expected = "on thread or not")]
    fn a_panic_comes_through() {
        let items = [0_u8; 64];
        parallel(4, 1, &items, |from, _| assert!(from < 60, "on thread or not"));
    }
}
