//! Documents under way together, and how a stage is run over them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use copydesk_core::{Document, Fault, Inputs, Layer, Outcome, StageError, Staged, Staging, Tables, Worker};

use crate::{Done, Item, Raw, StageSlot};

/// Documents with their places in the input, and those that dropped out on the way.
#[derive(Debug)]
pub(crate) struct Batch<R, T> {
    pub(crate) docs: Vec<Document>,
    /// Place in the input of each of `docs`.
    pub(crate) places: Vec<u64>,
    /// Records of which a worker makes documents, with their places.
    pub(crate) raw: Vec<(u64, Raw<R>)>,
    /// What `encode` made of each of `docs`, once they are at the end.
    pub(crate) encoded: Vec<T>,
    /// Out of the run, by place in the input.
    pub(crate) out: Vec<(u64, Done<R, T>)>,
    /// Layers whose memory may be used again.
    pub(crate) spare: Vec<Layer>,
}

/// What a segment is fed.
pub(crate) enum Fed<R, T> {
    /// What a source gave.
    Item(Item<R>),
    /// What an earlier segment has settled.
    Settled(Done<R, T>),
}

impl<R, T> Default for Batch<R, T> {
    fn default() -> Self {
        let (docs, places, encoded) = (Vec::new(), Vec::new(), Vec::new());
        Self { docs, places, raw: Vec::new(), encoded, out: Vec::new(), spare: Vec::new() }
    }
}

impl<R, T> Batch<R, T> {
    pub(crate) fn push(&mut self, place: u64, document: Document) {
        self.docs.push(document);
        self.places.push(place);
    }

    pub(crate) fn len(&self) -> usize {
        self.docs.len() + self.raw.len() + self.out.len()
    }

    /// Makes documents of the raw records. Stages see documents in input order, so those take their places.
    fn make(&mut self) {
        if self.raw.is_empty() {
            return;
        }
        let mut docs: Vec<_> = self.places.drain(..).zip(self.docs.drain(..)).collect();
        for (place, raw) in self.raw.drain(..) {
            match (raw.make)() {
                Ok(document) => docs.push((place, document)),
                Err(rejected) => self.out.push((place, Done::Rejected(rejected))),
            }
        }
        docs.sort_by_key(|(place, _)| *place);
        (self.places, self.docs) = docs.into_iter().unzip();
    }

    /// Everything in input order. The documents must have been encoded.
    pub(crate) fn into_done(mut self) -> impl Iterator<Item = Done<R, T>> {
        let finished = self.docs.into_iter().map(Box::new).zip(self.encoded);
        let finished = finished.map(|(doc, encoded)| Done::Finished(doc, encoded));
        let mut all = std::mem::take(&mut self.out);
        all.extend(self.places.into_iter().zip(finished));
        all.sort_by_key(|(place, _)| *place);
        all.into_iter().map(|(_, done)| done)
    }

    /// Everything in input order, to be fed to the next segment.
    pub(crate) fn into_fed(self) -> impl Iterator<Item = (u64, Fed<R, T>)> {
        let documents = self.docs.into_iter().map(|doc| Fed::Item(Item::Document(doc)));
        let mut all: Vec<(u64, Fed<R, T>)> = self.places.into_iter().zip(documents).collect();
        all.extend(self.out.into_iter().map(|(place, done)| (place, Fed::Settled(done))));
        all.sort_by_key(|(place, _)| *place);
        all.into_iter()
    }

    /// Takes out the documents whose fate says so.
    pub(crate) fn settle(&mut self, stage: &str, fates: Vec<Outcome>) {
        if fates.iter().all(|fate| *fate == Outcome::Kept) {
            return;
        }
        let docs = std::mem::take(&mut self.docs);
        let places = std::mem::take(&mut self.places);
        for ((document, place), fate) in docs.into_iter().zip(places).zip(fates) {
            let stage = stage.to_owned();
            match fate {
                Outcome::Kept => self.push(place, document),
                Outcome::Failed(error) => {
                    self.out.push((place, Done::Failed { document: Box::new(document), stage, error }));
                }
                Outcome::Filtered(reason) => {
                    self.out.push((place, Done::Filtered { document: Box::new(document), stage, reason }));
                }
            }
        }
    }

    /// Takes out the documents that lack a layer which the stage needs and which is no table either.
    pub(crate) fn demand(&mut self, slot: &StageSlot, tables: &Tables) {
        let needed: Vec<&str> =
            slot.descriptor.needed_layers().filter(|name| tables.get(name).is_none()).collect();
        let missing = |doc: &Document| needed.iter().find(|name| doc.layer(name).is_none());
        if self.docs.iter().all(|doc| missing(doc).is_none()) {
            return;
        }
        let fates = self.docs.iter().map(|doc| match missing(doc) {
            None => Outcome::Kept,
            Some(name) => Outcome::Failed(StageError::failed(format!(
                "the stage needs layer `{name}`, which this document does not have"
            ))),
        });
        let fates = fates.collect();
        self.settle(&slot.name, fates);
    }
}

/// One worker's copies of the stages of a segment.
pub(crate) struct Bench<'a> {
    stages: Vec<(&'a StageSlot, Box<dyn Worker>)>,
    tables: &'a Tables,
    cancelled: &'a AtomicBool,
}

impl<'a> Bench<'a> {
    pub(crate) fn open(
        slots: &'a [StageSlot],
        tables: &'a Tables,
        cancelled: &'a AtomicBool,
    ) -> Result<Self, (String, StageError)> {
        let stages = slots
            .iter()
            .map(|slot| match slot.model.open() {
                Ok(worker) => Ok((slot, worker)),
                Err(error) => Err((slot.name.clone(), error)),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { stages, tables, cancelled })
    }

    /// Makes the documents that are still to be made and takes the batch through all stages.
    pub(crate) fn run<R, T>(&mut self, batch: &mut Batch<R, T>) {
        batch.make();
        for (slot, worker) in &mut self.stages {
            batch.demand(slot, self.tables);
            if batch.docs.is_empty() {
                continue;
            }
            let start = Instant::now();
            let fates = run_stage(slot, worker, batch, self.tables, self.cancelled);
            batch.settle(&slot.name, fates);
            let spent = start.elapsed().as_nanos().min(u128::from(u64::MAX)) as u64;
            slot.nanoseconds.fetch_add(spent, Ordering::Relaxed);
        }
    }
}

/// Runs a stage over all documents of a batch, or, where that fails, over each alone, so that a bad one costs itself
/// only. What a batch gives is what its documents give alone: that is what document scope means.
fn run_stage<R, T>(
    slot: &StageSlot,
    worker: &mut Box<dyn Worker>,
    batch: &mut Batch<R, T>,
    tables: &Tables,
    cancelled: &AtomicBool,
) -> Vec<Outcome> {
    let together = call(slot, worker, &batch.docs, tables, cancelled, 1, &mut batch.spare);
    if let Ok(staged) = together {
        return apply(slot, staged, &mut batch.docs, &mut batch.spare);
    }
    let mut fates = Vec::with_capacity(batch.docs.len());
    for doc in &mut batch.docs {
        // Whatever state the failed call left behind is thrown away with its worker.
        match slot.model.open() {
            Ok(fresh) => *worker = fresh,
            Err(error) => {
                fates.push(Outcome::Failed(error));
                continue;
            }
        }
        let alone = std::slice::from_mut(doc);
        match call(slot, worker, alone, tables, cancelled, 1, &mut batch.spare) {
            Ok(staged) => fates.extend(apply(slot, staged, alone, &mut batch.spare)),
            Err(error) => fates.push(Outcome::Failed(error)),
        }
    }
    if let Ok(fresh) = slot.model.open() {
        *worker = fresh;
    }
    fates
}

/// One call of a stage. An error is the reason that the host has written down, where it has one: that names the row.
pub(crate) fn call(
    slot: &StageSlot,
    worker: &mut Box<dyn Worker>,
    docs: &[Document],
    tables: &Tables,
    cancelled: &AtomicBool,
    threads: usize,
    spare: &mut Vec<Layer>,
) -> Result<Staged, StageError> {
    let mut staging = Staging::new(docs, &slot.descriptor, std::mem::take(spare)).with_threads(threads);
    let inputs = Inputs { docs, tables, cancelled, threads };
    match worker.process(&inputs, &mut staging) {
        Ok(()) => staging.finish(),
        Err(error) => {
            let refusal =
                staging.refusal(0).filter(|_| docs.len() == 1 && error.fault == Fault::BadOutput).cloned();
            *spare = staging.into_spare();
            Err(refusal.unwrap_or(error))
        }
    }
}

/// Writes the results into the documents and checks that every promised layer is there.
fn apply(slot: &StageSlot, staged: Staged, docs: &mut [Document], spare: &mut Vec<Layer>) -> Vec<Outcome> {
    // A document-scope stage writes no tables; the staging has refused any.
    let (mut fates, left) = staged.apply(&slot.name, docs, &mut Tables::default());
    *spare = left;
    for (doc, fate) in docs.iter().zip(&mut fates) {
        if *fate != Outcome::Kept {
            continue;
        }
        if let Some(name) = slot.descriptor.promised_layers().find(|name| doc.layer(name).is_none()) {
            let message = format!("the stage declares layer `{name}` but wrote none for this document");
            *fate = Outcome::Failed(StageError::new(Fault::BadOutput, message));
        }
    }
    fates
}
