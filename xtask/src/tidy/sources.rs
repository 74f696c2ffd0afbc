//! What may not stand in Rust sources.

use crate::tidy::lexer::{code_only, has_word};
use crate::tidy::tree::Files;
use crate::tidy::{Offence, UNSAFE_CRATES};
use crate::workspace::Workspace;

/// Longer files are listed.
const LONG: usize = 400;
/// Longer files fail.
const TOO_LONG: usize = 600;
/// A table of data longer than this many lines does not count towards the length of its file.
const TABLE: usize = 12;

/// The offences, and the files worth splitting with their length.
pub(super) fn check(workspace: &Workspace, files: &Files) -> (Vec<Offence>, Vec<(String, usize)>) {
    let mut offences = Vec::new();
    let mut long = Vec::new();
    for (path, text) in files.texts().filter(|(path, _)| path.ends_with(".rs")) {
        let code = code_only(text);
        if path.contains("/src/") && !may_be_unsafe(path) {
            offences.extend(find(path, &code, |line| has_word(line, "unsafe")).map(|place| {
                Offence::new(place, format!("`unsafe` is for {} only", UNSAFE_CRATES.join(", ")))
            }));
        }
        offences.extend(leftovers(path, &code));
        let lines = length(path, &code);
        if lines > TOO_LONG {
            offences
                .push(Offence::new(path, format!("has {lines} lines of code; split it below {TOO_LONG}")));
        } else if lines > LONG {
            long.push((path.to_owned(), lines));
        }
    }
    for member in workspace.members.iter().filter(|member| !UNSAFE_CRATES.contains(&member.dir.as_str())) {
        for root in &member.roots {
            let code = code_only(files.text(root).unwrap_or_default());
            let dense: String = code.split_whitespace().collect();
            if !dense.contains("#![forbid(unsafe_code)]") {
                offences.push(Offence::new(root, "add `#![forbid(unsafe_code)]` to the crate root"));
            }
        }
    }
    (offences, long)
}

fn may_be_unsafe(path: &str) -> bool {
    UNSAFE_CRATES
        .iter()
        .any(|crate_dir| path.strip_prefix(crate_dir).is_some_and(|rest| rest.starts_with('/')))
}

/// Things that were meant to go before the commit.
fn leftovers(path: &str, code: &str) -> Vec<Offence> {
    let rules: [(&str, &str); 4] = [
        (
            "#[ignore",
            "a test that does not run proves nothing: assert what happens today and say why it is wrong",
        ),
        ("todo!", "`todo!` is left over"),
        ("unimplemented!", "`unimplemented!` is left over"),
        ("dbg!", "`dbg!` is left over"),
    ];
    let mut offences = Vec::new();
    for (sign, message) in rules {
        offences
            .extend(find(path, code, |line| line.contains(sign)).map(|place| Offence::new(place, message)));
    }
    offences
}

/// The places (`path:line`) of the lines that fit.
fn find<'a>(path: &str, code: &'a str, fits: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = String> {
    let path = path.to_owned();
    code.lines()
        .enumerate()
        .filter(move |(_, line)| fits(line))
        .map(move |(number, _)| format!("{path}:{}", number + 1))
}

/// Lines of a source without its test module and without long tables of data.
fn length(path: &str, code: &str) -> usize {
    let name = path.rsplit('/').next().unwrap_or_default();
    let in_tests = path.split('/').rev().skip(1).any(|folder| folder == "tests" || folder == "benches");
    // The crates in `tests/` hold programs as well, and those count.
    let folder_of_tests = in_tests && !(path.starts_with("tests/") && path.contains("/src/"));
    if folder_of_tests || name == "tests.rs" || name.ends_with("_tests.rs") {
        return 0;
    }
    let mut count = 0;
    let mut table: Option<usize> = None;
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]"
            && lines.peek().is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'))
        {
            break;
        }
        match table {
            // Top-level items end at the first line that closes in the first column.
            Some(length) if line.starts_with(']') || line.starts_with('}') || line.starts_with(')') => {
                count += if length > TABLE { 2 } else { length + 1 };
                table = None;
            }
            Some(length) => table = Some(length + 1),
            None if opens_table(line) => table = Some(1),
            None => count += 1,
        }
    }
    count + table.unwrap_or(0)
}

fn opens_table(line: &str) -> bool {
    let item = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) "));
    let item = item.or_else(|| line.strip_prefix("pub(super) ")).unwrap_or(line);
    let constant =
        item.starts_with("static ") || (item.starts_with("const ") && !item.starts_with("const fn "));
    constant && !line.trim_end().ends_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Member;

    fn workspace(dir: &str, root: &str) -> Workspace {
        let member = Member { dir: dir.to_owned(), roots: vec![root.to_owned()], ..Member::default() };
        Workspace { members: vec![member], ..Workspace::default() }
    }

    #[test]
    fn offences_in_sources_are_found() {
        let forbid = "#![forbid(unsafe_code)]\n";
        let rows: [(&str, &str, String, &[&str]); 11] = [
            ("clean crate", "plugins/x", forbid.to_owned(), &[]),
            ("no forbid", "plugins/x", "fn f() {}\n".to_owned(), &["plugins/x/src/lib.rs: add"]),
            (
                "forbid in a comment",
                "host/cli",
                "// #![forbid(unsafe_code)]\n".to_owned(),
                &["host/cli/src/lib.rs: add"],
            ),
            (
                "unsafe block",
                "host/io",
                format!("{forbid}fn f() {{ unsafe {{}} }}"),
                &["host/io/src/lib.rs:2: `unsafe`"],
            ),
            ("unsafe in a text", "host/io", format!("{forbid}const X: &str = \"unsafe\"; // unsafe"), &[]),
            ("the loader may", "host/loader", "fn f() { unsafe {} }".to_owned(), &[]),
            (
                "a crate named alike may not",
                "host/loader2",
                format!("{forbid}fn f() {{ unsafe {{}} }}"),
                &["`unsafe`"],
            ),
            ("core itself may not", "core", format!("{forbid}unsafe fn f() {{}}"), &["core/src/lib.rs:2"]),
            (
                "ignored test",
                "core/abi",
                "#[test]\n#[ignore = \"slow\"]\nfn f() {}".to_owned(),
                &["core/abi/src/lib.rs:2: a test"],
            ),
            ("leftovers", "core/abi", "fn f() { dbg!(1); todo!() }".to_owned(), &["`dbg!`", "`todo!`"]),
            ("too long", "core/abi", "fn f() {}\n".repeat(601), &["has 601 lines"]),
        ];
        for (name, dir, text, expected) in rows {
            let root = format!("{dir}/src/lib.rs");
            let files = Files::invented(&[(&root, &text)]);
            let (mut found, _) = check(&workspace(dir, &root), &files);
            found.sort();
            let mut shown: Vec<String> =
                found.iter().map(|o| format!("{}: {}", o.place, o.message)).collect();
            shown.sort();
            assert_eq!(shown.len(), expected.len(), "{name}: {shown:?}");
            for part in expected {
                assert!(shown.iter().any(|line| line.contains(part)), "{name}: {shown:?}");
            }
        }
    }

    #[test]
    fn tests_and_tables_do_not_count() {
        let code = "fn f() {}\n".repeat(10);
        let table = format!("pub(crate) static T: [u8; 900] = [\n{}];\n", "    1,\n".repeat(900));
        let short = "const T: [u8; 2] = [\n    1,\n    2,\n];\n";
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}\n");
        let rows = [
            ("plain", "a/src/x.rs", code.clone(), 10),
            ("with tests", "a/src/x.rs", format!("{code}{tests}"), 10),
            ("with a table", "a/src/x.rs", format!("{code}{table}{code}"), 22),
            ("with a short table", "a/src/x.rs", format!("{code}{short}"), 14),
            ("a test file", "a/tests/x.rs", code.clone(), 0),
            ("tests beside the code", "a/src/x/tests.rs", code.clone(), 0),
            ("a program among the tests", "tests/bench/src/main.rs", code.clone(), 10),
            ("end to end", "tests/e2e/tests/x.rs", code.clone(), 0),
            ("an open table", "a/src/x.rs", "const T: &[u8] = &[\n1,\n".to_owned(), 2),
            ("a constant function", "a/src/x.rs", "const fn f() {\n}\n".to_owned(), 2),
        ];
        for (name, path, text, expected) in rows {
            assert_eq!(length(path, &text), expected, "{name}");
        }
    }
}
