//! Stage `tokenize`: whatever the text, tokens and blanks rebuild it and sentences hold all tokens.

use std::cell::RefCell;

use copydesk_core::{Document, Layer, Span, names};
use copydesk_text::lines::is_blank;
use copydesk_tokenize::Tokenize;
use serde_json::{Value, json};

use crate::stage::{self, Workers};

/// Kinds of segments that are marked.
const KINDS: [&str; 4] = ["body", "furniture", "markup", "headline"];

/// The first byte chooses options, the second how many segments are marked, two bytes each say where; the rest is text,
/// with what is not UTF-8 replaced.
pub fn tokenize(data: &[u8]) {
    let Some((&[choice, segments], rest)) = data.split_first_chunk() else { return };
    let places = 2 * usize::from(segments % 8);
    let Some((places, text)) = rest.split_at_checked(places) else { return };
    let text = String::from_utf8_lossy(text);
    let mut doc = Document::new("fuzzed", &*text);
    let marked = mark(&text, places);
    if segments % 8 > 0 {
        doc.put_layer(names::SEGMENTS, layer(&marked));
    }
    let first = run(choice, &doc);
    check(&text, &first, &marked);
    // The stage keeps buffers from call to call: they must not show.
    let again = run(choice, &doc);
    assert_eq!(first, again, "the same text gave other layers");
}

type Spans = (Vec<Span>, Vec<Span>);
type Marked = Vec<(Span, &'static str)>;

/// Segments from pairs of bytes: how far from the last one, and how long. They do not overlap.
fn mark(text: &str, places: &[u8]) -> Marked {
    let mut marked = Vec::new();
    let mut at = 0;
    for (number, pair) in places.chunks_exact(2).enumerate() {
        let start = text.floor_char_boundary(at + usize::from(pair[0])).max(at);
        let end = text.floor_char_boundary(start + usize::from(pair[1])).max(start);
        if start < end {
            let kind = KINDS[(number + usize::from(pair[0])) % KINDS.len()];
            marked.push((Span::new(start as u32, end as u32), kind));
        }
        at = end;
    }
    marked
}

fn layer(marked: &Marked) -> Layer {
    let mut layer = Layer::new();
    for (span, kind) in marked {
        layer.push(span.start, span.end).label(kind);
    }
    layer
}

fn options(choice: u8) -> Value {
    let profile = ["ud", "ptb", "whole"][usize::from(choice) % 3];
    if choice < 0x80 {
        return json!({"profile": profile, "trained": choice.is_multiple_of(2)});
    }
    json!({
        "profile": profile,
        "abbreviations": ["Kt.", "x"],
        "keep": ["C++", "...", "é!"],
        "patterns": ["AA-9/9", "9.9.9", "a-9"],
        "cut": {"whatcha": "what|cha", "a.b": "a|.|b"},
        "sentence_ends": ["***", "-", "a"],
        "no_sentence_ends": ["Yahoo!", "."],
    })
}

thread_local! {
    static WORKERS: RefCell<Workers> = const { RefCell::new(Vec::new()) };
}

fn run(choice: u8, doc: &Document) -> Spans {
    let choice = (choice & 0x80) | (choice % 6);
    let doc = WORKERS.with_borrow_mut(|workers| stage::run::<Tokenize>(workers, choice, options, doc));
    let spans = |name: &str| doc.view(name).map_or_else(Vec::new, |view| view.spans().collect());
    (spans(names::TOKENS), spans(names::SENTS))
}

fn check(text: &str, (tokens, sents): &Spans, marked: &Marked) {
    let mut at = 0;
    for token in tokens {
        assert!(!token.is_empty() && token.start >= at, "token {token:?} after {at}");
        check_gap(text, Span::new(at, token.start), marked);
        at = token.end;
    }
    check_gap(text, Span::new(at, text.len() as u32), marked);
    let mut held = 0;
    for (number, sent) in sents.iter().enumerate() {
        assert!(number == 0 || sents[number - 1].end <= sent.start, "sentences overlap");
        let first = tokens.partition_point(|token| token.start < sent.start);
        let last = tokens.partition_point(|token| token.end <= sent.end);
        assert_eq!(first, held, "tokens outside sentences");
        assert!(last > first, "an empty sentence");
        assert_eq!((tokens[first].start, tokens[last - 1].end), (sent.start, sent.end));
        held = last;
    }
    assert_eq!(held, tokens.len(), "tokens outside sentences");
}

/// Between tokens there are blanks and markup only.
fn check_gap(text: &str, gap: Span, marked: &Marked) {
    let markup =
        |at: u32| marked.iter().any(|(span, kind)| *kind == "markup" && span.start <= at && at < span.end);
    for (offset, c) in gap.of(text).char_indices() {
        assert!(is_blank(c) || markup(gap.start + offset as u32), "{c:?} was lost in {gap:?}");
    }
}
