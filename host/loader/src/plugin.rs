//! A loaded library as a [`Plugin`].

use std::ffi::c_void;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_abi as abi;
use copydesk_core::{Descriptor, Fault, Inputs, Model, Options, Plugin, StageError, Staging, Worker};
use serde_json::Value;

use crate::convert::{read_lossy, read_text};
use crate::host::{host_table, with_call};
use crate::{LoadError, table::Table};

/// A plugin from a library, with a table that passed every check.
#[derive(Debug)]
pub struct LoadedPlugin {
    path: PathBuf,
    table: Table,
    descriptor: Descriptor,
}

impl LoadedPlugin {
    /// A plugin from a checked table; `path` names it in messages.
    ///
    /// # Errors
    /// [`LoadError::Broken`] when its descriptor is not valid.
    pub fn new(path: PathBuf, table: Table) -> Result<Self, LoadError> {
        let broken = |what: String| LoadError::Broken { path: path.clone(), what };
        // SAFETY: the header asks for a descriptor that lives for ever.
        let json = unsafe { read_text(table.descriptor_json) };
        let json = json.ok_or_else(|| broken("its descriptor is not UTF-8".to_owned()))?;
        let descriptor: Descriptor = serde_json::from_str(json)
            .map_err(|error| broken(format!("its descriptor is not valid: {error}")))?;
        if descriptor.name.is_empty() {
            return Err(broken("its descriptor has an empty name".to_owned()));
        }
        Ok(Self { path, table, descriptor })
    }

    /// The library's absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Plugin for LoadedPlugin {
    fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    fn load(&self, options: &Value) -> Result<Box<dyn Model>, StageError> {
        let options = Options::new(&self.descriptor.options, options)?;
        let json = options.to_json();
        let load = self.table.load.ok_or_else(|| missing("load"))?;
        let (mut model, mut error) = (std::ptr::null_mut(), abi::Str::EMPTY);
        let host = host_table(&self.descriptor.name);
        // SAFETY: a checked table; the host table lives for ever, the rest until the function returns.
        let status = unsafe { load(host, abi::Str::new(&json), &raw mut model, &raw mut error) };
        check(status, error)?;
        Ok(Box::new(LoadedModel(Arc::new(ModelHandle { table: self.table, model }))))
    }
}

fn missing(function: &str) -> StageError {
    StageError::failed(format!("the plugin has no `{function}`"))
}

/// What `load` of a plugin made. Dropped, and then unloaded, after the last worker.
struct ModelHandle {
    table: Table,
    model: *mut c_void,
}

// SAFETY: the header lets `open` and `unload` be called from any thread.
unsafe impl Send for ModelHandle {}
// SAFETY: the header lets `open` be called from several threads at once; nothing else uses the model.
unsafe impl Sync for ModelHandle {}

impl Drop for ModelHandle {
    fn drop(&mut self) {
        if let Some(unload) = self.table.unload {
            // SAFETY: `load` made this model, and every instance holds this handle, so all of them are closed.
            unsafe { unload(self.model) };
        }
    }
}

struct LoadedModel(Arc<ModelHandle>);

impl Model for LoadedModel {
    fn open(&self) -> Result<Box<dyn Worker>, StageError> {
        let open = self.0.table.open.ok_or_else(|| missing("open"))?;
        let (mut instance, mut error) = (std::ptr::null_mut(), abi::Str::EMPTY);
        // SAFETY: a checked table and the model that its `load` made; the places live until the function returns.
        let status = unsafe { open(self.0.model, &raw mut instance, &raw mut error) };
        check(status, error)?;
        Ok(Box::new(LoadedWorker { model: Arc::clone(&self.0), instance }))
    }
}

struct LoadedWorker {
    model: Arc<ModelHandle>,
    instance: *mut c_void,
}

// SAFETY: the header lets an instance move between threads as long as one thread at a time uses it.
unsafe impl Send for LoadedWorker {}

impl Drop for LoadedWorker {
    fn drop(&mut self) {
        if let Some(close) = self.model.table.close {
            // SAFETY: `open` made this instance and nobody uses it after this.
            unsafe { close(self.instance) };
        }
    }
}

impl Worker for LoadedWorker {
    fn process(&mut self, inputs: &Inputs<'_>, staging: &mut Staging<'_>) -> Result<(), StageError> {
        let process = self.model.table.process.ok_or_else(|| missing("process"))?;
        let docs: Vec<abi::Doc> = inputs
            .docs
            .iter()
            .enumerate()
            .map(|(index, doc)| abi::Doc {
                struct_size: size_of::<abi::Doc>() as u32,
                index: index as u32,
                id: abi::Str::new(&doc.id),
                text: abi::Str::new(doc.text()),
            })
            .collect();
        let pointers: Vec<*const abi::Doc> = docs.iter().map(std::ptr::from_ref).collect();
        let mut error = abi::Str::EMPTY;
        let status = with_call(inputs, staging, |call| {
            // SAFETY: a checked table and an instance of it, entered by this thread alone; call, documents and the
            // place for the message live until the function returns.
            unsafe { process(self.instance, call, pointers.as_ptr(), pointers.len() as u32, &raw mut error) }
        });
        check(status, error)
    }
}

/// The longest message that is taken from a plugin, in bytes.
const LONGEST_MESSAGE: usize = 4096;

fn check(status: abi::Status, error: abi::Str) -> Result<(), StageError> {
    if status >= abi::OK {
        return Ok(());
    }
    let cut = abi::Str { len: error.len.min(LONGEST_MESSAGE), ..error };
    // SAFETY: the header asks for a message that is valid until the next call.
    let message = unsafe { read_lossy(cut) };
    let fault = match status {
        abi::PANIC => Fault::Panicked,
        abi::BAD_OPTIONS => Fault::BadOptions,
        abi::BAD_ARGUMENT => Fault::BadOutput,
        abi::CANCELLED => Fault::Cancelled,
        _ => Fault::Failed,
    };
    let message = if message.is_empty() {
        format!("the plugin returned status {status} and no message")
    } else {
        message
    };
    Err(StageError::new(fault, message))
}
