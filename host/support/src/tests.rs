use super::*;
use copydesk_core::Layer;

const REPORT: &str = "Dr Ada Quill, who runs the ferry, said on 3 February that 1,200 people and thirty-one cows \
                      had crossed. \u{201c}We were never late,\u{201d} she told Norland Radio.";

fn source() -> Document {
    let mut doc = Document::new("a", REPORT);
    doc.set_meta("published", "2031-02-04", "text");
    let at = REPORT.find("3 February").unwrap() as u32;
    let mut dates = Layer::new();
    dates.push(at, at + 10).label("DATE").attr("value", "2031-02-03");
    doc.put_layer("dates", dates);
    doc
}

/// A text with its sentences, found by its stops, and a date where it says "2031".
fn claimed(text: &str) -> (Claims, Document) {
    let claims = claims::read(text);
    let mut doc = Document::new("text", claims.text.clone());
    let mut sents = Layer::new();
    let mut start = 0;
    for (at, _) in claims.text.match_indices(['.', '!']) {
        let rest = claims.text.get(start..).unwrap();
        let from = start + rest.len() - rest.trim_start().len();
        sents.push(from as u32, at as u32 + 1);
        start = at + 1;
    }
    doc.put_layer("sents", sents);
    let mut dates = Layer::new();
    if let Some(at) = claims.text.find("on 2031-") {
        let at = at as u32 + 3;
        dates.push(at, at + 10).label("DATE").attr("value", Span::new(at, at + 10).of(&claims.text));
    }
    doc.put_layer("dates", dates);
    (claims, doc)
}

fn gaps(text: &str) -> Vec<String> {
    let (claims, doc) = claimed(text);
    let source = source();
    let quill = REPORT.find("Ada Quill").unwrap() as u32;
    let alias = Alias {
        names: vec!["Ada Quill".to_owned(), "A. M. Quill".to_owned(), "Quillova".to_owned()],
        mentions: vec![("a".to_owned(), Span::new(quill, quill + 9))],
    };
    let sources = Sources {
        find: &|id| (id == "a").then_some(&source),
        numbered: &["a".to_owned()],
        place: &|doc, start, end| {
            let span = Span::new(start, end);
            (!span.of(doc.text()).is_empty()).then_some(span)
        },
        aliases: &[alias],
    };
    let told = check(&claims, &doc, &sources);
    told.iter()
        .flat_map(|one| one.gaps.iter().map(|gap| format!("{}: {}", gap.kind.name(), gap.what)))
        .collect()
}

#[test]
fn what_the_source_says_passes_and_what_it_does_not_is_named() {
    let rows: [(&str, &str, &[&str]); 16] = [
        ("copied", "Dr Ada Quill runs the ferry. [1]", &[]),
        ("number in words", "Some 31 cows crossed with 1200 people. [1]", &[]),
        ("another number", "Some 32 cows crossed. [1]", &["number: 32"]),
        ("number word", "Then twelve cows crossed. [1]", &["number: twelve"]),
        ("another name", "The ferry of Bo Marsh was late. [1]", &["name: Bo", "name: Marsh"]),
        ("another name of hers", "Even Quillova said so. [1]", &[]),
        ("a quotation", "She said \u{201c}we were never late\u{201d}. [1]", &[]),
        ("a bent quotation", "She said \"we were always late\". [1]", &["quotation: we were always late"]),
        ("day resolved", "It was on 2031-02-03 they crossed. [1]", &[]),
        ("another day", "It was on 2031-02-05 they crossed. [1]", &["date: 2031-02-05"]),
        ("day of publication", "It was on 2031-02-04 they said. [1]", &[]),
        ("no source", "Then Bo Marsh left.", &["no source: Bo"]),
        ("nothing to check", "That was all.", &[]),
        ("no such source", "Ada Quill left. [7]", &["mark: [7]"]),
        ("a place that holds it", "The boss is Ada Quill. [a:0-12]", &[]),
        ("a place that does not", "There were 31 cows. [a:0-12]", &["number: 31"]),
    ];
    for (name, text, expected) in rows {
        assert_eq!(gaps(text), expected, "{name}");
    }
}

#[test]
fn marks_belong_to_the_sentence_before_them() {
    assert_eq!(gaps("Dr Ada Quill left. [1] Then Bo came. [1]"), ["name: Bo"]);
    let (claims, doc) = claimed("One cow.\n\nThen Bo came. [9]");
    let none = Sources { find: &|_| None, numbered: &[], place: &|_, _, _| None, aliases: &[] };
    let told = check(&claims, &doc, &none);
    let lines: Vec<(usize, &[String])> = told.iter().map(|one| (one.line, one.marks.as_slice())).collect();
    assert_eq!(lines, [(3, &["[9]".to_owned()][..])]);
}

#[test]
fn a_quotation_of_several_sentences_has_its_marks_behind_it() {
    let rows: [(&str, &[&str]); 4] = [
        ("She said: \"Ada Quill runs it. Bo Marsh left.\" [1]", &["name: Marsh"]),
        ("She said: \u{201c}Ada Quill runs it. We were never late.\u{201d} [1]", &[]),
        ("She said: \"Ada Quill runs it\". Bo Marsh left. [1]", &["no source: Quill", "name: Marsh"]),
        ("She said: \"Ada Quill runs it.\n\nBo Marsh left.\" [1]", &["no source: Quill", "name: Marsh"]),
    ];
    for (text, expected) in rows {
        assert_eq!(gaps(text), expected, "{text}");
    }
}

#[test]
fn odd_texts_do_no_harm() {
    for text in ["", "[", "]", "[[1]]", "\u{201c}", "[1]", "\u{301}[1]", "ž[1]ž. [a:9999999-3]"] {
        gaps(text);
    }
}
