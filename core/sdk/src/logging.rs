//! Log messages of a plugin go to the host, and so does what a panic says.
//!
//! A library has its own copy of the `log` crate's statics, so messages would vanish without this. In a plugin that
//! is linked into the program the logger is the program's already, and all of this steps aside.

use std::cell::RefCell;
use std::sync::atomic::{AtomicPtr, Ordering};

use copydesk_abi::{Host, Str};
use log::{LevelFilter, Log, Metadata, Record};

static HOST: AtomicPtr<Host> = AtomicPtr::new(std::ptr::null_mut());

struct Bridge;

impl Log for Bridge {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        // SAFETY: only `connect` stores here, and it stores a host table that lives for ever, or null.
        let host = unsafe { HOST.load(Ordering::Acquire).as_ref() };
        if let Some(host) = host
            && let Some(log) = host.log
            && self.enabled(record.metadata())
        {
            let message = record.args().to_string();
            // SAFETY: the host promises that `log` may be called from any thread at any time with its context; the
            // texts live until it returns.
            unsafe {
                log(host.context, record.level() as i32, Str::new(record.target()), Str::new(&message))
            };
        }
    }

    fn flush(&self) {}
}

thread_local! {
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Sends this library's log messages to `host` from now on, and keeps panics off standard error: their
/// words travel as the error of the call instead.
pub(crate) fn connect(host: *const Host, max_level: u32) {
    HOST.store(host.cast_mut(), Ordering::Release);
    if log::set_logger(&Bridge).is_ok() {
        std::panic::set_hook(Box::new(|info| {
            let place =
                info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
            let words = format!("{}{place}", info.payload_as_str().unwrap_or("no message"));
            // A panic while the cell is borrowed cannot happen: nothing here calls out.
            PANIC.with(|cell| *cell.borrow_mut() = Some(words));
        }));
        log::set_max_level(match max_level {
            0 => LevelFilter::Off,
            1 => LevelFilter::Error,
            2 => LevelFilter::Warn,
            3 => LevelFilter::Info,
            4 => LevelFilter::Debug,
            _ => LevelFilter::Trace,
        });
    }
}

/// What the last panic on this thread said, once.
pub(crate) fn last_panic() -> Option<String> {
    PANIC.with(|cell| cell.borrow_mut().take())
}
