//! Lines of a stream of any length in bounded memory.

use std::io::{self, BufRead, BufReader, Read};

/// Chunk that is read at once.
const CHUNK: usize = 256 << 10;
/// A line buffer above this size is given back before the next line.
const KEEP: usize = 4 << 20;

/// Splits a stream into lines and knows where each began.
pub(crate) struct Lines<R> {
    reader: BufReader<R>,
    buffer: Vec<u8>,
    limit: usize,
    number: u64,
    offset: u64,
}

/// One line of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// Counted from 1.
    pub(crate) number: u64,
    /// Byte offset of its first byte in the stream.
    pub(crate) offset: u64,
    /// Its length without the line feed, which counts where the line was skipped.
    pub(crate) length: u64,
    /// Whether it exceeds the limit; its bytes are then not held.
    pub(crate) too_long: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of `reader`; those over `limit` bytes are skipped.
    pub(crate) fn new(reader: R, limit: usize) -> Self {
        Self {
            reader: BufReader::with_capacity(CHUNK, reader),
            buffer: Vec::new(),
            limit,
            number: 0,
            offset: 0,
        }
    }

    /// The next line; its bytes are in [`Lines::bytes`].
    pub(crate) fn advance(&mut self) -> io::Result<Option<Line>> {
        if self.buffer.capacity() > KEEP {
            self.buffer = Vec::new();
        }
        self.buffer.clear();
        let most = (self.limit as u64).saturating_add(2);
        let read = (&mut self.reader).take(most).read_until(b'\n', &mut self.buffer)? as u64;
        if read == 0 {
            return Ok(None);
        }
        let mut length = read;
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
            length -= 1;
        } else if read == most {
            // The tail is read through the same chunk and thrown away.
            self.buffer = Vec::new();
            let rest = self.reader.skip_until(b'\n')? as u64;
            length += rest;
            self.number += 1;
            let line = Line { number: self.number, offset: self.offset, length, too_long: true };
            self.offset += length;
            return Ok(Some(line));
        }
        self.number += 1;
        let offset = self.offset;
        self.offset += read;
        if self.number == 1 && self.buffer.starts_with(crate::decode::BOM) {
            self.buffer.drain(..crate::decode::BOM.len());
        }
        Ok(Some(Line { number: self.number, offset, length, too_long: length > self.limit as u64 }))
    }

    /// The bytes of the line last read, without its line feed and without a byte order mark.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// The number of the line last read.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The offset behind the line last read.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &str, limit: usize) -> Vec<(u64, u64, u64, bool, String)> {
        let mut lines = Lines::new(input.as_bytes(), limit);
        let mut found = Vec::new();
        while let Some(line) = lines.advance().unwrap() {
            let text = String::from_utf8(lines.bytes().to_vec()).unwrap();
            found.push((line.number, line.offset, line.length, line.too_long, text));
        }
        found
    }

    #[test]
    fn lines_know_their_place() {
        let row = |number, offset, length, too_long, text: &str| {
            (number, offset, length, too_long, text.to_owned())
        };
        assert_eq!(all("", 4), []);
        assert_eq!(
            all("ab\n\ncd", 4),
            [row(1, 0, 2, false, "ab"), row(2, 3, 0, false, ""), row(3, 4, 2, false, "cd")]
        );
        assert_eq!(all("\u{feff}ab\nc", 8), [row(1, 0, 5, false, "ab"), row(2, 6, 1, false, "c")]);
        let found = all("abcdefghij\nkl\nmnopqrst", 4);
        let places: Vec<_> = found.iter().map(|line| (line.0, line.1, line.3)).collect();
        assert_eq!(places, [(1, 0, true), (2, 11, false), (3, 14, true)]);
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        assert_eq!(all("abcd\nabcde\n", 4).iter().map(|line| line.3).collect::<Vec<_>>(), [false, true]);
        assert_eq!(all("abcd", 4).iter().map(|line| line.3).collect::<Vec<_>>(), [false]);
        assert_eq!(all("abcde", 4).iter().map(|line| line.3).collect::<Vec<_>>(), [true]);
        assert_eq!(all("abcdef\nx", 4).iter().map(|line| line.1).collect::<Vec<_>>(), [0, 7]);
    }
}
