//! Finds plugin libraries, checks them and makes [`Plugin`](copydesk_core::Plugin)s of them.
//!
//! A native plugin is code in this process: the checks here stop mistakes (a wrong version, bad offsets, broken
//! UTF-8, a call after its time), never malice. Use it for hosts that load stages from files; a program that links
//! its stages needs only [`StaticPlugin`](copydesk_core::StaticPlugin).
//!
//! Libraries are looked for in the folders that the caller names and nowhere else, are opened by absolute path, and are
//! never unloaded: unloading code that may have thread-local destructors is unsound (rust-lang/rust#59629).

mod convert;
mod error;
mod find;
mod host;
mod plugin;
mod table;

pub use error::LoadError;
pub use find::{available, find, sha256_of};
pub use plugin::LoadedPlugin;
pub use table::from_entry;

pub use copydesk_abi::HEADER;

use std::path::Path;

/// Opens the library at `path` and checks its table. With a `pin`, the file's SHA-256 must be that, in hexadecimal.
///
/// # Errors
/// Each way in which this can go wrong has its own [`LoadError`], which names the file and says what to do.
pub fn load(path: &Path, pin: Option<&str>) -> Result<LoadedPlugin, LoadError> {
    let path =
        path.canonicalize().map_err(|source| LoadError::Unreadable { path: path.to_owned(), source })?;
    if let Some(pin) = pin {
        let found = sha256_of(&path)?;
        if !found.eq_ignore_ascii_case(pin) {
            return Err(LoadError::Pin { path, pin: pin.to_owned(), found });
        }
    }
    let table = table::open(&path)?;
    LoadedPlugin::new(path, table)
}
