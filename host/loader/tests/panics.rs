//! A stage that panics in each of its functions, through the C boundary, and two plugins linked into one program.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use copydesk_core::{Document, Fault, Inputs, Layer, Plugin as _, Staging, Tables};
use copydesk_loader::{LoadedPlugin, from_entry};
use copydesk_sdk::{Descriptor, Docs, Options, Output, Stage, StageError, abi, boundary};
use serde_json::json;

/// Panics where its type parameter says.
#[derive(Debug)]
struct Jumpy<const WHERE: u8>;

const DESCRIBE: u8 = 0;
const OPEN: u8 = 1;
const CLONE: u8 = 2;
const PROCESS: u8 = 3;
const DROP: u8 = 4;
const NOWHERE: u8 = 5;

impl<const WHERE: u8> Clone for Jumpy<WHERE> {
    fn clone(&self) -> Self {
        assert!(WHERE != CLONE, "jumped in clone");
        Self
    }
}

impl<const WHERE: u8> Drop for Jumpy<WHERE> {
    fn drop(&mut self) {
        assert!(WHERE != DROP || std::thread::panicking(), "jumped in drop");
    }
}

impl<const WHERE: u8> Stage for Jumpy<WHERE> {
    fn descriptor() -> Descriptor {
        assert!(WHERE != DESCRIBE, "jumped in descriptor");
        Descriptor::new("jumpy", "1.0.0", "panics").provides(&["tokens"])
    }

    fn open(_: &Options) -> Result<Self, StageError> {
        assert!(WHERE != OPEN, "jumped in open");
        Ok(Self)
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            assert!(WHERE != PROCESS, "jumped in process");
            let mut tokens = Layer::new();
            tokens.push(0, doc.text().len() as u32).label("ALL").score(0.5).target(0).attr("why", "všechno");
            out.put(doc, "tokens", &tokens)?;
            out.meta(doc, "seen", doc.meta("title").unwrap_or("untitled"), "jumpy");
            out.note(doc, "seen");
        }
        Ok(())
    }
}

macro_rules! entry {
    ($name:ident, $where:expr) => {
        unsafe extern "C" fn $name() -> *const abi::Plugin {
            static TABLE: OnceLock<abi::Plugin> = OnceLock::new();
            boundary::table::<Jumpy<{ $where }>>(&TABLE)
        }
    };
}
entry!(describe, DESCRIBE);
entry!(open, OPEN);
entry!(clone, CLONE);
entry!(process, PROCESS);
entry!(in_drop, DROP);
entry!(nowhere, NOWHERE);

fn plugin(entry: abi::Entry) -> LoadedPlugin {
    let name = PathBuf::from("linked in");
    LoadedPlugin::new(name.clone(), from_entry(entry, &name).expect("a sound table"))
        .expect("a sound descriptor")
}

#[test]
fn a_panic_in_each_function_is_an_error() {
    let error = from_entry(describe, Path::new("jumpy")).expect_err("no table").to_string();
    assert!(error.contains("its entry function returned no table"), "{error}");
    let error = plugin(open).load(&json!({})).err().expect("open panics");
    assert_eq!((error.fault, error.message.contains("jumped in open")), (Fault::Panicked, true), "{error}");
    let error = plugin(clone).load(&json!({})).expect("open is fine").open().err().expect("clone panics");
    assert_eq!((error.fault, error.message.contains("jumped in clone")), (Fault::Panicked, true), "{error}");
    let (result, _) = call(&plugin(process));
    let error = result.expect_err("process panics");
    assert_eq!(
        (error.fault, error.message.contains("jumped in process")),
        (Fault::Panicked, true),
        "{error}"
    );
    assert!(call(&plugin(in_drop)).0.is_ok(), "a panic while an instance is dropped stays inside");
}

fn call(plugin: &LoadedPlugin) -> (Result<(), StageError>, Vec<Document>) {
    let mut docs = vec![Document::new("a", "one"), Document::new("b", "žádný")];
    docs[0].set_meta("title", "One", "input");
    let mut worker = plugin.load(&json!({})).expect("loads").open().expect("opens");
    let (tables, cancelled) = (Tables::default(), AtomicBool::new(false));
    let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
    let result = worker
        .process(&Inputs { docs: &docs, tables: &tables, cancelled: &cancelled, threads: 1 }, &mut staging);
    if result.is_ok() {
        staging.finish().expect("nothing refused").apply("jumpy", &mut docs, &mut Tables::default());
    }
    (result, docs)
}

#[test]
fn every_column_crosses_whole() {
    let (result, docs) = call(&plugin(nowhere));
    result.expect("it runs");
    for (doc, seen) in docs.iter().zip(["One", "untitled"]) {
        let view = doc.view("tokens").expect("written");
        assert_eq!(view.spans().next().map(|span| span.of(doc.text())), Some(doc.text()));
        assert_eq!((view.label(0), view.score(0), view.target(0)), (Some("ALL"), Some(0.5), Some(0)));
        assert_eq!(view.attr(0, "why"), Some("všechno"));
        assert_eq!((doc.meta("seen"), doc.notes.len()), (Some(seen), 1));
    }
}
