//! Which files a source reads, in an order that is the same on every machine.

use std::collections::{BTreeMap, HashSet};
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use crate::detect::{extension, is_left_out};
use crate::{Input, IoError, SourceSpec};

/// All that a source will read.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) roots: Vec<Root>,
    pub(crate) entries: Vec<Entry>,
}

/// Something that the user named.
#[derive(Debug)]
pub(crate) struct Root {
    /// Where it is.
    path: PathBuf,
    /// How it is shown: as given, but an absolute path by its last part only, so that results do not
    /// depend on where a folder lies.
    shown: String,
    /// Whether it is a file that was named itself.
    pub(crate) is_file: bool,
}

/// A file to read.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) root: u32,
    /// Relative to the root; empty where the root is the file.
    relative: Box<Path>,
    /// Why it cannot be read, where that is known already.
    pub(crate) problem: Option<String>,
    /// Its size, as far as it is known.
    pub(crate) bytes: u64,
}

impl Listing {
    /// The file's real path.
    pub(crate) fn path(&self, entry: &Entry) -> PathBuf {
        let root = &self.roots[entry.root as usize];
        if entry.relative.as_os_str().is_empty() {
            root.path.clone()
        } else {
            root.path.join(&entry.relative)
        }
    }

    /// The file's path as it is shown.
    pub(crate) fn shown(&self, entry: &Entry) -> String {
        let shown = self.roots[entry.root as usize].shown.trim_end_matches('/');
        match (shown, slashes(&entry.relative)) {
            ("", relative) => relative,
            (shown, relative) if relative.is_empty() => shown.to_owned(),
            (shown, relative) => format!("{shown}/{relative}"),
        }
    }

    /// The id of a document that is this file: relative path without extension, nor that of a packing.
    pub(crate) fn id(&self, entry: &Entry) -> String {
        let path = if entry.relative.as_os_str().is_empty() {
            let root = &self.roots[entry.root as usize].path;
            PathBuf::from(root.file_name().unwrap_or(root.as_os_str()))
        } else {
            entry.relative.to_path_buf()
        };
        let packed = path.extension().is_some_and(|extension| extension == "gz" || extension == "zst");
        let path = if packed { path.with_extension("") } else { path };
        slashes(&path.with_extension(""))
    }
}

/// A path with `/` between its parts on every system.
fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// Lists what a source reads.
pub(crate) fn list(spec: &SourceSpec) -> Result<Listing, IoError> {
    let Input::Files { paths, include, exclude, base } = &spec.input else { return Ok(Listing::default()) };
    if paths.is_empty() {
        return Err(IoError::NoInput);
    }
    let include = if include.is_empty() { None } else { Some(patterns(include)?) };
    let finder = Finder { include, exclude: patterns(exclude)? };
    let mut listing = Listing::default();
    let mut seen = HashSet::new();
    for given in paths {
        let path = base.as_ref().map_or_else(|| given.clone(), |base| base.join(given));
        let first = listing.entries.len();
        finder.add(given, path, &mut listing)?;
        if paths.len() > 1 {
            drop_repeated(&mut listing, first, &mut seen);
        }
    }
    Ok(listing)
}

/// A file that two names lead to is read once.
fn drop_repeated(listing: &mut Listing, first: usize, seen: &mut HashSet<PathBuf>) {
    for entry in listing.entries.split_off(first) {
        let path: PathBuf =
            listing.path(&entry).components().filter(|part| *part != Component::CurDir).collect();
        if seen.insert(path) {
            listing.entries.push(entry);
        } else {
            log::debug!("{} is named twice and read once", listing.shown(&entry));
        }
    }
}

fn pattern(text: &str) -> Result<GlobMatcher, IoError> {
    let glob = GlobBuilder::new(text).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| bad_pattern(text, &error))
}

fn bad_pattern(text: &str, error: &globset::Error) -> IoError {
    IoError::BadPattern { pattern: text.to_owned(), message: error.kind().to_string() }
}

/// A set of patterns; those without a slash match names at any depth.
fn patterns(texts: &[String]) -> Result<GlobSet, IoError> {
    let mut set = GlobSetBuilder::new();
    for text in texts {
        let text = text.trim_end_matches('/');
        let anywhere = format!("**/{text}");
        let text = if text.contains('/') { text } else { anywhere.as_str() };
        let glob = GlobBuilder::new(text).literal_separator(true).build();
        set.add(glob.map_err(|error| bad_pattern(text, &error))?);
    }
    set.build().map_err(|error| bad_pattern(&texts.join(", "), &error))
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

struct Finder {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

/// What a walk is for: everything in a folder, or what a pattern matches.
struct Walk<'a> {
    root: u32,
    path: &'a Path,
    matcher: Option<&'a GlobMatcher>,
    hidden: bool,
    depth: usize,
}

impl Finder {
    fn add(&self, given: &Path, path: PathBuf, listing: &mut Listing) -> Result<(), IoError> {
        let root = listing.roots.len() as u32;
        let text = slashes(given);
        match std::fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => {
                listing.roots.push(Root { path: path.clone(), shown: shown(given), is_file: false });
                let walk = Walk { root, path: &path, matcher: None, hidden: false, depth: usize::MAX };
                let before = listing.entries.len();
                let skipped = self.walk(&walk, &text, listing)?;
                if listing.entries.len() == before {
                    return Err(IoError::EmptyFolder { path: text, skipped: describe(&skipped) });
                }
                if !skipped.is_empty() {
                    log::info!("folder {text}{}", describe(&skipped));
                }
                Ok(())
            }
            Ok(meta) => {
                listing.roots.push(Root { path, shown: shown(given), is_file: true });
                let entry = Entry { root, relative: Path::new("").into(), problem: None, bytes: meta.len() };
                listing.entries.push(entry);
                Ok(())
            }
            Err(_) if is_pattern(given) => self.add_pattern(given, &path, listing),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(IoError::NotFound { path: text })
            }
            Err(source) => Err(IoError::Unreadable { path: text, source }),
        }
    }

    fn add_pattern(&self, given: &Path, path: &Path, listing: &mut Listing) -> Result<(), IoError> {
        let root = listing.roots.len() as u32;
        let text = slashes(given);
        let split = |path: &Path| {
            let fixed: PathBuf = path.components().take_while(|part| !is_pattern(Path::new(part))).collect();
            let rest = path.strip_prefix(&fixed).map(Path::to_path_buf).unwrap_or_default();
            (fixed, rest)
        };
        let (given_folder, rest) = split(given);
        let (folder, _) = split(path);
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let rest = slashes(&rest);
        let matcher = pattern(&rest)?;
        if !folder.is_dir() {
            return Err(IoError::NoMatch { pattern: text });
        }
        listing.roots.push(Root { path: folder.clone(), shown: shown(&given_folder), is_file: false });
        let depth = if rest.contains("**") { usize::MAX } else { rest.split('/').count() };
        let hidden = rest.starts_with('.') || rest.contains("/.");
        let before = listing.entries.len();
        let walk = Walk { root, path: &folder, matcher: Some(&matcher), hidden, depth };
        self.walk(&walk, &text, listing)?;
        if listing.entries.len() == before { Err(IoError::NoMatch { pattern: text }) } else { Ok(()) }
    }

    /// Adds what a walk finds, sorted, and returns how many files of which extension were left out.
    fn walk(
        &self,
        walk: &Walk<'_>,
        given: &str,
        listing: &mut Listing,
    ) -> Result<BTreeMap<String, u64>, IoError> {
        let mut skipped = BTreeMap::new();
        let mut found = Vec::new();
        let files = WalkDir::new(walk.path).follow_links(true).max_depth(walk.depth).into_iter();
        let files = files.filter_entry(|entry| {
            let relative = entry.path().strip_prefix(walk.path).unwrap_or(entry.path());
            let hidden = is_hidden(entry.file_name()) && !walk.hidden;
            entry.depth() == 0
                || !(hidden || self.exclude.is_match(relative) || self.exclude.is_match(entry.path()))
        });
        for file in files {
            let entry = match file {
                Ok(entry) => entry,
                Err(error) => {
                    found.extend(problem(walk, given, error)?);
                    continue;
                }
            };
            if entry.file_type().is_dir() {
                continue;
            }
            let relative = entry.path().strip_prefix(walk.path).unwrap_or(entry.path());
            if !self.wants(walk, relative, &mut skipped) {
                continue;
            }
            if !entry.file_type().is_file() {
                log::debug!("{} is neither a file nor a folder and is left out", entry.path().display());
                continue;
            }
            let bytes = entry.metadata().map_or(0, |meta| meta.len());
            found.push(Entry { root: walk.root, relative: relative.into(), problem: None, bytes });
        }
        found.sort_by_cached_key(|entry| slashes(&entry.relative).into_bytes());
        listing.entries.extend(found);
        Ok(skipped)
    }

    fn wants(&self, walk: &Walk<'_>, relative: &Path, skipped: &mut BTreeMap<String, u64>) -> bool {
        if let Some(matcher) = walk.matcher {
            return matcher.is_match(relative);
        }
        if let Some(include) = &self.include {
            return include.is_match(relative);
        }
        let left_out = is_left_out(relative);
        if left_out {
            log::debug!("{} is left out because of its extension", walk.path.join(relative).display());
            *skipped.entry(extension(relative)).or_default() += 1;
        }
        !left_out
    }
}

/// What becomes of something that cannot be listed: a link that leads into itself is left out, a broken root ends
/// the run, and anything else is rejected in its place.
fn problem(walk: &Walk<'_>, given: &str, error: walkdir::Error) -> Result<Option<Entry>, IoError> {
    if error.loop_ancestor().is_some() {
        log::debug!("{error}; it is left out");
        return Ok(None);
    }
    let relative = error.path().and_then(|path| path.strip_prefix(walk.path).ok()).map(Box::<Path>::from);
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    match relative {
        Some(relative) if !relative.as_os_str().is_empty() => {
            Ok(Some(Entry { root: walk.root, relative, problem: Some(reason), bytes: 0 }))
        }
        _ => {
            let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(reason));
            Err(IoError::Unlistable { path: given.to_owned(), source })
        }
    }
}

/// How a path that the user gave is shown.
fn shown(given: &Path) -> String {
    if given.is_absolute() {
        return given.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    }
    let text = slashes(given);
    let text = text.trim_start_matches("./");
    if text == "." { String::new() } else { text.to_owned() }
}

fn describe(skipped: &BTreeMap<String, u64>) -> String {
    if skipped.is_empty() {
        return String::new();
    }
    let kinds: Vec<String> = skipped.iter().map(|(kind, count)| format!("{count} .{kind}")).collect();
    format!(" (left out: {})", kinds.join(", "))
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
