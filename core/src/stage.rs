//! The stage trait, and the face that a host sees.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::{Descriptor, Docs, Fault, Inputs, Options, Output, StageError, Staging};

/// A step of a pipeline: it is given a slice of documents, reads some layers and writes others.
///
/// Life cycle: [`open`](Stage::open) once per stage of a pipeline; the host then clones the value for every
/// worker thread, so a model belongs behind an `Arc` and scratch buffers and caches beside it;
/// [`process`](Stage::process) any number of times on a clone, never twice at once.
///
/// Promises: odd text is never an error; the same input gives the same output, whatever the batch; a
/// document-scope stage decides each document by that document alone.
pub trait Stage: Clone + Send + Sync + 'static {
    /// What the stage is, reads and writes.
    fn descriptor() -> Descriptor;

    /// Makes a stage from its options, which fit the descriptor and have every default filled in.
    ///
    /// # Errors
    /// When the options contradict each other or a file they name cannot be used.
    fn open(options: &Options) -> Result<Self, StageError>;

    /// Works on a slice of documents.
    ///
    /// # Errors
    /// When the whole slice is lost. For one document use [`Output::fail`]; an error on a slice makes the host
    /// try its documents one by one, so that one bad document costs itself only.
    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError>;
}

/// A plugin as the host holds it: linked in ([`StaticPlugin`]) or loaded from a library.
pub trait Plugin: Send + Sync {
    /// What the stage is, reads and writes.
    fn descriptor(&self) -> &Descriptor;
    /// Makes a stage of a pipeline from its options.
    ///
    /// # Errors
    /// When the options are not usable, or the plugin panics.
    fn load(&self, options: &Value) -> Result<Box<dyn Model>, StageError>;
}

/// A stage with its options, from which every worker thread opens its own copy.
pub trait Model: Send + Sync {
    /// A copy for one thread.
    ///
    /// # Errors
    /// When the plugin cannot open one.
    fn open(&self) -> Result<Box<dyn Worker>, StageError>;
}

/// One thread's copy of a stage.
pub trait Worker: Send {
    /// Runs the stage over the documents of `inputs`; results are staged, not yet part of the documents.
    ///
    /// # Errors
    /// When the call as a whole failed; what is staged must then be thrown away.
    fn process(&mut self, inputs: &Inputs<'_>, staging: &mut Staging<'_>) -> Result<(), StageError>;
}

/// A stage linked into the program.
#[derive(Debug)]
pub struct StaticPlugin<S> {
    descriptor: Descriptor,
    stage: PhantomData<fn() -> S>,
}

impl<S: Stage> StaticPlugin<S> {
    /// The plugin of stage `S`.
    pub fn new() -> Self {
        Self { descriptor: S::descriptor(), stage: PhantomData }
    }
}

impl<S: Stage> Default for StaticPlugin<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Stage> Plugin for StaticPlugin<S> {
    fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    fn load(&self, options: &Value) -> Result<Box<dyn Model>, StageError> {
        let options = Options::new(&self.descriptor.options, options)?;
        let stage = wall(|| S::open(&options))?;
        Ok(Box::new(StaticModel(stage)))
    }
}

struct StaticModel<S>(S);

impl<S: Stage> Model for StaticModel<S> {
    fn open(&self) -> Result<Box<dyn Worker>, StageError> {
        wall(|| Ok(Box::new(StaticWorker(self.0.clone())) as Box<dyn Worker>))
    }
}

struct StaticWorker<S>(S);

impl<S: Stage> Worker for StaticWorker<S> {
    fn process(&mut self, inputs: &Inputs<'_>, staging: &mut Staging<'_>) -> Result<(), StageError> {
        let stage = &mut self.0;
        wall(|| stage.process(&Docs::new(inputs), &mut Output::new(staging)))
    }
}

/// Runs `work` and turns a panic into an error.
pub(crate) fn wall<T>(work: impl FnOnce() -> Result<T, StageError>) -> Result<T, StageError> {
    // A stage that panicked is thrown away by the caller, so nobody sees its broken state.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Err(StageError::new(Fault::Panicked, format!("the stage panicked: {message}")))
    })
}
