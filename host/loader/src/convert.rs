//! Texts, columns and layers between the two worlds: what the host reads from a plugin is checked, what it lends is
//! its own.

use copydesk_abi as abi;
use copydesk_core::{LayerView, StringsView};

/// # Safety
/// A non-null pointer must point at `len` bytes that stay valid for `'a`.
pub(crate) unsafe fn read_bytes<'a>(text: abi::Str) -> Option<&'a [u8]> {
    if text.len == 0 {
        return Some(&[]);
    }
    if text.ptr.is_null() || text.len > isize::MAX as usize {
        return None;
    }
    // SAFETY: not null, and the caller vouches for the rest.
    Some(unsafe { std::slice::from_raw_parts(text.ptr, text.len) })
}

/// Text from a plugin: checked, since a plugin can be wrong.
///
/// # Safety
/// As for [`read_bytes`].
pub(crate) unsafe fn read_text<'a>(text: abi::Str) -> Option<&'a str> {
    // SAFETY: the caller vouches.
    let bytes = unsafe { read_bytes(text) };
    std::str::from_utf8(bytes?).ok()
}

/// Text from a plugin for a message: what is not UTF-8 is replaced.
///
/// # Safety
/// As for [`read_bytes`].
pub(crate) unsafe fn read_lossy(text: abi::Str) -> String {
    // SAFETY: the caller vouches.
    let bytes = unsafe { read_bytes(text) };
    String::from_utf8_lossy(bytes.unwrap_or(&[])).into_owned()
}

/// # Safety
/// A non-null pointer must point at `len` values that stay valid for `'a`.
pub(crate) unsafe fn read_column<'a, T>(ptr: *const T, len: usize) -> Option<&'a [T]> {
    if ptr.is_null() || len == 0 {
        return Some(&[]);
    }
    if !ptr.is_aligned() || len.checked_mul(size_of::<T>()).is_none_or(|bytes| bytes > isize::MAX as usize) {
        return None;
    }
    // SAFETY: not null, aligned, of a sane size, and the caller vouches for the rest.
    Some(unsafe { std::slice::from_raw_parts(ptr, len) })
}

/// # Safety
/// As for [`read_column`] and [`read_text`].
pub(crate) unsafe fn read_texts<'a>(texts: abi::Texts) -> Option<StringsView<'a>> {
    // SAFETY: the caller vouches.
    let ends = unsafe { read_column(texts.ends, texts.len) }?;
    // SAFETY: the caller vouches.
    let bytes = unsafe { read_text(texts.bytes) }?;
    Some(StringsView { ends, bytes })
}

/// # Safety
/// As for [`read_column`], for every column; `layer` must be readable for as many bytes as it says.
pub(crate) unsafe fn read_layer<'a>(layer: *const abi::Layer, most_rows: usize) -> Option<LayerView<'a>> {
    if layer.is_null() || !layer.is_aligned() {
        return None;
    }
    // SAFETY: not null, aligned, and every layer begins with its size.
    let size = unsafe { layer.cast::<u32>().read() } as usize;
    if size < size_of::<abi::Layer>() {
        return None;
    }
    // SAFETY: the layer says that it is long enough.
    let layer = unsafe { &*layer };
    let rows = layer.len;
    if rows > most_rows || (rows > 0 && (layer.start.is_null() || layer.end.is_null())) {
        return None;
    }
    // SAFETY: the caller vouches for each column.
    let start = unsafe { read_column(layer.start, rows) }?;
    // SAFETY: as above.
    let end = unsafe { read_column(layer.end, rows) }?;
    // SAFETY: as above.
    let label = unsafe { read_column(layer.label, rows) }?;
    // SAFETY: as above.
    let labels = unsafe { read_texts(layer.labels) }?;
    // SAFETY: as above.
    let score = unsafe { read_column(layer.score, rows) }?;
    // SAFETY: as above.
    let refs = unsafe { read_column(layer.refs, rows) }?;
    // SAFETY: as above, `attr_count` values long.
    let columns = unsafe { read_column(layer.attrs, layer.attr_count.min(1024)) }?;
    let mut attrs = Vec::with_capacity(columns.len());
    for column in columns {
        // SAFETY: as above.
        let name = unsafe { read_text(column.name) }?;
        // SAFETY: as above.
        let values = unsafe { read_texts(column.values) }?;
        attrs.push((name, values));
    }
    Some(LayerView { start, end, label, labels, score, refs, attrs })
}

pub(crate) fn lend(text: &str) -> abi::Str {
    abi::Str::new(text)
}

pub(crate) fn lend_texts(view: StringsView<'_>) -> abi::Texts {
    abi::Texts { ends: lend_column(view.ends), len: view.ends.len(), bytes: lend(view.bytes) }
}

pub(crate) fn lend_column<T>(values: &[T]) -> *const T {
    if values.is_empty() { std::ptr::null() } else { values.as_ptr() }
}

/// Writes as much of `layer` as the plugin's own struct has room for.
///
/// # Safety
/// `out` must be writable for as many bytes as its `struct_size` says, which the plugin has set.
pub(crate) unsafe fn write_layer(out: *mut abi::Layer, layer: &abi::Layer) {
    // SAFETY: the caller vouches; every layer begins with its size.
    let room = unsafe { out.cast::<u32>().read() } as usize;
    let size = size_of::<abi::Layer>().min(room);
    // SAFETY: both sides have `size` bytes, and the plugin's place is not part of the host's value.
    unsafe { std::ptr::copy_nonoverlapping(std::ptr::from_ref(layer).cast::<u8>(), out.cast::<u8>(), size) };
    if size >= size_of::<u32>() {
        // SAFETY: there is room for the size, which is the first field.
        unsafe { out.cast::<u32>().write(size as u32) };
    }
}
