//! What kind of file something is.

use std::path::Path;

use crate::Format;
use crate::decode::BOM;
use crate::feed::is_feed;

/// The schema of copydesk's document lines.
pub(crate) const DOCUMENT_SCHEMA: &str = "copydesk.document/1";

/// Extensions that are left out of folders: files that hold no report, or none that this version reads.
const UNREADABLE: &[&str] = &[
    "7z", "a", "avi", "bin", "bmp", "bz2", "c", "class", "cpp", "css", "db", "dll", "doc", "docx", "dylib",
    "epub", "exe", "flac", "gif", "h", "ico", "jar", "jpeg", "jpg", "js", "lock", "log", "m4a", "mkv", "mov",
    "mp3", "mp4", "mpg", "npy", "npz", "o", "odp", "ods", "odt", "ogg", "otf", "part", "pdf", "pickle",
    "pkl", "png", "ppt", "pptx", "ps", "py", "pyc", "rar", "rs", "rtf", "sh", "so", "sqlite", "svg", "tar",
    "tgz", "tif", "tiff", "toml", "ttf", "wasm", "wav", "webm", "webp", "woff", "woff2", "xls", "xlsx",
    "xml", "xz", "yaml", "yml", "zip",
];

/// The extension of a path in lower case; of a packed file, the one before that of the packing.
pub(crate) fn extension(path: &Path) -> String {
    let last = |path: &Path| {
        path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
    };
    match last(path).as_str() {
        "gz" | "zst" | "zstd" => last(&path.with_extension("")),
        other => other.to_owned(),
    }
}

/// Whether a file found in a folder is left alone because of its extension.
pub(crate) fn is_left_out(path: &Path) -> bool {
    UNREADABLE.binary_search(&extension(path).as_str()).is_ok()
}

/// The format of a file from its extension and its first bytes. The extension decides where it says something.
pub(crate) fn detect(extension: &str, head: &[u8]) -> Format {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    match extension {
        "txt" | "text" | "md" | "markdown" => Format::Text,
        "html" | "htm" | "xhtml" => Format::Html,
        "warc" => Format::Warc,
        "rss" | "atom" => Format::Feed,
        "csv" => Format::Csv,
        "tsv" => Format::Tsv,
        "parquet" => Format::Parquet,
        "jsonl" | "ndjson" => lines_or_documents(head),
        "conllu" => Format::Conllu,
        "conll" | "bio" | "iob" | "iob2" => Format::Conll,
        "json" if head.trim_ascii_start().starts_with(b"[") => Format::Json,
        _ => by_content(head),
    }
}

fn lines_or_documents(head: &[u8]) -> Format {
    if own_schema(head).as_deref() == Some(DOCUMENT_SCHEMA) { Format::Documents } else { Format::Jsonl }
}

fn first_line(head: &[u8]) -> (&[u8], bool) {
    let head = head.trim_ascii_start();
    match head.iter().position(|&byte| byte == b'\n') {
        Some(end) => (&head[..end], true),
        None => (head, false),
    }
}

fn by_content(head: &[u8]) -> Format {
    let (line, whole) = first_line(head);
    if line.starts_with(b"{") {
        // One object over several lines is one JSON file; one object on one line is a file of one JSON line.
        let is_object = || serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
        return if !whole || is_object() {
            lines_or_documents(head)
        } else if own_object_opens(line) {
            Format::Json
        } else {
            Format::Jsonl
        };
    }
    if line.starts_with(b"[") {
        let rest = head.trim_ascii_start().get(1..).unwrap_or_default();
        if rest.trim_ascii_start().starts_with(b"{") {
            return Format::Json;
        }
    }
    if line.starts_with(b"-DOCSTART-") {
        return Format::Conll;
    }
    if line.starts_with(b"WARC/") {
        return Format::Warc;
    }
    if is_feed(head) {
        return Format::Feed;
    }
    if is_html(line) {
        return Format::Html;
    }
    if is_conllu(head) { Format::Conllu } else { Format::Text }
}

/// Whether a page of HTML begins so.
fn is_html(line: &[u8]) -> bool {
    let head = line.get(..200).unwrap_or(line).to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<?xml"].iter().any(|start| head.starts_with(start))
}

/// Whether the line is the beginning of an object that goes on, not a broken JSON line.
fn own_object_opens(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line == b"{" || line.ends_with(b",") || line.ends_with(b"{") || line.ends_with(b"[")
}

fn is_conllu(head: &[u8]) -> bool {
    for line in head.split(|&byte| byte == b'\n').take(20) {
        let marks: [&[u8]; 5] = [b"# newdoc", b"# newpar", b"# sent_id", b"# text =", b"# global.columns"];
        if marks.iter().any(|mark| line.starts_with(mark)) {
            return true;
        }
        if line.starts_with(b"#") || line.trim_ascii().is_empty() {
            continue;
        }
        let columns = line.split(|&byte| byte == b'\t').count();
        return columns == 10 && line.first().is_some_and(u8::is_ascii_digit);
    }
    false
}

/// The value of `"schema"` where a line begins with one of copydesk's, as every line that copydesk writes does.
pub(crate) fn own_schema(head: &[u8]) -> Option<String> {
    let (line, _) = first_line(head.strip_prefix(BOM).unwrap_or(head));
    let rest = line.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"schema\"")?;
    let rest = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = rest.iter().position(|&byte| byte == b'"')?;
    let schema = std::str::from_utf8(rest.get(..end)?).ok()?;
    schema.starts_with("copydesk.").then(|| schema.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_for_the_search() {
        assert!(UNREADABLE.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn formats_are_told_apart() {
        let own = r#"{"schema":"copydesk.document/1","id":"a"}"#;
        let cases = [
            ("txt", "{\"text\": 1}", Format::Text),
            ("md", "# newdoc", Format::Text),
            ("jsonl", "garbage", Format::Jsonl),
            ("ndjson", own, Format::Documents),
            ("jsonl", &format!("\u{feff}\n {own}"), Format::Documents),
            ("conllu", "", Format::Conllu),
            ("bio", "", Format::Conll),
            ("json", "[\n]", Format::Json),
            ("json", "{\n \"text\": \"a\"\n}", Format::Json),
            ("json", "{ \"id\": 1,\n \"text\": \"a\"\n}", Format::Json),
            ("json", "{\"text\": \"a\"}\n{\"text\": \"b\"}", Format::Jsonl),
            ("json", "{\"text\": \"a\"", Format::Jsonl),
            ("", own, Format::Documents),
            ("", "{\"text\": \"a\"}", Format::Jsonl),
            ("", "{\"text\": \"a\n{\"text\": \"b\"}", Format::Jsonl),
            ("", "[{\"text\": \"a\"}]", Format::Json),
            ("", "[Update] Rain", Format::Text),
            ("", "-DOCSTART- O\n\nRain O", Format::Conll),
            ("", "# newdoc id = a\n", Format::Conllu),
            ("", "1\tRain\t_\t_\t_\t_\t_\t_\t_\t_\n", Format::Conllu),
            ("html", "Rain fell.", Format::Html),
            ("tsv", "text\tid", Format::Tsv),
            ("parquet", "PAR1", Format::Parquet),
            ("", "\n<!DOCTYPE HTML>\n<title>", Format::Html),
            ("", "<?xml version=\"1.0\"?><html>", Format::Html),
            ("xml", "<?xml version=\"1.0\"?>\n<rss>", Format::Feed),
            ("", "WARC/1.0\r\n", Format::Warc),
            ("", "Rain fell.", Format::Text),
            ("", "", Format::Text),
        ];
        for (extension, head, expected) in cases {
            assert_eq!(detect(extension, head.as_bytes()), expected, "{extension} {head}");
        }
    }

    #[test]
    fn own_files_are_known() {
        assert_eq!(own_schema(br#"{"schema":"copydesk.entity/1"}"#).as_deref(), Some("copydesk.entity/1"));
        assert_eq!(own_schema(br#"{"schema":"other"}"#), None);
        assert_eq!(own_schema(b"text"), None);
    }
}
