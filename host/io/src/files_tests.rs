use std::fs;

use super::*;

fn folder(files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    dir
}

fn spec(base: &Path, paths: &[&str], include: &[&str], exclude: &[&str]) -> SourceSpec {
    let strings = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
    let input = Input::Files {
        paths: paths.iter().map(PathBuf::from).collect(),
        include: strings(include),
        exclude: strings(exclude),
        base: Some(base.to_owned()),
    };
    SourceSpec { input, ..SourceSpec::default() }
}

fn found(base: &Path, paths: &[&str], include: &[&str], exclude: &[&str]) -> Vec<(String, String)> {
    let listing = list(&spec(base, paths, include, exclude)).unwrap();
    listing.entries.iter().map(|entry| (listing.shown(entry), listing.id(entry))).collect()
}

fn names(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(shown, _)| shown.as_str()).collect()
}

#[test]
fn folders_and_patterns_list_in_one_order() {
    let dir = folder(&[
        "in/b.txt",
        "in/a.txt",
        "in/sub/c.txt",
        "in/sub-x.txt",
        "in/.hidden/d.txt",
        "in/.e.txt",
        "in/pic.png",
        "in/page.css",
        "in/noext",
    ]);
    // Name, paths, include, exclude, and what is found.
    type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        ("folder", &["in"], &[], &[], &["in/a.txt", "in/b.txt", "in/noext", "in/sub-x.txt", "in/sub/c.txt"]),
        ("slash behind", &["in/"], &["a*"], &[], &["in/a.txt"]),
        ("named file", &["in/pic.png"], &[], &["*.png"], &["in/pic.png"]),
        ("order as given", &["in/b.txt", "in/a.txt"], &[], &[], &["in/b.txt", "in/a.txt"]),
        ("named twice", &["in/b.txt", "./in/b.txt", "in/sub"], &[], &[], &["in/b.txt", "in/sub/c.txt"]),
        ("pattern", &["in/*.txt"], &[], &[], &["in/a.txt", "in/b.txt", "in/sub-x.txt"]),
        (
            "deep pattern",
            &["in/**/*.txt"],
            &[],
            &[],
            &["in/a.txt", "in/b.txt", "in/sub-x.txt", "in/sub/c.txt"],
        ),
        ("pattern of folders", &["*/sub/?.txt"], &[], &[], &["in/sub/c.txt"]),
        ("pattern of hidden files", &["in/.*.txt"], &[], &[], &["in/.e.txt"]),
        ("include", &["in"], &["*.css"], &[], &["in/page.css"]),
        ("exclude a folder", &["in"], &["*.txt"], &["sub"], &["in/a.txt", "in/b.txt", "in/sub-x.txt"]),
        ("exclude by path", &["in"], &["*.txt"], &["sub/c.*", "b.txt"], &["in/a.txt", "in/sub-x.txt"]),
    ];
    for (name, paths, include, exclude, expected) in cases {
        assert_eq!(names(&found(dir.path(), paths, include, exclude)), *expected, "{name}");
    }
}

#[test]
fn ids_are_relative_and_without_extension() {
    let dir = folder(&["in/a.txt", "in/sub/c.d.txt"]);
    let id =
        |paths: &[&str]| found(dir.path(), paths, &[], &[]).into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    assert_eq!(id(&["in"]), ["a", "sub/c.d"]);
    assert_eq!(id(&["in/sub/c.d.txt"]), ["c.d"]);
    assert_eq!(id(&["in/**/*.txt"]), ["a", "sub/c.d"]);
}

#[test]
fn absolute_paths_are_shown_by_their_last_part() {
    let dir = folder(&["in/a.txt"]);
    let absolute = dir.path().join("in");
    let text = absolute.to_str().unwrap();
    assert_eq!(names(&found(dir.path(), &[text], &[], &[])), ["in/a.txt"]);
    assert_eq!(names(&found(dir.path(), &[&format!("{text}/a.txt")], &[], &[])), ["a.txt"]);
    assert_eq!(names(&found(dir.path(), &[&format!("{text}/*.txt")], &[], &[])), ["in/a.txt"]);
}

#[test]
fn wrong_names_are_explained() {
    let dir = folder(&["in/a.txt", "pics/a.png", "pics/b.png"]);
    fs::create_dir(dir.path().join("empty")).unwrap();
    let cases: &[(&str, &[&str], &str)] = &[
        ("missing", &["in/a.txt", "nowhere.txt"], "`nowhere.txt` does not exist"),
        ("no match", &["in/*.md"], "pattern `in/*.md` matches no file"),
        ("no folder of the pattern", &["none/*.md"], "pattern `none/*.md` matches no file"),
        ("bad pattern", &["in/[a.txt"], "pattern `[a.txt` is not valid: unclosed character class"),
        ("empty folder", &["empty"], "folder `empty` holds no report that can be read; copydesk reads"),
        ("pictures only", &["pics"], "folder `pics` holds no report that can be read (left out: 2 .png)"),
        ("nothing", &[], "there is nothing to read"),
    ];
    for (name, paths, expected) in cases {
        let error = list(&spec(dir.path(), paths, &[], &[])).unwrap_err().to_string();
        assert!(error.contains(expected), "{name}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    let dir = folder(&["in/a.txt", "other/b.txt"]);
    std::os::unix::fs::symlink(dir.path().join("in"), dir.path().join("in/self")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("other"), dir.path().join("in/out")).unwrap();
    std::os::unix::fs::symlink("gone.txt", dir.path().join("in/broken.txt")).unwrap();
    let listing = list(&spec(dir.path(), &["in"], &[], &[])).unwrap();
    let seen: Vec<_> =
        listing.entries.iter().map(|entry| (listing.shown(entry), entry.problem.is_some())).collect();
    let row = |name: &str, broken| (name.to_owned(), broken);
    assert_eq!(seen, [row("in/a.txt", false), row("in/broken.txt", true), row("in/out/b.txt", false)]);
}
