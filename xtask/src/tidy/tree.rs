//! The files of the repository, and rules about files of any kind.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::tidy::Offence;
use crate::workspace::Workspace;

/// Folders that are no part of the repository when git cannot be asked.
const SKIPPED: [&str; 3] = ["target", "out", ".git"];

/// Every file that is in git or would be added to it, with its text if it is text.
#[derive(Debug, Default)]
pub(super) struct Files {
    texts: BTreeMap<String, Option<String>>,
}

impl Files {
    pub(super) fn load(root: &Path) -> Result<Self> {
        let mut texts = BTreeMap::new();
        let paths = match ask_git(root) {
            Some(paths) => paths,
            // Source archives have no git.
            None => walk(root)?,
        };
        for path in paths {
            // A file that is deleted but not yet committed is still listed by git.
            if let Ok(bytes) = std::fs::read(root.join(&path)) {
                texts.insert(path, String::from_utf8(bytes).ok());
            }
        }
        Ok(Self { texts })
    }

    #[cfg(test)]
    pub(super) fn invented(files: &[(&str, &str)]) -> Self {
        let owned = |&(path, text): &(&str, &str)| (path.to_owned(), Some(text.to_owned()));
        Self { texts: files.iter().map(owned).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path)?.as_deref()
    }

    /// Path and text of every text file, in order.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }
}

fn ask_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    let names = String::from_utf8_lossy(&output.stdout);
    Some(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn walk(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let full = root.join(&folder);
        let entries = std::fs::read_dir(&full).with_context(|| format!("cannot list {}", full.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", full.display()))?;
            let path = folder.join(entry.file_name());
            let skipped = SKIPPED.iter().any(|name| entry.file_name() == *name);
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if !skipped {
                    open.push(path);
                }
            } else {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(found)
}

pub(super) fn check(workspace: &Workspace, files: &Files) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (path, text) in files.texts() {
        offences.extend(machine_paths(path, text));
    }
    for plugin in workspace.members.iter().filter(|member| member.dir.starts_with("plugins/")) {
        offences.extend(readme(&format!("{}/README.md", plugin.dir), files));
    }
    offences
}

/// Folders of somebody's machine, which mean nothing on another one.
fn machine_paths(path: &str, text: &str) -> Vec<Offence> {
    // Put together here so that this file does not accuse itself.
    let folders = ["home", "root", "work", "Users"].map(|name| format!("/{name}/"));
    let mut offences = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for folder in &folders {
            // After a letter it is part of an address or of a relative path.
            let found = line.match_indices(folder.as_str()).any(|(at, _)| {
                let before = line.get(..at).and_then(|text| text.chars().next_back());
                !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')'))
            });
            if found {
                let place = format!("{path}:{}", number + 1);
                offences.push(Offence::new(place, format!("names a path of one machine (`{folder}`)")));
            }
        }
    }
    offences
}

/// A plugin's README says in a few lines who it is for and how stable it is.
fn readme(path: &str, files: &Files) -> Option<Offence> {
    let Some(text) = files.text(path) else {
        return Some(Offence::new(path, "is missing: say in three lines what the plugin is for"));
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    (!(3..=12).contains(&lines))
        .then(|| Offence::new(path, format!("has {lines} lines of text; a plugin's README has 3 to 12")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found() {
        let home = ["/ho", "me/"].concat();
        let rows = [
            ("plain", format!("see {home}ada/x"), 1),
            ("quoted", format!("\"{home}ada\""), 1),
            ("at the start", format!("{home}ada"), 1),
            ("in an address", format!("https://example.org{home}ada"), 0),
            ("relative", format!("docs{home}ada"), 0),
            ("dotted", format!("..{home}ada"), 0),
            ("a word", "homework /homes/ home/".to_owned(), 0),
        ];
        for (name, text, count) in rows {
            assert_eq!(machine_paths("x.md", &text).len(), count, "{name}");
        }
        assert_eq!(machine_paths("x.md", &format!("a\nb {home}")).first().unwrap().place, "x.md:2");
    }

    #[test]
    fn readmes_are_short_and_present() {
        let files = Files::invented(&[
            ("a/README.md", "# a\n\nOne line.\nTwo lines.\n"),
            ("b/README.md", "# b\n\n\n"),
            ("c/README.md", &"line\n".repeat(13)),
        ]);
        let rows = [("a", ""), ("b", "has 1 lines"), ("c", "has 13 lines"), ("d", "is missing")];
        for (folder, expected) in rows {
            let message =
                readme(&format!("{folder}/README.md"), &files).map_or(String::new(), |found| found.message);
            assert!(
                message.contains(expected) && message.is_empty() == expected.is_empty(),
                "{folder}: {message}"
            );
        }
    }

    #[test]
    fn without_git_the_folder_is_walked() {
        let found = walk(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(found.contains(&"src/tidy/tree.rs".to_owned()));
    }
}
