//! What the end-to-end tests share: the built program, a folder for each test, and running the one in the other.
//!
//! The program and the plugins are those that `COPYDESK_BIN` and `COPYDESK_PLUGINS` name, as `cargo xtask test` sets
//! them; without them they are built here, once.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The plugins of the default pipeline.
pub const PLUGINS: [&str; 7] = ["clean", "tokenize", "entities", "dates", "resolve", "group", "summarize"];

/// Plugins that come along and are not in the default pipeline.
pub const OTHERS: [&str; 2] = ["boilerplate", "noise"];

/// The root of the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// The program and the folder of its plugins.
pub fn built() -> &'static (PathBuf, PathBuf) {
    static BUILT: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    BUILT.get_or_init(|| {
        if let (Some(program), Some(plugins)) =
            (std::env::var_os("COPYDESK_BIN"), std::env::var_os("COPYDESK_PLUGINS"))
        {
            return (program.into(), plugins.into());
        }
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(root()).args(["build", "--quiet", "--package", "copydesk-cli"]);
        for plugin in PLUGINS.into_iter().chain(OTHERS) {
            command.args(["--package", &format!("copydesk-{plugin}")]);
        }
        let status = command.status().expect("cargo runs");
        assert!(status.success(), "the program or a plugin does not build");
        // This test lies in `<target>/<profile>/deps`; the program lies in the folder above.
        let me = std::env::current_exe().expect("a test knows itself");
        let folder = me.ancestors().nth(2).expect("a test lies in deps").to_owned();
        (folder.join(format!("copydesk{}", std::env::consts::EXE_SUFFIX)), folder)
    })
}

/// A folder of one test, and the program run in it.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

impl Desk {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// A folder with the sample reports in `reports/`.
    pub fn with_samples() -> Self {
        let desk = Self::new();
        for (name, text) in samples() {
            desk.write(&format!("reports/{name}"), text);
        }
        desk
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("a folder can be made");
        }
        std::fs::write(path, contents).expect("a file can be written");
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Reads a file of JSON lines.
    pub fn rows(&self, name: &str) -> Vec<Value> {
        self.read(name).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// Names of the files in a folder, sorted.
    pub fn list(&self, name: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path(name)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program, ready to be given arguments: started in the folder, with the bundled plugins.
    pub fn command(&self) -> Command {
        let (program, plugins) = built();
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env("COPYDESK_PLUGINS", plugins).env_remove("RUST_LOG");
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command().args(arguments).output().expect("the program starts");
        Ran::from(output)
    }
}

/// What the program did.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// Checks the exit code and passes itself on.
    ///
    /// # Panics
    /// When it is another one.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    /// Checks that standard error has each of these.
    ///
    /// # Panics
    /// When it lacks one.
    #[track_caller]
    pub fn says(self, parts: &[&str]) -> Self {
        // Messages are folded to the width of a terminal; compare as if they were not.
        let folded = self.err.split(['\n', '│', '|']).map(str::trim).collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(folded.contains(part) || self.err.contains(part), "`{part}` is not in:\n{}", self.err);
        }
        self
    }
}

/// The sample reports: name and text.
pub fn samples() -> Vec<(String, String)> {
    let folder = root().join("examples/reports");
    let mut samples: Vec<(String, String)> = std::fs::read_dir(&folder)
        .expect("the sample reports are there")
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "txt"))
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("a sample report can be read");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    samples.sort();
    samples
}
