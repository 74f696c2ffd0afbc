use serde_json::json;

use super::*;
use copydesk_core::{Document, Tables};

use crate::DocumentIndex;

fn tables(briefings: &[serde_json::Value], stories: &[serde_json::Value]) -> Tables {
    let lines = |rows: &[serde_json::Value]| rows.iter().map(|row| format!("{row}\n")).collect();
    let mut tables = Tables::default();
    tables.put(tables::BRIEFINGS, lines(briefings));
    tables.put(tables::STORIES, lines(stories));
    tables
}

fn page(tables: &Tables, docs: &[Document], documents: usize) -> String {
    let (index, mut page) = (DocumentIndex::new(docs), Vec::new());
    let mut emit = |bytes: &[u8]| {
        page.extend_from_slice(bytes);
        Ok(())
    };
    write_markdown(&Results::new(tables, &index, 2), documents, &mut emit).unwrap();
    String::from_utf8(page).unwrap()
}

fn cite(document: &str) -> serde_json::Value {
    json!({"document": document, "start": 0, "end": 1, "sha256": ""})
}

fn briefing() -> serde_json::Value {
    json!({
        "story": "s:1",
        "when": {"date": "2031-05-02", "basis": "stated"},
        "headline": {"text": "Bridge at Lower Quay closed", "cites": [cite("b")]},
        "points": [
            {"text": "The council closed the bridge on Friday.", "mode": "extract", "cites": [cite("b")],
             "support": {"documents": 3, "independent": 2, "cites": [cite("c"), cite("a")]}},
            {"text": "Two engineers found cracks.", "mode": "extract", "cites": [cite("a")],
             "support": {"documents": 1, "independent": 1, "cites": []}}
        ],
        "differences": [{"kind": "differs", "about": "how many cracks", "sides": [
            {"text": "There were two cracks.", "cites": [cite("a")]},
            {"text": "Inspectors counted four cracks.", "cites": [cite("c")]}
        ]}],
        "quotes": [
            {"text": "“It will hold,” Marsh wrote.", "kind": "direct", "speaker": "Bo Marsh", "verb": "wrote",
             "words": [{"text": "It will hold", "cites": [cite("a")]}], "cites": [cite("a")], "also": [cite("y")],
             "wordings": [{"text": "It is going to *hold* as long as Mr. Marsh is here. That is all", "cites": [cite("y")]}]},
            {"text": "“No,” Quill told, “it will not.”", "kind": "direct", "speaker": "Ada Quill",
             "verb": "told", "relay": "Harbour Wire", "cites": [cite("c")],
             "words": [{"text": "No", "cites": [cite("c")]}, {"text": "it will not.", "cites": [cite("c")]}]},
            {"text": "The council said it was safe.", "kind": "reported", "speaker": "The council", "verb": "said",
             "relay": "Harbour Wire", "cites": [{"document": "b", "start": 2, "end": 3, "sha256": ""}]}
        ],
        "timeline": [
            {"when": {"date": "2031-05-01", "basis": "weekday"}, "text": "Inspectors came.", "cites": [cite("c")]},
            {"when": {"date": "", "basis": "unknown"}, "text": "It was built.", "cites": [cite("x")]}
        ],
        "sources": [
            {"document": "a", "publisher": "Quay Courier", "published": "2031-05-02T08:00:00Z", "title": "Cracks"},
            {"document": "b", "publisher": "", "published": "", "title": ""},
            {"document": "c", "publisher": "Harbour Wire", "published": "", "title": "Bridge"}
        ]
    })
}

/// The documents behind the sources; the second one was made in memory and has no file.
fn reports() -> [Document; 3] {
    let at = |id: &str, path: &str| {
        let mut doc = Document::new(id, "");
        path.clone_into(&mut doc.origin.path);
        doc
    };
    [at("a", "in/a.txt"), at("b", ""), at("c", "in/c.txt")]
}

#[test]
fn a_briefing_reads_like_one() {
    let stories = [json!({"id": "s:1", "documents": ["a", "b", "c", "d", "e"], "events": []})];
    let text = page(&tables(&[briefing()], &stories), &reports(), 5);
    let expected = "\
# Bridge at Lower Quay closed

Headline: [2] · Date: 2031-05-02 (stated) · 5 reports

- The council closed the bridge on Friday. [2][1][3] (3 of 5 reports, 2 independent)
- Two engineers found cracks. [1] (1 of 5 reports)

## Where reports differ

- how many cracks (reports do not agree)
  - There were two cracks. [1]
  - Inspectors counted four cracks. [3]

## Who said what

- Bo Marsh wrote: “It will hold” [1][4]
  - in other words: It is going to \\*hold\\* as long as Mr. Marsh is here. … [4]
- Ada Quill told Harbour Wire: “No … it will not.” [3]
- The council through Harbour Wire: The council said it was safe. [2]

## Timeline

- 2031-05-01 (from the weekday): Inspectors came. [3]
- date unknown: It was built. [5]

## Sources

1. Quay Courier · Cracks · 2031-05-02 · in/a.txt
2. b
3. Harbour Wire · Bridge · in/c.txt
4. y
5. x

The first mark after a sentence is the report that it is copied from; the others say the same.
";
    assert_eq!(text, expected);
}

#[test]
fn several_stories_stand_apart_in_order() {
    let mut second = briefing();
    second["headline"]["text"] = "Second".into();
    let text = page(&tables(&[briefing(), second], &[]), &[], 7);
    assert!(text.starts_with("2 stories from 7 reports.\n\n# Bridge"), "{text}");
    assert!(text.find("\n---\n\n# Second").is_some(), "{text}");
    let none = page(&Tables::default(), &[], 1);
    assert_eq!(none, "# No briefing\n\nNo story could be told from 1 report.\n");
}

#[test]
fn a_sentence_that_is_a_point_is_no_quote_as_well() {
    let place = json!({"document": "a", "start": 5, "end": 9, "sha256": ""});
    let mut told = briefing();
    told["quotes"] = json!([{"text": "Marsh called it a “sorry sight” on Friday, after the storm.", "kind": "direct",
        "speaker": "Bo Marsh", "words": [{"text": "sorry sight", "cites": [place]}], "cites": [place]}]);
    assert!(page(&tables(&[told.clone()], &[]), &reports(), 3).contains("## Who said what"));
    told["points"][0]["cites"] = json!([place]);
    assert!(!page(&tables(&[told], &[]), &reports(), 3).contains("## Who said what"));
}

#[test]
fn text_of_reports_never_becomes_markup() {
    let cases = [
        (
            "A plain sentence, with 3.5 (or 4) of $5 - and AT&T.",
            "A plain sentence, with 3.5 (or 4) of $5 - and AT&T.",
        ),
        ("# Not a title", "\\# Not a title"),
        ("Title ##", "Title \\#\\#"),
        ("1. Not a list", "1\\. Not a list"),
        ("2018) neither", "2018\\) neither"),
        ("- nor this", "\\- nor this"),
        ("+1 said", "\\+1 said"),
        ("=== no", "\\=== no"),
        ("> quote", "\\> quote"),
        ("| a | b |", "\\| a | b |"),
        ("*bold* _it_ `code` ~~gone~~", "\\*bold\\* \\_it\\_ \\`code\\` \\~\\~gone\\~\\~"),
        ("[link](javascript:alert)", "\\[link\\](javascript:alert)"),
        ("![img](x)", "!\\[img\\](x)"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("&lt;b&gt; &#60; & co;", "&amp;lt;b&amp;gt; &amp;#60; & co;"),
        ("see https://x.example and www.x.example", "see https\\://x.example and www\\.x.example"),
        ("back\\slash", "back\\\\slash"),
        ("two\n\nlines\u{0}\u{1b}[1m", "two lines\\[1m"),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(plain(text), expected, "{text:?}");
    }
}
