//! Compressed input: gzip and Zstandard, told by their first bytes, unpacked as a stream.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

/// What may be unpacked before the ratio counts: short files of one repeated line are no bombs.
const FREE: u64 = 64 << 20;

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    /// By the first bytes.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"\x1f\x8b") {
            Some(Self::Gzip)
        } else if head.starts_with(b"\x28\xb5\x2f\xfd") {
            Some(Self::Zstandard)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstandard => "Zstandard",
        }
    }
}

type Packed = Counting<Box<dyn Read + Send>>;

/// The unpacked bytes of a packed stream, as long as they are not absurdly many.
pub(crate) struct Unpack {
    inner: Inner,
    packing: Packing,
    taken: Arc<AtomicU64>,
    given: u64,
    /// Most bytes that one packed byte may become, once `free` are there.
    ratio: u64,
    free: u64,
}

enum Inner {
    Gzip(Box<MultiGzDecoder<io::BufReader<Packed>>>),
    Zstandard(Box<Frames>),
}

impl Unpack {
    pub(crate) fn new(reader: Box<dyn Read + Send>, packing: Packing, ratio: u64) -> Self {
        let taken = Arc::new(AtomicU64::new(0));
        let packed = Counting { reader, taken: Arc::clone(&taken) };
        let packed = io::BufReader::with_capacity(64 << 10, packed);
        let inner = match packing {
            Packing::Gzip => Inner::Gzip(Box::new(MultiGzDecoder::new(packed))),
            Packing::Zstandard => Inner::Zstandard(Box::new(Frames { packed: Some(packed), frame: None })),
        };
        Self { inner, packing, taken, given: 0, ratio, free: FREE }
    }

    fn explain(&self, error: &io::Error) -> io::Error {
        let (name, at) = (self.packing.name(), self.taken.load(Ordering::Relaxed));
        let message = if error.kind() == io::ErrorKind::UnexpectedEof {
            format!(
                "the {name} data ends in the middle, after {at} bytes: the file was cut off, so fetch it again"
            )
        } else {
            format!("the {name} data is damaged within its first {at} bytes ({error})")
        };
        io::Error::new(io::ErrorKind::InvalidData, message)
    }
}

impl Read for Unpack {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Inner::Gzip(decoder) => decoder.read(buffer),
            Inner::Zstandard(frames) => frames.read(buffer),
        };
        let count = read.map_err(|error| self.explain(&error))?;
        self.given += count as u64;
        let taken = self.taken.load(Ordering::Relaxed);
        if self.given > self.free && self.given / taken.max(1) > self.ratio {
            return Err(io::Error::other(format!(
                "it unpacks to more than {} times its size, as files do that are made to fill memory; raise \
                 `run.max_expansion` if this one is not",
                self.ratio
            )));
        }
        Ok(count)
    }
}

struct Counting<R> {
    reader: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Zstandard frames one after the other, as `cat a.zst b.zst` makes them.
struct Frames {
    packed: Option<io::BufReader<Packed>>,
    frame: Option<StreamingDecoder<io::BufReader<Packed>, ruzstd::decoding::FrameDecoder>>,
}

impl Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(buffer).map_err(eof_inside)?;
                if count > 0 {
                    return Ok(count);
                }
            }
            if let Some(frame) = self.frame.take() {
                self.packed = Some(frame.into_inner());
            }
            let Some(mut packed) = self.packed.take() else { return Ok(0) };
            if io::BufRead::fill_buf(&mut packed)?.is_empty() {
                self.packed = Some(packed);
                return Ok(0);
            }
            let frame = StreamingDecoder::new(packed).map_err(|error| io::Error::other(error.to_string()))?;
            self.frame = Some(frame);
        }
    }
}

/// The decoder wraps the end of its input in an error of its own.
fn eof_inside(error: io::Error) -> io::Error {
    let text = format!("{error:?}");
    if text.contains("UnexpectedEof") || text.contains("failed to fill whole buffer") {
        return io::ErrorKind::UnexpectedEof.into();
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstandard(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn unpack(bytes: Vec<u8>, packing: Packing) -> Result<Vec<u8>, String> {
        assert_eq!(Packing::of(&bytes), Some(packing));
        let mut out = Vec::new();
        let mut unpack = Unpack::new(Box::new(io::Cursor::new(bytes)), packing, 200);
        unpack.free = 1 << 20;
        unpack.read_to_end(&mut out).map(|_| out).map_err(|error| error.to_string())
    }

    #[test]
    fn members_and_frames_are_one_stream() {
        let text: Vec<u8> = (0..10_000u32).flat_map(|number| number.to_le_bytes()).collect();
        for (packing, pack) in
            [(Packing::Gzip, gzip as fn(&[u8]) -> Vec<u8>), (Packing::Zstandard, zstandard)]
        {
            let mut bytes = pack(&text);
            bytes.extend(pack(b"and more"));
            let mut expected = text.clone();
            expected.extend(b"and more");
            assert_eq!(unpack(bytes.clone(), packing), Ok(expected), "{packing:?}");
            bytes.truncate(bytes.len() / 2);
            let cut = unpack(bytes, packing).unwrap_err();
            assert!(cut.contains("ends in the middle"), "{packing:?}: {cut}");
        }
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![b' '; 4 << 20]).unwrap();
        let bomb = encoder.finish().unwrap();
        let error = unpack(bomb, Packing::Gzip).unwrap_err();
        assert!(error.contains("more than 200 times its size"), "{error}");
        assert_eq!(unpack(gzip(&vec![b' '; 1 << 19]), Packing::Gzip).unwrap().len(), 1 << 19);
    }
}
