//! Stage `clean`: whatever the text, every byte of it has its place among the segments.

use std::cell::RefCell;

use copydesk_clean::Clean;
use copydesk_core::{Document, Span, names};
use copydesk_text::lines::is_blank;
use serde_json::{Value, json};

use crate::stage::{self, Workers};

/// What segments may be.
const KINDS: [&str; 8] =
    ["body", "byline", "caption", "credit", "dateline", "furniture", "headline", "markup"];

/// The first byte chooses options and whether the first line is the title as well; the rest is text, with what is not
/// UTF-8 replaced.
pub fn clean(data: &[u8]) {
    let Some((&choice, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let mut doc = Document::new("fuzzed", &*text);
    if choice & 0x80 > 0 {
        doc.set_meta("title", text.lines().next().unwrap_or(""), "input");
    }
    let first = run(choice % 3, &doc);
    check(&text, &first);
    // The stage keeps buffers from call to call: they must not show.
    assert_eq!(first, run(choice % 3, &doc), "the same text gave other segments");
}

thread_local! {
    static WORKERS: RefCell<Workers> = const { RefCell::new(Vec::new()) };
}

fn options(choice: u8) -> Value {
    match choice {
        0 => json!({}),
        1 => json!({"metadata": false}),
        _ => {
            json!({"furniture": ["=Harbour quiz", "^a", "our # app"], "keep": ["the ~ end", "$Advertisement"]})
        }
    }
}

type Segments = Vec<(Span, String)>;
type Metadata = Vec<(String, String, String)>;

fn run(choice: u8, doc: &Document) -> (Segments, Metadata) {
    let doc = WORKERS.with_borrow_mut(|workers| stage::run::<Clean>(workers, choice, options, doc));
    let segments = doc.view(names::SEGMENTS).map_or_else(Vec::new, |view| {
        (0..view.len()).map(|row| (view.span(row), view.label(row).unwrap_or_default().to_owned())).collect()
    });
    let entry =
        |entry: &copydesk_core::MetaEntry| (entry.key.clone(), entry.value.clone(), entry.from.clone());
    (segments, doc.meta.iter().map(entry).collect())
}

fn check(text: &str, (segments, metadata): &(Segments, Metadata)) {
    let mut covered = vec![false; text.len()];
    let mut at = 0;
    for (span, kind) in segments {
        assert!(KINDS.contains(&kind.as_str()), "a segment is `{kind}`");
        let bytes = span.start as usize..span.end as usize;
        if kind != "markup" {
            assert!(!span.is_empty() && span.start >= at, "{kind} {span:?} after {at}");
            at = span.end;
        }
        covered[bytes].fill(true);
    }
    for (offset, c) in text.char_indices() {
        assert!(covered[offset] || is_blank(c), "{c:?} at {offset} is in no segment");
    }
    for (key, value, from) in metadata.iter().filter(|(_, _, from)| from != "input") {
        assert!(!value.trim().is_empty(), "{key} is empty");
        let place = from.strip_prefix("text:").and_then(|place| place.split_once('-'));
        let (start, end) = place.expect("it says where it stood");
        let (start, end): (usize, usize) = (start.parse().expect("a number"), end.parse().expect("a number"));
        assert!(text.get(start..end).is_some_and(|piece| !piece.is_empty()), "{key} from {from}");
    }
}
