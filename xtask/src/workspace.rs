//! What `cargo metadata` knows about this workspace, and how to call cargo.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The package whose binary is `copydesk`.
pub(crate) const HOST: &str = "copydesk-cli";

/// The workspace as cargo sees it.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// Folder of the root manifest, absolute.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds; follows `CARGO_TARGET_DIR`.
    pub(crate) target: PathBuf,
    /// The members, by folder.
    pub(crate) members: Vec<Member>,
}

/// One crate of the workspace.
#[derive(Debug, Default, Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Folder below the root, with forward slashes.
    pub(crate) dir: String,
    /// Builds a library that can be loaded.
    pub(crate) cdylib: bool,
    /// Builds a library that can be linked.
    pub(crate) rlib: bool,
    /// Crate roots (libraries and programs, not tests), below the root, with forward slashes.
    pub(crate) roots: Vec<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One entry of a crate's dependency tables.
#[derive(Debug, Clone)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `normal`, `dev` or `build`.
    pub(crate) kind: String,
}

impl Workspace {
    /// Asks cargo. Works from any folder inside the workspace.
    pub(crate) fn load() -> Result<Self> {
        let metadata = ask_cargo(&["--no-deps"])?;
        Self::from_metadata(&metadata)
    }

    /// Reads the answer of `cargo metadata`.
    pub(crate) fn from_metadata(metadata: &Value) -> Result<Self> {
        let text =
            |key: &str| metadata[key].as_str().with_context(|| format!("cargo metadata has no `{key}`"));
        let root = PathBuf::from(text("workspace_root")?);
        let ids: Vec<&str> = metadata["workspace_members"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let packages = metadata["packages"].as_array().context("cargo metadata has no `packages`")?;
        let mut members = packages
            .iter()
            .filter(|package| package["id"].as_str().is_some_and(|id| ids.contains(&id)))
            .map(|package| member(&root, package))
            .collect::<Result<Vec<_>>>()?;
        members.sort_by(|a, b| a.dir.cmp(&b.dir));
        Ok(Self { target: PathBuf::from(text("target_directory")?), root, members })
    }

    /// Members that build a loadable library inside `plugins/`.
    pub(crate) fn plugins(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.cdylib && member.dir.starts_with("plugins/"))
    }

    /// Where release builds end up.
    pub(crate) fn release(&self) -> PathBuf {
        self.target.join("release")
    }

    /// The built host.
    pub(crate) fn host_binary(&self) -> PathBuf {
        self.release().join(format!("copydesk{}", std::env::consts::EXE_SUFFIX))
    }

    /// A cargo call in the workspace's root.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root).args(args);
        command
    }

    /// A call of the built host, in the folder that the user stands in.
    pub(crate) fn host(&self) -> Command {
        Command::new(self.host_binary())
    }
}

/// Cargo without the variables that the cargo which started us left behind: they describe the package `xtask`
/// and would reach build scripts and tests of other packages.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let described = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || name == "CARGO_CRATE_NAME"
        });
        if described {
            command.env_remove(name);
        }
    }
    command
}

/// `cargo metadata` with more arguments, as JSON.
pub(crate) fn ask_cargo(args: &[&str]) -> Result<Value> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(manifest)
        .args(args)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("`cargo metadata` failed: {}", ended(output.status));
    }
    serde_json::from_slice(&output.stdout).context("`cargo metadata` did not answer in JSON")
}

/// Runs a command with the terminal's own streams; anything but success is an error that shows the command.
pub(crate) fn must(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} {}", shown(command), ended(status));
    }
    Ok(())
}

/// A command as one could type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    format!("`{}`", words.join(" "))
}

/// How a process ended, in words.
pub(crate) fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("ended with exit code {code}"),
        None => "was stopped by a signal".to_owned(),
    }
}

/// The exit code to pass on for a process: its own, or 128 and the signal's number as shells do.
pub(crate) fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(255);
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(255)
}

fn member(root: &Path, package: &Value) -> Result<Member> {
    let name = package["name"].as_str().context("a package without a name")?.to_owned();
    let manifest = Path::new(package["manifest_path"].as_str().context("a package without a manifest")?);
    let dir = below(root, manifest.parent().unwrap_or(manifest));
    let mut member = Member { name, dir, ..Member::default() };
    for target in package["targets"].as_array().into_iter().flatten() {
        let kinds: Vec<&str> =
            target["kind"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        member.cdylib |= kinds.contains(&"cdylib");
        member.rlib |= kinds.contains(&"rlib") || kinds.contains(&"lib");
        if kinds.iter().any(|kind| ["lib", "rlib", "cdylib", "staticlib", "proc-macro", "bin"].contains(kind))
        {
            let source = target["src_path"].as_str().context("a target without a source")?;
            member.roots.push(below(root, Path::new(source)));
        }
    }
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        member.dependencies.push(Dependency {
            name: dependency["name"].as_str().unwrap_or_default().to_owned(),
            kind: dependency["kind"].as_str().unwrap_or("normal").to_owned(),
        });
    }
    Ok(member)
}

/// A path below the root with forward slashes; paths elsewhere stay as they are.
fn below(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Who needs whom at run time or build time among all packages, resolved for this machine's platform.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Package name to the names it needs; two versions of one package are one node, which can only add arrows.
    edges: BTreeMap<String, Vec<String>>,
}

impl Graph {
    /// Asks cargo for the packages of this platform only, so that nothing new is downloaded.
    pub(crate) fn load() -> Result<Self> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(rustc).arg("-vV").output().context("cannot start rustc")?;
        let version = String::from_utf8_lossy(&output.stdout).into_owned();
        let host =
            version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
        Ok(Self::from_metadata(&ask_cargo(&["--filter-platform", host])?))
    }

    /// Reads the `resolve` part of the answer of `cargo metadata`.
    pub(crate) fn from_metadata(metadata: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut names = BTreeMap::new();
        for package in list(&metadata["packages"]) {
            if let (Some(id), Some(name)) = (package["id"].as_str(), package["name"].as_str()) {
                names.insert(id.to_owned(), name.to_owned());
            }
        }
        let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for node in list(&metadata["resolve"]["nodes"]) {
            let Some(from) = node["id"].as_str().and_then(|id| names.get(id)) else { continue };
            let needed = edges.entry(from.clone()).or_default();
            for dependency in list(&node["deps"]) {
                let only_for_tests =
                    list(&dependency["dep_kinds"]).iter().all(|kind| kind["kind"].as_str() == Some("dev"));
                let to = dependency["pkg"].as_str().and_then(|id| names.get(id));
                if let (false, Some(to)) = (only_for_tests, to) {
                    needed.push(to.clone());
                }
            }
            needed.sort();
            needed.dedup();
        }
        Self { edges }
    }

    /// The shortest way from one package to another, both ends included.
    pub(crate) fn way(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(here) = queue.pop_front() {
            for next in self.edges.get(here).into_iter().flatten() {
                if next != from && !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, here);
                    queue.push_back(next);
                }
            }
        }
        let mut way = vec![to.to_owned()];
        let mut here = to;
        while let Some(&before) = came_from.get(here) {
            way.push(before.to_owned());
            here = before;
        }
        way.reverse();
        (way.len() > 1).then_some(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_read_with_their_folders_and_kinds() {
        let metadata = json!({
            "workspace_root": "/ws", "target_directory": "/elsewhere", "workspace_members": ["a"],
            "packages": [
                {"id": "a", "name": "copydesk-clean", "manifest_path": "/ws/plugins/clean/Cargo.toml",
                 "targets": [
                    {"kind": ["cdylib", "rlib"], "src_path": "/ws/plugins/clean/src/lib.rs"},
                    {"kind": ["test"], "src_path": "/ws/plugins/clean/tests/contract.rs"}],
                 "dependencies": [{"name": "log", "kind": null}, {"name": "copydesk-sdk", "kind": "dev"}]},
                {"id": "b", "name": "log", "manifest_path": "/registry/log/Cargo.toml"}],
        });
        let workspace = Workspace::from_metadata(&metadata).unwrap();
        let names: Vec<&str> = workspace.plugins().map(|plugin| plugin.name.as_str()).collect();
        assert_eq!(names, ["copydesk-clean"]);
        let member = &workspace.members[0];
        assert_eq!((member.dir.as_str(), member.cdylib, member.rlib), ("plugins/clean", true, true));
        assert_eq!(member.roots, ["plugins/clean/src/lib.rs"]);
        let kinds: Vec<&str> = member.dependencies.iter().map(|d| d.kind.as_str()).collect();
        assert_eq!(kinds, ["normal", "dev"]);
        assert!(workspace.host_binary().starts_with("/elsewhere/release"));
    }

    #[test]
    fn ways_through_the_graph_ignore_test_dependencies() {
        let dep = |id: &str, kind: Value| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let graph = Graph::from_metadata(&json!({
            "packages": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}, {"id": "3", "name": "c"},
                         {"id": "4", "name": "d"}],
            "resolve": {"nodes": [
                {"id": "1", "deps": [dep("2", Value::Null), dep("4", json!("dev"))]},
                {"id": "2", "deps": [dep("3", json!("build")), dep("1", Value::Null)]},
                {"id": "3", "deps": []}, {"id": "4", "deps": []}]},
        }));
        assert_eq!(graph.way("a", "c").unwrap(), ["a", "b", "c"]);
        assert_eq!(graph.way("a", "d"), None);
        assert_eq!(graph.way("c", "a"), None);
        assert_eq!(graph.way("a", "a"), None);
    }
}
