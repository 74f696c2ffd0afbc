//! The host's half of the C boundary: the functions that a plugin calls.
//!
//! A `cd_call` is not a pointer that is followed but a token: each function looks up the call that is running on this
//! thread and compares. So a plugin that keeps a token past its call, or uses it on another thread, gets a refusal
//! and not somebody else's memory. Calls that may use several threads stand in a second register, for reading only.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use copydesk_abi as abi;
use copydesk_core::{Access as _, Inputs, Receiver as _, Staging};
use log::{Level, Record};

use crate::convert::{lend, lend_column, lend_texts, read_layer, read_text, write_layer};

/// One call of `process`.
struct Running<'a, 'b> {
    inputs: &'a Inputs<'a>,
    staging: &'a mut Staging<'b>,
    /// Attribute tables that were lent to the plugin; they live as long as the call.
    lent: Vec<Box<[abi::Attr]>>,
}

thread_local! {
    static CURRENT: Cell<(usize, *mut c_void)> = const { Cell::new((0, std::ptr::null_mut())) };
}

static NEXT: AtomicUsize = AtomicUsize::new(1);

/// Calls that may use several threads, by token.
static SHARED: RwLock<BTreeMap<usize, Shared>> = RwLock::new(BTreeMap::new());

/// What other threads of a call may read.
struct Shared {
    inputs: *const Inputs<'static>,
    /// As in [`Running`].
    lent: Mutex<Vec<Box<[abi::Attr]>>>,
}

// SAFETY: the inputs can be shared between threads (`shareable` below asks the compiler), and whoever follows the pointer
// holds the lock that `Sharing` needs before they go. Attribute tables hold pointers into the same inputs.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

const _: () = {
    const fn shareable<T: Sync>() {}
    shareable::<Inputs<'_>>();
};

/// Keeps a call in [`SHARED`]; leaving waits until no other thread reads.
struct Sharing(usize);

impl Sharing {
    fn begin(token: usize, inputs: &Inputs<'_>) -> Self {
        let shared = Shared { inputs: std::ptr::from_ref(inputs).cast(), lent: Mutex::default() };
        SHARED.write().unwrap_or_else(PoisonError::into_inner).insert(token, shared);
        Self(token)
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        SHARED.write().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Makes a call current on this thread, runs `work` with its token, and ends the call.
pub(crate) fn with_call<R>(
    inputs: &Inputs<'_>,
    staging: &mut Staging<'_>,
    work: impl FnOnce(*mut abi::Call) -> R,
) -> R {
    let mut running = Running { inputs, staging, lent: Vec::new() };
    let token = NEXT.fetch_add(1, Ordering::Relaxed);
    let sharing = (inputs.threads > 1).then(|| Sharing::begin(token, inputs));
    let before = CURRENT.with(|current| current.replace((token, (&raw mut running).cast())));
    let result = work(std::ptr::without_provenance_mut(token));
    CURRENT.with(|current| current.set(before));
    drop(sharing);
    result
}

/// What a reading function answers, and an attribute table that must live as long as the call.
type Answer = (abi::Status, Option<Box<[abi::Attr]>>);

/// Runs `work` on the inputs of the call of this token, whichever of the call's threads asks, or refuses.
fn reading(call: *mut abi::Call, work: impl FnOnce(&Inputs<'_>) -> Answer) -> abi::Status {
    if CURRENT.with(|current| current.get().0) == call.addr() {
        return on_call(call, |running| {
            let (status, lent) = work(running.inputs);
            running.lent.extend(lent);
            status
        });
    }
    let calls = SHARED.read().unwrap_or_else(PoisonError::into_inner);
    let Some(shared) = calls.get(&call.addr()) else { return abi::BAD_ARGUMENT };
    // SAFETY: `Sharing` put the pointer there and takes it away, under the lock that is held here, before the inputs go.
    let inputs = unsafe { &*shared.inputs };
    let answer = catch_unwind(AssertUnwindSafe(|| work(inputs)));
    let (status, lent) = answer.unwrap_or((abi::BAD_ARGUMENT, None));
    if let Some(lent) = lent {
        shared.lent.lock().unwrap_or_else(PoisonError::into_inner).push(lent);
    }
    status
}

/// Runs `work` on the call of this token, or refuses. No panic leaves this function.
fn on_call(call: *mut abi::Call, work: impl FnOnce(&mut Running<'_, '_>) -> abi::Status) -> abi::Status {
    let (token, running) = CURRENT.with(Cell::get);
    if running.is_null() || token != call.addr() {
        return abi::BAD_ARGUMENT;
    }
    // The call is taken while it is used, so that no second reference to it can come to be.
    CURRENT.with(|current| current.set((token, std::ptr::null_mut())));
    // SAFETY: `with_call` put the pointer there on this thread and takes it away before the value goes; it was
    // taken just now, so this reference is the only one.
    let call = unsafe { &mut *running.cast::<Running<'_, '_>>() };
    let status = catch_unwind(AssertUnwindSafe(|| work(call))).unwrap_or(abi::BAD_ARGUMENT);
    CURRENT.with(|current| current.set((token, running)));
    status
}

unsafe extern "C" fn get_layer(
    call: *mut abi::Call,
    doc: u32,
    name: abi::Str,
    out: *mut abi::Layer,
) -> abi::Status {
    reading(call, |inputs| {
        // SAFETY: the header asks the plugin for valid text.
        let Some(name) = (unsafe { read_text(name) }) else { return (abi::BAD_ARGUMENT, None) };
        let doc = doc as usize;
        if doc >= inputs.count() || out.is_null() {
            return (abi::BAD_ARGUMENT, None);
        }
        let Some(view) = inputs.layer(doc, name) else { return (abi::ABSENT, None) };
        let attrs: Box<[abi::Attr]> = view
            .attrs
            .iter()
            .map(|(name, values)| abi::Attr { name: lend(name), values: lend_texts(*values) })
            .collect();
        let layer = abi::Layer {
            len: view.start.len(),
            start: lend_column(view.start),
            end: lend_column(view.end),
            label: lend_column(view.label),
            labels: lend_texts(view.labels),
            score: lend_column(view.score),
            refs: lend_column(view.refs),
            attrs: lend_column(&attrs),
            attr_count: attrs.len(),
            ..abi::Layer::EMPTY
        };
        // SAFETY: not null, and the header asks for a place for a layer.
        unsafe { write_layer(out, &layer) };
        (abi::OK, (!attrs.is_empty()).then_some(attrs))
    })
}

unsafe extern "C" fn get_meta(
    call: *mut abi::Call,
    doc: u32,
    key: abi::Str,
    out: *mut abi::Str,
) -> abi::Status {
    reading(call, |inputs| {
        // SAFETY: the header asks the plugin for valid text.
        let Some(key) = (unsafe { read_text(key) }) else { return (abi::BAD_ARGUMENT, None) };
        let doc = doc as usize;
        if doc >= inputs.count() || out.is_null() {
            return (abi::BAD_ARGUMENT, None);
        }
        let Some(value) = inputs.meta(doc, key) else { return (abi::ABSENT, None) };
        // SAFETY: not null, and the header asks for a place for a text.
        unsafe { out.write(lend(value)) };
        (abi::OK, None)
    })
}

unsafe extern "C" fn get_rows(call: *mut abi::Call, table: abi::Str, out: *mut abi::Str) -> abi::Status {
    reading(call, |inputs| {
        // SAFETY: the header asks the plugin for valid text.
        let Some(table) = (unsafe { read_text(table) }) else { return (abi::BAD_ARGUMENT, None) };
        if out.is_null() {
            return (abi::BAD_ARGUMENT, None);
        }
        let Some(lines) = inputs.rows(table) else { return (abi::ABSENT, None) };
        // SAFETY: not null, and the header asks for a place for a text.
        unsafe { out.write(lend(lines)) };
        (abi::OK, None)
    })
}

unsafe extern "C" fn put_layer(
    call: *mut abi::Call,
    doc: u32,
    name: abi::Str,
    layer: *const abi::Layer,
) -> abi::Status {
    on_call(call, |call| {
        let doc = doc as usize;
        let Some(document) = call.inputs.docs.get(doc) else { return abi::BAD_ARGUMENT };
        // SAFETY: the header asks the plugin for valid text.
        let Some(name) = (unsafe { read_text(name) }) else {
            call.staging.refuse(doc, "wrote a layer whose name is not UTF-8");
            return abi::BAD_ARGUMENT;
        };
        // SAFETY: the header asks the plugin for a whole layer whose columns live until this function returns.
        let Some(view) = (unsafe { read_layer(layer, Staging::most_rows(document)) }) else {
            call.staging.refuse(
                doc,
                &format!(
                    "wrote layer `{name}` with a missing column, broken UTF-8, a wrong size or too many rows"
                ),
            );
            return abi::BAD_ARGUMENT;
        };
        match call.staging.put_layer(doc, name, &view) {
            Ok(()) => abi::OK,
            Err(_) => abi::BAD_ARGUMENT,
        }
    })
}

/// Runs `work` with checked text, or fails the document.
///
/// # Safety
/// As for [`read_text`], for each text.
unsafe fn with_texts<const N: usize>(
    call: *mut abi::Call,
    doc: u32,
    texts: [abi::Str; N],
    work: impl FnOnce(&mut Staging<'_>, usize, [&str; N]),
) -> abi::Status {
    on_call(call, |call| {
        let doc = doc as usize;
        if doc >= call.inputs.count() {
            return abi::BAD_ARGUMENT;
        }
        let mut read = [""; N];
        for (place, text) in read.iter_mut().zip(texts) {
            // SAFETY: the caller vouches.
            let Some(text) = (unsafe { read_text(text) }) else {
                call.staging.refuse(doc, "returned text that is not UTF-8");
                return abi::BAD_ARGUMENT;
            };
            *place = text;
        }
        work(call.staging, doc, read);
        abi::OK
    })
}

unsafe extern "C" fn put_meta(
    call: *mut abi::Call,
    doc: u32,
    key: abi::Str,
    value: abi::Str,
    from: abi::Str,
) -> abi::Status {
    let work = |staging: &mut Staging<'_>, doc, [key, value, from]: [&str; 3]| {
        staging.put_meta(doc, key, value, from)
    };
    // SAFETY: the header asks the plugin for valid text.
    unsafe { with_texts(call, doc, [key, value, from], work) }
}

unsafe extern "C" fn add_note(call: *mut abi::Call, doc: u32, message: abi::Str) -> abi::Status {
    // SAFETY: the header asks the plugin for valid text.
    unsafe { with_texts(call, doc, [message], |staging, doc, [message]| staging.note(doc, message)) }
}

unsafe extern "C" fn fail_doc(call: *mut abi::Call, doc: u32, message: abi::Str) -> abi::Status {
    // SAFETY: the header asks the plugin for valid text.
    unsafe { with_texts(call, doc, [message], |staging, doc, [message]| staging.fail(doc, message)) }
}

unsafe extern "C" fn filter_doc(call: *mut abi::Call, doc: u32, reason: abi::Str) -> abi::Status {
    // SAFETY: the header asks the plugin for valid text.
    unsafe { with_texts(call, doc, [reason], |staging, doc, [reason]| staging.filter(doc, reason)) }
}

unsafe extern "C" fn put_rows(call: *mut abi::Call, table: abi::Str, lines: abi::Str) -> abi::Status {
    on_call(call, |call| {
        // SAFETY: the header asks the plugin for valid text.
        let table = unsafe { read_text(table) };
        // SAFETY: as above.
        let lines = unsafe { read_text(lines) };
        let (Some(table), Some(lines)) = (table, lines) else {
            call.staging.refuse_all("wrote a table that is not UTF-8");
            return abi::BAD_ARGUMENT;
        };
        call.staging.put_rows(table, lines).map_or(abi::BAD_ARGUMENT, |()| abi::OK)
    })
}

unsafe extern "C" fn cancelled(call: *mut abi::Call) -> i32 {
    i32::from(reading(call, |inputs| (i32::from(inputs.cancelled()), None)) > 0)
}

unsafe extern "C" fn threads(call: *mut abi::Call) -> u32 {
    let threads = |inputs: &Inputs<'_>| i32::try_from(inputs.threads()).unwrap_or(i32::MAX);
    reading(call, |inputs| (threads(inputs), None)).max(1) as u32
}

static THREADS: abi::Threads =
    abi::Threads { struct_size: size_of::<abi::Threads>() as u32, reserved: 0, threads: Some(threads) };

unsafe extern "C" fn extension(_context: *mut c_void, name: abi::Str) -> *const c_void {
    // SAFETY: the header asks the plugin for valid text.
    match unsafe { read_text(name) } {
        Some(abi::THREADS) => (&raw const THREADS).cast(),
        _ => std::ptr::null(),
    }
}

unsafe extern "C" fn log_message(context: *mut c_void, level: i32, target: abi::Str, message: abi::Str) {
    // A logger that panics must not take the process down through this border.
    let logged = catch_unwind(|| {
        // SAFETY: `host_table` put the plugin's leaked name there.
        let plugin = unsafe { context.cast::<String>().as_ref() }.map_or("plugin", String::as_str);
        // SAFETY: the header asks the plugin for valid text.
        let target = unsafe { read_text(target) }.filter(|target| !target.is_empty()).unwrap_or(plugin);
        // SAFETY: as above.
        let message = unsafe { read_text(message) }.unwrap_or("(a message that is not UTF-8)");
        let level = match level {
            abi_level if abi_level <= 1 => Level::Error,
            2 => Level::Warn,
            3 => Level::Info,
            4 => Level::Debug,
            _ => Level::Trace,
        };
        if level <= log::max_level() {
            log::logger()
                .log(&Record::builder().level(level).target(target).args(format_args!("{message}")).build());
        }
    });
    drop(logged);
}

/// A host table for one plugin, which lives for ever.
pub(crate) fn host_table(plugin: &str) -> &'static abi::Host {
    let name: &'static mut String = Box::leak(Box::new(plugin.to_owned()));
    Box::leak(Box::new(abi::Host {
        struct_size: size_of::<abi::Host>() as u32,
        abi_major: abi::ABI_MAJOR,
        abi_minor: abi::ABI_MINOR,
        max_log_level: log::max_level() as u32,
        context: std::ptr::from_mut(name).cast(),
        log: Some(log_message),
        get_layer: Some(get_layer),
        get_meta: Some(get_meta),
        get_rows: Some(get_rows),
        put_layer: Some(put_layer),
        put_meta: Some(put_meta),
        put_rows: Some(put_rows),
        add_note: Some(add_note),
        fail_doc: Some(fail_doc),
        filter_doc: Some(filter_doc),
        cancelled: Some(cancelled),
        extension: Some(extension),
    }))
}
