//! The C plugin boundary of copydesk, as Rust types: the same tables as `include/copydesk.h`, field by field.
//!
//! Nothing here is for plugin authors: in Rust they use `copydesk-sdk`, in C the header. There are no functions, only
//! layouts and constants; the header says who owns what, which thread may call, and how long a pointer lives.
//! [`ABI_MAJOR`] and [`ABI_MINOR`] are a number of their own: they move when these tables move and not when
//! copydesk is released.

use std::ffi::c_void;

/// Major version: part of the entry symbol's name. Another major is another, incompatible boundary.
pub const ABI_MAJOR: u32 = 1;
/// Minor version: grows when a table grows at its end.
pub const ABI_MINOR: u32 = 0;
/// First eight bytes of a plugin table: `COPYDSK1`.
pub const MAGIC: u64 = u64::from_le_bytes(*b"COPYDSK1");
/// What an entry symbol begins with; the library's name follows.
pub const SYMBOL_PREFIX: &str = "copydesk_v1_";
/// The C header, for tools that hand it out.
pub const HEADER: &str = include_str!("../include/copydesk.h");

/// Status of a call: 0 fine, above 0 a remark, below 0 a failure.
pub type Status = i32;
/// Fine.
pub const OK: Status = 0;
/// What was asked for is not there.
pub const ABSENT: Status = 1;
/// The plugin says so.
pub const FAILED: Status = -1;
/// The plugin panicked.
pub const PANIC: Status = -2;
/// The options are not usable.
pub const BAD_OPTIONS: Status = -3;
/// The host refuses what it was given.
pub const BAD_ARGUMENT: Status = -4;
/// The run is being cancelled.
pub const CANCELLED: Status = -5;

/// In a label column: no label.
pub const NO_LABEL: u16 = u16::MAX;
/// In a ref column: no target.
pub const NO_REF: u32 = u32::MAX;

/// Borrowed UTF-8.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Str {
    /// May be null when `len` is 0.
    pub ptr: *const u8,
    /// Bytes.
    pub len: usize,
}

/// A column of strings.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// Where each row ends in `bytes`.
    pub ends: *const u32,
    /// Rows.
    pub len: usize,
    /// All rows, end to end.
    pub bytes: Str,
}

/// A named column of strings.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Attr {
    /// The column's name.
    pub name: Str,
    /// One string per row.
    pub values: Texts,
}

/// A layer as columns.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Layer {
    /// Bytes of this struct that its maker knows.
    pub struct_size: u32,
    /// 0.
    pub reserved: u32,
    /// Rows.
    pub len: usize,
    /// First byte of each row.
    pub start: *const u32,
    /// One past the last byte of each row.
    pub end: *const u32,
    /// Index into `labels`, or [`NO_LABEL`].
    pub label: *const u16,
    /// Label names.
    pub labels: Texts,
    /// NaN: none.
    pub score: *const f32,
    /// Row of another layer, or [`NO_REF`].
    pub refs: *const u32,
    /// Named string columns.
    pub attrs: *const Attr,
    /// How many of them.
    pub attr_count: usize,
}

/// A document.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Doc {
    /// Bytes of this struct that its maker knows.
    pub struct_size: u32,
    /// Names this document in host functions.
    pub index: u32,
    /// Its id.
    pub id: Str,
    /// Its text.
    pub text: Str,
}

/// One call of `process`; opaque to the plugin.
#[repr(C)]
#[derive(Debug)]
pub struct Call {
    _opaque: [u8; 0],
}

/// What the host offers.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the header documents each function once, for both languages")]
pub struct Host {
    pub struct_size: u32,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub max_log_level: u32,
    pub context: *mut c_void,
    pub log: Option<unsafe extern "C" fn(context: *mut c_void, level: i32, target: Str, message: Str)>,
    pub get_layer:
        Option<unsafe extern "C" fn(call: *mut Call, doc: u32, name: Str, out: *mut Layer) -> Status>,
    pub get_meta: Option<unsafe extern "C" fn(call: *mut Call, doc: u32, key: Str, out: *mut Str) -> Status>,
    pub get_rows: Option<unsafe extern "C" fn(call: *mut Call, table: Str, out: *mut Str) -> Status>,
    pub put_layer:
        Option<unsafe extern "C" fn(call: *mut Call, doc: u32, name: Str, layer: *const Layer) -> Status>,
    pub put_meta:
        Option<unsafe extern "C" fn(call: *mut Call, doc: u32, key: Str, value: Str, from: Str) -> Status>,
    pub put_rows: Option<unsafe extern "C" fn(call: *mut Call, table: Str, json_lines: Str) -> Status>,
    pub add_note: Option<unsafe extern "C" fn(call: *mut Call, doc: u32, message: Str) -> Status>,
    pub fail_doc: Option<unsafe extern "C" fn(call: *mut Call, doc: u32, message: Str) -> Status>,
    pub filter_doc: Option<unsafe extern "C" fn(call: *mut Call, doc: u32, reason: Str) -> Status>,
    pub cancelled: Option<unsafe extern "C" fn(call: *mut Call) -> i32>,
    pub extension: Option<unsafe extern "C" fn(context: *mut c_void, name: Str) -> *const c_void>,
}

/// Name of the extension table [`Threads`].
pub const THREADS: &str = "copydesk.threads/1";

/// How many threads a call may use; a host that has this table takes reading functions from all of them.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the header documents each function once, for both languages")]
pub struct Threads {
    pub struct_size: u32,
    pub reserved: u32,
    pub threads: Option<unsafe extern "C" fn(call: *mut Call) -> u32>,
}

/// What a plugin offers.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the header documents each function once, for both languages")]
pub struct Plugin {
    pub magic: u64,
    pub struct_size: u32,
    pub abi_major: u32,
    pub abi_minor_needed: u32,
    pub reserved: u32,
    pub descriptor_json: Str,
    pub load: Option<
        unsafe extern "C" fn(
            host: *const Host,
            options: Str,
            model: *mut *mut c_void,
            error: *mut Str,
        ) -> Status,
    >,
    pub open: Option<
        unsafe extern "C" fn(model: *mut c_void, instance: *mut *mut c_void, error: *mut Str) -> Status,
    >,
    pub process: Option<
        unsafe extern "C" fn(
            instance: *mut c_void,
            call: *mut Call,
            docs: *const *const Doc,
            count: u32,
            error: *mut Str,
        ) -> Status,
    >,
    pub close: Option<unsafe extern "C" fn(instance: *mut c_void)>,
    pub unload: Option<unsafe extern "C" fn(model: *mut c_void)>,
}

/// The type of the entry function.
pub type Entry = unsafe extern "C" fn() -> *const Plugin;

// SAFETY: the table is read-only and holds pointers to functions and static text only.
unsafe impl Sync for Plugin {}
// SAFETY: as above; moving a table of pointers to static things to another thread changes nothing.
unsafe impl Send for Plugin {}

impl Str {
    /// No text.
    pub const EMPTY: Self = Self { ptr: std::ptr::null(), len: 0 };

    /// Borrows `text`; the caller keeps it alive as long as the header says.
    pub const fn new(text: &str) -> Self {
        Self { ptr: text.as_ptr(), len: text.len() }
    }
}

impl Texts {
    /// No rows.
    pub const EMPTY: Self = Self { ends: std::ptr::null(), len: 0, bytes: Str::EMPTY };
}

impl Layer {
    /// No rows.
    pub const EMPTY: Self = Self {
        struct_size: size_of::<Self>() as u32,
        reserved: 0,
        len: 0,
        start: std::ptr::null(),
        end: std::ptr::null(),
        label: std::ptr::null(),
        labels: Texts::EMPTY,
        score: std::ptr::null(),
        refs: std::ptr::null(),
        attrs: std::ptr::null(),
        attr_count: 0,
    };
}

/// Offsets on 64-bit machines, which the C test in `tests/layout.rs` asserts too: the boundary cannot move unseen.
#[cfg(target_pointer_width = "64")]
pub const LAYOUT: &[(&str, &str, usize)] = &[
    ("cd_layer", "len", std::mem::offset_of!(Layer, len)),
    ("cd_layer", "labels", std::mem::offset_of!(Layer, labels)),
    ("cd_layer", "attr_count", std::mem::offset_of!(Layer, attr_count)),
    ("cd_doc", "text", std::mem::offset_of!(Doc, text)),
    ("cd_host", "context", std::mem::offset_of!(Host, context)),
    ("cd_host", "log", std::mem::offset_of!(Host, log)),
    ("cd_host", "get_layer", std::mem::offset_of!(Host, get_layer)),
    ("cd_host", "put_layer", std::mem::offset_of!(Host, put_layer)),
    ("cd_host", "filter_doc", std::mem::offset_of!(Host, filter_doc)),
    ("cd_host", "extension", std::mem::offset_of!(Host, extension)),
    ("cd_threads", "threads", std::mem::offset_of!(Threads, threads)),
    ("cd_plugin", "descriptor_json", std::mem::offset_of!(Plugin, descriptor_json)),
    ("cd_plugin", "load", std::mem::offset_of!(Plugin, load)),
    ("cd_plugin", "unload", std::mem::offset_of!(Plugin, unload)),
];

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<Str>() == 16);
    assert!(size_of::<Texts>() == 32);
    assert!(size_of::<Attr>() == 48);
    assert!(size_of::<Layer>() == 104);
    assert!(size_of::<Doc>() == 40);
    assert!(size_of::<Host>() == 120);
    assert!(size_of::<Threads>() == 16);
    assert!(size_of::<Plugin>() == 80);
};
