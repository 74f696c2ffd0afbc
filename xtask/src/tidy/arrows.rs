//! Which crate may depend on which: arrows only point towards `core/`.

use crate::tidy::Offence;
use crate::workspace::{Graph, Member, Workspace};

const FACADE: &str = "copydesk";
const LOADER: &str = "copydesk-loader";
const RUNNER: &str = "copydesk-runner";

/// What may never be reached, through however many crates, and why.
const FORBIDDEN_WAYS: [(&str, &str, &str); 4] = [
    (RUNNER, LOADER, "the runner does not know that libraries exist"),
    (RUNNER, "libloading", "the runner does not know that libraries exist"),
    (LOADER, "crossbeam-channel", "the loader does not know that channels exist"),
    (LOADER, RUNNER, "the loader does not know that channels exist"),
];

/// The layer that a crate belongs to by its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Core,
    Plugin,
    Host,
    Xtask,
    Tests,
    Train,
}

impl Layer {
    fn of(dir: &str) -> Option<Self> {
        match dir.split('/').next()? {
            "core" => Some(Self::Core),
            "plugins" => Some(Self::Plugin),
            "host" => Some(Self::Host),
            "xtask" => Some(Self::Xtask),
            "tests" => Some(Self::Tests),
            "train" => Some(Self::Train),
            _ => None,
        }
    }

    fn may_use(self, other: Self) -> bool {
        match self {
            Self::Core | Self::Plugin => other == Self::Core,
            Self::Host => matches!(other, Self::Core | Self::Host),
            Self::Xtask => false,
            Self::Tests => other != Self::Xtask,
            Self::Train => matches!(other, Self::Core | Self::Plugin | Self::Host),
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Core => "core/ may only use core/",
            Self::Plugin => "a plugin may only use core/: not the host and no other plugin",
            Self::Host => "host/ may only use host/ and core/, never a plugin",
            Self::Xtask => "xtask links none of our crates",
            Self::Tests => "nobody depends on xtask",
            Self::Train => "a trainer may use core/, plugins/ and host/; trainers do not see each other",
        }
    }
}

/// Direct dependencies of every kind (those for tests too), then the ways through the resolved graph.
pub(super) fn check(workspace: &Workspace, graph: &Graph) -> Vec<Offence> {
    let mut offences = Vec::new();
    for member in &workspace.members {
        let place = manifest(member);
        let Some(layer) = Layer::of(&member.dir) else {
            offences.push(Offence::new(
                place,
                "lies in no layer; move it to core, plugins, host, train, xtask or tests",
            ));
            continue;
        };
        direct(workspace, member, layer, &mut offences);
        naming(member, layer, &mut offences);
    }
    for (from, to, reason) in FORBIDDEN_WAYS {
        if let Some(way) = graph.way(from, to) {
            let place =
                workspace.members.iter().find(|member| member.name == from).map_or(from.to_owned(), manifest);
            offences.push(Offence::new(place, format!("{} is forbidden: {reason}", way.join(" -> "))));
        }
    }
    offences
}

fn direct(workspace: &Workspace, member: &Member, layer: Layer, offences: &mut Vec<Offence>) {
    let place = manifest(member);
    for dependency in &member.dependencies {
        let ours = workspace.members.iter().find(|other| other.name == dependency.name);
        let Some(target) = ours.and_then(|other| Layer::of(&other.dir)) else { continue };
        if dependency.name != member.name && !layer.may_use(target) {
            let kind =
                if dependency.kind == "normal" { String::new() } else { format!("{} ", dependency.kind) };
            offences.push(Offence::new(
                &place,
                format!("{kind}dependency on {} is a wrong arrow: {}", dependency.name, layer.rule()),
            ));
        }
    }
    let uses = |name: &str| member.dependencies.iter().any(|dependency| dependency.name == name);
    if layer != Layer::Tests && member.name != FACADE && uses(LOADER) && uses(RUNNER) {
        offences.push(Offence::new(&place, format!("joins loader and runner; only `{FACADE}` does that")));
    }
    if member.dir == "core/abi" && !member.dependencies.is_empty() {
        let names: Vec<&str> = member.dependencies.iter().map(|d| d.name.as_str()).collect();
        offences
            .push(Offence::new(&place, format!("core/abi has no dependencies, found {}", names.join(", "))));
    }
}

/// A plugin's folder, its crate's suffix and its name in `pipeline.toml` are one word.
fn naming(member: &Member, layer: Layer, offences: &mut Vec<Offence>) {
    if layer != Layer::Plugin {
        return;
    }
    let folder = member.dir.rsplit('/').next().unwrap_or_default();
    if member.name != format!("copydesk-{folder}") {
        let message =
            format!("crate `{}` in folder `{folder}` should be named `copydesk-{folder}`", member.name);
        offences.push(Offence::new(manifest(member), message));
    }
    if !(member.cdylib && member.rlib) {
        offences.push(Offence::new(
            manifest(member),
            "a plugin is built as `crate-type = [\"cdylib\", \"rlib\"]`",
        ));
    }
}

fn manifest(member: &Member) -> String {
    format!("{}/Cargo.toml", member.dir)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;
    use serde_json::{Value, json};

    fn member(dir: &str, name: &str, dependencies: &[(&str, &str)]) -> Member {
        let plugin = dir.starts_with("plugins/");
        Member {
            name: name.to_owned(),
            dir: dir.to_owned(),
            cdylib: plugin,
            rlib: plugin,
            roots: Vec::new(),
            dependencies: dependencies
                .iter()
                .map(|&(name, kind)| Dependency { name: name.to_owned(), kind: kind.to_owned() })
                .collect(),
        }
    }

    /// A workspace without fault, to which a test adds one member.
    fn workspace_with(added: Member) -> Workspace {
        let mut members = vec![
            member("core", "copydesk-core", &[("serde", "normal")]),
            member("core/abi", "copydesk-abi", &[]),
            member("core/sdk", "copydesk-sdk", &[("copydesk-core", "normal"), ("copydesk-abi", "normal")]),
            member("plugins/clean", "copydesk-clean", &[("copydesk-sdk", "normal"), ("copydesk-sdk", "dev")]),
            member("host/loader", LOADER, &[("copydesk-core", "normal"), ("libloading", "normal")]),
            member("host/runner", RUNNER, &[("copydesk-core", "normal"), ("crossbeam-channel", "normal")]),
            member("host/pipeline", FACADE, &[(LOADER, "normal"), (RUNNER, "normal")]),
            member("host/cli", "copydesk-cli", &[(FACADE, "normal"), ("clap", "normal")]),
            member("xtask", "xtask", &[("anyhow", "normal")]),
            member(
                "tests/e2e",
                "copydesk-e2e",
                &[("copydesk-clean", "dev"), (LOADER, "dev"), (RUNNER, "dev")],
            ),
        ];
        members.retain(|old| old.name != added.name);
        members.push(added);
        Workspace { members, ..Workspace::default() }
    }

    #[test]
    fn wrong_arrows_are_found_and_right_ones_are_not() {
        let rows: [(&str, Member, &[&str]); 15] = [
            (
                "fine plugin",
                member("plugins/new", "copydesk-new", &[("copydesk-core", "dev"), ("log", "normal")]),
                &[],
            ),
            (
                "fine tests",
                member("tests/more", "copydesk-more", &[("copydesk-clean", "normal"), (LOADER, "dev")]),
                &[],
            ),
            (
                "plugin on plugin",
                member("plugins/new", "copydesk-new", &[("copydesk-clean", "normal")]),
                &["copydesk-clean is a wrong arrow"],
            ),
            (
                "plugin on host, in tests",
                member("plugins/new", "copydesk-new", &[(FACADE, "dev")]),
                &["dev dependency on copydesk is a wrong"],
            ),
            (
                "core on host",
                member("core/text", "copydesk-text", &[(RUNNER, "normal")]),
                &["core/ may only use core/"],
            ),
            (
                "core on plugin, building",
                member("core/text", "copydesk-text", &[("copydesk-clean", "build")]),
                &["build dependency on copydesk-clean"],
            ),
            (
                "host on plugin",
                member("host/io", "copydesk-io", &[("copydesk-clean", "dev")]),
                &["never a plugin"],
            ),
            (
                "xtask on ours",
                member("xtask", "xtask", &[("copydesk-core", "normal")]),
                &["xtask links none"],
            ),
            (
                "tests on xtask",
                member("tests/more", "copydesk-more", &[("xtask", "normal")]),
                &["nobody depends on xtask"],
            ),
            (
                "a second facade",
                member("host/two", "copydesk-two", &[(LOADER, "normal"), (RUNNER, "dev")]),
                &["only `copydesk` does"],
            ),
            (
                "abi with a dependency",
                member("core/abi", "copydesk-abi", &[("libc", "normal")]),
                &["no dependencies, found libc"],
            ),
            ("odd folder", member("tools/x", "copydesk-x", &[]), &["lies in no layer"]),
            ("odd name", member("plugins/new", "copydesk-old", &[]), &["should be named `copydesk-new`"]),
            (
                "not loadable",
                Member { cdylib: false, ..member("plugins/new", "copydesk-new", &[]) },
                &["crate-type"],
            ),
            (
                "two at once",
                member("plugins/new", "copydesk-new", &[(LOADER, "normal"), (FACADE, "normal")]),
                &["copydesk is", "copydesk-loader is"],
            ),
        ];
        for (name, added, expected) in rows {
            let mut found = check(&workspace_with(added), &Graph::default());
            found.sort();
            assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
            for (offence, part) in found.iter().zip(expected) {
                assert!(offence.message.contains(part), "{name}: {offence:?}");
            }
        }
    }

    type Edges = &'static [(&'static str, &'static str)];

    #[test]
    fn forbidden_ways_are_found_through_other_crates() {
        let names = [RUNNER, LOADER, "libloading", "crossbeam-channel", "middle"];
        let packages: Vec<Value> = names.iter().map(|name| json!({"id": name, "name": name})).collect();
        let graph = |edges: Edges| {
            let nodes: Vec<Value> = edges
                .iter()
                .map(|(from, to)| json!({"id": from, "deps": [{"pkg": to, "dep_kinds": [{"kind": null}]}]}))
                .collect();
            Graph::from_metadata(&json!({"packages": packages, "resolve": {"nodes": nodes}}))
        };
        let rows: [(&str, Edges, Option<&str>); 4] = [
            ("as it should be", &[(RUNNER, "crossbeam-channel"), (LOADER, "libloading")], None),
            (
                "runner loads",
                &[(RUNNER, "middle"), ("middle", "libloading")],
                Some("copydesk-runner -> middle -> libloading"),
            ),
            (
                "loader has channels",
                &[(LOADER, "crossbeam-channel")],
                Some("copydesk-loader -> crossbeam-channel"),
            ),
            ("runner on loader", &[(RUNNER, LOADER)], Some("copydesk-runner -> copydesk-loader")),
        ];
        let workspace = workspace_with(member("core/text", "copydesk-text", &[]));
        for (name, edges, expected) in rows {
            let found = check(&workspace, &graph(edges));
            match expected {
                None => assert_eq!(found, [], "{name}"),
                Some(way) => assert!(found.len() == 1 && found[0].message.contains(way), "{name}: {found:?}"),
            }
        }
    }
}
