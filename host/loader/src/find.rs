//! Where plugins are looked for.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::LoadError;

/// The library for a plugin's name: in the first of `dirs` that has `libcopydesk_NAME` or `libNAME`, with the
/// system's extension and `-` as `_`.
///
/// # Errors
/// [`LoadError::NotFound`] with what was looked for and where.
pub fn find(name: &str, dirs: &[PathBuf]) -> Result<PathBuf, LoadError> {
    let stem = name.replace('-', "_");
    let plain = !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let file_names =
        vec![format!("{DLL_PREFIX}copydesk_{stem}{DLL_SUFFIX}"), format!("{DLL_PREFIX}{stem}{DLL_SUFFIX}")];
    if plain {
        for dir in dirs {
            for file_name in &file_names {
                let path = dir.join(file_name);
                if path.is_file() {
                    return Ok(path);
                }
            }
        }
    }
    let near = available(dirs).into_iter().map(|(known, _)| known).find(|known| alike(known, &stem));
    Err(LoadError::NotFound { name: name.to_owned(), file_names, dirs: dirs.to_vec(), near })
}

/// Libraries in `dirs` that may be plugins, by name: (plugin name, file), sorted. Files are not opened.
pub fn available(dirs: &[PathBuf]) -> Vec<(String, PathBuf)> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for dir in dirs {
        let Ok(entries) = std::fs::read_dir(dir) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            let Some(stem) = library_stem(&path) else { continue };
            let name = stem.strip_prefix("copydesk_").unwrap_or(&stem).to_owned();
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name, path));
            }
        }
    }
    found.sort();
    found
}

/// `tokenize` for `/some/where/libtokenize.so`.
pub(crate) fn library_stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    Some(name.strip_prefix(DLL_PREFIX)?.strip_suffix(DLL_SUFFIX)?.replace('-', "_"))
}

/// One edit apart, or one begins with the other.
fn alike(a: &str, b: &str) -> bool {
    if a.starts_with(b) || b.starts_with(a) {
        return !a.is_empty() && !b.is_empty();
    }
    let prefix = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let suffix = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    let longer = a.len().max(b.len());
    prefix + suffix + 2 >= longer && a.len().abs_diff(b.len()) <= 1
}

/// SHA-256 of a file in lower-case hexadecimal.
///
/// # Errors
/// [`LoadError::Unreadable`].
pub fn sha256_of(path: &Path) -> Result<String, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(unreadable)? {
            0 => break,
            len => hash.update(&buffer[..len]),
        }
    }
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _infallible = write!(text, "{byte:02x}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_paths_are_never_joined() {
        for name in ["../evil", "a/b", "", "a\0b"] {
            assert!(matches!(find(name, &[PathBuf::from("/")]), Err(LoadError::NotFound { .. })), "{name}");
        }
    }

    #[test]
    fn near_names() {
        assert!(alike("tokenize", "tokenise") && alike("summarize", "summarise") && alike("date", "dates"));
        assert!(!alike("tokenize", "entities"));
    }
}
