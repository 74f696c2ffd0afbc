//! A whole run: segment, barrier, segment.

use std::sync::atomic::Ordering;
use std::thread;

use copydesk_core::{Document, Fault, Layer, Scope, StageError, Tables};

use crate::batch::{Batch, Fed};
use crate::collect::run_collection;
use crate::segment::{Feed, run_segment};
use crate::{Control, Done, Ends, Report, RunError, Settings, StageSlot};

/// Runs `stages` in order over everything that the source gives. Where the pipeline has a collection stage, `encode` and
/// `emit` begin after the last one; otherwise documents stream.
///
/// Returns the account of the run and the collection tables.
///
/// # Errors
/// When a stage cannot start, or `emit` gives up.
pub fn run<R: Send, T: Send, E: Send>(
    ends: Ends<'_, R, T, E>,
    stages: &[StageSlot],
    settings: &Settings,
    control: &Control,
) -> Result<(Report, Tables), RunError<E>> {
    let Ends { source, encode, emit } = ends;
    let mut report = Report::default();
    let mut tables = Tables::default();
    let mut place = 0;
    let mut feed = || {
        let item = source()?;
        place += 1;
        Some((place - 1, Fed::Item(item)))
    };
    let is_collection = |slot: &StageSlot| slot.descriptor.scope == Scope::Collection;
    let mut rest = stages;
    let mut gathered: Option<Batch<R, T>> = None;
    while let Some(barrier) = rest.iter().position(is_collection) {
        let (segment, slot) = (&rest[..barrier], &rest[barrier]);
        let mut all = match gathered.take() {
            None => gather(&mut feed, segment, &tables, settings, control)?,
            Some(all) if segment.is_empty() => all,
            Some(all) => regather(all, segment, &tables, settings, control)?,
        };
        rest = &rest[barrier + 1..];
        if control.stopping() {
            // What the user gets after an interruption is marked as such; nobody waits for stories of half a run.
            rest = &[];
        } else if let Err(error) =
            apart(|| run_collection(slot, &mut all, &mut tables, settings.workers, control))
        {
            report.broken = Some((slot.name.clone(), error));
            rest = &[];
        }
        gathered = Some(all);
    }
    match gathered {
        None => {
            let mut take = |batch| hand_out(batch, &mut report, control, emit);
            run_segment(&mut feed, rest, &tables, settings, control, Some(encode), &mut take)?;
        }
        Some(all) => {
            let mut fed = all.into_fed();
            let quiet = Control::default();
            control.finished.store(0, Ordering::Relaxed);
            control.lost.store(0, Ordering::Relaxed);
            let mut take = |batch| hand_out(batch, &mut report, control, emit);
            run_segment(&mut || fed.next(), rest, &tables, settings, &quiet, Some(encode), &mut take)?;
        }
    }
    report.read = place;
    Ok((close(report, stages, control), tables))
}

/// Does work on a thread of its own. Allocators keep memory by thread: a new thread goes on with what the workers of the
/// segment before gave back, and the main thread would take as much again.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| match scope.spawn(work).join() {
        Ok(done) => done,
        Err(payload) => std::panic::resume_unwind(payload),
    })
}

/// Runs a segment and keeps its documents.
fn gather<R: Send, T: Send, E: Send>(
    feed: &mut Feed<'_, R, T>,
    stages: &[StageSlot],
    tables: &Tables,
    settings: &Settings,
    control: &Control,
) -> Result<Batch<R, T>, RunError<E>> {
    let mut all = Batch::default();
    let mut keep = |batch: Batch<R, T>| {
        control.finished.fetch_add(batch.docs.len() as u64, Ordering::Relaxed);
        control.lost.fetch_add(batch.out.len() as u64, Ordering::Relaxed);
        all.docs.extend(batch.docs);
        all.places.extend(batch.places);
        all.out.extend(batch.out);
        Ok(batch.spare)
    };
    run_segment(feed, stages, tables, settings, control, None, &mut keep)?;
    Ok(all)
}

/// Runs a segment over documents that are in memory already. A run that was told to stop has its documents finished
/// here all the same: stopping means to stop reading.
fn regather<R: Send, T: Send, E: Send>(
    all: Batch<R, T>,
    stages: &[StageSlot],
    tables: &Tables,
    settings: &Settings,
    control: &Control,
) -> Result<Batch<R, T>, RunError<E>> {
    let mut fed = all.into_fed();
    let all = gather(&mut || fed.next(), stages, tables, settings, &Control::default())?;
    control.finished.store(all.docs.len() as u64, Ordering::Relaxed);
    Ok(all)
}

/// Gives a batch to the caller in input order and counts it. Returns memory to use again.
fn hand_out<R, T, E>(
    mut batch: Batch<R, T>,
    report: &mut Report,
    control: &Control,
    emit: &mut dyn FnMut(Done<R, T>) -> Result<(), E>,
) -> Result<Vec<Layer>, E> {
    let spare = std::mem::take(&mut batch.spare);
    for done in batch.into_done() {
        match &done {
            Done::Finished(document, _) => {
                report.finished += 1;
                count_bytes(report, document);
                control.finished.fetch_add(1, Ordering::Relaxed);
            }
            Done::Rejected(_) => {
                report.rejected += 1;
                control.lost.fetch_add(1, Ordering::Relaxed);
            }
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
