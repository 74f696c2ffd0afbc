//! One segment: reader, bounded channel, workers, orderer.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::thread;

use copydesk_core::{Document, Layer, Tables};
use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::batch::{Batch, Bench, Fed};
use crate::{Control, Done, Item, RunError, Settings, StageSlot};

/// A batch under way, with its place among the batches and the credit that it holds.
struct Ticket<R, T> {
    number: u64,
    credit: usize,
    batch: Batch<R, T>,
}

/// What the writer sends back: the credit, and memory to use again.
type Refund = (usize, Vec<Layer>);

/// Where a segment's documents come from: each with its place in the input.
pub(crate) type Feed<'a, R, T> = dyn FnMut() -> Option<(u64, Fed<R, T>)> + Send + 'a;

/// What is made of each document that has come to the end of the last segment.
pub(crate) type Encode<'a, T> = dyn Fn(&Document) -> T + Sync + 'a;

/// Takes everything that `feed` gives through `stages` and hands it to `take` in input order, batch by batch.
///
/// The reader takes credit for a batch before it sends it, in batch order, and the writer gives it back once the batch
/// is written. So the batch that the orderer waits for always holds its credit already: a full reorder buffer cannot
/// stop the one batch that would empty it.
pub(crate) fn run_segment<R: Send, T: Send, E: Send>(
    feed: &mut Feed<'_, R, T>,
    stages: &[StageSlot],
    tables: &Tables,
    settings: &Settings,
    control: &Control,
    encode: Option<&Encode<'_, T>>,
    take: &mut dyn FnMut(Batch<R, T>) -> Result<Vec<Layer>, E>,
) -> Result<(), RunError<E>> {
    let workers = settings.workers.max(1);
    let mut benches = Vec::with_capacity(workers);
    for _ in 0..workers {
        let bench = Bench::open(stages, tables, &control.stop);
        benches.push(bench.map_err(|(stage, error)| RunError::Open { stage, error })?);
    }
    let (to_workers, batches) = bounded::<Ticket<R, T>>(2 * workers);
    let (to_writer, finished) = bounded::<Ticket<R, T>>(2 * workers);
    let (refund, refunds) = unbounded::<Refund>();
    thread::scope(|scope| {
        scope.spawn(move || read(feed, settings, control, &to_workers, &refunds));
        for mut bench in benches {
            let (batches, to_writer) = (batches.clone(), to_writer.clone());
            scope.spawn(move || {
                for mut ticket in batches {
                    bench.run(&mut ticket.batch);
                    if let Some(encode) = encode {
                        ticket.batch.encoded = ticket.batch.docs.iter().map(encode).collect();
                    }
                    if to_writer.send(ticket).is_err() {
                        break;
                    }
                }
            });
        }
        // The channels close when their last sender goes: these must not outlive the threads.
        drop((batches, to_writer));
        order(finished, &refund, take)
    })
    .map_err(RunError::Sink)
}

/// Brings batches into order and hands them on. Returning early drops the channel, which ends workers and reader.
fn order<R, T, E>(
    finished: Receiver<Ticket<R, T>>,
    refund: &Sender<Refund>,
    take: &mut dyn FnMut(Batch<R, T>) -> Result<Vec<Layer>, E>,
) -> Result<(), E> {
    let mut waiting: VecDeque<Option<Ticket<R, T>>> = VecDeque::new();
    let mut next = 0;
    for ticket in finished {
        let index = (ticket.number - next) as usize;
        if waiting.len() <= index {
            waiting.resize_with(index + 1, || None);
        }
        waiting[index] = Some(ticket);
        while let Some(Some(_)) = waiting.front() {
            if let Some(Some(ticket)) = waiting.pop_front() {
                next += 1;
                let spare = take(ticket.batch)?;
                // The reader may be gone already; then nobody waits for the credit.
                drop(refund.send((ticket.credit, spare)));
            }
        }
    }
    Ok(())
}

/// Reads batches and sends them as credit allows, until the source ends, the run stops or the workers are gone.
fn read<R, T>(
    feed: &mut Feed<'_, R, T>,
    settings: &Settings,
    control: &Control,
    to_workers: &Sender<Ticket<R, T>>,
    refunds: &Receiver<Refund>,
) {
    let mut in_flight = 0;
    let mut spare: Vec<Layer> = Vec::new();
    for number in 0.. {
        let (mut batch, credit) = fill(feed, settings, control);
        if batch.len() == 0 {
            return;
        }
        // A batch larger than the whole bound goes alone.
        while in_flight > 0 && in_flight + credit > settings.max_in_flight_bytes {
            let Ok((back, layers)) = refunds.recv() else { return };
            in_flight -= back;
            spare.extend(layers);
        }
        for (back, layers) in refunds.try_iter() {
            in_flight -= back;
            spare.extend(layers);
        }
        in_flight += credit;
        batch.spare = std::mem::take(&mut spare);
        if to_workers.send(Ticket { number, credit, batch }).is_err() {
            return;
        }
    }
}

fn fill<R, T>(feed: &mut Feed<'_, R, T>, settings: &Settings, control: &Control) -> (Batch<R, T>, usize) {
    let mut batch = Batch::default();
    let (mut bytes, mut credit) = (0, 0);
    while batch.len() < settings.batch_documents.max(1) && bytes < settings.batch_bytes && !control.stopping()
    {
        match feed() {
            Some((place, Fed::Item(Item::Document(document)))) => {
                let len = document.text().len();
                bytes += len;
                credit += document.heap_bytes().max(len * 4) + 1024;
                control.documents.fetch_add(1, Ordering::Relaxed);
                control.bytes.fetch_add(len as u64, Ordering::Relaxed);
                batch.push(place, document);
            }
            Some((place, Fed::Item(Item::Raw(raw)))) => {
                bytes += raw.bytes;
                credit += raw.bytes * 4 + 1024;
                control.documents.fetch_add(1, Ordering::Relaxed);
                control.bytes.fetch_add(raw.bytes as u64, Ordering::Relaxed);
                batch.raw.push((place, raw));
            }
            Some((place, Fed::Item(Item::Rejected(rejected)))) => {
                credit += 1024;
                batch.out.push((place, Done::Rejected(rejected)));
            }
            Some((place, Fed::Item(Item::LeftOut(record)))) => {
                credit += 1024;
                batch.out.push((place, Done::LeftOut(record)));
            }
            Some((place, Fed::Settled(done))) => {
                credit += 1024;
                batch.out.push((place, done));
            }
            None => break,
        }
    }
    (batch, credit)
}
