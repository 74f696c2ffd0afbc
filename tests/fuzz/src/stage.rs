//! A stage linked in and kept from input to input, as a host keeps it.

use std::sync::atomic::AtomicBool;

use copydesk_core::{Document, Inputs, Outcome, Plugin, Stage, Staging, StaticPlugin, Tables, Worker};
use serde_json::Value;

/// Workers of one stage, one for each choice of options.
pub(crate) type Workers = Vec<(u8, Box<dyn Worker>)>;

/// Takes a copy of `doc` through the stage, which may neither fail nor return what a host refuses.
pub(crate) fn run<S: Stage + 'static>(
    workers: &mut Workers,
    choice: u8,
    options: fn(u8) -> Value,
    doc: &Document,
) -> Document {
    let plugin = StaticPlugin::<S>::new();
    let known = workers.iter().position(|(known, _)| *known == choice).unwrap_or_else(|| {
        let opened = plugin.load(&options(choice)).and_then(|stage| stage.open());
        workers.push((choice, opened.expect("these options are right")));
        workers.len() - 1
    });
    let mut docs = [doc.clone()];
    let tables = Tables::default();
    let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
    let inputs = Inputs { docs: &docs, tables: &tables, cancelled: &AtomicBool::new(false), threads: 1 };
    workers[known].1.process(&inputs, &mut staging).expect("the stage never fails");
    let staged = staging.finish().expect("it writes no tables");
    let (outcomes, _) = staged.apply("fuzzed", &mut docs, &mut Tables::default());
    assert_eq!(outcomes, [Outcome::Kept], "the host refused a layer");
    let [doc] = docs;
    doc
}
