//! Collection stages: all documents at once.

use std::sync::atomic::Ordering;
use std::time::Instant;

use copydesk_core::{Outcome, StageError, Tables};

use crate::batch::{Batch, call};
use crate::{Control, StageSlot};

/// Runs a collection stage over all documents.
///
/// Where it fails single documents, those are taken out and the stage runs again without them: tables may speak of
/// documents that are gone otherwise. Each round loses at least one document, so this ends.
pub(crate) fn run_collection<R, T>(
    slot: &StageSlot,
    all: &mut Batch<R, T>,
    tables: &mut Tables,
    threads: usize,
    control: &Control,
) -> Result<(), StageError> {
    let start = Instant::now();
    all.demand(slot, tables);
    let mut worker = slot.model.open()?;
    let result = loop {
        let mut spare = Vec::new();
        let staged = match call(slot, &mut worker, &all.docs, tables, &control.stop, threads, &mut spare) {
            Ok(staged) => staged,
            Err(error) => break Err(error),
        };
        if staged.outcomes().all(|outcome| *outcome == Outcome::Kept) {
            staged.apply(&slot.name, &mut all.docs, tables);
            break Ok(());
        }
        let fates: Vec<Outcome> = staged.outcomes().cloned().collect();
        log::debug!("stage `{}` runs again without the documents that it failed", slot.name);
        all.settle(&slot.name, fates);
    };
    let spent = start.elapsed().as_nanos().min(u128::from(u64::MAX)) as u64;
    slot.nanoseconds.fetch_add(spent, Ordering::Relaxed);
    result
}
