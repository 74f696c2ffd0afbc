//! The plugin's half of the C boundary: one table of functions per stage type, each behind a panic wall.
//!
//! For [`export!`](crate::export) only.

use std::cell::RefCell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use copydesk_abi as abi;
use copydesk_core::{Docs, Fault, Options, Output, Stage, StageError};

use crate::guest::{Guest, lent};
use crate::logging;

/// What `load` makes: the stage that workers are cloned from.
struct Model<S> {
    stage: S,
    host: *const abi::Host,
}

/// What `open` makes: one thread's stage.
struct Instance<S> {
    stage: S,
    host: *const abi::Host,
}

thread_local! {
    // What the last failure on this thread said; the host reads it before it calls again.
    static ERROR: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The table of stage `S`, made once. Null when the stage cannot even describe itself.
pub fn table<S: Stage>(slot: &'static OnceLock<abi::Plugin>) -> *const abi::Plugin {
    let made = catch_unwind(|| {
        slot.get_or_init(|| {
            let card = serde_json::to_string(&S::descriptor()).unwrap_or_default();
            abi::Plugin {
                magic: abi::MAGIC,
                struct_size: size_of::<abi::Plugin>() as u32,
                abi_major: abi::ABI_MAJOR,
                abi_minor_needed: 0,
                reserved: 0,
                // Leaked on purpose: the table lives for ever and libraries are never unloaded.
                descriptor_json: abi::Str::new(card.leak()),
                load: Some(load::<S>),
                open: Some(open::<S>),
                process: Some(process::<S>),
                close: Some(close::<S>),
                unload: Some(unload::<S>),
            }
        })
    });
    made.map_or(std::ptr::null(), std::ptr::from_ref)
}

/// Runs `work` behind the panic wall and turns its failure into a status and a message.
///
/// # Safety
/// `error` must be null or writable.
unsafe fn walled(error: *mut abi::Str, work: impl FnOnce() -> Result<(), StageError>) -> abi::Status {
    let failure = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => return abi::OK,
        Ok(Err(failure)) => failure,
        Err(payload) => {
            let words = logging::last_panic()
                .or_else(|| payload.downcast_ref::<String>().cloned())
                .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_else(|| "no message".to_owned());
            // Dropping a payload may itself panic; one that is neither text nor string is left where it is.
            if !(payload.is::<String>() || payload.is::<&str>()) {
                Box::leak(payload);
            }
            StageError::new(Fault::Panicked, format!("the stage panicked: {words}"))
        }
    };
    let message = ERROR.with(|cell| {
        let mut text = cell.borrow_mut();
        text.clone_from(&failure.message);
        abi::Str::new(&text)
    });
    if !error.is_null() {
        // SAFETY: not null, and the caller vouches for the rest.
        unsafe { error.write(message) };
    }
    match failure.fault {
        Fault::Panicked => abi::PANIC,
        Fault::BadOptions => abi::BAD_OPTIONS,
        Fault::BadOutput => abi::BAD_ARGUMENT,
        Fault::Cancelled => abi::CANCELLED,
        _ => abi::FAILED,
    }
}

unsafe extern "C" fn load<S: Stage>(
    host: *const abi::Host,
    options: abi::Str,
    model: *mut *mut c_void,
    error: *mut abi::Str,
) -> abi::Status {
    let work = || {
        // SAFETY: the header promises a host table that lives for ever, or the host is not one.
        let table = unsafe { host.as_ref() }.ok_or_else(|| StageError::failed("the host gave no table"))?;
        if (table.struct_size as usize) < size_of::<abi::Host>() {
            return Err(StageError::failed("the host is older than this plugin's SDK; update copydesk"));
        }
        logging::connect(host, table.max_log_level);
        // SAFETY: the header promises UTF-8 that lives until this function returns.
        let options = unsafe { lent(options) };
        let given = serde_json::from_str(options)
            .map_err(|error| StageError::options(format!("not JSON: {error}")))?;
        let stage = S::open(&Options::new(&S::descriptor().options, &given)?)?;
        let made = Box::into_raw(Box::new(Model { stage, host }));
        // SAFETY: the header promises a place for the model.
        unsafe { model.write(made.cast()) };
        Ok(())
    };
    // SAFETY: the header promises a place for the message.
    unsafe { walled(error, work) }
}

unsafe extern "C" fn open<S: Stage>(
    model: *mut c_void,
    instance: *mut *mut c_void,
    error: *mut abi::Str,
) -> abi::Status {
    let work = || {
        // SAFETY: the header promises what `load` of this table made and `unload` has not yet taken.
        let model = unsafe { &*model.cast::<Model<S>>() };
        let made = Box::into_raw(Box::new(Instance { stage: model.stage.clone(), host: model.host }));
        // SAFETY: the header promises a place for the instance.
        unsafe { instance.write(made.cast()) };
        Ok(())
    };
    // SAFETY: the header promises a place for the message.
    unsafe { walled(error, work) }
}

unsafe extern "C" fn process<S: Stage>(
    instance: *mut c_void,
    call: *mut abi::Call,
    docs: *const *const abi::Doc,
    count: u32,
    error: *mut abi::Str,
) -> abi::Status {
    let work = || {
        // SAFETY: the header promises what `open` of this table made, entered by one thread at a time.
        let instance = unsafe { &mut *instance.cast::<Instance<S>>() };
        // SAFETY: `load` has checked the host table, which lives for ever.
        let host = unsafe { &*instance.host };
        if docs.is_null() || count == 0 {
            return Ok(());
        }
        // SAFETY: the header promises `count` pointers to documents that live until this function returns; a
        // reference has the layout of a pointer that is not null.
        let docs: &[&abi::Doc] = unsafe { std::slice::from_raw_parts(docs.cast(), count as usize) };
        // SAFETY: host, call and documents live until this function returns, longer than the guest.
        let guest = unsafe { Guest::new(host, call, docs) };
        let mut receiver = guest;
        instance.stage.process(&Docs::new(&guest), &mut Output::new(&mut receiver))
    };
    // SAFETY: the header promises a place for the message.
    unsafe { walled(error, work) }
}

unsafe extern "C" fn close<S: Stage>(instance: *mut c_void) {
    let work = || {
        // SAFETY: the header promises what `open` made, once, and no use of it afterwards.
        drop(unsafe { Box::from_raw(instance.cast::<Instance<S>>()) });
        Ok(())
    };
    // SAFETY: a null place for the message is allowed; a failing destructor has nobody to tell.
    unsafe { walled(std::ptr::null_mut(), work) };
}

unsafe extern "C" fn unload<S: Stage>(model: *mut c_void) {
    let work = || {
        // SAFETY: the header promises what `load` made, once, and no use of it afterwards.
        drop(unsafe { Box::from_raw(model.cast::<Model<S>>()) });
        Ok(())
    };
    // SAFETY: as in `close`.
    unsafe { walled(std::ptr::null_mut(), work) };
}
