//! Replays the kept inputs, and some made from them.

use std::path::Path;

/// All files of a corpus, in the order of their names.
fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut inputs: Vec<(String, Vec<u8>)> = std::fs::read_dir(&folder)
        .expect("the corpus is checked in")
        .map(|entry| entry.expect("the folder can be read").path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).expect("the file can be read")))
        .collect();
    inputs.sort();
    inputs
}

/// Runs all inputs of a corpus.
fn replay(name: &str, body: fn(&[u8])) {
    let inputs = corpus(name);
    assert!(inputs.len() >= 20, "the corpus is gone: {} inputs", inputs.len());
    inputs.iter().for_each(|(_, input)| body(input));
}

/// Runs inputs that are put together from pieces of a corpus, with a byte changed in each.
fn replay_pieces(name: &str, count: usize, body: fn(&[u8])) {
    let inputs = corpus(name);
    // Knuth's MMIX generator: the same inputs on every machine.
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..count {
        let mut input = Vec::new();
        for _ in 0..1 + next(4) {
            let (_, from) = &inputs[next(inputs.len())];
            let start = next(from.len());
            let end = start + next(from.len() - start + 1);
            input.extend_from_slice(from.get(start..end.min(start + 200)).unwrap_or_default());
        }
        if !input.is_empty() {
            let at = next(input.len());
            input[at] = next(256) as u8;
        }
        body(&input);
    }
}

#[test]
fn kept_inputs_keep_the_promises_of_tokenize() {
    replay("tokenize", copydesk_fuzz::tokenize);
}

#[test]
fn inputs_put_together_from_pieces_keep_the_promises_of_tokenize() {
    replay_pieces("tokenize", 2_000, copydesk_fuzz::tokenize);
}

#[test]
fn kept_inputs_keep_the_promises_of_clean() {
    replay("clean", copydesk_fuzz::clean);
}

#[test]
fn inputs_put_together_from_pieces_keep_the_promises_of_clean() {
    replay_pieces("clean", 1_000, copydesk_fuzz::clean);
}

#[test]
fn kept_inputs_keep_the_promises_of_sources() {
    replay("sources", copydesk_fuzz::sources);
}

#[test]
fn inputs_put_together_from_pieces_keep_the_promises_of_sources() {
    replay_pieces("sources", 1_000, copydesk_fuzz::sources);
}
