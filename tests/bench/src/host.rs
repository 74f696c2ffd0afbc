//! A stage as a host runs it, without a runner around it.

use std::sync::atomic::AtomicBool;

use anyhow::{Result, anyhow};
use copydesk::core::{Inputs, Layer, Plugin, Staging, StaticPlugin, Tables, Worker};
use copydesk_sdk::{Document, Stage};
use serde_json::json;

/// As many documents as the runner puts into a batch.
pub(crate) const BATCH: usize = 16;

/// A stage, linked in, with its layers for reuse.
pub(crate) struct Host<S: Stage> {
    plugin: StaticPlugin<S>,
    worker: Box<dyn Worker>,
    spare: Vec<Layer>,
    /// The layers that it writes.
    layers: &'static [&'static str],
}

impl<S: Stage + 'static> Host<S> {
    /// Opens the stage without options; `layers` are those that it writes.
    pub(crate) fn new(layers: &'static [&'static str]) -> Result<Self> {
        let plugin = StaticPlugin::<S>::new();
        let worker = plugin.load(&json!({})).and_then(|stage| stage.open());
        let worker = worker.map_err(|error| anyhow!("{}", error.message))?;
        Ok(Self { plugin, worker, spare: Vec::new(), layers })
    }

    /// Takes documents through the stage, batch by batch; layers are checked, copied into the documents, and used again.
    pub(crate) fn run(&mut self, docs: &mut [Document]) {
        for batch in docs.chunks_mut(BATCH) {
            let (tables, cancelled) = (Tables::default(), AtomicBool::new(false));
            let mut staging = Staging::new(batch, self.plugin.descriptor(), std::mem::take(&mut self.spare));
            let inputs = Inputs { docs: batch, tables: &tables, cancelled: &cancelled, threads: 1 };
            if self.worker.process(&inputs, &mut staging).is_ok()
                && let Ok(staged) = staging.finish()
            {
                (_, self.spare) = staged.apply("bench", batch, &mut Tables::default());
            }
            for doc in batch {
                for name in self.layers {
                    self.spare.extend(doc.put_layer(name, Layer::new()));
                }
            }
        }
    }
}
