//! Lines of a gigabyte, and half a gigabyte of ordinary lines, pass in flat memory.
//!
//! One test in a program of its own, because it looks at the highest memory use of the whole process.

use std::io::{self, Read};

use copydesk_io::{Format, Read as Item, SourceSpec, open_reader};

/// Yields pieces, each repeated so many times, without holding more than one.
struct Synthetic {
    pieces: Vec<(&'static [u8], u64)>,
    at: (usize, u64, usize),
}

impl Read for Synthetic {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            let (piece, done, within) = self.at;
            let Some((bytes, times)) = self.pieces.get(piece) else { break };
            if done == *times {
                self.at = (piece + 1, 0, 0);
                continue;
            }
            let rest = &bytes[within..];
            let count = rest.len().min(buffer.len() - filled);
            buffer[filled..filled + count].copy_from_slice(&rest[..count]);
            filled += count;
            self.at = if count == rest.len() { (piece, done + 1, 0) } else { (piece, done, within + count) };
        }
        Ok(filled)
    }
}

/// The highest resident memory of this process so far, in bytes, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[test]
fn a_gigabyte_passes_in_flat_memory() {
    const BLOCK: &[u8] = &[b'x'; 1 << 16];
    let sentences = "Rain fell on the harbour, and the ferries stayed in port until noon. ".repeat(40);
    let record = format!("{{\"text\":\"{sentences}\"}}\n").into_bytes();
    let record: &[u8] = Box::leak(record.into_boxed_slice());
    let lines = (512 << 20) / record.len() as u64;
    let giga = (1_u64 << 30) / BLOCK.len() as u64;
    let pieces = vec![
        (&b"{\"text\":\"first\"}\n{\"text\":\""[..], 1),
        (BLOCK, giga),
        (&b"\"}\n{\"text\":\"after\"}\n"[..], 1),
        (record, lines),
        (&b"{\"text\":\""[..], 1),
        (BLOCK, giga),
    ];
    let spec = SourceSpec { format: Format::Jsonl, ..SourceSpec::default() };
    let mut source = open_reader(Box::new(Synthetic { pieces, at: (0, 0, 0) }), "big", spec);
    let (mut documents, mut rejected) = (0, Vec::new());
    while let Some(read) = source.next() {
        match read {
            Item::Document(_) => documents += 1,
            Item::Rejected(rejection) => rejected.push(rejection),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(documents, lines + 2);
    assert_eq!(rejected.len(), 2);
    assert_eq!((rejected[0].code, rejected[0].line, rejected[0].offset), ("too-large", Some(2), Some(17)));
    assert!(
        rejected[0].reason.contains("the line of 1073741836 bytes is longer than"),
        "{}",
        rejected[0].reason
    );
    assert_eq!(rejected[1].line, Some(lines + 4));
    let Some(peak) = peak() else {
        eprintln!("skipped: this system does not tell how much memory was used");
        return;
    };
    eprintln!("peak memory: {} MiB, {documents} documents", peak >> 20);
    assert!(peak < 250 << 20, "{} MiB", peak >> 20);
}
