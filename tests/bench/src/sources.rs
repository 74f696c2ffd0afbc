//! What reading costs before any stage: megabytes of input a second, one thread.

use std::io::{Cursor, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use copydesk::io::{Format, Read, SourceSpec, open_reader};

use crate::measure::{say, seconds_per_call};
use crate::{Options, corpus};

/// Text and JSON lines, plain and packed; pages of HTML where `--pages` names a folder of `.html` or `.html.gz` files.
pub(crate) fn run(options: &Options) -> Result<()> {
    let texts = corpus::texts(options.corpus.as_deref(), 8 << 20)?;
    let lines: Vec<u8> = texts
        .iter()
        .flat_map(|text| {
            let mut line = serde_json::json!({ "text": text }).to_string().into_bytes();
            line.push(b'\n');
            line
        })
        .collect();
    let text = texts.concat().into_bytes();
    measure("text", &text, Format::Text);
    measure("jsonl", &lines, Format::Jsonl);
    if let Some(folder) = &options.pages {
        let pages = load(folder)?;
        let bytes: usize = pages.iter().map(Vec::len).sum();
        let seconds = seconds_per_call(3, 1, || {
            for page in &pages {
                drain(page, Format::Html);
            }
        });
        say(&format!("html: {} pages, {:.1} MB, {:.1} MB/s", pages.len(), mb(bytes), mb(bytes) / seconds));
        let archive = web_archive(&pages);
        let seconds = seconds_per_call(3, 1, || drain(&archive, Format::Warc));
        say(&format!(
            "web archive of these pages: {:.1} MB of HTML, {:.1} MB/s",
            mb(bytes),
            mb(bytes) / seconds
        ));
    }
    Ok(())
}

/// The pages as a crawler keeps them: a response of HTTP in a record each, not packed.
fn web_archive(pages: &[Vec<u8>]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", page.len());
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\n\
             WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            head.len() + page.len()
        );
        for part in [record.as_bytes(), head.as_bytes(), page, b"\r\n\r\n"] {
            archive.extend_from_slice(part);
        }
    }
    archive
}

fn measure(name: &str, bytes: &[u8], format: Format) {
    let seconds = seconds_per_call(5, 1, || drain(bytes, format));
    say(&format!("{name}: {:.1} MB, {:.0} MB/s", mb(bytes.len()), mb(bytes.len()) / seconds));
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn drain(bytes: &[u8], format: Format) {
    let mut spec = SourceSpec { format, ..SourceSpec::default() };
    spec.limits.max_document_bytes = 1 << 30;
    let mut source = open_reader(Box::new(Cursor::new(bytes.to_vec())), "bench", spec);
    let mut documents = 0;
    while let Some(read) = source.next().map(Read::made) {
        documents += usize::from(matches!(read, Read::Document(_)));
    }
    std::hint::black_box(documents);
}

fn load(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.iter().map(|path| unpacked(path)).collect()
}

fn unpacked(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if !bytes.starts_with(b"\x1f\x8b") {
        return Ok(bytes);
    }
    let mut page = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut page)?;
    Ok(page)
}
