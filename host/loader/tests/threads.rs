//! A collection stage that reads its documents on several threads, and one that keeps a call for too long.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::time::Duration;

use copydesk_core::{Document, Inputs, Layer, Plugin as _, Staging, Tables};
use copydesk_loader::{LoadedPlugin, from_entry};
use copydesk_sdk::{Descriptor, Docs, Options, Output, Stage, StageError, abi, boundary, parallel};
use serde_json::{Value, json};

/// Counts what it can read, on all threads that it may use.
#[derive(Debug, Clone)]
struct Census;

impl Stage for Census {
    fn descriptor() -> Descriptor {
        Descriptor::new("census", "1.0.0", "counts").collection().needs(&["tokens"]).provides(&["census"])
    }

    fn open(_: &Options) -> Result<Self, StageError> {
        Ok(Self)
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let counts = parallel(docs.threads(), 1, docs, |_, part| {
            let doc = &part[0];
            // Time for the other threads to take their share.
            std::thread::sleep(Duration::from_millis(2));
            let tokens = doc.needed("tokens");
            let why: Vec<&str> = (0..tokens.len()).filter_map(|row| tokens.attr(row, "why")).collect();
            let thread = format!("{:?}", std::thread::current().id());
            (json!([doc.id(), doc.text().len(), tokens.len(), why, doc.meta("title")]), thread)
        });
        let mut threads: Vec<&String> = counts.iter().map(|(_, thread)| thread).collect();
        threads.sort_unstable();
        threads.dedup();
        let rows: Vec<&Value> = counts.iter().map(|(row, _)| row).collect();
        out.rows("census", &[json!({"threads": threads.len(), "rows": rows, "cancelled": docs.cancelled()})])
    }
}

unsafe extern "C" fn census() -> *const abi::Plugin {
    static TABLE: OnceLock<abi::Plugin> = OnceLock::new();
    boundary::table::<Census>(&TABLE)
}

fn run(threads: usize) -> Value {
    let docs: Vec<Document> = (0..16)
        .map(|number| {
            let mut doc = Document::new(format!("d{number}"), "žluť");
            doc.set_meta("title", &format!("T{number}"), "input");
            let mut tokens = Layer::new();
            tokens.push(0, 6).attr("why", &format!("w{number}"));
            doc.put_layer("tokens", tokens);
            doc
        })
        .collect();
    let name = PathBuf::from("linked in");
    let plugin =
        LoadedPlugin::new(name.clone(), from_entry(census, &name).expect("a table")).expect("a card");
    let mut worker = plugin.load(&json!({})).expect("loads").open().expect("opens");
    let (tables, cancelled) = (Tables::default(), AtomicBool::new(false));
    let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
    let inputs = Inputs { docs: &docs, tables: &tables, cancelled: &cancelled, threads };
    worker.process(&inputs, &mut staging).expect("it runs");
    let mut tables = Tables::default();
    staging.finish().expect("nothing refused").apply("census", &mut docs.clone(), &mut tables);
    serde_json::from_str(tables.get("census").expect("written")).expect("JSON")
}

#[test]
fn all_threads_of_a_call_read_the_same() {
    let alone = run(1);
    assert_eq!((&alone["threads"], &alone["cancelled"]), (&json!(1), &json!(false)));
    assert_eq!(alone["rows"][3], json!(["d3", 6, 1, ["w3"], "T3"]));
    let together = run(4);
    assert_eq!(together["rows"], alone["rows"]);
    assert!(together["threads"].as_u64() > Some(1), "{together}");
}

/// Keeps its host table and its token, and reads with them after the call.
static KEPT: AtomicPtr<abi::Call> = AtomicPtr::new(std::ptr::null_mut());
static HOST: AtomicPtr<abi::Host> = AtomicPtr::new(std::ptr::null_mut());

unsafe extern "C" fn keep_load(
    host: *const abi::Host,
    _: abi::Str,
    model: *mut *mut std::ffi::c_void,
    _: *mut abi::Str,
) -> abi::Status {
    HOST.store(host.cast_mut(), Ordering::SeqCst);
    // SAFETY: the header promises a place for the model.
    unsafe { model.write(std::ptr::without_provenance_mut(1)) };
    abi::OK
}

unsafe extern "C" fn keep_open(
    _: *mut std::ffi::c_void,
    instance: *mut *mut std::ffi::c_void,
    _: *mut abi::Str,
) -> abi::Status {
    // SAFETY: the header promises a place for the instance.
    unsafe { instance.write(std::ptr::without_provenance_mut(1)) };
    abi::OK
}

fn title_on_another_thread(call: usize) -> abi::Status {
    std::thread::spawn(move || {
        // SAFETY: the host table lives for ever.
        let host = unsafe { &*HOST.load(Ordering::SeqCst) };
        let mut value = abi::Str::EMPTY;
        let get = host.get_meta.expect("offered");
        // SAFETY: a token may be stale, which the host finds out; key and value live long enough.
        unsafe { get(std::ptr::without_provenance_mut(call), 0, abi::Str::new("title"), &raw mut value) }
    })
    .join()
    .expect("no panic")
}

unsafe extern "C" fn keep_process(
    _: *mut std::ffi::c_void,
    call: *mut abi::Call,
    _: *const *const abi::Doc,
    _: u32,
    _: *mut abi::Str,
) -> abi::Status {
    KEPT.store(call, Ordering::SeqCst);
    title_on_another_thread(call.addr())
}

unsafe extern "C" fn keep_end(_: *mut std::ffi::c_void) {}

unsafe extern "C" fn keep() -> *const abi::Plugin {
    const CARD: &str = r#"{"name":"keep","version":"1.0.0","summary":"","scope":"collection","needs":[],"uses":[],"provides":["k"],"options":{"type":"object"}}"#;
    static TABLE: OnceLock<abi::Plugin> = OnceLock::new();
    TABLE.get_or_init(|| abi::Plugin {
        magic: abi::MAGIC,
        struct_size: size_of::<abi::Plugin>() as u32,
        abi_major: abi::ABI_MAJOR,
        abi_minor_needed: 0,
        reserved: 0,
        descriptor_json: abi::Str::new(CARD),
        load: Some(keep_load),
        open: Some(keep_open),
        process: Some(keep_process),
        close: Some(keep_end),
        unload: Some(keep_end),
    })
}

#[test]
fn a_token_is_refused_where_it_does_not_count() {
    let name = PathBuf::from("linked in");
    let plugin = LoadedPlugin::new(name.clone(), from_entry(keep, &name).expect("a table")).expect("a card");
    let mut docs = vec![Document::new("a", "one")];
    docs[0].set_meta("title", "One", "input");
    let mut worker = plugin.load(&json!({})).expect("loads").open().expect("opens");
    let (tables, cancelled) = (Tables::default(), AtomicBool::new(false));
    // One thread: the call may not be read on another. Two: it may, until it returns.
    for (threads, works) in [(1, false), (2, true)] {
        let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
        let inputs = Inputs { docs: &docs, tables: &tables, cancelled: &cancelled, threads };
        assert_eq!(worker.process(&inputs, &mut staging).is_ok(), works, "{threads} threads");
        let late = title_on_another_thread(KEPT.load(Ordering::SeqCst).addr());
        assert_eq!(late, abi::BAD_ARGUMENT, "{threads} threads, after the call");
    }
}
