//! What the runner adds to a document: stages that do nothing.

use anyhow::{Result, anyhow};
use copydesk_bench::Replay;
use copydesk_runner::{Control, Done, Ends, Item, Settings, StageSlot};
use copydesk_sdk::{Document, StaticPlugin};
use serde_json::json;

use crate::Options;
use crate::measure::{say, seconds_per_call};

const DOCUMENTS: usize = 20_000;

/// The benchmark.
pub(crate) fn run(_: &Options) -> Result<()> {
    let text = "abc ".repeat(1_000);
    // Making a document is not the runner's work: what it costs is measured alone and taken off.
    let make = seconds_per_call(5, 1, || {
        for number in 0..DOCUMENTS {
            std::hint::black_box(Document::new(number.to_string(), text.as_str()));
        }
    });
    for (stages, spans) in [(0, 0), (1, 1), (4, 1), (1, 1_000)] {
        for (workers, batch) in [(1, 1), (1, 16), (2, 16), (2, 256)] {
            let slots = (0..stages)
                .map(|_| StageSlot::load("bench", &StaticPlugin::<Replay>::new(), &json!({ "spans": spans })))
                .collect::<Result<Vec<_>, _>>()?;
            let settings = Settings { workers, batch_documents: batch, ..Settings::default() };
            let mut result = Ok(());
            let seconds = seconds_per_call(5, 1, || {
                let mut number = 0;
                let mut source = || {
                    number += 1;
                    (number <= DOCUMENTS)
                        .then(|| Item::<()>::Document(Document::new(number.to_string(), text.as_str())))
                };
                let mut emit = |_: Done<(), ()>| Ok::<(), ()>(());
                let ends = Ends { source: &mut source, encode: &|_| (), emit: &mut emit };
                let ran = copydesk_runner::run(ends, &slots, &settings, &Control::default());
                result = ran.map(|_| ()).map_err(|error| anyhow!("{error:?}"));
            });
            result?;
            let each = (seconds - make) / DOCUMENTS as f64;
            let all = seconds / DOCUMENTS as f64;
            say(&format!(
                "{stages} stages of {spans:>4} spans, {workers} workers, batches of {batch:>3}: {:>7.0} ns a document, \
                 {:>7.0} with the making of it",
                each * 1e9,
                all * 1e9
            ));
        }
    }
    Ok(())
}
