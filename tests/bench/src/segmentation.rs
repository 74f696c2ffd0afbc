//! Tokens and sentences: megabytes per second with layers written, copied and validated, beside a loop that only
//! classifies bytes and, with the feature `icu`, beside ICU4X; and texts made to be slow.

use std::hint::black_box;

use anyhow::Result;
use copydesk::core::names;
use copydesk_sdk::Document;
use copydesk_tokenize::Tokenize;

use crate::host::Host;
use crate::measure::{median, say, seconds_on_processor};
use crate::{Options, corpus};

const BYTES: usize = 20 << 20;
const ROUNDS: usize = 9;
/// Size of the texts made to be slow.
const HARD_BYTES: usize = 10 << 20;

/// Whatever is measured beside the stage.
type Peer = (&'static str, Box<dyn FnMut(&str, &mut Vec<(u32, u32)>)>);

fn peers() -> Vec<Peer> {
    let mut peers: Vec<Peer> = vec![("a loop over bytes that writes spans", Box::new(byte_loop))];
    #[cfg(feature = "icu")]
    peers.push(icu());
    #[cfg(not(feature = "icu"))]
    say("ICU4X is left out; with it: cargo run --release -p copydesk-bench --features icu -- segmentation");
    peers.shrink_to_fit();
    peers
}

/// Words and sentences of ICU4X, its fast form without dictionaries.
#[cfg(feature = "icu")]
fn icu() -> Peer {
    let words = icu_segmenter::WordSegmenter::new_for_non_complex_scripts(Default::default());
    let sentences = icu_segmenter::SentenceSegmenter::new(Default::default());
    let both = move |text: &str, spans: &mut Vec<(u32, u32)>| {
        let mut from = 0;
        for at in words.segment_str(text) {
            if at > from && !text.as_bytes()[from].is_ascii_whitespace() {
                spans.push((from as u32, at as u32));
            }
            from = at;
        }
        from = 0;
        for at in sentences.segment_str(text) {
            if at > from {
                spans.push((from as u32, at as u32));
            }
            from = at;
        }
    };
    ("ICU4X, words and sentences", Box::new(both))
}

/// About the least that any tokenizer does: a table says what each byte is, a run of letters is one span.
fn byte_loop(text: &str, spans: &mut Vec<(u32, u32)>) {
    const KINDS: [u8; 256] = {
        let mut table = [2; 256];
        let mut byte = 0;
        while byte < 256 {
            let b = byte as u8;
            if b.is_ascii_alphanumeric() || b >= 0x80 {
                table[byte] = 1;
            } else if b <= b' ' {
                table[byte] = 0;
            }
            byte += 1;
        }
        table
    };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match KINDS[byte as usize] {
            0 => continue,
            1 => {
                while bytes.get(at).is_some_and(|&byte| KINDS[byte as usize] == 1) {
                    at += 1;
                }
            }
            _ => {}
        }
        spans.push((start as u32, at as u32));
    }
}

/// The benchmark.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut docs = corpus::documents(options.corpus.as_deref(), BYTES)?;
    let texts = corpus::texts(options.corpus.as_deref(), BYTES)?;
    let bytes: usize = texts.iter().map(String::len).sum();
    say(&format!("corpus: {} documents, {:.1} MB of text", texts.len(), bytes as f64 / 1e6));
    let mut host = Host::<Tokenize>::new(&[names::TOKENS, names::SENTS])?;
    let mut peers = peers();
    let mut spans = Vec::new();
    let mut ours = Vec::new();
    let mut theirs: Vec<Vec<f64>> = vec![Vec::new(); peers.len()];
    host.run(&mut docs);
    for _ in 0..ROUNDS {
        ours.push(seconds_on_processor(|| host.run(&mut docs)));
        for ((_, peer), times) in peers.iter_mut().zip(&mut theirs) {
            times.push(seconds_on_processor(|| {
                for text in &texts {
                    spans.clear();
                    peer(text, &mut spans);
                    black_box(&spans);
                }
            }));
        }
    }
    let speed = |times: &[f64]| bytes as f64 / 1e6 / median(&mut times.to_vec());
    say(&format!("{:<40} {:>8.1} MB/s", "tokenize, layers written and validated", speed(&ours)));
    for ((name, _), times) in peers.iter().zip(&theirs) {
        let mut ratios: Vec<f64> = ours.iter().zip(times).map(|(ours, theirs)| theirs / ours).collect();
        say(&format!(
            "{name:<40} {:>8.1} MB/s, tokenize is {:.2} times as fast",
            speed(times),
            median(&mut ratios)
        ));
    }
    hard(&mut host, speed(&ours));
    Ok(())
}

/// Texts of one kind of thing, and how much slower they are than news.
fn hard(host: &mut Host<Tokenize>, normal: f64) {
    for (name, piece) in [
        ("full stops", "."),
        ("full stops and blanks", ". "),
        ("quotation marks", "\""),
        ("curly quotation marks", "”"),
        ("apostrophes", "'"),
        ("opening brackets", "("),
        ("square brackets", "["),
        ("combining marks", "\u{301}"),
        ("one word", "a"),
        ("one word beyond ASCII", "é"),
        ("one number", "1"),
        ("numbers with dots", "1."),
        ("an acronym without end", "A."),
        ("hyphens in words", "a-"),
        ("apostrophes in words", "a'"),
        ("at-signs", "a@"),
        ("an address without end", "http://a/"),
        ("capitals", "Ab "),
        ("initials", "J. "),
        ("flags", "🇩🇪"),
        ("joined pictures", "👩\u{200d}"),
        ("line breaks", "\n"),
        ("short lines", "ab\n"),
        ("blanks", " "),
    ] {
        let text = piece.repeat(HARD_BYTES / piece.len());
        let mut docs = [Document::new("hard", text)];
        host.run(&mut docs);
        let mut times: Vec<f64> = (0..3).map(|_| seconds_on_processor(|| host.run(&mut docs))).collect();
        let speed = HARD_BYTES as f64 / 1e6 / median(&mut times);
        say(&format!("10 MB of {name:<28} {speed:>8.1} MB/s, {:.2} of news", speed / normal));
    }
}
