//! Where plugins come from: linked into the program, or a library in a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_core::Plugin;
use copydesk_loader::{LoadError, LoadedPlugin};

/// Finds plugins by name.
#[derive(Clone, Default)]
pub struct Finder {
    /// Folders to search where the configuration names none.
    pub default_dirs: Vec<PathBuf>,
    /// Plugins that are part of this program; they go before libraries of the same name.
    pub linked: Vec<Arc<dyn Plugin>>,
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let linked: Vec<&str> = self.linked.iter().map(|plugin| plugin.descriptor().name.as_str()).collect();
        f.debug_struct("Finder").field("default_dirs", &self.default_dirs).field("linked", &linked).finish()
    }
}

/// A plugin and the library that it came from.
pub(crate) struct Found {
    pub(crate) plugin: Arc<dyn Plugin>,
    pub(crate) path: Option<PathBuf>,
}

impl Finder {
    /// Libraries beside this program, where a build and an installation put them.
    pub fn beside_program() -> Self {
        let folder = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
        Self { default_dirs: folder.into_iter().collect(), linked: Vec::new() }
    }

    /// The folders that are searched for a configuration.
    pub fn dirs<'a>(&'a self, configured: &'a [PathBuf]) -> &'a [PathBuf] {
        if configured.is_empty() { &self.default_dirs } else { configured }
    }

    /// A name is looked up in `dirs`; what looks like a path is taken from `base`.
    pub(crate) fn find(
        &self,
        plugin: &str,
        pin: Option<&str>,
        dirs: &[PathBuf],
        base: &Path,
    ) -> Result<Found, LoadError> {
        if let Some(linked) = self.linked.iter().find(|linked| linked.descriptor().name == plugin) {
            return Ok(Found { plugin: Arc::clone(linked), path: None });
        }
        let path = if plugin.contains(['/', '\\']) {
            base.join(plugin)
        } else {
            copydesk_loader::find(plugin, dirs)?
        };
        let loaded: LoadedPlugin = copydesk_loader::load(&path, pin)?;
        Ok(Found { path: Some(loaded.path().to_owned()), plugin: Arc::new(loaded) })
    }
}
