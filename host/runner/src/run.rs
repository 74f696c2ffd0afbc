//! A whole run: segment, barrier, segment.

use std::sync::atomic::Ordering;

use copydesk_core::{Document, Fault, Layer, Scope, StageError, Tables};

use crate::batch::Batch;
use crate::collect::run_collection;
use crate::segment::run_segment;
use crate::{Control, Done, Item, Report, RunError, Settings, StageSlot};

/// Runs `stages` in order over everything that `source` gives. `emit` is called once for each item, in input
/// order, on the calling thread; an error of it ends the run. Where the pipeline has a collection stage, `emit` begins
/// after the last one; otherwise documents stream.
///
/// Returns the account of the run and the collection tables.
///
/// # Errors
/// When a stage cannot start, or `emit` gives up.
pub fn run<R: Send, E: Send>(
    source: &mut (dyn FnMut() -> Option<Item<R>> + Send),
    stages: &[StageSlot],
    settings: &Settings,
    control: &Control,
    emit: &mut dyn FnMut(Done<R>) -> Result<(), E>,
) -> Result<(Report, Tables), RunError<E>> {
    let mut report = Report::default();
    let mut tables = Tables::default();
    let mut place = 0;
    let mut feed = || {
        let item = source()?;
        place += 1;
        Some((place - 1, item))
    };
    let first_barrier = stages.iter().position(|slot| slot.descriptor.scope == Scope::Collection);
    let Some(barrier) = first_barrier else {
        let mut take = |batch: Batch<R>| hand_out(batch, &mut report, control, emit);
        run_segment(&mut feed, stages, &tables, settings, control, &mut take)?;
        report.read = place;
        return Ok((close(report, stages, control), tables));
    };
    let mut all = Batch::default();
    let mut keep = |batch: Batch<R>| Ok(gather(&mut all, batch, control));
    run_segment(&mut feed, &stages[..barrier], &tables, settings, control, &mut keep)?;
    report.read = place;
    let mut rest = &stages[barrier..];
    while let Some(slot) = rest.first() {
        if control.stopping() {
            // What the user gets after an interruption is marked as such; nobody waits for stories of half a run.
            break;
        }
        if slot.descriptor.scope == Scope::Collection {
            if let Err(error) = run_collection(slot, &mut all, &mut tables, control) {
                report.broken = Some((slot.name.clone(), error));
                break;
            }
            rest = &rest[1..];
        } else {
            let end =
                rest.iter().position(|slot| slot.descriptor.scope == Scope::Collection).unwrap_or(rest.len());
            all = run_gathered(all, &rest[..end], &tables, settings, control)?;
            rest = &rest[end..];
        }
    }
    hand_out(all, &mut report, control, emit).map_err(RunError::Sink)?;
    Ok((close(report, stages, control), tables))
}

/// Runs a segment over documents that are in memory already. A run that was told to stop has its documents finished
/// here all the same: stopping means to stop reading.
fn run_gathered<R: Send, E: Send>(
    all: Batch<R>,
    stages: &[StageSlot],
    tables: &Tables,
    settings: &Settings,
    control: &Control,
) -> Result<Batch<R>, RunError<E>> {
    let mut again = Batch { out: all.out, ..Batch::default() };
    let mut documents = all.places.into_iter().zip(all.docs);
    let mut feed = || documents.next().map(|(place, document)| (place, Item::Document(document)));
    let quiet = Control::default();
    let mut keep = |batch: Batch<R>| Ok(gather(&mut again, batch, &quiet));
    run_segment(&mut feed, stages, tables, settings, &quiet, &mut keep)?;
    control.finished.store(again.docs.len() as u64, Ordering::Relaxed);
    Ok(again)
}

fn gather<R>(all: &mut Batch<R>, batch: Batch<R>, control: &Control) -> Vec<Layer> {
    control.finished.fetch_add(batch.docs.len() as u64, Ordering::Relaxed);
    control.lost.fetch_add(batch.out.len() as u64, Ordering::Relaxed);
    all.docs.extend(batch.docs);
    all.places.extend(batch.places);
    all.out.extend(batch.out);
    batch.spare
}

/// Gives a batch to the caller in input order and counts it. Returns memory to use again.
fn hand_out<R, E>(
    mut batch: Batch<R>,
    report: &mut Report,
    control: &Control,
    emit: &mut dyn FnMut(Done<R>) -> Result<(), E>,
) -> Result<Vec<Layer>, E> {
    let spare = std::mem::take(&mut batch.spare);
    for done in batch.into_done() {
        match &done {
            Done::Finished(document) => {
                report.finished += 1;
                count_bytes(report, document);
                control.finished.fetch_add(1, Ordering::Relaxed);
            }
            Done::Rejected(_) => report.rejected += 1,
            Done::Failed { document, error, .. } => {
                report.failed += 1;
                report.panicked |= error.fault == Fault::Panicked;
                count_bytes(report, document);
                control.lost.fetch_add(1, Ordering::Relaxed);
            }
            Done::LeftOut(_) => report.filtered += 1,
            Done::Filtered { document, .. } => {
                report.filtered += 1;
                count_bytes(report, document);
            }
        }
        emit(done)?;
    }
    Ok(spare)
}

fn count_bytes(report: &mut Report, document: &Document) {
    report.bytes += document.text().len() as u64;
}

fn close(mut report: Report, stages: &[StageSlot], control: &Control) -> Report {
    report.interrupted = control.stopping();
    report.nanoseconds =
        stages.iter().map(|slot| (slot.name.clone(), slot.nanoseconds.load(Ordering::Relaxed))).collect();
    if let Some((_, StageError { fault: Fault::Panicked, .. })) = &report.broken {
        report.panicked = true;
    }
    let out = report.finished + report.failed + report.rejected + report.filtered;
    // The promise of this crate; a mismatch is a mistake in it, and outputs must not appear.
    assert_eq!(report.read, out, "the runner lost count of its documents");
    report
}
