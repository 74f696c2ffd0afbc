//! Encodings other than UTF-8, where somebody says which.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

/// The encoding of a label such as `windows-1252` or `latin1`, as the Encoding Standard names them.
pub(crate) fn by_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().trim_matches(['"', '\'']).as_bytes())
}

/// The encoding that a byte order mark other than that of UTF-8 declares.
pub(crate) fn by_mark(head: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(head).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8)
}

/// The value of `charset` in a content type.
pub(crate) fn of_content_type(value: &str) -> Option<&str> {
    let lower = value.to_ascii_lowercase();
    let from = lower.find("charset")? + "charset".len();
    let rest = value.get(from..)?.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', ';', ' ', '/', '>']).unwrap_or(rest.len());
    rest.get(..end).filter(|label| !label.is_empty())
}

/// How much of a page is searched for a declaration; the standard asks for 1,024 bytes, pages put it later.
const SEARCHED: usize = 4096;

/// The encoding that the `meta` elements of a page declare, or the declaration of an XML file.
pub(crate) fn of_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..SEARCHED).unwrap_or(bytes).to_ascii_lowercase();
    let text = String::from_utf8_lossy(&head);
    if let Some(label) = text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next()) {
        let quoted = label.split("encoding").nth(1).and_then(|rest| rest.split(['"', '\'']).nth(1));
        if let Some(encoding) = quoted.and_then(by_label) {
            return Some(encoding);
        }
    }
    text.match_indices("<meta").find_map(|(at, _)| {
        let element = text.get(at..)?.split('>').next()?;
        let found = by_label(of_content_type(element)?)?;
        // What can be read as ASCII is not UTF-16, whatever it says.
        let wide = found == encoding_rs::UTF_16LE || found == encoding_rs::UTF_16BE;
        Some(if wide { UTF_8 } else { found })
    })
}

/// Bytes of a stream in another encoding, as UTF-8. What cannot be decoded becomes a byte that is not UTF-8 either, so
/// that the record in which it stands is treated as every other with bad bytes.
pub(crate) struct Transcode {
    reader: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    /// What stands for what cannot be decoded.
    bad: &'static [u8],
}

const CHUNK: usize = 64 << 10;
const BAD: &[u8] = &[0xff];

impl Transcode {
    pub(crate) fn new(reader: Box<dyn Read + Send>, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { reader, decoder, raw: Vec::new(), ready: Vec::new(), at: 0, ended: false, bad: BAD }
    }

    /// UTF-8 in which what is none becomes U+FFFD.
    pub(crate) fn mending(reader: Box<dyn Read + Send>) -> Self {
        Self { bad: "\u{fffd}".as_bytes(), ..Self::new(reader, UTF_8) }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.at = 0;
        while self.ready.is_empty() && !self.ended {
            self.raw.resize(CHUNK, 0);
            let count = self.reader.read(&mut self.raw)?;
            self.ended = count == 0;
            let mut raw = self.raw.get(..count).unwrap_or_default();
            loop {
                let start = self.ready.len();
                let room =
                    self.decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(CHUNK * 3);
                self.ready.resize(start + room, 0);
                let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                    raw,
                    &mut self.ready[start..],
                    self.ended,
                );
                self.ready.truncate(start + written);
                raw = raw.get(read..).unwrap_or_default();
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(..) => self.ready.extend_from_slice(self.bad),
                }
            }
        }
        Ok(())
    }
}

impl Read for Transcode {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() {
            self.refill()?;
        }
        let mut rest = self.ready.get(self.at..).unwrap_or_default();
        let count = rest.read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcode(bytes: &[u8], label: &str) -> Vec<u8> {
        let mut out = Vec::new();
        let reader = Box::new(io::Cursor::new(bytes.to_vec()));
        Transcode::new(reader, by_label(label).unwrap()).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn streams_are_decoded() {
        assert_eq!(transcode(b"caf\xe9 \x93so\x94", "latin1"), "café “so”".as_bytes());
        assert_eq!(transcode(b"\xff\xfeA\0\xac\x20", "utf-16le"), "A€".as_bytes());
        assert_eq!(transcode(b"ok \x81", "shift_jis"), b"ok \xff");
        let long = "žluťoučký kůň ".repeat(8_000);
        let (bytes, ..) = by_label("iso-8859-2").unwrap().encode(&long);
        assert_eq!(transcode(&bytes, "iso-8859-2"), long.as_bytes());
        assert_eq!(by_label("no such thing"), None);
    }

    #[test]
    fn declarations_are_found() {
        let page = |head: &str| of_page(head.as_bytes()).map(Encoding::name);
        assert_eq!(page("<html><META charset='ISO-8859-1'>"), Some("windows-1252"));
        let http = r#"<meta http-equiv="Content-Type" content="text/html; charset=windows-1251" />"#;
        assert_eq!(page(http), Some("windows-1251"));
        assert_eq!(page("<?xml version='1.0' encoding='iso-8859-2'?><html>"), Some("ISO-8859-2"));
        assert_eq!(page("<meta charset=utf-16>"), Some("UTF-8"));
        assert_eq!(page("<meta name=viewport><p>charset=latin1"), None);
        assert_eq!(of_content_type("text/html;charset=\"utf-8\""), Some("utf-8"));
        assert_eq!(of_content_type("text/html"), None);
        assert_eq!(by_mark(b"\xef\xbb\xbfa"), None);
        assert_eq!(by_mark(b"\xff\xfea\0").map(Encoding::name), Some("UTF-16LE"));
    }
}
