//! Documents and results as a loaded plugin reaches them: through the host's C table, without copies.

use std::marker::PhantomData;

use copydesk_abi as abi;
use copydesk_core::{Access, Fault, LayerView, Receiver, StageError, StringsView};

/// One call of `process`, seen from the plugin.
///
/// Invariant: `host` is a complete host table, `call` the token of a call that has not returned, and `docs` the
/// documents of that call. `'a` is the duration of the call.
#[derive(Clone, Copy)]
pub(crate) struct Guest<'a> {
    host: &'a abi::Host,
    call: *mut abi::Call,
    docs: &'a [&'a abi::Doc],
    life: PhantomData<&'a abi::Call>,
}

// SAFETY: reading functions of the host are called through it only; a host that offers `cd_threads` takes them from any
// thread until the call returns, and one that does not refuses tokens of another thread, which is an answer too.
unsafe impl Sync for Guest<'_> {}

/// Text that the host lends, which is UTF-8 by contract.
///
/// # Safety
/// `text` must be UTF-8 that stays valid and unchanged for `'a`.
pub(crate) unsafe fn lent<'a>(text: abi::Str) -> &'a str {
    // SAFETY: the caller vouches for pointer, length and lifetime.
    let bytes = unsafe { lent_slice(text.ptr, text.len) };
    // SAFETY: the caller vouches for UTF-8.
    unsafe { std::str::from_utf8_unchecked(bytes) }
}

/// # Safety
/// A non-null `ptr` must point at `len` values that stay valid and unchanged for `'a`.
unsafe fn lent_slice<'a, T>(ptr: *const T, len: usize) -> &'a [T] {
    if ptr.is_null() || len == 0 {
        return &[];
    }
    // SAFETY: the caller vouches for pointer, length and lifetime.
    unsafe { std::slice::from_raw_parts(ptr, len) }
}

/// # Safety
/// As for [`lent`] and [`lent_slice`], for each part.
unsafe fn lent_texts<'a>(texts: abi::Texts) -> StringsView<'a> {
    // SAFETY: the caller vouches for the column of ends.
    let ends = unsafe { lent_slice(texts.ends, texts.len) };
    // SAFETY: the caller vouches for the text.
    let bytes = unsafe { lent(texts.bytes) };
    StringsView { ends, bytes }
}

fn texts(view: StringsView<'_>) -> abi::Texts {
    abi::Texts { ends: view.ends.as_ptr(), len: view.ends.len(), bytes: abi::Str::new(view.bytes) }
}

fn column<T>(values: &[T]) -> *const T {
    if values.is_empty() { std::ptr::null() } else { values.as_ptr() }
}

impl<'a> Guest<'a> {
    /// # Safety
    /// The invariant of the type must hold for `'a`.
    pub(crate) unsafe fn new(host: &'a abi::Host, call: *mut abi::Call, docs: &'a [&'a abi::Doc]) -> Self {
        Self { host, call, docs, life: PhantomData }
    }

    /// The host's own number for a document: a slice may hold any of its documents.
    fn number(&self, doc: usize) -> u32 {
        self.docs.get(doc).map_or(u32::MAX, |doc| doc.index)
    }

    fn refused(&self, what: &str) -> StageError {
        // The host knows the exact reason and has written it down with the document.
        StageError::new(Fault::BadOutput, format!("the host refused {what}"))
    }
}

impl Access for Guest<'_> {
    fn count(&self) -> usize {
        self.docs.len()
    }

    fn id(&self, doc: usize) -> &str {
        // SAFETY: the host lends the id as UTF-8 for the duration of the call.
        self.docs.get(doc).map_or("", |doc| unsafe { lent(doc.id) })
    }

    fn text(&self, doc: usize) -> &str {
        // SAFETY: the host lends the text as UTF-8 for the duration of the call.
        self.docs.get(doc).map_or("", |doc| unsafe { lent(doc.text) })
    }

    fn meta(&self, doc: usize, key: &str) -> Option<&str> {
        let mut value = abi::Str::EMPTY;
        let get = self.host.get_meta?;
        // SAFETY: `call` is alive by the type's invariant; key and value live until the function returns.
        let status = unsafe { get(self.call, self.number(doc), abi::Str::new(key), &raw mut value) };
        // SAFETY: on `OK` the host lends the value as UTF-8 for the duration of the call.
        (status == abi::OK).then(|| unsafe { lent(value) })
    }

    fn layer(&self, doc: usize, name: &str) -> Option<LayerView<'_>> {
        let mut layer = abi::Layer::EMPTY;
        let get = self.host.get_layer?;
        // SAFETY: `call` is alive by the type's invariant; name and layer live until the function returns.
        let status = unsafe { get(self.call, self.number(doc), abi::Str::new(name), &raw mut layer) };
        if status != abi::OK {
            return None;
        }
        // SAFETY: on `OK` every column is null or `len` values long and lent for the duration of the call.
        let start = unsafe { lent_slice(layer.start, layer.len) };
        // SAFETY: as above.
        let end = unsafe { lent_slice(layer.end, layer.len) };
        // SAFETY: as above.
        let label = unsafe { lent_slice(layer.label, layer.len) };
        // SAFETY: as above.
        let labels = unsafe { lent_texts(layer.labels) };
        // SAFETY: as above.
        let score = unsafe { lent_slice(layer.score, layer.len) };
        // SAFETY: as above.
        let refs = unsafe { lent_slice(layer.refs, layer.len) };
        // SAFETY: as above, `attr_count` values long.
        let attrs = unsafe { lent_slice(layer.attrs, layer.attr_count) };
        let attrs = attrs
            .iter()
            .map(|attr| {
                // SAFETY: the host lends names as UTF-8 for the duration of the call.
                let name = unsafe { lent(attr.name) };
                // SAFETY: the host lends each column whole for the duration of the call.
                (name, unsafe { lent_texts(attr.values) })
            })
            .collect();
        Some(LayerView { start, end, label, labels, score, refs, attrs })
    }

    fn rows(&self, table: &str) -> Option<&str> {
        let mut lines = abi::Str::EMPTY;
        let get = self.host.get_rows?;
        // SAFETY: `call` is alive by the type's invariant; the texts live until the function returns.
        let status = unsafe { get(self.call, abi::Str::new(table), &raw mut lines) };
        // SAFETY: on `OK` the host lends the lines as UTF-8 for the duration of the call.
        (status == abi::OK).then(|| unsafe { lent(lines) })
    }

    fn cancelled(&self) -> bool {
        // SAFETY: `call` is alive by the type's invariant.
        self.host.cancelled.is_some_and(|cancelled| unsafe { cancelled(self.call) } != 0)
    }

    fn threads(&self) -> usize {
        let Some(extension) = self.host.extension else { return 1 };
        // SAFETY: `context` is the host's own; the name lives until the function returns.
        let table = unsafe { extension(self.host.context, abi::Str::new(abi::THREADS)) };
        // SAFETY: under this name the host gives null or a table of this type that lives for ever.
        let threads = unsafe { table.cast::<abi::Threads>().as_ref() }.and_then(|table| table.threads);
        // SAFETY: `call` is alive by the type's invariant.
        threads.map_or(1, |threads| unsafe { threads(self.call) } as usize).max(1)
    }
}

impl Receiver for Guest<'_> {
    fn put_layer(&mut self, doc: usize, name: &str, layer: &LayerView<'_>) -> Result<(), StageError> {
        let attrs: Vec<abi::Attr> = layer
            .attrs
            .iter()
            .map(|(name, values)| abi::Attr { name: abi::Str::new(name), values: texts(*values) })
            .collect();
        let columns = abi::Layer {
            len: layer.start.len(),
            start: column(layer.start),
            end: column(layer.end),
            label: column(layer.label),
            labels: texts(layer.labels),
            score: column(layer.score),
            refs: column(layer.refs),
            attrs: column(&attrs),
            attr_count: attrs.len(),
            ..abi::Layer::EMPTY
        };
        let Some(put) = self.host.put_layer else { return Err(self.refused(name)) };
        // SAFETY: `call` is alive by the type's invariant; all columns live until the function returns.
        let status = unsafe { put(self.call, self.number(doc), abi::Str::new(name), &raw const columns) };
        if status == abi::OK { Ok(()) } else { Err(self.refused(&format!("layer `{name}`"))) }
    }

    fn put_meta(&mut self, doc: usize, key: &str, value: &str, from: &str) {
        let (key, value, from) = (abi::Str::new(key), abi::Str::new(value), abi::Str::new(from));
        if let Some(put) = self.host.put_meta {
            // SAFETY: `call` is alive by the type's invariant; the texts live until the function returns.
            unsafe { put(self.call, self.number(doc), key, value, from) };
        }
    }

    fn note(&mut self, doc: usize, message: &str) {
        if let Some(add) = self.host.add_note {
            // SAFETY: as in `put_meta`.
            unsafe { add(self.call, self.number(doc), abi::Str::new(message)) };
        }
    }

    fn fail(&mut self, doc: usize, message: &str) {
        if let Some(fail) = self.host.fail_doc {
            // SAFETY: as in `put_meta`.
            unsafe { fail(self.call, self.number(doc), abi::Str::new(message)) };
        }
    }

    fn filter(&mut self, doc: usize, reason: &str) {
        if let Some(filter) = self.host.filter_doc {
            // SAFETY: as in `put_meta`.
            unsafe { filter(self.call, self.number(doc), abi::Str::new(reason)) };
        }
    }

    fn put_rows(&mut self, table: &str, lines: &str) -> Result<(), StageError> {
        let Some(put) = self.host.put_rows else { return Err(self.refused(table)) };
        // SAFETY: as in `put_meta`.
        let status = unsafe { put(self.call, abi::Str::new(table), abi::Str::new(lines)) };
        if status == abi::OK { Ok(()) } else { Err(self.refused(&format!("table `{table}`"))) }
    }
}
