use copydesk_core::Layer;
use serde_json::json;

use super::*;
use crate::DocumentIndex;
use copydesk_core::{Tables, tables};

fn document(id: &str, title: &str, text: &str) -> Document {
    let mut doc = Document::new(id, text);
    doc.set_meta("title", title, "text");
    doc.set_meta("published", "2031-02-03T04:05:06Z", "text");
    doc
}

fn written(tables: &Tables, docs: &[Document], threads: usize, documents: usize) -> String {
    let (index, mut page) = (DocumentIndex::new(docs), Vec::new());
    let mut emit = |bytes: &[u8]| {
        page.extend_from_slice(bytes);
        Ok(())
    };
    write_html(&Results::new(tables, &index, threads), documents, &mut emit).unwrap();
    String::from_utf8(page).unwrap()
}

/// A story of two reports; the first is hostile.
fn collection() -> (Vec<Document>, Tables) {
    let evil = "<script>alert(1)</script> & \"x\" Ada Quill spoke.\nShare this";
    let mut docs =
        vec![document("a", "<b>Evil</b>", evil), document("b", "Plain", "Ada Quill spoke on Friday.")];
    let (mut segments, mut ents) = (Layer::new(), Layer::new());
    let body = evil.find('\n').unwrap() as u32;
    segments.push(0, body).label("body");
    segments.push(body + 1, evil.len() as u32).label("furniture");
    let name = evil.find("Ada").unwrap() as u32;
    ents.push(name, name + 9).label("PERSON");
    docs[0].put_layer("segments", segments);
    docs[0].put_layer("ents", ents);
    let briefing = json!({
        "story": "s:1", "when": {"date": "2031-02-03", "basis": "<i>own</i>"},
        "headline": {"text": "A \"quoted\" <headline>", "cites": [{"document": "b", "start": 0, "end": 26}]},
        "points": [
            {"text": "Ada Quill spoke.", "mode": "extract", "cites": [{"document": "a", "start": name, "end": body}],
             "support": {"documents": 2, "independent": 1, "cites": [{"document": "b", "start": 0, "end": 26}]}}],
        "differences": [{"kind": "differs", "about": "day", "sides": [
            {"text": "spoke on Friday", "cites": [{"document": "b", "start": 10, "end": 25}]}]}],
        "quotes": [{"text": "Ada Quill spoke on Friday.", "kind": "direct", "speaker": "Ada <i>Quill</i>", "verb": "spoke",
            "words": [{"text": "spoke on <Friday>", "cites": [{"document": "b", "start": 16, "end": 25}]}],
            "cites": [{"document": "b", "start": 0, "end": 26}], "also": [{"document": "a", "start": name, "end": body}],
            "wordings": [{"text": "<s>late</s>", "cites": [{"document": "a", "start": name, "end": body}]}]}],
        "timeline": [{"when": {"date": "2031-02-01", "basis": "stated"}, "text": "Ada Quill spoke on Friday.",
                      "cites": [{"document": "b", "start": 0, "end": 26}]}],
        "sources": [{"document": "a", "title": "<b>Evil</b>"}, {"document": "b", "published": "2031-02-03"}]
    });
    let entity = json!({"id": "e:ada-quill", "label": "PERSON", "name": "Ada Quill", "titles": ["Dr"],
        "variants": [{"text": "Quill", "documents": 1, "count": 1}],
        "mentions": [{"document": "a", "start": name, "end": name + 9}, {"document": "b", "start": 0, "end": 9}]});
    let mut tables = Tables::default();
    tables.put(tables::BRIEFINGS, format!("{briefing}\n"));
    tables.put(tables::STORIES, "{\"id\": \"s:1\", \"documents\": [\"a\", \"b\"]}\n".to_owned());
    tables.put(tables::ENTITIES, format!("{entity}\n"));
    (docs, tables)
}

fn page() -> String {
    let (docs, tables) = collection();
    written(&tables, &docs, 2, docs.len())
}

/// The values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn text_of_reports_never_becomes_markup() {
    let page = page();
    // The page's own script and nothing else.
    assert_eq!(page.matches("<script>").count(), 1);
    for harmful in ["<script>alert", "<b>Evil", "<headline>", "<i>own", "<Friday>", "<s>"] {
        assert!(!page.contains(harmful), "{harmful}");
    }
    for shown in ["&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;", "&lt;b&gt;Evil&lt;/b&gt;"] {
        assert!(page.contains(shown), "{shown}");
    }
    assert_eq!(escape("a\u{202e}b\u{0}c\r\n"), "a\u{fffd}b\u{fffd}c\n");
}

#[test]
fn every_link_leads_somewhere_and_no_id_is_used_twice() {
    let page = page();
    let ids = values(&page, "id");
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    let links = values(&page, "href");
    assert!(links.len() > 8, "{links:?}");
    for link in links {
        let target = link.strip_prefix('#').expect("links stay on the page");
        assert!(ids.contains(&target), "{link} leads nowhere");
    }
    for name in ["src", "action", "onclick", "onload"] {
        assert_eq!(values(&page, name), [] as [&str; 0], "{name}");
    }
}

#[test]
fn both_sides_name_each_other() {
    let page = page();
    let cited = page.split("class=\"cited\" href=\"#b1-p1\"").count() - 1;
    // Report a cites in two pieces, the name and the rest; report b as support, under difference and timeline too.
    assert!(cited >= 3, "{cited}");
    assert!(page.contains("<span class=\"ent person\">Ada Quill</span>"), "{page}");
    assert!(page.contains("<span class=\"furniture\">Share this</span>"), "{page}");
    assert!(page.contains("2 of 2 reports, 1 independent"));
    assert!(page.contains(
        "<th scope=\"row\"><span class=\"ent person\">Ada Quill</span><br><small>Dr · Quill</small></th>"
    ));
}

#[test]
fn quotes_name_their_speaker_and_other_wordings_are_no_quotations() {
    let page = page();
    let who = "<b>Ada &lt;i&gt;Quill&lt;/i&gt;</b> spoke";
    assert!(
        page.contains(who) && page.contains("<blockquote>“spoke on &lt;Friday&gt;”</blockquote>"),
        "{page}"
    );
    assert!(page.contains("<summary>in other words elsewhere</summary><ul>\n<li>&lt;s&gt;late"), "{page}");
    assert!(page.contains("b1-q1"), "the sentence in the source lights up with the quote");
}

#[test]
fn a_headline_without_a_place_leads_to_its_report() {
    let (docs, mut tables) = collection();
    let line = tables.get(tables::BRIEFINGS).unwrap();
    let mut briefing: serde_json::Value = serde_json::from_str(line).unwrap();
    briefing["headline"]["cites"][0]["end"] = 0.into();
    tables.put(tables::BRIEFINGS, format!("{briefing}\n"));
    let page = written(&tables, &docs, 2, docs.len());
    assert!(page.contains("Headline <span class=\"marks\"><a class=\"mark\" href=\"#s1-2\""), "{page}");
}

#[test]
fn many_stories_get_a_list_and_none_an_answer() {
    let (docs, mut tables) = collection();
    let line = tables.get(tables::BRIEFINGS).unwrap().to_owned();
    tables.put(tables::BRIEFINGS, line.repeat(MOST_STORIES + 2));
    let page = written(&tables, &docs, 3, 2);
    assert_eq!(page.matches("<section class=\"story\"").count(), MOST_STORIES);
    assert!(page.contains("<p>2 stories more in"));
    let none = written(&Tables::default(), &[], 1, 3);
    assert!(none.contains("0 stories from 3 reports") && none.contains("No story could be told"));
}
