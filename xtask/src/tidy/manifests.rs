//! What every `Cargo.toml` must say, read line by line: enough for the few shapes that manifests have.

use std::path::Path;

use crate::tidy::Offence;
use crate::tidy::tree::Files;
use crate::workspace::Workspace;

/// Keys that every member takes from the workspace.
const INHERITED: [&str; 3] = ["edition", "license", "rust-version"];

pub(super) fn check(workspace: &Workspace, files: &Files) -> Vec<Offence> {
    let mut offences = Vec::new();
    for member in &workspace.members {
        let path = format!("{}/Cargo.toml", member.dir);
        match files.text(&path) {
            Some(text) => offences.extend(inherits(&path, text)),
            None => offences.push(Offence::new(path, "is not part of the repository; add it to git")),
        }
    }
    for (path, text) in files.texts() {
        let name = Path::new(path).file_name().and_then(|name| name.to_str());
        if name == Some("Cargo.toml") || path.ends_with(".cargo/config.toml") {
            offences.extend(unwinds(path, text));
        }
    }
    offences.extend(examples_are_excluded(files));
    offences
}

/// A key with the section it stands in, such as `("package", "license.workspace", "true")`.
fn entries(text: &str) -> Vec<(String, String, String)> {
    let mut section = String::new();
    let mut entries = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.trim_matches(['[', ']']).trim().to_owned();
        } else if let Some((key, value)) = line.split_once('=') {
            let key: String = key.split_whitespace().collect();
            let value: String = value.split_whitespace().collect();
            entries.push((section.clone(), key, value));
        }
    }
    entries
}

/// Lints and the shared package keys come from the workspace.
fn inherits(path: &str, text: &str) -> Vec<Offence> {
    let entries = entries(text);
    let from_workspace = |section: &str, key: &str| {
        let full = if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
        entries.iter().any(|(at, name, value)| {
            let name = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            (name == format!("{full}.workspace") && value == "true")
                || (name == full && value == "{workspace=true}")
        })
    };
    let mut offences = Vec::new();
    if !from_workspace("", "lints") {
        offences.push(Offence::new(path, "add `[lints]` with `workspace = true`"));
    }
    for key in INHERITED {
        if !from_workspace("package", key) {
            offences.push(Offence::new(path, format!("write `{key}.workspace = true` in `[package]`")));
        }
    }
    offences
}

/// No profile may take away the wall that keeps a plugin's panic out of the host.
fn unwinds(path: &str, text: &str) -> Vec<Offence> {
    let aborts = |value: &str| value.contains("\"abort\"") || value.contains("'abort'");
    entries(text)
        .iter()
        .filter(|(section, key, value)| {
            let in_profile = section.starts_with("profile") || key.starts_with("profile");
            let inline = value.contains("panic=\"abort\"") || value.contains("panic='abort'");
            in_profile && ((key.ends_with("panic") && aborts(value)) || inline)
        })
        .map(|(section, ..)| {
            Offence::new(
                path,
                format!("remove `panic = \"abort\"` from `[{section}]`: a panic in a plugin must unwind"),
            )
        })
        .collect()
}

/// An example is built as an outsider would build it, so it must not be part of the workspace.
fn examples_are_excluded(files: &Files) -> Vec<Offence> {
    let root = files.text("Cargo.toml").unwrap_or_default();
    let excluded = list(root, "exclude");
    let mut offences = Vec::new();
    for (path, _) in files.texts() {
        let folder = path.strip_prefix("examples/").and_then(|rest| rest.strip_suffix("/Cargo.toml"));
        if let Some(folder) = folder.filter(|folder| !folder.contains('/')) {
            let folder = format!("examples/{folder}");
            if !excluded.contains(&folder) {
                offences.push(Offence::new("Cargo.toml", format!("add \"{folder}\" to `exclude`")));
            }
        }
    }
    offences
}

/// The strings of a list of the root manifest's `[workspace]` table, which may span lines.
fn list(text: &str, key: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let starts =
            line.split_once('=').is_some_and(|(name, rest)| name.trim() == key && rest.contains('['));
        inside |= starts;
        if inside {
            items.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
            inside = !line.contains(']');
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"x\"\nedition.workspace = true\nlicense = { workspace = true }\n\
        rust-version . workspace=true # same\n\n[lints]\nworkspace = true\n";

    #[test]
    fn shared_keys_must_be_inherited() {
        let rows: [(&str, String, &[&str]); 6] = [
            ("all inherited", GOOD.to_owned(), &[]),
            ("dotted lints", GOOD.replace("[lints]\nworkspace", "[lints.x]\ny = 1\n[lints]\nworkspace"), &[]),
            (
                "own lints",
                GOOD.replace("[lints]\nworkspace = true", "[lints.rust]\nunsafe_code = \"warn\""),
                &["`[lints]`"],
            ),
            (
                "lints commented out",
                GOOD.replace("[lints]\nworkspace", "[lints]\n# workspace"),
                &["`[lints]`"],
            ),
            (
                "own licence",
                GOOD.replace("license = { workspace = true }", "license = \"MIT\""),
                &["license.workspace"],
            ),
            ("wrong section", GOOD.replace("[package]", "[lib]"), &["edition", "license", "rust-version"]),
        ];
        for (name, text, expected) in rows {
            let found = inherits("x/Cargo.toml", &text);
            assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
            for (offence, part) in found.iter().zip(expected) {
                assert!(offence.message.contains(part), "{name}: {offence:?}");
            }
        }
    }

    #[test]
    fn aborting_profiles_are_found() {
        let rows = [
            ("a section", "[profile.release]\npanic = \"abort\"\n", 1),
            ("single quotes", "[profile.dev]\npanic='abort'\n", 1),
            ("dotted", "profile.release.panic = \"abort\"\n", 1),
            ("inline", "[profile]\nrelease = { panic = \"abort\" }\n", 1),
            ("unwind", "[profile.release]\npanic = \"unwind\"\n", 0),
            ("a comment", "# never panic = \"abort\"\n[profile.release]\nlto = \"thin\"\n", 0),
            ("another table", "[package.metadata]\npanic = \"abort\"\n", 0),
        ];
        for (name, text, count) in rows {
            assert_eq!(unwinds("Cargo.toml", text).len(), count, "{name}");
        }
    }

    #[test]
    fn examples_stay_outside() {
        let root = "[workspace]\nmembers = [\n  \"examples/c\",\n]\nexclude = [\"examples/a\", # why\n  \"examples/b\"]\n";
        let files = Files::invented(&[
            ("Cargo.toml", root),
            ("examples/a/Cargo.toml", ""),
            ("examples/b/Cargo.toml", ""),
            ("examples/c/Cargo.toml", ""),
            ("examples/b/inner/Cargo.toml", ""),
            ("examples/reports/1.txt", ""),
        ]);
        let found = examples_are_excluded(&files);
        assert_eq!(found, [Offence::new("Cargo.toml", "add \"examples/c\" to `exclude`")]);
    }
}
