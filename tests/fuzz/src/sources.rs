//! Sources: whatever the bytes, each record becomes a document or is refused with a reason.

use std::io::Cursor;

use copydesk_io::{Format, HtmlText, InvalidUtf8, Read, SourceSpec, open_reader, sha256_hex};

const FORMATS: [Format; 12] = [
    Format::Auto,
    Format::Text,
    Format::Jsonl,
    Format::Json,
    Format::Documents,
    Format::Conll,
    Format::Conllu,
    Format::Html,
    Format::Warc,
    Format::Feed,
    Format::Csv,
    Format::Tsv,
];
const ENCODINGS: [Option<&str>; 4] = [None, None, Some("windows-1252"), Some("utf-16le")];
/// Largest document, in bytes: small, so that the limit is met.
const LARGEST: u64 = 4 << 10;

/// Beginnings of packed files: gzip and Zstandard.
const PACKED: [&[u8]; 2] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd"];

/// The first byte chooses the format, the second how it is read; the rest is the file.
pub fn sources(data: &[u8]) {
    let Some((&[format, choice], bytes)) = data.split_first_chunk() else { return };
    let mut spec = SourceSpec {
        format: FORMATS[usize::from(format) % FORMATS.len()],
        encoding: ENCODINGS[usize::from(choice) % 4].map(str::to_owned),
        tagged_entities: choice & 4 > 0,
        skip_copies: choice & 8 > 0,
        html: if choice & 16 > 0 { HtmlText::Page } else { HtmlText::Story },
        ..SourceSpec::default()
    };
    spec.limits.max_document_bytes = LARGEST;
    if choice & 32 > 0 {
        spec.limits.invalid_utf8 = InvalidUtf8::Replace;
    }
    let first = read(bytes, &spec);
    assert_eq!(first, read(bytes, &spec), "the same bytes gave other records");
}

/// What became of each record: the ids and hashes of documents, the codes of the others.
fn read(bytes: &[u8], spec: &SourceSpec) -> Vec<(String, String)> {
    let mut source = open_reader(Box::new(Cursor::new(bytes.to_vec())), "fuzzed", spec.clone());
    let mut records = Vec::new();
    let mut ids = std::collections::HashSet::new();
    while let Some(read) = source.next().map(Read::made) {
        // Every record takes a byte at least, and the file may be refused once. Packed bytes hold more.
        let is_packed = PACKED.iter().any(|magic| bytes.starts_with(magic));
        assert!(is_packed || records.len() <= bytes.len() + 1, "records without end");
        match read {
            Read::Document(doc) => {
                assert!(!doc.text().trim().is_empty(), "a document without text");
                assert!(doc.text().len() as u64 <= LARGEST, "a document of {} bytes", doc.text().len());
                assert_eq!(doc.origin.sha256, sha256_hex(doc.text().as_bytes()));
                assert!(!doc.id.is_empty() && ids.insert(doc.id.clone()), "id `{}` twice", doc.id);
                records.push((doc.id, doc.origin.sha256));
            }
            Read::Rejected(refused) | Read::LeftOut(refused) => {
                assert!(!refused.code.is_empty() && !refused.reason.is_empty(), "refused without a reason");
                records.push((refused.code.to_owned(), refused.reason));
            }
            Read::Raw(_) => unreachable!("it has been made a document"),
        }
    }
    records
}
