//! Every format that is read, and what becomes of bad input in each.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::io::Write as _;

use copydesk_core::{Document, names};
use copydesk_io::{Format, HtmlText, Input, InvalidUtf8, Limits, Read, Rejection, SourceSpec, open};

const PAGE: &str = r##"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Bridge closes | The Daily Gull</title>
<meta property="og:site_name" content="The Daily Gull"><meta property="og:title" content="Bridge closes for a year">
<link rel="canonical" href="https://gull.example/bridge">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Bridge closes for a year",
 "datePublished": "2024-05-06T08:00:00+01:00", "author": [{"@type": "Person", "name": "Ada Quill"}, {"@type": "Person", "name": "Bo Ink"}],
 "publisher": {"@id": "#org"}}, {"@id": "#org", "@type": "Organization", "name": "The Daily Gull"}]}</script></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/money">Money</a></li></ul></nav></header>
<main><article class="story"><h1>Bridge closes for a year</h1><p class="byline">By Ada Quill</p>
<div class="article-body">
<p>The old bridge over the river will close on Monday for at least a year, the city said on Sunday, because rust has eaten into its bearings.</p>
<p>Engineers who looked at the bridge in March found that two of the eight bearings could no longer carry the weight of a loaded lorry.</p>
<p>&ldquo;We would rather close it a month too early than a day too late,&rdquo; said the head of the office, who has asked for 12 million pounds.</p>
<p>Buses will take the tunnel until the work is done, and people on foot can use the ferry, which is to run every ten minutes.</p>
</div></article></main>
<aside class="related"><h3>Read more</h3><ul><li><a href="/a">Ferry to run at night</a></li><li><a href="/b">Tunnel toll goes up</a></li></ul></aside>
<footer><p>&copy; The Daily Gull. All rights reserved.</p></footer></body></html>"##;

/// Reads files of these names and contents, in this order.
fn read_files(files: &[(&str, &[u8])], spec: SourceSpec) -> Vec<Read> {
    let dir = tempfile::tempdir().unwrap();
    let paths: Vec<_> = files.iter().map(|(name, _)| dir.path().join(name)).collect();
    for ((_, bytes), path) in files.iter().zip(&paths) {
        std::fs::write(path, bytes).unwrap();
    }
    let mut source = open(SourceSpec { input: Input::paths(paths), ..spec }).unwrap();
    std::iter::from_fn(|| source.next().map(Read::made)).collect()
}

fn read(name: &str, bytes: &[u8], spec: SourceSpec) -> Vec<Read> {
    read_files(&[(name, bytes)], spec)
}

#[track_caller]
fn document(read: &Read) -> &Document {
    match read {
        Read::Document(doc) => doc,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn rejection(read: &Read) -> &Rejection {
    match read {
        Read::Rejected(bad) => bad,
        other => panic!("{other:?}"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn meta<'a>(doc: &'a Document, key: &str) -> (&'a str, &'a str) {
    doc.meta.iter().find(|entry| entry.key == key).map_or(("", ""), |entry| (&entry.value, &entry.from))
}

#[test]
fn a_page_becomes_its_story_with_what_it_says_of_itself() {
    let reads = read("bridge.html", PAGE.as_bytes(), SourceSpec::default());
    let doc = document(&reads[0]);
    assert_eq!(doc.id, "bridge");
    assert!(doc.text().starts_with("The old bridge over the river"), "{}", doc.text());
    assert!(doc.text().contains("“We would rather close it"), "{}", doc.text());
    assert!(doc.text().ends_with("every ten minutes."), "{}", doc.text());
    for (key, value, from) in [
        ("title", "Bridge closes for a year", "page:json-ld headline"),
        ("published", "2024-05-06T08:00:00+01:00", "page:json-ld datePublished"),
        ("author", "Ada Quill, Bo Ink", "page:json-ld author"),
        ("publisher", "The Daily Gull", "page:json-ld publisher"),
        ("lang", "en-GB", "page:html lang"),
        ("url", "https://gull.example/bridge", "page:link canonical"),
        ("page_sha256", &copydesk_io::sha256_hex(PAGE.as_bytes()), "input"),
    ] {
        assert_eq!(meta(doc, key), (value, from), "{key}");
    }
}

#[test]
fn all_of_a_page_can_be_read_with_the_story_marked() {
    let reads =
        read("bridge.html", PAGE.as_bytes(), SourceSpec { html: HtmlText::Page, ..SourceSpec::default() });
    let doc = document(&reads[0]);
    assert!(doc.text().starts_with("Home\nSport\nMoney\n\n"), "{}", doc.text());
    assert!(doc.text().ends_with("© The Daily Gull. All rights reserved."));
    let segments = doc.view(names::SEGMENTS).unwrap();
    let whole = copydesk_core::check_layer(&segments, doc.text(), doc.is_ascii(), true);
    assert!(whole.is_ok(), "{whole:?}");
    let labels: Vec<&str> = (0..segments.start.len()).filter_map(|row| segments.label(row)).collect();
    assert_eq!(labels.first(), Some(&"furniture"));
    assert!(labels.contains(&"body"));
}

#[test]
fn packed_files_are_unpacked_whatever_they_hold() {
    let line = b"{\"text\": \"Rain fell.\"}\n";
    for (name, bytes) in [
        ("a.jsonl.gz", gzip(line)),
        ("a.jsonl.zst", zstandard(line)),
        ("a.jsonl", gzip(line)),
        ("a.txt.gz", gzip(b"Rain fell.")),
    ] {
        let reads = read(name, &bytes, SourceSpec::default());
        let doc = document(&reads[0]);
        assert_eq!((doc.text(), reads.len()), ("Rain fell.", 1), "{name}");
        assert!(doc.id.starts_with('a') && !doc.id.contains("gz"), "{name}: {}", doc.id);
    }
    let page = read("bridge.html.gz", &gzip(PAGE.as_bytes()), SourceSpec::default());
    assert!(document(&page[0]).text().starts_with("The old bridge"));
}

#[test]
fn a_cut_packed_file_gives_what_came_before() {
    // Many members and frames, as writers make that add to a file; unoptimised packers are slow.
    let part = |part: u32| -> String {
        (0..100)
            .map(|n| format!("{{\"id\": \"d{part}-{n}\", \"text\": \"Rain {}\"}}\n", n * 7919 % 5003))
            .collect()
    };
    let packed =
        |pack: fn(&[u8]) -> Vec<u8>| -> Vec<u8> { (0..30).flat_map(|n| pack(part(n).as_bytes())).collect() };
    for (name, mut bytes) in [("a.jsonl.gz", packed(gzip)), ("a.jsonl.zst", packed(zstandard))] {
        bytes.truncate(bytes.len() - 20);
        let reads = read(name, &bytes, SourceSpec::default());
        let bad = rejection(reads.last().unwrap());
        assert_eq!(bad.code, "unreadable", "{name}");
        assert!(bad.line.is_some() && bad.reason.contains("was cut off"), "{name}: {bad:?}");
        let documents = reads.iter().filter(|read| matches!(read, Read::Document(_))).count();
        assert!(documents > 100, "{name}: {documents}");
        assert_eq!(documents + 1, reads.len(), "{name}");
    }
}

#[test]
fn encodings_are_those_that_are_declared_or_asked_for() {
    let text = "Café “noir” costs 3 €.";
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let asked = |label: &str| SourceSpec { encoding: Some(label.to_owned()), ..SourceSpec::default() };
    assert_eq!(document(&read("a.txt", &utf16, SourceSpec::default())[0]).text(), text);
    assert_eq!(document(&read("a.txt", &latin, asked("latin1"))[0]).text(), text);
    assert_eq!(rejection(&read("a.txt", &latin, SourceSpec::default())[0]).code, "invalid-utf8");
    assert!(
        rejection(&read("a.txt", &latin, asked("klingon"))[0]).reason.contains("no encoding has this name")
    );
    let page = |charset: &str| {
        let page = PAGE
            .replace("charset=\"utf-8\"", &format!("charset=\"{charset}\""))
            .replace("rust has", "“café” has");
        (encoding_rs::WINDOWS_1252.encode(&page).0.into_owned(), page)
    };
    let (bytes, _) = page("iso-8859-1");
    assert!(document(&read("a.html", &bytes, SourceSpec::default())[0]).text().contains("“café” has"));
    // Declared UTF-8 and is not: out, with the place, or mended as configured.
    let (bytes, _) = page("utf-8");
    let bad = read("a.html", &bytes, SourceSpec::default());
    let at = bytes.iter().position(|byte| *byte == 0x93).map(|at| at as u64);
    assert_eq!((rejection(&bad[0]).code, rejection(&bad[0]).offset), ("invalid-utf8", at));
    let limits = Limits { invalid_utf8: InvalidUtf8::Replace, ..Limits::default() };
    let mended = read("a.html", &bytes, SourceSpec { limits, ..SourceSpec::default() });
    assert!(document(&mended[0]).text().contains("caf\u{fffd}"));
    // Declared otherwise and is UTF-8.
    let (_, utf8) = page("iso-8859-1");
    let reads = read("a.html", utf8.as_bytes(), SourceSpec::default());
    assert!(document(&reads[0]).text().contains("“café” has"));
    assert!(document(&reads[0]).notes[0].message.contains("declares windows-1252 but is UTF-8"));
}

fn record(kind: &str, uri: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uri}>\r\nWARC-Target-URI: https://gull.example/{uri}\r\n\
         WARC-Date: 2024-05-07T01:02:03Z\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn response(uri: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let http = [format!("HTTP/1.1 {headers}\r\n\r\n").as_bytes(), body].concat();
    record("response", uri, "application/http; msgtype=response", &http)
}

fn archive() -> Vec<Vec<u8>> {
    let latin = encoding_rs::WINDOWS_1252.encode(&PAGE.replace("&ldquo;", "“")).0.into_owned();
    let chunked = [format!("{:x}\r\n", PAGE.len()).as_bytes(), PAGE.as_bytes(), b"\r\n0\r\n\r\n"].concat();
    vec![
        record("warcinfo", "info", "application/warc-fields", b"software: a crawler\r\n"),
        record("request", "one", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        response("one", "200 OK\r\nContent-Type: text/html; charset=UTF-8", PAGE.as_bytes()),
        response("two", "200 OK\r\nContent-Type: text/html; charset=windows-1252", &latin),
        response("gone", "404 Not Found\r\nContent-Type: text/html", b"<p>Not found."),
        response("image", "200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n\0\0"),
        response("three", "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html", &chunked),
        response(
            "four",
            "200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html",
            &gzip(PAGE.as_bytes()),
        ),
        record("conversion", "five", "text/plain", "Plain words of a page.".as_bytes()),
    ]
}

#[test]
fn an_archive_gives_its_pages() {
    let records = archive();
    let plain: Vec<u8> = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for (name, bytes) in [("a.warc", plain), ("a.warc.gz", members)] {
        let reads = read(name, &bytes, SourceSpec::default());
        let ids: Vec<&str> = reads.iter().map(|read| document(read).id.as_str()).collect();
        assert_eq!(ids, ["one", "two", "three", "four", "five"], "{name}");
        for read in &reads[..4] {
            let doc = document(read);
            assert!(
                doc.text().starts_with("The old bridge") && doc.text().contains('“'),
                "{name} {}",
                doc.id
            );
            assert_eq!(meta(doc, "url"), (format!("https://gull.example/{}", doc.id).as_str(), "input"));
            assert_eq!(meta(doc, "crawled").0, "2024-05-07T01:02:03Z");
        }
        assert_eq!(document(&reads[4]).text(), "Plain words of a page.");
    }
}

#[test]
fn a_broken_record_of_an_archive_costs_itself_only() {
    let records = archive();
    let mut bytes = records[2].clone();
    let at = bytes.len() as u64;
    bytes.extend(b"garbage that is no record\r\n\r\n");
    bytes.extend(&records[6]);
    let reads = read("a.warc", &bytes, SourceSpec::default());
    assert_eq!((rejection(&reads[1]).code, rejection(&reads[1]).offset), ("bad-warc", Some(at)));
    assert_eq!(document(&reads[2]).id, "three");
    // Cut in the middle of a record.
    let mut bytes = records[2].clone();
    let at = bytes.len() as u64;
    bytes.extend(&records[6][..records[6].len() / 2]);
    let reads = read("a.warc", &bytes, SourceSpec::default());
    assert_eq!(reads.len(), 2);
    let bad = rejection(&reads[1]);
    assert_eq!((bad.code, bad.offset), ("bad-warc", Some(at)));
    assert!(bad.reason.contains("ends inside of this record"), "{}", bad.reason);
    // A packed one, cut.
    let mut packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    packed.truncate(packed.len() - 30);
    let reads = read("a.warc.gz", &packed, SourceSpec::default());
    assert_eq!(reads.len(), 5);
    assert!(rejection(&reads[4]).reason.contains("was cut off"), "{:?}", reads[4]);
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Daily Gull</title><language>en</language><image><title>Logo</title></image>
<item><title>Bridge &amp; tunnel</title><link>https://gull.example/1</link><guid>gull-1</guid><dc:creator>Ada Quill</dc:creator>
<pubDate>Mon, 06 May 2024 08:00:00 +0100</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>The bridge is closed.</p><p>Buses take the tunnel.</p>]]></content:encoded></item>
<item><title>Only a link</title><link>https://gull.example/2</link></item>
<item><title>Ferry</title><description>&lt;p&gt;It runs at night.&lt;/p&gt;</description></item>
</channel></rss>"#;

#[test]
fn feeds_give_their_entries() {
    let reads =
        read("feed.xml", RSS.as_bytes(), SourceSpec { format: Format::Feed, ..SourceSpec::default() });
    assert_eq!(reads.len(), 3);
    let doc = document(&reads[0]);
    assert_eq!((doc.id.as_str(), doc.text()), ("gull-1", "The bridge is closed.\n\nBuses take the tunnel."));
    for (key, value) in [
        ("title", "Bridge & tunnel"),
        ("published", "2024-05-06T08:00:00+01:00"),
        ("publisher", "The Daily Gull"),
        ("author", "Ada Quill"),
        ("url", "https://gull.example/1"),
        ("lang", "en"),
    ] {
        assert_eq!(meta(doc, key), (value, "input"), "{key}");
    }
    assert_eq!(rejection(&reads[1]).code, "no-text");
    assert_eq!(document(&reads[2]).text(), "It runs at night.");
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Gull</title><entry><id>tag:1</id><title>Rain</title>
        <link rel="alternate" href="https://gull.example/r"/><published>2024-05-06T08:00:00Z</published>
        <author><name>Bo Ink</name></author><content type="html">&lt;p&gt;Rain &amp;amp; wind.&lt;/p&gt;</content></entry>
        <entry><id>tag:2</id><content type="text">cut"#;
    let reads = read("feed", atom.as_bytes(), SourceSpec::default());
    let doc = document(&reads[0]);
    assert_eq!(
        (doc.text(), meta(doc, "url").0, meta(doc, "author").0),
        ("Rain & wind.", "https://gull.example/r", "Bo Ink")
    );
    let broken = RSS.replace("<item><title>Only", "<item <title>Only");
    let reads = read("feed.rss", broken.as_bytes(), SourceSpec::default());
    assert_eq!(document(&reads[0]).id, "gull-1");
    assert!(reads.len() > 1);
}

#[test]
fn tables_are_read_by_the_names_of_their_columns() {
    let csv = "\u{feff}id,headline,body,published,extra\r\na,\"Rain, wind\",\"It rained.\nIt blew.\",2024-05-06,x\r\n\r\nb,Sun,,2024-05-07,y\r\nc,Hail,It hailed.\r\n";
    let reads = read("a.csv", csv.as_bytes(), SourceSpec::default());
    let doc = document(&reads[0]);
    assert_eq!((doc.id.as_str(), doc.text(), doc.origin.line), ("a", "It rained.\nIt blew.", 2));
    assert_eq!((meta(doc, "title").0, meta(doc, "published").0), ("Rain, wind", "2024-05-06"));
    assert_eq!((rejection(&reads[1]).code, rejection(&reads[1]).line), ("no-text", Some(5)));
    assert_eq!(document(&reads[2]).text(), "It hailed.");
    let tsv = read("a.tsv", b"text\tsource\nRain.\tThe Daily Gull\n", SourceSpec::default());
    assert_eq!(
        (document(&tsv[0]).text(), meta(document(&tsv[0]), "publisher").0),
        ("Rain.", "The Daily Gull")
    );
    let none = read("a.csv", b"id,words\n1,Rain\n", SourceSpec::default());
    assert!(rejection(&none[0]).reason.contains("its columns are `id`, `words`"), "{none:?}");
    let limits = Limits { max_document_bytes: 1 << 10, ..Limits::default() };
    let open_quote = [b"text\n\"".as_slice(), &b"word ".repeat(1 << 19)].concat();
    let reads = read("a.csv", &open_quote, SourceSpec { limits, ..SourceSpec::default() });
    assert!(rejection(&reads[0]).reason.contains("never closed"), "{reads:?}");
}

#[test]
fn other_programs_files_are_understood() {
    let trafilatura = r#"{"title": "Rain", "author": "Ada Quill", "hostname": "gull.example", "date": "2024-05-06", "source": "https://gull.example/r", "source-hostname": "The Daily Gull", "raw_text": "Rain fell.", "text": "Rain fell.", "language": "en"}"#;
    let newspaper = r#"{"url": "https://gull.example/r", "title": "Rain", "authors": ["Ada Quill", "Bo Ink"], "publish_date": "2024-05-06", "text": "Rain fell.", "meta_lang": "en", "meta_site_name": "The Daily Gull"}"#;
    let ninjs = r#"{"uri": "urn:gull:1", "headline": "Rain", "byline": "Ada Quill", "versioncreated": "2024-05-06T08:00:00Z", "language": "en", "copyrightholder": "The Daily Gull", "body_xhtml": "<div><p>Rain fell.</p><p>It blew.</p></div>"}"#;
    let ninjs2 = r#"{"uri": "urn:gull:2", "headlines": [{"role": "main", "value": "Rain"}], "by": "Ada Quill", "bodies": [{"role": "main", "contenttype": "text/html", "value": "<p>Rain fell.</p>"}]}"#;
    for (name, json, text, url) in [
        ("trafilatura", trafilatura, "Rain fell.", "https://gull.example/r"),
        ("newspaper4k", newspaper, "Rain fell.", "https://gull.example/r"),
        ("ninjs", ninjs, "Rain fell.\n\nIt blew.", "urn:gull:1"),
        ("ninjs 2", ninjs2, "Rain fell.", "urn:gull:2"),
    ] {
        let reads = read("a.json", json.as_bytes(), SourceSpec::default());
        let doc = document(&reads[0]);
        assert_eq!((doc.text(), meta(doc, "title").0, meta(doc, "url").0), (text, "Rain", url), "{name}");
        assert!(meta(doc, "author").0.starts_with("Ada Quill"), "{name}");
        // `source` is an address in trafilatura's files; the publisher stands elsewhere.
        if name != "ninjs 2" {
            assert_eq!(meta(doc, "publisher").0, "The Daily Gull", "{name}");
        }
    }
}

#[test]
fn exact_copies_are_left_out_and_named() {
    let lines = b"{\"id\": \"a\", \"text\": \"Rain.\"}\n{\"id\": \"b\", \"text\": \"Rain.\"}\n{\"id\": \"c\", \"text\": \"Rain.\", \"publisher\": \"Gull\"}\n";
    let files: &[(&str, &[u8])] =
        &[("a.jsonl", lines), ("p.html", PAGE.as_bytes()), ("q.html", PAGE.as_bytes()), ("t.txt", b"Rain.")];
    let kept = read_files(files, SourceSpec::default());
    assert!(kept.iter().all(|read| matches!(read, Read::Document(_))), "{kept:?}");
    let reads = read_files(files, SourceSpec { skip_copies: true, ..SourceSpec::default() });
    let outline: Vec<String> = reads
        .iter()
        .map(|read| match read {
            Read::Document(doc) => doc.id.clone(),
            Read::LeftOut(copy) => {
                format!("{} {} {}", copy.code, copy.id.as_deref().unwrap_or(""), copy.path)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(outline, ["a", "copy b a.jsonl", "c", "p", "copy q q.html", "copy t t.txt"]);
    let Read::LeftOut(copy) = &reads[1] else { panic!() };
    assert!(copy.reason.contains("`a.jsonl`, line 1"), "{}", copy.reason);
}

#[test]
fn no_page_is_too_odd() {
    let deep = format!("{}{PAGE}{}", "<div><b>".repeat(100_000), "</b></div>".repeat(100_000));
    let doc = read("deep.html", deep.as_bytes(), SourceSpec::default());
    assert!(document(&doc[0]).text().contains("The old bridge"));
    for (name, page) in [
        ("openings", "<a <b <c='".repeat(100_000)),
        ("comments", "<!--".repeat(200_000)),
        ("titles", "<title><textarea>".repeat(50_000)),
        ("quotes", "<p a=\"'".repeat(100_000)),
        ("ends", "</p></table></b>".repeat(50_000)),
        ("tables", "<table><tr><td>".repeat(50_000)),
        ("references", "&amp".repeat(100_000)),
        ("nothing", String::from("<html><body></body></html>")),
    ] {
        let reads =
            read("odd.html", page.as_bytes(), SourceSpec { html: HtmlText::Page, ..SourceSpec::default() });
        assert_eq!(reads.len(), 1, "{name}");
    }
    let limits = Limits { max_document_bytes: 1 << 20, ..Limits::default() };
    let large = "<p>words of a page</p>".repeat(100_000);
    let reads = read("large.html", large.as_bytes(), SourceSpec { limits, ..SourceSpec::default() });
    assert_eq!(rejection(&reads[0]).code, "too-large");
}

#[test]
fn odd_characters_come_through() {
    let odd = "Zero\u{200b}width \u{202b}שלום\u{202c} line\u{2028}end\u{2029}x";
    let line = format!("{{\"text\": {}}}\r\n", serde_json::to_string(odd).unwrap());
    assert_eq!(document(&read("a.jsonl", line.as_bytes(), SourceSpec::default())[0]).text(), odd);
    assert_eq!(document(&read("a.txt", odd.as_bytes(), SourceSpec::default())[0]).text(), odd);
    let lone = b"{\"text\": \"half \\ud83d of a pair\"}\n{\"text\": \"Rain.\"}\n";
    let reads = read("a.jsonl", lone, SourceSpec::default());
    assert_eq!((rejection(&reads[0]).code, rejection(&reads[0]).line), ("bad-json", Some(1)));
    assert!(rejection(&reads[0]).reason.contains("surrogate"));
    assert_eq!(document(&reads[1]).text(), "Rain.");
    let page = PAGE.replace("rust has", "rust\u{200b} שלום has");
    let reads = read("a.html", page.as_bytes(), SourceSpec::default());
    assert!(document(&reads[0]).text().contains("rust\u{200b} שלום has"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_so() {
    let reads = read("a.parquet", b"PAR1", SourceSpec::default());
    assert_eq!(rejection(&reads[0]).code, "not-built");
    assert!(rejection(&reads[0]).reason.contains("--features parquet"));
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use std::path::Path;

    use super::*;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    fn write(path: &Path, text: &str) {
        let schema = format!(
            "message m {{ required binary id (UTF8); optional int64 n; required binary {text} (UTF8); }}"
        );
        let file = std::fs::File::create(path).unwrap();
        let schema = std::sync::Arc::new(parse_message_type(&schema).unwrap());
        let mut writer = SerializedFileWriter::new(file, schema, Default::default()).unwrap();
        for group in 0..2 {
            let mut rows = writer.next_row_group().unwrap();
            let strings = |name: &str| -> Vec<ByteArray> {
                (0..3).map(|row| ByteArray::from(format!("{name}{group}{row}").as_str())).collect()
            };
            let mut column = rows.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&strings("d"), None, None).unwrap();
            column.close().unwrap();
            let mut column = rows.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&[1, 2, 3], Some(&[1, 1, 1]), None).unwrap();
            column.close().unwrap();
            let mut column = rows.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&strings("Text "), None, None).unwrap();
            column.close().unwrap();
            rows.close().unwrap();
        }
        writer.close().unwrap();
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.parquet");
        write(&path, "body");
        let bytes = std::fs::read(&path).unwrap();
        let reads = read("a.parquet", &bytes, SourceSpec::default());
        let found: Vec<(&str, &str, u64)> =
            reads.iter().map(document).map(|doc| (doc.id.as_str(), doc.text(), doc.origin.line)).collect();
        assert_eq!(found[0], ("d00", "Text 00", 1));
        assert_eq!((found[5], found.len()), (("d12", "Text 12", 6), 6));
        write(&path, "words");
        let reads = read("a.parquet", &std::fs::read(&path).unwrap(), SourceSpec::default());
        assert!(rejection(&reads[0]).reason.contains("its columns are `id`, `n`, `words`"), "{reads:?}");
        let reads = read("a.parquet", &bytes[..bytes.len() - 10], SourceSpec::default());
        assert_eq!(rejection(&reads[0]).code, "bad-parquet");
    }
}
