//! Clocks and medians.

use std::io::Write as _;
use std::time::Instant;

/// Prints a line of results.
pub(crate) fn say(line: &str) {
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

/// Seconds that each of `count` calls of `work` takes: the median over `rounds`.
pub(crate) fn seconds_per_call(rounds: usize, count: usize, mut work: impl FnMut()) -> f64 {
    work();
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..count {
                work();
            }
            start.elapsed().as_secs_f64() / count as f64
        })
        .collect();
    median(&mut times)
}

/// Medians of two pieces of work measured in turn, A B A B, so that both see the same weather; and the median of
/// the ratios B/A pair by pair.
pub(crate) fn pair(rounds: usize, count: usize, mut a: impl FnMut(), mut b: impl FnMut()) -> (f64, f64, f64) {
    a();
    b();
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        for _ in 0..count {
            work();
        }
        start.elapsed().as_secs_f64() / count as f64
    };
    let pairs: Vec<(f64, f64)> = (0..rounds).map(|_| (time(&mut a), time(&mut b))).collect();
    let mut first: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    let mut second: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let mut ratios: Vec<f64> = pairs.iter().map(|(a, b)| b / a).collect();
    (median(&mut first), median(&mut second), median(&mut ratios))
}

/// Seconds that `work` kept this thread's processor busy, where the system tells (Linux); else seconds on the clock.
/// Other programs on the machine do not count.
pub(crate) fn seconds_on_processor(work: impl FnOnce()) -> f64 {
    let busy = || {
        // The system counts at its clock's ticks, every 4 ms or so, and whenever a thread lets others go first.
        std::thread::yield_now();
        let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        line.split(' ').next()?.parse::<f64>().ok()
    };
    let (start, before) = (Instant::now(), busy());
    work();
    match before.zip(busy()) {
        Some((before, after)) => (after - before) / 1e9,
        None => start.elapsed().as_secs_f64(),
    }
}

/// The middle value.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
