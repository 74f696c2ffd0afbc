//! One call of a stage, as the host sees it: what is lent to it, and what it returns until that counts.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{
    Access, Descriptor, Document, Fault, Layer, LayerView, MetaEntry, Note, Receiver, StageError, Tables,
    check_layer, names, tables,
};

/// What a stage is lent for one call.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The documents.
    pub docs: &'a [Document],
    /// The collection tables written so far.
    pub tables: &'a Tables,
    /// Set when the run is being cancelled.
    pub cancelled: &'a AtomicBool,
    /// Threads that the stage may use in this call, its own included.
    pub threads: usize,
}

impl Access for Inputs<'_> {
    fn count(&self) -> usize {
        self.docs.len()
    }

    fn id(&self, doc: usize) -> &str {
        &self.docs[doc].id
    }

    fn text(&self, doc: usize) -> &str {
        self.docs[doc].text()
    }

    fn meta(&self, doc: usize, key: &str) -> Option<&str> {
        self.docs[doc].meta(key)
    }

    fn layer(&self, doc: usize, name: &str) -> Option<LayerView<'_>> {
        self.docs[doc].view(name)
    }

    fn rows(&self, table: &str) -> Option<&str> {
        self.tables.get(table)
    }

    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn threads(&self) -> usize {
        self.threads.max(1)
    }
}

/// What became of one document in a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    Kept,
    /// It is lost, and why.
    Failed(StageError),
    /// The stage took it out on purpose, and why.
    Filtered(String),
}

#[derive(Debug, Default)]
struct StagedDoc {
    /// Bits of the names of its layers, so that a layer which is written again is found, and others not looked for.
    names: u64,
    meta: Vec<MetaEntry>,
    notes: Vec<String>,
    outcome: Option<Outcome>,
}

/// A layer that a stage returned: the document, the name by its number in the call, and the layer.
type StagedLayer = (usize, usize, Layer);

/// How many spare layers are looked at for one that fits.
const MOST_SPARE_SEEN: usize = 16;

/// What a stage returned so far in one call. Layers are checked as they arrive; documents change only in
/// [`Staged::apply`].
#[derive(Debug)]
pub struct Staging<'a> {
    docs: &'a [Document],
    descriptor: &'a Descriptor,
    spare: Vec<Layer>,
    staged: Vec<StagedDoc>,
    /// The names of layers, each once, and the layers of all documents in the order in which they came: a list of each
    /// document's own would cost memory for every document.
    names: Vec<String>,
    layers: Vec<StagedLayer>,
    tables: Vec<(String, String)>,
    refused: Option<StageError>,
    threads: usize,
}

/// A call that ended well, no longer bound to the documents that it was given.
#[derive(Debug, Default)]
pub struct Staged {
    docs: Vec<StagedDoc>,
    names: Vec<String>,
    layers: Vec<StagedLayer>,
    tables: Vec<(String, String)>,
    spare: Vec<Layer>,
}

impl<'a> Staging<'a> {
    /// Room for the results of a stage on these documents. `spare` are layers whose memory may be reused.
    pub fn new(docs: &'a [Document], descriptor: &'a Descriptor, spare: Vec<Layer>) -> Self {
        let staged = docs.iter().map(|_| StagedDoc::default()).collect();
        // Stages of a collection write to few of its documents.
        let many = if descriptor.scope == crate::Scope::Document { descriptor.provides.len() } else { 0 };
        let layers = Vec::with_capacity(docs.len() * many);
        Self {
            docs,
            descriptor,
            spare,
            staged,
            names: Vec::new(),
            layers,
            tables: Vec::new(),
            refused: None,
            threads: 1,
        }
    }

    /// Lets tables be checked on so many threads.
    #[must_use]
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Ends the call.
    ///
    /// # Errors
    /// When a table was refused: then the whole call counts for nothing.
    pub fn finish(self) -> Result<Staged, StageError> {
        match self.refused {
            Some(error) => Err(error),
            None => Ok(Staged {
                docs: self.staged,
                names: self.names,
                layers: self.layers,
                tables: self.tables,
                spare: self.spare,
            }),
        }
    }

    /// Why the host refused what was returned for a document, where it did.
    pub fn refusal(&self, doc: usize) -> Option<&StageError> {
        match self.staged.get(doc)?.outcome.as_ref()? {
            Outcome::Failed(error) => Some(error),
            _ => self.refused.as_ref(),
        }
    }

    /// The layers whose memory was not used.
    pub fn into_spare(self) -> Vec<Layer> {
        self.spare
    }

    /// The most rows that a layer of a document may have: four for every byte and some for an empty text. A stage
    /// that writes more is broken, and a length beyond this is not believed.
    pub fn most_rows(doc: &Document) -> usize {
        doc.text().len().saturating_mul(4).saturating_add(1024)
    }

    /// Fails a document because of what the stage returned for it.
    pub fn refuse(&mut self, doc: usize, message: &str) -> StageError {
        let error = StageError::new(Fault::BadOutput, message);
        if let Some(staged) = self.staged.get_mut(doc) {
            staged.outcome = Some(Outcome::Failed(error.clone()));
        }
        error
    }

    /// Fails the whole call because of what the stage returned.
    pub fn refuse_all(&mut self, message: &str) {
        self.refused.get_or_insert(StageError::new(Fault::BadOutput, message));
    }

    /// Memory for a layer of so many rows: among the layers used last one that is large enough, but not much too large,
    /// so that tokens do not get the memory of sentences and grow it.
    fn spare_for(&mut self, rows: usize) -> Layer {
        let fits = |layer: &Layer| (rows..=4 * rows + 64).contains(&layer.capacity());
        let from = self.spare.len().saturating_sub(MOST_SPARE_SEEN);
        let found = self.spare.get(from..).unwrap_or_default().iter().rposition(fits);
        found.map(|at| self.spare.swap_remove(from + at)).or_else(|| self.spare.pop()).unwrap_or_default()
    }

    fn settle(&mut self, doc: usize, outcome: Outcome) {
        if let Some(staged) = self.staged.get_mut(doc) {
            // The first word counts: a document that failed cannot be talked well again.
            staged.outcome.get_or_insert(outcome);
        }
    }
}

impl Receiver for Staging<'_> {
    fn put_layer(&mut self, doc: usize, name: &str, layer: &LayerView<'_>) -> Result<(), StageError> {
        let Some(document) = self.docs.get(doc) else {
            return Err(StageError::new(
                Fault::BadOutput,
                format!("there is no document {doc} in this call"),
            ));
        };
        if !self.descriptor.may_write(name) {
            let declared = self.descriptor.provides.join(", ");
            return Err(self.refuse(
                doc,
                &format!("wrote layer `{name}`, which it does not declare (provides: {declared})"),
            ));
        }
        let most = Self::most_rows(document);
        if layer.len() > most {
            return Err(self
                .refuse(doc, &format!("layer `{name}` has {} rows; at most {most} are taken", layer.len())));
        }
        let disjoint = name == names::TOKENS || name == names::SENTS;
        if let Err((row, rule)) = check_layer(layer, document.text(), document.is_ascii(), disjoint) {
            let span = layer.start.get(row).zip(layer.end.get(row));
            let span = span.map_or_else(String::new, |(start, end)| format!(" {start}..{end}"));
            let bytes = document.text().len();
            return Err(self.refuse(
                doc,
                &format!(
                    "layer `{name}`, row {row}: span{span} {}; the text has {bytes} bytes",
                    rule.explain()
                ),
            ));
        }
        let mut copy = self.spare_for(layer.len());
        copy.copy_from(layer);
        let number = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        let (staged, bit) = (&mut self.staged[doc], 1 << (number % 64));
        let again = staged.names & bit != 0;
        staged.names |= bit;
        let old = if again {
            self.layers.iter_mut().rfind(|(of, known, _)| (*of, *known) == (doc, number))
        } else {
            None
        };
        match old {
            Some((_, _, old)) => self.spare.push(std::mem::replace(old, copy)),
            None => self.layers.push((doc, number, copy)),
        }
        Ok(())
    }

    fn put_meta(&mut self, doc: usize, key: &str, value: &str, from: &str) {
        if let Some(staged) = self.staged.get_mut(doc) {
            staged.meta.push(MetaEntry {
                key: key.to_owned(),
                value: value.to_owned(),
                from: from.to_owned(),
            });
        }
    }

    fn note(&mut self, doc: usize, message: &str) {
        if let Some(staged) = self.staged.get_mut(doc) {
            staged.notes.push(message.to_owned());
        }
    }

    fn fail(&mut self, doc: usize, message: &str) {
        self.settle(doc, Outcome::Failed(StageError::failed(message)));
    }

    fn filter(&mut self, doc: usize, reason: &str) {
        self.settle(doc, Outcome::Filtered(reason.to_owned()));
    }

    fn put_rows(&mut self, table: &str, lines: &str) -> Result<(), StageError> {
        let checked = if self.descriptor.scope != crate::Scope::Collection {
            Err(format!("wrote table `{table}`, but only stages of collection scope write tables"))
        } else if !self.descriptor.may_write(table) {
            Err(format!("wrote table `{table}`, which it does not declare"))
        } else {
            tables::check_rows(table, lines, self.docs, self.threads)
        };
        match checked {
            Ok(()) => {
                self.tables.retain(|(known, _)| known != table);
                self.tables.push((table.to_owned(), lines.to_owned()));
                Ok(())
            }
            Err(message) => {
                let error = StageError::new(Fault::BadOutput, message);
                self.refused.get_or_insert(error.clone());
                Err(error)
            }
        }
    }
}

impl Staged {
    /// What became of each document.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.docs.iter().map(|staged| staged.outcome.as_ref().unwrap_or(&Outcome::Kept))
    }

    /// Writes the results into the documents and tables. Documents that are not kept stay as they were. Returns the
    /// outcomes in document order and layers whose memory may be reused.
    pub fn apply(
        self,
        stage: &str,
        docs: &mut [Document],
        tables: &mut Tables,
    ) -> (Vec<Outcome>, Vec<Layer>) {
        let mut spare = self.spare;
        let mut outcomes = Vec::with_capacity(docs.len());
        for (of, number, layer) in self.layers {
            let kept = |staged: &StagedDoc| matches!(staged.outcome, None | Some(Outcome::Kept));
            let left = match (self.docs.get(of).is_some_and(kept), docs.get_mut(of), self.names.get(number)) {
                (true, Some(doc), Some(name)) => doc.put_layer(name, layer),
                _ => Some(layer),
            };
            // A layer without memory helps nobody.
            spare.extend(left.filter(|layer| layer.capacity() > 0));
        }
        for (staged, doc) in self.docs.into_iter().zip(docs) {
            let outcome = staged.outcome.unwrap_or(Outcome::Kept);
            if outcome == Outcome::Kept {
                for entry in staged.meta {
                    doc.set_meta(&entry.key, &entry.value, &entry.from);
                }
                doc.notes.extend(
                    staged.notes.into_iter().map(|message| Note { stage: stage.to_owned(), message }),
                );
            }
            outcomes.push(outcome);
        }
        for (name, lines) in self.tables {
            tables.put(&name, lines);
        }
        (outcomes, spare)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Descriptor {
        Descriptor::new("t", "1.0.0", "").provides(&["tokens", "t.own"])
    }

    fn layer(spans: &[(u32, u32)]) -> Layer {
        let mut layer = Layer::new();
        for &(start, end) in spans {
            layer.push(start, end);
        }
        layer
    }

    #[test]
    fn nothing_counts_before_apply_and_failed_documents_stay_as_they_were() {
        let mut docs = vec![Document::new("a", "one"), Document::new("b", "two"), Document::new("c", "six")];
        let card = card();
        let mut staging = Staging::new(&docs, &card, Vec::new());
        staging.put_layer(0, "tokens", &layer(&[(0, 3)]).view()).unwrap();
        let error = staging.put_layer(1, "tokens", &layer(&[(0, 9)]).view()).unwrap_err();
        assert_eq!(
            error.message,
            "layer `tokens`, row 0: span 0..9 ends past the end of the text; the text has 3 bytes"
        );
        staging.filter(2, "too short");
        staging.note(0, "seen");
        let staged = staging.finish().unwrap();
        let (outcomes, _) = staged.apply("t", &mut docs, &mut Tables::default());
        assert_eq!(outcomes[0], Outcome::Kept);
        assert!(matches!(&outcomes[1], Outcome::Failed(error) if error.fault == Fault::BadOutput));
        assert_eq!(outcomes[2], Outcome::Filtered("too short".to_owned()));
        assert_eq!(docs[0].layer("tokens").map(Layer::len), Some(1));
        assert!(docs[1].layer("tokens").is_none());
        assert_eq!(docs[0].notes.len(), 1);
    }

    #[test]
    fn undeclared_layers_and_tables_are_refused() {
        let docs = [Document::new("a", "one")];
        let card = card();
        let mut staging = Staging::new(&docs, &card, Vec::new());
        assert!(staging.put_layer(0, "ents", &layer(&[]).view()).is_err());
        assert!(staging.put_layer(0, "t.own", &layer(&[]).view()).is_ok());
        assert!(staging.put_layer(5, "tokens", &layer(&[]).view()).is_err());
        assert!(
            staging
                .put_rows("entities", "{}")
                .unwrap_err()
                .message
                .contains("only stages of collection scope")
        );
        assert!(staging.finish().is_err());
    }
}
