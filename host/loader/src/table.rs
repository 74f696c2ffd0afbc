//! From a file to a checked plugin table.

use std::path::Path;

use copydesk_abi as abi;
use libloading::Library;

use crate::LoadError;
use crate::find::library_stem;

/// A plugin table that passed every check: complete, of this major version, no function missing.
pub(crate) type Table = &'static abi::Plugin;

/// What a plugin table begins with in every version of the boundary.
#[repr(C)]
struct Head {
    magic: u64,
    struct_size: u32,
    abi_major: u32,
}

/// Opens the library and finds, calls and checks its entry. The library stays open for ever.
pub(crate) fn open(path: &Path) -> Result<Table, LoadError> {
    let stem = library_stem(path).unwrap_or_else(|| {
        path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().replace('-', "_"))
    });
    let library = open_library(path)?;
    // Leaked before anything in it runs: code that may hold threads or thread-locals is never unmapped.
    let library: &'static Library = Box::leak(Box::new(library));
    let symbol = format!("{}{stem}", abi::SYMBOL_PREFIX);
    // SAFETY: a symbol of this name has the type `Entry` by the rule in copydesk.h.
    let entry = unsafe { library.get::<abi::Entry>(symbol.as_bytes()) };
    let Ok(entry) = entry else {
        return Err(match other_major(library, &stem) {
            Some(theirs) => LoadError::Major { path: path.to_owned(), theirs, ours: abi::ABI_MAJOR },
            None => LoadError::NoEntry { path: path.to_owned(), symbol },
        });
    };
    from_entry(*entry, path)
}

#[cfg(unix)]
fn open_library(path: &Path) -> Result<Library, LoadError> {
    use libloading::os::unix::{Library as Unix, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: opening runs the library's initialisers; the user chose this file by configuring its folder.
    let opened = unsafe { Unix::open(Some(path), RTLD_NOW | RTLD_LOCAL) };
    opened.map(Into::into).map_err(|source| LoadError::NotALibrary { path: path.to_owned(), source })
}

#[cfg(not(unix))]
fn open_library(path: &Path) -> Result<Library, LoadError> {
    // SAFETY: opening runs the library's initialisers; the user chose this file by configuring its folder.
    let opened = unsafe { Library::new(path) };
    opened.map_err(|source| LoadError::NotALibrary { path: path.to_owned(), source })
}

/// The major version of a plugin that has an entry, but not one of ours.
fn other_major(library: &Library, stem: &str) -> Option<u32> {
    (0..16).filter(|major| *major != abi::ABI_MAJOR).find(|major| {
        // SAFETY: the symbol is only looked up, never called, so its type does not matter.
        unsafe { library.get::<*const ()>(format!("copydesk_v{major}_{stem}").as_bytes()) }.is_ok()
    })
}

/// Calls an entry function and checks the table that it returns. `path` names the plugin in messages; for an
/// entry linked into the program it can be any words.
///
/// # Errors
/// [`LoadError::Major`], [`LoadError::Minor`] or [`LoadError::Broken`].
pub fn from_entry(entry: abi::Entry, path: &Path) -> Result<Table, LoadError> {
    let broken = |what: &str| LoadError::Broken { path: path.to_owned(), what: what.to_owned() };
    // SAFETY: an entry function takes nothing and returns a table or null, by the rule in copydesk.h.
    let table = unsafe { entry() };
    if table.is_null() {
        return Err(broken("its entry function returned no table"));
    }
    if !table.is_aligned() {
        return Err(broken("its table is not aligned"));
    }
    // Only the fields that every version begins with are read before the size is known.
    // SAFETY: not null, aligned; every version begins with these fields.
    let head = unsafe { table.cast::<Head>().read() };
    if head.magic != abi::MAGIC {
        return Err(broken("its table does not begin with the magic number"));
    }
    let (size, major) = (head.struct_size as usize, head.abi_major);
    if major != abi::ABI_MAJOR {
        return Err(LoadError::Major { path: path.to_owned(), theirs: major, ours: abi::ABI_MAJOR });
    }
    if size < size_of::<abi::Plugin>() {
        let least = size_of::<abi::Plugin>();
        return Err(broken(&format!("its table is cut short: {size} bytes, version {major}.0 has {least}")));
    }
    // SAFETY: the table says that it is long enough, and it lives for ever by the rule in copydesk.h.
    let table: Table = unsafe { &*table };
    if table.abi_minor_needed > abi::ABI_MINOR {
        return Err(LoadError::Minor {
            path: path.to_owned(),
            major,
            needed: table.abi_minor_needed,
            ours: abi::ABI_MINOR,
        });
    }
    let missing = [
        (table.load.is_none(), "load"),
        (table.open.is_none(), "open"),
        (table.process.is_none(), "process"),
        (table.close.is_none(), "close"),
        (table.unload.is_none(), "unload"),
    ];
    let missing: Vec<&str> = missing.into_iter().filter_map(|(gone, name)| gone.then_some(name)).collect();
    if !missing.is_empty() {
        return Err(broken(&format!("its table lacks the function `{}`", missing.join("`, `"))));
    }
    Ok(table)
}
