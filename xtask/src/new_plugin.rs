//! `cargo xtask new-plugin NAME [--path DIR]`: a plugin that builds and passes its contract test at once.

use std::path::{Component, Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, cargo};
use crate::{Chore, say, usage};

const INSIDE: &str = include_str!("new_plugin/inside.toml.txt");
const OUTSIDE: &str = include_str!("new_plugin/outside.toml.txt");

/// Files that are the same in both places.
const FILES: [(&str, &str); 4] = [
    ("src/lib.rs", include_str!("new_plugin/lib.rs.txt")),
    ("tests/contract.rs", include_str!("new_plugin/contract.rs.txt")),
    ("sample.toml", include_str!("new_plugin/sample.toml.txt")),
    ("README.md", include_str!("new_plugin/README.md.txt")),
];

const LONGEST: usize = 32;

/// The command.
pub(crate) fn new_plugin(workspace: &Workspace, args: &[String]) -> Chore {
    let (name, path) = match read(args) {
        Ok(read) => read,
        Err(message) => return usage(message),
    };
    if let Err(message) = check_name(workspace, &name) {
        return usage(message);
    }
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let usual = workspace.root.join("plugins").join(&name);
    let folder = path.map_or_else(|| usual.clone(), |path| plain(&here.join(path)));
    let inside = folder == usual;
    if !inside && folder.starts_with(&workspace.root) {
        return usage(format!(
            "{} lies in the workspace, where plugins live in {}: leave out --path or choose a folder elsewhere",
            folder.display(),
            usual.display()
        ));
    }
    if let Some(reason) = occupied(&folder) {
        return usage(format!("{} {reason}; nothing was changed", folder.display()));
    }
    if inside {
        // Both edits are made in memory before anything is written.
        let manifest = workspace.root.join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest)
            .with_context(|| format!("cannot read {}", manifest.display()))?;
        let text =
            add_member(&text, &name).context("cannot find the list of plugins in the root Cargo.toml")?;
        write_all(workspace, &folder, &name, INSIDE)?;
        std::fs::write(&manifest, text).with_context(|| format!("cannot write {}", manifest.display()))?;
        format(&folder);
        tell_inside(&name);
    } else {
        write_all(workspace, &folder, &name, OUTSIDE)?;
        format(&folder);
        tell_outside(workspace, &folder, &name);
    }
    Ok(())
}

fn read(args: &[String]) -> Result<(String, Option<PathBuf>), String> {
    let (mut name, mut path) = (None, None);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if let Some(value) = arg.strip_prefix("--path=") {
            path = Some(PathBuf::from(value));
        } else if arg == "--path" {
            path = Some(rest.next().map(PathBuf::from).ok_or("`--path` needs a folder")?);
        } else if arg.starts_with('-') {
            return Err(format!("`new-plugin` has no option `{arg}`; it takes NAME and --path DIR"));
        } else if let Some(first) = &name {
            return Err(format!("`new-plugin` takes one name, but `{first}` and `{arg}` were given"));
        } else {
            name = Some(arg.clone());
        }
    }
    Ok((name.ok_or("`new-plugin` needs a name, such as `cargo xtask new-plugin headlines`")?, path))
}

/// A name becomes a folder, a crate, a library and a table in `pipeline.toml`.
fn check_name(workspace: &Workspace, name: &str) -> Result<(), String> {
    let letters = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let problem = if !letters {
        "may only contain a-z, 0-9 and `-`"
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        "must begin with a letter"
    } else if name.ends_with('-') || name.contains("--") {
        "may have `-` only between two words"
    } else if name.len() > LONGEST {
        "is longer than 32 characters"
    } else if name.starts_with("copydesk-") {
        "should be without `copydesk-`, which the crate gets by itself"
    } else {
        let package = format!("copydesk-{name}");
        return match workspace.members.iter().find(|member| member.name == package) {
            Some(member) => Err(format!("there is a crate `{package}` already, in {}", member.dir)),
            None => Ok(()),
        };
    };
    Err(format!("the name `{name}` {problem}"))
}

/// Why a folder cannot be used.
fn occupied(folder: &Path) -> Option<&'static str> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().map(|_| "exists and is not empty"),
        Err(_) if folder.exists() => Some("exists and is not a folder that can be read"),
        Err(_) => None,
    }
}

fn write_all(workspace: &Workspace, folder: &Path, name: &str, manifest: &str) -> Result<()> {
    // A JSON string is a TOML string too.
    let sdk = serde_json::to_string(&workspace.root.join("core/sdk"))
        .context("the path of the SDK is not UTF-8")?;
    for (file, template) in FILES.iter().chain([&("Cargo.toml", manifest)]) {
        let path = folder.join(file);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        std::fs::write(&path, fill(template, name, &sdk))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Line breaks depend on the length of the name and on the settings of the place. Without `rustfmt` on the machine
/// the plugin is just as good.
fn format(folder: &Path) {
    cargo().current_dir(folder).arg("fmt").stdout(Stdio::null()).stderr(Stdio::null()).status().ok();
}

fn fill(template: &str, name: &str, sdk: &str) -> String {
    let words = name.split('-').map(|word| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    });
    // The suffix keeps a plugin named `layer` or `option` apart from the types of the SDK.
    let type_name = format!("{}Stage", words.collect::<String>());
    template
        .replace("{{name}}", name)
        .replace("{{crate}}", &format!("copydesk_{}", name.replace('-', "_")))
        .replace("{{Type}}", &type_name)
        .replace("{{sdk}}", sdk)
}

/// The root manifest with the new member after the last plugin, in the list of members and among the shared
/// dependencies.
fn add_member(manifest: &str, name: &str) -> Option<String> {
    let members = manifest.find("members")?;
    let last = members
        + manifest.get(members..)?.find(']').and_then(|end| {
            let list = manifest.get(members..members + end)?;
            let plugin = list.rfind("\"plugins/")?;
            Some(plugin + 1 + list.get(plugin + 1..)?.find('"')? + 1)
        })?;
    let (before, after) = manifest.split_at_checked(last)?;
    let manifest = format!("{before}, \"plugins/{name}\"{after}");

    let entry = manifest.rfind("{ path = \"plugins/")?;
    let end = entry + manifest.get(entry..)?.find('\n')?;
    let (before, after) = manifest.split_at_checked(end)?;
    Some(format!("{before}\ncopydesk-{name} = {{ path = \"plugins/{name}\" }}{after}"))
}

/// A path without `.` and `..`, as far as it can be told without looking.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn tell_inside(name: &str) {
    say::note(&format!(
        "plugins/{name} is ready and part of the workspace. Next:\n  \
         cargo test -p copydesk-{name}    its contract test, which passes already\n  \
         plugins/{name}/src/lib.rs        the place for your idea\n  \
         pipeline.toml                    add \"{name}\" to `stages`\n  \
         cargo xtask codegen              brings the reference of the stages up to date"
    ));
}

fn tell_outside(workspace: &Workspace, folder: &Path, name: &str) {
    let bundled = workspace.release();
    let library = folder.join("target/release");
    say::note(&format!(
        "{folder} is ready, a crate of its own. Next, in that folder:\n  \
         cargo test               its contract test, which passes already\n  \
         cargo build --release    the library that copydesk loads\n\
         and in your pipeline.toml:\n  \
         [plugins]\n  dirs = [{bundled:?}, {library:?}]\n  \
         and \"{name}\" in `stages`, after \"tokenize\"",
        folder = folder.display(),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Member;

    #[test]
    fn names_are_checked_with_a_reason() {
        let member = Member {
            name: "copydesk-clean".to_owned(),
            dir: "plugins/clean".to_owned(),
            ..Member::default()
        };
        let workspace = Workspace { members: vec![member], ..Workspace::default() };
        let rows = [
            ("fine", "headlines", ""),
            ("two words", "head-lines2", ""),
            ("a type of the SDK", "layer", ""),
            ("taken", "clean", "already, in plugins/clean"),
            ("capital", "Headlines", "may only contain"),
            ("a path", "../x", "may only contain"),
            ("empty", "", "must begin with a letter"),
            ("digit first", "2nd", "must begin with a letter"),
            ("dash last", "x-", "only between"),
            ("two dashes", "x--y", "only between"),
            ("prefix", "copydesk-x", "without `copydesk-`"),
            ("long", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "longer than 32"),
        ];
        for (row, name, expected) in rows {
            let message = check_name(&workspace, name).err().unwrap_or_default();
            assert!(
                message.contains(expected) && message.is_empty() == expected.is_empty(),
                "{row}: {message}"
            );
        }
    }

    #[test]
    fn arguments_are_read() {
        let path = |path: &str| Some(PathBuf::from(path));
        type Read = Result<Option<PathBuf>, &'static str>;
        let rows: [(&[&str], Read); 7] = [
            (&["x"], Ok(None)),
            (&["x", "--path", "../y"], Ok(path("../y"))),
            (&["--path=y", "x"], Ok(path("y"))),
            (&[], Err("needs a name")),
            (&["x", "y"], Err("takes one name")),
            (&["x", "--path"], Err("needs a folder")),
            (&["x", "--force"], Err("no option `--force`")),
        ];
        for (args, expected) in rows {
            let given: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
            match (read(&given), expected) {
                (Ok((name, path)), Ok(expected)) => {
                    assert_eq!((name.as_str(), path), ("x", expected), "{args:?}")
                }
                (Err(message), Err(part)) => assert!(message.contains(part), "{args:?}: {message}"),
                (got, _) => panic!("{args:?}: {got:?}"),
            }
        }
    }

    #[test]
    fn the_root_manifest_gains_a_member() {
        let manifest = "[workspace]\nmembers = [\n  \"core\",\n  \"plugins/a\", \"plugins/b\",\n  \"host/c\",\n]\n\
            [workspace.dependencies]\ncopydesk-b = { path = \"plugins/b\" }\nlog = \"1\"\n";
        let expected = "[workspace]\nmembers = [\n  \"core\",\n  \"plugins/a\", \"plugins/b\", \"plugins/new\",\n  \
            \"host/c\",\n]\n[workspace.dependencies]\ncopydesk-b = { path = \"plugins/b\" }\n\
            copydesk-new = { path = \"plugins/new\" }\nlog = \"1\"\n";
        assert_eq!(add_member(manifest, "new").as_deref(), Some(expected));
        assert_eq!(add_member("[package]\n", "new"), None);
        let own = include_str!("../../Cargo.toml");
        let edited = add_member(own, "new").unwrap();
        assert_eq!(edited.lines().count(), own.lines().count() + 1);
        assert!(edited.contains("\"plugins/new\",\n"));
    }

    #[test]
    fn templates_are_filled_completely() {
        for template in FILES.iter().map(|(_, text)| *text).chain([INSIDE, OUTSIDE]) {
            let text = fill(template, "head-lines", "\"/x\"");
            assert!(!text.contains("{{") && !text.contains("}}"), "{text}");
        }
        assert_eq!(
            fill("{{name}} {{crate}} {{Type}}", "head-lines", ""),
            "head-lines copydesk_head_lines HeadLinesStage"
        );
    }

    #[test]
    fn folders_are_compared_without_dots() {
        assert_eq!(plain(Path::new("/a/b/../c/./d")), Path::new("/a/c/d"));
    }
}
