//! Bytes made on several threads and taken in order.

use copydesk_core::parallel;

use crate::IoError;

/// Takes bytes as they are ready.
pub(crate) type Emit<'e> = dyn FnMut(&[u8]) -> Result<(), IoError> + 'e;

/// Chunks that each thread makes before they are taken.
const CHUNKS: usize = 4;

/// Makes bytes of `items`, `chunk` of them at a time, on up to `threads` threads, and hands them on in order. `make` gets
/// the number of its first item.
///
/// Files are larger than the texts that they are about: only a few chunks are held at once, never a whole file.
///
/// # Errors
/// The first error of `make` or `emit`, in the order of the items.
pub(crate) fn in_order<T: Sync>(
    threads: usize,
    chunk: usize,
    items: &[T],
    make: impl Fn(usize, &[T], &mut Vec<u8>) -> Result<(), IoError> + Sync,
    emit: &mut Emit<'_>,
) -> Result<(), IoError> {
    let run = chunk.max(1) * CHUNKS * threads.max(1);
    for (number, items) in items.chunks(run).enumerate() {
        let made = parallel(threads, chunk, items, |first, items| {
            let mut bytes = Vec::new();
            make(number * run + first, items, &mut bytes).map(|()| bytes)
        });
        for bytes in made {
            emit(&bytes?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(threads: usize, chunk: usize, bad: Option<u32>) -> (Vec<u8>, Result<(), IoError>) {
        let items: Vec<u32> = (0..1000).collect();
        let mut taken = Vec::new();
        let result = in_order(
            threads,
            chunk,
            &items,
            |first, items, out| {
                assert_eq!(items.first(), Some(&(first as u32)));
                if items.iter().any(|item| Some(*item) == bad) {
                    return Err(IoError::NoInput);
                }
                items.iter().for_each(|item| out.extend(format!("{item},").bytes()));
                Ok(())
            },
            &mut |bytes| {
                taken.extend_from_slice(bytes);
                Ok(())
            },
        );
        (taken, result)
    }

    #[test]
    fn the_order_is_that_of_the_items() {
        let (expected, _) = run(1, 1000, None);
        for (threads, chunk) in [(1, 1), (2, 7), (3, 64), (8, 0), (2, 5000)] {
            let (taken, result) = run(threads, chunk, None);
            assert!(result.is_ok());
            assert_eq!(taken, expected, "{threads} threads, {chunk} at a time");
        }
    }

    #[test]
    fn an_error_ends_it_behind_what_is_sound() {
        let (taken, result) = run(2, 10, Some(505));
        assert!(matches!(result, Err(IoError::NoInput)));
        assert!(taken.ends_with(b"499,"), "chunks before that of the error are taken, none after it");
    }
}
