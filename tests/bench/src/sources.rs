//! What reading costs before any stage, and with the story told from the furniture: megabytes of input a second, one
//! thread.

use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use copydesk::core::names;
use copydesk::io::{Format, Read, SourceSpec, open_reader};
use copydesk_clean::Clean;
use copydesk_sdk::Document;

use crate::host::{BATCH, Host};
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
    measure("one text", &[shared(&texts.concat())], Format::Text)?;
    measure("texts", &texts.iter().map(|text| shared(text)).collect::<Vec<_>>(), Format::Text)?;
    measure("jsonl", &[lines.into()], Format::Jsonl)?;
    if let Some(folder) = &options.pages {
        let pages = load(folder)?;
        let bytes = size(&pages);
        let seconds = seconds_per_call(3, 1, || drain(&pages, Format::Html));
        say(&format!("html: {} pages, {:.1} MB, {:.1} MB/s", pages.len(), mb(bytes), mb(bytes) / seconds));
        let archive = [web_archive(&pages).into()];
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
fn web_archive(pages: &[Arc<[u8]>]) -> Vec<u8> {
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

fn shared(text: &str) -> Arc<[u8]> {
    text.as_bytes().into()
}

/// Reads the inputs, and reads and cleans them.
fn measure(name: &str, inputs: &[Arc<[u8]>], format: Format) -> Result<()> {
    let speed = |seconds: f64| mb(size(inputs)) / seconds;
    let read = speed(seconds_per_call(9, 1, || drain(inputs, format)));
    let mut host = Host::<Clean>::new(&[names::SEGMENTS])?;
    let cleaned = speed(seconds_per_call(9, 1, || clean(inputs, format, &mut host)));
    let size = mb(size(inputs));
    say(&format!("{name}: {size:.1} MB, read {read:.0} MB/s, read and cleaned {cleaned:.0} MB/s"));
    Ok(())
}

fn size(inputs: &[Arc<[u8]>]) -> usize {
    inputs.iter().map(|bytes| bytes.len()).sum()
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// The documents of some inputs, one input after the other.
fn documents(inputs: &[Arc<[u8]>], format: Format) -> impl Iterator<Item = Document> {
    let mut spec = SourceSpec { format, ..SourceSpec::default() };
    spec.limits.max_document_bytes = 1 << 30;
    inputs.iter().flat_map(move |bytes| {
        let mut source = open_reader(Box::new(Cursor::new(Arc::clone(bytes))), "bench", spec.clone());
        std::iter::from_fn(move || source.next().map(Read::made)).filter_map(|read| match read {
            Read::Document(doc) => Some(doc),
            _ => None,
        })
    })
}

fn drain(inputs: &[Arc<[u8]>], format: Format) {
    documents(inputs, format).for_each(|doc| drop(std::hint::black_box(doc)));
}

/// Reads and cleans, a batch at a time, as a run without sinks does.
fn clean(inputs: &[Arc<[u8]>], format: Format, host: &mut Host<Clean>) {
    let mut documents = documents(inputs, format);
    loop {
        let mut batch: Vec<Document> = documents.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        host.run(&mut batch);
        std::hint::black_box(&batch);
    }
}

fn load(folder: &Path) -> Result<Vec<Arc<[u8]>>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.iter().map(|path| Ok(unpacked(path)?.into())).collect()
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
