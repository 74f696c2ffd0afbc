//! What can go wrong before a plugin's first call.

use std::path::PathBuf;

/// Why a plugin could not be loaded. Every message names the file and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// No folder has a library of that name.
    #[error(
        "plugin `{name}` was not found: none of {} has {}{}; build it, or add its folder to `dirs` in [plugins]",
        list(dirs), file_names.join(" or "), suggest(near)
    )]
    NotFound {
        /// The plugin's name in `pipeline.toml`.
        name: String,
        /// File names that were looked for.
        file_names: Vec<String>,
        /// Folders that were looked in.
        dirs: Vec<PathBuf>,
        /// A plugin of a similar name that is there.
        near: Option<String>,
    },
    /// The file cannot be read.
    #[error("plugin file {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not the one that was pinned.
    #[error(
        "plugin file {} has sha256 {found}, but pipeline.toml pins {pin}; if the new build is the one you want, put its \
         hash into `sha256`",
        path.display()
    )]
    Pin {
        /// The file.
        path: PathBuf,
        /// The hash in the configuration.
        pin: String,
        /// The hash of the file.
        found: String,
    },
    /// The system's loader refuses it.
    #[error("{} is not a library that this system can load: {source}; rebuild the plugin for this machine", path.display())]
    NotALibrary {
        /// The file.
        path: PathBuf,
        /// What the system's loader says.
        source: libloading::Error,
    },
    /// The entry function is missing.
    #[error(
        "{} exports no `{symbol}`, so it is not a copydesk plugin or its file was renamed: the entry function \
         is named after the library; rebuild it, or give the file its old name back",
        path.display()
    )]
    NoEntry {
        /// The file.
        path: PathBuf,
        /// The symbol that was looked for.
        symbol: String,
    },
    /// The plugin was built for another major version of the boundary.
    #[error(
        "{} speaks plugin boundary {theirs}, this copydesk speaks {ours}; {}",
        path.display(),
        if theirs > ours { "update copydesk, or take an older build of the plugin" } else { "rebuild the plugin against the current SDK" }
    )]
    Major {
        /// The file.
        path: PathBuf,
        /// The plugin's major version.
        theirs: u32,
        /// The host's major version.
        ours: u32,
    },
    /// The plugin needs a newer minor version of the boundary.
    #[error("{} needs plugin boundary {major}.{needed}, this copydesk offers {major}.{ours}; update copydesk", path.display())]
    Minor {
        /// The file.
        path: PathBuf,
        /// The major version of both.
        major: u32,
        /// The least minor version that the plugin can do with.
        needed: u32,
        /// The host's minor version.
        ours: u32,
    },
    /// The table or the descriptor is broken.
    #[error("{}: {what}; this is a mistake in the plugin: rebuild it, or tell its author", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is broken.
        what: String,
    },
}

fn list(dirs: &[PathBuf]) -> String {
    if dirs.is_empty() {
        return "the plugin folders (there are none)".to_owned();
    }
    dirs.iter().map(|dir| dir.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn suggest(near: &Option<String>) -> String {
    near.as_ref().map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}
