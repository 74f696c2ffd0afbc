//! `cargo xtask codegen [--check]`: pages and schemas that the host prints about itself.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, ended, shown};
use crate::{Chore, Failure, build, say, usage};

/// A file that is written by this command and the topic of `copydesk schema` that fills it.
const GENERATED: [(&str, &str); 3] = [
    ("docs/pipeline.md", "reference"),
    ("docs/stages.md", "stages-reference"),
    ("schemas/pipeline.schema.json", "pipeline"),
];

/// Files written by hand, which are built into the host: it must print what lies here.
const PUBLISHED: [(&str, &str); 7] = [
    ("core/abi/include/copydesk.h", "header"),
    ("schemas/briefing.schema.json", "briefing"),
    ("schemas/document.schema.json", "document"),
    ("schemas/entity.schema.json", "entity"),
    ("schemas/event.schema.json", "event"),
    ("schemas/quarantine.schema.json", "quarantine"),
    ("schemas/story.schema.json", "story"),
];

/// The command: writes the files, or with `--check` only compares them.
pub(crate) fn codegen(workspace: &Workspace, args: &[String]) -> Chore {
    match args {
        [] => write(workspace),
        [flag] if flag == "--check" => {
            build::release(workspace)?;
            check(workspace)
        }
        _ => usage(format!("`codegen` takes `--check` or nothing, not `{}`", args.join(" "))),
    }
}

fn write(workspace: &Workspace) -> Chore {
    build::release(workspace)?;
    for (file, topic) in GENERATED {
        let text = generated(workspace, topic)?;
        let path = workspace.root.join(file);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        let folder = path.parent().unwrap_or(&workspace.root);
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        say::note(&format!("wrote {file}"));
    }
    Ok(())
}

/// Compares every file with what the built host would write, and names all that differ.
pub(crate) fn check(workspace: &Workspace) -> Chore {
    let mut stale = 0;
    for (file, topic) in GENERATED.into_iter().chain(PUBLISHED) {
        let old = std::fs::read_to_string(workspace.root.join(file)).ok();
        let difference = match generated(workspace, topic) {
            Ok(fresh) => difference(old.as_deref(), &fresh),
            Err(error) => Some(format!("cannot be compared: {error:#}")),
        };
        if let Some(difference) = difference {
            say::note(&format!("{file}: {difference}"));
            stale += 1;
        }
    }
    if stale == 0 {
        return Ok(());
    }
    say::note(&format!(
        "{stale} files differ from what the host prints: `cargo xtask codegen` writes the generated ones"
    ));
    Err(Failure::Code(1))
}

fn generated(workspace: &Workspace, topic: &str) -> Result<String> {
    let mut command = workspace.host();
    command.current_dir(&workspace.root).args(["schema", topic]);
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", Path::new(command.get_program()).display()))?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        bail!("{} {}:\n{}", shown(&command), ended(output.status), told.trim_end());
    }
    let text =
        String::from_utf8(output.stdout).with_context(|| format!("{} printed no UTF-8", shown(&command)))?;
    Ok(format!("{}\n", text.trim_end()))
}

/// What to say about a file that is not current.
fn difference(old: Option<&str>, fresh: &str) -> Option<String> {
    let Some(old) = old else { return Some("is missing".to_owned()) };
    if old == fresh {
        return None;
    }
    let (mut ours, mut theirs) = (old.lines(), fresh.lines());
    let mut number = 1;
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return Some("differs in its line ends".to_owned()),
            (Some(a), Some(b)) if a == b => number += 1,
            (Some(a), Some(b)) => return Some(format!("line {number} is `{a}` but should be `{b}`")),
            (None, Some(b)) => return Some(format!("ends before line {number}, `{b}`")),
            (Some(a), None) => return Some(format!("should end before line {number}, `{a}`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_files_are_described() {
        let rows = [
            ("current", Some("a\n"), "a\n", ""),
            ("missing", None, "a\n", "is missing"),
            ("changed", Some("a\nb\n"), "a\nc\n", "line 2 is `b` but should be `c`"),
            ("short", Some("a\n"), "a\nb\n", "ends before line 2, `b`"),
            ("long", Some("a\nb\n"), "a\n", "should end before line 2, `b`"),
            ("line ends", Some("a\r\n"), "a\n", "differs in its line ends"),
        ];
        for (name, old, fresh, expected) in rows {
            assert_eq!(difference(old, fresh).unwrap_or_default(), expected, "{name}");
        }
    }
}
